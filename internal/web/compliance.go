package web

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/compliance"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// complianceYearPath is where the clauses of a year are counted.
const complianceYearPath = "/laporan/kepatuhan"

// complianceTable are the addresses of the reports on the clauses of the guide. Those of
// many requests want a fresh proof, as other exports do.
func (a *app) complianceTable() []route {
	const get, one = http.MethodGet, "/permohonan/{id}/kepatuhan"
	return []route{
		{method: get, pattern: one, who: signedIn, handle: a.showCompliance},
		{method: get, pattern: one + "/unduh.pdf", who: signedIn, handle: a.downloadCompliancePDF},
		{method: get, pattern: one + "/unduh.xlsx", who: signedIn, handle: a.downloadComplianceXLSX},
		{method: get, pattern: complianceYearPath, who: assesses, handle: a.showComplianceYear},
		{method: get, pattern: complianceYearPath + "/unduh.pdf", who: assesses, handle: a.downloadComplianceYearPDF, confirm: true},
		{method: get, pattern: complianceYearPath + "/unduh.xlsx", who: assesses, handle: a.downloadComplianceYearXLSX, confirm: true},
	}
}

// complianceTags are the colours of states.
var complianceTags = map[compliance.State]page.Tag{
	compliance.Done: {Kind: "selesai", Icon: "selesai"}, compliance.Repeated: {Kind: "selesai", Icon: "selesai"}, compliance.Skipped: {Kind: "kembali"},
	compliance.Pending: {Kind: "draf"}, compliance.Ended: {Kind: "tolak", Icon: "tolak"},
}

// A complianceDesk puts a report into words.
type complianceDesk struct {
	*compliance.Report
	people    map[string]alur.User
	standings alur.Standings
}

// complianceDesk reads who is named in a report.
func (a *app) complianceDesk(ctx context.Context, r *compliance.Report) (*complianceDesk, error) {
	names := map[string]bool{}
	name := func(m compliance.Mark) { names[m.By], names[m.OnBehalfOf] = true, true }
	for _, c := range r.Clauses {
		for _, x := range c.Rounds {
			name(x.Entered)
			if x.Left != nil {
				name(x.Left.Mark)
			}
			for _, ev := range x.Evidence {
				name(ev.Mark)
			}
		}
	}
	for _, act := range r.Beside {
		name(act.Mark)
	}
	delete(names, "")
	users, err := a.Directory.Users(ctx, slices.Sorted(maps.Keys(names)))
	if err != nil {
		return nil, err
	}
	standings, err := a.Cases.Standings(ctx, slices.Sorted(maps.Keys(names)))
	if err != nil {
		return nil, err
	}
	return &complianceDesk{r, users, standings}, nil
}

// acted names who did something, with the colleague for whom where there was one.
func (d *complianceDesk) acted(m compliance.Mark) string {
	name := displayName(d.people[m.By], m.By)
	if m.OnBehalfOf == "" {
		return name
	}
	return text.ActedFor(name, displayName(d.people[m.OnBehalfOf], m.OnBehalfOf), d.standings.Kind(m.By, m.OnBehalfOf, m.At))
}

// who says by whom something was done, and for which party.
func (d *complianceDesk) who(m compliance.Mark) string {
	name := d.acted(m)
	if party := d.party(m.Party); party != "" {
		name += " (" + party + ")"
	}
	return name
}

// party is the name of a party; one of a flow that was left may have another id now.
func (d *complianceDesk) party(id alur.PartyID) string {
	if p := d.Plan.Party(id); p != nil {
		return p.Name
	}
	return string(id)
}

// sum says in sentences what became of a clause.
func (d *complianceDesk) sum(c compliance.Clause) []string {
	var out []string
	if last := c.Last(); last != nil && (c.State == compliance.Done || c.State == compliance.Repeated || c.Since == nil) {
		out = append(out, text.ComplianceLeft(last.Title, last.At, d.who(last.Mark)))
	}
	switch {
	case c.State == compliance.Skipped:
		out = append(out, text.ComplianceSkipped(c.Way.Title, c.Way.At, d.who(c.Way.Mark)))
	case c.State == compliance.Ended:
		out = append(out, text.ComplianceEnded(d.Status))
	case c.Since != nil:
		out = append(out, text.ComplianceSince(c.Since.At, c.Times()))
	case c.State == compliance.Pending && len(c.Rounds) > 0:
		out = append(out, text.ComplianceAgain())
	case c.State == compliance.Pending:
		out = append(out, text.ComplianceOpen())
	}
	return out
}

