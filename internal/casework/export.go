package casework

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// exportHead is the first line of an export: which history follows, how it ends, and
// the documents that it speaks of, whose bytes are handed over beside it.
type exportHead struct {
	Request   alur.RequestID   `json:"request"`
	Number    string           `json:"number"`
	Agency    alur.AgencyID    `json:"agency"`
	Title     string           `json:"title"`
	Events    int64            `json:"events"`
	Hash      string           `json:"hash"` // of the last event
	Documents []exportDocument `json:"documents"`
}

type exportDocument struct {
	ID     alur.DocumentID `json:"id"`
	Kind   alur.ItemID     `json:"kind"`
	Name   string          `json:"name"`
	Size   int64           `json:"size"`
	SHA256 string          `json:"sha256"`
	// Finding is the number of the finding that it is a picture of.
	Finding int `json:"finding,omitzero"`
	// File is where its bytes lie beside the history, "" where they are handed over otherwise.
	File string `json:"file,omitzero"`
}

// Export writes the history of a request as JSON Lines: one line about the whole,
// then every event as the API gives it, in order. Whoever has the file can check it
// without this program (docs/periksa-riwayat.py). Values of person items are not in
// it. not-found for an unknown request.
func (a *Audit) Export(ctx context.Context, id alur.RequestID, w io.Writer) error {
	out := bufio.NewWriter(w)
	err := a.Store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Request(ctx, store.Everything, id)
		if err != nil {
			return err
		}
		s, err := flow.UnmarshalState(row.State)
		if err != nil {
			return err
		}
		head, err := headOf(row, s, func(int, flow.Document) string { return "" })
		if err != nil {
			return err
		}
		if _, err := out.Write(head); err != nil {
			return err
		}
		return tx.EachEvent(ctx, id, func(e store.EventRow) error {
			_, err := out.Write(append(evidence.WithHash(e.Body, e.Hash), '\n'))
			return err
		})
	})
	if err == nil {
		err = out.Flush()
	}
	if err != nil {
		return fmt.Errorf("export history of %s: %w", id, err)
	}
	return nil
}

// headOf is the first line; file says where the bytes of the document with the index lie.
func headOf(row store.RequestRow, s *flow.State, file func(int, flow.Document) string) ([]byte, error) {
	head := exportHead{
		Request: row.ID, Number: row.Number, Agency: row.Agency, Title: row.Title, Events: row.Seq, Hash: row.Hash, Documents: []exportDocument{},
	}
	for i, d := range s.Documents {
		head.Documents = append(head.Documents, exportDocument{
			ID: d.ID, Kind: d.Kind, Name: d.Name, Size: d.Size, SHA256: d.SHA256, Finding: d.Finding, File: file(i, d),
		})
	}
	line, err := canon.Marshal(head)
	return append(line, '\n'), err
}
