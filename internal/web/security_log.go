package web

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

const securityPath = "/admin/keamanan"

// securityTable is the part of the table for the security log.
func (a *app) securityTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: get, pattern: securityPath, who: oversees, handle: a.showSecurityLog},
		{method: get, pattern: securityPath + "/unduh.csv", who: oversees, handle: a.downloadSecurityCSV, confirm: true},
		{method: get, pattern: securityPath + "/unduh.xlsx", who: oversees, handle: a.downloadSecurityXLSX, confirm: true},
		{method: post, pattern: securityPath + "/periksa", who: admin, handle: a.submitSecurityCheck},
		{method: post, pattern: securityPath + "/peringatan/{seq}", who: admin, handle: a.submitAlertHandled},
	}
}

// Names of the filters in the address of the security log.
const (
	filterGroup = "jenis"
	filterWhose = "akun"
	filterDoer  = "oleh"
	filterFrom  = "dari"
	filterUntil = "sampai"
)

var securityFilters = []string{filterWords, filterGroup, filterWhose, filterDoer, filterFrom, filterUntil}

// securityQuery reads the filters of the address. A day that is none filters nothing
// out; what was typed stays in its field.
func securityQuery(in url.Values) directory.SecurityQuery {
	typed := func(name string) string { return strings.TrimSpace(in.Get(name)) }
	q := directory.SecurityQuery{
		Group: directory.SecurityGroup(typed(filterGroup)), Username: typed(filterWhose), Actor: typed(filterDoer), Text: typed(filterWords), After: in.Get(pageAfter),
	}
	if t, err := time.ParseInLocation(time.DateOnly, typed(filterFrom), alur.Jakarta); err == nil {
		q.Since = t
	}
	if t, err := time.ParseInLocation(time.DateOnly, typed(filterUntil), alur.Jakarta); err == nil {
		q.Until = t.AddDate(0, 0, 1)
	}
	return q
}

// securityAddress is the address of the log with one filter set or, with "", taken away.
func securityAddress(in url.Values, name, value string) string {
	out := url.Values{}
	for _, k := range securityFilters {
		if v := strings.TrimSpace(in.Get(k)); v != "" && k != name {
			out.Set(k, v)
		}
	}
	if value != "" {
		out.Set(name, value)
	}
	if len(out) == 0 {
		return securityPath
	}
	return securityPath + "?" + out.Encode()
}

// securityLink leads to the security log, with how many alerts wait for an administrator.
func (a *app) securityLink(r *http.Request, u alur.User) page.Link {
	l := page.Link{Href: securityPath, Text: "Keamanan", Icon: "perisai"}
	if !u.Has(alur.RoleAdmin) {
		return l
	}
	n, err := a.Directory.CountAlerts(r.Context())
	if err != nil {
		a.Log.WarnContext(r.Context(), "alerts not counted", "error", err)
	}
	l.Count = n
	return l
}

// showSecurityLog shows the security log, newest first, with what is to be dealt with.
func (a *app) showSecurityLog(w http.ResponseWriter, r *http.Request) error {
	return a.renderSecurityLog(w, r, http.StatusOK, nil)
}

// refusedNote is what was said about an alert and not taken.
type refusedNote struct{ seq, note, fault string }

func (a *app) renderSecurityLog(w http.ResponseWriter, r *http.Request, status int, refused *refusedNote) error {
	in := r.URL.Query()
	q := securityQuery(in)
	p := &page.SecurityLog{Clear: securityPath}
	p.Title, p.Current, p.Path, p.Wide = "Keamanan", securityPath, securityAddress(in, "", ""), true
	entries, next, err := a.Directory.SecurityLog(r.Context(), q)
	if err != nil {
		return err
	}
	alerts, err := a.Directory.OpenAlerts(r.Context())
	if err != nil {
		return err
	}
	names, err := a.securityNames(r.Context(), entries, alerts)
	if err != nil {
		return err
	}
	may := admin.admits(a.session(r))
	for _, x := range alerts {
		p.Alerts = append(p.Alerts, alertCard(x, names, may, refused))
	}
	if refused != nil {
		p.Faults = []page.Fault{{Field: "catatan-" + refused.seq, Text: refused.fault}}
	}
	if p.Check, err = a.checkPanel(r.Context(), may); err != nil {
		return err
	}
	for _, e := range entries {
		p.Rows = append(p.Rows, page.SecurityRow{
			ID: "catatan-ke-" + strconv.FormatInt(e.Seq, 10), Number: text.Integer(e.Seq), At: text.DateTime(e.At), Group: text.SecurityGroup(string(e.Kind.Group())),
			What: text.Security(spokenEntry(e, names)), Address: e.Address, Alert: e.Kind == directory.SecurityAlert,
		})
	}
	securityFilterFields(p, in, q)
	if len(entries) > 0 {
		_, same, filtered := strings.Cut(securityAddress(in, "", ""), "?")
		if filtered {
			same = "?" + same
		}
		p.Downloads = []page.Link{{Href: securityPath + "/unduh.xlsx" + same, Text: "Unduh Excel"}, {Href: securityPath + "/unduh.csv" + same, Text: "Unduh CSV"}}
		p.Limit = text.SecurityExportLimit(exportMost)
	}
	if next != "" {
		p.Next = securityAddress(in, pageAfter, next)
	}
	if q.After != "" {
		p.First = securityAddress(in, "", "")
	}
	return a.render(w, r, status, "security_log", p)
}

