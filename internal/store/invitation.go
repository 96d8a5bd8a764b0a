package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// CallRow is what people's calendars are to show of a meeting.
type CallRow struct {
	ID        string // of the meeting
	Request   alur.RequestID
	Sequence  int64 // grows by one with every change
	Settled   int64 // the sequence at the last change of when, where and whether it is held
	StartsAt  time.Time
	EndsAt    time.Time // zero while nobody has said
	Place     string
	Link      string
	Cancelled bool
	ChangedAt time.Time
}

// PutCall stores what calendars are to show of a meeting, in the place of what was.
func (tx *Tx) PutCall(ctx context.Context, c CallRow) error {
	_, err := tx.exec(ctx, `INSERT INTO meeting_calls (id, request_id, sequence, settled, starts_at, ends_at, place, link, cancelled, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence, settled = excluded.settled, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
			place = excluded.place, link = excluded.link, cancelled = excluded.cancelled, changed_at = excluded.changed_at`,
		c.ID, string(c.Request), c.Sequence, c.Settled, micros(c.StartsAt), micros(c.EndsAt), c.Place, c.Link, c.Cancelled, micros(c.ChangedAt))
	return err
}

func (tx *Tx) calls(ctx context.Context, where string, args ...any) ([]CallRow, error) {
	var out []CallRow
	err := tx.each(ctx, `SELECT id, request_id, sequence, settled, starts_at, ends_at, place, link, cancelled, changed_at FROM meeting_calls WHERE `+where, args,
		func(rows *sql.Rows) error {
			var c CallRow
			var starts, ends, changed int64
			err := rows.Scan(&c.ID, &c.Request, &c.Sequence, &c.Settled, &starts, &ends, &c.Place, &c.Link, &c.Cancelled, &changed)
			c.StartsAt, c.EndsAt, c.ChangedAt = fromMicros(starts), fromMicros(ends), fromMicros(changed)
			out = append(out, c)
			return err
		})
	return out, err
}

// Call reads what calendars are to show of a meeting: not-found when it never had a time.
// The caller has asked for the request in its scope, or asks for the program itself.
func (tx *Tx) Call(ctx context.Context, id string) (CallRow, error) {
	if !isPlain(id) {
		return CallRow{}, alur.Refuse(alur.CodeNotFound)
	}
	found, err := tx.calls(ctx, `id = $1`, id)
	if err == nil && len(found) == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return CallRow{}, err
	}
	return found[0], nil
}

// CallsOf reads what calendars are to show of the meetings of a request, called off ones
// too, in order of id.
func (tx *Tx) CallsOf(ctx context.Context, request alur.RequestID) ([]CallRow, error) {
	return tx.calls(ctx, `request_id = $1 ORDER BY id`, string(request))
}

// Calls reads what calendars are to show of meetings, by id.
func (tx *Tx) Calls(ctx context.Context, ids []string) (map[string]CallRow, error) {
	out := map[string]CallRow{}
	err := inChunks(ids, func(q *query, in string) error {
		found, err := tx.calls(ctx, `id IN `+in, q.args...)
		for _, c := range found {
			out[c.ID] = c
		}
		return err
	})
	return out, err
}

// CalledOff reads what calendars are to show of meetings that have no time any more and
// would have started at a moment or later, limit of them. It asks for no scope.
func (tx *Tx) CalledOff(ctx context.Context, since time.Time, limit int) ([]CallRow, error) {
	return tx.calls(ctx, `cancelled AND starts_at >= $1 AND NOT EXISTS (SELECT 1 FROM meetings m WHERE m.id = meeting_calls.id) ORDER BY starts_at, id LIMIT $2`,
		micros(since), limit)
}

// InvitationRow is what the mail server has taken last for one person about a meeting; a
// negative sequence is a letter on its way.
type InvitationRow struct {
	Meeting   string
	Username  string
	Sequence  int64
	StartsAt  time.Time
	Cancelled bool
	At        time.Time
}

// PutInvitation stores what was sent last to a person, in the place of what was before.
func (tx *Tx) PutInvitation(ctx context.Context, i InvitationRow) error {
	_, err := tx.exec(ctx, `INSERT INTO meeting_invitations (meeting_id, username, sequence, starts_at, cancelled, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (meeting_id, username) DO UPDATE SET sequence = excluded.sequence, starts_at = excluded.starts_at, cancelled = excluded.cancelled, at = excluded.at`,
		i.Meeting, i.Username, i.Sequence, micros(i.StartsAt), i.Cancelled, micros(i.At))
	return err
}

// Invitations reads what was sent last about a meeting, in order of username.
func (tx *Tx) Invitations(ctx context.Context, meeting string) ([]InvitationRow, error) {
	var out []InvitationRow
	err := tx.each(ctx, `SELECT meeting_id, username, sequence, starts_at, cancelled, at FROM meeting_invitations WHERE meeting_id = $1 ORDER BY username`, []any{meeting},
		func(rows *sql.Rows) error {
			var i InvitationRow
			var starts, at int64
			err := rows.Scan(&i.Meeting, &i.Username, &i.Sequence, &starts, &i.Cancelled, &at)
			i.StartsAt, i.At = fromMicros(starts), fromMicros(at)
			out = append(out, i)
			return err
		})
	return out, err
}

