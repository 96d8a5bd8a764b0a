package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// keysCmd is what the operator does with the installation's key.
type keysCmd struct {
	Rotate keysRotateCmd `cmd:"" help:"Seal every secret of the database under another key, while no server runs. Interrupted, it goes on when it is run again."`
}

type keysRotateCmd struct {
	folders
	NewKey string `type:"existingfile" placeholder:"FILE" help:"The new key, of a vault that makes keys itself. Empty: one is made, and takes the place of the old one when all is done."`
}

// nextKey is where the new key lies while secrets are sealed again.
func nextKey(path string) string { return path + ".next" }

// Run makes the new key (or finds that of a run that was interrupted), seals everything
// under it, and puts it in the place of the old one. Until then both are needed, and no
// server starts.
func (cmd *keysRotateCmd) Run(c *console) error {
	path := cmd.keyPath()
	old, err := readKey(path)
	if err != nil {
		return refuse("the key of this installation: %v", err)
	}
	next := cmd.NewKey
	if next == "" {
		next = nextKey(path)
		if _, err := os.Stat(next); errors.Is(err, fs.ErrNotExist) {
			err = makeKey(next)
			if err != nil {
				return refuse("the new key: %v", err)
			}
		}
	}
	fresh, err := readKey(next)
	if err != nil {
		return refuse("the new key: %v", err)
	}
	st, err := cmd.open(c, quiet(c.err))
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer func() { _ = st.Close() }()
	people := directory.New(directory.Config{Store: st, Clock: alur.SystemClock, Log: quiet(c.err), Key: old})
	done, err := people.Reseal(c.ctx, fresh)
	if err != nil {
		return spoken(err)
	}
	if cmd.NewKey == "" {
		if err := os.Rename(next, path); err != nil {
			return refuse("the new key is not in its place: %v; run this again", err)
		}
		if err := syncFolder(filepath.Dir(path)); err != nil {
			return err
		}
		next = path
	}
	fmt.Fprintf(c.out, "%d secrets were sealed again; the key is %s\n", done.Secrets, next)
	if done.Codes > 0 {
		fmt.Fprintf(c.out, "the recovery codes of %d accounts, made by an older version, work no more: their owners make new ones\n", done.Codes)
	}
	fmt.Fprintln(c.out, "make a backup now: those from before need the old key, which they hold")
	return nil
}
