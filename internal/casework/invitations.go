package casework

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/notice"
	"github.com/alur-id/alur/internal/store"
)

// JobInvitation is the job that brings one person's calendar up to a meeting; its Args is
// the id of the meeting. Whether that is an invitation, a change, a withdrawal or nothing
// is asked when it runs.
const JobInvitation = "invitation"

// soon is before a meeting when letters about it do not wait for second thoughts, nor for
// office hours.
const soon = 2 * time.Hour

// callMeetings notes, in the transaction of a change, what calendars are to show of the
// request's meetings from now on, and leaves a job for everybody whose calendar differs.
func (w *writing) callMeetings(ctx context.Context, tx *store.Tx, before, after []store.MeetingRow) error {
	known, err := tx.CallsOf(ctx, w.row.ID)
	if err != nil {
		return err
	}
	calls := map[string]store.CallRow{}
	for _, call := range known {
		calls[call.ID] = call
	}
	was, is := byID(before), byID(after)
	for _, m := range after {
		if _, ok := calls[m.ID]; !ok {
			calls[m.ID] = store.CallRow{ID: m.ID, Request: w.row.ID, Sequence: -1}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(calls)) {
		old, now := was[id], is[id]
		next := callOf(calls[id], now, w.env.At)
		moved := next.Settled != calls[id].Settled || calls[id].Sequence < 0
		if !moved {
			if slices.Equal(old.Attendees, now.Attendees) && slices.Equal(old.Access, now.Access) {
				continue
			}
			next.Sequence, next.ChangedAt = next.Sequence+1, w.env.At
		}
		if err := tx.PutCall(ctx, next); err != nil {
			return err
		}
		if err := w.callPeople(ctx, tx, next, old, now, moved); err != nil {
			return err
		}
	}
	return nil
}

func byID(rows []store.MeetingRow) map[string]store.MeetingRow {
	out := map[string]store.MeetingRow{}
	for _, m := range rows {
		out[m.ID] = m
	}
	return out
}

// callOf is what calendars are to show of a meeting as it is now; a meeting without an id is
// not held any more, and stays in calendars as one that was called off.
func callOf(call store.CallRow, m store.MeetingRow, at time.Time) store.CallRow {
	next := call
	if next.Cancelled = m.ID == "" || m.Cancelled; m.ID != "" {
		next.StartsAt, next.EndsAt, next.Place, next.Link = m.StartsAt, m.EndsAt, m.Place, m.Link
	}
	if !next.StartsAt.Equal(call.StartsAt) || !next.EndsAt.Equal(call.EndsAt) || next.Place != call.Place || next.Link != call.Link || next.Cancelled != call.Cancelled {
		next.Sequence, next.ChangedAt = call.Sequence+1, at
		next.Settled = next.Sequence
	}
	return next
}

// callPeople leaves jobs for those whose calendar may have to change.
func (w *writing) callPeople(ctx context.Context, tx *store.Tx, call store.CallRow, was, is store.MeetingRow, moved bool) error {
	if !w.c.letters {
		return nil
	}
	sent, err := tx.Invitations(ctx, call.ID)
	if err != nil {
		return err
	}
	names := map[string]bool{}
	for _, name := range is.Attendees {
		if call.StartsAt.After(w.env.At) && (moved || !slices.Contains(was.Attendees, name) || !slices.Equal(was.Access, is.Access)) {
			names[name] = true
		}
	}
	for _, i := range sent {
		if i.StartsAt.After(w.env.At) && !i.Cancelled {
			names[i.Username] = true
		}
	}
	due := w.env.At
	if call.StartsAt.After(due.Add(soon)) {
		due = due.Add(secondThoughts)
	}
	var jobs []store.JobRow
	for _, name := range slices.Sorted(maps.Keys(names)) {
		jobs = append(jobs, store.JobRow{
			ID: alur.NewID(), Queue: QueueMail, Kind: JobInvitation, Lane: MailLane(name), Username: name, Request: w.row.ID, Args: call.ID, DueAt: due, CreatedAt: w.env.At,
		})
	}
	return tx.AddJobs(ctx, jobs...)
}

// Invitation is what one person's calendar is to be told of a meeting.
type Invitation struct {
	Meeting  Meeting
	Username string
	Name     string
	Email    string
	Sequence int64
	Minutes  string // with the agenda; "" where the meeting is confidential
	Cancel   bool   // it is taken back
	Update   bool   // the person was invited before
	// Bare says that the person does not see the request any more: nothing but the id and
	// the time may be said, which his or her calendar has.
	Bare  bool
	Kind  notice.Kind // of letters that the person can stop
	Quiet bool        // it waits for office hours
}

// Confidential says that nothing is to be said of the meeting but when and where.
func (i *Invitation) Confidential() bool { return i.Meeting.Item.Confidential }

// Invitation reads what a person's calendar is to be told of a meeting now, and asks
// everything again: that the person is there and can be written to, attends it, sees the
// request, and was not told so before. It is for the program itself; a [NoLetter] says
// why there is nothing to send.
func (c *Cases) Invitation(ctx context.Context, meeting, username string) (*Invitation, error) {
	var out *Invitation
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = c.invitation(ctx, tx, meeting, username)
		return err
	})
	return out, err
}

