package demo

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paperwork"
)

// teller plays stories. A story only writes down who does what and when; the
// teller then plays the steps of all stories in the order of their times, so
// that numbers and histories come out as if the year had really passed.
type teller struct {
	cases *casework.Cases
	// papers makes the papers of the requests.
	papers *paperwork.Desk
	users  map[string]alur.User
	now    time.Time // when the demonstration is made
	clock  time.Time // what the use cases take for now
	steps  []step
	files  []*file
}

// file is an upload of a story. Its bytes are brought to safety before the stories
// are played, many at a time: each waits for the disk.
type file struct {
	name   string
	page   []byte
	stored casework.StoredBlob
}

// receive brings the files of all stories to safety.
func (t *teller) receive(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(8)
	for _, f := range t.files {
		group.Go(func() (err error) {
			if f.stored, err = t.cases.Receive(ctx, f.name, bytes.NewReader(f.page)); err != nil {
				return fmt.Errorf("receive %s: %w", f.name, err)
			}
			return nil
		})
	}
	return group.Wait()
}

// step is one thing that somebody does.
type step struct {
	at   time.Time
	what string // for errors
	do   func(ctx context.Context) error
}

// run plays all steps. Steps of the same time keep the order they were written in.
func (t *teller) run(ctx context.Context) error {
	slices.SortStableFunc(t.steps, func(a, b step) int { return a.at.Compare(b.at) })
	for _, s := range t.steps {
		t.clock = s.at
		if err := s.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", s.what, err)
		}
	}
	return nil
}

// fields are values of items by id, as JSON.
type fields map[string]any

func (f fields) raw() (map[string]jsontext.Value, error) {
	out := make(map[string]jsontext.Value, len(f))
	for id, v := range f {
		text, err := json.Marshal(v, json.Deterministic(true))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		out[id] = text
	}
	return out, nil
}

// story is one request on its way. Every method writes down one step, some
// minutes after the one before.
type story struct {
	t     *teller
	title string
	flow  string
	at    time.Time
	view  *casework.View // as the last step left it
}

// tell begins a story so many days ago.
func (t *teller) tell(flow, title string, daysAgo int) *story {
	return (&story{t: t, title: title, flow: flow}).on(daysAgo, 8)
}

// on moves the story to an hour of a working day so many days ago. A story never
// goes back.
func (s *story) on(daysAgo, hour int) *story {
	at := s.t.workday(daysAgo).Add(time.Duration(hour)*time.Hour + time.Duration(len(s.title)*7%50)*time.Minute).UTC()
	if at.After(s.at) {
		s.at = at
	}
	return s
}

// workday is midnight, in Salatiga, of the day so many days ago. Offices are closed
// at weekends: a past one becomes the Friday before, a coming one the Monday after.
func (t *teller) workday(daysAgo int) time.Time {
	local := t.now.In(alur.Jakarta)
	day := time.Date(local.Year(), local.Month(), local.Day()-daysAgo, 0, 0, 0, 0, alur.Jakarta)
	step := -1
	if daysAgo < 0 {
		step = 1
	}
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, step)
	}
	return day
}

// later gives the next step its time: some minutes on, and never in the future.
func (s *story) later() time.Time {
	s.at = s.at.Add(3*time.Minute + time.Duration(len(s.t.steps)%7)*11*time.Second)
	if latest := s.t.now.Add(-time.Minute); s.at.After(latest) {
		s.at = latest
	}
	return s.at
}

// date is a working day so many days ago, as a date item wants it.
func (s *story) date(daysAgo int) string { return s.t.workday(daysAgo).Format(time.DateOnly) }

// meeting is the value of a meeting that begins at an hour so many days ago.
func (s *story) meeting(daysAgo, hour, hours int, place string, attendees ...string) map[string]any {
	start := s.t.workday(daysAgo).Add(time.Duration(hour) * time.Hour)
	return map[string]any{
		"start": start.Format(time.RFC3339), "end": start.Add(time.Duration(hours) * time.Hour).Format(time.RFC3339),
		"place": place, "attendees": attendees,
	}
}

func (s *story) step(what, username string, do func(ctx context.Context, actor casework.Actor) (*casework.Written, error)) *story {
	s.t.steps = append(s.t.steps, step{
		at:   s.later(),
		what: fmt.Sprintf("%s: %s by %s", s.title, what, username),
		do: func(ctx context.Context) error {
			user, ok := s.t.users[username]
			if !ok {
				return fmt.Errorf("no account %s", username)
			}
			written, err := do(ctx, casework.Actor{User: user})
			if err != nil {
				return err
			}
			if written.View != nil {
				s.view = written.View
			}
			return nil
		},
	})
	return s
}

