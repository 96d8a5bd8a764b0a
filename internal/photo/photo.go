// Package photo makes one PDF of photographed pages.
//
// It owns the pages of letters that are being photographed: each person's, for
// each slot of a request, in a folder of its own until they are joined, thrown
// away or a day old ([Folder.Sweep]). A photograph is made smaller, upright and
// free of everything but the picture when it comes in; the original, with the
// place where it was taken, is never kept. It knows nothing of requests and of
// who may do what: the three names that a letter is found by are the caller's.
// Start reading at [Letter].
package photo

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
	"slices"
	"sync"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/disk"
)

// room names the folder in errors.
const room = "photographs"

const (
	// MaxPages is how many pages one letter may have.
	MaxPages = 30
	// MaxPhoto is how large one photograph may be as it comes in, in bytes.
	MaxPhoto = 25 << 20
	// MaxPixels is how many pixels one photograph may have.
	MaxPixels = 40_000_000
	// Lifetime is how long pages wait after the last change to their letter.
	Lifetime = 24 * time.Hour
)

// ErrFull is returned for a page beyond [MaxPages].
var ErrFull = errors.New("the letter has as many pages as it may have")

// Folder is where pages wait. It is safe for concurrent use. Several processes may
// share it as long as nobody changes one letter in two of them at once.
type Folder struct {
	root  *os.Root
	clock alur.Clock
	mu    sync.Mutex // over lists of pages
	// job is held while pictures are in memory: one at a time.
	job chan struct{}
}

// Open opens the folder, creating it when it is missing, and forgets what is too old.
func Open(ctx context.Context, dir string, clock alur.Clock) (*Folder, error) {
	root, err := disk.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open photographs: %w", err)
	}
	f := &Folder{root: root, clock: clock, job: make(chan struct{}, 1)}
	if err := f.Sweep(ctx); err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// incoming begins the names of files on their way in or out; letters have hex names.
const incoming = "in-"

// Sweep removes letters that nobody has changed for [Lifetime], and what is left
// of uploads that broke off.
func (f *Folder) Sweep(ctx context.Context) error {
	entries, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("sweep photographs: %w", err)
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := f.sweep(e); err != nil {
			return fmt.Errorf("sweep photographs: %w", err)
		}
	}
	return nil
}

func (f *Folder) sweep(e fs.DirEntry) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if e.IsDir() {
		l := &Letter{folder: f, dir: e.Name()}
		if list, err := l.read(); err == nil && !list.Changed.IsZero() {
			if f.clock().Sub(list.Changed) < Lifetime {
				return nil
			}
			return f.root.RemoveAll(e.Name())
		}
	}
	// No list of pages: a file on its way, or a letter of which only the folder was
	// made. Only the file system knows its age.
	info, err := e.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil || f.clock().Sub(info.ModTime()) < Lifetime {
		return err
	}
	return f.root.RemoveAll(e.Name())
}

