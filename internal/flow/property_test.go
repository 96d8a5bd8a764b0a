package flow_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/flow/flowtest"
	"github.com/alur-id/alur/internal/racetest"
)

// TestRandomHistories lets random people do random things, sensible and not, and
// checks after each that no invariant is broken.
func TestRandomHistories(t *testing.T) {
	racetest.Pure(t)
	t.Parallel()
	rapid.Check(t, randomHistory)
}

// FuzzHistories drives the same histories from the fuzzer's bytes.
func FuzzHistories(f *testing.F) { f.Fuzz(rapid.MakeFuzz(randomHistory)) }

func randomHistory(t *rapid.T) {
	requester := rapid.SampledFrom([]alur.AgencyID{health, ict}).Draw(t, "requester")
	w := newWorld(t, requester)
	owner := map[alur.AgencyID]string{health: "pemohon", ict: "rangkap"}[requester]
	w.do(owner, flow.Create{Flow: rapid.SampledFrom([]alur.FlowID{"swakelola", "pihak-ketiga"}).Draw(t, "flow")})
	for range rapid.IntRange(0, 110).Draw(t, "start") {
		w.advance(t)
	}
	for range rapid.IntRange(1, 60).Draw(t, "steps") {
		if rapid.Bool().Draw(t, "advance") {
			w.advance(t)
			continue
		}
		who := rapid.SampledFrom(everybody).Draw(t, "who")
		cmd := drawCommand(t, w, &who)
		_, _ = w.try(who, cmd)
		w.checkInvariants()
		w.checkActions(rapid.SampledFrom(everybody).Draw(t, "viewer"))
	}
	if got, want := w.bytes(w.replay()), w.bytes(w.state); got != want {
		t.Fatalf("replay differs\n%s\n%s", got, want)
	}
}

var everybody = []string{
	"pemohon", "pemohon2", "verifikator", "verifikator2", "kepala", "pengembang", "penguji", "rangkap", "pengembang-pd", "penguji-pd", "vendor", "vendor2", "auditor", "admin",
}

// advance does the next thing that the request waits for, by somebody who may.
func (w *world) advance(t *rapid.T) {
	who := "verifikator"
	_, st := w.reg.Stage(w.state)
	if w.state.Paused != nil {
		_, _ = w.try(who, act("lanjutkan", nil))
		return
	}
	for _, x := range w.reg.Waiting(w.state, w.env(who)) {
		w.member(t, []alur.PartyID{x.Party}, &who)
		if cmd := w.next(st, x); cmd != nil {
			_, _ = w.try(who, cmd)
			return
		}
	}
}

// next is a command that supplies what is missing of a party, or the action that is due.
func (w *world) next(st *flow.Stage, x flow.Waiting) flow.Command {
	for _, f := range w.state.Findings {
		switch {
		case st.Findings == nil || f.Status == flow.FindingVerified:
		case st.Findings.Fix != "" && f.Status != flow.FindingFixed:
			return flow.ChangeFinding{Number: f.Number, Status: flow.FindingFixed, Note: "Sudah"}
		case st.Findings.Report != "" && f.Status != flow.FindingReopened:
			return flow.ChangeFinding{Number: f.Number, Status: flow.FindingVerified, Note: "Baik"}
		}
	}
	for _, id := range x.Missing {
		if st.Review != nil {
			for _, d := range w.state.Current(alur.ItemID(id)) {
				if d.Review == nil {
					return flow.ReviewDocument{ID: d.ID, Verdict: flow.Accepted}
				}
			}
		}
		_, it := w.reg.Settable(w.state, id)
		switch {
		case it == nil:
		case it.Kind == flow.KindDocument:
			return w.file(id)
		case it.Kind == flow.KindSignature:
			if len(x.Missing) == 1 {
				return flow.Sign{Item: id}
			}
		default:
			return set(m{id: sample(w, it)})
		}
	}
	for _, a := range st.Actions {
		if a.Turn && slices.Contains(a.Parties, x.Party) {
			return actionCommand(w, a)
		}
	}
	return nil
}

