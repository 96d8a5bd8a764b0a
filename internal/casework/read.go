package casework

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// seen reads a request that the actor sees: not-found for any other. What shows something of
// one request from its state comes through here.
func (c *Cases) seen(ctx context.Context, tx *store.Tx, a Actor, id alur.RequestID) (store.RequestRow, *flow.State, error) {
	row, err := tx.Request(ctx, scopeOf(a.User), id)
	if err != nil {
		return row, nil, err
	}
	s, err := c.states.get(row)
	if err == nil && !flow.Sees(s, a.User) {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return row, s, err
}

// historyOf is [Cases.seen] for those who see the history: vendors are refused with
// not-your-party.
func (c *Cases) historyOf(ctx context.Context, tx *store.Tx, a Actor, id alur.RequestID) (store.RequestRow, *flow.State, error) {
	row, s, err := c.seen(ctx, tx, a, id)
	if err == nil && a.User.ThirdParty() {
		err = alur.Refuse(alur.CodeNotYourParty)
	}
	return row, s, err
}

// Get returns the request as the actor sees it: not-found when it does not exist
// for him or her.
func (c *Cases) Get(ctx context.Context, a Actor, id alur.RequestID) (*View, error) {
	var v *View
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		row, s, err := c.seen(ctx, tx, a, id)
		if err != nil {
			return err
		}
		v, err = c.viewOf(ctx, tx, a.User, row, s)
		return err
	})
	return v, err
}

// Visible returns not-found unless the request exists for the actor.
func (c *Cases) Visible(ctx context.Context, a Actor, id alur.RequestID) error {
	return c.store.Read(ctx, func(tx *store.Tx) error { return tx.Visible(ctx, scopeOf(a.User), id) })
}

// List returns a page of what the actor may see, newest change first, and the
// cursor of the next page ("" at the end). A cursor that this function did not
// give, a limit outside of 1 to 200 and a filter that names nothing there is are
// invalid-parameter.
func (c *Cases) List(ctx context.Context, a Actor, q ListQuery) (items []Summary, next string, err error) {
	if err := checkLimit(q.Limit, maxListed); err != nil {
		return nil, "", err
	}
	if err := c.checkFilters(q); err != nil {
		return nil, "", err
	}
	sq := store.ListQuery{
		Scope: scopeOf(a.User), Status: q.Status, Stage: q.Stage, Flow: q.Flow, Agency: q.Agency,
		UpdatedSince: q.UpdatedSince, Limit: q.Limit + 1,
	}
	if q.WaitingOnMe {
		sq.Turns = turnKeys(a.User)
	}
	if strings.TrimSpace(q.Text) != "" {
		sq.Words = []string{q.Text}
	}
	if q.Cursor != "" {
		if sq.After, err = parseCursor(q.Cursor); err != nil {
			return nil, "", err
		}
	}
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.ListRequests(ctx, sq)
		if err != nil {
			return err
		}
		if len(rows) > q.Limit {
			rows = rows[:q.Limit]
			last := rows[len(rows)-1]
			next = formatCursor(store.Position{UpdatedAt: last.UpdatedAt, ID: last.ID})
		}
		items, err = c.summariesOf(ctx, tx, a.User, rows)
		return err
	})
	return items, next, err
}

// The most that one page may have.
const (
	maxListed = 200
	maxEvents = 1000
)

func checkLimit(limit, most int) error {
	if limit < 1 || limit > most {
		return alur.RefuseField(alur.CodeInvalidParameter, "limit")
	}
	return nil
}

// checkFilters refuses filters that can match nothing, which are mistakes.
func (c *Cases) checkFilters(q ListQuery) error {
	knows := func(match func(*flow.Plan) bool) bool { return slices.ContainsFunc(c.flows.Plans(), match) }
	switch {
	case q.Status != "" && !q.Status.Valid():
		return alur.RefuseField(alur.CodeInvalidParameter, "status")
	case q.Flow != "" && c.flows.Plan(q.Flow, 0) == nil:
		return alur.RefuseField(alur.CodeInvalidParameter, "flow")
	case q.Stage != "" && !knows(func(p *flow.Plan) bool { return p.Stage(q.Stage) != nil }):
		return alur.RefuseField(alur.CodeInvalidParameter, "stage")
	}
	return nil
}

// A cursor is a position in the list, opaque to callers.
func formatCursor(p store.Position) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%s", p.UpdatedAt.UnixMicro(), p.ID))
}

