package upload

import (
	"context"
	"errors"
	"io"
	"net/http"
	"path"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tus/tusd/v2/pkg/handler"
	"github.com/tus/tusd/v2/pkg/memorylocker"
	"golang.org/x/exp/slog"

	"github.com/alur-id/alur"
)

// metaName is the one word of Upload-Metadata that is read: the name of the file.
const metaName = "filename"

// newHandler sets tusd up for what is needed and nothing else: no downloads, no joining
// of uploads, no length that comes later, no other site's scripts, no hooks that speak.
func newHandler(f *Folder) (*handler.UnroutedHandler, error) {
	composer := handler.NewStoreComposer()
	composer.UseCore(dataStore{f})
	composer.UseTerminater(dataStore{f})
	// Within a process a newer call for an upload ends an older one that still waits for
	// a dead line. Between processes nothing has to be locked: see Folder.
	composer.UseLocker(memorylocker.New())
	return handler.NewUnroutedHandler(handler.Config{
		StoreComposer:        composer,
		MaxSize:              MaxSize,
		BasePath:             "/",
		DisableDownload:      true,
		DisableConcatenation: true,
		Cors:                 &handler.CorsConfig{Disable: true},
		// Its log holds addresses and ids; ours has a line for every call already.
		Logger:                  slog.New(slog.NewTextHandler(io.Discard, nil)),
		PreUploadCreateCallback: f.admit,
		// What arrived before a line broke is written at once; nothing waits for more.
		GracefulRequestCompletionTimeout: time.Second,
		AcquireLockTimeout:               5 * time.Second,
	})
}

// A call is one request on its way through tusd.
type call struct {
	fresh *Upload // to be created
	err   error   // what really went wrong below; tusd would put its words into the answer
}

type callKey struct{}

// callOf finds the call that a context of tusd belongs to.
func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	if c == nil {
		return &call{}
	}
	return c
}

// fail keeps an error for the caller and gives tusd one without words.
func (c *call) fail(err error) error {
	c.err = err
	return handler.NewError("ERR", "", http.StatusInternalServerError)
}

// Create begins an upload of the owner for the slot and answers 201 with the address
// of it below base. The length stands in Upload-Length, the name in Upload-Metadata.
// Refusals: too-large, with the field [FieldQuota] when the owner has too much
// unfinished; empty-file; invalid-parameter for a name that is none; storage-full.
// Whatever breaks the protocol is answered here.
func (f *Folder) Create(w http.ResponseWriter, r *http.Request, base, owner string, slot Slot) error {
	c := &call{fresh: &Upload{ID: alur.NewID(), Slot: slot, folder: f, dir: ownerDir(owner)}}
	r = r.Clone(r.Context())
	r.Header.Del("Content-Type") // the first piece comes on its own
	return f.serve(w, r, c, f.tus.PostFile, base+c.fresh.ID)
}

