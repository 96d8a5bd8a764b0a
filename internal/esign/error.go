package esign

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
)

// A Fault says what kept a file from being signed.
type Fault string

// The faults.
const (
	Passphrase   Fault = "passphrase"   // it is not that of the certificate
	Expired      Fault = "expired"      // the certificate has run out, or is being renewed
	Unregistered Fault = "unregistered" // there is no certificate for this NIK yet
	Suspended    Fault = "suspended"    // it was suspended or revoked
	Down         Fault = "down"         // the service does not answer
	Setup        Fault = "setup"        // it answers, and does not let this program in
	Refused      Fault = "refused"      // it does not sign, for a reason that is not known here
	BadAnswer    Fault = "bad-answer"   // what came back is not this file, signed
	TooLarge     Fault = "too-large"    // the file is larger than is sent
)

// Error is a signature that there is not. It holds nothing of what was sent.
type Error struct {
	Fault  Fault
	Status int    // of HTTP, 0 for none
	Code   int    // the service's own, 0 for none
	Why    string // for the log
	Err    error  // of the connection
}

func (e *Error) Error() string {
	var out strings.Builder
	fmt.Fprintf(&out, "esign: %s", e.Fault)
	if e.Status != 0 {
		fmt.Fprintf(&out, ", HTTP %d", e.Status)
	}
	if e.Code != 0 {
		fmt.Fprintf(&out, ", code %d", e.Code)
	}
	if e.Why != "" {
		fmt.Fprintf(&out, ", %s", e.Why)
	}
	if e.Err != nil {
		fmt.Fprintf(&out, ": %v", e.Err)
	}
	return out.String()
}

func (e *Error) Unwrap() error { return e.Err }

// Secret is what nobody but the service may read. However it is printed, it is dots.
type Secret struct{ value string }

// NewSecret keeps a text to itself.
func NewSecret(s string) Secret { return Secret{s} }

// NIK reads the number of a citizen as people type it; ok is false for what is none.
func NIK(s string) (nik Secret, ok bool) {
	s = strings.NewReplacer(" ", "", ".", "", "-", "").Replace(s)
	if len(s) != 16 || strings.Trim(s, "0123456789") != "" {
		return Secret{}, false
	}
	return Secret{s}, true
}

// Empty reports whether there is nothing to keep.
func (s Secret) Empty() bool { return s.value == "" }

const dots = "•••"

// Format is for package fmt, whatever the verb.
func (Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, dots) }

// LogValue is for package slog.
func (Secret) LogValue() slog.Value { return slog.StringValue(dots) }

// MarshalText is for everything that writes values down.
func (Secret) MarshalText() ([]byte, error) { return []byte(dots), nil }
