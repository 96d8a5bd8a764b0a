package blob

import (
	"compress/flate"
	"encoding/binary"
	"hash"
	"hash/crc32"
	"io"
	"slices"
	"strings"
)

// The limits of archives. Office files of 50 MB stay far below all of them.
const (
	maxEntries   = 10_000
	maxUnpacked  = 256 << 20 // bytes, of all entries together
	maxDirectory = 4 << 20   // bytes
	// maxRatio is how many times larger than the archive its content may be, from
	// freeRatio bytes on: text packs to a fiftieth, bombs to a thousandth.
	maxRatio  = 200
	freeRatio = 16 << 20
)

// archive is a ZIP file (APPNOTE 6.3) as its directory at the end describes it. We
// read the format ourselves, for readers differ in what they take: only what all
// of them read in the same way passes.
type archive struct {
	f       *content
	entries []entry
	budget  *budget // of what lies in archives within this one
}

// entry is one file of an archive.
type entry struct {
	name     string
	alias    string // another name, which some readers take instead; "" is none
	mode     uint32 // of Unix, 0 where it was made elsewhere
	flags    uint16
	method   uint16
	crc      uint32
	packed   int64 // bytes
	unpacked int64 // bytes, as the directory claims
	offset   int64 // of the local header
}

func (e *entry) isFolder() bool { return strings.HasSuffix(e.name, "/") }

const (
	endSignature     = "PK\x05\x06"
	entrySignature   = "PK\x01\x02"
	localSignature   = "PK\x03\x04"
	endSize          = 22
	entrySize        = 46
	localSize        = 30
	maxComment       = 1<<16 - 1
	flagEncrypted    = 1 << 0
	flagStrong       = 1 << 6
	flagMasked       = 1 << 13
	methodStore      = 0
	methodDeflate    = 8
	zip64Placeholder = 1<<32 - 1
	hostUnix         = 3
	extraUnicodeName = 0x7075
	modeType         = 0o170000
	modeRegular      = 0o100000
	modeFolder       = 0o040000
)

// archiveEnd finds the end record of a directory: the last one whose comment
// reaches the end of the file exactly.
func (f *content) archiveEnd() (end []byte, ok bool) {
	tail := f.tail(endSize + maxComment)
	for i := len(tail) - endSize; i >= 0; i-- {
		if string(tail[i:i+4]) != endSignature {
			continue
		}
		comment := int(binary.LittleEndian.Uint16(tail[i+20:]))
		if i+endSize+comment == len(tail) {
			return tail[i:], true
		}
	}
	return nil, false
}

// openArchive reads the directory and refuses what is not one plain archive from
// the first byte to the last.
func (f *content) openArchive() (*archive, error) {
	end, ok := f.archiveEnd()
	if !ok {
		return nil, unsafe("not an archive, or one that breaks off")
	}
	disks := binary.LittleEndian.Uint32(end[4:])
	count := int(binary.LittleEndian.Uint16(end[10:]))
	size := int64(binary.LittleEndian.Uint32(end[12:]))
	offset := int64(binary.LittleEndian.Uint32(end[16:]))
	switch {
	case disks != 0 || count != int(binary.LittleEndian.Uint16(end[8:])):
		return nil, unsafe("an archive in several parts")
	case count > maxEntries || size > maxDirectory:
		return nil, unsafe("too many files in the archive")
	case offset+size != f.size-int64(len(end)):
		return nil, unsafe("data before or within the archive")
	}
	if first := string(f.head(4)); first != localSignature && !(count == 0 && first == endSignature) {
		return nil, unsafe("data before the archive")
	}
	a := &archive{f: f, budget: newBudget(f.size)}
	directory := f.piece(offset, int(size))
	for range count {
		e, rest, err := parseEntry(directory)
		if err != nil {
			return nil, err
		}
		a.entries = append(a.entries, e)
		directory = rest
	}
	if len(directory) != 0 {
		return nil, unsafe("the archive's directory has more than it says")
	}
	return a, a.checkEntries(offset)
}

func parseEntry(b []byte) (e entry, rest []byte, err error) {
	if len(b) < entrySize || string(b[:4]) != entrySignature {
		return e, nil, unsafe("the archive's directory breaks off")
	}
	le := binary.LittleEndian
	nameLen, extraLen, commentLen := int(le.Uint16(b[28:])), int(le.Uint16(b[30:])), int(le.Uint16(b[32:]))
	total := entrySize + nameLen + extraLen + commentLen
	if len(b) < total {
		return e, nil, unsafe("the archive's directory breaks off")
	}
	e = entry{
		name:  string(b[entrySize : entrySize+nameLen]),
		flags: le.Uint16(b[8:]), method: le.Uint16(b[10:]), crc: le.Uint32(b[16:]),
		packed: int64(le.Uint32(b[20:])), unpacked: int64(le.Uint32(b[24:])), offset: int64(le.Uint32(b[42:])),
	}
	if e.packed == zip64Placeholder || e.unpacked == zip64Placeholder || e.offset == zip64Placeholder {
		return e, nil, unsafe("an archive of more than 4 GB")
	}
	if host := b[5]; host == hostUnix {
		e.mode = le.Uint32(b[38:]) >> 16
	}
	e.alias = unicodeName(b[entrySize+nameLen : entrySize+nameLen+extraLen])
	return e, b[total:], nil
}

