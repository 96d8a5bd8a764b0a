// Package esigntest is a stand-in for BSrE's esign client service: it checks what it is
// sent as the service does, really signs, and can misbehave in the ways that services do.
package esigntest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/pades/padestest"
)

// What opens the service.
const (
	User     = "alur"
	Password = "sandi layanan contoh"
)

// Mood is how the service behaves.
type Mood string

// The moods; "" is as it should be.
const (
	Slow      Mood = "slow"       // it does not answer
	Failing   Mood = "failing"    // 500 with a page
	Cut       Mood = "cut"        // half an answer
	NoJSON    Mood = "no-json"    // a page with 200
	NoBase64  Mood = "no-base64"  // a file that is none
	NoFile    Mood = "no-file"    // an empty list
	Unsigned  Mood = "unsigned"   // the file as it was
	OtherFile Mood = "other-file" // another file, signed
	Altered   Mood = "altered"    // the file with other words, signed
	Late      Mood = "late"       // the file, signed, and changed after that
	Echo      Mood = "echo"       // a refusal that repeats all it was sent
	Moved     Mood = "moved"      // a redirect
	Rewritten Mood = "rewritten"  // the same pages, written anew, signed
	Dropped   Mood = "dropped"    // the same pages as they were before they were added to, signed twice
)

// Signer is somebody with a certificate.
type Signer struct {
	NIK        string
	Passphrase string
	Person     padestest.Person
	Status     string // "" is ISSUE
}

// Service is the stand-in.
type Service struct {
	URL string

	t       testing.TB
	at      time.Time
	signers []Signer
	stop    chan struct{}

	mu    sync.Mutex
	mood  Mood
	calls []string // paths
}

// Start starts a service that signs at a time.
func Start(t testing.TB, at time.Time, signers ...Signer) *Service {
	t.Helper()
	s := &Service{t: t, at: at, signers: signers, stop: make(chan struct{})}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	s.URL = server.URL
	t.Cleanup(func() { close(s.stop); server.Close() })
	return s
}

// Be changes the mood.
func (s *Service) Be(m Mood) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mood = m
}

// Calls are the paths that were called since it was last asked.
func (s *Service) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := s.calls
	s.calls = nil
	return out
}

func (s *Service) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	s.mu.Lock()
	mood := s.mood
	s.calls = append(s.calls, r.URL.Path)
	s.mu.Unlock()
	user, password, ok := r.BasicAuth()
	switch {
	case !ok || user != User || password != Password:
		refuse(w, http.StatusUnauthorized, 0, "Unauthorized")
		return
	case r.Method != http.MethodPost || r.Header.Get("Content-Type") != "application/json":
		refuse(w, http.StatusUnsupportedMediaType, 0, "Unsupported Media Type")
		return
	case mood == Slow:
		select {
		case <-r.Context().Done():
		case <-s.stop:
		}
		return
	case mood == Failing:
		w.WriteHeader(http.StatusInternalServerError)
		_, _ = io.WriteString(w, "<html>Internal Server Error</html>")
		return
	case mood == Moved:
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		return
	case mood == Echo:
		refuse(w, http.StatusBadRequest, 9999, "Permintaan ditolak: "+string(body))
		return
	}
	switch r.URL.Path {
	case "/api/v2/user/check/status":
		s.status(w, body)
	case "/api/v2/sign/pdf":
		s.sign(w, body, mood)
	case "/api/v2/verify/pdf":
		s.verify(w, body)
	default:
		refuse(w, http.StatusNotFound, 0, "Not Found")
	}
}

func refuse(w http.ResponseWriter, status, code int, message string) {
	answer(w, status, map[string]any{"status_code": code, "error": message})
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // the client may have gone
}

func strictly(body []byte, v any) bool {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	return d.Decode(v) == nil
}

func (s *Service) signer(nik string) *Signer {
	for i := range s.signers {
		if s.signers[i].NIK == nik {
			return &s.signers[i]
		}
	}
	return nil
}

