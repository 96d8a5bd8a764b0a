package casework_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// presenting walks to stage 4, where kominfo owns the meeting "jadwal".
func (w *world) presenting(flowID string) alur.RequestID {
	w.t.Helper()
	id := w.inReview(flowID)
	w.review(id, "accepted", "")
	w.act("verifikator", id, "terima", nil)
	return id
}

// spans are times of an hour that start so many hours from now.
func (w *world) spans(hours ...int) []casework.Span {
	var out []casework.Span
	for _, h := range hours {
		start := w.clock.Now().Truncate(time.Hour).Add(time.Duration(h) * time.Hour)
		out = append(out, casework.Span{Start: start, End: start.Add(time.Hour)})
	}
	return out
}

func (w *world) propose(user string, id alur.RequestID, spans []casework.Span, ask ...string) {
	w.t.Helper()
	if err := w.cases.Propose(w.t.Context(), w.as(user), id, "jadwal", casework.Proposal{Slots: spans, Ask: ask}); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) answer(user string, id alur.RequestID, note string, can ...casework.Span) {
	w.t.Helper()
	var cannot []time.Time
	for _, s := range w.round(user, id).Slots {
		if !slices.ContainsFunc(can, func(x casework.Span) bool { return x.Start.Equal(s.StartsAt) }) {
			cannot = append(cannot, s.StartsAt)
		}
	}
	if err := w.cases.Answer(w.t.Context(), w.as(user), id, "jadwal", startsOf(can), cannot, time.Time{}, note); err != nil {
		w.t.Fatal(err)
	}
}

func startsOf(spans []casework.Span) []time.Time {
	var out []time.Time
	for _, s := range spans {
		out = append(out, s.Start)
	}
	return out
}

func (w *world) round(user string, id alur.RequestID) *casework.Round {
	w.t.Helper()
	r, err := w.cases.Round(w.t.Context(), w.as(user), id, "jadwal")
	if err != nil {
		w.t.Fatal(err)
	}
	return r
}

