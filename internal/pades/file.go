package pades

import "bytes"

const (
	maxObjects  = 1 << 20  // numbers of objects
	maxSections = 1 << 10  // cross-reference sections
	maxUnpacked = 64 << 20 // bytes that all packed streams unpack to, each time they are
	maxFilling  = 8 << 10  // bytes in which the end of a file is looked for
	entryCost   = 16       // of the budget, for an entry: a packed stream holds a thousand in a byte
)

// entry is where an object is: at an offset, or as one of those in a packed stream.
type entry struct {
	free   bool
	offset int
	gen    int
	within int // the number of the stream, 0 for none
	index  int
}

// section is one cross-reference section: a table or a stream.
type section struct {
	at      int
	beside  int // where the stream beside a table is, or 0
	entries map[int]entry
	trailer dict
}

// file is a PDF up to some byte: the whole of it, or as it was when it was signed.
type file struct {
	data     []byte
	work     *budget
	entries  map[int]entry
	sections []section // the newest first
	trailer  dict      // the newest

	objects map[int]any   // as they were read
	packed  map[int][]any // of streams of objects: number, value, number, value …
	busy    map[int]bool  // being read, against references in a circle

	// made are the intact signatures, by their holes: where the objects were that each covers.
	made map[int]map[int]entry
}

// openFile reads where the objects are.
func openFile(data []byte, work *budget) (*file, error) {
	f := &file{data: data, work: work, entries: map[int]entry{}, objects: map[int]any{}, packed: map[int][]any{}, busy: map[int]bool{}, made: map[int]map[int]entry{}}
	tail := data[max(0, len(data)-maxFilling):]
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 {
		return nil, errSyntax
	}
	l := &lexer{b: data, pos: len(data) - len(tail) + i + len("startxref"), work: work}
	at, err := l.integer()
	if err != nil {
		return nil, err
	}
	for seen := map[int]bool{}; ; {
		if seen[at] || len(seen) > maxSections {
			return nil, errSyntax
		}
		seen[at] = true
		s, err := f.section(at)
		if err != nil {
			return nil, err
		}
		if f.trailer == nil {
			f.trailer = s.trailer
		}
		if err := f.hybrid(&s, seen); err != nil {
			return nil, err
		}
		f.sections = append(f.sections, s)
		for n, e := range s.entries {
			if _, newer := f.entries[n]; !newer {
				f.entries[n] = e
			}
		}
		prev, more := s.trailer["Prev"]
		if !more {
			break
		}
		if at, err = f.offset(prev); err != nil {
			return nil, err
		}
	}
	if _, locked := f.trailer["Encrypt"]; locked {
		return nil, errEncrypted
	}
	return f, nil
}

// hybrid reads the stream that stands beside a table for readers that know such streams:
// what the table calls free may be there (ISO 32000-2, 7.5.8.4).
func (f *file) hybrid(s *section, seen map[int]bool) error {
	v, ok := s.trailer["XRefStm"]
	if !ok {
		return nil
	}
	at, err := f.offset(v)
	if err != nil || seen[at] {
		return errSyntax
	}
	seen[at] = true
	beside, err := f.section(at)
	if err != nil {
		return err
	}
	s.beside = at
	for n, e := range beside.entries {
		if old, is := s.entries[n]; !is || old.free {
			s.entries[n] = e
		}
	}
	return nil
}

func (f *file) offset(v any) (int, error) {
	n, ok := v.(int64)
	if !ok || n < 0 || n >= int64(len(f.data)) {
		return 0, errSyntax
	}
	return int(n), nil
}

// section reads the cross-reference section at an offset.
func (f *file) section(at int) (section, error) {
	if at >= len(f.data) {
		return section{}, errSyntax
	}
	if !bytes.HasPrefix(f.data[at:], []byte("xref")) {
		return f.sectionStream(at)
	}
	s, _, err := f.table(at)
	return s, err
}

