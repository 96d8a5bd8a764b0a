package web

import (
	"bytes"
	"cmp"
	"fmt"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// deed is a form below no request as somebody fills it in who means it: about something
// that there is, made for this one call, and with values that are taken. Whoever may is seen
// to do it, and whoever may not is refused what would have been done.
type deed struct {
	// make gives the values of the address, in turn, and of the form.
	make func(x *pageMatrix) (address, form []string)
	file string // the name of the control of a file, "" for a form without one
	want int    // for those who may; 0 is 303
	// other is for who manages another agency, 0 as want: what it is about is not his or hers.
	other int
	// ends says that it ends the session of whoever does it.
	ends bool
	// why says of a form without make where it is sent in earnest instead.
	why string
}

// about makes a deed about a person of Dinas Kesehatan who is made for it.
func about(form ...string) func(*pageMatrix) ([]string, []string) {
	return func(x *pageMatrix) ([]string, []string) { return []string{"{username}", x.person()}, form }
}

// with makes a deed about nothing but what the form says.
func with(form ...string) func(*pageMatrix) ([]string, []string) {
	return func(*pageMatrix) ([]string, []string) { return nil, form }
}

const byVisitor = "visitors have no rights to tell apart: TestEverybodyElsewhere sends it empty, and the tests of signing in in earnest"

// deeds are the forms below no request. A new one that is not here fails.
var deeds = map[string]deed{
	"POST /masuk": {why: byVisitor}, "POST /keluar": {why: byVisitor}, "POST /undangan/{token}": {why: byVisitor}, "POST /masuk/kunci-sandi/mulai": {why: byVisitor},
	"POST /masuk/kunci-sandi": {why: byVisitor}, "POST /masuk/tautan": {why: byVisitor}, "POST /masuk/tautan/{token}": {why: byVisitor}, "POST /masuk/lupa-sandi": {why: byVisitor},
	"POST /masuk/sandi-baru/{token}": {why: byVisitor}, "POST /masuk/faktor-kedua": {why: byVisitor}, "POST /masuk/faktor-kedua/kunci-sandi/mulai": {why: byVisitor},
	"POST /masuk/faktor-kedua/kunci-sandi": {why: byVisitor}, "POST /masuk/faktor-kedua/pasang": {why: byVisitor}, "POST /masuk/faktor-kedua/pasang-kunci/mulai": {why: byVisitor},
	"POST /masuk/faktor-kedua/pasang-kunci": {why: byVisitor}, "POST /masuk/faktor-kedua/batal": {why: byVisitor}, "POST /masuk/ganti-sandi": {why: byVisitor},
	"POST /cek-dokumen": {why: byVisitor}, "POST /hadir/{meeting}": {why: "a code is needed: TestGathering"},

	"POST /akun/akun-lain": {why: "another system is needed: TestOtherSystem"}, "POST /akun/akun-lain/hapus": {why: "as linking"},
	"POST /admin/pengguna/{username}/akun-lain": {why: "as linking"}, "POST /admin/pengguna/{username}/akun-lain/hapus": {why: "as linking"},
	"POST /akun/kunci-sandi": {why: "an authenticator is needed: TestPasskeys"}, "POST /akun/kunci-sandi/mulai": {why: "as adding one"},
	"POST /akun/kunci-sandi/{key}/hapus": {why: "as adding one"}, "POST /akun/pastikan/kunci-sandi": {why: "as adding one"},
	"POST /akun/kode-autentikasi": {why: "an offer is needed: TestSecondFactor"}, "POST /akun/kode-autentikasi/hapus": {why: "as adding one"},
	"POST /akun/sesi/{id}/akhiri": {why: "of one's own: TestSessionPages"}, "POST /akun/token/{id}/cabut": {why: "of one's own: TestTokens"},
	"PATCH /unggahan/{upload}": {why: "of one's own: TestUpload"}, "DELETE /unggahan/{upload}": {why: "as going on"},
	"POST /admin/keamanan/peringatan/{seq}": {why: "an alert is needed: TestSecurityPage"},
	"POST /admin/pengguna/{username}/pengganti/{id}/akhiri": {make: func(x *pageMatrix) ([]string, []string) {
		absent, who := x.person(alur.RoleRequester), x.person()
		id, err := x.app.Directory.AddStandIn(x.t.Context(), directory.NewStandIn{Username: who, Absent: absent, Kind: alur.StandInLeave, From: "2026-11-23", Until: "2026-12-31"}, directory.By{})
		x.must(err)
		return []string{"{username}", absent, "{id}", id}, nil
	}, other: 404},

	"POST /kabar/dibaca": {make: with("sampai", "1796000000000000")}, "POST /kabar/dibaca/{id}": {why: "of one's own: TestNotices"}, "POST /kabar/berhenti/{token}": {why: byVisitor},
	"POST /akun/kabar":                  {make: with("jenis-kabar", "turn")},
	"POST /admin/pengiriman/ulang":      {make: with()},
	"POST /admin/pengiriman/{id}/ulang": {make: func(x *pageMatrix) ([]string, []string) { return []string{"{id}", x.delivery()}, nil }},
	"POST /admin/pengiriman/{id}/buang": {make: func(x *pageMatrix) ([]string, []string) {
		return []string{"{id}", x.delivery()}, []string{"alasan", "Alamat salah"}
	}},

	"POST /akun/pintasan": {make: with("pintasan", "hidup")}, "POST /akun/pastikan": {make: with(fieldPassword, worldPassword)},
	"POST /akun/kata-sandi":            {make: with("kata-sandi", worldPassword, "kata-sandi-baru", worldPassword, "kata-sandi-ulang", worldPassword), ends: true},
	"POST /akun/sesi/lainnya/akhiri":   {make: with()},
	"POST /akun/kode-pemulihan":        {make: with(), want: 200},
	"POST /akun/kalender":              {make: with(), want: 200},
	"POST /akun/kalender/hentikan":     {make: with()},
	"POST /akun/token":                 {make: with("nama-token", "Dasbor", "lingkup", "read", "berlaku", "24"), want: 200},
	"POST /akun/data":                  {make: with(), want: 200},
	"POST /permohonan/baru":            {why: "who may open one for whom: TestCounter and the API's matrix"},
	"POST /admin/keamanan/periksa":     {make: with()},
	"POST /admin/keutuhan/periksa":     {make: with()},
	"POST /admin/libur":                {make: with("tahun", "2026", "tanggal", "2026-12-31", "nama", "Cuti akhir tahun", "jenis", "cuti-bersama", "alasan", "SKB contoh")},
	"POST /admin/libur/ramadan":        {make: with("tahun", "2026", "mulai", "2026-02-18", "sampai", "2026-03-20", "alasan-ramadan", "Edaran")},
	"POST /admin/libur/{date}/batal":   {why: "the calendar's own: TestHolidayPages"},
	"POST /admin/libur/impor":          {why: "as cancelling"},
	"POST /admin/libur/impor/terapkan": {why: "as cancelling"},

	"POST /admin/templat/{kind}": {why: "a document is needed: the tests of templates"}, "POST /admin/templat/{kind}/{version}/berlaku": {why: "as adding one"},

	"POST /admin/pengguna/baru": {make: func(x *pageMatrix) ([]string, []string) {
		x.made++
		return nil, []string{"nama-pengguna", fmt.Sprintf("baru-%d", x.made), "nama", "Orang Baru", "instansi", "dinas-kesehatan", "peran", "member"}
	}, want: 200},
	"POST /admin/pengguna/{username}": {make: about("nama", "Nama Lain", "instansi", "dinas-kesehatan", "peran", "member"), other: 404},
	"POST /admin/pengguna/{username}/undangan": {make: func(x *pageMatrix) ([]string, []string) {
		return []string{"{username}", x.invited()}, []string{"cara", "salin"}
	}, want: 200, other: 404},
	"POST /admin/pengguna/{username}/tautan-sandi": {make: about(), want: 404}, // nothing sends mail here
	"POST /admin/pengguna/{username}/kata-sandi":   {make: about("kata-sandi-baru", "lain")},
	"POST /admin/pengguna/{username}/aktif":        {make: func(x *pageMatrix) ([]string, []string) { return []string{"{username}", x.left()}, nil }, other: 404},
	"POST /admin/pengguna/{username}/nonaktifkan":  {make: about("alasan", "Pensiun"), other: 404},
	"POST /admin/pengguna/{username}/sesi/akhiri":  {make: about()},
	"POST /admin/pengguna/{username}/faktor/hapus": {make: about()},
	"POST /admin/pengguna/{username}/data":         {make: about(), want: 200},
	"POST /admin/pengguna/{username}/hapus": {make: func(x *pageMatrix) ([]string, []string) {
		name := x.left()
		return []string{"{username}", name}, []string{"ketik-nama", name, "alasan", "Surat 800/1"}
	}},
	"POST /admin/pengguna/{username}/pengganti": {make: func(x *pageMatrix) ([]string, []string) {
		return []string{"{username}", x.person(alur.RoleRequester)}, []string{"pengganti", x.person(), "dasar", "plh", "mulai", "2026-11-23", "sampai", "2026-12-31"}
	}, other: 404},
	"POST /admin/pengguna/{username}/sesi/{id}/akhiri": {make: func(x *pageMatrix) ([]string, []string) {
		name := x.person()
		x.as(name)
		all, err := x.app.Directory.Sessions(x.t.Context(), name)
		x.must(err)
		return []string{"{username}", name, "{id}", all[0].ID}, nil
	}},
	"POST /admin/persetujuan/{id}/setujui": {make: func(x *pageMatrix) ([]string, []string) { return []string{"{id}", x.proposal()}, nil }, want: 200},
	"POST /admin/persetujuan/{id}/tolak":   {make: func(x *pageMatrix) ([]string, []string) { return []string{"{id}", x.proposal()}, nil }},

	"POST /admin/pd/baru": {make: func(x *pageMatrix) ([]string, []string) {
		x.made++
		return nil, []string{"nama", fmt.Sprintf("Dinas Baru %d", x.made), "singkatan", fmt.Sprintf("Dinbar%d", x.made), "jenis", "agency"}
	}},
	"POST /admin/pd/{id}": {make: func(x *pageMatrix) ([]string, []string) {
		return []string{"{id}", x.agency()}, []string{"nama", fmt.Sprintf("Dinas Lain %d", x.made), "singkatan", fmt.Sprintf("Dinlain%d", x.made), "jenis", "agency", "keadaan", "sah"}
	}},
	"POST /admin/pd/{id}/kop": {make: func(x *pageMatrix) ([]string, []string) {
		return []string{"{id}", "dinas-kesehatan"}, []string{"pemerintah", "Pemerintah Kota Salatiga", "nama-kop", "Dinas Kesehatan", "alamat", "Jalan Contoh 1", "kota", "Salatiga"}
	}, other: 404},
	"POST /admin/pd/{id}/kop/logo":       {why: "a picture is needed: TestLetterhead"},
	"POST /admin/pd/{id}/kop/logo/hapus": {why: "as setting one"},

	"POST /admin/impor": {make: with("jenis", "people"), file: "berkas"},
	"POST /admin/impor/{id}/baris/{line}": {make: func(x *pageMatrix) ([]string, []string) {
		return []string{"{id}", x.list(), "{line}", "2"}, []string{"kolom-name", "Orang Lain"}
	}, other: 404},
	"POST /admin/impor/{id}/lewati":   {make: func(x *pageMatrix) ([]string, []string) { return []string{"{id}", x.list()}, []string{"baris", "2"} }, other: 404},
	"POST /admin/impor/{id}/pd":       {make: func(x *pageMatrix) ([]string, []string) { return []string{"{id}", x.list()}, nil }},
	"POST /admin/impor/{id}/terapkan": {make: func(x *pageMatrix) ([]string, []string) { return []string{"{id}", x.list()}, nil }, other: 404},
	"POST /admin/impor/{id}/undangan": {make: func(x *pageMatrix) ([]string, []string) { return []string{"{id}", x.list()}, nil }, want: 404}, // nothing sends mail here
	"POST /admin/impor/{id}/buang":    {make: func(x *pageMatrix) ([]string, []string) { return []string{"{id}", x.list()}, nil }, other: 404},

	"POST /admin/layanan/baru": {make: func(x *pageMatrix) ([]string, []string) {
		x.made++
		return nil, []string{serviceFields["username"], fmt.Sprintf("layanan-%d", x.made), serviceFields["name"], "Dasbor", serviceFields["agency"], "dinas-kesehatan", "peran", "member",
			serviceFields["responsible"], "anggota"}
	}},
	"POST /admin/layanan/{service}": {make: func(x *pageMatrix) ([]string, []string) {
		return []string{"{service}", x.service()}, []string{serviceFields["name"], "Dasbor lain", serviceFields["agency"], "dinas-kesehatan", "peran", "member", serviceFields["responsible"], "anggota"}
	}},
	"POST /admin/layanan/{service}/aktif": {make: func(x *pageMatrix) ([]string, []string) {
		return []string{"{service}", x.service()}, []string{"aktif", "tidak"}
	}},
	"POST /admin/layanan/{service}/token": {make: func(x *pageMatrix) ([]string, []string) {
		return []string{"{service}", x.service()}, []string{"nama-token", "Harian", "lingkup", "read", "berlaku", "24"}
	}, want: 200},
	"POST /admin/layanan/{service}/token/{id}/cabut": {why: "as one's own: TestServicePages"},
}

// must ends the test on an error of what a deed needs.
func (x *pageMatrix) must(err error) {
	x.t.Helper()
	if err != nil {
		x.t.Fatal(err)
	}
}

// person makes somebody of Dinas Kesehatan, a member where no role is said.
func (x *pageMatrix) person(roles ...alur.Role) string {
	x.t.Helper()
	if roles == nil {
		roles = []alur.Role{alur.RoleMember}
	}
	x.made++
	name := fmt.Sprintf("orang-%d", x.made)
	x.must(x.app.Directory.AddUser(x.t.Context(), directory.NewUser{Username: name, Name: "Orang " + name, Agency: "dinas-kesehatan", Roles: roles, Password: worldPassword}))
	return name
}

// delivery makes a letter that waits.
func (x *pageMatrix) delivery() string {
	x.t.Helper()
	id := alur.NewID()
	x.must(x.store.Write(x.t.Context(), func(tx *store.Tx) error {
		return tx.AddJobs(x.t.Context(), store.JobRow{ID: id, Queue: "mail", Kind: "notice", Username: "anggota", DueAt: x.app.Clock(), CreatedAt: x.app.Clock()})
	}))
	return id
}

// left makes somebody whose account is over.
func (x *pageMatrix) left() string {
	x.t.Helper()
	name := x.person()
	x.must(x.app.Directory.SetActive(x.t.Context(), name, false, directory.By{}))
	return name
}

func (x *pageMatrix) manager(username string) directory.Manager {
	return directory.Manager{User: x.actor(username).User}
}

func (x *pageMatrix) invited() string {
	x.t.Helper()
	x.made++
	name := fmt.Sprintf("undangan-%d", x.made)
	_, err := x.app.Directory.Invite(x.t.Context(), x.manager("admin"), directory.NewPerson{Username: name, Name: "Orang " + name, Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}})
	x.must(err)
	return name
}

