package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// AccountRow is a user with what signing in needs.
type AccountRow struct {
	alur.User
	Password string // PHC string
	Email    string // lower case; "" when unknown
	NIP      string // the civil servant's number; "" when unknown
	// PasswordAt is when the password was set; zero is not known.
	PasswordAt time.Time
	// Responsible is who answers for a service, a username; "" for persons.
	Responsible string
	CreatedAt   time.Time
	UpdatedAt   time.Time

	// EnteredAt is the last sign-in, PrivilegedUntil when the last privileged role was lost;
	// zero for never. Both are only read.
	EnteredAt       time.Time
	PrivilegedUntil time.Time
}

const userColumns = `u.username, u.name, u.agency_id, a.name, a.kind, u.roles, u.active, u.service`

func userFields(u *alur.User, roles *string) []any {
	return []any{&u.Username, &u.Name, &u.Agency, &u.AgencyName, &u.AgencyKind, roles, &u.Active, &u.Service}
}

func splitRoles(s string) []alur.Role {
	var out []alur.Role
	for _, r := range strings.Fields(s) {
		out = append(out, alur.Role(r))
	}
	return out
}

func joinRoles(roles []alur.Role) string {
	var out []string
	for _, r := range alur.Roles { // one order, each once
		for _, have := range roles {
			if have == r {
				out = append(out, string(r))
				break
			}
		}
	}
	return strings.Join(out, " ")
}

func scanUser(rows *sql.Rows) (alur.User, error) {
	var u alur.User
	var roles string
	err := rows.Scan(userFields(&u, &roles)...)
	u.Roles = splitRoles(roles)
	return u, err
}

