package web

import (
	"archive/zip"
	"fmt"
	"io/fs"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/pagetest"
)

const kepalaStandIns = "/admin/pengguna/kepala/pengganti"

// standIn lets somebody stand in for the head through the page.
func (w *world) standIn(b *browser, kind, from, until string) {
	w.t.Helper()
	res := b.post(kepalaStandIns, "pengganti", "verifikator", "dasar", kind, "mulai", from, "sampai", until, "surat", "800/7/2026")
	if res.status != http.StatusSeeOther || res.location() != kepalaStandIns {
		w.t.Fatalf("adding: %d %s\n%s", res.status, res.location(), res.body)
	}
}

func has(t *testing.T, what, body string, want ...string) {
	t.Helper()
	for _, x := range want {
		if !strings.Contains(body, x) {
			t.Errorf("%s: without %q\n%s", what, x, body)
		}
	}
}

func hasNot(t *testing.T, what, body string, unwanted ...string) {
	t.Helper()
	for _, x := range unwanted {
		if strings.Contains(body, x) {
			t.Errorf("%s: with %q", what, x)
		}
	}
}

// TestStandInPages follows a period through the pages: noted, to come, on, over by itself.
func TestStandInPages(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator", "kepala", "admin")
	w.standIn(w.as("admin"), "plh", "2026-11-24", "2026-11-25")
	const line = "Anda menggantikan Endang Lestari (Plh)"

	body := w.as("admin").get(kepalaStandIns).body
	has(t, "to come", body, "Akan datang", "Selasa, 24 Nov 2026 sampai Rabu, 25 Nov 2026", "Surat 800/7/2026", "dicatat oleh admin", "Tidak ada penggantian yang sedang berjalan")
	has(t, "own account before", w.as("verifikator").get("/akun").body, line, "Selasa, 24 Nov 2026 sampai Rabu, 25 Nov 2026")

	w.clock.Pass(24 * time.Hour)
	body = w.as("admin").get(kepalaStandIns).body
	has(t, "on", body, "Akhiri sekarang")
	hasNot(t, "on", body, "Akan datang", "Tidak berlaku")
	has(t, "the person's page", w.as("admin").get("/admin/pengguna/kepala").body, "Rino Saputra menggantikan Endang Lestari (Plh)")
	has(t, "the head's account", w.as("kepala").get("/akun").body, "Anda digantikan Rino Saputra (Plh)")
	hasNot(t, "somebody else's account", w.as("pemohon").get("/akun").body, "menggantikan", "digantikan")

	w.clock.Pass(48 * time.Hour)
	body = w.as("admin").get(kepalaStandIns).body
	has(t, "over", body, "Sudah lewat (1)")
	hasNot(t, "over", body, "Akhiri sekarang")
	hasNot(t, "own account after", w.as("verifikator").get("/akun").body, line)
}

// TestStandInEnded ends a period from the page of either of the two, once, and of nobody else.
func TestStandInEnded(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator", "kepala", "admin")
	admin := w.as("admin")
	w.standIn(admin, "plh", "2026-11-23", "2026-11-25")
	list, err := w.app.Directory.StandIns(t.Context(), directory.StandInQuery{})
	if err != nil || len(list) != 1 {
		t.Fatal(list, err)
	}
	if res := admin.post("/admin/pengguna/pemohon/pengganti/" + list[0].ID + "/akhiri"); res.status != http.StatusNotFound {
		t.Errorf("from the page of somebody else: %d", res.status)
	}
	if !w.actor("verifikator").User.Has(alur.RoleHead) {
		t.Fatal("the period is not on")
	}
	to := "/admin/pengguna/verifikator/pengganti"
	if res := admin.post(to + "/" + list[0].ID + "/akhiri"); res.status != http.StatusSeeOther || res.location() != to {
		t.Errorf("ending: %d %s", res.status, res.location())
	}
	has(t, "afterwards", admin.get(to).body, "Rino Saputra tidak lagi menggantikan Endang Lestari.", "diakhiri Senin, 23 Nov 2026 pukul 10.00 WIB")
	if w.actor("verifikator").User.Has(alur.RoleHead) {
		t.Error("ended, and still in the office")
	}
	if res := admin.post(to + "/" + list[0].ID + "/akhiri"); res.status != http.StatusNotFound {
		t.Errorf("twice: %d", res.status)
	}
}

