package form

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/preview"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Answer shows what an item of a stage holds, read only.
func (d *Desk) Answer(st *flow.Stage, it *flow.Item) page.Answer {
	out := d.ValueAnswer(it, d.View.State.Value(st.ID, it.ID))
	switch it.Kind {
	case flow.KindMeeting:
		if len(out.Parts) > 0 && out.Parts[0].Key == "Waktu" && !d.View.State.Status.Ended() {
			at := page.MeetingCalendar(casework.MeetingID(d.View.ID, st.ID, it.ID))
			out.Parts = append(out.Parts, page.AnswerPart{Key: "Kalender", Value: "Tambahkan ke kalender", Href: at})
		}
	case flow.KindDocument:
		for _, doc := range d.View.Documents {
			if doc.Stage == st.ID && doc.Kind == it.ID {
				out.Docs = append(out.Docs, d.Doc(doc))
			}
		}
		out.Empty = "Belum diunggah"
	case flow.KindSignature:
		out.Empty = "Belum ditandatangani"
		for _, s := range d.View.State.Signatures {
			if s.Stage == st.ID && s.Item == it.ID {
				out.Signed = &page.Signed{Who: d.Acted(s.By, s.OnBehalfOf, s.At), When: text.DateTime(s.At), SHA256: s.ContentSHA256}
			}
		}
	}
	if !out.Has() && !it.Required && it.RequiredUnless == nil {
		out.Empty = "Tidak diisi"
	}
	return out
}

// ValueAnswer shows a value of the item's shape: of a stage, of an action's input,
// or of an event.
func (d *Desk) ValueAnswer(it *flow.Item, v jsontext.Value) page.Answer {
	out := page.Answer{ID: string(it.ID), Title: it.Title, Empty: "Belum diisi"}
	if len(v) == 0 || v.Kind() == 'n' {
		return out
	}
	line := func(s string) {
		if s != "" {
			out.Text = append(out.Text, s)
		}
	}
	part := func(key, value string) {
		if value != "" {
			out.Parts = append(out.Parts, page.AnswerPart{Key: key, Value: value})
		}
	}
	switch it.Kind {
	case flow.KindNumber, flow.KindMoney:
		var n int64
		if json.Unmarshal(v, &n) == nil {
			if it.Kind == flow.KindMoney {
				line(text.Rupiah(n))
			} else {
				line(text.Integer(n))
			}
		}
	case flow.KindDate:
		line(text.Day(StringIn(v)))
	case flow.KindChoice:
		line(partTitle(it, StringIn(v)))
	case flow.KindURL:
		out.Href = StringIn(v)
	case flow.KindDocumentID:
		id := StringIn(v)
		for _, doc := range d.View.AllDocuments {
			if string(doc.ID) == id {
				out.Docs = append(out.Docs, d.Doc(doc))
			}
		}
		if len(out.Docs) == 0 {
			line(id)
		}
	case flow.KindPerson:
		d.personAnswer(v, &out)
	case flow.KindChecklist:
		var ticks map[string]flow.Tick
		_ = json.Unmarshal(v, &ticks) // a value of another shape shows nothing
		for _, o := range it.Options {
			if t, ok := ticks[o.ID]; ok {
				out.Parts = append(out.Parts, page.AnswerPart{Key: o.Title, Value: text.Value(t.State), Note: t.Note})
			}
		}
	case flow.KindVerdicts:
		d.verdictAnswer(it, v, &out)
	case flow.KindMeeting:
		var m flow.Meeting
		_ = json.Unmarshal(v, &m)
		part("Waktu", meetingTime(m))
		part("Tempat", m.Place)
		if m.Link != "" {
			out.Parts = append(out.Parts, page.AnswerPart{Key: "Tautan", Value: m.Link, Href: m.Link})
		}
		part("Peserta", text.And(d.Names(m.Attendees)))
		part("Peserta lain", m.Guests)
		agenda, notes := text.ParseMinutes(m.Minutes)
		for i, o := range agenda {
			out.Parts = append(out.Parts, page.AnswerPart{Key: strconv.Itoa(i+1) + ". " + o.Title, Value: o.Line()})
		}
		part("Catatan", notes)
	case flow.KindMilestones:
		var list []flow.Milestone
		_ = json.Unmarshal(v, &list)
		for i, m := range list {
			out.Parts = append(out.Parts, page.AnswerPart{Key: strconv.Itoa(i+1) + ". " + m.Title, Value: text.Day(m.Due)})
		}
	case flow.KindLog:
		out.Lines = logLines(it, v)
	case flow.KindTeam:
		var names []string
		_ = json.Unmarshal(v, &names)
		for _, n := range names {
			out.Parts = append(out.Parts, page.AnswerPart{Key: d.Name(n), Value: d.AgencyOf(n)})
		}
	case flow.KindVendor:
		var x flow.Vendor
		_ = json.Unmarshal(v, &x)
		part("Pihak Ketiga", d.organisation(x.Agency))
		part("Cara pengadaan", text.Value(x.Basis))
		part("Nomor", x.Number)
		if x.Date != "" {
			part("Tanggal", text.Day(x.Date))
		}
	default:
		line(StringIn(v))
	}
	return out
}

