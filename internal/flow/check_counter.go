package flow

import "slices"

// proveCounter proves that a reviewer who registers a paper letter does nothing but
// the requester's part: a stage at the counter is the requester's alone, and stands
// before any review, so that whoever filled it in is kept from judging it by
// "bukan-pengaju" (flows.md, "Four eyes, by person").
func proveCounter(p *proof) {
	reviewed := false
	for _, st := range p.readable() {
		reviewed = reviewed || st.Review != nil
		if !st.Counter {
			continue
		}
		pos := p.at(st, "counter")
		if reviewed {
			p.report(pos, checkCounter, `Tahap "%s" diisi di loket, padahal telaah sudah berlangsung.`, st.ID)
		}
		foreign := slices.ContainsFunc(st.Items, func(it *Item) bool { return p.source(it.Owner) != SourceRequester })
		if foreign || !slices.ContainsFunc(st.Actions, func(a *Action) bool { return a.Submits }) {
			p.report(pos, checkCounter, `Tahap "%s" diisi di loket, padahal tidak seluruhnya bagian pemohon.`, st.ID)
		}
	}
}
