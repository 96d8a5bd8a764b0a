package evidence

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// NewLogKey makes a key that signs checkpoints in the name of an origin, as text: the secret
// one that is kept, and the one that everybody may know (c2sp.org/signed-note).
func NewLogKey(origin string) (secret, public string, err error) {
	return note.GenerateKey(rand.Reader, origin)
}

// LogSigner reads the secret key of the log, and returns it with the public one as text.
func LogSigner(secret string) (note.Signer, string, error) {
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, "", errors.New("it does not hold a key for checkpoints")
	}
	// The text ends in the algorithm and the seed; what is public follows from it.
	parts := strings.Split(secret, "+")
	raw, err := base64.StdEncoding.DecodeString(strings.Join(parts[4:], "+"))
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return nil, "", errors.New("it does not hold a key for checkpoints")
	}
	public, ok := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return nil, "", errors.New("it does not hold a key for checkpoints")
	}
	text, err := note.NewEd25519VerifierKey(signer.Name(), public)
	return signer, text, err
}

// Keys are what signatures of checkpoints are verified with: that of the log, and those of
// witnesses that are trusted.
type Keys struct {
	Log       note.Verifier // nil: unknown
	Witnesses []note.Verifier
}

// Verifier is how [note.Open] asks.
func (k Keys) Verifier(name string, hash uint32) (note.Verifier, error) {
	for _, v := range append([]note.Verifier{k.Log}, k.Witnesses...) {
		if v != nil && v.Name() == name && v.KeyHash() == hash {
			return v, nil
		}
	}
	return nil, &note.UnknownVerifierError{Name: name, KeyHash: hash}
}

// ParseKeys reads public keys as text. An empty log is none; witnesses may be plain Ed25519
// keys or those of cosignatures.
func ParseKeys(log string, witnesses ...string) (Keys, error) {
	var k Keys
	var err error
	if log != "" {
		if k.Log, err = note.NewVerifier(log); err != nil {
			return k, fmt.Errorf("%q is no public key of a log: %w", log, err)
		}
	}
	for _, w := range witnesses {
		v, err := witnessKey(w)
		if err != nil {
			return k, fmt.Errorf("%q is no public key of a witness: %w", w, err)
		}
		k.Witnesses = append(k.Witnesses, v)
	}
	return k, nil
}

// algCosignature is Ed25519 over a text that names the time of the cosignature
// (c2sp.org/tlog-cosignature).
const algCosignature = 4

const secretHead = "PRIVATE+KEY+"

// Cosigner is the key of a witness. It is a [note.Signer] whose signatures say at what time
// the checkpoint was consistent with everything that the witness had signed before.
type Cosigner struct {
	cosignature
	secret ed25519.PrivateKey
	now    func() time.Time
}

// NewCosignerKey makes the key of a witness as text, secret and public.
func NewCosignerKey(name string) (secret, public string, err error) {
	if name == "" || strings.ContainsAny(name, " +\t\r\n") {
		return "", "", errors.New("the name of a witness has no blanks and no +, for example inspektorat.salatiga.go.id/saksi")
	}
	pub, priv, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", "", err
	}
	c := cosignature{name: name, key: pub}
	head := fmt.Sprintf("%s+%08x+", name, c.KeyHash())
	return secretHead + head + base64.StdEncoding.EncodeToString(append([]byte{algCosignature}, priv.Seed()...)),
		head + base64.StdEncoding.EncodeToString(append([]byte{algCosignature}, pub...)), nil
}

// NewCosigner reads the secret key of a witness.
func NewCosigner(secret string, now func() time.Time) (*Cosigner, error) {
	text, ok := strings.CutPrefix(secret, secretHead)
	if !ok {
		return nil, errors.New("it does not hold the key of a witness")
	}
	name, hash, seed, err := splitKey(text, ed25519.SeedSize)
	if err != nil {
		return nil, err
	}
	priv := ed25519.NewKeyFromSeed(seed)
	pub, _ := priv.Public().(ed25519.PublicKey)
	c := &Cosigner{cosignature: cosignature{name: name, key: pub}, secret: priv, now: now}
	if c.KeyHash() != hash {
		return nil, errors.New("it does not hold the key of a witness")
	}
	return c, nil
}

// Sign is how [note.Sign] asks: 8 bytes of time, then the signature.
func (c *Cosigner) Sign(text []byte) ([]byte, error) {
	at := uint64(c.now().Unix())
	sig := binary.BigEndian.AppendUint64(nil, at)
	return append(sig, ed25519.Sign(c.secret, cosigned(at, text))...), nil
}

// Public is the witness's key as text, for those who trust it.
func (c *Cosigner) Public() string {
	return fmt.Sprintf("%s+%08x+%s", c.name, c.KeyHash(), base64.StdEncoding.EncodeToString(append([]byte{algCosignature}, c.key...)))
}

func cosigned(at uint64, text []byte) []byte {
	return append([]byte("cosignature/v1\ntime "+strconv.FormatUint(at, 10)+"\n"), text...)
}

// cosignature verifies what a [Cosigner] signs.
type cosignature struct {
	name string
	key  ed25519.PublicKey
}

func (c cosignature) Name() string { return c.name }

func (c cosignature) KeyHash() uint32 {
	sum := sha256.Sum256(append([]byte(c.name+"\n"), append([]byte{algCosignature}, c.key...)...))
	return binary.BigEndian.Uint32(sum[:])
}

func (c cosignature) Verify(text, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	return ed25519.Verify(c.key, cosigned(binary.BigEndian.Uint64(sig), text), sig[8:])
}

// splitKey reads name+hash+base64(algorithm ‖ key) of a cosignature's key.
func splitKey(text string, size int) (name string, hash uint32, key []byte, err error) {
	bad := errors.New("it is no key of a witness")
	name, rest, ok := strings.Cut(text, "+")
	hashText, data, ok2 := strings.Cut(rest, "+")
	if !ok || !ok2 || name == "" || len(hashText) != 8 {
		return "", 0, nil, bad
	}
	h, err := hex.DecodeString(hashText)
	if err != nil {
		return "", 0, nil, bad
	}
	raw, err := base64.StdEncoding.DecodeString(data)
	if err != nil || len(raw) != 1+size || raw[0] != algCosignature {
		return "", 0, nil, bad
	}
	return name, binary.BigEndian.Uint32(h), raw[1:], nil
}

func witnessKey(text string) (note.Verifier, error) {
	if v, err := note.NewVerifier(text); err == nil {
		return v, nil
	}
	name, hash, key, err := splitKey(text, ed25519.PublicKeySize)
	if err != nil {
		return nil, err
	}
	c := cosignature{name: name, key: key}
	if c.KeyHash() != hash {
		return nil, errors.New("its parts do not fit together")
	}
	return c, nil
}