// drawCommand mostly does what the stage needs next, by somebody who may, so that
// histories reach the late stages; else anything by anybody.
func drawCommand(t *rapid.T, w *world, who *string) flow.Command {
	plan, st := w.reg.Stage(w.state)
	switch rapid.IntRange(0, 9).Draw(t, "sort") {
	case 0:
		if rapid.Bool().Draw(t, "seats") {
			return drawSeats(t, who)
		}
		return flow.Comment{ID: alur.CommentID(fmt.Sprint(len(w.events))), Text: rapid.SampledFrom([]string{"", "Halo", "x\x00"}).Draw(t, "text"), Audience: rapid.SampledFrom(alur.Audiences).Draw(t, "audience"), Salt: []byte("garam")}
	case 1:
		st = rapid.SampledFrom(plan.Stages).Draw(t, "stage")
	case 2:
		if len(w.state.Documents) > 0 {
			d := rapid.SampledFrom(w.state.Documents).Draw(t, "document")
			if rapid.Bool().Draw(t, "remove") {
				return flow.RemoveDocument{ID: d.ID}
			}
			return flow.ReviewDocument{ID: d.ID, Verdict: rapid.SampledFrom([]string{"accepted", "rejected", "?"}).Draw(t, "verdict"), Note: rapid.SampledFrom([]string{"", "Kurang"}).Draw(t, "note")}
		}
	case 3:
		if rapid.Bool().Draw(t, "report") {
			if rapid.Bool().Draw(t, "picture") {
				c := w.file(string(flow.KindPicture))
				c.Type, c.MediaType = rapid.SampledFrom([]string{"png", "jpeg", "pdf"}).Draw(t, "type"), "image/png"
				c.Finding = rapid.IntRange(1, len(w.state.Findings)+1).Draw(t, "finding")
				return c
			}
			return flow.AddFinding{Aspect: "input", Quality: "efisiensi", Severity: rapid.SampledFrom([]string{"low", "?"}).Draw(t, "severity"), Title: "Temuan"}
		}
		return flow.ChangeFinding{Number: rapid.IntRange(0, len(w.state.Findings)+1).Draw(t, "number"), Status: rapid.SampledFrom([]string{"fixed", "verified", "reopened", "?"}).Draw(t, "status"), Note: "Catatan"}
	}
	if rapid.IntRange(0, 3).Draw(t, "action?") == 0 && len(st.Actions) > 0 {
		a := rapid.SampledFrom(st.Actions).Draw(t, "action")
		if a.End != "" && a.End != alur.StatusCompleted && rapid.IntRange(0, 9).Draw(t, "spare") > 0 {
			a = st.Actions[0]
		}
		w.member(t, a.Parties, who)
		return actionCommand(w, a)
	}
	if st.Review != nil {
		for _, d := range w.state.Documents {
			if d.Current() && d.Review == nil {
				*who = "verifikator"
				return flow.ReviewDocument{ID: d.ID, Verdict: rapid.SampledFrom([]string{"accepted", "accepted", "accepted", "rejected"}).Draw(t, "verdict"), Note: "Catatan"}
			}
		}
	}
	if len(st.Items) == 0 {
		return actionCommand(w, st.Actions[0])
	}
	it := rapid.SampledFrom(st.Items).Draw(t, "item")
	w.member(t, []alur.PartyID{it.Owner}, who)
	switch it.Kind {
	case flow.KindDocument:
		return w.file(string(it.ID))
	case flow.KindSignature:
		return flow.Sign{Item: string(it.ID)}
	}
	if rapid.IntRange(0, 9).Draw(t, "clear") == 0 {
		return set(m{string(it.ID): nil})
	}
	return set(m{string(it.ID): sample(w, it)})
}

