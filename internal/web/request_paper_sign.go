package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/esign"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// What a signature takes beside the account's own proof. Like every field that begins so,
// they are never kept: not across a sign-in, not with the key of the form, nowhere.
const (
	fieldNIK        = fieldPassword + "-nik"
	fieldPassphrase = fieldPassword + "-frasa"
)

// signPath is the last part of the address where a paper is signed.
const signPath = "tanda-tangan"

// paperSignTable are the routes of signing papers with certificates. Without the service
// they are there and answer not-found.
func (a *app) paperSignTable() []route {
	const one = "/permohonan/{id}/" + tabPapers + "/{code}/" + signPath
	return []route{
		{method: http.MethodGet, pattern: one, who: signedIn, handle: a.showPaperSigning},
		{method: http.MethodPost, pattern: one, who: signedIn, handle: a.submitPaperSigning},
	}
}

// signedFile shows the signed file of a paper; nil where it has none.
func (a *app) signedFile(ctx context.Context, v *casework.View, x *flow.Paper) (*page.SignedFile, error) {
	s, err := a.Cases.SignedPaper(ctx, v, x)
	if err != nil || s == nil {
		return nil, err
	}
	out := &page.SignedFile{Signs: form.Signs(s.SignatureReading)}
	if out.Signs == nil {
		out.None = text.PaperUnsigned()
	}
	if s.Other {
		out.Other = text.PaperOther(len(s.Signatures) > 0)
	} else if !s.Same && !s.Pending {
		out.Other = text.PaperUncompared()
	}
	return out, nil
}

// signLink leads to signing a paper; nil for whoever may not, and without the service.
func (a *app) signLink(r *http.Request, v *casework.View, x *flow.Paper) *page.Link {
	if a.ESign == nil || a.Cases.MaySignPaper(r.Context(), a.actor(r), v.ID, x.Code) != nil {
		return nil
	}
	return &page.Link{Href: requestPath(v, tabPapers, x.Code, signPath), Text: text.ESignButton(), Icon: "tanda"}
}

// showPaperSigning shows what is about to be signed, and asks for what that takes.
func (a *app) showPaperSigning(w http.ResponseWriter, r *http.Request) error {
	v, x, err := a.paperToSign(r)
	if err != nil {
		return err
	}
	return a.renderPaperSigning(w, r, v, x, http.StatusOK, nil)
}

// paperToSign finds the paper, for whoever may sign it.
func (a *app) paperToSign(r *http.Request) (*casework.View, *flow.Paper, error) {
	v, err := a.requestOf(r)
	if err != nil {
		return nil, nil, err
	}
	code := r.PathValue("code")
	x := v.State.Paper(code)
	if x == nil || a.ESign == nil {
		return nil, nil, alur.Refuse(alur.CodeNotFound)
	}
	return v, x, a.Cases.MaySignPaper(r.Context(), a.actor(r), v.ID, code)
}

func (a *app) renderPaperSigning(w http.ResponseWriter, r *http.Request, v *casework.View, x *flow.Paper, status int, faults []page.Fault) error {
	d := &desk{form.Desk{View: v, Faults: faults}}
	p := &page.RequestPaperSign{Name: text.PaperName(x.Kind)}
	tell(&p.Base, v, p.Name)
	p.Wide, p.Faults = false, faults
	p.Back = page.Link{Href: requestPath(v, tabPapers, x.Code), Text: p.Name}
	p.Head = a.head(v, tabPapers, a.session(r).User)
	at := func(file casework.PaperFile) string { return requestPath(v, tabPapers, x.Code, "berkas", string(file)) }
	p.Files = append(p.Files, page.Link{Href: at(casework.PaperPDF), Text: "Unduh PDF yang diterbitkan", Icon: "unduh"})
	if x.Signed() != "" {
		p.Files = append(p.Files, page.Link{Href: at(casework.PaperSigned), Text: "Unduh PDF bertanda tangan", Icon: "tanda"})
	}
	number := x.Number()
	if number == "" {
		number = "Belum diisi"
	}
	p.Facts = []page.AnswerPart{{Key: "Nomor", Value: number}, {Key: "Kode naskah", Value: x.Code}}
	p.SHA256 = x.SHA256
	var err error
	if p.Signed, err = a.signedFile(r.Context(), v, x); err != nil {
		return err
	}
	k, _ := flow.PaperKindOf(x.Kind)
	if p.Behalf, err = a.actsFor(r, v, k.Signers(v.Plan)...); err != nil {
		return err
	}
	p.Fields = []page.Field{
		a.proofField(r, d.Fault(fieldPassword)),
		{ID: fieldNIK, Label: "NIK", Hint: "16 angka, seperti yang terdaftar di BSrE", InputMode: "numeric", Autocomplete: "off", Width: "m", Fault: d.Fault(fieldNIK)},
		{ID: fieldPassphrase, Label: "Frasa sandi sertifikat elektronik", Type: "password", Autocomplete: "off", Width: "m", Fault: d.Fault(fieldPassphrase)},
	}
	p.Form = page.ActionForm{Action: requestPath(v, tabPapers, x.Code, signPath), Button: "Tanda tangani", Class: "tombol", Hiddens: formHiddens(v)}
	return a.render(w, r, status, "request_paper_sign", p)
}

