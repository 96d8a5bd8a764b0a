package casework

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Meeting is one meeting of a request in an agenda. What the request's page shows of
// it to the same person is not more: guests and minutes are not in it.
type Meeting struct {
	ID        string // stable: the request, the stage and the item
	Request   alur.RequestID
	Number    string // of the request, "" before it is submitted
	Title     string // of the request
	Agency    alur.Agency
	Plan      *flow.Plan
	Stage     *flow.Stage // of the meeting, not where the request is now
	Item      *flow.Item
	StartsAt  time.Time
	EndsAt    time.Time // zero while nobody has said
	Place     string
	Link      string
	Attendees []alur.User // who are not known any more are left out
	Mine      bool        // the viewer is one of them
	Cancelled bool        // the request ended before it, and not because it was completed
	Seq       int64       // of the event that changed it last; grows with every change
	Sequence  int64       // how often calendars had to change: the SEQUENCE of RFC 5545
}

// MeetingQuery says which meetings; the scope is the actor's.
type MeetingQuery struct {
	Past   bool      // those before today, last one first; else from today on, first one first
	Since  time.Time // when set, those that start then or later instead of from today on
	Mine   bool      // only those that the actor attends
	Cursor string    // of an earlier page, or ""
	Limit  int       // 1 to 200
}

// Meetings returns a page of the agenda of what the actor may see, and the cursor of
// the next page ("" at the end). Today is that of Asia/Jakarta. A cursor that this
// function did not give and a limit outside of 1 to 200 are invalid-parameter.
func (c *Cases) Meetings(ctx context.Context, a Actor, q MeetingQuery) (items []Meeting, next string, err error) {
	if err := checkLimit(q.Limit, maxListed); err != nil {
		return nil, "", err
	}
	sq := store.MeetingQuery{Scope: scopeOf(a.User), Limit: q.Limit + 1}
	now := c.clock().In(alur.Jakarta)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, alur.Jakarta)
	switch {
	case q.Past:
		sq.Before = today
	case !q.Since.IsZero():
		sq.From = q.Since
	default:
		sq.From = today
	}
	if q.Mine {
		sq.Attendee = a.User.Username
	}
	if q.Cursor != "" {
		if sq.After, err = parseMeetingCursor(q.Cursor); err != nil {
			return nil, "", err
		}
	}
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.FindMeetings(ctx, sq)
		if err != nil {
			return err
		}
		if len(rows) > q.Limit {
			rows = rows[:q.Limit]
			last := rows[len(rows)-1]
			next = base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%s", last.StartsAt.UnixMicro(), last.ID))
		}
		items, err = c.meetingViews(ctx, tx, a, rows)
		return err
	})
	return items, next, err
}

// Meeting returns one meeting: not-found when its request does not exist for the actor.
func (c *Cases) Meeting(ctx context.Context, a Actor, id string) (*Meeting, error) {
	var items []Meeting
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Meeting(ctx, scopeOf(a.User), id)
		if err != nil {
			return err
		}
		items, err = c.meetingViews(ctx, tx, a, []store.MeetingRow{row})
		return err
	})
	if err != nil {
		return nil, err
	}
	return &items[0], nil
}

func parseMeetingCursor(s string) (*store.MeetingPosition, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	micros, id, ok := strings.Cut(string(raw), ".")
	n, err2 := strconv.ParseInt(micros, 10, 64)
	// What is no id would be an error of PostgreSQL.
	plain := !strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r > '~' })
	if err != nil || err2 != nil || !ok || !plain || len(id) > 300 {
		return nil, alur.RefuseField(alur.CodeInvalidParameter, "cursor")
	}
	return &store.MeetingPosition{StartsAt: time.UnixMicro(n).UTC(), ID: id}, nil
}

