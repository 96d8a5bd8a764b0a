package directory

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/sheet"
	"github.com/alur-id/alur/internal/store"
)

// ImportLife is how long a list waits for being applied.
const ImportLife = 30 * 24 * time.Hour

// openImports is how many lists with rows that wait an agency may have, or an administrator.
const openImports = 20

// NewImport is a file that somebody brought.
type NewImport struct {
	Kind ImportKind
	Name string // of the file, whose extension says how it is read
	Data []byte
}

// importScope is the agency whose people alone a manager's lists may be about; "" for
// administrators. not-your-party for who manages nobody.
func importScope(m Manager) (alur.AgencyID, error) {
	switch {
	case m.Has(alur.RoleAdmin):
		return "", nil
	case m.ManagesPeople() && m.Agency != "":
		return m.Agency, nil
	}
	return "", alur.Refuse(alur.CodeNotYourParty)
}

// ImportNote is something odd about a file as a whole: a word of [sheet.Note], or one of
// "unknown-column", "column-twice" (With: the heading), "above" (With: the rows above the
// headings), "no-heading", "unkept-column" (With: the column).
type ImportNote struct {
	Word string `json:"word"`
	Line int    `json:"line,omitzero"`
	With string `json:"with,omitzero"`
}

// Import is a list on its way in.
type Import struct {
	ID        string
	Kind      ImportKind
	Name      string
	By        string        // username
	Agency    alur.AgencyID // whose people alone it may be about, or ""
	CreatedAt time.Time
	AppliedAt time.Time // zero for never
	Lines     int
	Open      int // rows that are neither applied nor ticked off
	Notes     []ImportNote
}

func importOf(r store.ImportRow) (Import, error) {
	i := Import{
		ID: r.ID, Kind: ImportKind(r.Kind), Name: r.Name, By: r.Username, Agency: r.Agency, CreatedAt: r.CreatedAt, AppliedAt: r.AppliedAt, Lines: r.Lines, Open: r.Open,
	}
	if err := json.Unmarshal([]byte(r.Notes), &i.Notes); err != nil {
		return i, fmt.Errorf("read notes of import %s: %w", r.ID, err)
	}
	return i, nil
}

// The states of rows: what the store keeps.
const (
	rowStaged  = "staged"
	rowSkipped = "skipped"
)

// StageImport keeps what stands in a file until it is applied or thrown away. Nothing
// of it is refused for what a row says: rows are judged when they are shown. A list of
// an agency's own admin is about people of that agency.
//
// Refusals: those of [sheet.Read]; not-your-party; invalid-data (kind); conflict (imports:
// openImports wait already).
func (d *Directory) StageImport(ctx context.Context, m Manager, n NewImport) (id string, err error) {
	scope, err := importScope(m)
	if err != nil {
		return "", err
	}
	if !n.Kind.Valid() || n.Kind == ImportAgencies && scope != "" {
		var wrong faults
		wrong.add("kind", "unknown")
		return "", wrong.err()
	}
	t, err := sheet.Read(n.Name, n.Data)
	if err != nil {
		return "", err
	}
	rows, notes, err := stageRows(n.Kind, t)
	if err != nil {
		return "", err
	}
	encoded, err := json.Marshal(notes)
	if err != nil {
		return "", fmt.Errorf("keep notes: %w", err)
	}
	name := cut(n.Name, 200)
	row := store.ImportRow{
		ID: alur.NewID(), Kind: string(n.Kind), Name: name, Username: m.Username, Agency: scope, Notes: string(encoded), Choices: "{}", CreatedAt: d.clock(),
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if open, err := tx.CountOpenImports(ctx, scope, m.Username); err != nil {
			return err
		} else if open >= openImports {
			return alur.RefuseField(alur.CodeConflict, "imports")
		}
		if n.Kind == ImportPeople {
			if err := nameAccounts(ctx, tx, rows, nil); err != nil {
				return err
			}
		}
		var lines []store.ImportLineRow
		for _, r := range rows {
			text, err := encodeCells(r.Cells)
			if err != nil {
				return err
			}
			lines = append(lines, store.ImportLineRow{Line: r.Line, Cells: text, State: rowStaged})
		}
		if err := tx.InsertImport(ctx, row, lines); err != nil {
			return err
		}
		return d.record(ctx, tx, m.by().event(SecurityImportStaged, "", fmt.Sprintf("%s: %d rows", n.Kind, len(lines))))
	})
	return row.ID, err
}

// stagedRow is a row of a list: what stands in each column that is known.
type stagedRow struct {
	Line  int
	Cells map[string]string
}

// fieldMade is beside the columns: the username that was made for a row without one.
const fieldMade = "made"

