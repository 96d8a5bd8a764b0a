package oidc_test

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"log/slog"
	"maps"
	"math/big"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/oidc"
	"github.com/alur-id/alur/internal/outbound"
)

func client() *http.Client {
	return outbound.Client(outbound.Config{Networks: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}})
}

const redirect = "http://localhost:9/masuk/akun-lain/kembali"

// TestRealProvider signs in at a provider that others wrote.
func TestRealProvider(t *testing.T) {
	t.Parallel()
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	issuer := strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/"
	web := storage.WebClient("alur", "rahasia", redirect)
	stored := storage.NewStorageWithClients(storage.NewUserStore(issuer), map[string]*storage.Client{"alur": web})
	handler = exampleop.SetupServer(issuer, stored, slog.New(slog.DiscardHandler), false, op.WithAllowInsecure())

	// The provider says by which means somebody signed in, in a claim that is a list.
	p := oidc.New(oidc.Config{Issuer: issuer, ClientID: "alur", ClientSecret: "rahasia", Redirect: redirect, Client: client(), RoleClaim: "amr"})
	address, way, err := p.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	q := parse(t, address).Query()
	for name, want := range map[string]string{"response_type": "code", "code_challenge_method": "S256", "state": way.State, "nonce": way.Nonce, "redirect_uri": redirect, "client_id": "alur"} {
		if q.Get(name) != want {
			t.Errorf("%s is %q, want %q", name, q.Get(name), want)
		}
	}
	if sum := sha256.Sum256([]byte(way.Verifier)); q.Get("code_challenge") != base64.RawURLEncoding.EncodeToString(sum[:]) || strings.Contains(address, way.Verifier) {
		t.Errorf("the challenge is not the verifier's: %s", address)
	}
	answer := personAt(t, address)
	id, err := p.Finish(t.Context(), way, answer)
	if err != nil {
		t.Fatal(err)
	}
	if id.Issuer != issuer || id.Subject != "id1" || id.Label == "" || !id.RolesSaid || !slices.Equal(id.Roles, []string{"pwd"}) {
		t.Errorf("%+v", id)
	}
	// The code is used, and was made for this way alone.
	if _, err := p.Finish(t.Context(), way, answer); alur.CodeOf(err) != alur.CodeUnauthenticated {
		t.Errorf("the same answer again: %v", err)
	}
	address, way, err = p.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	answer = personAt(t, address)
	other := way
	other.Verifier = strings.Repeat("v", 43)
	if _, err := p.Finish(t.Context(), other, answer); alur.CodeOf(err) != alur.CodeUnauthenticated {
		t.Errorf("another verifier: %v", err)
	}
}

func parse(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// personAt signs in at the provider as a person does, and returns what the browser is
// sent back with.
func personAt(t *testing.T, address string) url.Values {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar, CheckRedirect: func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), redirect) {
			return http.ErrUseLastResponse
		}
		return nil
	}}
	res, err := browser.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	id := res.Request.URL.Query().Get("authRequestID")
	res, err = browser.PostForm(res.Request.URL.String(), url.Values{"username": {"test-user@localhost"}, "password": {"verysecure"}, "id": {id}})
	if err != nil {
		t.Fatal(err)
	}
	_ = res.Body.Close()
	back := parse(t, res.Header.Get("Location"))
	if !strings.HasPrefix(back.String(), redirect) {
		t.Fatalf("sent to %q", back)
	}
	return back.Query()
}

// liar is a provider whose every word a test decides.
type liar struct {
	t      *testing.T
	key    *rsa.PrivateKey
	now    time.Time
	server *httptest.Server
	token  func(*liar) string // the ID token
	answer func(w http.ResponseWriter, idToken string)
	claims map[string]any
	asked  url.Values // of the token endpoint
}

func newLiar(t *testing.T) *liar {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	l := &liar{t: t, key: key, now: time.Date(2026, 11, 24, 3, 0, 0, 0, time.UTC)}
	l.server = httptest.NewServer(http.HandlerFunc(l.serve))
	t.Cleanup(l.server.Close)
	return l
}

