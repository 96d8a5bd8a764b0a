package flow

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Limits of a definition file. They are far above what a flow needs and keep the
// parser's recursion, which a goroutine cannot survive overflowing, bounded.
const (
	maxFileSize = 128 << 10
	maxNesting  = 200
)

// A node is one value of a YAML file with its position: the part of YAML that
// definitions use, which is text, lists and mappings.
type node struct {
	pos    Pos
	kind   nodeKind
	text   string
	items  []*node
	fields []field
}

type nodeKind string

const (
	nodeText  nodeKind = "teks"
	nodeList  nodeKind = "daftar"
	nodeMap   nodeKind = "kumpulan kunci"
	nodeEmpty nodeKind = "kosong"
	// nodeRefused is a value that has been reported and that nobody reads.
	nodeRefused nodeKind = "ditolak"
)

type field struct {
	key   Text
	value *node
}

// A syntaxFault is what is wrong with a file as YAML.
type syntaxFault struct {
	pos  Pos
	text string
}

// readTree reads a YAML file. It returns nil when the file as a whole cannot be
// read; faults inside it (an alias, a second document) are reported beside a tree.
func readTree(file string, src []byte) (tree *node, faults []syntaxFault) {
	fail := func(pos Pos, text string) (*node, []syntaxFault) {
		return nil, append(faults, syntaxFault{pos, text})
	}
	start := Pos{File: file, Line: 1, Column: 1}
	switch {
	case len(src) > maxFileSize:
		return fail(start, fmt.Sprintf("Berkas ini lebih besar daripada %d KB.", maxFileSize>>10))
	case !utf8.Valid(src):
		return fail(start, "Berkas ini bukan teks UTF-8.")
	}
	if pos, ok := tooDeep(file, src); ok {
		return fail(pos, "Susunan berkas terlalu dalam di sini.")
	}
	// The YAML library is fed by whoever edits the definitions; a panic of its own
	// is a fault of the file, not an end of the program.
	defer func() {
		if recover() != nil {
			tree, faults = fail(start, "Susunan berkas ini tidak dapat dibaca sebagai YAML.")
		}
	}()
	parsed, err := parser.ParseBytes(src, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		pos := start
		var e yaml.Error
		if errors.As(err, &e) && e.GetToken() != nil && e.GetToken().Position != nil {
			pos.Line, pos.Column = max(e.GetToken().Position.Line, 1), max(e.GetToken().Position.Column, 1)
		}
		return fail(pos, yamlSentence(err, lineAt(src, pos.Line)))
	}
	c := &converter{file: file}
	for _, doc := range parsed.Docs {
		switch {
		case doc.Body == nil:
		case tree != nil:
			c.fault(doc.Body, `Satu berkas memuat satu definisi saja; pemisah "---" kedua tidak diperbolehkan.`)
		default:
			tree = c.node(doc.Body)
		}
	}
	if tree == nil {
		return fail(start, "Berkas ini kosong.")
	}
	return tree, c.faults
}

// tooDeep finds nesting that would make the parser recurse without bound: many
// brackets open at once, or many list or key marks on one line.
func tooDeep(file string, src []byte) (Pos, bool) {
	open := 0
	for i, line := range strings.Split(string(src), "\n") {
		marks := 0
		for _, r := range line {
			switch r {
			case '[', '{':
				open++
			case ']', '}':
				open = max(open-1, 0)
			case '-', '?', ':', '&', '!', '*':
				marks++
			}
		}
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if open > maxNesting || marks > 4*maxNesting || indent > 2*maxNesting {
			return Pos{File: file, Line: i + 1, Column: 1}, true
		}
	}
	return Pos{}, false
}

func lineAt(src []byte, n int) string {
	lines := strings.Split(string(src), "\n")
	if n < 1 || n > len(lines) {
		return ""
	}
	return lines[n-1]
}

