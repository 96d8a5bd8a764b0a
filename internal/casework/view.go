package casework

import (
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// View is one request as one person sees it. What that person may not see is
// not in it: pages, API and exports all read this and nothing else.
type View struct {
	ID           alur.RequestID
	Number       string // "" before it is submitted
	TrackingCode string // "" before it is submitted
	Version      int64  // seq of the last event other than a comment; the ETag
	UpdatedAt    time.Time
	Title        string // the item judul, "" before it is set
	Agency       alur.Agency
	Plan         *flow.Plan
	Stage        *flow.Stage
	// State is a copy: person items carry their values (an erased one its commitment),
	// and for vendors the confidential items and documents are left out.
	State *flow.State
	// Documents are the current ones the viewer may see, in order of upload; AllDocuments
	// has the replaced and removed ones as well.
	Documents    []flow.Document
	AllDocuments []flow.Document
	// Scans are the bytes of documents and of signed papers that nobody may read now, by hash, and why.
	Scans        map[string]Scan
	Waiting      []flow.Waiting
	Actions      []flow.ActionView // of the stage, that one of the viewer's parties may take
	OtherActions []flow.ActionView // of the stage, of other parties only
	Parties      []alur.PartyID    // what the viewer is on this request
	// Barred are those of Parties for which the viewer may not act in this stage, because he
	// or she submitted the request (four eyes).
	Barred []alur.PartyID
	// Claims say who is at it, for parties that have the ball; Hold says how that stands
	// for the viewer.
	Claims []Claim
	Hold   Hold
	// People are the users named anywhere in the view, by username, for their names.
	People map[string]alur.User
	// Standings say on what ground those acted who acted for a colleague.
	Standings alur.Standings
	// Organisations are the agencies named in the view (the vendor), by id.
	Organisations map[alur.AgencyID]alur.Agency
}

// Summary is a request in a list. It has no person, no document and no confidential item.
type Summary struct {
	ID           alur.RequestID
	Number       string
	TrackingCode string
	Version      int64
	UpdatedAt    time.Time
	Title        string
	Agency       alur.Agency
	Plan         *flow.Plan
	Stage        *flow.Stage
	State        *flow.State // for EnteredAt, Paused, Status, Outcome; its Data is empty
	Waiting      []flow.Waiting
	// Mine says that one of the viewer's parties has the ball.
	Mine bool
	// Barred, Claims and Hold are as in [View].
	Barred []alur.PartyID
	Claims []Claim
	Hold   Hold
	// Registrar is who registered it from a paper letter; zero for others.
	Registrar alur.User
}

// Tracking is what anybody with the code sees: no person, no document.
type Tracking struct {
	Code        string
	Plan        *flow.Plan
	Stage       *flow.Stage
	Title       string
	Agency      alur.Agency
	Status      alur.Status
	Paused      bool
	SubmittedAt time.Time
	EnteredAt   time.Time
	EndedAt     *time.Time
	Waiting     []alur.PartyID
	Passages    []flow.Passage // stages and times only
}

// CommentView is one comment.
type CommentView struct {
	ID       alur.CommentID
	Text     string
	By       alur.User
	At       time.Time
	Audience alur.Audience
}

// Condition is what a write demands of the request's version (If-Match). The
// zero value demands nothing.
type Condition struct {
	Versions []int64 // one of these; empty: no demand
	Set      bool
}

// Once makes a write happen once however often it is sent (Idempotency-Key).
type Once struct {
	Key         string // at most 255 characters
	Fingerprint string // hex SHA-256 over method, path and body bytes
	// Render makes the answer that is kept with the key, inside the transaction.
	Render func(*Written) (Answer, error)
}

// Answer is a kept answer.
type Answer struct {
	Status int
	Header map[string]string
	Body   []byte
}

// Options are what every write takes beside its own arguments.
type Options struct {
	If   Condition
	Once *Once
	// Refused is what was certain before the bytes that the write is about were kept, which
	// they were not: the refusal, unless the key has an answer or another refusal comes first.
	Refused error
}

// Written is what a write did.
type Written struct {
	View     *View          // the request after it
	Document *flow.Document // the document added
	Finding  *flow.Finding  // the finding added or changed
	Comment  *CommentView   // the comment added
	Warnings []flow.Warning
	Changed  bool // false: nothing was different, nothing was written
	// Replay is set when the key was used before with the same body: the answer to give
	// again; everything else is empty.
	Replay *Answer
}

// Actor is who calls, how.
type Actor struct {
	User alur.User
}

// Upload is a file on its way in: its bytes are already safe in the blob folder.
type Upload struct {
	Kind string // the item's id as the caller sent it
	Name string // as the caller sent it
	Blob StoredBlob
}

// StoredBlob is what [Cases.Receive] made of the bytes.
type StoredBlob struct {
	SHA256    string
	Size      int64  // bytes
	MediaType string // of the content
	Type      string // "pdf", "docx", …
}

// ListQuery says which requests; the scope is the actor's.
type ListQuery struct {
	Status       alur.Status
	Stage        alur.StageID
	Flow         alur.FlowID
	Agency       alur.AgencyID
	WaitingOnMe  bool
	Text         string // plain words, all of them, as prefixes
	UpdatedSince time.Time
	Cursor       string // of an earlier page, or ""
	Limit        int    // 1 to 200
}
