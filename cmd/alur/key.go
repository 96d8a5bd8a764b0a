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

// installationKey reads the key, and makes it at the first start. Of several instances
// that start at once on one folder, one makes it and all read the same.
func installationKey(dir string) ([]byte, error) {
	path := filepath.Join(dir, keyFile)
	key, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	fresh := make([]byte, directory.KeySize)
	_, _ = rand.Read(fresh) // never fails
	temp, err := os.CreateTemp(dir, keyFile+".*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.Remove(temp.Name()) }()
	_, err = temp.WriteString(base64.StdEncoding.EncodeToString(fresh) + "\n")
	if err := errors.Join(err, temp.Sync(), temp.Close()); err != nil {
		return nil, err
	}
	// A link fails where there is one by now, and never shows half a file.
	if err := os.Link(temp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(folder.Sync(), folder.Close()); err != nil {
		return nil, err
	}
	return readKey(path)
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
