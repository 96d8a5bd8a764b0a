package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/stationery"
	"github.com/alur-id/alur/internal/text"
)

// templateCodes are the refusals that calls on templates have in common.
var templateCodes = []alur.Code{alur.CodeNotFound, alur.CodeNotYourParty}

// templateRoutes are the calls about the templates of papers.
var templateRoutes = []route{
	{
		method: http.MethodGet, path: "/templates", id: "list-templates", tag: "templates", access: signedIn, scope: scopeAdmin, admins: true, status: 200, result: List[LetterTemplate]{},
		summary: "The kinds of papers with what they are made with", about: "For administrators.", codes: []alur.Code{alur.CodeNotYourParty}, handle: (*call).listTemplates,
	},
	{
		method: http.MethodGet, path: "/templates/{kind}", id: "get-template", tag: "templates", access: signedIn, scope: scopeAdmin, admins: true, status: 200, result: LetterTemplate{},
		summary: "One of them", codes: templateCodes, handle: (*call).showTemplate,
	},
	{
		method: http.MethodPost, path: "/templates/{kind}", id: "add-template", tag: "templates", access: signedIn, scope: scopeAdmin, admins: true, upload: true,
		status: 201, result: LetterVersion{}, location: true,
		summary: "Upload a changed template",
		about: "DOCX, at most 2 MB. It is kept as the next version and not in force. A field that there is not is 422, with the nearest name in the message. " +
			"The same bytes as the latest version are that version. Idempotency-Key is accepted and ignored.",
		codes:  append([]alur.Code{alur.CodeInvalidData, alur.CodeConflict, alur.CodeUnsafeFile, alur.CodeEmptyFile, alur.CodeOverloaded, alur.CodeStorageFull}, templateCodes...),
		handle: (*call).addTemplate,
	},
	{
		method: http.MethodGet, path: "/templates/{kind}/versions/{version}", id: "get-template-version", tag: "templates", access: signedIn, scope: scopeAdmin, admins: true,
		status: 200, result: LetterVersion{}, summary: "One version, with what was not taken over of its document", about: "0 is the one that ships with the program.",
		codes: templateCodes, handle: (*call).showTemplateVersion,
	},
	{
		method: http.MethodGet, path: "/templates/{kind}/versions/{version}/content", id: "get-template-content", tag: "templates", access: signedIn, scope: scopeAdmin, admins: true,
		status: 200, file: true, summary: "The document of a version, to be changed", codes: templateCodes, handle: (*call).downloadTemplate,
	},
	{
		method: http.MethodPut, path: "/templates/{kind}/force", id: "use-template", tag: "templates", access: signedIn, scope: scopeAdmin, admins: true, proof: (*call).always,
		body: TemplateUse{}, status: 200, result: LetterTemplate{},
		summary: "Put a version in force",
		about:   "seen is in_force.number as it was read before; another number by now is a conflict, and nothing changes. Papers that were issued stay as they are.",
		codes:   append([]alur.Code{alur.CodeInvalidData, alur.CodeConflict, alur.CodeOverloaded, alur.CodeStorageFull}, templateCodes...), handle: (*call).useTemplate,
	},
}

// LetterTemplate is one kind of paper with what became of its template.
type LetterTemplate struct {
	Kind     string          `json:"kind" example:"bast"`
	Name     string          `json:"name"`
	InForce  LetterForce     `json:"in_force"`
	Versions []LetterVersion `json:"versions" doc:"Oldest first; the shipped one is not among them"`
}

// LetterForce is what papers are made with.
type LetterForce struct {
	Number  int     `json:"number" minimum:"0" doc:"Counts how often one was put in force"`
	Version int     `json:"version" minimum:"0" doc:"0 is the one that ships with the program"`
	By      *string `json:"by"`
	At      *string `json:"at" format:"date-time"`
	Reason  *string `json:"reason"`
}

// LetterVersion is one version of a template.
type LetterVersion struct {
	Version int      `json:"version" minimum:"0"`
	File    *string  `json:"file" doc:"null of the shipped one, as by, at and sha256"`
	SHA256  *string  `json:"sha256"`
	By      *string  `json:"by"`
	At      *string  `json:"at" format:"date-time"`
	Notes   []string `json:"notes" doc:"What was not taken over of the document, in Indonesian; empty in lists"`
}

// TemplateUse is the body of PUT force.
type TemplateUse struct {
	Version int64  `json:"version" minimum:"0"`
	Seen    int64  `json:"seen" minimum:"0"`
	Reason  string `json:"reason" maxLength:"200"`
}

func wireVersion(t directory.Template) LetterVersion {
	v := LetterVersion{Version: t.Version, File: orNull(t.Name), SHA256: orNull(t.SHA256), By: orNull(t.By), Notes: []string{}}
	if !t.At.IsZero() {
		v.At = orNull(wireTime(t.At))
	}
	return v
}

