package text

import (
	"strings"

	"github.com/alur-id/alur"
)

// The sentences about organisations and their letters.

// agencyPartNames name what was changed of an organisation, as the security log has it.
var agencyPartNames = map[string]string{
	"name": "nama resmi", "short_name": "singkatan", "kind": "jenis", "active": "keadaan aktif", "confirmed": "kepastian nama",
	"valid_from": "hari pertama", "valid_until": "hari terakhir", "successor": "penerus", "letterhead": "kop surat", "logo": "logo",
}

// agencyParts lists what was changed: "nama resmi dan jenis".
func agencyParts(words string) string {
	var out []string
	for _, w := range strings.Fields(words) {
		if n := agencyPartNames[w]; n != "" {
			w = n
		}
		out = append(out, w)
	}
	return And(out)
}

// AgencyFault says what is wrong with a field of an organisation or of its letterhead; ""
// for a reason that the field does not have.
func AgencyFault(field, reason string) string {
	switch field + " " + reason {
	case "valid_from bad-date":
		return "Hari pertama bukan tanggal yang benar. Tulis misalnya 2027-01-01"
	case "valid_until bad-date":
		return "Hari terakhir bukan tanggal yang benar. Tulis misalnya 2026-12-31"
	case "valid_until before-start":
		return "Hari terakhir tidak boleh sebelum hari pertama"
	case "successor unknown":
		return "Organisasi penerus ini tidak ada. Pilih dari daftar"
	case "successor same-agency":
		return "Organisasi tidak dapat menjadi penerus dirinya sendiri, dan dua organisasi tidak dapat saling meneruskan. Pilih yang lain"
	case "successor wrong-kind":
		return "Pihak ketiga hanya dapat diteruskan oleh pihak ketiga, dan Perangkat Daerah oleh Perangkat Daerah"
	case "email bad-characters":
		return "Tulis alamat email yang lengkap, misalnya dinkes@salatiga.go.id"
	}
	switch reason {
	case "too-long":
		return "Paling banyak 300 huruf. Ringkaskan"
	case "bad-characters":
		return "Memuat tanda yang tidak dapat dicetak. Ketik ulang"
	}
	return ""
}

// AgencyPeriod says since and until when there is an organisation; "" when neither day is
// known. The days are as forms have them.
func AgencyPeriod(from, until string) string {
	switch {
	case from != "" && until != "":
		return "Berlaku " + Day(from) + " sampai " + Day(until)
	case from != "":
		return "Berlaku sejak " + Day(from)
	case until != "":
		return "Berlaku sampai " + Day(until)
	}
	return ""
}

// LogoFault says why a file cannot be a logo; "" for a code that is about something else.
func LogoFault(code string) string {
	switch code {
	case "unsupported-media-type":
		return "Logo harus gambar PNG atau JPEG. Pilih berkas lain"
	case "too-large":
		return "Berkas logo paling besar 500 kB. Perkecil gambarnya, lalu pilih lagi"
	case "unsafe-file":
		return "Gambar ini rusak atau tidak dapat dibaca. Simpan ulang, lalu pilih lagi"
	case "empty-file", "missing-field":
		return "Pilih berkas gambarnya"
	}
	return ""
}

// ContactLines are the lines of a letterhead below the address: telephone and fax, then
// e-mail and web; those that are not known are left out.
func ContactLines(l alur.Letterhead) []string {
	join := func(parts ...string) string {
		var out []string
		for i := 0; i+1 < len(parts); i += 2 {
			if parts[i+1] != "" {
				out = append(out, parts[i]+" "+parts[i+1])
			}
		}
		return strings.Join(out, ", ")
	}
	var out []string
	for _, line := range []string{join("Telepon", l.Phone, "Faksimile", l.Fax), join("Email", l.Email, "Laman", l.Web)} {
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}
