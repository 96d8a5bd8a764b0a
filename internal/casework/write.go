package casework

import (
	"context"
	"fmt"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Create opens a request of the actor's agency in the flow's first stage, with data
// as in [Cases.SetData]. For requesters only: read-only-role, not-your-party. An
// unknown flow is invalid-data.
func (c *Cases) Create(ctx context.Context, a Actor, flowID string, data map[string]jsontext.Value, o Options) (*Written, error) {
	return c.write(ctx, a, "", o, flow.Create{Flow: alur.FlowID(flowID), Data: data})
}

// Register opens a request of another agency from its paper letter. For reviewers of
// the ICT agency only: read-only-role, not-your-party. An agency that is unknown,
// inactive or a vendor is invalid-data.
func (c *Cases) Register(ctx context.Context, a Actor, agency alur.AgencyID, flowID string, data map[string]jsontext.Value, o Options) (*Written, error) {
	return c.write(ctx, a, "", o, flow.Create{Flow: alur.FlowID(flowID), Agency: agency, Data: data})
}

// SetData sets items of the current stage; null clears one. Refusals: those of
// [flow.Registry.Check] and invalid-data, unknown-item; nothing is saved then.
func (c *Cases) SetData(ctx context.Context, a Actor, id alur.RequestID, items map[string]jsontext.Value, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, flow.SetData{Items: items})
}

// RemoveDocument takes a document out of its stage's set; the history keeps it.
func (c *Cases) RemoveDocument(ctx context.Context, a Actor, id alur.RequestID, doc alur.DocumentID, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, flow.RemoveDocument{ID: doc})
}

// Review gives a verdict on a document in the stage of verification. Who submitted
// the request is refused with four-eyes.
func (c *Cases) Review(ctx context.Context, a Actor, id alur.RequestID, doc alur.DocumentID, verdict, note string, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, flow.ReviewDocument{ID: doc, Verdict: verdict, Note: note})
}

// AddFinding reports a finding of a test.
func (c *Cases) AddFinding(ctx context.Context, a Actor, id alur.RequestID, f flow.AddFinding, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, f)
}

// ChangeFinding moves a finding to another status: wrong-transition when it may not.
func (c *Cases) ChangeFinding(ctx context.Context, a Actor, id alur.RequestID, f flow.ChangeFinding, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, f)
}

// MaySign says whether the actor may sign the item now, before the password is
// asked: the 403 and 409 refusals of [Cases.Sign].
func (c *Cases) MaySign(ctx context.Context, a Actor, id alur.RequestID, item string) error {
	return c.permit(ctx, a, id, flow.Sign{Item: item, Check: true}, false)
}

// Sign signs an item of the current stage. The caller has verified the actor's
// password just before. Refusals: already-signed, signed-another, blocked.
func (c *Cases) Sign(ctx context.Context, a Actor, id alur.RequestID, item string, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, flow.Sign{Item: item})
}

// Act takes an action: not-found for an id that no stage of any flow knows,
// blocked with every reason when it cannot be taken now.
func (c *Cases) Act(ctx context.Context, a Actor, id alur.RequestID, action string, input map[string]jsontext.Value, note string, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, flow.Act{Action: action, Input: input, Note: note})
}

// Comment adds a comment for an audience that includes the actor. Anyone who sees
// the request may, auditors excepted, also while paused and after the end.
func (c *Cases) Comment(ctx context.Context, a Actor, id alur.RequestID, text string, to alur.Audience, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, flow.Comment{ID: alur.CommentID(alur.NewID()), Text: text, Audience: to, Salt: newSalt()})
}

// write is the one write path. An id of "" creates a request.
func (c *Cases) write(ctx context.Context, a Actor, id alur.RequestID, o Options, cmd flow.Command) (*Written, error) {
	return c.carryOut(ctx, id, &writing{c: c, actor: a, options: o, cmd: cmd, done: &Written{}})
}

