package web

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/web/pagetest"
)

var invitationIn = regexp.MustCompile(`/undangan/[A-Za-z0-9_-]{43}`)

// sound fails the test on what no page may have.
func sound(t *testing.T, res answer) {
	t.Helper()
	for _, f := range pagetest.Check(res.body) {
		t.Error(f)
	}
}

// withPeople is the world with an admin of Dinas Kesehatan's own, and a second admin of all.
func withPeople(t *testing.T, names ...string) *world {
	t.Helper()
	w := newWorld(t).withUsers(names...)
	for _, u := range []directory.NewUser{
		{Username: "apd", Name: "Hesti Wulandari", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleAgencyAdmin, alur.RoleMember}, Password: worldPassword},
		{Username: "admin2", Name: "Sri Wahyuni", Agency: "dinas-komunikasi-dan-informatika", Roles: []alur.Role{alur.RoleAdmin}, Password: worldPassword},
	} {
		if err := w.app.Directory.AddUser(context.Background(), u); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

// TestInvite walks from the invitation with a copied link to Tugas Saya.
func TestInvite(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("admin", "pemohon")
	in := w.as("admin")
	bad := in.post("/admin/pengguna/baru", "nama-pengguna", "Siti Aminah", "nama", "", "email", "siti", "nip", "12", "peran", "vendor", "instansi", "dinas-kesehatan")
	if bad.status != http.StatusUnprocessableEntity {
		t.Errorf("a bad account: %d", bad.status)
	}
	for _, want := range []string{"Nama pengguna hanya boleh", "Tulis nama", "Tulis alamat email", "18 angka", "Peran ini tidak cocok", `value="Siti Aminah"`, `value="siti"`} {
		if !strings.Contains(bad.body, want) {
			t.Errorf("no %q", want)
		}
	}
	sound(t, bad)
	res := in.post("/admin/pengguna/baru", "nama", "Siti Aminah, S.Kom.", "nip", "198013012005012001", "peran", "requester", "peran", "member", "instansi", "dinas-kesehatan")
	link := invitationIn.FindString(res.body)
	if res.status != http.StatusOK || link == "" || res.header.Get("Cache-Control") != "no-store" || !strings.Contains(res.body, "siti.aminah") {
		t.Fatalf("%d %q\n%s", res.status, link, res.body)
	}
	if !strings.Contains(res.body, "bukan tanggal lahir yang wajar") {
		t.Error("no word about the odd NIP")
	}
	sound(t, res)
	for _, twice := range [][]string{{"nama-pengguna", "siti.aminah"}, {"nip", "198013012005012001"}} {
		if res := in.post("/admin/pengguna/baru", append([]string{"nama", "Lain", "peran", "requester", "instansi", "dinas-kesehatan"}, twice...)...); res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "sudah dipakai") {
			t.Errorf("%v twice: %d", twice, res.status)
		}
	}
	list := in.get("/admin/pengguna?kelompok=belum-masuk")
	if !strings.Contains(list.body, "Siti Aminah") || !strings.Contains(list.body, "Diundang") || !strings.Contains(list.body, "Belum masuk (2)") || strings.Contains(list.body, "Adit Nugroho</a>") {
		t.Error("the list of those who have not been here")
	}
	sound(t, list)
	sound(t, in.get("/admin/pengguna/siti.aminah"))

	moved := in.post("/admin/pengguna/siti.aminah", "nama", "Siti Aminah, S.Kom.", "nip", "198001012005012001", "instansi", "dinas-kesehatan", "peran", "requester", "peran", "member")
	if moved.status != http.StatusSeeOther || !strings.Contains(in.get("/admin/pengguna/siti.aminah").body, "kirim ulang di bawah ini") {
		t.Errorf("another number before the first sign-in: %d", moved.status)
	}
	if res := w.browser().get(link); res.status != http.StatusNotFound {
		t.Errorf("the link to the old contact: %d", res.status)
	}
	link = invitationIn.FindString(in.post("/admin/pengguna/siti.aminah/undangan", "cara", "salin").body)
	siti := w.browser()
	if res := siti.post("/masuk", "nama-pengguna", "siti.aminah", "kata-sandi", ""); res.status == http.StatusSeeOther {
		t.Error("signed in without a password")
	}
	first := siti.get(link)
	if first.status != http.StatusOK || first.header.Get("X-Robots-Tag") == "" || !strings.Contains(first.body, "Dinas Kesehatan") || !strings.Contains(first.body, "Pemohon dan Anggota tim") {
		t.Errorf("%d\n%s", first.status, first.body)
	}
	sound(t, first)
	if res := siti.post(link, "kata-sandi-baru", "satu", "kata-sandi-ulang", "dua"); res.status != http.StatusUnprocessableEntity {
		t.Errorf("two passwords: %d", res.status)
	}
	if res := siti.post(link, "kata-sandi-baru", "", "kata-sandi-ulang", ""); res.status != http.StatusUnprocessableEntity {
		t.Errorf("no password: %d", res.status)
	}
	if res := siti.post(link, "kata-sandi-baru", "awal", "kata-sandi-ulang", "awal"); res.location() != "/masuk?kabar=undangan" {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	dead := w.browser().get(link)
	if dead.status != http.StatusNotFound || !strings.Contains(dead.body, "dikirim ulang kepada Admin PD") {
		t.Errorf("a used link: %d\n%s", dead.status, dead.body)
	}
	sound(t, dead)
	if res := w.browser().post(link, "kata-sandi-baru", "lain", "kata-sandi-ulang", "lain"); res.status != http.StatusNotFound {
		t.Errorf("used twice: %d", res.status)
	}
	if res := siti.post("/masuk", "nama-pengguna", "siti.aminah", "kata-sandi", "awal"); res.location() != "/tugas" {
		t.Fatalf("%d %q", res.status, res.location())
	}
	if res := siti.get("/tugas"); !strings.Contains(res.body, "Ajukan permohonan") {
		t.Error("no first task")
	}

	// What may be changed later.
	if res := in.post("/admin/pengguna/siti.aminah", "nama", "Siti Aminah, M.Kom.", "instansi", "dinas-pendidikan", "peran", "member"); res.location() != "/admin/pengguna/siti.aminah" {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	if u := w.actor("siti.aminah").User; u.Name != "Siti Aminah, M.Kom." || u.Agency != "dinas-pendidikan" || len(u.Roles) != 1 {
		t.Errorf("%+v", u)
	}
	none := in.post("/admin/pengguna/siti.aminah", "nama", "", "instansi", "dinas-pendidikan")
	if none.status != http.StatusUnprocessableEntity || !strings.Contains(none.body, "Pilih paling sedikit satu peran") {
		t.Errorf("no role: %d", none.status)
	}
	sound(t, none)
	if res := in.post("/admin/pengguna/siti.aminah/kata-sandi", "kata-sandi-baru", "lain"); res.location() != "/admin/pengguna/siti.aminah" {
		t.Errorf("%d", res.status)
	}
	if res := siti.get("/tugas"); res.status != http.StatusSeeOther {
		t.Error("a session outlives the password")
	}
	if err := w.app.Directory.SetActive(context.Background(), "siti.aminah", false, directory.By{Actor: "admin"}); err != nil {
		t.Fatal(err)
	}
	if res := in.get("/admin/pengguna?kelompok=nonaktif"); !strings.Contains(res.body, "Siti Aminah") || !strings.Contains(res.body, "Nonaktif (1)") {
		t.Error("the list of the disabled")
	}
	if res := in.post("/admin/pengguna/siti.aminah/aktif"); res.status != http.StatusSeeOther || !w.actor("siti.aminah").User.Active {
		t.Errorf("%d", res.status)
	}
	if res := in.post("/admin/pengguna/siti.aminah/undangan", "cara", "salin"); res.status != http.StatusConflict {
		t.Errorf("an invitation for one who has been here: %d", res.status)
	}
	if res := in.post("/admin/pengguna/siti.aminah/tautan-sandi"); res.status != http.StatusNotFound {
		t.Errorf("a link by mail, without a mail server: %d", res.status)
	}
}

// TestInviteWeighty: the link of an account with a privileged role is shown to nobody
// where there is a second administrator.
func TestInviteWeighty(t *testing.T) {
	t.Parallel()
	w, _ := withMail(t)
	in := w.as("admin")
	if res := in.post("/admin/pengguna/baru", "nama", "Wati Contoh", "peran", "auditor", "instansi", "dinas-kesehatan"); !invitationIn.MatchString(res.body) {
		t.Fatalf("%d %s", res.status, res.body)
	}
	another := directory.NewUser{Username: "admin2", Name: "Admin Dua", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleAdmin}, Password: worldPassword}
	if err := w.app.Directory.AddUser(t.Context(), another); err != nil {
		t.Fatal(err)
	}
	for _, how := range []string{"salin", "email"} {
		res := in.post("/admin/pengguna/wati.contoh/undangan", "cara", how)
		if res.status != http.StatusUnprocessableEntity || !strings.Contains(res.body, "hanya dikirim ke email orangnya") || invitationIn.MatchString(res.body) {
			t.Errorf("%s: %d\n%s", how, res.status, res.body)
		}
		sound(t, res)
	}
}

// TestInviteByMail: the link goes to the configured address, and nobody else sees it.
func TestInviteByMail(t *testing.T) {
	t.Parallel()
	w, got := withMail(t)
	in := w.as("admin")
	res := in.post("/admin/pengguna/baru", "nama", "Siti Aminah", "email", "siti@salatiga.go.id", "peran", "requester", "instansi", "dinas-kesehatan")
	if res.location() != "/admin/pengguna/siti.aminah" || invitationIn.MatchString(res.body) {
		t.Fatalf("%d %s", res.status, res.body)
	}
	letter := <-got
	first := invitationIn.FindString(letter)
	if !strings.HasPrefix(letter, "To siti@salatiga.go.id\n") || !strings.Contains(letter, "https://alur.example.id"+first) || !strings.Contains(letter, "siti.aminah") {
		t.Errorf("the letter:\n%s", letter)
	}
	if res := in.get("/admin/pengguna/siti.aminah"); !strings.Contains(res.body, "sedang dikirim ke siti@salatiga.go.id") || !strings.Contains(res.body, "Kirim ulang lewat email") || strings.Contains(res.body, first) {
		t.Error("the page after the invitation")
	}
	if res := in.post("/admin/pengguna/siti.aminah/undangan", "cara", "email"); res.status != http.StatusSeeOther {
		t.Errorf("%d", res.status)
	}
	second := invitationIn.FindString(<-got)
	if res := w.browser().get(first); second == "" || res.status != http.StatusNotFound {
		t.Errorf("the older link: %d", res.status)
	}
	copied := in.post("/admin/pengguna/siti.aminah/undangan", "cara", "salin")
	third := invitationIn.FindString(copied.body)
	if res := w.browser().get(second); third == "" || res.status != http.StatusNotFound {
		t.Errorf("the older link: %d", res.status)
	}
	if res := w.browser().post(third, "kata-sandi-baru", "awal", "kata-sandi-ulang", "awal"); res.status != http.StatusSeeOther {
		t.Errorf("%d", res.status)
	}
	if res := in.post("/admin/pengguna/pemohon/tautan-sandi"); res.status != http.StatusSeeOther {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	path := got.next(t)
	if res := w.browser().get(path); res.status != http.StatusOK {
		t.Errorf("%s: %d", path, res.status)
	}
	if res := in.post("/admin/pengguna/pemohon2/tautan-sandi"); res.status != http.StatusConflict {
		t.Errorf("without an address: %d", res.status)
	}
}

// TestAgencyAdminPages: an agency's own admin manages the agency's people alone.
func TestAgencyAdminPages(t *testing.T) {
	t.Parallel()
	w := withPeople(t, "pemohon", "pemohon2", "anggota", "admin")
	in := w.as("apd")
	list := in.get("/admin/pengguna?instansi=dinas-pendidikan")
	if list.status != http.StatusOK || !strings.Contains(list.body, "Wati Rahayu") || strings.Contains(list.body, "Joko Pranowo") || strings.Contains(list.body, `name="instansi"`) {
		t.Errorf("%d\n%s", list.status, list.body)
	}
	sound(t, list)
	form := in.get("/admin/pengguna/baru")
	if strings.Contains(form.body, `value="admin"`) || strings.Contains(form.body, `value="agency-admin"`) || !strings.Contains(form.body, `value="requester"`) {
		t.Error("the roles on offer")
	}
	sound(t, form)
	res := in.post("/admin/pengguna/baru", "nama", "Siti Aminah", "peran", "member", "instansi", "dinas-pendidikan")
	if invitationIn.FindString(res.body) == "" || w.actor("siti.aminah").User.Agency != "dinas-kesehatan" {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	for _, role := range []string{"admin", "auditor", "agency-admin"} {
		if res := in.post("/admin/pengguna/baru", "nama", "X Y", "peran", role); res.status != http.StatusUnprocessableEntity {
			t.Errorf("gives %s: %d", role, res.status)
		}
	}
	person := in.get("/admin/pengguna/pemohon")
	for _, never := range []string{"/kata-sandi", "/sesi", "/faktor", "/data", `name="instansi"`} {
		if strings.Contains(person.body, never) {
			t.Errorf("the page offers %s", never)
		}
	}
	sound(t, person)
	for path, want := range map[string]int{
		"/admin/pengguna/pemohon2": 404, "/admin/pengguna/admin": 404, "/admin/pengguna/pemohon2/pengganti": 404, "/admin/pengguna/tidak-ada": 404,
		"/admin/pengguna/pemohon/sesi": 403, "/admin/persetujuan": 403, "/admin/pd": 403, "/admin/pengguna/pemohon/pengganti": 200, "/admin/pengguna/apd": 200,
	} {
		if res := in.get(path); res.status != want {
			t.Errorf("%s: %d, want %d", path, res.status, want)
		}
	}
	if own := in.get("/admin/pengguna/apd"); strings.Contains(own.body, `<form class="kartu"`) {
		t.Error("one's own page has forms")
	}
	save := []string{"nama", "X Y", "peran", "member"}
	for path, want := range map[string]int{
		"/admin/pengguna/pemohon2": 404, "/admin/pengguna/admin": 404, "/admin/pengguna/pemohon2/undangan": 404, "/admin/pengguna/pemohon2/aktif": 404,
		"/admin/pengguna/pemohon2/tautan-sandi": 404, "/admin/pengguna/pemohon2/pengganti": 404, "/admin/pengguna/pemohon2/pengganti/x/akhiri": 404,
		"/admin/pengguna/apd": 403, "/admin/pengguna/apd/aktif": 403, "/admin/pengguna/apd/pengganti": 403, "/admin/pengguna/pemohon/kata-sandi": 403, "/admin/pengguna/pemohon/faktor/hapus": 403,
		"/admin/pengguna/pemohon/sesi/akhiri": 403, "/admin/pengguna/pemohon/akun-lain": 403, "/admin/persetujuan/x/setujui": 403, "/admin/pengguna/pemohon": 303,
	} {
		if res := in.post(path, save...); res.status != want {
			t.Errorf("POST %s: %d, want %d", path, res.status, want)
		}
	}
	if res := in.post("/admin/pengguna/anggota/pengganti", "pengganti", "pemohon"); res.status != http.StatusUnprocessableEntity {
		t.Errorf("a stand-in form: %d", res.status)
	}
}

// TestSecondAdmin: what weighs waits for another administrator, on a page of its own.
func TestSecondAdmin(t *testing.T) {
	t.Parallel()
	w := withPeople(t, "pemohon", "admin", "verifikator", "kepala")
	one, two := w.as("admin"), w.as("admin2")
	confirm := regexp.MustCompile(`/admin/persetujuan/[0-9a-f]{32}/setujui`)
	ict := "dinas-komunikasi-dan-informatika"
	if res := one.post("/admin/pengguna/verifikator", "nama", "Rino Saputra", "instansi", ict, "peran", "reviewer", "peran", "head"); res.location() != "/admin/pengguna/verifikator" {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	if u := w.actor("verifikator").User; u.Has(alur.RoleHead) {
		t.Error("given by one alone")
	}
	own := one.get("/admin/pengguna/verifikator")
	if !strings.Contains(own.body, "Baru berlaku setelah disetujui pengelola lain") || !strings.Contains(own.body, "Tarik usulan") || confirm.MatchString(own.body) {
		t.Error("the page of the one who proposed it")
	}
	sound(t, own)
	list := two.get("/admin/persetujuan")
	path := confirm.FindString(list.body)
	if path == "" || !strings.Contains(list.body, "Persetujuan (1)") || !strings.Contains(list.body, "menjadi Verifikator dan Kepala Dinas") {
		t.Fatalf("the list of the other:\n%s", list.body)
	}
	sound(t, list)
	// Nobody's proposal is replaced unseen: the other one is told what there is, and where.
	rival := two.post("/admin/pengguna/verifikator", "nama", "Rino Saputra", "instansi", ict, "peran", "reviewer", "peran", "auditor")
	if rival.status != http.StatusUnprocessableEntity || !strings.Contains(rival.body, "Pengelola lain sudah mengusulkan hal yang sama") || !strings.Contains(rival.body, `href="#usulan"`) || !strings.Contains(rival.body, `id="usulan"`) {
		t.Errorf("a second proposal: %d\n%s", rival.status, rival.body)
	}
	sound(t, rival)
	if res := one.post(path); res.location() != "/admin/persetujuan" || w.actor("verifikator").User.Has(alur.RoleHead) {
		t.Errorf("confirmed by oneself: %d", res.status)
	}
	if res := w.as("pemohon").post(path); res.status != http.StatusForbidden {
		t.Errorf("by a requester: %d", res.status)
	}
	w.clock.Pass(directory.ConfirmLife * 2)
	if res := two.post(path); res.status != http.StatusForbidden || !strings.Contains(res.body, "Pastikan ini Anda") {
		t.Errorf("without a fresh proof: %d", res.status)
	}
	two = w.as("admin2")
	if res := two.post(path); res.location() != "/admin/persetujuan" || !w.actor("verifikator").User.Has(alur.RoleHead) {
		t.Errorf("confirmed: %d", res.status)
	}
	done := two.get("/admin/persetujuan")
	if !strings.Contains(done.body, "Disetujui") || strings.Contains(done.body, "Persetujuan (1)") {
		t.Error("the list afterwards")
	}
	sound(t, done)
	two.post(path)
	if res := two.get("/admin/persetujuan"); !strings.Contains(res.body, "sudah diputuskan") {
		t.Error("confirmed twice")
	}

	// An invitation that weighs ends with the link, for the one who confirms it.
	one = w.as("admin")
	if res := one.post("/admin/pengguna/baru", "nama", "Siti Aminah", "instansi", ict, "peran", "reviewer"); res.location() != "/admin/pengguna" {
		t.Fatalf("%d\n%s", res.status, res.body)
	}
	res := two.post(confirm.FindString(two.get("/admin/persetujuan").body))
	if invitationIn.FindString(res.body) == "" {
		t.Errorf("%d\n%s", res.status, res.body)
	}
	// Refused, and about oneself.
	if res := one.post("/admin/pengguna/admin2/kata-sandi", "kata-sandi-baru", "lain"); res.status != http.StatusSeeOther {
		t.Errorf("%d", res.status)
	}
	about := two.get("/admin/persetujuan").body
	if confirm.MatchString(about) || !strings.Contains(about, "tentang Anda sendiri") {
		t.Error("one may confirm what is about oneself")
	}
	refuse := regexp.MustCompile(`/admin/persetujuan/[0-9a-f]{32}/tolak`).FindString(about)
	if res := two.post(refuse); res.location() != "/admin/persetujuan" {
		t.Errorf("%d", res.status)
	}
	if res := w.browser().post("/masuk", "nama-pengguna", "admin2", "kata-sandi", worldPassword); res.status != http.StatusSeeOther {
		t.Errorf("the password was changed: %d", res.status)
	}
	// Removing is at once.
	if res := one.post("/admin/pengguna/verifikator", "nama", "Rino Saputra", "instansi", ict, "peran", "reviewer"); res.status != http.StatusSeeOther || w.actor("verifikator").User.Has(alur.RoleHead) {
		t.Errorf("%d", res.status)
	}
	// Whoever has lost such a role still weighs for a week, and the page says so beforehand.
	if res := one.post("/admin/pengguna/verifikator", "nama", "Rino Saputra", "instansi", ict, "peran", "member"); res.status != http.StatusSeeOther {
		t.Errorf("%d", res.status)
	}
	const hint = `<p class="petunjuk">Baru berlaku setelah disetujui pengelola lain.</p>`
	for _, want := range []bool{true, false} {
		if page := w.as("admin").get("/admin/pengguna/verifikator").body; strings.Contains(page, hint) != want {
			t.Errorf("the hint is there: %v", !want)
		}
		w.clock.Pass(8 * 24 * time.Hour)
	}
}
