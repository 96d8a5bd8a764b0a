package pades

import "slices"

// role is what may change of an object.
type role func(d *difference, old, now any) bool

func anyDict(_ *difference, _, now any) bool {
	_, ok := now.(dict)
	return ok
}

func anyMetadata(_ *difference, _, now any) bool {
	s, ok := now.(stream)
	return ok && s.dict["Type"] == name("Metadata")
}

// anyProof takes dictionaries and lists alone: what they lead to was looked at by itself.
func anyProof(_ *difference, _, now any) bool {
	switch now.(type) {
	case dict, array:
		return true
	}
	return false
}

func (d *difference) sameCatalog(old, now any) bool {
	o, n, ok := dicts(old, now)
	if !ok || !sameBut(o, n, "AcroForm", "DSS", "Extensions", "Metadata", "Version", "Perms") || !d.certifies && !same(o["Perms"], n["Perms"]) {
		return false
	}
	was, err1 := d.old.resolve(o["AcroForm"])
	is, err2 := d.now.resolve(n["AcroForm"])
	if err1 != nil || err2 != nil {
		return false
	}
	if was == nil && is == nil {
		return true
	}
	if was == nil {
		was = dict{}
	}
	return d.sameForm(was, is)
}

func (d *difference) sameForm(old, now any) bool {
	o, n, ok := dicts(old, now)
	if !ok || !sameBut(o, n, "Fields", "SigFlags", "DR", "DA") {
		return false
	}
	for _, key := range []name{"DR", "DA"} {
		if v, had := o[key]; had && !same(v, n[key]) {
			return false
		}
	}
	return d.sameListIn(o, n, "Fields")
}

func (d *difference) samePage(old, now any) bool {
	o, n, ok := dicts(old, now)
	return ok && sameBut(o, n, "Annots") && d.sameListIn(o, n, "Annots")
}

func (d *difference) sameListIn(o, n dict, key name) bool {
	was, err1 := d.old.resolve(o[key])
	is, err2 := d.now.resolve(n[key])
	if err1 != nil || err2 != nil {
		return false
	}
	if was == nil {
		was = array{}
	}
	if is == nil {
		is = array{}
	}
	return d.sameList(was, is)
}

// sameList compares lists of fields or of annotations: what was there is there in its
// order, and what was added are signatures.
func (d *difference) sameList(old, now any) bool {
	o, ok1 := old.(array)
	n, ok2 := now.(array)
	if !ok1 || !ok2 || d.now.work.spend(len(n)) != nil { // many pages may share one
		return false
	}
	for _, v := range n {
		if len(o) > 0 && same(o[0], v) {
			o = o[1:]
			continue
		}
		r, ok := v.(ref)
		if !ok {
			return false
		}
		x, err := d.now.resolve(r)
		if f, ok := x.(dict); err != nil || !ok || !d.signs(r, f) {
			return false
		}
	}
	return len(o) == 0
}

// signs reports whether a field or its picture on a page belongs to an intact signature
// that covers it: a mere place for one has a picture too, and nobody answers for it.
func (d *difference) signs(r ref, f dict) bool {
	if _, acts := f["AA"]; acts {
		return false
	}
	if _, acts := f["A"]; acts {
		return false
	}
	kind, value := f["FT"], f["V"]
	if kind == nil || value == nil {
		v, err := d.now.resolve(f["Parent"])
		parent, _ := v.(dict)
		if err != nil {
			return false
		}
		if kind == nil {
			kind = parent["FT"]
		}
		if value == nil {
			value = parent["V"]
		}
	}
	return kind == name("Sig") && (f["Subtype"] == nil || f["Subtype"] == name("Widget")) && d.answers(value, r.num)
}

// mayBeSigned is the role of a place for a signature that was empty.
func mayBeSigned(num int) role {
	return func(d *difference, old, now any) bool {
		o, n, ok := dicts(old, now)
		return ok && sameBut(o, n, "V", "AP", "M", "F", "MK", "Lock") && d.answers(n["V"], num)
	}
}

// answers reports whether a value is an intact signature that covers an object as it is
// now. What that object leads to is covered as well then: nothing of it could come or
// change later without the signature being changed itself.
func (d *difference) answers(value any, num int) bool {
	v, err := d.now.resolve(value)
	x, ok := v.(dict)
	if err != nil || !ok {
		return false
	}
	covers, made := d.now.made[field{dict: x}.hole()]
	if !made {
		return false
	}
	was, had := covers[num]
	return had && was == d.now.entries[num]
}

func dicts(old, now any) (o, n dict, ok bool) {
	o, ok1 := old.(dict)
	n, ok2 := now.(dict)
	return o, n, ok1 && ok2
}

// sameBut compares dictionaries, some keys aside.
func sameBut(o, n dict, aside ...name) bool {
	for k, v := range o {
		if !slices.Contains(aside, k) && !same(v, n[k]) {
			return false
		}
	}
	for k := range n {
		if _, had := o[k]; !had && !slices.Contains(aside, k) {
			return false
		}
	}
	return true
}

// same compares values, wherever they stand.
func same(a, b any) bool {
	switch x := a.(type) {
	case dict:
		y, ok := b.(dict)
		return ok && sameBut(x, y)
	case array:
		y, ok := b.(array)
		return ok && slices.EqualFunc(x, y, same)
	case text:
		y, ok := b.(text)
		return ok && string(x.bytes) == string(y.bytes)
	case stream:
		return false
	}
	switch b.(type) {
	case dict, array, text, stream:
		return false
	}
	return a == b
}
