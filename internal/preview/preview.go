// Package preview makes pictures of the pages of documents, so that people can look
// at a document without anything in it being run, by their browser or by the server.
//
// A PDF, PNG or JPEG is read by a child process, which is this program again
// ([Work]): it has a limit of memory and of time, gets nothing but the bytes, and
// gives back one JPEG. The pictures are kept in a folder which may be deleted at any
// time ([Folder.Sweep] keeps it small). The room knows nothing of requests and of who
// may see what: whoever calls has asked that before. Start reading at [Folder.Page].
package preview

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"

	"github.com/alur-id/alur"
)

const (
	// MaxPages is how many pages of one document are shown, from the first on.
	MaxPages = 300
	// Lifetime is how long a picture is kept that nobody looks at.
	Lifetime = 30 * 24 * time.Hour
	// MaxSize is how large the folder may grow, in bytes, unless [Config] says otherwise.
	MaxSize = 512 << 20

	// Width is how wide a picture is at most, in pixels, as it stands beside a list. It
	// is at most twice as high.
	Width = 1000
	// WideWidth is the same for an enlarged one.
	WideWidth = 2000

	// parallel is how many children run at once.
	parallel = 2
	// queue is how many pictures may wait to be made.
	queue = 32
	// badFor is how long a picture that could not be made is not tried again.
	badFor = 10 * time.Minute
)

var (
	// ErrUnreadable is returned for a document of which no picture can be made: damaged,
	// encrypted, too large when unpacked, or too slow.
	ErrUnreadable = errors.New("no picture can be made of the document")
	// ErrBusy is returned when the picture is not ready in time. It is still being made,
	// or others are: try again in some seconds.
	ErrBusy = errors.New("the picture is not ready yet")
)

// Config is what a folder of pictures needs.
type Config struct {
	// Dir is the folder. It is created when it is missing, also later.
	Dir string
	// Command starts this program so that it calls [Work] with the argument that is
	// added to it, its standard input and its standard output.
	Command []string
	Clock   alur.Clock
	Log     *slog.Logger
	// Has says whether the bytes of a document are still kept; the pictures of others
	// go. nil keeps them all.
	Has func(sha256 string) (bool, error)
	// MaxSize is how large the folder may grow, in bytes. 0 is [MaxSize].
	MaxSize int64
	// Patience is how long a caller waits for a picture. 0 is ten seconds.
	Patience time.Duration
	// Limit is how long making one picture may take. 0 is 15 seconds.
	Limit time.Duration
}

// Folder makes pictures and keeps them. It is safe for concurrent use, also by
// several processes.
type Folder struct {
	Config
	ctx     context.Context // ends at Close, and with it every child
	stop    context.CancelFunc
	running sync.WaitGroup

	children *semaphore.Weighted
	flights  singleflight.Group
	waiting  chan struct{}
	warm     atomic.Bool // a child has done its work: the renderer is compiled

	mu     sync.Mutex
	closed bool
	bad    map[string]time.Time // what could not be made, and when that was
	size   int64                // bytes in the folder, as far as this process knows
}

// Open opens the folder of pictures. The caller closes it.
func Open(c Config) (*Folder, error) {
	if len(c.Command) == 0 {
		return nil, errors.New("open previews: no command")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.MaxSize == 0 {
		c.MaxSize = MaxSize
	}
	if c.Patience == 0 {
		c.Patience = 10 * time.Second
	}
	if c.Limit == 0 {
		c.Limit = 15 * time.Second
	}
	if err := os.MkdirAll(c.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("open previews: %w", err)
	}
	f := &Folder{Config: c, children: semaphore.NewWeighted(parallel), waiting: make(chan struct{}, queue), bad: map[string]time.Time{}}
	f.ctx, f.stop = context.WithCancel(context.Background())
	return f, nil
}

// Close ends what is being made and waits for it.
func (f *Folder) Close() error {
	f.mu.Lock()
	f.closed = true
	f.mu.Unlock()
	f.stop()
	f.running.Wait()
	return nil
}

// enter counts one that makes a picture, unless the folder is closed.
func (f *Folder) enter() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.running.Add(1)
	}
	return !f.closed
}

// Source is a document. The caller has made sure that whoever asks may see it.
type Source struct {
	SHA256    string // lower-case hex: what its pictures are kept under
	MediaType string // what its content was found to be
	// Open returns its bytes from the first on. It is called only when there is no
	// picture yet, perhaps after the caller is gone.
	Open func(context.Context) (io.ReadCloser, error)
}

