package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// requestOf reads the request named in the path, as the visitor sees it.
func (a *app) requestOf(r *http.Request) (*casework.View, error) {
	return a.Cases.Get(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")))
}

// requestPath is the address of a request, or of a page below it.
func requestPath(v *casework.View, below ...string) string {
	return strings.Join(append([]string{"/permohonan/" + string(v.ID)}, below...), "/")
}

// The pages of one request, by the last part of their address.
const (
	tabMain     = ""
	tabDocs     = "dokumen"
	tabTeam     = "tim"
	tabFindings = "temuan"
	tabHistory  = "riwayat"
	tabMessages = "pesan"
)

// head is the identity of a request, with the links between its pages.
func (a *app) head(v *casework.View, current string, u alur.User) page.RequestHead {
	h := page.RequestHead{
		ID: string(v.ID), Number: v.Number, Flow: v.Plan.Title, Title: titleOf(v.Title), Agency: v.Agency.Name,
		Status: statusTag(a.viewTurn(v), v.State.Status, v.Number == ""), Counter: registrar(v), Code: v.TrackingCode,
	}
	tab := func(below, name string, count int) {
		t := page.Tab{Href: requestPath(v), Text: name, Count: count, Current: below == current}
		if below != "" {
			t.Href = requestPath(v, below)
		}
		h.Tabs = append(h.Tabs, t)
	}
	tab(tabMain, "Ringkasan", 0)
	tab(tabDocs, "Dokumen", len(v.Documents))
	if members := people(v); members > 0 {
		tab(tabTeam, "Tim", members)
	}
	if tests(v) {
		tab(tabFindings, "Temuan", len(v.State.Findings))
	}
	if u.AgencyKind != alur.AgencyVendor {
		tab(tabHistory, "Riwayat", 0)
	}
	tab(tabMessages, "Pesan", 0)
	return h
}

// people counts the members of the teams, each once.
func people(v *casework.View) int {
	seen := map[string]bool{}
	for _, names := range teamsOf(v) {
		for _, n := range names {
			seen[n] = true
		}
	}
	return len(seen)
}

// tests reports whether findings have a place on this request yet.
func tests(v *casework.View) bool {
	return len(v.State.Findings) > 0 || v.Stage.Findings != nil
}

// tell fills what every page of one request has.
func tell(b *page.Base, v *casework.View, title string) {
	b.Title = title
	if title == "" {
		b.Title = titleOf(v.Title)
	} else {
		b.Title += " · " + titleOf(v.Title)
	}
	b.Current = "/permohonan"
	b.Wide = true
}

// A slot is an item that is open now, and the stage that it belongs to.
type slot struct {
	stage *flow.Stage
	item  *flow.Item
}

// slots are the items that the viewer may fill in now, in the order of the
// definition: those of reopened stages first, then those of the current one.
func slots(v *casework.View) []slot {
	if v.State.Status.Ended() || v.State.Paused != nil {
		return nil
	}
	var out []slot
	for _, st := range openStages(v) {
		for _, it := range st.Items {
			if slices.Contains(v.Parties, it.Owner) {
				out = append(out, slot{st, it})
			}
		}
	}
	return out
}

// openStages are the stages whose items may be changed now.
func openStages(v *casework.View) []*flow.Stage {
	var out []*flow.Stage
	if v.Stage.Resubmits {
		for _, id := range v.State.Reopened {
			if st := v.Plan.Stage(id); st != nil && st != v.Stage {
				out = append(out, st)
			}
		}
	}
	return append(out, v.Stage)
}

func itemsOf(list []slot) []*flow.Item {
	out := make([]*flow.Item, 0, len(list))
	for _, s := range list {
		out = append(out, s.item)
	}
	return out
}

// isDraft reports whether the request was never submitted.
func isDraft(v *casework.View) bool {
	return v.State.SubmittedAt == nil && v.Stage == v.Plan.Stages[0] && !v.State.Status.Ended()
}

// A sent form is what came back with a form that could not be saved as it was.
type sentForm struct {
	values  map[alur.ItemID]url.Values // as typed, normalised
	faults  []page.Fault
	theirs  map[alur.ItemID]bool // changed by somebody else meanwhile
	unsaved []page.Answer
	status  int
}

// showRequest is the page of a request.
func (a *app) showRequest(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	if isDraft(v) && len(slots(v)) > 0 {
		return a.renderDraft(w, r, v)
	}
	return a.renderRequest(w, r, v, nil)
}

// renderRequest shows the page, with what was typed when sent is not nil.
func (a *app) renderRequest(w http.ResponseWriter, r *http.Request, v *casework.View, sent *sentForm) error {
	return a.renderRequestWith(w, r, v, sent, nil)
}

// renderRequestWith lets last adjust the page, and the status, before it is drawn.
func (a *app) renderRequestWith(w http.ResponseWriter, r *http.Request, v *casework.View, sent *sentForm, last func(*page.RequestShow, *desk) int) error {
	p := &page.RequestShow{}
	tell(&p.Base, v, "")
	status := http.StatusOK
	open := slots(v)
	d, err := a.newDesk(r.Context(), v, itemsOf(open))
	if err != nil {
		return err
	}
	if sent != nil {
		status, p.Unsaved = sent.status, sent.unsaved
		d.faults = anchored(sent.faults, open)
		p.Faults = d.faults
	}
	u := a.session(r).User
	p.Head = a.head(v, tabMain, u)
	p.Giliran = a.giliran(v, open)
	p.Giliran.Task = claimForm(v.ID, v.Hold, v.Claims, acting(v.Parties, v.Barred), u, requestPath(v))
	if note := a.counterNote(v, u); note != "" {
		p.Giliran.Note = note
	}
	p.Progress = progressOf(v.Plan, v.Stage, v.State.Status)
	p.Guide = guideOf(v.Plan, v.Stage)
	p.Returned = d.returned()
	p.Form = d.stageForm(open, sent)
	p.Review = a.reviewForm(d, u, nil)
	p.Findings = d.findingsCard()
	p.Others = d.otherAnswers(open)
	p.Evidence = d.evidence()
	p.Shown = d.shown()
	a.fillActions(p, d, open)
	p.Stages = d.stageRows()
	for _, doc := range v.Documents {
		p.Docs = append(p.Docs, d.doc(doc))
	}
	p.Team = d.teamGroups()
	p.Signatures = d.signatures()
	if v.State.Status.Ended() {
		p.Outcome = d.outcome(v.State.Outcome)
	}
	p.History = u.AgencyKind != alur.AgencyVendor
	if last != nil {
		status = last(p, d)
	}
	if p.Review != nil && p.Review.Barred == "" {
		w.Header().Set("Content-Security-Policy", policy+"; frame-src 'self'") // the preview
	}
	return a.render(w, r, status, "request_show", p)
}

// giliran is the card on the request's own page: its button leads to the form, or
// to the one action that is due.
func (a *app) giliran(v *casework.View, open []slot) page.Giliran {
	g := a.viewTurn(v)
	if g.Variant != page.TurnMine {
		return g
	}
	// Every choice that the guide gives counts, so that the card does not lean to one.
	var mine []flow.ActionView
	for _, act := range v.Actions {
		if act.Allowed && act.Action.Clause != "" {
			mine = append(mine, act)
		}
	}
	missing := false
	var sign []alur.ItemID // the viewer's own signatures, when nothing else is missing
	for _, w := range v.Waiting {
		if !slices.Contains(v.Parties, w.Party) {
			continue
		}
		missing = missing || len(w.Missing) > 0
		if !lacksMore(v, w) {
			for _, id := range w.Missing {
				sign = append(sign, alur.ItemID(id))
			}
		}
	}
	switch {
	case len(sign) == 1:
		g.Href, g.Button = requestPath(v, "tanda-tangan", string(sign[0])), "Baca lalu tanda tangani"
	case missing && v.Stage.Review != nil:
		g.Href, g.Button = "#telaah", "Telaah sekarang"
	case missing && v.Stage.Findings != nil && v.Stage.Findings.Fix != "":
		g.Href, g.Button = requestPath(v, tabFindings), "Buka temuan"
	case missing && len(open) > 0:
		g.Href, g.Button = "#isian", "Isi sekarang"
	case len(mine) == 1:
		g.Href, g.Button = requestPath(v, "tindakan", string(mine[0].Action.ID)), mine[0].Action.Title
	case len(mine) > 1:
		g.Href, g.Button = "#tindakan", "Pilih tindakan"
	}
	return g
}

func guideOf(plan *flow.Plan, st *flow.Stage) page.StageGuide {
	return page.StageGuide{
		Clause: st.Clause, Summary: st.Summary, Result: st.Result,
		Href: "/panduan/" + string(plan.Flow) + "#" + string(st.ID),
	}
}

// returned says that the stage was entered because the request was sent back.
func (d *desk) returned() *page.Returned {
	last, visits := d.view.State.LastReturn, d.view.State.Passages
	if last == nil || len(visits) < 2 || visits[len(visits)-2].Action != last.Action || d.view.State.Status.Ended() {
		return nil
	}
	out := &page.Returned{Who: d.name(last.By), When: text.DateTime(last.At)}
	out.Action, out.Reason = d.said(last)
	return out
}

// said is the title of an action that was taken, and what was written with it.
func (d *desk) said(o *flow.Outcome) (title string, reason []string) {
	title = string(o.Action)
	for _, st := range d.view.Plan.Stages {
		act := st.Action(o.Action)
		if act == nil {
			continue
		}
		title = act.Title
		for _, in := range act.Inputs {
			if in.Kind == flow.KindLongText {
				reason = append(reason, paragraphs(stringIn(o.Input[in.ID]))...)
			}
		}
		break
	}
	return title, reason
}

// outcome shows the action that ended a request.
func (d *desk) outcome(o *flow.Outcome) *page.Returned {
	if o == nil {
		return nil
	}
	out := &page.Returned{Who: d.name(o.By), When: text.DateTime(o.At)}
	out.Action, out.Reason = d.said(o)
	return out
}

// stageForm is the form with the viewer's own items, or nil when there are none.
func (d *desk) stageForm(open []slot, sent *sentForm) *page.StageForm {
	if len(open) == 0 {
		return nil
	}
	f := &page.StageForm{Action: requestPath(d.view, "isian"), Title: "Bagian Anda di tahap ini", Button: "Simpan", Changed: d.view.UpdatedAt.UnixMilli()}
	f.Hiddens, f.FileNote = d.hiddens(open), fileNote(open)
	sections := map[string]*page.FormSection{}
	var order []string
	for _, s := range open {
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
			f.Primary = f.Primary || len(d.lacks[s.item.ID]) > 0
			f.Saves = true
			f.Files = f.Files || s.item.Kind == flow.KindDocument
		}
	}
	if n := d.signed(); n > 0 && f.Saves {
		f.Warn = text.SavingDropsSignatures(n)
	} else {
		f.Autosave = autosavePath(d.view)
	}
	slices.SortStableFunc(order, strings.Compare)
	for _, name := range order {
		f.Sections = append(f.Sections, *sections[name])
	}
	return f
}

