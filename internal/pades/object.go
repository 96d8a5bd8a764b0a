package pades

// indirect reads "1 0 obj … endobj" at an offset; end is behind it.
func (f *file) indirect(at int) (id ref, v any, end int, err error) {
	if at < 0 || at >= len(f.data) {
		return id, nil, 0, errSyntax
	}
	l := &lexer{b: f.data, pos: at, work: f.work}
	if id.num, err = l.integer(); err != nil {
		return id, nil, 0, err
	}
	if id.gen, err = l.integer(); err != nil {
		return id, nil, 0, err
	}
	if !l.is("obj") {
		return id, nil, 0, errSyntax
	}
	if v, err = l.value(0); err != nil {
		return id, nil, 0, err
	}
	if d, ok := v.(dict); ok && l.is("stream") {
		if v, err = f.streamAt(l, d); err != nil {
			return id, nil, 0, err
		}
	}
	if !l.is("endobj") {
		return id, nil, 0, errSyntax
	}
	return id, v, l.pos, nil
}

func (f *file) streamAt(l *lexer, d dict) (stream, error) {
	if l.pos < len(l.b) && l.b[l.pos] == '\r' {
		l.pos++
	}
	if l.pos < len(l.b) && l.b[l.pos] == '\n' {
		l.pos++
	}
	length, err := f.resolve(d["Length"])
	if err != nil {
		return stream{}, err
	}
	n, ok := length.(int64)
	if !ok || n < 0 || n > int64(len(l.b)-l.pos) {
		return stream{}, errSyntax
	}
	s := stream{dict: d, from: l.pos, to: l.pos + int(n)}
	l.pos = s.to
	if !l.is("endstream") {
		return stream{}, errSyntax
	}
	return s, nil
}

// resolve follows a reference; an object that there is not is null.
func (f *file) resolve(v any) (any, error) {
	for range 8 {
		r, ok := v.(ref)
		if !ok {
			return v, nil
		}
		var err error
		if v, err = f.object(r.num, r.gen); err != nil {
			return nil, err
		}
	}
	return nil, errSyntax
}

// direct is an entry of a dictionary that stands in it, nil otherwise.
func (f *file) direct(d dict, key name) any {
	v := d[key]
	if _, is := v.(ref); is {
		return nil
	}
	return v
}

// object reads the object of a number.
func (f *file) object(num, gen int) (any, error) {
	e, ok := f.entries[num]
	if !ok || e.free || e.gen != gen {
		return nil, nil //nolint:nilnil // null is a value of PDFs
	}
	if v, ok := f.objects[num]; ok {
		return v, f.work.spend(1)
	}
	if f.busy[num] {
		return nil, errSyntax
	}
	f.busy[num] = true
	defer delete(f.busy, num)
	v, err := f.load(num, e)
	if err != nil {
		return nil, err
	}
	f.objects[num] = v
	return v, nil
}

func (f *file) load(num int, e entry) (any, error) {
	if e.within == 0 {
		id, v, _, err := f.indirect(e.offset)
		if err != nil {
			return nil, err
		}
		if id.num != num || id.gen != e.gen {
			return nil, errSyntax
		}
		return v, nil
	}
	all, err := f.objectsIn(e.within)
	if err != nil {
		return nil, err
	}
	if 2*e.index+1 >= len(all) || all[2*e.index] != num {
		return nil, errSyntax
	}
	return all[2*e.index+1], nil
}

// objectsIn reads a stream of objects (ISO 32000-2, 7.5.7).
func (f *file) objectsIn(num int) ([]any, error) {
	if all, ok := f.packed[num]; ok {
		return all, nil
	}
	if e := f.entries[num]; e.within != 0 {
		return nil, errSyntax
	}
	v, err := f.object(num, 0)
	if err != nil {
		return nil, err
	}
	s, ok := v.(stream)
	if !ok || s.dict["Type"] != name("ObjStm") {
		return nil, errSyntax
	}
	body, err := f.unpack(s)
	if err != nil {
		return nil, err
	}
	count, ok1 := s.dict["N"].(int64)
	first, ok2 := s.dict["First"].(int64)
	if !ok1 || !ok2 || count < 0 || count > maxObjects || first < 0 || first > int64(len(body)) {
		return nil, errSyntax
	}
	head := &lexer{b: body[:first], packed: true, work: f.work}
	all := []any{}
	for range count {
		n, err := head.integer()
		if err != nil {
			return nil, err
		}
		offset, err := head.integer()
		if err != nil || int64(offset) > int64(len(body))-first {
			return nil, errSyntax
		}
		v, err := (&lexer{b: body, pos: int(first) + offset, packed: true, work: f.work}).value(0)
		if err != nil {
			return nil, err
		}
		all = append(all, n, v)
	}
	f.packed[num] = all
	return all, nil
}
