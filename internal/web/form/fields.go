package form

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// spareRows are the empty rows offered below the filled ones of a repeatable item.
const spareRows = 3

// FilePrefix begins the name of the control for a file of an item.
const FilePrefix = "berkas."

// Password begins the name of every control for a password, so that what is typed
// there is never kept.
const Password = "kata-sandi"

// Desk is what drawing the items of one request needs beside the items: the
// request, who may be chosen, and what was wrong with what was sent.
type Desk struct {
	View    *casework.View
	Now     time.Time
	People  []alur.User   // who may be named in teams and meetings
	Near    []alur.User   // those of them who work on the request: offered first, without a search too
	Vendors []alur.Agency // who may be appointed
	Places  []string      // where meetings were held before
	Faults  []page.Fault
	// Many says that there are more people, or vendors, than are offered without a search.
	Many bool
	// Search is what was looked for; nil when nothing was.
	Search *Search
	// Path is the address of the page, on which scripts search.
	Path string
	// ICT and Agencies are the organisations whose people may be named, and the ICT agency.
	ICT      alur.AgencyID
	Agencies []alur.Agency
	// Signs are the electronic signatures in the PDFs of the request, by hash; nil where
	// they are not shown.
	Signs map[string]casework.SignatureReading
	// Loads are the open requests in whose teams people are, by username.
	Loads map[string]int
	// Teams are the members of the teams as the page shows them, by item, and Act is the
	// action that forms them; nil for the stage's own.
	Teams map[alur.ItemID][]string
	Act   *flow.Action
	// Lacks are the missing parts of incomplete items, and of the items wholly missing
	// the empty part, by item.
	Lacks map[alur.ItemID][]string
	// Quiet leaves out how far items are.
	Quiet bool
}

// LackingParts collects what the actions of the stage say is missing of which item.
func LackingParts(v *casework.View) map[alur.ItemID][]string {
	out := map[alur.ItemID][]string{}
	for _, act := range slices.Concat(v.Actions, v.OtherActions) {
		for _, b := range act.Blockers {
			id, p := SplitItem(b.Item)
			switch b.Code {
			case alur.BlockMissingItem, alur.BlockMissingDocument, alur.BlockMissingSignature, alur.BlockOutdated, alur.BlockDocumentRejected:
				if !slices.Contains(out[id], p) {
					out[id] = append(out[id], p)
				}
			}
		}
	}
	for _, w := range v.Waiting {
		for _, id := range w.Missing {
			if len(out[alur.ItemID(id)]) == 0 {
				out[alur.ItemID(id)] = []string{""}
			}
		}
	}
	return out
}

// Fault is what is said beside a control; "" for nothing.
func (d *Desk) Fault(field string) string {
	for _, f := range d.Faults {
		if f.Field == field {
			return f.Text
		}
	}
	return ""
}

// Item draws one item for its owner, with values in the form of [Controls].
func (d *Desk) Item(st *flow.Stage, it *flow.Item, values url.Values) page.FormItem {
	out := page.FormItem{ID: string(it.ID), Shape: page.ShapeField}
	optional := !it.Required && it.RequiredUnless == nil
	if st != nil {
		d.Mark(st, it, &out)
	}
	switch it.Kind {
	case flow.KindPerson, flow.KindChecklist, flow.KindVerdicts, flow.KindMeeting, flow.KindMilestones, flow.KindLog, flow.KindVendor:
		out.Shape = page.ShapeGroup
		out.Group = page.FormGroup{Legend: it.Title, Hint: it.Help, Optional: optional, Fault: d.Fault(string(it.ID)), Rows: d.rows(it, values)}
		if it.Kind == flow.KindMeeting {
			out.Group.Fold = d.agendaFold(st, it, values)
		}
		if it.Kind == flow.KindVerdicts {
			out.Group.Count, out.Group.Columns = d.judged(it, values), 3
		}
		if it.Kind == flow.KindLog && st != nil {
			out.Group.Entries = logLines(it, d.View.State.Value(st.ID, it.ID))
		}
	case flow.KindTeam:
		out.Shape = page.ShapePicker
		out.Picker = d.teamPicker(st, it, values[string(it.ID)], optional)
		list := &out.Picker.Lists[0]
		list.State, list.Lacks, out.State, out.Lacks = out.State, out.Lacks, page.Tag{}, ""
	default:
		out.Field = d.field(it, values)
		out.Field.Optional = optional
	}
	return out
}

