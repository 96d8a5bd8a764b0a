package web

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/stationery"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// templatesPath is where the templates of papers are changed.
const templatesPath = "/admin/templat"

// templateTable are the addresses of the templates of papers. An upload puts nothing in
// force, so only putting in force wants a fresh proof.
func (a *app) templateTable() []route {
	const get, post, kind, version = http.MethodGet, http.MethodPost, templatesPath + "/{kind}", templatesPath + "/{kind}/{version}"
	return []route{
		{method: get, pattern: templatesPath, who: admin, handle: a.showLetterTemplates},
		{method: get, pattern: kind, who: admin, handle: a.showLetterTemplate},
		{method: post, pattern: kind, who: admin, handle: a.submitLetterTemplate, body: directory.MaxTemplate + maxForm},
		{method: get, pattern: version, who: admin, handle: a.showLetterVersion},
		{method: get, pattern: version + "/templat.docx", who: admin, handle: a.downloadLetterDOCX},
		{method: get, pattern: version + "/contoh.pdf", who: admin, handle: a.downloadLetterExample},
		{method: post, pattern: version + "/berlaku", who: admin, handle: a.submitLetterVersion, confirm: true},
	}
}

func letterPath(kind string, version int) string {
	return fmt.Sprintf("%s/%s/%d", templatesPath, url.PathEscape(kind), version)
}

func letterFiles(kind string, version int) page.LetterFiles {
	p := letterPath(kind, version)
	return page.LetterFiles{Href: p, DOCX: p + "/templat.docx", Example: p + "/contoh.pdf"}
}

// versionName names a version on pages: "Versi 3", "Templat bawaan".
func versionName(version int) string {
	if version == 0 {
		return "Templat bawaan"
	}
	return "Versi " + strconv.Itoa(version)
}

// forceTag is the tag of what is in force.
func forceTag(u directory.TemplateUse) page.Tag {
	if u.Version == 0 {
		return page.Tag{Kind: "draf", Text: "Bawaan"}
	}
	return page.Tag{Kind: "selesai", Icon: "selesai", Text: versionName(u.Version)}
}

func sinceOf(u directory.TemplateUse) string {
	if u.Number == 0 {
		return ""
	}
	return "Sejak " + text.DateTime(u.At) + ", oleh " + u.By
}

// showLetterTemplates lists the kinds of papers.
func (a *app) showLetterTemplates(w http.ResponseWriter, r *http.Request) error {
	kinds, err := a.Stationery.Kinds(r.Context())
	if err != nil {
		return err
	}
	p := &page.LetterTemplates{}
	p.Title, p.Current = "Templat naskah", templatesPath
	for _, k := range kinds {
		p.Rows = append(p.Rows, page.LetterTemplateRow{
			Href: templatesPath + "/" + url.PathEscape(k.ID), Name: k.Name, About: k.About, State: forceTag(k.InForce()), Since: sinceOf(k.InForce()), Count: len(k.Versions),
		})
	}
	return a.render(w, r, http.StatusOK, "letter_templates", p)
}

// showLetterTemplate shows one kind's template.
func (a *app) showLetterTemplate(w http.ResponseWriter, r *http.Request) error {
	return a.renderLetterTemplate(w, r, http.StatusOK, nil)
}

