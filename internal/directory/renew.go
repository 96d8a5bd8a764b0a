package directory

import (
	"context"
	"crypto/subtle"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// renewGrace is how long the secret before the last one still opens a session: an answer
// that carries the new one may get lost on a bad line, and calls run beside each other.
const renewGrace = time.Minute

// kindBefore is a secret that was renewed; its data is the session's id.
const kindBefore = "session-before"

// Renew gives the session of a browser another secret, because its owner has just proved
// himself or herself again (ASVS 5.0, 7.2.4): whoever has the one before is out within a
// minute. The session stays the same otherwise. To be called after a proof, and for the
// browser ([Session.Of]) of a session that is [Session.Stale].
//
// Refusals: unauthenticated (it has ended meanwhile).
func (d *Directory) Renew(ctx context.Context, s *Session) (secret string, err error) {
	secret, hash := newSecret(KindSession)
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		now := d.clock()
		before, err := tx.RenewSession(ctx, s.ID, hash)
		if alur.CodeOf(err) == alur.CodeNotFound {
			return alur.Refuse(alur.CodeUnauthenticated)
		}
		if err != nil {
			return err
		}
		return tx.PutOneTime(ctx, store.OneTimeRow{
			Hash: before, Kind: kindBefore, Username: s.User.Username, Data: []byte(s.ID), CreatedAt: now, ExpiresAt: now.Add(renewGrace),
		})
	})
	if err != nil {
		return "", err
	}
	return secret, nil
}

// Of reports whether the session was opened by the browser that keeps the mark.
func (s *Session) Of(mark string) bool {
	return len(s.Device) > 0 && mark != "" && subtle.ConstantTimeCompare(hashSecret(mark), s.Device) == 1
}

// renewed finds the session whose secret was another one a moment ago: not-found when
// there is none.
func (d *Directory) renewed(ctx context.Context, tx *store.Tx, before []byte) (store.SessionRow, alur.User, error) {
	o, err := tx.OneTime(ctx, kindBefore, before, d.clock())
	if err != nil {
		return store.SessionRow{}, alur.User{}, err
	}
	hash, err := tx.SessionHash(ctx, string(o.Data))
	if err != nil {
		return store.SessionRow{}, alur.User{}, err
	}
	return tx.Session(ctx, hash)
}