func (l *liar) serve(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	at := l.server.URL
	switch r.URL.Path {
	case "/.well-known/openid-configuration":
		_ = json.NewEncoder(w).Encode(map[string]any{
			"issuer": at, "authorization_endpoint": at + "/auth", "token_endpoint": at + "/token", "jwks_uri": at + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"},
		})
	case "/keys":
		n, e := l.key.N.Bytes(), big.NewInt(int64(l.key.E)).Bytes()
		_ = json.NewEncoder(w).Encode(map[string]any{"keys": []map[string]any{{"kty": "RSA", "kid": "k1", "use": "sig", "n": b64(n), "e": b64(e)}}})
	case "/token":
		_ = r.ParseForm()
		l.asked = r.PostForm
		token := l.token(l)
		if l.answer != nil {
			l.answer(w, token)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "access", "token_type": "Bearer", "id_token": token, "expires_in": 60})
	default:
		http.NotFound(w, r)
	}
}

func b64(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

func encode(v any) string {
	b, _ := json.Marshal(v)
	return b64(b)
}

// rs256 signs claims; header may say something else than is done.
func rs256(key *rsa.PrivateKey, header, claims map[string]any) string {
	text := encode(header) + "." + encode(claims)
	sum := sha256.Sum256([]byte(text))
	s, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return text + "." + b64(s)
}

func good(l *liar) string { return rs256(l.key, map[string]any{"alg": "RS256", "kid": "k1"}, l.claims) }

func hs256(secret []byte, claims map[string]any) string {
	text := encode(map[string]any{"alg": "HS256", "kid": "k1"}) + "." + encode(claims)
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(text))
	return text + "." + b64(m.Sum(nil))
}

