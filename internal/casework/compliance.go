package casework

import (
	"context"
	"fmt"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/compliance"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
)

// Compliance says, clause by clause of the guide, what the history of a request shows.
// Who sees the history may have it; vendors are refused with not-your-party.
func (c *Cases) Compliance(ctx context.Context, a Actor, id alur.RequestID) (*compliance.Report, error) {
	var out *compliance.Report
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		if _, _, err := c.historyOf(ctx, tx, a, id); err != nil {
			return err
		}
		r := compliance.Begin(c.flows)
		err := tx.EachEvent(ctx, id, func(row store.EventRow) error { return readInto(r, row) })
		if err != nil {
			return err
		}
		out, err = r.Report()
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("compliance of %s: %w", id, err)
	}
	return out, nil
}

func readInto(r *compliance.Reader, row store.EventRow) error {
	e, _, err := evidence.Open(row.Body)
	if err != nil {
		return fmt.Errorf("event %d of %s: %w", row.Seq, row.Request, err)
	}
	return r.Add(e)
}

// YearRow is one request in the report of a year.
type YearRow struct {
	ID     alur.RequestID
	Number string
	Title  string
	Agency string // its name
	Report *compliance.Report
}

// yearPage is how many requests the report of a year holds in memory at a time, with
// those of their events that decide ([compliance.Decisive]): some megabytes at most.
const yearPage = 200

// ComplianceYear calls each with every request that was submitted in a year, in the order
// of numbers as texts. The reports lack the evidence within rounds. It is for those who
// see every request; others are refused with not-your-party.
//
// It reads a page of requests at a time, each in a transaction of its own, so that what
// it holds does not grow with the number of requests; a request that moves meanwhile is
// reported as it was when its page was read. One report runs at a time; who has to wait
// does so until ctx ends.
func (c *Cases) ComplianceYear(ctx context.Context, a Actor, year int, each func(YearRow) error) error {
	if !a.User.Active || !a.User.SeesAll() {
		return alur.Refuse(alur.CodeNotYourParty)
	}
	select {
	case c.years <- struct{}{}:
		defer func() { <-c.years }()
	case <-ctx.Done():
		return ctx.Err()
	}
	after, before := numbersOf(year)
	for {
		rows, err := c.yearPage(ctx, after, before)
		if err != nil {
			return fmt.Errorf("compliance of %d: %w", year, err)
		}
		for _, row := range rows {
			if err := each(row); err != nil {
				return err
			}
		}
		if len(rows) < yearPage {
			return nil
		}
		after = rows[len(rows)-1].Number
	}
}

// numbersOf are the texts between which the numbers of a year lie.
func numbersOf(year int) (after, before string) {
	prefix, _, _ := strings.Cut(numberFormat, "-%04d-%04d")
	prefix = fmt.Sprintf("%s-%04d", prefix, year)
	return prefix + "-", prefix + "." // the sign after "-"
}

func (c *Cases) yearPage(ctx context.Context, after, before string) ([]YearRow, error) {
	var out []YearRow
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Numbered(ctx, after, before, yearPage)
		if err != nil {
			return err
		}
		ids := make([]alur.RequestID, len(rows))
		for i, r := range rows {
			ids[i] = r.ID
		}
		events, err := tx.EventsOfType(ctx, ids, compliance.Decisive)
		if err != nil {
			return err
		}
		for _, row := range rows {
			r := compliance.Begin(c.flows)
			for _, e := range events[row.ID] {
				if err := readInto(r, e); err != nil {
					return err
				}
			}
			report, err := r.Report()
			if err != nil {
				return fmt.Errorf("request %s: %w", row.ID, err)
			}
			out = append(out, YearRow{ID: row.ID, Number: row.Number, Title: row.Title, Agency: row.AgencyName, Report: report})
		}
		return nil
	})
	return out, err
}

// ComplianceYears are the years in which requests were submitted, from the first that the
// program can know of to now: what the report may be asked for.
func (c *Cases) ComplianceYears(ctx context.Context) ([]int, error) {
	var out []int
	now := c.now().In(alur.Jakarta).Year()
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		for y := now; y > now-yearsShown; y-- {
			after, before := numbersOf(y)
			rows, err := tx.Numbered(ctx, after, before, 1)
			if err != nil {
				return err
			}
			if len(rows) > 0 || y == now {
				out = append(out, y)
			}
		}
		return nil
	})
	return out, err
}

// yearsShown is how far back reports of years go.
const yearsShown = 15
