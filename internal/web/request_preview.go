package web

import (
	"mime"
	"net/http"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/web/form"
)

// previewDocument shows a PDF or a picture inside our own pages; anything else is
// not found here and can only be downloaded.
func (a *app) previewDocument(w http.ResponseWriter, r *http.Request) error {
	doc, content, err := a.Cases.OpenDocument(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")), alur.DocumentID(r.PathValue("doc")))
	if err != nil {
		return err
	}
	defer content.Close()
	if !form.Previewable(doc.MediaType) {
		return alur.Refuse(alur.CodeNotFound)
	}
	h := w.Header()
	h.Set("Content-Type", doc.MediaType)
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": doc.Name}))
	h.Set("Content-Security-Policy", previewPolicy(doc.MediaType))
	h.Set("Cache-Control", "private, no-store")
	h.Set("ETag", `"`+doc.SHA256+`"`)
	http.ServeContent(w, r, "", time.Time{}, content)
	return nil
}

// previewPolicy lets a file load nothing, and be framed by us alone. Pictures are
// in a sandbox. Chromium refuses its PDF viewer to anything in one; the viewer is a
// process and an origin of its own, so that what a PDF runs never reaches ours.
func previewPolicy(mediaType string) string {
	const common = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
	if mediaType == "application/pdf" {
		return common + "; object-src 'self'"
	}
	return common + "; img-src 'self'; sandbox"
}
