package store

import (
	"context"
	"database/sql"
	"slices"
	"strconv"
	"time"

	"github.com/alur-id/alur"
)

// MeetingRow is one meeting of a request, as the agenda needs it.
type MeetingRow struct {
	ID        string // "<request>.<stage>.<item>"
	Request   alur.RequestID
	Stage     alur.StageID
	Item      alur.ItemID
	StartsAt  time.Time
	EndsAt    time.Time // zero while nobody has said
	Place     string
	Link      string
	Attendees []string // usernames, in the order given
	Cancelled bool     // the request ended before it
	Seq       int64    // of the event that changed it last
	Access    []string // scope keys that see it, besides All, sorted; only read by [Tx.Meetings]

	// Read only, of the request.
	Number      string
	Title       string
	Agency      alur.AgencyID
	AgencyName  string
	Flow        alur.FlowID
	FlowVersion int
}

// attendeeKey is the key of meeting_access under which the user attends. No scope has it.
func attendeeKey(username string) string { return "peserta:" + username }

const (
	meetingColumns = `m.id, m.request_id, m.stage, m.item, m.starts_at, m.ends_at, m.place, m.link, m.attendees, m.cancelled, m.seq,
	r.number, r.title, r.agency_id, a.name, r.flow, r.flow_version`
	meetingTables = `meetings m JOIN requests r ON r.id = m.request_id JOIN agencies a ON a.id = r.agency_id`
)

func scanMeeting(rows *sql.Rows) (MeetingRow, error) {
	var m MeetingRow
	var starts, ends int64
	var attendees string
	err := rows.Scan(&m.ID, &m.Request, &m.Stage, &m.Item, &starts, &ends, &m.Place, &m.Link, &attendees, &m.Cancelled, &m.Seq,
		&m.Number, &m.Title, &m.Agency, &m.AgencyName, &m.Flow, &m.FlowVersion)
	m.StartsAt, m.EndsAt, m.Attendees = fromMicros(starts), fromMicros(ends), splitKeys(attendees)
	return m, err
}

