package directory

import (
	"context"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Resealed is what sealing everything under another key has done.
type Resealed struct {
	Secrets int // that were sealed again, this time
	Codes   int // accounts whose recovery codes only the key before could check, and are gone
}

// ErrRotating says that a change of keys was begun and has not ended: no server starts.
var ErrRotating = errors.New("a change of keys was interrupted; finish it with `alur keys rotate` and the same keys")

// errOtherKey ends what would be sealed with a key that nobody has any more.
var errOtherKey = errors.New("the key of this installation was changed while this server ran: stop it, and start it with the new key")

// Reseal seals every secret of the database under another key, each in a transaction of
// its own: whoever is interrupted does it again with the same key, and what is sealed
// under it already stays. For the operator, while no server runs; the keys are changed in
// the folder afterwards.
//
// The security log says that it was begun, and in the end which key is in force. A server
// that runs all the same seals nothing from then on, and none starts ([Directory.CheckKey]).
//
// Refusals: invalid-data (key: of the wrong length, or a value opens with neither key);
// nothing is begun then.
func (d *Directory) Reseal(ctx context.Context, key []byte) (Resealed, error) {
	var out Resealed
	next, err := newSealer(key)
	if err != nil || next == nil {
		return out, alur.RefuseField(alur.CodeInvalidData, "key")
	}
	name, err := keyName(key)
	if err != nil {
		return out, err
	}
	if _, err := d.eachSealed(ctx, next, func(store.SealedColumn, store.SealedValue, []byte) error { return nil }); err != nil {
		return out, err
	}
	if err := d.Record(ctx, SecurityEvent{Kind: SecurityKeyRotating, Detail: name}); err != nil {
		return out, err
	}
	if out.Codes, err = d.dropKeyedCodes(ctx); err != nil {
		return out, err
	}
	// Until nothing is left that the old key opens: somebody may have changed a value since
	// it was read.
	for {
		left, err := d.eachSealed(ctx, next, func(c store.SealedColumn, v store.SealedValue, plain []byte) error {
			sealed, err := next.seal(c.Context+v.Key, plain)
			if err != nil {
				return err
			}
			err = d.store.Write(ctx, func(tx *store.Tx) error { return tx.SetSealed(ctx, c, v, sealed) })
			switch alur.CodeOf(err) {
			case alur.CodeConflict, alur.CodeNotFound:
				return nil // another value by now, or none: the next pass sees
			}
			if err == nil {
				out.Secrets++
			}
			return err
		})
		if err != nil {
			return out, err
		}
		if left == 0 {
			return out, d.Record(ctx, SecurityEvent{Kind: SecurityKeyRotated, Detail: fmt.Sprintf("%d %s", out.Secrets, name)})
		}
	}
}

// eachSealed calls fn for every value that the key of this directory opens and next does
// not, and returns how many there were.
func (d *Directory) eachSealed(ctx context.Context, next *sealer, fn func(c store.SealedColumn, v store.SealedValue, plain []byte) error) (n int, err error) {
	for _, c := range store.SealedColumns {
		after := ""
		for {
			var values []store.SealedValue
			err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
				values, err = tx.SealedValues(ctx, c, after)
				return err
			})
			if err != nil {
				return n, err
			}
			if len(values) == 0 {
				break
			}
			for _, v := range values {
				after = v.Key
				if len(v.Value) == 0 {
					continue
				}
				if _, err := next.open(c.Context+v.Key, v.Value); err == nil {
					continue // the run before has been here
				}
				plain, err := d.seals.open(c.Context+v.Key, v.Value)
				if err != nil {
					return n, &alur.Error{Code: alur.CodeInvalidData, Field: "key", Err: fmt.Errorf("%s of %s was sealed with neither key", c.Column, v.Key)}
				}
				n++
				if err := fn(c, v, plain); err != nil {
					return n, err
				}
			}
		}
	}
	return n, nil
}

// keyName tells a key from others, and nothing of it.
func keyName(key []byte) (string, error) {
	b, err := hkdf.Key(sha256.New, key, nil, "alur name 1", 8)
	return hex.EncodeToString(b), err
}

// keyInForce fails while keys are being changed, and when another key than that of this
// directory is in force. Whoever seals into the database asks within the transaction, after
// the entry of the security log: its lock keeps the beginning of a change out.
func (d *Directory) keyInForce(ctx context.Context, tx *store.Tx) error {
	rows, err := tx.SecurityEvents(ctx, store.SecurityQuery{Kinds: []string{string(SecurityKeyRotating), string(SecurityKeyRotated)}, Limit: 1})
	if err != nil || len(rows) == 0 {
		return err
	}
	if rows[0].Kind == string(SecurityKeyRotating) {
		return ErrRotating
	}
	if _, name, named := strings.Cut(rows[0].Detail, " "); named && d.seals != nil && name != d.seals.name {
		return errOtherKey
	}
	return nil
}
