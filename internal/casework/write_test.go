package casework_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

func TestWritePath(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.create("swakelola")
		v := w.get("pemohon", id)
		if v.Number != "" || v.TrackingCode != "" || v.Title != "Sistem Antrean Puskesmas" || v.Version != 2 {
			t.Errorf("draft: number %q, code %q, title %q, version %d", v.Number, v.TrackingCode, v.Title, v.Version)
		}
		if got := v.State.Text("surat-permohonan", "perihal"); got != "Permohonan pengembangan" {
			t.Errorf("perihal is %q", got)
		}
		if got := string(v.State.Value("surat-permohonan", "narahubung")); !strings.Contains(got, "wati@contoh.example") {
			t.Errorf("narahubung is %s", got)
		}
		doc := w.upload("pemohon", id, "surat")
		if doc.Name != "surat.pdf" || doc.MediaType != "application/pdf" || doc.UploadedBy != "pemohon" {
			t.Errorf("document %+v", doc)
		}
		w.clock.Set(w.clock.Now().Add(1500 * time.Nanosecond)) // events are as precise as they are printed
		v = w.act("pemohon", id, "ajukan", nil).View
		if v.Number != "SI-2026-0001" || v.Stage.ID != "data-pendukung" || v.Version != 4 {
			t.Errorf("submitted: number %q, stage %s, version %d", v.Number, v.Stage.ID, v.Version)
		}
		if code, ok := alur.NormalizeTrackingCode(v.TrackingCode); !ok || code != v.TrackingCode {
			t.Errorf("tracking code %q", v.TrackingCode)
		}
		again := w.patch("pemohon", w.create("swakelola"), m{"judul": "Sistem Antrean Puskesmas"})
		if again.Changed || again.View.Version != 2 {
			t.Errorf("the same value again: changed %v, version %d", again.Changed, again.View.Version)
		}
		w.sound()
	})
}

func TestWholeFlow(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.withVendor()
		w.comment("pemohon", id, "Terima kasih.", alur.AudienceAll)
		if v := w.get("kepala", id); v.Stage.ID != "analisis-desain" || v.State.Vendor != "cv-nusa" {
			t.Errorf("stage %s, vendor %q", v.Stage.ID, v.State.Vendor)
		}
		w.sound()
	})
}

// Refusals come in the order of api.md: 404, 403, 409, 412, 422.
func TestRefusalOrder(t *testing.T) {
	t.Parallel()
	w := lite(t)
	ctx := t.Context()
	id := w.submitted("swakelola")
	stale := casework.Options{If: casework.Condition{Set: true, Versions: []int64{1}}}
	bad := m{"judul": 7}.raw() // of another stage, of the wrong shape
	set := func(user string, data m, o casework.Options) error {
		_, err := w.cases.SetData(ctx, w.as(user), id, data.raw(), o)
		return err
	}
	_, err := w.cases.SetData(ctx, w.as("pemohon2"), id, bad, stale)
	refused(t, "not visible", err, alur.CodeNotFound)
	_, err = w.cases.SetData(ctx, w.as("pemohon"), alur.RequestID(alur.NewID()), bad, stale)
	refused(t, "absent", err, alur.CodeNotFound)
	_, err = w.cases.SetData(ctx, w.as("pemohon"), "no-id", bad, stale)
	refused(t, "no id", err, alur.CodeNotFound)
	refused(t, "auditor", set("auditor", m{"judul": 7}, stale), alur.CodeReadOnlyRole)
	refused(t, "admin", set("admin", m{"judul": 7}, stale), alur.CodeReadOnlyRole)
	refused(t, "another party", set("verifikator", m{"judul": 7}, stale), alur.CodeNotYourParty)
	refused(t, "member", set("pengembang-pd", m{"judul": 7}, stale), alur.CodeNotYourParty)
	refused(t, "another stage", set("pemohon", m{"judul": 7}, stale), alur.CodeWrongStage)
	refused(t, "stale", set("pemohon", m{"bukan-butir": 7}, stale), alur.CodeStaleVersion)
	refused(t, "unknown item", set("pemohon", m{"bukan-butir": 7}, casework.Options{}), alur.CodeUnknownItem)
	_, err = w.cases.Act(ctx, w.as("pemohon"), id, "bukan-tindakan", nil, "", stale)
	refused(t, "unknown action", err, alur.CodeNotFound)
	_, err = w.cases.Act(ctx, w.as("verifikator"), id, "serahkan", nil, "", stale)
	refused(t, "action of another party", err, alur.CodeNotYourParty)
	_, err = w.cases.Act(ctx, w.as("pemohon"), id, "ajukan", nil, "", stale)
	refused(t, "action of another stage", err, alur.CodeActionNotAvailable)
	_, err = w.cases.Act(ctx, w.as("pemohon"), id, "serahkan", nil, "", stale)
	refused(t, "stale before blocked", err, alur.CodeStaleVersion)
	_, err = w.cases.Act(ctx, w.as("pemohon"), id, "serahkan", nil, "", casework.Options{})
	refused(t, "blocked", err, alur.CodeBlocked)
	w.act("pemohon", id, "tarik", m{"alasan": "Salah kirim"})
	_, err = w.cases.Act(ctx, w.as("pemohon"), id, "serahkan", nil, "", stale)
	refused(t, "ended", err, alur.CodeRequestEnded)
	if got := w.get("pemohon", id); got.State.Status != alur.StatusWithdrawn {
		t.Errorf("status %s", got.State.Status)
	}
	w.sound()
}

