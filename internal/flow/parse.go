package flow

import (
	"fmt"
	"slices"
	"strings"
)

// The checks of the language itself: what [Parse] finds before anything is
// proved. Each has its entry in [Checks] like the proofs.
const (
	checkYAML    = "yaml"    // the file is no YAML that the language uses
	checkKey     = "key"     // a key is unknown, doubled, or not for this place
	checkMissing = "missing" // a key that must be there is not
	checkValue   = "value"   // a value has the wrong form
	checkWord    = "word"    // a word of the language is misspelt
)

// Parse reads one definition file. It returns everything that could be read
// beside every fault; the definition is nil only when the file is no YAML.
// It never panics, whatever src is.
func Parse(name string, src []byte) (*Definition, []Diagnostic) {
	r := &reader{}
	tree, faults := readTree(name, src)
	for _, f := range faults {
		r.report(f.pos, checkYAML, "%s", f.text)
	}
	if tree == nil {
		return nil, r.found
	}
	d := &Definition{File: name, Pos: tree.pos}
	if tree.kind != nodeMap {
		r.report(tree.pos, checkValue, `Berkas alur dimulai dengan kunci, misalnya "alur: swakelola".`)
		return d, r.found
	}
	if d.Shared = tree.has("bersama"); d.Shared {
		r.sharedFile(d, tree)
	} else {
		r.flowFile(d, tree)
	}
	return d, r.found
}

func (n *node) has(key string) bool {
	return slices.ContainsFunc(n.fields, func(f field) bool { return f.key.Value == key })
}

// reader turns trees into definitions and collects what is wrong with them.
type reader struct {
	found  []Diagnostic
	nested int // faults of found that stand in an item or action of a stage
}

func (r *reader) report(pos Pos, check, format string, args ...any) {
	r.found = append(r.found, Diagnostic{Pos: pos, Check: check, Text: fmt.Sprintf(format, args...)})
}

// A key of a mapping: its name, whether it must be there, and what reads it.
type key struct {
	name string
	need bool
	read func(*node)
}

// mapping reads the keys of a mapping, in the order of the file. what names the
// thing for sentences ("tahap").
func (r *reader) mapping(n *node, what string, keys []key) bool {
	if n.kind != nodeMap {
		r.expect(n, what+" dengan kunci-kuncinya")
		return false
	}
	seen := map[string]bool{}
	for _, f := range n.fields {
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == f.key.Value })
		switch {
		case i < 0:
			names := make([]string, len(keys))
			for j, k := range keys {
				names[j] = k.name
			}
			r.report(f.key.Pos, checkKey, `Kunci "%s" tidak dikenal pada %s.%s`, f.key.Value, what, hint(f.key.Value, names))
		case seen[f.key.Value]:
			r.report(f.key.Pos, checkKey, `Kunci "%s" ditulis dua kali pada %s ini.`, f.key.Value, what)
		case f.value.kind == nodeEmpty:
			r.report(f.key.Pos, checkValue, `Kunci "%s" belum diisi.`, f.key.Value)
		case f.value.kind == nodeRefused:
		default:
			keys[i].read(f.value)
		}
		seen[f.key.Value] = true
	}
	for _, k := range keys {
		if k.need && !seen[k.name] {
			r.report(n.pos, checkMissing, `Kunci "%s" tidak ada pada %s ini.`, k.name, what)
		}
	}
	return true
}

// expect says what a value should be, unless it has been reported already.
func (r *reader) expect(n *node, what string) {
	if n.kind != nodeRefused {
		r.report(n.pos, checkValue, "Di sini diharapkan %s, bukan %s.", what, n.kind)
	}
}

// faulty runs a reader and reports whether it found faults, or met a value that
// was refused before.
func (r *reader) faulty(n *node, read func()) bool {
	before, nested := len(r.found), r.nested
	read()
	r.nested = nested + len(r.found) - before // an action's inputs count with it
	return len(r.found) > before || n.refused()
}

// faultyAlone is faulty without what its items and actions have themselves.
func (r *reader) faultyAlone(n *node, read func()) bool {
	before, nested := len(r.found), r.nested
	read()
	own := len(r.found) - before - (r.nested - nested)
	return own > 0 || slices.ContainsFunc(n.fields, func(f field) bool {
		return f.value.kind == nodeRefused || f.key.Value != "butir" && f.key.Value != "tindakan" && f.value.refused()
	})
}

func (n *node) refused() bool {
	return n.kind == nodeRefused || slices.ContainsFunc(n.items, (*node).refused) ||
		slices.ContainsFunc(n.fields, func(f field) bool { return f.value.refused() })
}

// Readers of single values: each returns a function for a key.

func (r *reader) text(to *Text) func(*node) {
	return func(n *node) {
		if n.kind != nodeText {
			r.expect(n, "teks")
			return
		}
		v := strings.TrimSpace(n.text)
		if v == "" {
			r.report(n.pos, checkValue, "Teks ini kosong.")
		}
		*to = Text{v, n.pos}
	}
}