// unicodeName is the name in an extra field of Info-ZIP (APPNOTE 4.6.9), which its readers
// prefer to the one in the directory.
func unicodeName(extra []byte) string {
	for len(extra) >= 4 {
		id, n := binary.LittleEndian.Uint16(extra), int(binary.LittleEndian.Uint16(extra[2:]))
		if n > len(extra)-4 {
			return ""
		}
		if field := extra[4 : 4+n]; id == extraUnicodeName && n > 5 {
			return string(field[5:])
		}
		extra = extra[4+n:]
	}
	return ""
}

// checkEntries judges what the directory claims, without reading any content.
func (a *archive) checkEntries(directory int64) error {
	names := map[string]bool{}
	total := int64(0)
	for i := range a.entries {
		e := &a.entries[i]
		switch {
		case e.flags&(flagEncrypted|flagStrong|flagMasked) != 0:
			return unsafe("an encrypted archive")
		case e.method != methodStore && e.method != methodDeflate:
			return unsafe("an archive packed in a way that cannot be inspected")
		case e.mode&modeType != 0 && e.mode&modeType != modeRegular && e.mode&modeType != modeFolder:
			return unsafe("a link or a device in the archive")
		case !safePath(e.name) || e.alias != "" && !safePath(e.alias):
			return unsafe("a path in the archive leads out of it")
		case names[e.name]:
			return unsafe("two files in the archive have one name")
		}
		names[e.name] = true
		if total += e.unpacked; total > maxUnpacked {
			return unsafe("the archive unpacks to too much")
		}
	}
	if total > freeRatio && total/max(a.f.size, 1) > maxRatio {
		return unsafe("the archive unpacks to too much")
	}
	return a.checkLayout(directory)
}

// checkLayout refuses entries that share bytes (which is how the densest bombs are
// made) and local headers that name another file than the directory does.
func (a *archive) checkLayout(directory int64) error {
	byOffset := slices.Clone(a.entries)
	slices.SortFunc(byOffset, func(x, y entry) int { return int(x.offset - y.offset) })
	end := int64(0)
	for i := range byOffset {
		e := &byOffset[i]
		if e.offset < end {
			return unsafe("files in the archive overlap")
		}
		start, err := a.start(e)
		if err != nil {
			return err
		}
		if end = start + e.packed; end > directory {
			return unsafe("a file in the archive breaks off")
		}
	}
	return nil
}

// start returns where the content of an entry begins.
func (a *archive) start(e *entry) (int64, error) {
	h := a.f.piece(e.offset, localSize+len(e.name))
	if len(h) < localSize+len(e.name) || string(h[:4]) != localSignature {
		return 0, unsafe("a file in the archive has no header")
	}
	if int(binary.LittleEndian.Uint16(h[26:])) != len(e.name) || string(h[localSize:]) != e.name {
		return 0, unsafe("a file in the archive has two names")
	}
	le := binary.LittleEndian
	flags, packed, unpacked := le.Uint16(h[6:]), int64(le.Uint32(h[18:])), int64(le.Uint32(h[22:]))
	known := flags&flagDescriptor == 0 && packed != zip64Placeholder && unpacked != zip64Placeholder
	if le.Uint16(h[8:]) != e.method || (flags^e.flags)&flagEncrypted != 0 || known && (packed != e.packed || unpacked != e.unpacked) {
		return 0, unsafe("a file in the archive is described in two ways")
	}
	return e.offset + localSize + int64(len(e.name)) + int64(binary.LittleEndian.Uint16(h[28:])), nil
}

// open reads the content of an entry, and refuses content that is not as long as the
// directory says or has another checksum.
func (a *archive) open(e *entry) (io.Reader, error) {
	start, err := a.start(e)
	if err != nil {
		return nil, err
	}
	var in io.Reader = io.NewSectionReader(a.f, start, e.packed)
	if e.method == methodDeflate {
		in = flate.NewReader(in)
	}
	return &entryReader{in: in, sum: crc32.NewIEEE(), want: e.crc, left: e.unpacked}, nil
}

type entryReader struct {
	in   io.Reader
	sum  hash.Hash32
	want uint32
	left int64
}

func (r *entryReader) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	if r.left -= int64(n); r.left < 0 {
		return 0, unsafe("a file in the archive is larger than it says")
	}
	_, _ = r.sum.Write(p[:n]) // a hash takes everything
	switch {
	case err == io.EOF && (r.left != 0 || r.sum.Sum32() != r.want):
		return 0, unsafe("a file in the archive is not what it says")
	case err != nil && err != io.EOF:
		return 0, unsafe("a file in the archive cannot be read: " + err.Error())
	}
	return n, err
}

// readAll returns the content of an entry of at most limit bytes.
func (a *archive) readAll(e *entry, limit int64) ([]byte, error) {
	if e.unpacked > limit {
		return nil, unsafe("a part of the document is too large")
	}
	in, err := a.open(e)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(in)
}

// find returns the entry with the name, or nil.
func (a *archive) find(name string) *entry {
	for i := range a.entries {
		if a.entries[i].name == name {
			return &a.entries[i]
		}
	}
	return nil
}

// safePath reports whether a path of an archive stays within it on every system.
func safePath(name string) bool {
	if name == "" || len(name) > 1024 || strings.ContainsRune(name, 0) || name[0] == '/' || name[0] == '\\' {
		return false
	}
	if len(name) > 1 && name[1] == ':' && isLetter(name[0]) {
		return false
	}
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '/' || r == '\\' }) {
		if part == ".." {
			return false
		}
		for i := range len(part) {
			if part[i] < ' ' || part[i] == 0x7f {
				return false
			}
		}
	}
	return true
}
