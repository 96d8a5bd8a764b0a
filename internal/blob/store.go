// Package blob keeps the bytes of documents under the SHA-256 of their content, in a
// folder or in a bucket of an object store, and judges files before they come in.
//
// It owns the safe way of writing ([Store.Receive], promises.md "SQLite, PostgreSQL,
// documents"), the check of every byte before it is served ([Store.Open]), and what
// counts as a safe file ([Inspect]). It knows nothing of requests: which document has
// which hash stands in the history. Bytes are never changed and never deleted here.
// Start reading at [Store]; blobtest holds what both kinds of it must do alike.
package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"github.com/alur-id/alur"
)

// MaxSize is how large one document may be, in bytes (flows.md: 50 MB).
const MaxSize = 50 << 20

var (
	// ErrMissing is returned for bytes that should be there and are not.
	ErrMissing = errors.New("the bytes of the document are missing")
	// ErrDamaged is returned for bytes that are not what their name says.
	ErrDamaged = errors.New("the bytes of the document are damaged")
)

// Store is where the bytes of documents are kept: a [Folder] or a [Bucket]. It is safe
// for concurrent use, also by several processes. What is kept stays as it is: nothing
// replaces good bytes, and nothing deletes them.
type Store interface {
	// Receive takes bytes in without keeping them, so that they can be inspected. It
	// refuses more than limit bytes (too-large) and none (empty-file); a full or read-only
	// disk is storage-full. An error of r is given back as it is.
	Receive(ctx context.Context, r io.Reader, limit int64) (*Incoming, error)
	// Open returns the bytes with the hash, and how many they are. All of them are hashed
	// before the first is given out: [ErrMissing] or [ErrDamaged] instead of wrong bytes,
	// storage-unavailable where the store does not answer. The caller closes them.
	Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, int64, error)
	// Has reports whether there are bytes under the hash; only Verify tells whether they
	// are unharmed.
	Has(sha256 string) (bool, error)
	// Verify reports whether the bytes with the hash are there and unharmed.
	Verify(ctx context.Context, sha256 string) error
	// Each calls fn for everything that is kept, in no order, without reading it.
	Each(ctx context.Context, fn func(File) error) error
	// Fatal is closed once nothing can be written safely any more: the process must end
	// and start again.
	Fatal() <-chan struct{}
	// Close releases the store. Files that are open stay readable.
	Close() error
}

// File is one thing in a store.
type File struct {
	Name   string // where it lies in the store
	SHA256 string // what its bytes should have; "" for what does not belong there
	Size   int64  // bytes
}

// fileAt is the file at a path of the store.
func fileAt(name string, size int64) File {
	f := File{Name: name, Size: size}
	if sum := path.Base(name); isHash(sum) {
		if _, at := place(sum); at == name {
			f.SHA256 = sum
		}
	}
	return f
}

// Stored says what was kept.
type Stored struct {
	SHA256 string // lower-case hex
	Size   int64  // bytes
}

// Incoming is a file on its way in: its bytes are on the disk of this machine, but not
// yet kept. It is used by one goroutine, and ended by Discard in every case.
type Incoming struct {
	Stored
	root *os.Root
	file *os.File
	name string
	keep func(*Incoming) (Stored, error)
}

// receive writes what r gives into a new file of the folder, hashing it.
func receive(ctx context.Context, root *os.Root, dir string, r io.Reader, limit int64, keep func(*Incoming) (Stored, error)) (*Incoming, error) {
	name := path.Join(dir, alur.NewID())
	file, err := root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, refusal("create file", err)
	}
	in := &Incoming{root: root, file: file, name: name, keep: keep}
	if err := in.fill(ctx, r, limit); err != nil {
		in.Discard()
		return nil, err
	}
	return in, nil
}

func (in *Incoming) fill(ctx context.Context, r io.Reader, limit int64) error {
	hash := sha256.New()
	buf := make([]byte, 64<<10)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf)
		if in.Size += int64(n); in.Size > limit {
			return alur.Refuse(alur.CodeTooLarge)
		}
		hash.Write(buf[:n])
		if _, werr := in.file.Write(buf[:n]); werr != nil {
			return refusal("write file", werr)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if in.Size == 0 {
		return alur.Refuse(alur.CodeEmptyFile)
	}
	in.SHA256 = hex.EncodeToString(hash.Sum(nil))
	return nil
}

// ReadAt reads the bytes that came in.
func (in *Incoming) ReadAt(p []byte, off int64) (int, error) { return in.file.ReadAt(p, off) }

// Keep puts the bytes under their hash, once, and returns when they are safe there.
func (in *Incoming) Keep() (Stored, error) { return in.keep(in) }

// Discard ends the file on its way in. What was kept stays.
func (in *Incoming) Discard() {
	// Neither matters: nothing was promised, and leftovers are removed at a start.
	_ = in.file.Close()
	_ = in.root.Remove(in.name)
}

// Put is [Store.Receive] and [Incoming.Keep] in one, for bytes that need no inspection.
func Put(ctx context.Context, s Store, r io.Reader, limit int64) (Stored, error) {
	in, err := s.Receive(ctx, r, limit)
	if err != nil {
		return Stored{}, err
	}
	defer in.Discard()
	return in.Keep()
}

// contextReader stops reading when the context ends.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c *contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// isHash reports whether s is a SHA-256 as stores name files by it: nothing else
// becomes part of a path.
func isHash(s string) bool {
	return len(s) == 2*sha256.Size && strings.Trim(s, "0123456789abcdef") == ""
}

// place is where bytes with the hash stand: two levels, so that no folder grows large.
func place(sum string) (dir, name string) {
	dir = path.Join(contentDir, sum[:2], sum[2:4])
	return dir, path.Join(dir, sum)
}
