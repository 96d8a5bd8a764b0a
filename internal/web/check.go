package web

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Where anybody checks a paper; below it, by the code behind its QR code.
const checkPath = "/cek-dokumen"

// maxChecked is how large a file may be that is checked, in bytes; with maxForm for what
// is around it.
const maxChecked = casework.MaxUpload

// checkTable are the addresses at which papers are checked. All of them count by address,
// as those of tracking codes do.
func (a *app) checkTable() []route {
	return []route{
		{method: http.MethodGet, pattern: checkPath, who: public, handle: a.showPaperCheck},
		{method: http.MethodPost, pattern: checkPath, who: public, handle: a.submitPaperCheck, body: maxChecked + maxForm},
		{method: http.MethodGet, pattern: checkPath + "/{code}", who: public, handle: a.showPaperByCode},
	}
}

// checkForm is the page as it begins; code is that of the paper that is looked at, or "".
func (a *app) checkForm(typed string) *page.PaperCheck {
	p := &page.PaperCheck{
		Action: checkPath,
		Code:   page.Field{ID: "kode", Label: "Kode naskah", Hint: "Dua belas huruf dan angka di dekat kode QR, contoh 7K4M-92QX-T3HB", Value: typed, Width: "m", Autocomplete: "off", Optional: true},
		File:   page.Field{ID: "berkas", Label: "Berkas PDF", Hint: "Seperti yang Anda terima, jangan dicetak atau disimpan ulang dahulu", Type: "file", Accept: ".pdf,application/pdf", Optional: true},
	}
	p.Title, p.Current = "Cek keaslian dokumen", checkPath
	return p
}

// refuseCheck shows the page with one thing to correct.
func (a *app) refuseCheck(w http.ResponseWriter, r *http.Request, p *page.PaperCheck, status int, field *page.Field, sentence string) error {
	field.Fault = sentence
	p.Faults = []page.Fault{{Field: field.ID, Text: sentence}}
	return a.render(w, r, status, "paper_check", p)
}

// unseen keeps answers about papers out of caches and search engines, and counts the
// look-up: what is asked too often is not answered.
func (a *app) unseen(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	w.Header().Set("Cache-Control", "no-store")
	if wait, ok := a.checks.allow(a.address(r)); !ok {
		return &alur.Error{Code: alur.CodeTooManyTries, Retry: wait}
	}
	return nil
}

// showPaperCheck asks for a code or a file, and leads a typed code to its own address.
func (a *app) showPaperCheck(w http.ResponseWriter, r *http.Request) error {
	typed := strings.TrimSpace(r.URL.Query().Get("kode"))
	if typed != "" {
		return a.toPaper(w, r, typed)
	}
	return a.render(w, r, http.StatusOK, "paper_check", a.checkForm(""))
}

// toPaper leads to the address of a typed code.
func (a *app) toPaper(w http.ResponseWriter, r *http.Request, typed string) error {
	code, ok := alur.NormalizeTrackingCode(typed)
	if !ok {
		p := a.checkForm(typed)
		return a.refuseCheck(w, r, p, http.StatusUnprocessableEntity, &p.Code, text.CheckCodeNotFound())
	}
	redirect(w, r, checkPath+"/"+url.PathEscape(code))
	return nil
}

// showPaperByCode shows a paper to whoever has its code.
func (a *app) showPaperByCode(w http.ResponseWriter, r *http.Request) error {
	if err := a.unseen(w, r); err != nil {
		return err
	}
	found, err := a.Cases.PaperOf(r.Context(), r.PathValue("code"))
	if alur.CodeOf(err) == alur.CodeNotFound {
		p := a.checkForm(r.PathValue("code"))
		p.NoIndex = true
		return a.refuseCheck(w, r, p, http.StatusNotFound, &p.Code, text.CheckCodeNotFound())
	}
	if err != nil {
		return err
	}
	p := a.checkForm("")
	p.NoIndex, p.For = true, found.Code
	p.File.Optional = false
	p.Result = &page.CheckResult{Title: "Tercatat dalam arsip ALUR", Papers: []page.CheckedPaper{checkedPaper(found)}}
	return a.render(w, r, http.StatusOK, "paper_check", p)
}

