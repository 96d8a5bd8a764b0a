package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// claimed says who has taken the task, and how it stands for each of the users, in the
// request and in the list alike.
func (w *world) claimed(what string, id alur.RequestID, by string, want map[string]casework.Hold) {
	w.t.Helper()
	for user, hold := range want {
		v := w.get(user, id)
		list, _, err := w.cases.List(w.t.Context(), w.as(user), casework.ListQuery{Limit: 200})
		if err != nil {
			w.t.Fatal(err)
		}
		i := slices.IndexFunc(list, func(x casework.Summary) bool { return x.ID == id })
		who := func(claims []casework.Claim) (name string) {
			for _, c := range claims {
				name += c.By.Username
			}
			return name
		}
		if v.Hold != hold || list[i].Hold != hold || who(v.Claims) != by || who(list[i].Claims) != by {
			w.t.Errorf("%s: %s has hold %q and in the list %q, want %q; taken by %q and %q, want %q",
				what, user, v.Hold, list[i].Hold, hold, who(v.Claims), who(list[i].Claims), by)
		}
	}
}

// TestClaim proves who may take a task, what colleagues see, and when it falls away.
func TestClaim(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		claim := func(user string, id alur.RequestID, from string) error {
			_, err := w.cases.Claim(ctx, w.as(user), id, from)
			return err
		}
		release := func(user string, id alur.RequestID) error {
			_, err := w.cases.Release(ctx, w.as(user), id)
			return err
		}
		id := w.submitted("swakelola")
		const own, free, taken, none = casework.HoldOwn, casework.HoldFree, casework.HoldTaken, casework.HoldNone
		w.claimed("nobody else could do it", id, "", map[string]casework.Hold{"pemohon": own, "verifikator": none, "pengembang-pd": none, "admin": none})
		refused(t, "no party", claim("pengembang-pd", id, ""), alur.CodeNotYourParty)
		refused(t, "another agency", claim("pemohon2", id, ""), alur.CodeNotFound)
		refused(t, "auditor", claim("auditor", id, ""), alur.CodeReadOnlyRole)
		refused(t, "not the reviewers' turn", claim("verifikator", id, ""), alur.CodeNotYourParty)
		refused(t, "the requester", claim("pemohon", id, ""), "")
		w.claimed("a claim of one", id, "pemohon", map[string]casework.Hold{"pemohon": own, "verifikator": none})
		refused(t, "not the reviewers' turn, release", release("verifikator", id), alur.CodeNotYourParty)
		for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
			w.upload("pemohon", id, kind)
			w.claimed("the ball stays", id, "pemohon", map[string]casework.Hold{"pemohon": own})
		}
		w.act("pemohon", id, "serahkan", nil)

		w.claimed("the stage is over", id, "", map[string]casework.Hold{"verifikator": free, "rangkap": free, "pemohon": none, "kepala": none})
		before := w.get("verifikator", id)
		refused(t, "the first", claim("verifikator", id, ""), "")
		since := w.get("verifikator", id).Claims[0].At
		w.clock.Set(w.clock.Now().Add(time.Hour))
		refused(t, "again", claim("verifikator", id, ""), "")
		if v := w.get("pemohon", id); v.Version != before.Version || v.UpdatedAt != before.UpdatedAt || v.Claims[0].At != since {
			t.Errorf("a claim changed the request: version %d and %d, claimed %s and %s", before.Version, v.Version, since, v.Claims[0].At)
		}
		refused(t, "the second, who saw nobody", claim("rangkap", id, ""), alur.CodeConflict)
		w.claimed("one has it", id, "verifikator", map[string]casework.Hold{"verifikator": own, "rangkap": taken, "pemohon": none})
		refused(t, "release of what others have", release("rangkap", id), "")
		w.must(w.cases.Review(ctx, w.as("rangkap"), id, before.Documents[0].ID, "accepted", "", casework.Options{})) // it blocks nobody
		refused(t, "over to another", claim("rangkap", id, "verifikator"), "")
		w.claimed("another has it", id, "rangkap", map[string]casework.Hold{"verifikator": taken, "rangkap": own})
		refused(t, "release", release("rangkap", id), "")
		w.claimed("nobody has it", id, "", map[string]casework.Hold{"verifikator": free, "rangkap": free})

		refused(t, "claim", claim("rangkap", id, ""), "")
		w.change("rangkap", func(u *alur.User) { u.Active = false })
		w.claimed("who left has nothing", id, "", map[string]casework.Hold{"verifikator": own})
		refused(t, "what somebody had who left", claim("verifikator", id, ""), "")
		w.change("rangkap", func(u *alur.User) { u.Active = true })
		w.act("kepala", id, "jeda", m{"sebab": "lainnya", "alasan": "Libur"})
		w.claimed("paused", id, "", map[string]casework.Hold{"verifikator": none})
		refused(t, "while paused", claim("verifikator", id, ""), alur.CodePaused)
		refused(t, "while paused", release("verifikator", id), alur.CodePaused)
		w.act("kepala", id, "lanjutkan", nil)
		w.claimed("a pause ends it", id, "", map[string]casework.Hold{"verifikator": free})
		w.act("pemohon", id, "tarik", m{"alasan": "Batal"})
		refused(t, "after the end", claim("verifikator", id, ""), alur.CodeRequestEnded)
		w.sound()
	})
}

