package evidence

import (
	"encoding/base64"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
)

// Receipt proves that an event is in the tree that a checkpoint speaks of. As text it is a
// c2sp.org/tlog-proof, whose extra line holds [LeafText].
type Receipt struct {
	Request alur.RequestID
	Seq     int64
	Hash    string // of the event
	Index   int64
	Proof   []tlog.Hash
	Note    string // the signed checkpoint
}

const proofHead = "c2sp.org/tlog-proof@v1"

// Text is the receipt as people keep it.
func (r Receipt) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nextra %s\nindex %d\n", proofHead, base64.StdEncoding.EncodeToString(LeafText(r.Request, r.Seq, r.Hash)), r.Index)
	for _, h := range r.Proof {
		b.WriteString(hashText(h) + "\n")
	}
	return b.String() + "\n" + r.Note
}

var leafPattern = regexp.MustCompile(`^alur-event/1\n([0-9a-f]{32})\n([1-9][0-9]{0,15})\n([0-9a-f]{64})\n$`)

// ParseReceipt reads a receipt. Whether it holds is said by [Receipt.Check].
func ParseReceipt(text string) (Receipt, error) {
	bad := errors.New("it is no receipt")
	head, signed, ok := strings.Cut(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n")
	lines := strings.Split(head, "\n")
	if !ok || len(lines) < 3 || lines[0] != proofHead {
		return Receipt{}, bad
	}
	extra, ok1 := strings.CutPrefix(lines[1], "extra ")
	index, ok2 := strings.CutPrefix(lines[2], "index ")
	leaf, err := base64.StdEncoding.DecodeString(extra)
	if !ok1 || !ok2 || err != nil || !sizeText.MatchString(index) {
		return Receipt{}, bad
	}
	m := leafPattern.FindStringSubmatch(string(leaf))
	if m == nil {
		return Receipt{}, bad
	}
	r := Receipt{Request: alur.RequestID(m[1]), Hash: m[3], Note: signed}
	if r.Seq, err = strconv.ParseInt(m[2], 10, 64); err != nil {
		return Receipt{}, bad
	}
	if r.Index, err = strconv.ParseInt(index, 10, 64); err != nil {
		return Receipt{}, bad
	}
	for _, l := range lines[3:] {
		h, err := parseHash(l)
		if err != nil {
			return Receipt{}, bad
		}
		r.Proof = append(r.Proof, h)
	}
	return r, nil
}

// Check proves the receipt: the checkpoint carries a signature that keys know, and the event
// is in its tree. It says nothing of what the server has today.
func (r Receipt) Check(keys Keys) (Signed, error) {
	c, err := OpenCheckpoint(r.Note, keys)
	if err != nil {
		return c, err
	}
	if r.Index >= c.Size {
		return c, fmt.Errorf("entry %d is not within a tree of %d", r.Index, c.Size)
	}
	if err := tlog.CheckRecord(r.Proof, c.Size, c.Root, r.Index, Leaf(r.Request, r.Seq, r.Hash)); err != nil {
		return c, errors.New("the proof does not lead to the root of the checkpoint")
	}
	return c, nil
}