// Mark says what an item still needs.
func (d *Desk) Mark(st *flow.Stage, it *flow.Item, out *page.FormItem) {
	if d.Quiet {
		return
	}
	s := d.View.State
	missing := len(d.Lacks[it.ID]) > 0
	present := len(s.Value(st.ID, it.ID)) > 0 || it.Kind == flow.KindDocument && len(s.Current(it.ID)) > 0
	outdated := s.IsOutdated(st.ID, it.ID)
	if outdated || missing {
		// What is there stands without a mark, so that open work stands out.
		if it.Kind == flow.KindDocument && present && !outdated {
			out.State = page.Tag{Kind: "kembali", Icon: "kembali", Text: text.ToReplace()}
			return
		}
		out.State = page.Tag{Kind: "anda", Text: text.ItemState(string(it.Kind), present, outdated)}
	}
	if missing && present && !outdated {
		var parts []string
		for _, p := range d.Lacks[it.ID] {
			if title := partTitle(it, p); title != "" {
				parts = append(parts, title)
			}
		}
		out.Lacks = text.Lacks(parts)
	}
}

// field draws an item of one control.
func (d *Desk) field(it *flow.Item, values url.Values) page.Field {
	id := string(it.ID)
	f := page.Field{ID: id, Label: it.Title, Hint: it.Help, Value: values.Get(id), Fault: d.Fault(id)}
	switch it.Kind {
	case flow.KindText, flow.KindSystem:
		f.Spellcheck, f.Width = true, "l"
	case flow.KindLongText:
		f.Type, f.Rows, f.Spellcheck = "textarea", 6, true
	case flow.KindNumber:
		f.InputMode, f.Width = "numeric", "s"
	case flow.KindMoney:
		f.InputMode, f.Width = "numeric", "m"
	case flow.KindDate:
		dateField(&f)
	case flow.KindURL:
		f.InputMode, f.Width = "url", "l"
	case flow.KindChoice:
		f.Type = "radios"
		for _, o := range it.Options {
			f.Options = append(f.Options, page.Choice{Value: o.ID, Text: o.Title, Checked: f.Value == o.ID})
		}
	case flow.KindDocumentID:
		f.Type = "select"
		f.Options = []page.Choice{{Value: "", Text: "Tidak ada yang dipilih"}}
		for _, doc := range d.View.State.Current(it.ID) {
			f.Options = append(f.Options, page.Choice{
				Value: string(doc.ID), Text: doc.Name + ", " + text.DateTime(doc.UploadedAt), Checked: f.Value == string(doc.ID),
			})
		}
	}
	return f
}

// dateField makes a control for a date. A text that a browser's own control could
// not show again stays in a plain one.
func dateField(f *page.Field) {
	f.Type, f.Width = "date", "s"
	if f.Value != "" {
		if d, ok := parseDate(f.Value); !ok || d != f.Value {
			f.Type = "text"
		}
	}
}

func timeField(f *page.Field) {
	f.Type, f.Width = "datetime-local", "m"
	if f.Value != "" {
		if t, ok := parseLocalTime(f.Value); !ok || t != f.Value {
			f.Type = "text"
		}
	}
}

// Name is what a user is called: the username when nothing more is known.
func (d *Desk) Name(username string) string {
	if u, ok := d.View.People[username]; ok && u.Name != "" {
		return u.Name
	}
	for _, u := range d.People {
		if u.Username == username {
			return u.Name
		}
	}
	return username
}

// Acted names who did something: with the colleague for whom and the ground, where there
// was one.
func (d *Desk) Acted(username, behalf string, at time.Time) string {
	if behalf == "" {
		return d.Name(username)
	}
	return text.ActedFor(d.Name(username), d.Name(behalf), d.View.Standings.Kind(username, behalf, at))
}

