package flow

// stage reads a stage; shared ones have neither clause nor place in a flow.
func (r *reader) stage(n *node, shared bool) *StageDef {
	s := &StageDef{Pos: n.pos}
	keys := []key{
		{"id", shared, r.text(&s.ID)},
		{"judul", shared, r.text(&s.Title)},
		{"pendek", shared, r.text(&s.Short)},
		{"uraian", shared, r.text(&s.Summary)},
		{"hasil", shared, r.text(&s.Result)},
		{"pemilik", false, r.text(&s.Owner)},
		{"butir", false, r.each(func(n *node) { s.Items = append(s.Items, r.item(n, true)) })},
		{"tindakan", false, r.each(func(n *node) { s.Actions = append(s.Actions, r.action(n)) })},
		{"telaah", false, func(n *node) { s.Review = r.review(n) }},
		{"temuan", false, func(n *node) { s.Findings = r.findings(n) }},
		{"tampilkan", false, r.texts(&s.Shows)},
		{"menerima-perbaikan", false, r.flag(&s.Resubmits)},
		{"loket", false, r.flag(&s.Counter)},
	}
	if !shared {
		keys = append(keys,
			key{"pakai", false, r.text(&s.Uses)},
			key{"klausul", false, r.text(&s.Clause)},
			key{"turunan-dari", false, r.text(&s.Within)},
		)
	}
	s.Faulty = r.faultyAlone(n, func() {
		if r.mapping(n, "tahap", keys) && !shared {
			r.ownOrUsed(n, s)
		}
	})
	return s
}

// ownOrUsed holds a flow's stage to one of two forms: a stage of its own with all
// its texts, or a shared one by its name.
func (r *reader) ownOrUsed(n *node, s *StageDef) {
	switch {
	case n.has("id") && n.has("pakai"):
		r.report(s.Uses.Pos, checkKey, `Tahap menyebut "id" bila ditulis di sini, atau "pakai" bila diambil dari berkas bersama; tidak keduanya.`)
	case !n.has("id") && !n.has("pakai"):
		r.report(n.pos, checkMissing, `Tahap ini tidak menyebut "id" atau "pakai".`)
	case n.has("id"):
		for _, k := range []string{"judul", "pendek", "uraian", "hasil"} {
			if !n.has(k) {
				r.report(n.pos, checkMissing, `Kunci "%s" tidak ada pada tahap ini.`, k)
			}
		}
	}
	if n.has("klausul") && n.has("turunan-dari") {
		r.report(s.Within.Pos, checkKey, `Tahap turunan memakai klausul tahap induknya dan tidak menyebut "klausul" sendiri.`)
	}
}

func (r *reader) review(n *node) *ReviewDef {
	v := &ReviewDef{Pos: n.pos}
	r.mapping(n, "telaah", []key{
		{"oleh", true, r.text(&v.Party)},
		{"atas", true, r.texts(&v.Stages)},
	})
	return v
}

func (r *reader) findings(n *node) *FindingsDef {
	f := &FindingsDef{Pos: n.pos}
	r.mapping(n, "temuan", []key{
		{"dilaporkan-oleh", false, r.text(&f.Report)},
		{"diperbaiki-oleh", false, r.text(&f.Fix)},
	})
	if n.kind == nodeMap && n.has("dilaporkan-oleh") == n.has("diperbaiki-oleh") {
		r.report(n.pos, checkMissing, `Temuan menyebut salah satu saja: "dilaporkan-oleh" atau "diperbaiki-oleh".`)
	}
	return f
}

// item reads an item, or with owned unset an input of an action.
func (r *reader) item(n *node, owned bool) *ItemDef {
	it := &ItemDef{Pos: n.pos}
	what := "masukan"
	keys := []key{
		{"id", true, r.text(&it.ID)},
		{"jenis", true, r.text(&it.Kind)},
		{"judul", true, r.text(&it.Title)},
		{"bantuan", false, r.text(&it.Help)},
		{"wajib", false, r.flag(&it.Required)},
		{"pilihan", false, r.options(&it.Options, "pilihan", false)},
		{"paling-sedikit", false, r.number(&it.Min)},
		{"batas", false, r.text(&it.Limit)},
		{"sebelum", false, r.text(&it.Before)},
	}
	if owned {
		what = "butir"
		keys = append(keys,
			key{"pemilik", false, r.text(&it.Owner)},
			key{"wajib-kecuali", false, func(n *node) { it.Unless = r.condition(n) }},
			key{"rahasia", false, r.flag(&it.Confidential)},
			key{"dapat-dibuat", false, r.flag(&it.Generated)},
			key{"aspek", false, r.options(&it.Aspects, "aspek", false)},
			key{"putusan", false, r.options(&it.Verdicts, "putusan", true)},
			key{"bagian-wajib", false, r.texts(&it.Parts)},
			key{"berkas-terbanyak", false, r.number(&it.MaxFiles)},
			key{"tipe-berkas", false, r.texts(&it.Types)},
			key{"tiap-golongan", false, r.flag(&it.EachKind)},
			key{"mencakup", false, r.texts(&it.Covers)},
		)
	}
	it.Faulty = r.faulty(n, func() {
		r.mapping(n, what, keys)
		r.word(it.Kind, kindWords.list(), "jenis butir")
		r.word(it.Limit, limitWords.list(), "batas tanggal")
		for _, p := range it.Parts {
			r.word(p, partWords.list(), "bagian dari orang")
		}
	})
	return it
}

func (r *reader) condition(n *node) *ConditionDef {
	c := &ConditionDef{Pos: n.pos}
	r.mapping(n, "wajib-kecuali", []key{
		{"butir", true, r.text(&c.Item)},
		{"nilai", true, r.text(&c.Value)},
	})
	return c
}

