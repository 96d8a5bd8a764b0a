package notice_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/notice"
)

var shipped = sync.OnceValue(func() *flow.Registry {
	r, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		panic(err)
	}
	return r
})

const ict, health, nusa = alur.AgencyID("diskominfo"), alur.AgencyID("dinas-kesehatan"), alur.AgencyID("cv-nusa")

// staff are the roles that people of offices may have.
var staff = slices.DeleteFunc(slices.Clone(alur.Roles), func(r alur.Role) bool { return r == alur.RoleVendor })

// person draws somebody of any agency, with any roles, alive or not.
func person(t *rapid.T, name string) alur.User {
	u := alur.User{
		Username: name, Agency: rapid.SampledFrom([]alur.AgencyID{ict, health, nusa, "dinas-pendidikan", "cv-lain"}).Draw(t, name+" agency"),
		Roles: rapid.SliceOfNDistinct(rapid.SampledFrom(staff), 0, 3, rapid.ID).Draw(t, name+" roles"), Active: rapid.IntRange(0, 4).Draw(t, name+" active") > 0,
		Service: rapid.IntRange(0, 4).Draw(t, name+" service") == 0, AgencyKind: alur.AgencyOffice,
	}
	switch u.Agency {
	case ict:
		u.AgencyKind = alur.AgencyICT
	case nusa, "cv-lain":
		u.AgencyKind, u.Roles = alur.AgencyVendor, []alur.Role{alur.RoleVendor} // the only one that there is for them
	}
	return u
}

// change draws what a command may have done to a request in any stage of either flow.
func change(t *rapid.T) notice.Change {
	at := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	plans := shipped().Plans()
	plan := plans[rapid.IntRange(0, len(plans)-1).Draw(t, "plan")]
	stage := func(label string) *flow.Stage {
		return plan.Stages[rapid.IntRange(0, len(plan.Stages)-1).Draw(t, label)]
	}
	from := stage("from")
	var people []alur.User
	var names []string
	for i := range rapid.IntRange(1, 8).Draw(t, "people") {
		name := fmt.Sprintf("orang-%d", i)
		people, names = append(people, person(t, name)), append(names, name)
	}
	state := func(st *flow.Stage, label string) *flow.State {
		s := flow.NewState(alur.RequestID(alur.NewID()), health)
		s.Flow, s.FlowVersion, s.Status, s.Stage, s.Seq = plan.Flow, plan.Version, alur.StatusOpen, st.ID, 5
		if rapid.IntRange(0, 3).Draw(t, label+" submitted") > 0 {
			s.SubmittedAt = &at
		}
		s.Teams, s.Data = map[alur.PartyID][]string{}, map[alur.StageID]map[alur.ItemID]jsontext.Value{}
		for _, p := range plan.Parties {
			if p.Source == flow.SourceTeam {
				s.Teams[p.ID] = rapid.SliceOfDistinct(rapid.SampledFrom(names), rapid.ID).Draw(t, label+" "+string(p.ID))
			}
		}
		if rapid.Bool().Draw(t, label+" vendor") {
			s.Vendor = nusa
		}
		for _, x := range plan.Stages {
			for _, it := range x.Items {
				if it.Kind != flow.KindMeeting || !rapid.Bool().Draw(t, label+" "+string(it.ID)) {
					continue
				}
				m := flow.Meeting{Start: at.Add(time.Duration(rapid.IntRange(-2, 5).Draw(t, label+" hours")) * time.Hour).Format(time.RFC3339), Attendees: names}
				v, err := json.Marshal(m)
				if err != nil {
					t.Fatal(err)
				}
				if s.Data[x.ID] == nil {
					s.Data[x.ID] = map[alur.ItemID]jsontext.Value{}
				}
				s.Data[x.ID][it.ID] = v
			}
		}
		return s
	}
	c := notice.Change{Before: state(from, "before"), Actor: rapid.SampledFrom(names).Draw(t, "actor"), At: at, ICT: ict, People: people}
	c.After = state(stage("to"), "after")
	if rapid.IntRange(0, 3).Draw(t, "ends") == 0 {
		c.After.Status = rapid.SampledFrom(alur.Statuses).Draw(t, "status")
	}
	waiting := func(label string) (out []flow.Waiting) {
		for _, p := range plan.Parties {
			if rapid.Bool().Draw(t, label+string(p.ID)) {
				out = append(out, flow.Waiting{Party: p.ID})
			}
		}
		return out
	}
	c.WaitingBefore = waiting("before ")
	if !c.After.Status.Ended() {
		c.WaitingAfter = waiting("after ")
	}
	var actions []string
	for _, a := range from.Actions {
		actions = append(actions, fmt.Sprintf(`{"action":%q}`, a.ID))
	}
	event := func(kind alur.EventType, payloads ...string) notice.Event {
		return notice.Event{Seq: 6, Type: kind, Payload: []byte(rapid.SampledFrom(payloads).Draw(t, "payload"))}
	}
	switch rapid.IntRange(0, 3).Draw(t, "event") {
	case 0:
		c.Events = []notice.Event{event(alur.EventCommentAdded, `{}`, `{"audience":"agencies"}`, `{"audience":"ict"}`, `{"audience":"nobody"}`)}
	case 1:
		c.Events = []notice.Event{event(alur.EventSigned, `{}`)}
	case 2:
		c.Events = []notice.Event{event(alur.EventDataChanged, `{}`)}
	case 3:
		c.Events = []notice.Event{event(alur.EventActionTaken, actions...)}
	}
	return c
}

