package evidence

import (
	"encoding/base64"
	"fmt"
	"math/bits"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
)

// leafHead begins the text of a leaf, so that no other text of this program is one.
const leafHead = "alur-event/1"

// LeafText is what stands for an event in the tree of all events: four lines, each with its
// newline: "alur-event/1", the request's id, the event's seq in decimal digits, and the
// event's hash in lower-case hex. The hash says everything that the event says (api.md,
// "History"); request and seq stand beside it, so that a leaf tells where to look.
func LeafText(request alur.RequestID, seq int64, hash string) []byte {
	b := make([]byte, 0, 128)
	b = append(b, leafHead+"\n"...)
	b = append(append(b, request...), '\n')
	b = append(strconv.AppendInt(b, seq, 10), '\n')
	return append(append(b, hash...), '\n')
}

// Leaf is the leaf of an event: SHA-256(0x00 ‖ [LeafText]), as RFC 6962 2.1 hashes leaves.
func Leaf(request alur.RequestID, seq int64, hash string) tlog.Hash {
	return tlog.RecordHash(LeafText(request, seq, hash))
}

// Frontier is a growing tree as far as it is needed to go on: the roots of its complete
// subtrees, from the left. Its zero value is the empty tree.
type Frontier struct {
	size  int64
	roots []tlog.Hash
}

// NewFrontier begins at a tree of that size whose hashes node reads: the hash at a level that
// the leaf with the index completes (level 0 is the leaf itself).
func NewFrontier(size int64, node func(leaf int64, level int) (tlog.Hash, error)) (*Frontier, error) {
	f := &Frontier{size: size}
	for done := int64(0); done < size; {
		level := bits.Len64(uint64(size-done)) - 1
		done += 1 << level
		h, err := node(done-1, level)
		if err != nil {
			return nil, err
		}
		f.roots = append(f.roots, h)
	}
	return f, nil
}

// Size is how many leaves there are.
func (f *Frontier) Size() int64 { return f.size }

// Append adds a leaf and returns the roots of the subtrees that it completes, from the lowest.
func (f *Frontier) Append(leaf tlog.Hash) []tlog.Hash {
	var nodes []tlog.Hash
	h := leaf
	for i := f.size; i&1 == 1; i >>= 1 {
		last := len(f.roots) - 1
		h = tlog.NodeHash(f.roots[last], h)
		f.roots = f.roots[:last]
		nodes = append(nodes, h)
	}
	f.roots = append(f.roots, h)
	f.size++
	return nodes
}

// Root is the hash of the whole tree (RFC 6962 2.1).
func (f *Frontier) Root() tlog.Hash {
	if f.size == 0 {
		h, _ := tlog.TreeHash(0, nil) // that of nothing, read from nowhere
		return h
	}
	h := f.roots[len(f.roots)-1]
	for i := len(f.roots) - 2; i >= 0; i-- {
		h = tlog.NodeHash(f.roots[i], h)
	}
	return h
}

// NodeAt says where a hash of [tlog]'s numbering stands: the leaf that completes it, and the level.
func NodeAt(stored int64) (leaf int64, level int) {
	level, n := tlog.SplitStoredHashIndex(stored)
	return (n+1)<<level - 1, level
}

// hashText is how notes and proofs write a hash.
func hashText(h tlog.Hash) string { return base64.StdEncoding.EncodeToString(h[:]) }

func parseHash(s string) (tlog.Hash, error) {
	h, err := tlog.ParseHash(s)
	if err == nil && hashText(h) != s {
		err = fmt.Errorf("malformed hash")
	}
	return h, err
}