func (c *Cases) carryOut(ctx context.Context, id alur.RequestID, w *writing) (*Written, error) {
	release, err := c.keys.take(ctx, w.actor.User.Username, w.options.Once)
	if err != nil {
		return nil, err
	}
	defer release()
	if err := c.store.Write(ctx, func(tx *store.Tx) error { return w.run(ctx, tx, id) }); err != nil {
		return nil, err
	}
	if w.done.Replay != nil {
		return w.done, nil
	}
	c.states.put(w.row.Hash, w.state)
	if w.done.View == nil { // not needed for a kept answer: built outside of the writer
		err := c.store.Read(ctx, func(tx *store.Tx) error { return w.show(ctx, tx) })
		if err != nil {
			return nil, fmt.Errorf("show what was written: %w", err)
		}
	}
	return w.done, nil
}

// A writing is one command on its way through the write path.
type writing struct {
	c       *Cases
	actor   Actor
	options Options
	cmd     flow.Command

	row   store.RequestRow
	state *flow.State // before, then after
	env   flow.Env
	done  *Written
	// prepare, when set, makes the command of what it finds in the transaction.
	prepare func(context.Context, *store.Tx) error
	// confirm, when set, looks once more whether what the command was made from still stands.
	confirm func() error
}

// run is the transaction.
func (w *writing) run(ctx context.Context, tx *store.Tx, id alur.RequestID) error {
	if err := w.load(ctx, tx, id); err != nil {
		return err
	}
	if once := w.options.Once; once != nil {
		kept, err := tx.ClaimKey(ctx, w.env.Actor.Username, once.Key, once.Fingerprint, w.env.At)
		if err != nil {
			return err
		}
		if kept != nil {
			w.done.Replay = &Answer{Status: kept.Status, Header: kept.Header, Body: kept.Body}
			return nil
		}
	}
	if w.prepare != nil {
		if err := w.prepare(ctx, tx); err != nil {
			return err
		}
	}
	if err := w.c.flows.Check(w.state, w.cmd, w.env); err != nil {
		return err
	}
	if !w.options.If.holds(w.row) {
		return alur.Refuse(alur.CodeStaleVersion)
	}
	if w.options.Refused != nil {
		return w.options.Refused
	}
	if w.confirm != nil {
		if err := w.confirm(); err != nil {
			return err
		}
	}
	res, err := w.c.flows.Step(w.state, w.cmd, w.env)
	if err != nil {
		return err
	}
	w.done.Warnings = res.Warnings
	if sum, size := broughtBy(w.cmd); sum != "" {
		if err := w.countUpload(ctx, tx, sum, size); err != nil {
			return err
		}
	}
	if len(res.Drafts) > 0 {
		if err := w.lockNamed(ctx, tx); err != nil {
			return err
		}
		if err := w.save(ctx, tx, res); err != nil {
			return err
		}
	}
	return w.keep(ctx, tx)
}

// load reads the request as the actor sees it, and locks it. An id of "" is a new one.
func (w *writing) load(ctx context.Context, tx *store.Tx, id alur.RequestID) error {
	if id == "" {
		return w.loadNew(ctx, tx)
	}
	row, err := tx.LockRequest(ctx, scopeOf(w.actor.User), id)
	if err != nil {
		return err
	}
	return w.loadRow(ctx, tx, row)
}

func (w *writing) loadNew(ctx context.Context, tx *store.Tx) error {
	w.state = flow.NewState(alur.RequestID(alur.NewID()), w.actor.User.Agency)
	if err := w.loadEnv(ctx, tx); err != nil {
		return err
	}
	w.state.Agency, w.row.AgencyName = w.env.Actor.Agency, w.env.Actor.AgencyName
	if c, ok := w.cmd.(flow.Create); ok && c.Agency != "" {
		w.state.Agency, w.row.AgencyName = c.Agency, w.env.Agencies[c.Agency].Name
	}
	return nil
}

func (w *writing) loadRow(ctx context.Context, tx *store.Tx, row store.RequestRow) (err error) {
	w.row = row
	if w.state, err = w.c.states.get(row); err != nil {
		return err
	}
	if err := w.loadEnv(ctx, tx); err != nil {
		return err
	}
	if !flow.Sees(w.state, w.env.Actor) {
		return alur.Refuse(alur.CodeNotFound)
	}
	return nil
}

