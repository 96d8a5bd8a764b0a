package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// adminPerPage is how many agencies or accounts a page lists.
const adminPerPage = 50

// agencyKinds in the order in which forms offer them.
var agencyKinds = []alur.AgencyKind{alur.AgencyOffice, alur.AgencyICT, alur.AgencyVendor, alur.AgencyAudit}

// showAgencies lists the organisations.
func (a *app) showAgencies(w http.ResponseWriter, r *http.Request) error {
	in := r.URL.Query()
	q := directory.AgencyQuery{
		Kind: alur.AgencyKind(in.Get("jenis")), Q: strings.TrimSpace(in.Get(filterWords)),
		Inactive: true, After: in.Get(pageAfter), Limit: adminPerPage,
	}
	if q.Kind != "" && !q.Kind.Valid() {
		return alur.RefuseField(alur.CodeInvalidParameter, "jenis")
	}
	rows, next, err := a.Directory.FindAgencies(r.Context(), q)
	if err != nil {
		return err
	}
	p := &page.Agencies{
		Asked: q.Q,
		Query: page.Field{ID: filterWords, Label: "Cari nama", Type: "search", Value: q.Q},
		Kind:  kindField(string(q.Kind), "Semua"),
	}
	p.Title, p.Current, p.Wide = "Perangkat Daerah", "/admin/pd", true
	for _, x := range rows {
		p.Rows = append(p.Rows, page.AgencyRow{
			Href: "/admin/pd/" + url.PathEscape(string(x.ID)), Name: x.Name, Short: x.ShortName,
			Kind: text.AgencyKind(x.Kind), Active: !x.Closed(a.Clock()), Unconfirmed: x.Unconfirmed,
		})
	}
	p.Next, p.First = paging("/admin/pd", in, next, filterWords, "jenis")
	return a.render(w, r, http.StatusOK, "agencies", p)
}

// paging makes the addresses of the next and of the first page of a list whose
// filters are named; "" where there is none.
func paging(path string, in url.Values, next string, filters ...string) (nextPage, first string) {
	keep := url.Values{}
	for _, f := range filters {
		if v := in.Get(f); v != "" {
			keep.Set(f, v)
		}
	}
	if in.Get(pageAfter) != "" {
		first = path + "?" + keep.Encode()
	}
	if next != "" {
		keep.Set(pageAfter, next)
		nextPage = path + "?" + keep.Encode()
	}
	return nextPage, first
}

func kindField(chosen, none string) page.Field {
	f := page.Field{ID: "jenis", Label: "Jenis", Type: "select"}
	if none != "" {
		f.Options = append(f.Options, page.Choice{Text: none})
	}
	for _, k := range agencyKinds {
		f.Options = append(f.Options, page.Choice{Value: string(k), Text: text.AgencyKind(k), Checked: string(k) == chosen})
	}
	return f
}

func agencyForm(x alur.Agency) *page.AgencyForm {
	p := &page.AgencyForm{
		Action: "/admin/pd/baru", New: x.ID == "", Heading: "Tambah organisasi",
		Name:  page.Field{ID: "nama", Label: "Nama resmi", Value: x.Name, Spellcheck: true},
		Short: page.Field{ID: "singkatan", Label: "Singkatan", Value: x.ShortName, Width: "m", Hint: "Contoh: Dinkes, Diskominfo, CV Nusa"},
		Kind:  kindField(string(x.Kind), ""),
		State: page.Field{ID: "keadaan", Label: "Keadaan", Type: "checkboxes", Options: []page.Choice{
			{Value: "aktif", Text: "Aktif", Hint: "Organisasi yang tidak aktif tidak dapat dipilih lagi; permohonannya tetap ada.", Checked: x.Active},
			{Value: "sah", Text: "Nama resmi sudah dipastikan", Checked: !x.Unconfirmed},
		}},
	}
	if !p.New {
		p.Action, p.Heading = "/admin/pd/"+url.PathEscape(string(x.ID)), "Ubah "+x.Name
		p.From = page.Field{ID: "sejak", Label: "Hari pertama", Type: "date", Value: x.From, Optional: true, Width: "s"}
		p.Until = page.Field{ID: "sampai", Label: "Hari terakhir", Type: "date", Value: x.Until, Optional: true, Width: "s", Hint: "Masih termasuk. Sesudahnya tidak dapat membuka permohonan baru; yang berjalan tetap diteruskan"}
	}
	p.Title, p.Current = p.Heading, "/admin/pd"
	p.Crumbs = []page.Link{{Href: "/admin/pd", Text: "Perangkat Daerah"}, {Text: p.Heading}}
	return p
}

