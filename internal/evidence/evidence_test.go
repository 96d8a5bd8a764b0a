package evidence_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	stdjson "encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
)

func event(payload string) alur.Event {
	return alur.Event{
		Request: "0123456789abcdef0123456789abcdef", Seq: 1, Type: alur.EventActionTaken,
		At:      time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC),
		Actor:   alur.EventActor{Username: "verifikator", Party: "kominfo"},
		Payload: []byte(payload),
	}
}

// The hashes were computed with Python's json and hashlib, not with this package.
func TestSealGolden(t *testing.T) {
	t.Parallel()
	head := `{"actor":{"on_behalf_of":"","party":"kominfo","username":"verifikator"},"at":"2026-11-23T03:04:05.000000Z","payload":`
	tail := `,"prev":"` + evidence.Zero + `","request":"0123456789abcdef0123456789abcdef","seq":1,"type":"action-taken"}`
	for _, c := range []struct{ name, payload, canonical, hash string }{
		{
			"white space and order", ` { "flow_version" : 1, "flow":"swakelola"}`, `{"flow":"swakelola","flow_version":1}`,
			"bfd12133e200cbd0b9b8b6757b76f5ca0260262abf6d504b0300175dd6a0823c",
		},
		{
			"line separators stay", `{"text":"baris\u2028dan\u2029akhir"}`, "{\"text\":\"baris\u2028dan\u2029akhir\"}",
			"b927463c2ff0689a25c88c6754b1567e060b7e0303ca077dca06f47c7b8b333a",
		},
		{
			"markup stays, controls are escaped", `{"text":"<b>A \u0026 B</b> \"kutip\" \\ \/ \u007f\u0001\u0008\u000c\u000a\u000d\u0009"}`,
			"{\"text\":\"<b>A & B</b> \\\"kutip\\\" \\\\ / \x7f\\u0001\\b\\f\\n\\r\\t\"}",
			"617662dbae99e5fa9cfa027d5f1c6d8920f62fa99cb036a574937f4d73245247",
		},
		{
			"keys by UTF-16 units", "{\"\ufb33\":1,\"\U0001F600\":2,\"\u20ac\":3,\"a\":4,\"\u00f6\":5,\"1\":6,\"\\r\":7}",
			"{\"\\r\":7,\"1\":6,\"a\":4,\"\u00f6\":5,\"\u20ac\":3,\"\U0001F600\":2,\"\ufb33\":1}",
			"2f44a9c78c0df0db7227a9107520d295fd6873998e3340b159361e3666e9dcaf",
		},
		{
			"nested", `{"items":{"b":[{"y":null,"x":true},-9007199254740991],"a":{}}}`,
			`{"items":{"a":{},"b":[{"x":true,"y":null},-9007199254740991]}}`,
			"b6be745919f990c5cb516511478ce0a68e14121d9116d72a7eed406686140afa",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			body, hash, err := evidence.Seal(event(c.payload), evidence.Zero)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(head+c.canonical+tail, string(body)); diff != "" {
				t.Errorf("bytes (-want +got):\n%s", diff)
			}
			if hash != c.hash {
				t.Errorf("hash is %s, want %s", hash, c.hash)
			}
		})
	}
}

func TestSealRefusesWhatCannotBeSaidTwice(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*alur.Event){
		"no payload":         func(e *alur.Event) { e.Payload = nil },
		"payload not object": func(e *alur.Event) { e.Payload = []byte(`[]`) },
		"duplicate key":      func(e *alur.Event) { e.Payload = []byte(`{"a":1,"a":2}`) },
		"broken payload":     func(e *alur.Event) { e.Payload = []byte(`{"a":`) },
		"bad UTF-8":          func(e *alur.Event) { e.Payload = []byte("{\"a\":\"\xff\"}") },
		"lone surrogate":     func(e *alur.Event) { e.Payload = []byte(`{"a":"\ud800"}`) },
		"bad username":       func(e *alur.Event) { e.Actor.Username = "\xff" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := event(`{}`)
			change(&e)
			if body, _, err := evidence.Seal(e, evidence.Zero); err == nil {
				t.Errorf("sealed as %s", body)
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	good, _, err := evidence.Seal(event(`{"a":1}`), evidence.Zero)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new string }{
		"missing member":    {`,"seq":1`, ``},
		"missing in actor":  {`,"party":"kominfo"`, ``},
		"unknown member":    {`"seq":1`, `"seq":1,"signed":true`},
		"unknown in actor":  {`"party":`, `"parti":"","party":`},
		"duplicate member":  {`"seq":1`, `"seq":1,"seq":1`},
		"case variant":      {`"seq":1`, `"SEQ":1`},
		"float":             {`"seq":1`, `"seq":1.0`},
		"no microseconds":   {`05.000000Z`, `05Z`},
		"nanoseconds":       {`05.000000Z`, `05.000000000Z`},
		"another zone":      {`05.000000Z`, `05.000000+07:00`},
		"impossible date":   {`2026-11-23`, `2026-11-31`},
		"trailing data":     {`"type":"action-taken"}`, `"type":"action-taken"}{}`},
		"null for a string": {`"type":"action-taken"`, `"type":null`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := strings.Replace(string(good), c.old, c.new, 1)
			if bad == string(good) {
				t.Fatal("the case changes nothing")
			}
			if e, _, err := evidence.Open([]byte(bad)); err == nil {
				t.Errorf("opened as %+v", e)
			}
		})
	}
}

