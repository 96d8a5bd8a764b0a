package preview

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// The sub-folders: the renderer as native code, and pictures as children gave them.
const (
	compiledDir = "compiled"
	pagesDir    = "pages"
)

// freshPrefix begins the names of files that are not whole yet.
const freshPrefix = "new-"

// fileOf is where a picture is, in the folder: pages/ab/abcd…/page-width-turn.
func fileOf(sum string, look Look) (string, error) {
	if b, err := hex.DecodeString(sum); err != nil || len(b) != sha256.Size || strings.ToLower(sum) != sum {
		return "", fmt.Errorf("preview: %q is not a SHA-256", sum)
	}
	width := Width
	if look.Wide {
		width = WideWidth
	}
	return filepath.Join(pagesDir, sum[:2], sum, fmt.Sprintf("%d-%d-%d", look.Page, width, look.Turn)), nil
}

// cached returns a picture that is there, or nil. One that cannot be read is made again.
func (f *Folder) cached(name string) *Picture {
	path := filepath.Join(f.Dir, name)
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	p, err := parse(raw)
	if err != nil {
		return nil
	}
	// When it was looked at last, for Sweep; a day more or less does not matter there.
	if info, err := os.Stat(path); err == nil {
		if now := f.Clock(); now.Sub(info.ModTime()) > 24*time.Hour {
			_ = os.Chtimes(path, now, now)
		}
	}
	return p
}

// keep writes a picture: wholly or not at all. That it is not kept only means that it
// is made again.
func (f *Folder) keep(name string, raw []byte) {
	path := filepath.Join(f.Dir, name)
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = write(path, raw)
	}
	if err != nil {
		f.Log.Warn("keep preview", "error", err)
		return
	}
	now := f.Clock()
	_ = os.Chtimes(path, now, now)
	f.mu.Lock()
	f.size += int64(len(raw))
	full := f.size > f.MaxSize
	f.mu.Unlock()
	if full {
		if err := f.Sweep(f.ctx); err != nil {
			f.Log.Warn("sweep previews", "error", err)
		}
	}
}

func write(path string, raw []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), freshPrefix+"*")
	if err != nil {
		return err
	}
	_, err = file.Write(raw)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// kept is one file of the folder.
type kept struct {
	path string
	size int64
	used time.Time
}

// Sweep removes the pictures of documents that are gone, those that nobody has looked
// at for [Lifetime], what is left of writes that broke off, and, when the folder is
// larger than it may be, the pictures that were looked at longest ago until a fifth
// is free.
func (f *Folder) Sweep(ctx context.Context) error {
	var files []kept
	var size int64
	gone := map[string]bool{} // by document
	err := filepath.WalkDir(f.Dir, func(path string, e fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // somebody else was faster
		}
		if err := errors.Join(err, ctx.Err()); err != nil {
			return err
		}
		if e.IsDir() {
			if sum := e.Name(); len(sum) == 2*sha256.Size && f.Has != nil {
				has, err := f.Has(sum)
				if err != nil {
					return err
				}
				gone[path] = !has
			}
			return nil
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		k := kept{path, info.Size(), info.ModTime()}
		age := f.Clock().Sub(k.used)
		if gone[filepath.Dir(path)] || age > Lifetime || strings.HasPrefix(e.Name(), freshPrefix) && age > time.Hour {
			return remove(path)
		}
		size += k.size
		if !strings.HasPrefix(path, filepath.Join(f.Dir, compiledDir)) {
			files = append(files, k)
		}
		return nil
	})
	if err == nil && size > f.MaxSize {
		slices.SortFunc(files, func(a, b kept) int { return a.used.Compare(b.used) })
		for _, k := range files {
			if size <= f.MaxSize-f.MaxSize/5 {
				break
			}
			if err = remove(k.path); err != nil {
				break
			}
			size -= k.size
		}
	}
	f.mu.Lock()
	f.size = size
	f.mu.Unlock()
	if err != nil {
		return fmt.Errorf("sweep previews: %w", err)
	}
	return nil
}

// remove removes a file, and the folder that it was the last one in.
func remove(path string) error {
	err := os.Remove(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		_ = os.Remove(filepath.Dir(path)) // refused while something is in it
	}
	return err
}
