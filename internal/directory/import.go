package directory

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// maxImport bounds a file of agencies, in bytes.
const maxImport = 1 << 20

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
	// Reason is one of "not-csv", "not-utf8", "too-large", "empty", "unknown-column",
	// "missing-column", "column-twice", "columns" (too many or too few fields),
	// "required", "too-long", "bad-characters", "unknown" (kind, active), "twice" (id or name
	// stands in the file before), "second-ict".
	Reason string
}

// importColumns are what a file may have, and neededColumns what it must have.
var (
	importColumns = []string{"id", "name", "short_name", "kind", "active"}
	neededColumns = []string{"name", "short_name", "kind"}
)

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

// ImportAgencies reads organisations from CSV with a heading line: name, short_name,
// kind, and id and active ("true" or "false") if wanted, in any order, separated by
// commas or semicolons. A line whose id (or, without one, name) is known changes
// that organisation, another adds one; what the file does not name stays. Names that
// are imported are confirmed. All of it is imported or nothing. It is for
// administrators; the caller has checked.
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

// resolve finds the organisation that a line is about, or gives a new one its id.
func resolve(l agencyLine, all map[alur.AgencyID]alur.Agency) (a, old alur.Agency, known bool) {
	a = l.Agency
	if a.ID == "" {
		for id, o := range all {
			if kebab(o.Name) == kebab(a.Name) && (a.ID == "" || id < a.ID) {
				a.ID = id
			}
		}
		if a.ID == "" {
			if a.ID = alur.AgencyID(kebab(a.Name)); !validAgencyID(a.ID) {
				a.ID = alur.AgencyID(alur.NewID())
			}
		}
	}
	old, known = all[a.ID]
	if known && !l.saysActive {
		a.Active = old.Active // an import that does not say so brings nothing back
	}
	return a, old, known
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

// parseAgencies reads a file and everything that is wrong with it.
func parseAgencies(r io.Reader) ([]agencyLine, []ImportFault) {
	data, err := io.ReadAll(io.LimitReader(r, maxImport+1))
	switch {
	case err != nil:
		return nil, []ImportFault{{Line: 1, Reason: "not-csv"}}
	case len(data) > maxImport:
		return nil, []ImportFault{{Line: 1, Reason: "too-large"}}
	case !utf8.Valid(data):
		return nil, []ImportFault{{Line: 1, Reason: "not-utf8"}}
	}
	text := strings.TrimPrefix(string(data), "\ufeff") // spreadsheets write it
	heading, _, _ := strings.Cut(text, "\n")
	cr := csv.NewReader(strings.NewReader(text))
	if strings.Contains(heading, ";") { // what spreadsheets write in Indonesia
		cr.Comma = ';'
	}
	cr.FieldsPerRecord = -1
	names, err := cr.Read()
	if errors.Is(err, io.EOF) {
		return nil, []ImportFault{{Line: 1, Reason: "empty"}}
	}
	if err != nil {
		return nil, []ImportFault{csvFault(err)}
	}
	columns, wrong := importHeading(names)
	if len(wrong) > 0 {
		return nil, wrong
	}

	var out []agencyLine
	seen := map[string]bool{}
	for {
		record, err := cr.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			// What follows a broken quote cannot be trusted to be lines.
			return nil, append(wrong, csvFault(err))
		}
		line, _ := cr.FieldPos(0)
		if !slices.ContainsFunc(record, func(s string) bool { return strings.TrimSpace(s) != "" }) {
			continue
		}
		if len(record) != len(names) {
			wrong = append(wrong, ImportFault{Line: line, Reason: "columns"})
			continue
		}
		l := agencyLine{line: line}
		l.Active = true
		for i, value := range record {
			switch value = strings.TrimSpace(value); columns[i] {
			case "id":
				l.ID = alur.AgencyID(value)
			case "name":
				l.Name = value
			case "short_name":
				l.ShortName = value
			case "kind":
				l.Kind = alur.AgencyKind(value)
			case "active":
				switch l.saysActive = value != ""; value {
				case "true", "":
				case "false":
					l.Active = false
				default:
					wrong = append(wrong, ImportFault{Line: line, Field: "active", Reason: "unknown"})
				}
			}
		}
		given := l.ID
		if given == "" {
			l.ID = "not-given" // to be found or made later
		}
		for _, b := range tidyAgency(&l.Agency) {
			wrong = append(wrong, ImportFault{Line: line, Field: b.Item, Reason: b.Reason})
		}
		l.ID = given
		for _, k := range []struct{ field, key string }{{"id", string(l.ID)}, {"name", kebab(l.Name)}} {
			if key := k.field + " " + k.key; k.key != "" {
				if seen[key] {
					wrong = append(wrong, ImportFault{Line: line, Field: k.field, Reason: "twice"})
				}
				seen[key] = true
			}
		}
		if l.Kind == alur.AgencyICT && l.Active {
			if seen["ict"] {
				wrong = append(wrong, ImportFault{Line: line, Field: "kind", Reason: "second-ict"})
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

func importHeading(names []string) (columns []string, wrong []ImportFault) {
	for _, n := range names {
		n = strings.ToLower(strings.TrimSpace(n))
		switch {
		case !slices.Contains(importColumns, n):
			wrong = append(wrong, ImportFault{Line: 1, Field: cut(n, 40), Reason: "unknown-column"})
		case slices.Contains(columns, n):
			wrong = append(wrong, ImportFault{Line: 1, Field: n, Reason: "column-twice"})
		}
		columns = append(columns, n)
	}
	for _, n := range neededColumns {
		if !slices.Contains(columns, n) {
			wrong = append(wrong, ImportFault{Line: 1, Field: n, Reason: "missing-column"})
		}
	}
	return columns, wrong
}

func csvFault(err error) ImportFault {
	f := ImportFault{Line: 1, Reason: "not-csv"}
	if e, ok := errors.AsType[*csv.ParseError](err); ok {
		f.Line = max(e.StartLine, 1)
	}
	return f
}

// kebab is the id of a name: "Dinas Kesehatan" becomes "dinas-kesehatan".
func kebab(name string) string { return strings.Join(store.Words(name), "-") }
