package web

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/photo"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// fieldLogo is the file of the logo's form.
const fieldLogo = "logo"

// logoShown is the most that a logo takes on a page, in CSS pixels.
const logoShown = 72

// letterheadTable are the addresses of what letters bear: administrators may change it
// for every organisation, an agency's own admin for the own one.
func (a *app) letterheadTable() []route {
	const get, post, at = http.MethodGet, http.MethodPost, "/admin/pd/{id}/kop"
	return []route{
		{method: get, pattern: at, who: manages, handle: a.showLetterhead},
		{method: post, pattern: at, who: manages, handle: a.submitLetterhead, confirm: true},
		{method: get, pattern: at + "/logo", who: manages, handle: a.showLogo},
		{method: post, pattern: at + "/logo", who: manages, handle: a.submitLogo, confirm: true, body: 8 << 20},
		{method: post, pattern: at + "/logo/hapus", who: manages, handle: a.submitDropLogo, confirm: true},
	}
}

// letterheadOf reads the organisation in the address: not-found for whom it does not
// concern.
func (a *app) letterheadOf(r *http.Request) (directory.AgencyDetails, error) {
	id := alur.AgencyID(r.PathValue("id"))
	if !a.session(r).User.EditsLetterhead(id) {
		return directory.AgencyDetails{}, alur.Refuse(alur.CodeNotFound)
	}
	return a.Directory.AgencyDetails(r.Context(), id)
}

func letterheadPath(id alur.AgencyID) string {
	return "/admin/pd/" + url.PathEscape(string(id)) + "/kop"
}

// letterheadPart is one line of a letterhead as the form has it.
type letterheadPart struct {
	field string // as refusals name it
	id    string
	label string
	hint  string
	value func(*alur.Letterhead) *string
	head  bool // about who signs
	all   bool // asked of third parties too
}

var letterheadParts = []letterheadPart{
	{field: "government", id: "pemerintah", label: "Pemerintah daerah", hint: "Misalnya PEMERINTAH KOTA SALATIGA", value: func(l *alur.Letterhead) *string { return &l.Government }},
	{field: "name_line", id: "nama-kop", label: "Nama pada kop", hint: "Dibiarkan kosong bila sama dengan nama resmi", value: func(l *alur.Letterhead) *string { return &l.NameLine }},
	{field: "address", id: "alamat", label: "Alamat", all: true, value: func(l *alur.Letterhead) *string { return &l.Address }},
	{field: "phone", id: "telepon", label: "Telepon", all: true, value: func(l *alur.Letterhead) *string { return &l.Phone }},
	{field: "fax", id: "faks", label: "Faksimile", value: func(l *alur.Letterhead) *string { return &l.Fax }},
	{field: "email", id: "email", label: "Email", all: true, value: func(l *alur.Letterhead) *string { return &l.Email }},
	{field: "web", id: "laman", label: "Laman web", all: true, value: func(l *alur.Letterhead) *string { return &l.Web }},
	{field: "city", id: "kota", label: "Kota pada tanggal surat", hint: "Misalnya Salatiga", value: func(l *alur.Letterhead) *string { return &l.City }},
	{field: "head_title", id: "jabatan-kepala", label: "Jabatan kepala", hint: "Misalnya Kepala Dinas Kesehatan Kota Salatiga", head: true, value: func(l *alur.Letterhead) *string { return &l.HeadTitle }},
	{field: "head_name", id: "nama-kepala", label: "Nama kepala", hint: "Dengan gelarnya", head: true, value: func(l *alur.Letterhead) *string { return &l.HeadName }},
	{field: "head_nip", id: "nip-kepala", label: "NIP kepala", hint: "18 angka", head: true, value: func(l *alur.Letterhead) *string { return &l.HeadNIP }},
}

func (a *app) showLetterhead(w http.ResponseWriter, r *http.Request) error {
	x, err := a.letterheadOf(r)
	if err != nil {
		return err
	}
	return a.renderLetterhead(w, r, x, x.Letterhead, nil)
}

// renderLetterhead draws the page: what is stored as the preview, what was typed in the
// form.
func (a *app) renderLetterhead(w http.ResponseWriter, r *http.Request, x directory.AgencyDetails, typed alur.Letterhead, faults []page.Fault) error {
	p := &page.LetterheadForm{Name: x.Name, Action: letterheadPath(x.ID), HasLogo: x.Logo != "", Fallback: "/tugas"}
	p.Title, p.Path = "Kop surat "+x.Name, p.Action
	if a.session(r).User.Has(alur.RoleAdmin) {
		p.Current, p.Fallback = "/admin/pd", "/admin/pd/"+url.PathEscape(string(x.ID))
		p.Back = page.Link{Href: p.Fallback, Text: x.Name}
	}
	for _, part := range letterheadParts {
		f := page.Field{ID: part.id, Label: part.label, Hint: part.hint, Value: *part.value(&typed), Optional: true, Spellcheck: true}
		switch {
		case x.Kind == alur.AgencyVendor && !part.all:
		case part.head:
			p.Head = append(p.Head, f)
		default:
			p.Fields = append(p.Fields, f)
		}
	}
	if word := directory.NIPWarning(x.Letterhead.HeadNIP); word != "" {
		p.Warning = text.NIPWarning(word)
	}
	p.Logo = page.Field{ID: fieldLogo, Label: "Gambar logo", Type: "file", Accept: "image/png,image/jpeg", Hint: "PNG atau JPEG, paling besar 500 kB"}
	var err error
	if p.Preview, err = a.letterhead(r, x); err != nil {
		return err
	}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "letterhead", p)
}

