package pades

import (
	"crypto/x509"
	"encoding/asn1"
)

// The limits of forms.
const (
	maxFields     = 1 << 14
	maxFieldDepth = 32
)

// field is a signature as a form holds it: its dictionary, and where that is.
type field struct {
	dict dict
	num  int // of the dictionary's object, 0 when it stands in the field
}

// signatures finds every signature of the form, in the order of the form.
func (f *file) signatures() ([]field, error) {
	form, err := f.form()
	if err != nil || form == nil {
		return nil, err
	}
	v, err := f.resolve(form["Fields"])
	if err != nil {
		return nil, err
	}
	list, _ := v.(array)
	w := &fieldWalk{f: f, seen: map[int]bool{}, taken: map[int]bool{}}
	for _, x := range list {
		if err := w.visit(x, nil, nil, 0); err != nil {
			return nil, err
		}
	}
	return w.found, nil
}

func (f *file) root() (dict, error) {
	v, err := f.resolve(f.trailer["Root"])
	if err != nil {
		return nil, err
	}
	d, ok := v.(dict)
	if !ok {
		return nil, errSyntax
	}
	return d, nil
}

// form is the form of the document, nil when it has none.
func (f *file) form() (dict, error) {
	root, err := f.root()
	if err != nil {
		return nil, err
	}
	v, err := f.resolve(root["AcroForm"])
	if err != nil {
		return nil, err
	}
	d, _ := v.(dict)
	return d, nil
}

// maxBeside bounds the certificates that a file keeps.
const maxBeside = 64

// certificates are those that the file keeps to prove its signatures (ISO 32000-2,
// 12.8.4.3). They prove nothing by themselves: a signature names its own.
func (f *file) certificates() []*x509.Certificate {
	root, err := f.root()
	if err != nil {
		return nil
	}
	v, err := f.resolve(root["DSS"])
	if err != nil {
		return nil
	}
	proofs, _ := v.(dict)
	if v, err = f.resolve(proofs["Certs"]); err != nil {
		return nil
	}
	list, _ := v.(array)
	var out []*x509.Certificate
	for _, x := range list[:min(len(list), maxBeside)] {
		v, err := f.resolve(x)
		s, ok := v.(stream)
		if err != nil || !ok {
			continue
		}
		der, err := f.unpack(s)
		if err != nil {
			continue
		}
		if c, err := x509.ParseCertificate(der); err == nil {
			out = append(out, c)
		}
	}
	return out
}

// rights counts the signature that lets a reader do more with a file (usage rights): it
// says nothing of the document, and is no field.
func (f *file) rights() int {
	root, err := f.root()
	if err != nil {
		return 0
	}
	v, err := f.resolve(root["Perms"])
	p, ok := v.(dict)
	if err != nil || !ok || p["UR3"] == nil {
		return 0
	}
	return 1
}

type fieldWalk struct {
	f     *file
	seen  map[int]bool // fields
	taken map[int]bool // signatures
	found []field
}

// visit goes through a field and its kids, which inherit its type and its value.
func (w *fieldWalk) visit(v, kind, value any, depth int) error {
	if depth > maxFieldDepth || len(w.seen) > maxFields {
		return errTooMuch
	}
	r, ok := v.(ref)
	if !ok || w.seen[r.num] {
		return errSyntax
	}
	w.seen[r.num] = true
	v, err := w.f.resolve(r)
	if err != nil {
		return err
	}
	d, ok := v.(dict)
	if !ok {
		return nil // a field that is gone
	}
	if own, ok := d["FT"]; ok {
		kind = own
	}
	if own, ok := d["V"]; ok {
		value = own
	}
	if kids, ok := d["Kids"]; ok {
		list, err := w.f.resolve(kids)
		if err != nil {
			return err
		}
		a, _ := list.(array)
		for _, kid := range a {
			if err := w.visit(kid, kind, value, depth+1); err != nil {
				return err
			}
		}
		if len(a) > 0 {
			return nil
		}
	}
	if kind == name("Sig") && value != nil {
		return w.take(value)
	}
	return nil
}

func (w *fieldWalk) take(value any) error {
	r, _ := value.(ref)
	if r.num > 0 && w.taken[r.num] {
		return nil
	}
	w.taken[r.num] = true
	v, err := w.f.resolve(value)
	if err != nil {
		return err
	}
	if d, ok := v.(dict); ok {
		w.found = append(w.found, field{dict: d, num: r.num})
	}
	return nil
}

// ranges are the four numbers of the byte range; ok is false for any other.
func (x field) ranges() (r [4]int, ok bool) {
	a, _ := x.dict["ByteRange"].(array)
	if len(a) != 4 {
		return r, false
	}
	for i, v := range a {
		n, is := v.(int64)
		if !is || n < 0 || n > MaxSize {
			return r, false
		}
		r[i] = int(n)
	}
	return r, true
}

// end is behind the last byte that is covered, 0 when nothing is.
func (x field) end() int {
	r, _ := x.ranges()
	return r[2] + r[3]
}

// hole is where the signature itself stands in the file, which no two of them share.
func (x field) hole() int {
	t, _ := x.dict["Contents"].(text)
	return t.from
}

// covered are the two parts that are signed: everything up to the end but the value of
// Contents, from its first bracket to its last. Whatever else a range may leave out is
// where an attacker would put something.
func (x field) covered(data []byte) ([2][]byte, bool) {
	r, ok := x.ranges()
	hole, is := x.dict["Contents"].(text)
	if !ok || !is || !hole.hex || r[0] != 0 || r[1] != hole.from || r[2] != hole.to || r[3] <= 0 || r[2]+r[3] > len(data) {
		return [2][]byte{}, false
	}
	return [2][]byte{data[:r[1]], data[r[2] : r[2]+r[3]]}, true
}

// contents is the signature itself, without the zeros that fill up its place. Anything
// else behind it is refused: it is the one place that no signature covers.
func (x field) contents() ([]byte, bool) {
	t, _ := x.dict["Contents"].(text)
	if len(t.bytes) > maxContents {
		return nil, false
	}
	var outer asn1.RawValue
	rest, err := asn1.Unmarshal(t.bytes, &outer)
	if err != nil {
		return nil, false
	}
	for _, c := range rest {
		if c != 0 {
			return nil, false
		}
	}
	return outer.FullBytes, true
}
