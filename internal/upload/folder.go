// Package upload takes in files in pieces, so that a line that breaks costs only what
// was on its way.
//
// It owns the bytes of uploads until they are whole and taken over, thrown away or a
// day old ([Folder.Sweep]), and the protocol by which they come in (tus 1.0: create,
// ask how far, append, delete; tusd is this room's secret). It knows nothing of
// requests and of who may do what: the caller has decided that an upload may begin
// before [Folder.Create], and takes the bytes over by its own way afterwards
// ([Upload.Open], [Folder.Settle]). Start reading at [Folder].
package upload

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
	"strings"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/tus/tusd/v2/pkg/handler"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/disk"
)

// room names the folder in errors.
const room = "uploads"

const (
	// MaxSize is how large one upload may be, in bytes.
	MaxSize = 50 << 20
	// Quota is how many bytes all unfinished uploads of one person may have when they
	// are whole: what a form without scripts may send at once.
	Quota = 256 << 20
	// MaxOpen is how many unfinished uploads one person may have.
	MaxOpen = 64
	// Lifetime is how long an upload waits after its last byte, and how long it is known
	// what became of one that was taken over.
	Lifetime = 24 * time.Hour
	// idle is after what time an unfinished upload makes room for another of the same
	// person, where the quota leaves none.
	idle = time.Hour
	// maxName is the most that a file's name may have, in bytes.
	maxName = 1024
)

// FieldQuota is the field of a too-large refusal that is about [Quota] or [MaxOpen],
// not about the file.
const FieldQuota = "quota"

// Folder is where uploads wait. It is safe for concurrent use, also by several
// processes that share the folder: bytes are written at their own place in the file,
// so that two processes which are sent the same piece write the same.
type Folder struct {
	root  *os.Root
	clock alur.Clock
	tus   *handler.UnroutedHandler
	mu    sync.Mutex // over what a person has open
}

