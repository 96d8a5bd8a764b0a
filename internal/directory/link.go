package directory

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// LinkLife is how long a link by mail works (ASVS 5.0, 6.5.5).
const LinkLife = 10 * time.Minute

// What works once by mail, and what is kept for nobody so that it takes the same.
const (
	kindLink   = "sign-in-link"
	kindReset  = "password-link"
	kindNobody = "link-to-nobody"
)

// How many links an account and an address may ask for within the window of failures.
const (
	accountLinks = 5
	addressLinks = 50
)

// LinkFor says what a link is for.
type LinkFor string

// What links are for.
const (
	LinkSignIn   LinkFor = "sign-in"
	LinkPassword LinkFor = "password"
)

func (f LinkFor) kind() string {
	if f == LinkPassword {
		return kindReset
	}
	return kindLink
}

// Link is what goes by mail. Email is "" for nobody: then the letter is made and
// dropped, and the answer to whoever asked is the same.
type Link struct {
	Token string
	Email string
	Name  string
	// Mark is for the browser that asked to keep, and Code for it to show: with one of them
	// the link works, for whoever asked may read mail on another device. Their only copies.
	// A link that somebody else had sent has neither, and works alone.
	Mark string
	Code string
}

// Asked is what whoever opens a link has of the browser that asked for it.
type Asked struct {
	Mark string // that it keeps
	Code string // that it shows, as typed
}

// linkData is what is kept of a link beside its own hash: one of the two must be shown.
type linkData struct {
	Mark []byte `json:"mark"` // SHA-256
	Code []byte `json:"code"` // SHA-256 behind the token, without which it cannot be guessed
}

// linkDigits is the length of the code that the asking browser shows.
const linkDigits = 6

func newLinkCode() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1_000_000))
	if err != nil {
		panic(err) // never fails
	}
	return fmt.Sprintf("%0*d", linkDigits, n)
}

func hashLinkCode(token, code string) []byte { return hashSecret(token + " " + code) }

// rightful reports whether a link is shown by whoever asked for it.
func rightful(row store.OneTimeRow, token string, asked Asked) (bool, error) {
	if len(row.Data) == 0 {
		return true, nil
	}
	var kept linkData
	if err := json.Unmarshal(row.Data, &kept); err != nil {
		return false, err
	}
	code := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, asked.Code)
	byMark := plausible(KindSession, asked.Mark) && subtle.ConstantTimeCompare(hashSecret(asked.Mark), kept.Mark) == 1
	byCode := subtle.ConstantTimeCompare(hashLinkCode(token, code), kept.Code) == 1
	return byMark || byCode, nil
}

// RequestLink makes a link for the account that a login names, if it is active and has
// an address. An unknown login, a disabled account and one without an address do the
// same work: whoever asks learns nothing, and waits as long. mark is the one that the
// browser keeps of a link that it asked for before, "" without one.
//
// Refusals: too-many-tries, alike for known and unknown.
func (d *Directory) RequestLink(ctx context.Context, purpose LinkFor, login, mark string, c Caller) (*Link, error) {
	login = CleanUsername(login)
	link := &Link{Mark: mark, Code: newLinkCode()}
	if !plausible(KindSession, mark) {
		link.Mark, _ = newSecret(KindSession)
	}
	t := try{caller: c, login: login, scope: scopeLink}
	var refusal error
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		a, err := d.accountOf(ctx, tx, login)
		if err != nil {
			return err
		}
		t.username = a.Username
		lock := func(ctx context.Context, name string) ([]time.Time, error) { return tx.LockFailures(ctx, name, now) }
		counts, refused, err := d.judge(ctx, tx, t, lock)
		if err != nil || refused != nil {
			refusal = refused
			return err
		}
		// Every link counts, not only those that lead nowhere.
		for _, s := range counts {
			if err := tx.SaveFailures(ctx, s.name, append(s.recent, now)); err != nil {
				return err
			}
		}
		kind, e := kindNobody, SecurityEvent{Kind: SecurityLinkSent, Address: c.Address, Detail: "to nobody"}
		// Whoever was invited comes by the invitation, which an administrator can end.
		if a.Active && a.Email != "" && a.Password != "" {
			kind, link.Email, link.Name = purpose.kind(), a.Email, a.Name
			e.Username, e.Detail = a.Username, string(purpose)
		}
		var hash []byte
		link.Token, hash = newSecret(KindSession)
		data, err := json.Marshal(linkData{hashSecret(link.Mark), hashLinkCode(link.Token, link.Code)})
		if err != nil {
			return err
		}
		row := store.OneTimeRow{Hash: hash, Kind: kind, Username: e.Username, Data: data, CreatedAt: now, ExpiresAt: now.Add(LinkLife)}
		if err := tx.PutOneTime(ctx, row); err != nil {
			return err
		}
		return d.record(ctx, tx, e)
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return nil, err
	}
	return link, nil
}

