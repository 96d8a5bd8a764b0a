package web

import (
	"net/http"
	"slices"
	"strconv"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// Names of the controls of findings: those of blockers.
const (
	findingAspect      = "aspect"
	findingQuality     = "quality"
	findingSeverity    = "severity"
	findingTitle       = "title"
	findingDescription = "description"
	findingStatus      = "status"
	findingNote        = "note"
)

// fixes and reports say what the viewer may do with findings in the current stage.
func (d *desk) fixes() bool {
	f := d.View.Stage.Findings
	return f != nil && f.Fix != "" && d.acts(f.Fix)
}

func (d *desk) reports() bool {
	f := d.View.Stage.Findings
	return f != nil && f.Report != "" && d.acts(f.Report)
}

// acts reports whether the viewer is the party and the request takes changes now.
func (d *desk) acts(party alur.PartyID) bool {
	return slices.Contains(d.View.Parties, party) && !d.View.State.Status.Ended() && d.View.State.Paused == nil
}

// grid counts the findings by aspect and quality.
func (d *desk) grid() page.Grid {
	var g page.Grid
	for _, aspect := range flow.FindingAspects {
		g.Aspects = append(g.Aspects, text.Value(aspect))
	}
	for _, quality := range flow.FindingQualities {
		row := page.GridRow{Quality: text.Value(quality)}
		for _, aspect := range flow.FindingAspects {
			var cell page.GridCell
			for _, f := range d.View.State.Findings {
				if f.Aspect == aspect && f.Quality == quality {
					cell.All++
					if f.Status != flow.FindingVerified {
						cell.Open++
					}
				}
			}
			row.Cells = append(row.Cells, cell)
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}

// findingsCard sums findings up on the request's page, in the stages that have to
// do with them.
func (d *desk) findingsCard() *page.FindingsCard {
	if d.View.Stage.Findings == nil {
		return nil
	}
	c := &page.FindingsCard{Grid: d.grid(), All: len(d.View.State.Findings), Href: requestPath(d.View, tabFindings), Button: "Lihat temuan"}
	for _, f := range d.View.State.Findings {
		if f.Status != flow.FindingVerified {
			c.Open++
		}
		row := d.finding(f)
		if row.Mine {
			c.Mine = append(c.Mine, row)
		}
	}
	if d.reports() {
		c.Button = "Catat atau periksa temuan"
	}
	return c
}

func severityTag(severity string) page.Tag {
	kind := map[string]string{"high": "tolak", "medium": "anda", "low": "draf"}[severity]
	return page.Tag{Kind: kind, Text: text.Value(severity)}
}

func findingTag(status string) page.Tag {
	switch status {
	case flow.FindingVerified:
		return page.Tag{Kind: "selesai", Icon: "selesai", Text: text.Value(status)}
	case flow.FindingFixed:
		return page.Tag{Kind: "tunggu", Icon: "uji", Text: text.Value(status)}
	}
	return page.Tag{Kind: "kembali", Icon: "temuan", Text: text.Value(status)}
}

// finding shows one finding.
func (d *desk) finding(f flow.Finding) page.FindingRow {
	row := page.FindingRow{
		Number: f.Number, Href: requestPath(d.View, tabFindings, strconv.Itoa(f.Number)), Title: f.Title, Description: form.Paragraphs(f.Description),
		Where: text.Value(f.Aspect) + " · " + text.Value(f.Quality), Severity: severityTag(f.Severity), Status: findingTag(f.Status),
		Who: d.Name(f.By), When: text.DateTime(f.At),
	}
	for _, h := range f.History {
		row.History = append(row.History, page.FindingStep{Text: text.Value(h.To), Note: form.Paragraphs(h.Note), Who: d.Name(h.By), When: text.DateTime(h.At)})
	}
	open := f.Status == flow.FindingOpen || f.Status == flow.FindingReopened
	row.Mine = d.fixes() && open || d.reports() && f.Status == flow.FindingFixed
	return row
}

// showFindings lists the findings, those that the viewer has to do something about first.
func (a *app) showFindings(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	return a.renderFindings(w, r, v, http.StatusOK, nil, nil)
}

func (a *app) renderFindings(w http.ResponseWriter, r *http.Request, v *casework.View, status int, typed *flow.AddFinding, faults []page.Fault) error {
	d := &desk{form.Desk{View: v, Faults: faults}}
	p := &page.RequestFindings{Grid: d.grid()}
	tell(&p.Base, v, "Temuan")
	p.Faults = faults
	p.Head = a.head(v, tabFindings, a.session(r).User)
	for _, f := range v.State.Findings {
		p.Findings = append(p.Findings, d.finding(f))
	}
	slices.SortStableFunc(p.Findings, func(x, y page.FindingRow) int {
		switch {
		case x.Mine == y.Mine:
			return 0
		case x.Mine:
			return -1
		}
		return 1
	})
	if d.reports() {
		if typed == nil {
			typed = &flow.AddFinding{}
		}
		p.Report = d.findingForm(*typed)
	}
	if f := v.Stage.Findings; f != nil && (d.reports() || d.fixes()) {
		p.Return = page.Link{Href: requestPath(v) + "#tindakan", Text: "Kembali ke tahap ini untuk mengambil tindakan"}
	}
	return a.render(w, r, status, "request_findings", p)
}

func (d *desk) findingForm(typed flow.AddFinding) *page.FindingForm {
	radios := func(id, label, value string, options []string) page.Field {
		f := page.Field{ID: id, Label: label, Type: "radios", Fault: d.Fault(id)}
		for _, o := range options {
			f.Options = append(f.Options, page.Choice{Value: o, Text: text.Value(o), Checked: o == value})
		}
		return f
	}
	title := page.Field{ID: findingTitle, Label: "Apa yang terjadi?", Hint: "Satu kalimat, contoh: Jumlah antrean tidak sama dengan jumlah pasien", Value: typed.Title, Spellcheck: true, Width: "l", Fault: d.Fault(findingTitle)}
	more := page.Field{
		ID: findingDescription, Label: "Uraian", Hint: "Langkah untuk mengulanginya, yang seharusnya terjadi, dan yang terjadi", Type: "textarea", Rows: 5,
		Value: typed.Description, Optional: true, Spellcheck: true, Fault: d.Fault(findingDescription),
	}
	return &page.FindingForm{
		Fields: []page.Field{
			title,
			radios(findingAspect, "Bagian", typed.Aspect, flow.FindingAspects),
			radios(findingQuality, "Sisi", typed.Quality, flow.FindingQualities),
			radios(findingSeverity, "Berat", typed.Severity, flow.FindingSeverities),
			more,
		},
		Form: page.ActionForm{Action: requestPath(d.View, tabFindings), Button: "Simpan temuan", Class: "tombol", Hiddens: formHiddens(d.View)},
	}
}

// submitFinding reports a finding.
func (a *app) submitFinding(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	in := &posted{values: r.PostForm}
	get := func(name string) string { return form.CleanText(in.values.Get(name)) }
	typed := flow.AddFinding{
		Aspect: get(findingAspect), Quality: get(findingQuality), Severity: get(findingSeverity),
		Title: get(findingTitle), Description: get(findingDescription),
	}
	answer := func(done *casework.Written) reply {
		return reply{To: requestPath(done.View, tabFindings), Notice: page.Notice{Text: text.FindingSaved(len(done.View.State.Findings))}}
	}
	done, err := a.Cases.AddFinding(r.Context(), a.actor(r), v.ID, typed, casework.Options{Once: in.once(r, "", answer)})
	if e := asRefusal(err); err != nil && e.Code == alur.CodeInvalidData {
		return a.renderFindings(w, r, v, http.StatusUnprocessableEntity, &typed, findingFaults(e.Blockers))
	} else if err != nil && statusOf(e.Code) == http.StatusConflict {
		return a.renderLost(w, r, v, typed.Title, typed.Description)
	}
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}

// renderLost shows how the request stands now, and what was typed about a finding
// too late.
func (a *app) renderLost(w http.ResponseWriter, r *http.Request, v *casework.View, title, words string) error {
	v, err := a.Cases.Get(r.Context(), a.actor(r), v.ID)
	if err != nil {
		return err
	}
	lost := page.Answer{Title: title, Text: form.Paragraphs(words), Empty: "Tanpa uraian"}
	return a.renderRequest(w, r, v, &sentForm{
		status: http.StatusConflict, faults: []page.Fault{{Field: unsavedAnchor, Text: text.MovedOn()}}, unsaved: []page.Answer{lost},
	})
}

// findingFaults says what is wrong with a finding or a change of one, in its own words.
func findingFaults(blockers []alur.Blocker) []page.Fault {
	var out []page.Fault
	for _, b := range blockers {
		say := text.FindingLacks(b.Item)
		if say == "" || b.Reason != "" && b.Reason != "unknown-option" {
			say = text.Blocker(b, nil)
		}
		out = append(out, page.Fault{Field: b.Item, Text: say})
	}
	return out
}

// findingOf reads the finding named in the path.
func findingOf(r *http.Request, v *casework.View) (flow.Finding, error) {
	n, err := strconv.Atoi(r.PathValue("number"))
	if err != nil || n < 1 || n > len(v.State.Findings) {
		return flow.Finding{}, alur.Refuse(alur.CodeNotFound)
	}
	return v.State.Findings[n-1], nil
}

// showFinding shows one finding, and the changes that the viewer may make.
func (a *app) showFinding(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	f, err := findingOf(r, v)
	if err != nil {
		return err
	}
	return a.renderFinding(w, r, v, f, http.StatusOK, flow.ChangeFinding{}, nil)
}

// changes are the statuses to which the viewer may move a finding now.
func (d *desk) changes(f flow.Finding) []string {
	switch {
	case d.fixes() && (f.Status == flow.FindingOpen || f.Status == flow.FindingReopened):
		return []string{flow.FindingFixed}
	case d.reports() && f.Status == flow.FindingFixed:
		return []string{flow.FindingVerified, flow.FindingReopened}
	case d.reports() && f.Status == flow.FindingOpen:
		return []string{flow.FindingVerified}
	}
	return nil
}

func (a *app) renderFinding(w http.ResponseWriter, r *http.Request, v *casework.View, f flow.Finding, status int, typed flow.ChangeFinding, faults []page.Fault) error {
	d := &desk{form.Desk{View: v, Faults: faults}}
	p := &page.RequestFinding{Finding: d.finding(f)}
	tell(&p.Base, v, text.FindingNumber(f.Number))
	p.Wide = false
	p.Faults = faults
	p.Back = page.Link{Href: requestPath(v, tabFindings), Text: "Temuan"}
	p.Head = a.head(v, tabFindings, a.session(r).User)
	if options := d.changes(f); len(options) > 0 {
		choose := page.Field{ID: findingStatus, Label: "Keadaan sekarang", Type: "radios", Fault: d.Fault(findingStatus)}
		for _, o := range options {
			choose.Options = append(choose.Options, page.Choice{
				Value: o, Text: text.FindingChange(f.Status, o), Checked: o == typed.Status || len(options) == 1,
			})
		}
		note := page.Field{
			ID: findingNote, Label: "Catatan", Hint: text.FindingNoteHint(f.Status, options), Type: "textarea", Rows: 4, Value: typed.Note, Spellcheck: true, Fault: d.Fault(findingNote),
		}
		p.Change = &page.FindingForm{
			Fields: []page.Field{choose, note},
			Form:   page.ActionForm{Action: requestPath(v, tabFindings, strconv.Itoa(f.Number)), Button: "Simpan", Class: "tombol", Hiddens: formHiddens(v)},
		}
	}
	return a.render(w, r, status, "request_finding", p)
}

// submitFindingChange moves a finding to another status, and leads to the next one
// that waits for the same person.
func (a *app) submitFindingChange(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	f, err := findingOf(r, v)
	if err != nil {
		return err
	}
	in := &posted{values: r.PostForm}
	typed := flow.ChangeFinding{Number: f.Number, Status: in.values.Get(findingStatus), Note: form.CleanText(in.values.Get(findingNote))}
	if typed.Status == "" {
		return a.renderFinding(w, r, v, f, http.StatusUnprocessableEntity, typed, []page.Fault{{Field: findingStatus, Text: text.FindingLacks(findingStatus)}})
	}
	answer := func(done *casework.Written) reply {
		d := &desk{form.Desk{View: done.View}}
		to := requestPath(done.View, tabFindings)
		left := 0
		for _, x := range done.View.State.Findings {
			if d.finding(x).Mine {
				left++
			}
		}
		if left == 0 {
			to = requestPath(done.View) + "#tindakan"
		}
		return reply{To: to, Notice: page.Notice{Text: text.FindingChanged(f.Number, typed.Status, left)}}
	}
	done, err := a.Cases.ChangeFinding(r.Context(), a.actor(r), v.ID, typed, casework.Options{Once: in.once(r, "", answer)})
	if e := asRefusal(err); err != nil {
		switch {
		case e.Code == alur.CodeInvalidData:
			return a.renderFinding(w, r, v, f, http.StatusUnprocessableEntity, typed, findingFaults(e.Blockers))
		case statusOf(e.Code) == http.StatusConflict:
			return a.renderLost(w, r, v, f.Title, typed.Note)
		}
		return err
	}
	return a.finish(w, r, done, answer)
}
