package form

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

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
