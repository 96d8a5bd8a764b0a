package post

import (
	"cmp"
	"context"
	"net/url"
	"slices"
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

// The jobs of the morning. Args is the day, in Jakarta.
const (
	queueMorning = "morning"
	jobRound     = "digest-round"
	jobDigest    = "digest"
)

// lastDigest is the hour from which on no digest of the day is begun any more: one that
// comes in the afternoon, because the server was off, is about another day.
const lastDigest = 12

// digestPage is how many people one transaction prepares.
const digestPage = 200

// listed is how many tasks a digest lists; the number in its subject counts all up to
// mostTasks.
const (
	listed    = 20
	mostTasks = 200
)

// Morning adds the job that prepares the digests, once each working morning however many
// instances call it and however often: its key is the day. It is for [jobs.Config.Round].
func (o *Office) Morning(ctx context.Context, now time.Time) error {
	local := now.In(alur.Jakarta)
	if local.Hour() < opens || local.Hour() >= lastDigest {
		return nil
	}
	day := local.Format(time.DateOnly)
	there := false
	err := o.Store.Read(ctx, func(tx *store.Tx) (err error) {
		there, err = tx.HasJob(ctx, jobRound+":"+day)
		return err
	})
	if err != nil || there {
		return err
	}
	years, err := o.Directory.Calendars(ctx)
	if err != nil {
		return err
	}
	city, err := calendar.New(calendar.CivilService(), years...)
	if err != nil {
		return err
	}
	if why, _ := city.Day(local); why != "" {
		return nil
	}
	return o.Store.Write(ctx, func(tx *store.Tx) error {
		return tx.AddJobs(ctx, store.JobRow{
			ID: alur.NewID(), Queue: queueMorning, Kind: jobRound, Key: jobRound + ":" + day, Args: day, DueAt: now, CreatedAt: now,
		})
	})
}

// prepareDigests adds a letter for everybody who wants one; who has no tasks when it is
// written gets none. Doing it again adds nothing: the key of each is the person and the day.
func (o *Office) prepareDigests(ctx context.Context, j jobs.Job) error {
	after := ""
	for {
		n := 0
		err := o.Store.Write(ctx, func(tx *store.Tx) error {
			people, err := tx.MailedPeople(ctx, after, digestPage)
			if err != nil {
				return err
			}
			now := o.Clock()
			var rows []store.JobRow
			for _, p := range people {
				after = p.Username
				if p.Digest {
					rows = append(rows, store.JobRow{
						ID: alur.NewID(), Queue: casework.QueueMail, Kind: jobDigest, Key: jobDigest + ":" + j.Args + ":" + p.Username, Lane: casework.MailLane(p.Username),
						Username: p.Username, Args: j.Args, DueAt: now, CreatedAt: now,
					})
				}
			}
			n = len(people)
			return tx.AddJobs(ctx, rows...)
		})
		if err != nil || n < digestPage {
			return err
		}
	}
}

// sendDigest sends one person's letter of the morning, on its day only.
func (o *Office) sendDigest(ctx context.Context, j jobs.Job) error {
	now := o.Clock()
	if now.In(alur.Jakarta).Format(time.DateOnly) != j.Args {
		return jobs.Dropped("stale")
	}
	users, err := o.Directory.Users(ctx, []string{j.Username})
	if err != nil {
		return err
	}
	u := users[j.Username]
	if !u.Active {
		return jobs.Dropped("inactive")
	}
	c, err := o.Directory.Contact(ctx, j.Username)
	if err != nil {
		return err
	}
	s, err := o.Directory.NoticeSettings(ctx, j.Username)
	if err != nil {
		return err
	}
	switch {
	case c.Email == "":
		return jobs.Dropped("no-address")
	case !s.Digest:
		return jobs.Dropped("muted")
	}
	tasks, err := o.tasks(ctx, u)
	if err != nil {
		return err
	}
	if len(tasks) == 0 {
		return jobs.Dropped("no-tasks")
	}
	letter, err := o.digest(ctx, j, u, c.Email, tasks)
	if err != nil {
		return err
	}
	return o.deliver(ctx, letter)
}

// tasks are what waits for a person, the longest first: taken by nobody, or by him or her.
func (o *Office) tasks(ctx context.Context, u alur.User) ([]casework.Summary, error) {
	if u.ReadOnly() {
		return nil, nil
	}
	mine, _, err := o.Cases.List(ctx, casework.Actor{User: u}, casework.ListQuery{Status: alur.StatusOpen, WaitingOnMe: true, Limit: mostTasks})
	mine = slices.DeleteFunc(mine, func(x casework.Summary) bool { return x.Hold != casework.HoldOwn && x.Hold != casework.HoldFree })
	slices.SortStableFunc(mine, func(a, b casework.Summary) int {
		return cmp.Or(a.State.EnteredAt.Compare(b.State.EnteredAt), cmp.Compare(a.Number, b.Number))
	})
	return mine, err
}

func (o *Office) digest(ctx context.Context, j jobs.Job, u alur.User, email string, tasks []casework.Summary) (mail.Letter, error) {
	stop, err := o.unsubscribe(u.Username, directory.MuteDigest)
	if err != nil {
		return mail.Letter{}, err
	}
	contact, err := o.contact(ctx)
	if err != nil {
		return mail.Letter{}, err
	}
	now := o.Clock()
	l := mail.Letter{
		To: email, Subject: text.DigestSubject(len(tasks)), Greeting: "Yth. " + u.Name + ",", Paragraphs: []string{text.DigestLead(len(tasks), now)},
		Link: o.PublicURL + "/tugas", LinkText: "Buka Tugas Saya", After: []string{text.LetterFooter(contact)}, From: sender,
		ID: "ringkasan." + j.ID, Unsubscribe: stop, StopText: text.LetterUnsubscribe(directory.MuteDigest),
	}
	for _, t := range tasks[:min(len(tasks), listed)] {
		title := t.Title
		if title == "" {
			title = "Permohonan tanpa nama"
		}
		if t.Number != "" {
			title = t.Number + ", " + title
		}
		l.Items = append(l.Items, mail.Item{
			Text: title, Link: o.PublicURL + "/permohonan/" + url.PathEscape(string(t.ID)), Note: text.DigestTask(t.Stage.Title, t.State.EnteredAt, now),
		})
	}
	if n := len(tasks) - listed; n > 0 {
		l.After = append([]string{text.DigestMore(n)}, l.After...)
	}
	return l, nil
}