// proposal is one of a second administrator, whom it makes the first time.
func (x *pageMatrix) proposal() string {
	x.t.Helper()
	if !x.second {
		x.second = true
		x.must(x.app.Directory.AddUser(x.t.Context(), directory.NewUser{Username: "admin2", Name: "Pengelola Dua", Agency: ictAgency, Roles: []alur.Role{alur.RoleAdmin}, Password: worldPassword}))
	}
	x.made++
	out, err := x.app.Directory.Invite(x.t.Context(), x.manager("admin2"), directory.NewPerson{
		Username: fmt.Sprintf("usulan-%d", x.made), Name: "Orang Usulan", Contact: directory.Contact{Email: fmt.Sprintf("usulan-%d@example.go.id", x.made)}, Agency: ictAgency, Roles: []alur.Role{alur.RoleReviewer},
	})
	x.must(err)
	if out.Proposal == nil {
		x.t.Fatal("an invitation of a reviewer is no proposal")
	}
	return out.Proposal.ID
}

func (x *pageMatrix) agency() string {
	x.t.Helper()
	x.made++
	id := fmt.Sprintf("dinas-%d", x.made)
	x.must(x.app.Directory.AddAgency(x.t.Context(), alur.Agency{ID: alur.AgencyID(id), Name: "Dinas " + id, ShortName: "D" + id, Kind: alur.AgencyOffice}, directory.By{}))
	return id
}

