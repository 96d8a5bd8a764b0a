package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// PersonTable is what one table holds of a person: the columns in the order in which
// [Tx.PersonRows] gives their values. Rows of somebody else are never among them, nor
// other people's accounts where the person does not see them anyway.
type PersonTable struct {
	Name    string   // of the table, as docs/data.md has it
	Columns []string // of the table, and a few that are made of others

	exprs []string
	kinds []string
	rest  string // from FROM on; $1 is the username
}

// The kinds of columns: how a value is read, and what it is for the caller.
const (
	kindText  = "text"  // string
	kindTime  = "time"  // time.Time, zero for none
	kindFlag  = "flag"  // bool
	kindCount = "count" // int64
	kindTimes = "times" // string: times in microseconds, one a line
)

// personTable reads "column[=expression][:kind]" of a list separated by semicolons.
func personTable(name, columns, rest string) PersonTable {
	t := PersonTable{Name: name, rest: rest}
	for part := range strings.SplitSeq(columns, ";") {
		part, kind, _ := strings.Cut(strings.TrimSpace(part), ":")
		col, expr, made := strings.Cut(part, "=")
		if !made {
			expr = "x." + col
		}
		if kind == "" {
			kind = kindText
		}
		t.Columns, t.exprs, t.kinds = append(t.Columns, col), append(t.exprs, expr), append(t.kinds, kind)
	}
	return t
}

// personTables is everything of a person that one query a table finds. What people did
// to requests and what they wrote into them stands in events: see [Tx.EachEventOf].
var personTables = []PersonTable{
	personTable("users", "username; name; email; nip; agency_id; roles; active:flag; created_at:time; updated_at:time; password_at:time; entered_at:time", "users x WHERE x.username = $1"),
	personTable("sessions", "username; kind; name; address; seen_address; method; scopes; created_at:time; confirmed_at:time; seen_at:time; expires_at:time",
		"sessions x WHERE x.username = $1 ORDER BY x.created_at, x.id"),
	personTable("devices", "username; name; address; first_at:time; seen_at:time", "devices x WHERE x.username = $1 ORDER BY x.first_at, x.hash"),
	personTable("passkeys", "username; name; created_at:time; used_at:time", "passkeys x WHERE x.username = $1 ORDER BY x.created_at, x.id"),
	personTable("totp", "username; created_at:time", "totp x WHERE x.username = $1"),
	personTable("recovery_codes", "username; left=count(*):count", "recovery_codes x WHERE x.username = $1 GROUP BY x.username"),
	personTable("calendar_keys", "username; created_at:time", "calendar_keys x WHERE x.username = $1"),
	personTable("identities", "username; issuer; subject; linked_at:time", "identities x WHERE x.username = $1 ORDER BY x.linked_at, x.issuer"),
	personTable("sign_in_failures", "subject; failed_at; updated_at:time",
		`sign_in_failures x WHERE x.subject LIKE '%account:' || CAST($2 AS TEXT) ESCAPE '\' OR x.subject LIKE '%device:' || CAST($2 AS TEXT) || ':%' ESCAPE '\' ORDER BY x.subject`),
	personTable("stand_ins", "username; absent; kind; basis; starts_at:time; ends_at:time; created_at:time",
		"stand_ins x WHERE x.username = $1 OR x.absent = $1 ORDER BY x.starts_at, x.id"),
	personTable("claims", "username; number=r.number; request_id; party; at:time", "claims x JOIN requests r ON r.id = x.request_id WHERE x.username = $1 ORDER BY x.request_id, x.party"),
	personTable("comments", "username; number=r.number; request_id; at:time; audience; text",
		"comments x JOIN requests r ON r.id = x.request_id WHERE x.username = $1 ORDER BY x.request_id, x.seq"),
	personTable("meetings", "number=r.number; request_id; stage; item; starts_at:time; ends_at:time; place",
		"meetings x JOIN requests r ON r.id = x.request_id JOIN meeting_access v ON v.meeting_id = x.id AND v.starts_at = x.starts_at WHERE v.scope = 'peserta:' || CAST($1 AS TEXT) ORDER BY x.starts_at, x.id"),
	personTable("meeting_rounds", "username; request_id; stage; item; at:time; slots:times", "meeting_rounds x WHERE x.username = $1 ORDER BY x.id"),
	personTable("meeting_replies", "username; round_id; asked:flag; at:time; can:times; cannot:times; other:time; note",
		"meeting_replies x WHERE x.username = $1 ORDER BY x.round_id"),
	personTable("meeting_invitations", "username; meeting_id; starts_at:time; cancelled:flag; at:time", "meeting_invitations x WHERE x.username = $1 ORDER BY x.meeting_id"),
	personTable("meeting_answers", "username; meeting_id; starts_at:time; answer; reason; at:time", "meeting_answers x WHERE x.username = $1 ORDER BY x.meeting_id"),
	personTable("meeting_attendance", "username; meeting_id; at:time", "meeting_attendance x WHERE x.username = $1 ORDER BY x.at, x.id"),
	personTable("notices", "username; number=r.number; request_id; kind; at:time; read_at:time; mailed_at:time",
		"notices x JOIN requests r ON r.id = x.request_id WHERE x.username = $1 ORDER BY x.at, x.id"),
	personTable("notice_settings", "username; muted; digest:flag; quiet:flag; updated_at:time", "notice_settings x WHERE x.username = $1"),
	personTable("jobs", "username; kind; request_id; state; created_at:time; updated_at:time; attempts:count; cause", "jobs x WHERE x.username = $1 ORDER BY x.created_at, x.id"),
	personTable("security_events", "username; seq:count; at:time; kind; by_other=CASE WHEN x.actor <> '' THEN 1 ELSE 0 END:count; address; detail",
		"security_events x WHERE x.username = $1 ORDER BY x.seq"),
}

