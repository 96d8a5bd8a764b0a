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
