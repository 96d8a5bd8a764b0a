package casework

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// LeaveSeat is the choice that a request keeps the seat with the account that ends, until
// those who may change the team do. It is a choice for a request, not for all of them.
const LeaveSeat = "-"

// Succession is who gets what somebody has open whose account ends.
type Succession struct {
	Username  string
	Successor string // gets everything that PerRequest does not name; "" is nobody
	// PerRequest is who gets what is open on a request: a username, or [LeaveSeat].
	PerRequest map[alur.RequestID]string
	Reason     string // kept in the history of every request; needed
}

// to is who gets the seats on a request: "" when nobody has decided.
func (s Succession) to(id alur.RequestID) string {
	if name, ok := s.PerRequest[id]; ok {
		return name
	}
	return s.Successor
}

// Succeeded counts what changed hands.
type Succeeded struct {
	Requests, Seats, Claims int // Claims: those that the successor took over, not those given back
	Left                    int // requests whose seats stay
}

// Ending ends the account in a transaction of its own, in which it first calls settle
// and gives back its refusal. It is directory.Ending.
type Ending func(ctx context.Context, settle func(context.Context, *store.Tx) error) error

// Succeed hands over what a person has open and then ends the account. For who manages
// it. First everything is judged: when a seat on any request cannot go where it should,
// or nobody has decided, nothing happens, and every blocker comes back at once as
// invalid-data, with items "per_request.<id>" and "per_request.<id>.<item>" ("reason"
// and "successor" for these). Then request by request is handed over, each in a
// transaction of its own with an event in its history, and the account ends last, if
// nothing is undecided by then: conflict otherwise, about "per_request.<id>". Whatever
// breaks off in between is taken up by doing it again. A request that ended meanwhile is
// left alone. Claims that the successor could not have go back to the colleagues.
func (c *Cases) Succeed(ctx context.Context, a Actor, s Succession, end Ending) (Succeeded, error) {
	var out Succeeded
	tasks, err := c.judgeSuccession(ctx, a, s)
	if err != nil {
		return out, err
	}
	left := map[alur.RequestID]bool{}
	for _, t := range tasks {
		to := s.to(t.Request)
		if to == LeaveSeat || to == "" {
			left[t.Request] = true
			if len(t.Seats) > 0 {
				out.Left++
			}
			continue
		}
		seats, claims, err := c.handSeats(ctx, a, t.Request, flow.HandSeats{From: s.Username, To: to, Reason: s.Reason})
		switch {
		case alur.CodeOf(err) == alur.CodeRequestEnded:
			continue
		case err != nil:
			return out, perRequest(err, t.Request)
		}
		out.Requests++
		out.Seats, out.Claims = out.Seats+seats, out.Claims+claims
	}
	return out, end(ctx, func(ctx context.Context, tx *store.Tx) error { return c.settle(ctx, tx, s.Username, left) })
}

// judgeSuccession reads what is open and refuses all that cannot be, at once.
func (c *Cases) judgeSuccession(ctx context.Context, a Actor, s Succession) (tasks []OpenTask, err error) {
	var wrong []alur.Blocker
	add := func(code alur.BlockerCode, item, reason string) {
		wrong = append(wrong, alur.Blocker{Code: code, Item: item, Reason: reason})
	}
	if strings.TrimSpace(s.Reason) == "" {
		add(alur.BlockMissingInput, "reason", "")
	}
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, err := c.leaver(ctx, tx, a, s.Username); err != nil {
			return err
		}
		if err := judgeSuccessor(ctx, tx, s, add); err != nil {
			return err
		}
		var err error
		tasks, err = c.openTasks(ctx, tx, s.Username)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, t := range tasks {
		to := s.to(t.Request)
		switch {
		case to == LeaveSeat || len(t.Seats) == 0:
		case to == "":
			add(alur.BlockMissingInput, "per_request."+string(t.Request), "")
		default:
			_, _, err := c.handSeats(ctx, a, t.Request, flow.HandSeats{From: s.Username, To: to, Reason: s.Reason, Check: true})
			e := asRefusal(perRequest(err, t.Request))
			switch {
			case err == nil || alur.CodeOf(err) == alur.CodeRequestEnded:
			case e == nil || e.Code != alur.CodeInvalidData:
				return nil, err
			default:
				for _, b := range e.Blockers {
					if b.Item != "per_request."+string(t.Request)+".reason" || !slices.ContainsFunc(wrong, func(w alur.Blocker) bool { return w.Item == "reason" }) {
						wrong = append(wrong, b)
					}
				}
			}
		}
	}
	if len(wrong) > 0 {
		return nil, &alur.Error{Code: alur.CodeInvalidData, Field: wrong[0].Item, Blockers: wrong}
	}
	return tasks, nil
}

