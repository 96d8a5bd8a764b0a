// Package evidence makes histories that cannot be changed unseen: every event is
// sealed into canonical bytes (RFC 8785) that name the hash of the event before.
//
// It owns the sealed form of an event and the rules of the chain (api.md,
// "History"), and knows nothing of databases or of what events mean. Start
// reading at [Seal] and [Chain].
package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
)

// Zero is the "prev" of a request's first event: there is nothing before it.
var Zero = strings.Repeat("0", 64)

// Seal returns the canonical JSON of the event with prev, the hash of the event
// before it, and the hash of those bytes: lower-case hex SHA-256. The bytes are
// what is stored and verified; nothing serialises an event a second time. It
// fails on text that is not UTF-8 and on a payload that is not a JSON object.
func Seal(e alur.Event, prev string) (body []byte, hash string, err error) {
	body, err = encode(e, prev)
	if err != nil {
		return nil, "", fmt.Errorf("seal event %d of %s: %w", e.Seq, e.Request, err)
	}
	return body, canon.SHA256(body), nil
}

// encode writes the members in canonical order by hand: their names are fixed and
// ASCII, and a general encoder would take most of the time of a verification.
func encode(e alur.Event, prev string) ([]byte, error) {
	payload, err := canon.Canonicalize(e.Payload)
	if err != nil {
		return nil, fmt.Errorf("payload: %w", err)
	}
	if payload.Kind() != '{' {
		return nil, errors.New("payload is not an object")
	}
	b := make([]byte, 0, len(payload)+384)
	for _, m := range []struct{ name, value string }{
		{`{"actor":{"on_behalf_of":`, e.Actor.OnBehalfOf},
		{`,"party":`, string(e.Actor.Party)},
		{`,"username":`, e.Actor.Username},
		{`},"at":`, alur.FormatTime(e.At)},
		{`,"payload":`, ""},
		{`,"prev":`, prev},
		{`,"request":`, string(e.Request)},
		{`,"seq":`, ""},
		{`,"type":`, string(e.Type)},
	} {
		b = append(b, m.name...)
		switch m.name {
		case `,"payload":`:
			b = append(b, payload...)
		case `,"seq":`:
			b = strconv.AppendInt(b, e.Seq, 10)
		default:
			if b, err = jsontext.AppendQuote(b, m.value); err != nil {
				return nil, fmt.Errorf("%s: %w", strings.Trim(m.name, `{}",:`), err)
			}
		}
	}
	return append(b, '}'), nil
}

// sealed is an event as it is stored. Pointers tell a member that is absent from
// one that is empty.
type sealed struct {
	Actor *struct {
		OnBehalfOf *string       `json:"on_behalf_of"`
		Party      *alur.PartyID `json:"party"`
		Username   *string       `json:"username"`
	} `json:"actor"`
	At      *string         `json:"at"`
	Payload jsontext.Value  `json:"payload"`
	Prev    *string         `json:"prev"`
	Request *alur.RequestID `json:"request"`
	Seq     *int64          `json:"seq"`
	Type    *alur.EventType `json:"type"`
}

// Open reads sealed bytes: the event and the hash of the one before. It refuses
// unknown, missing and duplicate members and times that are not [alur.TimeFormat];
// whether the bytes are canonical is said by [Verify]. The event shares no memory
// with body.
func Open(body []byte) (e alur.Event, prev string, err error) {
	var s sealed
	if err := json.Unmarshal(body, &s, json.RejectUnknownMembers(true)); err != nil {
		return e, "", fmt.Errorf("open event: %w", err)
	}
	a := s.Actor
	if a == nil || a.OnBehalfOf == nil || a.Party == nil || a.Username == nil ||
		s.At == nil || s.Payload == nil || s.Prev == nil || s.Request == nil || s.Seq == nil || s.Type == nil {
		return e, "", errors.New("open event: a member is missing")
	}
	at, err := time.Parse(alur.TimeFormat, *s.At)
	if err != nil || alur.FormatTime(at) != *s.At {
		return e, "", fmt.Errorf("open event: at %q is not a time of the history", *s.At)
	}
	return alur.Event{
		Request: *s.Request, Seq: *s.Seq, Type: *s.Type, At: at,
		Actor:   alur.EventActor{Username: *a.Username, Party: *a.Party, OnBehalfOf: *a.OnBehalfOf},
		Payload: s.Payload,
	}, *s.Prev, nil
}

// WithHash returns the wire form of an event: the sealed bytes with "hash" put in
// its canonical place. Whoever takes "hash" out and canonicalises the rest has
// the bytes that were hashed. Bytes that are not a sealed event come back as they are.
func WithHash(body []byte, hash string) []byte {
	// Members stand in the order actor, at, hash, payload. Quotes within strings are
	// escaped, so the first place that looks like the end of "at" is the end of "at".
	const mark = `Z","payload":`
	i := bytes.Index(body, []byte(mark))
	if i < 0 {
		return body
	}
	i += len(`Z",`)
	out := make([]byte, 0, len(body)+len(hash)+10)
	out = append(out, body[:i]...)
	out = append(out, `"hash":"`...)
	out = append(out, hash...)
	out = append(out, `",`...)
	return append(out, body[i:]...)
}