func parseCursor(s string) (*store.Position, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	micros, id, ok := strings.Cut(string(raw), ".")
	n, err2 := strconv.ParseInt(micros, 10, 64)
	_, err3 := hex.DecodeString(id) // what is no id would be an error of PostgreSQL
	if err != nil || err2 != nil || err3 != nil || !ok || len(id) != 32 {
		return nil, alur.RefuseField(alur.CodeInvalidParameter, "cursor")
	}
	return &store.Position{UpdatedAt: time.UnixMicro(n).UTC(), ID: alur.RequestID(id)}, nil
}

// EventView is one event of a history: the bytes that were hashed, and what they say.
type EventView struct {
	Body  []byte
	Hash  string
	Event alur.Event
}

// Events returns a page of the history, oldest first. Vendors are refused with
// not-your-party: the history has internal comments and confidential items in it.
func (c *Cases) Events(ctx context.Context, a Actor, id alur.RequestID, cursor string, limit int) (items []EventView, next string, err error) {
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		if err := tx.Visible(ctx, scopeOf(a.User), id); err != nil {
			return err
		}
		after, err := parsePage(cursor, limit, maxEvents)
		if err != nil {
			return err
		}
		if a.User.ThirdParty() {
			return alur.Refuse(alur.CodeNotYourParty)
		}
		rows, err := tx.Events(ctx, scopeOf(a.User), id, after, limit+1)
		if err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			next = strconv.FormatInt(rows[limit-1].Seq, 10)
		}
		items = make([]EventView, 0, len(rows))
		for _, r := range rows {
			e, _, err := evidence.Open(r.Body)
			if err != nil {
				return fmt.Errorf("event %d of %s: %w", r.Seq, r.Request, err)
			}
			items = append(items, EventView{Body: r.Body, Hash: r.Hash, Event: e})
		}
		return nil
	})
	return items, next, err
}

// Comments returns a page of the comments, oldest first; those whose audience includes the actor.
func (c *Cases) Comments(ctx context.Context, a Actor, id alur.RequestID, cursor string, limit int) (items []CommentView, next string, err error) {
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		if err := tx.Visible(ctx, scopeOf(a.User), id); err != nil {
			return err
		}
		after, err := parsePage(cursor, limit, maxListed)
		if err != nil {
			return err
		}
		rows, err := tx.Comments(ctx, id, alur.AudiencesOf(a.User), after, limit+1)
		if err != nil {
			return err
		}
		if len(rows) > limit {
			rows = rows[:limit]
			next = strconv.FormatInt(rows[limit-1].Seq, 10)
		}
		var names []string
		for _, r := range rows {
			names = append(names, r.By)
		}
		people, err := tx.Users(ctx, names)
		if err != nil {
			return err
		}
		items = make([]CommentView, 0, len(rows))
		for _, r := range rows {
			items = append(items, CommentView{ID: r.ID, Text: r.Text, By: people[r.By], At: r.At, Audience: r.Audience})
		}
		return nil
	})
	return items, next, err
}

// parsePage reads where a page of a history begins, after what is refused before
// it: that the request does not exist for the caller.
func parsePage(cursor string, limit, most int) (afterSeq int64, err error) {
	if err := checkLimit(limit, most); err != nil {
		return 0, err
	}
	if cursor == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || n < 1 {
		return 0, alur.RefuseField(alur.CodeInvalidParameter, "cursor")
	}
	return n, nil
}

// Track returns what anybody with the tracking code may know: not-found for a code
// that no submitted request has. Case and dashes do not matter.
func (c *Cases) Track(ctx context.Context, code string) (*Tracking, error) {
	code, ok := alur.NormalizeTrackingCode(code)
	if !ok {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	var t *Tracking
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.RequestByCode(ctx, code)
		if err != nil {
			return err
		}
		s, err := c.states.get(row)
		if err != nil {
			return err
		}
		if s.SubmittedAt == nil {
			return alur.Refuse(alur.CodeNotFound)
		}
		private, err := privateOf(ctx, tx, s)
		if err != nil {
			return err
		}
		agencies, err := tx.Agencies(ctx, []alur.AgencyID{s.Agency})
		if err != nil {
			return err
		}
		plan, stage := c.flows.Stage(s)
		t = &Tracking{
			Code: code, Plan: plan, Stage: stage, Title: row.Title, Agency: agencies[s.Agency], Status: s.Status, Paused: s.Paused != nil,
			SubmittedAt: *s.SubmittedAt, EnteredAt: s.EnteredAt, EndedAt: s.EndedAt, Waiting: []alur.PartyID{},
		}
		for _, w := range c.flows.Waiting(s, flow.Env{At: c.clock(), Private: private}) {
			t.Waiting = append(t.Waiting, w.Party)
		}
		t.Passages = slices.Clone(s.Passages)
		for i := range t.Passages {
			t.Passages[i].By, t.Passages[i].Action = "", ""
		}
		return nil
	})
	return t, err
}
