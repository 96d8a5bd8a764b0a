package pades

import (
	"bytes"
	"errors"
)

var (
	errNoRevision = errors.New("the signed bytes are no whole PDF")
	errChanged    = errors.New("something but signatures was added")
)

// maxPages bounds the tree of pages.
const maxPages = 1 << 15

// since says how often the file was added to after a signature, when that was for
// signatures, time stamps and what proves them, and for nothing that a reader shows. It
// is an error otherwise: errNoRevision when what was signed was never a file. old is the
// file as it was signed. The signatures that were made later must have been judged.
//
// Added signatures may have a picture of their own on a page; what that covers up is for
// whoever made that signature to answer, and so it must be covered by that signature.
func (f *file) since(x field) (old *file, n int, err error) {
	end := x.end()
	if old, err = openFile(f.data[:end], f.work); err != nil {
		return nil, 0, errNoRevision
	}
	if x.num != 0 && old.entries[x.num] != f.entries[x.num] {
		return nil, 0, errNoRevision
	}
	d := &difference{old: old, now: f}
	if n, err = d.appended(end); err != nil {
		return nil, 0, err
	}
	if err := d.read(); err != nil {
		return nil, 0, err
	}
	return old, n, d.judge()
}

// difference compares a file with what it was.
type difference struct {
	old, now *file
	mention  map[int]int  // how often the old file refers to a number
	roles    map[int]role // of objects of the old file
	// certifies allows the first signature to say what may follow it.
	certifies bool
}

// appended goes through the bytes behind end, which must be updates as they are written:
// objects that the cross-reference sections behind end know, these sections, and ends of
// files. A reader that repairs a file looks for objects without asking the sections.
func (d *difference) appended(end int) (int, error) {
	places, ours := map[int]int{}, map[int]bool{}
	for _, s := range d.now.sections {
		if s.at < end {
			continue
		}
		ours[s.at] = true
		if s.beside > 0 {
			ours[s.beside] = true
		}
		for num, e := range s.entries {
			if !e.free && e.within == 0 {
				places[e.offset] = num
			}
		}
	}
	l := &lexer{b: d.now.data, pos: end, work: d.now.work}
	for n := 0; ; {
		if err := l.work.spend(1); err != nil {
			return 0, err
		}
		for l.pos < len(l.b) && isSpace(l.b[l.pos]) {
			l.pos++
		}
		at := l.pos
		switch {
		case at == len(l.b):
			return n, nil
		case bytes.HasPrefix(l.b[at:], []byte("%%EOF")):
			l.pos += len("%%EOF")
		case l.b[at] == '%':
			return 0, errChanged // in which a reader that repairs may find something
		case l.is("startxref"):
			to, err := l.integer()
			if err != nil || !ours[to] {
				return 0, errChanged
			}
			n++
		case l.is("xref"):
			s, after, err := d.now.table(at)
			if err != nil || !ours[s.at] {
				return 0, errChanged
			}
			l.pos = after
		default:
			id, _, after, err := d.now.indirect(at)
			if err != nil || places[at] != id.num && !ours[at] {
				return 0, errChanged
			}
			l.pos = after
		}
	}
}

// judge looks at every object that is another now.
func (d *difference) judge() error {
	for num, e := range d.old.entries {
		if _, is := d.now.entries[num]; !is && !e.free {
			return errChanged // the new sections do not lead to the old ones
		}
	}
	for num, e := range d.now.entries {
		was, had := d.old.entries[num]
		had = had && !was.free
		if had && was == e || !had && e.free || num == 0 {
			continue
		}
		if !had {
			// What the signed file pointed to in vain was put there to be filled.
			if d.mention[num] > 0 {
				return errChanged
			}
			continue
		}
		before, err := d.old.object(num, was.gen)
		if err != nil {
			return err
		}
		if e.free {
			return errChanged
		}
		after, err := d.now.object(num, e.gen)
		if err != nil {
			return err
		}
		may := d.roles[num]
		if may == nil || !may(d, before, after) {
			return errChanged
		}
	}
	return nil
}
