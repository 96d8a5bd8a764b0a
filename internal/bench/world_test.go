package bench

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/demo"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// world is an installation with the demonstration's people in it.
type world struct {
	dir   string
	store *store.Store
	flows *flow.Registry
	blobs *blob.Folder
	dirs  *directory.Directory
	cases *casework.Cases
	users map[string]alur.User
}

// openWorld opens a data folder, and fills it when it is new.
func openWorld(ctx context.Context, dir, database string) (_ *world, err error) {
	w := &world{dir: dir}
	if w.store, err = store.Open(ctx, store.Config{Dir: dir, URL: database, Clock: alur.SystemClock, Log: quiet}); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			_ = w.store.Close()
		}
	}()
	if w.flows, err = flow.Load(flows.FS, flows.Files...); err != nil {
		return nil, err
	}
	if w.blobs, err = blob.Open(filepath.Join(dir, "documents")); err != nil {
		return nil, err
	}
	w.dirs = directory.New(directory.Config{Store: w.store, Clock: alur.SystemClock, Log: quiet, ShortPasswords: true})
	w.cases = casework.New(casework.Config{Store: w.store, Blobs: w.blobs, Flows: w.flows, Clock: alur.SystemClock, Log: quiet})
	err = demo.Fill(ctx, demo.Config{Store: w.store, Blobs: w.blobs, Flows: w.flows, Directory: w.dirs, Log: quiet})
	if err != nil && !errors.Is(err, demo.ErrNotEmpty) {
		return nil, fmt.Errorf("demonstration: %w", err)
	}
	names := make([]string, len(demo.Accounts))
	for i, a := range demo.Accounts {
		names[i] = a.Username
	}
	w.users, err = w.dirs.Users(ctx, names)
	return w, err
}

func (w *world) as(username string) casework.Actor { return casework.Actor{User: w.users[username]} }

func (w *world) close() error { return w.store.Close() }
