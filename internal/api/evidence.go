package api

import (
	"net/http"

	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/dossier"
)

// downloadEvidence sends the pack of a request. That it left is noted before it does; what
// breaks after the first byte breaks the connection, as in downloads.
func (c *call) downloadEvidence() error {
	pack, err := dossier.Prepare(c.ctx(), c.s.Cases, c.actor(), c.request())
	if err != nil {
		return err
	}
	if c.r.Method != http.MethodHead {
		err := c.s.Directory.Exported(c.ctx(), directory.Export{
			Username: c.session.User.Username, Address: c.address(), What: "berkas-bukti.zip", Rows: 1, Filter: pack.Label(),
		})
		if err != nil {
			return err
		}
	}
	h := c.w.Header()
	h.Set("Content-Type", "application/zip")
	h.Set("Content-Disposition", `attachment; filename="`+pack.Name()+`"`)
	c.w.WriteHeader(http.StatusOK)
	if c.r.Method == http.MethodHead {
		return nil
	}
	if err := pack.Write(c.ctx(), &patientWriter{w: c.w, rc: http.NewResponseController(c.w)}); err != nil {
		c.s.Log.WarnContext(c.ctx(), "evidence broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}