// Open opens the folder, creating it when it is missing, and forgets what is too old.
func Open(ctx context.Context, dir string, clock alur.Clock) (*Folder, error) {
	root, err := disk.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open uploads: %w", err)
	}
	f := &Folder{root: root, clock: clock}
	if f.tus, err = newHandler(f); err == nil {
		err = f.Sweep(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return f, nil
}

// Close releases the folder.
func (f *Folder) Close() error { return f.root.Close() }

// Slot is what an upload is for. It is fixed when the upload begins; the names are
// the caller's.
type Slot struct {
	Purpose string `json:"purpose"`
	Request string `json:"request"`
	Item    string `json:"item"`
}

// Upload is one file on its way in, or one that was taken over.
type Upload struct {
	ID     string
	Slot   Slot
	Name   string // of the file as the sender calls it, without a path
	Size   int64  // bytes, when it is whole
	Offset int64  // bytes that have arrived
	// Result is what [Folder.Settle] noted; nil while the upload is not taken over.
	Result jsontext.Value

	folder *Folder
	dir    string // the owner's
}

// Whole reports whether every byte has arrived.
func (u *Upload) Whole() bool { return u.Offset == u.Size }

// record is what stands beside the bytes.
type record struct {
	Slot   Slot           `json:"slot"`
	Name   string         `json:"name"`
	Size   int64          `json:"size"`
	Result jsontext.Value `json:"result,omitempty"`
}

// The files of an upload, in the folder of its owner.
const (
	recordFile = ".json"
	bytesFile  = ".part"
)

// ownerDir is the folder of a person's uploads. The name never reaches the file system.
func ownerDir(owner string) string {
	sum := sha256.Sum256([]byte(owner))
	return hex.EncodeToString(sum[:16])
}

// isID reports whether s may be the id of an upload: nothing else becomes part of a path.
func isID(s string) bool {
	return len(s) == 32 && strings.Trim(s, "0123456789abcdef") == ""
}

// Get returns an upload of the owner: not-found for one of somebody else, one that is
// too old and one that never was.
func (f *Folder) Get(owner, id string) (*Upload, error) { return f.get(ownerDir(owner), id) }

func (f *Folder) get(dir, id string) (*Upload, error) {
	if !isID(id) {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	u := &Upload{ID: id, folder: f, dir: dir}
	b, err := f.root.ReadFile(u.file(recordFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	var rec record
	if err == nil {
		err = json.Unmarshal(b, &rec)
	}
	if err != nil {
		return nil, fmt.Errorf("read upload: %w", err)
	}
	u.Slot, u.Name, u.Size, u.Result = rec.Slot, rec.Name, rec.Size, rec.Result
	last := recordFile
	if u.Result == nil {
		last = bytesFile
	}
	info, err := f.root.Stat(u.file(last))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, alur.Refuse(alur.CodeNotFound)
	case err != nil:
		return nil, fmt.Errorf("read upload: %w", err)
	case f.clock().Sub(info.ModTime()) >= Lifetime:
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	if u.Offset = u.Size; u.Result == nil {
		u.Offset = min(info.Size(), u.Size)
	}
	return u, nil
}

func (u *Upload) file(kind string) string { return path.Join(u.dir, u.ID+kind) }

// Open returns the bytes of a whole upload that was not taken over yet: conflict for
// any other. The caller closes them.
func (u *Upload) Open() (io.ReadCloser, error) {
	if !u.Whole() || u.Result != nil {
		return nil, alur.Refuse(alur.CodeConflict)
	}
	file, err := u.folder.root.Open(u.file(bytesFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("open upload: %w", err)
	}
	return file, nil
}

// Settle throws the bytes of an upload away, which are safe elsewhere now, and notes
// what became of them, for who sends the same form again. result is JSON.
func (f *Folder) Settle(u *Upload, result jsontext.Value) error {
	if u.Result != nil {
		return nil
	}
	if err := f.writeRecord(u, result); err != nil {
		return err
	}
	u.Result, u.Offset = result, u.Size
	return f.remove(u.file(bytesFile))
}

// Discard forgets an upload altogether.
func (f *Folder) Discard(u *Upload) error {
	return errors.Join(f.remove(u.file(bytesFile)), f.remove(u.file(recordFile)))
}

func (f *Folder) remove(name string) error {
	if err := f.root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return disk.Refusal(room, "remove", err)
	}
	return nil
}

// create makes an empty upload, when the owner's quota leaves room for it.
func (f *Folder) create(u *Upload) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.makeRoom(u); err != nil {
		return err
	}
	if err := f.root.MkdirAll(u.dir, 0o700); err != nil {
		return disk.Refusal(room, "make folder", err)
	}
	file, err := f.root.OpenFile(u.file(bytesFile), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return disk.Refusal(room, "create file", err)
	}
	if err := file.Close(); err != nil {
		return disk.Refusal(room, "create file", err)
	}
	if err := f.touch(u.file(bytesFile)); err != nil {
		return err
	}
	return f.writeRecord(u, nil)
}

// makeRoom refuses an upload beyond the quota, once nothing of the same person that
// has been left alone for long can go for it.
func (f *Folder) makeRoom(u *Upload) error {
	open, err := f.unfinished(u.dir)
	if err != nil {
		return err
	}
	total := u.Size
	for _, x := range open {
		total += x.Size
	}
	for count := len(open) + 1; total > Quota || count > MaxOpen; count-- {
		oldest := -1
		for i, x := range open {
			if x.Upload != nil && x.idle >= idle && (oldest < 0 || x.idle > open[oldest].idle) {
				oldest = i
			}
		}
		if oldest < 0 {
			return alur.RefuseField(alur.CodeTooLarge, FieldQuota)
		}
		if err := f.Discard(open[oldest].Upload); err != nil {
			return err
		}
		total -= open[oldest].Size
		open[oldest].Upload = nil
	}
	return nil
}

type waiting struct {
	*Upload
	idle time.Duration
}

// unfinished lists the uploads in a person's folder that nobody has taken over.
func (f *Folder) unfinished(dir string) ([]waiting, error) {
	entries, err := fs.ReadDir(f.root.FS(), dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list uploads: %w", err)
	}
	var out []waiting
	for _, e := range entries {
		id, ok := strings.CutSuffix(e.Name(), bytesFile)
		if !ok {
			continue
		}
		u, err := f.get(dir, id)
		if alur.CodeOf(err) == alur.CodeNotFound || err == nil && u.Result != nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		info, err := e.Info()
		if err != nil {
			continue // it ended just now
		}
		out = append(out, waiting{u, f.clock().Sub(info.ModTime())})
	}
	return out, nil
}

// write puts what r gives at the offset and returns how much that was. What arrived
// is on the disk when write returns, also when the line broke.
func (f *Folder) write(u *Upload, offset int64, r io.Reader) (int64, error) {
	file, err := f.root.OpenFile(u.file(bytesFile), os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return 0, disk.Refusal(room, "open file", err)
	}
	n, err := io.Copy(io.NewOffsetWriter(file, offset), r)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return n, disk.Refusal(room, "write file", err)
	}
	if err := f.touch(u.file(bytesFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return n, err
	}
	return n, nil
}

// touch sets the time of a file to now as the program's clock has it.
func (f *Folder) touch(name string) error {
	now := f.clock()
	if err := f.root.Chtimes(name, now, now); err != nil {
		return disk.Refusal(room, "set time", err)
	}
	return nil
}

// writeRecord writes what stands beside the bytes: wholly or not at all.
func (f *Folder) writeRecord(u *Upload, result jsontext.Value) error {
	b, err := json.Marshal(record{Slot: u.Slot, Name: u.Name, Size: u.Size, Result: result})
	if err != nil {
		return fmt.Errorf("write upload: %w", err)
	}
	fresh := u.file(".new" + alur.NewID()[:8])
	if err := disk.Write(f.root, fresh, b); err != nil {
		return disk.Refusal(room, "write file", err)
	}
	if err := f.touch(fresh); err != nil {
		return err
	}
	if err := f.root.Rename(fresh, u.file(recordFile)); err != nil {
		return disk.Refusal(room, "name file", err)
	}
	return nil
}

// Sweep removes what has waited for longer than [Lifetime].
func (f *Folder) Sweep(ctx context.Context) error {
	dirs, err := fs.ReadDir(f.root.FS(), ".")
	if err != nil {
		return fmt.Errorf("sweep uploads: %w", err)
	}
	for _, d := range dirs {
		if err := ctx.Err(); err != nil {
			return err
		}
		if !d.IsDir() {
			continue
		}
		if err := f.sweep(d.Name()); err != nil {
			return fmt.Errorf("sweep uploads: %w", err)
		}
	}
	return nil
}

// sweep removes the old files of one person. A record alone is as old as what it says
// of an upload that was taken over, or as its creation: bytes that still come in keep
// it by being younger.
func (f *Folder) sweep(dir string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	files, err := fs.ReadDir(f.root.FS(), dir)
	if err != nil {
		return err
	}
	young := map[string]bool{}
	var old []string
	for _, e := range files {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if f.clock().Sub(info.ModTime()) < Lifetime {
			id, _, _ := strings.Cut(e.Name(), ".")
			young[id] = true
			continue
		}
		old = append(old, e.Name())
	}
	for _, name := range old {
		if id, _, _ := strings.Cut(name, "."); young[id] {
			continue
		}
		if err := f.remove(path.Join(dir, name)); err != nil {
			return err
		}
	}
	if len(files) == len(old) && len(young) == 0 {
		// Another process may have begun an upload here: then it is not empty and stays.
		_ = f.root.Remove(dir)
	}
	return nil
}
