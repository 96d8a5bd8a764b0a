package main

import (
	"context"
	"fmt"
	"time"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/clamd"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// guarding is what stands before uploads.
type guarding struct {
	Clamd        string `setting:"ALUR_CLAMD" default:"" placeholder:"HOST:PORT" help:"The virus scanner (clamd) that looks at every upload, HOST:PORT or unix:/path. Empty: none. [$ALUR_CLAMD]"`
	QuotaRequest int    `name:"quota-request" setting:"ALUR_QUOTA_REQUEST" default:"1024" placeholder:"MB" help:"How much all files of one request may be. 0: as much as people like. [$ALUR_QUOTA_REQUEST]"`
	QuotaDay     int    `name:"quota-day" setting:"ALUR_QUOTA_DAY" default:"2048" placeholder:"MB" help:"How much one person may upload in a day. 0: as much as people like. [$ALUR_QUOTA_DAY]"`
}

// check refuses settings that could not work.
func (g *guarding) check() error {
	const most = 1 << 30 // a petabyte
	if g.QuotaRequest < 0 || g.QuotaDay < 0 || g.QuotaRequest > most || g.QuotaDay > most {
		return fmt.Errorf("--quota-request and --quota-day are megabytes, 0 for as much as people like")
	}
	_, err := g.scanner()
	return err
}

// scanner is the client of the virus scanner, or nil.
func (g *guarding) scanner() (*clamd.Client, error) {
	if g.Clamd == "" {
		return nil, nil //nolint:nilnil // no scanner is a setting as good as another
	}
	c, err := clamd.New(g.Clamd)
	if err != nil {
		return nil, fmt.Errorf("--clamd: %w", err)
	}
	return c, nil
}

func (g *guarding) quota() casework.Quota {
	return casework.Quota{Request: int64(g.QuotaRequest) << 20, Day: int64(g.QuotaDay) << 20}
}

// infected is how casework tells the security log of a virus.
func infected(d *directory.Directory) func(context.Context, *store.Tx, casework.Infection) error {
	return func(ctx context.Context, tx *store.Tx, i casework.Infection) error {
		request := i.Number
		if request == "" {
			request = string(i.Request)
		}
		return d.NoteInfected(ctx, tx, directory.Infected{Username: i.Username, Finding: i.Finding, Request: request, Name: i.Name, Refused: i.Refused})
	}
}

// scanEvery is how soon a file that waits is looked at once the scanner is back.
const scanEvery = 5 * time.Second

// scan asks the virus scanner about files that wait for it, until ctx ends. It says once
// that the scanner does not answer, and once that it does again.
func (p *product) scan(ctx context.Context) {
	if p.scanner == nil {
		return
	}
	every := time.NewTicker(scanEvery)
	defer every.Stop()
	silent := false
	for {
		done, err := p.cases.ScanWaiting(ctx)
		if err == nil {
			err = p.scanner.Ping(ctx)
		}
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !silent:
			p.log.Warn("the virus scanner does not answer; uploads wait", "error", err)
		case err == nil && silent:
			p.log.Info("the virus scanner answers again")
		}
		silent = err != nil
		if done.Clean+done.Infected > 0 {
			p.log.Info("files scanned that waited", "clean", done.Clean, "infected", done.Infected)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}