// signed counts the signatures that stand on the current stage.
func (d *desk) signed() int {
	n := 0
	for _, s := range d.view.State.Signatures {
		if s.Stage == d.view.Stage.ID {
			n++
		}
	}
	return n
}

// sectionOf sorts items into sections. After a return, what has to be put right
// comes first and what was found to be in order is folded away; signatures come
// last, for they cover all the rest. Names sort in the order of the page.
func (d *desk) sectionOf(s slot) (name, title, note string, folded bool) {
	v := d.view
	switch {
	case s.item.Kind == flow.KindSignature:
		return "9", "Tanda tangan", "Tanda tangan mencakup seluruh isian dan dokumen tahap ini. Bila salah satunya berubah, tanda tangan gugur.", false
	case !v.Stage.Resubmits || v.State.LastReturn == nil:
		return "1", "", "", false
	case len(d.lacks[s.item.ID]) > 0:
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
	stored := d.view.State.Value(s.stage.ID, s.item.ID)
	switch s.item.Kind {
	case flow.KindDocument:
		out := page.FormItem{ID: string(s.item.ID), Shape: page.ShapeDocument, Document: d.documentSlot(s)}
		d.mark(s.stage, s.item, &out)
		return out
	case flow.KindSignature:
		out := page.FormItem{ID: string(s.item.ID), Shape: page.ShapeSignature, Signature: d.signatureSlot(s)}
		return out
	}
	values := controls(s.item, stored)
	if sent != nil && sent.values[s.item.ID] != nil {
		values = sent.values[s.item.ID]
	}
	out := d.item(s.stage, s.item, values)
	if sent != nil && sent.theirs[s.item.ID] {
		out.Theirs = d.valueAnswer(s.item, stored)
	}
	return out
}

func (d *desk) documentSlot(s slot) page.FormDocument {
	it := s.item
	out := page.FormDocument{
		Title: it.Title, Hint: it.Help, Optional: !it.Required,
		Button: "Unggah",
	}
	for _, doc := range d.view.Documents {
		if doc.Kind != it.ID || doc.Stage != s.stage.ID {
			continue
		}
		x := d.doc(doc)
		x.Remove = requestPath(d.view, tabDocs, string(doc.ID), "hapus")
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
		out.Full = len(out.Docs) >= it.MaxFiles && d.fault(string(it.ID)) == ""
		out.Types = fmt.Sprintf("Paling banyak %d berkas", it.MaxFiles)
	}
	if photographable(it) {
		out.Photo = text.Photograph(it.Title)
	}
	out.Field = page.Field{
		ID: string(it.ID), Name: filePrefix + string(it.ID), Type: "file", Label: label, Multiple: many,
		Accept: acceptOf(it.Types), Fault: d.fault(string(it.ID)),
	}
	return out
}

// atFault reports whether something is wrong with an item.
func (d *desk) atFault(id alur.ItemID) bool {
	return slices.ContainsFunc(d.faults, func(f page.Fault) bool { return faultItem(f) == id })
}

// faultItem is the item whose control a fault is about.
func faultItem(f page.Fault) alur.ItemID {
	id, _ := splitItem(strings.TrimPrefix(f.Field, itemAnchor))
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

func (d *desk) signatureSlot(s slot) page.FormSignature {
	ans := d.answer(s.stage, s.item)
	out := page.FormSignature{Title: s.item.Title, Signed: ans.Signed}
	if out.Signed != nil {
		return out
	}
	for _, w := range d.view.Waiting {
		for _, id := range w.Missing {
			if it := s.stage.Item(alur.ItemID(id)); it == nil || it.Kind != flow.KindSignature {
				out.Wait = "Dapat ditandatangani setelah isian dan dokumen tahap ini lengkap."
				return out
			}
		}
	}
	out.Href = requestPath(d.view, "tanda-tangan", string(s.item.ID))
	return out
}

// hiddens are what a form carries unseen: its key against double sending, the
// version and stage that it was made from, and the items that it has.
func (d *desk) hiddens(open []slot) []page.Hidden {
	out := formHiddens(d.view)
	for _, s := range open {
		switch s.item.Kind {
		case flow.KindDocument, flow.KindSignature:
			continue
		}
		stored := d.view.State.Value(s.stage.ID, s.item.ID)
		out = append(out, page.Hidden{Name: hiddenItem, Value: string(s.item.ID)},
			page.Hidden{Name: hiddenPrint + string(s.item.ID), Value: fingerprint(controls(s.item, stored))})
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
)

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
	for _, it := range d.view.Stage.Items {
		if mine[it.ID] || it.Confidential && d.hides() {
			continue
		}
		ans := d.answer(d.view.Stage, it)
		if !slices.Contains(d.view.Parties, it.Owner) {
			ans.Owner = d.partyName(it.Owner)
		}
		if !d.view.State.Status.Ended() && d.view.State.Paused == nil {
			var x page.FormItem
			d.mark(d.view.Stage, it, &x)
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
	for _, id := range d.view.Parties {
		if p := d.view.Plan.Party(id); p != nil && p.Source == flow.SourceVendor {
			return true
		}
	}
	return false
}

// partyName is how a party is called on this request.
func (d *desk) partyName(id alur.PartyID) string {
	t := turn{plan: d.view.Plan, stage: d.view.Stage, agency: d.view.Agency, vendor: d.view.Organisations[d.view.State.Vendor].Name}
	return t.name(id)
}

// evidence is what a decision rests on: in a stage that asks for nothing, what the
// earlier stages of its phase gave, and what the request is about.
func (d *desk) evidence() []page.Answer {
	v := d.view
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
			if ans := d.answer(st, it); ans.Has() {
				out = append(out, ans)
			}
		}
	}
	return out
}

// signatures are those that stand, of the whole request.
func (d *desk) signatures() []page.Answer {
	var out []page.Answer
	for _, s := range d.view.State.Signatures {
		st := d.view.Plan.Stage(s.Stage)
		if st == nil || st.Item(s.Item) == nil {
			continue
		}
		ans := d.answer(st, st.Item(s.Item))
		ans.Owner = st.Title
		out = append(out, ans)
	}
	return out
}

// shown are the documents of earlier stages that the guide wants in view here.
func (d *desk) shown() []page.Doc {
	var out []page.Doc
	for _, ref := range d.view.Stage.Shows {
		for _, doc := range d.view.Documents {
			if doc.Stage == ref.Stage && doc.Kind == ref.Item {
				out = append(out, d.doc(doc))
			}
		}
	}
	return out
}

// fillActions sorts the actions: what the guide names, the rest, and those of others.
func (a *app) fillActions(p *page.RequestShow, d *desk, open []slot) {
	primary := p.Form == nil || !p.Form.Primary
	if p.Review != nil && p.Review.Primary {
		primary = false
	}
	for _, act := range d.view.Actions {
		row := d.actionRow(act, open)
		if act.Allowed && primary && (act.Action.Direction == flow.LeadsOn || act.Action.Resumes) {
			row.Class, primary = "tombol", false
		}
		if act.Action.Clause == "" && !act.Action.Resumes {
			p.More = append(p.More, row)
		} else {
			p.Actions = append(p.Actions, row)
		}
	}
	for _, act := range d.view.OtherActions {
		if act.Action.Clause == "" {
			continue
		}
		var who []string
		for _, id := range act.Action.Parties {
			who = append(who, d.partyName(id))
		}
		p.Waits = append(p.Waits, page.OtherAction{Title: act.Action.Title, Who: text.Or(who)})
	}
}

func (d *desk) actionRow(act flow.ActionView, open []slot) page.ActionRow {
	row := page.ActionRow{
		ID: string(act.Action.ID), Title: act.Action.Title, Href: requestPath(d.view, "tindakan", string(act.Action.ID)),
		Class: "tombol-kedua", Allowed: act.Allowed, Leads: d.leads(act.Action),
	}
	if act.Action.Direction == flow.LeadsOut {
		row.Class = "tombol-bahaya"
	}
	row.Reasons = d.reasons(act.Blockers, act.Action, open)
	return row
}

// leads says where an action leads.
func (d *desk) leads(act *flow.Action) string {
	switch {
	case act.End != "":
		return text.LeadsToEnd(act.End)
	case act.Direction == flow.Switches:
		if to := act.ToFlow; to != "" {
			return text.LeadsToFlow(string(to))
		}
	case act.Direction == flow.Stays:
		return ""
	}
	to := d.view.Plan.Stage(act.To)
	if to == nil || to == d.view.Stage {
		return ""
	}
	return text.LeadsToStage(act.Direction == flow.LeadsBack, to.Number, to.Title)
}

// reasons says why an action cannot be taken, with links to what the viewer can
// put right.
func (d *desk) reasons(blockers []alur.Blocker, act *flow.Action, open []slot) []page.Reason {
	v := d.view
	label := labelOf(v.Plan, v.Stage, act)
	var out []page.Reason
	for _, b := range blockers {
		r := page.Reason{Text: text.Blocker(b, label)}
		id, _ := splitItem(b.Item)
		if b.Document != "" {
			for _, doc := range v.Documents {
				if doc.ID == b.Document {
					r.Text = strings.TrimSuffix(r.Text, ".") + " (" + doc.Name + ")."
				}
			}
		}
		for _, s := range open {
			if s.item.ID != id {
				continue
			}
			r.Href = "#" + controlOf(b.Item, v.Plan, v.Stage, nil, v.State)
			if s.item.Kind == flow.KindSignature || s.item.Kind == flow.KindDocument {
				r.Href = "#" + itemAnchor + string(id)
			}
			if isDraft(v) {
				r.Href = requestPath(v, "isi", sectionIDOf(id)) + r.Href
			}
		}
		switch b.Code {
		case alur.BlockDocumentNotReviewed, alur.BlockNoDocumentRejected:
			if d.reviews() {
				r.Href = "#telaah"
			}
		case alur.BlockNoOpenFinding:
			r.Href = requestPath(v, tabFindings)
		case alur.BlockFindingNotFixed, alur.BlockFindingNotVerified:
			r.Href = requestPath(v, tabFindings)
			if n, ok := flow.FindingNumber(b.Item); ok {
				r.Href = requestPath(v, tabFindings, strconv.Itoa(n))
			}
		}
		if r.Href == "" {
			if it := v.Stage.Item(id); it != nil && !slices.Contains(v.Parties, it.Owner) && owed(b.Code) {
				r.Text = strings.TrimSuffix(r.Text, ".") + ": " + text.WaitsFor(d.partyName(it.Owner)) + "."
			}
		}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// owed reports whether a blocker says that somebody has yet to do something.
func owed(c alur.BlockerCode) bool {
	switch c {
	case alur.BlockMissingItem, alur.BlockMissingDocument, alur.BlockMissingSignature, alur.BlockOutdated, alur.BlockDocumentRejected:
		return true
	}
	return false
}

// reviews reports whether the viewer is the reviewing party of the stage.
func (d *desk) reviews() bool {
	return d.view.Stage.Review != nil && slices.Contains(d.view.Parties, d.view.Stage.Review.Party) &&
		!d.view.State.Status.Ended() && d.view.State.Paused == nil
}

// stageRows lists every stage: what is past with who and when, what is now, what
// is to come and whose it will be.
func (d *desk) stageRows() []page.StageRow {
	v := d.view
	at := slices.Index(v.Plan.Stages, v.Stage)
	var out []page.StageRow
	phase := -1
	for i, st := range v.Plan.Stages {
		var visits []flow.Passage
		for _, x := range v.State.Passages {
			if x.Stage == st.ID {
				visits = append(visits, x)
			}
		}
		if st.Sub && len(visits) == 0 {
			continue
		}
		row := page.StageRow{Number: st.Number, Sub: st.Sub, Title: st.Title, State: "nanti", Word: "Belum"}
		if st.Phase != phase {
			phase = st.Phase
			row.Phase = v.Plan.Phases[phase]
		}
		var who []string
		for _, id := range stageParties(st) {
			who = append(who, d.partyName(id))
		}
		row.Who = text.And(who)
		if len(visits) > 1 {
			row.Rounds = "putaran " + strconv.Itoa(len(visits))
		}
		if len(visits) > 0 {
			row.Href = requestPath(v, "tahap", string(st.ID))
		}
		d.stageState(&row, st, visits, i < at)
		out = append(out, row)
	}
	return out
}

func (d *desk) stageState(row *page.StageRow, st *flow.Stage, visits []flow.Passage, before bool) {
	v := d.view
	var last *flow.Passage
	if len(visits) > 0 {
		last = &visits[len(visits)-1]
	}
	switch {
	case st == v.Stage && !v.State.Status.Ended():
		row.State, row.Word, row.When = "kini", "Sekarang", "sejak "+text.Date(v.State.EnteredAt)
		if v.State.Paused != nil {
			row.Word = "Dijeda"
		}
	case st == v.Stage && v.State.Status != alur.StatusCompleted:
		row.State, row.Word = "henti", text.Status(v.State.Status)
		if v.State.EndedAt != nil {
			row.When = text.Date(*v.State.EndedAt)
		}
	case (before || st == v.Stage || st.Sub) && last != nil && last.LeftAt != nil:
		row.State, row.Word, row.When = "lalu", "Selesai", text.Date(*last.LeftAt)
		if last.By != "" {
			row.When += ", oleh " + d.name(last.By)
		}
	}
}

// teamsOf are the teams in force, or as far as they are being formed.
func teamsOf(v *casework.View) map[alur.PartyID][]string {
	out := map[alur.PartyID][]string{}
	for _, p := range v.Plan.Parties {
		if p.Source != flow.SourceTeam {
			continue
		}
		names := v.State.Teams[p.ID]
		if names == nil {
			values := controls(&flow.Item{ID: p.Item, Kind: flow.KindTeam}, v.State.Value(p.Stage, p.Item))
			names = values[string(p.Item)]
		}
		if len(names) > 0 {
			out[p.ID] = names
		}
	}
	return out
}

// changedBy finds who changed the request last after a version, and when; "" when
// the visitor may not know.
func (a *app) changedBy(ctx context.Context, r *http.Request, v *casework.View, after int64, concerns func(alur.Event) bool) (who, when string) {
	if a.session(r).User.AgencyKind == alur.AgencyVendor {
		return "", ""
	}
	events, err := a.allEvents(ctx, r, v.ID)
	if err != nil {
		return "", "" // the sentence then does without a name
	}
	for _, e := range slices.Backward(events) {
		if e.Event.Seq <= after {
			break
		}
		if e.Event.Actor.Username == a.session(r).User.Username || e.Event.Type == alur.EventCommentAdded || concerns != nil && !concerns(e.Event) {
			continue
		}
		users, err := a.Directory.Users(ctx, []string{e.Event.Actor.Username})
		if err != nil {
			return "", ""
		}
		return displayName(users[e.Event.Actor.Username], e.Event.Actor.Username), strings.TrimSuffix(text.Time(e.Event.At), " WIB")
	}
	return "", ""
}

// displayName is what a user is called: the username when nothing more is known.
func displayName(u alur.User, username string) string {
	if u.Name != "" {
		return u.Name
	}
	return username
}
