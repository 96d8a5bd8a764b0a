package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// stageForm is the form with the viewer's own items, or nil when there are none.
func (d *desk) stageForm(open []slot, sent *sentForm) *page.StageForm {
	if !slices.ContainsFunc(open, func(s slot) bool { return s.item.Kind != flow.KindSignature }) {
		return nil
	}
	f := &page.StageForm{Action: requestPath(d.View, "isian"), Title: "Bagian Anda di tahap ini", Button: "Simpan", Changed: d.View.UpdatedAt.UnixMilli()}
	f.Hiddens, f.FileNote = d.hiddens(open), fileNote(open)
	sections := map[string]*page.FormSection{}
	var order []string
	for _, s := range open {
		if s.item.Kind == flow.KindSignature {
			continue // they have a card of their own, with those of the others
		}
		name, title, note, folded := d.sectionOf(s)
		sec := sections[name]
		if sec == nil {
			sec = &page.FormSection{Title: title, Note: note, Folded: folded}
			sections[name] = sec
			order = append(order, name)
		}
		sec.Items = append(sec.Items, d.slotItem(s, sent))
		sec.Open = sec.Open || d.atFault(s.item.ID)
		if s.item.Kind != flow.KindSignature {
			f.Primary = f.Primary || len(d.Lacks[s.item.ID]) > 0
			f.Saves = true
			f.Files = f.Files || s.item.Kind == flow.KindDocument
		}
	}
	if n := d.signed(); n > 0 && f.Saves {
		f.Warn = text.SavingDropsSignatures(n)
	} else {
		f.Autosave = autosavePath(d.View)
	}
	slices.SortStableFunc(order, strings.Compare)
	for _, name := range order {
		sections[name].Items = form.Together(sections[name].Items)
		f.Sections = append(f.Sections, *sections[name])
	}
	return f
}

// signed counts the signatures that stand on the current stage.
func (d *desk) signed() int {
	n := 0
	for _, s := range d.View.State.Signatures {
		if s.Stage == d.View.Stage.ID {
			n++
		}
	}
	return n
}

// sectionOf sorts items into sections. After a return, what has to be put right
// comes first and what was found to be in order is folded away. Names sort in the order
// of the page.
func (d *desk) sectionOf(s slot) (name, title, note string, folded bool) {
	v := d.View
	switch {
	case !v.Stage.Resubmits || v.State.LastReturn == nil:
		return "1", "", "", false
	case len(d.Lacks[s.item.ID]) > 0:
		return "0", "Yang perlu diperbaiki", "", false
	case s.stage != v.Stage:
		return "3", "Isian " + text.LowerFirst(s.stage.Title), "Dapat diubah karena suratnya perlu diperbaiki.", true
	case s.item.Kind == flow.KindDocument && len(v.State.Current(s.item.ID)) > 0:
		return "5", "Sudah sesuai, tidak perlu disentuh", "Berkas yang diganti akan ditelaah lagi.", true
	}
	return "7", "Boleh ditambahkan", "", true
}

// slotItem draws one open item, with what was typed when there is something.
func (d *desk) slotItem(s slot, sent *sentForm) page.FormItem {
	stored := d.View.State.Value(s.stage.ID, s.item.ID)
	switch s.item.Kind {
	case flow.KindDocument:
		out := page.FormItem{ID: string(s.item.ID), Shape: page.ShapeDocument, Document: d.documentSlot(s)}
		d.Mark(s.stage, s.item, &out)
		return out
	}
	values := form.Controls(s.item, stored)
	if sent != nil && sent.values[s.item.ID] != nil {
		values = sent.values[s.item.ID]
	}
	out := d.Item(s.stage, s.item, values)
	if sent != nil && sent.theirs[s.item.ID] {
		out.Theirs = d.ValueAnswer(s.item, stored)
	}
	return out
}