// Users reads the users with the usernames, inactive ones too, with the offices of
// colleagues that they hold now; who is absent is not in the map.
func (tx *Tx) Users(ctx context.Context, names []string) (map[string]alur.User, error) {
	out := make(map[string]alur.User, len(names))
	err := inChunks(names, func(q *query, in string) error {
		return tx.each(ctx, `SELECT `+userColumns+` FROM users u JOIN agencies a ON a.id = u.agency_id WHERE u.username IN `+in, q.args, func(rows *sql.Rows) error {
			u, err := scanUser(rows)
			out[u.Username] = u
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	offices, err := tx.standIns(ctx, names)
	for name, held := range offices {
		u := out[name]
		u.StandsIn = held
		out[name] = u
	}
	return out, err
}

// Account reads an account: not-found when it is absent.
func (tx *Tx) Account(ctx context.Context, username string) (AccountRow, error) {
	if !isPlain(username) {
		return AccountRow{}, alur.Refuse(alur.CodeNotFound)
	}
	var a AccountRow
	var roles string
	var created, updated, set, entered, until int64
	err := tx.queryRow(ctx, `SELECT `+userColumns+`, u.password, u.email, u.nip, u.created_at, u.updated_at, u.password_at, u.responsible, u.entered_at, u.privileged_until
		FROM users u JOIN agencies a ON a.id = u.agency_id WHERE u.username = $1`,
		[]any{username}, append(userFields(&a.User, &roles), &a.Password, &a.Email, &a.NIP, &created, &updated, &set, &a.Responsible, &entered, &until)...)
	a.Roles, a.CreatedAt, a.UpdatedAt, a.PasswordAt = splitRoles(roles), fromMicros(created), fromMicros(updated), fromMicros(set)
	a.EnteredAt, a.PrivilegedUntil = fromMicros(entered), fromMicros(until)
	return a, err
}

// Login finds whose username, e-mail address or civil servant's number a text is:
// not-found when it is nobody's. A username wins over the number of somebody else.
func (tx *Tx) Login(ctx context.Context, login string) (username string, err error) {
	if login == "" || !isPlain(login) {
		return "", alur.Refuse(alur.CodeNotFound)
	}
	err = tx.queryRow(ctx, `SELECT username FROM users WHERE username = $1 OR email = $1 OR nip = $1
		ORDER BY CASE WHEN username = $1 THEN 0 ELSE 1 END, username LIMIT 1`, []any{login}, &username)
	return username, err
}

// InsertAccount stores a new account: conflict when the username is taken. The
// agency must exist; AgencyName and AgencyKind are its own and not read.
func (tx *Tx) InsertAccount(ctx context.Context, a AccountRow) error {
	_, err := tx.exec(ctx, `INSERT INTO users (username, name, agency_id, roles, active, password, created_at, updated_at, sort_key, words, email, nip, service, password_at, responsible)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		a.Username, a.Name, string(a.Agency), joinRoles(a.Roles), a.Active, a.Password, micros(a.CreatedAt), micros(a.UpdatedAt),
		sortKey(a.Name), wordSet(a.Name+" "+a.Username), a.Email, a.NIP, a.Service, micros(a.PasswordAt), a.Responsible)
	return err
}

// SaveAccount stores an account again: not-found when it is absent. CreatedAt stays, and
// whether it is a service: nobody turns into one. Whoever is no administrator any more, or
// has lost the last privileged role, was so until UpdatedAt.
func (tx *Tx) SaveAccount(ctx context.Context, a AccountRow) error {
	n, err := tx.exec(ctx, `UPDATE users SET name = $2, agency_id = $3, roles = $4, active = $5, password = $6, updated_at = $7, sort_key = $8, words = $9,
		email = $10, nip = $11, password_at = $12, responsible = $13,
		admin_until = CASE WHEN $14 THEN admin_until WHEN active AND ' ' || roles || ' ' LIKE '% admin %' AND `+hasEntry+` THEN $7 ELSE admin_until END,
		privileged_until = CASE WHEN $15 THEN privileged_until WHEN ' ' || roles || ' ' LIKE '% admin %' OR ' ' || roles || ' ' LIKE '% head %'
			OR ' ' || roles || ' ' LIKE '% reviewer %' OR ' ' || roles || ' ' LIKE '% auditor %' THEN $7 ELSE privileged_until END
		WHERE username = $1`,
		a.Username, a.Name, string(a.Agency), joinRoles(a.Roles), a.Active, a.Password, micros(a.UpdatedAt), sortKey(a.Name), wordSet(a.Name+" "+a.Username),
		a.Email, a.NIP, micros(a.PasswordAt), a.Responsible, a.Active && slices.Contains(a.Roles, alur.RoleAdmin), a.Privileged())
	if err == nil && n == 0 {
		return alur.Refuse(alur.CodeNotFound)
	}
	return err
}

// LockAccount is Account, and holds the row until the transaction ends.
func (tx *Tx) LockAccount(ctx context.Context, username string) (AccountRow, error) {
	if tx.pg != nil && isPlain(username) {
		var name string
		if err := tx.queryRow(ctx, `SELECT username FROM users WHERE username = $1 FOR UPDATE`, []any{username}, &name); err != nil {
			return AccountRow{}, err
		}
	}
	return tx.Account(ctx, username)
}

// CountActive says how many active accounts have the role and a way to sign in: one that
// was invited and has not been here has none.
func (tx *Tx) CountActive(ctx context.Context, role alur.Role) (n int, err error) {
	err = tx.queryRow(ctx, `SELECT count(*) FROM users u WHERE u.active AND ' ' || u.roles || ' ' LIKE $1
		AND (u.password <> '' OR EXISTS (SELECT 1 FROM identities i WHERE i.username = u.username))`, []any{"% " + string(role) + " %"}, &n)
	return n, err
}

// hasEntry is the condition that an account of users has a way to sign in, or was signed in to.
const hasEntry = `(users.password <> '' OR users.entered_at > 0 OR EXISTS (SELECT 1 FROM identities i WHERE i.username = users.username)
	OR EXISTS (SELECT 1 FROM passkeys p WHERE p.username = users.username))`

// CountAdmins says how many accounts are active administrators' with a way to sign in, or
// were after a moment: whoever puts the other one out is not alone at once.
func (tx *Tx) CountAdmins(ctx context.Context, since time.Time) (n int, err error) {
	err = tx.queryRow(ctx, `SELECT count(*) FROM users WHERE admin_until > $2 OR active AND ' ' || roles || ' ' LIKE $1 AND `+hasEntry,
		[]any{"% " + string(alur.RoleAdmin) + " %", micros(since)}, &n)
	return n, err
}

// UserQuery says which users; what is zero does not restrict.
type UserQuery struct {
	Agency     alur.AgencyID
	Role       alur.Role
	Words      string // plain words, all of them, as prefixes of words of the name or username
	ActiveOnly bool
	Services   bool // services, which are left out otherwise
	NotEntered bool // active accounts whose owner has never signed in
	Disabled   bool // disabled accounts alone
	After      *Place
	Limit      int
}

// where adds the conditions of the query; it reports false when nobody meets them.
func (q UserQuery) where(sq *query) bool {
	if q.Agency != "" {
		if !isPlain(string(q.Agency)) {
			return false
		}
		sq.add(` AND u.agency_id = `, sq.arg(string(q.Agency)))
	}
	if q.Role != "" {
		sq.add(` AND ' ' || u.roles || ' ' LIKE `, sq.arg("% "+string(q.Role)+" %"))
	}
	if q.ActiveOnly || q.NotEntered {
		sq.add(` AND u.active`)
	}
	if q.NotEntered {
		sq.add(` AND u.entered_at = 0`)
	}
	if q.Disabled {
		sq.add(` AND NOT u.active`)
	}
	if q.Services {
		sq.add(` AND u.service`)
	} else {
		sq.add(` AND NOT u.service`)
	}
	return sq.matches("u.words", q.Words)
}

// page adds the order, and where a page begins and ends.
func (q UserQuery) page(sq *query) {
	if q.After != nil {
		sq.add(` AND (u.sort_key, u.username) > (`, sq.arg(q.After.Key), `, `, sq.arg(q.After.ID), `)`)
	}
	sq.add(` ORDER BY u.sort_key, u.username LIMIT `, sq.arg(q.Limit))
}

// FindUsers finds users in order of their names.
func (tx *Tx) FindUsers(ctx context.Context, q UserQuery) ([]alur.User, error) {
	var sq query
	sq.add(`SELECT `, userColumns, ` FROM users u JOIN agencies a ON a.id = u.agency_id WHERE TRUE`)
	if !q.where(&sq) {
		return nil, nil
	}
	q.page(&sq)
	var out []alur.User
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		u, err := scanUser(rows)
		out = append(out, u)
		return err
	})
	return out, err
}
