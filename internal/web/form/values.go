package form

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// The form layer between an item of a definition and the controls on a page. One
// item becomes controls named "item" or "item.part" (the names that blockers use
// as well, so that a fault finds its control):
//
//	stored JSON → controls → page → browser → Normalise → Read → JSON for casework
//
// Controls and Normalise give the same form, so that two of them are equal exactly
// when nothing was changed. Start at [Controls], [Normalise] and [Read].

// maxRows bounds the rows of a repeatable item that a form may send.
const maxRows = 200

// personParts are the parts of a person in the order in which they are asked for.
var personParts = []string{"name", "position", "nip", "phone", "email"}

// meetingParts are the parts of a meeting, attendees aside.
var meetingParts = []string{"start", "end", "place", "link", "guests", "minutes"}

// vendorParts are the parts of a vendor item.
var vendorParts = []string{"agency", "basis", "number", "date"}

// partName is the name of the control of a part of an item.
func partName(it *flow.Item, names ...string) string {
	return string(it.ID) + "." + strings.Join(names, ".")
}

// Controls returns what the controls of an item show for its stored value; nothing
// in it is empty. A value that does not have the item's shape shows nothing.
func Controls(it *flow.Item, stored jsontext.Value) url.Values {
	out := url.Values{}
	put := func(name, value string) {
		if value != "" {
			out.Set(name, value)
		}
	}
	if len(stored) == 0 || stored.Kind() == 'n' {
		return out
	}
	id := string(it.ID)
	switch it.Kind {
	case flow.KindNumber, flow.KindMoney:
		var n int64
		if json.Unmarshal(stored, &n) == nil {
			put(id, text.Integer(n))
		}
	case flow.KindPerson:
		var p flow.Person
		if json.Unmarshal(stored, &p) == nil {
			for _, name := range personParts {
				put(partName(it, name), *personPart(&p, name))
			}
		}
	case flow.KindChecklist:
		var ticks map[string]flow.Tick
		if json.Unmarshal(stored, &ticks) == nil {
			for _, o := range it.Options {
				put(partName(it, o.ID), ticks[o.ID].State)
				put(partName(it, o.ID, "note"), ticks[o.ID].Note)
			}
		}
	case flow.KindVerdicts:
		var verdicts map[string]flow.VerdictValue
		if json.Unmarshal(stored, &verdicts) == nil {
			for _, o := range it.Aspects {
				put(partName(it, o.ID), verdicts[o.ID].Verdict)
				put(partName(it, o.ID, "note"), verdicts[o.ID].Note)
			}
		}
	case flow.KindMeeting:
		var m flow.Meeting
		if json.Unmarshal(stored, &m) == nil {
			m.Start, m.End = showLocalTime(m.Start), showLocalTime(m.End)
			var agenda []text.Topic
			agenda, m.Minutes = text.ParseMinutes(m.Minutes)
			putAgenda(it, out, agenda)
			for _, name := range meetingParts {
				put(partName(it, name), *meetingPart(&m, name))
			}
			putAll(out, partName(it, "attendees"), m.Attendees)
		}
	case flow.KindMilestones:
		var list []flow.Milestone
		if json.Unmarshal(stored, &list) == nil {
			for i, m := range list {
				put(partName(it, strconv.Itoa(i+1), "title"), m.Title)
				put(partName(it, strconv.Itoa(i+1), "due"), m.Due)
			}
		}
	case flow.KindTeam:
		var names []string
		if json.Unmarshal(stored, &names) == nil {
			putAll(out, id, names)
		}
	case flow.KindVendor:
		var v flow.Vendor
		if json.Unmarshal(stored, &v) == nil {
			for _, name := range vendorParts {
				put(partName(it, name), *vendorPart(&v, name))
			}
		}
	case flow.KindLog, flow.KindDocument, flow.KindSignature:
		// A log's form is for one entry more; files and signatures have pages of their own.
	default:
		var s string
		if json.Unmarshal(stored, &s) == nil {
			put(id, s)
		}
	}
	return out
}

