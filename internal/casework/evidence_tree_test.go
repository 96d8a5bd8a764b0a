package casework_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/tooltest"
)

// A checker is something that judges a pack: whether it is plainly whole, and what it says.
type checker func(dir string, witness []string) (whole bool, says string)

// pageChecker runs the script of the page in a pack.
func pageChecker(t *testing.T) checker {
	t.Helper()
	node := tooltest.Program(t, "node")
	cmd := exec.CommandContext(t.Context(), node, "testdata/periksa.mjs", "../dossier/files/periksa.html")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var wrong bytes.Buffer
	cmd.Stderr = &wrong
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(out)
	t.Cleanup(func() {
		_ = in.Close()
		if err := cmd.Wait(); err != nil && t.Context().Err() == nil {
			t.Errorf("node: %v\n%s", err, wrong.String())
		}
	})
	return func(dir string, witness []string) (bool, string) {
		ask, err := json.Marshal(map[string]any{"dir": dir, "witness": append([]string{}, witness...)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := in.Write(append(ask, '\n')); err != nil {
			t.Fatal(err, wrong.String())
		}
		line, err := lines.ReadBytes('\n')
		if err != nil {
			t.Fatal(err, wrong.String())
		}
		var said struct {
			Title  string   `json:"title"`
			Faults []string `json:"faults"`
			Signed *bool    `json:"signed"`
		}
		if err := json.Unmarshal(line, &said); err != nil {
			t.Fatal(err)
		}
		return said.Title == "Utuh", said.Title + ": " + strings.Join(said.Faults, " ")
	}
}

// scriptChecker runs the script in a pack.
func scriptChecker(t *testing.T) checker {
	t.Helper()
	python := tooltest.Program(t, "python3")
	return func(dir string, witness []string) (bool, string) {
		args := []string{"../../docs/periksa-riwayat.py", filepath.Join(dir, "riwayat.jsonl")}
		if len(witness) > 0 {
			file := filepath.Join(t.TempDir(), "saksi.txt")
			if err := os.WriteFile(file, []byte(strings.Join(witness, "\n")), 0o600); err != nil {
				t.Fatal(err)
			}
			args = append(args, file)
		}
		out, err := exec.CommandContext(t.Context(), python, args...).CombinedOutput()
		says := string(out)
		if err != nil && strings.Contains(says, "Traceback") {
			// A file that no longer is what it was is refused as well, if not nicely.
			says = "Traceback: " + says
		}
		bare := strings.Contains(says, "belum bertanda bukti") || strings.Contains(says, "Tanpa tanda bukti") || strings.Contains(says, "tidak dapat dibandingkan")
		return err == nil && !bare, says
	}
}

func writePack(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.MkdirAll(filepath.Join(dir, path.Dir(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var (
	hashMember = regexp.MustCompile(`"hash":"[0-9a-f]{64}","payload"`)
	prevMember = regexp.MustCompile(`"prev":"[0-9a-f]{64}"`)
)

// rechained computes every hash of the lines anew, and those of the head.
func rechained(lines []string) []string {
	out := slices.Clone(lines)
	prev := evidence.Zero
	for i := 1; i < len(out); i++ {
		body := prevMember.ReplaceAllString(hashMember.ReplaceAllString(out[i], `"payload"`), `"prev":"`+prev+`"`)
		sum := sha256.Sum256([]byte(body))
		prev = hex.EncodeToString(sum[:])
		out[i] = string(evidence.WithHash([]byte(body), prev))
	}
	out[0] = regexp.MustCompile(`"hash":"[0-9a-f]{64}"`).ReplaceAllString(out[0], `"hash":"`+prev+`"`)
	return out
}

// packTampering changes the files of a pack.
type packTampering struct {
	class string
	do    func(f *forger, files map[string]string)
}

func packTamperings() []packTampering {
	lines := func(files map[string]string, change func([]string) []string) {
		all := strings.Split(strings.TrimSuffix(files["riwayat.jsonl"], "\n"), "\n")
		files["riwayat.jsonl"] = strings.Join(change(all), "\n") + "\n"
	}
	return []packTampering{
		{"edit", func(f *forger, files map[string]string) {
			b := []byte(files["riwayat.jsonl"])
			first := bytes.IndexByte(b, '\n') + 1
			at := first + f.rng.IntN(len(b)-first-1)
			b[at] ^= byte(1 + f.rng.IntN(127))
			files["riwayat.jsonl"] = string(b)
		}},
		{"delete", func(f *forger, files map[string]string) {
			lines(files, func(l []string) []string { i := 1 + f.rng.IntN(len(l)-1); return slices.Delete(l, i, i+1) })
		}},
		{"insert", func(f *forger, files map[string]string) {
			lines(files, func(l []string) []string {
				i := 1 + f.rng.IntN(len(l)-1)
				return slices.Insert(l, i, l[1+f.rng.IntN(len(l)-1)])
			})
		}},
		{"swap", func(f *forger, files map[string]string) {
			lines(files, func(l []string) []string {
				i := 1 + f.rng.IntN(len(l)-2)
				l[i], l[i+1] = l[i+1], l[i]
				return l
			})
		}},
		{"cut tail", func(f *forger, files map[string]string) {
			lines(files, func(l []string) []string {
				l = rechained(l[:2+f.rng.IntN(len(l)-2)])
				l[0] = regexp.MustCompile(`"events":[0-9]+`).ReplaceAllString(l[0], `"events":`+string(rune('0'+len(l)-1)))
				return l
			})
		}},
		{"re-chain", func(f *forger, files map[string]string) {
			lines(files, func(l []string) []string {
				for { // a comment says something else, and every hash fits
					i := 1 + f.rng.IntN(len(l)-1)
					if strings.Contains(l[i], `"text":"`) {
						l[i] = strings.Replace(l[i], `"text":"`, `"text":"`+string(rune('a'+f.rng.IntN(26))), 1)
						return rechained(l)
					}
				}
			})
			if f.rng.IntN(2) == 0 { // and what proves the contrary is thrown away
				delete(files, "tanda-bukti.json")
			}
		}},
		{"forged proof", func(f *forger, files map[string]string) {
			b := []byte(files["tanda-bukti.json"])
			places := regexp.MustCompile(`[A-Za-z0-9+/]{43}=|"index": [0-9]+|\\n[0-9]+\\n`).FindAllIndex(b, -1)
			p := places[f.rng.IntN(len(places))]
			for at := p[0] + f.rng.IntN(p[1]-p[0]-1); ; at = p[0] + f.rng.IntN(p[1]-p[0]-1) {
				if c := b[at]; c >= '0' && c <= '9' {
					b[at] = '0' + (c-'0'+byte(1+f.rng.IntN(9)))%10
				} else if c >= 'a' && c <= 'z' && b[at-1] != '\\' {
					b[at] = 'A' + c - 'a'
				} else {
					continue
				}
				break
			}
			files["tanda-bukti.json"] = string(b)
		}},
		{"swapped file", func(f *forger, files map[string]string) {
			for _, name := range slices.Sorted(maps.Keys(files)) {
				if strings.HasPrefix(name, "dokumen/") {
					b := []byte(files[name])
					b[f.rng.IntN(len(b))] ^= byte(1 + f.rng.IntN(255))
					files[name] = string(b)
				}
			}
		}},
	}
}

// The page and the script in a pack find every change of its files, and with what a witness
// holds also a pack that was made of a rewritten or an older record.
func TestTamperedPack(t *testing.T) {
	t.Parallel()
	w, f, _, _ := honest(t, 6)
	id := f.ids[0]
	_, honestPack := w.pack("pemohon", id)
	got, err := w.cases.Receipts(t.Context(), w.as("pemohon"), id)
	if err != nil || len(got.Waiting) > 0 {
		t.Fatal(got, err)
	}
	last := got.Items[len(got.Items)-1].Text()
	checkers := map[string]checker{"page": pageChecker(t), "script": scriptChecker(t)}
	counts := map[string]int{"page": tampers(t, 3), "script": min(tampers(t, 1), 20)}
	for name, check := range checkers {
		t.Run(name, func(t *testing.T) {
			dir := writePack(t, honestPack)
			for _, held := range [][]string{nil, {got.Checkpoint}, {last}} {
				if whole, says := check(dir, held); !whole {
					t.Fatalf("false alarm: %s", says)
				}
			}
			for _, c := range packTamperings() {
				for range counts[name] {
					files := maps.Clone(honestPack)
					c.do(f, files)
					if whole, says := check(writePack(t, files), nil); whole {
						t.Errorf("%s: passed: %s", c.class, says)
					}
				}
			}
			for range counts[name] {
				var at alur.RequestID
				for at != id {
					f.restore("pristine")
					at, _ = f.rewriteComment()
				}
				f.replant()
				_, forged := w.pack("pemohon", id)
				dir := writePack(t, forged)
				if whole, says := check(dir, nil); !whole {
					t.Fatalf("re-sign: not forged well: %s", says)
				}
				for _, held := range []string{got.Checkpoint, last} {
					if whole, says := check(dir, []string{held}); whole || !strings.Contains(says, "aksi") {
						t.Errorf("re-sign with the real key: passed: %s", says)
					}
				}
				f.restore("b0")
				_, replayed := w.pack("pemohon", id)
				if whole, says := check(writePack(t, replayed), []string{last}); whole || !strings.Contains(says, "saksi") {
					t.Errorf("replayed backup: passed: %s", says)
				}
				f.restore("pristine")
			}
		})
	}
}

// A pack proves itself by the checkpoint of its time, and by later ones.
func TestPackOfLater(t *testing.T) {
	t.Parallel()
	w := lite(t)
	q, _, _ := w.sequencer(t)
	id := w.eightEvents()
	var notes []string
	for range 4 {
		if err := q.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		h, err := w.cases.TreeHead(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, h.Note)
		w.clock.Pass(2 * time.Hour)
		w.create("swakelola")
		w.create("swakelola")
	}
	_, files := w.pack("pemohon", id)
	dir := writePack(t, files)
	for name, check := range map[string]checker{"page": pageChecker(t), "script": scriptChecker(t)} {
		if whole, says := check(dir, notes); !whole {
			t.Errorf("%s: %s", name, says)
		}
	}
}