// securityFilterFields fills the form and the chips of the filters in use.
func securityFilterFields(p *page.SecurityLog, in url.Values, q directory.SecurityQuery) {
	p.Query = page.Field{ID: filterWords, Label: "Cari akun, alamat, atau rincian", Type: "search", Value: q.Text}
	group := page.Field{ID: filterGroup, Label: "Kelompok", Type: "select", Options: []page.Choice{{Text: "Semua"}}}
	for _, g := range directory.SecurityGroups {
		group.Options = append(group.Options, page.Choice{Value: string(g), Text: text.SecurityGroup(string(g)), Checked: g == q.Group})
	}
	p.Filters = []page.Field{
		group,
		{ID: filterWhose, Label: "Akun (nama pengguna)", Value: q.Username, Width: "m"},
		{ID: filterDoer, Label: "Dilakukan oleh (nama pengguna)", Value: q.Actor, Width: "m"},
		{ID: filterFrom, Label: "Sejak tanggal", Type: "date", Value: in.Get(filterFrom), Width: "s"},
		{ID: filterUntil, Label: "Sampai tanggal", Type: "date", Value: in.Get(filterUntil), Width: "s"},
	}
	chip := func(name, text string) {
		if strings.TrimSpace(in.Get(name)) != "" {
			p.Chips = append(p.Chips, page.Chip{Text: text, Href: securityAddress(in, name, "")})
			p.Open = p.Open || name != filterWords
		}
	}
	chip(filterWords, "«"+q.Text+"»")
	chip(filterGroup, text.SecurityGroup(string(q.Group)))
	chip(filterWhose, "Akun: "+q.Username)
	chip(filterDoer, "Oleh: "+q.Actor)
	chip(filterFrom, "Sejak "+text.Day(in.Get(filterFrom)))
	chip(filterUntil, "Sampai "+text.Day(in.Get(filterUntil)))
}

// securityNames finds the people of entries and alerts.
func (a *app) securityNames(ctx context.Context, entries []directory.SecurityEntry, alerts []directory.Alert) (map[string]alur.User, error) {
	var names []string
	for _, e := range entries {
		names = append(names, e.Username, e.Actor)
	}
	for _, x := range alerts {
		names = append(names, x.Username)
	}
	return a.Directory.Users(ctx, names)
}

// spokenName is a person by name and username; "" for nobody, the username of who is gone.
func spokenName(names map[string]alur.User, username string) string {
	if u, ok := names[username]; ok && username != "" {
		return u.Name + " (" + username + ")"
	}
	return username
}

func spokenEntry(e directory.SecurityEntry, names map[string]alur.User) text.SecurityEntry {
	return text.SecurityEntry{Kind: string(e.Kind), Person: spokenName(names, e.Username), Actor: spokenName(names, e.Actor), Detail: e.Detail}
}

func alertCard(x directory.Alert, names map[string]alur.User, may bool, refused *refusedNote) page.SecurityAlert {
	seq := strconv.FormatInt(x.Seq, 10)
	c := page.SecurityAlert{ID: "peringatan-" + seq, At: text.DateTime(x.At)}
	c.Title, c.Advice = text.SecurityAlert(string(x.Rule), spokenName(names, x.Username))
	if x.About > 0 {
		n := strconv.FormatInt(x.About, 10)
		c.About = page.Link{
			Href: securityPath + "?" + url.Values{pageAfter: {strconv.FormatInt(x.About+1, 10)}}.Encode() + "#catatan-ke-" + n, Text: "Lihat catatan " + text.Integer(x.About),
		}
	}
	if may {
		c.Action = securityPath + "/peringatan/" + seq
		c.Note = page.Field{ID: "catatan-" + seq, Name: "catatan", Label: "Apa yang sudah dilakukan", Width: "l", Spellcheck: true}
		if refused != nil && refused.seq == seq {
			c.Note.Value, c.Note.Fault = refused.note, refused.fault
		}
	}
	return c
}

