package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// StandInRow says that a user holds the offices of an absent colleague for a period.
type StandInRow struct {
	ID        string
	Username  string // who stands in
	Absent    string
	Kind      alur.StandInKind
	Basis     string // the letter that says so
	StartsAt  time.Time
	EndsAt    time.Time // not in it any more
	CreatedAt time.Time
	CreatedBy string
}

const standInColumns = `s.id, s.username, s.absent, s.kind, s.basis, s.starts_at, s.ends_at, s.created_at, s.created_by`

func scanStandIn(rows *sql.Rows) (StandInRow, error) {
	var s StandInRow
	var starts, ends, created int64
	err := rows.Scan(&s.ID, &s.Username, &s.Absent, &s.Kind, &s.Basis, &starts, &ends, &created, &s.CreatedBy)
	s.StartsAt, s.EndsAt, s.CreatedAt = fromMicros(starts), fromMicros(ends), fromMicros(created)
	return s, err
}

// standIns reads the offices of colleagues that users hold now. An office ends with
// the period, with either's move to another agency, and with the account of the
// colleague, except that an acting head holds a vacant one.
func (tx *Tx) standIns(ctx context.Context, names []string) (map[string][]alur.StandIn, error) {
	out := map[string][]alur.StandIn{}
	now := micros(tx.store.clock())
	err := inChunks(names, func(q *query, in string) error {
		statement := `SELECT s.username, s.kind, absent.username, absent.name, absent.roles
			FROM stand_ins s JOIN users u ON u.username = s.username JOIN users absent ON absent.username = s.absent
			WHERE s.username IN ` + in + ` AND s.starts_at <= ` + q.arg(now) + ` AND s.ends_at > ` + q.arg(now) + `
			AND u.agency_id = absent.agency_id AND (absent.active OR s.kind = ` + q.arg(string(alur.StandInActing)) + `)
			ORDER BY s.starts_at, s.id`
		return tx.each(ctx, statement, q.args, func(rows *sql.Rows) error {
			var username, roles string
			var in alur.StandIn
			if err := rows.Scan(&username, &in.Kind, &in.For, &in.Name, &roles); err != nil {
				return err
			}
			for _, r := range splitRoles(roles) {
				if r.Office() {
					in.Roles = append(in.Roles, r)
				}
			}
			if len(in.Roles) > 0 {
				out[username] = append(out[username], in)
			}
			return nil
		})
	})
	return out, err
}

// Standings reads the periods in which users stood in for colleagues, those that are over
// too, in the order in which they began.
func (tx *Tx) Standings(ctx context.Context, names []string) (alur.Standings, error) {
	var out alur.Standings
	err := inChunks(names, func(q *query, in string) error {
		statement := `SELECT ` + standInColumns + ` FROM stand_ins s WHERE s.username IN ` + in + ` AND s.ends_at > s.starts_at ORDER BY s.starts_at, s.id`
		return tx.each(ctx, statement, q.args, func(rows *sql.Rows) error {
			s, err := scanStandIn(rows)
			out = append(out, alur.Standing{Username: s.Username, Absent: s.Absent, Kind: s.Kind, From: s.StartsAt, Until: s.EndsAt})
			return err
		})
	})
	return out, err
}

// PutStandIn stores a period.
func (tx *Tx) PutStandIn(ctx context.Context, s StandInRow) error {
	_, err := tx.exec(ctx, `INSERT INTO stand_ins (id, username, absent, kind, basis, starts_at, ends_at, created_at, created_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		s.ID, s.Username, s.Absent, string(s.Kind), s.Basis, micros(s.StartsAt), micros(s.EndsAt), micros(s.CreatedAt), s.CreatedBy)
	return err
}

// StandIn reads a period: not-found when it is absent.
func (tx *Tx) StandIn(ctx context.Context, id string) (StandInRow, error) {
	var out StandInRow
	err := tx.each(ctx, `SELECT `+standInColumns+` FROM stand_ins s WHERE s.id = $1`, []any{id}, func(rows *sql.Rows) (err error) {
		out, err = scanStandIn(rows)
		return err
	})
	if err == nil && out.ID == "" {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return out, err
}

// EndStandIn ends a period at a moment; one that had not begun becomes empty. It is
// not-found for a period that is over or absent.
func (tx *Tx) EndStandIn(ctx context.Context, id string, at time.Time) error {
	n, err := tx.exec(ctx, `UPDATE stand_ins SET ends_at = CASE WHEN starts_at > $2 THEN starts_at ELSE $2 END
		WHERE id = $1 AND ends_at > $2 AND ends_at > starts_at`, id, micros(at))
	if err == nil && n == 0 {
		return alur.Refuse(alur.CodeNotFound)
	}
	return err
}

// StandInQuery says which periods; what is zero does not restrict.
type StandInQuery struct {
	Agency alur.AgencyID
	Person string    // one of the two
	EndsBy time.Time // only periods that end after it
	Limit  int
}

// StandIns reads periods, the last to begin first. Empty ones (ended before they
// began) are left out.
func (tx *Tx) StandIns(ctx context.Context, q StandInQuery) ([]StandInRow, error) {
	var sq query
	sq.add(`SELECT `, standInColumns, ` FROM stand_ins s JOIN users u ON u.username = s.absent WHERE s.ends_at > s.starts_at`)
	if q.Agency != "" {
		sq.add(` AND u.agency_id = `, sq.arg(string(q.Agency)))
	}
	if q.Person != "" {
		sq.add(` AND (s.username = `, sq.arg(q.Person), ` OR s.absent = `, sq.arg(q.Person), `)`)
	}
	if !q.EndsBy.IsZero() {
		sq.add(` AND s.ends_at > `, sq.arg(micros(q.EndsBy)))
	}
	sq.add(` ORDER BY s.starts_at DESC, s.id LIMIT `, sq.arg(q.Limit))
	var out []StandInRow
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		s, err := scanStandIn(rows)
		out = append(out, s)
		return err
	})
	return out, err
}