// options reads ids and their titles; the entries of verdicts may say more.
func (r *reader) options(to *[]*OptionDef, what string, verdicts bool) func(*node) {
	return func(n *node) {
		if n.kind != nodeMap {
			r.report(n.pos, checkValue, `Di sini diharapkan id dan judul setiap %s, misalnya "etika: Etika".`, what)
			return
		}
		seen := map[string]bool{}
		for _, f := range n.fields {
			o := &OptionDef{ID: f.key}
			twice := seen[f.key.Value]
			seen[f.key.Value] = true
			switch {
			case twice:
				r.report(f.key.Pos, checkKey, `"%s" ditulis dua kali dalam daftar %s ini.`, f.key.Value, what)
				continue
			case verdicts && f.value.kind == nodeMap:
				r.mapping(f.value, what, []key{
					{"judul", true, r.text(&o.Title)},
					{"catatan-wajib", false, r.flag(&o.Note)},
					{"menghalangi", false, r.flag(&o.Hinders)},
				})
			case f.value.kind == nodeEmpty:
				r.report(f.key.Pos, checkValue, `"%s" belum diberi judul.`, f.key.Value)
			default:
				r.text(&o.Title)(f.value)
			}
			*to = append(*to, o)
		}
	}
}

// actionKeys are the keys that every action has.
func (r *reader) actionKeys(a *ActionDef, need bool) []key {
	return []key{
		{"id", need, r.text(&a.ID)},
		{"judul", need, r.text(&a.Title)},
		{"oleh", need, r.texts(&a.Parties)},
		{"ke", false, r.text(&a.To)},
		{"akhir", false, r.text(&a.End)},
		{"ke-alur", false, r.text(&a.ToFlow)},
		{"tetap", false, r.flag(&a.Stays)},
		{"syarat", false, r.each(func(n *node) { a.Guards = append(a.Guards, r.guard(n)) })},
		{"sifat", false, r.texts(&a.Traits)},
		{"menggugurkan", false, r.texts(&a.Outdates)},
		{"masukan", false, r.each(func(n *node) { a.Inputs = append(a.Inputs, r.item(n, false)) })},
	}
}

func (r *reader) action(n *node) *ActionDef {
	a := &ActionDef{Pos: n.pos}
	keys := append(r.actionKeys(a, true), key{"di-luar-panduan", false, r.flag(&a.Outside)})
	a.Faulty = r.faulty(n, func() {
		if r.mapping(n, "tindakan", keys) {
			r.actionWords(n, a)
		}
	})
	return a
}

// general reads an action over a range of stages; a flow may also use a shared
// one by its name and add inputs and guards to it.
func (r *reader) general(n *node, shared bool) *ActionDef {
	a := &ActionDef{Pos: n.pos}
	if !shared && n.kind == nodeMap && n.has("pakai") {
		a.Faulty = r.faulty(n, func() {
			r.mapping(n, "tindakan umum yang dipakai", []key{
				{"pakai", true, r.text(&a.Uses)},
				{"syarat", false, r.each(func(n *node) { a.Guards = append(a.Guards, r.guard(n)) })},
				{"masukan", false, r.each(func(n *node) { a.Inputs = append(a.Inputs, r.item(n, false)) })},
			})
		})
		return a
	}
	keys := append(r.actionKeys(a, true),
		key{"dari-tahap", false, r.text(&a.From)},
		key{"sampai-tahap", false, r.text(&a.Until)},
	)
	a.Faulty = r.faulty(n, func() {
		if r.mapping(n, "tindakan umum", keys) {
			r.actionWords(n, a)
		}
	})
	return a
}

func (r *reader) actionWords(n *node, a *ActionDef) {
	targets := 0
	for _, k := range []string{"ke", "akhir", "ke-alur", "tetap"} {
		if n.has(k) {
			targets++
		}
	}
	if targets != 1 {
		r.report(n.pos, checkMissing, `Tindakan menyebut tepat satu tujuan: "ke", "akhir", "ke-alur", atau "tetap: ya".`)
	}
	if a.Stays.Pos.Line != 0 && !a.Stays.Value {
		r.report(a.Stays.Pos, checkValue, `"tetap" hanya dapat bernilai "ya"; bila tindakan berpindah tahap, tulis "ke".`)
	}
	r.word(a.End, endWords.list(), "akhir permohonan")
	for _, t := range a.Traits {
		r.word(t, traitWords.list(), "sifat tindakan")
	}
}

// guard reads a guard: a word alone, or a word with the items it is about.
func (r *reader) guard(n *node) *GuardDef {
	g := &GuardDef{}
	switch {
	case n.kind == nodeText:
		g.Kind = Text{n.text, n.pos}
	case n.kind == nodeMap && len(n.fields) == 1:
		f := n.fields[0]
		g.Kind = f.key
		switch f.value.kind {
		case nodeMap:
			r.mapping(f.value, "syarat", []key{
				{"butir", true, r.texts(&g.Items)},
				{"oleh", false, r.texts(&g.Groups)},
			})
		case nodeEmpty:
			r.report(f.key.Pos, checkValue, `Syarat "%s" belum menyebut butirnya.`, f.key.Value)
		default:
			r.texts(&g.Items)(f.value)
		}
	default:
		r.report(n.pos, checkValue, `Di sini diharapkan satu syarat, misalnya "lengkap" atau "sudah-mulai: rapat".`)
		return g
	}
	r.word(g.Kind, guardWords.list(), "syarat tindakan")
	return g
}
