package main

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/api"
	"github.com/alur-id/alur/internal/text"
)

// How long a peer may take. There is no limit on a whole exchange: an upload over
// a bad line takes minutes and is welcome as long as it moves. Strangers' files alone
// have one, for nobody knows who sends them.
const (
	headerTimeout = 10 * time.Second // to send the header of a request
	bodyTimeout   = 30 * time.Second // to send a body other than an upload
	moveTimeout   = 60 * time.Second // between two chunks of an upload or a download
	idleTimeout   = 2 * time.Minute  // between two requests on one connection
	checkTimeout  = 2 * time.Minute  // for all of a file that a stranger has checked
	queueTimeout  = 500 * time.Millisecond
	uploadQueue   = time.Minute      // an upload waits for its place instead: its bytes are still on the other side
	stopTimeout   = 12 * time.Second // for calls in flight when asked to stop; 15 is promised

	maxHeaderBytes = 32 << 10
)

// patient lets slow peers be slow and stuck ones go: it moves the connection's
// deadlines as bytes move, where a server-wide timeout would cut long uploads.
func patient(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rc := http.NewResponseController(w)
		now := time.Now()
		moving := &movingWriter{ResponseWriter: w, rc: rc}
		if r.ContentLength != 0 {
			switch {
			case isUpload(r) && isCheck(r):
				moving.until = now.Add(checkTimeout)
				_ = rc.SetReadDeadline(moving.until)
			case isUpload(r):
				r.Body = &movingBody{ReadCloser: r.Body, rc: rc}
			default:
				_ = rc.SetReadDeadline(now.Add(bodyTimeout))
			}
		}
		_ = rc.SetWriteDeadline(now.Add(moveTimeout))
		next.ServeHTTP(moving, r)
		// What the handler wrote last may still be in the server's buffer.
		_ = rc.SetWriteDeadline(time.Now().Add(moveTimeout))
	})
}

type movingBody struct {
	io.ReadCloser
	rc *http.ResponseController
}

func (b *movingBody) Read(p []byte) (int, error) {
	_ = b.rc.SetReadDeadline(time.Now().Add(moveTimeout))
	return b.ReadCloser.Read(p)
}

type movingWriter struct {
	http.ResponseWriter
	rc    *http.ResponseController
	until time.Time // no reading after it, whatever the rooms wish; zero for as long as they do
}

// SetReadDeadline is what the rooms reach through http.ResponseController.
func (w *movingWriter) SetReadDeadline(t time.Time) error {
	if !w.until.IsZero() && (t.IsZero() || t.After(w.until)) {
		t = w.until
	}
	return w.rc.SetReadDeadline(t)
}

func (w *movingWriter) Write(p []byte) (int, error) {
	_ = w.rc.SetWriteDeadline(time.Now().Add(moveTimeout))
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *movingWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// isUpload reports whether the body may be a file, or a piece of one.
func isUpload(r *http.Request) bool {
	kind := strings.ToLower(strings.TrimSpace(r.Header.Get("Content-Type")))
	return strings.HasPrefix(kind, "multipart/form-data") || kind == "application/offset+octet-stream"
}

// isCheck reports whether the call is one of the two by which anybody, without an account,
// has a file compared with the papers that were issued.
func isCheck(r *http.Request) bool {
	return r.URL.Path == "/cek-dokumen" || r.URL.Path == api.Prefix+"/papers/check"
}

// checkPlaces is how many files of strangers are read at once. They never take a place of
// those who have an account.
const checkPlaces = 4

// waitingUploads is how many uploads may be at it or wait, for each place that there is.
const waitingUploads = 8

// limited answers so many calls at a time and tells the rest to come back, so
// that a flood is refused while those inside are served at their usual pace.
// Uploads have places of their own, and wait longer for them: a hundred slow lines must
// not keep readers out, and two hundred people who send at once are all served in turn.
func limited(calls, uploads int, next http.Handler) http.Handler {
	places := make(chan struct{}, calls)
	strangers := make(chan struct{}, checkPlaces)
	uploadPlaces, uploadsWaiting := make(chan struct{}, uploads), make(chan struct{}, waitingUploads*uploads)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		queue, patience := places, queueTimeout
		switch {
		case isUpload(r) && isCheck(r):
			queue = strangers
		case isUpload(r):
			queue = uploadPlaces
			select {
			case uploadsWaiting <- struct{}{}:
				patience = uploadQueue
				defer func() { <-uploadsWaiting }()
			default:
			}
		}
		select {
		case queue <- struct{}{}:
		default:
			wait := time.NewTimer(patience)
			defer wait.Stop()
			select {
			case queue <- struct{}{}:
			case <-wait.C:
				overloaded(w)
				return
			case <-r.Context().Done():
				return
			}
		}
		defer func() { <-queue }()
		next.ServeHTTP(w, r)
	})
}

