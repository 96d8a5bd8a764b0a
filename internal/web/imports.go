package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// importsPath is where lists come in.
const importsPath = "/admin/impor"

// samplesPath is where examples of lists are.
const samplesPath = "/admin/contoh-impor/"

// maxImport is the most that the form with a list may send, in bytes: the file, and what
// stands around it. Larger files are told apart from broken ones by the directory.
const maxImport = 6 << 20

// importTable are the addresses of lists that come in by file.
func (a *app) importTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: get, pattern: importsPath, who: manages, handle: a.showImports},
		{method: post, pattern: importsPath, who: manages, handle: a.submitImport, body: maxImport},
		{method: get, pattern: samplesPath + "{name}", who: manages, handle: a.downloadImportSample},
		{method: get, pattern: importsPath + "/{id}", who: manages, handle: a.showImport},
		{method: get, pattern: importsPath + "/{id}/hasil.csv", who: manages, handle: a.downloadImportResults, confirm: true},
		{method: get, pattern: importsPath + "/{id}/baris/{line}", who: manages, handle: a.showImportRow},
		{method: post, pattern: importsPath + "/{id}/baris/{line}", who: manages, handle: a.submitImportRow},
		{method: post, pattern: importsPath + "/{id}/lewati", who: manages, handle: a.submitImportTicks},
		{method: post, pattern: importsPath + "/{id}/pd", who: admin, handle: a.submitImportAgencies},
		{method: post, pattern: importsPath + "/{id}/terapkan", who: manages, handle: a.submitImportApply, confirm: true},
		{method: post, pattern: importsPath + "/{id}/undangan", who: manages, handle: a.submitImportInvitations, confirm: true},
		{method: post, pattern: importsPath + "/{id}/buang", who: manages, handle: a.submitImportDiscard},
	}
}

// showImports asks for a list, and shows those on their way.
func (a *app) showImports(w http.ResponseWriter, r *http.Request) error {
	kind := directory.ImportKind(r.URL.Query().Get("jenis"))
	return a.renderImports(w, r, kind, nil)
}

// renderImports draws the page with what is wrong with a file.
func (a *app) renderImports(w http.ResponseWriter, r *http.Request, kind directory.ImportKind, faults []page.Fault) error {
	list, err := a.Directory.Imports(r.Context(), a.manager(r))
	if err != nil {
		return err
	}
	p := &page.Imports{File: page.Field{
		ID: "berkas", Label: "Berkas .xlsx atau .csv", Hint: "Paling besar 5 MB dan 5.000 baris. Lembar pertama yang tampak yang dibaca.", Type: "file",
		Accept: ".xlsx,.csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,text/csv",
	}}
	p.Title, p.Current, p.Path = "Impor dari Excel", "/admin/pengguna", importsPath
	p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Text: "Impor dari Excel"}}
	p.Kind = page.Field{ID: "jenis", Label: "Isi daftar", Type: "radios"}
	kinds := []directory.ImportKind{directory.ImportPeople}
	if u := a.session(r).User; u.Has(alur.RoleAdmin) {
		kinds = append(kinds, directory.ImportAgencies)
		if !kind.Valid() {
			kind = directory.ImportPeople
		}
		for _, k := range kinds {
			p.Kind.Options = append(p.Kind.Options, page.Choice{Value: string(k), Text: text.ImportKind(string(k)), Checked: k == kind})
		}
	} else {
		p.Own = u.AgencyName
	}
	for _, k := range kinds {
		p.Samples = append(p.Samples, page.ImportSample{Kind: text.ImportKind(string(k)), Links: []page.Link{
			{Href: samplesPath + sampleNames[k] + ".xlsx", Text: "Excel, " + strings.ToLower(text.ImportKind(string(k)))},
			{Href: samplesPath + sampleNames[k] + ".csv", Text: "CSV, " + strings.ToLower(text.ImportKind(string(k)))},
		}})
	}
	for _, x := range list {
		row := page.ImportListRow{
			Href: importsPath + "/" + x.ID, Name: x.Name, Kind: text.ImportKind(string(x.Kind)), Size: text.Integer(int64(x.Lines)) + " baris",
			By: "Diunggah " + x.By + ", " + text.DateTime(x.CreatedAt),
		}
		if x.Open > 0 {
			row.Open = text.Integer(int64(x.Open)) + " baris belum diterapkan"
		}
		p.Rows = append(p.Rows, row)
	}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "imports", p)
}

