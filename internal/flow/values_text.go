package flow

import (
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
)

// beginsWith reports whether the canonical array a begins with all of b.
func beginsWith(a, b jsontext.Value) bool {
	if a == nil {
		return false
	}
	var x, y []jsontext.Value
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil || len(x) < len(y) {
		return false
	}
	return slices.EqualFunc(x[:len(y)], y, func(p, q jsontext.Value) bool { return string(p) == string(q) })
}

// decode reads a value strictly into v: unknown, case-variant and duplicate keys,
// wrong types and nulls inside are refused.
func decode(raw jsontext.Value, v any) bool {
	return !hasNull(raw) && json.Unmarshal(raw, v, json.RejectUnknownMembers(true)) == nil
}

func hasNull(raw jsontext.Value) bool {
	d := jsontext.NewDecoder(strings.NewReader(string(raw)))
	for {
		t, err := d.ReadToken()
		if err != nil {
			return false
		}
		if t.Kind() == 'n' {
			return true
		}
	}
}

// tidy returns the canonical form of a composite value with its strings trimmed,
// or nil when nothing is in it.
func tidy(raw jsontext.Value) jsontext.Value {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	v = trimmed(v)
	switch x := v.(type) {
	case map[string]any:
		if len(x) == 0 {
			return nil
		}
	case []any:
		if len(x) == 0 {
			return nil
		}
	}
	return encode(v)
}

func trimmed(v any) any {
	switch x := v.(type) {
	case string:
		return strings.TrimSpace(x)
	case []any:
		for i := range x {
			x[i] = trimmed(x[i])
		}
	case map[string]any:
		for k := range x {
			x[k] = trimmed(x[k])
		}
	}
	return v
}

// encode returns canonical JSON. The values that this package encodes are made of
// strings, integers, lists and objects, for which it cannot fail.
func encode(v any) jsontext.Value {
	b, err := canon.Marshal(v)
	if err != nil {
		panic("flow: value without a canonical form: " + err.Error())
	}
	return b
}

// textFault judges a trimmed text: length in code points, no control characters
// but tab and newline, line breaks only where allowed.
func textFault(s string, limit int, lines bool) string {
	if utf8.RuneCountInString(s) > limit {
		return "too-long"
	}
	for _, r := range s {
		switch {
		case r == '\n':
			if !lines {
				return "line-break"
			}
		case r == '\t':
		case r == '\r':
			// Browsers send CRLF; a lone CR is a control character like any other.
			return "control-character"
		case unicode.IsControl(r):
			return "control-character"
		case (r == '\u2028' || r == '\u2029') && !lines:
			return "line-break"
		}
	}
	return ""
}

func isURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && u.User == nil && !strings.ContainsAny(s, " \t\n")
}

func isDate(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1
}

func dateFault(it *Item, s string, now time.Time) string {
	if !isDate(s) {
		return "date"
	}
	// Dates of this form compare as text.
	today := now.In(alur.Jakarta).Format(time.DateOnly)
	switch {
	case it.NotFuture && s > today:
		return "future-date"
	case it.NotPast && s < today:
		return "past-date"
	}
	return ""
}

// parseTime reads an RFC 3339 time with offset.
func parseTime(s string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, s)
	return t, err == nil
}

// nipFault judges the parts of a NIP that cannot be otherwise: 18 digits of which
// the first eight are a real date (flows.md, person).
func nipFault(nip string) string {
	if len(nip) != 18 || strings.Trim(nip, "0123456789") != "" {
		return "nip"
	}
	if _, err := time.Parse("20060102", nip[:8]); err != nil {
		return "nip"
	}
	return ""
}

// nipUnusual reports whether the later digits fit neither a PNS number (month of
// appointment, sex, sequence) nor a PPPK number (21 in place of the month).
func nipUnusual(nip string) bool {
	if nipFault(nip) != "" {
		return false
	}
	month, sex := nip[12:14], nip[14]
	monthOK := month >= "01" && month <= "12" || month == "21"
	return nip[8:12] <= nip[:4] || !monthOK || sex != '1' && sex != '2'
}

func phoneFault(s string) string {
	digits := strings.TrimPrefix(s, "+")
	if len(digits) < 8 || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" {
		return "phone"
	}
	return ""
}

func emailFault(s string) string {
	a, err := mail.ParseAddress(s)
	if err != nil || a.Address != s || a.Name != "" || utf8.RuneCountInString(s) > 254 {
		return "email"
	}
	return ""
}