// Normalise picks the controls of an item out of all that a form sent and brings
// them to the form of [Controls]. What cannot be read stays as it was typed.
// Parts that the form did not have keep their stored value.
func Normalise(it *flow.Item, typed url.Values, stored jsontext.Value) url.Values {
	out := url.Values{}
	old := Controls(it, stored)
	take := func(name string, tidy func(string) string) {
		if !typed.Has(name) {
			if v := old.Get(name); v != "" {
				out.Set(name, v)
			}
			return
		}
		if v := tidy(CleanText(typed.Get(name))); v != "" {
			out.Set(name, v)
		}
	}
	id := string(it.ID)
	switch it.Kind {
	case flow.KindPerson:
		for _, name := range personParts {
			take(partName(it, name), tidyOf(name))
		}
	case flow.KindChecklist:
		for _, o := range it.Options {
			take(partName(it, o.ID), asTyped)
			take(partName(it, o.ID, "note"), asTyped)
		}
	case flow.KindVerdicts:
		for _, o := range it.Aspects {
			take(partName(it, o.ID), asTyped)
			take(partName(it, o.ID, "note"), asTyped)
		}
	case flow.KindMeeting:
		for _, name := range meetingParts {
			take(partName(it, name), tidyOf(name))
		}
		normaliseAgenda(it, typed, old, out)
		putAll(out, partName(it, "attendees"), typed[partName(it, "attendees")])
	case flow.KindMilestones:
		normaliseRows(it, typed, out)
	case flow.KindLog:
		normaliseEntry(it, typed, out)
	case flow.KindTeam:
		putAll(out, id, typed[id])
	case flow.KindVendor:
		for _, name := range vendorParts {
			take(partName(it, name), tidyOf(name))
		}
	case flow.KindDocument, flow.KindSignature:
	default:
		take(id, tidyOf(string(it.Kind)))
	}
	return out
}

// normaliseRows numbers the rows of milestones anew, empty ones left out.
func normaliseRows(it *flow.Item, typed, out url.Values) {
	n := 0
	for i := 1; i <= maxRows; i++ {
		title := CleanText(typed.Get(partName(it, strconv.Itoa(i), "title")))
		due := tidyOf("date")(CleanText(typed.Get(partName(it, strconv.Itoa(i), "due"))))
		if title == "" && due == "" {
			continue
		}
		n++
		row := strconv.Itoa(n)
		if title != "" {
			out.Set(partName(it, row, "title"), title)
		}
		if due != "" {
			out.Set(partName(it, row, "due"), due)
		}
	}
}

// normaliseEntry reads the new entry of a log. The date stands in the form from
// the start, and so does the kind where there is only one, so neither makes an entry.
func normaliseEntry(it *flow.Item, typed, out url.Values) {
	kind, words := CleanText(typed.Get(partName(it, "kind"))), CleanText(typed.Get(partName(it, "text")))
	if len(it.Options) == 1 {
		kind = ""
	}
	if kind == "" && words == "" {
		return
	}
	for name, v := range map[string]string{"kind": kind, "text": words, "date": tidyOf("date")(CleanText(typed.Get(partName(it, "date"))))} {
		if v != "" {
			out.Set(partName(it, name), v)
		}
	}
}

func asTyped(s string) string { return s }

// tidyOf returns how a part (or a whole item of a simple kind) is brought to the
// form of [Controls].
func tidyOf(name string) func(string) string {
	parsed := func(parse func(string) (string, bool)) func(string) string {
		return func(s string) string {
			if v, ok := parse(s); ok {
				return v
			}
			return s
		}
	}
	switch name {
	case "nip", "phone":
		return withoutMarks
	case "date":
		return parsed(parseDate)
	case "start", "end":
		return parsed(parseLocalTime)
	case "url", "link":
		return webAddress
	case "money":
		return parsed(func(s string) (string, bool) { n, ok := parseMoney(s); return text.Integer(n), ok })
	case "number":
		return parsed(func(s string) (string, bool) { n, ok := parseInteger(s); return text.Integer(n), ok })
	}
	return asTyped
}

// A Reading is what the normalised controls of one item say.
type Reading struct {
	// Value is the JSON to set, null to clear; nil leaves the item as it is.
	Value  jsontext.Value
	Faults []page.Fault
}

var jsonNull = jsontext.Value("null")