// TestStandInRefused keeps what was typed and says beside each field what is wrong.
func TestStandInRefused(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "anggota", "verifikator", "kepala", "auditor", "vendor", "admin")
	admin := w.as("admin")
	for _, c := range []struct {
		person, who, kind, from, until string
		want                           []string
	}{
		{"kepala", "", "", "", "", []string{"Pilih siapa yang menggantikan", "Pilih dasar penggantian", "Isi hari pertama", "Isi hari terakhir"}},
		{"kepala", "siapa", "pjs", "besok", "lusa", []string{"Orang ini tidak ada", "Pilih dasar penggantian", "Hari pertama bukan tanggal", "Hari terakhir bukan tanggal", `value="besok"`, `value="lusa"`}},
		{"kepala", "kepala", "plh", "2026-11-23", "2026-11-22", []string{"dirinya sendiri", "Hari terakhir sudah lewat", `value="2026-11-22"`}},
		{"kepala", "admin", "plh", "2026-11-25", "2026-11-24", []string{"Auditor, pengelola, dan orang pihak ketiga", "tidak boleh sebelum hari pertama", `value="plh" checked`}},
		{"kepala", "pemohon", "plt", "2026-11-23", "2028-11-24", []string{"dari instansi yang sama", "paling lama satu tahun"}},
		{"anggota", "pemohon", "plh", "2026-11-23", "2026-11-24", []string{"tidak memegang jabatan yang dapat digantikan"}},
	} {
		res := admin.post("/admin/pengguna/"+c.person+"/pengganti", "pengganti", c.who, "dasar", c.kind, "mulai", c.from, "sampai", c.until, "surat", "800/1/<b>")
		what := fmt.Sprint(c)
		if res.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", what, res.status)
		}
		has(t, what, res.body, c.want...)
		if c.person == "kepala" {
			has(t, what, res.body, `value="800/1/&lt;b&gt;"`)
		}
		for _, f := range pagetest.Check(res.body) {
			t.Errorf("%s: %s", what, f)
		}
	}
	if err := w.app.Directory.SetActive(t.Context(), "kepala", false, directory.By{Actor: "admin"}); err != nil {
		t.Fatal(err)
	}
	res := admin.post(kepalaStandIns, "pengganti", "verifikator", "dasar", "plh", "mulai", "2026-11-23", "sampai", "2026-11-24")
	has(t, "the account of the absent is off", res.body, "Akun yang digantikan nonaktif")
	w.standIn(admin, "plt", "2026-11-23", "2026-11-24")
}

// TestStandInDoor keeps everybody but administrators out.
func TestStandInDoor(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers()
	w.standIn(w.as("admin"), "plh", "2026-11-23", "2026-11-25")
	list, err := w.app.Directory.StandIns(t.Context(), directory.StandInQuery{})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range worldUsers {
		if u.Username == "admin" {
			continue
		}
		b := w.as(u.Username)
		for _, res := range []answer{
			b.get(kepalaStandIns),
			b.post(kepalaStandIns, "pengganti", "verifikator", "dasar", "plt", "mulai", "2026-11-23", "sampai", "2026-11-24"),
			b.post(kepalaStandIns + "/" + list[0].ID + "/akhiri"),
		} {
			if res.status != http.StatusForbidden {
				t.Errorf("%s: %d, want 403", u.Username, res.status)
			}
		}
	}
	after, err := w.app.Directory.StandIns(t.Context(), directory.StandInQuery{})
	if err != nil || len(after) != 1 || !after[0].On(w.clock.Now()) {
		t.Errorf("changed by somebody: %+v %v", after, err)
	}
}

