package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// Names of values in the form of a decision.
const (
	fieldChoice   = "putusan"
	buttonPreview = "_pratinjau"
	// thenPause ends the value of a choice that is followed by a pause, on a page of its own.
	thenPause = "+jeda"
	// causeBudget is the cause of that pause.
	causeBudget = "menunggu-anggaran"
)

// decisions are the actions that the viewer decides the request with, in a stage that asks
// for nothing but the decision; none where they cannot be taken, or not on one page.
func decisions(v *casework.View) []*flow.Action {
	if len(v.Stage.Items) > 0 || v.Stage.Review != nil || v.Stage.Findings != nil || v.State.Status.Ended() {
		return nil
	}
	var out []*flow.Action
	inputs := map[alur.ItemID]bool{}
	for _, act := range v.Actions {
		if !act.Action.Decides || !act.Allowed {
			continue
		}
		for _, in := range act.Action.Inputs {
			if inputs[in.ID] || in.Kind == flow.KindTeam || in.Kind == flow.KindDocumentID {
				return nil // their controls would have one name
			}
			inputs[in.ID] = true
		}
		out = append(out, act.Action)
	}
	return out
}

// pausing is the pause that waits for a budget, in the stage that an action leads to: for
// an action that leads on, where its taker may pause there. nil for none.
func pausing(v *casework.View, act *flow.Action) *flow.Action {
	to := v.Plan.Stage(act.To)
	if act.Direction != flow.LeadsOn || to == nil {
		return nil
	}
	for _, x := range to.Actions {
		if x.Pauses && x.May(v.Parties) && slices.ContainsFunc(x.Inputs, func(in *flow.Item) bool {
			return slices.ContainsFunc(in.Options, func(o flow.Option) bool { return o.ID == causeBudget })
		}) {
			return x
		}
	}
	return nil
}

// showDecision is the page of a decision under an address of its own.
func (a *app) showDecision(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	if len(decisions(v)) == 0 {
		redirect(w, r, requestPath(v))
		return nil
	}
	return a.renderDecision(w, r, v, &attempt{status: http.StatusOK})
}

// submitDecision takes the action that was chosen, or shows what the applicant would read.
func (a *app) submitDecision(w http.ResponseWriter, r *http.Request) error {
	v, in, err := a.postedTo(r)
	if err != nil {
		return err
	}
	try := &attempt{decision: in.values, values: map[alur.ItemID]url.Values{}, status: http.StatusUnprocessableEntity}
	choice, pause := strings.CutSuffix(in.values.Get(fieldChoice), thenPause)
	if choice == "" {
		if len(decisions(v)) == 0 {
			return alur.Refuse(alur.CodeActionNotAvailable)
		}
		try.faults = []page.Fault{{Field: fieldChoice, Text: text.ChooseDecision()}}
		return a.renderDecision(w, r, v, try)
	}
	if try.act = actionOf(v, alur.StageID(in.values.Get(hiddenStage)), alur.ActionID(choice)); try.act == nil || !try.act.Decides {
		return alur.Refuse(alur.CodeActionNotAvailable)
	}
	if in.values.Get(buttonPreview) != "" && len(decisions(v)) > 0 {
		try.status, try.preview = http.StatusOK, true
		try.read(v, in)
		return a.renderDecision(w, r, v, try)
	}
	next := a.nextTask(r, v.ID)
	try.after = func(done *casework.Written) reply { return a.afterDecision(done.View, try.act, pause, next) }
	return a.takeAction(w, r, v, in, try)
}

// nextTask leads to what waits for the visitor besides a request; zero for nothing.
func (a *app) nextTask(r *http.Request, but alur.RequestID) page.Link {
	list, _, err := a.Cases.List(r.Context(), a.actor(r), casework.ListQuery{Status: alur.StatusOpen, WaitingOnMe: true, Limit: 20})
	if err != nil {
		a.Log.WarnContext(r.Context(), "next task", "error", err)
		return page.Link{} // the list of tasks, where the visitor is led, has it as well
	}
	for _, x := range list {
		if x.ID != but && (x.Hold == casework.HoldOwn || x.Hold == casework.HoldFree) {
			return page.Link{Href: "/permohonan/" + string(x.ID), Text: "Tugas berikutnya: " + titleOf(x.Title)}
		}
	}
	return page.Link{}
}

