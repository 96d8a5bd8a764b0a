package directory

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// maxStandIn bounds a period: an acting head is appointed for three months, twice at most.
const maxStandIn = 366 * 24 * time.Hour

// NewStandIn is a period to be in which somebody holds the offices of a colleague.
type NewStandIn struct {
	Username string // who stands in
	Absent   string
	Kind     alur.StandInKind
	From     string // first day in Asia/Jakarta, YYYY-MM-DD
	Until    string // last day, included
	Basis    string // the letter that says so, at most 300 letters; may be empty
}

// AddStandIn notes that somebody stands in for a colleague, from the first day's
// midnight to the last one's. It is for administrators; the caller has checked. Both
// are of one agency; the colleague holds an office ([alur.Role.Office]) and, unless the
// office is vacant (plt), has an active account; who stands in is active and neither
// oversees nor belongs to a third party.
//
// Refusals: invalid-data with everything that is wrong.
func (d *Directory) AddStandIn(ctx context.Context, n NewStandIn, by By) (id string, err error) {
	n.Basis = strings.TrimSpace(n.Basis)
	row := store.StandInRow{ID: alur.NewID(), Username: n.Username, Absent: n.Absent, Kind: n.Kind, Basis: n.Basis, CreatedAt: d.clock(), CreatedBy: by.Actor}
	var wrong faults
	if !slices.Contains(alur.StandInKinds, n.Kind) {
		wrong.add("kind", missingOr(string(n.Kind), "unknown"))
	}
	if n.Basis != "" {
		judgeName(&wrong, "basis", n.Basis)
	}
	row.StartsAt, row.EndsAt = judgePeriod(&wrong, n.From, n.Until, d.clock())
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		judged := slices.Clone(wrong)
		users, err := tx.Users(ctx, []string{n.Username, n.Absent})
		if err != nil {
			return err
		}
		judgeStandIn(&judged, n, users)
		if judged != nil {
			return judged.err()
		}
		if err := tx.PutStandIn(ctx, row); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityStandInAdded, n.Username, string(n.Kind)+" "+n.Absent))
	})
	return row.ID, err
}

// judgePeriod reads the two days and returns the moments between which the period is.
func judgePeriod(f *faults, from, until string, now time.Time) (start, end time.Time) {
	today := now.In(alur.Jakarta).Format(time.DateOnly)
	start, err := time.ParseInLocation(time.DateOnly, from, alur.Jakarta)
	if err != nil {
		f.add("from", missingOr(from, "bad-date"))
	}
	last, err := time.ParseInLocation(time.DateOnly, until, alur.Jakarta)
	end = last.AddDate(0, 0, 1)
	switch {
	case err != nil:
		f.add("until", missingOr(until, "bad-date"))
	case until < today:
		f.add("until", "past-date")
	case !start.IsZero() && last.Before(start):
		f.add("until", "before-start")
	case !start.IsZero() && end.Sub(start) > maxStandIn:
		f.add("until", "too-long")
	}
	return start, end
}

func judgeStandIn(f *faults, n NewStandIn, users map[string]alur.User) {
	absent, known := users[n.Absent]
	switch {
	case !known:
		f.add("absent", missingOr(n.Absent, "unknown"))
	case absent.Service || !slices.ContainsFunc(absent.Roles, alur.Role.Office):
		f.add("absent", "no-office")
	case !absent.Active && n.Kind != alur.StandInActing:
		f.add("absent", "inactive")
	}
	u, found := users[n.Username]
	switch {
	case !found:
		f.add("username", missingOr(n.Username, "unknown"))
	case n.Username == n.Absent:
		f.add("username", "same-person")
	case !u.Active:
		f.add("username", "inactive")
	case u.ReadOnly() || u.Service || u.Has(alur.RoleVendor):
		f.add("username", "wrong-role")
	case known && u.Agency != absent.Agency:
		f.add("username", "wrong-agency")
	}
}

func missingOr(value, reason string) string {
	if value == "" {
		return "required"
	}
	return reason
}

// EndStandIn ends a period now, before its last day. It is for administrators; the
// caller has checked.
//
// Refusals: not-found (also when it is over).
func (d *Directory) EndStandIn(ctx context.Context, id string, by By) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		row, err := tx.StandIn(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.EndStandIn(ctx, id, d.clock()); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityStandInEnded, row.Username, string(row.Kind)+" "+row.Absent))
	})
}

// StandIn is a period as pages show it.
type StandIn struct {
	ID       string
	User     alur.User // who stands in
	Absent   alur.User
	Kind     alur.StandInKind
	Basis    string
	StartsAt time.Time
	EndsAt   time.Time // midnight after the last day, or when it was ended
	By       string    // username of who noted it
}

// On reports whether the period is on at a moment.
func (s StandIn) On(at time.Time) bool { return !at.Before(s.StartsAt) && at.Before(s.EndsAt) }

// StandInQuery says which periods; what is zero does not restrict.
type StandInQuery struct {
	Agency  alur.AgencyID
	Person  string // one of the two
	Present bool   // only those that are on or to come
}

// StandIns lists periods, the last to begin first, at most 200. It is for
// administrators and for the two people; the caller has checked.
func (d *Directory) StandIns(ctx context.Context, q StandInQuery) ([]StandIn, error) {
	sq := store.StandInQuery{Agency: q.Agency, Person: q.Person, Limit: 200}
	if q.Present {
		sq.EndsBy = d.clock()
	}
	var out []StandIn
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.StandIns(ctx, sq)
		if err != nil {
			return err
		}
		var names []string
		for _, r := range rows {
			names = append(names, r.Username, r.Absent)
		}
		users, err := tx.Users(ctx, names)
		for _, r := range rows {
			out = append(out, StandIn{
				ID: r.ID, User: users[r.Username], Absent: users[r.Absent], Kind: r.Kind, Basis: r.Basis, StartsAt: r.StartsAt, EndsAt: r.EndsAt, By: r.CreatedBy,
			})
		}
		return err
	})
	return out, err
}
