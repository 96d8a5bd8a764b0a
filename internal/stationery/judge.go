package stationery

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/paperwork"
)

// Problem is one thing for which a document cannot be a template.
type Problem struct {
	paper.Fault

	Nearest string // the known field whose name is nearest, "" for none
}

// Problems are everything that is wrong with a document: the Err of the invalid-data of
// [Judge]. Take it with errors.As.
type Problems []Problem

func (p Problems) Error() string { return fmt.Sprintf("%d problems of a template", len(p)) }

// mostProblems is how many problems are told at once.
const mostProblems = 50

// Judge reads a document as a template, and returns the name that it is kept under.
// Refusals: missing-field without a file, empty-file, too-large,
// unsupported-media-type for anything but a Word document, unsafe-file,
// and invalid-data with [Problems] for one that cannot be filled: sections that do not
// close, fields that there are not.
func Judge(name string, docx []byte) (string, *paper.Template, error) {
	switch {
	case name == "":
		return "", nil, alur.RefuseField(alur.CodeMissingField, "file")
	case len(docx) > directory.MaxTemplate:
		return "", nil, alur.Refuse(alur.CodeTooLarge)
	}
	name = blob.CleanName(name)
	r := bytes.NewReader(docx)
	typ, err := blob.Inspect(r, r.Size(), name)
	if err != nil {
		return "", nil, err
	}
	if typ != blob.DOCX {
		return "", nil, alur.Refuse(alur.CodeUnsupportedMediaType)
	}
	t, _, err := paper.ReadDOCX(r, r.Size())
	if err != nil {
		return "", nil, unreadable(err, true)
	}
	if out := misused(t.Fields()); len(out) > 0 {
		return "", nil, refuse(out)
	}
	// What is kept is its text, and that must be read again whenever it is used: what is too
	// long, or means something else once its runs stand together, is refused now.
	if t, err = paper.ParseText(t.Source()); err != nil {
		return "", nil, unreadable(err, false)
	}
	if out := misused(t.Fields()); len(out) > 0 {
		return "", nil, refuse(out)
	}
	return name, t, nil
}

// unreadable is the refusal of what cannot be read as a template. placed says that the
// places of the faults are those of the document.
func unreadable(err error, placed bool) error {
	faults, ok := errors.AsType[paper.Faults](err)
	if !ok {
		return err
	}
	var out Problems
	for _, f := range faults[:min(len(faults), mostProblems)] {
		if !placed {
			f.Place = paper.Place{}
		}
		out = append(out, Problem{Fault: f})
	}
	return refuse(out)
}

func refuse(p Problems) error {
	return &alur.Error{Code: alur.CodeInvalidData, Field: "file", Err: p}
}

// misused are the fields of a template that there are not, and lists that stand where a
// text does.
func misused(used []paper.Field) Problems {
	var out Problems
	check(used, [][]paperwork.Field{paperwork.Fields()}, &out)
	return out
}

// check looks at the fields of one section. scopes are where names are looked for, from
// the last on.
func check(used []paper.Field, scopes [][]paperwork.Field, out *Problems) {
	for _, f := range used {
		if len(*out) >= mostProblems {
			return
		}
		known, ok := find(f.Name, scopes)
		switch {
		case !ok:
			*out = append(*out, Problem{paper.Fault{Code: paper.FaultUnknown, Field: f.Name, Place: f.Place}, nearest(f.Name, scopes)})
			continue
		case f.Printed && (known.Asks || len(known.Within) > 0):
			*out = append(*out, Problem{Fault: paper.Fault{Code: paper.FaultWrongKind, Field: f.Name, Place: f.Place}})
		}
		if len(f.Within) > 0 {
			check(f.Within, append(slices.Clone(scopes), known.Within), out)
		}
	}
}

func find(name string, scopes [][]paperwork.Field) (paperwork.Field, bool) {
	for _, fields := range slices.Backward(scopes) {
		for _, f := range fields {
			if f.Name == name {
				return f, true
			}
		}
	}
	return paperwork.Field{}, false
}

// nearest is the known name that takes the fewest changes of letters, when these are few.
func nearest(name string, scopes [][]paperwork.Field) string {
	best, at := "", max(2, len(name)/3)+1
	for _, fields := range slices.Backward(scopes) {
		for _, f := range fields {
			if n := distance(name, f.Name); n < at {
				best, at = f.Name, n
			}
		}
	}
	return best
}

// distance is how many letters have to be added, dropped or changed (Levenshtein). Names
// have 64 letters at most.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