func (c *Cases) invitation(ctx context.Context, tx *store.Tx, meeting, username string) (*Invitation, error) {
	call, err := tx.Call(ctx, meeting)
	if isNotFound(err) {
		return nil, &NoLetter{"gone"}
	}
	if err != nil {
		return nil, err
	}
	sent, err := tx.Invitations(ctx, meeting)
	if err != nil {
		return nil, err
	}
	var last store.InvitationRow
	if i := slices.IndexFunc(sent, func(x store.InvitationRow) bool { return x.Username == username }); i >= 0 {
		last = sent[i]
	}
	to, err := tx.Account(ctx, username)
	if err != nil {
		return nil, err
	}
	settings, err := tx.NoticeSettings(ctx, []string{username})
	if err != nil {
		return nil, err
	}
	s, said := settings[username]
	out := &Invitation{Username: username, Name: to.Name, Email: to.Email, Sequence: call.Sequence, Kind: notice.Meeting}
	// A letter that was on its way may have arrived, or not.
	reached := last.Username != "" && !last.Cancelled
	out.Update = reached && last.Sequence != onItsWay
	out.Quiet = (s.Quiet || !said) && call.StartsAt.After(c.now().Add(soon))
	if last.Username != "" && last.Sequence != onItsWay {
		out.Kind = notice.Rescheduled
	}
	wanted, err := c.calls(ctx, tx, call, out)
	switch {
	case err != nil:
		return nil, err
	case !to.Active:
		return nil, &NoLetter{"inactive"}
	case to.Email == "":
		return nil, &NoLetter{"no-address"}
	case slices.Contains(s.Muted, string(out.Kind)) && !(reached && !wanted):
		return nil, &NoLetter{"muted"}
	case wanted && out.Update && last.Sequence >= call.Settled:
		return nil, &NoLetter{"stale"}
	case wanted:
		return out, nil
	case !reached || !last.StartsAt.After(c.now()):
		return nil, &NoLetter{"stale"}
	}
	// Calendars that have a meeting under a number drop it for a higher one.
	out.Cancel, out.Sequence = true, max(call.Sequence, last.Sequence+1)
	return out, nil
}

// onItsWay is the sequence of an invitation that was tried and of which is not known yet
// that the mail server took it.
const onItsWay = -1

// Inviting notes, before the letter leaves, that it is on its way to somebody whose calendar
// does not have the meeting, and asks once more whether it is to: who takes the meeting back
// from then on leaves a job that withdraws it. Its result takes the place of i. Errors and
// caller are those of [Cases.Invitation].
func (c *Cases) Inviting(ctx context.Context, i *Invitation) (*Invitation, error) {
	if i.Cancel || i.Update {
		return i, nil // it is noted already
	}
	var out *Invitation
	err := c.store.Write(ctx, func(tx *store.Tx) error {
		// Changes of the meeting come before this or after it.
		_, err := tx.LockRequest(ctx, store.Everything, i.Meeting.Request)
		if err == nil {
			out, err = c.invitation(ctx, tx, i.Meeting.ID, i.Username)
		}
		if err != nil || out.Cancel {
			return err
		}
		return tx.PutInvitation(ctx, store.InvitationRow{Meeting: i.Meeting.ID, Username: i.Username, Sequence: onItsWay, StartsAt: out.Meeting.StartsAt, At: c.now()})
	})
	return out, err
}

