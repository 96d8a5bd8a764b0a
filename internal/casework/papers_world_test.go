package casework_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/tooltest"
)

// papers is a desk over the world's use cases.
func (w *world) papers() *paperwork.Desk {
	dir := directory.New(directory.Config{Store: w.store, Clock: w.clock.Now, Log: quiet()})
	return paperwork.New(paperwork.Config{Cases: w.cases, Directory: dir, Clock: w.clock.Now, PublicURL: "https://alur.contoh.example"})
}

// issue issues a paper and proves that what is kept is a PDF with the facts in it.
func (w *world) issue(user string, id alur.RequestID, kind string, facts ...string) *flow.Paper {
	w.t.Helper()
	done := w.must(w.papers().Issue(w.t.Context(), w.as(user), id, kind, casework.Options{}))
	p := paperwork.Issued(done)
	got := w.paperText(user, id, p.Code)
	for _, fact := range append(facts, p.Code, "Sistem Antrean Puskesmas") {
		if !strings.Contains(strings.ToLower(got), strings.ToLower(fact)) {
			w.t.Errorf("%s lacks %q:\n%s", kind, fact, got)
		}
	}
	if strings.Contains(got, "85.000.000") || strings.Contains(got, "85000000") {
		w.t.Errorf("%s tells what is confidential:\n%s", kind, got)
	}
	if strings.Contains(got, "Wati Contoh") {
		w.t.Errorf("%s names whom to call, who may ask to be forgotten:\n%s", kind, got)
	}
	return p
}

// paperText is what a reader of the issued PDF reads, in one line.
func (w *world) paperText(user string, id alur.RequestID, code string) string {
	w.t.Helper()
	_, content, _, err := w.cases.OpenPaper(w.t.Context(), w.as(user), id, code, casework.PaperPDF)
	if err != nil {
		w.t.Fatal(err)
	}
	defer content.Close()
	pdf, err := io.ReadAll(content)
	if err != nil {
		w.t.Fatal(err)
	}
	return strings.Join(strings.Fields(tooltest.PDFText(w.t, pdf)), " ")
}

// issued are the kinds that a request has papers of.
func (w *world) issued(id alur.RequestID) []string {
	var kinds []string
	for _, p := range w.get("auditor", id).State.Papers {
		kinds = append(kinds, p.Kind)
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// damage overwrites what the documents' folder keeps under a hash.
func (w *world) damage(sum string) {
	w.t.Helper()
	file := filepath.Join(w.dir, "sha256", sum[:2], sum[2:4], sum)
	if _, err := os.Stat(file); err != nil {
		w.t.Fatal(err)
	}
	if err := errors.Join(os.Chmod(file, 0o600), os.WriteFile(file, []byte("%PDF-1.4 lain"), 0o600)); err != nil {
		w.t.Fatal(err)
	}
}

// uploaded is a template of the city's own, for every kind.
type uploaded struct{}

func (uploaded) TemplateInForce(_ context.Context, kind string) (*paper.Template, string, error) {
	t, err := paper.ParseText([]byte("Kota menolak {{sistem}}."))
	return t, kind + "@3", err
}
