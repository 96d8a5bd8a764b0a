package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// showProposal is the form with which the owner of a meeting proposes times.
func (a *app) showProposal(w http.ResponseWriter, r *http.Request) error {
	m, err := a.meetingOf(r)
	if err != nil {
		return err
	}
	if !m.round.Owner {
		redirect(w, r, meetingPath(m.view, m.round.Item.ID))
		return nil
	}
	typed := url.Values{}
	n := 0
	add := func(t time.Time) {
		if n < casework.MaxSlots {
			n++
			typed.Set(fieldSlot+"."+strconv.Itoa(n), t.In(alur.Jakarta).Format(form.InputTime))
		}
	}
	for _, s := range m.round.Slots {
		if !s.Past {
			add(s.StartsAt)
			typed.Set(fieldLength, strconv.Itoa(int(s.EndsAt.Sub(s.StartsAt).Minutes())))
		}
	}
	for _, t := range unstamp(r.URL.Query()[queryAdd]) {
		if !slices.ContainsFunc(m.round.Slots, func(s casework.Slot) bool { return s.StartsAt.Equal(t) }) {
			add(t)
		}
	}
	typed[fieldAsk] = a.usuallyAsked(r, m)
	return a.renderProposal(w, r, m, typed, nil)
}

// usuallyAsked are those who are asked now; at first the attendees of the meeting, or
// whoever acts on the request in the visitor's place and on the other side.
func (a *app) usuallyAsked(r *http.Request, m *meetingVisit) []string {
	var out []string
	for _, p := range m.round.Replies {
		if p.Asked {
			out = append(out, p.User.Username)
		}
	}
	if len(m.round.Slots) > 0 {
		return out
	}
	var x flow.Meeting
	_ = json.Unmarshal(m.view.State.Value(m.round.Stage.ID, m.round.Item.ID), &x) // none, or of another shape, has nobody
	if len(x.Attendees) > 0 {
		return x.Attendees
	}
	me := a.session(r).User
	for _, u := range m.round.MayAsk {
		mine := u.Username == me.Username
		team := slices.ContainsFunc(m.view.Plan.Parties, func(p *flow.Party) bool { return slices.Contains(m.view.State.Teams[p.ID], u.Username) })
		asks := u.Agency == m.view.State.Agency && u.Has(alur.RoleRequester)
		if mine || team || asks || u.ThirdParty() {
			out = append(out, u.Username)
		}
	}
	return out
}

func (a *app) renderProposal(w http.ResponseWriter, r *http.Request, m *meetingVisit, typed url.Values, faults []page.Fault) error {
	v, item := m.view, m.round.Item
	p := &page.RequestPropose{Name: "Usulkan waktu: " + text.LowerFirst(item.Title)}
	if len(m.round.Slots) > 0 {
		p.Name = "Ubah usulan waktu: " + text.LowerFirst(item.Title)
		p.Keeps = slices.ContainsFunc(m.round.Replies, func(x casework.Reply) bool { return !x.At.IsZero() })
	}
	tell(&p.Base, v, p.Name)
	p.Wide = false
	p.Back = page.Link{Href: meetingPath(v, item.ID), Text: item.Title}
	p.Head = a.head(v, "pertemuan", a.session(r).User)
	for i := range casework.MaxSlots {
		id := fieldSlot + "." + strconv.Itoa(i+1)
		f := page.Field{ID: id, Label: "Waktu " + strconv.Itoa(i+1), Type: "datetime-local", Width: "m", Value: form.CleanText(typed.Get(id)), Optional: i >= casework.MinSlots}
		if t, ok := form.LocalTime(f.Value); ok {
			f.Value = t.In(alur.Jakarta).Format(form.InputTime)
		} else if f.Value != "" {
			f.Type = "text" // a text that the browser's own control could not show again
		}
		p.Slots = append(p.Slots, f)
	}
	p.Length = page.Field{ID: fieldLength, Label: "Lama pertemuan", Type: "select", Value: typed.Get(fieldLength)}
	minutes, err := strconv.Atoi(p.Length.Value)
	if err != nil || minutes <= 0 {
		minutes = 60
	}
	offered := slices.Clone(lengths)
	if !slices.Contains(offered, minutes) {
		offered = append(offered, minutes)
		slices.Sort(offered)
	}
	for _, n := range offered {
		p.Length.Options = append(p.Length.Options, page.Choice{Value: strconv.Itoa(n), Text: text.Duration(time.Duration(n) * time.Minute), Checked: n == minutes})
	}
	p.Ask = page.Field{ID: fieldAsk, Label: "Siapa yang ditanya", Type: "checkboxes", Hint: "Mereka melihatnya di Tugas Saya. Orang lain yang dapat melihat permohonan ini juga boleh menjawab."}
	for _, u := range m.round.MayAsk {
		p.Ask.Options = append(p.Ask.Options, page.Choice{Value: u.Username, Text: displayName(u, u.Username), Hint: u.AgencyName, Checked: slices.Contains(typed[fieldAsk], u.Username)})
	}
	p.Form = page.ActionForm{Action: meetingPath(v, item.ID, "usul"), Button: "Tanyakan waktu ini", Class: "tombol"}
	status := http.StatusOK
	if len(faults) > 0 {
		p.Faults, status = faults, http.StatusUnprocessableEntity
		p.Mark()
	}
	return a.render(w, r, status, "request_propose", p)
}