// yamlSentence says in plain words why a file is no YAML. The library's messages
// are English and for programmers.
func yamlSentence(err error, line string) string {
	message := err.Error()
	var e yaml.Error
	if errors.As(err, &e) {
		message = e.GetMessage()
	}
	has := func(parts ...string) bool {
		for _, p := range parts {
			if strings.Contains(message, p) {
				return true
			}
		}
		return false
	}
	switch {
	case strings.Contains(line, "\t"):
		return "Baris ini memuat tab. Gunakan spasi untuk menjorokkan baris."
	case has("value is not allowed in this context", "unexpected key name", "mapping value is not allowed", "unexpected scalar value", "non-map value"):
		return "Susunan baris ini tidak dapat dibaca: periksa jorokannya, dan beri tanda petik pada teks yang memuat titik dua."
	case has("sequence", "','", "']'", "'['"):
		return "Daftar ini tidak lengkap: periksa tanda koma, kurung siku, dan tanda hubung di awal baris."
	case has("flow map", "'}'", "'{'"):
		return "Kumpulan kunci ini tidak lengkap: periksa tanda koma dan kurung kurawal."
	case has("quot", "character"):
		return "Teks ini tidak lengkap: periksa tanda petiknya."
	case has("anchor", "alias", "tag", "directive", "merge"):
		return "Tanda ini tidak dipakai dalam bahasa alur."
	}
	return "Susunan berkas tidak dapat dibaca mulai dari sini: periksa jorokan, titik dua, dan tanda petik."
}

// converter turns the library's tree into ours and refuses what definitions do
// not use: references between values would make one line mean several places.
type converter struct {
	file   string
	faults []syntaxFault
}

func (c *converter) fault(n ast.Node, text string) {
	c.faults = append(c.faults, syntaxFault{c.pos(n), text})
}

func (c *converter) pos(n ast.Node) Pos {
	p := Pos{File: c.file, Line: 1, Column: 1}
	if n == nil || n.GetToken() == nil || n.GetToken().Position == nil {
		return p
	}
	at := n.GetToken().Position
	p.Line, p.Column = max(at.Line, 1), max(at.Column, 1)
	return p
}

func (c *converter) node(n ast.Node) *node {
	out := &node{pos: c.pos(n), kind: nodeText}
	switch n := n.(type) {
	case nil, *ast.NullNode:
		out.kind = nodeEmpty
	case *ast.StringNode:
		out.text = n.Value
	case *ast.LiteralNode:
		out.text = strings.TrimRight(n.Value.Value, "\n")
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		// Kept as written: "1.10" is a text, and "ya" needs no help from YAML.
		out.text = n.GetToken().Value
	case *ast.SequenceNode:
		out.kind = nodeList
		for _, v := range n.Values {
			out.items = append(out.items, c.node(v))
		}
	case *ast.MappingNode:
		out.kind = nodeMap
		for _, v := range n.Values {
			c.field(out, v)
		}
		if len(out.fields) > 0 && !n.IsFlowStyle {
			out.pos = out.fields[0].key.Pos
		}
	case *ast.MappingValueNode:
		out.kind = nodeMap
		c.field(out, n)
		if len(out.fields) > 0 {
			out.pos = out.fields[0].key.Pos
		}
	default:
		c.fault(n, "Jangkar (&), acuan (*), dan tanda (!) tidak dipakai dalam bahasa alur; tulis nilainya langsung.")
		out.kind = nodeRefused
	}
	return out
}

func (c *converter) field(out *node, v *ast.MappingValueNode) {
	key, ok := v.Key.(ast.ScalarNode)
	if !ok || v.Key.IsMergeKey() {
		c.fault(v.Key, "Kunci harus berupa satu kata.")
		return
	}
	out.fields = append(out.fields, field{Text{keyText(key), c.pos(v.Key)}, c.node(v.Value)})
}

func keyText(key ast.ScalarNode) string {
	if s, ok := key.(*ast.StringNode); ok {
		return s.Value
	}
	return key.GetToken().Value
}

// integer reads a whole number as people write it.
func (n *node) integer() (int64, bool) {
	v, err := strconv.ParseInt(n.text, 10, 64)
	return v, err == nil && n.kind == nodeText && v >= 0
}
