package text

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alur-id/alur"
)

// ErasedPerson is what an account is called whose person asked to be forgotten.
func ErasedPerson() string { return "Pengguna terhapus" }

// personTables are the headings of a person's data, by the table that they come from.
var personTables = map[string]string{
	"users":               "Akun",
	"sessions":            "Sesi dan token yang masih berlaku",
	"devices":             "Peramban yang dikenal",
	"passkeys":            "Kunci sandi",
	"totp":                "Kode autentikasi",
	"recovery_codes":      "Kode pemulihan",
	"calendar_keys":       "Langganan kalender",
	"identities":          "Akun lain yang terhubung",
	"sign_in_failures":    "Gagal masuk dalam sehari terakhir",
	"stand_ins":           "Penggantian",
	"claims":              "Tugas yang diambil",
	"comments":            "Pesan yang ditulis",
	"meetings":            "Pertemuan yang diikuti",
	"meeting_rounds":      "Usulan waktu yang dibuat",
	"meeting_replies":     "Jawaban atas usulan waktu",
	"meeting_invitations": "Undangan rapat lewat email",
	"meeting_answers":     "Jawaban atas undangan rapat",
	"meeting_attendance":  "Kehadiran pada rapat",
	"notices":             "Kabar",
	"notice_settings":     "Pilihan email kabar",
	"jobs":                "Email yang dikirim atau menunggu",
	"security_events":     "Catatan keamanan: masuk, perubahan akun, instansi, dan peran",
	"events":              "Perbuatan dalam riwayat permohonan",
	"private_values":      "Data orang yang diisikan",
}

// PersonTable is the heading of one table of a person's data; "" for an unknown one.
func PersonTable(name string) string { return personTables[name] }

// personColumns are the labels of a person's data.
var personColumns = map[string]string{
	"username": "Nama pengguna", "name": "Nama", "email": "Email", "nip": "NIP", "agency_id": "Instansi", "roles": "Peran", "active": "Aktif",
	"created_at": "Dibuat", "updated_at": "Diubah", "password_at": "Kata sandi diatur", "entered_at": "Masuk terakhir", "kind": "Jenis", "address": "Alamat internet",
	"seen_address": "Alamat internet terakhir", "method": "Cara masuk", "scopes": "Lingkup token", "confirmed_at": "Dipastikan", "seen_at": "Terakhir dipakai",
	"expires_at": "Berakhir", "first_at": "Pertama dipakai", "used_at": "Terakhir dipakai", "left": "Tersisa", "issuer": "Sistem lain", "subject": "Dikenal sebagai",
	"linked_at": "Dihubungkan", "failed_at": "Waktu gagal (kode)", "absent": "Yang digantikan", "basis": "Nomor surat", "starts_at": "Mulai", "ends_at": "Selesai",
	"number": "Nomor permohonan", "request_id": "Kode permohonan", "party": "Sebagai", "at": "Waktu", "audience": "Pembaca", "text": "Isi", "stage": "Tahap",
	"item": "Butir", "place": "Tempat", "slots": "Waktu yang diusulkan", "round_id": "Usulan", "asked": "Diminta menjawab", "can": "Bisa", "cannot": "Tidak bisa",
	"other": "Waktu lain", "note": "Catatan", "seq": "Urutan", "by_other": "Oleh orang lain", "detail": "Rincian", "type": "Jenis", "action": "Tindakan",
	"read_at": "Dibaca", "mailed_at": "Dikirim lewat email", "meeting_id": "Rapat", "cancelled": "Dibatalkan", "answer": "Jawaban", "reason": "Alasan", "muted": "Jenis tanpa email", "digest": "Ringkasan pagi",
	"quiet": "Hanya jam kerja", "state": "Keadaan", "attempts": "Kali dicoba", "cause": "Sebab (kode)",
	"document": "Dokumen", "size": "Ukuran (bita)", "sha256": "Sidik SHA-256", "value": "Isi",
}

