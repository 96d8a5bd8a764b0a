// Package notice decides who is told of what: a pure function from a change of a request
// to notices for people, what may still be shown of one, and its words.
//
// It owns the kinds of notices and the rules of who hears of which. It must not know
// databases, HTTP, mail or the clock: who keeps notices and sends letters asks it again
// whenever one is shown or sent. Start reading at [Of], then [Shown].
package notice

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// Kind is what a notice is about. People choose by it what is sent by mail.
type Kind string

// The kinds (ux.md §5.6).
const (
	Received    Kind = "received"
	Returned    Kind = "returned"
	Complete    Kind = "complete"
	Meeting     Kind = "meeting"
	Rescheduled Kind = "rescheduled"
	Approved    Kind = "approved"
	Declined    Kind = "declined"
	Rejected    Kind = "rejected"
	Joined      Kind = "joined"
	Findings    Kind = "findings"
	Handover    Kind = "handover"
	Ended       Kind = "ended" // withdrawn, stopped, completed
	Turn        Kind = "turn"
	Message     Kind = "message"
)

// Kinds lists every kind, in the order shown to people.
var Kinds = []Kind{Turn, Received, Returned, Complete, Meeting, Rescheduled, Approved, Declined, Rejected, Joined, Findings, Handover, Ended, Message}

// Valid reports whether it is one of the kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds, k) }

// Args is what a notice says beside its kind and its request. It holds nothing that its
// receiver does not read on the request as well.
type Args struct {
	N        int           `json:"n,omitzero"`      // items to put right, findings
	Other    int           `json:"other,omitzero"`  // items that are right
	Severe   int           `json:"severe,omitzero"` // findings
	Party    alur.PartyID  `json:"party,omitzero"`
	Stage    alur.StageID  `json:"stage,omitzero"`
	Item     alur.ItemID   `json:"item,omitzero"`
	Start    string        `json:"start,omitzero"` // of a meeting, RFC 3339
	Place    string        `json:"place,omitzero"`
	Reason   string        `json:"reason,omitzero"`
	By       string        `json:"by,omitzero"` // username: who wrote, who signed
	Audience alur.Audience `json:"audience,omitzero"`
	Status   alur.Status   `json:"status,omitzero"`
}

// Notice is what one person is told of one change.
type Notice struct {
	Username string
	Kind     Kind
	Seq      int64  // of the event
	Topic    string // what a later notice takes the place of, "" for nothing
	Args     Args
}

// Event is an event of the change, as far as it is looked at.
type Event struct {
	Seq     int64
	Type    alur.EventType
	Payload []byte
}

// Change is what one command did to a request.
type Change struct {
	Before, After               *flow.State
	WaitingBefore, WaitingAfter []flow.Waiting
	Events                      []Event
	Actor                       string // username
	At                          time.Time
	ICT                         alur.AgencyID
	// People are those whom [Concerned] names, as they are now.
	People []alur.User
}

// maxReason bounds how much of a reason a notice repeats, in letters.
const maxReason = 200

// Concerned says whose names [Of] needs: the people of agencies, and others by username.
// Without any there is nothing to tell.
func Concerned(r *flow.Registry, c Change) (agencies []alur.AgencyID, names []string) {
	s := c.After
	tells := slices.ContainsFunc(c.Events, func(e Event) bool { return e.Type == alur.EventCommentAdded })
	if s.SubmittedAt != nil {
		tells = tells || len(c.fresh()) > 0 || s.Vendor != c.Before.Vendor || !maps.EqualFunc(s.Teams, c.Before.Teams, slices.Equal) || slices.ContainsFunc(c.Events, func(e Event) bool {
			return e.Type == alur.EventActionTaken || e.Type == alur.EventSigned || e.Type == alur.EventSeatHandedOver
		})
		for _, m := range c.meetings(r) {
			tells = true
			names = append(names, m.after.Attendees...)
		}
	}
	if !tells {
		return nil, nil
	}
	for _, members := range s.Teams {
		names = append(names, members...)
	}
	agencies = []alur.AgencyID{s.Agency}
	for _, id := range []alur.AgencyID{c.ICT, s.Vendor} {
		if id != "" && !slices.Contains(agencies, id) {
			agencies = append(agencies, id)
		}
	}
	slices.Sort(names)
	return agencies, slices.Compact(names)
}

