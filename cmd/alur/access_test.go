package main

import (
	"encoding/csv"
	"flag"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write docs/access.md anew")

// TestAccessPage compares what docs/access.md says between its markers with what the
// program prints.
func TestAccessPage(t *testing.T) {
	t.Parallel()
	const path, begin, end = "../../docs/access.md", "<!-- alur access matrix -->\n", "<!-- end -->"
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), begin)
	documented, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has lost its markers", path)
	}
	code, out, errs := call(t, nil, "", "access", "matrix", "--format", "markdown")
	if code != 0 || errs != "" {
		t.Fatalf("exit %d\n%s", code, errs)
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+"\n"+out+"\n"+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(strings.TrimSpace(documented), strings.TrimSpace(out)); diff != "" {
		t.Errorf("%s is not what the program enforces; if that is meant, run the test with -update (-documented +enforced):\n%s", path, diff)
	}
}

// TestAccessMatrix holds cells that promises name to the table, in every format.
func TestAccessMatrix(t *testing.T) {
	t.Parallel()
	code, out, errs := call(t, nil, "", "access", "matrix", "--format", "csv")
	if code != 0 {
		t.Fatalf("exit %d\n%s", code, errs)
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cells := map[string][2]string{}
	for _, r := range rows {
		key := strings.Join(r[:5], "|")
		if _, twice := cells[key]; twice {
			t.Errorf("two cells %s", key)
		}
		cells[key] = [2]string{r[5], r[6]}
	}
	for key, want := range map[string][2]string{
		"Flow swakelola, version 1|6 tindak-lanjut|action|setujui|kepala-kominfo":            {"yes", "four eyes; fresh proof"},
		"Flow swakelola, version 1|6 tindak-lanjut|action|setujui|kominfo":                   {"no", "four eyes; fresh proof"},
		"Flow swakelola, version 1|3 verifikasi|review|review|pemohon":                       {"no", "four eyes"},
		"Flow swakelola, version 1|3 verifikasi|action|lanjutkan|kominfo":                    {"yes", "only while paused"},
		"Flow pihak-ketiga, version 1|5 rapat-koordinasi|item|perkiraan-anggaran|pemohon":    {"yes", "hidden from vendors"},
		"Flow pihak-ketiga, version 1|13 pengujian|report|report|pihak-ketiga":               {"no", ""},
		"Pages|GET|/admin/pengguna|manages|admin":                                            {"yes", ""},
		"Pages|GET|/admin/pengguna|manages|head":                                             {"no", ""},
		"Pages|POST|/admin/pengguna/{username}/nonaktifkan|manages|agency-admin":             {"yes", "fresh proof"},
		"Seats of those who leave|of somebody of one's own organisation|||agency-admin":      {"yes", "an account that ends; the rules of teams"},
		"Seats of those who leave|of somebody of another|||agency-admin":                     {"no", "an account that ends; the rules of teams"},
		"Seats of those who leave|of somebody of another|||admin":                            {"yes", "an account that ends; the rules of teams"},
		"Seats of those who leave|of somebody of one's own organisation|||head":              {"no", "an account that ends; the rules of teams"},
		"Seats of those who leave|one's own|||admin":                                         {"no", "an account that ends; the rules of teams"},
		"Pages|GET|/permohonan/unduh.csv|signed-in|nobody":                                   {"no", "fresh proof"},
		"API /api/v1|GET|/requests/{id}/events|list-events|vendor":                           {"no", "not-your-party; not-found"},
		"API /api/v1|GET|/me|get-me|auditor":                                                 {"yes", ""},
		"Which requests exist|of another organisation|||member":                              {"no", ""},
		"Which requests exist|of another organisation|||auditor":                             {"yes", ""},
		"Which requests exist|of another, for which one's organisation is the vendor|||head": {"yes", ""},

		"Which requests exist|of another, which one's organisation has delivered as its vendor|||vendor":             {"yes", ""},
		"Which requests exist|of another, for which one's organisation was the vendor until it was stopped|||vendor": {"no", ""},
	} {
		if got, ok := cells[key]; !ok || got != want {
			t.Errorf("%s: %v, want %v", key, got, want)
		}
	}
	for _, col := range []string{"auditor", "admin"} {
		for key, cell := range cells {
			// What is decided by party is never theirs, and calls that write say no at once.
			if strings.HasPrefix(key, "API") && strings.HasSuffix(key, "|"+col) && cell[0] == "party" {
				t.Errorf("%s: %v", key, cell)
			}
		}
	}
	code, out, _ = call(t, nil, "", "access", "matrix")
	if code != 0 || !strings.Contains(out, "kepala-kominfo") || strings.Contains(out, "|") {
		t.Errorf("exit %d, as text:\n%.500s", code, out)
	}
	if code, _, _ := call(t, nil, "", "access", "matrix", "--format", "html"); code != 2 {
		t.Errorf("a format that is none: exit %d", code)
	}
}
