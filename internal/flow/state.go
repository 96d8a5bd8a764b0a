package flow

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// State is all that the history of one request says, and nothing else: it is
// rebuilt from the events by [Registry.Apply], byte for byte. Private values of
// person items are not in it; their commitments are.
type State struct {
	Request     alur.RequestID `json:"request"`
	Agency      alur.AgencyID  `json:"agency"` // the requesting agency
	Flow        alur.FlowID    `json:"flow"`
	FlowVersion int            `json:"flow_version"`
	Status      alur.Status    `json:"status"`
	Stage       alur.StageID   `json:"stage"`
	Seq         int64          `json:"seq"`              // of the last event
	Version     int64          `json:"version"`          // seq of the last event other than a comment
	Counter     bool           `json:"counter,omitzero"` // registered by a reviewer from a paper letter
	CreatedBy   string         `json:"created_by"`
	CreatedAt   time.Time      `json:"created_at"`
	EnteredAt   time.Time      `json:"entered_at"`             // when the stage was entered last
	SubmittedAt *time.Time     `json:"submitted_at,omitempty"` // first action that registers
	EndedAt     *time.Time     `json:"ended_at,omitempty"`

	Paused     *Pause   `json:"paused,omitempty"`
	Outcome    *Outcome `json:"outcome,omitempty"`
	LastReturn *Outcome `json:"last_return,omitempty"`

	Data       map[alur.StageID]map[alur.ItemID]jsontext.Value `json:"data"`
	Outdated   map[alur.StageID][]alur.ItemID                  `json:"outdated,omitempty"`
	Documents  []Document                                      `json:"documents,omitempty"` // all of them, in order of upload
	Findings   []Finding                                       `json:"findings,omitempty"`
	Signatures []Signature                                     `json:"signatures,omitempty"` // those that stand
	Teams      map[alur.PartyID][]string                       `json:"teams,omitempty"`      // members in force, from the appointing action on
	Vendor     alur.AgencyID                                   `json:"vendor,omitempty"`     // in force likewise
	Submitters []string                                        `json:"submitters,omitempty"` // who took an action that submits
	Reopened   []alur.StageID                                  `json:"reopened,omitempty"`   // earlier stages that may be changed in this one
	Passages   []Passage                                       `json:"passages"`             // every time a stage was entered, oldest first
	Papers     []Paper                                         `json:"papers,omitempty"`     // all of them, in order of issue
}

// Passage is one stay in a stage.
type Passage struct {
	Stage      alur.StageID  `json:"stage"`
	At         time.Time     `json:"at"`
	LeftAt     *time.Time    `json:"left_at,omitempty"`
	By         string        `json:"by,omitempty"` // who left it
	OnBehalfOf string        `json:"on_behalf_of,omitempty"`
	Action     alur.ActionID `json:"action,omitempty"` // how it was left
}

// Pause is set while a request is paused.
type Pause struct {
	Since      time.Time `json:"since"`
	Cause      string    `json:"cause"`
	Reason     string    `json:"reason"`
	Until      string    `json:"until,omitempty"` // a date, or ""
	By         string    `json:"by"`
	OnBehalfOf string    `json:"on_behalf_of,omitempty"`
}

// Outcome is the action that ended a request, or last sent it back.
type Outcome struct {
	Action     alur.ActionID                  `json:"action"`
	Party      alur.PartyID                   `json:"party"`
	By         string                         `json:"by"`
	OnBehalfOf string                         `json:"on_behalf_of,omitempty"`
	At         time.Time                      `json:"at"`
	Input      map[alur.ItemID]jsontext.Value `json:"input"`
}

// Document is the metadata of one uploaded file.
type Document struct {
	ID         alur.DocumentID `json:"id"`
	Kind       alur.ItemID     `json:"kind"`
	Stage      alur.StageID    `json:"stage"` // the stage of its item, not the one it was uploaded in
	Name       string          `json:"name"`
	Size       int64           `json:"size"` // bytes
	MediaType  string          `json:"media_type"`
	SHA256     string          `json:"sha256"` // lower-case hex
	UploadedBy string          `json:"uploaded_by"`
	UploadedAt time.Time       `json:"uploaded_at"`
	Review     *ReviewVerdict  `json:"review,omitempty"`
	Replaces   alur.DocumentID `json:"replaces,omitempty"`
	ReplacedBy alur.DocumentID `json:"replaced_by,omitempty"`
	RemovedAt  *time.Time      `json:"removed_at,omitempty"`
	// Finding is the number of the finding that the document is a picture of, 0 for the
	// documents of items; Round is how often that finding had changed when it was added.
	Finding int   `json:"finding,omitzero"`
	Round   int   `json:"round,omitzero"`
	Seq     int64 `json:"seq"` // of the event that added it
}

// Current reports whether the document is in its stage's set: neither replaced nor removed.
func (d *Document) Current() bool { return d.ReplacedBy == "" && d.RemovedAt == nil }

// ReviewVerdict is what the reviewing party said of a document.
type ReviewVerdict struct {
	Verdict    string    `json:"verdict"` // "accepted" or "rejected"
	Note       string    `json:"note"`
	By         string    `json:"by"`
	OnBehalfOf string    `json:"on_behalf_of,omitempty"`
	At         time.Time `json:"at"`
}

// The verdicts of a review.
const (
	Accepted = "accepted"
	Rejected = "rejected"
)

// Finding is something that testing found.
type Finding struct {
	Number      int             `json:"number"`
	Aspect      string          `json:"aspect"`   // input, proses, output
	Quality     string          `json:"quality"`  // efektivitas, efisiensi
	Severity    string          `json:"severity"` // low, medium, high
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Status      string          `json:"status"`
	By          string          `json:"by"`
	At          time.Time       `json:"at"`
	History     []FindingChange `json:"history,omitempty"`
}

// The statuses of a finding.
const (
	FindingOpen     = "open"
	FindingFixed    = "fixed"
	FindingVerified = "verified"
	FindingReopened = "reopened"
)

// FindingChange is one change of a finding's status.
type FindingChange struct {
	From string    `json:"from"`
	To   string    `json:"to"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note"`
}

// Signature is one party's sign-off on a stage.
type Signature struct {
	Item          alur.ItemID  `json:"item"`
	Stage         alur.StageID `json:"stage"`
	By            string       `json:"by"`
	OnBehalfOf    string       `json:"on_behalf_of,omitempty"`
	At            time.Time    `json:"at"`
	ContentSHA256 string       `json:"content_sha256"`
}