// Of derives the notices of a change: at most one for each person, the most telling one;
// none for who did it, for services, for who does not see the request after it, and, but
// for comments, none before the request is submitted. It is pure.
func Of(r *flow.Registry, c Change) []Notice {
	t := &telling{r: r, c: c, told: map[string]bool{c.Actor: true}}
	for _, e := range c.Events {
		switch {
		case e.Type == alur.EventCommentAdded:
			t.comment(e)
		case c.After.SubmittedAt == nil:
		case e.Type == alur.EventActionTaken:
			t.action(e)
		case e.Type == alur.EventSigned:
			t.signed(e)
		}
	}
	if c.After.SubmittedAt != nil && len(c.Events) > 0 {
		t.joined()
		t.meetings()
		t.turns()
	}
	return t.out
}

// fresh are the parties that have the ball and had not before.
func (c Change) fresh() []alur.PartyID {
	var out []alur.PartyID
	anew := c.Before.Stage != c.After.Stage || c.Before.Flow != c.After.Flow || c.Before.Paused != nil && c.After.Paused == nil
	for _, w := range c.WaitingAfter {
		if anew || !slices.ContainsFunc(c.WaitingBefore, func(x flow.Waiting) bool { return x.Party == w.Party }) {
			out = append(out, w.Party)
		}
	}
	return out
}

type telling struct {
	r    *flow.Registry
	c    Change
	told map[string]bool
	out  []Notice
}

func (t *telling) tell(u alur.User, n Notice) {
	if t.told[u.Username] || u.Service || !Shown(t.r, t.c.After, u, n.Kind, n.Args) {
		return
	}
	t.told[u.Username] = true
	n.Username = u.Username
	if n.Seq == 0 {
		n.Seq = t.c.Events[len(t.c.Events)-1].Seq
	}
	t.out = append(t.out, n)
}

// party tells everybody who is one of the parties after the change.
func (t *telling) party(n Notice, parties ...alur.PartyID) {
	for _, u := range t.c.People {
		if slices.ContainsFunc(t.r.PartiesOf(t.c.After, u, t.c.ICT), func(p alur.PartyID) bool { return slices.Contains(parties, p) }) {
			t.tell(u, n)
		}
	}
}

// requester tells those who apply for the requesting agency. People at the counter, who
// may act for it, are not it.
func (t *telling) requester(n Notice) {
	for _, u := range t.c.People {
		if u.Agency == t.c.After.Agency && u.Has(alur.RoleRequester) && !u.ReadOnly() {
			t.tell(u, n)
		}
	}
}

// everybody tells all who are a party.
func (t *telling) everybody(n Notice) {
	for _, u := range t.c.People {
		if len(t.r.PartiesOf(t.c.After, u, t.c.ICT)) > 0 {
			t.tell(u, n)
		}
	}
}

func (t *telling) comment(e Event) {
	var p struct {
		Audience alur.Audience `json:"audience"`
	}
	if json.Unmarshal(e.Payload, &p) != nil {
		return // an event of another program: nothing is told rather than the wrong thing
	}
	if p.Audience == "" {
		p.Audience = alur.AudienceAll
	}
	t.everybody(Notice{Kind: Message, Seq: e.Seq, Args: Args{By: t.c.Actor, Audience: p.Audience}})
}

