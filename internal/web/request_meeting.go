package web

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// The pages on which a meeting gets its time: proposed, answered, chosen.

// Names of values in these forms.
const (
	fieldSlot   = "waktu"   // + ".N" in a proposal: a start; alone: the start that is chosen, RFC 3339
	fieldLength = "lama"    // minutes
	fieldAsk    = "tanya"   // usernames
	fieldCan    = "bisa"    // starts, RFC 3339
	fieldSeen   = "dilihat" // the starts that the form showed
	fieldOther  = "lain"
	fieldNote   = "catatan"
	buttonAll   = "semua"
	queryAdd    = "tambah" // a start to be taken into the proposal
)

// meetingPath is the address of a meeting, or of a page below it.
func meetingPath(v *casework.View, item alur.ItemID, below ...string) string {
	return requestPath(v, append([]string{"pertemuan", string(item)}, below...)...)
}

// A meetingVisit is a request to one of the pages of a meeting.
type meetingVisit struct {
	view  *casework.View
	round *casework.Round
}

func (a *app) meetingOf(r *http.Request) (*meetingVisit, error) {
	v, err := a.requestOf(r)
	if err != nil {
		return nil, err
	}
	round, err := a.Cases.Round(r.Context(), a.actor(r), v.ID, alur.ItemID(r.PathValue("item")))
	if err != nil {
		return nil, err
	}
	return &meetingVisit{view: v, round: round}, nil
}

// showMeeting shows a meeting of the present stage with the times proposed for it. A
// link to one whose stage is over leads to the request.
func (a *app) showMeeting(w http.ResponseWriter, r *http.Request) error {
	m, err := a.meetingOf(r)
	if alur.CodeOf(err) == alur.CodeNotFound {
		v, gone := a.requestOf(r)
		if gone == nil && knowsMeeting(v, r.PathValue("item")) {
			redirect(w, r, requestPath(v))
			return nil
		}
	}
	if err != nil {
		return err
	}
	return a.renderMeeting(w, r, m, nil, nil)
}

// knowsMeeting reports whether a stage of the plan has the meeting.
func knowsMeeting(v *casework.View, item string) bool {
	return slices.ContainsFunc(v.Plan.Stages, func(st *flow.Stage) bool {
		it := st.Item(alur.ItemID(item))
		return it != nil && it.Kind == flow.KindMeeting
	})
}

// renderMeeting shows the meeting, with what was typed into the answer where it could not be kept.
func (a *app) renderMeeting(w http.ResponseWriter, r *http.Request, m *meetingVisit, typed url.Values, faults []page.Fault) error {
	v, round := m.view, m.round
	item := round.Item
	p := &page.RequestMeeting{Name: item.Title, Over: len(round.Slots) > 0 && !round.Open()}
	tell(&p.Base, v, item.Title)
	p.Wide = false
	p.Faults = faults
	p.Back = page.Link{Href: requestPath(v), Text: titleOf(v.Title)}
	p.Head = a.head(v, "pertemuan", a.session(r).User)
	d := &desk{form.Desk{View: v, Now: a.Clock()}}
	p.Meeting = d.Answer(round.Stage, item)
	if len(round.Slots) > 0 {
		p.By = "Diusulkan " + displayName(round.By, "rekan") + ", " + text.DateTime(round.At)
	}
	p.Slots, p.Notes = roundSlots(round), roundNotes(v, round)
	if round.Answers {
		p.Answer = answerForm(v, round, typed)
		p.Answer.Other.Fault, p.Answer.Note.Fault = p.Fault(fieldOther), p.Fault(fieldNote)
	}
	if round.Owner {
		p.Propose = page.Link{Href: meetingPath(v, item.ID, "usul"), Text: "Usulkan waktu"}
		if len(round.Slots) > 0 {
			p.Propose.Text = "Ubah usulan waktu"
			p.Close = &page.ActionForm{Action: meetingPath(v, item.ID, "tutup"), Class: "tombol-teks", Button: "Tarik usulan"}
		}
		if round.Open() {
			p.Choose = page.ActionForm{Action: meetingPath(v, item.ID, "pilih"), Hiddens: []page.Hidden{{Name: hiddenKey, Value: alur.NewID()}}}
		}
		p.Fill = page.Link{Href: requestPath(v) + "#" + itemAnchor + string(item.ID), Text: "Isi tempat, peserta, dan hasil pertemuan"}
	}
	p.Share = a.shareMeeting(r, m)
	var err error
	if p.Gathering, p.GatheringNote, err = a.linkGathering(r, m); err != nil {
		return err
	}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
		if typed == nil {
			status = http.StatusConflict
		}
	}
	return a.render(w, r, status, "request_meeting", p)
}

