package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// titles lists the meetings that a user finds, past ones and those to come.
func (w *world) agenda(name string, mine bool) []string {
	w.t.Helper()
	var out []string
	for _, past := range []bool{true, false} {
		found, _, err := w.cases.Meetings(w.t.Context(), w.as(name), casework.MeetingQuery{Past: past, Mine: mine, Limit: 50})
		if err != nil {
			w.t.Fatal(err)
		}
		for _, m := range found {
			out = append(out, string(m.Stage.ID))
		}
	}
	slices.Sort(out)
	return out
}

// TestMeetings proves that the agenda follows the state on both engines: who sees
// what, also when teams and the vendor come in later, and that a rebuild notices a
// row or an access that the history does not make.
func TestMeetings(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.approved("swakelola")
		both := []string{"presentasi", "rapat-koordinasi"}
		for name, want := range map[string][]string{"pemohon": both, "verifikator": both, "auditor": both, "penguji-pd": both, "pemohon2": nil, "vendor": nil} {
			if got := w.agenda(name, false); !slices.Equal(got, want) {
				t.Errorf("%s finds %v, want %v", name, got, want)
			}
		}
		if got := w.agenda("auditor", true); got != nil {
			t.Errorf("the auditor attends %v", got)
		}
		if got := w.agenda("pemohon", true); !slices.Equal(got, both) {
			t.Errorf("the requester attends %v", got)
		}
		w.withVendor()
		if got := w.agenda("vendor", false); !slices.Equal(got, both) {
			t.Errorf("the appointed vendor finds %v, want those of its request", got)
		}
		w.sound()
		v := &vandal{t: t, w: w, db: w.database()}
		for _, harm := range []string{
			`UPDATE meetings SET place = 'Lain' WHERE stage = 'presentasi'`,
			`UPDATE meetings SET seq = seq + 1 WHERE stage = 'presentasi'`,
			`INSERT INTO meeting_access (scope, starts_at, meeting_id) SELECT 'agency:dinas-pendidikan', starts_at, id FROM meetings`,
			`DELETE FROM meeting_access`,
			`DELETE FROM meetings`,
		} {
			v.exec(harm)
			faults := 0
			_, err := w.audit().Rebuild(t.Context(), id, func(casework.Fault) { faults++ })
			if err != nil || faults != 1 {
				t.Errorf("after %s: %d faults, %v", harm, faults, err)
			}
		}
	})
}

// TestMeetingQueries proves what is refused.
func TestMeetingQueries(t *testing.T) {
	t.Parallel()
	w := lite(t)
	for _, q := range []casework.MeetingQuery{{}, {Limit: 201}, {Limit: 5, Cursor: "x"}, {Limit: 5, Cursor: "MS4A"}} {
		_, _, err := w.cases.Meetings(t.Context(), w.as("pemohon"), q)
		refused(t, "a wrong query", err, alur.CodeInvalidParameter)
	}
	id := w.approved("swakelola")
	key := casework.MeetingID(id, "presentasi", "jadwal")
	m, err := w.cases.Meeting(t.Context(), w.as("pemohon"), key)
	if err != nil || m.Request != id || !m.EndsAt.After(m.StartsAt) || m.Seq == 0 || len(m.Attendees) != 2 {
		t.Errorf("%+v, %v", m, err)
	}
	_, err = w.cases.Meeting(t.Context(), w.as("pemohon2"), key)
	refused(t, "a meeting of others", err, alur.CodeNotFound)
	found, _, err := w.cases.Meetings(t.Context(), w.as("pemohon"), casework.MeetingQuery{Since: w.clock.Now().Add(-24 * time.Hour), Limit: 50})
	if err != nil || len(found) != 2 {
		t.Errorf("since yesterday: %d, %v", len(found), err)
	}
}