// overloaded is the answer to those who found no place, in the form of every
// other refusal (RFC 9457).
func overloaded(w http.ResponseWriter) {
	title, detail := text.Error(alur.Refuse(alur.CodeOverloaded))
	h := w.Header()
	h.Set("Retry-After", "2")
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	h.Set("Connection", "close")
	w.WriteHeader(http.StatusServiceUnavailable)
	_ = json.NewEncoder(w).Encode(map[string]any{
		"type": "about:blank", "title": title, "detail": detail,
		"status": http.StatusServiceUnavailable, "code": alur.CodeOverloaded,
	})
}

// forwarded takes the caller's address from X-Forwarded-For when a trusted proxy
// sent the request. It reads from the right and stops at the first address that
// is no proxy of ours: everything left of it is the caller's own word.
func forwarded(proxies []netip.Prefix, next http.Handler) http.Handler {
	if len(proxies) == 0 {
		return next
	}
	trusted := func(addr netip.Addr) bool {
		for _, p := range proxies {
			if p.Contains(addr.Unmap()) {
				return true
			}
		}
		return false
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil || !trusted(peer.Addr()) {
			next.ServeHTTP(w, r)
			return
		}
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0; i-- {
			addr, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
			if err != nil {
				break
			}
			r.RemoteAddr = net.JoinHostPort(addr.Unmap().String(), "0")
			if !trusted(addr) {
				break
			}
		}
		next.ServeHTTP(w, r)
	})
}

// logged writes one line a request: what was asked by its pattern, never the
// path or the query, which may hold codes and words of people.
func logged(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		traceID := alur.NewID()[:16]
		w.Header().Set("X-Trace-Id", traceID)
		rec := &statusWriter{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(rec, r)
		level := slog.LevelInfo
		if rec.status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		log.LogAttrs(r.Context(), level, "request",
			slog.String("method", method(r)),
			slog.String("route", route(r)),
			slog.Int("status", rec.status),
			slog.Duration("took", time.Since(start).Round(time.Microsecond)),
			slog.String("trace", traceID))
	})
}

// route is the pattern that was matched or, where the rooms kept it to themselves,
// the path with everything that may name a request, a person or a secret masked.
func route(r *http.Request) string {
	if r.Pattern != "" && r.Pattern != "/" {
		_, pattern, found := strings.Cut(r.Pattern, " ")
		if !found {
			pattern = r.Pattern
		}
		return pattern
	}
	segments := strings.Split(r.URL.Path, "/")
	for i, s := range segments {
		// What follows these words is a code that opens something.
		secret := i > 0 && (segments[i-1] == "lacak" || segments[i-1] == "track" || segments[i-1] == "undangan")
		if s != "" && s != "v1" && (secret || len(s) > 24 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz-") != "") {
			segments[i] = "*"
		}
		if i == 8 {
			return strings.Join(segments[:i], "/") + "/…"
		}
	}
	return strings.Join(segments, "/")
}

// method keeps what a peer invented out of the log.
func method(r *http.Request) string {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return r.Method
	}
	return "other"
}

type statusWriter struct {
	http.ResponseWriter
	status int
	wrote  bool
}

func (w *statusWriter) WriteHeader(status int) {
	if !w.wrote && status >= 200 {
		w.status, w.wrote = status, true
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(p []byte) (int, error) {
	w.wrote = true
	return w.ResponseWriter.Write(p)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// strict gives every answer the headers that none may lack, also those that no room
// makes (ASVS 5.0, 3.4): the rooms put their own in the place of the policy.
func strict(secure bool, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// health answers the two questions of whoever watches the process. They need no
// sign-in and no place in the queue: an overloaded server is alive and ready.
func health(ready func(context.Context) error, next http.Handler) http.Handler {
	answer := func(w http.ResponseWriter, status int, word string) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Length", strconv.Itoa(len(word)+13))
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"status":"` + word + `"}`))
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asks := r.Method == http.MethodGet || r.Method == http.MethodHead
		switch {
		case asks && r.URL.Path == "/healthz":
			answer(w, http.StatusOK, "ok")
		case asks && r.URL.Path == "/readyz":
			ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
			defer cancel()
			if err := ready(ctx); err != nil {
				answer(w, http.StatusServiceUnavailable, "unavailable")
				return
			}
			answer(w, http.StatusOK, "ready")
		default:
			next.ServeHTTP(w, r)
		}
	})
}