// list is one that the admin of Dinas Kesehatan brought, with one new person.
func (x *pageMatrix) list() string {
	x.t.Helper()
	x.made++
	id, err := x.app.Directory.StageImport(x.t.Context(), x.manager("pengelola-pd"), directory.NewImport{
		Kind: directory.ImportPeople, Name: "daftar.csv", Data: fmt.Appendf(nil, "Nama;PD;Peran\nOrang Daftar %d;Dinas Kesehatan;Staf PD\n", x.made),
	})
	x.must(err)
	return id
}

func (x *pageMatrix) service() string {
	x.t.Helper()
	x.made++
	name := fmt.Sprintf("layanan-%d", x.made)
	_, err := x.app.Directory.AddService(x.t.Context(), directory.NewService{
		Username: name, Name: "Layanan " + name, Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Responsible: "anggota",
	}, directory.By{Actor: "admin"})
	x.must(err)
	return name
}

// earnest sends a form as everybody, in earnest.
func (x *pageMatrix) earnest(method, pattern, who string, names []string) {
	x.t.Helper()
	d := deeds[method+" "+pattern]
	// What is refused changes nothing, so one thing is enough for all who are.
	refusedPath, refusedKind, refusedBody := x.filled(pattern, d)
	for _, user := range names {
		want, path, kind, body := http.StatusForbidden, refusedPath, refusedKind, refusedBody
		if shut(user) {
			want = http.StatusUnauthorized
		}
		if admitted(who, user) {
			path, kind, body = x.filled(pattern, d)
			want = cmp.Or(d.want, http.StatusSeeOther)
			if user == "pengelola-pd2" && who == forManagers && d.other != 0 {
				want = d.other
			}
		}
		b := x.browsers[user]
		cookie := b.cookies[sessionCookie]
		b.header = http.Header{}
		res := b.send(method, path, kind, body)
		x.calls++
		if user == "mantan" {
			b.cookies[sessionCookie] = cookie
		}
		if res.status != want || strings.HasPrefix(res.location(), "/masuk?lanjut") {
			x.t.Errorf("%s: %s %s %.120s: got %d %s, want %d", user, method, path, body, res.status, res.location(), want)
		}
		if d.ends && admitted(who, user) {
			x.browsers[user] = x.as(user)
		}
	}
}