func (r *reader) flag(to *Flag) func(*node) {
	return func(n *node) {
		switch {
		case n.kind == nodeText && n.text == "ya":
			*to = Flag{true, n.pos}
		case n.kind == nodeText && n.text == "tidak":
			*to = Flag{false, n.pos}
		default:
			r.report(n.pos, checkValue, `Di sini hanya "ya" atau "tidak" yang diperbolehkan.`)
		}
	}
}

func (r *reader) number(to *Number) func(*node) {
	return func(n *node) {
		v, ok := n.integer()
		if !ok {
			r.report(n.pos, checkValue, "Di sini diharapkan bilangan bulat.")
			return
		}
		*to = Number{v, true, n.pos}
	}
}

// texts reads a list of texts; one text alone is a list of one.
func (r *reader) texts(to *[]Text) func(*node) {
	return func(n *node) {
		items := []*node{n}
		if n.kind == nodeList {
			items = n.items
		}
		if len(items) == 0 {
			r.report(n.pos, checkValue, "Daftar ini kosong.")
		}
		for _, item := range items {
			var t Text
			if r.text(&t)(item); t.Value != "" {
				*to = append(*to, t)
			}
		}
	}
}

// each reads a list of things.
func (r *reader) each(read func(*node)) func(*node) {
	return func(n *node) {
		if n.kind != nodeList {
			r.expect(n, "daftar yang setiap entrinya diawali tanda hubung")
			return
		}
		if len(n.items) == 0 {
			r.report(n.pos, checkValue, "Daftar ini kosong.")
		}
		for _, item := range n.items {
			read(item)
		}
	}
}

// word checks that a text is one of the language's words.
func (r *reader) word(t Text, list []string, what string) {
	if t.Value != "" && !slices.Contains(list, t.Value) {
		r.report(t.Pos, checkWord, `"%s" bukan %s.%s`, t.Value, what, hint(t.Value, list))
	}
}

func (r *reader) flowFile(d *Definition, n *node) {
	r.mapping(n, "alur", []key{
		{"alur", true, r.text(&d.Flow)},
		{"versi", true, r.number(&d.Version)},
		{"judul", true, r.text(&d.Title)},
		{"bagian", true, r.text(&d.Part)},
		{"ringkasan", true, r.text(&d.Summary)},
		{"pakai", false, r.text(&d.Uses)},
		{"jalur-lain", false, r.text(&d.Other)},
		{"pihak", false, r.each(func(n *node) { d.Parties = append(d.Parties, r.party(n)) })},
		{"peran", false, func(n *node) { d.Roles = r.roles(n) }},
		{"fase", true, r.each(func(n *node) { d.Phases = append(d.Phases, r.phase(n)) })},
		{"tindakan-umum", false, r.each(func(n *node) { d.General = append(d.General, r.general(n, false)) })},
	})
}

func (r *reader) sharedFile(d *Definition, n *node) {
	r.mapping(n, "berkas bersama", []key{
		{"bersama", true, r.text(&d.Title)},
		{"pihak", false, r.each(func(n *node) { d.Parties = append(d.Parties, r.party(n)) })},
		{"tahap", false, r.each(func(n *node) { d.Stages = append(d.Stages, r.stage(n, true)) })},
		{"tindakan-umum", false, r.each(func(n *node) { d.General = append(d.General, r.general(n, true)) })},
	})
}

func (r *reader) party(n *node) *PartyDef {
	p := &PartyDef{Pos: n.pos}
	p.Faulty = r.faulty(n, func() {
		r.mapping(n, "pihak", []key{
			{"id", true, r.text(&p.ID)},
			{"nama", true, r.text(&p.Name)},
			{"sumber", true, r.text(&p.Source)},
			{"disebut-dalam", false, r.text(&p.Named)},
		})
		r.word(p.Source, sourceWords.list(), "sumber pihak")
	})
	return p
}

func (r *reader) roles(n *node) []*RoleDef {
	if n.kind != nodeMap {
		r.report(n.pos, checkValue, `Di sini diharapkan peran dan pihaknya, misalnya "pembuat: tim-pengembang".`)
		return nil
	}
	var out []*RoleDef
	seen := map[string]bool{}
	for _, f := range n.fields {
		if seen[f.key.Value] {
			r.report(f.key.Pos, checkKey, `Peran "%s" ditulis dua kali.`, f.key.Value)
			continue
		}
		seen[f.key.Value] = true
		role := &RoleDef{ID: f.key, Single: f.value.kind == nodeText}
		r.texts(&role.Parties)(f.value)
		out = append(out, role)
	}
	return out
}

func (r *reader) phase(n *node) *PhaseDef {
	p := &PhaseDef{Pos: n.pos}
	r.mapping(n, "fase", []key{
		{"judul", true, r.text(&p.Title)},
		{"tahap", true, r.each(func(n *node) { p.Stages = append(p.Stages, r.stage(n, false)) })},
	})
	return p
}