// afterDecision leads to the second step, or to the list of tasks.
func (a *app) afterDecision(v *casework.View, act *flow.Action, pause bool, next page.Link) reply {
	n := page.Notice{Text: turnNow(a.viewTurn(v)), Href: next.Href, LinkText: next.Text}
	if v.State.Status.Ended() {
		n.Text = text.Stays(act.Title) + " " + strings.TrimSuffix(text.EndOf(v.State.Status), ".") + "."
	}
	if n.Href == "" {
		n.Href, n.LinkText = requestPath(v), "Lihat "+titleOf(v.Title)
	}
	if pause {
		for _, x := range v.Stage.Actions {
			if x.Pauses {
				to := requestPath(v, "tindakan", string(x.ID))
				for _, in := range x.Inputs {
					if slices.ContainsFunc(in.Options, func(o flow.Option) bool { return o.ID == causeBudget }) {
						to += "?" + url.Values{string(in.ID): {causeBudget}}.Encode()
					}
				}
				return reply{To: to, Notice: page.Notice{Text: text.ApprovedNowPause()}}
			}
		}
	}
	return reply{To: "/tugas", Notice: n}
}

// renderDecision shows the evidence and the form, with what was typed.
func (a *app) renderDecision(w http.ResponseWriter, r *http.Request, v *casework.View, try *attempt) error {
	acts := decisions(v)
	if len(acts) == 0 { // moved on meanwhile
		return a.renderRequest(w, r, v, &sentForm{faults: try.faults, status: try.status})
	}
	d := &desk{form.Desk{View: v, Now: a.Clock(), Faults: try.faults, Lacks: form.LackingParts(v)}}
	p := &page.RequestDecide{}
	tell(&p.Base, v, "")
	p.Faults = try.faults
	u := a.session(r).User
	p.Head = a.head(v, tabMain, u)
	p.Giliran = a.giliran(v, nil)
	p.Giliran.Task = claimForm(v.ID, v.Hold, v.Claims, acting(v.Parties, v.Barred), u, requestPath(v))
	p.Giliran.Href, p.Giliran.Button = "#keputusan", "Ke keputusan"
	p.Progress = progressOf(v.Plan, v.Stage, v.State.Status)
	p.Guide = guideOf(v.Plan, v.Stage)
	p.Groups = d.evidenceGroups()
	var err error
	if p.Similar, err = a.similarTo(r, v.Title, v.ID); err != nil {
		return err
	}
	p.Facts = d.facts(len(p.Similar))
	for _, act := range acts {
		p.Choices = append(p.Choices, d.decisionChoices(act, try)...)
	}
	p.Fault = d.Fault(fieldChoice)
	if p.Fault != "" {
		for i := range p.Faults {
			if p.Faults[i].Field == fieldChoice {
				p.Faults[i].Field = p.Choices[0].ChoiceID()
			}
		}
	}
	if len(try.reasons) > 0 {
		for _, reason := range try.reasons {
			p.Faults = append(p.Faults, page.Fault{Text: reason.Text})
		}
	}
	if try.preview {
		p.Preview = d.decisionPreview(try)
	}
	if !a.session(r).Confirmed(a.Clock()) {
		p.Password = a.proofField(r, d.Fault(fieldPassword))
	}
	var parties []alur.PartyID
	for _, act := range decisions(v) {
		parties = append(parties, act.Parties...)
	}
	if p.Behalf, err = a.actsFor(r, v, parties...); err != nil {
		return err
	}
	p.Form = page.ActionForm{Action: requestPath(v, "keputusan"), Button: "Tetapkan keputusan", Class: "tombol", Hiddens: formHiddens(v)}
	for _, act := range v.Actions {
		if !slices.Contains(acts, act.Action) {
			p.More = append(p.More, d.actionRow(act, nil))
		}
	}
	return a.render(w, r, try.status, "request_decide", p)
}