// member replaces who, mostly, by somebody of the parties.
func (w *world) member(t *rapid.T, parties []alur.PartyID, who *string) {
	if rapid.IntRange(0, 9).Draw(t, "stranger") == 0 {
		return
	}
	var fit []string
	for _, n := range everybody {
		for _, p := range w.reg.PartiesOf(w.state, w.people[n], ict) {
			if slices.Contains(parties, p) {
				fit = append(fit, n)
			}
		}
	}
	if len(fit) > 0 {
		*who = rapid.SampledFrom(fit).Draw(t, "member")
	}
}

// actionCommand takes an action with good input.
func actionCommand(w *world, a *flow.Action) flow.Act {
	input := m{}
	for _, it := range a.Inputs {
		if it.Required {
			input[string(it.ID)] = sample(w, it)
		}
	}
	return act(string(a.ID), input)
}

// sample is a complete value for an item, with the people of whoever asks: Kominfo's own
// requests have nobody of another agency.
func sample(w *world, it *flow.Item) any {
	own := w.state.Agency == ict
	partner := "pengembang-pd"
	if own {
		partner = "rangkap"
	}
	switch {
	case it.Kind == flow.KindMeeting:
		return w.meeting("verifikator", "pengembang", "penguji", partner)
	case it.Kind == flow.KindTeam && own:
		if it.ID == "tim-penguji" {
			return []string{"penguji"}
		}
		return []string{"pengembang", partner}
	}
	plan, _ := w.reg.Stage(w.state)
	return flowtest.Value(plan, it, w.now)
}

// checkInvariants holds what must be true of any state.
func (w *world) checkInvariants() {
	w.t.Helper()
	s := w.state
	plan, st := w.reg.Stage(s)
	switch {
	case plan == nil || st == nil:
		w.t.Fatalf("no stage %s in %s", s.Stage, s.Flow)
	case s.Seq != int64(len(w.events)) || s.Version > s.Seq || s.Version < 1:
		w.t.Fatalf("seq %d version %d after %d events", s.Seq, s.Version, len(w.events))
	case s.Status.Ended() != (s.EndedAt != nil) || s.Status.Ended() != (s.Outcome != nil):
		w.t.Fatalf("status %s, ended %v, outcome %v", s.Status, s.EndedAt, s.Outcome)
	case s.Status.Ended() && s.Paused != nil:
		w.t.Fatal("ended and paused")
	case s.Passages[len(s.Passages)-1].Stage != s.Stage:
		w.t.Fatalf("in %s, the last passage is %v", s.Stage, s.Passages)
	}
	waiting := w.reg.Waiting(s, w.env("verifikator"))
	if quiet := s.Status.Ended() || s.Paused != nil; quiet != (len(waiting) == 0) {
		w.t.Fatalf("in %s (%s, paused %v) the ball is with %v", s.Stage, s.Status, s.Paused != nil, waiting)
	}
	for i, x := range waiting {
		if slices.ContainsFunc(waiting[:i], func(y flow.Waiting) bool { return y.Party == x.Party }) {
			w.t.Fatalf("party twice in %v", waiting)
		}
	}
	w.checkTeams()
	signed := map[string]bool{}
	for _, sig := range s.Signatures {
		for _, key := range []string{string(sig.Stage) + " item " + string(sig.Item), string(sig.Stage) + " by " + sig.By} {
			if signed[key] {
				w.t.Fatalf("%s signed twice", key)
			}
			signed[key] = true
		}
	}
	for _, it := range st.Items {
		if it.Kind == flow.KindDocument && it.MaxFiles <= 1 && len(s.Current(it.ID)) > 1 {
			w.t.Fatalf("%d current documents of %s", len(s.Current(it.ID)), it.ID)
		}
	}
	raw := w.bytes(s)
	again, err := flow.UnmarshalState([]byte(raw))
	if err != nil {
		w.t.Fatal(err)
	}
	if got := w.bytes(again); got != raw {
		w.t.Fatalf("state does not survive storage\n%s\n%s", raw, got)
	}
}