// roundSlots sums up who can be there when.
func roundSlots(round *casework.Round) []page.RoundSlot {
	var out []page.RoundSlot
	for _, s := range round.Slots {
		x := page.RoundSlot{
			Value: stamp(s.StartsAt), When: text.When(s.StartsAt, s.EndsAt), Past: s.Past, Score: text.CanCount(s.Can, len(round.Replies)),
		}
		var can, cannot, silent []string
		for _, p := range round.Replies {
			name := displayName(p.User, p.User.Username)
			switch yes, said := p.Can[s.StartsAt]; {
			case yes:
				can = append(can, name)
			case said:
				cannot = append(cannot, name)
			default:
				silent = append(silent, name)
			}
		}
		x.Can, x.Cannot, x.Silent = text.And(can), text.And(cannot), text.And(silent)
		out = append(out, x)
	}
	return out
}

func roundNotes(v *casework.View, round *casework.Round) []page.RoundNote {
	var out []page.RoundNote
	for _, p := range round.Replies {
		if p.Note == "" && p.Other.IsZero() {
			continue
		}
		n := page.RoundNote{Who: displayName(p.User, p.User.Username), Text: p.Note}
		if !p.Other.IsZero() {
			n.Other = text.DateTime(p.Other)
			if round.Owner {
				n.Add = meetingPath(v, round.Item.ID, "usul") + "?" + url.Values{queryAdd: {stamp(p.Other)}}.Encode()
			}
		}
		out = append(out, n)
	}
	return out
}

// answerForm asks when the visitor can be there, with the earlier answer in it or with
// what was typed. Nothing is ticked that nobody has ticked.
func answerForm(v *casework.View, round *casework.Round, typed url.Values) *page.RoundAnswer {
	out := &page.RoundAnswer{Action: meetingPath(v, round.Item.ID, "jawab")}
	out.Slots = page.Field{ID: fieldCan, Label: "Kapan Anda bisa?", Type: "checkboxes", Hint: "Centang yang bisa. Yang tidak dicentang berarti Anda tidak bisa."}
	out.Other = page.Field{ID: fieldOther, Label: "Waktu lain yang bisa", Type: "datetime-local", Width: "m", Optional: true, Hint: "Tanggal dan jam, WIB"}
	out.Note = page.Field{ID: fieldNote, Label: "Catatan", Optional: true, Spellcheck: true, Width: "l", Hint: "Misalnya: Senin pagi selalu apel"}
	mine := round.Mine
	for _, s := range round.Slots {
		if s.Past {
			continue
		}
		c := page.Choice{Value: stamp(s.StartsAt), Text: text.When(s.StartsAt, s.EndsAt)}
		if mine != nil {
			yes, said := mine.Can[s.StartsAt]
			c.Checked = yes
			if !said && !mine.At.IsZero() {
				c.Hint = "Waktu baru, belum Anda jawab"
			}
		}
		if typed != nil {
			c.Checked = slices.Contains(typed[fieldCan], c.Value)
		}
		out.Slots.Options = append(out.Slots.Options, c)
		out.Seen = append(out.Seen, page.Hidden{Name: fieldSeen, Value: c.Value})
	}
	if mine != nil && !mine.At.IsZero() {
		out.Answered = true
		out.Note.Value = mine.Note
		if !mine.Other.IsZero() {
			out.Other.Value = mine.Other.In(alur.Jakarta).Format(form.InputTime)
		}
	}
	if typed != nil {
		out.Note.Value, out.Other.Value = form.CleanText(typed.Get(fieldNote)), form.CleanText(typed.Get(fieldOther))
		if _, ok := form.LocalTime(out.Other.Value); !ok {
			out.Other.Type = "text" // a text that the browser's own control could not show again
		}
	}
	out.Open = out.Note.Value != "" || out.Other.Value != ""
	return out
}

