package store

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// NoticeRow is what one person is told of one change of a request.
type NoticeRow struct {
	ID       string
	Username string
	Request  alur.RequestID
	Seq      int64 // of the event
	Kind     string
	Topic    string // what a later notice takes the place of, "" for nothing
	Args     string // JSON
	At       time.Time
	ReadAt   time.Time // zero while unread
	MailedAt time.Time // when the mail server took the letter; zero for never
}

const noticeColumns = `n.id, n.username, n.request_id, n.seq, n.kind, n.topic, n.args, n.at, n.read_at, n.mailed_at`

func (tx *Tx) notices(ctx context.Context, where string, args ...any) ([]NoticeRow, error) {
	var out []NoticeRow
	err := tx.each(ctx, `SELECT `+noticeColumns+` FROM notices n WHERE `+where, args, func(rows *sql.Rows) error {
		var n NoticeRow
		var at, read, mailed int64
		err := rows.Scan(&n.ID, &n.Username, &n.Request, &n.Seq, &n.Kind, &n.Topic, &n.Args, &at, &read, &mailed)
		n.At, n.ReadAt, n.MailedAt = fromMicros(at), fromMicros(read), fromMicros(mailed)
		out = append(out, n)
		return err
	})
	return out, err
}

// noticesAtOnce is how many rows one INSERT has at most.
const noticesAtOnce = 200

// AddNotices stores notices: conflict when an id is taken.
func (tx *Tx) AddNotices(ctx context.Context, notices ...NoticeRow) error {
	for len(notices) > 0 {
		n := min(len(notices), noticesAtOnce)
		var q query
		q.add(`INSERT INTO notices (id, username, request_id, seq, kind, topic, args, at, read_at, mailed_at) VALUES `)
		for i, x := range notices[:n] {
			if i > 0 {
				q.add(`, `)
			}
			var ps []string
			for _, v := range []any{x.ID, x.Username, string(x.Request), x.Seq, x.Kind, x.Topic, x.Args, micros(x.At), micros(x.ReadAt), micros(x.MailedAt)} {
				ps = append(ps, q.arg(v))
			}
			q.add(`(`, strings.Join(ps, ", "), `)`)
		}
		if _, err := tx.exec(ctx, q.String(), q.args...); err != nil {
			return err
		}
		notices = notices[n:]
	}
	return nil
}

// How long notices are kept that nobody reads: for good only where those that were read
// are, and no shorter than those.
const (
	unreadKept   = 365 * 24 * time.Hour
	inactiveKept = 30 * 24 * time.Hour // of accounts that are not active
)

// unreadBefore is the moment before which an unread notice must be to go.
func (s *Store) unreadBefore(now time.Time) time.Time {
	if s.retention.Notices == 0 {
		return time.Time{}
	}
	return now.Add(-max(unreadKept, s.retention.Notices))
}

// UnreadOf reads the notices about a request that nobody has read yet and that a later one
// may take the place of: those with a topic, of which a person has few.
func (tx *Tx) UnreadOf(ctx context.Context, request alur.RequestID) ([]NoticeRow, error) {
	return tx.notices(ctx, `n.request_id = $1 AND n.read_at = 0 AND n.topic <> '' ORDER BY n.id`, string(request))
}

// DropNotices deletes notices.
func (tx *Tx) DropNotices(ctx context.Context, ids []string) error {
	return inChunks(ids, func(q *query, in string) error {
		_, err := tx.exec(ctx, `DELETE FROM notices WHERE id IN `+in, q.args...)
		return err
	})
}

// Notice reads one notice: not-found when it is absent.
func (tx *Tx) Notice(ctx context.Context, id string) (NoticeRow, error) {
	if !isID(id) {
		return NoticeRow{}, alur.Refuse(alur.CodeNotFound)
	}
	found, err := tx.notices(ctx, `n.id = $1`, id)
	if err == nil && len(found) == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return NoticeRow{}, err
	}
	return found[0], nil
}

// NoticeQuery says which notices of a person.
type NoticeQuery struct {
	Username string
	Unread   bool   // those alone
	After    *Place // Key is the time in microseconds
	Limit    int
}

// FindNotices finds notices, newest first. Whether the person still sees their requests
// is for the caller to ask.
func (tx *Tx) FindNotices(ctx context.Context, q NoticeQuery) ([]NoticeRow, error) {
	var sq query
	sq.add(`n.username = `, sq.arg(q.Username))
	if q.Unread {
		sq.add(` AND n.read_at = 0`)
	}
	if q.After != nil {
		sq.add(` AND (n.at, n.id) < (`, sq.arg(parseCount(q.After.Key)), `, `, sq.arg(q.After.ID), `)`)
	}
	sq.add(` ORDER BY n.at DESC, n.id DESC LIMIT `, sq.arg(q.Limit))
	return tx.notices(ctx, sq.String(), sq.args...)
}

// MaxUnread is where [Tx.CountUnread] stops.
const MaxUnread = 100

