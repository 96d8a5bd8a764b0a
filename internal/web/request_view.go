package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// requestOf reads the request named in the path, as the visitor sees it.
func (a *app) requestOf(r *http.Request) (*casework.View, error) {
	return a.Cases.Get(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")))
}

// requestPath is the address of a request, or of a page below it.
func requestPath(v *casework.View, below ...string) string {
	return strings.Join(append([]string{"/permohonan/" + string(v.ID)}, below...), "/")
}

// The pages of one request, by the last part of their address.
const (
	tabMain     = ""
	tabDocs     = "dokumen"
	tabTeam     = "tim"
	tabFindings = "temuan"
	tabHistory  = "riwayat"
	tabMessages = "pesan"
)

// head is the identity of a request, with the links between its pages.
func (a *app) head(v *casework.View, current string, u alur.User) page.RequestHead {
	h := page.RequestHead{
		ID: string(v.ID), Number: v.Number, Flow: v.Plan.Title, Title: titleOf(v.Title), Agency: v.Agency.Name,
		Status: statusTag(a.viewTurn(v), v.State.Status, v.Number == ""), Counter: registrar(v), Code: v.TrackingCode,
	}
	tab := func(below, name string, count int) {
		t := page.Tab{Href: requestPath(v), Text: name, Count: count, Current: below == current}
		if below != "" {
			t.Href = requestPath(v, below)
		}
		h.Tabs = append(h.Tabs, t)
	}
	tab(tabMain, "Ringkasan", 0)
	tab(tabDocs, "Dokumen", len(v.Documents))
	if v.Number != "" {
		tab(tabPapers, "Naskah", papersInForce(v))
	}
	if members := people(v); members > 0 {
		tab(tabTeam, "Tim", members)
	}
	if tests(v) {
		tab(tabFindings, "Temuan", len(v.State.Findings))
	}
	if !u.ThirdParty() {
		tab(tabHistory, "Riwayat", 0)
	}
	tab(tabMessages, "Pesan", 0)
	return h
}

// people counts the members of the teams, each once.
func people(v *casework.View) int {
	seen := map[string]bool{}
	for _, names := range teamsOf(v) {
		for _, n := range names {
			seen[n] = true
		}
	}
	return len(seen)
}

// tests reports whether findings have a place on this request yet.
func tests(v *casework.View) bool {
	return len(v.State.Findings) > 0 || v.Stage.Findings != nil
}

// tell fills what every page of one request has.
func tell(b *page.Base, v *casework.View, title string) {
	b.Title = title
	if title == "" {
		b.Title = titleOf(v.Title)
	} else {
		b.Title += " · " + titleOf(v.Title)
	}
	b.Current = "/permohonan"
	b.Wide = true
}

// A slot is an item that is open now, and the stage that it belongs to.
type slot struct {
	stage *flow.Stage
	item  *flow.Item
}

// slots are the items that the viewer may fill in now, in the order of the
// definition: those of reopened stages first, then those of the current one.
func slots(v *casework.View) []slot {
	if v.State.Status.Ended() || v.State.Paused != nil {
		return nil
	}
	var out []slot
	for _, st := range openStages(v) {
		for _, it := range st.Items {
			if slices.Contains(v.Parties, it.Owner) {
				out = append(out, slot{st, it})
			}
		}
	}
	return out
}

// openStages are the stages whose items may be changed now.
func openStages(v *casework.View) []*flow.Stage {
	var out []*flow.Stage
	if v.Stage.Resubmits {
		for _, id := range v.State.Reopened {
			if st := v.Plan.Stage(id); st != nil && st != v.Stage {
				out = append(out, st)
			}
		}
	}
	return append(out, v.Stage)
}

func itemsOf(list []slot) []*flow.Item {
	out := make([]*flow.Item, 0, len(list))
	for _, s := range list {
		out = append(out, s.item)
	}
	return out
}

// isDraft reports whether the request was never submitted.
func isDraft(v *casework.View) bool {
	return v.State.SubmittedAt == nil && v.Stage == v.Plan.Stages[0] && !v.State.Status.Ended()
}

// A sent form is what came back with a form that could not be saved as it was.
type sentForm struct {
	values  map[alur.ItemID]url.Values // as typed, normalised
	faults  []page.Fault
	theirs  map[alur.ItemID]bool // changed by somebody else meanwhile
	unsaved []page.Answer
	status  int
	search  *form.Search // in a picker of the form; nil when none was asked for
}

// showRequest is the page of a request.
func (a *app) showRequest(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	if isDraft(v) && len(slots(v)) > 0 {
		return a.renderDraft(w, r, v)
	}
	if len(decisions(v)) > 0 {
		return a.renderDecision(w, r, v, &attempt{status: http.StatusOK})
	}
	return a.renderRequest(w, r, v, nil)
}

// renderRequest shows the page, with what was typed when sent is not nil.
func (a *app) renderRequest(w http.ResponseWriter, r *http.Request, v *casework.View, sent *sentForm) error {
	return a.renderRequestWith(w, r, v, sent, nil)
}

// renderRequestWith lets last adjust the page, and the status, before it is drawn.
func (a *app) renderRequestWith(w http.ResponseWriter, r *http.Request, v *casework.View, sent *sentForm, last func(*page.RequestShow, *desk) int) error {
	p := &page.RequestShow{}
	tell(&p.Base, v, "")
	status := http.StatusOK
	open := slots(v)
	search := form.SearchIn(r.URL.Query())
	var typed map[alur.ItemID]url.Values
	if sent != nil {
		search, typed = sent.search, sent.values
	}
	d, err := a.newDesk(r.Context(), v, itemsOf(open), typed, search)
	if err != nil {
		return err
	}
	d.Path = requestPath(v)
	if slices.ContainsFunc(open, func(s slot) bool { return s.item.Kind == flow.KindMeeting }) {
		if d.Places, err = a.Cases.Places(r.Context(), a.actor(r)); err != nil {
			return err
		}
	}
	if sent != nil {
		status, p.Unsaved = sent.status, sent.unsaved
		d.Faults = anchored(sent.faults, open)
		p.Faults = d.Faults
	}
	u := a.session(r).User
	p.Head = a.head(v, tabMain, u)
	p.Title += ": " + text.LowerFirst(p.Head.Status.Text)
	p.Giliran = a.giliran(v, open)
	p.Giliran.Task = claimForm(v.ID, v.Hold, v.Claims, acting(v.Parties, v.Barred), u, requestPath(v))
	p.Giliran.HandOver = handOverLink(v.ID, v.Claims, u)
	if note := a.counterNote(v, u); note != "" {
		p.Giliran.Note = note
	}
	p.Progress = progressOf(v.Plan, v.Stage, v.State.Status)
	p.Guide = guideOf(v.Plan, v.Stage)
	p.Returned = d.returned()
	p.Form = d.stageForm(open, sent)
	p.Signing = d.signing(open)
	p.Readiness = d.readiness()
	p.Revise = d.revise()
	p.Review = a.reviewForm(d, u, nil)
	p.Findings = d.findingsCard()
	p.Others = d.otherAnswers(open)
	if err := a.linkMeetings(r, p, v); err != nil {
		return err
	}
	p.Evidence = d.evidence()
	p.Shown = d.shown()
	a.fillActions(p, d, open)
	p.Stages = d.stageRows()
	if err := a.fillTime(r, p, d); err != nil {
		return err
	}
	if err := a.fillOutlook(r, p, d); err != nil {
		return err
	}
	for _, doc := range v.Documents {
		p.Docs = append(p.Docs, d.Doc(doc))
	}
	p.Team = d.teamGroups()
	p.Signatures = d.signatures()
	if v.State.Status.Ended() {
		p.Outcome = d.outcome(v.State.Outcome)
	}
	p.History = !u.ThirdParty()
	if last != nil {
		status = last(p, d)
	}
	if err := a.tellBehalf(r, p, v); err != nil {
		return err
	}
	return a.render(w, r, status, "request_show", p)
}

// giliran is the card on the request's own page: its button leads to the form, or
// to the one action that is due.
func (a *app) giliran(v *casework.View, open []slot) page.Giliran {
	g := a.viewTurn(v)
	if g.Variant != page.TurnMine {
		return g
	}
	// Every choice that the guide gives counts, so that the card does not lean to one.
	var mine []flow.ActionView
	for _, act := range v.Actions {
		if act.Allowed && act.Action.Clause != "" {
			mine = append(mine, act)
		}
	}
	missing := false
	var sign []alur.ItemID // the viewer's own signatures, when nothing else is missing
	for _, w := range v.Waiting {
		if !slices.Contains(v.Parties, w.Party) {
			continue
		}
		missing = missing || len(w.Missing) > 0
		if !lacksMore(v, w) {
			for _, id := range w.Missing {
				sign = append(sign, alur.ItemID(id))
			}
		}
	}
	switch {
	case len(sign) == 1:
		g.Href, g.Button = requestPath(v, "tanda-tangan", string(sign[0])), "Baca lalu tanda tangani"
	case missing && v.Stage.Review != nil:
		g.Href, g.Button = "#telaah", "Telaah sekarang"
	case missing && v.Stage.Findings != nil && v.Stage.Findings.Fix != "":
		g.Href, g.Button = requestPath(v, tabFindings), "Buka temuan"
	case len(sign) > 1 && !slices.ContainsFunc(open, func(s slot) bool { return s.item.Kind != flow.KindSignature }):
		g.Href, g.Button = "#tanda-tangan", "Tanda tangani"
	case missing && len(open) > 0:
		g.Href, g.Button = "#isian", "Isi sekarang"
	case len(mine) == 1:
		g.Href, g.Button = requestPath(v, "tindakan", string(mine[0].Action.ID)), mine[0].Action.Title
	case len(mine) > 1:
		g.Href, g.Button = "#tindakan", "Pilih tindakan"
	}
	return g
}

func guideOf(plan *flow.Plan, st *flow.Stage) page.StageGuide {
	return page.StageGuide{
		Clause: st.Clause, Summary: st.Summary, Result: st.Result,
		Href: "/panduan/" + string(plan.Flow) + "#tahap-" + string(st.ID),
	}
}

// returned says that the stage was entered because the request was sent back.
func (d *desk) returned() *page.Returned {
	last, visits := d.View.State.LastReturn, d.View.State.Passages
	if last == nil || len(visits) < 2 || visits[len(visits)-2].Action != last.Action || d.View.State.Status.Ended() {
		return nil
	}
	out := &page.Returned{Who: d.Acted(last.By, last.OnBehalfOf, last.At), When: text.DateTime(last.At)}
	out.Action, out.Reason = d.said(last)
	return out
}

// said is what is said of an action that was taken, and what was written with it.
func (d *desk) said(o *flow.Outcome) (happened string, reason []string) {
	happened = string(o.Action)
	for _, st := range d.View.Plan.Stages {
		act := st.Action(o.Action)
		if act == nil {
			continue
		}
		happened = text.Happened(act.Title)
		for _, in := range act.Inputs {
			if in.Kind == flow.KindLongText {
				reason = append(reason, form.Paragraphs(form.StringIn(o.Input[in.ID]))...)
			}
		}
		break
	}
	return happened, reason
}

// outcome shows the action that ended a request.
func (d *desk) outcome(o *flow.Outcome) *page.Returned {
	if o == nil {
		return nil
	}
	out := &page.Returned{Who: d.Acted(o.By, o.OnBehalfOf, o.At), When: text.DateTime(o.At)}
	out.Action, out.Reason = d.said(o)
	return out
}

// stageRows lists every stage: what is past with who and when, what is now, what
// is to come and whose it will be.
func (d *desk) stageRows() []page.StageRow {
	v := d.View
	at := slices.Index(v.Plan.Stages, v.Stage)
	var out []page.StageRow
	phase := -1
	for i, st := range v.Plan.Stages {
		var visits []flow.Passage
		for _, x := range v.State.Passages {
			if x.Stage == st.ID {
				visits = append(visits, x)
			}
		}
		if st.Sub && len(visits) == 0 {
			continue
		}
		row := page.StageRow{Number: st.Number, Sub: st.Sub, Title: st.Title, State: "nanti", Word: "Belum"}
		if st.Phase != phase {
			phase = st.Phase
			row.Phase = v.Plan.Phases[phase]
		}
		var who []string
		for _, id := range stageParties(st) {
			who = append(who, d.partyName(id))
		}
		row.Who = text.And(who)
		if len(visits) > 1 {
			row.Rounds = "putaran " + strconv.Itoa(len(visits))
		}
		if len(visits) > 0 {
			row.Href = requestPath(v, "tahap", string(st.ID))
		}
		d.stageState(&row, st, visits, i < at)
		out = append(out, row)
	}
	return out
}

func (d *desk) stageState(row *page.StageRow, st *flow.Stage, visits []flow.Passage, before bool) {
	v := d.View
	var last *flow.Passage
	if len(visits) > 0 {
		last = &visits[len(visits)-1]
	}
	switch {
	case st == v.Stage && !v.State.Status.Ended():
		row.State, row.Word, row.When = "kini", "Sekarang", "sejak "+text.Date(v.State.EnteredAt)
		if v.State.Paused != nil {
			row.Word = "Dijeda"
		}
	case st == v.Stage && v.State.Status != alur.StatusCompleted:
		row.State, row.Word = "henti", text.Status(v.State.Status)
		if v.State.EndedAt != nil {
			row.When = text.Date(*v.State.EndedAt)
		}
	case (before || st == v.Stage || st.Sub) && last != nil && last.LeftAt != nil:
		row.State, row.Word, row.When = "lalu", "Selesai", text.Date(*last.LeftAt)
		if last.By != "" {
			row.When += ", oleh " + d.Acted(last.By, last.OnBehalfOf, *last.LeftAt)
		}
	}
}

// teamsOf are the teams in force, or as far as they are being formed.
func teamsOf(v *casework.View) map[alur.PartyID][]string {
	out := map[alur.PartyID][]string{}
	for _, p := range v.Plan.Parties {
		if p.Source != flow.SourceTeam {
			continue
		}
		names := v.State.Teams[p.ID]
		if names == nil {
			values := form.Controls(&flow.Item{ID: p.Item, Kind: flow.KindTeam}, v.State.Value(p.Stage, p.Item))
			names = values[string(p.Item)]
		}
		if len(names) > 0 {
			out[p.ID] = names
		}
	}
	return out
}

// changedBy finds who changed the request last after a version, and when; "" when
// the visitor may not know. The visitor is [text.OwnWindow]; where any change
// concerns (nil), somebody else's is of more interest and comes first.
func (a *app) changedBy(ctx context.Context, r *http.Request, v *casework.View, after int64, concerns func(alur.Event) bool) (who, when string) {
	if a.session(r).User.ThirdParty() {
		return "", ""
	}
	events, err := a.allEvents(ctx, r, v.ID)
	if err != nil {
		return "", "" // the sentence then does without a name
	}
	for _, e := range slices.Backward(events) {
		if e.Event.Seq <= after {
			break
		}
		if e.Event.Type == alur.EventCommentAdded || concerns != nil && !concerns(e.Event) {
			continue
		}
		at := strings.TrimSuffix(text.Time(e.Event.At), " WIB")
		if e.Event.Actor.Username == a.session(r).User.Username {
			if who == "" {
				who, when = text.OwnWindow, at
			}
			if concerns != nil {
				break
			}
			continue
		}
		users, err := a.Directory.Users(ctx, []string{e.Event.Actor.Username})
		if err != nil {
			return "", ""
		}
		return displayName(users[e.Event.Actor.Username], e.Event.Actor.Username), at
	}
	return who, when
}

// displayName is what a user is called: the username when nothing more is known. A service
// is marked as one wherever people read who did something.
func displayName(u alur.User, username string) string {
	switch {
	case u.Name != "" && u.Service:
		return text.Service(u.Name)
	case u.Name != "":
		return u.Name
	}
	return username
}