// asked says who has an answer to give, of the users.
func (w *world) asked(what string, want ...string) {
	w.t.Helper()
	var got []string
	for _, p := range everybody {
		found, err := w.cases.Askings(w.t.Context(), w.as(p.name))
		if err != nil {
			w.t.Fatal(err)
		}
		if len(found) > 0 {
			got = append(got, p.name)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		w.t.Errorf("%s: asked (-want +got):\n%s", what, diff)
	}
}

// tally is how many can and cannot, by slot.
func tally(r *casework.Round) (out [][2]int) {
	for _, s := range r.Slots {
		out = append(out, [2]int{s.Can, s.Cannot})
	}
	return out
}

// TestRound walks a round: proposed, answered, changed, answered again, chosen.
func TestRound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.presenting("swakelola")
		if r := w.round("pemohon", id); len(r.Slots) > 0 || r.Owner || r.Answers || len(r.MayAsk) > 0 {
			t.Errorf("a round before any proposal: %+v", r)
		}
		var may []string
		for _, u := range w.round("verifikator", id).MayAsk {
			may = append(may, u.Username)
		}
		if diff := cmp.Diff([]string{"kepala", "rangkap", "verifikator", "pemohon", "pengembang-pd", "penguji-pd"}, may); diff != "" {
			t.Errorf("who may be asked (-want +got):\n%s", diff)
		}
		before := w.get("verifikator", id)
		three := w.spans(48, 24, 72)
		w.propose("verifikator", id, three, "verifikator", "pemohon", "pengembang-pd")
		w.asked("proposed", "verifikator", "pemohon", "pengembang-pd")
		r := w.round("pemohon", id)
		if !r.Answers || r.Owner || r.By.Username != "verifikator" || r.Mine == nil || r.Mine.Missed != 3 || !r.Slots[0].StartsAt.Equal(three[1].Start) {
			t.Errorf("as the requester sees it: %+v", r)
		}
		w.answer("verifikator", id, "", three...)
		w.answer("pemohon", id, "Sesudah apel", three[0], three[2])
		w.answer("penguji-pd", id, "", three[0]) // was not asked, but sees it
		if diff := cmp.Diff([][2]int{{1, 2}, {3, 0}, {2, 1}}, tally(w.round("verifikator", id))); diff != "" {
			t.Errorf("answers (-want +got):\n%s", diff)
		}
		w.asked("answered", "pengembang-pd")
		if v := w.get("verifikator", id); v.Version != before.Version || v.UpdatedAt != before.UpdatedAt || v.State.Seq != before.State.Seq {
			t.Error("a proposal or an answer changed the request")
		}

		// One time goes, one stays, one comes, one lasts longer now.
		longer := three[2]
		longer.End = longer.End.Add(time.Hour)
		changed := []casework.Span{three[0], longer, w.spans(96)[0]}
		w.propose("rangkap", id, changed, "pemohon", "pengembang-pd")
		r = w.round("verifikator", id)
		if diff := cmp.Diff([][2]int{{3, 0}, {0, 0}, {0, 0}}, tally(r)); diff != "" {
			t.Errorf("after the change (-want +got):\n%s", diff)
		}
		for _, p := range r.Replies {
			if p.User.Username == "pemohon" && (p.Note != "Sesudah apel" || p.Missed != 2 || !p.Asked) || p.User.Username == "verifikator" && p.Asked {
				t.Errorf("after the change: %+v", p)
			}
		}
		w.asked("asked again about what is new", "pemohon", "pengembang-pd")
		w.answer("pemohon", id, "", changed...)
		w.answer("pengembang-pd", id, "")

		// A time that is past can be neither answered nor chosen; what was said stays.
		w.clock.Set(three[0].Start)
		w.asked("all have answered")
		w.answer("pengembang-pd", id, "", changed...)
		r = w.round("verifikator", id)
		if diff := cmp.Diff([][2]int{{3, 1}, {2, 0}, {2, 0}}, tally(r)); diff != "" || !r.Slots[0].Past || r.Slots[1].Past {
			t.Errorf("answered late (-want +got):\n%s", diff)
		}
		_, err := w.cases.ChooseSlot(ctx, w.as("verifikator"), id, "jadwal", three[0].Start, casework.Options{})
		refused(t, "a time that is past", err, alur.CodeConflict)

		w.patch("verifikator", id, m{"jadwal": m{"place": "Ruang Aptika", "minutes": "Tetap"}})
		if got := w.round("verifikator", id); len(got.Slots) != 3 {
			t.Error("a change of the place closed the round")
		}
		done := w.must(w.cases.ChooseSlot(ctx, w.as("verifikator"), id, "jadwal", changed[2].Start, casework.Options{}))
		var got flow.Meeting
		if err := json.Unmarshal(done.View.State.Value("presentasi", "jadwal"), &got); err != nil {
			t.Fatal(err)
		}
		stamp := func(at time.Time) string { return at.In(alur.Jakarta).Format(time.RFC3339) }
		want := flow.Meeting{Start: stamp(changed[2].Start), End: stamp(changed[2].End), Place: "Ruang Aptika", Minutes: "Tetap", Attendees: []string{"pemohon", "pengembang-pd"}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the meeting (-want +got):\n%s", diff)
		}
		if r := w.round("pemohon", id); len(r.Slots) > 0 {
			t.Error("a chosen time leaves the round open")
		}
		_, err = w.cases.ChooseSlot(ctx, w.as("verifikator"), id, "jadwal", changed[1].Start, casework.Options{})
		refused(t, "a second choice", err, alur.CodeConflict)
		err = w.cases.Answer(ctx, w.as("pemohon"), id, "jadwal", nil, nil, time.Time{}, "")
		refused(t, "an answer after the choice", err, alur.CodeConflict)
		w.sound()
	})
}

