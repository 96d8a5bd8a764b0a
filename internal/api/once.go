package api

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// ifMatch reads If-Match: versions in quotes, as ETags give them, or "*". Whatever
// else it holds is bad-if-match: a condition that we cannot read must not pass.
func ifMatch(headers []string) (casework.Condition, error) {
	if len(headers) == 0 {
		return casework.Condition{}, nil
	}
	value := strings.TrimSpace(strings.Join(headers, ","))
	if value == "*" {
		return casework.Condition{}, nil // any version will do, and there is one: the caller sees it
	}
	c := casework.Condition{Set: true}
	for tag := range strings.SplitSeq(value, ",") {
		tag = strings.TrimSpace(tag)
		inner, ok := unquote(tag)
		if !ok || strings.Trim(inner, "0123456789") != "" || inner == "" {
			return c, alur.Refuse(alur.CodeBadIfMatch)
		}
		version, err := strconv.ParseInt(inner, 10, 64)
		if err != nil || strconv.FormatInt(version, 10) != inner {
			version = -1 // readable, but no version of ours: it never matches
		}
		c.Versions = append(c.Versions, version)
	}
	return c, nil
}

func unquote(tag string) (string, bool) {
	if len(tag) < 2 || tag[0] != '"' || tag[len(tag)-1] != '"' {
		return "", false
	}
	return tag[1 : len(tag)-1], true
}

func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// maxKey is how many characters an Idempotency-Key may have (api.md).
const maxKey = 255

// idempotencyKey reads Idempotency-Key; "" means that none was sent.
func idempotencyKey(headers []string) (string, error) {
	if len(headers) == 0 {
		return "", nil
	}
	key := headers[0]
	if len(headers) > 1 || key == "" || !utf8.ValidString(key) || utf8.RuneCountInString(key) > maxKey ||
		strings.ContainsFunc(key, unicode.IsControl) {
		return "", alur.RefuseField(alur.CodeInvalidParameter, "Idempotency-Key")
	}
	return key, nil
}

// fingerprint is the SHA-256 over method, path and body bytes.
func fingerprint(method, path string, body []byte) string {
	h := sha256.New()
	_, _ = io.WriteString(h, method+"\n"+path+"\n") // hashes do not fail
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// slowHashes bounds how many memory-hard fingerprints are made at once.
var slowHashes = make(chan struct{}, 2)

// secretFingerprint stands in for the fingerprint of a body that holds a password.
// The fingerprint is stored, and a plain SHA-256 would let whoever reads it guess
// the password a billion times faster than the account's own hash does.
func secretFingerprint(plain, username, key string) string {
	slowHashes <- struct{}{}
	defer func() { <-slowHashes }()
	salt := sha256.Sum256([]byte(username + "\n" + key))
	return hex.EncodeToString(argon2.IDKey([]byte(plain), salt[:], 2, 19*1024, 1, 32))
}

// once carries out a write and answers it: with what was kept for the key when it
// was used before, else with what render makes of the outcome.
func (c *call) once(do func(casework.Options) (*casework.Written, error), render func(*casework.Written) (casework.Answer, error)) error {
	opts := casework.Options{If: c.condition}
	if c.key != "" {
		opts.Once = &casework.Once{Key: c.key, Fingerprint: c.fingerprint, Render: render}
	}
	written, err := do(opts)
	if err != nil {
		return err
	}
	if written.Replay != nil {
		c.w.Header().Set("Idempotency-Replayed", "true")
		c.send(*written.Replay)
		return nil
	}
	a, err := render(written)
	if err != nil {
		return err
	}
	c.send(a)
	return nil
}

// send writes an answer that may have been kept.
func (c *call) send(a casework.Answer) {
	for name, value := range a.Header {
		c.w.Header().Set(name, value)
	}
	contentType := ""
	if len(a.Body) > 0 {
		contentType = "application/json"
	}
	writeBody(c.w, c.r, a.Status, contentType, a.Body)
}

// kept makes the answer to a write: the body as JSON (none when v is nil), and the
// request's new version as its ETag.
func kept(status int, w *casework.Written, v any, location string) (casework.Answer, error) {
	a := casework.Answer{Status: status, Header: map[string]string{}}
	if w.View != nil {
		a.Header["ETag"] = etag(w.View.Version)
	}
	if location != "" {
		a.Header["Location"] = location
	}
	if v == nil {
		return a, nil
	}
	var err error
	a.Body, err = marshal(v)
	return a, err
}
