package alur

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Code is the stable code of a refusal, the same in the API, in logs and as the
// key of the sentence that people read (internal/text).
type Code string

// The codes of refusals (api.md, "Errors").
const (
	CodeMalformedJSON      Code = "malformed-json"
	CodeMalformedMultipart Code = "malformed-multipart"
	CodeUnknownField       Code = "unknown-field"
	CodeMissingField       Code = "missing-field"
	CodeInvalidType        Code = "invalid-type"
	CodeInvalidParameter   Code = "invalid-parameter"
	CodeBadIfMatch         Code = "bad-if-match"

	CodeUnauthenticated  Code = "unauthenticated"
	CodeWrongCredentials Code = "wrong-credentials"
	CodeOTPRequired      Code = "otp-required"

	CodeNotYourParty  Code = "not-your-party"
	CodeWrongPassword Code = "wrong-password"
	CodeReadOnlyRole  Code = "read-only-role"
	CodeFourEyes      Code = "four-eyes"

	CodeInsufficientScope Code = "insufficient-scope" // the token was not made for such calls
	CodeStepUpRequired    Code = "step-up-required"   // a long-lived token does not decide or sign
	CodePersonRequired    Code = "person-required"    // a service does not submit, review, decide or sign
	CodePasswordExpired   Code = "password-expired"   // the profile of passwords wants another one first

	CodeNotFound         Code = "not-found"
	CodeMethodNotAllowed Code = "method-not-allowed"

	CodeActionNotAvailable    Code = "action-not-available"
	CodeWrongStage            Code = "wrong-stage"
	CodeRequestEnded          Code = "request-ended"
	CodePaused                Code = "paused"
	CodeAlreadySigned         Code = "already-signed"
	CodeSignedAnother         Code = "signed-another"
	CodeWrongTransition       Code = "wrong-transition"
	CodeConflict              Code = "conflict"
	CodeIdempotencyInProgress Code = "idempotency-in-progress"

	CodeStaleVersion         Code = "stale-version"
	CodeTooLarge             Code = "too-large"
	CodeUnsupportedMediaType Code = "unsupported-media-type"

	CodeInvalidData          Code = "invalid-data"
	CodeBlocked              Code = "blocked"
	CodeUnknownItem          Code = "unknown-item"
	CodeUnsafeFile           Code = "unsafe-file"
	CodeEmptyFile            Code = "empty-file"
	CodeInfectedFile         Code = "infected-file"  // the scanner found a virus: the file is not taken in
	CodeQuotaExceeded        Code = "quota-exceeded" // Field says which: [QuotaRequest], [QuotaDay]
	CodeIdempotencyKeyReused Code = "idempotency-key-reused"

	CodeTooManyTries Code = "too-many-tries"
	CodeOverloaded   Code = "overloaded"
	CodeStorageFull  Code = "storage-full" // disk full or read-only: 507

	CodeFileWaiting        Code = "file-waiting"        // nobody reads it before the scanner has seen it
	CodeFileWithheld       Code = "file-withheld"       // the scanner found a virus in it later: nobody reads it
	CodeStorageUnavailable Code = "storage-unavailable" // the object store does not answer: 503; all else works

	CodeInternal Code = "internal"
)

// Codes lists every code, so that a test can prove that each has a sentence and
// an HTTP status.
var Codes = []Code{
	CodeMalformedJSON, CodeMalformedMultipart, CodeUnknownField, CodeMissingField, CodeInvalidType, CodeInvalidParameter, CodeBadIfMatch,
	CodeUnauthenticated, CodeWrongCredentials, CodeOTPRequired,
	CodeNotYourParty, CodeWrongPassword, CodeReadOnlyRole, CodeFourEyes,
	CodeInsufficientScope, CodeStepUpRequired, CodePersonRequired, CodePasswordExpired,
	CodeNotFound, CodeMethodNotAllowed,
	CodeActionNotAvailable, CodeWrongStage, CodeRequestEnded, CodePaused, CodeAlreadySigned, CodeSignedAnother, CodeWrongTransition, CodeConflict, CodeIdempotencyInProgress,
	CodeStaleVersion, CodeTooLarge, CodeUnsupportedMediaType,
	CodeInvalidData, CodeBlocked, CodeUnknownItem, CodeUnsafeFile, CodeEmptyFile, CodeIdempotencyKeyReused,
	CodeTooManyTries, CodeOverloaded, CodeStorageFull, CodeInternal,
	CodeInfectedFile, CodeQuotaExceeded, CodeFileWaiting, CodeFileWithheld, CodeStorageUnavailable,
}

