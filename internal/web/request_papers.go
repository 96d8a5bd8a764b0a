package web

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// tabPapers is the last part of the address of a request's papers.
const tabPapers = "naskah"

// paperTable are the routes of the papers of a request.
func (a *app) paperTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	const all = "/permohonan/{id}/" + tabPapers
	const one = all + "/{code}"
	return []route{
		{method: get, pattern: all, who: signedIn, handle: a.showPapers},
		{method: get, pattern: "/permohonan/{id}/konsep-naskah/{kind}/{format}", who: signedIn, handle: a.downloadPaperDraft},
		{method: post, pattern: "/permohonan/{id}/terbitkan/{kind}", who: signedIn, handle: a.submitPaper},
		{method: get, pattern: one, who: signedIn, handle: a.showPaper},
		{method: get, pattern: one + "/qr.svg", who: signedIn, handle: a.showPaperQR},
		{method: get, pattern: one + "/berkas/{file}", who: signedIn, handle: a.downloadPaper},
		{method: post, pattern: one + "/nomor", who: signedIn, handle: a.submitPaperNumber, body: maxUpload},
		{method: post, pattern: one + "/tarik", who: signedIn, handle: a.submitPaperWithdrawal},
		{method: post, pattern: one + "/pakai/{item}", who: signedIn, handle: a.submitPaperUse},
	}
}

