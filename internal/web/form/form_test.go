package form

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/canon"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026-11-24": "2026-11-24", "24/11/2026": "2026-11-24", "24-11-2026": "2026-11-24", "24.11.2026": "2026-11-24", " 4/1/2026 ": "2026-01-04",
		"24 November 2026": "2026-11-24", "24 nop 2026": "2026-11-24", "1 Agustus 2026": "2026-08-01", "17 AGT 2026": "2026-08-17", "29/02/2028": "2028-02-29",
		"31/11/2026": "", "29/02/2026": "", "24/13/2026": "", "24/11/26": "", "11-2026": "", "": "", "besok": "", "0/1/2026": "", "24/11/2026/1": "",
		"01/01/0000": "", "+1/01/2026": "", "24 xyz 2026": "", "\u0662\u0664/11/2026": "",
	} {
		got, ok := parseDate(in)
		if got != want || ok != (want != "") {
			t.Errorf("parseDate(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func TestParseLocalTime(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"2026-11-24T09:00": "2026-11-24T09:00", "2026-11-24T09:00:30": "2026-11-24T09:00:30", "2026-11-24T09:00:00": "2026-11-24T09:00",
		"24/11/2026 09.00": "2026-11-24T09:00", "24/11/2026 9:05 WIB": "2026-11-24T09:05", "24 November 2026 pukul 13.30": "2026-11-24T13:30",
		"24/11/2026, jam 7.00": "", "24/11/2026 jam 7.00": "2026-11-24T07:00", "2026-11-24 09:00": "2026-11-24T09:00",
		"2026-11-24T24:00": "", "2026-11-24T09:60": "", "2026-11-24": "", "09:00": "", "": "", "T": "", "2026-11-24T9": "",
	} {
		got, ok := parseLocalTime(in)
		if in == "24/11/2026, jam 7.00" {
			continue // either reading is fine; it must only not panic
		}
		if got != want || ok != (want != "") {
			t.Errorf("parseLocalTime(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
	if got := localTime("2026-11-24T09:00"); got != "2026-11-24T09:00:00+07:00" {
		t.Errorf("localTime = %q", got)
	}
	if got := showLocalTime("2026-11-24T02:00:00Z"); got != "2026-11-24T09:00" {
		t.Errorf("showLocalTime = %q", got)
	}
}

func TestParseMoney(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]int64{
		"1250000": 1_250_000, "Rp1.250.000": 1_250_000, "Rp 1.250.000,-": 1_250_000, "rp. 1.250.000,00": 1_250_000, "1 250 000": 1_250_000,
		"85 juta": 85_000_000, "1,5 miliar": 1_500_000_000, "2,75 jt": 2_750_000, "500rb": 500_000, "1.000 triliun": 1_000_000_000_000_000, "0": 0,
		"IDR 5.000": 5_000, "9007199254740991": 1<<53 - 1,
		"": -1, "-5": -1, "1.5": -1, "1.25.000": -1, "1250,50": -1, "1,2345678 juta": -1, "abc": -1, "9007199254740992": -1, "10.000 triliun": -1, "1e9": -1, "12.": -1, ".5": -1,
	} {
		got, ok := parseMoney(in)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("parseMoney(%q) = %d, want %d", in, got, want)
		}
	}
}

// everyKind has one item of each kind that a form fills in.
func everyKind() []*flow.Item {
	options := []flow.Option{{ID: "satu", Title: "Satu"}, {ID: "dua", Title: "Dua"}}
	return []*flow.Item{
		{ID: "teks", Kind: flow.KindText, Title: "Teks"},
		{ID: "panjang", Kind: flow.KindLongText, Title: "Panjang"},
		{ID: "angka", Kind: flow.KindNumber, Title: "Angka"},
		{ID: "tanggal", Kind: flow.KindDate, Title: "Tanggal"},
		{ID: "uang", Kind: flow.KindMoney, Title: "Uang"},
		{ID: "sistem", Kind: flow.KindSystem, Title: "Sistem"},
		{ID: "pilihan", Kind: flow.KindChoice, Title: "Pilihan", Options: options},
		{ID: "tautan", Kind: flow.KindURL, Title: "Tautan"},
		{ID: "orang", Kind: flow.KindPerson, Title: "Orang", Parts: []string{"name", "nip"}},
		{ID: "daftar", Kind: flow.KindChecklist, Title: "Daftar", Options: options},
		{ID: "nilai", Kind: flow.KindVerdicts, Title: "Nilai", Aspects: options, Verdicts: []flow.Verdict{{ID: "baik", Title: "Baik"}, {ID: "kurang", Title: "Kurang", NoteRequired: true}}},
		{ID: "rapat", Kind: flow.KindMeeting, Title: "Rapat"},
		{ID: "tonggak", Kind: flow.KindMilestones, Title: "Tonggak"},
		{ID: "catatan", Kind: flow.KindLog, Title: "Catatan", Options: options},
		{ID: "kemajuan", Kind: flow.KindLog, Title: "Kemajuan", Options: options[:1]},
		{ID: "tim", Kind: flow.KindTeam, Title: "Tim"},
		{ID: "vendor", Kind: flow.KindVendor, Title: "Vendor"},
		{ID: "dokumen", Kind: flow.KindDocumentID, Title: "Dokumen"},
		{ID: "berkas", Kind: flow.KindDocument, Title: "Berkas", MaxFiles: 1},
		{ID: "paraf", Kind: flow.KindSignature, Title: "Paraf"},
	}
}

// aText draws text as it is stored: trimmed, valid, no lone CR.
func aText(rt *rapid.T, label string, lines bool) string {
	return CleanText(rapid.StringMatching(map[bool]string{
		false: `[A-Za-z0-9 <>&"'éç,./-]{0,20}`, true: "[A-Za-z<>&\"' \\n]{0,40}",
	}[lines]).Draw(rt, label))
}

func aDate(rt *rapid.T, label string) string {
	return time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 9000).Draw(rt, label)).Format(time.DateOnly)
}

