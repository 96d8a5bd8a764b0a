package stationery_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/stationery"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
	"github.com/alur-id/alur/internal/text"
)

// each gives a desk over a fresh database of either engine.
func each(t *testing.T, fn func(*testing.T, *stationery.Desk, *store.Store)) {
	t.Helper()
	t.Parallel()
	run := func(cfg func(*testing.T) store.Config) func(*testing.T) {
		return func(t *testing.T) {
			t.Parallel()
			st := storetest.Open(t, cfg(t))
			clock := func() time.Time { return time.Date(2026, 12, 8, 2, 0, 0, 0, time.UTC) }
			fn(t, &stationery.Desk{Directory: directory.New(directory.Config{Store: st, Clock: clock}), Clock: clock}, st)
		}
	}
	t.Run(store.SQLite, run(func(t *testing.T) store.Config { return store.Config{Dir: t.TempDir()} }))
	t.Run(store.Postgres, run(func(t *testing.T) store.Config { return store.Config{URL: storetest.DSN(t)} }))
}

// letter is a template of the markup as a document.
func letter(t *testing.T, markup string) []byte {
	t.Helper()
	tpl, err := paper.ParseText([]byte(markup))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := tpl.DOCX(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// patched is a document with other words in its text.
func patched(t *testing.T, docx []byte, old, now string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if f.Name == "word/document.xml" {
			text = bytes.Replace(text, []byte(old), []byte(now), 1)
		}
		out, cerr := w.Create(f.Name)
		if err = errors.Join(err, cerr); err == nil {
			_, err = out.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var adit, budi = directory.By{Actor: "adit", Address: "10.0.0.1"}, directory.By{Actor: "budi"}

func TestChangingATemplate(t *testing.T) {
	each(t, func(t *testing.T, d *stationery.Desk, st *store.Store) {
		ctx := t.Context()
		inForce := func(want string) *paper.Template {
			t.Helper()
			tpl, version, err := d.TemplateInForce(ctx, "bast")
			if err != nil || version != want || (tpl == nil) != (want == "") {
				t.Fatalf("in force: %q, %v (%v), want %q", version, tpl != nil, err, want)
			}
			return tpl
		}
		inForce("")
		first := letter(t, "# BERITA ACARA\n\nSistem {{sistem}} diserahkan.\n")
		upload := func(docx []byte, by directory.By) int {
			t.Helper()
			n, err := d.Upload(ctx, "bast", "bast.docx", docx, by)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		one := upload(first, adit)
		inForce("") // nothing is in force by being uploaded
		if again := upload(first, budi); again != one {
			t.Errorf("the same file twice: versions %d and %d", one, again)
		}
		two := upload(letter(t, "# BERITA ACARA SERAH TERIMA\n\n{{sistem}}\n"), budi)

		// Two at once: the second is told, and what he uploaded is there.
		if err := d.Use(ctx, "bast", one, 0, "Tata naskah baru", adit); err != nil {
			t.Fatal(err)
		}
		if err := d.Use(ctx, "bast", two, 0, "Versi saya", budi); alur.CodeOf(err) != alur.CodeConflict {
			t.Fatalf("over another's: %v", err)
		}
		doc, err := inForce("bast@1").Fill(paper.Values{"sistem": "Antrean"})
		if err != nil || !strings.Contains(doc.Text(), "Sistem Antrean diserahkan.") {
			t.Errorf("made with it: %q (%v)", doc.Text(), err)
		}
		if err := d.Use(ctx, "bast", two, 1, "Versi saya", budi); err != nil {
			t.Fatal(err)
		}
		inForce("bast@2")
		if err := d.Use(ctx, "bast", one, 2, "Kembali ke semula", adit); err != nil {
			t.Fatal(err)
		}
		inForce("bast@1")
		if err := d.Use(ctx, "bast", 0, 3, "Kembali ke bawaan", adit); err != nil {
			t.Fatal(err)
		}
		inForce("")
		k, err := d.Kind(ctx, "bast")
		if err != nil || len(k.Versions) != 2 || len(k.Uses) != 4 || k.InForce().Number != 4 || k.Versions[1].By != "budi" {
			t.Errorf("history: %+v (%v)", k.TemplateHistory, err)
		}
		// What was uploaded comes back as it was.
		v, err := d.Version(ctx, "bast", one)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if err := v.DOCX(&b); err != nil || !bytes.Equal(b.Bytes(), first) {
			t.Errorf("another document comes back (%v)", err)
		}
		for what, err := range map[string]error{
			"an unknown kind":    d.Use(ctx, "surat-cinta", 0, 0, "x", adit),
			"an unknown version": d.Use(ctx, "bast", 9, 4, "x", adit),
		} {
			if alur.CodeOf(err) != alur.CodeNotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
		if err := d.Use(ctx, "bast", one, 4, " ", adit); alur.CodeOf(err) != alur.CodeInvalidData {
			t.Errorf("without a reason: %v", err)
		}
		counts := map[string]int{}
		err = st.Read(ctx, func(tx *store.Tx) error {
			return tx.EachSecurityEvent(ctx, func(e store.SecurityEventRow) error { counts[e.Kind+" "+e.Detail]++; return nil })
		})
		if err != nil || counts["template-added bast 1"] != 1 || counts["template-added bast 2"] != 1 || counts["template-used bast 0 1"] != 1 || counts["template-used bast 1 0"] != 1 || len(counts) != 6 {
			t.Errorf("security log: %v (%v)", counts, err)
		}
	})
}

// TestShippedTemplates: each is a document that can be changed, uploaded again and looked at.
func TestShippedTemplates(t *testing.T) {
	t.Parallel()
	d := &stationery.Desk{Clock: time.Now}
	seen := map[string]bool{}
	for _, k := range paperwork.Kinds() {
		if seen[k.File] {
			continue
		}
		seen[k.File] = true
		v, err := d.Version(t.Context(), k.ID, 0)
		if err != nil {
			t.Errorf("%s: %v", k.ID, err)
			continue
		}
		var docx, pdf bytes.Buffer
		if err := v.DOCX(&docx); err != nil {
			t.Errorf("%s as a document: %v", k.ID, err)
			continue
		}
		if _, _, err := stationery.Judge(k.ID+".docx", docx.Bytes()); err != nil {
			t.Errorf("%s cannot be uploaded again: %v", k.ID, err)
			if p, ok := errors.AsType[stationery.Problems](err); ok {
				t.Errorf("%+v", p)
			}
		}
		if err := d.Example(v, paper.Letterhead{Name: "DINAS CONTOH"}, k.Name, &pdf); err != nil || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF-")) {
			t.Errorf("example of %s: %v", k.ID, err)
		}
	}
}

func TestJudge(t *testing.T) {
	t.Parallel()
	macro := func() []byte {
		var b bytes.Buffer
		w := zip.NewWriter(&b)
		src := letter(t, "{{sistem}}\n")
		r, err := zip.NewReader(bytes.NewReader(src), int64(len(src)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.File {
			if err := w.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
		f, err := w.Create("word/vbaProject.bin")
		if err == nil {
			_, err = io.WriteString(f, "x")
		}
		if err = errors.Join(err, w.Close()); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, c := range map[string]struct {
		file string
		docx []byte
		code alur.Code
	}{
		"no file":       {"", nil, alur.CodeMissingField},
		"empty":         {"a.docx", nil, alur.CodeEmptyFile},
		"too large":     {"a.docx", make([]byte, directory.MaxTemplate+1), alur.CodeTooLarge},
		"another type":  {"a.txt", []byte("{{sistem}}"), alur.CodeUnsupportedMediaType},
		"no document":   {"a.docx", []byte("PK\x03\x04 kosong"), alur.CodeUnsafeFile},
		"with macros":   {"a.docx", macro(), alur.CodeUnsafeFile},
		"unknown field": {"a.docx", letter(t, "{{sistim}}\n"), alur.CodeInvalidData},
		"a good one":    {"a.docx", letter(t, "{{sistem}} {{#peserta}}{{no}} {{nama}}, {{pd}}{{/peserta}}\n"), ""},
	} {
		if _, _, err := stationery.Judge(c.file, c.docx); alur.CodeOf(err) != c.code {
			t.Errorf("%s: %v, want %q", name, err, c.code)
		}
	}
	// What would be kept of it must be read again later: so many stars are twice as many
	// letters of markup, and that is too much.
	stars := patched(t, letter(t, "{{sistem}} ISI\n"+"\n"+strings.Repeat("**x**y", 6000)+"\n"), "ISI", strings.Repeat("*", 510_000))
	if _, _, err := paper.ReadDOCX(bytes.NewReader(stars), int64(len(stars))); err != nil {
		t.Fatal(err)
	}
	if _, _, err := stationery.Judge("a.docx", stars); alur.CodeOf(err) != alur.CodeInvalidData {
		t.Errorf("a text that could not be read again: %v", err)
	}
	// Every problem at once, with the nearest name, also in sections that are not shown.
	_, _, err := stationery.Judge("a.docx", letter(t, "{{sistim}}\n\n{{peserta}}\n\n{{^ada_peserta}}\n\n{{xyzzyxyzzy}}\n\n{{/ada_peserta}}\n\n{{#peserta}}{{nmaa}} {{pemantau}}{{/peserta}}\n"))
	problems, ok := errors.AsType[stationery.Problems](err)
	if !ok {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, p := range problems {
		got[p.Field] = string(p.Code) + " " + p.Nearest
	}
	want := map[string]string{"sistim": "unknown sistem", "peserta": "wrong-kind ", "xyzzyxyzzy": "unknown ", "nmaa": "unknown nama", "pemantau": "unknown pemantauan"}
	for field, w := range want {
		if got[field] != w {
			t.Errorf("%s: %q, want %q", field, got[field], w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("problems %v", got)
	}
}

// TestSentences: whatever may be wrong with a template, or is not taken over, has words.
func TestSentences(t *testing.T) {
	t.Parallel()
	for _, c := range paper.FaultCodes {
		if text.TemplateFault(string(c), "sistem", 3, "") == "" {
			t.Errorf("fault %s has no sentence", c)
		}
	}
	for _, c := range paper.NoteCodes {
		if text.TemplateNote(string(c), 1) == "" {
			t.Errorf("note %s has no sentence", c)
		}
	}
}