// loadEnv reads everybody and everything that the rules may look at.
func (w *writing) loadEnv(ctx context.Context, tx *store.Tx) error {
	ict, err := ictAgency(ctx, tx)
	if err != nil {
		return err
	}
	names, agencies := w.cmd.Names()
	names = append(append(names, w.state.People()...), w.actor.User.Username)
	people, err := tx.Users(ctx, names)
	if err != nil {
		return err
	}
	actor, err := currentUser(people, w.actor)
	if err != nil {
		return err
	}
	w.env = flow.Env{At: w.c.now(), Actor: actor, ICT: ict, People: people, Salt: newSalt}
	if c, ok := w.cmd.(flow.Create); ok && c.Agency == "" { // its own must still be there
		agencies = append(agencies, actor.Agency)
	}
	if len(agencies) > 0 {
		if w.env.Agencies, err = tx.Agencies(ctx, agencies); err != nil {
			return err
		}
	}
	return w.loadPrivate(ctx, tx, w.state)
}

// loadPrivate reads the values of person items where what a stage lacks depends on
// them. Reading them everywhere would cost every action a query.
func (w *writing) loadPrivate(ctx context.Context, tx *store.Tx, s *flow.State) (err error) {
	if w.env.Private == nil {
		w.env.Private = map[string]flow.Person{}
	}
	if plan, stage := w.c.flows.Stage(s); len(w.env.Private) == 0 && stage != nil && stageHasPersons(plan, stage, s) {
		w.env.Private, err = privateOf(ctx, tx, s)
	}
	return err
}

// privateOf reads the values of the person items of a request, by commitment.
func privateOf(ctx context.Context, tx *store.Tx, s *flow.State) (map[string]flow.Person, error) {
	values := map[string]flow.Person{}
	if len(s.Commitments()) == 0 {
		return values, nil
	}
	rows, err := tx.Private(ctx, s.Request)
	if err != nil {
		return nil, err
	}
	return personsIn(rows)
}

// personsIn are stored values by their commitments.
func personsIn(rows []store.PrivateRow) (map[string]flow.Person, error) {
	values := map[string]flow.Person{}
	for _, r := range rows {
		var p flow.Person
		if err := json.Unmarshal(r.Value, &p); err != nil {
			return nil, fmt.Errorf("private value %s: %w", r.Commitment, err)
		}
		values[r.Commitment] = p
	}
	return values, nil
}

// keep stores the answer with the idempotency key, if there is one.
func (w *writing) keep(ctx context.Context, tx *store.Tx) error {
	once := w.options.Once
	if once == nil {
		return nil
	}
	if err := w.show(ctx, tx); err != nil {
		return err
	}
	answer, err := once.Render(w.done)
	if err != nil {
		return fmt.Errorf("render the answer: %w", err)
	}
	return tx.KeepAnswer(ctx, w.env.Actor.Username, once.Key, store.Answer{Status: answer.Status, Header: answer.Header, Body: answer.Body})
}

func (w *writing) show(ctx context.Context, tx *store.Tx) error {
	v, err := w.c.viewOf(ctx, tx, w.env.Actor, w.row, w.state)
	w.done.View = v
	return err
}

// holds reports whether the row is what the condition demands. A version of none,
// "*", is that of whatever exists; a request that is about to be created has none.
func (c Condition) holds(row store.RequestRow) bool {
	switch {
	case !c.Set:
		return true
	case row.Seq == 0:
		return false
	}
	return len(c.Versions) == 0 || slices.Contains(c.Versions, row.Version)
}

// permit runs a command that only asks, on a snapshot. With values set it also
// gives the 422 refusals, else only what [flow.Registry.Check] refuses.
func (c *Cases) permit(ctx context.Context, a Actor, id alur.RequestID, cmd flow.Command, values bool) error {
	w := &writing{c: c, actor: a, cmd: cmd}
	return c.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Request(ctx, scopeOf(a.User), id)
		if err != nil {
			return err
		}
		if err := w.loadRow(ctx, tx, row); err != nil {
			return err
		}
		if !values {
			return c.flows.Check(w.state, cmd, w.env)
		}
		_, err = c.flows.Step(w.state, cmd, w.env)
		return err
	})
}
