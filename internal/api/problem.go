package api

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
)

// Problem is how every refusal looks: RFC 9457 with a stable code. Title and
// detail are Indonesian and for people; programs go by code.
type Problem struct {
	Type     string     `json:"type" format:"uri" example:"urn:alur:galat:blocked" doc:"A name of the kind of problem, made of the code"`
	Title    string     `json:"title" doc:"What the problem is, in Indonesian; the same for every problem with the code"`
	Status   int        `json:"status" minimum:"400" maximum:"599" example:"422"`
	Detail   string     `json:"detail" doc:"What happened and what to do, in Indonesian"`
	Code     alur.Code  `json:"code" example:"blocked"`
	Field    string     `json:"field,omitzero" doc:"The field or parameter that it is about"`
	Blockers *[]Blocker `json:"blockers,omitzero" doc:"On every 422: everything that is wrong, at once"`
	Instance string     `json:"instance,omitzero" doc:"On a 500: the name of the incident"`
	Incident string     `json:"incident,omitzero" doc:"On a 500: the id to tell the operator"`
}

// TransformSchema lists the codes.
func (Problem) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "code", alur.Codes)
	return s
}

// Blocker is one reason against an action or a value.
type Blocker struct {
	Code     alur.BlockerCode `json:"code" example:"missing-item"`
	Item     string           `json:"item" example:"penanda-tangan.nip" doc:"The item, item.part for a part of one, findings.N for a finding, or empty"`
	Message  string           `json:"message" doc:"The reason in Indonesian"`
	Document alur.DocumentID  `json:"document,omitzero" doc:"The document, where an item holds several files"`
}

// TransformSchema lists the codes.
func (Blocker) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "code", alur.BlockerCodes)
	return s
}

// statuses gives every code its HTTP status (api.md, "Errors").
var statuses = map[alur.Code]int{
	alur.CodeMalformedJSON: 400, alur.CodeMalformedMultipart: 400, alur.CodeUnknownField: 400, alur.CodeMissingField: 400,
	alur.CodeInvalidType: 400, alur.CodeInvalidParameter: 400, alur.CodeBadIfMatch: 400,
	alur.CodeUnauthenticated: 401, alur.CodeWrongCredentials: 401, alur.CodeOTPRequired: 401,
	alur.CodeNotYourParty: 403, alur.CodeWrongPassword: 403, alur.CodeReadOnlyRole: 403, alur.CodeFourEyes: 403,
	alur.CodeInsufficientScope: 403, alur.CodeStepUpRequired: 403, alur.CodePersonRequired: 403, alur.CodePasswordExpired: 403,
	alur.CodeNotFound: 404, alur.CodeMethodNotAllowed: 405,
	alur.CodeActionNotAvailable: 409, alur.CodeWrongStage: 409, alur.CodeRequestEnded: 409, alur.CodePaused: 409,
	alur.CodeAlreadySigned: 409, alur.CodeSignedAnother: 409, alur.CodeWrongTransition: 409, alur.CodeConflict: 409,
	alur.CodeIdempotencyInProgress: 409,
	alur.CodeStaleVersion:          412, alur.CodeTooLarge: 413, alur.CodeUnsupportedMediaType: 415,
	alur.CodeInvalidData: 422, alur.CodeBlocked: 422, alur.CodeUnknownItem: 422, alur.CodeUnsafeFile: 422, alur.CodeEmptyFile: 422,
	alur.CodeInfectedFile: 422, alur.CodeQuotaExceeded: 422, alur.CodeFileWaiting: 409, alur.CodeFileWithheld: 409, alur.CodeStorageUnavailable: 503,
	alur.CodeIdempotencyKeyReused: 422,
	alur.CodeTooManyTries:         429, alur.CodeOverloaded: 503, alur.CodeStorageFull: 507, alur.CodeInternal: 500,
}

// statusOf returns the HTTP status of a code; a code without one is our fault: 500.
func statusOf(code alur.Code) int {
	if s, ok := statuses[code]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// refuse answers with a problem. An error that is no [alur.Error] is an incident:
// logged here, once, and shown as an id only. label names items in the messages
// of blockers; it may be nil.
func (s *server) refuse(w http.ResponseWriter, r *http.Request, err error, label func(string) string) {
	e, ok := errors.AsType[*alur.Error](err)
	switch {
	case ok:
	case r.Context().Err() != nil, errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		// The caller has gone, or the server is going: nothing is broken.
		e = &alur.Error{Code: alur.CodeOverloaded, Retry: time.Second, Err: err}
	default:
		e = &alur.Error{Code: alur.CodeInternal, Err: err}
	}
	p := problem(e, label)
	if p.Status == http.StatusInternalServerError {
		id := alur.NewID()
		p.Incident, p.Instance = id, incidentName(id)
		s.logIncident(r, id, err)
	}
	switch p.Status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		w.Header().Set("Retry-After", strconv.FormatInt(retryAfter(e.Retry), 10))
	}
	// Names of fields and items come from outside; what is no UTF-8 is shown mangled.
	body, merr := json.Marshal(p, jsontext.AllowInvalidUTF8(true))
	if merr != nil {
		s.Log.ErrorContext(r.Context(), "marshal problem", slog.Any("error", merr))
	}
	writeBody(w, r, p.Status, "application/problem+json", body)
}

// problem makes the wire form of a refusal.
func problem(e *alur.Error, label func(string) string) Problem {
	title, detail := text.Error(e)
	p := Problem{
		Type: "urn:alur:galat:" + string(e.Code), Title: title, Status: statusOf(e.Code), Detail: detail, Code: e.Code, Field: shorten(e.Field),
	}
	if p.Status == http.StatusUnprocessableEntity {
		blockers := wireBlockers(e.Blockers, label)
		p.Blockers = &blockers
	}
	return p
}

func wireBlockers(blockers []alur.Blocker, label func(string) string) []Blocker {
	out := make([]Blocker, 0, len(blockers))
	for _, b := range blockers {
		out = append(out, Blocker{Code: b.Code, Item: shorten(b.Item), Message: text.Blocker(b, label), Document: b.Document})
	}
	return out
}

// shorten cuts a name that came from outside to a length worth sending back.
func shorten(name string) string {
	const limit = 200
	if r := []rune(name); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return name
}

// retryAfter rounds a wait up to whole seconds, at least one.
func retryAfter(d time.Duration) int64 {
	return max(1, int64(math.Ceil(d.Seconds())))
}

func (s *server) logIncident(r *http.Request, id string, err error) {
	s.Log.ErrorContext(r.Context(), "incident", slog.String("incident", id), slog.String("method", r.Method),
		slog.String("path", r.URL.Path), slog.Any("error", err), slog.String("stack", string(debug.Stack())))
}

// writeBody writes an answer whose body is complete.
func writeBody(w http.ResponseWriter, r *http.Request, status int, contentType string, body []byte) {
	if contentType != "" {
		w.Header().Set("Content-Type", contentType)
	}
	if status != http.StatusNoContent {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	}
	w.WriteHeader(status)
	if r.Method != http.MethodHead && len(body) > 0 {
		// A client that went away is no fault of ours, and nobody is left to tell.
		_, _ = w.Write(body)
	}
}
