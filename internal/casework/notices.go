package casework

import (
	"context"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/notice"
	"github.com/alur-id/alur/internal/store"
)

// SendLetters lets every notice leave a job that sends it by mail as well. It is called
// once, where there is a mail server, before anybody else uses c.
func (c *Cases) SendLetters() { c.letters = true }

// MaxUnread is where [Cases.Unread] stops counting.
const MaxUnread = store.MaxUnread

// Unread counts the notices that the actor has not read, about requests that he or she
// sees; at [MaxUnread] it stops.
func (c *Cases) Unread(ctx context.Context, a Actor) (int, error) {
	n := 0
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.CountUnread(ctx, scopeOf(a.User), a.User.Username)
		return err
	})
	return n, err
}

// NoticeQuery says which of the actor's notices.
type NoticeQuery struct {
	Unread bool   // those alone
	Cursor string // of an earlier page, or ""
	Limit  int    // 1 to 200
}

// Notices returns a page of what the actor was told, newest first, and the cursor of the
// next page ("" at the end). What he or she may not be shown any more is left out, so
// that a page may have fewer than the limit, and still not be the last. A cursor that this
// function did not give and a limit outside of 1 to 200 are invalid-parameter.
func (c *Cases) Notices(ctx context.Context, a Actor, q NoticeQuery) (items []notice.View, next string, err error) {
	if err := checkLimit(q.Limit, maxListed); err != nil {
		return nil, "", err
	}
	sq := store.NoticeQuery{Username: a.User.Username, Unread: q.Unread, Limit: q.Limit + 1}
	if q.Cursor != "" {
		if sq.After, err = parseNoticeCursor(q.Cursor); err != nil {
			return nil, "", err
		}
	}
	err = c.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.FindNotices(ctx, sq)
		if err != nil {
			return err
		}
		if len(rows) > q.Limit {
			rows = rows[:q.Limit]
			last := rows[len(rows)-1]
			next = base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d.%s", last.At.UnixMicro(), last.ID))
		}
		items, err = c.noticeViews(ctx, tx, a.User, rows)
		return err
	})
	return items, next, err
}

func parseNoticeCursor(s string) (*store.Place, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(s)
	at, id, ok := strings.Cut(string(raw), ".")
	if err != nil || !ok || at == "" || strings.Trim(at, "0123456789") != "" || len(at) > 18 || id == "" || strings.Trim(id, "0123456789abcdef") != "" {
		return nil, alur.RefuseField(alur.CodeInvalidParameter, "cursor")
	}
	return &store.Place{Key: at, ID: id}, nil
}

// noticeViews makes of rows what the user may be shown now.
func (c *Cases) noticeViews(ctx context.Context, tx *store.Tx, u alur.User, rows []store.NoticeRow) ([]notice.View, error) {
	type known struct {
		row store.RequestRow
		s   *flow.State
	}
	requests := map[alur.RequestID]*known{}
	out := make([]notice.View, 0, len(rows))
	var names []string
	for _, n := range rows {
		k, seen := requests[n.Request]
		if !seen {
			row, err := tx.Request(ctx, scopeOf(u), n.Request)
			if err != nil && !isNotFound(err) {
				return nil, err
			}
			if err == nil {
				s, err := c.states.get(row)
				if err != nil {
					return nil, err
				}
				k = &known{row, s}
			}
			requests[n.Request] = k
		}
		if k == nil {
			continue
		}
		v := notice.View{
			ID: n.ID, Kind: notice.Kind(n.Kind), At: n.At, ReadAt: n.ReadAt, Mailed: !n.MailedAt.IsZero(),
			Request: n.Request, Number: k.row.Number, Code: k.row.TrackingCode, Title: k.row.Title, Agency: k.row.AgencyName,
		}
		if err := json.Unmarshal([]byte(n.Args), &v.Args); err != nil {
			return nil, fmt.Errorf("notice %s: %w", n.ID, err)
		}
		if !notice.Shown(c.flows, k.s, u, v.Kind, v.Args) {
			continue
		}
		v.Plan, _ = c.flows.Stage(k.s)
		if v.Args.By != "" {
			names = append(names, v.Args.By)
		}
		out = append(out, v)
	}
	slices.Sort(names)
	people, err := tx.Users(ctx, slices.Compact(names))
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].By = people[out[i].Args.By].Name
	}
	return out, nil
}