// InvitedTo lists the meetings to which a person was invited by letter, also those that
// were called off since, of those that start after a moment; limit of them at most.
func (tx *Tx) InvitedTo(ctx context.Context, username string, since time.Time, limit int) ([]InvitationRow, error) {
	var out []InvitationRow
	err := tx.each(ctx, `SELECT meeting_id, username, sequence, starts_at, cancelled, at FROM meeting_invitations WHERE username = $1 AND starts_at >= $2
		ORDER BY starts_at, meeting_id LIMIT $3`, []any{username, micros(since), limit}, func(rows *sql.Rows) error {
		var i InvitationRow
		var starts, at int64
		err := rows.Scan(&i.Meeting, &i.Username, &i.Sequence, &starts, &i.Cancelled, &at)
		i.StartsAt, i.At = fromMicros(starts), fromMicros(at)
		out = append(out, i)
		return err
	})
	return out, err
}

// NoticesMailed notes when the mail server took a letter that tells a person what unread
// notices of a topic say.
func (tx *Tx) NoticesMailed(ctx context.Context, username string, request alur.RequestID, topic string, at time.Time) error {
	_, err := tx.exec(ctx, `UPDATE notices SET mailed_at = $4 WHERE username = $1 AND request_id = $2 AND topic = $3 AND mailed_at = 0`,
		username, string(request), topic, micros(at))
	return err
}

// AnswerRow is what one person says of coming to a meeting.
type AnswerRow struct {
	Meeting  string
	Username string
	StartsAt time.Time // of the meeting as it was answered
	Answer   string    // yes, no, maybe
	Reason   string
	At       time.Time
}

// PutAnswer stores what a person says, in the place of an earlier answer.
func (tx *Tx) PutAnswer(ctx context.Context, a AnswerRow) error {
	_, err := tx.exec(ctx, `INSERT INTO meeting_answers (meeting_id, username, starts_at, answer, reason, at) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (meeting_id, username) DO UPDATE SET starts_at = excluded.starts_at, answer = excluded.answer, reason = excluded.reason, at = excluded.at`,
		a.Meeting, a.Username, micros(a.StartsAt), a.Answer, a.Reason, micros(a.At))
	return err
}

// Answers reads what people say of coming to a meeting, in order of username.
func (tx *Tx) Answers(ctx context.Context, meeting string) ([]AnswerRow, error) {
	var out []AnswerRow
	err := tx.each(ctx, `SELECT meeting_id, username, starts_at, answer, reason, at FROM meeting_answers WHERE meeting_id = $1 ORDER BY username`, []any{meeting},
		func(rows *sql.Rows) error {
			var a AnswerRow
			var starts, at int64
			err := rows.Scan(&a.Meeting, &a.Username, &starts, &a.Answer, &a.Reason, &at)
			a.StartsAt, a.At = fromMicros(starts), fromMicros(at)
			out = append(out, a)
			return err
		})
	return out, err
}

// AttendanceRow is one person who was at a meeting.
type AttendanceRow struct {
	ID       string
	Meeting  string
	Request  alur.RequestID
	Username string // "" for who has no account; the next three are theirs
	Name     string
	Office   string
	Position string
	Key      string // who it is: once a meeting
	At       time.Time
}

// AddAttendance notes that somebody is there. Who is noted already stays as noted; it
// reports whether the row is new.
func (tx *Tx) AddAttendance(ctx context.Context, a AttendanceRow) (bool, error) {
	n, err := tx.exec(ctx, `INSERT INTO meeting_attendance (id, meeting_id, request_id, username, name, office, position, key, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (meeting_id, key) DO NOTHING`, a.ID, a.Meeting, string(a.Request), a.Username, a.Name, a.Office, a.Position, a.Key, micros(a.At))
	return n > 0, err
}

// Attendance reads who was at a meeting, in the order in which they came, limit of them.
func (tx *Tx) Attendance(ctx context.Context, meeting string, limit int) ([]AttendanceRow, error) {
	var out []AttendanceRow
	err := tx.each(ctx, `SELECT id, meeting_id, request_id, username, name, office, position, key, at FROM meeting_attendance WHERE meeting_id = $1 ORDER BY at, id LIMIT $2`,
		[]any{meeting, limit}, func(rows *sql.Rows) error {
			var a AttendanceRow
			var at int64
			err := rows.Scan(&a.ID, &a.Meeting, &a.Request, &a.Username, &a.Name, &a.Office, &a.Position, &a.Key, &at)
			a.At = fromMicros(at)
			out = append(out, a)
			return err
		})
	return out, err
}

// CountGuests counts those without an account who were at a meeting.
func (tx *Tx) CountGuests(ctx context.Context, meeting string) (int, error) {
	n := 0
	err := tx.queryRow(ctx, `SELECT count(*) FROM meeting_attendance WHERE meeting_id = $1 AND username = ''`, []any{meeting}, &n)
	return n, err
}

// EraseMeetingPeople deletes who was at the meetings of a request and what people said of
// coming: the history has neither.
func (tx *Tx) EraseMeetingPeople(ctx context.Context, request alur.RequestID) error {
	if _, err := tx.exec(ctx, `DELETE FROM meeting_attendance WHERE request_id = $1`, string(request)); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `DELETE FROM meeting_answers WHERE meeting_id IN (SELECT id FROM meeting_calls WHERE request_id = $1)`, string(request))
	return err
}