// table reads a section that is a table, with its trailer; end is behind it.
func (f *file) table(at int) (s section, end int, err error) {
	l := &lexer{b: f.data, pos: at + len("xref"), work: f.work}
	s = section{at: at, entries: map[int]entry{}}
	for !l.is("trailer") {
		first, err := l.integer()
		if err != nil {
			return s, 0, err
		}
		count, err := l.integer()
		if err != nil {
			return s, 0, err
		}
		if first+count > maxObjects {
			return s, 0, errTooMuch
		}
		for n := first; n < first+count; n++ {
			e, err := tableEntry(l)
			if err != nil {
				return s, 0, err
			}
			if err := s.put(n, e, f.work); err != nil {
				return s, 0, err
			}
		}
	}
	v, err := l.value(0)
	if err != nil {
		return s, 0, err
	}
	var ok bool
	if s.trailer, ok = v.(dict); !ok {
		return s, 0, errSyntax
	}
	return s, l.pos, nil
}

func tableEntry(l *lexer) (entry, error) {
	offset, err := l.integer()
	if err != nil {
		return entry{}, err
	}
	gen, err := l.integer()
	if err != nil {
		return entry{}, err
	}
	switch {
	case l.is("n"):
		return entry{offset: offset, gen: gen}, nil
	case l.is("f"):
		return entry{free: true}, nil
	}
	return entry{}, errSyntax
}

// put takes an entry down. A number that one section has twice is refused, like a key
// that a dictionary has twice.
func (s *section) put(n int, e entry, work *budget) error {
	if err := work.spend(entryCost); err != nil {
		return err
	}
	if _, twice := s.entries[n]; twice {
		return errSyntax
	}
	s.entries[n] = e
	return nil
}

// sectionStream reads a section that is a stream (ISO 32000-2, 7.5.8).
func (f *file) sectionStream(at int) (section, error) {
	s := section{at: at, entries: map[int]entry{}}
	_, v, _, err := f.indirect(at)
	if err != nil {
		return s, err
	}
	x, ok := v.(stream)
	if !ok || x.dict["Type"] != name("XRef") {
		return s, errSyntax
	}
	s.trailer = x.dict
	body, err := f.unpack(x)
	if err != nil {
		return s, err
	}
	widths, err := f.integers(x.dict["W"], 3)
	if err != nil {
		return s, err
	}
	size, ok := x.dict["Size"].(int64)
	if !ok || size < 0 || size > maxObjects {
		return s, errSyntax
	}
	index := []int{0, int(size)}
	if v, ok := x.dict["Index"]; ok {
		if index, err = f.integers(v, 0); err != nil {
			return s, err
		}
	}
	for ; len(index) >= 2; index = index[2:] {
		for n := index[0]; n < index[0]+index[1]; n++ {
			var e entry
			if e, body, err = streamEntry(body, widths); err != nil {
				return s, err
			}
			if err := s.put(n, e, f.work); err != nil {
				return s, err
			}
		}
	}
	return s, nil
}

// integers reads an array of small numbers; count 0 is any even count.
func (f *file) integers(v any, count int) ([]int, error) {
	a, ok := v.(array)
	if !ok || count > 0 && len(a) != count || count == 0 && len(a)%2 != 0 {
		return nil, errSyntax
	}
	var out []int
	for _, x := range a {
		n, ok := x.(int64)
		if !ok || n < 0 || n > maxObjects {
			return nil, errSyntax
		}
		out = append(out, int(n))
	}
	return out, nil
}

func streamEntry(body []byte, widths []int) (entry, []byte, error) {
	fields := [3]int{1, 0, 0}
	for i, w := range widths {
		if w > 6 || w > len(body) {
			return entry{}, nil, errSyntax
		}
		n := 0
		for _, c := range body[:w] {
			n = n<<8 | int(c)
		}
		if w > 0 {
			fields[i] = n
		}
		body = body[w:]
	}
	if widths[0]+widths[1]+widths[2] == 0 {
		return entry{}, nil, errSyntax
	}
	switch fields[0] {
	case 0:
		return entry{free: true}, body, nil
	case 1:
		return entry{offset: fields[1], gen: fields[2]}, body, nil
	case 2:
		if fields[1] == 0 || fields[1] >= maxObjects {
			return entry{}, nil, errSyntax
		}
		return entry{within: fields[1], index: fields[2]}, body, nil
	}
	return entry{}, nil, errSyntax
}