// rows draws an item of several controls.
func (d *Desk) rows(it *flow.Item, values url.Values) []page.FormRow {
	switch it.Kind {
	case flow.KindPerson:
		return []page.FormRow{{Layout: "sebaris", Fields: d.personFields(it, values)}}
	case flow.KindChecklist:
		return d.checkRows(it, values)
	case flow.KindVerdicts:
		return d.verdictRows(it, values)
	case flow.KindMeeting:
		return d.meetingRows(it, values)
	case flow.KindMilestones:
		return d.milestoneRows(it, values)
	case flow.KindLog:
		return []page.FormRow{d.entryRow(it, values)}
	}
	return d.vendorRows(it, values)
}

// control draws the control of a part.
func (d *Desk) control(it *flow.Item, values url.Values, label string, names ...string) page.Field {
	id := partName(it, names...)
	return page.Field{ID: id, Label: label, Value: values.Get(id), Fault: d.Fault(id)}
}

func (d *Desk) personFields(it *flow.Item, values url.Values) []page.Field {
	var out []page.Field
	for _, name := range personParts {
		wanted := slices.Contains(it.Parts, name)
		if !wanted && !values.Has(partName(it, name)) {
			continue
		}
		f := d.control(it, values, text.Capital(text.Field(name)), name)
		f.Optional = !wanted
		switch name {
		case "name", "position":
			f.Spellcheck = true
		case "nip":
			f.InputMode, f.Hint = "numeric", "18 angka, boleh dengan spasi"
		case "phone":
			f.Type, f.Hint = "tel", "Contoh 0812-3456-7890"
		case "email":
			f.Type, f.Hint = "email", "Contoh nama@salatiga.go.id"
		}
		out = append(out, f)
	}
	return out
}

func (d *Desk) checkRows(it *flow.Item, values url.Values) []page.FormRow {
	var out []page.FormRow
	for _, o := range it.Options {
		state := d.control(it, values, o.Title, o.ID)
		state.Type = "radios"
		for _, v := range []string{flow.TickDone, flow.TickNotApplicable} {
			state.Options = append(state.Options, page.Choice{Value: v, Text: text.Value(v), Checked: state.Value == v})
		}
		note := d.control(it, values, "Catatan untuk "+text.LowerFirst(o.Title), o.ID, "note")
		note.Hint, note.Spellcheck, note.Optional = "Wajib bila tidak berlaku", true, true
		out = append(out, page.FormRow{Layout: "pisah", Fields: []page.Field{state, note}})
	}
	return out
}

// judged counts the aspects that have a verdict.
func (d *Desk) judged(it *flow.Item, values url.Values) string {
	n := 0
	for _, o := range it.Aspects {
		if values.Get(partName(it, o.ID)) != "" {
			n++
		}
	}
	return text.Judged(n, len(it.Aspects))
}

func (d *Desk) verdictRows(it *flow.Item, values url.Values) []page.FormRow {
	var needNote []string
	for _, v := range it.Verdicts {
		if v.NoteRequired {
			needNote = append(needNote, "«"+v.Title+"»")
		}
	}
	var out []page.FormRow
	for _, o := range it.Aspects {
		verdict := d.control(it, values, o.Title, o.ID)
		verdict.Type = "radios"
		for _, v := range it.Verdicts {
			verdict.Options = append(verdict.Options, page.Choice{Value: v.ID, Text: v.Title, Checked: verdict.Value == v.ID})
		}
		note := d.control(it, values, "Catatan untuk "+text.LowerFirst(o.Title), o.ID, "note")
		note.Type, note.Rows, note.Spellcheck, note.Optional = "textarea", 2, true, true
		if len(needNote) > 0 {
			note.Hint = "Wajib bila memilih " + text.Or(needNote)
		}
		out = append(out, page.FormRow{Layout: "aspek", Fields: []page.Field{verdict, note}})
	}
	return out
}

