package web

import (
	"net/http"

	"github.com/alur-id/alur/internal/web/page"
)

// demoPassword is that of every account of a demonstration (api.md, "Running").
const demoPassword = "alur-demo"

// demoAccounts are the people of a demonstration, in the order in which a request
// meets them, with what each does.
var demoAccounts = []struct{ username, what string }{
	{"pemohon", "Mengajukan permohonan, melengkapi data, presentasi, serah terima"},
	{"verifikator", "Menelaah, mengundang rapat, membentuk tim, mengurus serah terima"},
	{"kepala", "Memutuskan permohonan dan menandatangani"},
	{"pengembang", "Anggota tim dari Diskominfo: merancang dan membuat sistem"},
	{"pengembang-pd", "Anggota tim dari Perangkat Daerah: merancang dan membuat sistem"},
	{"penguji", "Anggota tim dari Diskominfo: menguji dan memantau"},
	{"penguji-pd", "Anggota tim dari Perangkat Daerah: menguji dan memantau"},
	{"vendor", "Pihak ketiga: membuat sistem berdasarkan perjanjian"},
	{"vendor2", "Pihak ketiga lain: tidak melihat permohonan pihak ketiga pertama"},
	{"pemohon2", "Pemohon dari Perangkat Daerah lain"},
	{"rangkap", "Pemohon sekaligus verifikator: mencatat surat di loket, tidak boleh menelaah kirimannya sendiri"},
	{"admin-pd", "Admin PD: mengurus akun pegawai instansinya, dan mengajukan permohonan"},
	{"auditor", "Membaca semua, tidak mengubah apa pun"},
	{"admin", "Mengelola pengguna dan Perangkat Daerah"},
}

// demo lists the accounts of the demonstration for the switch on every page.
func (a *app) demo(r *http.Request) *page.Demo {
	names := make([]string, len(demoAccounts))
	for i, d := range demoAccounts {
		names[i] = d.username
	}
	users, err := a.Directory.Users(r.Context(), names)
	if err != nil {
		// The page itself goes on; without its directory it says so on its own.
		a.Log.WarnContext(r.Context(), "demo accounts", "error", err)
		return nil
	}
	s := a.session(r)
	d := &page.Demo{Password: demoPassword}
	for _, x := range demoAccounts {
		u, ok := users[x.username]
		if !ok {
			continue
		}
		d.Accounts = append(d.Accounts, page.DemoAccount{
			Username: u.Username, Name: u.Name, Agency: u.AgencyName, What: x.what,
			Now: s != nil && s.User.Username == u.Username,
		})
	}
	return d
}