// calls fills in the meeting as the person may see it, and reports whether it is to stand
// in the person's calendar.
func (c *Cases) calls(ctx context.Context, tx *store.Tx, call store.CallRow, out *Invitation) (bool, error) {
	users, err := tx.Users(ctx, []string{out.Username})
	if err != nil {
		return false, err
	}
	u := users[out.Username]
	row, err := tx.Request(ctx, store.Everything, call.Request)
	if err != nil {
		return false, err
	}
	state, err := c.states.get(row)
	if err != nil {
		return false, err
	}
	m, err := tx.Meeting(ctx, store.Everything, call.ID)
	held := err == nil
	if isNotFound(err) {
		m, err = calledOff(call, row), nil
	}
	if err != nil {
		return false, err
	}
	views, err := c.meetingViews(ctx, tx, Actor{User: u}, []store.MeetingRow{m})
	if err != nil {
		return false, err
	}
	out.Meeting = views[0]
	if out.Bare = !flow.Sees(state, u) || out.Meeting.Item.Confidential && u.ThirdParty(); out.Bare || !held {
		return false, nil
	}
	var value flow.Meeting
	if err := json.Unmarshal(state.Value(m.Stage, m.Item), &value); err == nil && !out.Confidential() {
		out.Minutes = value.Minutes
	}
	return !u.Service && !m.Cancelled && out.Meeting.Mine && m.StartsAt.After(c.now()), nil
}

// calledOff is a meeting that has no time any more, as it was last.
func calledOff(call store.CallRow, row store.RequestRow) store.MeetingRow {
	m := store.MeetingRow{
		ID: call.ID, Request: call.Request, StartsAt: call.StartsAt, EndsAt: call.EndsAt, Place: call.Place, Link: call.Link, Cancelled: true,
		Number: row.Number, Title: row.Title, Agency: row.Agency, AgencyName: row.AgencyName, Flow: row.Flow, FlowVersion: row.FlowVersion,
	}
	rest := strings.TrimPrefix(call.ID, string(call.Request)+".")
	stage, item, _ := strings.Cut(rest, ".")
	m.Stage, m.Item = alur.StageID(stage), alur.ItemID(item)
	return m
}

// Invited notes that the mail server took what a person's calendar was to be told. It is
// for the program itself.
func (c *Cases) Invited(ctx context.Context, i *Invitation) error {
	at := c.now()
	return c.store.Write(ctx, func(tx *store.Tx) error {
		err := tx.PutInvitation(ctx, store.InvitationRow{
			Meeting: i.Meeting.ID, Username: i.Username, Sequence: i.Sequence, StartsAt: i.Meeting.StartsAt, Cancelled: i.Cancel, At: at,
		})
		if err != nil || i.Cancel {
			return err
		}
		return tx.NoticesMailed(ctx, i.Username, i.Meeting.Request, string(i.Meeting.Stage.ID)+"."+string(i.Meeting.Item.ID), at)
	})
}

// CalledOff lists the meetings from a moment on that were called off and have no time any
// more, of requests that the actor sees; at most two hundred are looked at.
func (c *Cases) CalledOff(ctx context.Context, a Actor, since time.Time) ([]Meeting, error) {
	var out []Meeting
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		calls, err := tx.CalledOff(ctx, since, maxListed)
		if err != nil {
			return err
		}
		var rows []store.MeetingRow
		for _, call := range calls {
			row, err := tx.Request(ctx, scopeOf(a.User), call.Request)
			if isNotFound(err) {
				continue
			}
			if err != nil {
				return err
			}
			rows = append(rows, calledOff(call, row))
		}
		found, err := c.meetingViews(ctx, tx, a, rows)
		for _, m := range found {
			if !(m.Item.Confidential && a.User.ThirdParty()) {
				out = append(out, m)
			}
		}
		return err
	})
	return out, err
}