func TestIfMatch(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.create("swakelola")
	try := func(versions ...int64) error {
		o := casework.Options{If: casework.Condition{Set: true, Versions: versions}}
		_, err := w.cases.SetData(t.Context(), w.as("pemohon"), id, m{"judul": "A" + alur.NewID()}.raw(), o)
		return err
	}
	refused(t, "version 1", try(1), alur.CodeStaleVersion)
	refused(t, "unreadable", try(-1), alur.CodeStaleVersion)
	refused(t, "one of them", try(1, 2), "")
	refused(t, "any", try(), "")
	version := w.get("pemohon", id).Version
	w.comment("pemohon", id, "Komentar tidak mengubah versi.", alur.AudienceAll)
	refused(t, "after a comment", try(version), "")
	_, err := w.cases.Create(t.Context(), w.as("pemohon"), "swakelola", nil, casework.Options{If: casework.Condition{Set: true}})
	refused(t, "what does not exist yet", err, alur.CodeStaleVersion)
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	w := lite(t)
	for user, code := range map[string]alur.Code{
		"pemohon": "", "rangkap": "", "verifikator": alur.CodeNotYourParty, "kepala": alur.CodeNotYourParty, "pengembang-pd": alur.CodeNotYourParty,
		"vendor": alur.CodeNotYourParty, "auditor": alur.CodeReadOnlyRole, "admin": alur.CodeReadOnlyRole,
	} {
		_, err := w.cases.Create(t.Context(), w.as(user), "swakelola", nil, casework.Options{})
		refused(t, user, err, code)
	}
	_, err := w.cases.Create(t.Context(), w.as("pemohon"), "bukan-alur", nil, casework.Options{})
	refused(t, "unknown flow", err, alur.CodeInvalidData)
	_, err = w.cases.Create(t.Context(), w.as("pemohon"), "swakelola", m{"judul": "x", "kak": "y"}.raw(), casework.Options{})
	refused(t, "item of another stage", err, alur.CodeWrongStage)
	w.sound() // nothing half made
}

// The account counts as it is when the write happens, not as it was at the sign-in.
func TestActorIsReadAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.create("swakelola")
		before := w.as("pemohon")
		try := func() error {
			_, err := w.cases.SetData(t.Context(), before, id, m{"judul": alur.NewID()}.raw(), casework.Options{})
			return err
		}
		w.change("pemohon", func(u *alur.User) { u.Roles = []alur.Role{alur.RoleMember} })
		refused(t, "no requester any more", try(), alur.CodeNotYourParty)
		w.change("pemohon", func(u *alur.User) { u.Roles, u.Agency = []alur.Role{alur.RoleRequester}, school })
		refused(t, "moved", try(), alur.CodeNotFound)
		w.change("pemohon", func(u *alur.User) { u.Agency, u.Active = health, false })
		refused(t, "deactivated", try(), alur.CodeUnauthenticated)
		refused(t, "deactivated, creates", func() error {
			_, err := w.cases.Create(t.Context(), before, "swakelola", nil, casework.Options{})
			return err
		}(), alur.CodeUnauthenticated)
		w.change("pemohon", func(u *alur.User) { u.Active = true })
		refused(t, "as before", try(), "")
	})
}

