package casework

import (
	"context"
	"encoding/hex"
	"slices"

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
}

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
		row, err := tx.Request(ctx, scopeOf(a.User), id)
		if err != nil {
			return err
		}
		s, err := c.states.get(row)
		if err != nil {
			return err
		}
		if !flow.Sees(s, a.User) {
			return alur.Refuse(alur.CodeNotFound)
		}
		if a.User.ThirdParty() {
			return alur.Refuse(alur.CodeNotYourParty)
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
		out = e
		return err
	})
	return out, err
}
