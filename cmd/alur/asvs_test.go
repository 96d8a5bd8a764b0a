package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// asvsLevels has a digit for each requirement of a section of ASVS 5.0.0, in order: the
// lowest level that has it.
var asvsLevels = map[string]string{
	"1.1": "22", "1.2": "1111122223", "1.3": "112222222223", "1.4": "222", "1.5": "123",
	"2.1": "122", "2.2": "112", "2.3": "12223", "2.4": "23",
	"3.1": "3", "3.2": "113", "3.3": "12223", "3.4": "11222233", "3.5": "11122333", "3.6": "3", "3.7": "22333",
	"4.1": "12233", "4.2": "23333", "4.3": "22", "4.4": "1222",
	"5.1": "2", "5.2": "112333", "5.3": "113", "5.4": "222",
	"6.1": "122", "6.2": "111111112222", "6.3": "11223333", "6.4": "112233", "6.5": "22222333", "6.6": "2223", "6.7": "33", "6.8": "2222",
	"7.1": "222", "7.2": "1111", "7.3": "22", "7.4": "11222", "7.5": "223", "7.6": "22",
	"8.1": "1233", "8.2": "1123", "8.3": "133", "8.4": "23",
	"9.1": "111", "9.2": "1222",
	"10.1": "22", "10.2": "223", "10.3": "22223", "10.4": "1111122222233333", "10.5": "22222", "10.6": "22", "10.7": "222",
	"11.1": "2233", "11.2": "22233", "11.3": "11233", "11.4": "1222", "11.5": "23", "11.6": "23", "11.7": "33",
	"12.1": "12233", "12.2": "11", "12.3": "22223",
	"13.1": "2333", "13.2": "222223", "13.3": "2233", "13.4": "1222233",
	"14.1": "22", "14.2": "12223333", "14.3": "122",
	"15.1": "12233", "15.2": "12233", "15.3": "1222222", "15.4": "3333",
	"16.1": "2", "16.2": "22222", "16.3": "2222", "16.4": "222", "16.5": "2223",
	"17.1": "23", "17.2": "22223333", "17.3": "22",
}

var (
	asvsRow     = regexp.MustCompile(`^\| (\d+\.\d+)\.(\d+) \| (\d) \| ([^|]+) \| (met|operator|not met|n/a) \| ([^|]+) \|$`)
	asvsTest    = regexp.MustCompile("`([a-z0-9/]+) ((?:Test|Fuzz)[A-Za-z0-9]+)`")
	asvsBrowser = regexp.MustCompile(`«([^»]+)»`)
	asvsSetting = regexp.MustCompile("`(ALUR_[A-Z_]+)`")
	asvsChapter = regexp.MustCompile(`\]\(([^)]+)\)`)
)

// TestASVS holds docs/asvs.md to the numbers of the standard, each requirement of levels 1
// and 2 once, and every proof that it names to the program: tests and settings that are
// there, chapters that have the heading.
func TestASVS(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/asvs.md")
	if err != nil {
		t.Fatal(err)
	}
	total, want := map[byte]int{}, map[string]byte{}
	for section, levels := range asvsLevels {
		for i := range len(levels) {
			total[levels[i]]++
			if levels[i] < '3' {
				want[section+"."+strconv.Itoa(i+1)] = levels[i]
			}
		}
	}
	if total['1'] != 70 || total['2'] != 183 || total['3'] != 92 {
		t.Fatalf("the standard has 70, 183 and 92 requirements, this table %v", total)
	}
	p := &proofs{T: t, tests: map[string]map[string]bool{}}
	states := map[string]int{}
	for line := range strings.Lines(string(page)) {
		line = strings.TrimSuffix(line, "\n")
		if len(line) < 3 || !strings.HasPrefix(line, "| ") || line[2] < '0' || line[2] > '9' {
			continue
		}
		m := asvsRow.FindStringSubmatch(line)
		if m == nil {
			t.Errorf("no row of the form: %s", line)
			continue
		}
		no := m[1] + "." + m[2]
		if want[no] == 0 || m[3] != string(want[no]) {
			t.Errorf("%s is no requirement of level %s, or stands twice", no, m[3])
		}
		delete(want, no)
		states[m[5]]++
		found := p.check(no, m[6])
		switch state := m[5]; {
		case (state == "met" || state == "operator") && found == 0:
			t.Errorf("%s is %s without a proof", no, state)
		case state == "not met" && len(m[6]) < 40, state == "n/a" && len(m[6]) < 7:
			t.Errorf("%s is %s, and not why", no, state)
		}
	}
	for no := range want {
		t.Errorf("%s is missing", no)
	}
	sum := fmt.Sprintf("Of 253 requirements %d are met, %d are left to the operator, %d are not met, and %d do not apply.", states["met"], states["operator"], states["not met"], states["n/a"])
	if !strings.Contains(string(page), sum) {
		t.Errorf("the page does not say: %s", sum)
	}
}