// letterhead is how the letters of an organisation begin and end today.
func (a *app) letterhead(r *http.Request, x directory.AgencyDetails) (page.Letterhead, error) {
	l := x.Letterhead
	out := page.Letterhead{
		Government: l.Government, Name: cmp.Or(l.NameLine, strings.ToUpper(x.Name)), HeadTitle: l.HeadTitle, HeadName: l.HeadName, HeadNIP: text.NIP(l.HeadNIP),
		Empty: l == alur.Letterhead{} && x.Logo == "",
	}
	if l.Address != "" {
		out.Lines = append(out.Lines, l.Address)
	}
	out.Lines = append(out.Lines, text.ContactLines(l)...)
	if l.City != "" {
		out.Place = l.City + ", " + text.LongDate(a.Clock())
	}
	if x.Logo != "" {
		logo, err := a.Directory.Logo(r.Context(), x.ID)
		if err != nil {
			return out, err
		}
		scale := max(1, float64(max(logo.Width, logo.Height))/logoShown)
		out.Width, out.Height = max(1, int(float64(logo.Width)/scale)), max(1, int(float64(logo.Height)/scale))
		out.Logo = letterheadPath(x.ID) + "/logo?sidik=" + x.Logo[:12]
	}
	return out, nil
}

// submitLetterhead changes the letterhead.
func (a *app) submitLetterhead(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	x, err := a.letterheadOf(r)
	if err != nil {
		return err
	}
	typed := x.Letterhead
	for _, part := range letterheadParts {
		if x.Kind != alur.AgencyVendor || part.all {
			*part.value(&typed) = strings.TrimSpace(r.PostForm.Get(part.id))
		}
	}
	err = a.Directory.SetLetterhead(r.Context(), x.ID, typed, a.by(r))
	if err == nil {
		a.notify(w, r, page.Notice{Text: "Kop surat " + x.Name + " sudah disimpan."})
		redirect(w, r, letterheadPath(x.ID))
		return nil
	}
	e := asRefusal(err)
	if e.Code != alur.CodeInvalidData {
		return err
	}
	var faults []page.Fault
	for _, b := range e.Blockers {
		for _, part := range letterheadParts {
			if part.field == b.Item {
				faults = append(faults, page.Fault{Field: part.id, Text: text.AgencyFault(b.Item, b.Reason)})
			}
		}
	}
	return a.renderLetterhead(w, r, x, typed, faults)
}

// showLogo sends the logo.
func (a *app) showLogo(w http.ResponseWriter, r *http.Request) error {
	id := alur.AgencyID(r.PathValue("id"))
	if !a.session(r).User.EditsLetterhead(id) {
		return alur.Refuse(alur.CodeNotFound)
	}
	logo, err := a.Directory.Logo(r.Context(), id)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Content-Length", strconv.Itoa(len(logo.PNG)))
	_, err = w.Write(logo.PNG)
	if err != nil {
		a.Log.DebugContext(r.Context(), "logo not sent", "error", err)
	}
	return nil
}

// submitLogo takes another logo. Whatever was sent, what is kept is drawn anew.
func (a *app) submitLogo(w http.ResponseWriter, r *http.Request) error {
	x, err := a.letterheadOf(r)
	if err != nil {
		return err
	}
	logo, err := readLogo(r)
	if err == nil {
		err = a.Directory.SetLogo(r.Context(), x.ID, logo, a.by(r))
	}
	if err == nil {
		a.notify(w, r, page.Notice{Text: "Logo " + x.Name + " sudah diganti."})
		redirect(w, r, letterheadPath(x.ID))
		return nil
	}
	sentence := text.LogoFault(string(alur.CodeOf(err)))
	if sentence == "" {
		return err
	}
	return a.renderLetterhead(w, r, x, x.Letterhead, []page.Fault{{Field: fieldLogo, Text: sentence}})
}

// readLogo reads the file of the form: missing-field without one (also when the form
// comes from the page that asked for the proof, which keeps no files), too-large,
// unsupported-media-type, unsafe-file.
func readLogo(r *http.Request) (directory.Logo, error) {
	if !carriesFiles(r) {
		return directory.Logo{}, alur.RefuseField(alur.CodeMissingField, fieldLogo)
	}
	for p, err := range formParts(r) {
		if err != nil {
			return directory.Logo{}, err
		}
		if p.FormName() != fieldLogo || p.FileName() == "" {
			continue
		}
		b, err := io.ReadAll(io.LimitReader(p, photo.MaxLogo+1))
		switch {
		case err != nil:
			return directory.Logo{}, brokenOff(err)
		case len(b) == 0:
			return directory.Logo{}, alur.Refuse(alur.CodeEmptyFile)
		case len(b) > photo.MaxLogo:
			return directory.Logo{}, alur.Refuse(alur.CodeTooLarge)
		}
		png, width, height, err := photo.Logo(bytes.NewReader(b))
		return directory.Logo{PNG: png, Width: width, Height: height}, err
	}
	return directory.Logo{}, alur.RefuseField(alur.CodeMissingField, fieldLogo)
}

func (a *app) submitDropLogo(w http.ResponseWriter, r *http.Request) error {
	x, err := a.letterheadOf(r)
	if err != nil {
		return err
	}
	if err := a.Directory.SetLogo(r.Context(), x.ID, directory.Logo{}, a.by(r)); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: "Logo " + x.Name + " sudah dihapus."})
	redirect(w, r, letterheadPath(x.ID))
	return nil
}
