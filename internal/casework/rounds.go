package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Round is the times proposed for a meeting that the request's stage asks for, and
// what people answered. It is a note between people (docs/decisions/0014): not part of
// the history, and gone when the meeting has its time, when the request leaves the
// stage, and when it ends.
type Round struct {
	Request alur.RequestID
	Stage   *flow.Stage
	Item    *flow.Item
	By      alur.User // zero while nothing is proposed
	At      time.Time
	Slots   []Slot // first one first; none while nothing is proposed
	// Replies are those asked, and everybody else who answered, by name. Who does not
	// see the request any more is left out.
	Replies []Reply
	Mine    *Reply // the viewer's own; nil for who was not asked and has not answered
	Owner   bool   // the viewer may propose and choose
	Answers bool   // the viewer may answer now
	// MayAsk are those who can be asked: for owners alone.
	MayAsk []alur.User
}

// Slot is one proposed time.
type Slot struct {
	StartsAt, EndsAt time.Time
	Past             bool // it has begun and can be neither answered nor chosen
	Can, Cannot      int
}

// Reply is one person of a round.
type Reply struct {
	User   alur.User
	Asked  bool
	At     time.Time          // zero before the answer
	Can    map[time.Time]bool // by start; a slot without an entry is unanswered
	Other  time.Time          // another time that would do, or zero
	Note   string
	Missed int // slots to come without an answer
}

// Open reports whether there is something to answer and to choose: a slot to come.
func (r *Round) Open() bool {
	return slices.ContainsFunc(r.Slots, func(s Slot) bool { return !s.Past })
}

// Bounds of a round.
const (
	MinSlots     = 2
	MaxSlots     = 5
	MaxSlot      = 7 * 24 * time.Hour // how long one is
	maxAsked     = 100
	maxRoundNote = 300                      // letters
	maxAhead     = 2 * 366 * 24 * time.Hour // a slip of the year is a mistake
	maxAskings   = 50
)

// Proposal is what the owner of a meeting asks.
type Proposal struct {
	Slots []Span
	Ask   []string // usernames
}

// Span is a time from start to end.
type Span struct {
	Start, End time.Time
}

// Round returns the times proposed for a meeting item of the request's present stage;
// without a proposal it has no slots. Refusals: not-found, also for an item that is no
// meeting of the stage.
func (c *Cases) Round(ctx context.Context, a Actor, id alur.RequestID, item alur.ItemID) (*Round, error) {
	var out *Round
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		w := &writing{c: c, actor: a, cmd: flow.SetData{}}
		row, err := tx.Request(ctx, scopeOf(a.User), id)
		if err != nil {
			return err
		}
		if err := w.loadRow(ctx, tx, row); err != nil {
			return err
		}
		out, err = w.round(ctx, tx, item)
		return err
	})
	return out, err
}

