package post_test

import (
	"context"
	"net/mail"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	alurmail "github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestThread: letters about one request hang together, say the same as text and as HTML,
// can be stopped by kind, and show nobody's address but the receiver's.
func TestThread(t *testing.T) {
	t.Parallel()
	storetest.EachConfig(t, func(t *testing.T, cfg store.Config) {
		w := newWorld(t, cfg)
		id := w.submitted()
		w.run()
		first := w.smtpd.taken()
		if to(first) != "joko" { // wati did it; the reviewers' turn has not come
			t.Fatalf("letters to %s", to(first))
		}
		w.comment("rino", id, "Rahasia <b>isi</b> pesan")
		w.run()
		all := append(first, w.smtpd.taken()...)
		slices.SortFunc(all[1:], func(a, b letter) int { return strings.Compare(a.to, b.to) })
		if to(all) != "joko joko sari wati" {
			t.Fatalf("letters to %s", to(all))
		}
		root := all[0].header.Get("References")
		seen := map[string]bool{}
		for i, l := range all {
			h := l.header
			if seen[h.Get("Message-Id")] || h.Get("References") != root || h.Get("In-Reply-To") != root || !strings.Contains(root, string(id)) {
				t.Errorf("letter %d: %q in %q", i, h.Get("Message-Id"), h.Get("References"))
			}
			seen[h.Get("Message-Id")] = true
			if got, err := mail.ParseAddressList(h.Get("To")); err != nil || len(got) != 1 || got[0].Address != l.to {
				t.Errorf("letter %d is to %q", i, h.Get("To"))
			}
			for _, other := range []string{"wati@", "joko@", "sari@", "rino@", "rahasia.example", "isi</b>", "Rahasia"} {
				if !strings.HasPrefix(l.to, other) && strings.Contains(l.raw+l.text+l.html, other) {
					t.Errorf("letter %d has %q in it", i, other)
				}
			}
			if h.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" || h.Get("Auto-Submitted") != "auto-generated" {
				t.Errorf("letter %d: %v", i, h)
			}
			link := strings.Trim(h.Get("List-Unsubscribe"), "<>")
			if !strings.HasPrefix(link, public+"/kabar/berhenti/") || !strings.Contains(l.text, "\r\n"+link) || !strings.Contains(l.html, `href="`+link) {
				t.Errorf("letter %d is stopped by %q", i, link)
			}
			for _, part := range []string{l.text, l.html} {
				if !strings.Contains(part, public+"/permohonan/"+string(id)) || !strings.Contains(part, "Email ini otomatis. Pertanyaan: Nama diskominfo") {
					t.Errorf("letter %d lacks its link or its foot:\n%s", i, part)
				}
			}
			if strings.Contains(l.html, "<Antrean>") || strings.Contains(l.html, "<img") || strings.Contains(l.html, "src=") {
				t.Errorf("letter %d:\n%s", i, l.html)
			}
		}
		if s := all[0].header.Get("Subject"); s != "SI-2026-0001 diterima" || !strings.Contains(all[0].text, "Sistem <Antrean>. Kode lacak ") {
			t.Errorf("the first is %q:\n%s", s, all[0].text)
		}
		// Nothing is sent twice, and what was sent is noted with the notice.
		w.run()
		if again := w.smtpd.taken(); again != nil {
			t.Errorf("again to %s", to(again))
		}
		views, _, err := w.cases.Notices(t.Context(), w.as("wati"), noticePage)
		if err != nil || len(views) != 1 || !views[0].Mailed {
			t.Errorf("%+v, %v", views, err)
		}
		// One click stops the kind, and nothing else.
		token := strings.TrimPrefix(strings.Trim(all[3].header.Get("List-Unsubscribe"), "<>"), public+"/kabar/berhenti/")
		if kind, err := w.people.Unsubscribe(t.Context(), token, "10.0.0.1"); err != nil || kind != "message" {
			t.Fatalf("%q, %v", kind, err)
		}
		if _, err := w.people.Unsubscribe(t.Context(), token[:len(token)-2]+"AA", ""); alur.CodeOf(err) != alur.CodeNotFound {
			t.Errorf("a forged link: %v", err)
		}
		s, err := w.people.NoticeSettings(t.Context(), "wati")
		if err != nil || !slices.Equal(s.Muted, []string{"message"}) || !s.Digest || !s.Quiet {
			t.Errorf("settings %+v, %v", s, err)
		}
		w.comment("rino", id, "lagi")
		w.run()
		if got := w.smtpd.taken(); to(got) != "joko sari" && to(got) != "sari joko" {
			t.Errorf("after wati stopped it: %s", to(got))
		}
	})
}

