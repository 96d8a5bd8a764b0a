package casework

import (
	"context"
	"encoding/hex"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Evidence is what the record says of one request at one moment, for a pack that proves
// itself: the request as the actor sees it, and how its history ends there.
type Evidence struct {
	View *View
	Head []byte // the first line of its history as [Audit.Export] writes it, with its newline
	Hash string // of the last event
	// Private are the values of person items as they stand, with what opens their commitments,
	// in order of commitment; replaced and erased ones are not among them.
	Private []PrivateValue
	// Receipts prove its events by the earliest stored checkpoint that has all of them, else
	// by the newest, and that later checkpoints contain it; nil while there is none.
	Receipts *PackReceipts
}

// PackReceipts are receipts with what compares them to checkpoints that a witness may hold.
type PackReceipts struct {
	Receipts
	Later []LaterCheckpoint
}

// LaterCheckpoint is a checkpoint of a larger tree, and the proof that it contains the one of
// the receipts.
type LaterCheckpoint struct {
	Note  string
	Proof []tlog.Hash
}

// laterMost is how many later checkpoints stand in a pack.
const laterMost = 200

// PrivateValue is the value of a person item: SHA-256(salt ‖ value) is its commitment.
type PrivateValue struct {
	Commitment string       `json:"commitment"`
	Item       alur.ItemID  `json:"item"`
	Salt       string       `json:"salt"` // hex
	Stage      alur.StageID `json:"stage"`
	Value      string       `json:"value"` // the canonical JSON that was committed to
}

// Evidence returns what a pack of evidence is made of. file says where in the pack the bytes
// of the document with the index lie. Whoever sees the history may have it, and those
// see persons too; vendors are refused with not-your-party.
func (c *Cases) Evidence(ctx context.Context, a Actor, id alur.RequestID, file func(int, flow.Document) string) (*Evidence, error) {
	var out *Evidence
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		row, s, err := c.historyOf(ctx, tx, a, id)
		if err != nil {
			return err
		}
		e := &Evidence{Hash: row.Hash}
		if e.View, err = c.viewOf(ctx, tx, a.User, row, s); err != nil {
			return err
		}
		if e.Head, err = headOf(row, s, file); err != nil {
			return err
		}
		private, err := tx.Private(ctx, id)
		current := s.Commitments() // sorted
		for _, p := range private {
			if _, ok := slices.BinarySearch(current, p.Commitment); !ok {
				continue
			}
			e.Private = append(e.Private, PrivateValue{Commitment: p.Commitment, Item: p.Item, Salt: hex.EncodeToString(p.Salt), Stage: p.Stage, Value: string(p.Value)})
		}
		if err != nil {
			return err
		}
		out = e
		e.Receipts, err = packReceipts(ctx, tx, id, row.Seq)
		return err
	})
	return out, err
}

func packReceipts(ctx context.Context, tx *store.Tx, id alur.RequestID, until int64) (*PackReceipts, error) {
	leaves, err := tx.LeavesOf(ctx, id)
	if err != nil {
		return nil, err
	}
	need := int64(1)
	for _, l := range leaves {
		if l.Seq <= until {
			need = max(need, l.Index+1)
		}
	}
	rows, err := tx.Checkpoints(ctx, need, laterMost+1)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 { // the last events are in no signed tree yet
		last, err := tx.LastCheckpoint(ctx)
		if err != nil || last.Size == 0 {
			return nil, err
		}
		rows = append(rows, last)
	}
	got, err := receiptsOf(ctx, tx, id, until, rows[0].Note, nil)
	if err != nil {
		return nil, err
	}
	out := &PackReceipts{Receipts: *got}
	reader := newTreeReader(ctx, tx)
	for _, row := range rows[1:] {
		proof, err := tlog.ProveTree(row.Size, rows[0].Size, reader)
		if err != nil {
			return nil, err
		}
		out.Later = append(out.Later, LaterCheckpoint{Note: row.Note, Proof: proof})
	}
	return out, nil
}
