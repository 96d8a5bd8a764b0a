package api

import (
	"net/http"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
)

// Event is one link of a request's history. The answer holds the stored bytes
// themselves, so that whoever reads them can check the chain.
type Event struct {
	Request alur.RequestID `json:"request" pattern:"^[0-9a-f]{32}$"`
	Seq     int64          `json:"seq" minimum:"1" doc:"From 1 without gaps"`
	Type    alur.EventType `json:"type"`
	At      string         `json:"at" format:"date-time"`
	Actor   EventActor     `json:"actor"`
	Payload Values         `json:"payload" doc:"Keys by type"`
	Prev    string         `json:"prev" pattern:"^[0-9a-f]{64}$" doc:"The hash of the event before; 64 zeros for the first"`
	Hash    string         `json:"hash" pattern:"^[0-9a-f]{64}$" doc:"SHA-256 over the RFC 8785 JSON of the event without hash"`
}

// EventActor is who did it.
type EventActor struct {
	Username   string       `json:"username"`
	Party      alur.PartyID `json:"party" doc:"The party that the act is for; empty for comments by others"`
	OnBehalfOf string       `json:"on_behalf_of"`
}

// TransformSchema lists the types.
func (Event) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "type", []alur.EventType{
		alur.EventRequestCreated, alur.EventDataChanged, alur.EventDocumentAdded, alur.EventDocumentRemoved, alur.EventDocumentReviewed,
		alur.EventFindingAdded, alur.EventFindingChanged, alur.EventSigned, alur.EventSignatureDropped, alur.EventCommentAdded, alur.EventActionTaken,
		alur.EventSeatHandedOver, alur.EventPaperIssued, alur.EventPaperRegistered, alur.EventPaperWithdrawn,
	})
	return s
}

func (c *call) listEvents() error {
	limit, err := c.limit(maxEvents, maxEvents)
	if err != nil {
		return err
	}
	cursor, err := c.cursor()
	if err != nil {
		return err
	}
	found, next, err := c.s.Cases.Events(c.ctx(), c.actor(), c.request(), cursor, limit)
	if err != nil {
		return err
	}
	page := Page[jsontext.Value]{Items: []jsontext.Value{}, NextCursor: orNull(next)}
	for _, e := range found {
		page.Items = append(page.Items, jsontext.Value(evidence.WithHash(e.Body, e.Hash)))
	}
	return c.answer(http.StatusOK, page)
}