// PersonTables lists what [Tx.PersonRows] can be asked for.
func PersonTables() []PersonTable { return slices.Clone(personTables) }

// PersonRows reads what a table holds of a person, all of it, in an order that stays.
// The values are strings, times (zero for none), bools and int64, one a column.
func (tx *Tx) PersonRows(ctx context.Context, t PersonTable, username string) ([][]any, error) {
	if !isPlain(username) {
		return nil, nil
	}
	args := []any{username}
	if strings.Contains(t.rest, "$2") {
		// PostgreSQL wants every placeholder used.
		t.rest, args = strings.ReplaceAll(t.rest, "$2", "$1"), []any{likeLiteral(username)}
	}
	var out [][]any
	err := tx.each(ctx, `SELECT `+strings.Join(t.exprs, ", ")+` FROM `+t.rest, args, func(rows *sql.Rows) error {
		values := make([]any, len(t.kinds))
		for i, kind := range t.kinds {
			switch kind {
			case kindFlag:
				values[i] = new(bool)
			case kindTime, kindCount:
				values[i] = new(int64)
			default:
				values[i] = new(string)
			}
		}
		if err := rows.Scan(values...); err != nil {
			return fmt.Errorf("%s: %w", t.Name, err)
		}
		for i, kind := range t.kinds {
			switch v := values[i].(type) {
			case *bool:
				values[i] = *v
			case *int64:
				if values[i] = *v; kind == kindTime {
					values[i] = fromMicros(*v)
				}
			case *string:
				if values[i] = *v; kind == kindTimes {
					values[i] = readableTimes(*v)
				}
			}
		}
		out = append(out, values)
		return nil
	})
	return out, err
}

// readableTimes turns lines of microseconds into lines of times as the API writes them.
func readableTimes(s string) string {
	fields := strings.FieldsFunc(s, func(r rune) bool { return r == '\n' })
	for i, line := range fields {
		parts := strings.Fields(line)
		for j, p := range parts {
			parts[j] = alur.FormatTime(parseMicros(p))
		}
		fields[i] = strings.Join(parts, " ")
	}
	return strings.Join(fields, "\n")
}

