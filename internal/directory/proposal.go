package directory

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// ProposalLife is how long a proposal may be confirmed.
const ProposalLife = 7 * 24 * time.Hour

// ProposalState says where a proposal stands.
type ProposalState string

// The states.
const (
	ProposalOpen      ProposalState = store.ProposalOpen
	ProposalConfirmed ProposalState = store.ProposalConfirmed
	ProposalRefused   ProposalState = store.ProposalRefused
	ProposalStale     ProposalState = store.ProposalStale // the account was another by then, or the proposer no administrator any more
	ProposalReplaced  ProposalState = store.ProposalReplaced
	ProposalExpired   ProposalState = "expired"
)

// ProposalStates lists the states.
var ProposalStates = []ProposalState{ProposalOpen, ProposalConfirmed, ProposalRefused, ProposalStale, ProposalReplaced, ProposalExpired}

// Proposal is an act on an account that another administrator must confirm.
type Proposal struct {
	ID        string
	Kind      ActKind
	Username  string
	Name      string // of the person, also of one to be invited
	Agency    string // name: the one after the act
	Was       []alur.Role
	Roles     []alur.Role // after the act; nil where it leaves them
	Email     string      // after the act, "" where it leaves it
	Subject   string      // of an identity to be linked
	State     ProposalState
	By        alur.User // who proposed it
	At        time.Time
	Until     time.Time
	Decided   alur.User // who decided, its zero value while open
	DecidedAt time.Time
}

// Confirms reports whether a user may confirm the proposal: another administrator than
// whoever proposed it and whom it is about.
func (p *Proposal) Confirms(u alur.User) bool {
	return p.State == ProposalOpen && u.Has(alur.RoleAdmin) && u.Username != p.By.Username && u.Username != p.Username
}

// Refuses reports whether a user may refuse the proposal; whoever proposed it takes it
// back so.
func (p *Proposal) Refuses(u alur.User) bool { return p.State == ProposalOpen && u.Has(alur.RoleAdmin) }

// mark is what an account was when something was proposed about it: agency, roles and
// whether it is active, and a hash of how it is entered (e-mail address, when the password
// was set, identities, factors), so that nobody is made head after another has moved in.
func mark(ctx context.Context, tx *store.Tx, username string) (string, error) {
	a, err := tx.Account(ctx, username)
	if err != nil {
		return "", err
	}
	h := sha256.New()
	fmt.Fprintf(h, "%q %d\n", a.Email, a.PasswordAt.UnixMicro())
	identities, err := tx.Identities(ctx, username)
	if err != nil {
		return "", err
	}
	for _, i := range identities {
		fmt.Fprintf(h, "%q %q\n", i.Issuer, i.Subject)
	}
	keys, err := tx.Passkeys(ctx, username)
	if err != nil {
		return "", err
	}
	for _, k := range keys {
		fmt.Fprintf(h, "%x\n", k.ID)
	}
	switch t, err := tx.TOTP(ctx, username); alur.CodeOf(err) {
	case "":
		fmt.Fprintf(h, "%d\n", t.CreatedAt.UnixMicro())
	case alur.CodeNotFound:
	default:
		return "", err
	}
	return fmt.Sprintf("%s/%s/%t/%x", a.Agency, roleList(a.Roles), a.Active, h.Sum(nil)), nil
}

// rival looks for an open proposal of the same kind about the same account: one of whoever
// proposes now is replaced, one of another administrator is decided first, so that nobody's
// goes unseen. One whose proposer is no administrator any more is replaced as well.
//
// Refusals: conflict (proposal; of an invitation: username).
func rival(ctx context.Context, tx *store.Tx, m Manager, t todo) (replaced bool, err error) {
	open, err := tx.Proposals(ctx, store.ProposalQuery{Username: t.subject.Username, Open: tx.Now(), Limit: 20})
	if err != nil {
		return false, err
	}
	for _, p := range open {
		if p.Kind != string(t.kind) {
			continue
		}
		replaced = true
		if p.ProposedBy == m.Username {
			continue
		}
		by, err := tx.Account(ctx, p.ProposedBy)
		if err != nil {
			return false, err
		}
		if by.Active && by.Has(alur.RoleAdmin) {
			field := "proposal"
			if t.kind == ActInvite {
				field = "username"
			}
			return false, alur.RefuseField(alur.CodeConflict, field)
		}
	}
	return replaced, nil
}

