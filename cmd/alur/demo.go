package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/alur-id/alur/internal/demo"
)

// A demonstration marks its folder before it writes anything else into it, so
// that it never takes somebody's data for its own, and marks it again when it is whole.
const (
	demoMarker     = "DEMO"
	markUnfinished = "A demonstration of Alur, not yet whole. This folder may be deleted.\n"
	markReady      = "A demonstration of Alur: invented people, known passwords. This folder may be deleted.\n"
)

// folderState says whose a data folder is.
type folderState int

const (
	folderFree       folderState = iota // absent or empty
	folderForeign                       // somebody's data
	folderUnfinished                    // a demonstration that was interrupted while it was made
	folderReady                         // a demonstration
)

func (s folderState) madeByDemo() bool { return s == folderUnfinished || s == folderReady }

// demoState reads the marker of a data folder.
func demoState(dir string) (folderState, error) {
	mark, err := os.ReadFile(filepath.Join(dir, demoMarker))
	switch {
	case err == nil && string(mark) == markReady:
		return folderReady, nil
	case err == nil && string(mark) == markUnfinished:
		return folderUnfinished, nil
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return folderForeign, err
	}
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || (err == nil && len(entries) == 0) {
		return folderFree, nil
	}
	return folderForeign, err
}

// setMarker writes the marker so that a crash leaves the old one or the new one.
func setMarker(dir, mark string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	temp := filepath.Join(dir, demoMarker+".new")
	if err := os.WriteFile(temp, []byte(mark), 0o600); err != nil {
		return err
	}
	return os.Rename(temp, filepath.Join(dir, demoMarker))
}

// clearDemo empties the folder of an unfinished demonstration, marker last.
func clearDemo(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.Name() == demoMarker {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return os.Remove(filepath.Join(dir, demoMarker))
}

// demonstrate fills a fresh installation, or finds the one that was filled before.
func (cmd *serveCmd) demonstrate(ctx context.Context, p *product, fresh bool) error {
	if !fresh {
		return nil
	}
	err := demo.Fill(ctx, demo.Config{Store: p.store, Blobs: p.blobs, Flows: p.flows, Directory: p.directory, Log: p.log})
	if errors.Is(err, demo.ErrNotEmpty) {
		return refuse("the database is not empty: a demonstration needs an empty one")
	}
	if err != nil {
		return fmt.Errorf("make the demonstration: %w", err)
	}
	return setMarker(cmd.Data, markReady)
}

// printAccounts shows who can sign in, as a table.
func printAccounts(w io.Writer) {
	fmt.Fprintf(w, "\nSign in with any of these names and the password %s\n\n", demo.Password)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, a := range demo.Accounts {
		roles := make([]string, len(a.Roles))
		for i, r := range a.Roles {
			roles[i] = string(r)
		}
		fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", a.Username, a.Name, a.Organisation, strings.Join(roles, ", "))
	}
	_ = t.Flush()
	fmt.Fprintln(w)
}