// Propose asks people when the meeting could be. Slots that were proposed before, with
// the same start and end, keep their answers; those left out lose them. For who may set
// the item, while it may be set: the refusals of [Cases.SetData], and invalid-data with
// a blocker "slots.<n>", "slots" or "ask" for what is wrong: fewer than MinSlots or more
// than MaxSlots, begun, ending before it starts, more than two years ahead, twice the same
// start, nobody asked, or somebody who does not see the request or may do nothing on it.
func (c *Cases) Propose(ctx context.Context, a Actor, id alur.RequestID, item alur.ItemID, p Proposal) error {
	return c.inRound(ctx, a, id, item, func(tx *store.Tx, w *writing, r *Round) error {
		if err := w.maySet(item); err != nil {
			return err
		}
		spans := slices.Clone(p.Slots)
		for i := range spans {
			spans[i].Start, spans[i].End = spans[i].Start.UTC().Truncate(time.Second), spans[i].End.UTC().Truncate(time.Second)
		}
		ask := slices.Compact(slices.Sorted(slices.Values(p.Ask)))
		if wrong := w.wrongProposal(r, spans, ask); len(wrong) > 0 {
			return &alur.Error{Code: alur.CodeInvalidData, Blockers: wrong}
		}
		slices.SortFunc(spans, func(x, y Span) int { return x.Start.Compare(y.Start) })
		row := store.RoundRow{
			ID: MeetingID(id, r.Stage.ID, item), Request: id, Stage: r.Stage.ID, Item: item, By: w.env.Actor.Username, At: w.env.At,
		}
		kept := map[time.Time]bool{}
		for _, s := range spans {
			row.Slots = append(row.Slots, store.SlotRow{StartsAt: s.Start, EndsAt: s.End})
			kept[s.Start] = slices.ContainsFunc(r.Slots, func(x Slot) bool { return x.StartsAt.Equal(s.Start) && x.EndsAt.Equal(s.End) })
		}
		for _, name := range ask {
			row.Replies = append(row.Replies, store.ReplyRow{By: name, Asked: true})
		}
		for _, old := range r.Replies {
			i := slices.IndexFunc(row.Replies, func(x store.ReplyRow) bool { return x.By == old.User.Username })
			if i < 0 {
				if old.At.IsZero() {
					continue
				}
				row.Replies = append(row.Replies, store.ReplyRow{By: old.User.Username})
				i = len(row.Replies) - 1
			}
			carry(&row.Replies[i], old, kept)
		}
		return tx.PutRound(ctx, row)
	})
}

// carry takes over what somebody answered about the slots that are still proposed.
func carry(to *store.ReplyRow, old Reply, kept map[time.Time]bool) {
	to.At, to.Other, to.Note = old.At, old.Other, old.Note
	for t, yes := range old.Can {
		switch {
		case !kept[t]:
		case yes:
			to.Can = append(to.Can, t)
		default:
			to.Cannot = append(to.Cannot, t)
		}
	}
	slices.SortFunc(to.Can, time.Time.Compare)
	slices.SortFunc(to.Cannot, time.Time.Compare)
}

// Answer says at which of the slots to come the actor can be there and at which not, by
// their starts; those in neither list stay as they were, and starts of no slot are passed
// over: the proposal may have changed meanwhile. other is another time that would do (zero
// for none), note what else there is to say, at most 300 letters. For everybody who sees
// the request but auditors and admins: read-only-role. Further refusals: not-found,
// request-ended, paused, conflict when there is no slot to come (any more), and
// invalid-data with a blocker "note" or "other" for a note that is too long and another
// time that is past or more than two years ahead.
func (c *Cases) Answer(ctx context.Context, a Actor, id alur.RequestID, item alur.ItemID, can, cannot []time.Time, other time.Time, note string) error {
	return c.inRound(ctx, a, id, item, func(tx *store.Tx, w *writing, r *Round) error {
		note := strings.TrimSpace(note)
		switch {
		case w.env.Actor.ReadOnly():
			return alur.Refuse(alur.CodeReadOnlyRole)
		case w.state.Status.Ended():
			return alur.Refuse(alur.CodeRequestEnded)
		case w.state.Paused != nil:
			return alur.Refuse(alur.CodePaused)
		case !r.Open():
			return alur.Refuse(alur.CodeConflict)
		case !utf8.ValidString(note) || utf8.RuneCountInString(note) > maxRoundNote || strings.ContainsRune(note, 0):
			return &alur.Error{Code: alur.CodeInvalidData, Blockers: []alur.Blocker{{Code: alur.BlockInvalidItem, Item: "note", Reason: "too-long"}}}
		case !other.IsZero() && !w.ahead(other):
			return &alur.Error{Code: alur.CodeInvalidData, Blockers: []alur.Blocker{{Code: alur.BlockInvalidItem, Item: "other", Reason: "past"}}}
		}
		row := store.ReplyRow{By: w.env.Actor.Username, At: w.env.At, Other: other.UTC(), Note: note}
		if other.IsZero() {
			row.Other = time.Time{}
		}
		if r.Mine != nil {
			row.Asked = r.Mine.Asked
		}
		for _, s := range r.Slots {
			yes, said := false, false
			if r.Mine != nil {
				yes, said = r.Mine.Can[s.StartsAt]
			}
			switch {
			case s.Past:
			case slices.ContainsFunc(can, s.StartsAt.Equal):
				yes, said = true, true
			case slices.ContainsFunc(cannot, s.StartsAt.Equal):
				yes, said = false, true
			}
			switch {
			case yes:
				row.Can = append(row.Can, s.StartsAt)
			case said:
				row.Cannot = append(row.Cannot, s.StartsAt)
			}
		}
		return tx.PutReply(ctx, MeetingID(id, r.Stage.ID, item), row)
	})
}