// admit is asked by tusd before an upload is made.
func (f *Folder) admit(e handler.HookEvent) (handler.HTTPResponse, handler.FileInfoChanges, error) {
	c := callOf(e.Context)
	u := c.fresh
	name := path.Base(strings.ReplaceAll(e.Upload.MetaData[metaName], `\`, "/"))
	switch {
	case e.Upload.Size == 0:
		return handler.HTTPResponse{}, handler.FileInfoChanges{}, c.fail(alur.Refuse(alur.CodeEmptyFile))
	case name == "" || name == "." || name == "/" || len(name) > maxName || !utf8.ValidString(name):
		return handler.HTTPResponse{}, handler.FileInfoChanges{}, c.fail(alur.RefuseField(alur.CodeInvalidParameter, metaName))
	}
	u.Name, u.Size = name, e.Upload.Size
	return handler.HTTPResponse{}, handler.FileInfoChanges{ID: u.dir + "/" + u.ID, MetaData: handler.MetaData{}}, nil
}

// Head answers how much of an upload has arrived (Upload-Offset). As for all below:
// not-found for what is not the owner's.
func (f *Folder) Head(w http.ResponseWriter, r *http.Request, owner, id string) error {
	return f.resource(w, r, owner, id, f.tus.HeadFile)
}

// Append adds the bytes of the body at Upload-Offset, which must be where the upload
// has come to: 409 otherwise.
func (f *Folder) Append(w http.ResponseWriter, r *http.Request, owner, id string) error {
	return f.resource(w, r, owner, id, f.tus.PatchFile)
}

// Delete throws an upload away.
func (f *Folder) Delete(w http.ResponseWriter, r *http.Request, owner, id string) error {
	return f.resource(w, r, owner, id, f.tus.DelFile)
}

func (f *Folder) resource(w http.ResponseWriter, r *http.Request, owner, id string, do http.HandlerFunc) error {
	u, err := f.Get(owner, id)
	if err != nil {
		return err
	}
	if u.Result != nil {
		return alur.Refuse(alur.CodeNotFound) // taken over: there is nothing to continue
	}
	r = r.Clone(r.Context())
	r.URL.Path = "/" + u.dir + "/" + u.ID
	return f.serve(w, r, &call{}, do, "")
}

// serve lets tusd answer and passes on what belongs to the protocol, nothing else of it.
func (f *Folder) serve(w http.ResponseWriter, r *http.Request, c *call, do http.HandlerFunc, location string) error {
	r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
	r.Header.Del("X-HTTP-Method-Override") // the door was asked for this method
	out := &answer{to: w, header: http.Header{}}
	f.tus.Middleware(do).ServeHTTP(out, r)
	switch {
	case c.err != nil:
		return c.err
	case out.status == http.StatusNotFound:
		return alur.Refuse(alur.CodeNotFound)
	case out.status == http.StatusRequestEntityTooLarge:
		return alur.Refuse(alur.CodeTooLarge)
	case out.status == http.StatusNotImplemented:
		out.status = http.StatusBadRequest // a length that comes later
	case out.status >= http.StatusInternalServerError:
		// The line was too slow, or an older call does not let go: worth another try.
		return &alur.Error{Code: alur.CodeOverloaded, Retry: time.Second}
	}
	h := w.Header()
	for _, name := range []string{"Tus-Resumable", "Upload-Offset", "Upload-Length"} {
		if v := out.header.Get(name); v != "" {
			h.Set(name, v)
		}
	}
	if out.status == http.StatusPreconditionFailed {
		h.Set("Tus-Version", "1.0.0")
	}
	if location != "" && out.status == http.StatusCreated {
		h.Set("Location", location)
	}
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(out.status)
	return nil
}

// An answer holds back what tusd says until it is known what may leave.
type answer struct {
	to     http.ResponseWriter
	header http.Header
	status int
}

func (a *answer) Header() http.Header { return a.header }

func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
}

func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return len(p), nil
}

// Unwrap lets http.ResponseController reach the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.to }

// dataStore is the folder as tusd sees it. An id of tusd's is the owner's folder and
// the upload's id, so that nobody can name an upload of somebody else.
type dataStore struct{ folder *Folder }

// NewUpload makes the upload that [Folder.admit] has let in.
func (s dataStore) NewUpload(ctx context.Context, _ handler.FileInfo) (handler.Upload, error) {
	c := callOf(ctx)
	if err := s.folder.create(c.fresh); err != nil {
		return nil, c.fail(err)
	}
	return &stored{c.fresh}, nil
}

// GetUpload finds an upload that is not taken over.
func (s dataStore) GetUpload(ctx context.Context, id string) (handler.Upload, error) {
	dir, name := path.Split(id)
	u, err := s.folder.get(path.Clean(dir), name)
	if err != nil {
		return nil, callOf(ctx).fail(err)
	}
	return &stored{u}, nil
}

// AsTerminatableUpload is how tusd asks for an upload that can be deleted.
func (s dataStore) AsTerminatableUpload(u handler.Upload) handler.TerminatableUpload {
	return u.(*stored)
}

// stored is an upload as tusd sees it.
type stored struct{ *Upload }

// GetInfo says how far the upload is.
func (s *stored) GetInfo(context.Context) (handler.FileInfo, error) {
	return handler.FileInfo{ID: s.dir + "/" + s.ID, Size: s.Size, Offset: s.Offset}, nil
}

// WriteChunk puts bytes at the offset.
func (s *stored) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	n, err := s.folder.write(s.Upload, offset, src)
	if err != nil {
		return n, callOf(ctx).fail(err)
	}
	return n, nil
}

// GetReader is asked for by downloads alone, which there are none of.
func (s *stored) GetReader(context.Context) (io.ReadCloser, error) {
	return nil, errors.ErrUnsupported
}

// FinishUpload has nothing to do: whoever the upload is for takes it over.
func (s *stored) FinishUpload(context.Context) error { return nil }

// Terminate throws the upload away.
func (s *stored) Terminate(ctx context.Context) error {
	if err := s.folder.Discard(s.Upload); err != nil {
		return callOf(ctx).fail(err)
	}
	return nil
}