// judgeSuccessor notes a successor who is nobody, not active, or the one who leaves.
func judgeSuccessor(ctx context.Context, tx *store.Tx, s Succession, add func(alur.BlockerCode, string, string)) error {
	if s.Successor == "" {
		return nil
	}
	people, err := tx.Users(ctx, []string{s.Successor})
	if err != nil {
		return err
	}
	switch u, ok := people[s.Successor]; {
	case !ok || !u.Active:
		add(alur.BlockInvalidInput, "successor", "unknown-user")
	case s.Successor == s.Username:
		add(alur.BlockInvalidInput, "successor", "same-person")
	}
	return nil
}

// asRefusal returns the refusal in an error, nil when there is none.
func asRefusal(err error) *alur.Error {
	e, _ := errors.AsType[*alur.Error](err)
	return e
}

// perRequest says of every blocker on which request it is.
func perRequest(err error, id alur.RequestID) error {
	e := asRefusal(err)
	if e == nil {
		return err
	}
	out := *e
	out.Blockers = slices.Clone(e.Blockers)
	for i := range out.Blockers {
		item := "per_request." + string(id)
		if b := out.Blockers[i].Item; b != "" {
			item += "." + b
		}
		out.Blockers[i].Item = item
	}
	return &out
}

// handSeats is one request's part: the write path of a command that an administrator
// gives, who may not see the request in other ways; then the claims. With Check set it
// only reads.
func (c *Cases) handSeats(ctx context.Context, a Actor, id alur.RequestID, cmd flow.HandSeats) (seats, claims int, err error) {
	w := &writing{c: c, actor: a, cmd: cmd, done: &Written{}}
	do := func(tx *store.Tx) error {
		seats, claims = 0, 0
		var err error
		if w.row, err = tx.LockRequest(ctx, store.Everything, id); err != nil {
			return err
		}
		if w.state, err = c.states.get(w.row); err != nil {
			return err
		}
		if err = w.loadEnv(ctx, tx); err != nil {
			return err
		}
		res, err := c.flows.Step(w.state, cmd, w.env)
		if err != nil || cmd.Check {
			return err
		}
		if len(res.Drafts) > 0 {
			seats = len(c.flows.Seats(w.state, cmd.From, w.env.At))
			if err := w.lockNamed(ctx, tx); err != nil {
				return err
			}
			if err := w.save(ctx, tx, res); err != nil {
				return err
			}
		}
		claims, err = w.moveClaims(ctx, tx, cmd)
		return err
	}
	if cmd.Check {
		return 0, 0, c.store.Read(ctx, do)
	}
	if err := c.store.Write(ctx, do); err != nil {
		return 0, 0, err
	}
	if w.done.Changed {
		c.states.put(w.row.Hash, w.state)
	}
	return seats, claims, nil
}

// moveClaims gives the claims on the request to the successor, where he or she could
// have them, and takes the others away.
func (w *writing) moveClaims(ctx context.Context, tx *store.Tx, cmd flow.HandSeats) (moved int, err error) {
	rows, err := tx.Claims(ctx, []alur.RequestID{w.state.Request})
	if err != nil {
		return 0, err
	}
	k := colleagues{c: w.c, tx: tx, ict: w.env.ICT}
	to := w.env.People[cmd.To]
	for _, r := range rows {
		if r.By != cmd.From || !to.Active || !k.fits(w.state, to, r.Party) {
			continue
		}
		if err := tx.PutClaim(ctx, store.ClaimRow{Request: r.Request, Party: r.Party, By: cmd.To, At: w.env.At}); err != nil {
			return moved, err
		}
		moved++
	}
	return moved, tx.DropClaimsOf(ctx, w.state.Request, cmd.From)
}

// settle is the last look, with the account locked: conflict when something is open that
// nobody has decided on. What claims are left go back to the colleagues.
func (c *Cases) settle(ctx context.Context, tx *store.Tx, username string, left map[alur.RequestID]bool) error {
	tasks, err := c.openTasks(ctx, tx, username)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if len(t.Seats) > 0 && !left[t.Request] {
			return alur.RefuseField(alur.CodeConflict, "per_request."+string(t.Request))
		}
	}
	return tx.DropClaimsBy(ctx, username)
}

// lockNamed holds the accounts of those whom the command names, and refuses with
// conflict when one of them has ended since it was read: who names somebody and who ends
// an account wait for each other.
func (w *writing) lockNamed(ctx context.Context, tx *store.Tx) error {
	names, _ := w.cmd.Names()
	if h, ok := w.cmd.(flow.HandSeats); ok {
		names = []string{h.To}
	}
	names = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !w.env.People[n].Active })
	if len(names) == 0 {
		return nil
	}
	active, err := tx.LockActive(ctx, names)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(names, func(n string) bool { return !active[n] }) {
		return alur.Refuse(alur.CodeConflict)
	}
	return nil
}
