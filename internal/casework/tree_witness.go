package casework

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
)

// witnessFile is a file that checkpoints are appended to, perhaps on a disk that fills or
// goes away. A nil one takes everything and keeps nothing.
type witnessFile struct {
	path string
	size int64      // of the tree of the last one in it
	busy chan error // what comes of the one that is being written; nil is none
}

// witnessWait is how long an answer of the witness's disk is waited for.
const witnessWait = 5 * time.Second

// openWitness reads the file, which need not exist yet, and takes away a note of this origin
// that was only begun when the power or the disk failed. What else it holds is left, and
// what cannot be verified is told to log.
func openWitness(path string, keys evidence.Keys, origin string, log *slog.Logger) (*witnessFile, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no file is a setting as good as another
	}
	w := &witnessFile{path: path}
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return w, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a regular file", path)
	}
	all, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	text := string(all)
	if whole := wholeNotes(text, origin); whole < len(text) {
		log.Warn("the last checkpoint of the witness file was only begun: it is taken away", "file", path)
		if err := os.Truncate(path, int64(whole)); err != nil {
			return nil, err
		}
		text = text[:whole]
	}
	for _, n := range evidence.FindNotes(text) {
		c, err := evidence.OpenCheckpoint(n, keys)
		if err != nil {
			log.Warn("the witness file holds what cannot be verified", "file", path, "error", err)
			continue
		}
		w.size = max(w.size, c.Size)
	}
	return w, nil
}

// wholeNotes is how much of a text stands before a note of the origin that was only begun at
// its end: all of it when there is none.
func wholeNotes(text, origin string) int {
	rest := strings.TrimRight(text, "\x00") // a file may grow before its content is on the disk
	begin := 0
	if i := strings.LastIndex("\n"+rest, "\n"+origin+"\n"); i >= 0 {
		begin = i
	}
	tail := rest[begin:]
	if _, signature, ok := strings.Cut(tail, "\n\n\u2014 "); ok {
		_, behind, ended := strings.Cut(signature, "\n")
		if !ended {
			return begin
		}
		tail = strings.TrimLeft(behind, "\n")
		begin = len(rest) - len(tail)
	} else if strings.HasPrefix(tail, origin+"\n") {
		return begin
	}
	if tail != "" && strings.HasPrefix(origin, tail) {
		return begin
	}
	return len(rest)
}

// append adds the checkpoint behind those before, where it is of a larger tree. It waits for
// the disk for a while and until ctx ends; as long as one is being written, others are left
// out.
func (w *witnessFile) append(ctx context.Context, c store.CheckpointRow) error {
	if w == nil {
		return nil
	}
	if w.busy != nil {
		select {
		case err := <-w.busy:
			if w.busy = nil; err != nil {
				return err
			}
		default:
			return nil
		}
	}
	if c.Size <= w.size {
		return nil
	}
	busy := make(chan error, 1)
	go func() {
		err := appendNote(w.path, c.Note)
		if err == nil {
			w.size = c.Size // others read it after busy only
		}
		busy <- err
	}()
	late := time.NewTimer(witnessWait)
	defer late.Stop()
	select {
	case err := <-busy:
		return err
	case <-late.C:
		w.busy = busy
		return fmt.Errorf("%s: the disk does not answer", w.path)
	case <-ctx.Done():
		w.busy = busy
		return ctx.Err()
	}
}

// appendNote adds a note behind a blank line. Of one that did not get onto the disk whole,
// nothing is left, as far as the disk lets it.
func appendNote(path, text string) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	before, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return errors.Join(err, file.Close())
	}
	if before > 0 {
		text = "\n" + text
	}
	_, err = file.WriteString(text)
	if err = errors.Join(err, file.Sync()); err != nil {
		err = errors.Join(err, file.Truncate(before))
	}
	err = errors.Join(err, file.Close())
	if err == nil && before == 0 {
		err = syncFolder(path)
	}
	return err
}
