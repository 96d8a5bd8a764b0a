// Package casework is what people do with requests: it opens, changes, signs,
// moves, reads and lists them, for pages, API, command line and demo alike.
//
// It owns the one write path (promises.md): lock → see → claim the idempotency
// key → permit → version → decide (internal/flow) → append sealed events →
// save the projection → keep the answer → commit, in one transaction. It holds
// no rule of a flow and no SQL, and knows no HTTP. Start reading at [Cases] and
// write.go; what readers get is in view.go.
package casework

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/clamd"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/store"
)

// Config is what [New] needs; every field is required, but those that say otherwise.
type Config struct {
	Store *store.Store
	Blobs blob.Store
	Flows *flow.Registry
	Clock alur.Clock
	Log   *slog.Logger
	// Scanner looks for viruses in what people upload; nil looks at nothing.
	Scanner *clamd.Client
	// Quota is how much people may upload; the zero value is as much as they like.
	Quota Quota
	// Infected notes in the security log what the scanner found, as the last thing that its
	// transaction does; nil notes nothing.
	Infected func(context.Context, *store.Tx, Infection) error
	// Roots are whom to trust with the certificates of signatures in PDFs; nil checks none.
	Roots *pades.Roots
}

// Cases holds the use cases on requests. It is safe for concurrent use.
type Cases struct {
	store *store.Store
	blobs blob.Store
	flows *flow.Registry
	clock alur.Clock
	log   *slog.Logger
	guard guard
	keys  keyring
	// received is what people sent today, whether or not a request names it by now.
	received arrivals
	// letters says that what people are told goes by mail as well: see [Cases.SendLetters].
	letters bool
	states  stateCache
	held    custodyCache
	ahead   prognosis
	// inspections bounds how many uploads are looked into at once: it takes a core each.
	inspections chan struct{}
	// proofs does the same for histories that are being proved: each reads all documents.
	proofs chan struct{}
	roots  *pades.Roots
	// readings are the PDFs whose signatures are being read.
	readings readings
	// persons does the same for copies of people's data: each reads every event there is.
	persons chan struct{}
	// years does the same for reports of a year: each reads all that was decided in it.
	years chan struct{}
}

// New returns the use cases over a store.
func New(c Config) *Cases {
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Cases{
		store: c.Store, blobs: c.Blobs, flows: c.Flows, clock: c.Clock, log: c.Log, guard: guard{c.Scanner, c.Quota, c.Infected},
		inspections: make(chan struct{}, maxInspections),
		proofs:      make(chan struct{}, 1),
		persons:     make(chan struct{}, 1),
		roots:       c.Roots,
		readings:    readings{turn: make(chan struct{}, 1), under: map[string]*reading{}},
		years:       make(chan struct{}, 1),
	}
}

// now is the time that an event gets: as precise as the history writes it.
func (c *Cases) now() time.Time { return c.clock().UTC().Truncate(time.Microsecond) }

// Flows returns the plans that requests follow.
func (c *Cases) Flows() *flow.Registry { return c.flows }

// scopeOf returns which requests exist for the user, in the words of the store.
// [flow.Sees] says the same of one request, and is asked as well.
func scopeOf(u alur.User) store.Scope {
	if u.SeesAll() {
		return store.Scope{All: true}
	}
	if u.ThirdParty() {
		if u.AgencyKind != alur.AgencyVendor || !u.Has(alur.RoleVendor) {
			return store.Scope{}
		}
		return store.Scope{Keys: []string{"vendor:" + string(u.Agency)}}
	}
	return store.Scope{Keys: []string{"agency:" + string(u.Agency), "user:" + u.Username}}
}

// accessOf returns the keys of the scopes that see the request, beside those that see all.
func accessOf(s *flow.State) []string {
	keys := []string{"agency:" + string(s.Agency)}
	seen := map[string]bool{}
	for _, members := range s.Teams {
		for _, name := range members {
			if !seen[name] {
				seen[name] = true
				keys = append(keys, "user:"+name)
			}
		}
	}
	if s.Appoints() {
		keys = append(keys, "vendor:"+string(s.Vendor))
	}
	return keys
}

// The keys of turns that are those of no single agency or user.
const (
	turnReviewers = "kominfo"
	turnHead      = "kepala-kominfo"
)

// turnsOf returns the keys of who has the ball.
func (c *Cases) turnsOf(s *flow.State, waiting []flow.Waiting) []string {
	plan, _ := c.flows.Stage(s)
	var keys []string
	for _, w := range waiting {
		party := plan.Party(w.Party)
		switch party.Source {
		case flow.SourceRequester:
			keys = append(keys, "pemohon:"+string(s.Agency))
			if c.flows.AtCounter(s) {
				keys = append(keys, turnReviewers)
			}
		case flow.SourceReviewer:
			keys = append(keys, turnReviewers)
		case flow.SourceHead:
			keys = append(keys, turnHead)
		case flow.SourceTeam:
			for _, name := range s.Teams[party.ID] {
				keys = append(keys, "user:"+name)
			}
		case flow.SourceVendor:
			keys = append(keys, "vendor:"+string(s.Vendor))
		}
	}
	return keys
}

// turnKeys returns under which keys the ball may be with the user.
func turnKeys(u alur.User) []string {
	keys := []string{}
	if u.ReadOnly() {
		return keys
	}
	if u.ThirdParty() {
		if u.AgencyKind == alur.AgencyVendor && u.Has(alur.RoleVendor) {
			keys = append(keys, "vendor:"+string(u.Agency))
		}
		return keys
	}
	keys = append(keys, "user:"+u.Username)
	if u.Has(alur.RoleRequester) {
		keys = append(keys, "pemohon:"+string(u.Agency))
	}
	if u.AgencyKind == alur.AgencyICT && u.Has(alur.RoleReviewer) {
		keys = append(keys, turnReviewers)
	}
	if u.AgencyKind == alur.AgencyICT && u.Has(alur.RoleHead) {
		keys = append(keys, turnHead)
	}
	return keys
}

// ictAgency returns the id of the ICT agency, "" while the city has none. It is read
// every time: a successor may take its place while we run, and who is kominfo
// follows from it.
func ictAgency(ctx context.Context, tx *store.Tx) (alur.AgencyID, error) {
	a, err := tx.ICTAgency(ctx)
	if isNotFound(err) {
		return "", nil
	}
	return a.ID, err
}

// currentUser reads the actor as he or she is now: a user deactivated or moved
// since signing in is refused or judged by the new place.
func currentUser(users map[string]alur.User, a Actor) (alur.User, error) {
	u, ok := users[a.User.Username]
	if !ok || !u.Active {
		return alur.User{}, alur.Refuse(alur.CodeUnauthenticated)
	}
	return u, nil
}

func newSalt() []byte {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails
	return salt
}

// isNotFound reports whether the error says that something does not exist.
func isNotFound(err error) bool {
	e, ok := errors.AsType[*alur.Error](err)
	return ok && e.Code == alur.CodeNotFound
}