// submitImport keeps a list and leads to its rows.
func (a *app) submitImport(w http.ResponseWriter, r *http.Request) error {
	n, err := readImport(r)
	if err != nil {
		return err
	}
	if n.Kind == "" {
		n.Kind = directory.ImportPeople
	}
	if n.Name == "" {
		return a.renderImports(w, r, n.Kind, []page.Fault{{Field: "berkas", Text: "Pilih berkas"}})
	}
	id, err := a.Directory.StageImport(r.Context(), a.manager(r), n)
	if err == nil {
		redirect(w, r, importsPath+"/"+id)
		return nil
	}
	for _, b := range asRefusal(err).Blockers {
		switch b.Item {
		case "file":
			return a.renderImports(w, r, n.Kind, []page.Fault{{Field: "berkas", Text: text.ImportRefused(b.Reason)}})
		case "kind":
			return a.renderImports(w, r, "", []page.Fault{{Field: "jenis", Text: "Pilih isi daftarnya"}})
		}
	}
	if e := asRefusal(err); e.Code == alur.CodeConflict {
		return a.renderImports(w, r, n.Kind, []page.Fault{{Field: "berkas", Text: text.ImportRefused("open")}})
	}
	return err
}

// readImport reads the form with a list. A file that is larger than it may be is read as
// far as that shows.
func readImport(r *http.Request) (directory.NewImport, error) {
	var n directory.NewImport
	if !carriesFiles(r) {
		if err := parseForm(r); err != nil {
			return n, err
		}
		n.Kind = directory.ImportKind(r.PostForm.Get("jenis"))
		return n, nil
	}
	values, file, err := readFormFile(r, "berkas")
	n.Kind, n.Name, n.Data = directory.ImportKind(values.Get("jenis")), file.name, file.data
	return n, err
}

// The groups of rows, by the word in their addresses.
const (
	showBad  = "perlu-dibetulkan"
	showWarn = "perhatian"
	showTake = "diterapkan-nanti"
	showDone = "sudah"
	showOff  = "dilewati"
)

// importPerPage is how many rows a page shows.
const importPerPage = 50

