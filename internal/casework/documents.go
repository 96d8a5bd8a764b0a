package casework

import (
	"context"
	"io"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/flow"
)

// MaxUpload is the most bytes that one document may have.
const MaxUpload = blob.MaxSize

// CheckUpload says whether the actor may upload a document of the kind now, before
// its bytes are read: the refusals of [Cases.AddDocument] that do not depend on them.
func (c *Cases) CheckUpload(ctx context.Context, a Actor, id alur.RequestID, kind string) error {
	return c.permit(ctx, a, id, flow.AddDocument{Kind: kind, Check: true}, true)
}

// Receive takes the bytes of a file to safety that the program itself brings, and says
// what they are: too-large, empty-file, unsafe-file, unsupported-media-type. The file
// belongs to no request until [Cases.AddDocument] names it.
func (c *Cases) Receive(ctx context.Context, name string, r io.Reader) (StoredBlob, error) {
	h, err := c.Hold(ctx, name, r)
	if err != nil {
		return StoredBlob{}, err
	}
	defer h.Discard()
	return h.keep()
}

// ReceiveFrom is Receive of what the actor uploads for a request, whom the caller has asked
// about: quota-exceeded and infected-file as well, and nothing is kept then. Where the
// scanner does not answer the file is taken, and waits: see [Cases.ScanWaiting].
func (c *Cases) ReceiveFrom(ctx context.Context, a Actor, id alur.RequestID, name string, r io.Reader) (StoredBlob, error) {
	h, err := c.Hold(ctx, name, r)
	if err != nil {
		return StoredBlob{}, err
	}
	defer h.Discard()
	return h.KeepFrom(ctx, a, id)
}

// maxInspections is how many uploads are looked into at once.
const maxInspections = 2

func (c *Cases) inspect(ctx context.Context, in *blob.Incoming, name string) (blob.Type, error) {
	select {
	case c.inspections <- struct{}{}:
		defer func() { <-c.inspections }()
		return blob.Inspect(in, in.Size, name)
	case <-ctx.Done():
		return blob.Type{}, ctx.Err()
	}
}

// AddDocument adds an uploaded file to the request; one of a single-file kind
// replaces the one before, which stays in the history.
func (c *Cases) AddDocument(ctx context.Context, a Actor, id alur.RequestID, u Upload, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, flow.AddDocument{
		ID: alur.DocumentID(alur.NewID()), Kind: u.Kind, Name: blob.CleanName(u.Name), Size: u.Blob.Size,
		MediaType: u.Blob.MediaType, Type: u.Blob.Type, SHA256: u.Blob.SHA256,
	})
}

// MayReport says whether the actor may report a finding now: the 403 and 409 refusals of
// [Cases.AddFinding], before the pictures that go with it are read.
func (c *Cases) MayReport(ctx context.Context, a Actor, id alur.RequestID) error {
	return c.permit(ctx, a, id, flow.AddFinding{}, false)
}

// CheckPicture says whether the actor may add a picture to a finding now, before its
// bytes are read.
func (c *Cases) CheckPicture(ctx context.Context, a Actor, id alur.RequestID, finding int) error {
	return c.permit(ctx, a, id, flow.AddDocument{Kind: string(flow.KindPicture), Finding: finding, Check: true}, true)
}

// AddPicture adds an uploaded picture to a finding: by whoever reports findings where
// they are reported, and by whoever fixes them with the fix, until the finding is
// verified (wrong-transition after that). not-found for a finding that there is not;
// wrong-stage elsewhere; unsupported-media-type for what is neither PNG nor JPEG;
// invalid-data when [flow.MaxPictures] are there.
func (c *Cases) AddPicture(ctx context.Context, a Actor, id alur.RequestID, finding int, u Upload, o Options) (*Written, error) {
	return c.write(ctx, a, id, o, flow.AddDocument{
		ID: alur.DocumentID(alur.NewID()), Kind: u.Kind, Name: blob.CleanName(u.Name), Size: u.Blob.Size,
		MediaType: u.Blob.MediaType, Type: u.Blob.Type, SHA256: u.Blob.SHA256, Finding: finding,
	})
}

// OpenDocument returns a document that the actor may see, current or not, and its
// bytes, verified against the hash in the history: file-waiting and file-withheld for
// what the scanner has not seen yet, or has found infected. The caller closes them.
func (c *Cases) OpenDocument(ctx context.Context, a Actor, id alur.RequestID, doc alur.DocumentID) (flow.Document, io.ReadSeekCloser, error) {
	v, err := c.Get(ctx, a, id)
	if err != nil {
		return flow.Document{}, nil, err
	}
	for _, d := range v.AllDocuments {
		if d.ID == doc {
			if err := v.Scans[d.SHA256].refusal(); err != nil {
				return flow.Document{}, nil, err
			}
			content, _, err := c.blobs.Open(ctx, d.SHA256)
			return d, content, err
		}
	}
	return flow.Document{}, nil, alur.Refuse(alur.CodeNotFound)
}
