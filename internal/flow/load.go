package flow

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/alur-id/alur"
)

// Load parses, checks and compiles flow files and returns the registry of their
// plans, in the order of files. The error names every fault of every file at
// once; it is a [*DefinitionError] unless a file could not be read.
func Load(fsys fs.FS, files ...string) (*Registry, error) {
	report := CheckFiles(fsys, files...)
	if len(report.Unreadable) > 0 {
		return nil, fmt.Errorf("load flows: %w", report.Unreadable[0])
	}
	if !report.OK() {
		return nil, &DefinitionError{report}
	}
	return NewRegistry(report.Plans...), nil
}

// DefinitionError says that definitions are not sound.
type DefinitionError struct {
	Report *Report
}

// Error is every fault, each with its source line.
func (e *DefinitionError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "flow definitions: %d faults\n", len(e.Report.Diagnostics))
	_ = e.Report.Print(&b) // a strings.Builder takes every write
	return strings.TrimSuffix(b.String(), "\n")
}

// CheckFiles checks definition files of a file system and compiles those that
// are flows. A shared file is found beside the file that names it.
func CheckFiles(fsys fs.FS, files ...string) *Report {
	read := func(name string) ([]byte, error) { return fs.ReadFile(fsys, name) }
	return check(read, func(file, name string) string { return path.Join(path.Dir(file), name) }, files)
}

// The exit codes of [CheckCommand].
const (
	ExitSound      = 0
	ExitFaulty     = 1
	ExitUnreadable = 2
)

// CheckCommand is "alur flow check FILE…": it checks files of the machine, prints
// every fault to out, and returns the exit code: 0 all sound, 1 faults, 2 a file
// could not be read or nothing was named.
func CheckCommand(files []string, out io.Writer) int {
	if len(files) == 0 {
		fmt.Fprintln(out, "Sebutkan berkas alur yang akan diperiksa.")
		return ExitUnreadable
	}
	report := check(os.ReadFile, func(file, name string) string { return filepath.Join(filepath.Dir(file), name) }, files)
	if err := report.Print(out); err != nil {
		return ExitUnreadable
	}
	switch {
	case len(report.Unreadable) > 0:
		return ExitUnreadable
	case !report.OK():
		fmt.Fprintf(out, "%d kesalahan dalam %d berkas.\n", len(report.Diagnostics), len(files))
		return ExitFaulty
	}
	for _, p := range report.Plans {
		fmt.Fprintf(out, "%s versi %d: %d tahap, tidak ada kesalahan.\n", p.Flow, p.Version, p.Total())
	}
	if len(report.Plans) == 0 {
		fmt.Fprintln(out, "Tidak ada kesalahan.")
	}
	return ExitSound
}

// check reads, parses, compiles and proves. beside names a file in the folder of
// another.
func check(read func(string) ([]byte, error), beside func(file, name string) string, files []string) *Report {
	l := &library{
		read:   read,
		join:   beside,
		report: &Report{sources: map[string][]byte{}, known: map[findingKey]int{}},
		defs:   map[string]*Definition{},
	}
	var flows []*compiled
	for _, f := range files {
		d := l.open(f)
		if d == nil || d.Shared {
			continue
		}
		shared := l.shared(d)
		c := compile(d, shared)
		c.Sources = l.sources(d, shared)
		flows = append(flows, c)
		for _, fault := range c.faults {
			l.report.add(fault)
		}
		l.report.Plans = append(l.report.Plans, c.Plan)
	}
	l.twice(flows)
	for _, c := range flows {
		p := &proof{compiled: c, others: flows, beside: l.beside(c)}
		p.run()
		for _, fault := range p.found {
			l.report.add(fault)
		}
	}
	l.report.sort()
	return l.report
}

// library reads each file once.
type library struct {
	read   func(string) ([]byte, error)
	join   func(file, name string) string
	report *Report
	defs   map[string]*Definition
}