// someMinutes draws minutes with an agenda or without one.
func someMinutes(rt *rapid.T) string {
	var agenda []text.Topic
	for i := range rapid.IntRange(0, 4).Draw(rt, "topics") {
		n := strconv.Itoa(i)
		o := text.Topic{Title: "t" + strings.Join(strings.Fields(aText(rt, "topic"+n, false)), " "), Text: aText(rt, "outcome"+n, true)}
		if o.Text != "" {
			o.Kind = rapid.SampledFrom([]string{text.ResultDecision, text.ResultNote}).Draw(rt, "kind"+n)
		}
		agenda = append(agenda, o)
	}
	return text.Minutes(agenda, aText(rt, "minutes", true))
}

// aValue draws a value as casework may have it stored, nil for none.
func aValue(rt *rapid.T, it *flow.Item) jsontext.Value {
	enc := func(v any) jsontext.Value {
		b, err := canon.Marshal(v)
		if err != nil {
			rt.Fatal(err)
		}
		return b
	}
	if rapid.IntRange(0, 5).Draw(rt, "none") == 0 {
		return nil
	}
	names := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), 1, 4, rapid.ID[string])
	switch it.Kind {
	case flow.KindNumber, flow.KindMoney:
		return enc(rapid.Int64Range(0, flow.MaxInteger).Draw(rt, "n"))
	case flow.KindDate:
		return enc(aDate(rt, "date"))
	case flow.KindURL:
		return enc("https://" + rapid.StringMatching(`[a-z]{1,9}\.id/[a-z?=&]{0,9}`).Draw(rt, "url"))
	case flow.KindChoice:
		return enc(rapid.SampledFrom([]string{"satu", "dua"}).Draw(rt, "choice"))
	case flow.KindPerson:
		return enc(flow.Person{Name: "x" + aText(rt, "name", false), Position: aText(rt, "position", false), NIP: rapid.SampledFrom([]string{"", "197001011995031001"}).Draw(rt, "nip"), Email: "a@b.id"})
	case flow.KindChecklist:
		return enc(map[string]flow.Tick{"satu": {State: rapid.SampledFrom([]string{"done", "not-applicable"}).Draw(rt, "tick"), Note: aText(rt, "note", true)}})
	case flow.KindVerdicts:
		return enc(map[string]flow.VerdictValue{"dua": {Verdict: "kurang", Note: aText(rt, "note", true)}, "satu": {Verdict: "baik"}})
	case flow.KindMeeting:
		start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(rapid.IntRange(0, 1e6).Draw(rt, "start")) * time.Second)
		zone := rapid.SampledFrom([]*time.Location{time.UTC, alur.Jakarta, time.FixedZone("WITA", 8*3600)}).Draw(rt, "zone")
		return enc(flow.Meeting{Start: start.In(zone).Format(time.RFC3339), End: start.Add(time.Hour).In(zone).Format(time.RFC3339), Place: aText(rt, "place", false), Attendees: names.Draw(rt, "attendees"), Minutes: someMinutes(rt)})
	case flow.KindMilestones:
		var list []flow.Milestone
		for i := range rapid.IntRange(1, 6).Draw(rt, "rows") {
			list = append(list, flow.Milestone{Title: "t" + aText(rt, "title"+strconv.Itoa(i), false), Due: aDate(rt, "due"+strconv.Itoa(i))})
		}
		return enc(list)
	case flow.KindLog:
		return enc([]flow.LogEntry{{Kind: "satu", Date: aDate(rt, "date"), Text: "x" + aText(rt, "text", true)}})
	case flow.KindTeam:
		return enc(names.Draw(rt, "team"))
	case flow.KindVendor:
		return enc(flow.Vendor{Agency: "cv", Basis: "tender", Number: aText(rt, "number", false), Date: aDate(rt, "date")})
	case flow.KindDocument, flow.KindSignature:
		return nil
	}
	s := aText(rt, "text", it.Kind == flow.KindLongText)
	if s == "" {
		return nil
	}
	return enc(s)
}

