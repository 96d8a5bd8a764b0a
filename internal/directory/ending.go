package directory

import (
	"context"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Ended is what the security log keeps of why and to whom, when an account ends together
// with a hand-over. It holds no reason: what people write stands in the histories of the
// requests alone.
type Ended struct {
	Username  string
	Successor string // username, "" for nobody
}

// Ending returns what ends an account, for casework.Succeed, in one transaction: first
// settle, with the account locked, whose refusal it gives back; then the account is
// inactive, its sessions, tokens, links and calendar key end, and so do the periods in
// which it stands in for others or, unless the office is vacant then (Plt), others for it.
// An account that is inactive already only gets settled. It is for administrators; the
// caller has checked.
//
// Refusals: not-found, those of settle.
func (d *Directory) Ending(e Ended, by By) func(context.Context, func(context.Context, *store.Tx) error) error {
	return func(ctx context.Context, settle func(context.Context, *store.Tx) error) error {
		return d.store.Write(ctx, func(tx *store.Tx) error {
			a, err := tx.LockAccount(ctx, e.Username)
			if err != nil {
				return err
			}
			if err := settle(ctx, tx); err != nil {
				return err
			}
			events := []SecurityEvent{by.event(SecurityHandedOver, e.Username, strings.TrimSpace("to "+e.Successor))}
			if e.Successor == "" {
				events[0].Detail = "to nobody"
			}
			if !a.Active {
				return d.recordAll(ctx, tx, events)
			}
			events = append(events, by.event(SecurityActiveChanged, e.Username, "disabled"))
			more, err := d.endPeriods(ctx, tx, e.Username, by)
			if err != nil {
				return err
			}
			if err := d.endAll(ctx, tx, e.Username, ""); err != nil {
				return err
			}
			if err := tx.DeleteCalendarKey(ctx, e.Username); err != nil {
				return err
			}
			a.Active, a.UpdatedAt = false, d.clock()
			if err := tx.SaveAccount(ctx, a); err != nil {
				return err
			}
			return d.recordAll(ctx, tx, append(events, more...))
		})
	}
}

// endPeriods ends the periods that mean nothing without the account.
func (d *Directory) endPeriods(ctx context.Context, tx *store.Tx, username string, by By) ([]SecurityEvent, error) {
	now := d.clock()
	rows, err := tx.StandIns(ctx, store.StandInQuery{Person: username, EndsBy: now, Limit: 200})
	if err != nil {
		return nil, err
	}
	var events []SecurityEvent
	for _, row := range rows {
		if row.Absent == username && row.Kind == alur.StandInActing {
			continue
		}
		if err := tx.EndStandIn(ctx, row.ID, now); err != nil {
			return nil, err
		}
		events = append(events, by.event(SecurityStandInEnded, row.Username, string(row.Kind)+" "+row.Absent))
	}
	return events, nil
}
