package flow

import (
	"slices"
	"strconv"
)

// fileTypes are the types that a document may be held to (promises.md, uploads).
var fileTypes = []string{"pdf", "docx", "xlsx", "pptx", "odt", "ods", "png", "jpeg", "zip", "csv", "txt"}

// proveKinds proves that what is said of an item fits its kind: choices have
// options, verdicts have aspects, only documents have file types, and so on.
func proveKinds(p *proof) {
	for _, st := range p.Stages {
		for _, it := range st.Items {
			if p.tainted[it] {
				continue
			}
			p.lists(it)
			p.attributes(it)
			p.condition(st, it)
			if it.Kind == KindDocumentID {
				p.report(p.at(it, "kind"), checkKind, `Rujukan dokumen hanya dapat menjadi masukan tindakan, bukan butir tahap.`)
			}
		}
		for _, a := range st.Actions {
			for _, in := range a.Inputs {
				if p.tainted[in] {
					continue
				}
				p.lists(in)
				p.attributes(in)
				p.input(a, in)
			}
		}
	}
}

func (p *proof) misfit(it *Item, part, key string) {
	p.report(p.at(it, part), checkKind, `"%s" tidak berlaku bagi butir berjenis "%s".`, key, wordOf(kindWords, it.Kind))
}

// lists proves that an item has the lists that its kind needs, and no other.
func (p *proof) lists(it *Item) {
	if it.Kind == "" {
		return // the parser has said so
	}
	hasOptions := it.Kind == KindChoice || it.Kind == KindChecklist || it.Kind == KindLog
	for _, l := range []struct {
		key, part string
		n, least  int
		fits      bool
	}{
		{"pilihan", "options0", len(it.Options), map[bool]int{true: 2, false: 1}[it.Kind == KindChoice], hasOptions},
		{"aspek", "aspects0", len(it.Aspects), 1, it.Kind == KindVerdicts},
		{"putusan", "verdicts0", len(it.Verdicts), 2, it.Kind == KindVerdicts},
	} {
		switch {
		case !l.fits && l.n > 0:
			p.misfit(it, l.part, l.key)
		case l.fits && l.n < l.least:
			p.report(p.at(it, "kind"), checkKind, `Butir berjenis "%s" memerlukan "%s" dengan sedikitnya %d entri.`, wordOf(kindWords, it.Kind), l.key, l.least)
		}
	}
	if len(it.Verdicts) > 0 && !slices.ContainsFunc(it.Verdicts, func(v Verdict) bool { return !v.Unacceptable }) {
		p.report(p.at(it, "verdicts0"), checkKind, `Semua putusan butir "%s" menghalangi, sehingga penilaian tidak pernah memadai.`, it.ID)
	}
	for i, v := range it.Verdicts {
		if v.Unacceptable && !v.NoteRequired {
			p.report(p.at(it, "verdicts"+strconv.Itoa(i)), checkKind, `Putusan "%s" menghalangi, jadi perlu "catatan-wajib: ya" agar sebabnya tertulis.`, v.ID)
		}
	}
}

// attributes proves that single attributes stand on items of their kind.
func (p *proof) attributes(it *Item) {
	if it.Kind == "" {
		return
	}
	for _, a := range []struct {
		key, part string
		set       bool
		kinds     []Kind
	}{
		{"dapat-dibuat", "generated", it.Generated, []Kind{KindDocument}},
		{"bagian-wajib", "parts0", len(it.Parts) > 0, []Kind{KindPerson}},
		{"tipe-berkas", "types0", len(it.Types) > 0, []Kind{KindDocument}},
		{"tiap-golongan", "each", it.EachKind, []Kind{KindLog}},
		{"mencakup", "covers0", len(it.Covers) > 0, []Kind{KindSignature}},
		{"paling-sedikit", "min", it.Min != 0, []Kind{KindNumber, KindMoney}},
		{"batas", "limit", it.NotFuture || it.NotPast, []Kind{KindDate}},
		{"berkas-terbanyak", "files", it.MaxFiles != 0, []Kind{KindDocument}},
	} {
		if a.set && !slices.Contains(a.kinds, it.Kind) {
			p.misfit(it, a.part, a.key)
		}
	}
	for i, t := range it.Types {
		if !slices.Contains(fileTypes, t) {
			p.report(p.at(it, "types"+strconv.Itoa(i)), checkKind, `Tipe berkas "%s" tidak diterima.%s`, t, hint(t, fileTypes))
		}
	}
	if it.Kind == KindDocument && (it.MaxFiles < 1 || it.MaxFiles > 20) {
		p.report(p.at(it, "files"), checkKind, "Satu butir dokumen memuat 1 sampai 20 berkas.")
	}
	if it.Kind == KindPerson && it.asked() && len(it.Parts) == 0 {
		p.report(p.at(it, "kind"), checkKind, `Orang yang wajib diisi memerlukan "bagian-wajib".`)
	}
	if it.EachKind && !it.Required {
		p.report(p.at(it, "each"), checkKind, `"tiap-golongan" hanya berarti bagi catatan yang wajib.`)
	}
	for i, r := range it.Covers {
		if st := p.Stage(r.Stage); st != nil && st.Item(r.Item) != nil && st.Item(r.Item).Kind != KindDocument {
			p.report(p.at(it, "covers"+strconv.Itoa(i)), checkKind, `Tanda tangan hanya mencakup dokumen; "%s.%s" bukan dokumen.`, r.Stage, r.Item)
		}
	}
}

// condition proves that "wajib-kecuali" compares a choice with one of its options.
func (p *proof) condition(st *Stage, it *Item) {
	c := it.RequiredUnless
	if c == nil {
		return
	}
	if it.Required {
		p.report(p.at(it, "required"), checkKind, `Butir "%s" menyebut "wajib" dan "wajib-kecuali"; pilih salah satu.`, it.ID)
	}
	other := st.Item(c.Item)
	switch {
	case other == nil:
	case other.Kind != KindChoice || !other.Required:
		p.report(p.at(it, "unless"), checkKind, `"wajib-kecuali" bergantung pada butir pilihan yang wajib; "%s" bukan.`, c.Item)
	case !hasOption(other.Options, c.Value):
		p.report(p.at(it, "unless-value"), checkKind, `"%s" bukan pilihan dari butir "%s".`, c.Value, c.Item)
	}
}

// input proves that an input of an action is of a kind that can be given with it:
// an input is kept in the history for ever, so it can hold neither a file nor
// personal data.
func (p *proof) input(a *Action, in *Item) {
	switch in.Kind {
	case KindText, KindLongText, KindNumber, KindDate, KindMoney, KindChoice, KindURL, "":
	case KindTeam:
		if !a.ChangesTeam {
			p.report(p.at(in, "kind"), checkKind, `Tim hanya dapat menjadi masukan tindakan yang bersifat "mengganti-tim".`)
		}
	case KindDocumentID:
		document := false
		for _, st := range p.Stages {
			it := st.Item(in.ID)
			document = document || it != nil && (it.Kind == KindDocument || p.tainted[it])
		}
		if !document {
			p.report(p.at(in, "id"), checkKind, `Rujukan dokumen bernama seperti butir dokumen yang dirujuknya; tidak ada dokumen "%s".`, in.ID)
		}
	default:
		p.report(p.at(in, "kind"), checkKind, `Butir berjenis "%s" tidak dapat menjadi masukan tindakan.`, wordOf(kindWords, in.Kind))
	}
}