// TestDownForFiveDays: a mail server that is away for five days delays nothing else, and
// gets everything afterwards, once, in the order of each thread.
func TestDownForFiveDays(t *testing.T) {
	t.Parallel()
	w := newWorld(t, store.Config{Dir: t.TempDir()})
	for _, name := range []string{"wati", "joko", "sari"} {
		w.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.PutNoticeSettings(ctx, name, store.NoticeSettings{}, w.clock.Now())
		})
	}
	id := w.submitted()
	w.run()
	w.smtpd.taken()
	w.smtpd.down()
	w.comment("rino", id, "satu")
	for hour := range 5 * 24 {
		if hour == 30 {
			w.comment("rino", id, "dua")
		}
		w.run()
		w.clock.Pass(time.Hour)
	}
	if n, err := w.cases.Unread(t.Context(), w.as("wati")); n != 2 || err != nil || w.smtpd.taken() != nil {
		t.Errorf("meanwhile wati has %d notices, %v", n, err)
	}
	for _, j := range w.jobsOf("wati") {
		if j.State != store.JobWaiting || j.Cause != "connection" && j.Attempts > 0 || j.Attempts > 40 {
			t.Errorf("meanwhile %+v", j)
		}
	}
	w.smtpd.up()
	for range 24 { // the longest pause between two tries, and the hours of night
		w.run()
		w.clock.Pass(time.Hour)
	}
	got := w.smtpd.taken()
	count := map[string]int{}
	for _, l := range got {
		count[l.to+l.header.Get("Message-Id")]++
	}
	if len(got) != 6 || len(count) != 6 {
		t.Errorf("%d letters (%d different) to %s", len(got), len(count), to(got))
	}
}

// TestHostile: a server that refuses, puts off, hangs up or dawdles does so to one receiver;
// the others get theirs at once. What was taken and not heard of comes again with the same id.
func TestHostile(t *testing.T) {
	t.Parallel()
	w := newWorld(t, store.Config{Dir: t.TempDir()}, func(c *alurmail.Config) { c.Timeout = 4 * time.Second })
	id := w.submitted()
	w.run()
	w.smtpd.taken()
	hostile := func(do func(try int) any) {
		tries := w.smtpd.tries["joko@contoh.example"]
		w.smtpd.do = func(to string, try int) any {
			if to != "joko@contoh.example" {
				return nil
			}
			return do(try - tries)
		}
	}
	now := func() store.JobRow { return w.jobsOf("joko")[0] }
	for _, c := range []struct {
		name  string
		do    func(try int) any
		cause string
		state store.JobState
		after int // letters to joko once his server behaves
	}{
		{"refuses", func(int) any { return &smtp.SMTPError{Code: 550, Message: "no such mailbox joko@contoh.example"} }, "refused", store.JobFailed, 0},
		{"puts off", func(try int) any { return onlyFirst(try, &smtp.SMTPError{Code: 452, Message: "mailbox full"}) }, "later", store.JobWaiting, 1},
		{"hangs up", func(try int) any { return onlyFirst(try, "drop") }, "connection", store.JobWaiting, 1},
		{"takes and hangs up", func(try int) any { return onlyFirst(try, "drop-after") }, "connection", store.JobWaiting, 2},
		{"dawdles", func(try int) any { return onlyFirst(try, "slow") }, "timeout", store.JobWaiting, 1},
	} {
		hostile(c.do)
		w.clock.Pass(time.Second)
		w.comment("rino", id, c.name)
		w.run()
		first := w.smtpd.taken()
		if j := now(); j.Cause != c.cause || j.State != c.state || j.Attempts != 1 {
			t.Errorf("%s: %+v", c.name, j)
		}
		w.clock.Pass(31 * time.Second)
		w.run()
		all := append(first, w.smtpd.taken()...)
		var his []string
		others := 0
		for _, l := range all {
			if l.to == "joko@contoh.example" {
				his = append(his, l.header.Get("Message-Id"))
			} else {
				others++
			}
		}
		if len(his) != c.after || others != 2 || len(slices.Compact(his)) > 1 {
			t.Errorf("%s: joko has %v, the others %d", c.name, his, others)
		}
		if c.state == store.JobWaiting && now().State != store.JobDone {
			t.Errorf("%s, in the end: %+v", c.name, now())
		}
	}
}

