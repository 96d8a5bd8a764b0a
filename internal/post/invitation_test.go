package post_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-ical"
	"github.com/emersion/go-smtp"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// presented brings a request to the stage of its presentation.
func (w *world) presented() alur.RequestID {
	w.t.Helper()
	ctx, o := w.t.Context(), casework.Options{}
	id := w.submitted()
	for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		stored, err := w.cases.Receive(ctx, kind+".pdf", strings.NewReader("%PDF-1.4\n% "+kind+"\n%%EOF"))
		if err != nil {
			w.t.Fatal(err)
		}
		w.must(w.cases.AddDocument(ctx, w.as("wati"), id, casework.Upload{Kind: kind, Name: kind + ".pdf", Blob: stored}, o))
	}
	v := w.must(w.cases.Act(ctx, w.as("wati"), id, "serahkan", nil, "", o)).View
	for _, d := range v.Documents {
		w.must(w.cases.Review(ctx, w.as("rino"), id, d.ID, "accepted", "", o))
	}
	w.must(w.cases.Act(ctx, w.as("rino"), id, "terima", nil, "", o))
	return id
}

// plan sets the presentation; nil clears it.
func (w *world) plan(id alur.RequestID, value map[string]any) {
	w.t.Helper()
	raw := jsontext.Value("null")
	if value != nil {
		var err error
		if raw, err = json.Marshal(value); err != nil {
			w.t.Fatal(err)
		}
	}
	w.must(w.cases.SetData(w.t.Context(), w.as("rino"), id, map[string]jsontext.Value{"jadwal": raw}, casework.Options{}))
}

// invitations are the letters with a calendar that leave now, by receiver.
func (w *world) invitations() []letter {
	w.t.Helper()
	w.clock.Pass(6 * time.Minute)
	w.run()
	got := slices.DeleteFunc(w.smtpd.taken(), func(l letter) bool { return len(l.parts) == 0 })
	slices.SortFunc(got, func(a, b letter) int { return strings.Compare(a.to, b.to) })
	return got
}

// event reads the calendar of a letter with another library. The part and the file are
// the same, and the part says the method of the object.
func event(t *testing.T, l letter, method string) ical.Event {
	t.Helper()
	part, file := l.parts["text/calendar; method="+method+"; charset=UTF-8"], ""
	for kind, content := range l.parts {
		if strings.HasPrefix(kind, "application/ics") {
			file = content
		}
	}
	if part == "" || part != file || len(l.parts) != 2 || strings.Count(part, "\n") != strings.Count(part, "\r\n") {
		t.Fatalf("the parts of the letter to %s are %q", l.to, l.parts)
	}
	cal, err := ical.NewDecoder(strings.NewReader(part)).Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, part)
	}
	if m := cal.Props.Get(ical.PropMethod); m == nil || m.Value != method {
		t.Errorf("the method is %v", m)
	}
	events := cal.Events()
	if len(events) != 1 || len(cal.Children) != 2 || cal.Children[0].Name != ical.CompTimezone {
		t.Fatalf("%d events in\n%s", len(events), part)
	}
	var again strings.Builder
	if err := ical.NewEncoder(&again).Encode(cal); err != nil { // which checks what a calendar must have
		t.Errorf("%v in\n%s", err, part)
	}
	return events[0]
}

func prop(t *testing.T, e ical.Event, name string) string {
	t.Helper()
	s, err := e.Props.Text(name)
	if err != nil {
		t.Error(err)
	}
	return s
}

