package directory

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// KeySize is the length of the installation's key, in bytes.
const KeySize = 32

var errNoKey = errors.New("this program runs without the installation's key")

// sealer keeps secrets that must be read again (those of authenticator apps) with a
// key that is not in the database: whoever has a copy of the database alone cannot
// make their codes.
type sealer struct {
	aead cipher.AEAD
	mac  []byte
	name string // of the key
}

// newSealer derives what it needs from the installation's key; without one it is nil
// and every use fails.
func newSealer(key []byte) (*sealer, error) {
	if key == nil {
		return nil, nil //nolint:nilnil // tools have no key and need none
	}
	if len(key) != KeySize {
		return nil, fmt.Errorf("the installation's key has %d bytes, need %d", len(key), KeySize)
	}
	sealing, err := hkdf.Key(sha256.New, key, nil, "alur seal 1", 32)
	if err != nil {
		return nil, err
	}
	mac, err := hkdf.Key(sha256.New, key, nil, "alur codes 1", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(sealing)
	if err != nil {
		return nil, err
	}
	name, err := keyName(key)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &sealer{aead, mac, name}, err
}

// seal hides bytes; only the same context opens them.
func (s *sealer) seal(context string, plain []byte) ([]byte, error) {
	if s == nil {
		return nil, errNoKey
	}
	nonce := make([]byte, s.aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return s.aead.Seal(nonce, nonce, plain, []byte(context)), nil
}

func (s *sealer) open(context string, sealed []byte) ([]byte, error) {
	if s == nil {
		return nil, errNoKey
	}
	n := s.aead.NonceSize()
	if len(sealed) < n {
		return nil, errors.New("sealed bytes are too short")
	}
	return s.aead.Open(nil, sealed[:n], sealed[n:], []byte(context))
}

// digest is a hash that cannot be computed without the key.
func (s *sealer) digest(text string) ([]byte, error) {
	if s == nil {
		return nil, errNoKey
	}
	h := hmac.New(sha256.New, s.mac)
	h.Write([]byte(text))
	return h.Sum(nil), nil
}

// CheckKey fails when what the database holds was sealed with another key: after a
// restore without the key file, say; [ErrRotating] while the key is being changed. To be
// called once at the start.
func (d *Directory) CheckKey(ctx context.Context) error {
	var row store.TOTPRow
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if err := d.keyInForce(ctx, tx); err != nil {
			return err
		}
		row, err = tx.AnyTOTP(ctx)
		return err
	})
	if alur.CodeOf(err) == alur.CodeNotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if _, err := d.seals.open(totpContext(row.Username), row.Secret); err != nil {
		return errors.New("the key file is not the one that the secrets in the database were sealed with")
	}
	return nil
}
