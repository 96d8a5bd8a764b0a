package web

import (
	"net/http"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// Names of the controls of a message.
const (
	messageText = "text"
	messageWho  = "kepada"
)

// messageReaders says of each audience how it is offered and marked.
var messageReaders = map[alur.Audience]struct{ offer, hint, tag string }{
	alur.AudienceAll:      {offer: "Pesan untuk semua yang dapat membuka permohonan ini"},
	alur.AudienceAgencies: {"Catatan kedua instansi", "Kedua instansi dan anggota tim; tidak terlihat oleh Pihak Ketiga", "Kedua instansi"},
	alur.AudienceICT:      {"Catatan internal (hanya Diskominfo)", "Tidak terlihat oleh Perangkat Daerah pemohon dan Pihak Ketiga", "Hanya Diskominfo"},
}

// showMessages shows what people wrote to each other about a request, newest last,
// as a conversation is read.
func (a *app) showMessages(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	return a.renderMessages(w, r, v, http.StatusOK, "", "", nil)
}

func (a *app) renderMessages(w http.ResponseWriter, r *http.Request, v *casework.View, status int, typed, to string, faults []page.Fault) error {
	u := a.session(r).User
	d := &desk{form.Desk{View: v, Faults: faults}}
	p := &page.RequestMessages{}
	tell(&p.Base, v, "Pesan")
	p.Faults = faults
	cursor := ""
	for {
		list, next, err := a.Cases.Comments(r.Context(), a.actor(r), v.ID, cursor, 200)
		if err != nil {
			return err
		}
		for _, c := range list {
			p.Messages = append(p.Messages, page.Message{
				Who: displayName(c.By, c.By.Username), Agency: c.By.AgencyName, When: text.DateTime(c.At), Text: form.Paragraphs(c.Text), Only: messageReaders[c.Audience].tag, Mine: c.By.Username == u.Username,
			})
		}
		if cursor = next; next == "" {
			break
		}
	}
	p.Head = a.head(v, tabMessages, u)
	if !u.Has(alur.RoleAuditor) {
		p.Write = d.messageForm(u, typed, to)
	}
	return a.render(w, r, status, "request_messages", p)
}

func (d *desk) messageForm(u alur.User, typed, to string) *page.FindingForm {
	f := &page.FindingForm{Form: page.ActionForm{Action: requestPath(d.View, tabMessages), Button: "Kirim pesan", Class: "tombol", Hiddens: formHiddens(d.View)}}
	f.Fields = append(f.Fields, page.Field{
		ID: messageText, Label: "Tulis pesan", Type: "textarea", Rows: 4, Value: typed, Spellcheck: true, Fault: d.Fault(messageText),
		Hint: "Pesan tersimpan di riwayat dan tidak dapat dihapus",
	})
	if audiences := alur.AudiencesOf(u); len(audiences) > 1 {
		who := page.Field{ID: messageWho, Label: "Siapa yang dapat membaca", Type: "radios"}
		for _, a := range audiences {
			r := messageReaders[a]
			who.Options = append(who.Options, page.Choice{Value: string(a), Text: r.offer, Hint: r.hint, Checked: a == audienceOf(to)})
		}
		f.Fields = append(f.Fields, who)
	}
	return f
}

// audienceOf reads whom a message is for; a form without the question asks nothing.
func audienceOf(typed string) alur.Audience {
	if typed == "" {
		return alur.AudienceAll
	}
	return alur.Audience(typed)
}

// submitMessage adds a comment.
func (a *app) submitMessage(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	in := &posted{values: r.PostForm}
	typed, to := form.CleanText(in.values.Get(messageText)), in.values.Get(messageWho)
	answer := func(*casework.Written) reply {
		return reply{To: requestPath(v, tabMessages) + "#tulis", Notice: page.Notice{Text: text.MessageSent()}}
	}
	done, err := a.Cases.Comment(r.Context(), a.actor(r), v.ID, typed, audienceOf(to), casework.Options{Once: in.once(r, "", answer)})
	if e := asRefusal(err); err != nil && e.Code == alur.CodeInvalidData {
		say := text.WriteMessage()
		if i := slices.IndexFunc(e.Blockers, func(b alur.Blocker) bool { return b.Reason != "" }); i >= 0 {
			say = text.Blocker(e.Blockers[i], nil)
		}
		return a.renderMessages(w, r, v, http.StatusUnprocessableEntity, typed, to, []page.Fault{{Field: messageText, Text: say}})
	}
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}