// CheckLink looks for a link without using it up, for whoever opens it: mail scanners
// do as well. here reports whether the browser with the mark asked for it; elsewhere the
// code is wanted. not-found when it is none, was used or is too old.
func (d *Directory) CheckLink(ctx context.Context, purpose LinkFor, token, mark string) (here bool, err error) {
	if !plausible(KindSession, token) {
		return false, alur.Refuse(alur.CodeNotFound)
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.OneTime(ctx, purpose.kind(), hashSecret(token), d.clock())
		if err != nil {
			return err
		}
		a, err := tx.Account(ctx, row.Username)
		if err == nil && !a.Active {
			err = alur.Refuse(alur.CodeNotFound)
		}
		if err != nil {
			return err
		}
		here, err = rightful(row, token, Asked{Mark: mark})
		return err
	})
	return here, err
}

// tryLink opens a link for whoever asked for it; a wrong code counts as a try at the
// account. opened runs in the transaction, before the link is used up.
func (d *Directory) tryLink(ctx context.Context, purpose LinkFor, token string, asked Asked, c Caller, opened func(*store.Tx, time.Time) error) error {
	username, right, err := d.shownLink(ctx, purpose, token, asked)
	if err != nil {
		return err
	}
	t := try{username: username, caller: c, scope: scopeLinkCode, refusal: alur.CodeOTPRequired, kind: SecurityFactorRefused, detail: string(MethodLink)}
	return d.settle(ctx, t, func(tx *store.Tx, now time.Time) (bool, error) {
		if !right {
			return false, nil
		}
		return true, opened(tx, now)
	})
}

// takeLink uses a link up and holds its account.
func (d *Directory) takeLink(ctx context.Context, tx *store.Tx, purpose LinkFor, token string, now time.Time) (store.AccountRow, error) {
	hash := hashSecret(token)
	row, err := tx.OneTime(ctx, purpose.kind(), hash, now)
	if err != nil {
		return store.AccountRow{}, err
	}
	// The account first, as everywhere, so that nobody waits for each other.
	a, err := tx.LockAccount(ctx, row.Username)
	if err != nil {
		return a, err
	}
	if _, err := tx.TakeOneTime(ctx, purpose.kind(), hash, now); err != nil {
		return a, err
	}
	if !a.Active {
		return a, alur.Refuse(alur.CodeNotFound)
	}
	return a, nil
}

// shownLink reads whose a link is, and whether whoever shows it asked for it.
func (d *Directory) shownLink(ctx context.Context, purpose LinkFor, token string, asked Asked) (username string, right bool, err error) {
	if !plausible(KindSession, token) {
		return "", false, alur.Refuse(alur.CodeNotFound)
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.OneTime(ctx, purpose.kind(), hashSecret(token), d.clock())
		if err == nil {
			right, err = rightful(row, token, asked)
		}
		username = row.Username
		return err
	})
	return username, right, err
}

// UseSignInLink signs in whoever has a link that he or she asked for, as the first factor.
//
// Refusals: not-found (it is none, was used or is too old), otp-required (the code of the
// browser that asked is missing or wrong; the link is not used up), too-many-tries.
func (d *Directory) UseSignInLink(ctx context.Context, token string, asked Asked, c Caller) (*Entry, error) {
	e := &Entry{}
	err := d.tryLink(ctx, LinkSignIn, token, asked, c, func(tx *store.Tx, now time.Time) error {
		a, err := d.takeLink(ctx, tx, LinkSignIn, token, now)
		if err != nil {
			return err
		}
		return d.proved(ctx, tx, a, proof{method: MethodLink, kind: KindSession, caller: c}, now, e)
	})
	return d.entered(ctx, KindSession, e, err)
}

// UsePasswordLink gives an account another password and ends all its sessions. It
// signs nobody in, and second factors stay.
//
// Refusals: those of UseSignInLink, and invalid-data (password; the link is not used up).
func (d *Directory) UsePasswordLink(ctx context.Context, token, password string, asked Asked, c Caller) error {
	if _, err := d.CheckLink(ctx, LinkPassword, token, ""); err != nil {
		return err
	}
	username, right, err := d.shownLink(ctx, LinkPassword, token, asked)
	if err != nil {
		return err
	}
	if !right { // before a hash is made for nothing
		return d.tryLink(ctx, LinkPassword, token, asked, c, nil)
	}
	phc, err := d.newPassword(ctx, username, password)
	if err != nil {
		return err
	}
	return d.tryLink(ctx, LinkPassword, token, asked, c, func(tx *store.Tx, now time.Time) error {
		a, err := d.takeLink(ctx, tx, LinkPassword, token, now)
		if err != nil {
			return err
		}
		if err := d.setPassword(ctx, tx, &a, phc, now); err != nil {
			return err
		}
		a.UpdatedAt = now
		if err := tx.SaveAccount(ctx, a); err != nil {
			return err
		}
		if err := d.endAll(ctx, tx, a.Username, ""); err != nil {
			return err
		}
		return d.record(ctx, tx, SecurityEvent{Kind: SecurityPasswordChanged, Username: a.Username, Address: c.Address, Detail: "by mail link"})
	})
}
