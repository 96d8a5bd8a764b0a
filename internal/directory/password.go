package directory

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	_ "embed"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn/frequency"
	"golang.org/x/crypto/argon2"

	"github.com/alur-id/alur"
)

// cost is what computing argon2id takes.
type cost struct{ memory, time uint32 } // KiB, passes

// The costs: 19 MiB and two passes (OWASP Password Storage Cheat Sheet), about 20 ms; and
// next to nothing, where the password is published anyway.
var (
	fullCost = cost{19 * 1024, 2}
	demoCost = cost{64, 1}
)

const (
	argonLanes = 1
	argonKey   = 32
	argonSalt  = 16
)

// The shortest password, in Unicode code points, and the longest, in bytes.
const (
	minPassword = 12
	maxPassword = 1024
)

// nobody is a hash that no password has. It is compared with when there is no such
// account, so that this takes as long as a wrong password.
func (c cost) nobody() string { return c.phc(make([]byte, argonSalt), make([]byte, argonKey)) }

// gate lets as many passwords be computed at once as there are processors: each
// takes 19 MiB, and a flood of them must not take the memory of everybody.
type gate struct {
	slots   chan struct{}
	waiting atomic.Int64
	entered atomic.Int64
	most    int64
}

func newGate(n int) *gate {
	return &gate{slots: make(chan struct{}, n), most: int64(n) * 100} // about two seconds of waiting
}

func (g *gate) enter(ctx context.Context) error {
	if g.waiting.Add(1) > g.most {
		g.waiting.Add(-1)
		return &alur.Error{Code: alur.CodeOverloaded, Retry: 3 * time.Second, Err: errors.New("too many passwords to check")}
	}
	defer g.waiting.Add(-1)
	select {
	case g.slots <- struct{}{}:
		g.entered.Add(1)
		return nil
	case <-ctx.Done():
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return &alur.Error{Code: alur.CodeOverloaded, Retry: 3 * time.Second, Err: ctx.Err()}
		}
		return ctx.Err()
	}
}

func (g *gate) leave() { <-g.slots }

// hash makes the PHC string of a password.
func (d *Directory) hash(ctx context.Context, password string) (string, error) {
	if err := d.gate.enter(ctx); err != nil {
		return "", err
	}
	defer d.gate.leave()
	salt := make([]byte, argonSalt)
	_, _ = rand.Read(salt) // never fails
	return d.cost.phc(salt, argon2.IDKey([]byte(password), salt, d.cost.time, d.cost.memory, argonLanes, argonKey)), nil
}

// phc writes a salt and a key as a PHC string.
func (c cost) phc(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.memory, c.time, argonLanes, b64.EncodeToString(salt), b64.EncodeToString(key))
}

// matches compares a password with a PHC string, in constant time.
func (d *Directory) matches(ctx context.Context, password, phc string) (bool, error) {
	p, err := parsePHC(phc)
	if err != nil {
		return false, err
	}
	if err := d.gate.enter(ctx); err != nil {
		return false, err
	}
	defer d.gate.leave()
	if len(password) > maxPassword {
		password = "" // nobody has such a password; the time spent stays the same
	}
	key := argon2.IDKey([]byte(password), p.salt, p.time, p.memory, p.lanes, uint32(len(p.key)))
	return subtle.ConstantTimeCompare(key, p.key) == 1, nil
}

type phc struct {
	memory, time uint32
	lanes        uint8
	salt, key    []byte
}

// parsePHC reads "$argon2id$v=19$m=…,t=…,p=…$salt$key". The cost is that of the
// string, so that it can be raised without locking anybody out.
func parsePHC(s string) (phc, error) {
	var p phc
	bad := errors.New("stored password is not a PHC string of argon2id") // without the string
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, bad
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.memory, &p.time, &p.lanes); err != nil {
		return p, bad
	}
	var err error
	if p.salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return p, bad
	}
	if p.key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil {
		return p, bad
	}
	if p.memory < 8 || p.memory > 1<<20 || p.time < 1 || p.time > 64 || p.lanes < 1 || len(p.salt) < 8 || len(p.key) < 16 {
		return p, bad
	}
	return p, nil
}

//go:embed common.txt
var commonFile string

// commonWords are what many people build a password of.
var commonWords = func() map[string]bool {
	out := map[string]bool{}
	for line := range strings.Lines(commonFile) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			for _, w := range strings.Fields(line) {
				out[w] = true
			}
		}
	}
	return out
}()

// judgePassword notes what is wrong with a new password.
func (d *Directory) judgePassword(f *faults, username, password string) {
	switch {
	case password == "":
		f.add("password", "required")
	case len(password) > maxPassword:
		f.add("password", "too-long")
	case !utf8.ValidString(password):
		f.add("password", "bad-characters")
	case d.short:
	case utf8.RuneCountInString(password) < minPassword:
		f.add("password", "too-short")
	case common(username, password):
		f.add("password", "common")
	case d.profile == ProfileBSSN && !mixed(password):
		f.add("password", "classes")
	case d.breached != nil:
		d.judgeBreached(f, password)
	}
}

