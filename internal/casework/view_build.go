package casework

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// viewOf builds the view of a request for a user who sees it.
func (c *Cases) viewOf(ctx context.Context, tx *store.Tx, u alur.User, row store.RequestRow, s *flow.State) (*View, error) {
	plan, stage := c.flows.Stage(s)
	if stage == nil {
		return nil, fmt.Errorf("request %s follows %s version %d, stage %s, which this program does not know", s.Request, s.Flow, s.FlowVersion, s.Stage)
	}
	ict, err := ictAgency(ctx, tx)
	if err != nil {
		return nil, err
	}
	claims, err := tx.Claims(ctx, []alur.RequestID{s.Request})
	if err != nil {
		return nil, err
	}
	people, err := tx.Users(ctx, append(namedIn(s), claimants(claims)...))
	if err != nil {
		return nil, err
	}
	organisations, err := tx.Agencies(ctx, organisationsIn(s))
	if err != nil {
		return nil, err
	}
	private, err := privateOf(ctx, tx, s)
	if err != nil {
		return nil, err
	}
	env := flow.Env{At: c.clock(), Actor: u, ICT: ict, People: people, Agencies: organisations, Private: private}
	v := &View{
		ID: row.ID, Number: row.Number, TrackingCode: row.TrackingCode, Version: row.Version, UpdatedAt: row.UpdatedAt, Title: row.Title,
		Agency: organisations[s.Agency], Plan: plan, Stage: stage,
		Waiting: c.flows.Waiting(s, env), Parties: c.flows.PartiesOf(s, u, ict), People: people, Organisations: organisations,
	}
	v.Barred, v.Claims = c.flows.Barred(s, u, ict, v.Parties), c.claimsOf(s, claims, people, ict)
	k := colleagues{c: c, tx: tx, ict: ict}
	if v.Hold, err = k.hold(ctx, s, u, c.flows.Holding(s, u, ict, v.Waiting), v.Claims); err != nil {
		return nil, err
	}
	for _, a := range c.flows.Actions(s, env) {
		if a.Mine {
			v.Actions = append(v.Actions, a)
		} else {
			v.OtherActions = append(v.OtherActions, a)
		}
	}
	if v.Standings, err = standingsOf(ctx, tx, s); err != nil {
		return nil, err
	}
	v.State = s.Clone()
	v.State.FillPersons(private)
	if u.ThirdParty() {
		v.State.Redact(plan)
	}
	v.AllDocuments = v.State.Documents
	for _, d := range v.AllDocuments {
		if d.Current() {
			v.Documents = append(v.Documents, d)
		}
	}
	v.Scans, err = scansOf(ctx, tx, v.AllDocuments, v.State.Papers)
	return v, err
}

// namedIn lists the users whose names a view shows or whose agency a rule looks at.
func namedIn(s *flow.State) []string {
	names := append(s.People(), s.CreatedBy)
	for _, d := range s.Documents {
		names = append(names, d.UploadedBy)
		if d.Review != nil {
			names = append(names, d.Review.By, d.Review.OnBehalfOf)
		}
	}
	for _, f := range s.Findings {
		names = append(names, f.By)
		for _, h := range f.History {
			names = append(names, h.By)
		}
	}
	for _, x := range s.Signatures {
		names = append(names, x.By, x.OnBehalfOf)
	}
	for _, p := range s.Passages {
		names = append(names, p.By, p.OnBehalfOf)
	}
	for _, o := range []*flow.Outcome{s.Outcome, s.LastReturn} {
		if o != nil {
			names = append(names, o.By, o.OnBehalfOf)
		}
	}
	if s.Paused != nil {
		names = append(names, s.Paused.By, s.Paused.OnBehalfOf)
	}
	slices.Sort(names)
	return slices.DeleteFunc(slices.Compact(names), func(n string) bool { return n == "" })
}