// acquire waits for the one place where pictures are worked on.
func (f *Folder) acquire(ctx context.Context) (release func(), err error) {
	select {
	case f.job <- struct{}{}:
		return func() { <-f.job }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Letter is the pages that one person has photographed for one slot.
type Letter struct {
	folder *Folder
	dir    string
}

// Letter finds the letter of a person for a slot of a request. It always exists; most
// have no page. The names never reach the file system.
func (f *Folder) Letter(owner, request, slot string) *Letter {
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q", owner, request, slot))
	return &Letter{folder: f, dir: hex.EncodeToString(sum[:16])}
}

// Page is one photographed page.
type Page struct {
	ID string `json:"id"`
	// Turn is by how many quarters it is turned clockwise, 0 to 3.
	Turn int `json:"turn"`
	// Width and Height are in pixels, before it is turned.
	Width  int   `json:"width"`
	Height int   `json:"height"`
	Size   int64 `json:"size"` // bytes
}

// pageList is what stands in a letter's list of pages.
type pageList struct {
	Changed time.Time `json:"changed"`
	Pages   []Page    `json:"pages"`
}

// The files of a letter: the list, and two for each page.
const (
	listFile  = "pages.json"
	pageFile  = ".jpg"
	thumbFile = ".small.jpg"
)

// Pages returns the pages in order; none when they have waited for too long.
func (l *Letter) Pages() ([]Page, error) {
	l.folder.mu.Lock()
	defer l.folder.mu.Unlock()
	list, err := l.read()
	return list.Pages, err
}

// read reads the list; the caller holds the lock.
func (l *Letter) read() (pageList, error) {
	b, err := l.folder.root.ReadFile(path.Join(l.dir, listFile))
	if errors.Is(err, fs.ErrNotExist) {
		return pageList{}, nil
	}
	var list pageList
	if err == nil {
		err = json.Unmarshal(b, &list)
	}
	if err != nil {
		return pageList{}, fmt.Errorf("read list of pages: %w", err)
	}
	if l.folder.clock().Sub(list.Changed) >= Lifetime {
		return pageList{Changed: list.Changed}, nil
	}
	return list, nil
}

// change changes the list of pages: wholly or not at all.
func (l *Letter) change(do func([]Page) ([]Page, error)) error {
	f := l.folder
	f.mu.Lock()
	defer f.mu.Unlock()
	list, err := l.read()
	if err != nil {
		return err
	}
	if len(list.Pages) == 0 && !list.Changed.IsZero() {
		// Too old: a new letter must not inherit its files.
		if err := l.clear(); err != nil {
			return err
		}
	}
	before := slices.Clone(list.Pages)
	if list.Pages, err = do(list.Pages); err != nil {
		return err
	}
	list.Changed = f.clock().UTC()
	b, err := json.Marshal(list)
	if err != nil {
		return fmt.Errorf("write list of pages: %w", err)
	}
	if err := f.root.MkdirAll(l.dir, 0o700); err != nil {
		return disk.Refusal(room, "make folder", err)
	}
	fresh := path.Join(l.dir, listFile+".new")
	if err := f.write(fresh, b); err != nil {
		return err
	}
	if err := f.root.Rename(fresh, path.Join(l.dir, listFile)); err != nil {
		return disk.Refusal(room, "name list of pages", err)
	}
	for _, p := range before {
		if !slices.ContainsFunc(list.Pages, func(x Page) bool { return x.ID == p.ID }) {
			l.removePage(p.ID)
		}
	}
	return nil
}

// clear removes everything of a letter; the caller holds the lock.
func (l *Letter) clear() error {
	if err := l.folder.root.RemoveAll(l.dir); err != nil {
		return disk.Refusal(room, "remove old pages", err)
	}
	return nil
}

// removePage removes the files of a page. What cannot be removed now is removed
// with the letter.
func (l *Letter) removePage(id string) {
	_ = l.folder.root.Remove(path.Join(l.dir, id+pageFile))
	_ = l.folder.root.Remove(path.Join(l.dir, id+thumbFile))
}

// write writes a file that is whole once its name is final.
func (f *Folder) write(name string, b []byte) error {
	if err := disk.Write(f.root, name, b); err != nil {
		return disk.Refusal(room, "write file", err)
	}
	return nil
}

// Add takes in a photograph as the last page. Refusals: too-large for more than
// [MaxPhoto] bytes, more than [MaxPixels] or more than fits into memory; empty-file;
// unsupported-media-type for what is neither JPEG nor PNG; unsafe-file for one that
// cannot be read to its end; [ErrFull]. An error of r is given back as it is.
func (l *Letter) Add(ctx context.Context, r io.Reader) error { return l.AddAs(ctx, alur.NewID(), r) }

// AddAs is Add under an id of the caller's (of [alur.NewID]): a page that has it
// already is left as it is, so that a photograph sent twice is one page.
func (l *Letter) AddAs(ctx context.Context, id string, r io.Reader) error {
	pages, err := l.Pages()
	if err != nil {
		return err
	}
	if find(pages, id) >= 0 {
		return nil
	}
	if len(pages) >= MaxPages {
		return ErrFull
	}
	file, drop, err := l.folder.spool()
	if err != nil {
		return err
	}
	defer drop()
	n, err := io.Copy(file, io.LimitReader(r, MaxPhoto+1))
	var onDisk *fs.PathError
	switch {
	case errors.As(err, &onDisk):
		return disk.Refusal(room, "write photograph", err)
	case err != nil:
		return err
	case n > MaxPhoto:
		return alur.Refuse(alur.CodeTooLarge)
	case n == 0:
		return alur.Refuse(alur.CodeEmptyFile)
	}
	// Only now: whoever sends slowly must not keep others waiting.
	release, err := l.folder.acquire(ctx)
	if err != nil {
		return err
	}
	defer release()
	got, err := prepare(file)
	if err != nil {
		return err
	}
	return l.keep(id, got)
}

// keep writes a page and puts it at the end of the list.
func (l *Letter) keep(id string, got *picture) error {
	f, p := l.folder, Page{ID: id, Width: got.width, Height: got.height, Size: int64(len(got.page))}
	return l.change(func(pages []Page) ([]Page, error) {
		if find(pages, id) >= 0 { // the same one, sent twice at once
			return pages, nil
		}
		if len(pages) >= MaxPages { // another upload was faster
			return nil, ErrFull
		}
		if err := f.root.MkdirAll(l.dir, 0o700); err != nil {
			return nil, disk.Refusal(room, "make folder", err)
		}
		err := f.write(path.Join(l.dir, p.ID+pageFile), got.page)
		if err == nil {
			err = f.write(path.Join(l.dir, p.ID+thumbFile), got.thumb)
		}
		if err != nil {
			l.removePage(p.ID)
			return nil, err
		}
		return append(pages, p), nil
	})
}

// Move moves a page one place up (-1) or down (+1). At the end of the list, and when
// there is no such page, nothing happens.
func (l *Letter) Move(id string, by int) error {
	return l.change(func(pages []Page) ([]Page, error) {
		i := find(pages, id)
		if j := i + by; i >= 0 && j >= 0 && j < len(pages) {
			pages[i], pages[j] = pages[j], pages[i]
		}
		return pages, nil
	})
}

// Turn turns a page by a quarter, clockwise.
func (l *Letter) Turn(id string) error {
	return l.change(func(pages []Page) ([]Page, error) {
		if i := find(pages, id); i >= 0 {
			pages[i].Turn = (pages[i].Turn + 1) % 4
		}
		return pages, nil
	})
}

// Remove throws a page away.
func (l *Letter) Remove(id string) error {
	return l.change(func(pages []Page) ([]Page, error) {
		if i := find(pages, id); i >= 0 {
			pages = slices.Delete(pages, i, i+1)
		}
		return pages, nil
	})
}

// Discard throws the whole letter away.
func (l *Letter) Discard() error {
	l.folder.mu.Lock()
	defer l.folder.mu.Unlock()
	return l.clear()
}

// Thumbnail returns a small JPEG of a page, turned as the page is: not-found when the
// letter has no such page.
func (l *Letter) Thumbnail(ctx context.Context, id string) ([]byte, error) {
	pages, err := l.Pages()
	if err != nil {
		return nil, err
	}
	i := find(pages, id)
	if i < 0 {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	b, err := l.folder.root.ReadFile(path.Join(l.dir, id+thumbFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	if err != nil || pages[i].Turn == 0 {
		return b, err
	}
	return turned(b, pages[i].Turn)
}

func find(pages []Page, id string) int {
	return slices.IndexFunc(pages, func(p Page) bool { return p.ID == id })
}

// spool makes a file for bytes on their way; drop ends and removes it.
func (f *Folder) spool() (file *os.File, drop func(), err error) {
	name := incoming + alur.NewID()
	file, err = f.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, nil, disk.Refusal(room, "create file", err)
	}
	return file, func() {
		// Neither matters: Sweep removes leftovers.
		_ = file.Close()
		_ = f.root.Remove(name)
	}, nil
}
