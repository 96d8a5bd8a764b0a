package directory

import (
	"context"

	"github.com/alur-id/alur/internal/store"
)

// The first words of the detail of [SecurityFileInfected].
const (
	infectedRefused = "refused"
	infectedFound   = "found"
)

// Infected is a virus that the scanner found in a file.
type Infected struct {
	Username string // who uploaded it; "" when nobody knows
	Finding  string // what the scanner calls it: one word
	Request  string // number or id, "" for none
	Name     string // of the file
	Refused  bool   // it was not taken in
}

// NoteInfected adds it to the security log in the transaction of what follows from it, as
// its last act ([Directory.record]).
func (d *Directory) NoteInfected(ctx context.Context, tx *store.Tx, i Infected) error {
	where, what := i.Request, infectedFound
	if where == "" {
		where = "-"
	}
	if i.Refused {
		what = infectedRefused
	}
	return d.record(ctx, tx, SecurityEvent{Kind: SecurityFileInfected, Username: i.Username, Detail: what + " " + i.Finding + " " + where + " " + i.Name})
}