// TestWhoIsTold: whatever a change is, nobody is told who did it, who does not see the
// request, who has no account that a person uses, or of what is not for his or her eyes;
// each at most once; and it comes out the same however people are listed.
func TestWhoIsTold(t *testing.T) {
	t.Parallel()
	kinds := map[notice.Kind]int{}
	rapid.Check(t, func(t *rapid.T) {
		for range 10 { // a hundred draws are few
			judge(t, change(t), kinds)
		}
	})
	if kinds[notice.Message] == 0 || kinds[notice.Turn] == 0 || kinds[notice.Joined] == 0 || kinds[notice.Meeting] == 0 {
		t.Errorf("hardly anybody was told anything: %v", kinds)
	}
}

func judge(t *rapid.T, c notice.Change, kinds map[notice.Kind]int) {
	t.Helper()
	told := notice.Of(shipped(), c)
	seen := map[string]bool{}
	for _, n := range told {
		kinds[n.Kind]++
		i := slices.IndexFunc(c.People, func(u alur.User) bool { return u.Username == n.Username })
		if i < 0 {
			t.Fatalf("told somebody who is not there: %+v", n)
		}
		u := c.People[i]
		switch {
		case seen[n.Username]:
			t.Fatalf("told twice: %+v", n)
		case n.Username == c.Actor:
			t.Fatalf("told of an own act: %+v", n)
		case u.Service || !u.Active || !flow.Sees(c.After, u):
			t.Fatalf("told %+v of what is not there for him: %+v", u, n)
		case u.ThirdParty() && (c.After.Vendor != u.Agency || n.Args.Audience != "" && n.Args.Audience != alur.AudienceAll):
			t.Fatalf("a third party heard of somebody else's: %+v", n)
		case n.Kind == notice.Message && !n.Args.Audience.Includes(u):
			t.Fatalf("told of a word that is not for him: %+v", n)
		case c.After.SubmittedAt == nil && n.Kind != notice.Message:
			t.Fatalf("told of a draft: %+v", n)
		case n.Kind == notice.Turn && c.After.Status.Ended():
			t.Fatalf("told of a turn after the end: %+v", n)
		case !n.Kind.Valid() || n.Seq == 0:
			t.Fatalf("%+v", n)
		}
		seen[n.Username] = true
		if subject, line := (notice.View{Kind: n.Kind, Args: n.Args}).Words(); subject == "" || line == "" {
			t.Fatalf("no words for %+v", n)
		}
	}
	if agencies, _ := notice.Concerned(shipped(), c); agencies == nil && len(told) > 0 {
		t.Fatalf("%+v, though nobody is concerned", told)
	}
	slices.Reverse(c.People)
	again := notice.Of(shipped(), c)
	byName := func(a, b notice.Notice) int {
		if a.Username < b.Username {
			return -1
		}
		return 1
	}
	slices.SortFunc(told, byName)
	slices.SortFunc(again, byName)
	if !slices.Equal(told, again) {
		t.Fatalf("in another order: %+v and %+v", told, again)
	}
}
