package web

import (
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// signing lists the signatures of the stage, who gives them, and who has.
func (d *desk) signing(open []slot) []page.SignRow {
	var out []page.SignRow
	for _, it := range d.View.Stage.Items {
		if it.Kind != flow.KindSignature {
			continue
		}
		row := page.SignRow{ID: string(it.ID), Title: it.Title, Who: d.partyName(it.Owner), Signed: d.Answer(d.View.Stage, it).Signed}
		if i := slices.IndexFunc(open, func(s slot) bool { return s.item == it }); i >= 0 && row.Signed == nil {
			if d.signable() {
				row.Href = requestPath(d.View, "tanda-tangan", string(it.ID))
			} else {
				row.Wait = text.SignLater()
			}
		}
		out = append(out, row)
	}
	return out
}

// signable reports whether nothing but signatures is missing in the stage.
func (d *desk) signable() bool {
	return !slices.ContainsFunc(d.View.Waiting, func(w flow.Waiting) bool { return lacksMore(d.View, w) })
}

// revise leads to the action that sends back what is shown beside the stage's form, where
// the viewer may take it.
func (d *desk) revise() page.Link {
	for _, act := range d.View.Actions {
		if act.Allowed && act.Action.Direction == flow.LeadsBack && act.Action.Clause == "" &&
			slices.ContainsFunc(d.View.Stage.Shows, func(ref flow.Ref) bool { return ref.Stage == act.Action.To }) {
			return page.Link{Href: requestPath(d.View, "tindakan", string(act.Action.ID)), Text: "Minta revisi draf"}
		}
	}
	return page.Link{}
}

// readiness lists what must be there before the work is handed over, from the record: in
// the stage whose action completes the request, and after it.
func (d *desk) readiness() *page.Readiness {
	v := d.View
	if !slices.ContainsFunc(v.Stage.Actions, func(a *flow.Action) bool { return a.End == alur.StatusCompleted }) {
		return nil
	}
	r := &page.Readiness{}
	formed := false
	for _, st := range v.Plan.Stages {
		switch {
		case st == v.Stage:
			r.Rows = append(r.Rows, d.documentRows(st)...)
		case !formed:
			formed = slices.ContainsFunc(v.Plan.Parties, func(p *flow.Party) bool { return p.Source == flow.SourceTeam && p.Stage == st.ID })
		case st.Sub:
		default:
			r.Rows = append(r.Rows, d.readyRows(st)...)
		}
	}
	for _, row := range r.Rows {
		if row.Done {
			r.Done++
		}
	}
	return r
}

// readyRows are what one stage gave: its test, its event, its documents, or that it is over.
func (d *desk) readyRows(st *flow.Stage) []page.ReadyRow {
	v := d.View
	last, visits := d.lastVisit(st)
	row := page.ReadyRow{Text: st.Title, Href: requestPath(v, "tahap", string(st.ID))}
	if last == nil {
		return []page.ReadyRow{{Text: st.Title, Detail: text.StageNotEntered()}}
	}
	row.Done = last.LeftAt != nil
	if row.Done {
		row.Detail = text.StageDone(*last.LeftAt)
	} else {
		row.Detail = text.StageRunning()
	}
	switch meeting, number := itemOfKind(st, flow.KindMeeting), itemOfKind(st, flow.KindNumber); {
	case st.Findings != nil:
		open := 0
		for _, f := range v.State.Findings {
			if f.Status != flow.FindingVerified {
				open++
			}
		}
		row.Done = row.Done && open == 0
		row.Text, row.Detail, row.Href = text.TestDone(st.Title, visits), text.TestFindings(len(v.State.Findings), open), requestPath(v, tabFindings)
		return []page.ReadyRow{row}
	case meeting != nil:
		var m flow.Meeting
		var n int64
		_ = json.Unmarshal(v.State.Value(st.ID, meeting.ID), &m) // a value of another shape says nothing
		if number != nil {
			_ = json.Unmarshal(v.State.Value(st.ID, number.ID), &n)
		}
		row.Detail = text.EventHeld(m.Start, n, row.Detail)
		return []page.ReadyRow{row}
	}
	if docs := d.documentRows(st); len(docs) > 0 {
		return docs
	}
	return []page.ReadyRow{row}
}

// documentRows are the required documents of a stage, each with its file.
func (d *desk) documentRows(st *flow.Stage) []page.ReadyRow {
	v := d.View
	var out []page.ReadyRow
	for _, it := range st.Items {
		if it.Kind != flow.KindDocument || !it.Required || it.Confidential && d.hides() {
			continue
		}
		row := page.ReadyRow{Text: it.Title, Detail: text.NotUploaded()}
		if st == v.Stage {
			row.Href = "#" + itemAnchor + string(it.ID)
			if !slices.Contains(v.Parties, it.Owner) || v.State.Status.Ended() {
				row.Href = ""
			}
		}
		for _, doc := range v.Documents {
			if doc.Stage == st.ID && doc.Kind == it.ID && doc.Finding == 0 {
				x := d.Doc(doc)
				row.Done, row.Detail, row.Href = true, x.Name+", "+text.Date(doc.UploadedAt), x.View.Href
			}
		}
		out = append(out, row)
	}
	return out
}

// lastVisit is the last stay in a stage, nil when there was none, and how many there were.
func (d *desk) lastVisit(st *flow.Stage) (last *flow.Passage, visits int) {
	for i, x := range d.View.State.Passages {
		if x.Stage == st.ID {
			last, visits = &d.View.State.Passages[i], visits+1
		}
	}
	return last, visits
}

func itemOfKind(st *flow.Stage, kind flow.Kind) *flow.Item {
	for _, it := range st.Items {
		if it.Kind == kind && it.Required {
			return it
		}
	}
	return nil
}
