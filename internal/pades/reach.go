package pades

// read goes through all of the old file: what it refers to, and what its objects are for.
func (d *difference) read() error {
	d.mention, d.roles = map[int]int{}, map[int]role{}
	for num, e := range d.old.entries {
		if e.free {
			continue
		}
		v, err := d.old.object(num, e.gen)
		if err != nil {
			return err
		}
		if s, ok := v.(stream); ok {
			if v = s.dict; s.dict["Type"] == name("XRef") {
				continue // a trailer
			}
		}
		if err := d.mentions(v); err != nil {
			return err
		}
		if x, ok := v.(dict); ok && x["FT"] == name("Sig") && x["V"] == nil {
			d.roles[num] = mayBeSigned(num)
		}
	}
	if d.old.trailer["Root"] != d.now.trailer["Root"] {
		return errChanged
	}
	root, err := d.old.root()
	if err != nil {
		return err
	}
	if err := d.beside(root); err != nil {
		return err
	}
	d.give(root["AcroForm"], (*difference).sameForm)
	if form, err := d.old.form(); err == nil && form != nil {
		d.give(form["Fields"], (*difference).sameList)
	}
	if err := d.pages(root["Pages"]); err != nil {
		return err
	}
	d.give(d.old.trailer["Root"], (*difference).sameCatalog)
	return nil
}

func (d *difference) give(v any, r role) {
	if x, ok := v.(ref); ok {
		d.roles[x.num] = r
	}
}

// mentions takes down what a value refers to.
func (d *difference) mentions(v any) error {
	if err := d.now.work.spend(1); err != nil {
		return err
	}
	switch x := v.(type) {
	case ref:
		d.mention[x.num]++
	case array:
		for _, y := range x {
			if err := d.mentions(y); err != nil {
				return err
			}
		}
	case dict:
		for _, y := range x {
			if err := d.mentions(y); err != nil {
				return err
			}
		}
	}
	return nil
}

// beside gives leave to what no page shows: the title and such, metadata, and what is
// kept to prove signatures later. It holds for objects that are referred to from there
// alone: otherwise somebody could have a page use one of them, let it be signed, and
// put something else in its place.
func (d *difference) beside(root dict) error {
	times, may := map[int]int{}, map[int]role{}
	for key, r := range map[name]role{"Metadata": anyMetadata, "Extensions": anyDict} {
		if x, ok := root[key].(ref); ok {
			times[x.num]++
			may[x.num] = r
		}
	}
	if x, ok := d.old.trailer["Info"].(ref); ok {
		may[x.num] = anyDict
	}
	if err := d.proofs(root["DSS"], 0, times, may); err != nil {
		return err
	}
	for num, r := range may {
		if d.mention[num] == times[num] {
			d.roles[num] = r
		}
	}
	return nil
}

// proofs finds the lists of certificates and such.
func (d *difference) proofs(v any, depth int, times map[int]int, may map[int]role) error {
	if r, ok := v.(ref); ok {
		if times[r.num]++; times[r.num] > 1 {
			return nil
		}
		may[r.num] = anyProof
	}
	x, err := d.old.resolve(v)
	if err != nil || depth > 3 {
		return err
	}
	switch x := x.(type) {
	case array:
		for _, y := range x {
			if err := d.proofs(y, depth+1, times, may); err != nil {
				return err
			}
		}
	case dict:
		for _, y := range x {
			if err := d.proofs(y, depth+1, times, may); err != nil {
				return err
			}
		}
	}
	return nil
}

// pages gives leave to hang signatures on pages.
func (d *difference) pages(v any) error {
	seen := map[int]bool{}
	for next := []any{v}; len(next) > 0; {
		v, next = next[len(next)-1], next[:len(next)-1]
		r, ok := v.(ref)
		if !ok || seen[r.num] {
			return errSyntax
		}
		seen[r.num] = true
		x, err := d.old.resolve(r)
		if err != nil {
			return err
		}
		p, ok := x.(dict)
		if !ok {
			continue
		}
		kids, err := d.old.resolve(p["Kids"])
		if err != nil {
			return err
		}
		if list, ok := kids.(array); ok {
			if err := d.now.work.spendOn(len(seen)+len(next), list); err != nil {
				return err
			}
			next = append(next, list...)
			continue
		}
		d.roles[r.num] = (*difference).samePage
		d.give(p["Annots"], (*difference).sameList)
	}
	return nil
}