// showPapers shows what comes out of the record of a request.
func (a *app) showPapers(w http.ResponseWriter, r *http.Request) error {
	state, err := a.Papers.State(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")))
	if err != nil {
		return err
	}
	v := state.View
	p := &page.RequestPapers{}
	tell(&p.Base, v, "Naskah")
	p.Head = a.head(v, tabPapers, a.session(r).User)
	if v.State.Paused != nil || v.State.Status.Ended() {
		p.Note = text.PaperNotNow(v.State.Paused != nil)
	}
	d := &desk{}
	d.View = v
	for _, k := range state.Kinds {
		for _, x := range k.Papers {
			p.Issued = append(p.Issued, d.paperRow(x))
		}
		o := d.paperOffer(k)
		if k.View.Mine && (k.View.Code == "" || k.View.Code == alur.CodeBlocked) && d.due(k) {
			p.Ready = append(p.Ready, o)
		} else {
			p.Others = append(p.Others, o)
		}
	}
	return a.render(w, r, http.StatusOK, "request_papers", p)
}

// due reports whether papers of the kind are what this stage, or the end, is about; those of
// earlier stages can be issued as well, but are seldom looked for.
func (d *desk) due(k paperwork.KindState) bool {
	v := d.View
	return v.Plan.Stage(k.Stage).Number == v.Stage.Number || k.From == v.Stage.ID || k.Return || k.End != ""
}

// paperOffer is a kind that can be looked at, and perhaps issued.
func (d *desk) paperOffer(k paperwork.KindState) page.PaperOffer {
	v := d.View
	o := page.PaperOffer{ID: k.ID, Name: k.Name, About: k.About, Again: len(k.Papers) > 0 && k.Papers[0].InForce() && k.View.Mine && k.View.Code == ""}
	st := v.Plan.Stage(k.Stage)
	missing := k.Lacking(v.Plan, v.State)
	for _, id := range missing {
		o.Lacks = append(o.Lacks, page.Reason{Text: text.PaperLacks(itemTitle(v.Plan, st, id)), Href: d.whereMissing(st, id)})
	}
	if len(missing) == 0 && k.Drawable(v.Plan, v.State) {
		o.PDF, o.DOCX = requestPath(v, "konsep-naskah", k.ID, "pdf"), requestPath(v, "konsep-naskah", k.ID, "docx")
	}
	switch {
	case k.View.Mine && k.View.Code == "":
		o.Issue = &page.ActionForm{Action: requestPath(v, "terbitkan", k.ID), Button: "Terbitkan naskah", Class: "tombol-kedua", Hiddens: formHiddens(v)}
	case !k.View.Mine:
		var who []string
		for _, id := range k.Parties(v.Plan) {
			who = append(who, d.partyName(id))
		}
		o.Who = text.Or(who)
	}
	if !k.Timely || k.View.Code == alur.CodeFourEyes {
		o.Unready = text.PaperUnready(k.View.Code, st.Title)
	}
	return o
}

// whereMissing is where an item that a paper needs is filled in, "" where it is not now.
func (d *desk) whereMissing(st *flow.Stage, id alur.ItemID) string {
	for _, s := range slots(d.View) {
		if s.stage == st && s.item.ID == id {
			return requestPath(d.View) + "#" + itemAnchor + string(id)
		}
	}
	return ""
}

func (d *desk) paperRow(x flow.Paper) page.PaperRow {
	return page.PaperRow{
		Href: requestPath(d.View, tabPapers, x.Code), Name: text.PaperName(x.Kind), Code: x.Code, Number: x.Number(), State: paperTag(x),
		When: text.Date(x.At), Who: d.Acted(x.By, x.OnBehalfOf, x.At),
	}
}

func paperTag(x flow.Paper) page.Tag {
	t := page.Tag{Kind: "selesai", Icon: "selesai", Text: text.PaperState(x.InForce(), x.Withdrawn != nil)}
	switch {
	case x.Withdrawn != nil:
		t.Kind, t.Icon = "tolak", "tolak"
	case !x.InForce():
		t.Kind, t.Icon = "draf", "ganti"
	}
	return t
}

// downloadPaperDraft sends a paper as it would be issued now, marked as a draft.
func (a *app) downloadPaperDraft(w http.ResponseWriter, r *http.Request) error {
	format := r.PathValue("format")
	if format != "pdf" && format != "docx" {
		return alur.Refuse(alur.CodeNotFound)
	}
	f, err := a.Papers.Preview(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")), r.PathValue("kind"), format == "docx")
	if err != nil {
		return err
	}
	paperHeaders(w, format, f.Name)
	if r.Method == http.MethodHead {
		return nil
	}
	_, _ = io.Copy(w, bytes.NewReader(f.Content)) // the visitor may have gone
	return nil
}

// paperTypes are the media types of papers by their endings.
var paperTypes = map[string]string{"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}

func paperHeaders(w http.ResponseWriter, format, name string) {
	h := w.Header()
	h.Set("Content-Type", paperTypes[format])
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
}

// submitPaper issues a paper.
func (a *app) submitPaper(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	kind := r.PathValue("kind")
	answer := func(done *casework.Written) reply {
		to := requestPath(v, tabPapers)
		if p := paperwork.Issued(done); p != nil {
			to = requestPath(v, tabPapers, p.Code)
		}
		return reply{To: to, Notice: page.Notice{Text: text.PaperIssued(kind)}}
	}
	in := &posted{values: r.PostForm}
	done, err := a.Papers.Issue(r.Context(), a.actor(r), v.ID, kind, casework.Options{Once: in.once(r, "", answer)})
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}

// downloadPaper sends one of the files of a paper as it is kept.
func (a *app) downloadPaper(w http.ResponseWriter, r *http.Request) error {
	file, format := casework.PaperFile(r.PathValue("file")), "pdf"
	if file == casework.PaperDOCX {
		format = "docx"
	}
	p, content, _, err := a.Cases.OpenPaper(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id")), r.PathValue("code"), file)
	if err != nil {
		return err
	}
	defer content.Close()
	name := paperwork.FileName(p.Kind, strings.ReplaceAll(p.Code, "-", ""), format)
	if file == casework.PaperSigned {
		name = paperwork.FileName(p.Kind, "bertanda-tangan", format)
	}
	paperHeaders(w, format, name)
	http.ServeContent(w, r, "", time.Time{}, content)
	return nil
}

// usePaper fills a slot of a form that was just saved with a paper that is in force, or
// leads to where one is issued.
func (a *app) usePaper(w http.ResponseWriter, r *http.Request, s *saved, item string) error {
	d := &desk{}
	d.View = s.view
	k, p := d.paperFor(alur.ItemID(item))
	if k.ID == "" {
		return alur.Refuse(alur.CodeNotFound)
	}
	if p == nil {
		a.leave(w, r, s, requestPath(s.view, tabPapers)+"#"+k.ID)
		return nil
	}
	answer := a.paperUsed(s.view, p.Kind, item)
	done, err := a.Papers.Use(r.Context(), a.actor(r), s.view.ID, p.Code, item, casework.Options{Once: s.in.once(r, "naskah", answer)})
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}

// paperUsed says where a slot was filled with a paper.
func (a *app) paperUsed(v *casework.View, kind, item string) func(*casework.Written) reply {
	title := item
	to := requestPath(v)
	if _, it := a.Cases.Flows().Settable(v.State, item); it != nil {
		title, to = it.Title, slotPath(v, it)
	}
	return func(*casework.Written) reply {
		return reply{To: to, Notice: page.Notice{Text: text.PaperUsed(kind, title)}}
	}
}

// paperFor is the kind of papers that fill an item, and the one that is in force; a zero
// kind where there is none for the viewer. A kind without a paper is only for those who
// could issue one.
func (d *desk) paperFor(item alur.ItemID) (flow.PaperKind, *flow.Paper) {
	v := d.View
	for _, k := range flow.PaperKinds() {
		if !(paperwork.Kind{PaperKind: k}).FillsItem(item) {
			continue
		}
		if p := v.State.PaperInForce(k.ID); p != nil {
			return k, p
		}
		for _, id := range k.Parties(v.Plan) {
			if d.isParty(id) && k.Timely(v.Plan, v.State) {
				return k, nil
			}
		}
	}
	return flow.PaperKind{}, nil
}
