package web

import (
	"net/http"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// What the form that takes a task carries.
const (
	hiddenFrom = "_dari"  // who had the task on the page, or ""
	hiddenBack = "_balik" // where to go afterwards
)

// claimForm is the button that takes a task or gives it back, as it stands for the user;
// nil where nobody else could do it. back is where it leads.
func claimForm(id alur.RequestID, hold casework.Hold, claims []casework.Claim, acting []alur.PartyID, u alur.User, back string) *page.ActionForm {
	from := ""
	own := false
	for _, c := range claims {
		if !slices.Contains(acting, c.Party) {
			continue
		}
		if c.By.Username == u.Username {
			own = true
		} else {
			from = c.By.Username
		}
	}
	root := "/permohonan/" + string(id)
	f := &page.ActionForm{Action: root + "/ambil", Class: "tombol-kedua", Button: "Ambil tugas", Hiddens: []page.Hidden{{Name: hiddenBack, Value: back}}}
	switch hold {
	case casework.HoldFree:
		from = ""
	case casework.HoldTaken:
		f.Button = "Ambil alih tugas"
	case casework.HoldOwn:
		if !own {
			return nil
		}
		f.Action, f.Button, f.Class = root+"/lepas", "Lepas tugas", "tombol-teks"
		return f
	default:
		return nil
	}
	f.Hiddens = append(f.Hiddens, page.Hidden{Name: hiddenFrom, Value: from})
	return f
}

// submitClaim takes the task on a request.
func (a *app) submitClaim(w http.ResponseWriter, r *http.Request) error {
	return a.claiming(w, r, func(id alur.RequestID) (*casework.View, error) {
		return a.Cases.Claim(r.Context(), a.actor(r), id, r.PostForm.Get(hiddenFrom))
	}, text.TaskTaken)
}

// submitRelease gives it back.
func (a *app) submitRelease(w http.ResponseWriter, r *http.Request) error {
	return a.claiming(w, r, func(id alur.RequestID) (*casework.View, error) {
		return a.Cases.Release(r.Context(), a.actor(r), id)
	}, text.TaskReleased)
}

// claiming carries out one of the two and goes back to the page that the button was on. What
// has changed since is no fault of whoever pressed it: the page says how things stand.
func (a *app) claiming(w http.ResponseWriter, r *http.Request, do func(alur.RequestID) (*casework.View, error), said func(string) string) error {
	if err := a.Cases.Visible(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id"))); err != nil {
		return err
	}
	if err := parseForm(r); err != nil {
		return err
	}
	id := alur.RequestID(r.PathValue("id"))
	v, err := do(id)
	n := page.Notice{}
	switch alur.CodeOf(err) {
	case "":
		n.Text = said(titleOf(v.Title))
	case alur.CodeConflict:
		n = page.Notice{Bad: true, Text: text.TaskGone(), Href: "/permohonan/" + string(id), LinkText: "Buka permohonan"}
	case alur.CodeNotYourParty, alur.CodeRequestEnded, alur.CodePaused, alur.CodeFourEyes:
		a.noteDenial(r, asRefusal(err))
		_, detail := errorSentence(err)
		n = page.Notice{Bad: true, Text: detail, Href: "/permohonan/" + string(id), LinkText: "Buka permohonan"}
	default:
		return err
	}
	to := localPath(r.PostForm.Get(hiddenBack), "/permohonan/"+string(id))
	if n.Bad && to != "/tugas" {
		n.Href, n.LinkText = "", ""
	}
	a.notify(w, r, n)
	redirect(w, r, to)
	return nil
}

// handOverLink leads to where what the user has taken is given to a colleague; its zero
// value when nothing is.
func handOverLink(id alur.RequestID, claims []casework.Claim, u alur.User) page.Link {
	for _, c := range claims {
		if c.By.Username == u.Username {
			return page.Link{Href: "/permohonan/" + string(id) + "/serahkan", Text: "Serahkan ke rekan"}
		}
	}
	return page.Link{}
}

// fieldColleague is the control with the colleague who gets a task.
const fieldColleague = "rekan"

// showHandOver offers the colleagues to whom a task can be given.
func (a *app) showHandOver(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	return a.renderHandOver(w, r, v, http.StatusOK, nil)
}

func (a *app) renderHandOver(w http.ResponseWriter, r *http.Request, v *casework.View, status int, faults []page.Fault) error {
	found, err := a.Cases.Colleagues(r.Context(), a.actor(r), v.ID)
	switch alur.CodeOf(err) {
	case "":
	case alur.CodeNotYourParty, alur.CodeReadOnlyRole, alur.CodeRequestEnded, alur.CodePaused, alur.CodeFourEyes:
		_, detail := errorSentence(err)
		a.notify(w, r, page.Notice{Bad: true, Text: detail})
		redirect(w, r, requestPath(v))
		return nil
	default:
		return err
	}
	p := &page.RequestHandOver{Task: a.viewTurn(v).Action, Taken: handOverLink(v.ID, v.Claims, a.session(r).User).Href != ""}
	tell(&p.Base, v, "Serahkan ke rekan")
	p.Wide = false
	p.Back = page.Link{Href: requestPath(v), Text: titleOf(v.Title)}
	p.Head = a.head(v, tabMain, a.session(r).User)
	p.Faults = faults
	p.Choice = page.Field{ID: fieldColleague, Type: "radios", Label: "Rekan yang melanjutkan", Fault: p.Fault(fieldColleague)}
	for _, u := range found {
		p.Choice.Options = append(p.Choice.Options, page.Choice{Value: u.Username, Text: u.Name, Hint: u.AgencyName})
	}
	p.Form = page.ActionForm{Action: requestPath(v, "serahkan"), Button: "Serahkan tugas", Class: "tombol"}
	return a.render(w, r, status, "request_hand_over", p)
}

// submitHandOver gives the task to the colleague chosen.
func (a *app) submitHandOver(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	to := r.PostForm.Get(fieldColleague)
	if to == "" {
		return a.renderHandOver(w, r, v, http.StatusUnprocessableEntity, []page.Fault{{Field: fieldColleague, Text: text.ChooseColleague()}})
	}
	done, err := a.Cases.HandOver(r.Context(), a.actor(r), v.ID, to)
	n := page.Notice{}
	switch alur.CodeOf(err) {
	case "":
		name := to
		for _, c := range done.Claims {
			if c.By.Username == to {
				name = c.By.Name
			}
		}
		n.Text = text.TaskHanded(titleOf(v.Title), name)
	case alur.CodeInvalidData:
		return a.renderHandOver(w, r, v, http.StatusUnprocessableEntity, []page.Fault{{Field: fieldColleague, Text: text.ColleagueUnfit()}})
	case alur.CodeConflict:
		n = page.Notice{Bad: true, Text: text.TaskNotYours()}
	case alur.CodeNotYourParty, alur.CodeReadOnlyRole, alur.CodeRequestEnded, alur.CodePaused, alur.CodeFourEyes:
		a.noteDenial(r, asRefusal(err))
		_, detail := errorSentence(err)
		n = page.Notice{Bad: true, Text: detail}
	default:
		return err
	}
	a.notify(w, r, n)
	redirect(w, r, requestPath(v))
	return nil
}

// holds reports whether one of the parties has the ball.
func holds(waiting []flow.Waiting, parties []alur.PartyID) bool {
	return slices.ContainsFunc(waiting, func(w flow.Waiting) bool { return slices.Contains(parties, w.Party) })
}

// acting are the parties for which the viewer may act: those that four eyes bar are left out.
func acting(parties, barred []alur.PartyID) []alur.PartyID {
	return slices.DeleteFunc(slices.Clone(parties), func(p alur.PartyID) bool { return slices.Contains(barred, p) })
}
