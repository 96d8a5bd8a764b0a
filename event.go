package alur

import "time"

// EventType says what happened (api.md, "History").
type EventType string

// The types of events.
const (
	EventRequestCreated   EventType = "request-created"
	EventDataChanged      EventType = "data-changed"
	EventDocumentAdded    EventType = "document-added"
	EventDocumentRemoved  EventType = "document-removed"
	EventDocumentReviewed EventType = "document-reviewed"
	EventFindingAdded     EventType = "finding-added"
	EventFindingChanged   EventType = "finding-changed"
	EventSigned           EventType = "signed"
	EventSignatureDropped EventType = "signature-dropped"
	EventCommentAdded     EventType = "comment-added"
	EventActionTaken      EventType = "action-taken"
	// EventSeatHandedOver is by an administrator: the holder's account ends.
	EventSeatHandedOver EventType = "seat-handed-over"
	// Papers that come out of the record (decision 0026).
	EventPaperIssued     EventType = "paper-issued"
	EventPaperRegistered EventType = "paper-registered"
	EventPaperWithdrawn  EventType = "paper-withdrawn"
)

// EventActor is who did it: a username, the party the act is for ("" for
// comments of people without a party), and the head it was done for, if any.
type EventActor struct {
	Username   string  `json:"username"`
	Party      PartyID `json:"party"`
	OnBehalfOf string  `json:"on_behalf_of"`
}

// Event is one link of a request's history, ready to be sealed. Seq counts from
// 1 without gaps and alone orders events; At never does. Payload is JSON whose
// keys depend on Type (api.md, table under "History").
type Event struct {
	Request RequestID
	Seq     int64
	Type    EventType
	At      time.Time
	Actor   EventActor
	Payload []byte
}

// Status is where a request stands as a whole.
type Status string

// The statuses: open, and the five ends.
const (
	StatusOpen      Status = "open"
	StatusCompleted Status = "completed"
	StatusRejected  Status = "rejected"
	StatusDeclined  Status = "declined"
	StatusWithdrawn Status = "withdrawn"
	StatusStopped   Status = "stopped"
)

// Statuses lists every status.
var Statuses = []Status{StatusOpen, StatusCompleted, StatusRejected, StatusDeclined, StatusWithdrawn, StatusStopped}

// Valid reports whether s is one of the statuses.
func (s Status) Valid() bool {
	for _, v := range Statuses {
		if s == v {
			return true
		}
	}
	return false
}

// Ended reports whether the request takes no further change, comments aside.
func (s Status) Ended() bool { return s != StatusOpen }