// once is an idempotency key whose answer names the version.
func once(key, fingerprint string) casework.Options {
	return casework.Options{Once: &casework.Once{Key: key, Fingerprint: fingerprint, Render: func(w *casework.Written) (casework.Answer, error) {
		return casework.Answer{Status: 200, Header: map[string]string{"ETag": fmt.Sprint(w.View.Version)}, Body: []byte(w.View.ID)}, nil
	}}}
}

func TestIdempotency(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.create("swakelola")
		set := func(o casework.Options) (*casework.Written, error) {
			return w.cases.SetData(ctx, w.as("pemohon"), id, m{"judul": "Judul baru"}.raw(), o)
		}
		first := w.must(set(once("k1", "a")))
		if first.Replay != nil || !first.Changed || first.View == nil {
			t.Fatalf("first: %+v", first)
		}
		w.patch("pemohon", id, m{"judul": "Judul lain"})
		second := w.must(set(once("k1", "a")))
		want := &casework.Answer{Status: 200, Header: map[string]string{"ETag": fmt.Sprint(first.View.Version)}, Body: []byte(id)}
		if diff := cmp.Diff(want, second.Replay); diff != "" {
			t.Errorf("replay (-want +got):\n%s", diff)
		}
		if got := w.get("pemohon", id).Title; got != "Judul lain" {
			t.Errorf("title is %q: the replay wrote", got)
		}
		_, err := set(once("k1", "b"))
		refused(t, "another body", err, alur.CodeIdempotencyKeyReused)
		if got := w.must(w.cases.SetData(ctx, w.as("pemohon2"), w.otherDraft(), m{"judul": "x"}.raw(), once("k1", "b"))); got.Replay != nil {
			t.Error("the key of another user was replayed")
		}
		_, err = w.cases.SetData(ctx, w.as("pemohon"), id, m{"bukan-butir": 1}.raw(), once("k2", "a"))
		refused(t, "refused", err, alur.CodeUnknownItem)
		if got := w.must(set(once("k2", "c"))); got.Replay != nil || !got.Changed {
			t.Error("a refusal was kept")
		}
		w.open() // a restart
		if got := w.must(set(once("k1", "a"))); got.Replay == nil || !slices.Equal(got.Replay.Body, want.Body) {
			t.Errorf("after a restart: %+v", got)
		}
		w.clock.Set(w.clock.Now().Add(25 * time.Hour))
		if got := w.must(set(once("k1", "z"))); got.Replay != nil {
			t.Error("replayed after 24 hours")
		}
		broken := once("k3", "a")
		broken.Once.Render = func(*casework.Written) (casework.Answer, error) { return casework.Answer{}, errors.New("no answer") }
		version := w.get("pemohon", id).Version
		if _, err := w.cases.SetData(ctx, w.as("pemohon"), id, m{"judul": "Tidak jadi"}.raw(), broken); err == nil {
			t.Error("an answer that cannot be made was taken")
		}
		if got := w.get("pemohon", id).Version; got != version {
			t.Error("written without the answer being kept")
		}
		w.sound()
	})
}

// otherDraft is a draft of the other agency.
func (w *world) otherDraft() alur.RequestID {
	w.t.Helper()
	return w.must(w.cases.Create(w.t.Context(), w.as("pemohon2"), "swakelola", nil, casework.Options{})).View.ID
}

func TestIdempotencyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		pemohon := w.as("pemohon")
		var mu sync.Mutex
		ids := map[string]int{}
		wrote := 0
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				got, err := w.cases.Create(t.Context(), pemohon, "swakelola", nil, once("sekali", "a"))
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				if got.Replay != nil {
					ids[string(got.Replay.Body)]++
				} else {
					wrote++
					ids[string(got.View.ID)]++
				}
			})
		}
		wg.Wait()
		if wrote != 1 || len(ids) != 1 {
			t.Errorf("%d wrote, answers %v", wrote, ids)
		}
		list, _, err := w.cases.List(t.Context(), pemohon, casework.ListQuery{Limit: 10})
		if err != nil || len(list) != 1 {
			t.Errorf("%d requests, %v", len(list), err)
		}
	})
}

// Of many who take the same action, one wins; the others are told what happened.
func TestConflictingWriters(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.create("swakelola")
		w.upload("pemohon", id, "surat")
		pemohon := w.as("pemohon")
		second := casework.New(casework.Config{ // another instance over the same database
			Store: w.store, Blobs: w.blobs, Flows: shipped(), Clock: w.clock.Now, Log: quiet(),
		})
		errs := make([]error, 32)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() {
				c := w.cases
				if i%2 == 1 {
					c = second
				}
				_, errs[i] = c.Act(t.Context(), pemohon, id, "ajukan", nil, "", casework.Options{})
			})
		}
		wg.Wait()
		won := 0
		for _, err := range errs {
			switch code := alur.CodeOf(err); code {
			case "":
				won++
			case alur.CodeActionNotAvailable, alur.CodeConflict:
			default:
				t.Errorf("a loser got %v", err)
			}
		}
		if won != 1 {
			t.Errorf("%d won", won)
		}
		if v := w.get("pemohon", id); v.Number != "SI-2026-0001" {
			t.Errorf("number %s", v.Number)
		}
		w.sound()
	})
}

