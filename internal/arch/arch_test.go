package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/alur-id/alur"

// may says which of our own packages each package may import, tests aside.
// Imports run down only; a new room gets a line here, and with it a place.
var may = map[string][]string{
	".":                   {}, // the domain: standard library only
	"flows":               {},
	"docs":                {}, // the program that checks a history, as a file
	"docs/panduan":        {}, // the guides for users, as files
	"internal/canon":      {},
	"internal/text":       {"."},
	"internal/flow":       {".", "internal/canon"},
	"internal/evidence":   {".", "internal/canon"},
	"internal/store":      {"."},
	"internal/calendar":   {"."},                  // working time: pure
	"internal/ics":        {"."},                  // meetings for calendars: pure
	"internal/forecast":   {"."},                  // when it will be done: pure
	"internal/compliance": {".", "internal/flow"}, // the clauses of the guide against a history: pure
	"internal/disk":       {"."},
	"internal/blob":       {".", "internal/disk", "internal/outbound"},
	"internal/clamd":      {}, // what a virus scanner is asked
	"internal/photo":      {".", "internal/disk"},
	"internal/sheet":      {".", "internal/blob"}, // lists that people keep in spreadsheets
	"internal/paper":      {".", "internal/text"}, // letters as PDF and DOCX: pure
	"internal/preview":    {".", "internal/photo"},
	"internal/pades":      {}, // signatures in PDFs: pure
	"internal/esign":      {"internal/pades"},
	"internal/upload":     {".", "internal/disk"},

	"internal/outbound":  {},
	"internal/mail":      {"."},
	"internal/oidc":      {"."},
	"internal/notice":    {".", "internal/flow", "internal/text"}, // who is told of what: pure
	"internal/jobs":      {".", "internal/store"},
	"internal/directory": {".", "internal/store", "internal/canon", "internal/sheet", "internal/calendar"},
	"internal/casework":  {".", "internal/notice", "internal/store", "internal/blob", "internal/clamd", "internal/flow", "internal/evidence", "internal/canon", "internal/calendar", "internal/compliance", "internal/forecast", "internal/pades"},

	"internal/post":      {".", "internal/calendar", "internal/casework", "internal/directory", "internal/ics", "internal/jobs", "internal/mail", "internal/store", "internal/text"}, // letters about requests
	"internal/paperwork": {".", "internal/casework", "internal/directory", "internal/flow", "internal/paper", "internal/text"},                                                       // papers out of the record
	"internal/dossier":   {".", "docs", "internal/casework", "internal/flow", "internal/evidence", "internal/text"},                                                                  // evidence as one file

	"internal/stationery": {".", "internal/blob", "internal/directory", "internal/paper", "internal/paperwork", "internal/text"}, // templates of papers that officials change

	"internal/api":          {".", "internal/notice", "internal/casework", "internal/dossier", "internal/directory", "internal/flow", "internal/evidence", "internal/canon", "internal/text", "internal/pades", "internal/paperwork", "internal/compliance", "internal/stationery"},
	"internal/web/page":     {".", "internal/flow", "internal/text"},
	"internal/web/form":     {".", "internal/casework", "internal/flow", "internal/canon", "internal/preview", "internal/text", "internal/web/page", "internal/pades"},
	"internal/web":          {".", "docs/panduan", "internal/calendar", "internal/casework", "internal/compliance", "internal/dossier", "internal/directory", "internal/ics", "internal/mail", "internal/notice", "internal/oidc", "internal/flow", "internal/canon", "internal/paper", "internal/paperwork", "internal/photo", "internal/preview", "internal/stationery", "internal/text", "internal/upload", "internal/web/form", "internal/web/page", "internal/pades", "internal/esign"},
	"internal/web/pagetest": {}, // what every page must be, for tests of pages
	"internal/gallery":      {".", "internal/notice", "internal/casework", "internal/flow", "internal/text", "internal/web/form", "internal/web/page", "internal/pades"},
	"internal/demo":         {".", "internal/casework", "internal/directory", "internal/flow", "internal/store", "internal/blob", "internal/paperwork"},

	"cmd/alur": {".", "flows", "internal/evidence", "internal/jobs", "internal/post", "internal/clamd", "internal/mail", "internal/oidc", "internal/outbound", "internal/api", "internal/web", "internal/web/page", "internal/gallery", "internal/demo", "internal/casework", "internal/directory", "internal/store", "internal/disk", "internal/blob", "internal/photo", "internal/preview", "internal/upload", "internal/flow", "internal/text", "internal/esign", "internal/pades", "internal/paperwork", "internal/paper", "internal/stationery"},

	// The workshop: nothing of the product imports these.
	"internal/arch":                {},
	"internal/acceptance":          {},
	"internal/clocktest":           {},
	"internal/racetest":            {},
	"internal/tooltest":            {},
	"internal/bench":               {".", "flows", "internal/casework", "internal/directory", "internal/store", "internal/store/storetest", "internal/blob", "internal/flow", "internal/evidence", "internal/canon", "internal/demo"},
	"internal/store/storetest":     {".", "internal/store"},
	"internal/preview/previewtest": {},
	"internal/blob/blobtest":       {".", "internal/blob"},
	"internal/clamd/clamdtest":     {},
	"internal/pades/padestest":     {},
	"internal/esign/esigntest":     {"internal/pades/padestest"},
	"internal/flow/flowtest":       {".", "internal/flow"},
}