func (a *app) showNewAgency(w http.ResponseWriter, r *http.Request) error {
	return a.render(w, r, http.StatusOK, "agency_form", agencyForm(alur.Agency{Kind: alur.AgencyOffice, Active: true}))
}

func (a *app) showAgency(w http.ResponseWriter, r *http.Request) error {
	x, err := a.Directory.AgencyDetails(r.Context(), alur.AgencyID(r.PathValue("id")))
	if err != nil {
		return err
	}
	p, err := a.agencyPage(r, x)
	if err != nil {
		return err
	}
	return a.render(w, r, http.StatusOK, "agency_form", p)
}

// agencyPage is the form of an organisation that there is, with its letterhead.
func (a *app) agencyPage(r *http.Request, x directory.AgencyDetails) (*page.AgencyForm, error) {
	p := agencyForm(x.Agency)
	p.Kop = letterheadPath(x.ID)
	var err error
	if p.Preview, err = a.letterhead(r, x); err != nil {
		return nil, err
	}
	if p.Next, err = a.agencyField(r.Context(), string(x.Successor), "Tidak ada"); err != nil {
		return nil, err
	}
	p.Next.ID, p.Next.Label, p.Next.Optional = "penerus", "Organisasi penerus", true
	p.Next.Options = slices.DeleteFunc(p.Next.Options, func(c page.Choice) bool { return c.Value == string(x.ID) })
	return p, nil
}

// readAgency takes what an agency's form says over x.
func readAgency(r *http.Request, x alur.Agency) alur.Agency {
	x.Name = strings.TrimSpace(r.PostForm.Get("nama"))
	x.ShortName = strings.TrimSpace(r.PostForm.Get("singkatan"))
	x.Kind = alur.AgencyKind(r.PostForm.Get("jenis"))
	return x
}

// submitNewAgency adds an organisation.
func (a *app) submitNewAgency(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	x := readAgency(r, alur.Agency{Active: true})
	return a.agencySaved(w, r, x, a.Directory.AddAgency(r.Context(), x, a.by(r)))
}

// submitAgency changes an organisation.
func (a *app) submitAgency(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	x, err := a.Directory.Agency(r.Context(), alur.AgencyID(r.PathValue("id")))
	if err != nil {
		return err
	}
	x = readAgency(r, x)
	x.Active = slices.Contains(r.PostForm["keadaan"], "aktif")
	x.Unconfirmed = !slices.Contains(r.PostForm["keadaan"], "sah")
	x.From, x.Until = strings.TrimSpace(r.PostForm.Get("sejak")), strings.TrimSpace(r.PostForm.Get("sampai"))
	x.Successor = alur.AgencyID(r.PostForm.Get("penerus"))
	return a.agencySaved(w, r, x, a.Directory.ChangeAgency(r.Context(), x, a.by(r)))
}

func (a *app) agencySaved(w http.ResponseWriter, r *http.Request, x alur.Agency, err error) error {
	if err == nil {
		a.notify(w, r, page.Notice{Text: x.Name + " sudah disimpan."})
		redirect(w, r, "/admin/pd")
		return nil
	}
	p := agencyForm(x)
	if x.ID != "" {
		details, e := a.Directory.AgencyDetails(r.Context(), x.ID)
		if e != nil {
			return e
		}
		details.Agency = x
		if p, e = a.agencyPage(r, details); e != nil {
			return e
		}
	}
	if p.Faults = agencyFaults(err); p.Faults == nil {
		return err
	}
	p.Mark()
	return a.render(w, r, http.StatusUnprocessableEntity, "agency_form", p)
}

// agencyFaults says beside which field of an organisation what is wrong; nil for a
// refusal that is about something else.
func agencyFaults(err error) []page.Fault {
	e := *asRefusal(err)
	var out []page.Fault
	var others []alur.Blocker
	for _, b := range e.Blockers {
		if field := map[string]string{"valid_from": "sejak", "valid_until": "sampai", "successor": "penerus"}[b.Item]; field != "" {
			out = append(out, page.Fault{Field: field, Text: text.AgencyFault(b.Item, b.Reason)})
		} else {
			others = append(others, b)
		}
	}
	if out != nil && others == nil {
		return out
	}
	e.Blockers = others
	return append(accountFaults(&e), out...)
}