// shareMeeting is a text to tell people of the meeting, or to ask them for their answer;
// nil while there is neither.
func (a *app) shareMeeting(r *http.Request, m *meetingVisit) *page.Share {
	v, round := m.view, m.round
	var x flow.Meeting
	_ = json.Unmarshal(v.State.Value(round.Stage.ID, round.Item.ID), &x) // none, or of another shape, says nothing
	start, err := time.Parse(time.RFC3339, x.Start)
	end, _ := time.Parse(time.RFC3339, x.End) // none is left out
	out := &page.Share{}
	switch {
	case round.Open() && round.Owner:
		var times []string
		for _, s := range round.Slots {
			if !s.Past {
				times = append(times, text.When(s.StartsAt, s.EndsAt))
			}
		}
		out.Title = "Ingatkan untuk menjawab"
		out.Text = text.AskForTimes(round.Item.Title, titleOf(v.Title), times, a.serverAddress(r)+meetingPath(v, round.Item.ID))
	case round.Open():
		return nil
	case err == nil && (x.Place != "" || x.Link != ""):
		out.Title = "Kabari lewat WhatsApp"
		out.Text = text.Invitation(round.Item.Title, titleOf(v.Title), text.When(start, end), x.Place, x.Link, a.serverAddress(r)+requestPath(v))
	default:
		return nil
	}
	out.Href = "https://wa.me/?text=" + url.QueryEscape(out.Text)
	return out
}

// stamp is how a form carries an instant.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// unstamp reads instants that a form carried; what is none is left out.
func unstamp(values []string) []time.Time {
	var out []time.Time
	for _, s := range values {
		if t, err := time.Parse(time.RFC3339, s); err == nil && len(out) < 2*casework.MaxSlots {
			out = append(out, t)
		}
	}
	return out
}

// submitAnswer keeps when the visitor can be there.
func (a *app) submitAnswer(w http.ResponseWriter, r *http.Request) error {
	m, err := a.meetingOf(r)
	if err != nil {
		return err
	}
	if err := parseForm(r); err != nil {
		return err
	}
	can, seen := unstamp(r.PostForm[fieldCan]), unstamp(r.PostForm[fieldSeen])
	if r.PostForm.Get(buttonAll) != "" {
		can = seen
	}
	cannot := slices.DeleteFunc(slices.Clone(seen), func(t time.Time) bool { return slices.ContainsFunc(can, t.Equal) })
	var other time.Time
	if s := form.CleanText(r.PostForm.Get(fieldOther)); s != "" {
		t, ok := form.LocalTime(s)
		if !ok {
			return a.renderMeeting(w, r, m, r.PostForm, []page.Fault{{Field: fieldOther, Text: text.NotATime("Waktu lain yang bisa")}})
		}
		other = t
	}
	err = a.Cases.Answer(r.Context(), a.actor(r), m.view.ID, m.round.Item.ID, can, cannot, other, form.CleanText(r.PostForm.Get(fieldNote)))
	switch {
	case alur.CodeOf(err) == alur.CodeInvalidData:
		return a.renderMeeting(w, r, m, r.PostForm, roundFaults(err, nil))
	case alur.CodeOf(err) == alur.CodeConflict:
		return a.renderMeeting(w, r, m, nil, []page.Fault{{Text: text.RoundOver()}})
	case err != nil:
		return err
	}
	a.notify(w, r, page.Notice{Text: text.RoundAnswered(len(can), len(seen)), Href: "/tugas", LinkText: "Kembali ke Tugas Saya"})
	redirect(w, r, meetingPath(m.view, m.round.Item.ID))
	return nil
}