// fieldMore is beside the columns: what stood to the right of the last heading.
const fieldMore = "more"

// stageRows finds the headings of a table, and what stands below them.
func stageRows(k ImportKind, t *sheet.Table) ([]stagedRow, []ImportNote, error) {
	var notes []ImportNote
	for _, n := range t.Notes {
		notes = append(notes, ImportNote{Word: n.Word, Line: n.Line})
	}
	c := findColumns(k, t.Rows)
	below := t.Rows[c.row+1:]
	switch {
	case c.known == 0:
		// Not a heading, then: every row of the file is shown as it is.
		notes, below, c = append(notes, ImportNote{Word: "no-heading"}), t.Rows, importColumns{}
	case c.row > 0:
		notes = append(notes, ImportNote{Word: "above", With: strconv.Itoa(c.row)})
	}
	for _, h := range c.unknown {
		notes = append(notes, ImportNote{Word: "unknown-column", With: h})
	}
	for _, h := range c.twice {
		notes = append(notes, ImportNote{Word: "column-twice", With: h})
	}
	for _, f := range c.unkept {
		notes = append(notes, ImportNote{Word: "unkept-column", With: f})
	}
	if len(below) > sheet.MaxRows {
		return nil, nil, &alur.Error{Code: alur.CodeTooLarge, Field: "file", Blockers: []alur.Blocker{{Code: alur.BlockInvalidInput, Item: "file", Reason: "rows"}}}
	}
	var out []stagedRow
	for _, r := range below {
		s := stagedRow{Line: r.Line, Cells: c.cells(r)}
		if more := strings.TrimSpace(strings.Join(r.Cells[min(len(c.fields), len(r.Cells)):], " ")); more != "" {
			s.Cells[fieldMore] = cut(more, 200)
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return nil, nil, &alur.Error{Code: alur.CodeEmptyFile, Field: "file", Blockers: []alur.Blocker{{Code: alur.BlockInvalidInput, Item: "file", Reason: "empty"}}}
	}
	return out, notes, nil
}

func encodeCells(cells map[string]string) (string, error) {
	b, err := json.Marshal(cells, json.Deterministic(true))
	if err != nil {
		return "", fmt.Errorf("keep cells: %w", err)
	}
	return string(b), nil
}

func decodeCells(l store.ImportLineRow) (stagedRow, error) {
	r := stagedRow{Line: l.Line}
	if err := json.Unmarshal([]byte(l.Cells), &r.Cells); err != nil {
		return r, fmt.Errorf("read cells of line %d: %w", l.Line, err)
	}
	return r, nil
}

// Imports lists what is on its way in, the newest first, at most 100: all lists for an
// administrator, those of the agency for its own admin.
//
// Refusals: not-your-party.
func (d *Directory) Imports(ctx context.Context, m Manager) ([]Import, error) {
	scope, err := importScope(m)
	if err != nil {
		return nil, err
	}
	var out []Import
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Imports(ctx, scope, 100)
		if err != nil {
			return err
		}
		for _, r := range rows {
			i, err := importOf(r)
			if err != nil {
				return err
			}
			out = append(out, i)
		}
		return nil
	})
	return out, err
}

// DiscardImport throws a list away. What was applied stays.
//
// Refusals: not-found, not-your-party.
func (d *Directory) DiscardImport(ctx context.Context, m Manager, id string) error {
	return d.changeImport(ctx, m, id, func(tx *store.Tx, _ store.ImportRow) error { return tx.DeleteImport(ctx, id) })
}

// changeImport holds a list of the manager's while it is changed.
func (d *Directory) changeImport(ctx context.Context, m Manager, id string, change func(*store.Tx, store.ImportRow) error) error {
	scope, err := importScope(m)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		i, err := tx.LockImport(ctx, scope, id)
		if err != nil {
			return err
		}
		return change(tx, i)
	})
}

// MendImportRow changes what stands in the columns given of a row that is not applied,
// and takes the row in again when it was ticked off.
//
// Refusals: not-found, not-your-party, conflict (it is applied), invalid-data (a column
// that there is not, or too long).
func (d *Directory) MendImportRow(ctx context.Context, m Manager, id string, line int, cells map[string]string) error {
	return d.changeImportRow(ctx, m, id, line, func(tx *store.Tx, i store.ImportRow, l *store.ImportLineRow) error {
		var wrong faults
		for _, field := range slices.Sorted(maps.Keys(cells)) {
			switch {
			case !slices.Contains(ImportFields(ImportKind(i.Kind)), field):
				wrong.add(field, "unknown")
			case utf8.RuneCountInString(cells[field]) > sheet.MaxCell:
				wrong.add(field, "too-long")
			}
		}
		if wrong != nil {
			return wrong.err()
		}
		r, err := decodeCells(*l)
		if err != nil {
			return err
		}
		for field, v := range cells {
			if v = strings.Join(strings.Fields(cut(v, sheet.MaxCell)), " "); v == "" {
				delete(r.Cells, field)
			} else {
				r.Cells[field] = v
			}
		}
		if ImportKind(i.Kind) == ImportPeople {
			if err := nameAgain(ctx, tx, id, r); err != nil {
				return err
			}
		}
		l.State = rowStaged
		l.Cells, err = encodeCells(r.Cells)
		return err
	})
}