// submitProposal proposes times, or changes what was proposed.
func (a *app) submitProposal(w http.ResponseWriter, r *http.Request) error {
	m, err := a.meetingOf(r)
	if err != nil {
		return err
	}
	if err := parseForm(r); err != nil {
		return err
	}
	minutes, err := strconv.Atoi(r.PostForm.Get(fieldLength))
	if err != nil || minutes <= 0 || minutes > int(casework.MaxSlot/time.Minute) {
		minutes = 60
	}
	proposal := casework.Proposal{Ask: r.PostForm[fieldAsk]}
	var rows []string
	var faults []page.Fault
	for i := range casework.MaxSlots {
		id := fieldSlot + "." + strconv.Itoa(i+1)
		s := form.CleanText(r.PostForm.Get(id))
		if s == "" {
			continue
		}
		start, ok := form.LocalTime(s)
		if !ok {
			faults = append(faults, page.Fault{Field: id, Text: text.NotATime("Waktu " + strconv.Itoa(i+1))})
			continue
		}
		rows = append(rows, id)
		proposal.Slots = append(proposal.Slots, casework.Span{Start: start, End: start.Add(time.Duration(minutes) * time.Minute)})
	}
	if len(faults) > 0 && m.round.Owner {
		return a.renderProposal(w, r, m, r.PostForm, faults)
	}
	err = a.Cases.Propose(r.Context(), a.actor(r), m.view.ID, m.round.Item.ID, proposal)
	switch {
	case alur.CodeOf(err) == alur.CodeInvalidData:
		return a.renderProposal(w, r, m, r.PostForm, roundFaults(err, rows))
	case err != nil:
		return err
	}
	a.notify(w, r, page.Notice{Text: text.Proposed(len(slices.Compact(slices.Sorted(slices.Values(proposal.Ask)))))})
	redirect(w, r, meetingPath(m.view, m.round.Item.ID))
	return nil
}

// submitSlot gives the meeting the time that its owner has chosen.
func (a *app) submitSlot(w http.ResponseWriter, r *http.Request) error {
	m, err := a.meetingOf(r)
	if err != nil {
		return err
	}
	if err := parseForm(r); err != nil {
		return err
	}
	in := &posted{values: r.PostForm}
	chosen := unstamp(r.PostForm[fieldSlot])
	if len(chosen) != 1 {
		return a.renderMeeting(w, r, m, nil, []page.Fault{{Text: text.RoundOver()}})
	}
	said := ""
	for _, s := range m.round.Slots {
		if s.StartsAt.Equal(chosen[0]) {
			said = text.SlotChosen(s.StartsAt, s.EndsAt)
		}
	}
	answer := func(*casework.Written) reply {
		return reply{To: requestPath(m.view) + "#" + itemAnchor + string(m.round.Item.ID), Notice: page.Notice{Text: said}}
	}
	done, err := a.Cases.ChooseSlot(r.Context(), a.actor(r), m.view.ID, m.round.Item.ID, chosen[0], casework.Options{Once: in.once(r, "", answer)})
	if alur.CodeOf(err) == alur.CodeConflict {
		if m, err = a.meetingOf(r); err != nil {
			return err
		}
		return a.renderMeeting(w, r, m, nil, []page.Fault{{Text: text.RoundOver()}})
	}
	if err != nil {
		return err
	}
	return a.finish(w, r, done, answer)
}

// submitClose takes a proposal back.
func (a *app) submitClose(w http.ResponseWriter, r *http.Request) error {
	m, err := a.meetingOf(r)
	if err != nil {
		return err
	}
	if err := a.Cases.CloseRound(r.Context(), a.actor(r), m.view.ID, m.round.Item.ID); err != nil {
		return err
	}
	a.notify(w, r, page.Notice{Text: text.RoundClosed()})
	redirect(w, r, meetingPath(m.view, m.round.Item.ID))
	return nil
}
