package api

import (
	"net/http"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// access says who may call a route at all. What a caller may do to one request is
// casework's to say.
type access int

const (
	undeclared access = iota // refused at the start of the program
	public                   // without signing in
	signedIn                 // with a token
)

// scope says what a token must have been made for. It only takes away: what the caller
// may do at all is said by the other marks, and by casework.
type scope directory.Scope

// The scopes of routes; the zero value is none of them, and right for public ones only.
const (
	scopeRead  = scope(directory.ScopeRead)
	scopeWrite = scope(directory.ScopeWrite)
	scopeAdmin = scope(directory.ScopeAdmin)
	scopeAny   = scope("any") // every token, whatever it was made for
)

// A route is one call of the API: what the router, the OpenAPI document and the
// tests know of it, and its handler.
type route struct {
	method, path string // path below [Prefix]
	id           string // operationId
	tag          string
	summary      string
	about        string // what the summary leaves out: who may, and what happens
	access       access
	scope        scope
	proof        func(*call) bool // whether the call wants somebody's fresh proof, which long-lived tokens do not carry; nil: never
	inside       bool             // not for third parties, whatever they see
	manages      bool             // for those who manage people: admins, and agencies' own
	admins       bool             // for administrators of all
	assesses     bool             // for those who see every request
	write        bool             // changes a request: takes If-Match, and on POST Idempotency-Key
	query        []parameter
	body         any // a zero value of the body's type; nil: none
	optional     bool
	upload       bool // multipart instead of body
	status       int  // of the answer
	result       any  // a zero value of the answer's type; nil: none
	accepted     any  // likewise of the answer 202, when a second administrator is needed
	file         bool // the answer is the bytes of a document
	archive      bool // the answer is a ZIP, made while it is sent
	location     bool // the answer has a Location
	etag         bool // the answer has an ETag
	codes        []alur.Code
	handle       func(*call) error
}

// check panics when the route does not say who may call it: such a program must not
// start (promises.md, "Who gets in").
func (r *route) check() {
	if r.access == undeclared {
		panic("api: no access declared for " + r.method + " " + r.path)
	}
	switch r.scope {
	case scopeRead, scopeWrite, scopeAdmin, scopeAny:
	case "":
		if r.access == signedIn {
			panic("api: no scope declared for " + r.method + " " + r.path)
		}
	default:
		panic("api: unknown scope " + string(r.scope) + " of " + r.method + " " + r.path)
	}
}

// admits refuses a token that was not made for such calls. It says nothing of what the
// call is about, so it may come before anything is looked up.
func (r *route) admits(s *directory.Session) error {
	if r.scope == scopeAny || s.Allows(directory.Scope(r.scope)) {
		return nil
	}
	return alur.RefuseField(alur.CodeInsufficientScope, string(r.scope))
}

// decides reports whether the call takes a decision.
func (c *call) decides() bool { return c.s.Cases.Flows().Decides(c.r.PathValue("action")) }

// always is for routes that want a proof whatever is sent.
func (*call) always() bool { return true }

// takes reports whether the route has the query parameter.
func (r *route) takes(name string) bool {
	return slices.ContainsFunc(r.query, func(p parameter) bool { return p.name == name })
}

// The refusals that groups of routes have in common, beside those that follow from
// access, path, query and body (refusals in openapi.go).
var (
	writeCodes = []alur.Code{
		alur.CodeNotYourParty, alur.CodeReadOnlyRole, alur.CodeRequestEnded, alur.CodePaused, alur.CodeWrongStage,
		alur.CodeConflict, alur.CodeStaleVersion, alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull,
	}
	claimCodes = []alur.Code{
		alur.CodeNotYourParty, alur.CodeReadOnlyRole, alur.CodePersonRequired, alur.CodeFourEyes, alur.CodeRequestEnded, alur.CodePaused, alur.CodeConflict,
		alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull,
	}
	with = func(more ...alur.Code) []alur.Code { return append(slices.Clone(writeCodes), more...) }
)

// routes is the map of the API.
var routes = slices.Concat(coreRoutes, agencyRoutes, successionRoutes, importRoutes, peopleRoutes, paperRoutes, treeRoutes, checkRoutes, complianceRoutes, gatheringRoutes, noticeRoutes, templateRoutes)

var coreRoutes = []route{
	{
		method: http.MethodGet, path: "/openapi.json", id: "get-openapi", tag: "flows", access: public, status: 200, result: Values{},
		summary: "This document", handle: (*call).showDocument,
	},

	{
		method: http.MethodPost, path: "/tokens", id: "create-token", tag: "sign-in", access: public, body: Credentials{}, status: 201, result: Token{},
		summary: "Sign in", about: "Makes a token, for 12 hours and for everything that its owner may do, unless the body asks for less. Idempotency-Key is accepted and ignored.",
		codes:  []alur.Code{alur.CodeWrongCredentials, alur.CodeOTPRequired, alur.CodePasswordExpired, alur.CodeInvalidData, alur.CodeTooManyTries},
		handle: (*call).createToken,
	},
	{
		method: http.MethodDelete, path: "/tokens/current", id: "revoke-token", tag: "sign-in", access: signedIn, scope: scopeAny, status: 204,
		summary: "Sign out", about: "Revokes the token that the call is made with.", handle: (*call).revokeToken,
	},
	{
		method: http.MethodGet, path: "/me", id: "get-me", tag: "sign-in", access: signedIn, scope: scopeRead, status: 200, result: Me{},
		summary: "Who the token belongs to", handle: (*call).showMe,
	},
	{
		method: http.MethodGet, path: "/me/data", id: "get-my-data", tag: "sign-in", access: signedIn, scope: scopeRead, proof: (*call).always, status: 200, result: PersonData{},
		summary: "Everything about who the token belongs to", about: "With a token made in the last five minutes. Noted in the security log.",
		codes: []alur.Code{alur.CodeStepUpRequired, alur.CodeOverloaded, alur.CodeStorageFull}, handle: (*call).showPersonData,
	},

	{
		method: http.MethodGet, path: "/flows", id: "list-flows", tag: "flows", access: public, status: 200, result: List[Flow]{},
		summary: "The definitions in force", handle: (*call).listFlows,
	},
	{
		method: http.MethodGet, path: "/flows/{flow}", id: "get-flow", tag: "flows", access: public, status: 200, result: Flow{},
		query:   []parameter{{name: "version", integer: true, about: "An older version; the newest when absent"}},
		summary: "One definition", codes: []alur.Code{alur.CodeNotFound}, handle: (*call).showFlow,
	},

	{
		method: http.MethodGet, path: "/agencies", id: "list-agencies", tag: "directory", access: signedIn, scope: scopeRead, inside: true, status: 200, result: Page[Agency]{},
		query: []parameter{
			{name: "kind", about: "Only organisations of the kind", enum: []string{"agency", "ict", "vendor", "audit"}},
			{name: "q", about: "Words of the name"}, limitParameter(maxPage), cursorParameter,
		},
		summary: "Organisations, for pickers", about: "Not for vendors.", codes: []alur.Code{alur.CodeNotYourParty}, handle: (*call).listAgencies,
	},
	{
		method: http.MethodGet, path: "/users", id: "list-users", tag: "directory", access: signedIn, scope: scopeRead, inside: true, status: 200, result: Page[User]{},
		query: []parameter{
			{name: "agency", about: "Only people of the organisation"},
			{name: "q", about: "Words of the name or username"},
			{name: "state", about: "For those who manage people: only whom they manage, who never signed in or is disabled", enum: personStates}, limitParameter(maxPage), cursorParameter,
		},
		summary: "People, for pickers", about: "Names and organisations only, unless state is given. Not for vendors.",
		codes: []alur.Code{alur.CodeNotYourParty}, handle: (*call).listUsers,
	},

	{
		method: http.MethodGet, path: "/requests", id: "list-requests", tag: "requests", access: signedIn, scope: scopeRead, status: 200, result: Page[Summary]{},
		query: []parameter{
			{name: "status", about: "Only with the status", enum: statusNames()},
			{name: "stage", about: "Only in the stage"}, {name: "flow", about: "Only in the flow"},
			{name: "agency", about: "Only of the requesting agency"},
			{name: "waiting_on", about: "Only where one of the caller's parties has the ball", enum: []string{"me"}},
			{name: "q", about: "Plain words, all of them, as prefixes"},
			{name: "updated_since", format: "date-time", about: "Only what changed at or after the time"},
			limitParameter(maxPage), cursorParameter,
		},
		summary: "Requests that the caller sees, newest change first", handle: (*call).listRequests,
	},
	{
		method: http.MethodPost, path: "/requests", id: "create-request", tag: "requests", access: signedIn, scope: scopeWrite, write: true, body: NewRequest{},
		status: 201, result: Request{}, location: true, etag: true,
		summary: "Open a request in stage 1", about: "Requesters; reviewers for another agency, from its paper letter.", codes: with(alur.CodeUnknownItem), handle: (*call).createRequest,
	},
	{
		method: http.MethodGet, path: "/requests/{id}", id: "get-request", tag: "requests", access: signedIn, scope: scopeRead, status: 200, result: Request{}, etag: true,
		summary: "One request", about: "As the caller sees it: vendors do not see confidential items.", handle: (*call).showRequest,
	},
	{
		method: http.MethodPatch, path: "/requests/{id}/data", id: "set-data", tag: "requests", access: signedIn, scope: scopeWrite, write: true, body: Values{},
		status: 200, result: Patched{}, etag: true,
		summary: "Set items of the current stage", about: "Items that the caller's party owns; null clears. What changes nothing writes nothing.",
		codes: with(alur.CodeUnknownItem), handle: (*call).setData,
	},
	{
		method: http.MethodPost, path: "/requests/{id}/actions/{action}", id: "take-action", tag: "requests", access: signedIn, scope: scopeWrite, write: true,
		body: ActionTaken{}, optional: true, status: 200, result: Request{}, etag: true, proof: (*call).decides,
		summary: "Take an action", about: "One that a party of the caller's may take in the current stage. Tokens that live longer than 12 hours take no decisions, services no actions.",
		codes: with(alur.CodePersonRequired, alur.CodeActionNotAvailable, alur.CodeBlocked, alur.CodeUnknownItem), handle: (*call).takeAction,
	},
	{
		method: http.MethodPost, path: "/requests/{id}/signatures", id: "sign", tag: "requests", access: signedIn, scope: scopeWrite, write: true, body: NewSignature{},
		status: 201, result: Request{}, etag: true, proof: (*call).always,
		summary: "Sign an item of the current stage", about: "The password is asked for again and counts with the sign-in tries. Not with tokens that live longer than 12 hours, nor by services.",
		codes: with(alur.CodePersonRequired, alur.CodeWrongPassword, alur.CodeAlreadySigned, alur.CodeSignedAnother, alur.CodeBlocked, alur.CodeUnknownItem,
			alur.CodeTooManyTries),
		handle: (*call).sign,
	},
	{
		method: http.MethodGet, path: "/requests/{id}/events", id: "list-events", tag: "requests", access: signedIn, scope: scopeRead, inside: true, status: 200, result: Page[Event]{},
		query:   []parameter{limitParameter(maxEvents), cursorParameter},
		summary: "The history, oldest first", about: "Whoever sees the request, vendors excepted.",
		codes: []alur.Code{alur.CodeNotYourParty}, handle: (*call).listEvents,
	},
	{
		method: http.MethodGet, path: "/requests/{id}/evidence", id: "get-evidence", tag: "requests", access: signedIn, scope: scopeRead, inside: true, status: 200, archive: true,
		proof: (*call).always, summary: "All evidence of a request as one ZIP", about: "Whoever sees the history. Its events, every document, the flow, a summary, and a page that checks " +
			"all of it without this program. The same state gives the same bytes. Noted in the security log as an export. Not with tokens that live longer than 12 hours.",
		codes: []alur.Code{alur.CodeNotYourParty}, handle: (*call).downloadEvidence,
	},
	{
		method: http.MethodGet, path: "/requests/{id}/time", id: "get-working-time", tag: "requests", access: signedIn, scope: scopeRead, status: 200, result: WorkingTime{},
		summary: "Working time since submission, by who had the request",
		about:   "Whoever sees the request. Every working minute belongs to exactly one holder. Vendors see their own part and the whole.", handle: (*call).showTime,
	},
	{
		method: http.MethodGet, path: "/requests/{id}/forecast", id: "get-forecast", tag: "requests", access: signedIn, scope: scopeRead, status: 200, result: Forecast{},
		query:   []parameter{{name: "one_more", about: "A team of the request: what one more member of it would change"}},
		summary: "When the request may be done", about: "Whoever sees the request. Learnt from the requests that changed last, at most 600 of them; a range, no promise. With one_more for the ICT agency's reviewers and head.",
		codes: []alur.Code{alur.CodeNotYourParty}, handle: (*call).showForecast,
	},
	{
		method: http.MethodGet, path: "/forecasts/record", id: "get-forecast-record", tag: "requests", access: signedIn, scope: scopeRead, status: 200, result: ForecastRecord{},
		summary: "How often forecasts were right", about: "Forecasts made again for requests that have been completed, each with the history as it then was.", handle: (*call).showForecastRecord,
	},

	{
		method: http.MethodGet, path: "/requests/{id}/documents", id: "list-documents", tag: "documents", access: signedIn, scope: scopeRead, status: 200,
		result: List[Document]{}, query: []parameter{{name: "all", enum: []string{"true", "false"}, about: "With replaced and removed ones"}},
		summary: "Documents in order of upload", handle: (*call).listDocuments,
	},
	{
		method: http.MethodPost, path: "/requests/{id}/documents", id: "add-document", tag: "documents", access: signedIn, scope: scopeWrite, write: true, upload: true,
		status: 201, result: Document{}, location: true, etag: true,
		summary: "Upload one file", about: "By the item's owner. A new upload to a single-file kind replaces the old one, which stays in the history. " +
			"With Idempotency-Key, calls are the same that bring the same kind, name and bytes, whatever their boundary.",
		codes:  with(alur.CodeUnknownItem, alur.CodeUnsafeFile, alur.CodeEmptyFile, alur.CodeInfectedFile, alur.CodeQuotaExceeded, alur.CodeStorageUnavailable),
		handle: (*call).addDocument,
	},
	{
		method: http.MethodGet, path: "/requests/{id}/documents/{doc}", id: "get-document", tag: "documents", access: signedIn, scope: scopeRead, status: 200,
		result: Document{}, summary: "Metadata of one document", handle: (*call).showDocumentData,
	},
	{
		method: http.MethodGet, path: "/requests/{id}/documents/{doc}/content", id: "get-document-content", tag: "documents", access: signedIn, scope: scopeRead,
		status: 200, file: true, summary: "The bytes of one document", about: "As an attachment, with the stored media type. 409 while the virus scanner has not seen it (file-waiting) and when it found a virus (file-withheld).",
		codes:  []alur.Code{alur.CodeFileWaiting, alur.CodeFileWithheld, alur.CodeStorageUnavailable},
		handle: (*call).download,
	},
	{
		method: http.MethodDelete, path: "/requests/{id}/documents/{doc}", id: "remove-document", tag: "documents", access: signedIn, scope: scopeWrite, write: true,
		status: 204, etag: true, summary: "Take a document out of the current stage's set", about: "By its owner; the history keeps it.",
		codes: writeCodes, handle: (*call).removeDocument,
	},
	{
		method: http.MethodPut, path: "/requests/{id}/documents/{doc}/review", id: "review-document", tag: "documents", access: signedIn, scope: scopeWrite, write: true,
		body: NewReview{}, status: 200, result: Request{}, etag: true,
		summary: "Accept or reject a document", about: "In the stage verifikasi. A rejection needs a note. May be changed until the action.",
		codes: with(alur.CodePersonRequired, alur.CodeFourEyes), handle: (*call).reviewDocument,
	},

	{
		method: http.MethodPost, path: "/requests/{id}/findings", id: "add-finding", tag: "findings", access: signedIn, scope: scopeWrite, write: true, body: NewFinding{},
		status: 201, result: Finding{}, etag: true,
		summary: "Report a finding", about: "In the stage pengujian, by tim-penguji.", codes: writeCodes, handle: (*call).addFinding,
	},
	{
		method: http.MethodPatch, path: "/requests/{id}/findings/{number}", id: "change-finding", tag: "findings", access: signedIn, scope: scopeWrite, write: true,
		body: FindingStatus{}, status: 200, result: Finding{}, etag: true,
		summary: "Mark a finding fixed, verified or reopened",
		about:   "fixed (with a note) in perbaikan by the builders; verified and reopened (with a note) in pengujian by tim-penguji.",
		codes:   with(alur.CodeWrongTransition), handle: (*call).changeFinding,
	},
	{
		method: http.MethodPost, path: "/requests/{id}/findings/{number}/documents", id: "add-finding-document", tag: "findings", access: signedIn, scope: scopeWrite,
		write: true, upload: true, status: 201, result: Document{}, location: true, etag: true,
		summary: "Add a picture to a finding",
		about: "By tim-penguji in pengujian and by the builders in perbaikan, until the finding is verified; five between two changes of its status. " +
			"Pictures are documents of the request with the kind temuan, and are read and removed like them; no item asks for them.",
		codes:  with(alur.CodeWrongTransition, alur.CodeUnsafeFile, alur.CodeEmptyFile, alur.CodeInfectedFile, alur.CodeQuotaExceeded, alur.CodeStorageUnavailable),
		handle: (*call).addDocument,
	},

	{
		method: http.MethodPost, path: "/requests/{id}/claim", id: "claim", tag: "requests", access: signedIn, scope: scopeWrite, body: NewClaim{}, optional: true,
		status: 200, result: Request{}, etag: true,
		summary: "Take the task, or hand it to a colleague",
		about: "For every party of the caller's that has the ball. A note between colleagues: nobody is kept from acting, and it is no part of the history. " +
			"With to, what the caller has taken goes to a colleague of the party. Idempotency-Key is accepted and ignored.",
		codes: claimCodes, handle: (*call).claim,
	},
	{
		method: http.MethodDelete, path: "/requests/{id}/claim", id: "release", tag: "requests", access: signedIn, scope: scopeWrite,
		status: 200, result: Request{}, etag: true,
		summary: "Give the task back", about: "Without a claim it changes nothing.",
		codes: claimCodes, handle: (*call).release,
	},

	{
		method: http.MethodGet, path: "/requests/{id}/comments", id: "list-comments", tag: "comments", access: signedIn, scope: scopeRead, status: 200,
		result: Page[Comment]{}, query: []parameter{limitParameter(maxPage), cursorParameter},
		summary: "Comments, oldest first", about: "Those whose audience includes the caller.", handle: (*call).listComments,
	},
	{
		method: http.MethodPost, path: "/requests/{id}/comments", id: "add-comment", tag: "comments", access: signedIn, scope: scopeWrite, write: true, body: NewComment{},
		status: 201, result: Comment{}, etag: true,
		summary: "Comment", about: "Anyone who sees the request, auditors excepted, also after the end.",
		codes: []alur.Code{
			alur.CodeNotYourParty, alur.CodeReadOnlyRole, alur.CodeConflict, alur.CodeStaleVersion, alur.CodeInvalidData,
			alur.CodeOverloaded, alur.CodeStorageFull,
		},
		handle: (*call).addComment,
	},

	{
		method: http.MethodGet, path: "/track/{code}", id: "track", tag: "tracking", access: public, status: 200, result: Tracking{},
		summary: "Where a request stands, for anybody with its code",
		about:   "No people, no documents. Case and dashes of the code do not matter. Limited per address.",
		codes:   []alur.Code{alur.CodeNotFound, alur.CodeTooManyTries}, handle: (*call).track,
	},
}
