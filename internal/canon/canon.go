// Package canon writes canonical JSON (RFC 8785, JSON Canonicalization Scheme):
// the one form of a value that may be hashed.
//
// It owns the form, and nothing about what the values mean.
package canon

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Marshal returns the canonical JSON of a Go value: no escaping beyond what
// JSON demands, keys sorted by UTF-16 units, no white space.
func Marshal(v any) (jsontext.Value, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("marshal canonical JSON: %w", err)
	}
	return Canonicalize(b)
}

// Canonicalize brings JSON text to canonical form. The input is left as it is.
// It refuses what RFC 7493 (I-JSON) refuses: duplicate keys and invalid UTF-8.
func Canonicalize(b []byte) (jsontext.Value, error) {
	v := jsontext.Value(b).Clone()
	if err := v.Canonicalize(); err != nil {
		return nil, fmt.Errorf("canonicalize JSON: %w", err)
	}
	return v, nil
}

// SHA256 returns the lower-case hex SHA-256 of b.
func SHA256(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