func TestNumbersHaveNoGaps(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		const n = 12
		var ids []alur.RequestID
		for i := range n {
			id := w.create("swakelola")
			if i%3 != 0 { // every third one is refused
				w.upload("pemohon", id, "surat")
			}
			ids = append(ids, id)
		}
		pemohon := w.as("pemohon")
		var wg sync.WaitGroup
		for i, id := range ids {
			wg.Go(func() {
				_, err := w.cases.Act(t.Context(), pemohon, id, "ajukan", nil, "", casework.Options{})
				if want := i%3 != 0; (err == nil) != want {
					t.Errorf("request %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		var numbers []string
		for _, id := range ids {
			if v := w.get("pemohon", id); v.Number != "" {
				numbers = append(numbers, v.Number)
			}
		}
		slices.Sort(numbers)
		for i, got := range numbers {
			if want := fmt.Sprintf("SI-2026-%04d", i+1); got != want {
				t.Errorf("number %s, want %s", got, want)
			}
		}
		// The year is that of Salatiga: seven hours before UTC has it.
		w.clock.Set(time.Date(2026, 12, 31, 17, 0, 0, 0, time.UTC))
		if v := w.get("pemohon", w.submitted("swakelola")); v.Number != "SI-2027-0001" {
			t.Errorf("number %s after midnight in Salatiga", v.Number)
		}
		w.clock.Set(time.Date(2026, 12, 31, 16, 59, 59, 0, time.UTC))
		if v := w.get("pemohon", w.submitted("swakelola")); v.Number != "SI-2026-0009" {
			t.Errorf("number %s before midnight in Salatiga", v.Number)
		}
		w.sound()
	})
}

func TestDocuments(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.create("swakelola")
		first := w.upload("pemohon", id, "surat")
		second := w.upload("pemohon", id, "surat")
		v := w.get("pemohon", id)
		if len(v.Documents) != 1 || v.Documents[0].ID != second.ID || len(v.AllDocuments) != 2 || second.Replaces != first.ID {
			t.Errorf("current %+v of %+v", v.Documents, v.AllDocuments)
		}
		for _, d := range []flow.Document{first, second} {
			got, r, err := w.cases.OpenDocument(ctx, w.as("auditor"), id, d.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got.SHA256 != d.SHA256 {
				t.Errorf("opened %+v", got)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
		}
		_, _, err := w.cases.OpenDocument(ctx, w.as("pemohon2"), id, first.ID)
		refused(t, "another agency", err, alur.CodeNotFound)
		_, _, err = w.cases.OpenDocument(ctx, w.as("pemohon"), id, "x")
		refused(t, "unknown", err, alur.CodeNotFound)
		w.must(w.cases.RemoveDocument(ctx, w.as("pemohon"), id, second.ID, casework.Options{}))
		if v := w.get("pemohon", id); len(v.Documents) != 0 || len(v.AllDocuments) != 2 {
			t.Errorf("after removal %+v", v.Documents)
		}
		_, err = w.cases.RemoveDocument(ctx, w.as("pemohon"), id, second.ID, casework.Options{})
		refused(t, "removed twice", err, alur.CodeNotFound)

		_, err = w.tryUpload("pemohon", id, "surat", "surat.txt", "teks biasa")
		refused(t, "a letter that is no PDF", err, alur.CodeUnsupportedMediaType)
		_, err = w.tryUpload("pemohon", id, "surat", "surat.exe", "MZ")
		refused(t, "a program", err, alur.CodeUnsupportedMediaType)
		_, err = w.tryUpload("pemohon", id, "surat", "surat.pdf", "MZ")
		refused(t, "not what it says", err, alur.CodeUnsafeFile)
		_, err = w.tryUpload("pemohon", id, "surat", "surat.pdf", "")
		refused(t, "empty", err, alur.CodeEmptyFile)
		_, err = w.tryUpload("pemohon", id, "judul", "surat.pdf", pdf(""))
		refused(t, "no document", err, alur.CodeInvalidData)
		_, err = w.tryUpload("verifikator", id, "surat", "surat.pdf", pdf(""))
		refused(t, "another party", err, alur.CodeNotYourParty)
		refused(t, "check: another party", w.cases.CheckUpload(ctx, w.as("verifikator"), id, "surat"), alur.CodeNotYourParty)
		refused(t, "check: another agency", w.cases.CheckUpload(ctx, w.as("pemohon2"), id, "surat"), alur.CodeNotFound)
		refused(t, "check: another stage", w.cases.CheckUpload(ctx, w.as("pemohon"), id, "kak"), alur.CodeWrongStage)
		refused(t, "check: unknown", w.cases.CheckUpload(ctx, w.as("pemohon"), id, "x"), alur.CodeInvalidData)
		refused(t, "check: allowed", w.cases.CheckUpload(ctx, w.as("pemohon"), id, "surat"), "")
		w.sound()
	})
}

func TestSignature(t *testing.T) {
	t.Parallel()
	w := lite(t)
	ctx := t.Context()
	id := w.meetingHeld("swakelola")
	refused(t, "may, another party", w.cases.MaySign(ctx, w.as("pemohon"), id, "paraf-kominfo"), alur.CodeNotYourParty)
	refused(t, "may, another stage", w.cases.MaySign(ctx, w.as("verifikator"), id, "tanda-tangan-kominfo"), alur.CodeNotYourParty)
	refused(t, "may", w.cases.MaySign(ctx, w.as("verifikator"), id, "paraf-kominfo"), "")
	w.sign("verifikator", id, "paraf-kominfo")
	refused(t, "may, signed", w.cases.MaySign(ctx, w.as("verifikator"), id, "paraf-kominfo"), alur.CodeAlreadySigned)
	if v := w.get("pemohon", id); len(v.State.Signatures) != 1 {
		t.Errorf("signatures %+v", v.State.Signatures)
	}
	// What it covers changes: it falls away, in the same write.
	w.patch("verifikator", id, m{"ruang-lingkup": "Lingkup lain"})
	if v := w.get("pemohon", id); len(v.State.Signatures) != 0 {
		t.Errorf("signatures %+v", v.State.Signatures)
	}
	w.sound()
}

func TestComments(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.withVendor()
		say := func(user, text string, to alur.Audience) error {
			_, err := w.cases.Comment(ctx, w.as(user), id, text, to, casework.Options{})
			return err
		}
		refused(t, "pemohon", say("pemohon", "  Satu\n", alur.AudienceAll), "")
		refused(t, "member", say("pengembang-pd", "Dua", alur.AudienceAgencies), "")
		refused(t, "admin", say("admin", "Tiga", alur.AudienceAll), "")
		refused(t, "vendor", say("vendor", "Empat", alur.AudienceAll), "")
		refused(t, "vendor, internal", say("vendor", "x", alur.AudienceAgencies), alur.CodeNotYourParty)
		refused(t, "auditor", say("auditor", "x", alur.AudienceAll), alur.CodeReadOnlyRole)
		refused(t, "another agency", say("pemohon2", "x", alur.AudienceAll), alur.CodeNotFound)
		refused(t, "another vendor", say("vendor2", "x", alur.AudienceAll), alur.CodeNotFound)
		refused(t, "blank", say("pemohon", " \n\t ", alur.AudienceAll), alur.CodeInvalidData)
		refused(t, "too long", say("pemohon", strings.Repeat("é", 20_001), alur.AudienceAll), alur.CodeInvalidData)
		refused(t, "control character", say("pemohon", "a\x00b", alur.AudienceAll), alur.CodeInvalidData)
		refused(t, "long", say("pemohon", strings.Repeat("é", 20_000), alur.AudienceAll), "")
		w.act("kepala", id, "jeda", m{"sebab": "lainnya", "alasan": "Libur"})
		refused(t, "while paused", say("pemohon", "Lima", alur.AudienceAll), "")
		texts := func(user string) (out []string) {
			for cursor, first := "", true; first || cursor != ""; first = false {
				page, next, err := w.cases.Comments(ctx, w.as(user), id, cursor, 2)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range page {
					out = append(out, c.Text[:min(len(c.Text), 5)]+" "+c.By.Name)
				}
				cursor = next
			}
			return out
		}
		all := []string{"Satu Orang pemohon", "Dua Orang pengembang-pd", "Tiga Orang admin", "Empat Orang vendor", "éé\xc3 Orang pemohon", "Lima Orang pemohon", "Enam Orang pemohon"}
		if diff := cmp.Diff(slices.Delete(slices.Clone(all[:6]), 1, 2), texts("vendor")); diff != "" {
			t.Errorf("comments for the vendor (-want +got):\n%s", diff)
		}
		w.act("kepala", id, "hentikan", m{"alasan": "Selesai"})
		refused(t, "after the end", say("pemohon", "Enam", alur.AudienceAll), "")
		refused(t, "vendor, after the end", say("vendor", "x", alur.AudienceAll), alur.CodeNotFound)
		if diff := cmp.Diff(all, texts("auditor")); diff != "" {
			t.Errorf("comments (-want +got):\n%s", diff)
		}
		w.sound()
	})
}

func TestErasePrivate(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.create("swakelola")
		w.patch("pemohon", id, m{"narahubung": m{"name": "Wati"}}) // an earlier value is erased as well
		if v := w.get("pemohon", id); len(v.Waiting) != 1 || !slices.Contains(v.Waiting[0].Missing, "narahubung") {
			t.Errorf("waiting on %+v", v.Waiting)
		}
		n, err := w.cases.ErasePrivate(ctx, id, "narahubung")
		if err != nil || n != 2 {
			t.Fatalf("erased %d, %v", n, err)
		}
		v := w.get("pemohon", id)
		got := string(v.State.Value("surat-permohonan", "narahubung"))
		if !strings.HasPrefix(got, `{"commitment":"`) || strings.Contains(got, "Wati") {
			t.Errorf("narahubung is %s", got)
		}
		if got := string(v.State.Value("surat-permohonan", "penanda-tangan")); !strings.Contains(got, "Hadi Contoh") {
			t.Errorf("penanda-tangan is %s", got)
		}
		if len(v.Waiting) != 1 || !slices.Contains(v.Waiting[0].Missing, "narahubung") {
			t.Errorf("a draft is waiting on %+v", v.Waiting)
		}
		w.sound()
		w.upload("pemohon", id, "surat")
		w.patch("pemohon", id, m{"narahubung": letter()["narahubung"]})
		w.act("pemohon", id, "ajukan", nil)
		n, err = w.cases.ErasePrivate(ctx, id)
		if err != nil || n != 2 {
			t.Errorf("erased %d, %v", n, err)
		}
		for _, kind := range []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"} {
			w.upload("pemohon", id, kind)
		}
		w.act("pemohon", id, "serahkan", nil) // an erased value was complete when it mattered
		_, err = w.cases.ErasePrivate(ctx, alur.RequestID(alur.NewID()))
		refused(t, "unknown request", err, alur.CodeNotFound)
		if found, _, err := w.cases.List(ctx, w.as("pemohon"), casework.ListQuery{Text: "antrean", Limit: 5}); err != nil || len(found) != 1 {
			t.Errorf("found %d by its words afterwards, %v", len(found), err)
		}
		w.sound()
	})
}