// asBrowser sends controls as a browser would: CRLF in every text.
func asBrowser(v url.Values) url.Values {
	out := url.Values{}
	for name, list := range v {
		for _, s := range list {
			out.Add(name, strings.ReplaceAll(s, "\n", "\r\n"))
		}
	}
	return out
}

// TestFormRoundTrip proves that a form that is opened and saved without a change
// gives back the stored value, byte for byte.
func TestFormRoundTrip(t *testing.T) {
	t.Parallel()
	for _, it := range everyKind() {
		t.Run(string(it.Kind)+" "+string(it.ID), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) {
				stored := aValue(rt, it)
				shown := Controls(it, stored)
				typed := Normalise(it, asBrowser(shown), stored)
				if diff := cmp.Diff(shown, typed); diff != "" {
					rt.Fatalf("stored %s: shown and sent differ: %s", stored, diff)
				}
				got := Read(it, typed, stored)
				if len(got.Faults) > 0 {
					rt.Fatalf("stored %s: faults %v", stored, got.Faults)
				}
				switch {
				case it.Kind == flow.KindLog || it.Kind == flow.KindDocument || it.Kind == flow.KindSignature:
					if got.Value != nil {
						rt.Fatalf("a form without a new entry sets %s", got.Value)
					}
				case stored == nil:
					if string(got.Value) != "null" {
						rt.Fatalf("nothing was stored, %s came back", got.Value)
					}
				default:
					again, err := canon.Canonicalize(got.Value)
					if err != nil || string(again) != string(stored) {
						rt.Fatalf("stored %s came back as %s (%v)", stored, again, err)
					}
				}
			})
		})
	}
}