// TestInvitations: who attends a meeting gets an invitation, a change under the same UID
// and the next SEQUENCE, and a withdrawal, each once, with what another implementation of
// iCalendar reads; nothing in a letter that its receiver may not see.
func TestInvitations(t *testing.T) {
	t.Parallel()
	storetest.EachConfig(t, func(t *testing.T, cfg store.Config) {
		w := newWorld(t, cfg)
		id := w.presented()
		w.invitations()
		start := time.Date(2026, 11, 25, 9, 0, 0, 0, alur.Jakarta)
		meeting := func(start time.Time, place string, who ...string) map[string]any {
			return map[string]any{
				"start": start.Format(time.RFC3339), "end": start.Add(time.Hour).Format(time.RFC3339), "place": place, "link": "https://rapat.example/a", "attendees": who,
				"guests": "Tamu Rahasia", "minutes": "Agenda dan hasil\n\n1. Ruang lingkup\n   Catatan: hasil rahasia\n\n2. Anggaran; rencana",
			}
		}
		w.plan(id, meeting(start, "Ruang lama", "wati", "rino"))
		w.plan(id, meeting(start, "Ruang A; lantai 2,\\ kiri", "wati", "rino"))
		got := w.invitations()
		if to(got) != "rino wati" { // who set it, as well: it is for the calendar
			t.Fatalf("invitations to %s", to(got))
		}
		e := event(t, got[1], "REQUEST")
		uid := casework.MeetingID(id, "presentasi", "jadwal")
		zone, _ := e.Props.Get(ical.PropDateTimeStart).DateTime(time.UTC)
		if begins, err := e.DateTimeStart(time.UTC); err != nil || !begins.Equal(start) || !zone.Equal(start) || e.Props.Get(ical.PropDateTimeStart).Params.Get("TZID") != "Asia/Jakarta" {
			t.Errorf("begins %v, %v", begins, err)
		}
		if ends, err := e.DateTimeEnd(time.UTC); err != nil || !ends.Equal(start.Add(time.Hour)) {
			t.Errorf("ends %v, %v", ends, err)
		}
		if prop(t, e, "UID") != uid || e.Props.Get("SEQUENCE").Value != "1" || prop(t, e, "LOCATION") != "Ruang A; lantai 2,\\ kiri" || prop(t, e, "STATUS") != "CONFIRMED" {
			t.Errorf("%v", e.Props)
		}
		who := e.Props.Values("ATTENDEE")
		if len(who) != 1 || who[0].Value != "mailto:wati@contoh.example" || who[0].Params.Get("RSVP") != "TRUE" && who[0].Params.Get("RSVP") != "true" || e.Props.Get("ORGANIZER").Value != "mailto:alur@salatiga.example" {
			t.Errorf("attendees %v, organizer %v", who, e.Props.Get("ORGANIZER"))
		}
		words := prop(t, e, "DESCRIPTION")
		for _, want := range []string{"1. Ruang lingkup\n2. Anggaran; rencana", public + "/permohonan/" + string(id), "Orang rino dan Orang wati"} {
			if !strings.Contains(words, want) && !strings.Contains(words, strings.ReplaceAll(want, "Orang rino dan Orang wati", "Orang wati dan Orang rino")) {
				t.Errorf("no %q in %q", want, words)
			}
		}
		for _, l := range got {
			all := l.raw + l.text + l.html
			for _, content := range l.parts {
				all += content
			}
			for _, secret := range []string{"ahasia", "joko@", "rino@", "wati@"} {
				if strings.Contains(all, secret) && !strings.HasPrefix(l.to, secret) {
					t.Errorf("the letter to %s has %q in it", l.to, secret)
				}
			}
			if !strings.Contains(l.text, public+"/permohonan/"+string(id)+"/pertemuan/jadwal/hadir") || !strings.Contains(l.text, "tidak sampai ke ALUR") || !strings.Contains(l.header.Get("References"), string(id)) {
				t.Errorf("the letter to %s: %v\n%s", l.to, l.header, l.text)
			}
		}
		if again := w.invitations(); again != nil {
			t.Errorf("again to %s", to(again))
		}
		// What changes nothing for calendars is no letter.
		quiet := meeting(start, "Ruang A; lantai 2,\\ kiri", "wati", "rino")
		quiet["minutes"] = "Lain"
		w.plan(id, quiet)
		if again := w.invitations(); again != nil {
			t.Errorf("for minutes to %s", to(again))
		}
		// Another link, then one attendee less and one more.
		quiet["link"] = "https://rapat.example/b"
		w.plan(id, quiet)
		got = w.invitations()
		if to(got) != "rino wati" {
			t.Fatalf("changes to %s", to(got))
		}
		if e := event(t, got[0], "REQUEST"); prop(t, e, "UID") != uid || e.Props.Get("SEQUENCE").Value != "2" || !strings.HasPrefix(got[0].header.Get("Subject"), "Perubahan: ") {
			t.Errorf("the change: %q %v", got[0].header.Get("Subject"), e.Props)
		}
		quiet["attendees"] = []string{"joko", "rino"}
		w.plan(id, quiet)
		got = w.invitations()
		if to(got) != "joko wati" {
			t.Fatalf("after another attendee: to %s", to(got))
		}
		event(t, got[0], "REQUEST")
		if e := event(t, got[1], "CANCEL"); prop(t, e, "UID") != uid || e.Props.Get("SEQUENCE").Value != "3" || prop(t, e, "STATUS") != "CANCELLED" || len(e.Props.Values("ATTENDEE")) != 1 {
			t.Errorf("the withdrawal: %v", e.Props)
		}
		// Joko sees the request no more: what his calendar has, and nothing else.
		w.write(func(ctx context.Context, tx *store.Tx) error {
			a, err := tx.Account(ctx, "joko")
			if err != nil {
				return err
			}
			a.Agency, a.Roles = ict, []alur.Role{alur.RoleMember}
			return tx.SaveAccount(ctx, a)
		})
		w.plan(id, nil)
		got = w.invitations()
		if to(got) != "joko rino" {
			t.Fatalf("when it is off: to %s", to(got))
		}
		if e := event(t, got[1], "CANCEL"); prop(t, e, "UID") != uid || e.Props.Get("SEQUENCE").Value != "4" {
			t.Errorf("off: %v", e.Props)
		}
		bare := event(t, got[0], "CANCEL")
		if prop(t, bare, "UID") != uid || prop(t, bare, "SUMMARY") != "Pertemuan" || bare.Props.Get("DESCRIPTION") != nil || bare.Props.Get("LOCATION") != nil || bare.Props.Get("URL") != nil {
			t.Errorf("off, to one who does not see it: %v", bare.Props)
		}
		if strings.Contains(got[0].text+got[0].html+got[0].header.Get("Subject")+got[0].header.Get("References"), "Antrean") || strings.Contains(got[0].text, "/permohonan/") {
			t.Errorf("off, to one who does not see it:\n%s", got[0].text)
		}
		// Set again, it is the same meeting.
		w.plan(id, meeting(start, "Ruang B", "wati"))
		if got = w.invitations(); to(got) != "wati" {
			t.Fatalf("set again: to %s", to(got))
		}
		if e := event(t, got[0], "REQUEST"); prop(t, e, "UID") != uid || e.Props.Get("SEQUENCE").Value != "5" {
			t.Errorf("set again: %v", e.Props)
		}
	})
}

