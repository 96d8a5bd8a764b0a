package web

import (
	"net/http"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// A section is a part of the first stage's form, small enough for one page on a
// phone. Items that the table does not name (of a changed definition) form the last one.
type section struct {
	id    string
	title string
	items []alur.ItemID
}

// draftSections is how the letter is asked for, in the order in which people tell it.
var draftSections = []section{
	{"sistem", "Sistem yang dimohonkan", []alur.ItemID{"judul", "jenis", "sistem-terkait"}},
	{"kebutuhan", "Kebutuhan", []alur.ItemID{"ringkasan"}},
	{"surat", "Surat permohonan", []alur.ItemID{"nomor-surat", "tanggal-surat", "perihal", "surat"}},
	{"orang", "Penanda tangan dan narahubung", []alur.ItemID{"penanda-tangan", "narahubung"}},
	{"lainnya", "Isian lain", nil},
}

// sectionsOf sorts the slots of a draft into sections; empty ones are left out.
func sectionsOf(open []slot) []section {
	var out []section
	for _, s := range draftSections {
		got := section{id: s.id, title: s.title}
		for _, x := range open {
			if sectionIDOf(x.item.ID) == s.id {
				got.items = append(got.items, x.item.ID)
			}
		}
		slices.SortStableFunc(got.items, func(x, y alur.ItemID) int { return slices.Index(s.items, x) - slices.Index(s.items, y) })
		if len(got.items) > 0 {
			out = append(out, got)
		}
	}
	return out
}

// sectionIDOf names the section in which an item is asked for.
func sectionIDOf(id alur.ItemID) string {
	for _, s := range draftSections {
		if slices.Contains(s.items, id) {
			return s.id
		}
	}
	return draftSections[len(draftSections)-1].id
}

// renderDraft shows the sections of a draft and how far each is.
func (a *app) renderDraft(w http.ResponseWriter, r *http.Request, v *casework.View) error {
	d := &desk{form.Desk{View: v, Now: a.Clock(), Lacks: form.LackingParts(v)}}
	p := &page.RequestDraft{Check: requestPath(v, "periksa"), Note: a.counterNote(v, a.session(r).User), Fading: a.fading(v)}
	tell(&p.Base, v, "")
	p.Wide = false
	p.Head = a.head(v, tabMain, a.session(r).User)
	p.Title += ": " + text.LowerFirst(p.Head.Status.Text)
	p.Guide = guideOf(v.Plan, v.Stage)
	u := a.session(r).User
	p.Task, p.HandOver = claimForm(v.ID, v.Hold, v.Claims, acting(v.Parties, v.Barred), u, requestPath(v)), handOverLink(v.ID, v.Claims, u)
	for _, c := range v.Claims {
		p.By = text.ClaimedBy(displayName(c.By, c.By.Username), c.At)
	}
	open := slots(v)
	for _, s := range sectionsOf(open) {
		row := page.DraftSection{Title: s.title, Href: requestPath(v, "isi", s.id), Done: true}
		touched := false
		for _, id := range s.items {
			it := v.Stage.Item(id)
			row.Done = row.Done && len(d.Lacks[id]) == 0
			touched = touched || len(v.State.Value(v.Stage.ID, id)) > 0 || it.Kind == flow.KindDocument && len(v.State.Current(id)) > 0
		}
		switch {
		case row.Done:
			row.Tag = page.Tag{Kind: "selesai", Icon: "benar", Text: "Lengkap"}
			p.Done++
		case touched:
			row.Tag = page.Tag{Kind: "anda", Text: "Belum lengkap"}
		default:
			row.Tag = page.Tag{Kind: "anda", Text: "Belum diisi"}
		}
		if !row.Done && p.Next.Href == "" {
			p.Next = page.Link{Href: row.Href, Text: "Lanjut: " + text.LowerFirst(s.title)}
		}
		p.Sections = append(p.Sections, row)
	}
	for _, act := range v.Actions {
		if act.Action.Direction == flow.LeadsOut {
			p.Withdraw = page.Link{Href: requestPath(v, "tindakan", string(act.Action.ID)), Text: act.Action.Title}
		}
	}
	return a.render(w, r, http.StatusOK, "request_draft", p)
}

// showSection shows one section of a draft.
func (a *app) showSection(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	if !isDraft(v) || len(slots(v)) == 0 {
		redirect(w, r, requestPath(v))
		return nil
	}
	return a.renderSection(w, r, v, nil)
}

func (a *app) renderSection(w http.ResponseWriter, r *http.Request, v *casework.View, sent *sentForm) error {
	open := slots(v)
	all := sectionsOf(open)
	at := slices.IndexFunc(all, func(s section) bool { return s.id == r.PathValue("section") })
	if at < 0 {
		return alur.Refuse(alur.CodeNotFound)
	}
	var here []slot
	for _, id := range all[at].items {
		here = append(here, open[slices.IndexFunc(open, func(s slot) bool { return s.item.ID == id })])
	}
	d, err := a.newDesk(r.Context(), v, itemsOf(here), nil, nil)
	if err != nil {
		return err
	}
	p := &page.RequestSection{Number: at + 1, Total: len(all), Name: all[at].title}
	tell(&p.Base, v, all[at].title)
	p.Wide = false
	p.Back = page.Link{Href: requestPath(v), Text: "Daftar bagian"}
	status := http.StatusOK
	// What is still missing is shown on the list and on the check page; a section that
	// nobody has filled in yet does not greet with reproaches.
	d.Quiet = true
	if sent != nil {
		status, d.Faults = sent.status, anchored(sent.faults, here)
		p.Faults = d.Faults
	}
	p.Head = a.head(v, tabMain, a.session(r).User)
	if slices.Contains(all[at].items, itemName) {
		p.Similar = similarPath(v)
	}
	p.Form = page.StageForm{Action: requestPath(v, "isi", all[at].id), Hiddens: d.hiddens(here), Primary: true, Button: "Simpan dan lanjut", Saves: true,
		Autosave: autosavePath(v), Changed: v.UpdatedAt.UnixMilli()}
	sec := page.FormSection{}
	if sent == nil {
		values, note, err := a.known(r, v, here)
		if err != nil {
			return err
		}
		sent, sec.Note = &sentForm{values: values}, note
	}
	for _, s := range here {
		sec.Items = append(sec.Items, d.slotItem(s, sent))
		p.Form.Files = p.Form.Files || s.item.Kind == flow.KindDocument
	}
	p.Form.Sections = []page.FormSection{sec}
	p.Form.FileNote = fileNote(here)
	return a.render(w, r, status, "request_section", p)
}

// submitSection saves a section and goes on to the next one, the last one to the check.
func (a *app) submitSection(w http.ResponseWriter, r *http.Request) error {
	s, err := a.saveForm(r)
	if err != nil {
		return err
	}
	if s.sent != nil {
		if len(s.sent.unsaved) > 0 || !isDraft(s.view) || len(slots(s.view)) == 0 {
			return a.renderRequest(w, r, s.view, s.sent)
		}
		return a.renderSection(w, r, s.view, s.sent)
	}
	if to := beside(s); to != "" {
		a.leave(w, r, s, to)
		return nil
	}
	to := requestPath(s.view)
	all := sectionsOf(slots(s.view))
	at := slices.IndexFunc(all, func(x section) bool { return x.id == r.PathValue("section") })
	switch {
	case s.in.values.Get(buttonLater) == "daftar":
	case s.in.values.Get(buttonSlot) != "" && at >= 0:
		to = requestPath(s.view, "isi", all[at].id)
	case at >= 0 && at+1 < len(all):
		to = requestPath(s.view, "isi", all[at+1].id)
	case at >= 0:
		to = requestPath(s.view, "periksa")
	}
	a.notify(w, r, page.Notice{Text: s.told})
	redirect(w, r, to)
	return nil
}

// submitting is the action that registers a request, in the stage where it stands.
func submitting(v *casework.View) *flow.ActionView {
	for i := range v.Actions {
		if v.Actions[i].Action.Registers {
			return &v.Actions[i]
		}
	}
	return nil
}

// showCheck shows all answers before they are sent.
func (a *app) showCheck(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	act := submitting(v)
	if !isDraft(v) || act == nil {
		redirect(w, r, requestPath(v))
		return nil
	}
	return a.renderCheck(w, r, v, act, http.StatusOK, nil)
}

func (a *app) renderCheck(w http.ResponseWriter, r *http.Request, v *casework.View, act *flow.ActionView, status int, faults []page.Fault) error {
	d := &desk{form.Desk{View: v, Now: a.Clock(), Lacks: form.LackingParts(v)}}
	open := slots(v)
	p := &page.RequestCheck{}
	tell(&p.Base, v, "Periksa jawaban Anda")
	p.Wide = false
	p.Faults = faults
	p.Back = page.Link{Href: requestPath(v), Text: "Daftar bagian"}
	p.Head = a.head(v, tabMain, a.session(r).User)
	for _, s := range sectionsOf(open) {
		sec := page.CheckSection{Title: s.title}
		for _, id := range s.items {
			ans := d.Answer(v.Stage, v.Stage.Item(id))
			var mark page.FormItem
			d.Mark(v.Stage, v.Stage.Item(id), &mark)
			if mark.State.Kind == "anda" {
				ans.State = mark.State
			}
			ans.Change = page.Link{Href: requestPath(v, "isi", s.id) + "#" + itemAnchor + string(id), Text: "Ubah"}
			sec.Answers = append(sec.Answers, ans)
		}
		p.Sections = append(p.Sections, sec)
	}
	var err error
	if p.Similar, err = a.similarTo(r, v.Title, v.ID); err != nil {
		return err
	}
	p.Missing = d.reasons(act.Blockers, act.Action, open)
	if barsReview(v, act.Action, a.session(r).User.Username) {
		p.Warn = text.SubmittingBars()
	}
	if p.Behalf, err = a.actsFor(r, v, act.Action.Parties...); err != nil {
		return err
	}
	if act.Allowed {
		p.Submit = &page.ActionForm{
			Action: requestPath(v, "tindakan", string(act.Action.ID)), Button: "Kirim permohonan", Class: "tombol", Hiddens: formHiddens(v),
		}
	}
	return a.render(w, r, status, "request_check", p)
}

// showSent is the receipt of a submitted request; its address stays good.
func (a *app) showSent(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	if v.State.SubmittedAt == nil {
		redirect(w, r, requestPath(v))
		return nil
	}
	p := &page.RequestSent{Code: v.TrackingCode, At: text.DateTime(*v.State.SubmittedAt), Track: "/lacak/" + v.TrackingCode}
	tell(&p.Base, v, "Permohonan terkirim")
	p.Wide = false
	p.Head = a.head(v, tabMain, a.session(r).User)
	p.Giliran = a.giliran(v, slots(v))
	if p.Giliran.Variant == page.TurnMine {
		p.Go = page.Link{Href: requestPath(v), Text: "Lanjut: " + text.LowerFirst(v.Stage.Title)}
	}
	p.Giliran.Button = ""
	if p.Receipt, err = a.receiptPart(r, v); err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "request_sent", p)
}