// TestFormDraws proves that whatever is typed, the form can be drawn with it and
// every single control shows what was typed.
func TestFormDraws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		it := rapid.SampledFrom(everyKind()).Draw(rt, "item")
		stored := aValue(rt, it)
		typed := url.Values{}
		for name := range Controls(it, aValue(rt, it)) {
			typed.Add(name, rapid.String().Draw(rt, name))
		}
		typed.Add(string(it.ID), rapid.String().Draw(rt, "whole"))
		values := Normalise(it, typed, stored)
		if diff := cmp.Diff(values, Normalise(it, values, nil)); diff != "" {
			rt.Fatalf("normalise is not stable: %s", diff)
		}
		d := &Desk{View: &casework.View{State: flow.NewState("r", "a")}, Now: time.Unix(0, 0)}
		shown := url.Values{}
		collect := func(f page.Field) {
			switch {
			case f.Type == "radios" || f.Type == "select" || f.Type == "checkboxes":
				for _, o := range f.Options {
					if o.Checked {
						shown.Add(f.FormName(), o.Value)
					}
				}
			case f.Value != "":
				shown.Add(f.FormName(), f.Value)
			}
		}
		drawn := d.Item(nil, it, values)
		if drawn.Shape == page.ShapeField {
			collect(drawn.Field)
		}
		chosen := func(p page.FormPicker) {
			for _, l := range p.Lists {
				for _, c := range l.Chosen {
					shown.Add(l.ID, c.Value)
				}
			}
		}
		chosen(drawn.Picker)
		for _, row := range slices.Concat(drawn.Group.Rows, drawn.Group.Fold.Rows) {
			chosen(row.Picker)
			for _, f := range row.Fields {
				collect(f)
			}
		}
		for name, want := range values {
			if it.Kind == flow.KindChoice || it.Kind == flow.KindChecklist || it.Kind == flow.KindVerdicts || it.Kind == flow.KindLog || it.Kind == flow.KindVendor && name != "pihak.agency" || it.Kind == flow.KindDocumentID || it.Kind == flow.KindDocument || it.Kind == flow.KindSignature {
				continue // choices show what is offered only
			}
			got := slices.Clone(shown[name])
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				rt.Fatalf("%s %s: typed and shown differ: %s", it.Kind, name, diff)
			}
		}
		_ = Read(it, values, stored)
	})
}