// decisionChoices draws an action as a choice, and once more where a pause may follow it.
func (d *desk) decisionChoices(act *flow.Action, try *attempt) []page.DecisionChoice {
	chosen := try.decision.Get(fieldChoice)
	c := page.DecisionChoice{Value: string(act.ID), Title: act.Title, Leads: d.leads(act), Checked: chosen == string(act.ID)}
	if act.End != "" {
		c.Warn = text.EndsForGood()
	}
	for _, in := range act.Inputs {
		var typed url.Values
		if try.decision != nil {
			typed = form.Normalise(in, try.decision, nil)
		}
		item := d.inputItem(act, in, typed)
		if act.End != "" && in.Kind == flow.KindLongText {
			item.Field.Hint = text.ResponseHint(item.Field.Hint)
		}
		c.Items = append(c.Items, item)
	}
	out := []page.DecisionChoice{c}
	if pausing(d.View, act) != nil {
		value := string(act.ID) + thenPause
		out = append(out, page.DecisionChoice{Value: value, Title: text.ThenPauseTitle(act.Title), Hint: text.ThenPauseHint(), Checked: chosen == value})
	}
	return out
}

// decisionPreview is what the applicant will read of the decision as it is typed.
func (d *desk) decisionPreview(try *attempt) *page.DecisionPreview {
	out := &page.DecisionPreview{Title: "Yang akan dibaca pemohon"}
	v := d.View
	status := ""
	if try.act.End != "" {
		status = text.EndOf(try.act.End)
	}
	out.Text = append(out.Text, text.DecisionHead(v.Number, titleOf(v.Title), v.Agency.Name, try.act.Title, status, d.Now))
	for _, in := range try.act.Inputs {
		ans := d.ValueAnswer(in, form.Read(in, try.values[in.ID], nil).Value)
		if len(ans.Text) > 0 {
			out.Text = append(out.Text, in.Title+": "+strings.Join(ans.Text, "\n"))
		} else if in.Required {
			out.Text = append(out.Text, in.Title+": belum diisi.")
		}
	}
	return out
}

// evidenceOrder is the order in which a decision is read, after the figures: what it is
// for, what was agreed on, what was found in order, what was said. Whatever else there is
// comes after it.
var evidenceOrder = []struct {
	id, title string
	items     []alur.ItemID
}{
	{"ringkas", "Masalah, kelebihan, dan dampak", []alur.ItemID{"ringkasan", "gambaran-umum", "analisis-dampak", "jenis", "sistem-terkait"}},
	{"lingkup", "Ruang lingkup dan rencana tahapan", []alur.ItemID{"ruang-lingkup", "rencana-tahapan"}},
	{"dokumen", "Surat dan dokumen", nil},
	{"rapat", "Rapat dan berita acara", []alur.ItemID{"rapat", "notulen", "paraf-kominfo", "paraf-pemohon"}},
	{"presentasi", "Presentasi", []alur.ItemID{"jadwal", "paparan"}},
}

// evidenceGroups is the evidence in the order in which it is read.
func (d *desk) evidenceGroups() []page.EvidenceGroup {
	left := append(d.evidence(), d.phaseSignatures()...)
	left = slices.DeleteFunc(left, func(ans page.Answer) bool { return d.isMoney(ans.ID) }) // among the figures
	var out []page.EvidenceGroup
	for _, x := range evidenceOrder {
		g := page.EvidenceGroup{ID: x.id, Title: x.title}
		for _, id := range x.items {
			if i := slices.IndexFunc(left, func(ans page.Answer) bool { return ans.ID == string(id) }); i >= 0 {
				g.Answers = append(g.Answers, left[i])
				left = slices.Delete(left, i, i+1)
			}
		}
		if x.id == "dokumen" {
			g.Docs, g.Title, g.Folded = d.reviewedDocs()
		}
		if len(g.Answers)+len(g.Docs) > 0 {
			out = append(out, g)
		}
	}
	if len(left) > 0 {
		out = append(out, page.EvidenceGroup{ID: "lain", Title: "Lainnya", Answers: left})
	}
	return append(out, d.returns(), d.daysSoFar())
}

// isMoney reports whether an item is an amount.
func (d *desk) isMoney(id string) bool {
	it := form.FindItem(d.View.Plan, d.View.Stage, nil, alur.ItemID(id))
	return it != nil && it.Kind == flow.KindMoney
}

