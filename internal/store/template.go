package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// TemplateRow is one version of a template that was uploaded.
type TemplateRow struct {
	Kind    string
	Version int    // from 1
	Name    string // of the file
	SHA256  string // of DOCX, lower-case hex
	DOCX    []byte // not read by lists
	Source  []byte // likewise
	By      string
	At      time.Time
}

// TemplateUseRow says that a version was put in force; of a kind the highest number is.
type TemplateUseRow struct {
	Kind    string
	Number  int // from 1
	Version int // 0: the one that ships with the program
	Reason  string
	By      string
	At      time.Time
}

// AddTemplate stores a version: conflict when the kind has one of that number. There is no
// way to change one.
func (tx *Tx) AddTemplate(ctx context.Context, t TemplateRow) error {
	_, err := tx.exec(ctx, `INSERT INTO templates (kind, version, name, sha256, docx, source, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		t.Kind, t.Version, t.Name, t.SHA256, blob(t.DOCX), blob(t.Source), t.By, micros(t.At))
	return err
}

// AddTemplateUse puts a version in force: conflict when the kind has a use of that number.
func (tx *Tx) AddTemplateUse(ctx context.Context, u TemplateUseRow) error {
	_, err := tx.exec(ctx, `INSERT INTO template_uses (kind, number, version, reason, made_by, made_at) VALUES ($1, $2, $3, $4, $5, $6)`,
		u.Kind, u.Number, u.Version, u.Reason, u.By, micros(u.At))
	return err
}

// Template reads a version with its bytes: not-found when there is none.
func (tx *Tx) Template(ctx context.Context, kind string, version int) (TemplateRow, error) {
	var t TemplateRow
	if !isPlain(kind) {
		return t, alur.Refuse(alur.CodeNotFound)
	}
	var at int64
	err := tx.queryRow(ctx, `SELECT kind, version, name, sha256, docx, source, made_by, made_at FROM templates WHERE kind = $1 AND version = $2`, []any{kind, version},
		&t.Kind, &t.Version, &t.Name, &t.SHA256, &t.DOCX, &t.Source, &t.By, &at)
	t.At = fromMicros(at)
	return t, err
}

// Templates reads every version of every kind without its bytes, by kind and version.
func (tx *Tx) Templates(ctx context.Context) ([]TemplateRow, error) {
	var out []TemplateRow
	err := tx.each(ctx, `SELECT kind, version, name, sha256, made_by, made_at FROM templates ORDER BY kind, version`, nil, func(rows *sql.Rows) error {
		var t TemplateRow
		var at int64
		err := rows.Scan(&t.Kind, &t.Version, &t.Name, &t.SHA256, &t.By, &at)
		t.At = fromMicros(at)
		out = append(out, t)
		return err
	})
	return out, err
}

// TemplateUses reads what was in force of every kind, by kind and number.
func (tx *Tx) TemplateUses(ctx context.Context) ([]TemplateUseRow, error) {
	var out []TemplateUseRow
	err := tx.each(ctx, `SELECT kind, number, version, reason, made_by, made_at FROM template_uses ORDER BY kind, number`, nil, func(rows *sql.Rows) error {
		u, err := scanTemplateUse(rows)
		out = append(out, u)
		return err
	})
	return out, err
}

// TemplateInForce reads the last use of a kind; its zero value when there was none, and
// the one that ships with the program is in force.
func (tx *Tx) TemplateInForce(ctx context.Context, kind string) (TemplateUseRow, error) {
	var out TemplateUseRow
	if !isPlain(kind) {
		return out, nil
	}
	err := tx.each(ctx, `SELECT kind, number, version, reason, made_by, made_at FROM template_uses WHERE kind = $1 ORDER BY number DESC LIMIT 1`, []any{kind}, func(rows *sql.Rows) (err error) {
		out, err = scanTemplateUse(rows)
		return err
	})
	return out, err
}

func scanTemplateUse(rows *sql.Rows) (TemplateUseRow, error) {
	var u TemplateUseRow
	var at int64
	err := rows.Scan(&u.Kind, &u.Number, &u.Version, &u.Reason, &u.By, &at)
	u.At = fromMicros(at)
	return u, err
}