// TestWithdrawnInFlight: a meeting that is cleared while its first invitation is on its way,
// and not heard of, is taken back where it may have arrived; once.
func TestWithdrawnInFlight(t *testing.T) {
	t.Parallel()
	for _, what := range []any{nil, "drop-after"} {
		w := newWorld(t, store.Config{Dir: t.TempDir()})
		id := w.presented()
		w.invitations()
		clear(w.smtpd.tries)
		w.smtpd.do = func(_ string, try int) any {
			if try > 1 {
				return nil
			}
			w.plan(id, nil)
			return what
		}
		w.plan(id, map[string]any{"start": w.clock.Now().Add(48 * time.Hour).Format(time.RFC3339), "attendees": []string{"wati"}})
		got := w.invitations()
		w.clock.Pass(time.Hour)
		got = append(got, w.invitations()...)
		if to(got) != "wati wati" {
			t.Fatalf("%v: letters to %q", what, to(got))
		}
		event(t, got[0], "REQUEST")
		event(t, got[1], "CANCEL")
	}
}

// TestInvitationTrouble: a letter that was taken and not heard of comes again under the
// same Message-ID; one that waits says what is so when it leaves, or nothing.
func TestInvitationTrouble(t *testing.T) {
	t.Parallel()
	w := newWorld(t, store.Config{Dir: t.TempDir()})
	id := w.presented()
	w.invitations()
	start := time.Date(2026, 11, 25, 9, 0, 0, 0, alur.Jakarta)
	value := func(place string) map[string]any {
		return map[string]any{"start": start.Format(time.RFC3339), "place": place, "attendees": []string{"wati"}}
	}
	w.smtpd.do = func(to string, try int) any {
		if try == 1 {
			return "drop-after"
		}
		return nil
	}
	clear(w.smtpd.tries)
	w.plan(id, value("Satu"))
	got := w.invitations()
	w.clock.Pass(time.Hour)
	got = append(got, w.invitations()...)
	if len(got) != 2 || got[0].header.Get("Message-Id") != got[1].header.Get("Message-Id") {
		t.Fatalf("%d letters", len(got))
	}
	w.smtpd.do = func(string, int) any { return &smtp.SMTPError{Code: 421, Message: "not now"} }
	w.plan(id, value("Dua"))
	w.invitations()
	w.plan(id, value("Tiga"))
	w.invitations()
	w.smtpd.do = nil
	got = nil
	for range 3 { // a line that the server has just closed costs a try
		w.clock.Pass(time.Hour)
		got = append(got, w.invitations()...)
	}
	if len(got) != 1 {
		t.Fatalf("%d letters about two changes", len(got))
	}
	if e := event(t, got[0], "REQUEST"); prop(t, e, "LOCATION") != "Tiga" || e.Props.Get("SEQUENCE").Value != "2" {
		t.Errorf("%v", e.Props)
	}
	// When it has begun, nobody is told of a change any more.
	w.smtpd.do = func(string, int) any { return &smtp.SMTPError{Code: 421, Message: "not now"} }
	w.plan(id, value("Empat"))
	w.clock.Set(start.Add(time.Minute).UTC())
	w.smtpd.do = nil
	if got = w.invitations(); got != nil || w.jobsOf("wati")[0].Cause != "stale" {
		t.Errorf("late: to %s, %+v", to(got), w.jobsOf("wati")[0])
	}
}
