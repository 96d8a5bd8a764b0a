package api

import (
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// body is a body type with every kind of field that bodies have.
type body struct {
	Name   string `json:"name"`
	Note   string `json:"note,omitzero"`
	Inner  bool   `json:"inner,omitzero"`
	Values Values `json:"values,omitzero"`
}

func TestDecode(t *testing.T) {
	t.Parallel()
	deep := func(n int) string { // n levels in all, the body itself being the first
		return `{"name":"x","values":{"a":` + strings.Repeat("[", n-2) + strings.Repeat("]", n-2) + `}}`
	}
	for _, c := range []struct {
		name, in string
		code     alur.Code
		field    string
	}{
		{"plain", `{"name":"x"}`, "", ""},
		{"all", ` { "name" : "x", "note":"y","inner":true,"values":{"a":null,"b":[1,2.5]} } ` + "\n", "", ""},
		{"escapes", `{"name":"\u0041\ud83d\ude00\/"}`, "", ""},
		{"largest integer", `{"name":"x","values":{"a":9007199254740991,"b":-9007199254740991}}`, "", ""},
		{"deepest", deep(64), "", ""},

		{"nothing", ``, alur.CodeMalformedJSON, ""},
		{"blanks", `  `, alur.CodeMalformedJSON, ""},
		{"cut", `{"name":"x"`, alur.CodeMalformedJSON, ""},
		{"cut in a string", `{"name":"x`, alur.CodeMalformedJSON, ""},
		{"trailing object", `{"name":"x"}{}`, alur.CodeMalformedJSON, ""},
		{"trailing word", `{"name":"x"} x`, alur.CodeMalformedJSON, ""},
		{"trailing comma", `{"name":"x",}`, alur.CodeMalformedJSON, ""},
		{"comment", `{"name":"x"/* */}`, alur.CodeMalformedJSON, ""},
		{"single quotes", `{'name':'x'}`, alur.CodeMalformedJSON, ""},
		{"bare word", `{name:"x"}`, alur.CodeMalformedJSON, ""},
		{"byte order mark", "\xef\xbb\xbf{\"name\":\"x\"}", alur.CodeMalformedJSON, ""},
		{"duplicate", `{"name":"x","name":"y"}`, alur.CodeMalformedJSON, ""},
		{"duplicate, escaped", `{"name":"x","n\u0061me":"y"}`, alur.CodeMalformedJSON, ""},
		{"duplicate inside", `{"name":"x","values":{"a":{"b":1,"b":2}}}`, alur.CodeMalformedJSON, ""},
		{"lone high surrogate", `{"name":"\ud83d"}`, alur.CodeMalformedJSON, ""},
		{"lone low surrogate", `{"name":"\ude00 x"}`, alur.CodeMalformedJSON, ""},
		{"lone surrogate in a key", `{"name":"x","values":{"\ud83d":1}}`, alur.CodeMalformedJSON, ""},
		{"invalid UTF-8", "{\"name\":\"\xff\"}", alur.CodeMalformedJSON, ""},
		{"raw control character", "{\"name\":\"a\nb\"}", alur.CodeMalformedJSON, ""},
		{"NaN", `{"name":"x","values":{"a":NaN}}`, alur.CodeMalformedJSON, ""},
		{"infinity", `{"name":"x","values":{"a":-Infinity}}`, alur.CodeMalformedJSON, ""},
		{"leading zero", `{"name":"x","values":{"a":01}}`, alur.CodeMalformedJSON, ""},
		{"plus", `{"name":"x","values":{"a":+1}}`, alur.CodeMalformedJSON, ""},
		{"hex", `{"name":"x","values":{"a":0x10}}`, alur.CodeMalformedJSON, ""},
		{"integer too large", `{"name":"x","values":{"a":9007199254740992}}`, alur.CodeMalformedJSON, ""},
		{"integer too small", `{"name":"x","values":{"a":-9007199254740992}}`, alur.CodeMalformedJSON, ""},
		{"integer far too large", `{"name":"x","values":{"a":123456789012345678901234567890}}`, alur.CodeMalformedJSON, ""},
		{"exponent too large", `{"name":"x","values":{"a":1e300}}`, alur.CodeMalformedJSON, ""},
		{"exponent beyond floats", `{"name":"x","values":{"a":1e999}}`, alur.CodeMalformedJSON, ""},
		{"too deep", deep(65), alur.CodeMalformedJSON, ""},
		{"far too deep", deep(20_000), alur.CodeMalformedJSON, ""},

		{"unknown", `{"name":"x","role":"admin"}`, alur.CodeUnknownField, "role"},
		{"case variant", `{"Name":"x"}`, alur.CodeUnknownField, "Name"},
		{"case variant beside", `{"name":"x","NAME":"y"}`, alur.CodeUnknownField, "NAME"},
		{"look-alike", `{"nаme":"x"}`, alur.CodeUnknownField, "nаme"},
		{"empty key", `{"name":"x","":1}`, alur.CodeUnknownField, ""},
		{"missing", `{"note":"x"}`, alur.CodeMissingField, "name"},
		{"missing all", `{}`, alur.CodeMissingField, "name"},

		{"list", `[]`, alur.CodeInvalidType, ""},
		{"string", `"name"`, alur.CodeInvalidType, ""},
		{"null body", `null`, alur.CodeInvalidType, ""},
		{"null", `{"name":null}`, alur.CodeInvalidType, "name"},
		{"null in an optional field", `{"name":"x","note":null}`, alur.CodeInvalidType, "note"},
		{"number for a string", `{"name":1}`, alur.CodeInvalidType, "name"},
		{"string for a boolean", `{"name":"x","inner":"true"}`, alur.CodeInvalidType, "inner"},
		{"list for values", `{"name":"x","values":[]}`, alur.CodeInvalidType, "values"},
		{"null for values", `{"name":"x","values":null}`, alur.CodeInvalidType, "values"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var b body
			err := decode([]byte(c.in), &b)
			if got := alur.CodeOf(err); got != c.code {
				t.Fatalf("decode(%.80s) = %v, want code %q", c.in, err, c.code)
			}
			if e, ok := err.(*alur.Error); ok && e.Field != c.field {
				t.Errorf("field = %q, want %q", e.Field, c.field)
			}
		})
	}
}