// Whoever is kominfo follows from which agency is the ICT agency now.
func TestICTAgencySucceeded(t *testing.T) {
	t.Parallel()
	w := lite(t)
	ctx := t.Context()
	id := w.inReview("swakelola")
	w.get("verifikator", id)
	err := w.store.Write(ctx, func(tx *store.Tx) error {
		old := alur.Agency{ID: ict, Name: "Lama", Kind: alur.AgencyICT}
		return errors.Join(tx.SaveAgency(ctx, old), tx.InsertAgency(ctx, alur.Agency{ID: "baru", Name: "Baru", Kind: alur.AgencyICT, Active: true}))
	})
	if err != nil {
		t.Fatal(err)
	}
	doc := w.get("pemohon", id).Documents[0].ID
	_, err = w.cases.Review(ctx, w.as("verifikator"), id, doc, "accepted", "", casework.Options{})
	refused(t, "of the old agency", err, alur.CodeNotYourParty)
	w.change("verifikator", func(u *alur.User) { u.Agency = "baru" })
	_, err = w.cases.Review(ctx, w.as("verifikator"), id, doc, "accepted", "", casework.Options{})
	refused(t, "of the new agency", err, "")
}

func TestClockSetBack(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		older, newer := w.create("swakelola"), w.create("swakelola")
		w.clock.Set(w.clock.Now().Add(time.Hour))
		w.patch("pemohon", newer, m{"judul": "Kedua"})
		w.clock.Set(w.clock.Now().Add(-48 * time.Hour))
		w.patch("pemohon", newer, m{"judul": "Ketiga"})
		list, _, err := w.cases.List(t.Context(), w.as("pemohon"), casework.ListQuery{Limit: 10})
		if err != nil || len(list) != 2 || list[0].ID != newer || list[1].ID != older {
			t.Errorf("list %+v, %v", list, err)
		}
		w.sound()
	})
}

