package web

import (
	"fmt"
	"net/http"
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
		if held := d.Doc(doc).Held; held != nil {
			p.Thumb, p.Href, p.Held = "", "", held.Tag.Text
		}
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
	if code := r.PathValue("code"); code != "" && kind == paperFileKind {
		return a.Cases.MayChangePaper(r.Context(), a.actor(r), id, code, false)
	}
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