// only says which packages may import what belongs to one room.
var only = []struct {
	what  string // an import path or a prefix of one, with "/…"
	rooms []string
	why   string
}{
	{"database/sql", []string{"internal/store", "internal/store/storetest"}, "SQL stands in the store"},
	{"modernc.org/…", []string{"internal/store"}, "SQLite is the store's secret"},
	{"github.com/jackc/…", []string{"internal/store", "internal/store/storetest"}, "PostgreSQL is the store's secret"},
	{"github.com/pressly/…", []string{"internal/store"}, "migrations are the store's"},
	{"github.com/danielgtaylor/…", []string{"internal/api"}, "pages do not go through the API's router"},
	{"html/template", []string{"internal/web", "internal/web/page", "internal/mail", "internal/dossier"}, "HTML is made by pages, letters and evidence"},
	{"net/http", []string{"internal/web", "internal/web/page", "internal/gallery", "internal/api", "internal/upload", "internal/oidc", "internal/outbound", "cmd/alur", "internal/esign", "internal/esign/esigntest"}, "use cases know no HTTP"},
	{"github.com/tus/…", []string{"internal/upload"}, "how files come in pieces is that room's secret"},
	{"golang.org/x/exp/…", []string{"internal/upload"}, "tusd asks for its log in these terms"},
	{"github.com/alecthomas/…", []string{"cmd/alur"}, "flags are read in one place"},
	{"github.com/goccy/…", []string{"internal/flow"}, "YAML is how definitions are written, nothing else"},
	{"github.com/klippa-app/…", []string{"internal/preview"}, "documents are read by a child, and by nobody else"},
	{"github.com/smallstep/…", []string{"internal/pades"}, "signatures in documents are read in one place"},
	{"github.com/tetratelabs/…", []string{"internal/preview"}, "documents are read by a child, and by nobody else"},
	{"github.com/minio/…", []string{"internal/blob"}, "where documents are kept is that room's secret"},
	{"os/exec", []string{"internal/preview", "internal/preview/previewtest", "internal/blob/blobtest", "internal/tooltest", "internal/store/storetest"}, "the product starts no other program, and itself only to draw a page"},
	{"golang.org/x/mod/…", []string{"internal/evidence", "internal/casework", "internal/dossier", "internal/api", "cmd/alur"}, "the tree of all events"},
	{"encoding/gob", nil, "nothing is stored in a format that only Go reads"},
	{"unsafe", nil, "there is no reason"},
	{"math/rand", nil, "ids and secrets come from crypto/rand"},
	{"math/rand/v2", []string{"internal/store/storetest", "internal/forecast"}, "ids and secrets come from crypto/rand"},
}

// modules is how many direct modules the product may stand on (stack.md).
const modules = 25

