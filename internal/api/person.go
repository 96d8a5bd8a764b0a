package api

import (
	"bytes"
	"net/http"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// PersonData is everything that Alur holds about a person, by the tables and columns
// that docs/data.md names.
type PersonData struct {
	Format   string              `json:"format" enum:"alur-person-1"`
	MadeAt   string              `json:"made_at" format:"date-time"`
	Username string              `json:"username"`
	Tables   map[string][]Values `json:"tables" doc:"The rows about the person, table by table; empty tables too"`
}

// showPersonData gives whoever signed in just now a copy of all data about him or her,
// and notes it in the security log.
func (c *call) showPersonData() error {
	if !c.session.Confirmed(c.s.Clock()) {
		return alur.RefuseField(alur.CodeStepUpRequired, "token") // made too long ago
	}
	username := c.session.User.Username
	var body bytes.Buffer
	if err := c.s.Cases.WritePersonData(c.ctx(), username, &body, nil); err != nil {
		return err
	}
	given := directory.SecurityEvent{Kind: directory.SecurityDataGiven, Username: username, Address: c.address(), Detail: "api"}
	if err := c.s.Directory.Record(c.ctx(), given); err != nil {
		return err
	}
	writeBody(c.w, c.r, http.StatusOK, "application/json", body.Bytes())
	return nil
}
