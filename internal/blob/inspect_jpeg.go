package blob

import (
	"bufio"
	"io"
)

// endOfJPEG walks the segments of a JPEG (ITU-T T.81, annex B) and returns the
// offset behind the end of image. A picture that breaks off ends with the file.
func (f *content) endOfJPEG() (int64, error) {
	in := bufio.NewReaderSize(f.from(0), 32<<10)
	pos := int64(0)
	next := func() (byte, bool) {
		b, err := in.ReadByte()
		if err == nil {
			pos++
		}
		return b, err == nil
	}
	if a, _ := next(); a != 0xff {
		return 0, unsafe("not a JPEG")
	}
	if b, _ := next(); b != 0xd8 {
		return 0, unsafe("not a JPEG")
	}
	for {
		// Up to the next marker: fill bytes, or the entropy-coded data of a scan, in
		// which 0xff is followed by 0 or by a restart marker.
		b, ok := next()
		for ok && b != 0xff {
			b, ok = next()
		}
		for ok && b == 0xff {
			b, ok = next()
		}
		switch {
		case !ok:
			return f.size, nil
		case b == 0xd9:
			return pos, nil
		case b == 0 || b == 1 || b >= 0xd0 && b <= 0xd8:
			continue
		}
		high, _ := next()
		low, ok := next()
		length := int64(high)<<8 | int64(low)
		if !ok || length < 2 {
			return f.size, nil
		}
		n, err := io.CopyN(io.Discard, in, length-2)
		pos += n
		if err != nil {
			return f.size, nil //nolint:nilerr // a picture cut short ends where the file ends
		}
	}
}
