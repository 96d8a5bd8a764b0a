package directory

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// importBatch is how many rows one transaction applies.
const importBatch = 20

// importAtOnce is how many rows one call applies: no caller waits for minutes.
const importAtOnce = 2000

// ImportOutcome is what one application did.
type ImportOutcome struct {
	Added, Changed, Same int
	// Left is how many rows are still open: bad ones, those beyond importAtOnce, and those
	// that could not be taken because something changed in the meantime.
	Left int
}

// ApplyImport carries out the rows of a list that are good, at most 2,000 of them: new
// people get an account without a password, known ones what the row says. Rows are
// applied a few at a time, each with its mark in the same transaction, so that a row is
// applied once however often this is called, by how many, and wherever it is cut off;
// calling it again goes on. Rows that are bad stay. Every change is in the security log,
// and the whole as one entry. The caller has asked for a fresh proof.
//
// Refusals: not-found, not-your-party.
func (d *Directory) ApplyImport(ctx context.Context, m Manager, id string) (ImportOutcome, error) {
	var out ImportOutcome
	scope, err := importScope(m)
	if err != nil {
		return out, err
	}
	var good []store.ImportLineRow
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		i, err := tx.Import(ctx, scope, id)
		if err != nil {
			return err
		}
		plan, err := planImport(ctx, tx, i)
		if err != nil {
			return err
		}
		good = plan.good()
		return nil
	})
	if err != nil {
		return out, err
	}
	for batch := range slices.Chunk(good[:min(len(good), importAtOnce)], importBatch) {
		if err := d.applyBatch(ctx, m, id, batch, &out); err != nil {
			return out, err
		}
	}
	return out, d.changeImport(ctx, m, id, func(tx *store.Tx, i store.ImportRow) error {
		if out.Left = i.Open; out.Added+out.Changed+out.Same == 0 {
			return nil
		}
		i.AppliedAt = d.clock()
		if err := tx.SaveImport(ctx, i); err != nil {
			return err
		}
		detail := fmt.Sprintf("%s: %d added, %d changed, %d as before, %d left", i.Kind, out.Added, out.Changed, out.Same, out.Left)
		return d.record(ctx, tx, m.by().event(SecurityImportApplied, "", detail))
	})
}

// good are the rows that can be applied.
func (p *importPlan) good() []store.ImportLineRow {
	var out []store.ImportLineRow
	for n, l := range p.lines {
		switch p.row(n).Verdict {
		case VerdictNew, VerdictChange, VerdictSame:
			out = append(out, l)
		}
	}
	return out
}

// applyBatch applies rows in one transaction, or one by one when that fails for one of
// them. Rows that somebody else applied or changed in the meantime are left alone.
func (d *Directory) applyBatch(ctx context.Context, m Manager, id string, batch []store.ImportLineRow, out *ImportOutcome) error {
	done, err := d.tryBatch(ctx, m, id, batch)
	switch code := alur.CodeOf(err); {
	case err == nil:
		out.Added, out.Changed, out.Same = out.Added+done.Added, out.Changed+done.Changed, out.Same+done.Same
		return nil
	case code != alur.CodeConflict && code != alur.CodeInvalidData:
		return err
	case len(batch) == 1:
		return nil // it stays open, and the preview says why
	}
	for _, l := range batch {
		if err := d.applyBatch(ctx, m, id, []store.ImportLineRow{l}, out); err != nil {
			return err
		}
	}
	return nil
}

// tryBatch applies rows in one transaction, all or none.
func (d *Directory) tryBatch(ctx context.Context, m Manager, id string, batch []store.ImportLineRow) (done ImportOutcome, err error) {
	err = d.changeImport(ctx, m, id, func(tx *store.Tx, i store.ImportRow) error {
		done = ImportOutcome{}
		p := &importPlan{kind: ImportKind(i.Kind)}
		if err := p.take(ctx, tx, id, batch); err != nil {
			return err
		}
		if err := p.judge(ctx, tx, i); err != nil {
			return err
		}
		if err := p.lock(ctx, tx); err != nil {
			return err
		}
		for n := range p.lines {
			if err := d.applyRow(ctx, tx, i, p, n, m.by(), &done); err != nil {
				return err
			}
		}
		return nil
	})
	return done, err
}

// take reads the rows of a batch that are still as they were when they were judged.
func (p *importPlan) take(ctx context.Context, tx *store.Tx, id string, batch []store.ImportLineRow) error {
	var numbers []int
	was := map[int]string{}
	for _, l := range batch {
		numbers = append(numbers, l.Line)
		was[l.Line] = l.Cells
	}
	now, err := tx.ImportLines(ctx, id, numbers...)
	if err != nil {
		return err
	}
	for _, l := range now {
		if l.State != rowStaged || l.Cells != was[l.Line] {
			continue
		}
		r, err := decodeCells(l)
		if err != nil {
			return err
		}
		p.lines, p.staged = append(p.lines, l), append(p.staged, r)
	}
	return nil
}

// lock holds the accounts of a batch in the order of their usernames: all before the first
// entry of the security log, as whoever ends an account takes them.
func (p *importPlan) lock(ctx context.Context, tx *store.Tx) error {
	var names []string
	for i := range p.people {
		if u := &p.people[i]; u.known && u.was.Username != "" {
			names = append(names, u.was.Username)
		}
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if _, err := tx.LockAccount(ctx, name); err != nil {
			return err
		}
	}
	return nil
}

