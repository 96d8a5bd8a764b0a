package flow

import "slices"

// proveParties proves that the people of every party can be found and that the
// party has something to do. A party of several cannot be told apart from another
// of the same source, unless each is named by an item of its own.
func proveParties(p *proof) {
	if p.loose {
		return
	}
	for i, x := range p.Parties {
		named := x.Source == SourceTeam || x.Source == SourceVendor
		switch {
		case x.Source == "":
		case named && x.Stage == "":
			p.loose = true
			p.report(p.at(x, ""), checkParty, `Pihak "%s" belum menyebut dalam butir mana orangnya ditulis ("disebut-dalam").`, x.ID)
		case named:
			p.namedBy(x)
		case x.Stage != "":
			p.report(p.at(x, "named"), checkParty, `Pihak "%s" bukan tim atau penyedia, sehingga tidak disebut dalam butir.`, x.ID)
		}
		if slices.ContainsFunc(p.Parties[:i], func(o *Party) bool {
			return x.Source != "" && o.Source == x.Source && (!named || o.Stage == x.Stage && o.Item == x.Item)
		}) {
			p.report(p.at(x, "source"), checkParty, `Pihak "%s" terdiri atas orang yang sama dengan pihak lain.`, x.ID)
		}
		if !p.broken && !p.busy(x) {
			p.report(p.at(x, ""), checkParty, `Pihak "%s" tidak mempunyai butir atau tindakan dalam alur ini.`, x.ID)
		}
	}
	for _, st := range p.Stages {
		for _, it := range st.Items {
			if !p.tainted[it] && (it.Kind == KindTeam || it.Kind == KindVendor) && !slices.ContainsFunc(p.Parties, func(x *Party) bool { return x.Stage == st.ID && x.Item == it.ID }) {
				p.report(p.at(it, "id"), checkParty, `Butir "%s" menyebut orang, tetapi tidak ada pihak yang disebut dalam butir itu.`, it.ID)
			}
		}
	}
}

// namedBy proves that the item which names a party's people is of the right kind,
// has to be filled, and takes force when its stage is left.
func (p *proof) namedBy(x *Party) {
	st := p.Stage(x.Stage)
	if st == nil || st.Item(x.Item) == nil || p.tainted[st] {
		return
	}
	kind := KindTeam
	if x.Source == SourceVendor {
		kind = KindVendor
	}
	it := st.Item(x.Item)
	if p.tainted[it] {
		return
	}
	if it.Kind != kind {
		p.loose = true
		p.report(p.at(x, "named"), checkParty, `Orang dari pihak "%s" ditulis dalam butir berjenis "%s"; "%s" bukan.`, x.ID, wordOf(kindWords, kind), x.Item)
		return
	}
	if !it.Required {
		p.report(p.at(it, ""), checkParty, `Butir "%s" wajib diisi, karena pihak "%s" bekerja pada tahap berikutnya.`, it.ID, x.ID)
	}
	if p.knowsActions(st) && !slices.ContainsFunc(st.Actions, func(a *Action) bool { return a.Appoints }) {
		p.report(p.at(x, "named"), checkParty, `Pihak "%s" tidak pernah ditetapkan: tahap "%s" tidak mempunyai tindakan yang bersifat "menetapkan-tim".`, x.ID, st.ID)
	}
}

// busy reports whether a party owns, does, reviews or finds something.
func (p *proof) busy(x *Party) bool {
	for _, st := range p.Stages {
		if st.Review != nil && st.Review.Party == x.ID || st.Findings != nil && (st.Findings.Report == x.ID || st.Findings.Fix == x.ID) {
			return true
		}
		if slices.ContainsFunc(st.Items, func(it *Item) bool { return it.Owner == x.ID }) ||
			slices.ContainsFunc(st.Actions, func(a *Action) bool { return slices.Contains(a.Parties, x.ID) }) {
			return true
		}
	}
	return false
}