func TestDecodeKeepsValues(t *testing.T) {
	t.Parallel()
	var b body
	if err := decode([]byte(`{"name":"a\u0000<b>","inner":true,"values":{"x":{"y":[1, 2]},"z":null,"f":1.50}}`), &b); err != nil {
		t.Fatal(err)
	}
	if b.Name != "a\x00<b>" || !b.Inner || len(b.Values) != 3 {
		t.Errorf("decoded %+v", b)
	}
	for id, want := range map[string]string{"x": `{"y":[1, 2]}`, "z": "null", "f": "1.50"} {
		if got := string(b.Values[id]); got != want {
			t.Errorf("values[%s] = %s, want %s", id, got, want)
		}
	}
	var v Values
	if err := decode([]byte(`{"judul":"x"}`), &v); err != nil || string(v["judul"]) != `"x"` {
		t.Errorf("decode into Values = %v, %v", v, err)
	}
	if err := decode([]byte(`["judul"]`), &v); alur.CodeOf(err) != alur.CodeInvalidType {
		t.Errorf("a list for Values: %v", err)
	}
}

// FuzzDecode proves of any body that it is refused with one of the four codes, or
// that what was decoded says the same again.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{
		`{"name":"x","note":"y","inner":true,"values":{"a":[1,{"b":null}]}}`, `{"name":"x","name":"y"}`, `{"Name":1}`, `[]`, `{"name":"\ud800"}`,
		`{"name":"x","values":{"a":9007199254740992}}`, `{"name":"x"} `, "{\"name\":\"\xff\"}", strings.Repeat(`{"a":`, 70), `1e999`, ``,
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		var b body
		err := decode(in, &b)
		switch alur.CodeOf(err) {
		case alur.CodeMalformedJSON, alur.CodeUnknownField, alur.CodeMissingField, alur.CodeInvalidType:
			return
		case "":
		default:
			t.Fatalf("refused with %v", err)
		}
		if !jsontext.Value(in).IsValid() {
			t.Fatalf("accepted what is no JSON: %q", in)
		}
		out, err := marshal(b)
		if err != nil {
			t.Fatalf("marshal what was decoded from %q: %v", in, err)
		}
		var again body
		if err := decode(out, &again); err != nil {
			t.Fatalf("decode %q again: %v", out, err)
		}
		if twice, err := marshal(again); err != nil || string(twice) != string(out) {
			t.Fatalf("%s became %s, %v", out, twice, err)
		}
	})
}