// TestForged: whatever is wrong with a token or an answer, nobody comes in.
func TestForged(t *testing.T) {
	t.Parallel()
	type lie struct {
		name string
		tell func(l *liar, w *oidc.Way, q url.Values)
	}
	claim := func(name string, value any) func(*liar, *oidc.Way, url.Values) {
		return func(l *liar, _ *oidc.Way, _ url.Values) {
			if value == nil {
				delete(l.claims, name)
			} else {
				l.claims[name] = value
			}
		}
	}
	at := func(name string, d time.Duration) func(*liar, *oidc.Way, url.Values) {
		return func(l *liar, _ *oidc.Way, _ url.Values) { l.claims[name] = l.now.Add(d).Unix() }
	}
	token := func(make func(*liar) string) func(*liar, *oidc.Way, url.Values) {
		return func(l *liar, _ *oidc.Way, _ url.Values) { l.token = make }
	}
	query := func(name, value string) func(*liar, *oidc.Way, url.Values) {
		return func(_ *liar, _ *oidc.Way, q url.Values) { q.Set(name, value) }
	}
	answers := func(status int, body string) func(*liar, *oidc.Way, url.Values) {
		return func(l *liar, _ *oidc.Way, _ url.Values) {
			l.answer = func(w http.ResponseWriter, _ string) {
				w.WriteHeader(status)
				_, _ = io.WriteString(w, body)
			}
		}
	}
	stranger, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	parts := func(l *liar) []string { return strings.Split(good(l), ".") }
	lies := []lie{
		{"another issuer", claim("iss", "https://evil.example")},
		{"no issuer", claim("iss", nil)},
		{"the issuer with a slash", func(l *liar, _ *oidc.Way, _ url.Values) { l.claims["iss"] = l.server.URL + "/" }},
		{"another audience", claim("aud", "evil")},
		{"no audience", claim("aud", nil)},
		{"an empty list of audiences", claim("aud", []string{})},
		{"several audiences without a party", claim("aud", []string{"alur", "evil"})},
		{"several audiences, another party", func(l *liar, _ *oidc.Way, _ url.Values) {
			l.claims["aud"], l.claims["azp"] = []string{"alur", "evil"}, "evil"
		}},
		{"another party", claim("azp", "evil")},
		{"another nonce", claim("nonce", "evil")},
		{"no nonce", claim("nonce", nil)},
		{"an empty nonce", claim("nonce", "")},
		{"the nonce of another way", func(_ *liar, w *oidc.Way, _ url.Values) { w.Nonce = "of another way" }},
		{"a way without a nonce", func(l *liar, w *oidc.Way, _ url.Values) { w.Nonce, l.claims["nonce"] = "", "" }},
		{"expired", at("exp", -time.Minute)},
		{"no expiry", claim("exp", nil)},
		{"not yet valid", at("nbf", 10*time.Minute)},
		{"made in the future", at("iat", 10*time.Minute)},
		{"made long ago", at("iat", -2*time.Hour)},
		{"not said when it was made", claim("iat", nil)},
		{"no subject", claim("sub", nil)},
		{"an empty subject", claim("sub", "")},
		{"a subject without end", claim("sub", strings.Repeat("x", 256))},
		{"a subject that is no text", claim("sub", 7)},
		{"the hash of another access token", claim("at_hash", "evil")},
		{"another key", token(func(l *liar) string { return rs256(stranger, map[string]any{"alg": "RS256", "kid": "k1"}, l.claims) })},
		{"an unknown key", token(func(l *liar) string { return rs256(stranger, map[string]any{"alg": "RS256", "kid": "k2"}, l.claims) })},
		{"a key that it brings itself", token(func(l *liar) string {
			jwk := map[string]any{"kty": "RSA", "n": b64(stranger.N.Bytes()), "e": "AQAB"}
			return rs256(stranger, map[string]any{"alg": "RS256", "jwk": jwk}, l.claims)
		})},
		{"a key that it says where to get", token(func(l *liar) string {
			return rs256(stranger, map[string]any{"alg": "RS256", "kid": "k1", "jku": "https://evil.example/keys"}, l.claims)
		})},
		{"the algorithm none", token(func(l *liar) string { return encode(map[string]any{"alg": "none"}) + "." + encode(l.claims) + "." })},
		{"the algorithm None", token(func(l *liar) string { return encode(map[string]any{"alg": "None"}) + "." + encode(l.claims) + "." })},
		{"none, with a signature", token(func(l *liar) string {
			return rs256(l.key, map[string]any{"alg": "none", "kid": "k1"}, l.claims)
		})},
		{"HS256 with the public key in PEM", token(func(l *liar) string {
			der, _ := x509.MarshalPKIXPublicKey(&l.key.PublicKey)
			return hs256(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), l.claims)
		})},
		{"HS256 with the modulus", token(func(l *liar) string { return hs256(l.key.N.Bytes(), l.claims) })},
		{"HS256 with the client's secret", token(func(l *liar) string { return hs256([]byte("rahasia"), l.claims) })},
		{"ES256 with a key of its own", token(func(l *liar) string {
			text := encode(map[string]any{"alg": "ES256", "kid": "k1"}) + "." + encode(l.claims)
			sum := sha256.Sum256([]byte(text))
			r, s, _ := ecdsa.Sign(rand.Reader, curve, sum[:])
			return text + "." + b64(append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...))
		})},
		{"no signature", token(func(l *liar) string { p := parts(l); return p[0] + "." + p[1] + "." })},
		{"two parts", token(func(l *liar) string { p := parts(l); return p[0] + "." + p[1] })},
		{"changed after it was signed", token(func(l *liar) string {
			p := parts(l)
			c := maps.Clone(l.claims)
			c["sub"] = "admin"
			return p[0] + "." + encode(c) + "." + p[2]
		})},
		{"a cut signature", token(func(l *liar) string { s := good(l); return s[:len(s)-8] })},
		{"not a token", token(func(*liar) string { return "x" })},
		{"no token", answers(http.StatusOK, `{"access_token":"a","token_type":"Bearer"}`)},
		{"a token that is no text", answers(http.StatusOK, `{"access_token":"a","token_type":"Bearer","id_token":{"sub":"x"}}`)},
		{"a code that was used", answers(http.StatusBadRequest, `{"error":"invalid_grant"}`)},
		{"an answer of another way", query("state", "evil")},
		{"an empty state", query("state", "")},
		{"a state twice", func(_ *liar, w *oidc.Way, q url.Values) { q["state"] = []string{w.State, "evil"} }},
		{"another browser, without a way", func(_ *liar, w *oidc.Way, q url.Values) { *w = oidc.Way{}; q.Set("state", "") }},
		{"no code", query("code", "")},
		{"a refusal", query("error", "access_denied")},
		{"an answer mixed up with another system's", query("iss", "https://evil.example")},
	}
	if len(lies) < 40 {
		t.Fatalf("%d lies", len(lies))
	}
	run := func(t *testing.T, tell func(*liar, *oidc.Way, url.Values)) (oidc.Identity, *liar, error) {
		l := newLiar(t)
		p := oidc.New(oidc.Config{Issuer: l.server.URL, ClientID: "alur", ClientSecret: "rahasia", Redirect: redirect, Client: client(), Clock: func() time.Time { return l.now }})
		_, way, err := p.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l.token = good
		l.claims = map[string]any{
			"iss": l.server.URL, "aud": "alur", "sub": "budi-1", "nonce": way.Nonce, "iat": l.now.Unix(), "exp": l.now.Add(time.Minute).Unix(), "preferred_username": "budi",
			"email": "admin@salatiga.go.id", "roles": []string{"admin"},
		}
		q := url.Values{"state": {way.State}, "code": {"c"}, "iss": {l.server.URL}}
		if tell != nil {
			tell(l, &way, q)
		}
		id, err := p.Finish(t.Context(), way, q)
		return id, l, err
	}
	t.Run("the truth", func(t *testing.T) {
		t.Parallel()
		for _, tell := range []func(*liar, *oidc.Way, url.Values){
			nil,
			func(l *liar, _ *oidc.Way, _ url.Values) {
				l.claims["aud"], l.claims["azp"] = []string{"alur", "other"}, "alur"
			},
			func(_ *liar, _ *oidc.Way, q url.Values) { q.Del("iss") },
		} {
			id, l, err := run(t, tell)
			if err != nil || !reflect.DeepEqual(id, oidc.Identity{Issuer: l.server.URL, Subject: "budi-1", Label: "budi"}) {
				t.Errorf("%+v %v", id, err)
			}
			if l.asked.Get("code_verifier") == "" || l.asked.Get("redirect_uri") != redirect || l.asked.Get("grant_type") != "authorization_code" {
				t.Errorf("asked %v", l.asked)
			}
		}
	})
	for _, x := range lies {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			id, _, err := run(t, x.tell)
			if alur.CodeOf(err) != alur.CodeUnauthenticated || !reflect.DeepEqual(id, oidc.Identity{}) {
				t.Errorf("%+v, %v", id, err)
			}
		})
	}
}

