// Package directory holds the use cases on agencies, users, passwords, sessions and
// tokens: who people are and how they prove it.
//
// It owns the rules of signing in (one path for pages and API), of passwords and of
// master data. It knows nothing of requests, flows or HTTP; what a user may do on a
// request is decided in internal/flow. Secrets never reach the log or the database:
// passwords are kept as argon2id, the secrets of sessions and links as SHA-256, those
// of authenticator apps sealed. Start reading at enter.go, where all ways to sign in
// meet, then signin.go (tries and their limits) and [Directory.Authenticate].
package directory

import (
	"cmp"
	"context"
	"log/slog"
	"runtime"
	"sync"

	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Config is what a Directory works with.
type Config struct {
	Store *store.Store
	Clock alur.Clock   // nil is the machine's clock
	Log   *slog.Logger // nil is nobody
	// ShortPasswords allows any password that is not empty, and only that. For the
	// demonstration, whose accounts share a published one: what is kept of them is then
	// cheap to compute, too.
	ShortPasswords bool
	// PasswordProfile says what passwords must be; "" is [ProfileStandard].
	PasswordProfile PasswordProfile
	// Breached is a list of passwords that nobody may choose; nil is none. Whoever gives it
	// closes it.
	Breached *Breached
	// RoleMap says which role comes with which value of a claim of the other system; nil
	// is none. Only roles of [MappedRoles].
	RoleMap map[string]alur.Role
	// Key is the installation's, of [KeySize] bytes: with it the secrets of authenticator
	// apps are sealed. nil is none, for tools: second factors can then not be used.
	Key []byte
	// SecondFactor are the roles that must have one.
	SecondFactor []alur.Role
	// Issuer is what authenticator apps call this installation; "" is "ALUR".
	Issuer string
	// Passkeys says where passkeys are used; nil is nowhere.
	Passkeys *PasskeyConfig
}

// Directory is the use cases. It is safe for concurrent use.
type Directory struct {
	store *store.Store
	clock alur.Clock
	log   *slog.Logger
	short bool
	cost  cost
	gate  *gate

	profile  PasswordProfile
	breached *Breached
	roleMap  map[string]alur.Role

	seals  *sealer
	second []alur.Role
	issuer string
	keys   *webauthn.WebAuthn // nil where passkeys are not used

	denials  denials
	checking sync.Mutex // held while the security log is checked: one check at a time
}

// New returns the use cases over a store. It panics on a key of the wrong length and
// on addresses of passkeys that cannot be, which the start has checked.
func New(cfg Config) *Directory {
	d := &Directory{
		store: cfg.Store, clock: cfg.Clock, log: cfg.Log, short: cfg.ShortPasswords, gate: newGate(runtime.NumCPU()),
		second: cfg.SecondFactor, issuer: cmp.Or(cfg.Issuer, "ALUR"), profile: cmp.Or(cfg.PasswordProfile, ProfileStandard), roleMap: cfg.RoleMap, breached: cfg.Breached,
	}
	if d.clock == nil {
		d.clock = alur.SystemClock
	}
	if d.log == nil {
		d.log = slog.New(slog.DiscardHandler)
	}
	if d.cost = fullCost; d.short {
		d.cost = demoCost
	}
	var err error
	if d.seals, err = newSealer(cfg.Key); err != nil {
		panic(err)
	}
	if cfg.Passkeys != nil {
		if d.keys, err = cfg.Passkeys.open(); err != nil {
			panic(err)
		}
	}
	return d
}

// By is who changes an account: its owner, or an administrator.
type By struct {
	Actor   string // "" for the owner
	Address string
}

// event is an entry of the security log about the change.
func (b By) event(kind SecurityKind, username, detail string) SecurityEvent {
	e := SecurityEvent{Kind: kind, Username: username, Actor: b.Actor, Address: b.Address, Detail: detail}
	if e.Actor == username {
		e.Actor = ""
	}
	return e
}

// Users reads users by username, inactive ones too; who is absent is not in the map.
func (d *Directory) Users(ctx context.Context, names []string) (map[string]alur.User, error) {
	var out map[string]alur.User
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.Users(ctx, names)
		return err
	})
	return out, err
}

// Agency reads an agency, an inactive one too: not-found when it is absent.
func (d *Directory) Agency(ctx context.Context, id alur.AgencyID) (alur.Agency, error) {
	var out alur.Agency
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = agency(ctx, tx, id)
		return err
	})
	return out, err
}

// ICT reads the city's ICT agency: not-found while there is none.
func (d *Directory) ICT(ctx context.Context) (alur.Agency, error) {
	var out alur.Agency
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = tx.ICTAgency(ctx)
		return err
	})
	return out, err
}

func agency(ctx context.Context, tx *store.Tx, id alur.AgencyID) (alur.Agency, error) {
	found, err := tx.Agencies(ctx, []alur.AgencyID{id})
	if err != nil {
		return alur.Agency{}, err
	}
	a, ok := found[id]
	if !ok {
		return alur.Agency{}, alur.Refuse(alur.CodeNotFound)
	}
	return a, nil
}

// faults collects everything that is wrong with what somebody entered.
type faults []alur.Blocker

// add notes that a field is wrong. Reasons refine the sentence: "required",
// "too-long", "too-short", "common", "bad-characters", "unknown", "inactive",
// "wrong-agency".
func (f *faults) add(field, reason string) {
	code := alur.BlockInvalidInput
	if reason == "required" {
		code = alur.BlockMissingInput
	}
	*f = append(*f, alur.Blocker{Code: code, Item: field, Reason: reason})
}

// err is invalid-data with all faults, about the first field; nil without any.
func (f faults) err() error {
	if len(f) == 0 {
		return nil
	}
	return &alur.Error{Code: alur.CodeInvalidData, Field: f[0].Item, Blockers: f}
}
