package web

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// importReturn is the page of a list from which a form came, at a row if there is one.
func importReturn(id string, q url.Values, line int) string {
	to, keep := importsPath+"/"+id, url.Values{}
	if v := q.Get("tampil"); v != "" {
		keep.Set("tampil", v)
	}
	if n, err := strconv.Atoi(q.Get("mulai")); err == nil && n > 0 {
		keep.Set("mulai", strconv.Itoa(n))
	}
	if len(keep) > 0 {
		to += "?" + keep.Encode()
	}
	if line > 0 {
		to += "#baris-" + strconv.Itoa(line)
	}
	return to
}

// openRow finds the row that the address names: not-found when it is none, or applied.
func (a *app) openRow(r *http.Request) (*directory.ImportPreview, directory.ImportRow, error) {
	v, err := a.Directory.PreviewImport(r.Context(), a.manager(r), r.PathValue("id"))
	if err != nil {
		return nil, directory.ImportRow{}, err
	}
	line, err := strconv.Atoi(r.PathValue("line"))
	if err != nil {
		return nil, directory.ImportRow{}, alur.Refuse(alur.CodeNotFound)
	}
	for _, x := range v.Rows {
		if x.Line == line && !x.Verdict.Applied() {
			return v, x, nil
		}
	}
	return nil, directory.ImportRow{}, alur.Refuse(alur.CodeNotFound)
}

// showImportRow lets somebody mend one row.
func (a *app) showImportRow(w http.ResponseWriter, r *http.Request) error {
	v, x, err := a.openRow(r)
	if err != nil {
		return err
	}
	return a.renderImportRow(w, r, v, x, r.URL.Query(), http.StatusOK)
}

func (a *app) renderImportRow(w http.ResponseWriter, r *http.Request, v *directory.ImportPreview, x directory.ImportRow, q url.Values, status int) error {
	line := strconv.Itoa(x.Line)
	p := &page.ImportRowForm{
		Action: importsPath + "/" + v.ID + "/baris/" + line, Return: importReturn(v.ID, q, x.Line), Line: x.Line,
		Keep: []page.Pair{{Name: "tampil", Value: q.Get("tampil")}, {Name: "mulai", Value: q.Get("mulai")}},
	}
	p.Title, p.Current, p.Path = "Ubah baris "+line, "/admin/pengguna", p.Action
	p.Crumbs = []page.Link{{Href: importsPath, Text: "Impor dari Excel"}, {Href: p.Return, Text: v.Name}, {Text: "Baris " + line}}
	flags := importFlags(x.Flags)
	for _, f := range directory.ImportFields(v.Kind) {
		field := page.Field{ID: "kolom-" + f, Label: text.ImportField(f), Value: x.Cells[f], Optional: f != "name", Spellcheck: f == "name"}
		switch f {
		case "username":
			field.Hint = "Bila kosong, dibuat dari namanya: " + x.Made
			if x.Made == "" {
				field.Hint = "2 sampai 40 tanda: huruf kecil, angka, titik, garis bawah, dan tanda hubung"
			}
		case "roles":
			field.Hint = "Misalnya Pemohon, Anggota tim, atau Admin PD; pisahkan dengan koma"
		case "agency":
			if v.Agency == "" {
				agencies, err := a.allAgencies(r)
				if err != nil {
					return err
				}
				for _, g := range agencies {
					field.Suggestions = append(field.Suggestions, g.Name)
				}
			}
		}
		for _, g := range flags {
			if g.Label != field.Label {
				continue
			}
			if field.Fault == "" && g.Bad {
				field.Fault = g.Text
			} else {
				field.Hint = g.Text
			}
		}
		if field.Fault != "" {
			p.Faults = append(p.Faults, page.Fault{Field: field.ID, Text: field.Label + ": " + field.Fault})
		}
		p.Fields = append(p.Fields, field)
	}
	for _, g := range flags {
		if g.Label == "Baris" {
			p.Flags = append(p.Flags, g)
		}
	}
	return a.render(w, r, status, "import_row", p)
}

