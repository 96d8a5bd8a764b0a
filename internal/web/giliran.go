package web

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// turn is what there is to know about whose turn it is on one request. Lists,
// pages and tracking fill as much of it as their reader may know, and all say
// the same sentence.
type turn struct {
	plan    *flow.Plan
	stage   *flow.Stage
	status  alur.Status
	agency  alur.Agency
	vendor  string // name of the appointed vendor, or ""
	waiting []flow.Waiting
	mine    []alur.PartyID // what the reader is on the request
	claims  []casework.Claim
	entered time.Time
	ended   *time.Time
	now     time.Time

	paused    bool
	pause     *flow.Pause   // nil: the reader does not learn why
	outcome   *flow.Outcome // likewise
	returned  bool          // the request came back to this stage to be put right
	faulty    bool          // testing found what is not put right yet
	forPublic bool          // what is missing is not said
}

// viewTurn is the turn of a request as its viewer sees it.
func (a *app) viewTurn(v *casework.View) page.Giliran {
	t := stateTurn(v.Plan, v.Stage, v.State, v.Agency, v.Waiting, a.Clock())
	t.mine, t.claims = acting(v.Parties, v.Barred), v.Claims
	t.vendor = v.Organisations[v.State.Vendor].Name
	g := t.giliran()
	if holds(v.Waiting, v.Barred) {
		g.Note = text.BarredHere()
	}
	return g
}

// summaryTurn is the turn of a request in a list, for a viewer who is these
// parties on it; vendor is the name of the appointed one, or "".
func (a *app) summaryTurn(s casework.Summary, parties []alur.PartyID, vendor string) page.Giliran {
	t := stateTurn(s.Plan, s.Stage, s.State, s.Agency, s.Waiting, a.Clock())
	t.mine, t.vendor, t.claims = acting(parties, s.Barred), vendor, s.Claims
	g := t.giliran()
	if holds(s.Waiting, s.Barred) {
		g.Note = text.BarredHere()
	}
	g.Href = "/permohonan/" + string(s.ID)
	return g
}

// trackingTurn is the turn of a request as anybody with its code sees it.
func (a *app) trackingTurn(t *casework.Tracking) page.Giliran {
	x := turn{
		plan: t.Plan, stage: t.Stage, status: t.Status, agency: t.Agency, paused: t.Paused,
		entered: t.EnteredAt, ended: t.EndedAt, now: a.Clock(), forPublic: true,
	}
	for _, p := range t.Waiting {
		x.waiting = append(x.waiting, flow.Waiting{Party: p})
	}
	return x.giliran()
}

func stateTurn(plan *flow.Plan, stage *flow.Stage, s *flow.State, agency alur.Agency, waiting []flow.Waiting, now time.Time) turn {
	return turn{
		plan: plan, stage: stage, status: s.Status, agency: agency, waiting: waiting, now: now,
		entered: s.EnteredAt, ended: s.EndedAt,
		paused: s.Paused != nil, pause: s.Paused, outcome: s.Outcome,
		returned: stage.Resubmits && s.LastReturn != nil,
		faulty: stage.Findings != nil && slices.ContainsFunc(s.Findings, func(f flow.Finding) bool {
			return f.Status == flow.FindingOpen || f.Status == flow.FindingReopened
		}),
	}
}

// giliran makes the card.
func (t turn) giliran() page.Giliran {
	g := page.Giliran{Stage: text.StageOf(t.stage.Number, t.plan.Total(), t.stage.Title)}
	switch {
	case t.status.Ended():
		g.Variant = page.TurnEnded
		if t.status == alur.StatusCompleted {
			g.Variant = page.TurnDone
		}
		g.Action, g.Next = text.EndOf(t.status), text.EndAdvice(t.status)
		if t.outcome != nil && t.status != alur.StatusCompleted {
			g.Reason = reasonOf(t.outcome)
		}
		if t.ended != nil {
			g.Since = text.EndedOn(*t.ended)
		}
	case t.paused:
		g.Variant, g.Action, g.Since = page.TurnPaused, text.PausedNow(), ""
		if t.pause != nil {
			g.Reason = t.pauseReason()
			g.Since = text.PausedSince(t.pause.Since, t.now)
		}
	default:
		t.fillOpen(&g)
	}
	return g
}

