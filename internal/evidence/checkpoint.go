package evidence

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint says what the tree of all events is at one moment. Signed, it is a note of
// c2sp.org/tlog-checkpoint: the origin, the number of leaves, the root in base64, and one
// extension line with the time.
type Checkpoint struct {
	Origin string
	Size   int64
	Root   tlog.Hash
	At     time.Time // to the second; zero where the note has no line that says it
}

const timeLine = "time "

// Text is what is signed.
func (c Checkpoint) Text() string {
	s := c.Origin + "\n" + strconv.FormatInt(c.Size, 10) + "\n" + hashText(c.Root) + "\n"
	if !c.At.IsZero() {
		s += timeLine + c.At.UTC().Format(time.RFC3339) + "\n"
	}
	return s
}

var sizeText = regexp.MustCompile(`^(0|[1-9][0-9]{0,17})$`)

// ParseCheckpoint reads the text of a checkpoint. Extension lines that it does not know are
// let stand, as the format asks.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[len(lines)-1] != "" || slices.Contains(lines[:len(lines)-1], "") {
		return Checkpoint{}, errors.New("it is no checkpoint: origin, size and root must stand on three lines")
	}
	c := Checkpoint{Origin: lines[0]}
	if !sizeText.MatchString(lines[1]) {
		return c, fmt.Errorf("it is no checkpoint: %q is no size", lines[1])
	}
	var err error
	if c.Size, err = strconv.ParseInt(lines[1], 10, 64); err != nil {
		return c, err
	}
	if c.Root, err = parseHash(lines[2]); err != nil {
		return c, fmt.Errorf("it is no checkpoint: %q is no root", lines[2])
	}
	for _, l := range lines[3:] {
		if at, ok := strings.CutPrefix(l, timeLine); ok {
			if c.At, err = time.Parse(time.RFC3339, at); err != nil {
				return c, fmt.Errorf("it is no checkpoint: %q is no time", at)
			}
			c.At = c.At.UTC()
		}
	}
	return c, nil
}

// SignCheckpoint signs a checkpoint in the name of its origin.
func SignCheckpoint(c Checkpoint, key note.Signer) (string, error) {
	if c.Origin != key.Name() {
		return "", fmt.Errorf("the key is that of %s, not of %s", key.Name(), c.Origin)
	}
	signed, err := note.Sign(&note.Note{Text: c.Text()}, key)
	return string(signed), err
}

// Signed is a checkpoint with what is known of its signatures.
type Signed struct {
	Checkpoint
	Note string
	// Log says that it carries the signature of the log itself.
	Log bool
	// Witnesses are the trusted witnesses whose signatures it carries.
	Witnesses []string
	// Unknown are the names of signatures that nobody here can verify.
	Unknown []string
}

// OpenCheckpoint reads a signed checkpoint and verifies the signatures that keys can. It
// refuses one with a wrong signature of a key that is known, and one with none that is.
func OpenCheckpoint(text string, keys Keys) (Signed, error) {
	n, err := note.Open([]byte(text), keys)
	if err != nil {
		return Signed{}, fmt.Errorf("the signature does not hold: %w", err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return Signed{}, err
	}
	s := Signed{Checkpoint: c, Note: text}
	for _, sig := range n.Sigs {
		if keys.Log != nil && sig.Name == keys.Log.Name() && sig.Hash == keys.Log.KeyHash() {
			s.Log = true
		} else {
			s.Witnesses = append(s.Witnesses, sig.Name)
		}
	}
	for _, sig := range n.UnverifiedSigs {
		s.Unknown = append(s.Unknown, sig.Name)
	}
	if keys.Log != nil && c.Origin != keys.Log.Name() {
		return Signed{}, fmt.Errorf("it is a checkpoint of %s, not of %s", c.Origin, keys.Log.Name())
	}
	return s, nil
}

const signatureMark = "— "

// FindNotes finds signed notes in a text, such as a file that checkpoints were appended to,
// a receipt, or a letter as it was saved: lines without a blank one, a blank line, and lines
// of signatures. White space that mail programs put at the ends of lines is taken away.
func FindNotes(text string) []string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimRight(l, " \t")
	}
	var out []string
	for i := 0; i < len(lines); i++ {
		if !strings.HasPrefix(lines[i], signatureMark) || i < 2 || lines[i-1] != "" {
			continue
		}
		first := i - 1
		for first > 0 && lines[first-1] != "" && !strings.HasPrefix(lines[first-1], signatureMark) {
			first--
		}
		end := i
		for end < len(lines) && strings.HasPrefix(lines[end], signatureMark) {
			end++
		}
		if first < i-1 {
			out = append(out, strings.Join(lines[first:end], "\n")+"\n")
		}
		i = end - 1
	}
	return out
}

// WithSignatures adds to a note the signature lines of others that have the same text.
func WithSignatures(signed string, others ...string) string {
	text, _, ok := strings.Cut(signed, "\n\n")
	if !ok {
		return signed
	}
	have := strings.Split(signed, "\n")
	for _, o := range others {
		t, sigs, ok := strings.Cut(o, "\n\n")
		if !ok || t != text {
			continue
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(sigs, "\n"), "\n") {
			if !slices.Contains(have, line) {
				have = append(have, line)
				signed += line + "\n"
			}
		}
	}
	return signed
}