// ChooseSlot makes the slot that starts then the time of the meeting, as [Cases.SetData]
// would, and closes the round. A meeting without attendees gets those who can be there.
// Refusals: those of [Cases.SetData], and conflict when no slot to come starts then:
// the round was closed or changed meanwhile, or the time is past.
func (c *Cases) ChooseSlot(ctx context.Context, a Actor, id alur.RequestID, item alur.ItemID, start time.Time, o Options) (*Written, error) {
	w := &writing{c: c, actor: a, options: o, cmd: flow.SetData{}, done: &Written{}}
	w.prepare = func(ctx context.Context, tx *store.Tx) error {
		r, err := w.round(ctx, tx, item)
		if err != nil {
			return err
		}
		if err := w.maySet(item); err != nil {
			return err
		}
		i := slices.IndexFunc(r.Slots, func(s Slot) bool { return s.StartsAt.Equal(start) && !s.Past })
		if i < 0 {
			return alur.Refuse(alur.CodeConflict)
		}
		value, err := w.at(r, r.Slots[i])
		if err != nil {
			return err
		}
		if err := tx.DropRound(ctx, MeetingID(id, r.Stage.ID, item)); err != nil {
			return err
		}
		w.cmd = flow.SetData{Items: map[string]jsontext.Value{string(item): value}}
		return w.loadEnv(ctx, tx) // with the attendees
	}
	return c.carryOut(ctx, id, w)
}