// filled makes what a deed is about and gives its address and body.
func (x *pageMatrix) filled(pattern string, d deed) (path, kind, body string) {
	x.t.Helper()
	address, form := d.make(x)
	path = strings.NewReplacer(address...).Replace(pattern)
	if d.file == "" {
		return path, "application/x-www-form-urlencoded", formOf(form...)
	}
	var buf bytes.Buffer
	m := multipart.NewWriter(&buf)
	for pair := range slices.Chunk(form, 2) {
		x.must(m.WriteField(pair[0], pair[1]))
	}
	part, err := m.CreateFormFile(d.file, "daftar.csv")
	x.must(err)
	_, err = part.Write([]byte("Nama;PD;Peran\nOrang Daftar;Dinas Kesehatan;Staf PD\n"))
	x.must(err)
	x.must(m.Close())
	return path, m.FormDataContentType(), buf.String()
}

// TestDeeds: nobody forgets a form, and none is there for a route that is gone.
func TestDeeds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	left := map[string]bool{}
	for name := range deeds {
		left[name] = true
	}
	for _, row := range w.app.routes {
		name := row.method + " " + row.pattern
		if row.method == http.MethodGet || row.method == http.MethodHead || strings.HasPrefix(row.pattern, "/permohonan/{id}") {
			continue
		}
		if d, is := deeds[name]; !is || (d.make == nil) == (d.why == "") {
			t.Errorf("%s: give it a form that is taken, or say why not, in deeds", name)
		}
		delete(left, name)
	}
	for name := range left {
		t.Errorf("%s is no route any more", name)
	}
}
