package casework

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

const (
	// maxReusable is how many earlier files are offered.
	maxReusable = 20
	// reuseRequests is in how many requests, the newest first, they are looked for.
	reuseRequests = 50
)

// Reusable is a document that was uploaded before and fits a slot.
type Reusable struct {
	Document  flow.Document
	Request   alur.RequestID
	Number    string // of its request; "" before that was submitted
	Title     string // of its request
	ItemTitle string // of the slot that it was uploaded into
}

// Reusable returns the documents that the actor may put into the slot of a request
// without uploading them again, newest first, at most 20: every version in this
// request, and the current ones of other requests of the same agency that the actor
// sees. Refusals as [Cases.CheckUpload].
func (c *Cases) Reusable(ctx context.Context, a Actor, id alur.RequestID, kind string) ([]Reusable, error) {
	if err := c.CheckUpload(ctx, a, id, kind); err != nil {
		return nil, err
	}
	var out []Reusable
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Request(ctx, scopeOf(a.User), id)
		if err != nil {
			return err
		}
		target, err := c.states.get(row)
		if err != nil {
			return err
		}
		_, it := c.flows.Settable(target, kind)
		rows, err := tx.ListRequests(ctx, store.ListQuery{Scope: scopeOf(a.User), Agency: row.Agency, Limit: reuseRequests})
		if err != nil {
			return err
		}
		rows = append(slices.DeleteFunc(rows, func(r store.RequestRow) bool { return r.ID == id }), row)
		for _, r := range rows {
			found, err := c.reusableIn(r, a.User, it)
			if err != nil {
				return err
			}
			for _, x := range found {
				if r.ID == id || x.Document.Current() {
					out = append(out, x)
				}
			}
		}
		// What lies in the slot already is no choice; of equal bytes the newest is enough.
		taken := map[string]bool{}
		for _, d := range target.Current(it.ID) {
			taken[d.SHA256] = true
		}
		slices.SortStableFunc(out, func(x, y Reusable) int {
			return cmp.Or(y.Document.UploadedAt.Compare(x.Document.UploadedAt), cmp.Compare(x.Document.ID, y.Document.ID))
		})
		out = slices.DeleteFunc(out, func(x Reusable) bool {
			known := taken[x.Document.SHA256]
			taken[x.Document.SHA256] = true
			return known
		})
		out = out[:min(len(out), maxReusable)]
		return nil
	})
	return out, err
}

// reusableIn returns the documents of a request that the user sees and that fit the item.
func (c *Cases) reusableIn(row store.RequestRow, u alur.User, it *flow.Item) ([]Reusable, error) {
	s, err := c.states.get(row)
	if err != nil {
		return nil, err
	}
	plan, stage := c.flows.Stage(s)
	if !flow.Sees(s, u) || stage == nil {
		return nil, nil
	}
	if u.ThirdParty() {
		s = s.Clone()
		s.Redact(plan)
	}
	var out []Reusable
	for _, d := range s.Documents {
		from := plan.Stage(d.Stage).Item(d.Kind)
		if from != nil && fits(d, from, it) {
			out = append(out, Reusable{Document: d, Request: row.ID, Number: row.Number, Title: row.Title, ItemTitle: from.Title})
		}
	}
	return out, nil
}

// fits reports whether a document of one item may be put into another: of a type that
// is taken there, and never out of a confidential item into one that vendors see.
func fits(d flow.Document, from, to *flow.Item) bool {
	t, ok := blob.TypeOf(d.MediaType)
	return ok && (len(to.Types) == 0 || slices.Contains(to.Types, t.ID)) && (!from.Confidential || to.Confidential)
}

// ReuseDocument adds a document that was uploaded before to the request, as
// [Cases.AddDocument] adds an uploaded one: the event names the same bytes, which are
// not copied. not-found when [Cases.Reusable] would not offer the document, however
// long the list; file-withheld for an infected one; all else as AddDocument.
func (c *Cases) ReuseDocument(ctx context.Context, a Actor, id alur.RequestID, kind string, from alur.RequestID, doc alur.DocumentID, o Options) (*Written, error) {
	d, err := c.reusable(ctx, a, id, kind, from, doc)
	if err != nil {
		return nil, err
	}
	if err := c.reusableBytes(ctx, d.SHA256); err != nil {
		return nil, err
	}
	// A new event must not name bytes that are no longer there.
	if err := c.blobs.Verify(ctx, d.SHA256); err != nil {
		return nil, fmt.Errorf("reuse document %s: %w", d.ID, err)
	}
	t, _ := blob.TypeOf(d.MediaType) // fits has seen it
	return c.write(ctx, a, id, o, flow.AddDocument{
		ID: alur.DocumentID(alur.NewID()), Kind: kind, Name: d.Name, Size: d.Size, MediaType: d.MediaType, Type: t.ID, SHA256: d.SHA256,
	})
}

// reusable finds one document for [Cases.ReuseDocument].
func (c *Cases) reusable(ctx context.Context, a Actor, id alur.RequestID, kind string, from alur.RequestID, doc alur.DocumentID) (d flow.Document, err error) {
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Request(ctx, scopeOf(a.User), id)
		if err != nil {
			return err
		}
		target, err := c.states.get(row)
		if err != nil {
			return err
		}
		source := row
		if from != id {
			if source, err = tx.Request(ctx, scopeOf(a.User), from); err != nil {
				return err
			}
		}
		_, it := c.flows.Settable(target, kind)
		if it == nil {
			// Not open now, or no such slot: the write says which, and takes nothing.
			it = &flow.Item{Confidential: true}
		}
		found, err := c.reusableIn(source, a.User, it)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(found, func(x Reusable) bool { return x.Document.ID == doc && (from == id || x.Document.Current()) })
		if i < 0 || source.Agency != row.Agency {
			return alur.Refuse(alur.CodeNotFound)
		}
		d = found[i].Document
		return nil
	})
	return d, err
}
