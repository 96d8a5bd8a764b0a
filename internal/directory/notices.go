package directory

import (
	"context"
	"crypto/hmac"
	"encoding/base64"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// MuteDigest stands among the kinds of notices for the morning's letter, where a link in a
// letter stops one.
const MuteDigest = "digest"

// NoticeSettings is how a person wants to be told of things by mail. In the system
// everybody is told everything.
type NoticeSettings struct {
	Muted  []string // kinds of which no letter is sent
	Digest bool     // a letter each working morning
	Quiet  bool     // letters wait for office hours
}

// defaultNoticeSettings hold for who has never said anything.
var defaultNoticeSettings = NoticeSettings{Digest: true, Quiet: true}

// NoticeSettings reads how an account's owner wants to be told. For the owner.
func (d *Directory) NoticeSettings(ctx context.Context, username string) (NoticeSettings, error) {
	out := defaultNoticeSettings
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		var err error
		out, err = noticeSettings(ctx, tx, username)
		return err
	})
	return out, err
}

func noticeSettings(ctx context.Context, tx *store.Tx, username string) (NoticeSettings, error) {
	found, err := tx.NoticeSettings(ctx, []string{username})
	if s, ok := found[username]; ok {
		return NoticeSettings(s), err
	}
	return defaultNoticeSettings, err
}

// SetNoticeSettings changes how an account's owner wants to be told; kinds are all that
// there are. For the owner. Refusals: invalid-data for a kind that there is not.
func (d *Directory) SetNoticeSettings(ctx context.Context, username string, s NoticeSettings, kinds []string, by By) error {
	for _, k := range s.Muted {
		if !slices.Contains(kinds, k) {
			return alur.RefuseField(alur.CodeInvalidData, "muted")
		}
	}
	slices.Sort(s.Muted)
	s.Muted = slices.Compact(s.Muted)
	return d.store.Write(ctx, func(tx *store.Tx) error {
		was, err := noticeSettings(ctx, tx, username)
		if err != nil {
			return err
		}
		slices.Sort(was.Muted)
		if slices.Equal(was.Muted, s.Muted) && was.Digest == s.Digest && was.Quiet == s.Quiet {
			return nil
		}
		if err := tx.PutNoticeSettings(ctx, username, store.NoticeSettings(s), d.clock()); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityNoticesSet, username, noticeDetail(s)))
	})
}

func noticeDetail(s NoticeSettings) string {
	muted := append([]string{}, s.Muted...)
	if !s.Digest {
		muted = append(muted, MuteDigest)
	}
	if len(muted) == 0 {
		return "-"
	}
	return strings.Join(muted, " ")
}

// unsubscribePurpose keeps these tokens apart from whatever else is made with the key.
const unsubscribePurpose = "alur unsubscribe 1\n"

// UnsubscribeToken makes what stands in a letter's address that stops letters of a kind:
// it works without signing in, for that account and kind alone, and for as long as the
// key of the installation is the same.
func (d *Directory) UnsubscribeToken(username, kind string) (string, error) {
	text := username + "\n" + kind
	mac, err := d.seals.digest(unsubscribePurpose + text)
	if err != nil {
		return "", err
	}
	return base64.RawURLEncoding.EncodeToString(append(mac[:16:16], text...)), nil
}

// readUnsubscribe opens a token: not-found for one that this installation did not make.
func (d *Directory) readUnsubscribe(token string) (username, kind string, err error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(token)
	if err != nil || len(raw) < 20 || len(raw) > 300 {
		return "", "", alur.Refuse(alur.CodeNotFound)
	}
	mac, err := d.seals.digest(unsubscribePurpose + string(raw[16:]))
	if err != nil {
		return "", "", err
	}
	username, kind, ok := strings.Cut(string(raw[16:]), "\n")
	if !hmac.Equal(mac[:16], raw[:16]) || !ok {
		return "", "", alur.Refuse(alur.CodeNotFound)
	}
	return username, kind, nil
}

// Unsubscribing says what a link in a letter stops, and whether that is stopped already.
// It tells nothing of whose letters. not-found for a link that is none.
func (d *Directory) Unsubscribing(ctx context.Context, token string) (kind string, stopped bool, err error) {
	username, kind, err := d.readUnsubscribe(token)
	if err != nil {
		return "", false, err
	}
	s, err := d.NoticeSettings(ctx, username)
	return kind, slices.Contains(s.Muted, kind) || kind == MuteDigest && !s.Digest, err
}

// Unsubscribe stops the letters that a link in a letter is about, and nothing else. For
// whoever has the link. not-found for a link that is none, and for an erased account.
func (d *Directory) Unsubscribe(ctx context.Context, token, address string) (kind string, err error) {
	username, kind, err := d.readUnsubscribe(token)
	if err != nil {
		return "", err
	}
	return kind, d.store.Write(ctx, func(tx *store.Tx) error {
		if at, err := tx.ErasedAt(ctx, username); err != nil {
			return err
		} else if !at.IsZero() {
			return alur.Refuse(alur.CodeNotFound)
		}
		s, err := noticeSettings(ctx, tx, username)
		if err != nil {
			return err
		}
		switch {
		case kind == MuteDigest && s.Digest:
			s.Digest = false
		case kind != MuteDigest && !slices.Contains(s.Muted, kind):
			s.Muted = append(s.Muted, kind)
		default:
			return nil // pressed twice
		}
		if err := tx.PutNoticeSettings(ctx, username, store.NoticeSettings(s), d.clock()); err != nil {
			return err
		}
		return d.record(ctx, tx, SecurityEvent{Kind: SecurityNoticesSet, Username: username, Address: address, Detail: noticeDetail(s)})
	})
}
