package directory

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// ImportFlag is something odd about a row, or about what stands in one of its columns.
type ImportFlag struct {
	Field string // the column, or "" for the row
	// Reason is a word that text.ImportFlag makes a sentence of.
	Reason string
	With   string // what the sentence speaks of
	Bad    bool   // the row cannot be taken as it is
}

// importFlags collects what is odd about a row.
type importFlags []ImportFlag

func (f *importFlags) bad(field, reason, with string) {
	*f = append(*f, ImportFlag{Field: field, Reason: reason, With: with, Bad: true})
}

func (f *importFlags) warn(field, reason, with string) {
	*f = append(*f, ImportFlag{Field: field, Reason: reason, With: with})
}

func (f *importFlags) faults(wrong faults) {
	for _, b := range wrong {
		f.bad(b.Item, b.Reason, "")
	}
}

func (f importFlags) has(field string) bool {
	return slices.ContainsFunc(f, func(x ImportFlag) bool { return x.Field == field })
}

func (f importFlags) isBad() bool {
	return slices.ContainsFunc(f, func(x ImportFlag) bool { return x.Bad })
}

// ImportChange is what a row changes.
type ImportChange struct{ Field, From, To string }

// ImportVerdict says what becomes of a row.
type ImportVerdict string

// The verdicts. The last three are what became of it.
const (
	VerdictNew     ImportVerdict = "new"
	VerdictChange  ImportVerdict = "change"
	VerdictSame    ImportVerdict = "same"    // nothing to do
	VerdictBad     ImportVerdict = "bad"     // not taken unless it is mended
	VerdictSkipped ImportVerdict = "skipped" // ticked off
	VerdictAdded   ImportVerdict = "added"
	VerdictChanged ImportVerdict = "changed"
	VerdictWasSame ImportVerdict = "was-same"
)

// Applied reports whether the row is done with.
func (v ImportVerdict) Applied() bool {
	return v == VerdictAdded || v == VerdictChanged || v == VerdictWasSame
}

// ImportRow is a row of a list as it is judged at the moment.
type ImportRow struct {
	Line    int
	Cells   map[string]string // as they stand in the file, or were mended
	Made    string            // the username that was made for it, or ""
	Verdict ImportVerdict
	Flags   []ImportFlag
	Changes []ImportChange // of VerdictChange
	Target  string         // whose account or which agency it is or became; "" while there is none
}

// Warned reports whether the row is taken, or was, with a warning.
func (r ImportRow) Warned() bool { return r.Verdict != VerdictBad && len(r.Flags) > 0 }

// UnknownAgency is a text that names no agency that there is.
type UnknownAgency struct {
	Text   string
	Rows   int
	Chosen alur.AgencyID // or ""
}

// ImportPreview is a list with what every row of it would do.
type ImportPreview struct {
	Import
	Rows    []ImportRow // every row of the file, in order
	Counts  map[ImportVerdict]int
	Unknown []UnknownAgency
	// Uninvited are the accounts that the list made whose owners have an address and no
	// invitation yet, Unreached those without an address.
	Uninvited, Unreached []string
}