// One durable action a step: 32 people on 32 requests.
func BenchmarkSetData(b *testing.B) {
	const people = 32
	w := newBench(b)
	ids := make([]alur.RequestID, people)
	for i := range ids {
		written, err := w.cases.Create(b.Context(), w.actor, "swakelola", letter().raw(), casework.Options{})
		if err != nil {
			b.Fatal(err)
		}
		ids[i] = written.View.ID
	}
	b.ResetTimer()
	var wg sync.WaitGroup
	for i, id := range ids {
		wg.Go(func() {
			for n := i; n < b.N; n += people {
				if _, err := w.cases.SetData(b.Context(), w.actor, id, m{"judul": fmt.Sprint("Judul ", n)}.raw(), casework.Options{}); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "actions/s")
}

type bench struct {
	cases *casework.Cases
	actor casework.Actor
}

func newBench(b *testing.B) bench {
	b.Helper()
	s, ctx := storetest.SQLite(b), b.Context()
	u := alur.User{Username: "pemohon", Name: "Pemohon", Agency: health, AgencyKind: alur.AgencyOffice, Roles: []alur.Role{alur.RoleRequester}, Active: true}
	err := s.Write(ctx, func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertAgency(ctx, alur.Agency{ID: health, Name: "Dinas Kesehatan", Kind: alur.AgencyOffice, Active: true}),
			tx.InsertAgency(ctx, alur.Agency{ID: ict, Name: "Diskominfo", Kind: alur.AgencyICT, Active: true}),
			tx.InsertAccount(ctx, store.AccountRow{User: u, Password: "-"}),
		)
	})
	if err != nil {
		b.Fatal(err)
	}
	return bench{casework.New(casework.Config{Store: s, Flows: shipped(), Clock: alur.SystemClock, Log: quiet()}), casework.Actor{User: u}}
}