// Bytes that say the same in another way are not what was sealed, even with a hash
// that fits.
func TestVerifyDemandsCanonicalBytes(t *testing.T) {
	t.Parallel()
	good, hash, err := evidence.Seal(event(`{"a":"<x>"}`), evidence.Zero)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := evidence.Verify(good, hash); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new string }{
		"white space":     {`"seq":1`, `"seq": 1`},
		"escaped":         {`<x>`, `\u003cx>`},
		"escaped slash":   {`<x>`, `\/`},
		"order of keys":   {`"seq":1,"type":"action-taken"`, `"type":"action-taken","seq":1`},
		"number by sign":  {`"seq":1`, `"seq":-0`},
		"payload's order": {`{"a":"<x>"}`, `{"b":1,"a":"<x>"}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bad := []byte(strings.Replace(string(good), c.old, c.new, 1))
			sum := sha256.Sum256(bad)
			if _, _, err := evidence.Verify(bad, hex.EncodeToString(sum[:])); err == nil {
				t.Errorf("%s passed", bad)
			}
		})
	}
}

func TestVerifyFindsEveryChangedByte(t *testing.T) {
	t.Parallel()
	body, hash, err := evidence.Seal(event("{\"catatan\":\"a\u2028b 😀\",\"n\":[1,2,{\"x\":null}]}"), evidence.Zero)
	if err != nil {
		t.Fatal(err)
	}
	for i := range body {
		for _, flip := range []byte{0x01, 0x20, 0x80} {
			bad := bytes.Clone(body)
			bad[i] ^= flip
			if _, _, err := evidence.Verify(bad, hash); err == nil {
				t.Errorf("byte %d xor %#x passed", i, flip)
			}
		}
		if _, _, err := evidence.Verify(body[:i], hash); err == nil {
			t.Errorf("cut at %d passed", i)
		}
	}
}

func TestChain(t *testing.T) {
	t.Parallel()
	type link struct {
		e          alur.Event
		prev, hash string
	}
	var links []link
	prev := evidence.Zero
	for seq := range int64(4) {
		e := event(`{}`)
		e.Seq = seq + 1
		_, hash, err := evidence.Seal(e, prev)
		if err != nil {
			t.Fatal(err)
		}
		links = append(links, link{e, prev, hash})
		prev = hash
	}
	other := links[1]
	other.e.Request = "another"
	for name, c := range map[string]struct {
		links []link
		bad   int // index of the first that is refused, or -1
	}{
		"whole":           {links, -1},
		"first missing":   {links[1:], 0},
		"gap":             {[]link{links[0], links[2]}, 1},
		"twice":           {[]link{links[0], links[0]}, 1},
		"swapped":         {[]link{links[0], links[2], links[1], links[3]}, 1},
		"another request": {[]link{links[0], other}, 1},
		"forked":          {[]link{links[0], {links[1].e, evidence.Zero, links[1].hash}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			chain, bad := evidence.Chain{Request: links[0].e.Request}, -1
			for i, l := range c.links {
				if err := chain.Follow(l.e, l.prev, l.hash); err != nil {
					bad = i
					break
				}
			}
			if bad != c.bad {
				t.Errorf("refused at %d, want %d", bad, c.bad)
			}
		})
	}
}

func TestSealOpenRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		payload, err := json.Marshal(rapid.MapOf(rapid.String(), values(3)).Draw(t, "payload"), json.Deterministic(true))
		if err != nil {
			t.Fatal(err)
		}
		e := alur.Event{
			Request: alur.RequestID(rapid.String().Draw(t, "request")), Seq: rapid.Int64Range(1, 1<<53-1).Draw(t, "seq"),
			Type: alur.EventType(rapid.String().Draw(t, "type")),
			At:   time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(t, "at")).UTC(),
			Actor: alur.EventActor{
				Username: rapid.String().Draw(t, "username"), Party: alur.PartyID(rapid.String().Draw(t, "party")),
				OnBehalfOf: rapid.String().Draw(t, "head"),
			},
			Payload: payload,
		}
		before := rapid.String().Draw(t, "prev")
		body, hash, err := evidence.Seal(e, before)
		if err != nil {
			t.Fatal(err)
		}
		if v := jsontext.Value(body).Clone(); v.Canonicalize() != nil || !bytes.Equal(v, body) {
			t.Fatalf("not canonical: %s", body)
		}
		got, prev, err := evidence.Verify(body, hash)
		if err != nil {
			t.Fatal(err)
		}
		again, _, err := evidence.Seal(got, prev)
		if err != nil || !bytes.Equal(again, body) || prev != before {
			t.Fatalf("sealed again as %s (%v)", again, err)
		}
		checkWire(t, evidence.WithHash(body, hash), body, hash)
	})
}

// values draws JSON values of integers, as histories have them.
func values(depth int) *rapid.Generator[any] {
	leaves := []*rapid.Generator[any]{
		rapid.String().AsAny(), rapid.Int64Range(-(1<<53 - 1), 1<<53-1).AsAny(), rapid.Bool().AsAny(), rapid.Just[any](nil),
	}
	if depth == 0 {
		return rapid.OneOf(leaves...)
	}
	return rapid.OneOf(append(leaves,
		rapid.SliceOfN(values(depth-1), 0, 3).AsAny(), rapid.MapOfN(rapid.String(), values(depth-1), 0, 3).AsAny())...)
}

// checkWire does what whoever receives an event does: take "hash" out, make the
// rest canonical, hash it.
func checkWire(t interface{ Fatalf(string, ...any) }, wire, body []byte, hash string) {
	var m map[string]stdjson.RawMessage
	if err := stdjson.Unmarshal(wire, &m); err != nil {
		t.Fatalf("wire form: %v", err)
	}
	if string(m["hash"]) != `"`+hash+`"` {
		t.Fatalf("wire form has the hash %s", m["hash"])
	}
	if v := jsontext.Value(wire).Clone(); v.Canonicalize() != nil || !bytes.Equal(v, wire) {
		t.Fatalf("wire form is not canonical: %s", wire)
	}
	if rest := bytes.Replace(wire, []byte(`"hash":"`+hash+`",`), nil, 1); !bytes.Equal(rest, body) {
		t.Fatalf("without hash it is %s", rest)
	}
}

func FuzzOpen(f *testing.F) {
	body, _, err := evidence.Seal(event(`{"a":[1,"x"]}`), evidence.Zero)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(body)
	f.Add([]byte(`{"actor":{}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, prev, err := evidence.Open(b)
		if err != nil {
			return
		}
		again, hash, err := evidence.Seal(e, prev)
		if err != nil {
			return
		}
		if _, _, err := evidence.Verify(again, hash); err != nil {
			t.Errorf("what was sealed does not verify: %v", err)
		}
	})
}