// The fields of [CodeQuotaExceeded].
const (
	QuotaRequest = "request" // all files of one request
	QuotaDay     = "day"     // what one person uploads in a day of Jakarta
)

// BlockerCode says why an action cannot be taken now, or what is wrong with a value.
type BlockerCode string

// The codes of blockers (api.md, "Errors").
const (
	BlockMissingItem           BlockerCode = "missing-item"
	BlockInvalidItem           BlockerCode = "invalid-item"
	BlockMissingDocument       BlockerCode = "missing-document"
	BlockDocumentNotReviewed   BlockerCode = "document-not-reviewed"
	BlockDocumentRejected      BlockerCode = "document-rejected"
	BlockNoDocumentRejected    BlockerCode = "no-document-rejected"
	BlockMissingSignature      BlockerCode = "missing-signature"
	BlockNoOpenFinding         BlockerCode = "no-open-finding"
	BlockFindingNotVerified    BlockerCode = "finding-not-verified"
	BlockFindingNotFixed       BlockerCode = "finding-not-fixed"
	BlockVerdictNotAcceptable  BlockerCode = "verdict-not-acceptable"
	BlockTeamNeedsBothAgencies BlockerCode = "team-needs-both-agencies"
	BlockTeamOverlap           BlockerCode = "team-overlap"
	BlockAttendeesIncomplete   BlockerCode = "attendees-incomplete"
	BlockTooEarly              BlockerCode = "too-early"
	BlockOutdated              BlockerCode = "outdated"
	BlockMissingInput          BlockerCode = "missing-input"
	BlockInvalidInput          BlockerCode = "invalid-input"
	BlockUnknownItem           BlockerCode = "unknown-item"
	BlockPaused                BlockerCode = "paused"
	BlockFourEyes              BlockerCode = "four-eyes"
)

// BlockerCodes lists every blocker code.
var BlockerCodes = []BlockerCode{
	BlockMissingItem, BlockInvalidItem, BlockMissingDocument, BlockDocumentNotReviewed, BlockDocumentRejected, BlockNoDocumentRejected,
	BlockMissingSignature, BlockNoOpenFinding, BlockFindingNotVerified, BlockFindingNotFixed, BlockVerdictNotAcceptable,
	BlockTeamNeedsBothAgencies, BlockTeamOverlap, BlockAttendeesIncomplete, BlockTooEarly, BlockOutdated,
	BlockMissingInput, BlockInvalidInput, BlockUnknownItem, BlockPaused, BlockFourEyes,
}

// Blocker is one reason against an action or a value.
type Blocker struct {
	Code BlockerCode
	// Item is the id of the item it is about, "item.part" for a part of one
	// ("penanda-tangan.nip", "hasil-uji.input-efisiensi"), "findings.N" for
	// finding N, and "" when it is about none.
	Item string
	// Document names the file when an item holds several.
	Document DocumentID
	// Reason refines the code for the sentence ("too-long", "future-date", ...);
	// it is not part of the API's contract.
	Reason string
}

// Error is a refusal that its receiver can act on. It holds no human sentence:
// internal/text makes it from Code, Field and Blockers.
type Error struct {
	Code     Code
	Field    string        // the field or parameter it is about, or ""
	Blockers []Blocker     // for 422: everything that is wrong, at once
	Retry    time.Duration // for too-many-tries and overloaded: when to come back
	Err      error         // the cause, for logs only
}

// Error is for logs; people read internal/text.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(string(e.Code))
	if e.Field != "" {
		fmt.Fprintf(&b, " (%s)", e.Field)
	}
	for _, bl := range e.Blockers {
		fmt.Fprintf(&b, " [%s %s]", bl.Code, bl.Item)
	}
	if e.Err != nil {
		fmt.Fprintf(&b, ": %v", e.Err)
	}
	return b.String()
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

// Refuse returns an error with the code and nothing else.
func Refuse(code Code) *Error { return &Error{Code: code} }

// RefuseField returns an error with the code about a field.
func RefuseField(code Code, field string) *Error { return &Error{Code: code, Field: field} }

// CodeOf returns the code of the first [Error] in err's chain, or
// [CodeInternal] when there is none. CodeOf(nil) is "".
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Code
	}
	return CodeInternal
}
