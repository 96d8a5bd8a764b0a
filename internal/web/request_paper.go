package web

import (
	"net/http"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// The controls of the forms about a paper, by what a blocker names.
var paperControls = map[string]string{"number": "nomor-naskah", "date": "tanggal-naskah", "classification": "klasifikasi", "reason": "alasan", "file": paperFileField}

// paperFileKind is what the signed file of a paper is called among the files of a form.
const (
	paperFileKind  = "naskah"
	paperFileField = form.FilePrefix + paperFileKind
)

// isParty reports whether the viewer is the party on this request.
func (d *desk) isParty(id alur.PartyID) bool { return slices.Contains(d.View.Parties, id) }

// paperTyped is what somebody entered about a paper.
type paperTyped struct {
	flow.RegisterPaper

	reason string
}

// showPaper shows one paper: not-found for one that the viewer does not see.
func (a *app) showPaper(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	return a.renderPaper(w, r, v, paperTyped{}, nil)
}

func (a *app) renderPaper(w http.ResponseWriter, r *http.Request, v *casework.View, typed paperTyped, faults []page.Fault) error {
	x := v.State.Paper(r.PathValue("code"))
	if x == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	d := &desk{form.Desk{View: v, Faults: faults}}
	p := &page.RequestPaper{Name: text.PaperName(x.Kind), State: paperTag(*x), Facts: d.paperFacts(x), Hashes: paperHashes(x), Address: a.Papers.CheckAddress(x.Code)}
	tell(&p.Base, v, p.Name)
	p.Wide, p.Faults = false, faults
	p.Back = page.Link{Href: requestPath(v, tabPapers), Text: "Naskah"}
	p.Head = a.head(v, tabPapers, a.session(r).User)
	at := func(below ...string) string {
		return requestPath(v, append([]string{tabPapers, x.Code}, below...)...)
	}
	p.QR = at("qr.svg")
	p.Files = append(p.Files, page.Link{Href: at("berkas", string(casework.PaperPDF)), Text: "Unduh PDF yang diterbitkan", Icon: "unduh"})
	if x.DOCXSHA256 != "" {
		p.Files = append(p.Files, page.Link{Href: at("berkas", string(casework.PaperDOCX)), Text: "Unduh DOCX untuk disunting", Icon: "unduh"})
	}
	if x.Signed() != "" {
		p.Files = append(p.Files, page.Link{Href: at("berkas", string(casework.PaperSigned)), Text: "Unduh PDF bertanda tangan", Icon: "tanda"})
	}
	if x.Withdrawn != nil {
		p.Reason = form.Paragraphs(x.Withdrawn.Reason)
	}
	ctx, who := r.Context(), a.actor(r)
	p.Sign = a.signLink(r, v, x)
	var err error
	if p.Signed, err = a.signedFile(ctx, v, x); err != nil {
		return err
	}
	if x.InForce() {
		p.Uses = d.paperUses(x, at)
	}
	if a.Cases.MayChangePaper(ctx, who, v.ID, x.Code, false) == nil {
		p.Register = d.registerForm(x, typed, at("nomor"), len(p.Uses) == 0)
	}
	if a.Cases.MayChangePaper(ctx, who, v.ID, x.Code, true) == nil {
		reason := page.Field{ID: paperControls["reason"], Label: "Alasan penarikan", Type: "textarea", Rows: 3, Value: typed.reason, Spellcheck: true, Fault: d.Fault(paperControls["reason"])}
		p.Withdraw = &page.FindingForm{Fields: []page.Field{reason}, Form: page.ActionForm{Action: at("tarik"), Button: "Tarik naskah", Class: "tombol-bahaya", Hiddens: formHiddens(v)}}
	}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return a.render(w, r, status, "request_paper", p)
}

// paperFacts are what is on record about a paper.
func (d *desk) paperFacts(x *flow.Paper) []page.AnswerPart {
	number, date, class := "Belum diisi", "", ""
	if reg := x.Register; reg != nil && reg.Number != "" {
		number, date, class = reg.Number, text.Day(reg.Date), reg.Classification
	}
	out := []page.AnswerPart{{Key: "Nomor", Value: number}}
	for _, f := range []page.AnswerPart{{Key: "Tanggal", Value: date}, {Key: "Klasifikasi", Value: class}} {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	if x.ReplacedBy != "" {
		out = append(out, page.AnswerPart{Key: "Digantikan", Value: x.ReplacedBy, Href: requestPath(d.View, tabPapers, x.ReplacedBy)})
	}
	return append(out,
		page.AnswerPart{Key: "Kode naskah", Value: x.Code},
		page.AnswerPart{Key: "Diterbitkan", Value: d.Acted(x.By, x.OnBehalfOf, x.At) + ", " + text.DateTime(x.At)},
		page.AnswerPart{Key: "Templat", Value: text.PaperTemplate(x.Template)})
}

// paperHashes are what proves a paper.
func paperHashes(x *flow.Paper) []page.Pair {
	out := []page.Pair{{Name: "Sidik SHA-256 berkas", Value: x.SHA256}, {Name: "Sidik riwayat yang menjadi dasarnya", Value: x.Head}}
	if x.Signed() != "" {
		out = append(out, page.Pair{Name: "Sidik SHA-256 berkas bertanda tangan", Value: x.Signed()})
	}
	return out
}

// paperUses are the slots open to the viewer that the paper can fill and does not yet.
func (d *desk) paperUses(x *flow.Paper, at func(...string) string) []page.PaperUse {
	k, _ := paperwork.KindOf(x.Kind)
	var out []page.PaperUse
	for _, s := range slots(d.View) {
		if s.item.Kind != flow.KindDocument || !k.FillsItem(s.item.ID) {
			continue
		}
		use := page.PaperUse{Item: s.item.Title, Form: page.ActionForm{Action: at("pakai", string(s.item.ID)), Button: "Pakai naskah ini", Class: "tombol", Hiddens: formHiddens(d.View)}}
		there := false
		for _, doc := range d.View.State.Current(s.item.ID) {
			use.Replaces = doc.Name
			there = there || doc.SHA256 == x.SHA256 && x.Signed() == "" || x.Signed() != "" && doc.SHA256 == x.Signed()
		}
		if len(out) > 0 {
			use.Form.Class = "tombol-kedua"
		}
		if !there {
			out = append(out, use)
		}
	}
	return out
}

// registerForm asks for what an office gave the paper.
func (d *desk) registerForm(x *flow.Paper, typed paperTyped, action string, primary bool) *page.FindingForm {
	if reg := x.Register; reg != nil && typed.RegisterPaper == (flow.RegisterPaper{}) {
		typed.Number, typed.Date, typed.Classification = reg.Number, reg.Date, reg.Classification
	}
	field := func(name, label, hint, value, width string) page.Field {
		id := paperControls[name]
		return page.Field{ID: id, Label: label, Hint: hint, Value: value, Width: width, Autocomplete: "off", Fault: d.Fault(id)}
	}
	f := &page.FindingForm{Files: true, Form: page.ActionForm{Action: action, Button: "Catat nomor", Class: "tombol", Hiddens: formHiddens(d.View)}}
	if !primary {
		f.Form.Class = "tombol-kedua"
	}
	number := field("number", "Nomor naskah", "", typed.Number, "m")
	date := field("date", "Tanggal naskah", "", typed.Date, "s")
	date.Type = "date"
	class := field("classification", "Kode klasifikasi", "Misalnya 000.8.3", typed.Classification, "s")
	class.Optional = true
	file := page.Field{ID: paperFileField, Label: "Berkas yang sudah ditandatangani", Hint: "PDF, paling besar 50 MB", Type: "file", Accept: ".pdf", Optional: true, Fault: d.Fault(paperFileField)}
	f.Fields = []page.Field{number, date, class, file}
	return f
}

// submitPaperNumber enters number, date, classification and signed file of a paper.
func (a *app) submitPaperNumber(w http.ResponseWriter, r *http.Request) error {
	code := r.PathValue("code")
	if err := a.Cases.MayChangePaper(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")), code, false); err != nil {
		return err
	}
	v, in, err := a.postedTo(r)
	if err != nil {
		return err
	}
	x := v.State.Paper(code)
	if x == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	value := func(name string) string { return form.CleanText(in.values.Get(paperControls[name])) }
	typed := paperTyped{RegisterPaper: flow.RegisterPaper{Code: code, Number: value("number"), Date: value("date"), Classification: value("classification")}}
	if iso, ok := form.Date(typed.Date); ok {
		typed.Date = iso
	}
	var signed *casework.StoredBlob
	for _, f := range in.files {
		if f.fault != "" {
			return a.renderPaper(w, r, v, typed, []page.Fault{{Field: paperFileField, Text: f.fault}})
		}
		signed = &f.blob
	}
	answer := func(done *casework.Written) reply {
		return reply{To: requestPath(v, tabPapers, code), Notice: page.Notice{Text: text.PaperRegistered(x.Kind, done.View.State.Paper(code).Number())}}
	}
	done, err := a.Cases.RegisterPaper(r.Context(), a.actor(r), v.ID, typed.RegisterPaper, signed, casework.Options{Once: in.once(r, "", answer)})
	if err != nil {
		return a.refusePaper(w, r, v, typed, err)
	}
	return a.finish(w, r, done, answer)
}

// submitPaperWithdrawal takes a paper back.
func (a *app) submitPaperWithdrawal(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	code := r.PathValue("code")
	x := v.State.Paper(code)
	if x == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	typed := paperTyped{reason: form.CleanText(r.PostForm.Get(paperControls["reason"]))}
	answer := func(*casework.Written) reply {
		return reply{To: requestPath(v, tabPapers, code), Notice: page.Notice{Text: text.PaperWithdrawn(x.Kind)}}
	}
	in := &posted{values: r.PostForm}
	done, err := a.Cases.WithdrawPaper(r.Context(), a.actor(r), v.ID, code, typed.reason, casework.Options{Once: in.once(r, "", answer)})
	if err != nil {
		return a.refusePaper(w, r, v, typed, err)
	}
	return a.finish(w, r, done, answer)
}

// refusePaper shows the paper again with what is wrong in its forms.
func (a *app) refusePaper(w http.ResponseWriter, r *http.Request, v *casework.View, typed paperTyped, err error) error {
	e := asRefusal(err)
	if e.Code == alur.CodeUnsupportedMediaType {
		return a.renderPaper(w, r, v, typed, []page.Fault{{Field: paperFileField, Text: text.FileFault(e.Code, "", []string{"pdf"})}})
	}
	if e.Code != alur.CodeInvalidData {
		return err
	}
	var faults []page.Fault
	for _, b := range e.Blockers {
		faults = append(faults, page.Fault{Field: paperControls[b.Item], Text: text.PaperFault(b.Item, b.Reason)})
	}
	return a.renderPaper(w, r, v, typed, faults)
}

// submitPaperUse puts a paper into a document item.
func (a *app) submitPaperUse(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	x := v.State.Paper(r.PathValue("code"))
	if x == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	in, item := &posted{values: r.PostForm}, r.PathValue("item")
	answer := a.paperUsed(v, x.Kind, item)
	done, err := a.Papers.Use(r.Context(), a.actor(r), v.ID, x.Code, item, casework.Options{Once: in.once(r, "", answer)})
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}

// papersInForce counts the papers that are to be relied on.
func papersInForce(v *casework.View) int {
	n := 0
	for i := range v.State.Papers {
		if v.State.Papers[i].InForce() {
			n++
		}
	}
	return n
}

// showPaperQR draws what the QR code of a paper says, for whoever sees the paper.
func (a *app) showPaperQR(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	x := v.State.Paper(r.PathValue("code"))
	if x == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	body, err := qrSVG(a.Papers.CheckAddress(x.Code))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/svg+xml")
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(body)) // the visitor may have gone
	}
	return nil
}

// paperEvent says in words what an event about a paper says; false for other events.
func paperEvent(row *page.HistoryRow, e alur.Event) bool {
	switch e.Type {
	case alur.EventPaperIssued, alur.EventPaperRegistered, alur.EventPaperWithdrawn:
	default:
		return false
	}
	var p struct {
		Code   string `json:"code"`
		Kind   string `json:"kind"`
		SHA256 string `json:"sha256"`
		Number string `json:"number"`
		Date   string `json:"date"`
		Signed string `json:"signed_sha256"`
		Reason string `json:"reason"`
	}
	if json.Unmarshal(e.Payload, &p) != nil {
		return true // of a later version: its type and hash stand
	}
	part := func(key, value string) {
		if value != "" {
			row.Details = append(row.Details, page.AnswerPart{Key: key, Value: value})
		}
	}
	if p.Kind != "" {
		row.Text += ": " + text.PaperName(p.Kind)
	}
	part("Kode naskah", p.Code)
	part("Nomor", p.Number)
	part("Tanggal", text.Day(p.Date))
	row.Notes = form.Paragraphs(p.Reason)
	row.File = p.SHA256 + p.Signed // one of the two
	return true
}
