package directory

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // what lists of breached passwords are made with; it protects nothing here
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// Breached is a list of passwords that were in breaches: a file as the offline download of
// Have I Been Pwned has it, one line a password, its SHA-1 in 40 hex digits, perhaps with
// ":count" behind it, in the order of the hashes. It may be larger than the memory. It is
// safe for concurrent use.
type Breached struct {
	file *os.File
	size int64
}

// breachedLine is more than a line has: hash, colon, count, end.
const breachedLine = 80

// OpenBreached opens a list and looks at its beginning, its middle and its end.
func OpenBreached(path string) (*Breached, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no file")
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	b := &Breached{file: f, size: info.Size()}
	before := ""
	for _, at := range []int64{0, b.size / 2, max(0, b.size-breachedLine)} {
		hash, _, err := b.lineAfter(at)
		if err == nil && (len(hash) != 40 || hash < before) {
			err = fmt.Errorf("%s is not a list of SHA-1 hashes in their order", path)
		}
		if err != nil && !errors.Is(err, io.EOF) {
			_ = f.Close()
			return nil, err
		}
		if err == nil {
			before = hash
		} else if at == 0 {
			_ = f.Close()
			return nil, fmt.Errorf("%s has no hashes", path)
		}
	}
	return b, nil
}

// Close closes the file.
func (b *Breached) Close() error { return b.file.Close() }

// lineAfter reads the hash of the first line that begins at or after a place, and where
// that line begins: io.EOF when none does.
func (b *Breached) lineAfter(at int64) (hash string, begin int64, err error) {
	from := max(0, at-1) // the end of the line before, when a line begins exactly here
	buf := make([]byte, 3*breachedLine)
	n, err := b.file.ReadAt(buf, from)
	if err != nil && !errors.Is(err, io.EOF) {
		return "", 0, err
	}
	buf = buf[:n]
	if at > 0 {
		i := bytes.IndexByte(buf, '\n')
		if i < 0 {
			if n > breachedLine {
				return "", 0, errors.New("the list of breached passwords has a line that is too long")
			}
			return "", 0, io.EOF
		}
		from, buf = from+int64(i)+1, buf[i+1:]
	}
	line, _, _ := bytes.Cut(buf, []byte("\n"))
	line, _, _ = bytes.Cut(bytes.TrimSpace(line), []byte(":"))
	if len(line) == 0 {
		return "", 0, io.EOF
	}
	if _, err := hex.DecodeString(string(line)); err != nil || len(line) != 40 {
		return "", 0, errors.New("the list of breached passwords has a line without a SHA-1 hash")
	}
	return strings.ToUpper(string(line)), from, nil
}

// Has reports whether a password is in the list. It reads some thirty lines of the file.
func (b *Breached) Has(password string) (bool, error) {
	sum := sha1.Sum([]byte(password)) //nolint:gosec // as above
	want := strings.ToUpper(hex.EncodeToString(sum[:]))
	low, high := int64(0), b.size // the line begins in [low, high)
	for low < high {
		mid := low + (high-low)/2
		hash, begin, err := b.lineAfter(mid)
		switch {
		case errors.Is(err, io.EOF) || err == nil && begin >= high:
			high = mid
		case err != nil:
			return false, err
		case hash == want:
			return true, nil
		case hash < want:
			low = begin + 1
		default:
			high = mid
		}
	}
	return false, nil
}
