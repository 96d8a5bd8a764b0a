package casework_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/dossier"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/tooltest"
)

// pack is the evidence of a request as somebody takes it away, and its files.
func (w *world) pack(user string, id alur.RequestID) ([]byte, map[string]string) {
	w.t.Helper()
	p, err := dossier.Prepare(w.t.Context(), w.cases, w.as(user), id)
	if err != nil {
		w.t.Fatal(err)
	}
	var out bytes.Buffer
	if err := p.Write(w.t.Context(), &out); err != nil {
		w.t.Fatal(err)
	}
	return out.Bytes(), unzip(w.t, out.Bytes())
}

// unzip reads the files of a ZIP, which have safe names, each once.
func unzip(t *testing.T, b []byte) map[string]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range r.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		all, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := files[f.Name]; twice || !filepath.IsLocal(f.Name) {
			t.Errorf("a file named %q, or twice", f.Name)
		}
		files[f.Name] = string(all)
	}
	return files
}

// checkPack runs the script in a pack on its files, and returns what it says.
func checkPack(t *testing.T, files map[string]string, whole bool) string {
	t.Helper()
	python := tooltest.Program(t, "python3")
	dir := t.TempDir()
	for name, content := range files {
		if err := os.MkdirAll(filepath.Join(dir, path.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := exec.CommandContext(t.Context(), python, filepath.Join(dir, "periksa-riwayat.py"), filepath.Join(dir, "riwayat.jsonl")).CombinedOutput()
	if (err == nil) != whole || strings.Contains(string(out), "Traceback") {
		t.Errorf("whole %v, but: %v\n%s", whole, err, out)
	}
	return string(out)
}

// TestEvidence proves the pack on both engines: what is in it, that one state gives the
// same bytes whoever takes it, that it checks out, and who is refused.
func TestEvidence(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.inTest()
		if err := w.picture(t.Context(), "penguji", id, w.findings(id)); err != nil {
			t.Fatal(err)
		}

		first, files := w.pack("verifikator", id)
		w.clock.Pass(time.Hour)
		if again, _ := w.pack("auditor", id); !bytes.Equal(first, again) {
			t.Error("two packs of one state differ")
		}
		v := w.get("auditor", id)
		w.checkFiles(v, files)
		if said := checkPack(t, files, true); !strings.Contains(said, "rantai utuh") || !strings.Contains(said, "dokumen cocok") {
			t.Error(said)
		}
		var export bytes.Buffer
		if err := w.audit().Export(t.Context(), id, &export); err != nil {
			t.Fatal(err)
		}
		_, events, _ := strings.Cut(export.String(), "\n")
		if _, mine, _ := strings.Cut(files["riwayat.jsonl"], "\n"); mine != events {
			t.Error("the events are not those of alur audit export")
		}

		for user, code := range map[string]alur.Code{"pemohon2": alur.CodeNotFound, "vendor2": alur.CodeNotFound} {
			_, err := dossier.Prepare(t.Context(), w.cases, w.as(user), id)
			refused(t, user, err, code)
		}
		unsent := w.create("swakelola")
		w.patch("pemohon", unsent, m{"narahubung": m{"name": "Tuti Contoh"}}) // in the place of Wati Contoh
		_, draft := w.pack("pemohon", unsent)
		var private []casework.PrivateValue
		if err := json.Unmarshal([]byte(draft["nilai-pribadi.json"]), &private); err != nil || len(private) != 2 ||
			strings.Contains(draft["nilai-pribadi.json"], "Wati") || !strings.Contains(draft["nilai-pribadi.json"], "Tuti") {
			t.Errorf("the values in force are not all there is: %s %v", draft["nilai-pribadi.json"], err)
		}
		if !strings.Contains(draft["ringkasan.html"], "Berkas bukti draf-") {
			t.Error("the pack of a draft has another name")
		}
		checkPack(t, draft, true)
	})
}

// findings makes a finding and returns its number.
func (w *world) findings(id alur.RequestID) int {
	w.t.Helper()
	return w.must(w.cases.AddFinding(w.t.Context(), w.as("penguji"), id, flow.AddFinding{
		Aspect: "input", Quality: "efektivitas", Severity: "high", Title: "Tombol <Simpan>", Description: "Tidak menyimpan.",
	}, casework.Options{})).Finding.Number
}

// checkFiles compares the files of a pack with the request.
func (w *world) checkFiles(v *casework.View, files map[string]string) {
	w.t.Helper()
	for _, name := range []string{"BACA-SAYA.txt", "periksa.html", "periksa-riwayat.py", "ringkasan.html", "riwayat.jsonl", "nilai-pribadi.json", "definisi/swakelola.yaml", "definisi/bersama.yaml"} {
		if files[name] == "" {
			w.t.Errorf("no %s", name)
		}
	}
	var sums, want []string
	for name, content := range files {
		if strings.HasPrefix(name, "dokumen/") {
			sum := sha256.Sum256([]byte(content))
			sums = append(sums, hex.EncodeToString(sum[:]))
		}
	}
	for _, d := range v.AllDocuments {
		want = append(want, d.SHA256)
	}
	slices.Sort(sums)
	slices.Sort(want)
	if len(want) < 9 || !slices.Equal(sums, want) {
		w.t.Errorf("documents %q, want %q", sums, want)
	}
	for _, s := range []string{v.Number, "Tombol &lt;Simpan&gt;", "Orang penguji", "dokumen/001-", "catatan "} {
		if !strings.Contains(files["ringkasan.html"], s) {
			w.t.Errorf("the summary lacks %q", s)
		}
	}
	var private []casework.PrivateValue
	if err := json.Unmarshal([]byte(files["nilai-pribadi.json"]), &private); err != nil || len(private) < 2 {
		w.t.Errorf("private values %v: %v", private, err)
	}
	for name, content := range files {
		if name != "nilai-pribadi.json" && strings.Contains(content, "6281200000000") {
			w.t.Errorf("%s tells a person's telephone", name)
		}
	}
}

// TestEvidenceOfVendors: the third party of a request has no pack of it.
func TestEvidenceOfVendors(t *testing.T) {
	t.Parallel()
	w := lite(t)
	_, err := dossier.Prepare(t.Context(), w.cases, w.as("vendor"), w.withVendor())
	refused(t, "the vendor", err, alur.CodeNotYourParty)
}

// lines are lines of a history in another order or number.
func changedLines(files map[string]string, change func([]string) []string) {
	lines := strings.Split(strings.TrimSuffix(files["riwayat.jsonl"], "\n"), "\n")
	files["riwayat.jsonl"] = strings.Join(change(lines), "\n") + "\n"
}

// TestEvidenceTampered: what is changed in a pack is found, without this program.
func TestEvidenceTampered(t *testing.T) {
	t.Parallel()
	w := lite(t)
	_, files := w.pack("auditor", w.inReview("swakelola"))
	var docs []string
	for name := range files {
		if strings.HasPrefix(name, "dokumen/") {
			docs = append(docs, name)
		}
	}
	slices.Sort(docs)
	for what, c := range map[string]struct {
		change func(map[string]string)
		says   string
	}{
		"edited": {func(f map[string]string) {
			f["riwayat.jsonl"] = strings.Replace(f["riwayat.jsonl"], "pemohon", "pemahon", 3)
		}, "Peristiwa 1 tidak sesuai"},
		"deleted": {func(f map[string]string) {
			changedLines(f, func(l []string) []string { return slices.Delete(l, 4, 5) })
		}, "Peristiwa 4 tidak sesuai"},
		"inserted": {func(f map[string]string) {
			changedLines(f, func(l []string) []string { return slices.Insert(l, 4, l[3]) })
		}, "Peristiwa 4 tidak sesuai"},
		"swapped": {func(f map[string]string) {
			changedLines(f, func(l []string) []string { l[5], l[6] = l[6], l[5]; return l })
		}, "Peristiwa 5 tidak sesuai"},
		"tail cut": {func(f map[string]string) { changedLines(f, func(l []string) []string { return l[:len(l)-1] }) }, "tidak berakhir"},
		"no JSON":  {func(f map[string]string) { changedLines(f, func(l []string) []string { l[2] = "{"; return l }) }, "Peristiwa 2 tidak dapat dibaca"},
		"files swapped": {func(f map[string]string) {
			f[docs[0]], f[docs[1]] = f[docs[1]], f[docs[0]]
		}, docs[0] + " bukan berkas yang tercatat"},
		"file gone":  {func(f map[string]string) { delete(f, docs[1]) }, docs[1] + " tidak ada"},
		"file added": {func(f map[string]string) { f["dokumen/099-x.pdf"] = "x" }, "tidak disebut"},
		"head lies": {func(f map[string]string) {
			f["riwayat.jsonl"] = strings.Replace(f["riwayat.jsonl"], `"documents":[{`, `"documents":[],"x":[{`, 1)
		}, "Dokumen pada baris pertama"},
		"person lies": {func(f map[string]string) {
			f["nilai-pribadi.json"] = strings.Replace(f["nilai-pribadi.json"], "Wati", "Wawa", 1)
		}, "Nilai pribadi"},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			bad := map[string]string{}
			for name, content := range files {
				bad[name] = content
			}
			c.change(bad)
			if said := checkPack(t, bad, false); !strings.Contains(said, c.says) {
				t.Errorf("says %q, want %q", said, c.says)
			}
		})
	}
}