// as refuses what was judged of another than the account is now: conflict, and the row is
// judged again.
func as(ctx context.Context, tx *store.Tx, was store.ManagedRow, a store.AccountRow) error {
	if a.Name != was.Name || a.Email != was.Email || a.NIP != was.NIP || a.Agency != was.Agency || a.Active != was.Active || roleList(a.Roles) != roleList(was.Roles) ||
		a.EnteredAt.IsZero() != was.EnteredAt.IsZero() {
		return alur.RefuseField(alur.CodeConflict, "account")
	}
	if was.Erased {
		return alur.RefuseField(alur.CodeConflict, "erased")
	}
	return notErased(ctx, tx, a.Username)
}

// applyRow carries out the n-th row of a batch and marks it.
func (d *Directory) applyRow(ctx context.Context, tx *store.Tx, i store.ImportRow, p *importPlan, n int, by By, done *ImportOutcome) (err error) {
	l := p.lines[n]
	switch p.row(n).Verdict {
	case VerdictNew:
		done.Added++
		l.State = "added"
	case VerdictChange:
		done.Changed++
		l.State = "changed"
	case VerdictSame:
		done.Same++
		l.State = "same"
	default:
		return nil // something changed in the meantime
	}
	if p.kind == ImportAgencies {
		l.Target = string(p.units[n].now.ID)
		err = d.applyAgency(ctx, tx, &p.units[n], by)
	} else {
		l.Target = p.people[n].now.Username
		err = d.applyPerson(ctx, tx, p, &p.people[n], by)
	}
	if err != nil {
		return err
	}
	l.At = d.clock()
	return tx.SaveImportLine(ctx, i.ID, l)
}

func (d *Directory) applyAgency(ctx context.Context, tx *store.Tx, u *judgedAgency, by By) error {
	if !u.known {
		return d.addImportedAgency(ctx, tx, u.now, u.letter, by)
	}
	if u.letter != nil {
		if err := tx.PutLetterhead(ctx, u.now.ID, *u.letter); err != nil {
			return err
		}
	}
	what := changed(u.was, u.now)
	if what != "" {
		if err := tx.SaveAgency(ctx, u.now); err != nil {
			return err
		}
	}
	if u.letter != nil {
		what = strings.TrimSpace(what + " letterhead")
	}
	if what == "" {
		return nil
	}
	return d.record(ctx, tx, by.event(SecurityAgencyChanged, "", string(u.now.ID)+" "+what))
}

func (d *Directory) addImportedAgency(ctx context.Context, tx *store.Tx, a alur.Agency, letter *alur.Letterhead, by By) error {
	if err := tx.InsertAgency(ctx, a); err != nil {
		return err
	}
	if letter != nil {
		if err := tx.PutLetterhead(ctx, a.ID, *letter); err != nil {
			return err
		}
	}
	return d.record(ctx, tx, by.event(SecurityAgencyAdded, "", string(a.ID)+" "+string(a.Kind)))
}

// applyPerson makes or changes an account. A new one has no password: whoever it is for
// gets an invitation ([Directory.InviteAgain]).
func (d *Directory) applyPerson(ctx context.Context, tx *store.Tx, p *importPlan, u *judgedPerson, by By) error {
	if u.make != "" {
		if err := d.makeAgency(ctx, tx, p, u, by); err != nil {
			return err
		}
	}
	now := d.clock()
	if !u.known {
		if err := contactTaken(ctx, tx, u.now.Username, Contact{u.now.Email, u.now.NIP}); err != nil {
			return err
		}
		err := tx.InsertAccount(ctx, store.AccountRow{User: u.now.User, Email: u.now.Email, NIP: u.now.NIP, CreatedAt: now, UpdatedAt: now})
		if err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityUserAdded, u.now.Username, string(u.now.Agency)+" "+roleList(u.now.Roles)))
	}
	if len(u.changes) == 0 {
		return nil
	}
	a, err := tx.LockAccount(ctx, u.was.Username)
	if err != nil {
		return err
	}
	if err := as(ctx, tx, u.was, a); err != nil {
		return err
	}
	if a.Email != u.now.Email {
		if heavy, err := weighs(ctx, tx, a); err != nil {
			return err
		} else if heavy {
			return alur.RefuseField(alur.CodeConflict, "email") // a role is on its way: on the page
		}
	}
	c := PersonChange{Name: u.now.Name, Contact: Contact{u.now.Email, u.now.NIP}, Agency: u.now.Agency, Roles: u.now.Roles}
	if err := contactTaken(ctx, tx, a.Username, c.Contact); err != nil {
		return err
	}
	return d.saveChange(ctx, tx, &a, c, by)
}

// makeAgency makes the agency that a row names, unless a row before it has: its name
// is still to be confirmed.
func (d *Directory) makeAgency(ctx context.Context, tx *store.Tx, p *importPlan, u *judgedPerson, by By) error {
	if id, reason := p.index.find(u.make); reason == "" {
		u.now.Agency = id
		return nil
	}
	a := alur.Agency{ID: newAgencyID(u.make), Name: u.make, Kind: alur.AgencyOffice, Active: true, Unconfirmed: true}
	if _, taken := p.index.all[a.ID]; taken {
		a.ID = alur.AgencyID(alur.NewID())
	}
	if wrong := tidyAgency(&a); wrong != nil {
		return wrong.err()
	}
	if err := d.addImportedAgency(ctx, tx, a, nil, by); err != nil {
		return err
	}
	p.index.all[a.ID] = a
	p.index = indexAgencies(p.index.all)
	u.now.Agency = a.ID
	return nil
}
