package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

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

// illustrates reports whether the viewer may add pictures to a finding now.
func (d *desk) illustrates(f flow.Finding) bool {
	return f.Status != flow.FindingVerified && (d.reports() || d.fixes())
}

// testVerdicts are what the test said of each aspect and quality: "input-efisiensi" →
// the option chosen. The bool says that they are of an earlier round.
func (d *desk) testVerdicts() (item *flow.Item, verdicts map[string]flow.VerdictValue, outdated bool) {
	for _, st := range d.View.Plan.Stages {
		if st.Findings == nil || st.Findings.Report == "" {
			continue
		}
		for _, it := range st.Items {
			if it.Kind == flow.KindVerdicts {
				_ = json.Unmarshal(d.View.State.Value(st.ID, it.ID), &verdicts) // a value of another shape says nothing
				return it, verdicts, d.View.State.IsOutdated(st.ID, it.ID)
			}
		}
	}
	return nil, nil, false
}

func verdictTag(it *flow.Item, v string) page.Tag {
	for i, o := range it.Verdicts {
		switch {
		case o.ID != v:
		case o.Unacceptable:
			return page.Tag{Kind: "tolak", Icon: "silang", Text: o.Title}
		case i == 0:
			return page.Tag{Kind: "selesai", Icon: "benar", Text: o.Title}
		default:
			return page.Tag{Kind: "tunggu", Icon: "benar", Text: o.Title}
		}
	}
	return page.Tag{}
}

// grid counts the findings by aspect and quality, beside what the test said.
func (d *desk) grid() page.Grid {
	var g page.Grid
	item, verdicts, outdated := d.testVerdicts()
	for _, aspect := range flow.FindingAspects {
		g.Aspects = append(g.Aspects, text.Value(aspect))
	}
	for _, quality := range flow.FindingQualities {
		row := page.GridRow{Quality: text.Value(quality)}
		for _, aspect := range flow.FindingAspects {
			cell := page.GridCell{Href: requestPath(d.View, tabFindings) + "?bagian=" + aspect + "&sisi=" + quality}
			if item != nil && !outdated {
				cell.Verdict = verdictTag(item, verdicts[aspect+"-"+quality].Verdict)
			}
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
	pictures := d.View.State.Pictures(f.Number)
	row.Count = len(pictures)
	row.Pictures = d.pictures(f, pictures, 0)
	round := 1
	for i, h := range f.History {
		step := page.FindingStep{
			Text: text.Value(h.To), Tag: findingTag(h.To), Note: form.Paragraphs(h.Note), Who: d.Name(h.By), When: text.DateTime(h.At),
			Pictures: d.pictures(f, pictures, i+1),
		}
		if h.To == flow.FindingReopened {
			round++
			step.Round = text.FindingRound(round)
		}
		row.History = append(row.History, step)
	}
	if rest := d.pictures(f, pictures, len(f.History)+1); len(rest) > 0 {
		row.History = append(row.History, page.FindingStep{Text: text.PicturesBefore(), Pictures: rest})
	}
	open := f.Status == flow.FindingOpen || f.Status == flow.FindingReopened
	row.Mine = d.fixes() && open || d.reports() && f.Status == flow.FindingFixed
	return row
}

// listed picks the findings that the address asks for, and says which in words.
func listed(q url.Values, f flow.Finding) bool {
	is := func(name, value string) bool { return q.Get(name) == "" || q.Get(name) == value }
	return is("keadaan", f.Status) && is("bagian", f.Aspect) && is("sisi", f.Quality)
}

func listedWords(q url.Values) string {
	var out []string
	for _, name := range []string{"keadaan", "bagian", "sisi"} {
		if v := q.Get(name); v != "" && text.Value(v) != v {
			out = append(out, text.LowerFirst(text.Value(v)))
		}
	}
	return strings.Join(out, ", ")
}

// chips choose findings by status.
func (d *desk) chips(q url.Values) []page.FindingChip {
	root := requestPath(d.View, tabFindings)
	out := []page.FindingChip{{Href: root, Text: "Semua", Count: len(d.View.State.Findings), Current: listedWords(q) == ""}}
	for _, status := range []string{flow.FindingOpen, flow.FindingReopened, flow.FindingFixed, flow.FindingVerified} {
		c := page.FindingChip{Href: root + "?keadaan=" + status, Text: text.Value(status), Current: q.Get("keadaan") == status}
		for _, f := range d.View.State.Findings {
			if f.Status == status {
				c.Count++
			}
		}
		out = append(out, c)
	}
	return out
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
	q := r.URL.Query()
	p := &page.RequestFindings{Grid: d.grid(), Chips: d.chips(q), Only: listedWords(q), Path: requestPath(v, tabFindings), All: len(v.State.Findings)}
	tell(&p.Base, v, "Temuan")
	p.Faults = faults
	p.Head = a.head(v, tabFindings, a.session(r).User)
	for _, f := range v.State.Findings {
		if listed(q, f) {
			p.Findings = append(p.Findings, d.finding(f))
		}
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
			// The one before is kept in mind, for whoever notes several of a kind.
			aspect, quality, _ := strings.Cut(q.Get("lagi"), ".")
			typed = &flow.AddFinding{Aspect: aspect, Quality: quality}
		}
		p.Report = d.findingForm(*typed)
	}
	if d.reports() || d.fixes() {
		for _, act := range v.Actions {
			if act.Action.Clause != "" {
				row := d.actionRow(act, slots(v))
				row.Class = "tombol-kedua"
				for i := range row.Reasons {
					if strings.HasPrefix(row.Reasons[i].Href, "#") { // to the form, on the request's own page
						row.Reasons[i].Href = requestPath(v) + row.Reasons[i].Href
					}
				}
				p.Ways = append(p.Ways, row)
			}
		}
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
			d.pictureField("Tangkapan layar, paling banyak lima, PNG atau JPG"),
		},
		Files: true, More: "Simpan, tambah lagi",
		Form: page.ActionForm{Action: requestPath(d.View, tabFindings), Button: "Simpan temuan", Class: "tombol", Hiddens: formHiddens(d.View)},
	}
}

