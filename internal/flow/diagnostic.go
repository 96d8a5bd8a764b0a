package flow

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alur-id/alur"
)

// Diagnostic is one fault of a definition: where, which check found it, and a
// sentence for the people who keep the flows.
type Diagnostic struct {
	Pos   Pos
	Check string // the id of the check, see [Checks]
	Text  string
	// Flows are the flows that the fault is in when it stands in a shared file.
	Flows []alur.FlowID
}

// Report is what checking definitions found.
type Report struct {
	// Diagnostics are all faults, by file in the order checked, line and column.
	Diagnostics []Diagnostic
	// Plans are the compiled flows, one for each flow file that could be read as one.
	// They are sound only when there is no diagnostic.
	Plans []*Plan
	// Unreadable are files that could not be read at all.
	Unreadable []error

	order   []string // files, in the order in which they were first met
	sources map[string][]byte
	known   map[findingKey]int // places in Diagnostics
}

// OK reports that every file was read and nothing was found.
func (r *Report) OK() bool { return len(r.Diagnostics) == 0 && len(r.Unreadable) == 0 }

// add records a fault; the same fault of a shared file, met through several
// flows, is one.
func (r *Report) add(d Diagnostic) {
	key := findingKey{d.Pos, d.Check, d.Text}
	i, ok := r.known[key]
	if !ok {
		r.known[key] = len(r.Diagnostics)
		r.Diagnostics = append(r.Diagnostics, d)
		return
	}
	old := &r.Diagnostics[i]
	for _, f := range d.Flows {
		if !slices.Contains(old.Flows, f) {
			old.Flows = append(old.Flows, f)
		}
	}
}

// findingKey is what makes two diagnostics one.
type findingKey struct {
	pos         Pos
	check, text string
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Diagnostics, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(slices.Index(r.order, a.Pos.File), slices.Index(r.order, b.Pos.File)),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.Text, b.Text),
		)
	})
}

// Print writes every fault as "file:line:column: sentence [check]", followed by
// the source line and a caret under the place.
func (r *Report) Print(w io.Writer) error {
	var b strings.Builder
	lines := map[string][]string{}
	for file, src := range r.sources {
		lines[file] = strings.Split(string(src), "\n")
	}
	for _, err := range r.Unreadable {
		fmt.Fprintf(&b, "%v\n", err)
	}
	for _, d := range r.Diagnostics {
		fmt.Fprintf(&b, "%s: %s", d.Pos, d.Text)
		if len(d.Flows) > 0 {
			names := make([]string, len(d.Flows))
			for i, f := range d.Flows {
				names[i] = string(f)
			}
			fmt.Fprintf(&b, " (alur %s)", strings.Join(names, ", "))
		}
		fmt.Fprintf(&b, " [%s]\n", d.Check)
		b.WriteString(excerpt(lines[d.Pos.File], d.Pos))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// maxExcerpt is how much of a source line is shown, in characters.
const maxExcerpt = 160

// excerpt is the source line of a position and a line with a caret under it. Of
// a very long line it shows what is around the caret.
func excerpt(lines []string, pos Pos) string {
	if pos.Line < 1 || pos.Line > len(lines) || pos.Column < 1 {
		return ""
	}
	line := []rune(strings.ToValidUTF8(strings.TrimRight(lines[pos.Line-1], "\r"), "\uFFFD"))
	at := min(pos.Column-1, len(line))
	if at > maxExcerpt*3/4 {
		cut := at - maxExcerpt/2
		line, at = append([]rune("…"), line[cut:]...), at-cut+1
	}
	if len(line) > maxExcerpt {
		line = append(slices.Clone(line[:maxExcerpt]), '…')
	}
	var caret strings.Builder
	for _, r := range line[:at] {
		if r != '\t' { // a tab keeps the caret aligned whatever its width
			r = ' '
		}
		caret.WriteRune(r)
	}
	margin := fmt.Sprintf("%5d | ", pos.Line)
	return fmt.Sprintf("%s%s\n%s| %s^\n", margin, string(line), strings.Repeat(" ", len(margin)-2), caret.String())
}

// joined lists texts for a sentence: a, b dan c.
func joined(list []string, and string) string {
	switch len(list) {
	case 0:
		return ""
	case 1:
		return list[0]
	case 2:
		return list[0] + " " + and + " " + list[1]
	}
	return strings.Join(list[:len(list)-1], ", ") + ", " + and + " " + list[len(list)-1]
}

// nearest returns the candidate that a misspelt word most likely means, or "".
func nearest(word string, candidates []string) string {
	best, bestDistance := "", 3
	if len(word) < 4 {
		bestDistance = 2
	}
	if len(word) > 64 {
		return "" // nobody misspells that far; keeps the cost bounded
	}
	for _, c := range candidates {
		if d := distance(word, c); d < bestDistance {
			best, bestDistance = c, d
		}
	}
	return best
}

// hint is a sentence that proposes the nearest candidate, or lists them all when
// there are few.
func hint(word string, candidates []string) string {
	if n := nearest(word, candidates); n != "" {
		return fmt.Sprintf(` Mungkin maksud Anda "%s"?`, n)
	}
	if len(candidates) == 0 || len(candidates) > 20 {
		return ""
	}
	return " Yang dikenal: " + strings.Join(candidates, ", ") + "."
}

// distance is the Levenshtein distance of two texts.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