func onlyFirst(try int, what any) any {
	if try == 1 {
		return what
	}
	return nil
}

// TestAskedAgain: who lost sight of the request, has gone, has read it in the system or
// wants no such letter gets none, whatever was decided when the job was written.
func TestAskedAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t, store.Config{Dir: t.TempDir()})
	id := w.submitted()
	w.run()
	w.smtpd.taken()
	account := func(name string, f func(*store.AccountRow)) {
		w.write(func(ctx context.Context, tx *store.Tx) error {
			a, err := tx.Account(ctx, name)
			if err != nil {
				return err
			}
			f(&a)
			return tx.SaveAccount(ctx, a)
		})
	}
	for _, c := range []struct {
		cause      string
		do, undone func()
	}{
		{"not-visible", func() {
			account("joko", func(a *store.AccountRow) { a.Agency = ict; a.Roles = []alur.Role{alur.RoleMember} })
		},
			func() {
				account("joko", func(a *store.AccountRow) { a.Agency = health; a.Roles = []alur.Role{alur.RoleRequester} })
			}},
		{"inactive", func() { account("joko", func(a *store.AccountRow) { a.Active = false }) }, func() { account("joko", func(a *store.AccountRow) { a.Active = true }) }},
		{"no-address", func() { account("joko", func(a *store.AccountRow) { a.Email = "" }) }, func() { account("joko", func(a *store.AccountRow) { a.Email = "joko@contoh.example" }) }},
		{"read", func() {
			if err := w.cases.ReadAllNotices(t.Context(), w.as("joko"), time.Time{}); err != nil {
				t.Fatal(err)
			}
		}, func() {}},
		{"muted", func() {
			err := w.people.SetNoticeSettings(t.Context(), "joko", directory.NoticeSettings{Muted: []string{"message"}}, []string{"message"}, directory.By{})
			if err != nil {
				t.Fatal(err)
			}
		}, func() {}},
	} {
		w.clock.Pass(time.Second)
		w.comment("rino", id, "x")
		c.do()
		w.run()
		if got := to(w.smtpd.taken()); got != "sari wati" && got != "wati sari" {
			t.Errorf("%s: letters to %s", c.cause, got)
		}
		if j := w.jobsOf("joko")[0]; j.State != store.JobDone || j.Cause != c.cause {
			t.Errorf("%s: %+v", c.cause, j)
		}
		c.undone()
	}
}

