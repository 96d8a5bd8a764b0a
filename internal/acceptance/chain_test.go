package acceptance

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// This file checks histories a second time, with nothing but the documents and
// the standard library: what the product computes it must not also judge.

// checkChain follows the chain of one request from the first event to the last.
func checkChain(id string, events []event) error {
	prev := strings.Repeat("0", 64)
	for i, e := range events {
		if e.Request != id || e.Seq != int64(i+1) {
			return fmt.Errorf("event %d of %s has request %s, seq %d", i+1, id, e.Request, e.Seq)
		}
		if e.Prev != prev {
			return fmt.Errorf("event %d of %s: prev is %s, want %s", e.Seq, id, e.Prev, prev)
		}
		hash, err := hashOf(e.raw)
		if err != nil {
			return fmt.Errorf("event %d of %s: %w", e.Seq, id, err)
		}
		if e.Hash != hash {
			return fmt.Errorf("event %d of %s: hash is %s, want %s", e.Seq, id, e.Hash, hash)
		}
		prev = e.Hash
	}
	return nil
}

// hashOf is the SHA-256 over the canonical JSON of an event without its hash.
func hashOf(raw []byte) (string, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		return "", err
	}
	delete(v, "hash")
	var out strings.Builder
	if err := canonical(&out, v); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(out.String()))
	return hex.EncodeToString(sum[:]), nil
}

// canonical writes v as RFC 8785 has it, for the values that histories hold:
// integers only.
func canonical(out *strings.Builder, v any) error {
	switch v := v.(type) {
	case nil:
		out.WriteString("null")
	case bool:
		fmt.Fprint(out, v)
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return fmt.Errorf("%s is no integer", v)
		}
		out.WriteString(v.String())
	case string:
		canonicalString(out, v)
	case []any:
		out.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := canonical(out, x); err != nil {
				return err
			}
		}
		out.WriteByte(']')
	case map[string]any:
		keys := make([]string, 0, len(v))
		for k := range v {
			keys = append(keys, k)
		}
		slices.SortFunc(keys, func(a, b string) int {
			return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
		})
		out.WriteByte('{')
		for i, k := range keys {
			if i > 0 {
				out.WriteByte(',')
			}
			canonicalString(out, k)
			out.WriteByte(':')
			if err := canonical(out, v[k]); err != nil {
				return err
			}
		}
		out.WriteByte('}')
	default:
		return fmt.Errorf("unexpected %T", v)
	}
	return nil
}

func canonicalString(out *strings.Builder, s string) {
	out.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\b':
			out.WriteString(`\b`)
		case r == '\f':
			out.WriteString(`\f`)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case r < ' ':
			fmt.Fprintf(out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
}
