package web

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/alur-id/alur/internal/store"
)

// TestHeldDocument: what waits for the virus scanner, or is infected, is named with the
// reason, and neither its bytes nor a picture of it can be had, also one drawn before.
func TestHeldDocument(t *testing.T) {
	t.Parallel()
	w := previewWorld(t, "pemohon")
	v := w.draft("pemohon", "Sistem Antrean")
	doc := w.file("pemohon", v.ID, "surat", "surat.pdf", twoPages())
	b := w.as("pemohon")
	root := requestPath(v, tabDocs, string(doc.ID))
	if res := b.get(root + "/halaman/1"); res.status != http.StatusOK {
		t.Fatalf("a picture of it: %d", res.status)
	}
	for _, c := range []struct {
		said string
		note func(context.Context, *store.Tx) error
	}{
		{"Menunggu pemeriksaan virus", func(ctx context.Context, tx *store.Tx) error { return tx.AwaitScan(ctx, doc.SHA256, w.clock.Now()) }},
		{"Mengandung virus", func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.CondemnScan(ctx, doc.SHA256, "Contoh.Virus", w.clock.Now())
			return err
		}},
	} {
		if err := w.store.Write(t.Context(), func(tx *store.Tx) error { return c.note(t.Context(), tx) }); err != nil {
			t.Fatal(err)
		}
		for path, status := range map[string]int{requestPath(v, tabDocs): 200, root + "/pratinjau": 200, root + "/unduh": 409, root + "/halaman/1": 409} {
			res := b.get(path)
			if res.status != status {
				t.Errorf("%s: %s: %d, want %d", c.said, path, res.status, status)
			}
			if status == 200 && (!strings.Contains(res.body, c.said) || strings.Contains(res.body, root+"/unduh") || strings.Contains(res.body, root+"/halaman/")) {
				t.Errorf("%s: %s does not say so, or leads to the bytes", c.said, path)
			}
		}
	}
	if res := b.get(requestPath(v, tabDocs)); !strings.Contains(res.body, "Contoh.Virus") {
		t.Error("it does not say what was found")
	}
}