// Read makes the item's JSON value from normalised controls. stored is its value
// now: a log is appended to it, and what is shown unchanged is kept byte for byte.
// Whether the value is allowed is for casework to say; a fault here is only what
// could not be read at all.
func Read(it *flow.Item, v url.Values, stored jsontext.Value) Reading {
	id := string(it.ID)
	switch it.Kind {
	case flow.KindNumber, flow.KindMoney:
		return readInteger(it, v.Get(id))
	case flow.KindDate:
		return readDate(it, v.Get(id))
	case flow.KindPerson:
		var p flow.Person
		for _, name := range personParts {
			*personPart(&p, name) = v.Get(partName(it, name))
		}
		return Reading{Value: Encode(p, p == flow.Person{})}
	case flow.KindChecklist:
		ticks := map[string]flow.Tick{}
		for _, o := range it.Options {
			if t := (flow.Tick{State: v.Get(partName(it, o.ID)), Note: v.Get(partName(it, o.ID, "note"))}); t != (flow.Tick{}) {
				ticks[o.ID] = t
			}
		}
		return Reading{Value: Encode(ticks, len(ticks) == 0)}
	case flow.KindVerdicts:
		verdicts := map[string]flow.VerdictValue{}
		for _, o := range it.Aspects {
			if x := (flow.VerdictValue{Verdict: v.Get(partName(it, o.ID)), Note: v.Get(partName(it, o.ID, "note"))}); x != (flow.VerdictValue{}) {
				verdicts[o.ID] = x
			}
		}
		return Reading{Value: Encode(verdicts, len(verdicts) == 0)}
	case flow.KindMeeting:
		return readMeeting(it, v, stored)
	case flow.KindMilestones:
		return readMilestones(it, v)
	case flow.KindLog:
		return readEntry(it, v, stored)
	case flow.KindTeam:
		names := inStoredOrder(v[id], stored, "")
		return Reading{Value: Encode(names, len(names) == 0)}
	case flow.KindVendor:
		return readVendor(it, v)
	case flow.KindDocument, flow.KindSignature:
		return Reading{}
	}
	s := v.Get(id)
	return Reading{Value: Encode(s, s == "")}
}

func readInteger(it *flow.Item, s string) Reading {
	if s == "" {
		return Reading{Value: jsonNull}
	}
	n, ok := parseInteger(s)
	if !ok {
		say := text.NotANumber
		if it.Kind == flow.KindMoney {
			say = text.NotMoney
		}
		return Reading{Faults: []page.Fault{{Field: string(it.ID), Text: say(it.Title)}}}
	}
	return Reading{Value: Encode(n, false)}
}

func readDate(it *flow.Item, s string) Reading {
	if s == "" {
		return Reading{Value: jsonNull}
	}
	d, ok := parseDate(s)
	if !ok {
		return Reading{Faults: []page.Fault{{Field: string(it.ID), Text: text.NotADate(it.Title)}}}
	}
	return Reading{Value: Encode(d, false)}
}

func readMeeting(it *flow.Item, v url.Values, stored jsontext.Value) Reading {
	var m, was flow.Meeting
	if len(stored) > 0 {
		_ = json.Unmarshal(stored, &was) // a value of another shape counts as none
	}
	for _, name := range meetingParts {
		*meetingPart(&m, name) = v.Get(partName(it, name))
	}
	m.Minutes = text.Minutes(agendaIn(it, v), m.Minutes)
	m.Attendees = inStoredOrder(v[partName(it, "attendees")], stored, "attendees")
	if len(v) == 0 {
		return Reading{Value: jsonNull}
	}
	var out Reading
	for _, at := range []struct {
		name     string
		now, was *string
	}{{"start", &m.Start, &was.Start}, {"end", &m.End, &was.End}} {
		switch {
		case *at.now == "":
		case *at.now == showLocalTime(*at.was):
			*at.now = *at.was // the same instant may be written with another offset
		default:
			t, ok := parseLocalTime(*at.now)
			if !ok {
				out.Faults = append(out.Faults, page.Fault{Field: partName(it, at.name), Text: text.NotATime(text.Capital(text.Field(at.name)))})
				continue
			}
			*at.now = localTime(t)
		}
	}
	if len(out.Faults) == 0 {
		out.Value = Encode(m, false)
	}
	return out
}

func readMilestones(it *flow.Item, v url.Values) Reading {
	var out Reading
	var list []flow.Milestone
	for i := 1; i <= maxRows; i++ {
		row := strconv.Itoa(i)
		m := flow.Milestone{Title: v.Get(partName(it, row, "title")), Due: v.Get(partName(it, row, "due"))}
		if m == (flow.Milestone{}) {
			break // normalised rows have no gaps
		}
		if m.Due != "" {
			d, ok := parseDate(m.Due)
			if !ok {
				out.Faults = append(out.Faults, page.Fault{Field: partName(it, row, "due"), Text: text.NotADate(it.Title + " " + row)})
			}
			m.Due = d
		}
		list = append(list, m)
	}
	if len(out.Faults) == 0 {
		out.Value = Encode(list, len(list) == 0)
	}
	return out
}

