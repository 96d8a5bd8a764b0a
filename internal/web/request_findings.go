package web

import (
	"fmt"
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

// pictures are those of a step of a finding: 0 is its report. What the builders add
// before they mark it fixed belongs to the fix that comes, and what the testers add to a
// fix belongs to their verdict on it.
func (d *desk) pictures(f flow.Finding, all []flow.Document, step int) []page.Picture {
	var out []page.Picture
	for i, doc := range all {
		at := doc.Round
		st := d.View.Plan.Stage(doc.Stage)
		fixes := st != nil && st.Findings != nil && st.Findings.Fix != ""
		if fixed := at > 0 && f.History[at-1].To == flow.FindingFixed; fixes != fixed {
			at++
		}
		if at != step {
			continue
		}
		p := page.Picture{Alt: text.PictureOf(i+1, f.Number, d.Name(doc.UploadedBy)), Thumb: requestPath(d.View, tabDocs, string(doc.ID), "halaman", "1"), Href: d.Doc(doc).View.Href}
		if d.illustrates(f) && doc.Stage == d.View.Stage.ID && doc.Round == len(f.History) {
			p.Remove = requestPath(d.View, tabDocs, string(doc.ID), "hapus")
		}
		out = append(out, p)
	}
	return out
}

// pictureField is the control for pictures.
func (d *desk) pictureField(hint string) page.Field {
	id := form.FilePrefix + string(flow.KindPicture)
	return page.Field{
		ID: id, Label: "Gambar", Hint: hint, Type: "file", Multiple: true, Accept: ".png,.jpg,.jpeg", Optional: true, Fault: d.Fault(id), Paste: true,
	}
}

// mayUpload asks whether the visitor may add a file of the kind now: to a slot, or to a
// finding, which the path names unless it is about to be reported.
func (a *app) mayUpload(r *http.Request, id alur.RequestID, kind string) error {
	if kind != string(flow.KindPicture) {
		return a.Cases.CheckUpload(r.Context(), a.actor(r), id, kind)
	}
	if n, err := strconv.Atoi(r.PathValue("number")); err == nil {
		return a.Cases.CheckPicture(r.Context(), a.actor(r), id, n)
	}
	return a.Cases.MayReport(r.Context(), a.actor(r), id)
}

// addPictures adds the pictures that came with a form to a finding, and returns the view
// after them and what is wrong with those that could not be added.
func (a *app) addPictures(r *http.Request, in *posted, v *casework.View, finding int) (*casework.View, []string, error) {
	var wrong []string
	for i, f := range in.files {
		if f.fault != "" {
			wrong = append(wrong, f.fault)
			continue
		}
		done, err := a.Cases.AddPicture(r.Context(), a.actor(r), v.ID, finding, casework.Upload{Kind: f.kind, Name: f.name, Blob: f.blob},
			casework.Options{Once: in.once(r, "gambar "+strconv.Itoa(i), func(*casework.Written) reply { return reply{} })})
		switch code := alur.CodeOf(err); {
		case err == nil:
			if done.View != nil {
				v = done.View
			}
		case code == alur.CodeInternal || code == alur.CodeNotFound || statusOf(code) >= http.StatusInternalServerError:
			return v, wrong, err
		case code == alur.CodeUnsupportedMediaType:
			wrong = append(wrong, text.FileFault(code, f.name, flow.PictureTypes))
		default:
			wrong = append(wrong, a.fileSentence(err, f.name, nil))
		}
	}
	return v, wrong, nil
}

// submitPictures adds pictures to a finding.
func (a *app) submitPictures(w http.ResponseWriter, r *http.Request) error {
	v, in, err := a.postedTo(r)
	if err != nil {
		return err
	}
	f, err := findingOf(r, v)
	if err != nil {
		return err
	}
	field := form.FilePrefix + string(flow.KindPicture)
	if len(in.files) == 0 {
		return a.renderFinding(w, r, v, f, http.StatusUnprocessableEntity, flow.ChangeFinding{}, []page.Fault{{Field: field, Text: text.ChoosePicture()}})
	}
	v, wrong, err := a.addPictures(r, in, v, f.Number)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return a.renderFinding(w, r, v, v.State.Findings[f.Number-1], http.StatusUnprocessableEntity, flow.ChangeFinding{}, []page.Fault{{Field: field, Text: strings.Join(wrong, " ")}})
	}
	a.notify(w, r, page.Notice{Text: text.PicturesSaved(len(in.files), f.Number)})
	redirect(w, r, requestPath(v, tabFindings, strconv.Itoa(f.Number)))
	return nil
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

// finishWithPictures adds the pictures of a form after what it said of a finding was
// saved, and goes on as the form would without. A picture that cannot be added costs
// nothing else: the finding's own page says so, where another may be chosen.
func (a *app) finishWithPictures(w http.ResponseWriter, r *http.Request, in *posted, v *casework.View, done *casework.Written, answer func(*casework.Written) reply) error {
	to := reply{}
	if done.Replay != nil {
		if err := json.Unmarshal(done.Replay.Body, &to); err != nil {
			return fmt.Errorf("read kept reply: %w", err)
		}
	} else {
		to, v = answer(done), done.View
	}
	n := to.Finding
	_, wrong, err := a.addPictures(r, in, v, n)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		to = reply{To: requestPath(v, tabFindings, strconv.Itoa(n)), Notice: page.Notice{Bad: true, Text: text.PicturesNotSaved(n, wrong)}}
	}
	if to.Notice.Text != "" {
		a.notify(w, r, to.Notice)
	}
	redirect(w, r, localPath(to.To, "/tugas"))
	return nil
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
	tell(&p.Base, v, text.FindingNumber(f.Number)+": "+f.Title)
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
			Fields: []page.Field{choose, note}, Files: d.illustrates(f),
			Form: page.ActionForm{Action: requestPath(v, tabFindings, strconv.Itoa(f.Number)), Button: "Simpan", Class: "tombol", Hiddens: formHiddens(v)},
		}
		if p.Change.Files {
			p.Change.Fields = append(p.Change.Fields, d.pictureField("Bukti perubahan ini, paling banyak lima, PNG atau JPG"))
		}
	}
	// Where the form above is not what brings evidence, pictures have one of their own.
	if d.illustrates(f) && (p.Change == nil || d.reports() && f.Status == flow.FindingOpen) {
		if p.Change != nil {
			p.Change.Files, p.Change.Fields = false, p.Change.Fields[:2]
		}
		p.Add = &page.FindingForm{
			Fields: []page.Field{d.pictureField("Tangkapan layar, paling banyak lima, PNG atau JPG")}, Files: true,
			Form: page.ActionForm{Action: requestPath(v, tabFindings, strconv.Itoa(f.Number), "gambar"), Button: "Tambahkan gambar", Class: "tombol-kedua", Hiddens: formHiddens(v)},
		}
		p.Add.Fields[0].Optional = false
	}
	return a.render(w, r, status, "request_finding", p)
}

// submitFindingChange moves a finding to another status, and leads to the next one
// that waits for the same person.
func (a *app) submitFindingChange(w http.ResponseWriter, r *http.Request) error {
	v, in, err := a.postedTo(r)
	if err != nil {
		return err
	}
	f, err := findingOf(r, v)
	if err != nil {
		return err
	}
	typed := flow.ChangeFinding{Number: f.Number, Status: in.values.Get(findingStatus), Note: form.CleanText(in.values.Get(findingNote))}
	if typed.Status == "" {
		return a.renderFinding(w, r, v, f, http.StatusUnprocessableEntity, typed, []page.Fault{{Field: findingStatus, Text: text.FindingLacks(findingStatus)}})
	}
	// The pictures first: a finding that is verified takes no more.
	v, wrong, err := a.addPictures(r, in, v, f.Number)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return a.renderFinding(w, r, v, v.State.Findings[f.Number-1], http.StatusUnprocessableEntity, typed, []page.Fault{{Field: form.FilePrefix + string(flow.KindPicture), Text: strings.Join(wrong, " ")}})
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
