package acceptance

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/demo"
)

// client speaks the API as one person.
type client struct {
	base     string
	username string
	token    string
	http     *http.Client
}

// transport keeps enough connections for hammering one server.
func newHTTP() *http.Client {
	return &http.Client{
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
		Timeout:   60 * time.Second,
	}
}

// people signs in everybody a test asks for, once each.
type people struct {
	t    *testing.T
	base string
	http *http.Client
	mu   sync.Mutex
	who  map[string]*client
}

func newPeople(t *testing.T, s *server) *people {
	return &people{t: t, base: s.base, http: newHTTP(), who: map[string]*client{}}
}

// as returns the client of an account of the demonstration.
func (p *people) as(username string) *client {
	p.t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.who[username]; c != nil {
		return c
	}
	c, err := signIn(p.http, p.base, username, demo.Password)
	if err != nil {
		p.t.Fatal(err)
	}
	p.who[username] = c
	return c
}

func signIn(h *http.Client, base, username, password string) (*client, error) {
	c := &client{base: base, username: username, http: h}
	a, err := c.call("POST", "/tokens", map[string]any{"username": username, "password": password})
	if err != nil {
		return nil, err
	}
	if a.status != http.StatusCreated {
		return nil, fmt.Errorf("sign in as %s: %s", username, a)
	}
	var body struct{ Token string }
	if err := json.Unmarshal(a.body, &body); err != nil {
		return nil, err
	}
	c.token = body.Token
	return c, nil
}

// answer is what came back.
type answer struct {
	status int
	header http.Header
	body   []byte
	what   string // the call, for messages
}

func (a *answer) String() string {
	return fmt.Sprintf("%s: %d %s", a.what, a.status, tail(string(a.body), 1500))
}

// problem is the body of a refusal.
type problem struct {
	Type, Title, Detail, Code string
	Status                    int
	Blockers                  []blocker
}

type blocker struct {
	Code, Item, Message, Document string
}

func (b blocker) String() string { return b.Code + " " + b.Item }

func (a *answer) problem() problem {
	var p problem
	_ = json.Unmarshal(a.body, &p)
	return p
}

// option changes a call before it is sent.
type option func(*http.Request)

func ifMatch(version int64) option {
	return func(r *http.Request) { r.Header.Set("If-Match", fmt.Sprintf("%q", fmt.Sprint(version))) }
}

func key(k string) option {
	return func(r *http.Request) { r.Header.Set("Idempotency-Key", k) }
}

// call sends JSON (a []byte body goes as it is) and reads the whole answer.
func (c *client) call(method, path string, body any, options ...option) (*answer, error) {
	var reader io.Reader
	contentType := ""
	switch b := body.(type) {
	case nil:
	case []byte:
		reader, contentType = bytes.NewReader(b), "application/json"
	default:
		text, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		reader, contentType = bytes.NewReader(text), "application/json"
	}
	return c.send(method, path, contentType, reader, options...)
}

func (c *client) send(method, path, contentType string, body io.Reader, options ...option) (*answer, error) {
	r, err := http.NewRequestWithContext(context.Background(), method, c.base+"/api/v1"+path, body)
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	for _, o := range options {
		o(r)
	}
	res, err := c.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	return &answer{status: res.StatusCode, header: res.Header, body: text, what: fmt.Sprintf("%s %s as %q", method, path, c.username)}, nil
}

// upload sends one file.
func (c *client) upload(id, kind, name string, content []byte, options ...option) (*answer, error) {
	text, contentType := form(kind, name, content)
	return c.send("POST", "/requests/"+id+"/documents", contentType, bytes.NewReader(text), options...)
}

