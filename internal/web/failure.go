package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// fail turns what a handler returned into a page: the one place where an error
// meets its status, its words and the log. A person never sees the error itself.
func (a *app) fail(w http.ResponseWriter, r *http.Request, err error) {
	e := asRefusal(err)
	status := statusOf(e.Code)
	p := &page.Failure{Status: status}
	p.NoIndex = true
	p.Title, p.Text = errorSentence(e)
	if !errors.Is(err, errCrossOrigin) {
		a.noteDenial(r, e)
	}
	if status >= http.StatusInternalServerError {
		p.Incident = alur.NewID()[:8]
		a.Log.ErrorContext(r.Context(), "page failed", "incident", p.Incident, "method", r.Method, "path", r.URL.Path, "error", err)
	}
	retryAfter(w, e)
	if wantsJSON(r) {
		writeJSON(w, status, autosaved{Faults: []autosaveFault{{Text: p.Text}}})
		return
	}
	switch {
	case errors.Is(err, errCrossOrigin):
		p.Kind = page.FailCrossOrigin
	case e.Code == alur.CodeNotYourParty && a.session(r) != nil && isDoor(e.Field):
		p.Kind = page.FailDoor
		p.Door = e.Field
	case status == http.StatusNotFound:
		p.Kind = page.FailNotFound
	case status == http.StatusConflict, status == http.StatusPreconditionFailed:
		p.Kind = page.FailConflict
	case status >= http.StatusInternalServerError:
		p.Kind = page.FailOurs
	}
	w.Header().Set("Cache-Control", "no-store")
	if err := a.render(w, r, status, "failure", p); err != nil {
		// The page about faults is itself broken: the last resort needs no template.
		a.Log.ErrorContext(r.Context(), "failure page failed", "error", err)
		http.Error(w, p.Title+"\n"+p.Text, status)
	}
}

// retryAfter tells a client when to come back.
func retryAfter(w http.ResponseWriter, e *alur.Error) {
	if e.Retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(e.Retry.Seconds())+1))
	}
}

// asRefusal finds the domain error in err; anything else is a fault of ours, but
// for a body that was cut off by the limit of its route.
func asRefusal(err error) *alur.Error {
	if e, ok := errors.AsType[*alur.Error](err); ok {
		return e
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &alur.Error{Code: alur.CodeTooLarge, Err: err}
	}
	return &alur.Error{Code: alur.CodeInternal, Err: err}
}

// errorSentence says in Indonesian what happened and what to do.
func errorSentence(err error) (title, detail string) { return text.Error(asRefusal(err)) }

func isDoor(field string) bool {
	switch access(field) {
	case inside, applies, admin, manages, oversees, assesses:
		return true
	}
	return false
}

// statusOf is the HTTP status of a code (api.md, "Errors").
func statusOf(c alur.Code) int {
	switch c {
	case alur.CodeMalformedJSON, alur.CodeMalformedMultipart, alur.CodeUnknownField, alur.CodeMissingField,
		alur.CodeInvalidType, alur.CodeInvalidParameter, alur.CodeBadIfMatch:
		return http.StatusBadRequest
	case alur.CodeUnauthenticated, alur.CodeWrongCredentials, alur.CodeOTPRequired:
		return http.StatusUnauthorized
	case alur.CodeNotYourParty, alur.CodeWrongPassword, alur.CodeReadOnlyRole, alur.CodeFourEyes, alur.CodeInsufficientScope,
		alur.CodeStepUpRequired, alur.CodePersonRequired, alur.CodePasswordExpired:
		return http.StatusForbidden
	case alur.CodeNotFound:
		return http.StatusNotFound
	case alur.CodeMethodNotAllowed:
		return http.StatusMethodNotAllowed
	case alur.CodeActionNotAvailable, alur.CodeWrongStage, alur.CodeRequestEnded, alur.CodePaused, alur.CodeAlreadySigned,
		alur.CodeSignedAnother, alur.CodeWrongTransition, alur.CodeConflict, alur.CodeIdempotencyInProgress, alur.CodeFileWaiting, alur.CodeFileWithheld:
		return http.StatusConflict
	case alur.CodeStaleVersion:
		return http.StatusPreconditionFailed
	case alur.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case alur.CodeUnsupportedMediaType:
		return http.StatusUnsupportedMediaType
	case alur.CodeInvalidData, alur.CodeBlocked, alur.CodeUnknownItem, alur.CodeUnsafeFile, alur.CodeEmptyFile, alur.CodeIdempotencyKeyReused,
		alur.CodeInfectedFile, alur.CodeQuotaExceeded:
		return http.StatusUnprocessableEntity
	case alur.CodeTooManyTries:
		return http.StatusTooManyRequests
	case alur.CodeOverloaded, alur.CodeStorageUnavailable:
		return http.StatusServiceUnavailable
	case alur.CodeStorageFull:
		return http.StatusInsufficientStorage
	}
	return http.StatusInternalServerError
}

// parseForm parses the form of a request. A body over the limit of its route is too
// large; one that is no form is malformed.
func parseForm(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return err
		}
		return &alur.Error{Code: alur.CodeMalformedMultipart, Err: fmt.Errorf("parse form: %w", err)}
	}
	return nil
}