func (s *Service) status(w http.ResponseWriter, body []byte) {
	var in struct {
		NIK string `json:"nik"`
	}
	if !strictly(body, &in) || len(in.NIK) != 16 {
		refuse(w, http.StatusBadRequest, 1000, "Parameter tidak lengkap")
		return
	}
	state := "NOT_REGISTERED"
	if who := s.signer(in.NIK); who != nil {
		if state = who.Status; state == "" {
			state = "ISSUE"
		}
	}
	answer(w, http.StatusOK, map[string]string{"status": state, "message": "Status pengguna " + in.NIK})
}

func (s *Service) sign(w http.ResponseWriter, body []byte, mood Mood) {
	var in struct {
		NIK        string `json:"nik"`
		Passphrase string `json:"passphrase"`
		Properties []struct {
			Look     string `json:"tampilan"`
			Location string `json:"location"`
			Reason   string `json:"reason"`
		} `json:"signatureProperties"`
		File []string `json:"file"`
	}
	if !strictly(body, &in) || len(in.Properties) != 1 || in.Properties[0].Look != "INVISIBLE" || len(in.File) != 1 {
		refuse(w, http.StatusBadRequest, 1000, "Parameter tidak lengkap")
		return
	}
	who := s.signer(in.NIK)
	if who == nil {
		refuse(w, http.StatusBadRequest, 2011, "User tidak terdaftar")
		return
	}
	if in.Passphrase != who.Passphrase {
		refuse(w, http.StatusBadRequest, 2031, "Passphrase anda salah")
		return
	}
	pdf, err := base64.StdEncoding.DecodeString(in.File[0])
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		refuse(w, http.StatusBadRequest, 2005, "Dokumen tidak sesuai")
		return
	}
	order := padestest.Signing{By: who.Person, At: s.at, Purpose: plain(in.Properties[0].Reason), Location: plain(in.Properties[0].Location)}
	out, misbehaves := s.misbehave(pdf, order, mood)
	if !misbehaves {
		out = padestest.Sign(s.t, pdf, order)
	}
	file := base64.StdEncoding.EncodeToString(out)
	switch mood {
	case NoJSON:
		_, _ = io.WriteString(w, "<html>ok</html>")
	case NoFile:
		answer(w, http.StatusOK, map[string]any{"file": []string{}})
	case NoBase64:
		answer(w, http.StatusOK, map[string]any{"file": []string{"%" + file}})
	case Cut:
		w.Header().Set("Content-Length", "1000000")
		_, _ = fmt.Fprintf(w, `{"file":[%q`, file[:100])
	default:
		answer(w, http.StatusOK, map[string]any{"time": 812, "file": []string{file}})
	}
}

func (s *Service) misbehave(pdf []byte, o padestest.Signing, mood Mood) ([]byte, bool) {
	switch mood {
	case Unsigned:
		return pdf, true
	case OtherFile:
		return padestest.Sign(s.t, padestest.Document("Surat lain"), o), true
	case Altered:
		return padestest.Sign(s.t, bytes.ReplaceAll(pdf, []byte("(Berita"), []byte("(Cerita")), o), true
	case Late:
		return padestest.Update(padestest.Sign(s.t, pdf, o), map[int]string{4: "<< /Length 0 >>\nstream\n\nendstream"}, false), true
	case Dropped:
		end := []byte("%%EOF\n")
		first := pdf[:bytes.Index(pdf, end)+len(end)]
		return padestest.Sign(s.t, padestest.Sign(s.t, padestest.Rewrite(first), o), o), true
	case Rewritten:
		return padestest.Sign(s.t, padestest.Rewrite(pdf), o), true
	}
	return nil, false
}

// plain is a text as it may stand between brackets in a PDF.
func plain(s string) string { return strings.NewReplacer("(", "", ")", "", "\\", "").Replace(s) }

func (s *Service) verify(w http.ResponseWriter, body []byte) {
	var in struct {
		File     string `json:"file"`
		Password string `json:"password"`
	}
	whole := strictly(body, &in)
	pdf, err := base64.StdEncoding.DecodeString(in.File)
	if !whole || err != nil {
		refuse(w, http.StatusBadRequest, 1000, "Parameter tidak lengkap")
		return
	}
	conclusion := "NO_SIGNATURE"
	if bytes.Contains(pdf, []byte("/ByteRange")) {
		conclusion = "VALID"
	}
	answer(w, http.StatusOK, map[string]any{"conclusion": conclusion, "description": "Dokumen contoh", "signatureInformations": []any{}})
}