// evidence says what happened in a round.
func (d *complianceDesk) evidence(x compliance.Evidence) page.ComplianceEvidence {
	what, detail := x.Title, ""
	if x.Paper != "" {
		what = text.PaperName(x.Paper)
	}
	switch x.Type {
	case alur.EventDocumentAdded:
		if x.Item == flow.KindPicture {
			what = text.PictureKind(x.Number)
		}
		detail = x.Name
	case alur.EventDocumentReviewed:
		detail = x.Verdict
	case alur.EventFindingAdded, alur.EventFindingChanged:
		what, detail = text.FindingNumber(x.Number)+", "+x.Title, x.Status
	case alur.EventPaperIssued, alur.EventPaperWithdrawn:
		detail = "kode " + x.Name
	case alur.EventPaperRegistered:
		detail = x.Official
	}
	out := page.ComplianceEvidence{Text: text.ComplianceEvidence(x.Type, what, detail), Who: d.who(x.Mark) + ", " + text.DateTime(x.At), File: x.SHA256, Seq: x.Seq}
	if x.Void {
		out.Void = text.ComplianceVoid()
	}
	return out
}

// rows are the clauses of the report, in the order of the guide.
func (d *complianceDesk) rows() []page.ComplianceRow {
	var out []page.ComplianceRow
	for _, c := range d.Clauses {
		row := page.ComplianceRow{ID: "klausul-" + c.ID, Clause: c.ID, Title: c.Title, State: complianceTags[c.State], Sum: d.sum(c)}
		row.State.Text = text.ComplianceState(string(c.State))
		if c.Since != nil {
			row.State = page.Tag{Kind: "tunggu", Icon: "tunggu", Text: text.ComplianceRunning()}
		}
		n := 0
		for _, x := range c.Rounds {
			if !x.Sub {
				n++
			}
			round := page.ComplianceRound{Began: text.DateTime(x.Entered.At) + "."}
			if len(c.Rounds) > 1 {
				round.Name = text.ComplianceRound(n, x.Sub)
			}
			if x.Clause != "" && x.Clause != c.ID {
				round.As = text.ComplianceAs(x.Clause)
			}
			if x.Left != nil && len(c.Rounds) > 1 {
				round.Left = text.ComplianceLeft(x.Left.Title, x.Left.At, d.who(x.Left.Mark))
			}
			var before compliance.Evidence
			for _, ev := range x.Evidence {
				switch {
				case ev.Type == alur.EventDataChanged && ev.Void: // forms save themselves: the last answer is told
					continue
				case sameEntry(ev, before):
					round.Evidence[len(round.Evidence)-1].Text += ", " + text.LowerFirst(ev.Title)
				default:
					round.Evidence = append(round.Evidence, d.evidence(ev))
				}
				before = ev
			}
			row.Rounds = append(row.Rounds, round)
		}
		out = append(out, row)
	}
	return out
}

// sameEntry reports whether two answers were given at once: they are told in one line.
func sameEntry(a, b compliance.Evidence) bool {
	return a.Type == alur.EventDataChanged && b.Type == a.Type && a.Seq == b.Seq
}

// counts says how many clauses are in which state; those in which none is are left out.
func (d *complianceDesk) counts() []page.Pair {
	var out []page.Pair
	n := d.Count()
	for _, s := range compliance.States {
		if n[s] > 0 {
			out = append(out, page.Pair{Name: text.ComplianceState(string(s)), Value: text.Integer(int64(n[s])) + " klausul"})
		}
	}
	return out
}

