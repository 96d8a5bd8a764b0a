package directory

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/sheet"
	"github.com/alur-id/alur/internal/store"
)

// maxImport bounds a file of agencies, in bytes.
const maxImport = sheet.MaxBytes

// ImportReport says what an import did, or what was wrong with the file.
type ImportReport struct {
	Added, Changed, Same int
	// Faults is everything that is wrong, in order of lines; with any, nothing was
	// imported.
	Faults []ImportFault
}

// ImportFault is one thing that is wrong with a file.
type ImportFault struct {
	Line  int    // from 1
	Field string // the column, or "" when it is about the line
	// Reason is one of "not-csv", "not-utf8", "too-large", "empty", "unsafe", "unknown-column",
	// "missing-column", "column-twice", "columns" (too many or too few fields),
	// "required", "too-long", "bad-characters", "unknown" (kind, active), "twice" (id or name
	// stands in the file before), "second-ict".
	Reason string
}

// neededColumns are what a file must have.
var neededColumns = []string{"name", "short_name", "kind"}

// refuseImport is invalid-data with a blocker "line 3: kind" for each fault.
func refuseImport(wrong []ImportFault) error {
	e := &alur.Error{Code: alur.CodeInvalidData}
	for _, f := range wrong {
		item := "line " + strconv.Itoa(f.Line)
		if f.Field != "" {
			item += ": " + f.Field
		}
		e.Blockers = append(e.Blockers, alur.Blocker{Code: alur.BlockInvalidInput, Item: item, Reason: f.Reason})
	}
	return e
}

// ImportAgencies reads organisations from CSV or XLSX with a heading line: name,
// short_name, kind, and id and active if wanted, in any order and with the headings and
// words that lists on pages may have too ([Directory.StageImport]). A line whose id
// (or, without one, name) is known changes that organisation, another adds one; what the
// file does not name stays. Names that are imported are confirmed. It is strict, for
// the operator's tool, where nobody looks at a preview: all of it is imported or nothing.
// The caller has checked who it is.
//
// Refusals: invalid-data, with the report's Faults.
func (d *Directory) ImportAgencies(ctx context.Context, r io.Reader) (ImportReport, error) {
	lines, found := parseAgencies(r)
	if len(found) > 0 {
		return ImportReport{Faults: found}, refuseImport(found)
	}
	var report ImportReport
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		report = ImportReport{}
		all, err := allAgencies(ctx, tx)
		if err != nil {
			return err
		}
		// The ICT agency comes last, so that its predecessor has made room by then.
		slices.SortStableFunc(lines, func(a, b agencyLine) int { return a.rank() - b.rank() })
		for _, l := range lines {
			a, old, known := resolve(l, all)
			switch {
			case !known:
				report.Added++
				err = tx.InsertAgency(ctx, a)
			case old == a:
				report.Same++
				continue
			default:
				report.Changed++
				err = tx.SaveAgency(ctx, a)
			}
			if alur.CodeOf(err) == alur.CodeConflict {
				report.Faults = []ImportFault{{Line: l.line, Field: "kind", Reason: "second-ict"}}
				return refuseImport(report.Faults)
			}
			if err != nil {
				return err
			}
			all[a.ID] = a
		}
		return nil
	})
	if err != nil {
		return ImportReport{Faults: report.Faults}, err
	}
	return report, nil
}

// resolve finds the organisation that a line is about, or gives a new one its id. What
// a line does not say stays as it is.
func resolve(l agencyLine, all map[alur.AgencyID]alur.Agency) (a, old alur.Agency, known bool) {
	a = l.Agency
	if a.ID == "" {
		for id, o := range all {
			if kebab(o.Name) == kebab(a.Name) && (a.ID == "" || id < a.ID) {
				a.ID = id
			}
		}
		if a.ID == "" {
			a.ID = newAgencyID(a.Name)
		}
	}
	if old, known = all[a.ID]; !known {
		return a, old, false
	}
	out := old
	out.Name, out.ShortName, out.Kind, out.Unconfirmed = a.Name, a.ShortName, a.Kind, a.Unconfirmed
	if l.saysActive { // an import that does not say so brings nothing back
		out.Active = a.Active
	}
	return out, old, true
}

// newAgencyID makes an id of a name, or a random one where that gives none.
func newAgencyID(name string) alur.AgencyID {
	if id := alur.AgencyID(kebab(name)); validAgencyID(id) {
		return id
	}
	return alur.AgencyID(alur.NewID())
}

