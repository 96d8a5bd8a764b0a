package main

import (
	"context"
	"time"

	"github.com/alur-id/alur/internal/web"
)

// alertEvery is how soon administrators are told of an alert.
const alertEvery = 15 * time.Second

// tellAlerts tells administrators by mail of what the security log warns of, whichever
// instance wrote it. It asks the database, so that an alert survives the instance.
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
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}
