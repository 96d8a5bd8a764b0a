package api

import (
	"bytes"
	"errors"
	"io"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// Limits of JSON bodies (api.md, "Errors").
const (
	maxBody    = 1 << 20   // bytes
	maxDepth   = 64        // nested objects and lists, the body itself included
	maxInteger = 1<<53 - 1 // what every JSON reader carries exactly
)

// Values are the values of items or inputs by id, still as JSON.
type Values map[string]jsontext.Value

// decode reads a body into v, a pointer to [Values] or to a struct of strings, whole
// numbers, booleans, lists of strings and Values. It is the only decoder of bodies: whatever is not exactly
// what v declares is refused. A field without omitzero must be there; null is no
// value of any type. Errors: malformed-json, unknown-field, missing-field, invalid-type.
func decode(body []byte, v any) error {
	if err := checkSyntax(body); err != nil {
		return &alur.Error{Code: alur.CodeMalformedJSON, Err: err}
	}
	members, ok := membersOf(body)
	if !ok {
		return alur.Refuse(alur.CodeInvalidType)
	}
	if values, ok := v.(*Values); ok {
		*values = members
		return nil
	}
	return bind(members, reflect.ValueOf(v).Elem())
}

// checkSyntax reads the body once, token by token: one JSON text of RFC 8259 and
// I-JSON (no duplicate keys, valid UTF-8, no lone surrogates), no deeper and with
// no larger numbers than the limits.
func checkSyntax(body []byte) error {
	d := jsontext.NewDecoder(bytes.NewBuffer(body))
	for {
		t, err := d.ReadToken()
		if err != nil {
			return err // io.EOF here means that there is nothing at all
		}
		if d.StackDepth() > maxDepth {
			return errors.New("nested too deeply")
		}
		if t.Kind() == '0' && !inRange(t.String()) {
			return errors.New("number out of range")
		}
		if d.StackDepth() == 0 {
			break
		}
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return errors.New("trailing data")
	}
	return nil
}

// inRange reports whether a number literal is within ±(2^53 − 1). Fractions pass
// here; they are values of the wrong type wherever they stand.
func inRange(literal string) bool {
	f, err := strconv.ParseFloat(literal, 64)
	return err == nil && f >= -maxInteger && f <= maxInteger
}

// membersOf splits a checked JSON object into its members; it reports false for
// any other value.
func membersOf(body []byte) (Values, bool) {
	d := jsontext.NewDecoder(bytes.NewBuffer(body))
	if t, err := d.ReadToken(); err != nil || t.Kind() != '{' {
		return nil, false
	}
	members := Values{}
	for d.PeekKind() == '"' {
		name, err := d.ReadToken()
		if err != nil {
			return nil, false
		}
		key := name.String()
		value, err := d.ReadValue()
		if err != nil {
			return nil, false
		}
		members[key] = value.Clone()
	}
	return members, true
}

// bind puts members into the fields of a struct by their JSON names, which are
// case-sensitive.
func bind(members Values, s reflect.Value) error {
	known := map[string]int{}
	for i := range s.NumField() {
		name, _, _ := strings.Cut(s.Type().Field(i).Tag.Get("json"), ",")
		known[name] = i
	}
	for name := range members {
		if _, ok := known[name]; !ok {
			return alur.RefuseField(alur.CodeUnknownField, name)
		}
	}
	for i := range s.NumField() {
		name, options, _ := strings.Cut(s.Type().Field(i).Tag.Get("json"), ",")
		raw, there := members[name]
		if !there {
			if options != "omitzero" {
				return alur.RefuseField(alur.CodeMissingField, name)
			}
			continue
		}
		if !fits(raw.Kind(), s.Field(i).Kind()) {
			return alur.RefuseField(alur.CodeInvalidType, name)
		}
		if s.Field(i).Kind() == reflect.Map {
			values, _ := membersOf(raw)
			s.Field(i).Set(reflect.ValueOf(values))
			continue
		}
		if err := json.Unmarshal(raw, s.Field(i).Addr().Interface()); err != nil {
			return &alur.Error{Code: alur.CodeInvalidType, Field: name, Err: err}
		}
	}
	return nil
}

// fits reports whether a JSON value of a kind may stand in a field of a kind.
func fits(value jsontext.Kind, field reflect.Kind) bool {
	switch field {
	case reflect.String:
		return value == '"'
	case reflect.Bool:
		return value == 't' || value == 'f'
	case reflect.Int64:
		return value == '0' // a fraction is refused by the decoder
	case reflect.Slice:
		return value == '['
	case reflect.Map:
		return value == '{'
	}
	return false
}