// propose keeps an act for another administrator.
func (d *Directory) propose(ctx context.Context, tx *store.Tx, m Manager, t todo, out *Outcome) error {
	detail, err := encodeAct(t.act)
	if err != nil {
		return err
	}
	if out.Replaced, err = rival(ctx, tx, m, t); err != nil {
		return err
	}
	now := d.clock()
	row := store.ProposalRow{
		ID: alur.NewID(), Kind: string(t.kind), Username: t.subject.Username, Detail: detail, Password: t.password, State: store.ProposalOpen,
		ProposedBy: m.Username, ProposedAt: now, ExpiresAt: now.Add(ProposalLife),
	}
	if t.kind != ActInvite {
		if row.Was, err = mark(ctx, tx, t.subject.Username); err != nil {
			return err
		}
	}
	if err := tx.PutProposal(ctx, row); err != nil {
		return err
	}
	made, err := d.proposals(ctx, tx, []store.ProposalRow{row})
	if err != nil {
		return err
	}
	out.Proposal = &made[0]
	return d.record(ctx, tx, m.by().event(SecurityProposed, row.Username, row.Kind))
}

// proposals reads what there is to say about rows.
func (d *Directory) proposals(ctx context.Context, tx *store.Tx, rows []store.ProposalRow) ([]Proposal, error) {
	var names []string
	acts := make([]act, len(rows))
	var agencies []alur.AgencyID
	for i, r := range rows {
		names = append(names, r.Username, r.ProposedBy, r.DecidedBy)
		var err error
		if acts[i], err = decodeAct(r.Detail); err != nil {
			return nil, err
		}
		agencies = append(agencies, acts[i].Agency)
	}
	users, err := tx.Users(ctx, names)
	if err != nil {
		return nil, err
	}
	known, err := tx.Agencies(ctx, slices.DeleteFunc(agencies, func(id alur.AgencyID) bool { return id == "" }))
	if err != nil {
		return nil, err
	}
	out := make([]Proposal, len(rows))
	now := d.clock()
	for i, r := range rows {
		x, u := acts[i], users[r.Username]
		p := Proposal{
			ID: r.ID, Kind: ActKind(r.Kind), Username: r.Username, Name: u.Name, Agency: u.AgencyName, Was: u.Roles, Roles: x.Roles, Email: x.Email, Subject: x.Subject,
			State: ProposalState(r.State), By: users[r.ProposedBy], At: r.ProposedAt, Until: r.ExpiresAt, Decided: users[r.DecidedBy], DecidedAt: r.DecidedAt,
		}
		if p.Kind == ActInvite {
			p.Name, p.Was = x.Name, nil
		}
		if x.Agency != "" {
			p.Agency = known[x.Agency].Name
		}
		if p.State == ProposalOpen && !now.Before(p.Until) {
			p.State = ProposalExpired
		}
		out[i] = p
	}
	return out, nil
}

// Proposals lists proposals, the newest first, at most 100; username "" is about
// everybody. For administrators; the caller has checked.
func (d *Directory) Proposals(ctx context.Context, username string, open bool) ([]Proposal, error) {
	q := store.ProposalQuery{Username: username, Limit: 100}
	if open {
		q.Open = d.clock()
	}
	var out []Proposal
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Proposals(ctx, q)
		if err != nil {
			return err
		}
		out, err = d.proposals(ctx, tx, rows)
		return err
	})
	return out, err
}

// CountProposals says how many open proposals a user may confirm.
func (d *Directory) CountProposals(ctx context.Context, u alur.User) (n int, err error) {
	if !u.Has(alur.RoleAdmin) {
		return 0, nil
	}
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		n, err = tx.CountProposals(ctx, u.Username, d.clock())
		return err
	})
	return n, err
}

