package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/alur-id/alur/internal/directory"
)

// keyFile is the installation's key in the data folder. It is not in the database on
// purpose: a copy of the database alone must not be enough to make people's codes.
const keyFile = "secret.key"

// keyPath is where the installation's key lies.
func (f *folders) keyPath() string {
	if f.KeyFile != "" {
		return f.KeyFile
	}
	return filepath.Join(f.Data, keyFile)
}

// installationKey reads the key, and makes it at the first start, unless it is to come from
// elsewhere. Of several instances that start at once on one folder, one makes it and all
// read the same. While the key is being changed nobody gets one.
func (f *folders) installationKey() ([]byte, error) {
	path := f.keyPath()
	if _, err := os.Stat(nextKey(path)); err == nil {
		return nil, fmt.Errorf("%s is there: a change of keys was interrupted; finish it with `alur keys rotate`", nextKey(path))
	}
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) || f.KeyFile != "" {
		return key, err
	}
	if err := makeKey(path); err != nil {
		return nil, err
	}
	return readKey(path)
}

// makeKey makes a key file where there is none; one that is there stays.
func makeKey(path string) error {
	fresh := make([]byte, directory.KeySize)
	_, _ = rand.Read(fresh) // never fails
	return keepKey(path, base64.StdEncoding.EncodeToString(fresh))
}

// keepKey writes a key as text that nobody else may read, unless there is one by now.
func keepKey(path, text string) error {
	dir := filepath.Dir(path)
	temp, err := os.CreateTemp(dir, filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.WriteString(text + "\n")
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return err
	}
	// A link fails where there is one by now, and never shows half a file.
	if err := os.Link(temp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return syncFolder(dir)
}

// syncFolder makes what was linked or renamed in a folder outlast a power cut.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

func readKey(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != directory.KeySize {
		return nil, fmt.Errorf("%s does not hold a key: restore it from the backup", path)
	}
	return key, nil
}