func allAgencies(ctx context.Context, tx *store.Tx) (map[alur.AgencyID]alur.Agency, error) {
	out := map[alur.AgencyID]alur.Agency{}
	q := store.AgencyQuery{Limit: 500}
	for {
		page, err := tx.FindAgencies(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, a := range page {
			out[a.ID] = a
		}
		if len(page) < q.Limit {
			return out, nil
		}
		last := store.PlaceOf(page[len(page)-1].Name, string(page[len(page)-1].ID))
		q.After = &last
	}
}

// agencyLine is one line of a file.
type agencyLine struct {
	alur.Agency
	line       int
	saysActive bool
}

func (l *agencyLine) rank() int {
	if l.Kind == alur.AgencyICT && l.Active {
		return 1
	}
	return 0
}

// readAgency reads what the cells of a line say, and notes what is wrong with it. An id
// that is not given stays empty, to be found or made later.
func readAgency(line int, cells map[string]string) (agencyLine, faults) {
	l := agencyLine{line: line}
	l.ID, l.Name, l.ShortName, l.Kind, l.Active = alur.AgencyID(cells["id"]), cells["name"], cells["short_name"], parseKind(cells["kind"]), true
	var wrong faults
	if v := cells["active"]; v != "" {
		active, ok := parseActive(v)
		l.saysActive, l.Active = true, active
		if !ok {
			wrong.add("active", "unknown")
		}
	}
	given := l.ID
	if given == "" {
		l.ID = "not-given"
	}
	wrong = append(wrong, tidyAgency(&l.Agency)...)
	l.ID = given
	return l, wrong
}

// parseAgencies reads a file and everything that is wrong with it.
func parseAgencies(r io.Reader) ([]agencyLine, []ImportFault) {
	t, packed, wrong := readStrict(r)
	if len(wrong) > 0 {
		return nil, wrong
	}
	columns, wrong := strictColumns(t.Rows[0])
	if len(wrong) > 0 {
		return nil, wrong
	}
	var out []agencyLine
	seen := map[string]bool{}
	for _, row := range t.Rows[1:] {
		// Spreadsheets leave out the empty cells at the end of a row; CSV does not.
		if n := len(columns.fields); len(row.Cells) > n || len(row.Cells) < n && !packed {
			wrong = append(wrong, ImportFault{Line: row.Line, Reason: "columns"})
			continue
		}
		l, faults := readAgency(row.Line, columns.cells(row))
		for _, b := range faults {
			wrong = append(wrong, ImportFault{Line: row.Line, Field: b.Item, Reason: b.Reason})
		}
		for _, k := range []struct{ field, key string }{{"id", string(l.ID)}, {"name", kebab(l.Name)}} {
			if key := k.field + " " + k.key; k.key != "" {
				if seen[key] {
					wrong = append(wrong, ImportFault{Line: row.Line, Field: k.field, Reason: "twice"})
				}
				seen[key] = true
			}
		}
		if l.Kind == alur.AgencyICT && l.Active {
			if seen["ict"] {
				wrong = append(wrong, ImportFault{Line: row.Line, Field: "kind", Reason: "second-ict"})
			}
			seen["ict"] = true
		}
		out = append(out, l)
	}
	if len(out) == 0 && len(wrong) == 0 {
		wrong = append(wrong, ImportFault{Line: 1, Reason: "empty"})
	}
	return out, wrong
}

// readStrict reads the rows of a file; packed says that it is a workbook. What pages
// take with a note, the strict import refuses.
func readStrict(r io.Reader) (t *sheet.Table, packed bool, wrong []ImportFault) {
	data, err := io.ReadAll(io.LimitReader(r, maxImport+1))
	if err != nil {
		return nil, false, []ImportFault{{Line: 1, Reason: "not-csv"}}
	}
	name := "file.csv"
	if packed = bytes.HasPrefix(data, []byte("PK\x03\x04")); packed {
		name = "file.xlsx"
	}
	if t, err = sheet.Read(name, data); err != nil {
		reason := "not-csv"
		switch alur.CodeOf(err) {
		case alur.CodeTooLarge:
			reason = "too-large"
		case alur.CodeEmptyFile:
			reason = "empty"
		case alur.CodeUnsafeFile:
			reason = "unsafe"
		}
		return nil, packed, []ImportFault{{Line: 1, Reason: reason}}
	}
	for _, n := range t.Notes {
		switch n.Word {
		case "windows-1252":
			wrong = append(wrong, ImportFault{Line: 1, Reason: "not-utf8"})
		case "quotes":
			wrong = append(wrong, ImportFault{Line: n.Line, Reason: "not-csv"})
		}
	}
	return t, packed, wrong
}

// strictColumns demands that every heading is known, once, and that none is missing.
func strictColumns(head sheet.Row) (importColumns, []ImportFault) {
	c := columnsOf(ImportAgencies, head.Cells)
	var wrong []ImportFault
	for i, h := range head.Cells {
		if c.fields[i] != "" {
			continue
		}
		f := ImportFault{Line: head.Line, Field: cut(strings.ToLower(h), 40), Reason: "unknown-column"}
		if importHeads[ImportAgencies][phrase(h)] != "" {
			f.Reason = "column-twice"
		}
		wrong = append(wrong, f)
	}
	for _, n := range neededColumns {
		if !slices.Contains(c.fields, n) {
			wrong = append(wrong, ImportFault{Line: head.Line, Field: n, Reason: "missing-column"})
		}
	}
	return c, wrong
}

// kebab is the id of a name: "Dinas Kesehatan" becomes "dinas-kesehatan".
func kebab(name string) string { return strings.Join(store.Words(name), "-") }