func TestReadItem(t *testing.T) {
	t.Parallel()
	items := map[alur.ItemID]*flow.Item{}
	for _, it := range everyKind() {
		items[it.ID] = it
	}
	for _, c := range []struct {
		item   alur.ItemID
		stored string
		typed  string // a query
		want   string // JSON, "" for no change
		fault  string // control at fault
	}{
		{item: "tanggal", typed: "tanggal=24/11/2026", want: `"2026-11-24"`},
		{item: "tanggal", typed: "tanggal=31/11/2026", fault: "tanggal"},
		{item: "tanggal", typed: "tanggal=", want: "null"},
		{item: "uang", typed: "uang=Rp1.250.000", want: "1250000"},
		{item: "uang", typed: "uang=banyak", fault: "uang"},
		{item: "angka", typed: "angka=1.200", want: "1200"},
		{item: "angka", typed: "angka=-3", fault: "angka"},
		{item: "tautan", typed: "tautan=kode.salatiga.go.id/antrean", want: `"https://kode.salatiga.go.id/antrean"`},
		{item: "tautan", typed: "tautan=javascript:alert(1)", want: `"javascript:alert(1)"`},
		{item: "panjang", typed: "panjang=satu%0D%0Adua%0D", want: `"satu\ndua"`},
		{item: "panjang", typed: "panjang=%ff", want: "\"\uFFFD\""},
		{item: "orang", typed: "orang.name=A&orang.nip=19700101+199503+1+001", want: `{"name":"A","nip":"197001011995031001"}`},
		{item: "orang", stored: `{"name":"A","phone":"0812"}`, typed: "orang.name=B&orang.nip=", want: `{"name":"B","phone":"0812"}`},
		{item: "orang", stored: `{"name":"A"}`, typed: "orang.name=+&orang.nip=", want: "null"},
		{item: "daftar", typed: "daftar.satu=done&daftar.dua=&daftar.dua.note=kenapa", want: `{"dua":{"note":"kenapa"},"satu":{"state":"done"}}`},
		{item: "rapat", typed: "rapat.start=2026-11-24T09:00&rapat.end=24/11/2026+11.00&rapat.attendees=b&rapat.attendees=a", want: `{"attendees":["a","b"],"end":"2026-11-24T11:00:00+07:00","start":"2026-11-24T09:00:00+07:00"}`},
		{item: "rapat", stored: `{"start":"2026-11-24T02:00:00Z","attendees":["b","a"]}`, typed: "rapat.start=2026-11-24T09:00&rapat.attendees=a&rapat.attendees=b&rapat.attendees=c", want: `{"attendees":["b","a","c"],"start":"2026-11-24T02:00:00Z"}`},
		{item: "rapat", typed: "rapat.start=nanti", fault: "rapat.start"},
		{item: "rapat", stored: `{"place":"X"}`, typed: "rapat.place=", want: "null"},
		{item: "tonggak", typed: "tonggak.1.title=&tonggak.2.title=B&tonggak.2.due=1/2/2027&tonggak.5.title=C", want: `[{"due":"2027-02-01","title":"B"},{"title":"C"}]`},
		{item: "tonggak", typed: "tonggak.4.title=B&tonggak.4.due=kapan", fault: "tonggak.1.due"},
		{item: "catatan", stored: `[{"kind":"satu","date":"2026-01-01","text":"lama"}]`, typed: "catatan.kind=dua&catatan.date=2/1/2026&catatan.text=baru", want: `[{"kind":"satu","date":"2026-01-01","text":"lama"},{"kind":"dua","date":"2026-01-02","text":"baru"}]`},
		{item: "catatan", typed: "catatan.date=2026-01-02&catatan.text=", want: ""},
		{item: "catatan", typed: "catatan.date=2026-01-02&catatan.text=baru", fault: "catatan.kind"},
		{item: "catatan", typed: "catatan.kind=dua&catatan.date=2026-01-02", fault: "catatan.text"},
		{item: "kemajuan", typed: "kemajuan.kind=ngawur&kemajuan.date=2026-01-02&kemajuan.text=x", want: `[{"kind":"satu","date":"2026-01-02","text":"x"}]`},
		{item: "tim", stored: `["c","a"]`, typed: "tim=a&tim=b&tim=c&tim=b", want: `["c","a","b"]`},
		{item: "tim", stored: `["c"]`, typed: "", want: "null"},
		{item: "vendor", typed: "vendor.agency=cv&vendor.basis=&vendor.date=2/1/2026", want: `{"agency":"cv","date":"2026-01-02"}`},
	} {
		typed, err := url.ParseQuery(c.typed)
		if err != nil {
			t.Fatal(err)
		}
		it := items[c.item]
		got := Read(it, Normalise(it, typed, jsontext.Value(c.stored)), jsontext.Value(c.stored))
		if c.fault != "" {
			if len(got.Faults) != 1 || got.Faults[0].Field != c.fault || got.Value != nil {
				t.Errorf("%s %q: faults %v, value %s; want one at %s", c.item, c.typed, got.Faults, got.Value, c.fault)
			}
			continue
		}
		if len(got.Faults) > 0 {
			t.Errorf("%s %q: faults %v", c.item, c.typed, got.Faults)
		}
		var a, b any
		if c.want != "" {
			if err := json.Unmarshal([]byte(c.want), &a); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(got.Value, &b); err != nil {
				t.Errorf("%s %q: %v", c.item, c.typed, err)
			}
		} else if got.Value != nil {
			b = string(got.Value)
		}
		if diff := cmp.Diff(a, b); diff != "" {
			t.Errorf("%s %q: %s", c.item, c.typed, diff)
		}
	}
}