// submitImportRow keeps what one row is to say. A row that is still bad is shown again.
func (a *app) submitImportRow(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, x, err := a.openRow(r)
	if err != nil {
		return err
	}
	cells := map[string]string{}
	for _, f := range directory.ImportFields(v.Kind) {
		if r.PostForm.Has("kolom-" + f) {
			cells[f] = r.PostForm.Get("kolom-" + f)
		}
	}
	if err := a.Directory.MendImportRow(r.Context(), a.manager(r), v.ID, x.Line, cells); err != nil {
		return err
	}
	if v, x, err = a.openRow(r); err != nil {
		return err
	}
	if x.Verdict == directory.VerdictBad {
		return a.renderImportRow(w, r, v, x, r.PostForm, http.StatusUnprocessableEntity)
	}
	a.notify(w, r, page.Notice{Text: "Baris " + strconv.Itoa(x.Line) + " sudah disimpan."})
	redirect(w, r, importReturn(v.ID, r.PostForm, x.Line))
	return nil
}

// submitImportTicks ticks rows off, of those that the page showed.
func (a *app) submitImportTicks(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	off := map[int]bool{}
	for _, v := range r.PostForm["baris"] {
		if n, err := strconv.Atoi(v); err == nil {
			off[n] = false
		}
	}
	for _, v := range r.PostForm["lewati"] {
		if n, err := strconv.Atoi(v); err == nil {
			off[n] = true
		}
	}
	id := r.PathValue("id")
	if err := a.Directory.TickImportRows(r.Context(), a.manager(r), id, off); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: "Pilihan baris sudah disimpan."})
	redirect(w, r, importReturn(id, r.PostForm, 0))
	return nil
}

// submitImportAgencies says which agencies the texts stand for.
func (a *app) submitImportAgencies(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	id, chosen := r.PathValue("id"), r.PostForm["pd"]
	v, err := a.Directory.PreviewImport(r.Context(), a.manager(r), id)
	if err != nil {
		return err
	}
	for i, written := range r.PostForm["tulisan"] {
		if i >= len(chosen) || i >= len(v.Unknown) { // the page asks for no more
			break
		}
		if err := a.Directory.ChooseImportAgency(r.Context(), a.manager(r), id, written, alur.AgencyID(chosen[i])); err != nil {
			return err
		}
	}
	a.notify(w, r, page.Notice{Text: "Pilihan PD sudah dipakai."})
	redirect(w, r, importReturn(id, r.PostForm, 0))
	return nil
}

// submitImportApply carries out the rows that are good.
func (a *app) submitImportApply(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("id")
	done, err := a.Directory.ApplyImport(r.Context(), a.manager(r), id)
	if err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: text.ImportDone(done.Added, done.Changed, done.Same, done.Left), Bad: done.Added+done.Changed+done.Same == 0 && done.Left > 0})
	redirect(w, r, importReturn(id, nil, 0))
	return nil
}

// submitImportDiscard throws a list away.
func (a *app) submitImportDiscard(w http.ResponseWriter, r *http.Request) error {
	if err := a.Directory.DiscardImport(r.Context(), a.manager(r), r.PathValue("id")); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: "Daftar sudah dibuang."})
	redirect(w, r, importsPath)
	return nil
}

// invitationsAtOnce is how many letters one press of the button sends: as many as the
// queue of letters holds without crowding out those who wait for a link.
const invitationsAtOnce = 50

// submitImportInvitations sends the people who got an account their invitations. The
// links go by mail and nowhere else.
func (a *app) submitImportInvitations(w http.ResponseWriter, r *http.Request) error {
	if a.Mail == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	m := a.manager(r)
	v, err := a.Directory.PreviewImport(r.Context(), m, r.PathValue("id"))
	if err != nil {
		return err
	}
	sent := 0
	for _, username := range v.Uninvited[:min(len(v.Uninvited), invitationsAtOnce)] {
		i, err := a.Directory.InviteByMail(r.Context(), m, username)
		switch alur.CodeOf(err) {
		case "":
			a.Mail.Send(a.invitationLetter(i))
			sent++
		case alur.CodeConflict, alur.CodeNotFound, alur.CodeNotYourParty: // something changed in the meantime
		default:
			return err
		}
	}
	a.notify(w, r, page.Notice{Text: text.ImportInvited(sent, len(v.Uninvited)-sent)})
	redirect(w, r, importReturn(v.ID, nil, 0))
	return nil
}
