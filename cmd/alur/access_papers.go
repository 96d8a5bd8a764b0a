package main

import (
	"fmt"
	"slices"

	"github.com/alur-id/alur/internal/flow"
)

// paperTable is party by kind of paper, asked of the rules themselves.
func paperTable(p *flow.Plan) accessTable {
	t := accessTable{
		title: fmt.Sprintf("Papers of flow %s, version %d", p.Flow, p.Version),
		note: "Who issues which paper (✓), and who may enter its number and signed file (number). From its stage on while the request runs; papers about an end after it. " +
			"Numbers and signed files also after any end; nothing while paused. Whoever sees the request reads them; the third party those that say so.",
		heads: []string{"stage", "kind"},
	}
	for _, x := range p.Parties {
		t.who = append(t.who, string(x.ID))
	}
	for _, k := range flow.PaperKinds() {
		issuers, registrars := k.Parties(p), k.Registrars(p)
		if len(issuers) == 0 {
			continue
		}
		st := p.Stage(k.Stage)
		row := accessRow{keys: []string{fmt.Sprintf("%d %s", st.Number, st.ID), k.ID}}
		for _, x := range p.Parties {
			cell := may(slices.Contains(issuers, x.ID))
			if cell == may(false) && slices.Contains(registrars, x.ID) {
				cell = "number"
			}
			row.cells = append(row.cells, cell)
		}
		for _, mark := range []struct {
			is   bool
			what string
		}{
			{k.FourEyes(p), "four eyes"}, {k.Return, "after a return"}, {k.End != "", "after the end " + string(k.End)},
			{k.From != "", "from " + string(k.From)}, {hasVendor(p) && k.VendorSees(p), "the third party reads it"},
		} {
			if mark.is {
				row.onTop = append(row.onTop, mark.what)
			}
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func hasVendor(p *flow.Plan) bool {
	return slices.ContainsFunc(p.Parties, func(x *flow.Party) bool { return x.Source == flow.SourceVendor })
}
