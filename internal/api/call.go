package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
)

// Times that a client has for a body, and a server for a download. They bound what
// a slow connection can hold, and are wall time: nothing in the domain reads them.
const (
	bodyPatience  = 30 * time.Second // for a whole JSON body
	chunkPatience = 60 * time.Second // for the next chunk of a file
)

// call is one call of a route, past the router.
type call struct {
	s       *server
	w       http.ResponseWriter
	r       *http.Request
	route   *route
	session *directory.Session // nil on public routes
	query   url.Values
	// view is the request, on routes below a document or a finding.
	view *casework.View
	// condition and key are If-Match and Idempotency-Key ("" when not sent).
	condition casework.Condition
	key       string
	// fingerprint is set by body and by uploads, for casework.Once.
	fingerprint string
	// label names items in the messages of blockers; nil for those of all flows.
	label func(item string) string
}

// serve takes a call through what all calls have in common, in the order in which
// api.md wants refusals: signed in (401) with a token for such calls (403, about the token
// alone), visible (404), a proof where one is wanted (403), then parameters, headers
// and body (400, 413, 415), which are the route's; 403 and after are casework's.
func (s *server) serve(route *route, w http.ResponseWriter, r *http.Request) {
	c := &call{s: s, w: w, r: r, route: route}
	if err := c.run(); err != nil {
		c.noteDenial(err)
		s.refuse(w, r, err, c.labels(err))
	}
}

func (c *call) run() error {
	if err := c.admit(); err != nil {
		return err
	}
	if c.route.manages && !c.session.User.ManagesPeople() || c.route.admins && !c.session.User.Has(alur.RoleAdmin) || c.route.assesses && !c.session.User.SeesAll() {
		return alur.Refuse(alur.CodeNotYourParty)
	}
	if err := c.visible(); err != nil {
		return err
	}
	if p := c.route.proof; p != nil && c.session.Long() && p(c) {
		return alur.Refuse(alur.CodeStepUpRequired)
	}
	if err := c.parameters(); err != nil {
		return err
	}
	return c.route.handle(c)
}

// admit authenticates the caller where the route wants it. Only tokens count here:
// a browser's cookie would let other sites call in its name.
func (c *call) admit() error {
	if c.route.access == public {
		return nil
	}
	headers := c.r.Header.Values("Authorization")
	if len(headers) != 1 {
		return alur.Refuse(alur.CodeUnauthenticated)
	}
	scheme, secret, _ := strings.Cut(headers[0], " ")
	secret = strings.TrimSpace(secret)
	if !strings.EqualFold(scheme, "Bearer") || secret == "" {
		return alur.Refuse(alur.CodeUnauthenticated)
	}
	session, err := c.s.Directory.AuthenticateToken(c.ctx(), secret, c.address())
	if err != nil {
		return err
	}
	c.session = session
	return c.route.admits(session)
}

// visible refuses what does not exist for the caller, before anything about the
// call itself is judged.
func (c *call) visible() error {
	path := c.route.path
	if strings.Contains(path, "{id}") {
		if !isID(c.r.PathValue("id")) {
			return alur.Refuse(alur.CodeNotFound)
		}
		if err := c.s.Cases.Visible(c.ctx(), c.actor(), c.request()); err != nil {
			return err
		}
	}
	if strings.Contains(path, "{action}") && !c.s.Cases.Flows().KnowsAction(c.r.PathValue("action")) {
		return alur.Refuse(alur.CodeNotFound)
	}
	if strings.Contains(path, "{doc}") || strings.Contains(path, "{number}") || strings.Contains(path, "{paper}") {
		return c.partVisible()
	}
	return nil
}

// partVisible refuses a document, a paper or a finding that the caller cannot see.
func (c *call) partVisible() error {
	view, err := c.s.Cases.Get(c.ctx(), c.actor(), c.request())
	if err != nil {
		return err
	}
	c.view = view
	if number := c.r.PathValue("number"); number != "" {
		if _, ok := findingIn(view, number); !ok {
			return alur.Refuse(alur.CodeNotFound)
		}
		return nil
	}
	if code := c.r.PathValue("paper"); code != "" {
		if view.State.Paper(code) == nil {
			return alur.Refuse(alur.CodeNotFound)
		}
		return nil
	}
	if _, ok := documentIn(view, c.r.PathValue("doc")); !ok {
		return alur.Refuse(alur.CodeNotFound)
	}
	return nil
}

