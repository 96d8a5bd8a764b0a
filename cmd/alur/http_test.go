package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestLimited fills every place: the next caller waits a little and is sent away, an
// upload has places of its own and waits longer, though not too many do, and a place that
// is left is used again.
func TestLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		leave := make(chan struct{})
		h := limited(2, 1, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			<-leave
			w.WriteHeader(http.StatusNoContent)
		}))
		ask := func(contentType string) <-chan *httptest.ResponseRecorder {
			done := make(chan *httptest.ResponseRecorder, 1)
			go func() {
				r := httptest.NewRequest(http.MethodPost, "/", nil)
				r.Header.Set("Content-Type", contentType)
				w := httptest.NewRecorder()
				h.ServeHTTP(w, r)
				done <- w
			}()
			synctest.Wait()
			return done
		}
		const upload = `Multipart/Form-Data; boundary=x`
		inside := []<-chan *httptest.ResponseRecorder{ask(""), ask(""), ask(upload)}
		var waiting []<-chan *httptest.ResponseRecorder
		for range waitingUploads - 1 {
			waiting = append(waiting, ask(upload))
		}
		began := time.Now()
		for _, contentType := range []string{"application/json", upload} {
			w := <-ask(contentType)
			var p struct{ Code, Title, Detail string }
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != http.StatusServiceUnavailable || p.Code != "overloaded" || p.Title == "" || p.Detail == "" {
				t.Errorf("%q: %d %s", contentType, w.Code, w.Body)
			}
			if w.Header().Get("Retry-After") == "" || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("%q: %v", contentType, w.Header())
			}
		}
		if waited := time.Since(began); waited != 2*queueTimeout {
			t.Errorf("waited %v", waited)
		}
		time.Sleep(uploadQueue)
		for _, done := range waiting {
			if w := <-done; w.Code != http.StatusServiceUnavailable {
				t.Errorf("an upload waited for ever: %d", w.Code)
			}
		}
		inside = append(inside, ask(upload))
		time.Sleep(uploadQueue / 2) // it still waits
		// Who waits gets the first place that is left.
		next := ask("")
		leave <- struct{}{}
		synctest.Wait()
		close(leave)
		for i, done := range append(inside, next) {
			if w := <-done; w.Code != http.StatusNoContent {
				t.Errorf("caller %d: %d", i, w.Code)
			}
		}
		// Who has gone takes no place.
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		h = limited(1, 1, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/", nil).WithContext(ctx))
	})
}

// TestStrangersFiles proves that files which anybody may have checked have a few places of
// their own, so that the rest of uploads goes on, and an end: the rooms cannot put it off.
func TestStrangersFiles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		leave := make(chan struct{})
		h := limited(1, 1, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if isCheck(r) {
				<-leave
			}
			w.WriteHeader(http.StatusNoContent)
		}))
		ask := func(path string) int {
			r := httptest.NewRequest(http.MethodPost, path, nil)
			r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			return w.Code
		}
		for i := range checkPlaces {
			go ask([]string{"/cek-dokumen", "/api/v1/papers/check"}[i%2])
		}
		synctest.Wait()
		began := time.Now()
		if code := ask("/permohonan/x"); code != http.StatusNoContent || time.Since(began) != 0 {
			t.Errorf("the staff's upload: %d after %v", code, time.Since(began))
		}
		if code := ask("/api/v1/papers/check"); code != http.StatusServiceUnavailable || time.Since(began) != queueTimeout {
			t.Errorf("one file too many: %d after %v", code, time.Since(began))
		}
		close(leave)

		began = time.Now()
		for path, end := range map[string]time.Duration{"/cek-dokumen": checkTimeout, "/api/v1/papers/check": checkTimeout, "/permohonan/x": time.Hour} {
			w := &deadlines{ResponseWriter: httptest.NewRecorder()}
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader("x"))
			r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
			patient(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				_, _ = io.ReadAll(r.Body)
				if err := http.NewResponseController(w).SetReadDeadline(began.Add(time.Hour)); err != nil {
					t.Error(err)
				}
			})).ServeHTTP(w, r)
			if got := w.read.Sub(began); got != end {
				t.Errorf("%s is read for %v, want %v", path, got, end)
			}
		}
	})
}

// deadlines remembers until when a connection is read.
type deadlines struct {
	http.ResponseWriter
	read time.Time
}

func (d *deadlines) SetReadDeadline(t time.Time) error {
	d.read = t
	return nil
}

