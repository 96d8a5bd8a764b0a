package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/notice"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Where notices are.
const (
	noticesPath = "/kabar"
	stopPath    = noticesPath + "/berhenti/{token}"
)

// noticeTable is the part of the table for what people are told.
func (a *app) noticeTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: get, pattern: noticesPath, who: signedIn, handle: a.showNotices},
		{method: post, pattern: noticesPath + "/dibaca", who: signedIn, handle: a.submitAllRead},
		{method: post, pattern: noticesPath + "/dibaca/{id}", who: signedIn, handle: a.submitRead},
		{method: post, pattern: "/akun/kabar", who: signedIn, handle: a.submitNoticeSettings},
		{method: get, pattern: stopPath, who: public, handle: a.showNoticeStop},
		{method: post, pattern: stopPath, who: public, handle: a.submitNoticeStop},
	}
}

// noticesListed is how many notices a page has.
const noticesListed = 30

// onlyUnread is the filter of the address.
const onlyUnread = "belum"

// showNotices shows what the visitor was told, newest first. Looking changes nothing.
func (a *app) showNotices(w http.ResponseWriter, r *http.Request) error {
	in := r.URL.Query()
	p := &page.Notices{Only: in.Get(onlyUnread) != ""}
	p.Title, p.Current, p.Path = "Kabar", noticesPath, noticesPath
	items, next, err := a.Cases.Notices(r.Context(), a.actor(r), casework.NoticeQuery{Unread: p.Only, Cursor: in.Get(pageAfter), Limit: noticesListed})
	if err != nil {
		return err
	}
	for _, v := range items {
		row := page.NoticeRow{
			Href: "/permohonan/" + string(v.Request), At: text.DateTime(v.At), Unread: v.ReadAt.IsZero(), Read: noticesPath + "/dibaca/" + v.ID, Mailed: v.Mailed,
		}
		row.Subject, row.Line = v.Words()
		p.Rows = append(p.Rows, row)
		p.Fresh = p.Fresh || row.Unread
	}
	if len(items) > 0 {
		p.Until = strconv.FormatInt(items[0].At.UnixMicro(), 10)
	}
	here := url.Values{}
	if p.Only {
		here.Set(onlyUnread, "ya")
	}
	if in.Get(pageAfter) != "" {
		p.First = noticesAddress(here)
	}
	if next != "" {
		here.Set(pageAfter, next)
		p.Next = noticesAddress(here)
	}
	return a.render(w, r, http.StatusOK, "notices", p)
}

func noticesAddress(v url.Values) string {
	if len(v) == 0 {
		return noticesPath
	}
	return noticesPath + "?" + v.Encode()
}

// submitAllRead marks as read what the visitor had before him or her, and what is older.
func (a *app) submitAllRead(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	n, err := strconv.ParseInt(r.PostForm.Get("sampai"), 10, 64)
	if err != nil || n <= 0 {
		return alur.RefuseField(alur.CodeInvalidParameter, "sampai")
	}
	if err := a.Cases.ReadAllNotices(r.Context(), a.actor(r), time.UnixMicro(n).UTC()); err != nil {
		return err
	}
	redirect(w, r, noticesPath)
	return nil
}

// submitRead marks one notice as read; other people's, and those that there are not, it
// leaves alone without a word.
func (a *app) submitRead(w http.ResponseWriter, r *http.Request) error {
	if err := a.Cases.ReadNotices(r.Context(), a.actor(r), []string{r.PathValue("id")}); err != nil {
		return err
	}
	redirect(w, r, noticesPath)
	return nil
}

// unread says how much the visitor has not read, for the bell; what cannot be counted is
// not shown.
func (a *app) unread(r *http.Request) (n int, more bool) {
	n, err := a.Cases.Unread(r.Context(), a.actor(r))
	if err != nil {
		a.Log.WarnContext(r.Context(), "notices not counted", "error", err)
		return 0, false
	}
	if n >= casework.MaxUnread {
		return casework.MaxUnread - 1, true
	}
	return n, false
}