// TestQuietHours: letters wait for the next working morning, unless their receiver does not
// mind; what could not be sent by evening waits as well.
func TestQuietHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t, store.Config{Dir: t.TempDir()})
	id := w.submitted()
	w.run()
	w.smtpd.taken()
	if err := w.people.SetNoticeSettings(t.Context(), "wati", directory.NoticeSettings{}, nil, directory.By{}); err != nil {
		t.Fatal(err)
	}
	wib := func(month time.Month, day, hour, minute int) time.Time {
		return time.Date(2026, month, day, hour, minute, 0, 0, alur.Jakarta)
	}
	for _, c := range []struct{ at, opens time.Time }{
		{wib(11, 26, 18, 0), wib(11, 27, 7, 0)},    // Thursday evening
		{wib(11, 27, 17, 59), wib(11, 27, 17, 59)}, // in time
		{wib(11, 27, 22, 0), wib(11, 30, 7, 0)},    // Friday night, until Monday
		{wib(12, 1, 3, 0), wib(12, 1, 7, 0)},       // before the morning
		{wib(12, 24, 19, 0), wib(12, 28, 7, 0)},    // Christmas is a Friday
	} {
		w.clock.Set(c.at.UTC())
		w.comment("rino", id, "x")
		w.run()
		if c.opens.After(c.at) {
			if got := to(w.smtpd.taken()); got != "wati" {
				t.Errorf("%v: letters to %q", c.at, got)
			}
			w.clock.Set(c.opens.Add(-time.Second).UTC())
			w.run()
			if got := w.smtpd.taken(); got != nil {
				t.Errorf("%v: before the morning to %s", c.at, to(got))
			}
			w.clock.Set(c.opens.UTC())
			w.run()
		}
		if got := to(w.smtpd.taken()); strings.Contains(got, "wati") == c.opens.After(c.at) || !strings.Contains(got, "joko") || !strings.Contains(got, "sari") {
			t.Errorf("%v: letters in the morning to %q", c.at, got)
		}
	}
}

// TestDigest: one letter each working morning for who has tasks, from however many
// instances, also when they die in between; none on other days, and none late.
func TestDigest(t *testing.T) {
	t.Parallel()
	storetest.EachConfig(t, func(t *testing.T, cfg store.Config) {
		w := newWorld(t, cfg)
		id := w.submitted()
		other := w.submitted()
		w.run()
		w.smtpd.taken()
		morning := func(day, hour, minute int) []letter {
			t.Helper()
			w.clock.Set(time.Date(2026, 11, day, hour, minute, 0, 0, alur.Jakarta).UTC())
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					for range 3 {
						if err := w.office.Morning(t.Context(), w.clock.Now()); err != nil {
							t.Error(err)
						}
						if err := w.another().RunDue(t.Context()); err != nil {
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
			got := w.smtpd.taken()
			slices.SortFunc(got, func(a, b letter) int { return strings.Compare(a.to, b.to) })
			return got
		}
		if got := morning(24, 6, 59); got != nil {
			t.Errorf("before the time to %s", to(got))
		}
		got := morning(24, 7, 0)
		if to(got) != "joko wati" { // it is the turn of those who apply
			t.Fatalf("digests to %s", to(got))
		}
		l := got[1]
		if l.header.Get("Subject") != "2 tugas Anda hari ini" || l.header.Get("References") != "" {
			t.Errorf("%v", l.header)
		}
		for _, part := range []string{l.text, l.html} {
			for _, want := range []string{public + "/permohonan/" + string(id), public + "/permohonan/" + string(other), public + "/tugas", "Berhenti menerima ringkasan pagi"} {
				if !strings.Contains(part, want) {
					t.Errorf("no %s in:\n%s", want, part)
				}
			}
		}
		if got := morning(24, 11, 0); got != nil {
			t.Errorf("again to %s", to(got))
		}
		if err := w.people.SetNoticeSettings(t.Context(), "joko", directory.NoticeSettings{Quiet: true}, nil, directory.By{}); err != nil {
			t.Fatal(err)
		}
		// The server was off until nine.
		if got := morning(25, 9, 0); to(got) != "wati" {
			t.Errorf("without joko's: %s", to(got))
		}
		if got := morning(26, 12, 0); got != nil {
			t.Errorf("late to %s", to(got))
		}
		if got := morning(28, 7, 0); got != nil {
			t.Errorf("on Saturday to %s", to(got))
		}
		// The mail server is back on another day: that letter is not about it any more.
		w.smtpd.do = func(string, int) any { return &smtp.SMTPError{Code: 421, Message: "not now"} }
		if got := morning(30, 7, 0); got != nil {
			t.Fatalf("%s", to(got))
		}
		w.smtpd.do = nil
		w.clock.Pass(26 * time.Hour)
		if err := w.runner.RunDue(t.Context()); err != nil || w.smtpd.taken() != nil {
			t.Errorf("yesterday's digest: %v", err)
		}
	})
}
