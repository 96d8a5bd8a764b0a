package casework

import (
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/notice"
	"github.com/alur-id/alur/internal/store"
)

// The jobs that a change of a request leaves behind; internal/post does them.
const (
	QueueMail = "mail"
	JobNotice = "notice" // Args is the id of the notice
)

// MailLane is the lane of the letters to a person.
func MailLane(username string) string { return "mail:" + username }

// secondThoughts is how long the letter waits about what people set and change again within
// minutes; what is not so any more by then is not sent.
const secondThoughts = 5 * time.Minute

// tell writes, in the transaction of a change, what people are told of it, and the jobs
// that send the letters. It is called with the state before still in w.state.
func (w *writing) tell(ctx context.Context, tx *store.Tx, next *flow.State, before []flow.Waiting, events []store.EventRow, drafts []flow.Draft) error {
	c := notice.Change{
		Before: w.state, After: next, WaitingBefore: before, WaitingAfter: w.c.flows.Waiting(next, w.env),
		Actor: w.env.Actor.Username, At: w.env.At, ICT: w.env.ICT,
	}
	for i, e := range events {
		c.Events = append(c.Events, notice.Event{Seq: e.Seq, Type: e.Type, Payload: drafts[i].Payload})
	}
	agencies, names := notice.Concerned(w.c.flows, c)
	if agencies == nil {
		return nil
	}
	var err error
	if c.People, err = tx.AgencyPeople(ctx, agencies); err != nil {
		return err
	}
	names = slices.DeleteFunc(names, func(n string) bool {
		return slices.ContainsFunc(c.People, func(u alur.User) bool { return u.Username == n })
	})
	if len(names) > 0 {
		others, err := tx.Users(ctx, names)
		if err != nil {
			return err
		}
		for _, n := range names {
			if u, ok := others[n]; ok {
				c.People = append(c.People, u)
			}
		}
	}
	return w.putNotices(ctx, tx, next, notice.Of(w.c.flows, c))
}

// putNotices stores notices and takes away those whose place they take: that it is
// somebody's turn in a stage that was left, and when a meeting would have been.
func (w *writing) putNotices(ctx context.Context, tx *store.Tx, next *flow.State, told []notice.Notice) error {
	unread, err := tx.UnreadOf(ctx, next.Request)
	if err != nil {
		return err
	}
	var gone []string
	var rows []store.NoticeRow
	var jobs []store.JobRow
	for _, n := range unread {
		if notice.Kind(n.Kind) == notice.Turn && (n.Topic != string(next.Stage) || next.Status.Ended()) {
			gone = append(gone, n.ID)
		}
	}
	for _, n := range told {
		kind, superseded, known := replaced(n, unread)
		gone = append(gone, superseded...)
		if known {
			continue
		}
		args, err := json.Marshal(n.Args)
		if err != nil {
			return err
		}
		row := store.NoticeRow{ID: alur.NewID(), Username: n.Username, Request: next.Request, Seq: n.Seq, Kind: string(kind), Topic: n.Topic, Args: string(args), At: w.env.At}
		rows = append(rows, row)
		// Meetings have a letter of their own, with what calendars read: see callMeetings.
		if w.c.letters && kind != notice.Meeting && kind != notice.Rescheduled {
			j := store.JobRow{ID: alur.NewID(), Queue: QueueMail, Kind: JobNotice, Lane: MailLane(n.Username), Username: n.Username, Request: next.Request, Args: row.ID, DueAt: w.env.At, CreatedAt: w.env.At}
			if n.Topic != "" {
				j.DueAt = j.DueAt.Add(secondThoughts)
			}
			jobs = append(jobs, j)
		}
	}
	if err := tx.DropNotices(ctx, gone); err != nil {
		return err
	}
	if err := tx.AddNotices(ctx, rows...); err != nil {
		return err
	}
	return tx.AddJobs(ctx, jobs...)
}

// replaced says which unread notices a new one takes the place of, and as what kind it is
// told then: a meeting that moved before anybody was told of it is an invitation. known
// says that the person has been told already and has not read it.
func replaced(n notice.Notice, unread []store.NoticeRow) (kind notice.Kind, gone []string, known bool) {
	kind = n.Kind
	if n.Topic == "" {
		return kind, nil, false
	}
	for _, old := range unread {
		if old.Username != n.Username || old.Topic != n.Topic {
			continue
		}
		switch was := notice.Kind(old.Kind); {
		case was == n.Kind && n.Kind != notice.Rescheduled && n.Kind != notice.Meeting:
			known = true
		case n.Kind == notice.Rescheduled || n.Kind == notice.Meeting:
			gone = append(gone, old.ID)
			if was == notice.Meeting && old.MailedAt.IsZero() {
				kind = notice.Meeting
			}
		}
	}
	return kind, gone, known
}
