// Package post writes the letters about requests and hands them to the mail server: one
// for each notice, and one each working morning with what waits for a person.
//
// It owns what these letters look like, when they may go (office hours), and which jobs
// they are. It must not know SQL, pages or rules: who may be written to what, casework
// says anew each time, and jobs are tried by package jobs. Start reading at [Office.Queues].
package post

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/calendar"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/jobs"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/text"
)

// UnsubscribePath is where links in letters lead that stop letters of a kind.
const UnsubscribePath = "/kabar/berhenti/"

// Config is what an office needs.
type Config struct {
	Store     *store.Store // for the jobs of the morning
	Cases     *casework.Cases
	Directory *directory.Directory
	Mail      *mail.Sender
	PublicURL string // the address that people type
	Clock     alur.Clock
	Log       *slog.Logger
	// Rate is how many letters go a second at most, Workers how many at once.
	Rate    float64
	Workers int
}

// Office sends letters.
type Office struct{ Config }

// New returns an office.
func New(c Config) *Office {
	c.PublicURL = strings.TrimRight(c.PublicURL, "/")
	c.Workers = cmp.Or(c.Workers, 4)
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Office{c}
}

// Queues are the queues of the office's jobs, for [jobs.New]. What prepares the morning's
// letters does not wait for the mail server.
func (o *Office) Queues() []jobs.Queue {
	return []jobs.Queue{
		{Name: casework.QueueMail, Workers: o.Workers, Rate: o.Rate, Kinds: map[string]jobs.Kind{
			casework.JobNotice: {Handle: o.sendNotice, Done: func(ctx context.Context, tx *store.Tx, j jobs.Job, at time.Time) error {
				return casework.NoticeSent(ctx, tx, j.Args, at)
			}},
			casework.JobInvitation: {Handle: o.sendInvitation},
			jobDigest:              {Handle: o.sendDigest},
		}},
		{Name: queueMorning, Workers: 1, Kinds: map[string]jobs.Kind{jobRound: {Handle: o.prepareDigests}}},
	}
}

// sendNotice sends the letter about a notice. Everything is asked again first.
func (o *Office) sendNotice(ctx context.Context, j jobs.Job) error {
	l, err := o.Cases.NoticeLetter(ctx, j.Args)
	if no, ok := errors.AsType[*casework.NoLetter](err); ok {
		return jobs.Dropped(no.Cause)
	}
	if err != nil {
		return err
	}
	if l.Quiet {
		if at, err := o.officeHours(ctx, o.Clock()); err != nil {
			return err
		} else if at.After(o.Clock()) {
			return jobs.PutOff("quiet", at)
		}
	}
	letter, err := o.noticeLetter(ctx, j, l)
	if err != nil {
		return err
	}
	return o.deliver(ctx, letter)
}

// deliver hands a letter over, and says of what went wrong what is to become of its job.
func (o *Office) deliver(ctx context.Context, l mail.Letter) error {
	err := o.Mail.Deliver(ctx, l)
	if err == nil {
		return nil
	}
	f, ok := errors.AsType[*mail.Failure](err)
	switch {
	case !ok:
		return err
	case f.Cause == "refused":
		return jobs.Refused(f.Cause, err)
	}
	return jobs.Later(f.Cause, err)
}

// noticeLetter writes the letter about a notice.
func (o *Office) noticeLetter(ctx context.Context, j jobs.Job, l *casework.Letter) (mail.Letter, error) {
	v := l.Notice
	subject, line := v.Words()
	stop, err := o.unsubscribe(j.Username, string(v.Kind))
	if err != nil {
		return mail.Letter{}, err
	}
	contact, err := o.contact(ctx)
	if err != nil {
		return mail.Letter{}, err
	}
	about := v.Title
	if about == "" {
		about = "Permohonan tanpa nama"
	}
	if v.Number != "" {
		about = v.Number + ", " + about
	}
	return mail.Letter{
		To: l.Email, Subject: subject, Greeting: "Yth. " + l.Name + ",", Paragraphs: []string{subject + ".", line},
		Link: o.PublicURL + "/permohonan/" + url.PathEscape(string(v.Request)), LinkText: "Buka permohonan",
		After: []string{"Tentang " + about + ", pemohon " + v.Agency + ".", text.LetterFooter(contact)}, From: sender,
		ID: "kabar." + j.ID, Thread: "permohonan." + string(v.Request), Unsubscribe: stop, StopText: text.LetterUnsubscribe(string(v.Kind)),
	}, nil
}

const sender = "ALUR, Dinas Komunikasi dan Informatika Kota Salatiga"

// unsubscribe is the address that stops letters of a kind to a person.
func (o *Office) unsubscribe(username, kind string) (string, error) {
	token, err := o.Directory.UnsubscribeToken(username, kind)
	return o.PublicURL + UnsubscribePath + token, err
}

// contact is whom to ask, "" where the ICT agency has not said.
func (o *Office) contact(ctx context.Context) (string, error) {
	ict, err := o.Directory.ICT(ctx)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	d, err := o.Directory.AgencyDetails(ctx, ict.ID)
	if err != nil {
		return "", err
	}
	name := ict.Name
	for _, way := range []string{d.Letterhead.Phone, d.Letterhead.Email} {
		if way != "" {
			name += ", " + way
		}
	}
	return name, nil
}

// Office hours of letters, in Jakarta: from seven to six on working days.
const (
	opens  = 7
	closes = 18
)

// officeHours is the first moment from at on that letters may go.
func (o *Office) officeHours(ctx context.Context, at time.Time) (time.Time, error) {
	years, err := o.Directory.Calendars(ctx)
	if err != nil {
		return time.Time{}, err
	}
	city, err := calendar.New(calendar.CivilService(), years...)
	if err != nil {
		return time.Time{}, err
	}
	return firstOfficeHour(city, at), nil
}

// firstOfficeHour is pure.
func firstOfficeHour(city *calendar.Calendar, at time.Time) time.Time {
	local := at.In(alur.Jakarta)
	for {
		why, _ := city.Day(local)
		switch y, m, d := local.Date(); {
		case why != "" || local.Hour() >= closes:
			local = time.Date(y, m, d+1, opens, 0, 0, 0, alur.Jakarta)
		case local.Hour() < opens:
			return time.Date(y, m, d, opens, 0, 0, 0, alur.Jakarta).UTC()
		default:
			return local.UTC()
		}
	}
}