// ConfirmProposal does what was proposed, in one transaction: of those who decide at
// once, one does. It is for another administrator than whoever proposed it and whom it is
// about, who has just proved himself or herself; the caller has checked the proof.
//
// Refusals: not-your-party (no administrator), not-found, four-eyes, conflict (state: it
// is decided or its time is over; stale: the account is not what it was, or the proposer
// is no administrator any more: it is off the table), those of the act itself.
func (d *Directory) ConfirmProposal(ctx context.Context, m Manager, id string) (Outcome, error) {
	if err := onlyAdmin(m); err != nil {
		return Outcome{}, err
	}
	var out Outcome
	var refusal error
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		out, refusal = Outcome{}, nil
		row, err := tx.Proposal(ctx, id)
		if err != nil {
			return err
		}
		if row.ProposedBy == m.Username || row.Username == m.Username {
			return alur.Refuse(alur.CodeFourEyes)
		}
		now := d.clock()
		if row.State != store.ProposalOpen || !now.Before(row.ExpiresAt) {
			return alur.RefuseField(alur.CodeConflict, "state")
		}
		t, stale, err := d.reconsider(ctx, tx, row)
		if err != nil {
			return err
		}
		if stale {
			refusal = alur.RefuseField(alur.CodeConflict, "stale")
			if err := tx.DecideProposal(ctx, id, store.ProposalStale, m.Username, now); err != nil {
				return err
			}
			return d.record(ctx, tx, m.by().event(SecurityProposalRefused, row.Username, row.Kind+", stale, proposed by "+row.ProposedBy))
		}
		if err := tx.DecideProposal(ctx, id, store.ProposalConfirmed, m.Username, now); err != nil {
			return err
		}
		if err := d.apply(ctx, tx, t, By{Actor: row.ProposedBy}, &out); err != nil {
			return err
		}
		return d.record(ctx, tx, m.by().event(SecurityProposalConfirmed, row.Username, row.Kind+", proposed by "+row.ProposedBy))
	})
	if err == nil {
		err = refusal
	}
	if err != nil {
		return Outcome{}, err
	}
	return out, nil
}

// reconsider reads what a proposal asks for and holds its account. stale says that the
// account, or the proposer, is not what it was; what the act itself is refused for comes
// as an error.
func (d *Directory) reconsider(ctx context.Context, tx *store.Tx, row store.ProposalRow) (t todo, stale bool, err error) {
	t = todo{kind: ActKind(row.Kind), password: row.Password}
	if t.act, err = decodeAct(row.Detail); err != nil {
		return t, false, err
	}
	t.subject.Username = row.Username
	var a store.AccountRow
	if t.kind != ActInvite {
		if a, err = tx.LockAccount(ctx, row.Username); err != nil {
			return t, false, err
		}
		t.subject = a.User
		err := notErased(ctx, tx, row.Username)
		if alur.CodeOf(err) == alur.CodeConflict {
			return t, true, nil
		}
		if err != nil {
			return t, false, err
		}
		if is, err := mark(ctx, tx, row.Username); err != nil || is != row.Was {
			return t, true, err
		}
	}
	by, err := tx.Account(ctx, row.ProposedBy)
	if err != nil {
		return t, false, err
	}
	if !by.Active || !by.Has(alur.RoleAdmin) {
		return t, true, nil
	}
	m := Manager{User: by.User}
	switch t.kind {
	case ActInvite:
		err = d.judgeInvite(ctx, tx, m, row.Username, t.act)
	case ActChange:
		err = judgeChange(ctx, tx, m, a, t.changeOf(a))
	}
	return t, false, err
}

// RefuseProposal takes a proposal off the table. It is for every administrator; whoever
// proposed it takes it back so.
//
// Refusals: not-your-party, not-found, conflict (state).
func (d *Directory) RefuseProposal(ctx context.Context, m Manager, id string) error {
	if err := onlyAdmin(m); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		row, err := tx.Proposal(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.DecideProposal(ctx, id, store.ProposalRefused, m.Username, d.clock()); err != nil {
			return err
		}
		return d.record(ctx, tx, m.by().event(SecurityProposalRefused, row.Username, row.Kind+", proposed by "+row.ProposedBy))
	})
}