// PutMeetings makes the rows the meetings of the request. The caller calls it only
// when one of them or its access has changed, which is rare.
func (tx *Tx) PutMeetings(ctx context.Context, request alur.RequestID, rows []MeetingRow) error {
	_, err := tx.exec(ctx, `DELETE FROM meeting_access WHERE meeting_id IN (SELECT id FROM meetings WHERE request_id = $1)`, string(request))
	if err != nil {
		return err
	}
	if _, err := tx.exec(ctx, `DELETE FROM meetings WHERE request_id = $1`, string(request)); err != nil {
		return err
	}
	for _, m := range rows {
		attendees := ""
		for i, name := range m.Attendees {
			if i > 0 {
				attendees += "\n"
			}
			attendees += name
		}
		_, err := tx.exec(ctx, `
			INSERT INTO meetings (id, request_id, stage, item, starts_at, ends_at, place, link, attendees, cancelled, seq)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			m.ID, string(request), string(m.Stage), string(m.Item), micros(m.StartsAt), micros(m.EndsAt), m.Place, m.Link, attendees, m.Cancelled, m.Seq)
		if err != nil {
			return err
		}
		keys := slices.Clone(m.Access)
		for _, name := range m.Attendees {
			keys = append(keys, attendeeKey(name))
		}
		for _, k := range unique(keys) {
			_, err := tx.exec(ctx, `INSERT INTO meeting_access (scope, starts_at, meeting_id) VALUES ($1, $2, $3)`, k, micros(m.StartsAt), m.ID)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// Meetings reads the meetings of a request in order of id, with their access, for
// whoever keeps or checks the projection. It asks for no scope.
func (tx *Tx) Meetings(ctx context.Context, request alur.RequestID) ([]MeetingRow, error) {
	var out []MeetingRow
	err := tx.each(ctx, `SELECT `+meetingColumns+` FROM `+meetingTables+` WHERE m.request_id = $1 ORDER BY m.id`, []any{string(request)},
		func(rows *sql.Rows) error {
			m, err := scanMeeting(rows)
			out = append(out, m)
			return err
		})
	if err != nil {
		return nil, err
	}
	for i := range out {
		m := &out[i]
		err := tx.each(ctx, `SELECT scope FROM meeting_access WHERE meeting_id = $1 AND starts_at = $2 ORDER BY scope`, []any{m.ID, micros(m.StartsAt)},
			func(rows *sql.Rows) error {
				var k string
				err := rows.Scan(&k)
				if !slices.ContainsFunc(m.Attendees, func(name string) bool { return attendeeKey(name) == k }) {
					m.Access = append(m.Access, k)
				}
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// MeetingQuery says which meetings; what is zero does not restrict.
type MeetingQuery struct {
	Scope    Scope     // required: the zero Scope finds nothing
	Attendee string    // only those that this user attends
	From     time.Time // those that start then or later, first one first
	Before   time.Time // when set, those that start earlier instead, last one first
	After    *MeetingPosition
	Limit    int
}

// MeetingPosition is a place in the order of an agenda.
type MeetingPosition struct {
	StartsAt time.Time
	ID       string
}

// Meeting reads one meeting: not-found when it is absent or out of scope.
func (tx *Tx) Meeting(ctx context.Context, scope Scope, id string) (MeetingRow, error) {
	if !isPlain(id) || len(id) > 300 || !scope.All && len(scope.Keys) == 0 {
		return MeetingRow{}, alur.Refuse(alur.CodeNotFound)
	}
	var q query
	q.add(`SELECT `, meetingColumns, ` FROM `, meetingTables, ` WHERE m.id = `, q.arg(id))
	if !scope.All {
		q.add(` AND EXISTS (SELECT 1 FROM meeting_access v WHERE v.meeting_id = m.id AND v.starts_at = m.starts_at AND v.scope IN `, list(&q, padded(unique(scope.Keys))), `)`)
	}
	var out MeetingRow
	err := tx.each(ctx, q.String(), q.args, func(rows *sql.Rows) (err error) {
		out, err = scanMeeting(rows)
		return err
	})
	if err == nil && out.ID == "" {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return out, err
}

// FindMeetings finds meetings in the order of their start, then id. As in
// [Tx.ListRequests], each key is an arm that reads its index and stops at the limit.
func (tx *Tx) FindMeetings(ctx context.Context, q MeetingQuery) ([]MeetingRow, error) {
	if q.Limit <= 0 || !q.Scope.All && len(q.Scope.Keys) == 0 {
		return nil, nil
	}
	var sq query
	sq.add(`WITH page AS (`)
	tx.meetingPage(&sq, q)
	way := ""
	if !q.Before.IsZero() {
		way = " DESC"
	}
	sq.add(`) SELECT `, meetingColumns, ` FROM page p JOIN meetings m ON m.id = p.id JOIN requests r ON r.id = m.request_id JOIN agencies a ON a.id = r.agency_id
		ORDER BY p.starts_at`, way, `, p.id`, way)
	var out []MeetingRow
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		m, err := scanMeeting(rows)
		out = append(out, m)
		return err
	})
	return out, err
}

func (tx *Tx) meetingPage(sq *query, q MeetingQuery) {
	keys := unique(q.Scope.Keys)
	switch {
	case q.Attendee != "":
		keys = []string{attendeeKey(q.Attendee)}
	case q.Scope.All:
		keys = []string{""}
	}
	way, than := "", ">"
	if !q.Before.IsZero() {
		way, than = " DESC", "<"
	}
	limit := sq.arg(q.Limit)
	for i, k := range keys {
		if i > 0 {
			sq.add(" UNION ")
		}
		id := "x.meeting_id"
		if k == "" {
			id = "x.id"
		}
		sq.add("SELECT * FROM (SELECT x.starts_at AS starts_at, ", id, " AS id FROM ")
		if k == "" {
			sq.add("meetings x WHERE TRUE")
		} else {
			sq.add("meeting_access x WHERE x.scope = ", sq.arg(k))
		}
		if q.Attendee != "" && !q.Scope.All {
			sq.add(" AND EXISTS (SELECT 1 FROM meeting_access v WHERE v.meeting_id = x.meeting_id AND v.starts_at = x.starts_at AND v.scope IN ",
				list(sq, padded(unique(q.Scope.Keys))), ")")
		}
		if !q.Before.IsZero() {
			sq.add(" AND x.starts_at < ", sq.arg(micros(q.Before)))
		} else if !q.From.IsZero() {
			sq.add(" AND x.starts_at >= ", sq.arg(micros(q.From)))
		}
		if q.After != nil {
			sq.add(" AND (x.starts_at, ", id, ") ", than, " (", sq.arg(micros(q.After.StartsAt)), ", ", sq.arg(q.After.ID), ")")
		}
		sq.add(" ORDER BY x.starts_at", way, ", ", id, way, " LIMIT ", limit, ") arm", strconv.Itoa(i))
	}
	if len(keys) > 1 {
		sq.add(" ORDER BY starts_at", way, ", id", way, " LIMIT ", limit)
	}
}

// PutCalendarKey gives the user a calendar key, in the place of the one before.
func (tx *Tx) PutCalendarKey(ctx context.Context, username string, hash []byte, at time.Time) error {
	_, err := tx.exec(ctx, `
		INSERT INTO calendar_keys (username, hash, created_at) VALUES ($1, $2, $3)
		ON CONFLICT (username) DO UPDATE SET hash = excluded.hash, created_at = excluded.created_at`, username, hash, micros(at))
	return err
}

// DeleteCalendarKey takes the user's calendar key away; one that is absent is gone already.
func (tx *Tx) DeleteCalendarKey(ctx context.Context, username string) error {
	_, err := tx.exec(ctx, `DELETE FROM calendar_keys WHERE username = $1`, username)
	return err
}

// CalendarKeySince reads since when the user has a calendar key: not-found without one.
func (tx *Tx) CalendarKeySince(ctx context.Context, username string) (time.Time, error) {
	var at int64
	err := tx.queryRow(ctx, `SELECT created_at FROM calendar_keys WHERE username = $1`, []any{username}, &at)
	return fromMicros(at), err
}

// CalendarUser reads the username of a calendar key by its hash: not-found for an unknown one.
func (tx *Tx) CalendarUser(ctx context.Context, hash []byte) (string, error) {
	var username string
	err := tx.queryRow(ctx, `SELECT username FROM calendar_keys WHERE hash = $1`, []any{hash}, &username)
	return username, err
}
