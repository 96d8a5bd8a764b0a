package flow

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur/flows"
)

const docsFile = "../../docs/bahasa-alur.md"

var fence = regexp.MustCompile("(?ms)^```([a-z]+)(?: ([a-z]+))?\n(.*?)^```$")

// The examples of the guide to the language are checked as what they say they
// are: a word after "yaml" names the part of a definition that they show.
func TestDocumentedExamples(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	shipped, err := fs.ReadFile(flows.FS, "swakelola.yaml")
	if err != nil {
		t.Fatal(err)
	}
	_, phases, _ := strings.Cut(string(shipped), "\nfase:")
	seen, wrong := map[string]int{}, ""
	for _, m := range fence.FindAllStringSubmatch(string(text), -1) {
		lang, part, example := m[1], m[2], m[3]
		seen[lang+" "+part]++
		src := ""
		switch lang + " " + part {
		case "yaml alur":
			src = example + "\nfase:" + phases
		case "yaml bersama":
			src = example
		case "yaml tahap":
			src = skeleton("    ", strings.Replace(example, "klausul: B.9\n", "", 1), "tahap:\n")
		case "yaml butir":
			src = skeleton("        ", example, usage+"    butir:\n")
		case "yaml tindakan":
			src = skeleton("        ", example, usage+"    tindakan:\n")
		case "yaml salah":
			wrong = example
			continue
		case "text ":
			r := CheckFiles(memory{"contoh.yaml": wrong}, "contoh.yaml")
			if diff := cmp.Diff(example, printed(t, r)); diff != "" {
				t.Errorf("the wrong example (-documented +printed):\n%s", diff)
			}
			continue
		case "sh ":
			continue
		default:
			t.Errorf("an example of unknown kind %q", lang+" "+part)
		}
		r := CheckFiles(memory{"contoh.yaml": src, "bersama.yaml": read(t, "bersama.yaml"), "pihak-ketiga.yaml": read(t, "pihak-ketiga.yaml")}, "contoh.yaml")
		if out := printed(t, r); out != "" {
			t.Errorf("example %q:\n%s", part, out)
		}
	}
	for _, want := range []string{"yaml alur", "yaml bersama", "yaml tahap", "yaml butir", "yaml tindakan", "yaml salah", "text "} {
		if seen[want] == 0 {
			t.Errorf("no example %q", want)
		}
	}
}

// usage is a shared stage without its lists.
const usage = `tahap:
  - id: usulan
    judul: Usulan
    pendek: Usulan
    uraian: Pemohon menulis usulannya.
    hasil: Usulan
    pemilik: pemohon
`

// skeleton puts an example as an entry into a shared file.
func skeleton(indent, example, before string) string {
	lines := strings.Split(strings.TrimRight(example, "\n"), "\n")
	return "bersama: Contoh\n" + before + indent[2:] + "- " + strings.Join(lines, "\n"+indent) + "\n"
}

func read(t *testing.T, name string) string {
	t.Helper()
	src, err := fs.ReadFile(flows.FS, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(src)
}

// Every word of the language and every check is in the guide to the language.
func TestLanguageIsDocumented(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	text := string(src)
	words := append(kindWords.list(), guardWords.list()...)
	words = append(words, sourceWords.list()...)
	words = append(words, traitWords.list()...)
	words = append(words, endWords.list()...)
	words = append(words, limitWords.list()...)
	words = append(words, wordNext, wordOther, wordAgencies)
	for _, w := range words {
		if !regexp.MustCompile("[`\\[ ]" + w + "[`\\]:]").MatchString(text) {
			t.Errorf("the word %q is not documented", w)
		}
	}
	for _, w := range partWords.list() {
		if !strings.Contains(text, w) {
			t.Errorf("the word %q is not documented", w)
		}
	}
	for _, c := range Checks {
		if row := fmt.Sprintf("| `%s` | %s |\n", c.ID, c.Proves); !strings.Contains(text, row) {
			t.Errorf("missing row: %s", row)
		}
	}
}

// parserSource is the text of the files that read a definition.
func parserSource() ([]byte, error) {
	files, err := filepath.Glob("parse*.go")
	if err != nil {
		return nil, err
	}
	var all []byte
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		src, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		all = append(all, src...)
	}
	return all, nil
}

// Every key that the parser reads is in the guide to the language.
func TestKeysAreDocumented(t *testing.T) {
	t.Parallel()
	src, err := parserSource()
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	keys := regexp.MustCompile(`\{"([a-z-]+)", (?:true|false|shared|need), `).FindAllStringSubmatch(string(src), -1)
	if len(keys) < 50 {
		t.Fatalf("only %d keys found in the parser", len(keys))
	}
	for _, k := range keys {
		if !regexp.MustCompile("(?m)(`|^ *(- )?|\\{|, )" + k[1] + "(`|:)").MatchString(string(text)) {
			t.Errorf("the key %q is not documented", k[1])
		}
	}
}