func wireTemplate(k stationery.Kind) LetterTemplate {
	u := k.InForce()
	out := LetterTemplate{
		Kind: k.ID, Name: k.Name, Versions: []LetterVersion{},
		InForce: LetterForce{Number: u.Number, Version: u.Version, By: orNull(u.By), Reason: orNull(u.Reason)},
	}
	if !u.At.IsZero() {
		out.InForce.At = orNull(wireTime(u.At))
	}
	for _, v := range k.Versions {
		out.Versions = append(out.Versions, wireVersion(v))
	}
	return out
}

func (c *call) listTemplates() error {
	kinds, err := c.s.Stationery.Kinds(c.ctx())
	if err != nil {
		return err
	}
	out := List[LetterTemplate]{Items: []LetterTemplate{}}
	for _, k := range kinds {
		out.Items = append(out.Items, wireTemplate(k))
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) showTemplate() error {
	k, err := c.s.Stationery.Kind(c.ctx(), c.r.PathValue("kind"))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, wireTemplate(k))
}

func (c *call) addTemplate() error {
	kind := c.r.PathValue("kind")
	if _, err := c.s.Stationery.Kind(c.ctx(), kind); err != nil {
		return err
	}
	var name string
	var content []byte
	err := c.oneFile(directory.MaxTemplate, func(n string, r io.Reader) (err error) {
		name = n
		content, err = io.ReadAll(r)
		return err
	})
	if err != nil {
		return err
	}
	version, err := c.s.Stationery.Upload(c.ctx(), kind, name, content, directory.By{Actor: c.session.User.Username, Address: c.address()})
	if problems, ok := errors.AsType[stationery.Problems](err); ok {
		return c.refuseTemplate(problems)
	}
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", Prefix+"/templates/"+kind+"/versions/"+strconv.Itoa(version))
	return c.templateVersion(http.StatusCreated, kind, version)
}

// refuseTemplate is a blocker for each problem, in the words of the pages.
func (c *call) refuseTemplate(problems stationery.Problems) error {
	e := &alur.Error{Code: alur.CodeInvalidData, Field: "file"}
	sentences := map[string]string{}
	for i, p := range problems {
		item := "file." + strconv.Itoa(i+1)
		sentences[item] = text.TemplateFault(string(p.Code), p.Field, p.Place.Paragraph, p.Nearest)
		e.Blockers = append(e.Blockers, alur.Blocker{Code: alur.BlockInvalidInput, Item: item, Reason: "template"})
	}
	c.label = func(item string) string { return sentences[item] }
	return e
}

func (c *call) templateVersion(status int, kind string, version int) error {
	v, err := c.s.Stationery.Version(c.ctx(), kind, version)
	if err != nil {
		return err
	}
	out := wireVersion(v.Template)
	for _, n := range v.Notes {
		out.Notes = append(out.Notes, text.TemplateNote(string(n.Code), n.Count))
	}
	return c.answer(status, out)
}

// version is the one that the path names: not-found for what is no number.
func (c *call) version() (int, error) {
	n, err := strconv.Atoi(c.r.PathValue("version"))
	if err != nil || n < 0 {
		return 0, alur.Refuse(alur.CodeNotFound)
	}
	return n, nil
}

func (c *call) showTemplateVersion() error {
	n, err := c.version()
	if err != nil {
		return err
	}
	return c.templateVersion(http.StatusOK, c.r.PathValue("kind"), n)
}

func (c *call) downloadTemplate() error {
	n, err := c.version()
	if err != nil {
		return err
	}
	v, err := c.s.Stationery.Version(c.ctx(), c.r.PathValue("kind"), n)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := v.DOCX(&b); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	h := c.w.Header()
	h.Set("ETag", `"`+hex.EncodeToString(sum[:])+`"`)
	if c.r.Header.Get("If-None-Match") == h.Get("ETag") {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
	h.Set("Content-Length", strconv.Itoa(b.Len()))
	h.Set("Content-Disposition", disposition("templat-"+v.Kind+"-"+strconv.Itoa(n)+".docx"))
	c.w.WriteHeader(http.StatusOK)
	if c.r.Method != http.MethodHead {
		_, _ = c.w.Write(b.Bytes()) // the caller may have gone
	}
	return nil
}

func (c *call) useTemplate() error {
	var body TemplateUse
	if err := c.body(&body); err != nil {
		return err
	}
	kind := c.r.PathValue("kind")
	if err := c.s.Stationery.Use(c.ctx(), kind, int(body.Version), int(body.Seen), body.Reason, directory.By{Actor: c.session.User.Username, Address: c.address()}); err != nil {
		return err
	}
	return c.showTemplate()
}