// TestRoleClaim: the one claim that the settings name brings values, and only texts.
func TestRoleClaim(t *testing.T) {
	t.Parallel()
	many := make([]string, 501)
	for i, c := range []struct {
		claim any // nil: it is not there
		said  bool
		want  []string
		fails bool
	}{
		{nil, false, nil, false},
		{json.RawMessage("null"), false, nil, false},
		{[]string{}, true, nil, false},
		{[]string{"staf", "verifikator"}, true, []string{"staf", "verifikator"}, false},
		{"staf", true, []string{"staf"}, false},
		{[]any{"staf", 7}, false, nil, true},
		{map[string]any{"staf": true}, false, nil, true},
		{true, false, nil, true},
		{many, false, nil, true},
		{[]string{strings.Repeat("x", 256)}, false, nil, true},
	} {
		l := newLiar(t)
		cfg := oidc.Config{Issuer: l.server.URL, ClientID: "alur", Redirect: redirect, Client: client(), Clock: func() time.Time { return l.now }, RoleClaim: "groups"}
		p := oidc.New(cfg)
		_, way, err := p.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		l.token = good
		l.claims = map[string]any{
			"iss": l.server.URL, "aud": "alur", "sub": "budi-1", "nonce": way.Nonce, "iat": l.now.Unix(), "exp": l.now.Add(time.Minute).Unix(), "roles": []string{"admin"},
		}
		if c.claim != nil {
			l.claims["groups"] = c.claim
		}
		id, err := p.Finish(t.Context(), way, url.Values{"state": {way.State}, "code": {"c"}})
		if (alur.CodeOf(err) == alur.CodeUnauthenticated) != c.fails || err == nil && (id.RolesSaid != c.said || !slices.Equal(id.Roles, c.want)) {
			t.Errorf("%d: %+v %v", i, id, err)
		}
	}
}

// TestAway: another system that is away, redirects or says too much is away, and asked
// again the next time.
func TestAway(t *testing.T) {
	t.Parallel()
	l := newLiar(t)
	p := oidc.New(oidc.Config{Issuer: l.server.URL + "/elsewhere", ClientID: "alur", Redirect: redirect, Client: client()})
	for range 2 {
		if _, _, err := p.Begin(t.Context()); alur.CodeOf(err) != alur.CodeOverloaded {
			t.Errorf("%v", err)
		}
	}
	redirects := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, l.server.URL+r.URL.Path, http.StatusFound)
	}))
	t.Cleanup(redirects.Close)
	if _, _, err := oidc.New(oidc.Config{Issuer: redirects.URL, ClientID: "alur", Redirect: redirect, Client: client()}).Begin(t.Context()); alur.CodeOf(err) != alur.CodeOverloaded {
		t.Errorf("%v", err)
	}
	if _, _, err := oidc.New(oidc.Config{Issuer: l.server.URL, ClientID: "alur", Redirect: redirect, Client: outbound.Client(outbound.Config{})}).Begin(t.Context()); alur.CodeOf(err) != alur.CodeOverloaded {
		t.Errorf("an address that may not be called: %v", err)
	}
}
