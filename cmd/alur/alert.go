package main

import (
	"context"
	"time"

	"github.com/alur-id/alur/internal/web"
)

// alertEvery is how soon administrators are told of an alert.
const alertEvery = 15 * time.Second

// tellAlerts tells administrators by mail of what the security log warns of, and owners of
// accounts of what changed about their ways in, whichever instance or tool wrote it. It
// asks the database, so that both survive the instance.
func (p *product) tellAlerts(ctx context.Context, public string) {
	if p.mail == nil {
		return
	}
	every := time.NewTicker(alertEvery)
	defer every.Stop()
	for {
		if err := web.TellAlerts(ctx, p.directory, p.mail, public); err != nil && ctx.Err() == nil {
			p.log.Warn("alerts not told", "error", err)
		}
		if err := web.TellOwners(ctx, p.directory, p.mail, public); err != nil && ctx.Err() == nil {
			p.log.Warn("owners of accounts not told", "error", err)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}
