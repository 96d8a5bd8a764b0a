package form

import (
	"net/url"
	"slices"
	"strconv"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// The controls of a search, beside the form that it stands in. They begin with "_", which
// no id of an item does, so that no script saves them as answers.
const (
	// SearchButton is the button that searches; its value is the key of the picker.
	SearchButton = "_cari"
	searchWords  = "_cari." // + key
	searchAgency = "_di."   // + key
)

// Search is what was looked for in a picker, and found.
type Search struct {
	Key     string // of the picker: the first item that it stands for
	Words   string
	Agency  alur.AgencyID // "" for all
	Found   []alur.User
	Vendors []alur.Agency
	More    bool // there are others
}

// SearchIn reads what a form or an address asks to be looked for; nil when nothing. A
// search that was begun in one picker counts before an empty one of the button's, for the
// Enter key presses the first button of a form.
func SearchIn(v url.Values) *Search {
	key := v.Get(SearchButton)
	if key == "" || len(key) > 100 {
		return nil
	}
	if v.Get(searchWords+key) == "" {
		for name := range v {
			if len(name) > len(searchWords) && name[:len(searchWords)] == searchWords && CleanText(v.Get(name)) != "" {
				key = name[len(searchWords):]
			}
		}
	}
	words := []rune(CleanText(v.Get(searchWords + key)))
	return &Search{Key: key, Words: string(words[:min(len(words), 100)]), Agency: alur.AgencyID(v.Get(searchAgency + key))}
}

// Query is the search as part of an address.
func (s *Search) Query() string {
	return url.Values{SearchButton: {s.Key}, searchWords + s.Key: {s.Words}, searchAgency + s.Key: {string(s.Agency)}}.Encode()
}

// Nameable reports whether somebody may be named in a team, or in a meeting, beside the
// agency that he or she belongs to.
func Nameable(u alur.User, team bool) bool {
	return u.Active && !u.ReadOnly() && !(team && u.ThirdParty())
}

// teamPicker draws the choice of a team's members.
func (d *Desk) teamPicker(st *flow.Stage, it *flow.Item, chosen []string, optional bool) page.FormPicker {
	list := page.PickerList{
		ID: string(it.ID), Anchor: string(it.ID), Short: d.teamName(it.ID), Legend: it.Title, Hint: it.Help, Fault: d.Fault(string(it.ID)), Optional: optional,
	}
	guards := d.guards(st, it.ID)
	for _, n := range chosen {
		p := d.person(n, true)
		for other, members := range d.Teams {
			if other != it.ID && slices.Contains(members, n) && !shares(guards, flow.GuardNoOverlap, it.ID, other) {
				p.Note = text.Join(p.Note, text.AlsoIn(d.teamName(other)))
			}
		}
		list.Chosen = append(list.Chosen, p)
	}
	list.Rules = d.teamRules(guards, it.ID, chosen)
	return d.picker(string(it.ID), list, true)
}

// guards are the rules on teams of the action that the teams are formed by.
func (d *Desk) guards(st *flow.Stage, id alur.ItemID) []flow.Guard {
	actions := []*flow.Action{d.Act}
	if d.Act == nil {
		if st == nil {
			return nil
		}
		actions = st.Actions
	}
	var out []flow.Guard
	for _, a := range actions {
		if a.ChangesTeam != (d.Act != nil) {
			continue
		}
		for _, g := range a.Guards {
			if slices.Contains(g.Items, id) {
				out = append(out, g)
			}
		}
	}
	return out
}

func shares(guards []flow.Guard, kind flow.GuardKind, a, b alur.ItemID) bool {
	return slices.ContainsFunc(guards, func(g flow.Guard) bool {
		return g.Kind == kind && slices.Contains(g.Items, a) && slices.Contains(g.Items, b)
	})
}

// teamRules say how the chosen ones stand against the rules of the definition.
func (d *Desk) teamRules(guards []flow.Guard, id alur.ItemID, chosen []string) []page.PickerRule {
	var out []page.PickerRule
	for _, g := range guards {
		switch g.Kind {
		case flow.GuardBothAgencies:
			for _, a := range d.Agencies {
				if a.ID != d.ICT && a.ID != d.View.State.Agency {
					continue
				}
				there := slices.ContainsFunc(chosen, func(n string) bool { return d.userOf(n).Agency == a.ID })
				yes, no := text.TeamHas(a.Name)
				out = append(out, page.PickerRule{Met: there, Yes: yes, No: no, Agency: string(a.ID)})
			}
		case flow.GuardNoOverlap:
			for _, other := range g.Items {
				if other == id {
					continue
				}
				var both []string
				for _, n := range chosen {
					if slices.Contains(d.Teams[other], n) {
						both = append(both, d.Name(n))
					}
				}
				yes, no := text.TeamApart(d.teamName(other), d.teamName(id))
				out = append(out, page.PickerRule{Met: len(both) == 0, Yes: yes, No: no, Other: string(other), Who: text.And(both)})
			}
		}
	}
	return out
}

// teamName is what the team of an item is called.
func (d *Desk) teamName(id alur.ItemID) string {
	if d.View.Plan != nil {
		for _, p := range d.View.Plan.Parties {
			if p.Source == flow.SourceTeam && p.Item == id {
				return p.Name
			}
		}
	}
	return string(id)
}

// attendeePicker draws the choice of those who attend a meeting.
func (d *Desk) attendeePicker(it *flow.Item, chosen []string) page.FormPicker {
	id := partName(it, "attendees")
	list := page.PickerList{
		ID: id, Short: "Peserta", Legend: "Peserta yang mempunyai akun", Hint: "Pilih paling sedikit satu orang dari setiap pihak", Fault: d.Fault(id),
	}
	for _, n := range chosen {
		list.Chosen = append(list.Chosen, d.person(n, false))
	}
	return d.picker(id, list, false)
}

// picker draws a list with its search.
func (d *Desk) picker(key string, list page.PickerList, team bool) page.FormPicker {
	p := page.FormPicker{Key: key, Lists: []page.PickerList{list}, Path: d.Path}
	p.Words = page.Field{ID: searchWords + key, Label: "Cari orang", Hint: "Sebagian nama sudah cukup", Type: "search", Autocomplete: "off"}
	p.Where = page.Field{ID: searchAgency + key, Label: "Instansi", Type: "select", Options: []page.Choice{{Text: "Semua instansi"}}}
	found := slices.Clone(d.Near)
	s := d.Search
	if s != nil && s.Key != key {
		s = nil
	}
	if !d.Many {
		for _, u := range d.People {
			if !slices.ContainsFunc(found, func(x alur.User) bool { return x.Username == u.Username }) {
				found = append(found, u)
			}
		}
	}
	if s != nil {
		p.Words.Value, found = s.Words, s.Found
	}
	for _, a := range d.Agencies {
		if !team || a.Kind != alur.AgencyVendor {
			p.Where.Options = append(p.Where.Options, page.Choice{Value: string(a.ID), Text: a.Name, Checked: s != nil && s.Agency == a.ID})
		}
	}
	if len(p.Where.Options) < 3 {
		p.Where = page.Field{}
	}
	n := 0
	for _, u := range found {
		if Nameable(u, team) {
			n++
			p.Found = append(p.Found, page.PickerRow{Person: d.person(u.Username, team)})
		}
	}
	switch {
	case s != nil:
		p.Said = text.Found(n, s.More, s.Words)
	case d.Many && n > 0:
		p.Said = text.NearFirst()
	}
	boxes(&p)
	return p
}

// boxes gives every one found a box for every list.
func boxes(p *page.FormPicker) {
	for i := range p.Found {
		row := &p.Found[i]
		row.Boxes = nil
		for _, l := range p.Lists {
			label, done := l.Short, l.Short+": dipilih"
			if len(p.Lists) == 1 {
				label, done = "Pilih", "Dipilih"
			}
			row.Boxes = append(row.Boxes, page.PickerBox{
				ID: l.ID + "-temu-" + strconv.Itoa(i), Name: l.ID, Label: label, Done: done, Single: l.Single,
				Taken: slices.ContainsFunc(l.Chosen, func(c page.PickerPerson) bool { return c.Value == row.Person.Value }),
			})
		}
	}
}

// Together draws the teams that stand side by side with one search for all.
func Together(items []page.FormItem) []page.FormItem {
	var out []page.FormItem
	for _, it := range items {
		if it.Shape == page.ShapePicker {
			it.Picker.Lists[0].Theirs, it.Theirs = it.Theirs, page.Answer{}
			if n := len(out); n > 0 && out[n-1].Shape == page.ShapePicker {
				first := &out[n-1].Picker
				if it.Picker.Said != "" { // the search began in this one
					first.Found, first.Said, first.Words.Value = it.Picker.Found, it.Picker.Said, it.Picker.Words.Value
				}
				first.Lists = append(first.Lists, it.Picker.Lists...)
				boxes(first)
				continue
			}
		}
		out = append(out, it)
	}
	return out
}

// userOf is what is known of a user: the username at least.
func (d *Desk) userOf(username string) alur.User {
	if u, ok := d.View.People[username]; ok {
		return u
	}
	if i := slices.IndexFunc(d.People, func(u alur.User) bool { return u.Username == username }); i >= 0 {
		return d.People[i]
	}
	if i := slices.IndexFunc(d.Near, func(u alur.User) bool { return u.Username == username }); i >= 0 {
		return d.Near[i]
	}
	if d.Search != nil {
		if i := slices.IndexFunc(d.Search.Found, func(u alur.User) bool { return u.Username == username }); i >= 0 {
			return d.Search.Found[i]
		}
	}
	return alur.User{Username: username, Name: username}
}

func (d *Desk) person(username string, team bool) page.PickerPerson {
	u := d.userOf(username)
	p := page.PickerPerson{Value: username, Name: u.Name, Agency: u.AgencyName, AgencyID: string(u.Agency)}
	if u.Name == "" {
		p.Name = username
	}
	switch {
	case !Nameable(u, team):
		p.Note = "tidak dapat dipilih lagi"
	case team && d.Loads != nil:
		p.Note = text.TeamLoad(d.Loads[username])
	}
	return p
}

// vendorRows draw the appointment of a third party.
func (d *Desk) vendorRows(it *flow.Item, values url.Values) []page.FormRow {
	id := partName(it, "agency")
	list := page.PickerList{ID: id, Short: "Pihak Ketiga", Legend: "Pihak Ketiga", Hint: text.VendorWillSee(d.confidential()), Fault: d.Fault(id), Single: true}
	chosen := values.Get(id)
	if chosen != "" {
		p := page.PickerPerson{Value: chosen, Name: d.organisation(chosen)}
		if i := slices.IndexFunc(d.Vendors, func(a alur.Agency) bool { return string(a.ID) == chosen }); i >= 0 {
			p.Name = d.Vendors[i].Name
		}
		list.Chosen = []page.PickerPerson{p}
	}
	p := page.FormPicker{Key: id, Lists: []page.PickerList{list}, Path: d.Path}
	p.Words = page.Field{ID: searchWords + id, Label: "Cari Pihak Ketiga", Hint: "Sebagian nama perusahaan sudah cukup", Type: "search", Autocomplete: "off"}
	found := d.Vendors
	if s := d.Search; s != nil && s.Key == id {
		p.Words.Value, found = s.Words, s.Vendors
		p.Said = text.FoundVendors(len(found), s.More, s.Words)
	}
	for _, a := range found {
		if a.Active || string(a.ID) == chosen {
			p.Found = append(p.Found, page.PickerRow{Person: page.PickerPerson{Value: string(a.ID), Name: a.Name}})
		}
	}
	boxes(&p)
	basis := d.control(it, values, "Cara pengadaan", "basis")
	basis.Type, basis.Hint = "radios", "Menurut dokumen penunjukannya"
	for _, b := range flow.VendorBases {
		basis.Options = append(basis.Options, page.Choice{Value: b, Text: text.Value(b), Hint: text.VendorBasis(b), Checked: b == basis.Value})
	}
	number := d.control(it, values, "Nomor penunjukan", "number")
	number.Hint = "Nomor surat penunjukan atau kontrak"
	date := d.control(it, values, "Tanggal penunjukan", "date")
	date.Hint = "Tanggal surat itu"
	dateField(&date)
	return []page.FormRow{{Picker: p}, {Fields: []page.Field{basis}}, {Layout: "sebaris", Fields: []page.Field{number, date}}}
}

// confidential names the items that no vendor sees.
func (d *Desk) confidential() []string {
	var out []string
	if d.View.Plan == nil {
		return nil
	}
	for _, st := range d.View.Plan.Stages {
		for _, it := range st.Items {
			if it.Confidential {
				out = append(out, text.LowerFirst(it.Title))
			}
		}
	}
	return out
}
