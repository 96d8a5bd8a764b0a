package storetest

import (
	"context"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// templates: versions and what was in force stay as they were; the last use counts.
func templates(s *suite) {
	version := func(kind string, n int) store.TemplateRow {
		return store.TemplateRow{Kind: kind, Version: n, Name: "bast.docx", SHA256: "ab", DOCX: []byte{0, 1, byte(n)}, Source: []byte("# Judul"), By: "adit", At: s.now.Add(time.Duration(n) * time.Hour)}
	}
	use := func(kind string, n, version int) store.TemplateUseRow {
		return store.TemplateUseRow{Kind: kind, Number: n, Version: version, Reason: "Contoh", By: "adit", At: s.now.Add(time.Duration(n) * time.Hour)}
	}
	write := func(fn func(context.Context, *store.Tx) error) error { return s.tryWrite(fn) }
	add := func(t store.TemplateRow) error {
		return write(func(ctx context.Context, tx *store.Tx) error { return tx.AddTemplate(ctx, t) })
	}
	put := func(u store.TemplateUseRow) error {
		return write(func(ctx context.Context, tx *store.Tx) error { return tx.AddTemplateUse(ctx, u) })
	}
	first, second, other := version("bast", 1), version("bast", 2), version("notulen", 1)
	for _, t := range []store.TemplateRow{second, first, other} {
		s.must(add(t))
	}
	s.refused(add(first), alur.CodeConflict)
	for _, u := range []store.TemplateUseRow{use("bast", 1, 1), use("bast", 2, 2), use("bast", 3, 0)} {
		s.must(put(u))
	}
	s.refused(put(use("bast", 3, 1)), alur.CodeConflict)
	check := func() {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Template(ctx, "bast", 2)
			if d := cmp.Diff(second, got); d != "" || err != nil {
				s.Errorf("one (-want +got): %v\n%s", err, d)
			}
			for _, kind := range []string{"lain", "b\x00"} {
				_, err = tx.Template(ctx, kind, 2)
				s.refused(err, alur.CodeNotFound)
			}
			all, err := tx.Templates(ctx)
			want := []store.TemplateRow{first, second, other}
			for i := range want {
				want[i].DOCX, want[i].Source = nil, nil
			}
			if d := cmp.Diff(want, all); d != "" || err != nil {
				s.Errorf("all (-want +got): %v\n%s", err, d)
			}
			uses, err := tx.TemplateUses(ctx)
			if d := cmp.Diff([]store.TemplateUseRow{use("bast", 1, 1), use("bast", 2, 2), use("bast", 3, 0)}, uses); d != "" || err != nil {
				s.Errorf("uses (-want +got): %v\n%s", err, d)
			}
			for kind, want := range map[string]store.TemplateUseRow{"bast": use("bast", 3, 0), "notulen": {}} {
				got, err := tx.TemplateInForce(ctx, kind)
				if d := cmp.Diff(want, got); d != "" || err != nil {
					s.Errorf("in force (-want +got): %v\n%s", err, d)
				}
			}
			return nil
		})
	}
	check()
	db := s.raw()
	attacks := []string{
		`UPDATE templates SET name = 'lain'`, `DELETE FROM templates WHERE version = 2`, `UPDATE template_uses SET version = 1`, `DELETE FROM template_uses`,
	}
	if s.store.Engine() == store.Postgres {
		attacks = append(attacks, `TRUNCATE templates`, `TRUNCATE template_uses`, `SET session_replication_role = replica; DELETE FROM template_uses`)
	}
	for _, attack := range attacks {
		if _, err := db.ExecContext(s.Context(), attack); err == nil {
			s.Errorf("done: %s", attack)
		}
	}
	check()
}