// form is the multipart body of an upload. Its boundary is fixed, so that sending
// it twice sends the same bytes.
func form(kind, name string, content []byte) (body []byte, contentType string) {
	var buf bytes.Buffer
	w := multipart.NewWriter(&buf)
	_ = w.SetBoundary("batas-yang-tidak-ada-di-dalam-berkas")
	_ = w.WriteField("kind", kind)
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", fmt.Sprintf(`form-data; name="file"; filename=%q`, name))
	h.Set("Content-Type", "application/octet-stream")
	part, _ := w.CreatePart(h)
	_, _ = part.Write(content)
	_ = w.Close()
	return buf.Bytes(), w.FormDataContentType()
}

// request is one request as the API shows it, as far as tests read it.
type request struct {
	ID           string
	Number       *string
	TrackingCode *string `json:"tracking_code"`
	Version      int64
	Title        string
	Flow         struct {
		ID      string
		Version int
	}
	Agency struct{ ID, Name string }
	Status string
	Stage  struct {
		ID, Title, Clause string
		Number            int
	}
	WaitingOn []struct {
		Party   string
		Missing []string
	} `json:"waiting_on"`
	Paused *struct {
		Since, Cause, Reason string
		Until                *string
	}
	Outcome    *outcome
	LastReturn *outcome                              `json:"last_return"`
	Data       map[string]map[string]json.RawMessage `json:"data"`
	Documents  []document
	Findings   []struct {
		Number int
		Status string
	}
	Signatures []struct {
		Item, Stage, By string
		ContentSHA256   string `json:"content_sha256"`
	}
	Actions []struct {
		ID       string
		Parties  []string
		Allowed  bool
		Blockers []blocker
		Input    []json.RawMessage
	}
	OtherActions []struct {
		ID      string
		Parties []string
	} `json:"other_actions"`
}

type outcome struct {
	Action, Party, At string
	Input             map[string]json.RawMessage
}

type document struct {
	ID, Kind, Stage, Name, SHA256 string
	Size                          int64
	MediaType                     string `json:"media_type"`
	Review                        *struct{ Verdict, Note, By string }
}

// action returns the action as its caller sees it, or nil.
func (r *request) action(id string) *struct {
	ID       string
	Parties  []string
	Allowed  bool
	Blockers []blocker
	Input    []json.RawMessage
} {
	for i := range r.Actions {
		if r.Actions[i].ID == id {
			return &r.Actions[i]
		}
	}
	return nil
}

// waiting is the ball: "party" or "party:item,item" in order.
func (r *request) waiting() []string {
	var out []string
	for _, w := range r.WaitingOn {
		text := w.Party
		if len(w.Missing) > 0 {
			text += ":" + strings.Join(w.Missing, ",")
		}
		out = append(out, text)
	}
	return out
}

// document returns the current document of a kind, or nil.
func (r *request) document(kind string) *document {
	for i := range r.Documents {
		if r.Documents[i].Kind == kind {
			return &r.Documents[i]
		}
	}
	return nil
}

// event is one link of the history.
type event struct {
	Request string
	Seq     int64
	Type    string
	At      string
	Actor   struct{ Username, Party string }
	Payload json.RawMessage
	Prev    string
	Hash    string
	raw     json.RawMessage // as it came
}

// history reads all events of a request, page by page.
func (c *client) history(id string) ([]event, error) {
	var events []event
	cursor := ""
	for {
		a, err := c.call("GET", "/requests/"+id+"/events?limit=1000&cursor="+url.QueryEscape(cursor), nil)
		if err != nil {
			return nil, err
		}
		if a.status != http.StatusOK {
			return nil, fmt.Errorf("%s", a)
		}
		var page struct {
			Items      []json.RawMessage
			NextCursor *string `json:"next_cursor"`
		}
		if err := json.Unmarshal(a.body, &page); err != nil {
			return nil, err
		}
		for _, raw := range page.Items {
			var e event
			if err := json.Unmarshal(raw, &e); err != nil {
				return nil, err
			}
			e.raw = slices.Clone(raw)
			events = append(events, e)
		}
		if page.NextCursor == nil || *page.NextCursor == "" {
			return events, nil
		}
		cursor = *page.NextCursor
	}
}
