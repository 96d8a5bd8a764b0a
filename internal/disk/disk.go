// Package disk is what the rooms that keep files have in common: a folder that
// nothing leads out of, files that are whole once they are there, and what a disk that
// takes no more means to people.
//
// It must not know what the files are. Start reading at [Refusal].
package disk

import (
	"errors"
	"fmt"
	"os"
	"syscall"

	"github.com/alur-id/alur"
)

// OpenRoot opens a folder for this account alone, creating it when it is missing.
func OpenRoot(dir string) (*os.Root, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return os.OpenRoot(dir)
}

// Write writes a file and waits until the disk has it. A file of the name is
// overwritten; who reads it meanwhile reads half, so that a name that is read already
// is given by Rename afterwards.
func Write(root *os.Root, name string, b []byte) error {
	file, err := root.OpenFile(name, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.Write(b)
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// Refusal says what an operation on files in a room failed of: storage-full when the
// disk takes no more.
func Refusal(room, op string, err error) error {
	err = fmt.Errorf("%s: %s: %w", room, op, err)
	if Full(err) {
		return &alur.Error{Code: alur.CodeStorageFull, Err: err}
	}
	return err
}

// Full reports whether the disk takes no more: it is full, read-only, or at a limit.
func Full(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) || errors.Is(err, syscall.EROFS) || errors.Is(err, syscall.EFBIG)
}