// checkPanel says what the last check of the log found.
func (a *app) checkPanel(ctx context.Context, may bool) (page.SecurityCheck, error) {
	var p page.SecurityCheck
	if may {
		p.Action = securityPath + "/periksa"
	}
	c, err := a.Directory.LastSecurityCheck(ctx)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	names, err := a.Directory.Users(ctx, []string{c.By})
	p.Done, p.Broken, p.At, p.By = true, c.Bad > 0, text.DateTime(c.At), spokenName(names, c.By)
	p.Entries, p.Hash, p.Bad, p.What = text.Integer(c.Entries), text.ShortHash(c.Hash), text.Integer(c.Bad), c.What
	p.Last = c.Hash
	return p, err
}

// submitSecurityCheck follows the chain of the log while the administrator waits.
func (a *app) submitSecurityCheck(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Directory.CheckSecurityLog(r.Context(), a.by(r))
	switch {
	case alur.CodeOf(err) == alur.CodeConflict:
		a.notify(w, r, page.Notice{Bad: true, Text: "Pemeriksaan lain sedang berjalan. Tunggu sebentar, lalu muat ulang halaman ini."})
	case err != nil:
		return err
	case c.Bad > 0:
		a.notify(w, r, page.Notice{Bad: true, Text: "Catatan keamanan tidak utuh: catatan " + text.Integer(c.Bad) + " tidak cocok."})
	default:
		a.notify(w, r, page.Notice{Text: "Catatan keamanan utuh: " + text.Integer(c.Entries) + " catatan diperiksa."})
	}
	redirect(w, r, securityPath)
	return nil
}

// submitAlertHandled closes an alert with a note.
func (a *app) submitAlertHandled(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	note := r.PostForm.Get("catatan")
	err = a.Directory.HandleAlert(r.Context(), seq, note, a.by(r))
	if err == nil {
		a.notify(w, r, page.Notice{Text: "Peringatan ditutup dan dicatat."})
		redirect(w, r, securityPath)
		return nil
	}
	e := asRefusal(err)
	reason := string(e.Code)
	if len(e.Blockers) > 0 {
		reason = e.Blockers[0].Reason
	}
	fault := text.AlertFault(reason)
	if fault == "" {
		return err
	}
	if e.Code == alur.CodeFourEyes {
		a.noteDenial(r, e)
	}
	return a.renderSecurityLog(w, r, statusOf(e.Code), &refusedNote{seq: r.PathValue("seq"), note: note, fault: fault})
}

// securityFile is the security log as a file, with the filters of the address.
func (a *app) securityFile(r *http.Request) exportFile {
	in := r.URL.Query()
	_, filter, _ := strings.Cut(securityAddress(in, "", ""), "?")
	return exportFile{
		name: "catatan-keamanan", sheet: text.SecuritySheet(), headings: text.SecurityHeadings(), filter: filter,
		widths: []float64{10, 20, 16, 80, 20, 20, 18, 40, 66},
		rows: func(most int, row func(exportRow) error) (bool, error) {
			q := securityQuery(in)
			q.After, q.Limit = "", exportPage
			for n := 0; ; {
				entries, next, err := a.Directory.SecurityLog(r.Context(), q)
				if err != nil {
					return false, err
				}
				names, err := a.securityNames(r.Context(), entries, nil)
				if err != nil {
					return false, err
				}
				for _, e := range entries {
					if n++; n > most {
						return true, nil
					}
					err := row(exportRow{
						int(e.Seq), moment(e.At), text.SecurityGroup(string(e.Kind.Group())), text.Security(spokenEntry(e, names)), e.Username, e.Actor, e.Address, e.Detail, e.Hash,
					})
					if err != nil {
						return false, err
					}
				}
				if next == "" {
					return false, nil
				}
				q.After = next
			}
		},
	}
}

func (a *app) downloadSecurityCSV(w http.ResponseWriter, r *http.Request) error {
	return a.sendCSV(w, r, a.securityFile(r))
}

func (a *app) downloadSecurityXLSX(w http.ResponseWriter, r *http.Request) error {
	return a.sendXLSX(w, r, a.securityFile(r))
}