// at is the meeting's value with the time of the slot; everything else of it stays.
func (w *writing) at(r *Round, s Slot) (jsontext.Value, error) {
	members := map[string]jsontext.Value{}
	if v := w.state.Value(r.Stage.ID, r.Item.ID); len(v) > 0 {
		if err := json.Unmarshal(v, &members); err != nil {
			return nil, fmt.Errorf("read the meeting: %w", err)
		}
	}
	set := func(name string, x any) error {
		b, err := json.Marshal(x)
		members[name] = b
		return err
	}
	err := cmp.Or(
		set("start", s.StartsAt.In(alur.Jakarta).Format(time.RFC3339)),
		set("end", s.EndsAt.In(alur.Jakarta).Format(time.RFC3339)),
	)
	var attendees []string
	_ = json.Unmarshal(members["attendees"], &attendees) // none, or of another shape, is none
	if len(attendees) == 0 && err == nil {
		for _, p := range r.Replies {
			if p.Can[s.StartsAt] {
				attendees = append(attendees, p.User.Username)
			}
		}
		if len(attendees) > 0 {
			err = set("attendees", attendees)
		}
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(members, json.Deterministic(true))
}

// CloseRound takes the proposal back without a choice. For who may propose: the
// refusals of [Cases.SetData]; without a round it changes nothing.
func (c *Cases) CloseRound(ctx context.Context, a Actor, id alur.RequestID, item alur.ItemID) error {
	return c.inRound(ctx, a, id, item, func(tx *store.Tx, w *writing, r *Round) error {
		if err := w.maySet(item); err != nil {
			return err
		}
		return tx.DropRound(ctx, MeetingID(id, r.Stage.ID, item))
	})
}

// inRound runs change in one transaction, with the request locked.
func (c *Cases) inRound(ctx context.Context, a Actor, id alur.RequestID, item alur.ItemID, change func(*store.Tx, *writing, *Round) error) error {
	w := &writing{c: c, actor: a, cmd: flow.SetData{}, done: &Written{}}
	return c.store.Write(ctx, func(tx *store.Tx) error {
		if err := w.load(ctx, tx, id); err != nil {
			return err
		}
		r, err := w.round(ctx, tx, item)
		if err != nil {
			return err
		}
		return change(tx, w, r)
	})
}

// maySet says whether the actor may set the item now, with the refusals of a write.
func (w *writing) maySet(item alur.ItemID) error {
	return w.c.flows.Check(w.state, flow.SetData{Items: map[string]jsontext.Value{string(item): jsontext.Value("null")}}, w.env)
}

// ahead reports whether a time is to come, and not absurdly far off.
func (w *writing) ahead(t time.Time) bool {
	return t.After(w.env.At) && t.Before(w.env.At.Add(maxAhead))
}

// round reads the round of a meeting item of the present stage for the actor.
func (w *writing) round(ctx context.Context, tx *store.Tx, item alur.ItemID) (*Round, error) {
	_, st := w.c.flows.Stage(w.state)
	if st == nil {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	it := st.Item(item)
	if it == nil || it.Kind != flow.KindMeeting {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	r := &Round{Request: w.state.Request, Stage: st, Item: it, Owner: w.maySet(item) == nil}
	rows, err := tx.Rounds(ctx, w.state.Request)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(rows, func(x store.RoundRow) bool { return x.ID == MeetingID(w.state.Request, st.ID, item) }); i >= 0 {
		if err := w.fill(ctx, tx, r, rows[i]); err != nil {
			return nil, err
		}
	}
	r.Answers = r.Open() && !w.env.Actor.ReadOnly() && !w.state.Status.Ended() && w.state.Paused == nil
	if r.Owner {
		r.MayAsk, err = w.mayAsk(ctx, tx)
	}
	return r, err
}

func (w *writing) wrongProposal(r *Round, spans []Span, ask []string) []alur.Blocker {
	var out []alur.Blocker
	wrong := func(item, reason string) {
		out = append(out, alur.Blocker{Code: alur.BlockInvalidItem, Item: item, Reason: reason})
	}
	for i, s := range spans {
		at := fmt.Sprintf("slots.%d", i+1)
		switch {
		case !w.ahead(s.Start):
			wrong(at, "past")
		case !s.End.After(s.Start) || s.End.Sub(s.Start) > MaxSlot:
			wrong(at, "order")
		case slices.ContainsFunc(spans[:i], func(x Span) bool { return x.Start.Equal(s.Start) }):
			wrong(at, "twice")
		}
	}
	if len(spans) < MinSlots || len(spans) > MaxSlots {
		wrong("slots", "count")
	}
	if len(ask) == 0 || len(ask) > maxAsked {
		wrong("ask", "count")
	}
	for _, name := range ask {
		if !slices.ContainsFunc(r.MayAsk, func(u alur.User) bool { return u.Username == name }) {
			wrong("ask", "people")
			break
		}
	}
	return out
}

// dropRounds takes away the rounds that are over: all when the request has entered a
// stage or ended, and that of a meeting that has been given a time.
func (w *writing) dropRounds(ctx context.Context, tx *store.Tx, next *flow.State) error {
	if w.state.Seq == 0 {
		return nil // it was created just now
	}
	_, st := w.c.flows.Stage(w.state)
	for _, it := range st.Items {
		if it.Kind != flow.KindMeeting {
			continue
		}
		over := len(next.Passages) != len(w.state.Passages) || next.Flow != w.state.Flow || next.Status.Ended()
		if !over && startOf(w.state, st.ID, it.ID) == startOf(next, st.ID, it.ID) {
			continue // as most writes: no statement is spent on them
		}
		if err := tx.DropRound(ctx, MeetingID(next.Request, st.ID, it.ID)); err != nil {
			return err
		}
	}
	return nil
}

// startOf is when a meeting begins, as its value says it.
func startOf(s *flow.State, stage alur.StageID, item alur.ItemID) string {
	var m flow.Meeting
	_ = json.Unmarshal(s.Value(stage, item), &m) // none, or of another shape, has no start
	return m.Start
}