// roundFaults puts what casework says of a proposal or an answer beside its controls;
// rows are the controls of the slots, in the order in which they were passed on.
func roundFaults(err error, rows []string) []page.Fault {
	var out []page.Fault
	e, _ := errors.AsType[*alur.Error](err)
	for _, b := range e.Blockers {
		f := page.Fault{Text: text.ProposalFault(b)}
		item, n, _ := strings.Cut(b.Item, ".")
		switch i, err := strconv.Atoi(n); {
		case err == nil && i >= 1 && i <= len(rows):
			f.Field = rows[i-1]
		case item == "slots":
			f.Field = fieldSlot + ".1"
		case item == "ask":
			f.Field = fieldAsk
		case item == "other":
			f.Field = fieldOther
		case item == "note":
			f.Field = fieldNote
		}
		if !slices.ContainsFunc(out, func(x page.Fault) bool { return x.Field == f.Field }) {
			out = append(out, f)
		}
	}
	return out
}

// lengths are how long a meeting may be said to take, in minutes.
var lengths = []int{30, 60, 90, 120, 180, 240, 480}

// linkMeetings leads from the request's page to the pages of its meetings.
func (a *app) linkMeetings(r *http.Request, p *page.RequestShow, v *casework.View) error {
	for _, it := range v.Stage.Items {
		if it.Kind != flow.KindMeeting || v.State.Status.Ended() {
			continue
		}
		round, err := a.Cases.Round(r.Context(), a.actor(r), v.ID, it.ID)
		if err != nil {
			return err
		}
		link, note := meetingLink(v, round)
		if link.Href == "" {
			continue
		}
		if p.Form != nil {
			for i := range p.Form.Sections {
				for j := range p.Form.Sections[i].Items {
					if x := &p.Form.Sections[i].Items[j]; x.ID == string(it.ID) {
						x.Beside, x.BesideNote = link, note
					}
				}
			}
		}
		for i := range p.Others {
			if p.Others[i].ID == string(it.ID) {
				p.Others[i].Change = link
			}
		}
	}
	return nil
}

// meetingLink is what there is to do about a meeting's time; zero for nothing.
func meetingLink(v *casework.View, round *casework.Round) (link page.Link, note string) {
	link.Href = meetingPath(v, round.Item.ID)
	answered := 0
	for _, p := range round.Replies {
		if !p.At.IsZero() {
			answered++
		}
	}
	if len(round.Slots) > 0 {
		note = text.Answered(len(round.Slots), answered, len(round.Replies))
	}
	timed := startsAt(v, round) != ""
	switch {
	case round.Answers && round.Mine != nil && round.Mine.Missed > 0 && !round.Owner:
		link.Text = "Jawab usulan waktu"
	case len(round.Slots) > 0:
		link.Text = "Lihat usulan waktu"
	case timed:
		link.Text = "Undangan dan teks WhatsApp"
	case round.Owner:
		link.Href, link.Text, note = meetingPath(v, round.Item.ID, "usul"), "Usulkan waktu", "Tanyakan dahulu kapan semua bisa"
	default:
		return page.Link{}, ""
	}
	return link, note
}

func startsAt(v *casework.View, round *casework.Round) string {
	var x flow.Meeting
	_ = json.Unmarshal(v.State.Value(round.Stage.ID, round.Item.ID), &x) // none, or of another shape, has no start
	return x.Start
}

// askings are the proposals of times that wait for the visitor's answer.
func (a *app) askings(r *http.Request) ([]page.Asking, error) {
	found, err := a.Cases.Askings(r.Context(), a.actor(r))
	if err != nil {
		return nil, err
	}
	var out []page.Asking
	for _, x := range found {
		var first time.Time
		n := 0
		for _, s := range x.Round.Slots {
			if !s.Past {
				if n++; n == 1 {
					first = s.StartsAt
				}
			}
		}
		out = append(out, page.Asking{
			Href: "/permohonan/" + string(x.Request) + "/pertemuan/" + string(x.Round.Item.ID), Item: x.Round.Item.Title,
			Title: titleOf(x.Title), Number: numberOf(x.Number), Agency: x.Agency.Name, When: text.FirstOf(n, first),
		})
	}
	return out, nil
}