func (t *telling) action(e Event) {
	var p struct {
		Action alur.ActionID `json:"action"`
	}
	_, st := t.r.Stage(t.c.Before)
	if json.Unmarshal(e.Payload, &p) != nil || st == nil || st.Action(p.Action) == nil {
		return
	}
	a, s := st.Action(p.Action), t.c.After
	plan, next := t.r.Stage(s)
	n := Notice{Seq: e.Seq, Args: Args{Stage: s.Stage}}
	switch {
	case a.Registers && t.c.Before.SubmittedAt == nil:
		n.Kind = Received
		t.requester(n)
	case s.Status == alur.StatusRejected:
		n.Kind, n.Args.Reason = Rejected, reasonOf(s)
		t.requester(n)
	case s.Status == alur.StatusDeclined:
		n.Kind = Declined
		t.requester(n)
	case s.Status.Ended():
		n.Kind, n.Args.Status = Ended, s.Status
		t.everybody(n)
	case a.Returns && st.Review != nil:
		n.Kind = Returned
		n.Args.N, n.Args.Other = verdicts(s, st.Review.Stages)
		t.requester(n)
	case a.Returns && next.Findings != nil && next.Findings.Fix != "":
		n.Kind = Findings
		n.Args.N, n.Args.Severe = open(s)
		t.party(n, next.Findings.Fix)
	case st.Review != nil && a.Direction == flow.LeadsOn:
		n.Kind = Complete
		t.requester(n)
	case a.Decides && a.Direction == flow.LeadsOn && plan != nil:
		n.Kind = Approved
		t.requester(n)
	}
}

// reasonOf is the reason given with the action that ended the request.
func reasonOf(s *flow.State) string {
	if s.Outcome == nil {
		return ""
	}
	var reason string
	if json.Unmarshal(s.Outcome.Input["alasan"], &reason) != nil {
		return ""
	}
	reason = strings.Join(strings.Fields(reason), " ")
	if letters := []rune(reason); len(letters) > maxReason {
		reason = string(letters[:maxReason-1]) + "…"
	}
	return reason
}

// verdicts counts the documents of stages that were rejected and accepted.
func verdicts(s *flow.State, stages []alur.StageID) (rejected, accepted int) {
	for _, d := range s.Documents {
		if d.Review == nil || !d.Current() || !slices.Contains(stages, d.Stage) {
			continue
		}
		if d.Review.Verdict == flow.Rejected {
			rejected++
		} else {
			accepted++
		}
	}
	return rejected, accepted
}

// open counts the findings that are to be fixed, and those of them that are severe.
func open(s *flow.State) (n, severe int) {
	for _, f := range s.Findings {
		if f.Status == flow.FindingOpen || f.Status == flow.FindingReopened {
			n++
			if f.Severity == "high" {
				severe++
			}
		}
	}
	return n, severe
}

// signed tells, in the last stage, those whose signature the other's has left missing.
func (t *telling) signed(e Event) {
	plan, st := t.r.Stage(t.c.After)
	if plan == nil || st != plan.Stages[len(plan.Stages)-1] {
		return
	}
	n := Notice{Kind: Handover, Seq: e.Seq, Topic: "signature", Args: Args{By: t.c.Actor, Stage: st.ID}}
	for _, it := range st.Items {
		if it.Kind == flow.KindSignature && !slices.ContainsFunc(t.c.After.Signatures, func(x flow.Signature) bool { return x.Stage == st.ID && x.Item == it.ID }) {
			t.party(n, it.Owner)
		}
	}
}

// joined tells those who are in a team, or work for the third party, since this change.
func (t *telling) joined() {
	plan, _ := t.r.Stage(t.c.After)
	if plan == nil || t.c.After.Status.Ended() {
		return
	}
	for _, p := range plan.Parties {
		n := Notice{Kind: Joined, Args: Args{Party: p.ID, Stage: t.c.After.Stage}}
		switch p.Source {
		case flow.SourceTeam:
			for _, u := range t.c.People {
				if slices.Contains(t.c.After.Teams[p.ID], u.Username) && !slices.Contains(t.c.Before.Teams[p.ID], u.Username) {
					t.tell(u, n)
				}
			}
		case flow.SourceVendor:
			if t.c.After.Vendor != t.c.Before.Vendor && t.c.After.Appoints() {
				t.party(n, p.ID)
			}
		}
	}
}

// turns tells those who have the ball now and had not before.
func (t *telling) turns() {
	fresh := t.c.fresh()
	for _, u := range t.c.People {
		for _, p := range t.r.Holding(t.c.After, u, t.c.ICT, t.c.WaitingAfter) {
			if slices.Contains(fresh, p) {
				t.tell(u, Notice{Kind: Turn, Topic: string(t.c.After.Stage), Args: Args{Party: p, Stage: t.c.After.Stage}})
			}
		}
	}
}
