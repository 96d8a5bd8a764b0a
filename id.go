package alur

import (
	"crypto/rand"
	"encoding/hex"
	"strings"
)

// RequestID identifies a request: 128 random bits as 32 lower-case hex digits.
// Running numbers (Number) are labels for people and never identify a request.
type RequestID string

// AgencyID identifies an agency or a vendor organisation. Seeded agencies have
// readable ids ("dinas-kesehatan"), others 32 hex digits.
type AgencyID string

// DocumentID identifies one uploaded file: 32 lower-case hex digits.
type DocumentID string

// CommentID identifies one comment: 32 lower-case hex digits.
type CommentID string

// FlowID is the id of a flow definition, for example "swakelola".
type FlowID string

// StageID is the id of a stage within a flow, for example "verifikasi".
type StageID string

// ItemID is the id of an item within a stage, for example "judul". The same
// id may stand in several stages ("paraf-penguji").
type ItemID string

// ActionID is the id of an action, for example "terima".
type ActionID string

// PartyID is the id of a party of a flow, for example "kominfo".
type PartyID string

// NewID returns 128 bits from the system's random source as 32 hex digits.
func NewID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // crypto/rand.Read never returns an error (it aborts the program instead)
	return hex.EncodeToString(b[:])
}

// trackingAlphabet leaves out 0, 1, I, L, O and U, which people confuse when
// they read a code aloud or from paper.
const trackingAlphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewTrackingCode returns a random code of twelve characters in three groups,
// for example "7K4M-92QX-T3HB" (about 58 bits).
func NewTrackingCode() string {
	var out strings.Builder
	for out.Len() < 14 {
		if out.Len() == 4 || out.Len() == 9 {
			out.WriteByte('-')
			continue
		}
		var b [1]byte
		_, _ = rand.Read(b[:])
		if int(b[0]) >= 256-256%len(trackingAlphabet) {
			continue // rejection sampling keeps the letters equally likely
		}
		out.WriteByte(trackingAlphabet[int(b[0])%len(trackingAlphabet)])
	}
	return out.String()
}

// NormalizeTrackingCode brings a typed code to the stored form: upper case,
// three groups. It reports false when the text cannot be a code.
func NormalizeTrackingCode(s string) (string, bool) {
	var b strings.Builder
	for _, r := range strings.ToUpper(s) {
		if r == '-' || r == ' ' {
			continue
		}
		if !strings.ContainsRune(trackingAlphabet, r) || b.Len() == 12 {
			return "", false
		}
		b.WriteRune(r)
	}
	c := b.String()
	if len(c) != 12 {
		return "", false
	}
	return c[:4] + "-" + c[4:8] + "-" + c[8:], true
}