func (t turn) fillOpen(g *page.Giliran) {
	g.Since = text.InStageSince(t.entered, t.now)
	var mine []string
	for _, w := range t.waiting {
		h := page.Holder{Name: t.name(w.Party), What: t.step(w)}
		for _, p := range t.mine {
			h.You = h.You || p == w.Party
		}
		if h.You {
			mine = append(mine, h.What)
		}
		for _, c := range t.claims {
			if c.Party == w.Party {
				h.By = text.ClaimedBy(c.By.Name, c.At)
			}
		}
		g.Who = append(g.Who, h)
	}
	switch {
	case len(mine) > 0:
		g.Variant, g.Action = page.TurnMine, mine[0]
	case len(g.Who) > 1:
		g.Variant, g.Action = page.TurnShared, g.Who[0].What
	default:
		g.Variant = page.TurnOther
		if len(g.Who) == 1 {
			g.Action = g.Who[0].What
		}
	}
	g.Next = t.next()
}

// name is how a party is called on this request: the offices and the vendor by
// their own names, teams and Diskominfo as the definition calls them.
func (t turn) name(id alur.PartyID) string {
	p := t.plan.Party(id)
	if p == nil {
		return string(id)
	}
	switch {
	case p.Source == flow.SourceRequester && t.agency.Name != "":
		return t.agency.Name
	case p.Source == flow.SourceVendor && t.vendor != "":
		return t.vendor
	}
	return p.Name
}

// step is the one next thing that a party has to do, verb first.
func (t turn) step(w flow.Waiting) string {
	n := len(w.Missing)
	switch {
	case t.forPublic:
		return text.TurnFinish(t.stage.Title)
	case n == 0 && t.decides(w.Party):
		return text.TurnDecide()
	case n == 0:
		return text.TurnAct(t.dueActions(w.Party))
	case t.stage.Review != nil && t.stage.Review.Party == w.Party:
		return text.TurnReview(n)
	case t.stage.Findings != nil && t.stage.Findings.Fix == w.Party:
		return text.TurnFindings()
	case t.returned:
		return text.TurnRepair(n)
	}
	signatures, documents, first := 0, 0, ""
	for i, id := range w.Missing {
		it := t.stage.Item(alur.ItemID(id))
		if it == nil {
			continue
		}
		if i == 0 {
			first = it.Title
		}
		switch it.Kind {
		case flow.KindSignature:
			signatures++
		case flow.KindDocument:
			documents++
		}
	}
	switch {
	case signatures == n:
		return text.TurnSign(n, first)
	case documents == n:
		return text.TurnUpload(n, first)
	case first == "":
		return text.TurnFill(max(n, 2), "")
	}
	return text.TurnFill(n, first)
}

func (t turn) dueActions(p alur.PartyID) []string {
	var out []string
	for _, act := range t.stage.Actions {
		if act.Turn && act.May([]alur.PartyID{p}) {
			out = append(out, act.Title)
		}
	}
	return out
}

// decides reports whether what is due of a party is a decision.
func (t turn) decides(p alur.PartyID) bool {
	return slices.ContainsFunc(t.stage.Actions, func(a *flow.Action) bool { return a.Turn && a.Decides && a.May([]alur.PartyID{p}) })
}

