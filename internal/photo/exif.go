package photo

import (
	"bufio"
	"encoding/binary"
	"io"
)

// jpegFacts are what the segments of a JPEG say before its picture begins.
type jpegFacts struct {
	orientation int // Exif 2.32, tag 0x0112: 1 to 8; 1 when nothing is said
	cost        int // bytes of memory that decoding takes for each 100 pixels
}

// maxSegments is how many segments are looked at; photographs have some dozens.
const maxSegments = 1000

// readJPEG walks the segments of a JPEG (ITU-T T.81, annex B) up to its picture.
// Whatever it cannot read it leaves to the decoder to refuse.
func readJPEG(r io.Reader) jpegFacts {
	facts := jpegFacts{orientation: 1}
	in := bufio.NewReader(r)
	if _, err := in.Discard(2); err != nil {
		return facts
	}
	for range maxSegments {
		marker, ok := nextMarker(in)
		if !ok || marker == 0xda || marker == 0xd9 {
			return facts
		}
		if marker == 1 || marker >= 0xd0 && marker <= 0xd8 {
			continue // these have no length
		}
		var length [2]byte
		if _, err := io.ReadFull(in, length[:]); err != nil {
			return facts
		}
		n := int(binary.BigEndian.Uint16(length[:])) - 2
		if n < 0 {
			return facts
		}
		data := make([]byte, n)
		if _, err := io.ReadFull(in, data); err != nil {
			return facts
		}
		switch marker {
		case 0xc0, 0xc1, 0xc2:
			facts.cost = costOf(data, marker == 0xc2)
		case 0xe1:
			if o := orientationOf(data); o != 0 {
				facts.orientation = o
			}
		}
	}
	return facts
}

func nextMarker(in *bufio.Reader) (byte, bool) {
	b, err := in.ReadByte()
	for err == nil && b != 0xff {
		b, err = in.ReadByte()
	}
	for err == nil && b == 0xff {
		b, err = in.ReadByte()
	}
	return b, err == nil
}

// costOf reads a frame header: one byte a sample, and for a progressive picture
// four more for its coefficient, which is kept until the last scan.
func costOf(sof []byte, progressive bool) int {
	if len(sof) < 6 || len(sof) < 6+3*int(sof[5]) {
		return 0
	}
	n, most, sum, equal := int(sof[5]), 1, 0, true
	for i := range n {
		hv := sof[6+3*i+1]
		size := int(hv>>4) * int(hv&15)
		most, sum = max(most, size), sum+size
		equal = equal && hv == sof[7]
	}
	cost := 100 * sum / most
	if n == 1 {
		cost = 100
	}
	if progressive {
		cost *= 5
	}
	if n == 4 || n == 3 && equal {
		cost += 400 // may be RGB or CMYK, which is converted after it was read
	}
	return cost
}

// orientationOf finds the orientation in an APP1 segment, 0 when it says none.
func orientationOf(app1 []byte) int {
	const head = "Exif\x00\x00"
	if len(app1) < len(head)+8 || string(app1[:len(head)]) != head {
		return 0
	}
	tiff := app1[len(head):]
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 0
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 0
	}
	entries := uint64(order.Uint16(tiff[at:]))
	for i := range entries {
		e := at + 2 + 12*i
		if e+12 > uint64(len(tiff)) {
			return 0
		}
		const tag, short = 0x0112, 3
		if order.Uint16(tiff[e:]) == tag && order.Uint16(tiff[e+2:]) == short {
			if o := int(order.Uint16(tiff[e+8:])); o >= 1 && o <= 8 {
				return o
			}
			return 0
		}
	}
	return 0
}