// TestIsUpload proves which bodies get the places and the patience of uploads.
func TestIsUpload(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]bool{
		`multipart/form-data; boundary=x`: true, "application/offset+octet-stream": true, " Application/Offset+Octet-Stream": true,
		"application/x-www-form-urlencoded": false, "application/json": false, "": false,
	} {
		r := httptest.NewRequest(http.MethodPatch, "/", nil)
		r.Header.Set("Content-Type", kind)
		if isUpload(r) != want {
			t.Errorf("%q: %v", kind, !want)
		}
	}
}

func TestForwarded(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.1/32")}
	for _, c := range []struct {
		peer, header, want string
		proxies            []netip.Prefix
	}{
		{"203.0.113.9:4711", "198.51.100.1", "203.0.113.9:4711", proxies}, // a stranger says nothing
		{"127.0.0.1:4711", "198.51.100.1", "198.51.100.1:0", proxies},
		{"127.0.0.1:4711", "1.1.1.1, 198.51.100.1, 10.0.0.7", "198.51.100.1:0", proxies}, // forged on the left
		{"127.0.0.1:4711", "10.0.0.7", "10.0.0.7:0", proxies},
		{"127.0.0.1:4711", "", "127.0.0.1:4711", proxies},
		{"127.0.0.1:4711", "unknown", "127.0.0.1:4711", proxies},
		{"127.0.0.1:4711", "198.51.100.1, unknown", "127.0.0.1:4711", proxies},
		{"127.0.0.1:4711", "2001:db8::1", "[2001:db8::1]:0", proxies},
		{"[::ffff:127.0.0.1]:4711", "198.51.100.1", "198.51.100.1:0", proxies},
		{"127.0.0.1:4711", "198.51.100.1", "127.0.0.1:4711", nil},
	} {
		got := ""
		h := forwarded(c.proxies, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.RemoteAddr }))
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.peer
		if c.header != "" {
			r.Header.Set("X-Forwarded-For", c.header)
		}
		h.ServeHTTP(httptest.NewRecorder(), r)
		if got != c.want {
			t.Errorf("%s says %q: %s, want %s", c.peer, c.header, got, c.want)
		}
	}
}

func TestRoute(t *testing.T) {
	t.Parallel()
	id := strings.Repeat("0a", 16)
	for path, want := range map[string]string{
		"/":                                     "/",
		"/masuk":                                "/masuk",
		"/api/v1/requests/" + id + "/actions/x": "/api/v1/requests/*/actions/x",
		"/api/v1/track/abcd-efgh-jkmn":          "/api/v1/track/*",
		"/lacak/7K4M-92QX-T3HB":                 "/lacak/*",
		"/undangan/abcdefghijkl":                "/undangan/*",
		"/Etc/Passwd":                           "/*/*",
		"/a/b/c/d/e/f/g/h/i/j":                  "/a/b/c/d/e/f/g/…",
		"/" + strings.Repeat("panjang", 10):     "/*",
		"/permohonan/" + id + "/berkas/kak.pdf": "/permohonan/*/berkas/*",
	} {
		if got := route(httptest.NewRequest(http.MethodGet, path, nil)); got != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
	r := httptest.NewRequest(http.MethodGet, "/x", nil)
	r.Pattern = "GET /permohonan/{id}"
	if got := route(r); got != "/permohonan/{id}" {
		t.Error(got)
	}
}

func TestLogged(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	h := logged(slog.New(slog.NewJSONHandler(&log, nil)), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/rusak" {
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, "ya")
	}))
	for _, path := range []string{"/cari?q=rahasia", "/rusak?kode=rahasia"} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("BREW", path, nil))
		var line struct{ Level, Method, Route, Trace string }
		if err := json.Unmarshal(log.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line.Method != "other" || line.Trace == "" || line.Trace != w.Header().Get("X-Trace-Id") || strings.Contains(log.String(), "rahasia") {
			t.Errorf("%s", log.String())
		}
		if (line.Level == "ERROR") != (path[1] == 'r') {
			t.Errorf("%s has level %s", path, line.Level)
		}
		log.Reset()
	}
}

func TestHealth(t *testing.T) {
	t.Parallel()
	var broken error
	h := health(func(context.Context) error { return broken }, http.NotFoundHandler())
	ask := func(path string) int {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w.Code
	}
	if ask("/healthz") != 200 || ask("/readyz") != 200 || ask("/x") != 404 {
		t.Error("health is wrong")
	}
	broken = errors.New("database is down")
	if ask("/healthz") != 200 || ask("/readyz") != 503 {
		t.Error("health is wrong when the database is down")
	}
}
