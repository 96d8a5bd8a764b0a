package text

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestImportFlags proves that every reason for which the directory flags a row has a
// sentence, with what it speaks of where it speaks of something.
func TestImportFlags(t *testing.T) {
	t.Parallel()
	flags := map[string]bool{
		"name too-long": true, "name bad-characters": true, "short_name too-long": true, "id bad-characters": true, "kind unknown": true,
		"nip odd-birth": true, "nip odd-start": true, "nip odd-sex": true, "agency unknown": true, "agency ambiguous": true, "nip of-another": true,
		"nip twice": true, "email twice": true, "username twice": true, "id twice": true, "name twice": true, "kind twice": true, "address too-long": true, "phone bad-characters": true,
	}
	files, err := filepath.Glob("../directory/import_*.go")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	found := 0
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\.(?:bad|warn)\("([a-z_]*)", "([a-z-]+)"`).FindAllStringSubmatch(string(b), -1) {
			if !strings.HasSuffix(m[2], "-") { // "odd-" and a word, which stand above
				flags[strings.TrimSpace(m[1]+" "+m[2])] = true
			}
			found++
		}
	}
	if found < 30 {
		t.Errorf("only %d flags found in the directory", found)
	}
	for flag := range flags {
		field, reason, both := strings.Cut(flag, " ")
		if !both {
			field, reason = "", flag
		}
		s := ImportFlag(field, reason, "abc")
		if s == "periksa lagi" || strings.Contains(s, "%") {
			t.Errorf("%s: %q", flag, s)
		}
	}
	if s := ImportFlag("nip", "length", "17"); s != "NIP 17 angka, seharusnya 18" {
		t.Error(s)
	}
	if s := ImportFlag("roles", "on-page", "reviewer"); s != "peran Verifikator diberikan di halaman orangnya" {
		t.Error(s)
	}
}

// TestImportFiles proves that every note on a file and every refusal has a sentence of its own.
func TestImportFiles(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	say := func(word, s string) {
		if other, twice := seen[s]; twice || s == "" || strings.Contains(s, "%!") {
			t.Errorf("%s: %q, as of %s", word, s, other)
		}
		seen[s] = word
	}
	for _, w := range []string{"windows-1252", "quotes", "other-sheets", "hidden-sheets", "cut", "unknown-column", "column-twice", "unkept-column", "above", "no-heading", "another"} {
		say(w, ImportNote(w, 3, "x"))
	}
	for _, w := range []string{"bytes", "rows", "columns", "unpacked", "xls", "type", "macros", "locked", "unsafe", "unreadable", "no-sheet", "empty"} {
		say(w, ImportRefused(w))
	}
	if s := ImportCounts("people: 3 added, 1 changed, 0 as before, 2 left"); s != "pengguna, 3 ditambahkan, 1 diubah, 0 sudah sama, 2 belum" {
		t.Error(s)
	}
	if s := ImportCounts("something else"); s != "something else" {
		t.Error(s)
	}
	if s := ImportDone(2000, 1, 0, 3000); s != "2.000 ditambahkan, 1 diubah, 0 sudah sama. 3.000 baris belum diterapkan." {
		t.Error(s)
	}
}