// organisationsIn lists the agencies that a view names: the requesting one, and
// vendors named in a value or in force.
func organisationsIn(s *flow.State) []alur.AgencyID {
	ids := []alur.AgencyID{s.Agency}
	if s.Vendor != "" {
		ids = append(ids, s.Vendor)
	}
	for _, items := range s.Data {
		for _, v := range items {
			var vendor flow.Vendor
			if v.Kind() == '{' && json.Unmarshal(v, &vendor) == nil && vendor.Agency != "" {
				ids = append(ids, alur.AgencyID(vendor.Agency))
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// summariesOf builds the rows of a list.
func (c *Cases) summariesOf(ctx context.Context, tx *store.Tx, u alur.User, rows []store.RequestRow) ([]Summary, error) {
	ict, err := ictAgency(ctx, tx)
	if err != nil {
		return nil, err
	}
	ids := make([]alur.RequestID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	claims, err := tx.Claims(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := claimants(claims)
	for _, row := range rows {
		if s, err := c.states.get(row); err == nil && s.Counter {
			names = append(names, s.CreatedBy)
		}
	}
	l := listing{colleagues: colleagues{c: c, tx: tx, ict: ict}, viewer: u, claims: claims}
	if l.people, err = tx.Users(ctx, names); err != nil {
		return nil, err
	}
	out := make([]Summary, 0, len(rows))
	for _, row := range rows {
		x, err := l.summary(ctx, row)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, nil
}

// A listing is what the rows of one list have in common.
type listing struct {
	colleagues
	viewer alur.User
	claims []store.ClaimRow
	people map[string]alur.User
}

// summary builds one row of a list.
func (l *listing) summary(ctx context.Context, row store.RequestRow) (Summary, error) {
	c, tx, u, ict := l.c, l.tx, l.viewer, l.ict
	s, err := c.states.get(row)
	if err != nil {
		return Summary{}, err
	}
	plan, stage := c.flows.Stage(s)
	if stage == nil {
		return Summary{}, fmt.Errorf("request %s follows %s version %d, stage %s, which this program does not know", s.Request, s.Flow, s.FlowVersion, s.Stage)
	}
	env := flow.Env{At: c.clock(), Actor: u}
	if stageHasPersons(plan, stage, s) {
		if env.Private, err = privateOf(ctx, tx, s); err != nil {
			return Summary{}, err
		}
	}
	waiting := c.flows.Waiting(s, env)
	mine := c.flows.PartiesOf(s, u, ict)
	light := *s
	light.Data, light.Documents, light.Findings, light.Signatures, light.Submitters = nil, nil, nil, nil, nil
	out := Summary{
		ID: row.ID, Number: row.Number, TrackingCode: row.TrackingCode, Version: row.Version, UpdatedAt: row.UpdatedAt, Title: row.Title,
		Agency: alur.Agency{ID: row.Agency, Name: row.AgencyName}, Plan: plan, Stage: stage, State: &light, Waiting: waiting,
		Mine:   slices.ContainsFunc(waiting, func(w flow.Waiting) bool { return slices.Contains(mine, w.Party) }),
		Barred: c.flows.Barred(s, u, ict, mine), Claims: c.claimsOf(s, l.claims, l.people, ict),
	}
	if s.Counter {
		out.Registrar = l.people[s.CreatedBy]
	}
	out.Hold, err = l.hold(ctx, s, u, c.flows.Holding(s, u, ict, waiting), out.Claims)
	return out, err
}

// stageHasPersons reports whether what the stage lacks may depend on the private
// values of person items, which most stages do not have.
func stageHasPersons(plan *flow.Plan, stage *flow.Stage, s *flow.State) bool {
	has := func(st *flow.Stage) bool {
		return st != nil && slices.ContainsFunc(st.Items, func(it *flow.Item) bool { return it.Kind == flow.KindPerson })
	}
	return has(stage) || slices.ContainsFunc(s.Reopened, func(id alur.StageID) bool { return has(plan.Stage(id)) })
}
