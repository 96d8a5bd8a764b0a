package post

import (
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/ics"
	"github.com/alur-id/alur/internal/jobs"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/text"
)

// sendInvitation brings one person's calendar up to a meeting: as an invitation, as a
// change, or as its withdrawal. What is to be said is asked now; what was taken is noted
// by itself, so that a job that runs again finds nothing to send.
func (o *Office) sendInvitation(ctx context.Context, j jobs.Job) error {
	i, err := o.Cases.Invitation(ctx, j.Args, j.Username)
	if no, ok := errors.AsType[*casework.NoLetter](err); ok {
		return jobs.Dropped(no.Cause)
	}
	if err != nil {
		return err
	}
	if i.Quiet {
		at, err := o.officeHours(ctx, o.Clock())
		if err != nil {
			return err
		}
		// Who is to come early tomorrow is told tonight.
		if at.After(o.Clock()) && at.Before(i.Meeting.StartsAt.Add(-time.Hour)) {
			return jobs.PutOff("quiet", at)
		}
	}
	i, err = o.Cases.Inviting(ctx, i)
	if no, ok := errors.AsType[*casework.NoLetter](err); ok {
		return jobs.Dropped(no.Cause)
	}
	if err != nil {
		return err
	}
	letter, err := o.invitation(ctx, j, i)
	if err != nil {
		return err
	}
	if err := o.deliver(ctx, letter); err != nil {
		return err
	}
	return o.Cases.Invited(ctx, i)
}

// invitation writes the letter with what calendars read.
func (o *Office) invitation(ctx context.Context, j jobs.Job, i *casework.Invitation) (mail.Letter, error) {
	m := i.Meeting
	stop, err := o.unsubscribe(j.Username, string(i.Kind))
	if err != nil {
		return mail.Letter{}, err
	}
	contact, err := o.contact(ctx)
	if err != nil {
		return mail.Letter{}, err
	}
	call := text.Call{Start: m.StartsAt, End: m.EndsAt, Moved: i.Update, Off: i.Cancel}
	l := mail.Letter{
		To: i.Email, Greeting: "Yth. " + i.Name + ",", From: sender, ID: "undangan." + j.ID, Unsubscribe: stop, StopText: text.LetterUnsubscribe(string(i.Kind)),
	}
	if !i.Bare {
		call.Item, call.Request, call.Number, call.Place, call.Link = m.Item.Title, titled(m.Title), m.Number, m.Place, m.Link
		l.Thread = "permohonan." + string(m.Request)
		l.Link, l.LinkText = o.PublicURL+"/permohonan/"+url.PathEscape(string(m.Request)), text.CallButton(i.Cancel)
		if !i.Cancel {
			l.Link += "/pertemuan/" + url.PathEscape(string(m.Item.ID)) + "/hadir"
			l.After = append(l.After, text.CallReply())
		}
		l.After = append(l.After, "Tentang "+strings.TrimPrefix(m.Number+", "+titled(m.Title), ", ")+", pemohon "+m.Agency.Name+".")
	}
	l.After = append(l.After, text.LetterFooter(contact))
	l.Subject, l.Paragraphs = text.CallSubject(call), text.CallLines(call)
	method := ics.Request
	if i.Cancel {
		method = ics.Cancel
	}
	l.Calendar, l.CalendarMethod = ics.Text(ics.Calendar(method, o.event(i))), string(method)
	return l, nil
}

// event is the meeting as the person's calendar is to have it.
func (o *Office) event(i *casework.Invitation) ics.Event {
	m := i.Meeting
	e := ics.Event{
		UID: m.ID, Sequence: i.Sequence, Stamp: o.Clock(), Start: m.StartsAt, End: m.EndsAt, Summary: text.CallWithheld(),
		Organizer: ics.Party{Name: "ALUR Diskominfo Kota Salatiga", Email: o.Mail.Address()}, Attendee: ics.Party{Name: i.Name, Email: i.Email},
	}
	if i.Bare {
		return e
	}
	e.URL = o.PublicURL + "/permohonan/" + url.PathEscape(string(m.Request))
	e.Place, e.Link = m.Place, m.Link
	if i.Confidential() {
		e.Description = e.URL
		return e
	}
	var names []string
	for _, u := range m.Attendees {
		names = append(names, u.Name)
	}
	e.Summary = text.MeetingOf(m.Item.Title, titled(m.Title))
	e.Description = text.MeetingNotes(m.Number, m.Agency.Name, text.StageOf(m.Stage.Number, m.Plan.Total(), m.Stage.Title), text.And(names), m.Link, e.URL)
	if topics := text.CallTopics(i.Minutes); topics != "" {
		e.Description += "\n\n" + topics
	}
	return e
}

// titled is the name of a request, also of one that has none.
func titled(title string) string {
	if title == "" {
		return "Permohonan tanpa nama"
	}
	return title
}