// PreviewImport judges a list against the accounts and agencies of the moment.
//
// Refusals: not-found, not-your-party.
func (d *Directory) PreviewImport(ctx context.Context, m Manager, id string) (*ImportPreview, error) {
	scope, err := importScope(m)
	if err != nil {
		return nil, err
	}
	var out *ImportPreview
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Import(ctx, scope, id)
		if err != nil {
			return err
		}
		plan, err := planImport(ctx, tx, row)
		if err != nil {
			return err
		}
		if out, err = plan.preview(row); err != nil {
			return err
		}
		return out.findUninvited(ctx, tx)
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// findUninvited looks which of the people who got an account were not told yet.
func (p *ImportPreview) findUninvited(ctx context.Context, tx *store.Tx) error {
	var added []string
	for _, r := range p.Rows {
		if p.Kind == ImportPeople && r.Verdict == VerdictAdded {
			added = append(added, r.Target)
		}
	}
	if added == nil {
		return nil
	}
	told, err := tx.HoldOneTime(ctx, kindInvitation, added)
	if err != nil {
		return err
	}
	found, err := tx.Persons(ctx, store.ByUsername, added)
	if err != nil {
		return err
	}
	slices.SortFunc(found, func(a, b store.ManagedRow) int { return strings.Compare(a.Username, b.Username) })
	for _, u := range found {
		switch {
		case !u.Invited || !u.Active || told[u.Username]:
		case u.Email == "":
			p.Unreached = append(p.Unreached, u.Username)
		default:
			p.Uninvited = append(p.Uninvited, u.Username)
		}
	}
	return nil
}

// importPlan is every row of a list with what it would do.
type importPlan struct {
	kind   ImportKind
	lines  []store.ImportLineRow
	staged []stagedRow
	twice  map[int]importFlags // what a row shares with an earlier one
	people []judgedPerson      // of the kind
	units  []judgedAgency
	choose map[string]alur.AgencyID
	index  agencyIndex
}

func planImport(ctx context.Context, tx *store.Tx, i store.ImportRow) (*importPlan, error) {
	p := &importPlan{kind: ImportKind(i.Kind)}
	var err error
	if p.lines, err = tx.ImportLines(ctx, i.ID); err != nil {
		return nil, err
	}
	for _, l := range p.lines {
		r, err := decodeCells(l)
		if err != nil {
			return nil, err
		}
		p.staged = append(p.staged, r)
	}
	p.findTwice()
	return p, p.judge(ctx, tx, i)
}

// judge judges the rows that the plan has.
func (p *importPlan) judge(ctx context.Context, tx *store.Tx, i store.ImportRow) error {
	if p.kind == ImportAgencies {
		all, err := allAgencies(ctx, tx)
		if err != nil {
			return err
		}
		p.index = indexAgencies(all)
		for _, r := range p.staged {
			u := p.index.judge(r)
			if err := u.judgeLetter(ctx, tx, r); err != nil {
				return err
			}
			p.units = append(p.units, u)
		}
		return nil
	}
	var drafts []personDraft
	for _, r := range p.staged {
		drafts = append(drafts, readPerson(r))
	}
	w, err := loadPersonWorld(ctx, tx, i, drafts)
	if err != nil {
		return err
	}
	p.choose, p.index = w.choices, w.agencies
	for _, x := range drafts {
		p.people = append(p.people, w.judge(x))
	}
	return nil
}

// findTwice finds rows that say the same as an earlier one, or have its number, address,
// username or id. Rows that are ticked off do not count.
func (p *importPlan) findTwice() {
	p.twice = map[int]importFlags{}
	seen := map[string]int{}
	for n, r := range p.staged {
		if p.lines[n].State == rowSkipped {
			continue
		}
		var flags importFlags
		note := func(field, key string) {
			if key == "" {
				return
			}
			if first, is := seen[field+" "+key]; is {
				flags.bad(field, "twice", strconv.Itoa(first))
			} else {
				seen[field+" "+key] = r.Line
			}
		}
		whole := wholeRow(r)
		if first, is := seen[" "+whole]; is && whole != "" {
			flags.bad("", "same-row", strconv.Itoa(first))
		} else {
			seen[" "+whole] = r.Line
			if p.kind == ImportPeople {
				d := readPerson(r)
				note("nip", d.nip)
				note("email", d.email)
				note("username", d.username)
			} else {
				note("id", r.Cells["id"])
				note("name", kebab(r.Cells["name"]))
				if l, _ := readAgency(r.Line, r.Cells); l.Kind == alur.AgencyICT && l.Active {
					note("kind", "ict")
				}
			}
		}
		if len(flags) > 0 {
			p.twice[r.Line] = flags
		}
	}
}

// wholeRow is all that a row says.
func wholeRow(r stagedRow) string {
	var parts []string
	for field, v := range r.Cells {
		if field != fieldMade {
			parts = append(parts, field+"="+phrase(v))
		}
	}
	slices.Sort(parts)
	return strings.Join(parts, "\n")
}

// row is the n-th row as it is judged.
func (p *importPlan) row(n int) ImportRow {
	l, s := p.lines[n], p.staged[n]
	r := ImportRow{Line: l.Line, Cells: map[string]string{}, Made: s.Cells[fieldMade], Target: l.Target}
	for field, v := range s.Cells {
		if field != fieldMade && field != fieldMore {
			r.Cells[field] = v
		}
	}
	switch l.State {
	case "added":
		r.Verdict = VerdictAdded
		return r
	case "changed":
		r.Verdict = VerdictChanged
		return r
	case "same":
		r.Verdict = VerdictWasSame
		return r
	}
	var flags importFlags
	var known bool
	if p.kind == ImportAgencies {
		u := &p.units[n]
		flags, known, r.Changes = u.flags, u.known, u.changes
		if known {
			r.Target = string(u.was.ID)
		}
	} else {
		u := p.people[n]
		flags, known, r.Changes = u.draft.flags, u.known, u.changes
		if known {
			r.Target, r.Made = u.was.Username, ""
		}
	}
	r.Flags = slices.Concat([]ImportFlag(flags), []ImportFlag(p.twice[l.Line]))
	switch {
	case l.State == rowSkipped:
		r.Verdict = VerdictSkipped
	case importFlags(r.Flags).isBad():
		r.Verdict = VerdictBad
	case !known:
		r.Verdict = VerdictNew
	case len(r.Changes) > 0:
		r.Verdict = VerdictChange
	default:
		r.Verdict = VerdictSame
	}
	return r
}

func (p *importPlan) preview(i store.ImportRow) (*ImportPreview, error) {
	head, err := importOf(i)
	if err != nil {
		return nil, err
	}
	out := &ImportPreview{Import: head, Counts: map[ImportVerdict]int{}}
	unknown := map[string]int{} // index in out.Unknown
	for n := range p.lines {
		r := p.row(n)
		out.Rows = append(out.Rows, r)
		out.Counts[r.Verdict]++
		text := r.Cells["agency"]
		if p.kind != ImportPeople || i.Agency != "" || r.Verdict.Applied() || r.Verdict == VerdictSkipped || text == "" || isPlaceholder(text) {
			continue
		}
		if _, reason := p.index.find(text); reason == "" {
			continue
		}
		at, is := unknown[phrase(text)]
		if !is {
			at = len(out.Unknown)
			unknown[phrase(text)] = at
			out.Unknown = append(out.Unknown, UnknownAgency{Text: text, Chosen: p.choose[phrase(text)]})
		}
		out.Unknown[at].Rows++
	}
	return out, nil
}