// TestActsForColleague says for whom one acts before the act, and only where one does.
func TestActsForColleague(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "anggota", "verifikator", "kepala", "admin")
	v := w.submitted("pemohon", "Sistem Antrean")
	path := "/permohonan/" + string(v.ID)
	admin := w.as("admin")
	const line = "Anda bertindak a.n. Wati Rahayu (Plh)."
	if res := admin.post("/admin/pengguna/pemohon/pengganti", "pengganti", "anggota", "dasar", "plh", "mulai", "2026-11-23", "sampai", "2026-11-25"); res.status != http.StatusSeeOther {
		t.Fatal(res.status, res.body)
	}
	for _, name := range []string{"pemohon", "verifikator"} {
		hasNot(t, name, w.as(name).get(path).body, "bertindak a.n.")
	}
	b := w.as("anggota")
	has(t, "actions", b.get(path).body, line)
	has(t, "an action", b.get(path+"/tindakan/tarik").body, line)
	has(t, "tasks", b.get("/tugas").body, "sebagai Plh. ")
	w.clock.Pass(72 * time.Hour)
	b = w.as("anggota")
	has(t, "afterwards", b.get(path).body, "Sistem Antrean")
	hasNot(t, "afterwards", b.get(path).body, "bertindak a.n.")
	hasNot(t, "tasks afterwards", b.get("/tugas").body, "sebagai Plh. ")
}

// TestActedForColleague says afterwards, everywhere alike, who acted, for whom and on what
// ground: that of the day, whatever was noted later.
func TestActedForColleague(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "anggota", "verifikator", "kepala", "admin")
	v := w.submitted("pemohon", "Sistem Antrean")
	path := "/permohonan/" + string(v.ID)
	admin := w.as("admin")
	for _, period := range [][]string{{"plh", "2026-11-23", "2026-11-24"}, {"plt", "2026-11-25", "2026-11-30"}} {
		if res := admin.post("/admin/pengguna/pemohon/pengganti", "pengganti", "anggota", "dasar", period[0], "mulai", period[1], "sampai", period[2]); res.status != http.StatusSeeOther {
			t.Fatal(res.status, res.body)
		}
	}
	in := map[string]jsontext.Value{"alasan": value(t, "Anggaran dialihkan.")}
	if _, err := w.app.Cases.Act(t.Context(), w.actor("anggota"), v.ID, "tarik", in, "", casework.Options{}); err != nil {
		t.Fatal(err)
	}
	w.clock.Pass(72 * time.Hour)
	name := w.actor("anggota").User.Name
	acted := name + " a.n. Wati Rahayu (Plh)"
	b := w.as("verifikator")
	has(t, "history", b.get(path+"/riwayat").body, acted)
	has(t, "outcome", b.get(path).body, acted)
	pack := b.get(path + "/riwayat/berkas-bukti").body
	r, err := zip.NewReader(strings.NewReader(pack), int64(len(pack)))
	if err != nil {
		t.Fatal(err)
	}
	summary, err := fs.ReadFile(r, "ringkasan.html")
	if err != nil {
		t.Fatal(err)
	}
	has(t, "summary", string(summary), acted)
	hasNot(t, "summary", string(summary), "(Plt)")
}

// TestJudgesForColleague says it on the forms of a review and of a decision.
func TestJudgesForColleague(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "verifikator", "kepala", "admin")
	admin := w.as("admin")
	if res := admin.post("/admin/pengguna/verifikator/pengganti", "pengganti", "kepala", "dasar", "cuti", "mulai", "2026-11-23", "sampai", "2026-11-25"); res.status != http.StatusSeeOther {
		t.Fatal(res.status, res.body)
	}
	w.standIn(admin, "plt", "2026-11-23", "2026-11-25")
	part := func(username string, id alur.RequestID, path, anchor string) string {
		t.Helper()
		body := w.as(username).get("/permohonan/" + string(id) + path).body
		_, rest, found := strings.Cut(body, `id="`+anchor+`"`)
		if !found {
			t.Fatalf("no %s\n%s", anchor, body)
		}
		rest, _, _ = strings.Cut(rest, "</section>")
		return rest
	}
	v := w.supplied("pemohon", "Sistem Antrean")
	has(t, "review", part("kepala", v.ID, "", "telaah"), "Anda bertindak a.n. Rino Saputra (pengganti cuti).")
	hasNot(t, "review in person", part("verifikator", v.ID, "", "telaah"), "bertindak a.n.")
	d := w.decidable("pemohon", "Sistem Parkir")
	has(t, "decision", part("verifikator", d.ID, "/keputusan", "keputusan"), "Anda bertindak a.n. Endang Lestari (Plt).")
	hasNot(t, "decision in person", part("kepala", d.ID, "/keputusan", "keputusan"), "bertindak a.n.")
}