// TestEvidenceLacking: a pack is made although a file is damaged, and says so.
func TestEvidenceLacking(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.submitted("swakelola")
	err := filepath.WalkDir(filepath.Join(w.dir, "sha256"), func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Remove(name)
	})
	if err != nil {
		t.Fatal(err)
	}
	_, files := w.pack("auditor", id)
	if !strings.Contains(files["TIDAK-TERBACA.txt"], "dokumen/001-") {
		t.Errorf("the missing file is not named: %q", files["TIDAK-TERBACA.txt"])
	}
	checkPack(t, files, false)
}

// TestEvidenceOfItsMoment: a long history is whole, and what happens while the pack is made is not in it.
func TestEvidenceOfItsMoment(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.submitted("swakelola")
	for range 205 {
		w.comment("pemohon", id, "Catatan", alur.AudienceAll)
	}
	p, err := dossier.Prepare(t.Context(), w.cases, w.as("auditor"), id)
	if err != nil {
		t.Fatal(err)
	}
	last := w.get("auditor", id).State.Seq
	w.upload("pemohon", id, "kak")
	var out bytes.Buffer
	if err := p.Write(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	files := unzip(t, out.Bytes())
	if n := strings.Count(files["riwayat.jsonl"], "\n"); int64(n) != last+1 || last < 205 {
		t.Errorf("%d lines of %d events", n, last)
	}
	checkPack(t, files, true)
}
