// Package oidc signs people in by another system, as a relying party of OpenID
// Connect: authorization code with PKCE, state and nonce.
//
// It owns what is asked of the other system and how its answer is checked. It must
// not know accounts or sessions: an answer that is good says which [Identity] came,
// and what that is worth is decided in internal/directory. E-mail addresses and names of
// the other system decide nothing; one claim may bring roles, where the settings name it. Start reading at [Provider.Begin].
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/alur-id/alur"
)

// Config is one other system.
type Config struct {
	Issuer       string // as it writes itself in its tokens, to the letter
	ClientID     string
	ClientSecret string
	Redirect     string       // our address that it sends people back to
	Client       *http.Client // the guarded one of package outbound
	// RoleClaim is the claim of the ID token whose values [Identity.Roles] brings; "" is none.
	RoleClaim string
	Clock     alur.Clock
}

// signing are the algorithms that are taken, whatever the other system offers: those
// with a public key. "none" and those with a shared secret are not among them.
var signing = []string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384, oidc.PS512, oidc.EdDSA}

// skew is how far the clocks of two systems may be apart.
const skew = time.Minute

// Provider is another system. It is safe for concurrent use.
type Provider struct {
	cfg Config

	mu    sync.Mutex
	found *found
}

// found is what the other system says of itself. The library keeps its keys, and asks
// again for a key that it does not know.
type found struct {
	flow     oauth2.Config
	verifier *oidc.IDTokenVerifier
}

// New describes another system without calling it: it may be away at the start.
func New(cfg Config) *Provider {
	if cfg.Clock == nil {
		cfg.Clock = alur.SystemClock
	}
	return &Provider{cfg: cfg}
}

// Issuer is the other system's name in identities.
func (p *Provider) Issuer() string { return p.cfg.Issuer }

// Way is what must be kept, out of others' reach, while somebody is at the other system.
type Way struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
}

// Identity is who came: the pair of both is for life.
type Identity struct {
	Issuer  string `json:"issuer"`
	Subject string `json:"subject"`
	// Label is what the other system calls the person. It is for showing only.
	Label string `json:"label"`
	// Roles are the values of the claim about roles, when it was there (RolesSaid). They do
	// not travel with an identity that is to be linked.
	Roles     []string `json:"-"`
	RolesSaid bool     `json:"-"`
}

// find asks the other system for its addresses, once; a failure is asked again.
func (p *Provider) find(ctx context.Context) (*found, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found != nil {
		return p.found, nil
	}
	// The keys are fetched with this context later, when the call that brought it is over.
	ctx = oidc.ClientContext(context.WithoutCancel(ctx), p.cfg.Client)
	at, err := oidc.NewProvider(ctx, p.cfg.Issuer)
	if err != nil {
		return nil, away(err)
	}
	p.found = &found{
		flow: oauth2.Config{
			ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, RedirectURL: p.cfg.Redirect, Endpoint: at.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "profile"},
		},
		verifier: at.VerifierContext(ctx, &oidc.Config{ClientID: p.cfg.ClientID, SupportedSigningAlgs: signing, Now: p.cfg.Clock}),
	}
	return p.found, nil
}

func away(err error) error {
	return &alur.Error{Code: alur.CodeOverloaded, Field: "oidc", Retry: 30 * time.Second, Err: fmt.Errorf("the other system: %w", err)}
}

// Begin makes the address at the other system where somebody signs in.
//
// Refusals: overloaded (oidc: the other system does not answer).
func (p *Provider) Begin(ctx context.Context) (address string, w Way, err error) {
	f, err := p.find(ctx)
	if err != nil {
		return "", Way{}, err
	}
	w = Way{State: random(), Nonce: random(), Verifier: oauth2.GenerateVerifier()}
	return f.flow.AuthCodeURL(w.State, oidc.Nonce(w.Nonce), oauth2.S256ChallengeOption(w.Verifier)), w, nil
}

func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Finish checks the answer that came back with somebody, on the way that he or she
// left by. The caller sees to it that a way is finished once.
//
// Refusals: unauthenticated (oidc: whatever is wrong with the answer; the cause is for
// the log), overloaded (oidc: the other system does not answer).
func (p *Provider) Finish(ctx context.Context, w Way, answer url.Values) (Identity, error) {
	id, err := p.finish(ctx, w, answer)
	if err == nil {
		return id, nil
	}
	if alur.CodeOf(err) == alur.CodeOverloaded {
		return Identity{}, err
	}
	return Identity{}, &alur.Error{Code: alur.CodeUnauthenticated, Field: "oidc", Err: err}
}