func (d *Desk) personAnswer(v jsontext.Value, out *page.Answer) {
	var p flow.Person
	if json.Unmarshal(v, &p, json.RejectUnknownMembers(true)) != nil {
		// Only the commitment is left: the value was erased on request.
		out.Text = []string{"Data pribadi ini sudah dihapus."}
		return
	}
	for _, name := range personParts {
		if value := *personPart(&p, name); value != "" {
			out.Parts = append(out.Parts, page.AnswerPart{Key: text.Capital(text.Field(name)), Value: value})
		}
	}
}

func (d *Desk) verdictAnswer(it *flow.Item, v jsontext.Value, out *page.Answer) {
	var verdicts map[string]flow.VerdictValue
	_ = json.Unmarshal(v, &verdicts) // a value of another shape shows nothing
	for _, o := range it.Aspects {
		x, ok := verdicts[o.ID]
		if !ok {
			continue
		}
		title := x.Verdict
		for _, option := range it.Verdicts {
			if option.ID == x.Verdict {
				title = option.Title
			}
		}
		out.Parts = append(out.Parts, page.AnswerPart{Key: o.Title, Value: title, Note: x.Note})
	}
}

// meetingTime says when a meeting is: the day once when it ends on the day it begins.
func meetingTime(m flow.Meeting) string {
	start, err := time.Parse(time.RFC3339, m.Start)
	if err != nil {
		return ""
	}
	end, err := time.Parse(time.RFC3339, m.End)
	switch {
	case err != nil:
		return text.DateTime(start)
	case text.Date(start) == text.Date(end):
		return text.Date(start) + " pukul " + strings.TrimSuffix(text.Time(start), " WIB") + " sampai " + text.Time(end)
	}
	return text.DateTime(start) + " sampai " + text.DateTime(end)
}

// Names are the names of users, in the order given.
func (d *Desk) Names(usernames []string) []string {
	out := make([]string, 0, len(usernames))
	for _, n := range usernames {
		out = append(out, d.Name(n))
	}
	return out
}

func (d *Desk) AgencyOf(username string) string {
	if u, ok := d.View.People[username]; ok {
		return u.AgencyName
	}
	return ""
}

// StringIn is the text of a JSON string, "" for anything else.
func StringIn(v jsontext.Value) string {
	var s string
	if v.Kind() != '"' || json.Unmarshal(v, &s) != nil {
		return ""
	}
	return s
}

// Doc shows a file of the request.
func (d *Desk) Doc(x flow.Document) page.Doc {
	root := "/permohonan/" + string(d.View.ID) + "/dokumen/" + string(x.ID)
	out := page.Doc{
		ID: string(x.ID), Kind: d.KindTitle(x), Name: x.Name, Meta: text.Size(x.Size) + " · " + extension(x.Name),
		When: text.DateTime(x.UploadedAt), Who: d.Name(x.UploadedBy), SHA256: x.SHA256, Href: root + "/unduh",
	}
	if st := d.View.Plan.Stage(x.Stage); st != nil {
		out.Stage = st.Title
	}
	out.View = page.DocView{Name: x.Name, Href: root + "/pratinjau", Viewable: preview.Shows(x.MediaType)}
	for _, old := range d.View.AllDocuments {
		if old.ReplacedBy == x.ID && out.View.Viewable && preview.Shows(old.MediaType) {
			out.View.Compare = out.View.Href + "?banding=" + string(old.ID)
		}
	}
	switch {
	case x.RemovedAt != nil:
		out.State = "Dihapus"
	case x.ReplacedBy != "":
		out.State = "Diganti"
	}
	if s := d.View.Scans[x.SHA256]; s.State != "" {
		tag, why := text.ScanTag(string(s.State), s.Finding)
		out.Held = &page.DocHeld{Tag: page.Tag{Kind: "tunggu", Icon: "tunggu", Text: tag}, Why: why}
		if s.State == casework.ScanInfected {
			out.Held.Tag.Kind, out.Held.Tag.Icon = "tolak", "tolak"
		}
		out.Href, out.View = "", page.DocView{}
	}
	if r, read := d.Signs[x.SHA256]; read {
		out.Signs = Signs(r)
	}
	if x.Review != nil {
		out.Review = &page.DocReview{
			Tag: reviewTag(x.Review.Verdict), Who: d.Acted(x.Review.By, x.Review.OnBehalfOf, x.Review.At), When: text.DateTime(x.Review.At), Note: Paragraphs(x.Review.Note),
		}
	}
	return out
}