// create opens the request with the items of its first stage.
func (s *story) create(username string, data fields) *story {
	return s.step("create", username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		raw, err := data.raw()
		if err != nil {
			return nil, err
		}
		return s.t.cases.Create(ctx, actor, s.flow, raw, casework.Options{})
	})
}

// register opens the request of an agency from its paper letter.
func (s *story) register(username string, agency alur.AgencyID, data fields) *story {
	return s.step("register", username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		raw, err := data.raw()
		if err != nil {
			return nil, err
		}
		return s.t.cases.Register(ctx, actor, agency, s.flow, raw, casework.Options{})
	})
}

// claim takes the task.
func (s *story) claim(username string) *story {
	return s.step("claim", username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		view, err := s.t.cases.Claim(ctx, actor, s.view.ID, "")
		return &casework.Written{View: view}, err
	})
}

// set sets items.
func (s *story) set(username string, data fields) *story {
	return s.step("set", username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		raw, err := data.raw()
		if err != nil {
			return nil, err
		}
		return s.t.cases.SetData(ctx, actor, s.view.ID, raw, casework.Options{})
	})
}

// upload adds a document of a kind: a page that says what it is.
func (s *story) upload(username, kind, heading string, lines ...string) *story {
	f := &file{
		name: strings.ReplaceAll(heading+" "+s.title, "/", "-") + ".pdf",
		page: PDF(heading, append([]string{s.title, "Dokumen contoh untuk demonstrasi Alur. Isi dan nama di dalamnya rekaan."}, lines...)...),
	}
	s.t.files = append(s.t.files, f)
	return s.step("upload "+kind, username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		return s.t.cases.AddDocument(ctx, actor, s.view.ID, casework.Upload{Kind: kind, Name: f.name, Blob: f.stored}, casework.Options{})
	})
}

// review gives a verdict on the current document of a kind.
func (s *story) review(username, kind, verdict, note string) *story {
	return s.step("review "+kind, username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		docs := s.view.State.Current(alur.ItemID(kind))
		if len(docs) == 0 {
			return nil, fmt.Errorf("no document %s", kind)
		}
		return s.t.cases.Review(ctx, actor, s.view.ID, docs[0].ID, verdict, note, casework.Options{})
	})
}

// accept accepts the documents of the kinds.
func (s *story) accept(username string, kinds ...string) *story {
	for _, kind := range kinds {
		s.review(username, kind, flow.Accepted, "")
	}
	return s
}

// sign signs an item.
func (s *story) sign(username, item string) *story {
	return s.step("sign "+item, username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		return s.t.cases.Sign(ctx, actor, s.view.ID, item, casework.Options{})
	})
}

// act takes an action.
func (s *story) act(username, action string, input fields) *story {
	return s.step(action, username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		raw, err := input.raw()
		if err != nil {
			return nil, err
		}
		return s.t.cases.Act(ctx, actor, s.view.ID, action, raw, "", casework.Options{})
	})
}

// comment says something.
func (s *story) comment(username, text string, to alur.Audience) *story {
	return s.step("comment", username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		return s.t.cases.Comment(ctx, actor, s.view.ID, text, to, casework.Options{})
	})
}

// finding reports a finding.
func (s *story) finding(username string, f flow.AddFinding) *story {
	return s.step("finding", username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		return s.t.cases.AddFinding(ctx, actor, s.view.ID, f, casework.Options{})
	})
}

// picture adds a picture to a finding.
func (s *story) picture(username string, number int, name string, content []byte) *story {
	f := &file{name: name, page: content}
	s.t.files = append(s.t.files, f)
	return s.step("picture of a finding", username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		return s.t.cases.AddPicture(ctx, actor, s.view.ID, number, casework.Upload{Kind: string(flow.KindPicture), Name: f.name, Blob: f.stored}, casework.Options{})
	})
}

// change moves a finding.
func (s *story) change(username string, number int, status, note string) *story {
	return s.step("finding "+status, username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		return s.t.cases.ChangeFinding(ctx, actor, s.view.ID, flow.ChangeFinding{Number: number, Status: status, Note: note}, casework.Options{})
	})
}

// newTeller makes a teller over use cases of its own, whose clock it turns.
func newTeller(cfg Config) *teller {
	t := &teller{now: alur.SystemClock(), clock: alur.SystemClock()}
	t.cases = casework.New(casework.Config{
		Store: cfg.Store, Blobs: cfg.Blobs, Flows: cfg.Flows, Log: cfg.Log,
		Clock: func() time.Time { return t.clock },
	})
	t.papers = paperwork.New(paperwork.Config{Cases: t.cases, Directory: cfg.Directory, Clock: func() time.Time { return t.clock }})
	return t
}