// submitFinding reports a finding.
func (a *app) submitFinding(w http.ResponseWriter, r *http.Request) error {
	v, in, err := a.postedTo(r)
	if err != nil {
		return err
	}
	get := func(name string) string { return form.CleanText(in.values.Get(name)) }
	typed := flow.AddFinding{
		Aspect: get(findingAspect), Quality: get(findingQuality), Severity: get(findingSeverity),
		Title: get(findingTitle), Description: get(findingDescription),
	}
	answer := func(done *casework.Written) reply {
		n := strconv.Itoa(done.Finding.Number)
		to := reply{To: requestPath(done.View, tabFindings), Finding: done.Finding.Number, Notice: page.Notice{Text: text.FindingSaved(done.Finding.Number), Href: requestPath(done.View, tabFindings, n), LinkText: "Lihat temuan " + n}}
		if in.values.Get(buttonLater) == laterFinding {
			to.To += "?lagi=" + typed.Aspect + "." + typed.Quality + "#judul-baru"
		}
		return to
	}
	done, err := a.Cases.AddFinding(r.Context(), a.actor(r), v.ID, typed, casework.Options{Once: in.once(r, "", answer)})
	if e := asRefusal(err); err != nil && e.Code == alur.CodeInvalidData {
		faults := findingFaults(e.Blockers)
		if len(in.files) > 0 {
			faults = append(faults, page.Fault{Field: form.FilePrefix + string(flow.KindPicture), Text: text.ChoosePicturesAgain()})
		}
		return a.renderFindings(w, r, v, http.StatusUnprocessableEntity, &typed, faults)
	} else if err != nil && statusOf(e.Code) == http.StatusConflict {
		return a.renderLost(w, r, v, typed.Title, typed.Description)
	}
	if err != nil {
		return err
	}
	if len(in.files) == 0 {
		return a.finish(w, r, done, answer)
	}
	return a.finishWithPictures(w, r, in, v, done, answer)
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