// KindTitle is what a file of the request is: the title of its item.
func (d *Desk) KindTitle(x flow.Document) string {
	if x.Finding > 0 {
		return text.PictureKind(x.Finding)
	}
	if st := d.View.Plan.Stage(x.Stage); st != nil {
		if it := st.Item(x.Kind); it != nil {
			return it.Title
		}
	}
	return string(x.Kind)
}

func reviewTag(verdict string) page.Tag {
	if verdict == flow.Accepted {
		return page.Tag{Kind: "selesai", Icon: "selesai", Text: text.VerdictOf(verdict)}
	}
	return page.Tag{Kind: "kembali", Icon: "kembali", Text: text.VerdictOf(verdict)}
}

func extension(name string) string {
	return strings.ToUpper(strings.TrimPrefix(path.Ext(name), "."))
}

// Paragraphs is a text as a page shows it; nothing for an empty one.
func Paragraphs(s string) []string {
	var out []string
	for p := range strings.SplitSeq(s, "\n\n") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// LabelOf names what the item of a blocker is about: an item of the stage, of its
// action's inputs, or of any other stage of the plan.
func LabelOf(plan *flow.Plan, st *flow.Stage, act *flow.Action) func(string) string {
	return func(item string) string {
		id, p := SplitItem(item)
		it := FindItem(plan, st, act, id)
		if it == nil {
			return ""
		}
		if title := partTitle(it, p); title != "" {
			return it.Title + ": " + text.LowerFirst(title)
		}
		return it.Title
	}
}

// FindItem looks an id up among the inputs of an action, the items of a stage, and
// then those of the stages before it, nearest first.
func FindItem(plan *flow.Plan, st *flow.Stage, act *flow.Action, id alur.ItemID) *flow.Item {
	if act != nil {
		if it := act.Input(id); it != nil {
			return it
		}
	}
	if st == nil {
		return nil
	}
	at := slices.Index(plan.Stages, st)
	for i := at; i >= 0; i-- {
		if it := plan.Stages[i].Item(id); it != nil {
			return it
		}
	}
	for _, other := range plan.Stages {
		if it := other.Item(id); it != nil {
			return it
		}
	}
	return nil
}

// FaultsOf turns the blockers of a refusal into faults at the controls of a form.
func FaultsOf(blockers []alur.Blocker, plan *flow.Plan, st *flow.Stage, act *flow.Action, s *flow.State) []page.Fault {
	label := LabelOf(plan, st, act)
	var out []page.Fault
	for _, b := range blockers {
		f := page.Fault{Field: ControlOf(b.Item, plan, st, act, s), Text: text.Blocker(b, label)}
		if b.Reason == "date" || b.Reason == "time" {
			// The sentence of the API shows how JSON writes it; people type otherwise.
			if b.Reason == "date" {
				f.Text = text.NotADate(label(b.Item))
			} else {
				f.Text = text.NotATime(label(b.Item))
			}
		}
		if !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	return out
}

// ControlOf is the id of the control that a blocker is about.
func ControlOf(item string, plan *flow.Plan, st *flow.Stage, act *flow.Action, s *flow.State) string {
	id, p := SplitItem(item)
	it := FindItem(plan, st, act, id)
	if it == nil {
		return item
	}
	if it.Kind == flow.KindLog && p != "" {
		if _, err := strconv.Atoi(p); err == nil {
			return partName(it, "text") // the one entry that a form adds
		}
		if len(it.Options) > 1 {
			return partName(it, "kind")
		}
		return string(it.ID)
	}
	return item
}
