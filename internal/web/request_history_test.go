package web

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
)

// TestHappened proves that the history can tell of every action of the shipped flows in
// words of its own, which are not those of its button.
func TestHappened(t *testing.T) {
	t.Parallel()
	registry, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	for _, plan := range registry.Plans() {
		for _, st := range plan.Stages {
			for _, act := range st.Actions {
				if got := text.Happened(act.Title); got == act.Title || strings.HasPrefix(got, "Tindakan dilakukan") {
					t.Errorf("%s, %s: of %q the history says %q", plan.Flow, st.ID, act.Title, got)
				}
			}
		}
	}
	if got, want := text.Happened("Bekukan permohonan"), "Tindakan dilakukan: bekukan permohonan"; got != want {
		t.Errorf("of an action of another definition it says %q, want %q", got, want)
	}
}

// TestHistoryTells reads what happened on the pages that tell of it, beside the buttons
// that keep their own words.
func TestHistoryTells(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	v := w.submitted("pemohon", "Antrean Loket")
	root := "/permohonan/" + string(v.ID)
	b := w.as("pemohon")
	b.get(root+"/riwayat").has(t, 200, "<strong>Permohonan diajukan</strong>", "!Ajukan permohonan</strong>", "Permohonan dibuat")
	b.get(root+"/tahap/surat-permohonan").has(t, 200, "Permohonan diajukan, oleh Wati Rahayu")
}

// TestDaysSoFar proves that the days in the stages add up to those since the request was
// submitted, however many stages were passed on one day.
func TestDaysSoFar(t *testing.T) {
	t.Parallel()
	registry, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	at := func(day, hour int) time.Time { return time.Date(2026, 12, day, hour, 0, 0, 0, alur.Jakarta) }
	until := func(day, hour int) *time.Time { x := at(day, hour); return &x }
	plan := registry.Plans()[0]
	for _, x := range []struct {
		name     string
		passages []flow.Passage
		want     []string
	}{
		{"a draft of a week, then all on one day", []flow.Passage{
			{Stage: "surat-permohonan", At: at(1, 8), LeftAt: until(8, 9)},
			{Stage: "data-pendukung", At: at(8, 9), LeftAt: until(8, 10)},
			{Stage: "verifikasi", At: at(8, 10)},
		}, []string{"2. kurang dari sehari", "3. kurang dari sehari", "kurang dari sehari"}},
		{"sent back, and again", []flow.Passage{
			{Stage: "surat-permohonan", At: at(1, 8), LeftAt: until(2, 9)},
			{Stage: "data-pendukung", At: at(2, 9), LeftAt: until(3, 23)},
			{Stage: "verifikasi", At: at(3, 23), LeftAt: until(4, 1)},
			{Stage: "data-pendukung", At: at(4, 1), LeftAt: until(6, 1)},
			{Stage: "verifikasi", At: at(6, 1)},
		}, []string{"2. 3 hari", "3. 3 hari", "6 hari"}},
	} {
		now := at(8, 12)
		d := &desk{form.Desk{Now: now, View: &casework.View{Plan: plan, State: &flow.State{Passages: x.passages, SubmittedAt: x.passages[0].LeftAt}}}}
		var got []string
		for _, p := range d.daysSoFar().Parts {
			number, _, _ := strings.Cut(p.Key, " ")
			if !strings.HasSuffix(number, ".") {
				number = ""
			}
			got = append(got, strings.TrimSpace(number+" "+p.Value))
		}
		if !slices.Equal(got, x.want) {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}