// parameters reads the query, and the headers of writes.
func (c *call) parameters() error {
	query, err := url.ParseQuery(c.r.URL.RawQuery)
	if err != nil {
		return &alur.Error{Code: alur.CodeInvalidParameter, Err: err}
	}
	for name, values := range query {
		if len(values) != 1 || !c.route.takes(name) {
			return alur.RefuseField(alur.CodeInvalidParameter, name)
		}
	}
	c.query = query
	if !c.route.write {
		return nil
	}
	if c.condition, err = ifMatch(c.r.Header.Values("If-Match")); err != nil {
		return err
	}
	if c.r.Method == http.MethodPost {
		c.key, err = idempotencyKey(c.r.Header.Values("Idempotency-Key"))
	}
	return err
}

func (c *call) ctx() context.Context    { return c.r.Context() }
func (c *call) actor() casework.Actor   { return casework.Actor{User: c.session.User} }
func (c *call) request() alur.RequestID { return alur.RequestID(c.r.PathValue("id")) }
func (c *call) document() alur.DocumentID {
	return alur.DocumentID(c.r.PathValue("doc"))
}

// address is where the connection comes from, for throttles.
func (c *call) address() string {
	host, _, err := net.SplitHostPort(c.r.RemoteAddr)
	if err != nil {
		return c.r.RemoteAddr
	}
	return host
}

// body reads and decodes the JSON body into v, and fixes the fingerprint of the
// call. Where the route allows it, no body counts as an empty object.
func (c *call) body(v any) error {
	raw, err := c.readBody()
	if err != nil {
		return err
	}
	c.fingerprint = fingerprint(c.r.Method, c.r.URL.EscapedPath(), raw)
	if len(raw) == 0 && c.route.optional {
		raw = []byte("{}")
	}
	return decode(raw, v)
}

// readBody reads the bytes of a JSON body within its limits: too-large,
// unsupported-media-type, malformed-json when the connection broke.
func (c *call) readBody() ([]byte, error) {
	if c.r.ContentLength > maxBody {
		c.discard()
		return nil, alur.Refuse(alur.CodeTooLarge)
	}
	rc := http.NewResponseController(c.w)
	// Recorders of tests have no deadlines; a server without them still has its own timeouts.
	_ = rc.SetReadDeadline(time.Now().Add(bodyPatience))
	raw, err := io.ReadAll(io.LimitReader(c.r.Body, maxBody+1))
	_ = rc.SetReadDeadline(time.Time{})
	switch {
	case err != nil:
		return nil, &alur.Error{Code: alur.CodeMalformedJSON, Err: err}
	case len(raw) > maxBody:
		c.discard()
		return nil, alur.Refuse(alur.CodeTooLarge)
	case len(raw) > 0 && !isJSON(c.r.Header.Values("Content-Type")):
		return nil, alur.Refuse(alur.CodeUnsupportedMediaType)
	}
	return raw, nil
}

// discard reads on for a little while after a body was found too large: a client
// that is still sending would otherwise see a broken connection, not our answer.
func (c *call) discard() {
	const most = 8 << 20
	_ = http.NewResponseController(c.w).SetReadDeadline(time.Now().Add(bodyPatience / 3))
	_, _ = io.CopyN(io.Discard, c.r.Body, most)
	_ = http.NewResponseController(c.w).SetReadDeadline(time.Time{})
}

// isJSON reports whether the one Content-Type is JSON in UTF-8.
func isJSON(headers []string) bool {
	if len(headers) != 1 {
		return false
	}
	media, params, err := mime.ParseMediaType(headers[0])
	if err != nil || media != "application/json" {
		return false
	}
	charset, has := params["charset"]
	return !has || strings.EqualFold(charset, "utf-8")
}

// answer writes a complete JSON answer.
func (c *call) answer(status int, v any) error {
	body, err := marshal(v)
	if err != nil {
		return err
	}
	writeBody(c.w, c.r, status, "application/json", body)
	return nil
}

// marshal writes wire types: lists are never null, keys of maps stand in order.
func marshal(v any) ([]byte, error) { return json.Marshal(v, json.Deterministic(true)) }

// isID reports whether s has the form of a random id: 32 lower-case hex digits.
func isID(s string) bool {
	if len(s) != 32 {
		return false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}

// labels returns the function that names items in the messages of an error's
// blockers, or nil when there are none.
func (c *call) labels(err error) func(string) string {
	e, ok := errors.AsType[*alur.Error](err)
	if !ok || len(e.Blockers) == 0 {
		return nil
	}
	if c.label != nil {
		return c.label
	}
	flows := c.s.Cases.Flows()
	if c.session != nil && isID(c.r.PathValue("id")) {
		if view, err := c.s.Cases.Get(c.ctx(), c.actor(), c.request()); err == nil {
			return labeler(flows, view.Plan, view.Stage, view.Stage.Action(alur.ActionID(c.r.PathValue("action"))))
		}
	}
	return labeler(flows, nil, nil, nil)
}