// checkedPaper puts what may be known of a paper into words.
func checkedPaper(x casework.CheckedPaper) page.CheckedPaper {
	out := page.CheckedPaper{
		Kind: text.PaperName(x.Kind), Advice: text.CheckAdvice(x.ReplacedAt, x.WithdrawnAt),
		State: page.Tag{Kind: "selesai", Icon: "selesai", Text: text.CheckState(x.ReplacedAt, x.WithdrawnAt)},
		Facts: []page.Pair{{Name: "Nomor permohonan", Value: x.Number}, {Name: "Perangkat Daerah", Value: x.Agency}, {Name: "Diterbitkan", Value: text.Date(x.IssuedAt)}},
	}
	if !x.InForce {
		out.State.Kind, out.State.Icon = "tolak", "tolak"
	}
	official := "Belum dicatat"
	if x.Official != "" {
		official = x.Official + ", " + text.Day(x.OfficialDate)
	}
	out.Facts = append(out.Facts, page.Pair{Name: "Nomor naskah", Value: official}, page.Pair{Name: "Kode", Value: x.Code})
	if x.Reason != "" {
		out.Facts = append(out.Facts, page.Pair{Name: "Alasan ditarik", Value: x.Reason})
	}
	return out
}

// checkedFile is what the form of a check brought.
type checkedFile struct {
	code string
	sum  string // SHA-256 of the file in lower-case hex, "" without one
}

// readChecked reads the form as a stream: of a file the fingerprint is counted, and nothing
// is kept, in memory or elsewhere. The browser may have counted it itself.
func readChecked(r *http.Request) (checkedFile, error) {
	var out checkedFile
	if !carriesFiles(r) {
		return out, parseForm(r) // nothing that is asked for comes this way
	}
	for p, err := range formParts(r) {
		if err != nil {
			return out, err
		}
		if p.FormName() == "berkas" {
			h := sha256.New()
			n, err := io.Copy(h, p)
			switch {
			case err != nil:
				return out, brokenOff(err)
			case n > maxChecked:
				return out, alur.Refuse(alur.CodeTooLarge)
			case n == 0 && p.FileName() != "":
				return out, alur.Refuse(alur.CodeEmptyFile)
			case n > 0:
				out.sum = hex.EncodeToString(h.Sum(nil))
			}
			continue
		}
		b, err := io.ReadAll(io.LimitReader(p, maxForm))
		if err != nil {
			return out, brokenOff(err)
		}
		switch v := strings.TrimSpace(string(b)); p.FormName() {
		case "kode":
			out.code = v
		case "sidik":
			if raw, err := hex.DecodeString(v); err == nil && len(raw) == sha256.Size && out.sum == "" {
				out.sum = hex.EncodeToString(raw)
			}
		}
	}
	return out, nil
}

// submitPaperCheck says whether a file is a paper of ours, exactly. Of a file that is none
// the answer is the same whether there is a paper with the code that came along or not.
func (a *app) submitPaperCheck(w http.ResponseWriter, r *http.Request) error {
	if err := a.unseen(w, r); err != nil {
		return err
	}
	in, err := readChecked(r)
	p := a.checkForm(in.code)
	p.NoIndex = true
	if err != nil {
		if sentence := text.CheckFile(alur.CodeOf(asRefusal(err))); sentence != "" {
			return a.refuseCheck(w, r, p, statusOf(asRefusal(err).Code), &p.File, sentence)
		}
		return err
	}
	switch {
	case in.sum == "" && in.code != "":
		return a.toPaper(w, r, in.code)
	case in.sum == "":
		return a.refuseCheck(w, r, p, http.StatusUnprocessableEntity, &p.File, text.CheckFile(alur.CodeMissingField))
	}
	found, err := a.Cases.CheckPaper(r.Context(), in.code, in.sum)
	if alur.CodeOf(err) == alur.CodeNotFound {
		p.Title = "Tidak cocok: cek keaslian dokumen"
		p.Result = &page.CheckResult{Title: "Tidak cocok dengan arsip kami", Text: text.CheckNotFound(), Bad: true}
		return a.render(w, r, http.StatusNotFound, "paper_check", p)
	}
	if err != nil {
		return err
	}
	p.Title = "Cocok: cek keaslian dokumen"
	p.Result = &page.CheckResult{Title: text.CheckMatch(found.Papers[0].Signed)}
	if found.Other {
		p.Result.Text, p.Result.Bad = text.CheckOther(), true
	}
	for _, x := range found.Papers {
		if title, why := text.CheckProof(string(x.Proof)); title != "" {
			p.Title = "Tercatat: cek keaslian dokumen"
			p.Result.Title, p.Result.Text, p.Result.Bad = title, why, true
		}
		p.Result.Papers = append(p.Result.Papers, checkedPaper(x))
	}
	return a.render(w, r, http.StatusOK, "paper_check", p)
}