// phaseSignatures are those that stand in the stages that led to the decision.
func (d *desk) phaseSignatures() []page.Answer {
	var out []page.Answer
	for _, st := range d.View.Plan.Stages {
		if st == d.View.Stage {
			break
		}
		for _, it := range st.Items {
			if st.Phase == d.View.Stage.Phase && it.Kind == flow.KindSignature {
				out = append(out, d.Answer(st, it))
			}
		}
	}
	return out
}

// reviewedDocs are the documents that were reviewed, and how many were found in order.
func (d *desk) reviewedDocs() (docs []page.Doc, title string, folded bool) {
	accepted := 0
	for _, doc := range d.View.Documents {
		if doc.Review != nil {
			docs = append(docs, d.Doc(doc))
			if doc.Review.Verdict == flow.Accepted {
				accepted++
			}
		}
	}
	return docs, text.DocumentsAccepted(accepted, len(docs)), accepted == len(docs)
}

// returns tells how often the request was sent back, by whom and when.
func (d *desk) returns() page.EvidenceGroup {
	g := page.EvidenceGroup{ID: "kembali", Title: "Riwayat pengembalian"}
	for _, x := range d.View.State.Passages {
		st := d.View.Plan.Stage(x.Stage)
		if st == nil || x.LeftAt == nil {
			continue
		}
		if act := st.Action(x.Action); act != nil && act.Direction == flow.LeadsBack {
			g.Parts = append(g.Parts, page.AnswerPart{Key: text.Happened(act.Title), Value: text.Date(*x.LeftAt) + ", " + d.Acted(x.By, x.OnBehalfOf, *x.LeftAt)})
		}
	}
	if len(g.Parts) == 0 {
		g.Parts = []page.AnswerPart{{Key: "Tidak pernah dikembalikan"}}
	}
	return g
}

// daysSoFar is how long the request has been in each stage since it was submitted, and in
// all: what was still a draft counts for nobody.
func (d *desk) daysSoFar() page.EvidenceGroup {
	g := page.EvidenceGroup{ID: "hari", Title: "Hari sejauh ini"}
	since := d.View.State.SubmittedAt
	if since == nil {
		return g
	}
	spent := map[alur.StageID]int{}
	for _, x := range d.View.State.Passages {
		from, to := x.At, d.Now
		if x.LeftAt != nil {
			to = *x.LeftAt
		}
		if from.Before(*since) {
			from = *since
		}
		if to.After(from) {
			spent[x.Stage] += text.DayCount(from, to)
		}
	}
	for _, st := range d.View.Plan.Stages {
		if n, ok := spent[st.ID]; ok {
			g.Parts = append(g.Parts, page.AnswerPart{Key: strconv.Itoa(st.Number) + ". " + st.Title, Value: text.DaysSpent(n)})
		}
	}
	g.Parts = append(g.Parts, page.AnswerPart{Key: "Seluruhnya, sejak diajukan", Value: text.DaysSpent(text.DayCount(*since, d.Now))})
	return g
}

// facts are the figures that a decision begins with.
func (d *desk) facts(similar int) []page.AnswerPart {
	v := d.View
	var out []page.AnswerPart
	for _, st := range v.Plan.Stages {
		for _, it := range st.Items {
			var n int64
			if raw := v.State.Value(st.ID, it.ID); it.Kind == flow.KindMoney && len(raw) > 0 && json.Unmarshal(raw, &n) == nil {
				out = append(out, page.AnswerPart{Key: it.Title, Value: text.Rupiah(n)})
			}
		}
	}
	_, accepted, _ := d.reviewedDocs()
	out = append(out, page.AnswerPart{Key: "Dokumen", Value: text.AfterColon(accepted)})
	if v.State.SubmittedAt != nil {
		out = append(out, page.AnswerPart{Key: "Sejak diajukan", Value: text.Days(*v.State.SubmittedAt, d.Now)})
	}
	if similar > 0 {
		out = append(out, page.AnswerPart{Key: "Sistem serupa", Value: strconv.Itoa(similar) + ", lihat di bawah", Href: "#serupa"})
	}
	return out
}
