package casework_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/pades/padestest"
)

// TestSignatures: a PDF is read once for everybody, and again once there are roots.
func TestSignatures(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		a := padestest.NewAuthority(t, "Penerbit Contoh", w.clock.Now().AddDate(-1, 0, 0))
		signed := padestest.Sign(t, padestest.Document("Surat"), padestest.Signing{By: a.Person("Budi Contoh", ""), At: w.clock.Now()})
		id := w.create("swakelola")
		doc := w.must(w.tryUpload("pemohon", id, "surat", "surat.pdf", string(signed))).Document
		reads := func(what string, cases *casework.Cases, pending bool, chain pades.Chain) {
			t.Helper()
			all, err := cases.Signatures(ctx, w.get("pemohon", id))
			if err != nil {
				t.Fatal(err)
			}
			r := all[doc.SHA256]
			if len(all) != 1 || r.Pending != pending || !pending && (len(r.Signatures) != 1 || r.Signatures[0].Verdict != pades.Intact || r.Signatures[0].Chain != chain || r.Signatures[0].Signer != "Budi Contoh") {
				t.Errorf("%s: %+v", what, all)
			}
		}
		roots, err := pades.ParseRoots(a.PEM())
		if err != nil {
			t.Fatal(err)
		}
		checking := casework.New(casework.Config{Store: w.store, Blobs: w.blobs, Flows: shipped(), Clock: w.clock.Now, Roots: roots})
		reads("at first", w.cases, false, pades.Unchecked)
		hidden := filepath.Join(t.TempDir(), "away")
		file := w.bytesOf(doc.SHA256)
		if err := os.Rename(file, hidden); err != nil {
			t.Fatal(err)
		}
		reads("without the file", w.cases, false, pades.Unchecked)
		reads("with roots, without the file", checking, true, "")
		if err := os.Rename(hidden, file); err != nil {
			t.Fatal(err)
		}
		reads("with roots", checking, false, pades.Trusted)
	})
}