// showImport shows every row of a list with what would become of it.
func (a *app) showImport(w http.ResponseWriter, r *http.Request) error {
	v, err := a.Directory.PreviewImport(r.Context(), a.manager(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	p := &page.ImportPage{
		Action: importsPath + "/" + v.ID, Name: v.Name, Kind: text.ImportKind(string(v.Kind)), By: "Diunggah " + v.By + ", " + text.DateTime(v.CreatedAt),
		Gone: "Dihapus sendiri " + text.Date(v.CreatedAt.Add(directory.ImportLife)) + ".",
	}
	p.Title, p.Current, p.Wide = "Periksa "+v.Name, "/admin/pengguna", true
	p.Crumbs = []page.Link{{Href: "/admin/pengguna", Text: "Pengguna"}, {Href: importsPath, Text: "Impor dari Excel"}, {Text: v.Name}}
	for _, n := range v.Notes {
		p.Notes = append(p.Notes, text.ImportNote(n.Word, n.Line, n.With))
	}
	a.importRows(r, p, v)
	a.importActions(p, v)
	if len(v.Unknown) > 0 {
		if err := a.importUnknown(r, p, v); err != nil {
			return err
		}
	}
	return a.render(w, r, http.StatusOK, "import", p)
}

// groupOf is the group of a row.
func groupOf(x directory.ImportRow) string {
	switch {
	case x.Verdict.Applied():
		return showDone
	case x.Verdict == directory.VerdictBad:
		return showBad
	case x.Verdict == directory.VerdictSkipped:
		return showOff
	case x.Warned():
		return showWarn
	}
	return showTake
}

// importRows fills the rows of one page of one group.
func (a *app) importRows(r *http.Request, p *page.ImportPage, v *directory.ImportPreview) {
	show := r.URL.Query().Get("tampil")
	counts := map[string]int{}
	var chosen []directory.ImportRow
	for _, x := range v.Rows {
		g := groupOf(x)
		counts[g]++
		if show == "" || show == g {
			chosen = append(chosen, x)
		}
	}
	address := func(group string, from int) string {
		q := url.Values{}
		if group != "" {
			q.Set("tampil", group)
		}
		if from > 0 {
			q.Set("mulai", strconv.Itoa(from))
		}
		if len(q) == 0 {
			return p.Action
		}
		return p.Action + "?" + q.Encode()
	}
	for _, g := range []struct{ word, name string }{
		{"", "Semua"}, {showBad, "Perlu dibetulkan"}, {showWarn, "Dengan catatan"}, {showTake, "Tanpa catatan"}, {showOff, "Dilewati"}, {showDone, "Sudah diterapkan"},
	} {
		n := counts[g.word]
		if g.word == "" {
			n = len(v.Rows)
		}
		if n > 0 || g.word == show {
			p.Groups = append(p.Groups, page.ImportGroup{Href: address(g.word, 0), Text: g.name + " (" + text.Integer(int64(n)) + ")", On: g.word == show})
		}
	}
	from, err := strconv.Atoi(r.URL.Query().Get("mulai"))
	if err != nil || from < 0 || from >= len(chosen) {
		from = 0
	}
	until := min(from+importPerPage, len(chosen))
	p.Shown = fmt.Sprintf("%s sampai %s dari %s baris", text.Integer(int64(from+1)), text.Integer(int64(until)), text.Integer(int64(len(chosen))))
	if from > 0 {
		p.First, p.Before = address(show, 0), address(show, max(from-importPerPage, 0))
	}
	if until < len(chosen) {
		p.Next = address(show, until)
	}
	p.Keep = []page.Pair{{Name: "tampil", Value: show}, {Name: "mulai", Value: strconv.Itoa(from)}}
	back := url.Values{"tampil": {show}, "mulai": {strconv.Itoa(from)}}.Encode()
	for _, x := range chosen[from:until] {
		row := importRow(v.Kind, x)
		if !x.Verdict.Applied() {
			row.Edit = p.Action + "/baris/" + strconv.Itoa(x.Line) + "?" + back
			row.Tick = page.Field{ID: "lewati-" + strconv.Itoa(x.Line)}
			row.Off = x.Verdict == directory.VerdictSkipped
			p.Ticks = true
		}
		p.Rows = append(p.Rows, row)
	}
}

// verdictTags are the colours of verdicts.
var verdictTags = map[directory.ImportVerdict]string{
	directory.VerdictNew: "tunggu", directory.VerdictChange: "tunggu", directory.VerdictSame: "draf", directory.VerdictBad: "tolak", directory.VerdictSkipped: "draf",
	directory.VerdictAdded: "selesai", directory.VerdictChanged: "selesai", directory.VerdictWasSame: "selesai",
}

func importRow(kind directory.ImportKind, x directory.ImportRow) page.ImportRow {
	row := page.ImportRow{
		Line: x.Line, ID: "baris-" + strconv.Itoa(x.Line), Title: x.Cells["name"], Made: x.Made,
		Verdict: page.Tag{Kind: verdictTags[x.Verdict], Text: text.ImportVerdict(string(x.Verdict))},
	}
	if row.Title == "" {
		row.Title = "(tanpa nama)"
	}
	if x.Verdict.Applied() {
		row.Made = ""
	}
	for _, f := range directory.ImportFields(kind) {
		v := x.Cells[f]
		if x.Verdict.Applied() {
			v = text.Mask(v) // it has been checked
		}
		if v != "" && f != "name" {
			row.Cells = append(row.Cells, page.ImportCell{Label: text.ImportField(f), Value: v})
		}
	}
	row.Flags = importFlags(x.Flags)
	for _, c := range x.Changes {
		row.Changes = append(row.Changes, fmt.Sprintf("%s: dari %s menjadi %s", text.ImportField(c.Field), text.ImportValue(c.Field, c.From), text.ImportValue(c.Field, c.To)))
	}
	switch {
	case x.Target == "":
	case kind == directory.ImportAgencies:
		row.Target = page.Link{Href: "/admin/pd/" + url.PathEscape(x.Target), Text: x.Target}
	default:
		row.Target = page.Link{Href: "/admin/pengguna/" + url.PathEscape(x.Target), Text: x.Target}
	}
	return row
}

// importFlags puts what stops a row before what is only odd.
func importFlags(flags []directory.ImportFlag) []page.ImportFlag {
	var out []page.ImportFlag
	for _, f := range flags {
		label := text.ImportField(f.Field)
		if f.Field == "" {
			label = "Baris"
		}
		out = append(out, page.ImportFlag{Label: label, Text: text.ImportFlag(f.Field, f.Reason, f.With), Bad: f.Bad})
	}
	slices.SortStableFunc(out, func(x, y page.ImportFlag) int {
		switch {
		case x.Bad == y.Bad:
			return 0
		case x.Bad:
			return -1
		}
		return 1
	})
	return out
}

// importActions says what can be done with a list.
func (a *app) importActions(p *page.ImportPage, v *directory.ImportPreview) {
	take := v.Counts[directory.VerdictNew] + v.Counts[directory.VerdictChange] + v.Counts[directory.VerdictSame]
	if take > 0 {
		p.Apply = "Terapkan " + text.Integer(int64(take)) + " baris"
	}
	if bad := v.Counts[directory.VerdictBad]; bad > 0 {
		p.Bad = text.Integer(int64(bad)) + " baris perlu dibetulkan dan tidak ikut diterapkan; baris itu tetap menunggu di sini."
	}
	if done := v.Counts[directory.VerdictAdded] + v.Counts[directory.VerdictChanged] + v.Counts[directory.VerdictWasSame]; done > 0 {
		p.Results = p.Action + "/hasil.csv"
		p.Done = "Sudah diterapkan: " + text.ImportDone(v.Counts[directory.VerdictAdded], v.Counts[directory.VerdictChanged], v.Counts[directory.VerdictWasSame], v.Open)
	}
	if n := len(v.Uninvited); n > 0 && a.Mail != nil {
		p.Invite = "Kirim undangan lewat email (" + text.Integer(int64(n)) + ")"
	} else if n > 0 {
		p.Reach = text.Integer(int64(n)) + " orang belum diundang. Server ini tidak mengirim email: buka halaman orangnya, buat tautan undangan, dan sampaikan sendiri."
	}
	if n := len(v.Unreached); n > 0 {
		p.Reach = strings.TrimSpace(p.Reach + " " + text.Integer(int64(n)) + " orang tanpa alamat email: buka halaman orangnya dan sampaikan tautan undangannya sendiri.")
	}
}

// importUnknown asks which agency each text stands for that names none.
func (a *app) importUnknown(r *http.Request, p *page.ImportPage, v *directory.ImportPreview) error {
	agencies, err := a.allAgencies(r)
	if err != nil {
		return err
	}
	for i, u := range v.Unknown {
		f := page.Field{
			ID: "pd-" + strconv.Itoa(i+1), Name: "pd", Label: "«" + u.Text + "», " + text.Integer(int64(u.Rows)) + " baris", Type: "select",
			Options: []page.Choice{{Text: "Pilih Perangkat Daerah"}, {Value: string(directory.NewAgency), Text: "Buat PD baru dengan nama ini", Checked: u.Chosen == directory.NewAgency}},
		}
		for _, x := range agencies {
			f.Options = append(f.Options, page.Choice{Value: string(x.ID), Text: x.Name, Checked: x.ID == u.Chosen})
		}
		p.Unknown = append(p.Unknown, page.ImportUnknown{Text: u.Text, Choose: f})
	}
	return nil
}

// allAgencies reads the organisations that there are now.
func (a *app) allAgencies(r *http.Request) ([]alur.Agency, error) {
	var out []alur.Agency
	q := directory.AgencyQuery{Limit: 200}
	for {
		found, next, err := a.Directory.FindAgencies(r.Context(), q)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
		if q.After = next; next == "" {
			return out, nil
		}
	}
}