// TestClaimOfOneParty proves that a claim ends when the ball leaves its party, and no other.
func TestClaimOfOneParty(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.inReview("swakelola")
		w.review(id, "accepted", "")
		w.act("verifikator", id, "terima", nil)
		for _, user := range []string{"rangkap", "pemohon"} {
			if _, err := w.cases.Claim(ctx, w.as(user), id, ""); err != nil {
				t.Fatal(err)
			}
		}
		w.claimed("two parties", id, "rangkappemohon", map[string]casework.Hold{"verifikator": casework.HoldTaken, "pemohon": casework.HoldOwn})
		w.patch("verifikator", id, m{"jadwal": w.meeting("verifikator", "pemohon")})
		w.claimed("one has nothing to do now", id, "pemohon", map[string]casework.Hold{"verifikator": casework.HoldNone, "pemohon": casework.HoldOwn})
		w.patch("verifikator", id, m{"jadwal": nil})
		w.claimed("and begins anew", id, "pemohon", map[string]casework.Hold{"verifikator": casework.HoldFree})

		id = w.withVendor()
		w.claimed("a team", id, "", map[string]casework.Hold{"pengembang": casework.HoldFree, "pengembang-pd": casework.HoldFree, "penguji": casework.HoldFree, "vendor": casework.HoldNone})
		if _, err := w.cases.Claim(ctx, w.as("pengembang"), id, ""); err != nil {
			t.Fatal(err)
		}
		w.claimed("one of a team", id, "pengembang", map[string]casework.Hold{"pengembang": casework.HoldOwn, "pengembang-pd": casework.HoldTaken})
		w.act("verifikator", id, "ubah-tim", m{"tim-pendamping": []string{"kepala", "pengembang-pd"}, "sk-tim": string(w.upload("verifikator", id, "sk-tim").ID), "alasan": "Pindah"})
		w.claimed("a former member", id, "", map[string]casework.Hold{"kepala": casework.HoldFree, "pengembang-pd": casework.HoldFree})
		w.sound()
	})
}

// TestClaimAtCounter proves that whoever handed in a paper letter has no part in its
// review, and is no colleague of those who have.
func TestClaimAtCounter(t *testing.T) {
	w := lite(t)
	ctx := t.Context()
	id := w.must(w.cases.Register(ctx, w.as("verifikator"), school, "swakelola", letter().raw(), casework.Options{})).View.ID
	all := map[string]casework.Hold{"verifikator": casework.HoldFree, "rangkap": casework.HoldFree, "pemohon2": casework.HoldFree, "kepala": casework.HoldNone}
	w.claimed("a letter at the counter", id, "", all)
	w.upload("verifikator", id, "surat")
	w.act("verifikator", id, "ajukan", nil)
	w.claimed("its data", id, "", all)
	list, _, err := w.cases.List(ctx, w.as("kepala"), casework.ListQuery{Limit: 10})
	if err != nil || list[0].Registrar.Name != "Orang verifikator" {
		t.Errorf("registered by %+v, %v", list[0].Registrar, err)
	}
	for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
		w.upload("pemohon2", id, kind)
	}
	w.act("pemohon2", id, "serahkan", nil)
	w.claimed("its review", id, "", map[string]casework.Hold{"verifikator": casework.HoldNone, "rangkap": casework.HoldOwn, "pemohon2": casework.HoldNone})
	_, err = w.cases.Claim(ctx, w.as("verifikator"), id, "")
	refused(t, "four eyes", err, alur.CodeFourEyes)
	if got := w.get("verifikator", id).Barred; !slices.Equal(got, []alur.PartyID{"kominfo"}) {
		t.Errorf("barred as %v", got)
	}
	if got := w.get("rangkap", id).Barred; got != nil {
		t.Errorf("the other reviewer is barred as %v", got)
	}
}