func (d *desk) documentSlot(s slot) page.FormDocument {
	it := s.item
	out := page.FormDocument{
		Title: it.Title, Hint: it.Help, Optional: !it.Required,
		Button: "Unggah",
	}
	for _, doc := range d.View.Documents {
		if doc.Kind != it.ID || doc.Stage != s.stage.ID {
			continue
		}
		x := d.Doc(doc)
		x.Remove = requestPath(d.View, tabDocs, string(doc.ID), "hapus")
		out.Docs = append(out.Docs, x)
		out.Expected = string(doc.ID)
	}
	if len(it.Types) > 0 {
		out.Types = text.FileTypes(it.Types) + ", paling besar 50 MB"
	}
	many := it.MaxFiles > 1
	label := "Pilih berkas"
	switch {
	case many && len(out.Docs) > 0:
		label, out.Button = "Tambah berkas", "Unggah"
	case len(out.Docs) > 0:
		label, out.Button = "Ganti berkas", "Ganti"
	}
	if many {
		out.Expected = ""
		out.Full = len(out.Docs) >= it.MaxFiles && d.Fault(string(it.ID)) == ""
		out.Types = fmt.Sprintf("Paling banyak %d berkas", it.MaxFiles)
	}
	if photographable(it) {
		out.Photo = text.Photograph(it.Title)
	}
	if k, p := d.paperFor(it.ID); k.ID != "" {
		out.Paper = text.PaperButton(p != nil)
	}
	out.Field = page.Field{
		ID: string(it.ID), Name: form.FilePrefix + string(it.ID), Type: "file", Label: label, Multiple: many,
		Accept: acceptOf(it.Types), Fault: d.Fault(string(it.ID)), Pieces: uploadPath(d.View, string(it.ID)),
	}
	return out
}

// atFault reports whether something is wrong with an item.
func (d *desk) atFault(id alur.ItemID) bool {
	return slices.ContainsFunc(d.Faults, func(f page.Fault) bool { return faultItem(f) == id })
}

// faultItem is the item whose control a fault is about.
func faultItem(f page.Fault) alur.ItemID {
	id, _ := form.SplitItem(strings.TrimPrefix(f.Field, itemAnchor))
	return id
}

// anchored leaves out the links of faults whose control is not among the slots
// drawn: a link that leads nowhere is worse than none.
func anchored(faults []page.Fault, drawn []slot) []page.Fault {
	out := slices.Clone(faults)
	for i, f := range out {
		if f.Field != unsavedAnchor && !slices.ContainsFunc(drawn, func(s slot) bool { return s.item.ID == faultItem(f) }) {
			out[i].Field = ""
		}
	}
	return out
}

// Ids on pages that faults lead to.
const (
	itemAnchor    = "butir-" // + item: the whole of it
	unsavedAnchor = "belum-tersimpan"
	searchAnchor  = "hasil-" // + key of a picker: what was found
)

// fileNote says once for a form what its unrestricted slots take, or "".
func fileNote(list []slot) string {
	if slices.ContainsFunc(list, func(s slot) bool { return s.item.Kind == flow.KindDocument && len(s.item.Types) == 0 }) {
		return text.FileNote()
	}
	return ""
}

// acceptOf is the accept attribute for types of files.
func acceptOf(types []string) string {
	if len(types) == 0 {
		types = []string{"pdf", "docx", "xlsx", "pptx", "odt", "ods", "png", "jpg", "jpeg", "zip", "csv", "txt"}
	}
	return "." + strings.Join(types, ",.")
}

// hiddens are what a form carries unseen: its key against double sending, the
// version and stage that it was made from, and the items that it has.
func (d *desk) hiddens(open []slot) []page.Hidden {
	out := formHiddens(d.View)
	for _, s := range open {
		switch s.item.Kind {
		case flow.KindDocument, flow.KindSignature:
			continue
		}
		stored := d.View.State.Value(s.stage.ID, s.item.ID)
		out = append(out, page.Hidden{Name: hiddenItem, Value: string(s.item.ID)},
			page.Hidden{Name: hiddenPrint + string(s.item.ID), Value: form.Fingerprint(form.Controls(s.item, stored))})
	}
	return out
}