// Look says which picture of a document is wanted.
type Look struct {
	Page int  // from 1
	Wide bool // enlarged
	Turn int  // by how many quarters it is turned clockwise, 0 to 3
}

// Picture is one page.
type Picture struct {
	JPEG          []byte
	Width, Height int // pixels
	// Pages is how many pages the document has; those beyond [MaxPages] have no picture.
	Pages int
}

// kinds are the types that pictures are made of.
var kinds = map[string]string{"application/pdf": kindPDF, "image/png": kindPicture, "image/jpeg": kindPicture}

// Shows reports whether pictures are made of documents of this type.
func Shows(mediaType string) bool { return kinds[mediaType] != "" }

// Page returns a picture of a page, made now when it is not there yet. Refusals:
// not-found for a page that there is not, a document of another type, and a [Look]
// that is not offered; [ErrUnreadable], [ErrBusy]. An error of [Source.Open] is given
// back as it is.
func (f *Folder) Page(ctx context.Context, src Source, look Look) (*Picture, error) {
	kind := kinds[src.MediaType]
	if kind == "" || look.Page < 1 || look.Page > MaxPages || look.Turn < 0 || look.Turn > 3 {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	name, err := fileOf(src.SHA256, look)
	if err != nil {
		return nil, err
	}
	if p := f.cached(name); p != nil {
		return p, nil
	}
	if f.isBad(name) {
		return nil, ErrUnreadable
	}
	// Whoever waits for the same picture waits for the same child, which goes on when
	// they are gone: they will come back for it.
	made := f.flights.DoChan(name, func() (any, error) { return f.make(context.WithoutCancel(ctx), src, kind, look, name) })
	patience := time.NewTimer(f.Patience)
	defer patience.Stop()
	select {
	case res := <-made:
		if res.Err != nil {
			return nil, res.Err
		}
		return res.Val.(*Picture), nil
	case <-patience.C:
		return nil, ErrBusy
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// make has a picture made by a child, and keeps it. ctx carries values alone.
func (f *Folder) make(ctx context.Context, src Source, kind string, look Look, name string) (*Picture, error) {
	if !f.enter() {
		return nil, ErrBusy
	}
	defer f.running.Done()
	if p := f.cached(name); p != nil { // made between the look and the flight
		return p, nil
	}
	select {
	case f.waiting <- struct{}{}:
		defer func() { <-f.waiting }()
	default:
		return nil, ErrBusy
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(f.ctx, cancel)()

	// The first child of all compiles the renderer, which takes seconds and memory: the
	// others wait for it instead of doing the same.
	weight, limit := int64(1), f.Limit
	if !f.warm.Load() {
		weight, limit = parallel, 8*f.Limit
	}
	if err := f.children.Acquire(ctx, weight); err != nil {
		return nil, ErrBusy // closing
	}
	defer f.children.Release(weight)
	content, err := src.Open(ctx)
	if err != nil {
		return nil, err
	}
	defer content.Close()
	job := job{Kind: kind, Page: look.Page, Width: Width, Turn: look.Turn, Cache: filepath.Join(f.Dir, compiledDir), Seconds: int(limit.Seconds()) + 1}
	if look.Wide {
		job.Width = WideWidth
	}
	raw, err := f.child(ctx, job, content, limit)
	if err == nil {
		var p *Picture
		if p, err = parse(raw); err == nil {
			f.warm.Store(true)
			f.keep(name, raw)
			return p, nil
		}
	}
	var missing *alur.Error
	switch {
	case f.ctx.Err() != nil:
		return nil, ErrBusy
	case errors.As(err, &missing):
		f.warm.Store(true)
		return nil, err
	}
	level := slog.LevelWarn
	if errors.Is(err, faultUnreadable) {
		level = slog.LevelInfo // it is the document's
	}
	f.Log.Log(ctx, level, "no preview", "document", src.SHA256, "page", look.Page, "error", err)
	f.setBad(name)
	return nil, ErrUnreadable
}

func (f *Folder) isBad(name string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	at, ok := f.bad[name]
	return ok && f.Clock().Sub(at) < badFor
}

func (f *Folder) setBad(name string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	const most = 1000
	if len(f.bad) >= most {
		clear(f.bad) // they are only tried once more
	}
	f.bad[name] = f.Clock()
}
