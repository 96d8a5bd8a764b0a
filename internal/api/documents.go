package api

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// NewReview is the body of PUT review.
type NewReview struct {
	Verdict string `json:"verdict" enum:"accepted,rejected"`
	Note    string `json:"note,omitzero" maxLength:"20000" doc:"Needed for a rejection"`
}

func (c *call) listDocuments() error {
	view, err := c.s.Cases.Get(c.ctx(), c.actor(), c.request())
	if err != nil {
		return err
	}
	list := view.Documents
	switch c.query.Get("all") {
	case "", "false":
	case "true":
		list = view.AllDocuments
	default:
		return alur.RefuseField(alur.CodeInvalidParameter, "all")
	}
	return c.answer(http.StatusOK, List[Document]{Items: wireDocuments(list, view.Scans)})
}

func (c *call) showDocumentData() error {
	d, ok := documentIn(c.view, c.r.PathValue("doc"))
	if !ok {
		return alur.Refuse(alur.CodeNotFound)
	}
	out := wireDocument(d, c.view.Scans)
	if d.MediaType == "application/pdf" {
		r, err := c.s.Cases.SignaturesIn(c.ctx(), c.view, d.SHA256)
		if err != nil {
			return err
		}
		out.sign(r)
	}
	return c.answer(http.StatusOK, out)
}

// download sends the bytes of a document as an attachment that no browser runs or
// guesses at (promises.md, uploads).
func (c *call) download() error {
	d, content, err := c.s.Cases.OpenDocument(c.ctx(), c.actor(), c.request(), c.document())
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }() // it was only read
	h := c.w.Header()
	h.Set("ETag", `"`+d.SHA256+`"`)
	if c.r.Header.Get("If-None-Match") == `"`+d.SHA256+`"` {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", d.MediaType)
	h.Set("Content-Length", strconv.FormatInt(d.Size, 10))
	h.Set("Content-Disposition", disposition(d.Name))
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	c.w.WriteHeader(http.StatusOK)
	if c.r.Method == http.MethodHead {
		return nil
	}
	// The status is out: what breaks from here on breaks the connection, and the
	// client sees fewer bytes than announced.
	if _, err := io.Copy(&patientWriter{w: c.w, rc: http.NewResponseController(c.w)}, content); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}

// patientWriter gives a slow client time for every chunk instead of for the file.
type patientWriter struct {
	w  io.Writer
	rc *http.ResponseController
}

func (p *patientWriter) Write(b []byte) (int, error) {
	_ = p.rc.SetWriteDeadline(time.Now().Add(chunkPatience)) // recorders of tests have no deadlines
	return p.w.Write(b)
}

// disposition is the Content-Disposition of a file (RFC 6266): an ASCII name for
// old clients, and the whole name in UTF-8.
func disposition(name string) string {
	ascii := strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7e || r == '"' || r == '\\' || r == '%' {
			return '_'
		}
		return r
	}, name)
	return `attachment; filename="` + ascii + `"; filename*=UTF-8''` + strings.ReplaceAll(url.QueryEscape(name), "+", "%20")
}

func (c *call) removeDocument() error {
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Cases.RemoveDocument(c.ctx(), c.actor(), c.request(), c.document(), o)
		},
		func(w *casework.Written) (casework.Answer, error) { return kept(http.StatusNoContent, w, nil, "") })
}

func (c *call) reviewDocument() error {
	var body NewReview
	if err := c.body(&body); err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Cases.Review(c.ctx(), c.actor(), c.request(), c.document(), body.Verdict, body.Note, o)
		},
		c.requestAnswer(http.StatusOK))
}

// addDocument receives one file, of an item or of a finding. The bytes are safe in the blob folder before the
// request hears of them; bytes that no request came to know are swept up later.
func (c *call) addDocument() error {
	up, err := c.receiveKept()
	if err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			o.Refused = up.unwanted
			file := casework.Upload{Kind: up.kind, Name: up.name, Blob: up.blob}
			if n := c.finding(); n > 0 {
				return c.s.Cases.AddPicture(c.ctx(), c.actor(), c.request(), n, file, o)
			}
			return c.s.Cases.AddDocument(c.ctx(), c.actor(), c.request(), file, o)
		},
		c.documentAnswer)
}

// documentAnswer answers with a document that a request has got.
func (c *call) documentAnswer(w *casework.Written) (casework.Answer, error) {
	return kept(http.StatusCreated, w, wireDocument(*w.Document, w.View.Scans), Prefix+"/requests/"+string(c.request())+"/documents/"+string(w.Document.ID))
}

// receiveKept receives a file that could be kept, and fixes the fingerprint of the call.
func (c *call) receiveKept() (*upload, error) {
	up, err := c.receive()
	if err == nil && up.refused != nil {
		err = c.refusedUpload(up)
	}
	if err != nil {
		return nil, err
	}
	c.fingerprint = up.fingerprint(c.r.Method, c.r.URL.EscapedPath())
	return up, nil
}

// refusedUpload chooses the refusal of an upload whose file could not be kept, in
// the order of api.md: 403 and 409, 412, then what was wrong with the file (422).
func (c *call) refusedUpload(up *upload) error {
	err := c.mayUpload(up.kind)
	if status := statusOf(alur.CodeOf(err)); err != nil && status != http.StatusUnprocessableEntity {
		return err
	}
	if len(c.condition.Versions) > 0 {
		view, err := c.s.Cases.Get(c.ctx(), c.actor(), c.request())
		if err != nil {
			return err
		}
		if !matches(c.condition, view.Version) {
			return alur.Refuse(alur.CodeStaleVersion)
		}
	}
	if e, ok := errors.AsType[*alur.Error](up.refused); ok && len(e.Blockers) == 0 {
		e.Blockers = []alur.Blocker{{Code: alur.BlockInvalidInput, Item: up.kind, Reason: string(e.Code)}}
	}
	return up.refused
}

func matches(cond casework.Condition, version int64) bool {
	for _, v := range cond.Versions {
		if v == version {
			return true
		}
	}
	return false
}