// judgeBreached looks a password up in the list of breached ones. A list that cannot be
// read lets none through.
func (d *Directory) judgeBreached(f *faults, password string) {
	found, err := d.breached.Has(password)
	switch {
	case err != nil:
		d.log.Error("breached passwords not read", "error", err)
		f.add("password", "unchecked")
	case found:
		f.add("password", "breached")
	}
}

// listedWords are the 30,000 passwords that were found most often in breaches, and the
// commonest given names and surnames, as a library of others has them.
var listedWords = sync.OnceValue(func() map[string]bool {
	out := map[string]bool{}
	for _, list := range []string{"passwords", "female_names", "male_names", "surnames"} {
		for _, w := range frequency.FrequencyLists[list] {
			out[w] = true
		}
	}
	return out
})

// The shortest common password that is looked for within another, and the longest other, in
// bytes: the work grows with the square.
const (
	leastListed = 4
	mostListed  = 64
)

// listed reports whether s is a common password or name, perhaps twice, with nothing but
// digits and signs around it.
func listed(s string) bool {
	if len(s) > mostListed {
		return false
	}
	words := listedWords()
	// Common passwords have digits of their own, so every piece between the digits and signs
	// around the letters may be one.
	first, last := strings.IndexFunc(s, unicode.IsLetter), strings.LastIndexFunc(s, unicode.IsLetter)
	if first < 0 {
		return words[s]
	}
	for i := range first + 1 {
		for j := last + 1; j <= len(s); j++ {
			piece := s[i:j]
			half := piece[:len(piece)/2]
			if len(piece) >= leastListed && (words[piece] || half+half == piece && words[half]) {
				return true
			}
		}
	}
	return false
}

// leet undoes the replacements that everybody knows.
var leet = strings.NewReplacer("0", "o", "1", "i", "3", "e", "4", "a", "5", "s", "7", "t", "@", "a", "$", "s", "!", "i")

// common reports whether a password is one that is guessed early: common words, the
// username or a year with digits and signs around them, keyboard rows, runs, and
// one short piece said again and again.
func common(username, password string) bool {
	p := strings.ToLower(password)
	user := onlyLetters(strings.ToLower(username))
	weak := func(s string) bool {
		core := onlyLetters(s)
		return core == "" || core == user || madeOfWords(core) || listed(s)
	}
	if weak(p) || isRun(p) || repeats(p) {
		return true
	}
	// "s4l4t1g4-2026": digits stand for letters in the word and for digits behind it,
	// and nobody says where the word ends.
	p = strings.TrimLeftFunc(p, func(r rune) bool { return !unicode.IsLetter(r) && leet.Replace(string(r)) == string(r) })
	for p != "" {
		if weak(leet.Replace(p)) {
			return true
		}
		r, size := utf8.DecodeLastRuneInString(p)
		if unicode.IsLetter(r) {
			break
		}
		p = p[:len(p)-size]
	}
	return false
}

func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return r
		}
		return -1
	}, s)
}

// madeOfWords reports whether s is one or two common words and nothing else. Three
// common words make a phrase, which is long enough.
func madeOfWords(s string) bool {
	if commonWords[s] {
		return true
	}
	for i := range s {
		if i > 0 && commonWords[s[:i]] && commonWords[s[i:]] {
			return true
		}
	}
	return false
}

// rows are what fingers run along.
var rows = []string{"abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1234567890", "0987654321", "qazwsxedcrfvtgbyhnujmikolp", "1q2w3e4r5t6y7u8i9o0p"}

// isRun reports whether s only runs along rows, forth or back, in pieces of four or more.
func isRun(s string) bool {
	runs := 0
	for s != "" {
		best := 0
		for _, row := range rows {
			for _, r := range []string{row + row, reverse(row + row)} {
				n := 4
				for n <= len(s) && strings.Contains(r, s[:n]) {
					n++
				}
				if n--; n >= 4 {
					best = max(best, n)
				}
			}
		}
		if best == 0 {
			return runs > 0 && len(s) <= 3
		}
		runs++
		s = s[best:]
	}
	return true
}

// repeats reports whether s is one piece of at most four characters again and again.
func repeats(s string) bool {
	for n := 1; n <= 4 && n < len(s); n++ {
		if strings.TrimLeft(strings.ReplaceAll(s, s[:n], ""), s[:n]) == "" {
			return true
		}
	}
	return false
}

func reverse(s string) string {
	b := []byte(s)
	for i, j := 0, len(b)-1; i < j; i, j = i+1, j-1 {
		b[i], b[j] = b[j], b[i]
	}
	return string(b)
}