// next says what comes after what is due now: somebody else's action in the
// same stage, the next stage and who works in it, or the end.
func (t turn) next() string {
	var on *flow.Action
	for _, act := range t.stage.Actions {
		if !act.Turn {
			continue
		}
		if act.Direction == flow.LeadsOn && !t.faulty || act.Direction == flow.LeadsBack && t.faulty {
			on = act
			break
		}
		if on == nil {
			on = act
		}
	}
	if on == nil {
		return ""
	}
	acting := false // somebody who has the ball also takes the action that leads on
	for _, w := range t.waiting {
		acting = acting || on.May([]alur.PartyID{w.Party})
	}
	if !acting && !t.forPublic {
		return text.TurnThen(t.names(on.Parties), on.Title)
	}
	if on.End == alur.StatusCompleted {
		return text.TurnThenDone()
	}
	to := t.plan.Stage(on.To)
	if to == nil {
		return ""
	}
	then := text.TurnThenStage(to.Number, to.Title, t.names(stageParties(to)))
	if on.Decides {
		return text.TurnThenIfApproved(then)
	}
	return then
}

func (t turn) names(ids []alur.PartyID) string {
	var out []string
	for _, id := range ids {
		out = append(out, t.name(id))
	}
	return text.And(out)
}

// stageParties are who works in a stage: the owners of what it requires, the
// reviewers and fixers, and whoever takes its own actions when it requires nothing.
func stageParties(s *flow.Stage) []alur.PartyID {
	var out []alur.PartyID
	add := func(id alur.PartyID) {
		if id == "" {
			return
		}
		for _, have := range out {
			if have == id {
				return
			}
		}
		out = append(out, id)
	}
	if s.Review != nil {
		add(s.Review.Party)
	}
	if s.Findings != nil {
		add(s.Findings.Fix)
	}
	for _, it := range s.Items {
		if it.Required {
			add(it.Owner)
		}
	}
	if len(out) == 0 {
		for _, act := range s.Actions {
			if act.Turn {
				for _, p := range act.Parties {
					add(p)
				}
			}
		}
	}
	return out
}

// pauseReason says why, in the words of the option chosen and of who paused.
func (t turn) pauseReason() string {
	cause := t.pause.Cause
	for _, act := range t.stage.Actions {
		if !act.Pauses {
			continue
		}
		for _, in := range act.Inputs {
			for _, o := range in.Options {
				if o.ID == t.pause.Cause {
					cause = o.Title
				}
			}
		}
	}
	return cause + ": " + t.pause.Reason
}

// reasonOf is what whoever ended the request wrote: its first long text.
func reasonOf(o *flow.Outcome) string {
	for _, id := range []alur.ItemID{"tanggapan", "alasan", "catatan"} {
		var s string
		if v, ok := o.Input[id]; ok && json.Unmarshal(v, &s) == nil && s != "" {
			return s
		}
	}
	return ""
}

// progressOf is where a stage lies in the whole flow.
func progressOf(plan *flow.Plan, stage *flow.Stage, status alur.Status) page.Progress {
	p := page.Progress{Number: stage.Number, Total: plan.Total(), Title: stage.Title, Short: stage.Short, Phase: stage.Phase + 1}
	for i, name := range plan.Phases {
		m := page.PhaseMark{Name: name, State: page.PhaseLater}
		switch {
		case i < stage.Phase || status == alur.StatusCompleted:
			m.State = page.PhasePast
		case i == stage.Phase && !status.Ended():
			m.State = page.PhaseNow
		case i == stage.Phase:
			m.State = page.PhaseEnded
		}
		p.Phases = append(p.Phases, m)
	}
	return p
}

// statusTag is the tag for where a request stands as a whole, as its reader sees it.
func statusTag(g page.Giliran, status alur.Status, draft bool) page.Tag {
	switch {
	case status == alur.StatusCompleted:
		return page.Tag{Kind: "selesai", Icon: "selesai", Text: text.Status(status)}
	case status.Ended():
		return page.Tag{Kind: "tolak", Icon: "tolak", Text: text.Status(status)}
	case g.Variant == page.TurnPaused:
		return page.Tag{Kind: "draf", Icon: "jeda", Text: g.Label()}
	case g.Variant == page.TurnMine:
		return page.Tag{Kind: "anda", Icon: "giliran", Text: g.Label()}
	case draft:
		return page.Tag{Kind: "draf", Icon: "ubah", Text: "Draf"}
	}
	return page.Tag{Kind: "tunggu", Icon: "tunggu", Text: g.Label()}
}