// ReadNotices notes that the actor has read these of his or her notices: other people's,
// and ids that there are not, change nothing.
func (c *Cases) ReadNotices(ctx context.Context, a Actor, ids []string) error {
	if len(ids) > maxListed {
		return alur.RefuseField(alur.CodeInvalidData, "ids")
	}
	return c.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.ReadNotices(ctx, a.User.Username, ids, c.now())
		return err
	})
}

// ReadAllNotices notes that the actor has read everything that he or she was told up to a
// moment; the zero time is now.
func (c *Cases) ReadAllNotices(ctx context.Context, a Actor, until time.Time) error {
	now := c.now()
	if until.IsZero() {
		until = now
	}
	return c.store.Write(ctx, func(tx *store.Tx) error {
		_, err := tx.ReadAllNotices(ctx, a.User.Username, until, now)
		return err
	})
}

// Letter is a notice that is to be sent.
type Letter struct {
	Notice notice.View
	Name   string // of its receiver
	Email  string
	Quiet  bool // it waits for office hours
}

// NoLetter is the error of [Cases.NoticeLetter] where nothing is to be sent; Cause says why.
type NoLetter struct{ Cause string }

func (e *NoLetter) Error() string { return "no letter: " + e.Cause }

// NoticeLetter reads what is to be sent about a notice, and asks everything again: that
// its receiver is there and can be written to, wants letters of its kind, has not read it,
// sees the request and may be shown the notice, and that it is still so. It is for the
// program itself; a [NoLetter] says what is not.
func (c *Cases) NoticeLetter(ctx context.Context, id string) (*Letter, error) {
	var out *Letter
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		n, err := tx.Notice(ctx, id)
		if isNotFound(err) {
			return &NoLetter{"gone"}
		}
		if err != nil {
			return err
		}
		to, err := tx.Account(ctx, n.Username)
		if err != nil {
			return err
		}
		settings, err := tx.NoticeSettings(ctx, []string{n.Username})
		if err != nil {
			return err
		}
		s, said := settings[n.Username]
		switch {
		case !to.Active:
			return &NoLetter{"inactive"}
		case to.Email == "":
			return &NoLetter{"no-address"}
		case !n.ReadAt.IsZero():
			return &NoLetter{"read"}
		case slices.Contains(s.Muted, n.Kind):
			return &NoLetter{"muted"}
		}
		users, err := tx.Users(ctx, []string{n.Username}) // with the offices held for colleagues
		if err != nil {
			return err
		}
		views, err := c.noticeViews(ctx, tx, users[n.Username], []store.NoticeRow{n})
		if err != nil {
			return err
		}
		if len(views) == 0 {
			return &NoLetter{"not-visible"}
		}
		if current, err := c.noticeCurrent(ctx, tx, users[n.Username], views[0]); err != nil {
			return err
		} else if !current {
			return &NoLetter{"stale"}
		}
		out = &Letter{Notice: views[0], Name: to.Name, Email: to.Email, Quiet: s.Quiet || !said}
		return nil
	})
	return out, err
}

// noticeCurrent asks whether what the notice says is still so.
func (c *Cases) noticeCurrent(ctx context.Context, tx *store.Tx, u alur.User, v notice.View) (bool, error) {
	row, err := tx.Request(ctx, scopeOf(u), v.Request)
	if err != nil {
		return false, err
	}
	s, err := c.states.get(row)
	if err != nil {
		return false, err
	}
	ict, err := ictAgency(ctx, tx)
	if err != nil {
		return false, err
	}
	private, err := privateOf(ctx, tx, s)
	if err != nil {
		return false, err
	}
	return notice.Current(c.flows, s, u, ict, c.flows.Waiting(s, flow.Env{At: c.clock(), Private: private}), v.Kind, v.Args), nil
}

// NoticeSent notes in the transaction that ends its job that the mail server took the
// letter about a notice.
func NoticeSent(ctx context.Context, tx *store.Tx, id string, at time.Time) error {
	return tx.NoticeMailed(ctx, id, at)
}
