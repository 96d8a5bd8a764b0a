package web

import (
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/dossier"
)

// downloadEvidence sends everything that the record says of a request as one ZIP. Who may
// have it is casework's to say; that it left is noted before it does.
func (a *app) downloadEvidence(w http.ResponseWriter, r *http.Request) error {
	pack, err := dossier.Prepare(r.Context(), a.Cases, a.actor(r), alur.RequestID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if err := a.noteExport(r, exportFile{name: "berkas-bukti", filter: pack.Label()}, ".zip", 1); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+pack.Name()+`"`)
	h.Set("Cache-Control", "private, no-store")
	if r.Method == http.MethodHead {
		return nil
	}
	// The status goes out with the first byte: what breaks from there on breaks the line.
	if err := pack.Write(r.Context(), w); err != nil {
		a.Log.WarnContext(r.Context(), "evidence broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}
