package web

import (
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// fillActions sorts the actions: what the guide names, the rest, and those of others.
func (a *app) fillActions(p *page.RequestShow, d *desk, open []slot) {
	primary := p.Form == nil || !p.Form.Primary
	if p.Review != nil && p.Review.Primary {
		primary = false
	}
	for _, act := range d.View.Actions {
		row := d.actionRow(act, open)
		if act.Allowed && primary && (act.Action.Direction == flow.LeadsOn || act.Action.Resumes) {
			row.Class, primary = "tombol", false
		}
		if act.Action.Clause == "" && !act.Action.Resumes {
			p.More = append(p.More, row)
		} else {
			p.Actions = append(p.Actions, row)
		}
	}
	for _, act := range d.View.OtherActions {
		if act.Action.Clause == "" {
			continue
		}
		var who []string
		for _, id := range act.Action.Parties {
			who = append(who, d.partyName(id))
		}
		p.Waits = append(p.Waits, page.OtherAction{Title: act.Action.Title, Who: text.Or(who)})
	}
}

func (d *desk) actionRow(act flow.ActionView, open []slot) page.ActionRow {
	row := page.ActionRow{
		ID: string(act.Action.ID), Title: act.Action.Title, Href: requestPath(d.View, "tindakan", string(act.Action.ID)),
		Class: "tombol-kedua", Allowed: act.Allowed, Leads: d.leads(act.Action),
	}
	if act.Action.Direction == flow.LeadsOut {
		row.Class = "tombol-bahaya"
	}
	row.Reasons = d.reasons(act.Blockers, act.Action, open)
	return row
}

// leads says where an action leads.
func (d *desk) leads(act *flow.Action) string {
	switch {
	case act.End != "":
		return text.LeadsToEnd(act.End)
	case act.Direction == flow.Switches:
		if to := act.ToFlow; to != "" {
			return text.LeadsToFlow(string(to))
		}
	case act.Direction == flow.Stays:
		return ""
	}
	to := d.View.Plan.Stage(act.To)
	if to == nil || to == d.View.Stage {
		return ""
	}
	return text.LeadsToStage(act.Direction == flow.LeadsBack, to.Number, to.Title)
}

// reasons says why an action cannot be taken, with links to what the viewer can
// put right.
func (d *desk) reasons(blockers []alur.Blocker, act *flow.Action, open []slot) []page.Reason {
	v := d.View
	label := form.LabelOf(v.Plan, v.Stage, act)
	var out []page.Reason
	for _, b := range blockers {
		r := page.Reason{Text: text.Blocker(b, label)}
		id, _ := form.SplitItem(b.Item)
		if b.Document != "" {
			for _, doc := range v.Documents {
				if doc.ID == b.Document {
					r.Text = strings.TrimSuffix(r.Text, ".") + " (" + doc.Name + ")."
				}
			}
		}
		for _, s := range open {
			if s.item.ID != id {
				continue
			}
			r.Href = "#" + form.ControlOf(b.Item, v.Plan, v.Stage, nil, v.State)
			if s.item.Kind == flow.KindSignature || s.item.Kind == flow.KindDocument {
				r.Href = "#" + itemAnchor + string(id)
			}
			if isDraft(v) {
				r.Href = requestPath(v, "isi", sectionIDOf(id)) + r.Href
			}
		}
		switch b.Code {
		case alur.BlockDocumentNotReviewed, alur.BlockNoDocumentRejected:
			if d.reviews() {
				r.Href = "#telaah"
			}
		case alur.BlockNoOpenFinding:
			r.Href = requestPath(v, tabFindings)
		case alur.BlockFindingNotFixed, alur.BlockFindingNotVerified:
			r.Href = requestPath(v, tabFindings)
			if n, ok := flow.FindingNumber(b.Item); ok {
				r.Href = requestPath(v, tabFindings, strconv.Itoa(n))
			}
		}
		if r.Href == "" {
			if it := v.Stage.Item(id); it != nil && !slices.Contains(v.Parties, it.Owner) && owed(b.Code) {
				r.Text = text.WaitsFor(r.Text, d.partyName(it.Owner))
			}
		}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// owed reports whether a blocker says that somebody has yet to do something.
func owed(c alur.BlockerCode) bool {
	switch c {
	case alur.BlockMissingItem, alur.BlockMissingDocument, alur.BlockMissingSignature, alur.BlockOutdated, alur.BlockDocumentRejected:
		return true
	}
	return false
}

// reviews reports whether the viewer is the reviewing party of the stage.
func (d *desk) reviews() bool {
	return d.View.Stage.Review != nil && slices.Contains(d.View.Parties, d.View.Stage.Review.Party) &&
		!d.View.State.Status.Ended() && d.View.State.Paused == nil
}
