package directory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Template is one version of a paper's template that an official uploaded.
type Template struct {
	Kind    string
	Version int    // from 1
	Name    string // of the file
	SHA256  string // of the file, lower-case hex
	By      string
	At      time.Time
}

// TemplateUse says that a version was put in force.
type TemplateUse struct {
	Number  int // from 1; of a kind the highest is in force, and 0 is none yet
	Version int // 0: the one that ships with the program
	Reason  string
	By      string
	At      time.Time
}

// TemplateHistory is what became of one kind's template.
type TemplateHistory struct {
	Versions []Template    // oldest first
	Uses     []TemplateUse // oldest first
}

// InForce is the last use; its zero value is the shipped template from the beginning.
func (h TemplateHistory) InForce() TemplateUse {
	if len(h.Uses) == 0 {
		return TemplateUse{}
	}
	return h.Uses[len(h.Uses)-1]
}

// Bounds of what is kept of a kind.
const (
	// MaxTemplate is how large an uploaded template may be, in bytes: a letter without pictures.
	MaxTemplate = 2 << 20
	// maxTemplates is how many versions a kind may have.
	maxTemplates = 500
)

// Templates reads the history of every kind that has one, by kind. For administrators; the
// caller has checked, and knows which kinds there are.
func (d *Directory) Templates(ctx context.Context) (map[string]TemplateHistory, error) {
	out := map[string]TemplateHistory{}
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Templates(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			h := out[r.Kind]
			h.Versions = append(h.Versions, Template{Kind: r.Kind, Version: r.Version, Name: r.Name, SHA256: r.SHA256, By: r.By, At: r.At})
			out[r.Kind] = h
		}
		uses, err := tx.TemplateUses(ctx)
		for _, u := range uses {
			h := out[u.Kind]
			h.Uses = append(h.Uses, TemplateUse{Number: u.Number, Version: u.Version, Reason: u.Reason, By: u.By, At: u.At})
			out[u.Kind] = h
		}
		return err
	})
	return out, err
}

// TemplateFile reads the bytes of a version: what was uploaded, and what was understood of
// it. not-found when there is none.
func (d *Directory) TemplateFile(ctx context.Context, kind string, version int) (t Template, docx, source []byte, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		r, err := tx.Template(ctx, kind, version)
		t = Template{Kind: r.Kind, Version: r.Version, Name: r.Name, SHA256: r.SHA256, By: r.By, At: r.At}
		docx, source = r.DOCX, r.Source
		return err
	})
	return t, docx, source, err
}

// TemplateInForce reads what papers of a kind are made with: version 0 and no source is the
// template that ships with the program.
func (d *Directory) TemplateInForce(ctx context.Context, kind string) (version int, source []byte, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		u, err := tx.TemplateInForce(ctx, kind)
		if err != nil || u.Version == 0 {
			return err
		}
		r, err := tx.Template(ctx, kind, u.Version)
		version, source = r.Version, r.Source
		return err
	})
	return version, source, err
}

// AddTemplate keeps an uploaded template as the next version of its kind; it is not in
// force before [Directory.UseTemplate]. Two who upload at once each get a version. For
// administrators; the caller has judged the file and read source from it. The same file as
// the latest version is that version.
//
// Refusals: conflict when the kind has as many versions as it may have.
func (d *Directory) AddTemplate(ctx context.Context, kind, name string, docx, source []byte, by By) (version int, err error) {
	sum := sha256.Sum256(docx)
	row := store.TemplateRow{Kind: kind, Name: name, SHA256: hex.EncodeToString(sum[:]), DOCX: docx, Source: source, By: by.Actor, At: d.clock()}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		all, err := tx.Templates(ctx)
		if err != nil {
			return err
		}
		row.Version = 1
		for _, t := range all {
			if t.Kind != kind {
				continue
			}
			if row.Version = t.Version + 1; t.SHA256 == row.SHA256 {
				version = t.Version
			} else {
				version = 0
			}
		}
		if version != 0 {
			return nil
		}
		if row.Version > maxTemplates {
			return alur.Refuse(alur.CodeConflict)
		}
		if err := tx.AddTemplate(ctx, row); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityTemplateAdded, "", kind+" "+strconv.Itoa(row.Version)))
	})
	if err != nil {
		return 0, err
	}
	if version == 0 {
		version = row.Version
	}
	return version, nil
}

// UseTemplate puts a version in force, 0 the one that ships with the program. seen is the
// number of the use that was in force when the administrator looked ([TemplateUse.Number]):
// when another has put one in force since, it is conflict, and nothing changes.
//
// Refusals: not-found for a version that there is not, conflict, invalid-data without a
// reason. What is in force already is put in force once more by nobody: nothing happens.
func (d *Directory) UseTemplate(ctx context.Context, kind string, version, seen int, reason string, by By) error {
	var wrong faults
	switch reason = strings.TrimSpace(reason); {
	case reason == "":
		wrong.add("reason", "required")
	case utf8.RuneCountInString(reason) > maxName:
		wrong.add("reason", "too-long")
	case !utf8.ValidString(reason) || strings.ContainsFunc(reason, unicode.IsControl):
		wrong.add("reason", "bad-characters")
	}
	if err := wrong.err(); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		now, err := tx.TemplateInForce(ctx, kind)
		if err != nil {
			return err
		}
		if version != 0 {
			if _, err := tx.Template(ctx, kind, version); err != nil {
				return err
			}
		}
		switch {
		case now.Number != seen:
			return alur.Refuse(alur.CodeConflict)
		case now.Version == version:
			return nil
		}
		err = tx.AddTemplateUse(ctx, store.TemplateUseRow{Kind: kind, Number: now.Number + 1, Version: version, Reason: reason, By: by.Actor, At: d.clock()})
		if err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityTemplateUsed, "", strings.Join([]string{kind, strconv.Itoa(now.Version), strconv.Itoa(version)}, " ")))
	})
}
