package acceptance

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/demo"
)

// soon is how long it may take until what was revoked on one server is dead on another.
const soon = time.Second

// visitor is a browser that keeps its session in hand, to show it after it has ended.
type visitor struct {
	t       *testing.T
	http    *http.Client
	session string
}

// enter signs an account of the demonstration in on a server.
func enter(t *testing.T, s *server, username string) *visitor {
	t.Helper()
	v := &visitor{t: t, http: newHTTP()}
	v.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	status, _, cookies := v.ask(http.MethodPost, s, "/masuk", url.Values{"nama-pengguna": {username}, "kata-sandi": {demo.Password}})
	for _, c := range cookies {
		if c.Name == "alur-sesi" {
			v.session = c.Value
		}
	}
	if status != http.StatusSeeOther || v.session == "" {
		t.Fatalf("sign in as %s: %d", username, status)
	}
	return v
}

func (v *visitor) ask(method string, s *server, path string, form url.Values) (status int, body string, cookies []*http.Cookie) {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, s.base+path, strings.NewReader(form.Encode()))
	if err != nil {
		v.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if v.session != "" {
		r.AddCookie(&http.Cookie{Name: "alur-sesi", Value: v.session})
	}
	res, err := v.http.Do(r)
	if err != nil {
		v.t.Fatal(err)
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return res.StatusCode, string(text), res.Cookies()
}

// feed makes a calendar subscription on a server and returns its address without the host.
func (v *visitor) feed(s *server) string {
	v.t.Helper()
	_, body, _ := v.ask(http.MethodPost, s, "/akun/kalender", url.Values{})
	m := regexp.MustCompile(`value="[^"]*(/agenda/langganan\.ics\?kunci=[^"]+)"`).FindStringSubmatch(body)
	if m == nil {
		v.t.Fatalf("no subscription in\n%s", tail(body, 1000))
	}
	return m[1]
}

// dies demands that what was alive ends within the promise after end was done.
func dies(t *testing.T, what string, alive func() bool, end func()) {
	t.Helper()
	if !alive() {
		t.Errorf("%s was dead before", what)
		return
	}
	end()
	for since := time.Now(); alive(); time.Sleep(20 * time.Millisecond) {
		if time.Since(since) > soon {
			t.Errorf("%s still lives after %s", what, soon)
			return
		}
	}
}

// TestRevokedEverywhere ends sessions, tokens, subscriptions and an account on one server,
// and proves that they are dead on another within a second.
func TestRevokedEverywhere(t *testing.T) {
	t.Parallel()
	h := newHome(t, postgres)
	one := start(t, h, "--demo")
	two := start(t, h, "--demo")
	page := func(v *visitor) func() bool {
		return func() bool { status, _, _ := v.ask(http.MethodGet, two, "/tugas", nil); return status == http.StatusOK }
	}
	called := func(c *client) func() bool {
		there := *c
		there.base = two.base
		return func() bool {
			a, err := there.call("GET", "/me", nil)
			if err != nil {
				t.Fatal(err)
			}
			return a.status == http.StatusOK
		}
	}
	fed := func(v *visitor, path string) func() bool {
		return func() bool { status, _, _ := v.ask(http.MethodGet, two, path, nil); return status == http.StatusOK }
	}
	people := func(name string) (*visitor, *client, string) {
		c, err := signIn(newHTTP(), one.base, name, demo.Password)
		if err != nil {
			t.Fatal(err)
		}
		v := enter(t, one, name)
		return v, c, v.feed(one)
	}

	v, c, feed := people("pemohon")
	dies(t, "a subscription", fed(v, feed), func() { v.ask(http.MethodPost, one, "/akun/kalender/hentikan", url.Values{}) })
	dies(t, "a token", called(c), func() {
		if _, err := c.call("DELETE", "/tokens/current", nil); err != nil {
			t.Fatal(err)
		}
	})
	dies(t, "a session", page(v), func() { v.ask(http.MethodPost, one, "/keluar", url.Values{}) })

	// An account: its sessions, its tokens and its subscription at once.
	v, c, feed = people("auditor")
	admin, err := signIn(newHTTP(), one.base, "admin", demo.Password)
	if err != nil {
		t.Fatal(err)
	}
	off := func() {
		a, err := admin.call("POST", "/users/auditor/deactivation", obj{"reason": "Pindah tugas ke luar kota."})
		if err != nil || a.status != http.StatusOK {
			t.Fatalf("end the account: %v %s", err, a)
		}
	}
	alive := []func() bool{page(v), called(c), fed(v, feed)}
	for i, what := range []string{"its session", "its token", "its subscription"} {
		end := off
		if i > 0 { // with the account, all of them
			if alive[i]() {
				dies(t, what, alive[i], func() {})
			}
			continue
		}
		for _, a := range alive {
			if !a() {
				t.Error("something was dead before")
			}
		}
		dies(t, what, alive[i], end)
	}
}