// CountUnread counts the unread notices of a person about requests in scope, up to
// [MaxUnread]: two indexes are read, for as many rows as it counts.
func (tx *Tx) CountUnread(ctx context.Context, scope Scope, username string) (int, error) {
	n := 0
	err := tx.each(ctx, `SELECT r.access FROM notices n JOIN requests r ON r.id = n.request_id WHERE n.username = $1 AND n.read_at = 0 LIMIT $2`,
		[]any{username, MaxUnread}, func(rows *sql.Rows) error {
			var access string
			err := rows.Scan(&access)
			if scope.Sees(splitKeys(access)) {
				n++
			}
			return err
		})
	return n, err
}

// ReadNotices notes that a person has read notices of his or her own; those of others,
// and those that were read before, stay as they are. It returns how many there were.
func (tx *Tx) ReadNotices(ctx context.Context, username string, ids []string, at time.Time) (int64, error) {
	var all int64
	err := inChunks(ids, func(q *query, in string) error {
		q.add(`UPDATE notices SET read_at = `, q.arg(micros(at)), ` WHERE read_at = 0 AND username = `, q.arg(username), ` AND id IN `, in)
		n, err := tx.exec(ctx, q.String(), q.args...)
		all += n
		return err
	})
	return all, err
}

// ReadAllNotices notes that a person has read everything up to a moment.
func (tx *Tx) ReadAllNotices(ctx context.Context, username string, until, at time.Time) (int64, error) {
	return tx.exec(ctx, `UPDATE notices SET read_at = $3 WHERE read_at = 0 AND username = $1 AND at <= $2`, username, micros(until), micros(at))
}

// NoticeMailed notes when the mail server took the letter about a notice.
func (tx *Tx) NoticeMailed(ctx context.Context, id string, at time.Time) error {
	_, err := tx.exec(ctx, `UPDATE notices SET mailed_at = $2 WHERE id = $1`, id, micros(at))
	return err
}

// NoticeSettings is how a person wants to be told.
type NoticeSettings struct {
	Muted  []string // kinds of which no letter is sent
	Digest bool     // a letter each working morning
	Quiet  bool     // letters wait for office hours
}

// NoticeSettings reads how people want to be told; who is absent has never said.
func (tx *Tx) NoticeSettings(ctx context.Context, usernames []string) (map[string]NoticeSettings, error) {
	out := map[string]NoticeSettings{}
	err := inChunks(usernames, func(q *query, in string) error {
		return tx.each(ctx, `SELECT username, muted, digest, quiet FROM notice_settings WHERE username IN `+in, q.args, func(rows *sql.Rows) error {
			var name, muted string
			var s NoticeSettings
			err := rows.Scan(&name, &muted, &s.Digest, &s.Quiet)
			s.Muted = strings.Fields(muted)
			out[name] = s
			return err
		})
	})
	return out, err
}

// PutNoticeSettings stores how a person wants to be told.
func (tx *Tx) PutNoticeSettings(ctx context.Context, username string, s NoticeSettings, at time.Time) error {
	_, err := tx.exec(ctx, `INSERT INTO notice_settings (username, muted, digest, quiet, updated_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (username) DO UPDATE SET muted = excluded.muted, digest = excluded.digest, quiet = excluded.quiet, updated_at = excluded.updated_at`,
		username, strings.Join(s.Muted, " "), s.Digest, s.Quiet, micros(at))
	return err
}

// AgencyPeople reads the active persons (no services) of agencies, with the offices of
// colleagues that they hold now, in order of their usernames.
func (tx *Tx) AgencyPeople(ctx context.Context, agencies []alur.AgencyID) ([]alur.User, error) {
	var names []string
	byName := map[string]int{}
	var out []alur.User
	err := inChunks(agencies, func(q *query, in string) error {
		return tx.each(ctx, `SELECT `+userColumns+` FROM users u JOIN agencies a ON a.id = u.agency_id WHERE u.active AND NOT u.service AND u.agency_id IN `+in+` ORDER BY u.username`, q.args,
			func(rows *sql.Rows) error {
				u, err := scanUser(rows)
				byName[u.Username] = len(out)
				names, out = append(names, u.Username), append(out, u)
				return err
			})
	})
	if err != nil {
		return nil, err
	}
	offices, err := tx.standIns(ctx, names)
	for name, held := range offices {
		if i, ok := byName[name]; ok {
			out[i].StandsIn = held
		}
	}
	return out, err
}

// MailedPerson is an active person with an address.
type MailedPerson struct {
	Username string
	Digest   bool
}

// MailedPeople reads the active persons that can be written to, in order of their
// usernames, limit of them after a name.
func (tx *Tx) MailedPeople(ctx context.Context, after string, limit int) ([]MailedPerson, error) {
	var out []MailedPerson
	err := tx.each(ctx, `SELECT u.username, coalesce(s.digest, TRUE) FROM users u LEFT JOIN notice_settings s ON s.username = u.username
		WHERE u.active AND NOT u.service AND u.email <> '' AND u.username > $1 ORDER BY u.username LIMIT $2`, []any{after, limit}, func(rows *sql.Rows) error {
		var p MailedPerson
		err := rows.Scan(&p.Username, &p.Digest)
		out = append(out, p)
		return err
	})
	return out, err
}

// parseCount reads a number that a cursor carries; what is none is 0.
func parseCount(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return n
}