func (a *app) renderLetterTemplate(w http.ResponseWriter, r *http.Request, status int, faults []page.Fault) error {
	k, err := a.Stationery.Kind(r.Context(), r.PathValue("kind"))
	if err != nil {
		return err
	}
	force := k.InForce()
	p := &page.LetterTemplate{
		Name: k.Name, About: k.About, State: forceTag(force), Since: sinceOf(force), InForce: letterFiles(k.ID, force.Version), Shipped: letterFiles(k.ID, 0),
		Action: templatesPath + "/" + url.PathEscape(k.ID), Fields: letterFields(paperwork.Fields()),
		File: page.Field{ID: "berkas", Label: "Dokumen Word (.docx)", Hint: "Paling besar 2 MB", Type: "file", Accept: ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	}
	p.Title, p.Current, p.Path = "Templat: "+k.Name, templatesPath, p.Action
	p.Crumbs = []page.Link{{Href: templatesPath, Text: "Templat naskah"}, {Text: k.Name}}
	for _, v := range slices.Backward(k.Versions) {
		p.Versions = append(p.Versions, page.LetterTemplateVersion{
			Href: letterPath(k.ID, v.Version), Name: versionName(v.Version), File: v.Name, By: v.By + ", " + text.DateTime(v.At), Force: v.Version == force.Version,
		})
	}
	for _, u := range slices.Backward(k.Uses) {
		p.Uses = append(p.Uses, page.LetterTemplateUse{Name: versionName(u.Version), By: u.By + ", " + text.DateTime(u.At), Reason: u.Reason})
	}
	p.Faults = faults
	p.File.Fault = p.Fault(p.File.ID)
	return a.render(w, r, status, "letter_template", p)
}

// letterFields are the fields that templates may use, as they are written.
func letterFields(fields []paperwork.Field) []page.LetterField {
	var out []page.LetterField
	for _, f := range fields {
		x := page.LetterField{Name: "{{" + f.Name + "}}", About: f.About, Within: letterFields(f.Within)}
		if f.Asks || len(f.Within) > 0 {
			x.Name = "{{#" + f.Name + "}} … {{/" + f.Name + "}}"
		}
		out = append(out, x)
	}
	return out
}

// submitLetterTemplate keeps a document as the next version, and leads to it.
func (a *app) submitLetterTemplate(w http.ResponseWriter, r *http.Request) error {
	kind := r.PathValue("kind")
	var file formFile
	var err error = alur.RefuseField(alur.CodeMissingField, "berkas")
	if carriesFiles(r) {
		_, file, err = readFormFile(r, "berkas")
	}
	var version int
	if err == nil {
		version, err = a.Stationery.Upload(r.Context(), kind, file.name, file.data, a.by(r))
	}
	if err != nil {
		e := asRefusal(err)
		sentence := text.TemplateFile(e.Code)
		if sentence == "" {
			return err
		}
		faults := []page.Fault{{Field: "berkas", Text: sentence}}
		if problems, ok := errors.AsType[stationery.Problems](err); ok {
			faults[0].Text = problemSentence(problems[0])
			for _, x := range problems[1:] {
				faults = append(faults, page.Fault{Text: problemSentence(x)})
			}
		}
		return a.renderLetterTemplate(w, r, http.StatusUnprocessableEntity, faults)
	}
	a.notify(w, r, page.Notice{Text: versionName(version) + " tersimpan dan belum berlaku. Lihat contohnya, lalu berlakukan."})
	redirect(w, r, letterPath(kind, version))
	return nil
}

func problemSentence(x stationery.Problem) string {
	return text.TemplateFault(string(x.Code), x.Field, x.Place.Paragraph, x.Nearest)
}

// letterVersion reads the version of the address: not-found for what is none.
func (a *app) letterVersion(r *http.Request) (stationery.Kind, *stationery.Version, error) {
	k, err := a.Stationery.Kind(r.Context(), r.PathValue("kind"))
	if err != nil {
		return k, nil, err
	}
	n, err := strconv.Atoi(r.PathValue("version"))
	if err != nil || n < 0 || strconv.Itoa(n) != r.PathValue("version") {
		return k, nil, alur.Refuse(alur.CodeNotFound)
	}
	v, err := a.Stationery.Version(r.Context(), k.ID, n)
	return k, v, err
}

// showLetterVersion shows one version, and asks why it is to be put in force.
func (a *app) showLetterVersion(w http.ResponseWriter, r *http.Request) error {
	return a.renderLetterVersion(w, r, http.StatusOK, "", nil)
}

func (a *app) renderLetterVersion(w http.ResponseWriter, r *http.Request, status int, reason string, faults []page.Fault) error {
	k, v, err := a.letterVersion(r)
	if err != nil {
		return err
	}
	force := k.InForce()
	p := &page.LetterVersion{
		Kind: k.Name, Name: versionName(v.Template.Version), File: v.Name, Force: v.Template.Version == force.Version, Files: letterFiles(k.ID, v.Template.Version), Seen: force.Number,
		Action: letterPath(k.ID, v.Template.Version) + "/berlaku", Button: "Berlakukan " + text.LowerFirst(versionName(v.Template.Version)),
		Reason: page.Field{ID: "alasan", Label: "Alasan", Hint: "Tampil dalam riwayat, misalnya menyesuaikan tata naskah dinas", Value: reason, Width: "l", Spellcheck: true},
	}
	if v.By != "" {
		p.By = v.By + ", " + text.DateTime(v.At)
	}
	p.Title, p.Current, p.Path = p.Kind+": "+p.Name, templatesPath, p.Files.Href
	p.Crumbs = []page.Link{{Href: templatesPath, Text: "Templat naskah"}, {Href: templatesPath + "/" + url.PathEscape(k.ID), Text: k.Name}, {Text: p.Name}}
	for _, n := range v.Notes {
		p.Notes = append(p.Notes, text.TemplateNote(string(n.Code), n.Count))
	}
	p.Faults = faults
	p.Reason.Fault = p.Fault(p.Reason.ID)
	return a.render(w, r, status, "letter_version", p)
}

// submitLetterVersion puts a version in force. What another administrator did meanwhile is
// not run over: the page says so, and asks again.
func (a *app) submitLetterVersion(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	k, v, err := a.letterVersion(r)
	if err != nil {
		return err
	}
	reason := strings.TrimSpace(r.PostForm.Get("alasan"))
	seen, err := strconv.Atoi(r.PostForm.Get("dilihat"))
	if err != nil {
		return alur.RefuseField(alur.CodeInvalidData, "dilihat")
	}
	err = a.Stationery.Use(r.Context(), k.ID, v.Template.Version, seen, reason, a.by(r))
	switch e := asRefusal(err); {
	case err == nil:
		a.notify(w, r, page.Notice{Text: text.TemplateUsed(k.ID, strconv.Itoa(v.Template.Version))})
		redirect(w, r, templatesPath+"/"+url.PathEscape(k.ID))
		return nil
	case e.Code == alur.CodeConflict:
		return a.renderLetterVersion(w, r, http.StatusConflict, reason, []page.Fault{{Text: text.TemplateConflict()}})
	case e.Code == alur.CodeInvalidData && len(e.Blockers) > 0:
		return a.renderLetterVersion(w, r, http.StatusUnprocessableEntity, reason, []page.Fault{{Field: "alasan", Text: text.TemplateReason(e.Blockers[0].Reason)}})
	}
	return err
}

// downloadLetterDOCX sends the document of a version, to be changed in Word.
func (a *app) downloadLetterDOCX(w http.ResponseWriter, r *http.Request) error {
	k, v, err := a.letterVersion(r)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := v.DOCX(&b); err != nil {
		return err
	}
	return sendMade(w, r, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", fmt.Sprintf("templat-%s-%d.docx", k.ID, v.Template.Version), b.Bytes())
}

// downloadLetterExample sends a paper with made-up values.
func (a *app) downloadLetterExample(w http.ResponseWriter, r *http.Request) error {
	k, v, err := a.letterVersion(r)
	if err != nil {
		return err
	}
	head, err := a.reportHead(r.Context())
	if alur.CodeOf(err) == alur.CodeNotFound { // there is no ICT agency yet
		head, err = paper.Letterhead{}, nil
	}
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := a.Stationery.Example(v, head, "Contoh "+k.Name, &b); err != nil {
		return err
	}
	return sendMade(w, r, "application/pdf", fmt.Sprintf("contoh-%s-%d.pdf", k.ID, v.Template.Version), b.Bytes())
}

// sendMade sends a file that was made for the visitor. kind and name are ours.
func sendMade(w http.ResponseWriter, r *http.Request, kind, name string, content []byte) error {
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Content-Length", strconv.Itoa(len(content)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(content) // the visitor may have gone
	}
	return nil
}