func BenchmarkVerify(b *testing.B) {
	body, hash, err := evidence.Seal(event(`{"items":{"judul":"Sistem Informasi Puskesmas","jenis":"pembangunan-baru"},"stage":"surat-permohonan"}`), evidence.Zero)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := evidence.Verify(body, hash); err != nil {
			b.Fatal(err)
		}
	}
}

// The quick way says of every event what the long way says, or nothing.
func TestQuickIsNoOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		payload, err := json.Marshal(rapid.MapOf(rapid.String(), values(3)).Draw(t, "payload"), json.Deterministic(true))
		if err != nil {
			t.Fatal(err)
		}
		names := rapid.SampledFrom([]string{"", "verifikator", "a,\"seq\":7", "é", `","prev":"`, "baris\n"})
		e := event(string(payload))
		e.Actor.Username, e.Actor.OnBehalfOf = names.Draw(t, "username"), names.Draw(t, "behalf")
		e.Seq = rapid.Int64Range(1, 1<<53-1).Draw(t, "seq")
		body, hash, err := evidence.Seal(e, evidence.Zero)
		if err != nil {
			t.Fatal(err)
		}
		got, prev, err := evidence.Verify(body, hash)
		want, wantPrev, err2 := evidence.Open(body)
		if err != nil || err2 != nil || prev != wantPrev || !cmp.Equal(got, want) {
			t.Fatalf("%v, %v: %s", err, err2, cmp.Diff(want, got))
		}
	})
}