// readEntry appends the new entry of a log to what is stored. No new entry leaves
// the log as it is.
func readEntry(it *flow.Item, v url.Values, stored jsontext.Value) Reading {
	if len(v) == 0 {
		return Reading{}
	}
	e := flow.LogEntry{Kind: v.Get(partName(it, "kind")), Text: v.Get(partName(it, "text"))}
	if len(it.Options) == 1 {
		e.Kind = it.Options[0].ID
	}
	var out Reading
	lacks := func(name, sentence string) {
		out.Faults = append(out.Faults, page.Fault{Field: partName(it, name), Text: sentence})
	}
	if e.Kind == "" {
		lacks("kind", text.LogEntryLacks("kind"))
	}
	d := v.Get(partName(it, "date"))
	switch date, ok := parseDate(d); {
	case d == "":
		lacks("date", text.LogEntryLacks("date"))
	case !ok:
		lacks("date", text.NotADate(text.Capital(text.Field("date"))))
	default:
		e.Date = date
	}
	if e.Text == "" {
		lacks("text", text.LogEntryLacks("text"))
	}
	if len(out.Faults) > 0 {
		return out
	}
	// The entries are passed on as they are stored, with keys that this version of
	// Alur may not know: what is sent must begin with what is stored.
	var entries []jsontext.Value
	if len(stored) > 0 && json.Unmarshal(stored, &entries) != nil {
		entries = nil
	}
	out.Value = Encode(append(entries, Encode(e, false)), false)
	return out
}

func readVendor(it *flow.Item, v url.Values) Reading {
	var x flow.Vendor
	for _, name := range vendorParts {
		*vendorPart(&x, name) = v.Get(partName(it, name))
	}
	if x.Date != "" {
		d, ok := parseDate(x.Date)
		if !ok {
			return Reading{Faults: []page.Fault{{Field: partName(it, "date"), Text: text.NotADate(text.Capital(text.Field("date")))}}}
		}
		x.Date = d
	}
	return Reading{Value: Encode(x, x == flow.Vendor{})}
}

// inStoredOrder sorts chosen names as they are stored, new ones after them, so
// that a list that did not change is the same list. In is the member that holds
// the list, or "" when the value is the list.
func inStoredOrder(chosen []string, stored jsontext.Value, in string) []string {
	var was []string
	switch {
	case len(stored) == 0:
	case in == "":
		_ = json.Unmarshal(stored, &was) // a value of another shape counts as none
	default:
		var m flow.Meeting
		_ = json.Unmarshal(stored, &m)
		was = m.Attendees
	}
	var out []string
	for _, n := range was {
		if slices.Contains(chosen, n) {
			out = append(out, n)
		}
	}
	for _, n := range chosen {
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// putAll sets several values under one name: sorted, each once, none empty.
func putAll(out url.Values, name string, values []string) {
	list := make([]string, 0, len(values))
	for _, v := range values {
		if v = CleanText(v); v != "" {
			list = append(list, v)
		}
	}
	slices.Sort(list)
	if list = slices.Compact(list); len(list) > 0 {
		out[name] = list
	}
}

// Encode encodes a value, null when it is empty. What forms are made of (strings
// that are valid UTF-8, integers, lists, objects) always encodes.
func Encode(v any, empty bool) jsontext.Value {
	if empty {
		return jsonNull
	}
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return jsonNull
	}
	return b
}

// Fingerprint is a short fingerprint of the controls of an item, by which a form that
// comes back knows whether the item was changed since.
func Fingerprint(v url.Values) string {
	sum := sha256.Sum256([]byte(v.Encode()))
	return hex.EncodeToString(sum[:8])
}

func personPart(p *flow.Person, name string) *string {
	switch name {
	case "name":
		return &p.Name
	case "position":
		return &p.Position
	case "nip":
		return &p.NIP
	case "phone":
		return &p.Phone
	}
	return &p.Email
}

func meetingPart(m *flow.Meeting, name string) *string {
	switch name {
	case "start":
		return &m.Start
	case "end":
		return &m.End
	case "place":
		return &m.Place
	case "link":
		return &m.Link
	case "guests":
		return &m.Guests
	}
	return &m.Minutes
}

func vendorPart(v *flow.Vendor, name string) *string {
	switch name {
	case "agency":
		return &v.Agency
	case "basis":
		return &v.Basis
	case "number":
		return &v.Number
	}
	return &v.Date
}
