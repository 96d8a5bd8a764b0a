package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Where tokens and services are managed.
const (
	tokensPath   = "/akun/token"
	servicesPath = "/admin/layanan"
)

// tokenFields are the controls of the form, by the field that a refusal names.
var tokenFields = map[string]string{"name": "nama-token", "scopes": "lingkup", "life": "berlaku"}

// tokenHours are the lives that the form offers, in hours.
var tokenHours = []int{1, 12, 7 * 24, 30 * 24, 90 * 24, 180 * 24, 365 * 24}

// tokenTable is the part of the table for tokens, services and the settings.
func (a *app) tokenTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	const service = servicesPath + "/{service}"
	return []route{
		{method: get, pattern: tokensPath, who: signedIn, handle: a.showTokens},
		{method: post, pattern: tokensPath, who: signedIn, handle: a.submitToken, confirm: true},
		{method: post, pattern: tokensPath + "/{id}/cabut", who: signedIn, handle: a.submitRevokeToken},

		{method: get, pattern: servicesPath, who: admin, handle: a.showServices},
		{method: get, pattern: servicesPath + "/baru", who: admin, handle: a.showNewService},
		{method: post, pattern: servicesPath + "/baru", who: admin, handle: a.submitNewService, confirm: true},
		{method: get, pattern: service, who: admin, handle: a.showService},
		{method: post, pattern: service, who: admin, handle: a.submitService, confirm: true},
		{method: post, pattern: service + "/aktif", who: admin, handle: a.submitServiceActive, confirm: true},
		{method: post, pattern: service + "/token", who: admin, handle: a.submitServiceToken, confirm: true},
		{method: post, pattern: service + "/token/{id}/cabut", who: admin, handle: a.submitRevokeServiceToken},

		{method: get, pattern: "/admin/pengaturan", who: admin, handle: a.showSettings},

		{method: get, pattern: expiredPath, who: public, handle: a.showExpired},
		{method: post, pattern: expiredPath, who: public, handle: a.submitExpired},
	}
}

// tokenList says in words which tokens an account has; its forms stand below base.
func (a *app) tokenList(tokens []directory.Token, base, empty string) page.TokenList {
	l := page.TokenList{Empty: empty}
	for _, t := range tokens {
		row := page.TokenRow{
			Name: t.Name, Scopes: scopeNames(t.Scopes), Since: text.DateTime(t.CreatedAt), Until: text.DateTime(t.ExpiresAt),
			Soon: t.ExpiresAt.Sub(t.CreatedAt) > directory.SessionLife && t.ExpiresAt.Sub(a.Clock()) < 7*24*time.Hour,
			Used: text.TokenUse(t.UsedAt, t.UsedFrom), By: t.MadeBy, Revoke: base + "/" + t.ID + "/cabut",
		}
		if row.Name == "" {
			row.Name = "Token tanpa nama"
		}
		l.Rows = append(l.Rows, row)
	}
	return l
}

func scopeNames(scopes []directory.Scope) string {
	if scopes == nil {
		name, _ := text.Scope("")
		return name
	}
	var out []string
	for _, x := range scopes {
		if x == directory.ScopeRead && slices.Contains(scopes, directory.ScopeWrite) {
			continue // which says that it reads as well
		}
		name, _ := text.Scope(string(x))
		out = append(out, name)
	}
	return text.And(out)
}

// tokenForm offers the scopes that its owner could use, with what was typed.
func tokenForm(action string, owner alur.User, n directory.NewToken) page.TokenForm {
	f := page.TokenForm{
		Action: action,
		Name:   page.Field{ID: tokenFields["name"], Label: "Untuk apa token ini", Hint: "Misalnya “Dasbor kinerja”", Value: n.Name, Autocomplete: "off", Width: "l"},
		Scopes: page.Field{ID: tokenFields["scopes"], Label: "Lingkup", Type: "checkboxes"},
		Life:   page.Field{ID: tokenFields["life"], Label: "Masa berlaku", Type: "select"},
	}
	for _, x := range directory.Scopes {
		if x == directory.ScopeAdmin && !owner.ManagesPeople() {
			continue
		}
		name, hint := text.Scope(string(x))
		f.Scopes.Options = append(f.Scopes.Options, page.Choice{Value: string(x), Text: name, Hint: hint, Checked: slices.Contains(n.Scopes, x)})
	}
	for _, h := range tokenHours {
		life := time.Duration(h) * time.Hour
		f.Life.Options = append(f.Life.Options, page.Choice{Value: strconv.Itoa(h), Text: text.TokenLife(life), Checked: life == n.Life})
	}
	return f
}