func (d *complianceDesk) beside() []string {
	var out []string
	for _, x := range d.Beside {
		out = append(out, text.ComplianceLeft(x.Title, x.At, d.who(x.Mark)))
	}
	return out
}

// complianceOf reads the request of the address and its report, as whoever is signed in may.
func (a *app) complianceOf(r *http.Request) (*casework.View, *complianceDesk, error) {
	v, err := a.requestOf(r)
	if err != nil {
		return nil, nil, err
	}
	report, err := a.Cases.Compliance(r.Context(), a.actor(r), v.ID)
	if err != nil {
		return nil, nil, err
	}
	d, err := a.complianceDesk(r.Context(), report)
	return v, d, err
}

// showCompliance says what became of each clause in one request.
func (a *app) showCompliance(w http.ResponseWriter, r *http.Request) error {
	v, d, err := a.complianceOf(r)
	if err != nil {
		return err
	}
	p := &page.RequestCompliance{
		Part: text.CompliancePart(d.Plan.Part, d.Plan.Title), Basis: text.ComplianceBasis(d.Last.At, d.Last.Seq), Counts: d.counts(), Rows: d.rows(), Beside: d.beside(),
		Downloads: []page.Link{{Href: requestPath(v, "kepatuhan", "unduh.pdf"), Text: "Unduh PDF"}, {Href: requestPath(v, "kepatuhan", "unduh.xlsx"), Text: "Unduh Excel"}},
	}
	tell(&p.Base, v, "Kepatuhan")
	p.Head = a.head(v, tabHistory, a.session(r).User)
	return a.render(w, r, http.StatusOK, "request_compliance", p)
}

// downloadComplianceXLSX sends the report as a workbook: a row for each thing that happened.
func (a *app) downloadComplianceXLSX(w http.ResponseWriter, r *http.Request) error {
	v, d, err := a.complianceOf(r)
	if err != nil {
		return err
	}
	return a.sendXLSX(w, r, exportFile{
		name: "kepatuhan", sheet: text.ComplianceSheet(), headings: text.ComplianceRowHeadings(), filter: labelOf(v),
		widths: []float64{9, 34, 20, 9, 50, 36, 66, 28, 28, 18, 10},
		rows: func(most int, row func(exportRow) error) (bool, error) {
			n := 0
			for _, cells := range d.cells() {
				if n++; n > most {
					return true, nil
				}
				if err := row(cells); err != nil {
					return false, err
				}
			}
			return false, nil
		},
	})
}

// labelOf names a request in the security log: its number, or its id before it has one.
func labelOf(v *casework.View) string {
	if v.Number != "" {
		return v.Number
	}
	return string(v.ID)
}

// cells are the report as rows of a sheet. A clause without anything has one.
func (d *complianceDesk) cells() []exportRow {
	var out []exportRow
	for _, c := range d.Clauses {
		state := text.ComplianceState(string(c.State))
		add := func(round int, what, name, sum string, m compliance.Mark) {
			who := d.acted(m)
			cells := exportRow{c.ID, c.Title, state, round, what, name, sum, d.party(m.Party), who, moment(m.At), int(m.Seq)}
			if m.Seq == 0 {
				cells = exportRow{c.ID, c.Title, state, "", what, "", "", "", "", "", ""}
			}
			out = append(out, cells)
		}
		n := 0
		for _, x := range c.Rounds {
			if !x.Sub {
				n++
			}
			for _, ev := range x.Evidence {
				e := d.evidence(ev)
				what := e.Text
				if e.Void != "" {
					what += " (" + e.Void + ")"
				}
				add(n, what, ev.Name, ev.SHA256, ev.Mark)
			}
			if x.Left != nil {
				add(n, text.Happened(x.Left.Title), "", "", x.Left.Mark)
			}
		}
		switch sum := d.sum(c); {
		case c.Way != nil && c.State == compliance.Skipped:
			add(0, strings.Join(sum, " "), "", "", c.Way.Mark)
		case n == 0 || c.State == compliance.Ended || c.State == compliance.Pending:
			add(0, sum[len(sum)-1], "", "", compliance.Mark{})
		}
	}
	return out
}