// submitPaperSigning has a paper signed and keeps the result as its signed file. Who may
// not is refused before the account's proof is looked at, and that before anything is sent.
func (a *app) submitPaperSigning(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, x, err := a.paperToSign(r)
	if err != nil {
		return err
	}
	in := &posted{values: r.PostForm}
	again := func(faults ...page.Fault) error {
		return a.renderPaperSigning(w, r, v, x, http.StatusUnprocessableEntity, faults)
	}
	nik, faults := signingFaults(in)
	if len(faults) > 0 {
		return again(faults...)
	}
	if fault, err := a.confirm(w, r, in.values); err != nil {
		return err
	} else if fault != "" {
		return again(page.Fault{Field: fieldPassword, Text: fault})
	}
	pdf, version, err := a.Cases.PaperToSign(r.Context(), a.actor(r), v.ID, x.Code)
	if err != nil {
		return err
	}
	signed, err := a.ESign.Sign(r.Context(), esign.Order{NIK: nik, Passphrase: esign.NewSecret(in.values.Get(fieldPassphrase)), PDF: pdf, Reason: text.PaperName(x.Kind) + " " + x.Code})
	if e, ok := errors.AsType[*esign.Error](err); ok {
		a.Log.WarnContext(r.Context(), "sign a paper", "error", e, "paper", x.Code)
		sentence, inPassphrase := text.ESignFault(string(e.Fault))
		fault := page.Fault{Text: sentence}
		if inPassphrase {
			fault.Field = fieldPassphrase
		}
		return again(fault)
	} else if err != nil {
		return err
	}
	return a.keepSigned(w, r, v, x, in, signed, version)
}

// signingFaults reads what a signature takes.
func signingFaults(in *posted) (nik esign.Secret, faults []page.Fault) {
	if in.values.Get(fieldPassword) == "" && in.values.Get(fieldProof) == "" {
		faults = append(faults, page.Fault{Field: fieldPassword, Text: text.EnterPassword()})
	}
	nik, ok := esign.NIK(in.values.Get(fieldNIK))
	if !ok {
		faults = append(faults, page.Fault{Field: fieldNIK, Text: text.ESignNIK()})
	}
	if in.values.Get(fieldPassphrase) == "" {
		faults = append(faults, page.Fault{Field: fieldPassphrase, Text: text.ESignPassphrase()})
	}
	return nik, faults
}

// keepSigned takes the signed file in as if it had been uploaded, and enters it. The request
// must be what it was when the file was read, so that a signature made meanwhile is not
// thrown away by this one.
func (a *app) keepSigned(w http.ResponseWriter, r *http.Request, v *casework.View, x *flow.Paper, in *posted, signed *esign.Signed, version int64) error {
	blob, err := a.Cases.ReceiveFrom(r.Context(), a.actor(r), v.ID, paperwork.FileName(x.Kind, "bertanda-tangan", "pdf"), bytes.NewReader(signed.PDF))
	if err != nil {
		return err
	}
	answer := func(*casework.Written) reply {
		return reply{To: requestPath(v, tabPapers, x.Code), Notice: page.Notice{Text: text.ESigned(x.Kind, signed.Vouched)}}
	}
	done, err := a.Cases.RegisterPaper(r.Context(), a.actor(r), v.ID, flow.RegisterPaper{Code: x.Code}, &blob, casework.Options{If: at(version), Once: in.once(r, "", answer)})
	if code := alur.CodeOf(err); code == alur.CodeStaleVersion || code == alur.CodeConflict {
		return a.renderPaperSigning(w, r, v, x, statusOf(code), []page.Fault{{Text: text.ESignChanged()}})
	}
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}
