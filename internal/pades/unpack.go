package pades

import (
	"bytes"
	"compress/zlib"
	"io"
)

// unpack gives the bytes of a stream that holds objects or places of objects.
func (f *file) unpack(s stream) ([]byte, error) {
	raw := f.data[s.from:s.to]
	filter := s.dict["Filter"]
	if a, ok := filter.(array); ok && len(a) == 1 {
		filter = a[0]
	}
	if filter == nil {
		return raw, nil
	}
	if filter != name("FlateDecode") {
		return nil, errSyntax
	}
	z, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, errSyntax
	}
	body, err := io.ReadAll(io.LimitReader(z, int64(max(f.work.packed, 0))+1))
	if err != nil {
		return nil, errSyntax
	}
	if f.work.packed -= len(body); f.work.packed < 0 {
		return nil, errTooMuch
	}
	parms := s.dict["DecodeParms"]
	if a, ok := parms.(array); ok && len(a) == 1 {
		parms = a[0]
	}
	if parms == nil {
		return body, nil
	}
	d, ok := parms.(dict)
	if !ok {
		return nil, errSyntax
	}
	return unpredict(body, d)
}

// unpredict undoes the predictors of PNG (ISO 32000-2, 7.4.4.4), for one byte a column.
func unpredict(body []byte, d dict) ([]byte, error) {
	predictor, ok := d["Predictor"].(int64)
	if !ok || predictor == 1 {
		return body, nil
	}
	columns, ok := d["Columns"].(int64)
	if !ok || predictor < 10 || columns < 1 || columns > 64 || !absentOr(d["Colors"], 1) || !absentOr(d["BitsPerComponent"], 8) {
		return nil, errSyntax
	}
	n := int(columns)
	before, out := make([]byte, n), make([]byte, 0, len(body))
	for ; len(body) > n; body = body[n+1:] {
		row := bytes.Clone(body[1 : n+1])
		for i := range row {
			var left, corner byte
			if i > 0 {
				left, corner = row[i-1], before[i-1]
			}
			switch body[0] {
			case 0:
			case 1:
				row[i] += left
			case 2:
				row[i] += before[i]
			case 3:
				row[i] += byte((int(left) + int(before[i])) / 2)
			case 4:
				row[i] += paeth(left, before[i], corner)
			default:
				return nil, errSyntax
			}
		}
		out, before = append(out, row...), row
	}
	return out, nil
}

func absentOr(v any, n int64) bool { return v == nil || v == n }

// paeth chooses the neighbour that is nearest to what all three say (PNG, 9.4).
func paeth(left, above, corner byte) byte {
	p := int(left) + int(above) - int(corner)
	far := func(c byte) int { return max(p-int(c), int(c)-p) }
	if far(left) <= far(above) && far(left) <= far(corner) {
		return left
	}
	if far(above) <= far(corner) {
		return above
	}
	return corner
}