// TestRoundOver proves what else ends a round: a time set by hand, the stage left, a
// request withdrawn, all times past, personal data erased, the proposal taken back.
func TestRoundOver(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for what, end := range map[string]func(id alur.RequestID){
			"a time set by hand": func(id alur.RequestID) { w.patch("verifikator", id, m{"jadwal": w.meeting("verifikator", "pemohon")}) },
			"withdrawn":          func(id alur.RequestID) { w.act("pemohon", id, "tarik", m{"alasan": "Batal"}) },
			"taken back":         func(id alur.RequestID) { w.nil(w.cases.CloseRound(ctx, w.as("rangkap"), id, "jadwal")) },
			"erased": func(id alur.RequestID) {
				if _, err := w.cases.ErasePrivate(ctx, id); err != nil {
					t.Error(err)
				}
			},
			"the stage left": func(id alur.RequestID) {
				// By hand, so that the round is there until the stage is left.
				w.patch("verifikator", id, m{"jadwal": w.meeting("verifikator", "pemohon")})
				w.propose("verifikator", id, w.spans(24, 48), "pemohon")
				w.patch("pemohon", id, m{"gambaran-umum": "Gambaran", "analisis-dampak": "Dampak"})
				w.upload("pemohon", id, "paparan")
				w.act("verifikator", id, "catat-presentasi", nil)
			},
		} {
			id := w.presenting("swakelola")
			w.propose("verifikator", id, w.spans(24, 48), "pemohon")
			w.asked(what+": before", "pemohon")
			end(id)
			w.asked(what + ": after")
		}
		id := w.presenting("swakelola")
		spans := w.spans(24, 48)
		w.propose("verifikator", id, spans, "pemohon")
		w.act("kepala", id, "jeda", m{"sebab": "lainnya", "alasan": "Libur"})
		w.asked("paused")
		refused(t, "paused", w.cases.Answer(ctx, w.as("pemohon"), id, "jadwal", nil, nil, time.Time{}, ""), alur.CodePaused)
		_, err := w.cases.ChooseSlot(ctx, w.as("verifikator"), id, "jadwal", spans[0].Start, casework.Options{})
		refused(t, "paused", err, alur.CodePaused)
		w.act("kepala", id, "lanjutkan", nil)
		w.asked("goes on", "pemohon")
		w.clock.Set(spans[1].Start)
		w.asked("all times are past")
		refused(t, "all times are past", w.cases.Answer(ctx, w.as("pemohon"), id, "jadwal", nil, nil, time.Time{}, ""), alur.CodeConflict)
		if r := w.round("verifikator", id); r.Open() || len(r.Slots) != 2 {
			t.Errorf("all times are past: %+v", r)
		}
		w.sound()
	})
}

// TestRoundPermission proves who may see, propose, answer and choose.
func TestRoundPermission(t *testing.T) {
	t.Parallel()
	w := lite(t)
	ctx := t.Context()
	id := w.presenting("swakelola")
	spans := w.spans(24, 48)
	w.propose("verifikator", id, spans, "pemohon")
	for user, want := range map[string]struct{ see, propose, answer alur.Code }{
		"verifikator":   {},
		"rangkap":       {},
		"pemohon":       {"", alur.CodeNotYourParty, ""},
		"kepala":        {"", alur.CodeNotYourParty, ""},
		"pengembang-pd": {"", alur.CodeNotYourParty, ""},
		"pengembang":    {alur.CodeNotFound, alur.CodeNotFound, alur.CodeNotFound}, // in no team yet
		"pemohon2":      {alur.CodeNotFound, alur.CodeNotFound, alur.CodeNotFound},
		"vendor":        {alur.CodeNotFound, alur.CodeNotFound, alur.CodeNotFound},
		"auditor":       {"", alur.CodeReadOnlyRole, alur.CodeReadOnlyRole},
		"admin":         {"", alur.CodeReadOnlyRole, alur.CodeReadOnlyRole},
	} {
		_, err := w.cases.Round(ctx, w.as(user), id, "jadwal")
		refused(t, user+" sees", err, want.see)
		refused(t, user+" proposes", w.cases.Propose(ctx, w.as(user), id, "jadwal", casework.Proposal{Slots: spans, Ask: []string{"pemohon"}}), want.propose)
		refused(t, user+" answers", w.cases.Answer(ctx, w.as(user), id, "jadwal", nil, nil, time.Time{}, ""), want.answer)
		if want.propose != "" {
			_, err = w.cases.ChooseSlot(ctx, w.as(user), id, "jadwal", spans[0].Start, casework.Options{})
			refused(t, user+" chooses", err, want.propose)
			refused(t, user+" closes", w.cases.CloseRound(ctx, w.as(user), id, "jadwal"), want.propose)
		}
	}
	for _, item := range []alur.ItemID{"rapat", "gambaran-umum", "tidak-ada"} {
		_, err := w.cases.Round(ctx, w.as("verifikator"), id, item)
		refused(t, "no meeting of the stage", err, alur.CodeNotFound)
	}

	faults := func(p casework.Proposal) (out []string) {
		err := w.cases.Propose(ctx, w.as("verifikator"), id, "jadwal", p)
		refused(t, "wrong", err, alur.CodeInvalidData)
		if e, ok := errors.AsType[*alur.Error](err); ok {
			for _, b := range e.Blockers {
				out = append(out, b.Item+" "+b.Reason)
			}
		}
		return out
	}
	six := w.spans(24, 25, 26, 27, 28, 29)
	for what, c := range map[string]struct {
		p    casework.Proposal
		want []string
	}{
		"one slot, nobody":      {casework.Proposal{Slots: six[:1]}, []string{"slots count", "ask count"}},
		"six slots, a stranger": {casework.Proposal{Slots: six, Ask: []string{"pemohon2"}}, []string{"slots count", "ask people"}},
		"past, twice, backwards": {casework.Proposal{Slots: []casework.Span{w.spans(-1)[0], six[0], six[0], {Start: six[1].Start, End: six[0].Start}}, Ask: []string{"auditor"}},
			[]string{"slots.1 past", "slots.3 twice", "slots.4 order", "ask people"}},
		"in ten years": {casework.Proposal{Slots: w.spans(24, 24*3660), Ask: []string{"pemohon"}}, []string{"slots.2 past"}},
	} {
		if diff := cmp.Diff(c.want, faults(c.p)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", what, diff)
		}
	}
	refused(t, "a long note", w.cases.Answer(ctx, w.as("pemohon"), id, "jadwal", nil, nil, time.Time{}, strings.Repeat("ä", 301)), alur.CodeInvalidData)
	refused(t, "300 letters", w.cases.Answer(ctx, w.as("pemohon"), id, "jadwal", nil, nil, w.clock.Now().Add(time.Hour), strings.Repeat("ä", 300)), "")
	refused(t, "another time that is past", w.cases.Answer(ctx, w.as("pemohon"), id, "jadwal", nil, nil, w.clock.Now().Add(-time.Minute), ""), alur.CodeInvalidData)

	// Who has left is not asked any more, and his or her answer is not shown.
	w.answer("pengembang-pd", id, "", spans...)
	w.change("pengembang-pd", func(u *alur.User) { u.Agency = school })
	for _, p := range w.round("verifikator", id).Replies {
		if p.User.Username == "pengembang-pd" {
			t.Error("the answer of who left is shown")
		}
	}
}

