package paper

import (
	"math"
	"slices"
	"sync"
)

// colours is the profile of the one colour space of our PDFs, sRGB (IEC 61966-2-1), as
// an ICC profile of version 2.1 (ICC.1:1998-09): three primaries and one curve. Archives
// want it within the file, so that colours mean the same on every screen.
var colours = sync.OnceValue(func() []byte {
	fixed := func(x float64) uint32 { return uint32(int32(math.Round(x * 65536))) }
	xyz := func(x, y, z float64) []byte {
		b := append([]byte("XYZ "), 0, 0, 0, 0)
		for _, v := range []float64{x, y, z} {
			b = be.AppendUint32(b, fixed(v))
		}
		return b
	}
	const name = "sRGB"
	desc := append([]byte("desc"), 0, 0, 0, 0)
	desc = be.AppendUint32(desc, uint32(len(name)+1))
	desc = append(desc, name...)
	desc = append(desc, make([]byte, 1+4+4+2+1+67)...) // no other scripts
	curve := append([]byte("curv"), 0, 0, 0, 0)
	const steps = 1024
	curve = be.AppendUint32(curve, steps)
	for i := range steps {
		c := float64(i) / (steps - 1)
		y := c / 12.92
		if c > 0.04045 {
			y = math.Pow((c+0.055)/1.055, 2.4)
		}
		curve = be.AppendUint16(curve, uint16(math.Round(y*65535)))
	}
	// Primaries and white point adapted to D50 with the Bradford transform.
	parts := []struct {
		tag  string
		data []byte
	}{
		{"desc", desc},
		{"cprt", append([]byte("text\x00\x00\x00\x00"), "No copyright\x00"...)},
		{"wtpt", xyz(0.9505, 1, 1.0890)},
		{"rXYZ", xyz(0.4360747, 0.2225045, 0.0139322)},
		{"gXYZ", xyz(0.3850649, 0.7168786, 0.0971045)},
		{"bXYZ", xyz(0.1430804, 0.0606169, 0.7141733)},
		{"rTRC", curve}, {"gTRC", nil}, {"bTRC", nil}, // the same curve
	}
	at := 128 + 4 + 12*len(parts)
	table := be.AppendUint32(nil, uint32(len(parts)))
	var body []byte
	offset, size := 0, 0
	for _, p := range parts {
		if p.data != nil {
			for len(body)%4 != 0 {
				body = append(body, 0)
			}
			offset, size = at+len(body), len(p.data)
			body = append(body, p.data...)
		}
		table = append(table, p.tag...)
		table = be.AppendUint32(table, uint32(offset))
		table = be.AppendUint32(table, uint32(size))
	}
	for len(body)%4 != 0 {
		body = append(body, 0)
	}
	head := make([]byte, 128)
	be.PutUint32(head, uint32(at+len(body)))
	be.PutUint32(head[8:], 0x02100000)
	copy(head[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2026, 1, 1} {
		be.PutUint16(head[24+2*i:], v)
	}
	copy(head[36:], "acsp")
	copy(head[68:], xyz(0.9642, 1, 0.8249)[8:]) // D50
	return slices.Concat(head, table, body)
})
