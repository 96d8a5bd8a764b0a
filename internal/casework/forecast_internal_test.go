package casework

import (
	"fmt"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/forecast"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// past puts requests into the store as their histories would have left them: each went
// through every stage of a flow, three days and a bit a stage, one after another, and
// those of last are still in the stage with that index.
type past struct {
	t     *testing.T
	cases *Cases
	store *store.Store
	plan  *flow.Plan
	from  time.Time
	count int
}

func (p *past) request(until int) alur.RequestID {
	p.count++
	id := alur.RequestID(fmt.Sprintf("%022d", p.count))
	s := flow.NewState(id, "dinas-kesehatan")
	at := p.from.AddDate(0, 0, 2*p.count)
	s.Flow, s.FlowVersion, s.Status, s.CreatedAt, s.Seq, s.Version = p.plan.Flow, p.plan.Version, alur.StatusOpen, at, 1, 1
	submitted := at.Add(time.Hour)
	s.SubmittedAt = &submitted
	for i, st := range p.plan.Stages {
		s.Stage, s.EnteredAt = st.ID, at
		s.Passages = append(s.Passages, flow.Passage{Stage: st.ID, At: at})
		if i == until {
			break
		}
		at = at.Add(time.Duration(72+(p.count*7+i*5)%24) * time.Hour)
		left := at
		if i == 0 {
			at, left = submitted, submitted
		}
		s.Passages[i].LeftAt = &left
	}
	if until == len(p.plan.Stages) {
		s.Status, s.EndedAt = alur.StatusCompleted, &at
	}
	s.Teams = map[alur.PartyID][]string{"tim-penguji": {"tono", "sari"}}
	row := store.RequestRow{Number: fmt.Sprintf("SI-2026-%04d", p.count), TrackingCode: alur.NewTrackingCode()}
	row, err := p.cases.project(row, s, nil)
	if err != nil {
		p.t.Fatal(err)
	}
	row.Hash, row.CreatedAt, row.UpdatedAt = fmt.Sprintf("%064d", p.count), s.CreatedAt, at
	if err := p.store.Write(p.t.Context(), func(tx *store.Tx) error { return tx.InsertRequest(p.t.Context(), row) }); err != nil {
		p.t.Fatal(err)
	}
	return id
}

// TestOutlook asks about requests of a city with too little history, and with enough.
func TestOutlook(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		reg, err := flow.Load(flows.FS, flows.Files...)
		if err != nil {
			t.Fatal(err)
		}
		clock := clocktest.At(time.Date(2026, 6, 1, 3, 0, 0, 0, time.UTC))
		c := New(Config{Store: st, Flows: reg, Clock: clock.Now})
		p := &past{t: t, cases: c, store: st, plan: reg.Plan("swakelola", 0), from: time.Date(2026, 1, 5, 2, 0, 0, 0, time.UTC)}
		err = st.Write(t.Context(), func(tx *store.Tx) error {
			for _, a := range []alur.Agency{{ID: "dinas-kesehatan", Name: "Dinas Kesehatan", Kind: alur.AgencyOffice}, {ID: "kominfo", Name: "Dinas Kominfo", Kind: alur.AgencyICT}} {
				if err := tx.InsertAgency(t.Context(), a); err != nil {
					return err
				}
			}
			for _, y := range calendar.Shipped() {
				if err := tx.AddCalendarYear(t.Context(), y); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		head := Actor{alur.User{Username: "kepala", Agency: "kominfo", AgencyKind: alur.AgencyICT, Active: true, Roles: []alur.Role{alur.RoleHead}}}
		owner := Actor{alur.User{Username: "wati", Agency: "dinas-kesehatan", AgencyKind: alur.AgencyOffice, Active: true, Roles: []alur.Role{alur.RoleRequester}}}
		stranger := Actor{alur.User{Username: "lain", Agency: "dinas-lain", AgencyKind: alur.AgencyOffice, Active: true, Roles: []alur.Role{alur.RoleRequester}}}
		ask := func(a Actor, id alur.RequestID, team alur.PartyID) *Outlook {
			t.Helper()
			o, err := c.Outlook(t.Context(), a, id, team)
			if err != nil {
				t.Fatal(err)
			}
			return o
		}
		for range forecast.Enough - 1 {
			p.request(len(p.plan.Stages))
		}
		open := p.request(3)
		if o := ask(owner, open, ""); o.Known || o.Thin == "" || !o.P80.IsZero() {
			t.Errorf("with too little history: %+v", o)
		}
		ended := p.request(len(p.plan.Stages))
		clock.Pass(2 * learnAgain)
		o := ask(owner, open, "")
		if !o.Known || o.Thin != "" || !o.P50.After(clock.Now()) || o.P80.Before(o.P50) || o.P95.Before(o.P80) || o.Completed != 1 || o.Requests != p.count {
			t.Errorf("with enough: %+v", o)
		}
		// Sixteen stages less three, of two to three working days each.
		if days := int(o.P50.Sub(clock.Now()).Hours() / 24); days < 30 || days > 80 {
			t.Errorf("half are done after %d days", days)
		}
		if again := ask(owner, open, ""); *again != *o {
			t.Errorf("asked again: %+v, before %+v", again, o)
		}
		if o := ask(owner, ended, ""); o.Known || o.Thin != "" {
			t.Errorf("of one that ended: %+v", o)
		}
		with := ask(head, open, "tim-penguji")
		if with.With == nil || with.Team != "tim-penguji" || with.Sooner <= 0 || !with.With.P80.Before(with.P80) {
			t.Errorf("with one more tester: %+v, %+v", with, with.With)
		}
		for _, x := range []struct {
			who  Actor
			team alur.PartyID
			want alur.Code
		}{{stranger, "", alur.CodeNotFound}, {owner, "tim-penguji", alur.CodeNotYourParty}, {head, "tim-pengembang", alur.CodeInvalidParameter}, {head, "siapa", alur.CodeInvalidParameter}} {
			if _, err := c.Outlook(t.Context(), x.who, open, x.team); alur.CodeOf(err) != x.want {
				t.Errorf("%s asks with %q: %v", x.who.User.Username, x.team, err)
			}
		}
		for range 2 * forecast.Enough {
			p.request(len(p.plan.Stages))
		}
		clock.Pass(400 * 24 * time.Hour)
		record, err := c.TrackRecord(t.Context())
		if err != nil || record.Forecasts == 0 || record.Thin == 0 || record.P95 < record.P50 || record.Requests != p.count {
			t.Errorf("the track record: %+v, %v", record, err)
		}
		if again, err := c.TrackRecord(t.Context()); err != nil || again != record {
			t.Errorf("asked again: %+v, %v", again, err)
		}
	})
}
