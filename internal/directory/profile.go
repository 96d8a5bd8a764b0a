package directory

import (
	"context"
	"slices"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// PasswordProfile says what passwords must be.
type PasswordProfile string

// The profiles. Both want 12 characters and none of the common ones.
const (
	// ProfileStandard asks for nothing more (OWASP ASVS 5.0, V6.2): long ones that people
	// keep are guessed later than short ones that they must change.
	ProfileStandard PasswordProfile = "standard"
	// ProfileBSSN asks for what the technical standard of Peraturan BSSN 4/2021 asks for:
	// letters of both cases, a digit and a sign, another one after 90 days, and none of the
	// last ones.
	ProfileBSSN PasswordProfile = "bssn"
)

// PasswordProfiles lists the profiles; the first is the default.
var PasswordProfiles = []PasswordProfile{ProfileStandard, ProfileBSSN}

const (
	// PasswordLife is how long a password is good with ProfileBSSN.
	PasswordLife = 90 * 24 * time.Hour
	// OldPasswords is how many earlier ones may not come back with ProfileBSSN. Each costs
	// as much to compare as a sign-in.
	OldPasswords = 5
)

// kindChange is the way of somebody whose password is too old: all factors are shown, and
// another password comes before the session. It is no session.
const kindChange = "password-expired"

// PasswordProfile is the one in effect.
func (d *Directory) PasswordProfile() PasswordProfile { return d.profile }

// mixed reports whether a password has letters of both cases, a digit and a sign.
func mixed(password string) bool {
	has := func(is func(rune) bool) bool { return slices.ContainsFunc([]rune(password), is) }
	return has(unicode.IsUpper) && has(unicode.IsLower) && has(unicode.IsDigit) &&
		has(func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// expired reports whether the profile wants another password of an account.
func (d *Directory) expired(a store.AccountRow, now time.Time) bool {
	return d.profile == ProfileBSSN && !a.Service && now.Sub(a.PasswordAt) >= PasswordLife
}

// newPassword judges another password of an account, and makes its hash.
//
// Refusals: invalid-data (password).
func (d *Directory) newPassword(ctx context.Context, username, password string) (hash string, err error) {
	var wrong faults
	if d.judgePassword(&wrong, username, password); wrong != nil {
		return "", wrong.err()
	}
	used, err := d.usedBefore(ctx, username, password)
	if err != nil {
		return "", err
	}
	if used {
		wrong.add("password", "reused")
		return "", wrong.err()
	}
	return d.hash(ctx, password)
}

// usedBefore reports whether the profile knows a password as the account's present one
// or one of those before it.
func (d *Directory) usedBefore(ctx context.Context, username, password string) (bool, error) {
	if d.profile != ProfileBSSN || d.short {
		return false, nil
	}
	var hashes []string
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		a, err := tx.Account(ctx, username)
		if alur.CodeOf(err) == alur.CodeNotFound {
			return nil
		}
		if err != nil {
			return err
		}
		hashes, err = tx.OldPasswords(ctx, username)
		if a.Password != "" {
			hashes = append(hashes, a.Password)
		}
		return err
	})
	for _, h := range hashes {
		if err != nil {
			break
		}
		var same bool
		if same, err = d.matches(ctx, password, h); same {
			return true, err
		}
	}
	return false, err
}

// setPassword gives an account a password, and keeps the hash of the one before where the
// profile asks for it. The caller saves the account.
func (d *Directory) setPassword(ctx context.Context, tx *store.Tx, a *store.AccountRow, hash string, now time.Time) error {
	if err := person(*a); err != nil {
		return err
	}
	before := a.Password
	a.Password, a.PasswordAt = hash, now
	if d.profile != ProfileBSSN {
		return tx.ForgetOldPasswords(ctx, a.Username)
	}
	if before == "" {
		return nil
	}
	return tx.KeepOldPassword(ctx, a.Username, before, now, OldPasswords)
}

// mustChange ends a sign-in, all of whose factors were right, on the way to another
// password. Nobody is locked out by age: whoever knows the old one sets the new one.
func (d *Directory) mustChange(ctx context.Context, tx *store.Tx, a store.AccountRow, p proof, now time.Time, e *Entry) error {
	data, err := json.Marshal(halfData{Method: p.method, Second: p.second})
	if err != nil {
		return err
	}
	var hash []byte
	e.Change, hash = newSecret(KindSession)
	err = tx.PutOneTime(ctx, store.OneTimeRow{Hash: hash, Kind: kindChange, Username: a.Username, Data: data, CreatedAt: now, ExpiresAt: now.Add(HalfLife)})
	if err != nil {
		return err
	}
	return d.recordAll(ctx, tx, append(p.events, SecurityEvent{Kind: SecurityPasswordExpired, Username: a.Username, Address: p.caller.Address}))
}

// ChangeWay reads who is on the way to another password: unauthenticated when nobody is,
// when it took too long, or when the account is no longer active.
func (d *Directory) ChangeWay(ctx context.Context, change string) (alur.User, error) {
	var u alur.User
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		a, _, err := d.onWay(ctx, tx, kindChange, change)
		u = a.User
		return err
	})
	return u, err
}

// ChangeExpired sets another password for somebody whose own was too old, ends what else
// the account has open, and opens the session.
//
// Refusals: unauthenticated (the sign-in is too long ago: begin again), invalid-data
// (password; the way stays open).
func (d *Directory) ChangeExpired(ctx context.Context, change, password string, c Caller) (*Entry, error) {
	u, err := d.ChangeWay(ctx, change)
	if err != nil {
		return nil, err
	}
	hash, err := d.newPassword(ctx, u.Username, password)
	if err != nil {
		return nil, err
	}
	e := &Entry{}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		a, err := tx.LockAccount(ctx, u.Username)
		if err != nil {
			return err
		}
		row, err := tx.TakeOneTime(ctx, kindChange, hashSecret(change), now)
		if alur.CodeOf(err) == alur.CodeNotFound || err == nil && !a.Active {
			return alur.Refuse(alur.CodeUnauthenticated)
		}
		if err != nil {
			return err
		}
		var shown halfData
		if err := json.Unmarshal(row.Data, &shown); err != nil {
			return err
		}
		if err := d.setPassword(ctx, tx, &a, hash, now); err != nil {
			return err
		}
		a.UpdatedAt = now
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		if err := d.endAll(ctx, tx, a.Username, ""); err != nil {
			return err
		}
		return d.open(ctx, tx, a, proof{
			method: shown.Method, second: shown.Second, kind: KindSession, caller: c,
			events: []SecurityEvent{{Kind: SecurityPasswordChanged, Username: a.Username, Address: c.Address, Detail: "expired"}},
		}, now, e)
	})
	return d.entered(ctx, KindSession, e, err)
}
