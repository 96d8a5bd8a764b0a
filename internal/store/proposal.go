package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// The states of a proposal. One that is open after its time is over.
const (
	ProposalOpen      = "open"
	ProposalConfirmed = "confirmed"
	ProposalRefused   = "refused"
	ProposalStale     = "stale"    // the account was another by then
	ProposalReplaced  = "replaced" // a later proposal of the kind took its place
)

// ProposalRow is an act on an account that another administrator must confirm.
type ProposalRow struct {
	ID         string
	Kind       string
	Username   string // whom it is about
	Was        string // its owner's business
	Detail     []byte // its owner's business
	Password   string // PHC string, "" where none is to be set, and once decided
	State      string
	ProposedBy string
	ProposedAt time.Time
	ExpiresAt  time.Time
	DecidedBy  string // "" while open
	DecidedAt  time.Time
}

const proposalColumns = `p.id, p.kind, p.username, p.was, p.detail, p.password, p.state, p.proposed_by, p.proposed_at, p.expires_at, p.decided_by, p.decided_at`

func scanProposal(rows *sql.Rows) (ProposalRow, error) {
	var p ProposalRow
	var proposed, expires, decided int64
	err := rows.Scan(&p.ID, &p.Kind, &p.Username, &p.Was, &p.Detail, &p.Password, &p.State, &p.ProposedBy, &proposed, &expires, &p.DecidedBy, &decided)
	p.Detail, p.ProposedAt, p.ExpiresAt, p.DecidedAt = blob(p.Detail), fromMicros(proposed), fromMicros(expires), fromMicros(decided)
	return p, err
}

// PutProposal stores an open proposal in the place of those of the kind about the same
// account that are still open.
func (tx *Tx) PutProposal(ctx context.Context, p ProposalRow) error {
	_, err := tx.exec(ctx, `UPDATE proposals SET state = $4, password = '', decided_by = $3, decided_at = $5 WHERE username = $1 AND kind = $2 AND state = $6`,
		p.Username, p.Kind, p.ProposedBy, ProposalReplaced, micros(p.ProposedAt), ProposalOpen)
	if err != nil {
		return err
	}
	_, err = tx.exec(ctx, `INSERT INTO proposals (id, kind, username, was, detail, password, state, proposed_by, proposed_at, expires_at, decided_by, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, '', 0)`,
		p.ID, p.Kind, p.Username, p.Was, blob(p.Detail), p.Password, ProposalOpen, p.ProposedBy, micros(p.ProposedAt), micros(p.ExpiresAt))
	return err
}

// Proposal reads a proposal: not-found when it is absent.
func (tx *Tx) Proposal(ctx context.Context, id string) (ProposalRow, error) {
	var out ProposalRow
	err := tx.each(ctx, `SELECT `+proposalColumns+` FROM proposals p WHERE p.id = $1`, []any{id}, func(rows *sql.Rows) (err error) {
		out, err = scanProposal(rows)
		return err
	})
	if err == nil && out.ID == "" {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return out, err
}

// DecideProposal gives an open proposal its last state: conflict when it is not open, or
// its time is over. Of those who decide one at once, one does.
func (tx *Tx) DecideProposal(ctx context.Context, id, state, by string, at time.Time) error {
	n, err := tx.exec(ctx, `UPDATE proposals SET state = $2, password = '', decided_by = $3, decided_at = $4 WHERE id = $1 AND state = $5 AND expires_at > $4`,
		id, state, by, micros(at), ProposalOpen)
	if err == nil && n == 0 {
		return alur.RefuseField(alur.CodeConflict, "state")
	}
	return err
}

// ProposalQuery says which proposals; what is zero does not restrict.
type ProposalQuery struct {
	Username string
	Open     time.Time // only those that are open at this time
	Limit    int
}

// Proposals reads proposals, the newest first.
func (tx *Tx) Proposals(ctx context.Context, q ProposalQuery) ([]ProposalRow, error) {
	var sq query
	sq.add(`SELECT `, proposalColumns, ` FROM proposals p WHERE TRUE`)
	if q.Username != "" {
		sq.add(` AND p.username = `, sq.arg(q.Username))
	}
	if !q.Open.IsZero() {
		sq.add(` AND p.state = `, sq.arg(ProposalOpen), ` AND p.expires_at > `, sq.arg(micros(q.Open)))
	}
	sq.add(` ORDER BY p.proposed_at DESC, p.id LIMIT `, sq.arg(q.Limit))
	var out []ProposalRow
	err := tx.each(ctx, sq.String(), sq.args, func(rows *sql.Rows) error {
		p, err := scanProposal(rows)
		out = append(out, p)
		return err
	})
	return out, err
}

// CountProposals says how many proposals are open for a decision of somebody's: neither
// proposed by nor about him or her.
func (tx *Tx) CountProposals(ctx context.Context, by string, now time.Time) (n int, err error) {
	err = tx.queryRow(ctx, `SELECT count(*) FROM proposals WHERE state = $1 AND expires_at > $2 AND proposed_by <> $3 AND username <> $3`,
		[]any{ProposalOpen, micros(now), by}, &n)
	return n, err
}