// freshToken is what the form offers before anybody has typed.
func freshToken() directory.NewToken {
	return directory.NewToken{Scopes: []directory.Scope{directory.ScopeRead}, Life: directory.TokenDefault}
}

// readToken reads the form. A life that is no number is none that there can be.
func readToken(r *http.Request) directory.NewToken {
	n := directory.NewToken{Name: strings.TrimSpace(r.PostForm.Get(tokenFields["name"])), Life: -1}
	if h, err := strconv.Atoi(r.PostForm.Get(tokenFields["life"])); err == nil && h > 0 && h <= int(directory.TokenMost.Hours()) {
		n.Life = time.Duration(h) * time.Hour
	}
	for _, v := range r.PostForm[tokenFields["scopes"]] {
		n.Scopes = append(n.Scopes, directory.Scope(v))
	}
	return n
}

// tokenFaults turns a refusal of a token into sentences beside the fields; nil when the
// refusal is about something else.
func tokenFaults(err error) []page.Fault {
	e := asRefusal(err)
	switch {
	case e.Code == alur.CodeConflict && e.Field == "tokens":
		return []page.Fault{{Field: tokenFields["name"], Text: text.TooManyTokens()}}
	case e.Code == alur.CodeOTPRequired:
		return []page.Fault{{Field: tokenFields["name"], Text: text.TokenNeedsFactor()}}
	case e.Code != alur.CodeInvalidData:
		return nil
	}
	var out []page.Fault
	for _, b := range e.Blockers {
		out = append(out, page.Fault{Field: tokenFields[b.Item], Text: text.TokenFault(b.Item, b.Reason)})
	}
	return out
}

// showTokens lists one's own tokens, with the form that makes another.
func (a *app) showTokens(w http.ResponseWriter, r *http.Request) error {
	return a.renderTokens(w, r, freshToken(), nil)
}

func (a *app) renderTokens(w http.ResponseWriter, r *http.Request, n directory.NewToken, faults []page.Fault) error {
	u := a.session(r).User
	tokens, err := a.Directory.Tokens(r.Context(), u.Username)
	if err != nil {
		return err
	}
	p := &page.Tokens{
		List: a.tokenList(tokens, tokensPath, "Belum ada token yang berlaku."),
		Form: tokenForm(tokensPath, u, n),
	}
	p.Title, p.Current, p.Path = "Token API", "/akun", tokensPath
	p.Back = page.Link{Href: "/akun", Text: "Akun"}
	status := http.StatusOK
	if p.Faults = faults; faults != nil {
		status = http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "tokens", p)
}

// submitToken makes a token and shows it, once. Sending the form again makes another.
func (a *app) submitToken(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	n := readToken(r)
	secret, t, err := a.Directory.MakeToken(r.Context(), a.session(r), n, a.by(r))
	if err != nil {
		faults := tokenFaults(err)
		if faults == nil {
			return err
		}
		return a.renderTokens(w, r, n, faults)
	}
	p := tokenMade(secret, t, page.Link{Href: tokensPath, Text: "Sudah saya simpan"})
	p.Current, p.Path = "/akun", tokensPath
	return a.render(w, r, http.StatusOK, "token_made", p)
}

func tokenMade(secret string, t directory.Token, next page.Link) *page.TokenMade {
	p := &page.TokenMade{
		Name: t.Name, Secret: secret, Scopes: scopeNames(t.Scopes), Until: text.DateTime(t.ExpiresAt), Long: t.ExpiresAt.Sub(t.CreatedAt) > directory.SessionLife, Next: next,
	}
	p.Title = "Salin token ini sekarang"
	return p
}

// submitRevokeToken revokes one of one's own tokens.
func (a *app) submitRevokeToken(w http.ResponseWriter, r *http.Request) error {
	if err := a.Directory.RevokeToken(r.Context(), a.session(r).User.Username, r.PathValue("id"), a.by(r)); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: "Token sudah dicabut dan tidak berlaku lagi."})
	redirect(w, r, tokensPath)
	return nil
}