// TestRoundRace proves that of two owners who choose different times at once one wins and
// the other is told, and that no answer given at the same time is lost.
func TestRoundRace(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.presenting("swakelola")
		spans := w.spans(24, 48)
		w.propose("verifikator", id, spans, "pemohon", "verifikator")
		var group sync.WaitGroup
		for _, user := range []string{"pemohon", "pengembang-pd", "penguji-pd", "verifikator", "rangkap", "kepala"} {
			actor := w.as(user)
			group.Go(func() {
				if err := w.cases.Answer(ctx, actor, id, "jadwal", startsOf(spans[:1]), startsOf(spans[1:]), time.Time{}, ""); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if diff := cmp.Diff([][2]int{{6, 0}, {0, 6}}, tally(w.round("verifikator", id))); diff != "" {
			t.Errorf("six at once (-want +got):\n%s", diff)
		}
		errs := make([]error, 2)
		for i, user := range []string{"verifikator", "rangkap"} {
			actor := w.as(user)
			group.Go(func() {
				_, errs[i] = w.cases.ChooseSlot(ctx, actor, id, "jadwal", spans[i].Start, casework.Options{})
			})
		}
		group.Wait()
		won := slices.Index(errs, nil)
		if won < 0 || alur.CodeOf(errs[1-won]) != alur.CodeConflict {
			t.Fatalf("two choices gave %v", errs)
		}
		var got flow.Meeting
		if err := json.Unmarshal(w.get("pemohon", id).State.Value("presentasi", "jadwal"), &got); err != nil {
			t.Fatal(err)
		}
		if at, err := time.Parse(time.RFC3339, got.Start); err != nil || !at.Equal(spans[won].Start) {
			t.Errorf("the meeting starts %s, want %s", got.Start, spans[won].Start)
		}
		w.sound()
	})
}

// nil fails the test on an error.
func (w *world) nil(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Error(err)
	}
}

// TestPlaces proves that places used before are offered, most used first, to who sees them.
func TestPlaces(t *testing.T) {
	t.Parallel()
	w := lite(t)
	for _, place := range []string{"Ruang Aptika", "Aula", "Ruang Aptika", ""} {
		x := w.meeting("verifikator", "pemohon")
		x["place"], x["link"] = place, "https://rapat.example.go.id"
		w.patch("verifikator", w.presenting("swakelola"), m{"jadwal": x})
	}
	for user, want := range map[string][]string{"verifikator": {"Ruang Aptika", "Aula"}, "pemohon": {"Ruang Aptika", "Aula"}, "pemohon2": nil, "vendor": nil} {
		got, err := w.cases.Places(t.Context(), w.as(user))
		if diff := cmp.Diff(want, got, cmp.Comparer(func(x, y []string) bool { return slices.Equal(x, y) })); err != nil || diff != "" {
			t.Errorf("%s: %v (-want +got):\n%s", user, err, diff)
		}
	}
}
