package casework

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
)

// treeFile is a file of checkpoints outside of the database. A nil one takes everything and
// keeps nothing.
type treeFile struct {
	path string
	note string // the last one in it
	size int64
}

// openTreeFile reads the file, which need not exist yet. "" is none.
func openTreeFile(path string, keys evidence.Keys) (*treeFile, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no file is a setting as good as another
	}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	f := &treeFile{path: path}
	for _, n := range evidence.FindNotes(string(text)) {
		c, err := evidence.OpenCheckpoint(n, keys)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if c.Size >= f.size {
			f.note, f.size = n, c.Size
		}
	}
	return f, nil
}

func (f *treeFile) last() string {
	if f == nil {
		return ""
	}
	return f.note
}

// replace makes the file hold this checkpoint alone, where it is of a larger tree.
func (f *treeFile) replace(c store.CheckpointRow) error {
	if f == nil || c.Size <= f.size {
		return nil
	}
	temp := f.path + ".new"
	if err := writeSynced(temp, os.O_TRUNC, c.Note); err != nil {
		return err
	}
	if err := os.Rename(temp, f.path); err != nil {
		return err
	}
	f.note, f.size = c.Note, c.Size
	return syncFolder(f.path)
}

func writeSynced(path string, how int, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|how, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	return errors.Join(err, file.Sync(), file.Close())
}

func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
