package pades

import (
	"bytes"
	"slices"
)

// maxCompared bounds what is compared of two files.
const maxCompared = 1 << 20

// SamePages reports whether two PDFs show the same pages: whether the second begins with
// the bytes of the first and was added to by signatures alone, or was written anew with
// the same pages, down to what their streams unpack to. Annotations of signatures may have
// come to it. Files that cannot be read are never the same.
func SamePages(before, after []byte) bool {
	a, err := openFile(before, newBudget())
	if err != nil {
		return false
	}
	b, err := openFile(after, newBudget())
	if err != nil {
		return false
	}
	if _, err := b.report(Options{}); err != nil {
		return false
	}
	if bytes.HasPrefix(after, before) {
		d := &difference{old: a, now: b, certifies: true}
		if _, err := d.appended(len(before)); err != nil {
			return false
		}
		return d.read() == nil && d.judge() == nil
	}
	c := &comparison{a: a, b: b, met: map[[2]int]bool{}, left: maxCompared}
	return c.pages()
}

// comparison goes through two files side by side.
type comparison struct {
	a, b *file
	met  map[[2]int]bool // objects of both that are being compared, or were
	left int
}

func (c *comparison) pages() bool {
	x, err1 := c.a.root()
	y, err2 := c.b.root()
	if err1 != nil || err2 != nil {
		return false
	}
	for _, key := range []name{"OpenAction", "AA", "OCProperties", "Names"} {
		if !c.same(x[key], y[key]) {
			return false
		}
	}
	p, ok1 := c.list(c.a, x["Pages"])
	q, ok2 := c.list(c.b, y["Pages"])
	if !ok1 || !ok2 || len(p) != len(q) || len(p) == 0 {
		return false
	}
	for i := range p {
		if !c.page(p[i], q[i]) {
			return false
		}
	}
	return true
}

// page compares what a page shows.
func (c *comparison) page(p, q dict) bool {
	for _, key := range []name{"Contents", "Resources", "MediaBox", "CropBox", "Rotate", "UserUnit", "AA"} {
		if !c.same(p[key], q[key]) {
			return false
		}
	}
	v, err1 := c.a.resolve(p["Annots"])
	w, err2 := c.b.resolve(q["Annots"])
	if err1 != nil || err2 != nil {
		return false
	}
	old, _ := v.(array)
	now, _ := w.(array)
	d := &difference{now: c.b}
	for _, x := range now {
		y, err := c.b.resolve(x)
		f, ok := y.(dict)
		if err != nil || !ok {
			return false
		}
		if r, ok := x.(ref); ok && d.signs(r, f) {
			continue
		}
		if len(old) == 0 || !c.same(old[0], x) {
			return false
		}
		old = old[1:]
	}
	return len(old) == 0
}

// list flattens a tree of pages, with what pages inherit.
func (c *comparison) list(f *file, v any) ([]dict, bool) {
	type node struct {
		v    any
		from dict
	}
	var out []dict
	seen := map[int]bool{}
	for next := []node{{v, dict{}}}; len(next) > 0; {
		n := next[len(next)-1]
		next = next[:len(next)-1]
		r, ok := n.v.(ref)
		if !ok || seen[r.num] {
			return nil, false
		}
		seen[r.num] = true
		x, err := f.resolve(r)
		p, ok := x.(dict)
		if err != nil || !ok || f.work.spend(len(p)) != nil {
			return nil, false
		}
		whole := dict{}
		for _, key := range []name{"Resources", "MediaBox", "CropBox", "Rotate"} {
			if v, ok := n.from[key]; ok {
				whole[key] = v
			}
		}
		for k, v := range p {
			whole[k] = v
		}
		kids, err := f.resolve(p["Kids"])
		if err != nil {
			return nil, false
		}
		below, ok := kids.(array)
		if !ok {
			out = append(out, whole)
			continue
		}
		if f.work.spendOn(len(seen)+len(next), below) != nil {
			return nil, false
		}
		for _, k := range slices.Backward(below) {
			next = append(next, node{k, whole})
		}
	}
	return out, true
}

// same compares values and all that they lead to. What leads up again is left out.
func (c *comparison) same(x, y any) bool {
	if c.left--; c.left < 0 {
		return false
	}
	r, isRef := x.(ref)
	s, alsoRef := y.(ref)
	if isRef && alsoRef {
		if c.met[[2]int{r.num, s.num}] {
			return true
		}
		c.met[[2]int{r.num, s.num}] = true
	}
	v, err1 := c.a.resolve(x)
	w, err2 := c.b.resolve(y)
	if err1 != nil || err2 != nil {
		return false
	}
	switch v := v.(type) {
	case dict:
		w, ok := w.(dict)
		return ok && c.dicts(v, w)
	case array:
		w, ok := w.(array)
		if !ok || len(v) != len(w) {
			return false
		}
		for i := range v {
			if !c.same(v[i], w[i]) {
				return false
			}
		}
		return true
	case stream:
		w, ok := w.(stream)
		return ok && c.streams(v, w)
	}
	return same(v, w)
}

func (c *comparison) dicts(v, w dict, aside ...name) bool {
	c.left -= len(w)
	skip := map[name]bool{"Parent": true}
	for _, k := range aside {
		skip[k] = true
	}
	for k, x := range v {
		if !skip[k] && !c.same(x, w[k]) {
			return false
		}
	}
	for k, y := range w {
		if _, had := v[k]; !had && !skip[k] && y != nil {
			return false
		}
	}
	return true
}

// streams compares streams as they are, or, where they are packed in the common way, what
// they unpack to.
func (c *comparison) streams(v, w stream) bool {
	if !c.dicts(v.dict, w.dict, "Length", "Filter", "DecodeParms") {
		return false
	}
	a, b := c.a.data[v.from:v.to], c.b.data[w.from:w.to]
	c.left -= len(b) >> 8 // the same one may be compared again and again
	if bytes.Equal(a, b) && c.same(v.dict["Filter"], w.dict["Filter"]) && c.same(v.dict["DecodeParms"], w.dict["DecodeParms"]) {
		return true
	}
	x, err1 := c.a.unpack(v)
	y, err2 := c.b.unpack(w)
	return err1 == nil && err2 == nil && bytes.Equal(x, y)
}
