package flow

import (
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"crypto/sha256"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// Limits of values, in Unicode code points or as numbers (flows.md).
const (
	MaxText     = 300
	MaxLongText = 20_000
	MaxInteger  = 1<<53 - 1 // what JSON can carry exactly
)

// A fault is what is wrong with one value. Part is "" or the part of the item.
type fault struct {
	part   string
	reason string
}

// valueContext is what judging a value needs beside the value itself.
type valueContext struct {
	state *State
	env   *Env
	plan  *Plan
	// stored is the value now, nil when unset (for a log).
	stored jsontext.Value
}

// judge brings the value of an item to its stored form. It returns nil for a
// value that is empty, which is the same as clearing the item, and the faults of
// a value that is refused. Null is empty.
func judge(it *Item, raw jsontext.Value, c valueContext) (jsontext.Value, []fault) {
	if raw.Kind() == 'n' {
		if it.Kind == KindLog && c.stored != nil {
			return nil, []fault{{reason: "append-only"}}
		}
		return nil, nil
	}
	switch it.Kind {
	case KindText, KindSystem, KindLongText, KindChoice, KindURL, KindDate, KindDocumentID:
		return judgeString(it, raw, c)
	case KindNumber, KindMoney:
		return judgeInteger(it, raw)
	case KindPerson:
		return judgePerson(raw)
	case KindChecklist:
		return judgeChecklist(it, raw)
	case KindVerdicts:
		return judgeVerdicts(it, raw)
	case KindMeeting:
		return judgeMeeting(raw, c)
	case KindMilestones:
		return judgeMilestones(raw)
	case KindLog:
		return judgeLog(it, raw, c)
	case KindTeam:
		return judgeTeam(raw, c)
	case KindVendor:
		return judgeVendor(raw, c)
	}
	// Documents are uploaded and signatures are given; neither is set.
	return nil, []fault{{reason: "not-settable"}}
}

func judgeString(it *Item, raw jsontext.Value, c valueContext) (jsontext.Value, []fault) {
	var s string
	if raw.Kind() != '"' || json.Unmarshal(raw, &s) != nil {
		return nil, []fault{{reason: "type"}}
	}
	s = strings.TrimSpace(s)
	if s == "" {
		return nil, nil
	}
	reason := ""
	switch it.Kind {
	case KindLongText:
		reason = textFault(s, MaxLongText, true)
	case KindChoice:
		if !hasOption(it.Options, s) {
			reason = "unknown-option"
		}
	case KindURL:
		if reason = textFault(s, 2_000, false); reason == "" && !isURL(s) {
			reason = "url"
		}
	case KindDate:
		reason = dateFault(it, s, c.env.At)
	case KindDocumentID:
		if !slices.ContainsFunc(c.state.Current(it.ID), func(d Document) bool { return string(d.ID) == s }) {
			reason = "unknown-document"
		}
	default:
		reason = textFault(s, MaxText, false)
	}
	if reason != "" {
		return nil, []fault{{reason: reason}}
	}
	return encode(s), nil
}

func judgeInteger(it *Item, raw jsontext.Value) (jsontext.Value, []fault) {
	if raw.Kind() != '0' {
		return nil, []fault{{reason: "type"}}
	}
	n, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || n > MaxInteger {
		return nil, []fault{{reason: "integer"}}
	}
	if n < max(it.Min, 0) {
		return nil, []fault{{reason: "range"}}
	}
	return encode(n), nil
}

func judgePerson(raw jsontext.Value) (jsontext.Value, []fault) {
	var p Person
	if !decode(raw, &p) {
		return nil, []fault{{reason: "type"}}
	}
	p.Name, p.Position = strings.TrimSpace(p.Name), strings.TrimSpace(p.Position)
	p.NIP = strings.Join(strings.Fields(p.NIP), "")
	p.Phone, p.Email = strings.TrimSpace(p.Phone), strings.TrimSpace(p.Email)
	if p == (Person{}) {
		return nil, nil
	}
	var faults []fault
	check := func(part, value, reason string) {
		if value != "" && reason != "" {
			faults = append(faults, fault{part, reason})
		}
	}
	check("name", p.Name, textFault(p.Name, MaxText, false))
	check("position", p.Position, textFault(p.Position, MaxText, false))
	check("nip", p.NIP, nipFault(p.NIP))
	check("phone", p.Phone, phoneFault(p.Phone))
	check("email", p.Email, emailFault(p.Email))
	return encode(p), faults
}

func judgeChecklist(it *Item, raw jsontext.Value) (jsontext.Value, []fault) {
	var ticks map[string]Tick
	if !decode(raw, &ticks) {
		return nil, []fault{{reason: "type"}}
	}
	var faults []fault
	for _, id := range sortedKeys(ticks) {
		t := ticks[id]
		switch {
		case !hasOption(it.Options, id):
			faults = append(faults, fault{id, "unknown-entry"})
		case t.State != "" && t.State != TickDone && t.State != TickNotApplicable:
			faults = append(faults, fault{id, "unknown-option"})
		default:
			if r := textFault(t.Note, MaxLongText, true); r != "" {
				faults = append(faults, fault{id, r})
			}
		}
	}
	return tidy(raw), faults
}

func judgeVerdicts(it *Item, raw jsontext.Value) (jsontext.Value, []fault) {
	var verdicts map[string]VerdictValue
	if !decode(raw, &verdicts) {
		return nil, []fault{{reason: "type"}}
	}
	var faults []fault
	for _, id := range sortedKeys(verdicts) {
		v := verdicts[id]
		switch {
		case !hasOption(it.Aspects, id):
			faults = append(faults, fault{id, "unknown-entry"})
		case v.Verdict != "" && it.verdict(v.Verdict) == nil:
			faults = append(faults, fault{id, "unknown-option"})
		default:
			if r := textFault(v.Note, MaxLongText, true); r != "" {
				faults = append(faults, fault{id, r})
			}
		}
	}
	return tidy(raw), faults
}

func judgeMeeting(raw jsontext.Value, c valueContext) (jsontext.Value, []fault) {
	var m Meeting
	if !decode(raw, &m) {
		return nil, []fault{{reason: "type"}}
	}
	var faults []fault
	var times [2]time.Time
	for i, part := range []struct{ name, value string }{{"start", m.Start}, {"end", m.End}} {
		if part.value == "" {
			continue
		}
		t, ok := parseTime(part.value)
		if !ok {
			faults = append(faults, fault{part.name, "time"})
		}
		times[i] = t
	}
	if !times[0].IsZero() && !times[1].IsZero() && !times[1].After(times[0]) {
		faults = append(faults, fault{"end", "order"})
	}
	if r := textFault(strings.TrimSpace(m.Place), MaxText, false); r != "" {
		faults = append(faults, fault{"place", r})
	}
	if link := strings.TrimSpace(m.Link); link != "" && !isURL(link) {
		faults = append(faults, fault{"link", "url"})
	}
	for _, p := range []struct{ name, value string }{{"guests", m.Guests}, {"minutes", m.Minutes}} {
		if r := textFault(strings.TrimSpace(p.value), MaxLongText, true); r != "" {
			faults = append(faults, fault{p.name, r})
		}
	}
	if r := peopleFault(m.Attendees, func(u alur.User) bool { return concerned(u, c) }, c); r != "" {
		faults = append(faults, fault{"attendees", r})
	}
	return tidy(raw), faults
}

// concerned reports whether the user belongs to the agencies that a meeting of
// this request concerns: the ICT agency, the requesting one, the vendor.
func concerned(u alur.User, c valueContext) bool {
	return u.Agency == c.env.ICT || u.Agency == c.state.Agency || c.state.Vendor != "" && u.Agency == c.state.Vendor
}

func judgeMilestones(raw jsontext.Value) (jsontext.Value, []fault) {
	var list []Milestone
	if !decode(raw, &list) {
		return nil, []fault{{reason: "type"}}
	}
	var faults []fault
	last := ""
	for i, m := range list {
		part := strconv.Itoa(i + 1)
		if r := textFault(strings.TrimSpace(m.Title), MaxText, false); r != "" {
			faults = append(faults, fault{part, r})
		}
		if m.Due == "" {
			continue
		}
		switch {
		case !isDate(m.Due):
			faults = append(faults, fault{part, "date"})
		case m.Due < last:
			faults = append(faults, fault{part, "order"})
		default:
			last = m.Due
		}
	}
	return tidy(raw), faults
}

func judgeLog(it *Item, raw jsontext.Value, c valueContext) (jsontext.Value, []fault) {
	var list []LogEntry
	if !decode(raw, &list) {
		return nil, []fault{{reason: "type"}}
	}
	var faults []fault
	for i, e := range list {
		part := strconv.Itoa(i + 1)
		reason := textFault(strings.TrimSpace(e.Text), MaxLongText, true)
		switch {
		case !hasOption(it.Options, e.Kind):
			reason = "unknown-option"
		case !isDate(e.Date):
			reason = "date"
		case strings.TrimSpace(e.Text) == "":
			reason = "empty"
		}
		if reason != "" {
			faults = append(faults, fault{part, reason})
		}
	}
	value := tidy(raw)
	if c.stored != nil && !beginsWith(value, c.stored) {
		faults = append(faults, fault{reason: "append-only"})
	}
	return value, faults
}

func judgeTeam(raw jsontext.Value, c valueContext) (jsontext.Value, []fault) {
	var names []string
	if !decode(raw, &names) {
		return nil, []fault{{reason: "type"}}
	}
	if r := peopleFault(names, func(u alur.User) bool { return fitsTeam(u, c) }, c); r != "" {
		return nil, []fault{{reason: r}}
	}
	return tidy(raw), nil
}

// fitsTeam reports whether the user may have a seat in a team of this request.
func fitsTeam(u alur.User, c valueContext) bool {
	return (u.Agency == c.env.ICT || u.Agency == c.state.Agency) && !u.ReadOnly() && !u.ThirdParty()
}

func judgeVendor(raw jsontext.Value, c valueContext) (jsontext.Value, []fault) {
	var v Vendor
	if !decode(raw, &v) {
		return nil, []fault{{reason: "type"}}
	}
	var faults []fault
	if v.Agency != "" {
		if a, ok := c.env.Agencies[alur.AgencyID(v.Agency)]; !ok || a.Kind != alur.AgencyVendor || !a.OpenAt(c.env.At) {
			faults = append(faults, fault{"agency", "unknown-vendor"})
		}
	}
	if v.Basis != "" && !slices.Contains(VendorBases, v.Basis) {
		faults = append(faults, fault{"basis", "unknown-option"})
	}
	if r := textFault(strings.TrimSpace(v.Number), MaxText, false); r != "" {
		faults = append(faults, fault{"number", r})
	}
	if v.Date != "" && !isDate(v.Date) {
		faults = append(faults, fault{"date", "date"})
	}
	return tidy(raw), faults
}

// peopleFault judges a list of usernames: known, active, fitting, each once.
func peopleFault(names []string, fits func(alur.User) bool, c valueContext) string {
	seen := map[string]bool{}
	for _, n := range names {
		if seen[n] {
			return "duplicate"
		}
		seen[n] = true
		u, ok := c.env.People[n]
		if !ok || !u.Active {
			return "unknown-user"
		}
		if u.Service || !fits(u) {
			return "unfit-user"
		}
	}
	return ""
}

func hasOption(options []Option, id string) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return o.ID == id })
}

// verdict returns the verdict with the id, or nil.
func (it *Item) verdict(id string) *Verdict {
	for i := range it.Verdicts {
		if it.Verdicts[i].ID == id {
			return &it.Verdicts[i]
		}
	}
	return nil
}

// The states of a checklist entry.
const (
	TickDone          = "done"
	TickNotApplicable = "not-applicable"
)

// Commitment stands in the history for a value that is kept beside it: lower-case
// hex SHA-256(salt ‖ canonical JSON of the value).
func Commitment(salt []byte, value jsontext.Value) string {
	h := sha256.New()
	h.Write(salt)
	h.Write(value)
	return hex.EncodeToString(h.Sum(nil))
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
