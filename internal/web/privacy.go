package web

import (
	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/photo"
	"github.com/alur-id/alur/internal/preview"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// retention is how long is kept what is no evidence.
func (a *app) retention() alur.Retention {
	if a.Retention == (alur.Retention{}) {
		return alur.DefaultRetention
	}
	return a.Retention
}

// kept says how long everything is kept that tells of people, from the settings in effect
// and the limits of the rooms that keep it.
func (a *app) kept() []page.Kept {
	r := a.retention()
	drafts := "selama permohonannya, atau sampai dihapus atas permintaan"
	if r.Drafts > 0 {
		drafts = "begitu pula; pada draf yang tidak diajukan " + text.Period(r.Drafts) + " setelah terakhir diubah"
	}
	notices := "seterusnya"
	if r.Notices > 0 {
		notices = text.Period(r.Notices) + " setelah dibaca"
	}
	return []page.Kept{
		{What: "Sesi di peramban", HowLong: text.Period(directory.SessionIdle) + " setelah terakhir dipakai, paling lama " + text.Period(directory.SessionLife)},
		{What: "Token untuk aplikasi", HowLong: text.Period(directory.SessionLife) + ", atau selama yang diminta pemiliknya, paling lama " + text.Period(directory.TokenMost)},
		{What: "Peramban yang dikenal", HowLong: text.Period(r.Devices) + " setelah terakhir dipakai"},
		{What: "Percobaan masuk yang gagal", HowLong: text.Period(r.Failures) + " setelah yang terakhir"},
		{What: "Kabar tentang permohonan", HowLong: notices},
		{What: "Email yang menunggu atau sudah dikirim (tanpa isinya)", HowLong: text.Period(directory.DeliveryKept) + " setelah dikirim; yang gagal " + text.Period(directory.FailureKept)},
		{What: "Tautan lewat email", HowLong: text.Period(directory.LinkLife) + ", sekali pakai; undangan " + text.Period(directory.InvitationLife)},
		{What: "Foto surat dan unggahan yang belum selesai", HowLong: text.Period(photo.Lifetime)},
		{What: "Gambar pratinjau dokumen", HowLong: text.Period(preview.Lifetime) + " setelah terakhir dilihat"},
		{What: "Daftar orang dari berkas impor", HowLong: "sampai dibuang, paling lama " + text.Period(directory.ImportLife)},
		{What: "Penanda tangan surat dan narahubung", HowLong: "selama permohonannya, atau sampai dihapus atas permintaan"},
		{What: "Penanda tangan dan narahubung pada draf", HowLong: drafts},
		{What: "Akun: nama, email, NIP", HowLong: "sampai dihapus atas permintaan setelah orangnya pergi"},
		{What: "Riwayat, dokumen, pesan, dan catatan keamanan", HowLong: "seterusnya: bukti siapa berbuat apa"},
	}
}

// fading warns the owner of a draft before the people named in it are forgotten.
func (a *app) fading(v *casework.View) string {
	end := a.retention().DraftEnd(v.UpdatedAt)
	now := a.Clock()
	if end.IsZero() || v.Number != "" || now.Before(end.Add(-alur.DraftNotice)) || !now.Before(end) {
		return ""
	}
	return text.Fading(end)
}