// TestDefinitionsDraw proves that every item and input of the shipped flows has a
// form, with an id that a blocker about it would name.
func TestDefinitionsDraw(t *testing.T) {
	t.Parallel()
	reg, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	d := &Desk{View: &casework.View{State: flow.NewState("r", "a")}, Now: time.Unix(0, 0)}
	for _, plan := range reg.Plans() {
		for _, st := range plan.Stages {
			items := slices.Clone(st.Items)
			for _, act := range st.Actions {
				items = append(items, act.Inputs...)
			}
			for _, it := range items {
				if strings.HasPrefix(string(it.ID), "_") || strings.HasPrefix(string(it.ID), Password) || strings.HasPrefix(string(it.ID), FilePrefix) {
					t.Errorf("%s %s: the item %s has a name that forms use themselves", plan.Flow, st.ID, it.ID)
				}
				if it.Kind == flow.KindDocument || it.Kind == flow.KindSignature {
					continue
				}
				got := d.Item(nil, it, url.Values{})
				if got.Field.Label == "" && got.Group.Legend == "" && (len(got.Picker.Lists) != 1 || got.Picker.Lists[0].Legend == "") {
					t.Errorf("%s %s %s: drawn without a name", plan.Flow, st.ID, it.ID)
				}
				ids := map[string]bool{string(it.ID): true}
				for _, row := range got.Group.Rows {
					ids[row.ID] = true
					for _, f := range row.Fields {
						if ids[f.ID] {
							t.Errorf("%s %s: id %s twice", plan.Flow, st.ID, f.ID)
						}
						ids[f.ID] = true
					}
				}
				for _, o := range slices.Concat(it.Aspects, it.Options, optionsOf(it.Parts)) {
					item := string(it.ID) + "." + o.ID
					if id := ControlOf(item, plan, st, nil, d.View.State); it.Kind != flow.KindChoice && st.Item(it.ID) == it && !ids[id] {
						t.Errorf("%s %s: a blocker about %s leads to %s, which is not there", plan.Flow, st.ID, item, id)
					}
				}
			}
		}
	}
}

func optionsOf(ids []string) []flow.Option {
	var out []flow.Option
	for _, id := range ids {
		out = append(out, flow.Option{ID: id})
	}
	return out
}

// FuzzForm proves that no form, however mangled, makes the form layer fail: it
// reads it, or says what it could not read.
func FuzzForm(f *testing.F) {
	for i, it := range everyKind() {
		f.Add(i, string(it.ID)+"=24/11/2026", `"x"`)
		f.Add(i, string(it.ID)+".start=2026-11-24T09:00&"+string(it.ID)+".1.due=x&"+string(it.ID)+".text=%ff%00", `[{"kind":"satu"}]`)
	}
	f.Fuzz(func(t *testing.T, which int, query, stored string) {
		items := everyKind()
		it := items[(which%len(items)+len(items))%len(items)]
		typed, _ := url.ParseQuery(query)
		var old jsontext.Value
		if v := jsontext.Value(stored); v.IsValid() {
			old = v
		}
		values := Normalise(it, typed, old)
		got := Read(it, values, old)
		if got.Value != nil && !got.Value.IsValid() {
			t.Fatalf("invalid JSON %q", got.Value)
		}
		if got.Value != nil && len(got.Faults) > 0 {
			t.Fatalf("a value %s beside faults %v", got.Value, got.Faults)
		}
		d := &Desk{View: &casework.View{State: flow.NewState("r", "a")}, Now: time.Unix(0, 0), Faults: got.Faults}
		_ = fmt.Sprint(d.Item(nil, it, values), d.ValueAnswer(it, old), d.ValueAnswer(it, got.Value))
	})
}

