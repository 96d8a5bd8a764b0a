package blob

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/disk"
)

// The sub-folders. Files on their way in are on the same file system as their
// final place, so that a link moves them there.
const (
	incomingDir = "incoming"
	contentDir  = "sha256"
)

// staleAfter is how old an unfinished file must be before [Open] removes it: older
// than any upload that may still run in another process.
const staleAfter = 24 * time.Hour

// Folder is an open folder of documents. It is safe for concurrent use, also by
// several processes.
type Folder struct {
	root   *os.Root
	mu     sync.Mutex
	broken error // an fsync failed: nothing is acknowledged any more
	fatal  chan struct{}
}

// Open opens the folder, creating it when it is missing, and removes the leftovers
// of uploads that broke off more than a day ago.
func Open(dir string) (*Folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open documents: %w", err)
	}
	f, err := OpenForReading(dir)
	if err != nil {
		return nil, err
	}
	for _, sub := range []string{incomingDir, contentDir} {
		if err := f.root.MkdirAll(sub, 0o700); err != nil {
			return nil, errors.Join(fmt.Errorf("open documents: %w", err), f.Close())
		}
	}
	err = f.clean()
	if err == nil {
		err = syncFolders(dir)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open documents: %w", err), f.Close())
	}
	return f, nil
}

// syncFolders makes the folder itself survive a power cut: Keep begins below it.
func syncFolders(dir string) error {
	for _, name := range []string{dir, filepath.Dir(filepath.Clean(dir))} {
		d, err := os.Open(name)
		if err != nil {
			return err
		}
		if err := errors.Join(d.Sync(), d.Close()); err != nil {
			return err
		}
	}
	return nil
}

// OpenForReading opens a folder that exists and changes nothing in it, for tools
// that look at the data of a server which may be running.
func OpenForReading(dir string) (*Folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open documents: %w", err)
	}
	return &Folder{root: root, fatal: make(chan struct{})}, nil
}

// Close releases the folder. Files that are open stay readable.
func (f *Folder) Close() error { return f.root.Close() }

// Fatal is closed once the disk failed at an fsync: what was written last may or may
// not be there, so nothing more is taken in. The process must end and start again;
// an fsync is never tried twice.
func (f *Folder) Fatal() <-chan struct{} { return f.fatal }

// clean removes unfinished files that nobody writes to any more. Age is told by the
// file system's own times, which no clock of ours has set.
func (f *Folder) clean() error {
	entries, err := fs.ReadDir(f.root.FS(), incomingDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // its upload ended just now
		}
		if err != nil {
			return err
		}
		if alur.SystemClock().Sub(info.ModTime()) < staleAfter {
			continue
		}
		if err := f.root.Remove(path.Join(incomingDir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Receive is that of [Store]; a full or read-only disk is storage-full.
func (f *Folder) Receive(ctx context.Context, r io.Reader, limit int64) (*Incoming, error) {
	if err := f.usable(); err != nil {
		return nil, err
	}
	return receive(ctx, f.root, incomingDir, r, limit, f.keep)
}

// keep puts the bytes under their hash and returns when that will survive a power
// cut: the file is synced before its name exists, the folders after.
func (f *Folder) keep(in *Incoming) (Stored, error) {
	if err := f.usable(); err != nil {
		return Stored{}, err
	}
	if err := in.file.Chmod(0o400); err != nil { // nobody changes it by mistake
		return Stored{}, refusal("protect file", err)
	}
	if err := in.file.Sync(); err != nil {
		// A full disk may only say so here. The bytes are thrown away and sent again, so
		// this fsync is not tried twice.
		if !disk.Full(err) {
			return Stored{}, f.breakDown(fmt.Errorf("sync file: %w", err))
		}
		return Stored{}, refusal("sync file", err)
	}
	dir, name := place(in.SHA256)
	if err := f.root.MkdirAll(dir, 0o700); err != nil {
		return Stored{}, refusal("make folder", err)
	}
	// A link never replaces what is there. If that went bad, or the file system has no
	// links, a rename puts these good bytes in its place.
	err := f.root.Link(in.name, name)
	if errors.Is(err, fs.ErrExist) && f.check(context.Background(), in.SHA256) == nil {
		err = nil
	} else if errors.Is(err, fs.ErrExist) || errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EPERM) {
		err = f.root.Rename(in.name, name)
	}
	if err != nil {
		return Stored{}, refusal("name file", err)
	}
	// Also when the file was there: whoever put it there may not have come this far.
	for d := dir; ; d = path.Dir(d) {
		if err := f.syncDir(d); err != nil {
			return Stored{}, f.breakDown(fmt.Errorf("sync folder: %w", err))
		}
		if d == "." {
			break
		}
	}
	return in.Stored, nil
}

// Put is [Put] into the folder.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (Stored, error) {
	return Put(ctx, f, r, limit)
}

// Open returns the bytes with the hash, and how many they are. All of them are
// hashed before the first is given out: [ErrMissing] or [ErrDamaged] instead of
// wrong bytes. The caller closes them.
func (f *Folder) Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, int64, error) {
	file, size, err := f.open(ctx, sha256)
	if err != nil {
		return nil, 0, fmt.Errorf("document %s: %w", sha256, err)
	}
	return file, size, nil
}

// Has reports whether there are bytes under the hash; only [Folder.Verify] tells
// whether they are unharmed.
func (f *Folder) Has(sha256 string) (bool, error) {
	if !isHash(sha256) {
		return false, nil
	}
	_, name := place(sha256)
	_, err := f.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Verify reports whether the bytes with the hash are there and unharmed.
func (f *Folder) Verify(ctx context.Context, sha256 string) error { return f.check(ctx, sha256) }

func (f *Folder) check(ctx context.Context, sha256 string) error {
	file, _, err := f.open(ctx, sha256)
	if err != nil {
		return err
	}
	return file.Close()
}

func (f *Folder) open(ctx context.Context, sum string) (*os.File, int64, error) {
	if !isHash(sum) {
		return nil, 0, fmt.Errorf("%w: %q is not a SHA-256", ErrMissing, sum)
	}
	_, name := place(sum)
	file, err := f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, ErrMissing
	}
	if err != nil {
		return nil, 0, err
	}
	hash := sha256.New()
	size, err := io.Copy(hash, &contextReader{ctx, file})
	if err == nil && hex.EncodeToString(hash.Sum(nil)) != sum {
		err = ErrDamaged
	}
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(err, file.Close())
	}
	return file, size, nil
}

// Each is that of [Store]. Files on their way in are not among them.
func (f *Folder) Each(ctx context.Context, fn func(File) error) error {
	err := fs.WalkDir(f.root.FS(), contentDir, func(name string, d fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return fn(fileAt(name, info.Size()))
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was ever kept
	}
	return err
}

func (f *Folder) syncDir(name string) error {
	d, err := f.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

func (f *Folder) usable() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.broken
}

// breakDown stops all further writing.
func (f *Folder) breakDown(err error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.broken == nil {
		f.broken = &alur.Error{Code: alur.CodeStorageFull, Err: fmt.Errorf("documents: %w", err)}
		close(f.fatal)
	}
	return f.broken
}

func refusal(op string, err error) error { return disk.Refusal("documents", op, err) }