// Names of the values that forms carry beside their items. They begin with "_",
// which no id of an item does.
const (
	hiddenKey     = "_kunci"  // random: the same form sent twice is carried out once
	hiddenVersion = "_versi"  // of the request when the form was made
	hiddenStage   = "_tahap"  // likewise
	hiddenItem    = "_butir"  // an item that the form has, once for each
	hiddenPrint   = "_sidik." // + item: fingerprint of its controls when the form was made
	hiddenBefore  = "_ganti." // + item: the file that was there when the form was made
	buttonSlot    = "_ke"     // the slot whose button was pressed
	buttonLater   = "_lalu"   // where to go after saving
	buttonPhoto   = "_foto"   // the slot whose pages are to be photographed
	buttonReuse   = "_pilih"  // the slot that an earlier file is to fill
	buttonPaper   = "_naskah" // the slot that a paper out of the record is to fill
)

// laterFinding is the value of buttonLater that goes on to another finding.
const laterFinding = "lagi"

func formHiddens(v *casework.View) []page.Hidden {
	return []page.Hidden{
		{Name: hiddenKey, Value: alur.NewID()},
		{Name: hiddenVersion, Value: strconv.FormatInt(v.Version, 10)},
		{Name: hiddenStage, Value: string(v.Stage.ID)},
	}
}

// otherAnswers are the items of the stage that the viewer does not fill in: whose
// they are, and what they hold.
func (d *desk) otherAnswers(open []slot) []page.Answer {
	mine := map[alur.ItemID]bool{}
	for _, s := range open {
		mine[s.item.ID] = true
	}
	var out []page.Answer
	for _, it := range d.View.Stage.Items {
		if mine[it.ID] || it.Kind == flow.KindSignature || it.Confidential && d.hides() {
			continue
		}
		ans := d.Answer(d.View.Stage, it)
		if !slices.Contains(d.View.Parties, it.Owner) {
			ans.Owner = d.partyName(it.Owner)
		}
		if !d.View.State.Status.Ended() && d.View.State.Paused == nil {
			var x page.FormItem
			d.Mark(d.View.Stage, it, &x)
			ans.State = x.State
			if x.State.Kind == "anda" {
				ans.State.Kind = "tunggu"
			}
		}
		out = append(out, ans)
	}
	return out
}

// hides reports whether confidential items are kept from the viewer: they are then
// not named either. Only a vendor's people are the party of a vendor.
func (d *desk) hides() bool {
	for _, id := range d.View.Parties {
		if p := d.View.Plan.Party(id); p != nil && p.Source == flow.SourceVendor {
			return true
		}
	}
	return false
}

// partyName is how a party is called on this request.
func (d *desk) partyName(id alur.PartyID) string {
	t := turn{plan: d.View.Plan, stage: d.View.Stage, agency: d.View.Agency, vendor: d.View.Organisations[d.View.State.Vendor].Name}
	return t.name(id)
}

// evidence is what a decision rests on: in a stage that asks for nothing, what the
// earlier stages of its phase gave, and what the request is about.
func (d *desk) evidence() []page.Answer {
	v := d.View
	if len(v.Stage.Items) > 0 || v.Stage.Review != nil || v.Stage.Findings != nil {
		return nil
	}
	var out []page.Answer
	for _, st := range v.Plan.Stages {
		if st == v.Stage {
			break
		}
		for _, it := range st.Items {
			about := st == v.Plan.Stages[0] && (it.Kind == flow.KindLongText || it.Kind == flow.KindChoice)
			if !about && st.Phase != v.Stage.Phase || it.Kind == flow.KindSignature || it.Confidential && d.hides() {
				continue
			}
			if ans := d.Answer(st, it); ans.Has() {
				out = append(out, ans)
			}
		}
	}
	return out
}

// signatures are those that stand, of the whole request.
func (d *desk) signatures() []page.Answer {
	var out []page.Answer
	for _, s := range d.View.State.Signatures {
		st := d.View.Plan.Stage(s.Stage)
		if st == nil || st.Item(s.Item) == nil {
			continue
		}
		ans := d.Answer(st, st.Item(s.Item))
		ans.Owner = st.Title
		out = append(out, ans)
	}
	return out
}

// shown are the documents of earlier stages that the guide wants in view here.
func (d *desk) shown() []page.Doc {
	var out []page.Doc
	for _, ref := range d.View.Stage.Shows {
		for _, doc := range d.View.Documents {
			if doc.Stage == ref.Stage && doc.Kind == ref.Item {
				out = append(out, d.Doc(doc))
			}
		}
	}
	return out
}