// checkActions holds that what is shown is what is true: an allowed action
// succeeds, a blocked one is refused with the blockers shown.
func (w *world) checkActions(who string) {
	w.t.Helper()
	for _, v := range w.reg.Actions(w.state, w.env(who)) {
		if !v.Mine {
			continue
		}
		cmd := actionCommand(w, v.Action)
		if v.Action.Pauses {
			cmd = act(string(v.Action.ID), m{"sebab": "lainnya", "alasan": "Alasan"})
		}
		_, err := w.reg.Step(w.state, cmd, w.env(who))
		switch {
		case v.Allowed:
			if err != nil {
				w.t.Fatalf("%s is shown as allowed to %s and refused: %v", v.Action.ID, who, err)
			}
		case w.state.Paused != nil:
			if alur.CodeOf(err) != alur.CodePaused {
				w.t.Fatalf("%s while paused: %v", v.Action.ID, err)
			}
		default:
			e, ok := errors.AsType[*alur.Error](err)
			if !ok || e.Code != alur.CodeBlocked {
				w.t.Fatalf("%s is shown as blocked to %s: %v", v.Action.ID, who, err)
			}
			if d := cmp.Diff(v.Blockers, e.Blockers); d != "" {
				w.t.Fatalf("%s: blockers shown and given differ (-shown +given)\n%s", v.Action.ID, d)
			}
		}
	}
}

func TestValuesOfTheWrongShape(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.do("pemohon", flow.Create{Flow: "swakelola"})
	for _, c := range []struct {
		name string
		item string
		v    any
	}{
		{"number for text", "judul", 5},
		{"list for text", "judul", []string{"a"}},
		{"line break in text", "judul", "a\nb"},
		{"control character", "judul", "a\x01b"},
		{"carriage return", "ringkasan", "a\rb"},
		{"too long", "judul", strings.Repeat("é", 301)},
		{"too long a text", "ringkasan", strings.Repeat("a", 20_001)},
		{"option", "jenis", "lain"},
		{"impossible date", "tanggal-surat", "2026-02-30"},
		{"date form", "tanggal-surat", "30-02-2026"},
		{"future date", "tanggal-surat", "2026-11-24"},
		{"person as text", "narahubung", "Wati"},
		{"person with an unknown key", "narahubung", m{"name": "Wati", "alamat": "x"}},
		{"person with a case variant", "narahubung", m{"Name": "Wati"}},
		{"person with null", "narahubung", m{"name": nil}},
		{"person with a number", "narahubung", m{"phone": 812}},
		{"phone", "narahubung", m{"phone": "0812-3456"}},
		{"short phone", "narahubung", m{"phone": "0812345"}},
		{"email", "narahubung", m{"email": "wati"}},
		{"nip too short", "penanda-tangan", m{"nip": "123"}},
		{"nip without a date", "penanda-tangan", m{"nip": "197013011995031001"}},
	} {
		if got := w.refused("pemohon", set(m{c.item: c.v}), alur.CodeInvalidData); len(got) == 0 || !strings.HasPrefix(got[0], "invalid-item "+c.item) {
			t.Errorf("%s: blockers %v", c.name, got)
		}
	}
	if len(w.events) != 1 {
		t.Errorf("refused values left %d events", len(w.events))
	}
}

func TestValuesKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.do("pemohon", flow.Create{Flow: "swakelola"})
	for _, c := range []struct {
		item string
		v    any
		want string
	}{
		{"judul", "  Antrean \u2028x", ""},
		{"judul", "  <Antrean> & \"co\"  ", `"<Antrean> & \"co\""`},
		{"ringkasan", "baris\n\tdua \u2028", `"baris\n\tdua"`},
		{"tanggal-surat", "2026-11-23", `"2026-11-23"`},
	} {
		if c.want == "" {
			w.refused("pemohon", set(m{c.item: c.v}), alur.CodeInvalidData)
			continue
		}
		w.do("pemohon", set(m{c.item: c.v}))
		if got := string(w.state.Value("surat-permohonan", alur.ItemID(c.item))); got != c.want {
			t.Errorf("%s: stored %s, want %s", c.item, got, c.want)
		}
	}
	w.do("pemohon", set(m{"judul": "   "}))
	if v := w.state.Value("surat-permohonan", "judul"); v != nil {
		t.Errorf("an empty text is stored as %s", v)
	}
}

func TestUnusualNIPWarns(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.do("pemohon", flow.Create{Flow: "swakelola"})
	for nip, warns := range map[string]bool{
		"19700101 199503 1 001": false, // PNS, written in groups
		"197001012023211001":    false, // PPPK: 21 in place of the month
		"197001011995131001":    true,
		"197001011995033001":    true,
	} {
		res := w.do("pemohon", set(m{"penanda-tangan": m{"name": "Hadi", "position": "Kepala", "nip": nip}}))
		if got := len(res.Warnings) > 0; got != warns {
			t.Errorf("%s: warnings %v", nip, res.Warnings)
		}
	}
}

func TestPrivateValuesStayOutOfTheHistory(t *testing.T) {
	t.Parallel()
	w := newWorld(t, health)
	w.do("pemohon", flow.Create{Flow: "swakelola", Data: set(letter()).Items})
	for _, e := range w.events {
		for _, secret := range []string{"Hadi", "Wati", "197001011995031001", "81200000000"} {
			if strings.Contains(string(e.Payload), secret) {
				t.Errorf("event %d holds %q: %s", e.Seq, secret, e.Payload)
			}
		}
	}
	if strings.Contains(w.bytes(w.state), "Hadi") || len(w.state.Commitments()) != 2 {
		t.Errorf("the state holds private values, or not two commitments: %v", w.state.Commitments())
	}
	shown := w.state.Clone()
	shown.FillPersons(w.private)
	if !strings.Contains(w.bytes(shown), "Hadi Contoh") {
		t.Error("the filled state lacks the person")
	}
	w.private = map[string]flow.Person{} // erased
	if got := w.waiting(); got != "pemohon:penanda-tangan,narahubung,surat" {
		t.Errorf("after erasure in a draft the ball is with %q", got)
	}
	w.upload("pemohon", "surat")
	want := []string{
		"missing-item penanda-tangan.name", "missing-item penanda-tangan.position", "missing-item penanda-tangan.nip",
		"missing-item narahubung.name", "missing-item narahubung.phone", "missing-item narahubung.email",
	}
	if d := cmp.Diff(want, w.refused("pemohon", act("ajukan", nil), alur.CodeBlocked)); d != "" {
		t.Errorf("an erased draft is refused (-want +got):\n%s", d)
	}
	w.do("pemohon", set(letter()))
	w.do("pemohon", act("ajukan", nil))
	for _, k := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		w.upload("pemohon", k)
	}
	w.do("pemohon", act("serahkan", nil))
	w.reviewAll("verifikator", "surat")
	w.do("verifikator", act("kembalikan", nil)) // the persons are open again
	w.private = map[string]flow.Person{}        // they were complete when it mattered
	if got := w.waiting(); got != "pemohon:surat" {
		t.Errorf("after erasure the ball is with %q", got)
	}
}

func BenchmarkStep(b *testing.B) {
	w := newWorld(b, health)
	w.toDecision("pemohon", "swakelola")
	env := w.env("verifikator")
	env.At = env.At.Add(time.Hour)
	cmd := act("jeda", m{"sebab": "lainnya", "alasan": "Ukur"})
	b.ReportAllocs()
	for b.Loop() {
		if _, err := w.reg.Step(w.state, cmd, env); err != nil {
			b.Fatal(err)
		}
	}
}