// TestAgenda proves what the agenda of a meeting offers, and what it makes of what is typed.
func TestAgenda(t *testing.T) {
	t.Parallel()
	meeting := &flow.Item{ID: "rapat", Kind: flow.KindMeeting, Title: "Rapat"}
	st := &flow.Stage{Items: []*flow.Item{
		meeting, {ID: "lingkup", Kind: flow.KindLongText, Title: "Ruang lingkup"}, {ID: "tahapan", Kind: flow.KindMilestones, Title: "Rencana tahapan"},
		{ID: "biaya", Kind: flow.KindMoney, Title: "Perkiraan anggaran", Confidential: true}, {ID: "notulen", Kind: flow.KindDocument, Title: "Notulen"},
	}}
	d := &Desk{View: &casework.View{State: flow.NewState("r", "a")}, Now: time.Date(2026, 12, 10, 3, 0, 0, 0, time.UTC)}
	draw := func(stored jsontext.Value) (url.Values, page.FormFold) {
		fold := d.Item(st, meeting, Controls(meeting, stored)).Group.Fold
		out := url.Values{}
		for _, row := range fold.Rows {
			for _, h := range row.Hiddens {
				out.Set(h.Name, h.Value)
			}
			for _, f := range row.Fields {
				if f.Type != "select" {
					out.Set(f.FormName(), f.Value)
				}
			}
		}
		return out, fold
	}
	typed, fold := draw(nil)
	var topics []string
	for i := 1; typed.Has("rapat.agenda." + strconv.Itoa(i) + ".topic"); i++ {
		topics = append(topics, typed.Get("rapat.agenda."+strconv.Itoa(i)+".topic"))
	}
	if diff := cmp.Diff([]string{"Ruang lingkup", "Rencana tahapan", "Perkiraan anggaran", ""}, topics); diff != "" || fold.Open {
		t.Errorf("offered (-want +got):\n%s", diff)
	}
	if fold.Rows[2].Fields[2].Hint == "" || fold.Rows[1].Fields[2].Hint != "" {
		t.Error("nobody is warned not to write the budget into the minutes, or of something else")
	}
	read := func(stored jsontext.Value) string {
		var m flow.Meeting
		v := Read(meeting, Normalise(meeting, typed, stored), stored).Value
		if err := json.Unmarshal(v, &m); v.Kind() != 'n' && err != nil {
			t.Fatal(err)
		}
		return m.Minutes
	}
	if got := read(nil); got != "" {
		t.Errorf("topics that nobody touched became %q", got)
	}
	typed.Set("rapat.agenda.2.text", "Disusun ulang.\r\nMulai Januari.")
	typed.Set("rapat.agenda.2.kind", "keputusan")
	typed.Set("rapat.agenda.4.text", "Wifi aula dibahas.")
	typed.Set("rapat.minutes", "Mulai terlambat.")
	want := "Agenda dan hasil\n\n1. Ruang lingkup\n\n2. Rencana tahapan\n   Keputusan: Disusun ulang.\n   Mulai Januari.\n\n3. Perkiraan anggaran\n\n" +
		"4. Lain-lain\n   Catatan: Wifi aula dibahas.\n\nCatatan lain\nMulai terlambat."
	minutes := read(nil)
	if diff := cmp.Diff(want, minutes); diff != "" {
		t.Errorf("minutes (-want +got):\n%s", diff)
	}
	stored := Encode(flow.Meeting{Start: "2026-12-10T09:00:00+07:00", Minutes: minutes}, false)
	typed, fold = draw(stored)
	typed.Del("rapat.agenda.4.usual")
	if !fold.Open || len(fold.Rows) != 6 || typed.Has("rapat.agenda.1.usual") || typed.Get("rapat.minutes") != "Mulai terlambat." {
		t.Errorf("shown again: %+v", fold)
	}
	typed = url.Values{"rapat.place": {"Aula"}} // a form without an agenda
	if got := read(stored); got != minutes {
		t.Errorf("a form without an agenda made it %q", got)
	}
	if _, fold = draw(Encode(flow.Meeting{Start: "2026-12-10T12:00:00+07:00"}, false)); fold.Open {
		t.Error("the agenda of a meeting to come is open")
	}
	if _, fold = draw(Encode(flow.Meeting{Start: "2026-12-10T09:00:00+07:00"}, false)); !fold.Open {
		t.Error("the agenda of a meeting that has begun is folded")
	}
	for _, part := range d.ValueAnswer(meeting, stored).Parts {
		if part.Key == "2. Rencana tahapan" && part.Value == "Keputusan: Disusun ulang.\nMulai Januari." {
			return
		}
	}
	t.Errorf("read only: %+v", d.ValueAnswer(meeting, stored).Parts)
}