func (d *Desk) meetingRows(it *flow.Item, values url.Values) []page.FormRow {
	start := d.control(it, values, "Mulai", "start")
	start.Hint = "Tanggal dan jam, WIB"
	timeField(&start)
	end := d.control(it, values, "Selesai", "end")
	end.Hint = "Tanggal dan jam, WIB"
	timeField(&end)
	place := d.control(it, values, "Tempat", "place")
	place.Spellcheck, place.Hint, place.Suggestions = true, "Isi tempat, tautan, atau keduanya", d.Places
	link := d.control(it, values, "Tautan rapat daring", "link")
	link.InputMode, link.Hint = "url", "Contoh https://rapat.salatiga.go.id/abc"
	guests := d.control(it, values, "Peserta lain", "guests")
	guests.Type, guests.Rows, guests.Spellcheck, guests.Optional = "textarea", 2, true, true
	guests.Hint = "Nama dan instansi orang yang tidak mempunyai akun"
	return []page.FormRow{
		{Layout: "sebaris", Fields: []page.Field{start, end}},
		{Layout: "sebaris", Fields: []page.Field{place, link}},
		{Picker: d.attendeePicker(it, values[partName(it, "attendees")])},
		{Fields: []page.Field{guests}},
	}
}

func (d *Desk) milestoneRows(it *flow.Item, values url.Values) []page.FormRow {
	filled := 0
	for filled < maxRows && (values.Has(partName(it, strconv.Itoa(filled+1), "title")) || values.Has(partName(it, strconv.Itoa(filled+1), "due"))) {
		filled++
	}
	var out []page.FormRow
	for i := 1; i <= min(filled+spareRows, maxRows); i++ {
		n := strconv.Itoa(i)
		title := d.control(it, values, "Tahapan "+n, n, "title")
		title.Spellcheck = true
		due := d.control(it, values, "Tanggal selesai", n, "due")
		dateField(&due)
		out = append(out, page.FormRow{ID: partName(it, n), Fault: d.Fault(partName(it, n)), Layout: "sebaris-lebar", Fields: []page.Field{title, due}})
	}
	return out
}

// entryRow draws the controls for one entry more of a log.
func (d *Desk) entryRow(it *flow.Item, values url.Values) page.FormRow {
	row := page.FormRow{Legend: "Tambah catatan", Layout: "pisah"}
	if len(it.Options) > 1 {
		kind := d.control(it, values, "Golongan", "kind")
		kind.Type = "radios"
		for _, o := range it.Options {
			kind.Options = append(kind.Options, page.Choice{Value: o.ID, Text: o.Title, Checked: kind.Value == o.ID})
		}
		row.Fields = append(row.Fields, kind)
	}
	date := d.control(it, values, "Tanggal", "date")
	if date.Value == "" && date.Fault == "" {
		date.Value = d.Now.In(alur.Jakarta).Format(time.DateOnly)
	}
	dateField(&date)
	words := d.control(it, values, "Isi catatan", "text")
	words.Type, words.Rows, words.Spellcheck = "textarea", 4, true
	row.Fields = append(row.Fields, date, words)
	return row
}

func (d *Desk) organisation(id string) string {
	if a, ok := d.View.Organisations[alur.AgencyID(id)]; ok {
		return a.Name
	}
	return id
}

// partTitle is what a part of an item is called: the title of an option or aspect,
// the name of a part of a person, the number of a row.
func partTitle(it *flow.Item, p string) string {
	if p == "" {
		return ""
	}
	for _, o := range slices.Concat(it.Options, it.Aspects) {
		if o.ID == p {
			return o.Title
		}
	}
	if name := text.Field(p); name != "" {
		return name
	}
	if _, err := strconv.Atoi(p); err == nil {
		return "nomor " + p
	}
	return p
}

// logLines are the stored entries of a log, newest first.
func logLines(it *flow.Item, stored jsontext.Value) []page.LogLine {
	var entries []flow.LogEntry
	if len(stored) == 0 || json.Unmarshal(stored, &entries) != nil {
		return nil
	}
	var out []page.LogLine
	for _, e := range slices.Backward(entries) {
		line := page.LogLine{Date: text.Day(e.Date), Text: []string{e.Text}}
		if len(it.Options) > 1 {
			line.Kind = partTitle(it, e.Kind)
		}
		out = append(out, line)
	}
	return out
}

// SplitItem splits the item of a blocker ("penanda-tangan.nip") into id and part.
func SplitItem(item string) (alur.ItemID, string) {
	for i := range item {
		if item[i] == '.' {
			return alur.ItemID(item[:i]), item[i+1:]
		}
	}
	return alur.ItemID(item), ""
}