// nameAgain makes a username for a row that was mended, beside those of the others.
func nameAgain(ctx context.Context, tx *store.Tx, id string, r stagedRow) error {
	delete(r.Cells, fieldMade)
	all, err := tx.ImportLines(ctx, id)
	if err != nil {
		return err
	}
	taken := map[string]bool{}
	for _, l := range all {
		other, err := decodeCells(l)
		if err != nil {
			return err
		}
		if l.Line != r.Line {
			taken[other.Cells[fieldMade]] = true
		}
	}
	return nameAccounts(ctx, tx, []stagedRow{r}, taken)
}

// TickImportRows ticks rows off, or takes them in again; rows that are applied or absent
// stay as they are.
//
// Refusals: not-found, not-your-party.
func (d *Directory) TickImportRows(ctx context.Context, m Manager, id string, off map[int]bool) error {
	if len(off) == 0 {
		return nil
	}
	return d.changeImport(ctx, m, id, func(tx *store.Tx, _ store.ImportRow) error {
		lines, err := tx.ImportLines(ctx, id, slices.Sorted(maps.Keys(off))...)
		if err != nil {
			return err
		}
		for _, l := range lines {
			state := rowStaged
			if off[l.Line] {
				state = rowSkipped
			}
			if l.State == state || l.State != rowStaged && l.State != rowSkipped {
				continue
			}
			l.State = state
			if err := tx.SaveImportLine(ctx, id, l); err != nil {
				return err
			}
		}
		return nil
	})
}

func (d *Directory) changeImportRow(ctx context.Context, m Manager, id string, line int, change func(*store.Tx, store.ImportRow, *store.ImportLineRow) error) error {
	return d.changeImport(ctx, m, id, func(tx *store.Tx, i store.ImportRow) error {
		found, err := tx.ImportLines(ctx, id, line)
		switch {
		case err != nil:
			return err
		case len(found) == 0:
			return alur.Refuse(alur.CodeNotFound)
		case found[0].State != rowStaged && found[0].State != rowSkipped:
			return alur.Refuse(alur.CodeConflict)
		}
		if err := change(tx, i, &found[0]); err != nil {
			return err
		}
		return tx.SaveImportLine(ctx, id, found[0])
	})
}

// NewAgency stands for an agency that is made of the name in the file.
const NewAgency alur.AgencyID = "+"

// ChooseImportAgency says which agency a text of the file stands for, in every row that
// has it: one there is, [NewAgency], or "" to leave it open again. An agency's own admin
// has nothing to choose.
//
// Refusals: not-found, not-your-party, invalid-data (agency).
func (d *Directory) ChooseImportAgency(ctx context.Context, m Manager, id, text string, chosen alur.AgencyID) error {
	if err := onlyAdmin(m); err != nil {
		return err
	}
	return d.changeImport(ctx, m, id, func(tx *store.Tx, i store.ImportRow) error {
		var wrong faults
		if chosen != "" && chosen != NewAgency {
			if _, err := agency(ctx, tx, chosen); alur.CodeOf(err) == alur.CodeNotFound {
				wrong.add("agency", "unknown")
			} else if err != nil {
				return err
			}
		}
		if phrase(text) == "" {
			wrong.add("agency", "required")
		}
		if wrong != nil {
			return wrong.err()
		}
		choices, err := decodeChoices(i)
		if err != nil {
			return err
		}
		if choices[phrase(text)] = chosen; chosen == "" {
			delete(choices, phrase(text))
		}
		b, err := json.Marshal(choices, json.Deterministic(true))
		if err != nil {
			return fmt.Errorf("keep choices: %w", err)
		}
		i.Choices = string(b)
		return tx.SaveImport(ctx, i)
	})
}

func decodeChoices(i store.ImportRow) (map[string]alur.AgencyID, error) {
	out := map[string]alur.AgencyID{}
	if err := json.Unmarshal([]byte(i.Choices), &out); err != nil {
		return nil, fmt.Errorf("read choices of import %s: %w", i.ID, err)
	}
	return out, nil
}