// pkg is what go list says of a package.
type pkg struct {
	ImportPath   string
	Dir          string
	GoFiles      []string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func (p pkg) room() string {
	if p.ImportPath == module {
		return "."
	}
	return strings.TrimPrefix(p.ImportPath, module+"/")
}

func packages(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Dir,GoFiles,Imports,TestImports,XTestImports", "./...")
	cmd.Dir = "../.."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

func ours(path string) (room string, is bool) {
	if path == module {
		return ".", true
	}
	return strings.CutPrefix(path, module+"/")
}

func matches(pattern, path string) bool {
	if prefix, ok := strings.CutSuffix(pattern, "…"); ok {
		return strings.HasPrefix(path, prefix)
	}
	return pattern == path
}

// check returns every broken rule of a package.
func check(p pkg) []string {
	var broken []string
	allowed, known := may[p.room()]
	if !known && !onlyTests(p) {
		broken = append(broken, fmt.Sprintf("%s has no line in the table of rooms", p.room()))
	}
	for _, imp := range p.Imports {
		if room, is := ours(imp); is {
			if known && !slices.Contains(allowed, room) {
				broken = append(broken, fmt.Sprintf("%s imports %s", p.room(), room))
			}
			continue
		}
		if p.room() == "." && strings.Contains(strings.Split(imp, "/")[0], ".") {
			broken = append(broken, fmt.Sprintf("the domain imports %s", imp))
		}
		for _, o := range only {
			if matches(o.what, imp) && !slices.Contains(o.rooms, p.room()) {
				broken = append(broken, fmt.Sprintf("%s imports %s: %s", p.room(), imp, o.why))
			}
		}
	}
	return broken
}

// onlyTests reports whether a folder holds nothing but tests.
func onlyTests(p pkg) bool { return len(p.GoFiles) == 0 }

// TestImports holds every package to its place.
func TestImports(t *testing.T) {
	t.Parallel()
	all := packages(t)
	for _, p := range all {
		for _, rule := range check(p) {
			t.Error(rule)
		}
	}
	for room := range may {
		if !slices.ContainsFunc(all, func(p pkg) bool { return p.room() == room }) {
			t.Errorf("the table of rooms has %s, the house does not", room)
		}
	}
}

// TestRulesBite proves that the rules can be broken.
func TestRulesBite(t *testing.T) {
	t.Parallel()
	for _, p := range []pkg{
		{ImportPath: module, Imports: []string{"golang.org/x/text"}},
		{ImportPath: module + "/internal/web", Imports: []string{module + "/internal/api"}},
		{ImportPath: module + "/internal/web", Imports: []string{module + "/internal/store"}},
		{ImportPath: module + "/internal/flow", Imports: []string{module + "/internal/casework"}},
		{ImportPath: module + "/internal/casework", Imports: []string{"net/http"}},
		{ImportPath: module + "/internal/casework", Imports: []string{"github.com/jackc/pgx/v5"}},
		{ImportPath: module + "/internal/util", GoFiles: []string{"util.go"}},
	} {
		if len(check(p)) != 1 {
			t.Errorf("%s may import %v: %v", p.room(), p.Imports, check(p))
		}
	}
}

// TestClock keeps the time an argument: only the domain's SystemClock and the
// wiring ask the machine, so that every rule about time can be tested. Deadlines
// of connections are the kernel's, which has no other clock.
func TestClock(t *testing.T) {
	t.Parallel()
	for _, p := range packages(t) {
		switch p.room() {
		case ".", "cmd/alur", "internal/store/storetest":
			continue
		}
		for _, name := range p.GoFiles {
			path := filepath.Join(p.Dir, name)
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					if f, ok := call.Fun.(*ast.SelectorExpr); ok && strings.HasPrefix(f.Sel.Name, "Set") && strings.HasSuffix(f.Sel.Name, "Deadline") {
						return false
					}
				}
				sel, ok := n.(*ast.SelectorExpr)
				if !ok {
					return true
				}
				if x, ok := sel.X.(*ast.Ident); ok && x.Name == "time" && sel.Sel.Name == "Now" {
					t.Errorf("%s/%s asks the machine for the time", p.room(), name)
				}
				return true
			})
		}
	}
}

// TestDirectModules counts what the product stands on.
func TestDirectModules(t *testing.T) {
	t.Parallel()
	direct := map[string]bool{}
	for _, p := range packages(t) {
		switch p.room() {
		case "internal/store/storetest":
			continue
		}
		for _, imp := range p.Imports {
			first, _, _ := strings.Cut(imp, "/")
			if _, is := ours(imp); is || !strings.Contains(first, ".") {
				continue
			}
			if m := moduleOf(imp); !strings.HasPrefix(m, "golang.org/x/") { // those are the Go project's own
				direct[m] = true
			}
		}
	}
	if len(direct) > modules {
		t.Errorf("%d direct modules, want at most %d: %v", len(direct), modules, direct)
	}
}

// moduleOf cuts an import path to its module, near enough for counting.
func moduleOf(path string) string {
	parts := strings.Split(path, "/")
	n := 3
	if parts[0] == "modernc.org" || parts[0] == "pgregory.net" {
		n = 2
	}
	return strings.Join(parts[:min(n, len(parts))], "/")
}

// TestNothingForeign keeps what others made, and what was built, out of the repository.
func TestNothingForeign(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("git", "-C", "../..", "ls-files").Output()
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal(err)
		}
		t.Skip("no git here")
	}
	for name := range strings.FieldsSeq(string(out)) {
		for _, bad := range []string{"vendor/", "node_modules/", "dist/"} {
			if strings.HasPrefix(name, bad) || strings.Contains(name, "/"+bad) {
				t.Errorf("%s does not belong here", name)
			}
		}
		for _, ext := range []string{".exe", ".so", ".db", ".sqlite"} {
			if strings.HasSuffix(name, ext) {
				t.Errorf("%s does not belong here", name)
			}
		}
	}
}