// noticeForm offers what is sent by mail, as it is set.
func (a *app) noticeForm(r *http.Request, email string) (page.NoticeForm, error) {
	s, err := a.Directory.NoticeSettings(r.Context(), a.session(r).User.Username)
	f := page.NoticeForm{
		Kinds:  page.Field{ID: "jenis-kabar", Label: "Kabar yang juga dikirim lewat email", Type: "checkboxes"},
		Habits: page.Field{ID: "kebiasaan-kabar", Label: "Kapan", Type: "checkboxes"},
	}
	for _, k := range notice.Kinds {
		name, when := text.NoticeKind(string(k))
		f.Kinds.Options = append(f.Kinds.Options, page.Choice{Value: string(k), Text: name, Hint: when, Checked: !slices.Contains(s.Muted, string(k))})
	}
	f.Habits.Options = []page.Choice{
		{Value: "ringkasan", Text: "Ringkasan setiap pagi", Hint: "Satu email pukul 07.00 pada hari kerja, bila ada tugas untuk Anda", Checked: s.Digest},
		{Value: "jam-kerja", Text: "Hanya pada jam kerja", Hint: "Email menunggu sampai pukul 07.00 pada hari kerja. Email untuk masuk dan keamanan tetap langsung dikirim", Checked: s.Quiet},
	}
	switch {
	case a.Mail == nil:
		f.Off = "Server ini tidak mengirim email. Semua kabar tetap muncul di ALUR."
	case email == "":
		f.Off = "Akun Anda belum mempunyai alamat email. Mintalah pengelola ALUR mengisinya. Semua kabar tetap muncul di ALUR."
	}
	return f, err
}

// submitNoticeSettings stores what the visitor wants to be sent. A box that is not ticked
// does not come with the form.
func (a *app) submitNoticeSettings(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	var kinds []string
	s := directory.NoticeSettings{Digest: slices.Contains(r.PostForm["kebiasaan-kabar"], "ringkasan"), Quiet: slices.Contains(r.PostForm["kebiasaan-kabar"], "jam-kerja")}
	for _, k := range notice.Kinds {
		kinds = append(kinds, string(k))
		if !slices.Contains(r.PostForm["jenis-kabar"], string(k)) {
			s.Muted = append(s.Muted, string(k))
		}
	}
	if err := a.Directory.SetNoticeSettings(r.Context(), a.session(r).User.Username, s, kinds, a.by(r)); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: "Pilihan email kabar sudah disimpan."})
	redirect(w, r, "/akun")
	return nil
}

// showNoticeStop asks whether letters of a kind are to stop. Programs that open every link
// of a letter stop nothing with it.
func (a *app) showNoticeStop(w http.ResponseWriter, r *http.Request) error {
	kind, stopped, err := a.Directory.Unsubscribing(r.Context(), r.PathValue("token"))
	if err != nil {
		return err
	}
	return a.renderNoticeStop(w, r, kind, stopped)
}

// submitNoticeStop stops them: for the button of the page, and for mail programs, which
// send the form that RFC 8058 says.
func (a *app) submitNoticeStop(w http.ResponseWriter, r *http.Request) error {
	kind, err := a.Directory.Unsubscribe(r.Context(), r.PathValue("token"), a.address(r))
	if err != nil {
		return err
	}
	return a.renderNoticeStop(w, r, kind, true)
}

func (a *app) renderNoticeStop(w http.ResponseWriter, r *http.Request, kind string, done bool) error {
	p := &page.NoticeStop{Action: r.URL.EscapedPath(), Digest: kind == directory.MuteDigest, Done: done}
	p.Name, _ = text.NoticeKind(kind)
	p.Title, p.NoIndex, p.Path = "Berhenti menerima email", true, "/"
	return a.render(w, r, http.StatusOK, "notice_stop", p)
}
