package api

import (
	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// askPapers asks for the papers, to issue one of a kind that there is not, and everything
// about a paper that there is not. Whose each kind is, is asked of the use cases
// (TestPapersRefused).
func (x *matrix) askPapers(user string, stage *flow.Stage, mine []alur.PartyID) {
	x.t.Helper()
	x.ask(user, stage, "GET", "/papers", nil, granted)
	x.ask(user, stage, "POST", "/papers", m{"kind": "__"}, readOnly(user, person(user, x.may(len(mine) > 0, true))))
	if x.state == "open" && stage.Number != 3 {
		return // the same everywhere
	}
	x.ask(user, stage, "GET", "/paper-drafts/__/pdf", nil, hidden)
	const none = "/papers/7K4M-92QX-T3HB"
	x.ask(user, stage, "GET", none+"/content/pdf", nil, hidden)
	x.ask(user, stage, "POST", none+"/registration", m{"number": "1", "date": "2026-11-23"}, hidden)
	x.ask(user, stage, "POST", none+"/signed", multi(x.t, part{"file", "x.pdf", ""}), hidden)
	x.ask(user, stage, "POST", none+"/withdrawal", m{"reason": "x"}, hidden)
	x.ask(user, stage, "POST", none+"/document", m{"kind": "bast"}, hidden)
}
