package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// RoundRow is the times that were proposed for a meeting, with what people answered.
type RoundRow struct {
	ID      string // of the meeting: "<request>.<stage>.<item>"
	Request alur.RequestID
	Stage   alur.StageID
	Item    alur.ItemID
	Slots   []SlotRow // at least one, first one first
	By      string
	At      time.Time
	Replies []ReplyRow // in order of username
}

// SlotRow is one time; no two of a round start together.
type SlotRow struct {
	StartsAt, EndsAt time.Time
}

// ReplyRow is one person of a round. A slot that is in neither list is unanswered.
type ReplyRow struct {
	By     string
	Asked  bool
	At     time.Time   // zero before the answer
	Can    []time.Time // starts of slots
	Cannot []time.Time
	Other  time.Time // another time that would do, or zero
	Note   string
}

// PutRound stores a round, in the place of the one that the meeting has.
func (tx *Tx) PutRound(ctx context.Context, r RoundRow) error {
	if err := tx.dropRounds(ctx, `id = $1`, r.ID); err != nil {
		return err
	}
	var slots []string
	for _, s := range r.Slots {
		slots = append(slots, fmt.Sprintf("%d %d", micros(s.StartsAt), micros(s.EndsAt)))
	}
	_, err := tx.exec(ctx, `INSERT INTO meeting_rounds (id, request_id, stage, item, slots, last_start, username, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.ID, string(r.Request), string(r.Stage), string(r.Item), strings.Join(slots, "\n"), micros(r.Slots[len(r.Slots)-1].StartsAt), r.By, micros(r.At))
	if err != nil {
		return err
	}
	for _, p := range r.Replies {
		if err := tx.PutReply(ctx, r.ID, p); err != nil {
			return err
		}
	}
	return nil
}

// PutReply stores what one person answered, in the place of an earlier answer.
func (tx *Tx) PutReply(ctx context.Context, round string, p ReplyRow) error {
	_, err := tx.exec(ctx, `INSERT INTO meeting_replies (username, round_id, asked, at, can, cannot, other, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (username, round_id) DO UPDATE SET asked = excluded.asked, at = excluded.at, can = excluded.can, cannot = excluded.cannot,
			other = excluded.other, note = excluded.note`,
		p.By, round, p.Asked, micros(p.At), joinTimes(p.Can), joinTimes(p.Cannot), micros(p.Other), p.Note)
	return err
}

// Rounds reads the rounds of a request in order of id. The caller has asked for the
// request in its scope before.
func (tx *Tx) Rounds(ctx context.Context, request alur.RequestID) ([]RoundRow, error) {
	return tx.rounds(ctx, `request_id = $1 ORDER BY id`, string(request))
}

// RoundsOf reads the rounds in which the user is asked and a slot starts after now,
// those that end first coming first, limit of them at most. Whether the user still
// sees their requests is for the caller to ask.
func (tx *Tx) RoundsOf(ctx context.Context, username string, now time.Time, limit int) ([]RoundRow, error) {
	return tx.rounds(ctx, `id IN (SELECT round_id FROM meeting_replies WHERE username = $1 AND asked) AND last_start > $2 ORDER BY last_start, id LIMIT $3`,
		username, micros(now), limit)
}

func (tx *Tx) rounds(ctx context.Context, where string, args ...any) ([]RoundRow, error) {
	var out []RoundRow
	err := tx.each(ctx, `SELECT id, request_id, stage, item, slots, username, at FROM meeting_rounds WHERE `+where, args, func(rows *sql.Rows) error {
		var r RoundRow
		var slots string
		var at int64
		if err := rows.Scan(&r.ID, &r.Request, &r.Stage, &r.Item, &slots, &r.By, &at); err != nil {
			return err
		}
		r.At = fromMicros(at)
		for line := range strings.Lines(slots) {
			start, end, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
			r.Slots = append(r.Slots, SlotRow{StartsAt: parseMicros(start), EndsAt: parseMicros(end)})
		}
		out = append(out, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for i := range out {
		err := tx.each(ctx, `SELECT username, asked, at, can, cannot, other, note FROM meeting_replies WHERE round_id = $1 ORDER BY username`, []any{out[i].ID},
			func(rows *sql.Rows) error {
				var p ReplyRow
				var at, other int64
				var can, cannot string
				err := rows.Scan(&p.By, &p.Asked, &at, &can, &cannot, &other, &p.Note)
				p.At, p.Other, p.Can, p.Cannot = fromMicros(at), fromMicros(other), splitTimes(can), splitTimes(cannot)
				out[i].Replies = append(out[i].Replies, p)
				return err
			})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// DropRound takes the round of a meeting away.
func (tx *Tx) DropRound(ctx context.Context, id string) error {
	return tx.dropRounds(ctx, `id = $1`, id)
}

// DropRounds takes all rounds of a request away.
func (tx *Tx) DropRounds(ctx context.Context, request alur.RequestID) error {
	return tx.dropRounds(ctx, `request_id = $1`, string(request))
}

func (tx *Tx) dropRounds(ctx context.Context, where, arg string) error {
	if _, err := tx.exec(ctx, `DELETE FROM meeting_replies WHERE round_id IN (SELECT id FROM meeting_rounds WHERE `+where+`)`, arg); err != nil {
		return err
	}
	_, err := tx.exec(ctx, `DELETE FROM meeting_rounds WHERE `+where, arg)
	return err
}

func joinTimes(times []time.Time) string {
	var lines []string
	for _, t := range times {
		lines = append(lines, strconv.FormatInt(micros(t), 10))
	}
	return strings.Join(lines, "\n")
}

func splitTimes(s string) []time.Time {
	var out []time.Time
	for _, line := range splitKeys(s) {
		out = append(out, parseMicros(line))
	}
	return out
}

// parseMicros reads a time that joinTimes or PutRound wrote; anything else is none.
func parseMicros(s string) time.Time {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return time.Time{}
	}
	return fromMicros(n)
}
