package blob

import (
	"bufio"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"errors"
	"io"
)

const (
	// maxDepth is how many archives may lie within each other: a workbook in a document in
	// a ZIP.
	maxDepth = 3

	descriptorSignature = "PK\x07\x08"
	descriptorSize      = 16
	flagDescriptor      = 1 << 3
)

// budget is how much may still be unpacked, over all levels.
type budget struct{ left int64 }

func newBudget(size int64) *budget {
	return &budget{min(maxUnpacked, max(freeRatio, maxRatio*size))}
}

// limited counts what is read of r.
func (b *budget) limited(r io.Reader) io.Reader { return &budgetReader{r, b} }

type budgetReader struct {
	r io.Reader
	b *budget
}

func (r *budgetReader) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if r.b.left -= int64(n); r.b.left < 0 {
		return 0, unsafe("the archive unpacks to too much")
	}
	return n, err
}

// walkNested unpacks an archive within an archive as it streams by, to nowhere, file
// after file as they lie there: what it really unpacks to counts, not what it claims.
func walkNested(in *bufio.Reader, depth int, b *budget) error {
	if depth > maxDepth {
		return unsafe("archives nested too deeply")
	}
	for {
		sig, err := in.Peek(4)
		switch {
		case err != nil:
			return brokenNested(err)
		case string(sig) == entrySignature || string(sig) == endSignature:
			_, err := io.Copy(io.Discard, in) // the directory: its names stand before the files too
			return err
		case string(sig) != localSignature:
			return unsafe("an archive in the archive that cannot be inspected")
		}
		if err := walkFile(in, depth, b); err != nil {
			return err
		}
	}
}

// brokenNested is what an archive that ends too early is refused with; refusals of what
// it was read from stay what they are.
func brokenNested(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return unsafe("an archive in the archive breaks off")
	}
	return err
}

// walkFile reads one file of a nested archive.
func walkFile(in *bufio.Reader, depth int, b *budget) error {
	h := make([]byte, localSize)
	if _, err := io.ReadFull(in, h); err != nil {
		return brokenNested(err)
	}
	le := binary.LittleEndian
	flags, method, packed := le.Uint16(h[6:]), le.Uint16(h[8:]), int64(le.Uint32(h[18:]))
	if _, err := in.Discard(int(le.Uint16(h[26:])) + int(le.Uint16(h[28:]))); err != nil {
		return brokenNested(err)
	}
	streamed := flags&flagDescriptor != 0
	var body io.Reader
	var check func() error
	switch {
	case flags&(flagEncrypted|flagStrong|flagMasked) != 0:
		return unsafe("an encrypted archive in the archive")
	case packed == zip64Placeholder && !streamed:
		return unsafe("an archive of more than 4 GB")
	case method == methodStore && !streamed, packed == 0 && !streamed:
		whole := &io.LimitedReader{R: in, N: packed}
		body = whole
		check = func() error {
			if whole.N > 0 {
				return unsafe("an archive in the archive breaks off")
			}
			return nil
		}
	case method == methodDeflate:
		body = flate.NewReader(in) // reads no byte beyond its own: in gives single ones
	case method == methodStore:
		body = &storedReader{in: in}
	default:
		return unsafe("an archive packed in a way that cannot be inspected")
	}
	if err := walkBody(b.limited(body), depth, b); err != nil {
		return err
	}
	if check != nil {
		if err := check(); err != nil {
			return err
		}
	}
	if streamed {
		return skipDescriptor(in)
	}
	return nil
}

// walkBody reads a file of a nested archive to its end.
func walkBody(r io.Reader, depth int, b *budget) error {
	body := bufio.NewReaderSize(r, 4<<10)
	start, _ := body.Peek(32) // what is shorter is looked at as it is
	for _, mark := range programStarts {
		if bytes.HasPrefix(start, []byte(mark)) {
			return unsafe("a program in an archive in the archive")
		}
	}
	if bytes.HasPrefix(start, []byte(localSignature)) {
		if err := walkNested(body, depth+1, b); err != nil {
			return err
		}
	}
	_, err := io.Copy(io.Discard, body)
	if _, broken := err.(flate.CorruptInputError); broken { //nolint:errorlint // flate wraps nothing
		return unsafe("an archive in the archive that cannot be inspected")
	}
	return brokenNested(err)
}

// skipDescriptor passes over the sizes that follow a file which was packed as it came.
func skipDescriptor(in *bufio.Reader) error {
	n := descriptorSize - 4
	if sig, _ := in.Peek(4); string(sig) == descriptorSignature {
		n = descriptorSize
	}
	if _, err := in.Discard(n); err != nil {
		return brokenNested(err)
	}
	// Those of large files are twice as long.
	if next, _ := in.Peek(2); string(next) != "PK" {
		_, err := in.Discard(8)
		return brokenNested(err)
	}
	return nil
}

// storedReader reads a file that is not packed and whose length stands behind it only:
// up to a descriptor that says how much there was.
type storedReader struct {
	in *bufio.Reader
	n  uint32
}

func (s *storedReader) Read(p []byte) (int, error) {
	for i := range p {
		next, err := s.in.Peek(descriptorSize)
		if len(next) == descriptorSize && string(next[:4]) == descriptorSignature && binary.LittleEndian.Uint32(next[8:]) == s.n {
			return i, io.EOF
		}
		if len(next) == 0 {
			return i, brokenNested(err)
		}
		p[i] = next[0]
		_, _ = s.in.Discard(1) // it is buffered
		s.n++
	}
	return len(p), nil
}

// markSearch looks for words in bytes that stream by, in lower case where fold is set.
type markSearch struct {
	marks []string
	why   func(mark string) string
	fold  bool
	kept  []byte
}

// feed refuses with the word that was found first.
func (m *markSearch) feed(b []byte) error {
	if m == nil || len(m.marks) == 0 {
		return nil
	}
	data := append(m.kept, b...)
	if m.fold {
		data = foldASCII(data)
	}
	longest := 0
	for _, mark := range m.marks {
		if bytes.Contains(data, []byte(mark)) {
			return unsafe(m.why(mark))
		}
		longest = max(longest, len(mark))
	}
	m.kept = append(m.kept[:0:0], data[max(len(data)-longest, 0):]...)
	return nil
}