func (p *Provider) finish(ctx context.Context, w Way, answer url.Values) (Identity, error) {
	for _, name := range []string{"state", "code", "iss", "error"} {
		if len(answer[name]) > 1 {
			return Identity{}, fmt.Errorf("%s is there twice", name)
		}
	}
	if w.State == "" || subtle.ConstantTimeCompare([]byte(answer.Get("state")), []byte(w.State)) != 1 {
		return Identity{}, errors.New("the state is another")
	}
	// RFC 9207: an answer of another system, mixed up with this one's.
	if iss, ok := answer["iss"]; ok && iss[0] != p.cfg.Issuer {
		return Identity{}, errors.New("the answer is another system's")
	}
	if answer.Has("error") {
		return Identity{}, fmt.Errorf("the other system refused: %.100q", answer.Get("error"))
	}
	if answer.Get("code") == "" {
		return Identity{}, errors.New("there is no code")
	}
	f, err := p.find(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.cfg.Client)
	token, err := f.flow.Exchange(ctx, answer.Get("code"), oauth2.VerifierOption(w.Verifier))
	if err != nil {
		if _, said := errors.AsType[*oauth2.RetrieveError](err); said {
			return Identity{}, fmt.Errorf("exchange the code: %w", err)
		}
		return Identity{}, away(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok || raw == "" {
		return Identity{}, errors.New("there is no ID token")
	}
	return p.read(ctx, f, w, raw, token.AccessToken)
}

// claims are those that are looked at beside the ones that the library checks.
type claims struct {
	AuthorizedParty   string `json:"azp"`
	PreferredUsername string `json:"preferred_username"`
	Name              string `json:"name"`
}

// read checks an ID token (OpenID Connect Core 1.0, 3.1.3.7).
func (p *Provider) read(ctx context.Context, f *found, w Way, raw, access string) (Identity, error) {
	t, err := f.verifier.Verify(ctx, raw) // issuer, audience, algorithm, signature, exp, nbf
	if err != nil {
		return Identity{}, err
	}
	var c claims
	if err := t.Claims(&c); err != nil {
		return Identity{}, err
	}
	now := p.cfg.Clock()
	switch {
	case w.Nonce == "" || subtle.ConstantTimeCompare([]byte(t.Nonce), []byte(w.Nonce)) != 1:
		return Identity{}, errors.New("the nonce is another")
	case t.Subject == "" || len(t.Subject) > 255:
		return Identity{}, errors.New("the subject is empty or too long")
	case len(t.Audience) > 1 && c.AuthorizedParty == "":
		return Identity{}, errors.New("the token is for several and does not say for whom")
	case c.AuthorizedParty != "" && c.AuthorizedParty != p.cfg.ClientID:
		return Identity{}, errors.New("the token is for another party")
	case t.IssuedAt.IsZero() || t.IssuedAt.After(now.Add(skew)):
		return Identity{}, errors.New("the token comes from the future, or does not say when it was made")
	case now.Sub(t.IssuedAt) > time.Hour:
		return Identity{}, errors.New("the token is too old for a sign-in")
	}
	if t.AccessTokenHash != "" {
		if err := t.VerifyAccessToken(access); err != nil {
			return Identity{}, err
		}
	}
	id := Identity{Issuer: t.Issuer, Subject: t.Subject}
	i := slices.IndexFunc([]string{c.PreferredUsername, c.Name, t.Subject}, func(s string) bool { return s != "" })
	id.Label = []string{c.PreferredUsername, c.Name, t.Subject}[i]
	if p.cfg.RoleClaim != "" {
		id.Roles, id.RolesSaid, err = roleValues(t, p.cfg.RoleClaim)
	}
	return id, err
}

// How much a claim about roles may say.
const (
	maxRoleValues = 500
	maxRoleValue  = 255 // bytes
)

// roleValues reads a claim of the token: a list of texts, or one text. Anything else is a
// fault of the other system's settings, and no reason to take or give roles: the sign-in
// ends there.
func roleValues(t *oidc.IDToken, claim string) (values []string, said bool, err error) {
	var all map[string]any
	if err := t.Claims(&all); err != nil {
		return nil, false, err
	}
	raw, said := all[claim]
	if !said || raw == nil {
		return nil, false, nil
	}
	list, ok := raw.([]any)
	if one, text := raw.(string); text {
		list, ok = []any{one}, true
	}
	if !ok || len(list) > maxRoleValues {
		return nil, false, fmt.Errorf("the claim %q is no list of texts, or too long", claim)
	}
	for _, x := range list {
		s, text := x.(string)
		if !text || len(s) > maxRoleValue {
			return nil, false, fmt.Errorf("the claim %q holds what is no text, or too long", claim)
		}
		values = append(values, s)
	}
	return values, true, nil
}