// open reads and parses a file; nil when that is impossible, which it reports.
func (l *library) open(file string) *Definition {
	if d, ok := l.defs[file]; ok {
		return d
	}
	l.defs[file] = nil
	src, err := l.read(file)
	if err != nil {
		l.report.Unreadable = append(l.report.Unreadable, fmt.Errorf("read definition: %w", err))
		return nil
	}
	l.report.order = append(l.report.order, file)
	l.report.sources[file] = src
	d, found := Parse(file, src)
	for _, f := range found {
		l.report.add(f)
	}
	l.defs[file] = d
	return d
}

// sources are the bytes that definitions were read from.
func (l *library) sources(of ...*Definition) (out []Source) {
	for _, d := range of {
		if d != nil {
			out = append(out, Source{Name: path.Base(filepath.ToSlash(d.File)), Text: l.report.sources[d.File]})
		}
	}
	return out
}

// shared opens the file that a flow uses, beside it.
func (l *library) shared(d *Definition) *Definition {
	if d.Uses.Value == "" {
		return nil
	}
	fail := func(format string, args ...any) *Definition {
		l.report.add(diagnose(d, d.Uses.Pos, checkTemplate, format, args...))
		return nil
	}
	if filepath.Base(d.Uses.Value) != d.Uses.Value || d.Uses.Value == ".." || d.Uses.Value == "." {
		return fail(`Berkas bersama disebut dengan namanya saja dan berada di samping berkas ini, misalnya "bersama.yaml".`)
	}
	name := l.join(d.File, d.Uses.Value)
	if _, known := l.defs[name]; !known {
		if _, err := l.read(name); err != nil {
			return fail(`Berkas bersama "%s" tidak dapat dibaca.`, d.Uses.Value)
		}
	}
	shared := l.open(name)
	if shared != nil && !shared.Shared {
		return fail(`Berkas "%s" bukan berkas bersama; berkas bersama dimulai dengan kunci "bersama".`, d.Uses.Value)
	}
	return shared
}

// beside returns a function that compiles another flow's file beside a flow's, for
// references to it. It returns nil when there is no such file; that file's own
// faults are not reported here.
func (l *library) beside(c *compiled) func(alur.FlowID) *compiled {
	return func(id alur.FlowID) *compiled {
		if !isID(string(id)) {
			return nil
		}
		name := l.join(c.def.File, string(id)+filepath.Ext(c.def.File))
		src, err := l.read(name)
		if err != nil {
			return nil
		}
		d, _ := Parse(name, src)
		if d == nil || d.Shared || d.Flow.Value != string(id) {
			return nil
		}
		var shared *Definition
		if d.Uses.Value != "" && filepath.Base(d.Uses.Value) == d.Uses.Value {
			at := l.join(name, d.Uses.Value)
			if src, err := l.read(at); err == nil {
				shared, _ = Parse(at, src)
			}
		}
		return compile(d, shared)
	}
}

// twice reports a flow that two files define in the same version.
func (l *library) twice(flows []*compiled) {
	for i, c := range flows {
		if slices.ContainsFunc(flows[:i], func(o *compiled) bool { return o.Flow == c.Flow && o.Version == c.Version }) {
			l.report.add(diagnose(c.def, c.at(c.Plan, "version"), checkID,
				`Alur "%s" versi %d sudah didefinisikan dalam berkas lain; alur yang diubah mendapat nomor versi baru.`, c.Flow, c.Version))
		}
	}
}

// diagnose makes a fault of a flow; one in a shared file names the flow.
func diagnose(d *Definition, pos Pos, check, format string, args ...any) Diagnostic {
	out := Diagnostic{Pos: pos, Check: check, Text: fmt.Sprintf(format, args...)}
	if pos.File != d.File && d.Flow.Value != "" {
		out.Flows = []alur.FlowID{alur.FlowID(d.Flow.Value)}
	}
	return out
}