// proofs looks for what a page names.
type proofs struct {
	*testing.T
	tests map[string]map[string]bool // by package
}

// setting reports whether a source file of the program has a setting of the name.
func (p *proofs) setting(name string) bool {
	files, err := filepath.Glob("*.go")
	if err != nil {
		p.Fatal(err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			p.Fatal(err)
		}
		if !strings.HasSuffix(f, "_test.go") && strings.Contains(string(text), `setting:"`+name+`"`) {
			return true
		}
	}
	return false
}

// check looks for every proof in a cell and returns how many there are.
func (p *proofs) check(no, cell string) int {
	n := 0
	for _, m := range asvsTest.FindAllStringSubmatch(cell, -1) {
		n++
		if !p.of(m[1])[m[2]] {
			p.Errorf("%s: there is no %s in %s", no, m[2], m[1])
		}
	}
	for _, m := range asvsBrowser.FindAllStringSubmatch(cell, -1) {
		if p.titles()[m[1]] {
			n++
		} else if !p.spoken(m[1]) {
			p.Errorf("%s: no test of the browser and no page says %q", no, m[1])
		}
	}
	for _, m := range asvsSetting.FindAllStringSubmatch(cell, -1) {
		n++
		if !p.setting(m[1]) {
			p.Errorf("%s: there is no setting %s", no, m[1])
		}
	}
	for _, m := range asvsChapter.FindAllStringSubmatch(cell, -1) {
		n++
		file, anchor, _ := strings.Cut(m[1], "#")
		if file == "" {
			file = "asvs.md"
		}
		if !hasHeading(p.T, filepath.Join("../../docs", file), anchor) {
			p.Errorf("%s: %s has no such chapter", no, m[1])
		}
	}
	return n
}

// of lists the tests of a package.
func (p *proofs) of(pkg string) map[string]bool {
	if have := p.tests[pkg]; have != nil {
		return have
	}
	have := map[string]bool{}
	files, err := filepath.Glob(filepath.Join("../..", pkg, "*_test.go"))
	if err != nil {
		p.Fatal(err)
	}
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			p.Fatal(err)
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil {
				have[f.Name.Name] = true
			}
		}
	}
	p.tests[pkg] = have
	return have
}

var browserTest = regexp.MustCompile(`\btest\('([^']+)'`)

// titles lists the tests of the browser.
func (p *proofs) titles() map[string]bool {
	if have := p.tests["browser"]; have != nil {
		return have
	}
	have := map[string]bool{}
	files, err := filepath.Glob("../../browser/*.mjs")
	if err != nil {
		p.Fatal(err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			p.Fatal(err)
		}
		for _, m := range browserTest.FindAllStringSubmatch(string(text), -1) {
			have[m[1]] = true
		}
	}
	p.tests["browser"] = have
	return have
}

// spoken reports whether a template says the words: those of a button, which are no proof.
func (p *proofs) spoken(words string) bool {
	files, err := filepath.Glob("../../internal/web/page/templates/*.html")
	if err != nil {
		p.Fatal(err)
	}
	for _, name := range files {
		if text, err := os.ReadFile(name); err == nil && strings.Contains(string(text), words) {
			return true
		}
	}
	return false
}

// hasHeading reports whether a page is there and has a heading that the anchor names, ""
// being the page itself.
func hasHeading(t *testing.T, path, anchor string) bool {
	t.Helper()
	page, err := os.ReadFile(path)
	if err != nil || anchor == "" {
		return err == nil
	}
	for line := range strings.Lines(string(page)) {
		title, is := strings.CutPrefix(strings.TrimLeft(line, "#"), " ")
		if !strings.HasPrefix(line, "#") || !is {
			continue
		}
		slug := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-', r >= 'a' && r <= 'z', r >= '0' && r <= '9':
				return r
			}
			return -1
		}, strings.ToLower(strings.TrimSpace(title)))
		if slug == anchor {
			return true
		}
	}
	return false
}