// PersonColumn is the label of one column of a person's data; "" for an unknown one.
func PersonColumn(name string) string { return personColumns[name] }

// personMost is how many rows of one table a summary has.
const personMost = 1000

// PersonSummary is a person's data for people to read, as plain text. Tables are added in
// any order, and stand as they were added.
type PersonSummary struct {
	b strings.Builder
}

// NewPersonSummary begins a summary: whose it is and when it was made.
func NewPersonSummary(username string, at time.Time) *PersonSummary {
	s := &PersonSummary{}
	s.b.WriteString("DATA ANDA DI ALUR\n\nNama pengguna: " + username + "\nDibuat: " + DateTime(at) + "\n\n" +
		"Berkas ini meringkas data.json, yang memuat semuanya untuk dibaca program. Rahasia tidak ada\n" +
		"di dalamnya: kata sandi dan kode hanya tersimpan sebagai sidik. Pesan dan isian orang lain juga tidak.\n" +
		"Dokumen yang Anda unggah dapat diunduh pada permohonannya.\n")
	return s
}

// Add adds one table. Values are strings, times, bools, int64, and anything with a String
// method; what is empty is left out of a row.
func (s *PersonSummary) Add(table string, columns []string, rows [][]any) {
	title := PersonTable(table)
	s.b.WriteString("\n" + title + "\n" + strings.Repeat("-", utf8.RuneCountInString(title)) + "\n")
	if len(rows) == 0 {
		s.b.WriteString("Tidak ada.\n")
	}
	for i, row := range rows {
		if i == personMost {
			s.b.WriteString("… dan " + strconv.Itoa(len(rows)-i) + " lagi, di data.json.\n")
			break
		}
		s.b.WriteString("* " + personRow(table, columns, row) + "\n")
	}
}

// personRow tells one row: entries of the security log as sentences, all else with its labels.
func personRow(table string, columns []string, row []any) string {
	at := map[string]any{}
	for i, v := range row {
		at[columns[i]] = v
	}
	word := func(name string) string { s, _ := at[name].(string); return s }
	if table == "security_events" {
		e := SecurityEntry{Kind: word("kind"), Person: word("username"), Detail: word("detail")}
		if at["by_other"] == int64(1) {
			e.Actor = "orang lain"
		}
		when, _ := at["at"].(time.Time)
		if told := Security(e); told != "" {
			if address := word("address"); address != "" {
				told += " Dari " + address + "."
			}
			return DateTime(when) + ": " + told
		}
	}
	var parts []string
	for i, v := range row {
		t := personValue(v)
		if table == "events" && columns[i] == "type" {
			t = EventType(alur.EventType(t))
		}
		if t != "" {
			parts = append(parts, PersonColumn(columns[i])+": "+t)
		}
	}
	return strings.Join(parts, "; ")
}

// String is the summary so far.
func (s *PersonSummary) String() string { return s.b.String() }

func personValue(v any) string {
	switch v := v.(type) {
	case string:
		return strings.Join(strings.Fields(v), " ")
	case time.Time:
		if v.IsZero() {
			return ""
		}
		return DateTime(v)
	case bool:
		if v {
			return "ya"
		}
		return "tidak"
	case int64:
		if v == 0 {
			return ""
		}
		return strconv.FormatInt(v, 10)
	case interface{ String() string }:
		return v.String()
	}
	return ""
}

// ErasureFault says what is wrong with the form that erases a person, beside its field.
func ErasureFault(field, reason string) string {
	switch {
	case field == "username":
		return "Ketik nama pengguna ini persis seperti tertulis di atas"
	case reason == "too-long":
		return "Tulis alasan paling banyak 160 huruf"
	case reason == "bad-characters":
		return "Alasan ini memuat nama, email, atau NIP orangnya. Tulis tanpa itu, karena alasan tidak dapat dihapus lagi"
	}
	return "Tulis alasannya, misalnya nomor surat permintaannya"
}