// likeLiteral is s for LIKE … ESCAPE '\', standing for itself alone.
func likeLiteral(s string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(s)
}

// EachEventOf calls fn with every event of all histories that a user made, in order of
// request and seq, with the number of the request. It reads the whole table once: no
// index names people. fn may use tx.
func (tx *Tx) EachEventOf(ctx context.Context, username string, fn func(number string, e EventRow) error) error {
	request, seq := "", int64(-1<<62)
	for {
		type numbered struct {
			number string
			event  EventRow
		}
		page := make([]numbered, 0, eventsPage)
		err := tx.each(ctx, `SELECT r.number, `+eventColumns+` FROM events e JOIN requests r ON r.id = e.request_id
			WHERE e.username = $1 AND (e.request_id, e.seq) > ($2, $3) ORDER BY e.request_id, e.seq LIMIT $4`,
			[]any{username, request, seq, eventsPage}, func(rows *sql.Rows) error {
				var x numbered
				var at int64
				e := &x.event
				err := rows.Scan(&x.number, &e.Request, &e.Seq, &e.Type, &at, &e.Username, &e.Party, &e.OnBehalfOf, &e.Prev, &e.Hash, &e.Body)
				e.At, e.Body = fromMicros(at), blob(e.Body)
				page = append(page, x)
				return err
			})
		if err != nil {
			return err
		}
		for _, x := range page {
			if err := fn(x.number, x.event); err != nil {
				return err
			}
		}
		if len(page) < eventsPage {
			return nil
		}
		last := page[len(page)-1].event
		request, seq = string(last.Request), last.Seq
	}
}

// ErasePerson takes out of an account what tells of the person: name, address, number,
// password, everything to sign in with, browsers, notes that bind nobody. The row stays
// under its username with the name given, which chains and lists then show; it is
// not-found for an unknown or erased one. What stays and why: docs/data.md.
func (tx *Tx) ErasePerson(ctx context.Context, username, name, password string, at time.Time) error {
	n, err := tx.exec(ctx, `UPDATE users SET name = $2, sort_key = $3, words = $4, email = '', nip = '', password = $5, active = FALSE, updated_at = $6, erased_at = $6
		WHERE username = $1 AND erased_at = 0`, username, name, sortKey(name), wordSet(name+" "+username), password, micros(at))
	if err == nil && n == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return err
	}
	for _, table := range erasedTables {
		if _, err := tx.exec(ctx, `DELETE FROM `+table+` WHERE username = $1`, username); err != nil {
			return fmt.Errorf("erase %s: %w", table, err)
		}
	}
	// Rows of lists that became this account; others go with their list after 30 days.
	if _, err := tx.exec(ctx, `DELETE FROM import_rows WHERE target = $1`, username); err != nil {
		return err
	}
	_, err = tx.exec(ctx, `DELETE FROM sign_in_failures WHERE subject LIKE '%account:' || CAST($1 AS TEXT) ESCAPE '\' OR subject LIKE '%device:' || CAST($1 AS TEXT) || ':%' ESCAPE '\'`,
		likeLiteral(username))
	return err
}

// erasedTables lose the rows of an erased person; each names its owner as username.
var erasedTables = []string{
	"sessions", "devices", "totp", "recovery_codes", "passkeys", "identities", "calendar_keys", "one_time", "old_passwords", "proposals", "idempotency_keys", "claims", "meeting_replies", "meeting_answers", "notices", "notice_settings", "jobs",
}

// ErasedAt reads when a person was taken out of an account: zero when never, not-found
// for an unknown account.
func (tx *Tx) ErasedAt(ctx context.Context, username string) (time.Time, error) {
	if !isPlain(username) {
		return time.Time{}, alur.Refuse(alur.CodeNotFound)
	}
	var at int64
	err := tx.queryRow(ctx, `SELECT erased_at FROM users WHERE username = $1`, []any{username}, &at)
	return fromMicros(at), err
}