func (c *Cases) meetingViews(ctx context.Context, tx *store.Tx, a Actor, rows []store.MeetingRow) ([]Meeting, error) {
	var names []string
	for _, m := range rows {
		names = append(names, m.Attendees...)
	}
	slices.Sort(names)
	people, err := tx.Users(ctx, slices.Compact(names))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, m := range rows {
		ids = append(ids, m.ID)
	}
	calls, err := tx.Calls(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Meeting, 0, len(rows))
	for _, m := range rows {
		x := Meeting{
			ID: m.ID, Request: m.Request, Number: m.Number, Title: m.Title, Agency: alur.Agency{ID: m.Agency, Name: m.AgencyName},
			Plan: c.flows.Plan(m.Flow, m.FlowVersion), StartsAt: m.StartsAt, EndsAt: m.EndsAt, Place: m.Place, Link: m.Link,
			Mine: slices.Contains(m.Attendees, a.User.Username), Cancelled: m.Cancelled, Seq: m.Seq,
			Sequence: calls[m.ID].Sequence,
		}
		if x.Plan != nil {
			x.Stage = x.Plan.Stage(m.Stage)
		}
		if x.Stage != nil {
			x.Item = x.Stage.Item(m.Item)
		}
		if x.Item == nil {
			return nil, fmt.Errorf("meeting %s is of %s version %d, which this program does not know", m.ID, m.Flow, m.FlowVersion)
		}
		for _, name := range m.Attendees {
			if u, ok := people[name]; ok {
				x.Attendees = append(x.Attendees, u)
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// MeetingID is the id of the meeting that an item of a request is.
func MeetingID(request alur.RequestID, stage alur.StageID, item alur.ItemID) string {
	return string(request) + "." + string(stage) + "." + string(item)
}

// meetingsOf derives the meetings of a request in order of id. Those that are as in
// before keep their seq, the others get this one.
func (c *Cases) meetingsOf(s *flow.State, before []store.MeetingRow, seq int64) []store.MeetingRow {
	plan := c.flows.Plan(s.Flow, s.FlowVersion)
	if plan == nil {
		return nil // before its first event
	}
	var access []string // most requests have no meeting yet, and an audit asks after every event
	var out []store.MeetingRow
	for _, st := range plan.Stages {
		if len(s.Data[st.ID]) == 0 {
			continue
		}
		for _, it := range st.Items {
			var m flow.Meeting
			if it.Kind != flow.KindMeeting {
				continue
			}
			if v, ok := s.Data[st.ID][it.ID]; !ok || json.Unmarshal(v, &m) != nil {
				continue
			}
			start, err := time.Parse(time.RFC3339, m.Start)
			if err != nil {
				continue // half a form
			}
			if access == nil {
				access = accessOf(s)
				slices.Sort(access)
			}
			row := store.MeetingRow{
				ID: MeetingID(s.Request, st.ID, it.ID), Request: s.Request, Stage: st.ID, Item: it.ID, StartsAt: start.UTC(),
				Place: m.Place, Link: m.Link, Attendees: m.Attendees, Seq: seq, Access: slices.Clone(access),
				Cancelled: s.EndedAt != nil && s.Status != alur.StatusCompleted && start.After(*s.EndedAt),
			}
			if end, err := time.Parse(time.RFC3339, m.End); err == nil {
				row.EndsAt = end.UTC()
			}
			if it.Confidential {
				row.Access = slices.DeleteFunc(row.Access, func(k string) bool { return strings.HasPrefix(k, "vendor:") })
			}
			if i := slices.IndexFunc(before, func(old store.MeetingRow) bool { return old.ID == row.ID }); i >= 0 && sameMeeting(before[i], row) {
				row.Seq = before[i].Seq
			}
			out = append(out, row)
		}
	}
	slices.SortFunc(out, func(a, b store.MeetingRow) int { return strings.Compare(a.ID, b.ID) })
	return out
}

// sameMeeting compares what an agenda says; who sees it is another matter.
func sameMeeting(a, b store.MeetingRow) bool {
	return a.ID == b.ID && a.StartsAt.Equal(b.StartsAt) && a.EndsAt.Equal(b.EndsAt) && a.Place == b.Place && a.Link == b.Link &&
		a.Cancelled == b.Cancelled && slices.Equal(a.Attendees, b.Attendees)
}

// saveMeetings brings the agenda up to the state, if anything in it differs from the
// state before. The seqs come from playing the events, as a rebuild does.
func (w *writing) saveMeetings(ctx context.Context, tx *store.Tx, next *flow.State, events []store.EventRow, accessBefore []string) error {
	was, is := w.c.meetingsOf(w.state, nil, 0), w.c.meetingsOf(next, nil, 0)
	accessBefore = slices.Clone(accessBefore)
	slices.Sort(accessBefore)
	accessAfter := slices.Clone(w.row.Access)
	slices.Sort(accessAfter)
	if slices.EqualFunc(was, is, sameMeeting) && (len(is) == 0 || slices.Equal(accessBefore, accessAfter)) {
		return nil
	}
	rows, err := tx.Meetings(ctx, next.Request)
	if err != nil {
		return err
	}
	before := rows
	s := w.state.Clone()
	for _, row := range events {
		e, _, err := evidence.Open(row.Body)
		if err != nil {
			return err
		}
		if err := w.c.flows.Apply(s, e); err != nil {
			return err
		}
		rows = w.c.meetingsOf(s, rows, e.Seq)
	}
	if err := tx.PutMeetings(ctx, next.Request, rows); err != nil {
		return err
	}
	return w.callMeetings(ctx, tx, before, rows)
}

// compareMeetings compares the agenda with what the history makes of it.
func (r *rebuilding) compareMeetings(ctx context.Context, tx *store.Tx) (*Fault, error) {
	stored, err := tx.Meetings(ctx, r.row.ID)
	if err != nil {
		return nil, err
	}
	same := func(a, b store.MeetingRow) bool {
		return sameMeeting(a, b) && a.Seq == b.Seq && slices.Equal(a.Access, b.Access) && a.Stage == b.Stage && a.Item == b.Item
	}
	if !slices.EqualFunc(stored, r.meetings, same) {
		return &Fault{What: "the meetings in the agenda are not those of the history"}, nil
	}
	return nil, nil //nolint:nilnil // no fault, which is the good outcome
}
