package text

import (
	"strings"

	"github.com/alur-id/alur"
)

// The sentences about what happened to accounts. Kinds, groups and rules are those of
// internal/directory, which this room does not know.

// SecurityEntry is an entry of the security log with its people by name.
type SecurityEntry struct {
	Kind   string
	Person string // whose account, "" when there is none
	Actor  string // who did it, where that is somebody else
	Detail string // as it is stored
}

// Security says in one sentence what happened; "" for a kind that is unknown.
func Security(e SecurityEntry) string {
	say := securitySentences[e.Kind]
	if say == nil {
		return ""
	}
	return say(e) + "."
}

// who is whose account it is.
func (e SecurityEntry) who() string {
	if e.Person == "" {
		return "seseorang"
	}
	return e.Person
}

// doer is who did it.
func (e SecurityEntry) doer() string {
	if e.Actor != "" {
		return e.Actor
	}
	return e.who()
}

// by is " oleh …" where somebody else did it.
func (e SecurityEntry) by() string {
	if e.Actor == "" {
		return ""
	}
	return " oleh " + e.Actor
}

// change reads a detail of the form "before > after".
func (e SecurityEntry) change() (before, after string) {
	before, after, _ = strings.Cut(e.Detail, " > ")
	return before, after
}

// first splits the first word off the detail.
func (e SecurityEntry) first() (word, rest string) {
	word, rest, _ = strings.Cut(e.Detail, " ")
	return word, rest
}

var securitySentences = map[string]func(SecurityEntry) string{
	"signed-in":       func(e SecurityEntry) string { return upFront(e.who()) + " masuk dengan " + proofs(e.Detail) },
	"sign-in-refused": refusedSignIn,
	"too-many-tries": func(e SecurityEntry) string {
		if e.Detail == "address" || e.Person == "" {
			return "Batas percobaan tercapai dari satu alamat"
		}
		return "Batas percobaan tercapai untuk akun " + e.who()
	},
	"second-factor-refused": func(e SecurityEntry) string {
		return "Faktor kedua untuk masuk sebagai " + e.who() + " tidak diterima: " + proofs(e.Detail)
	},
	"identity-confirmed": func(e SecurityEntry) string {
		return upFront(e.who()) + " memastikan dirinya dengan " + proofs(e.Detail)
	},
	"identity-not-confirmed": func(e SecurityEntry) string {
		return upFront(e.who()) + " gagal memastikan dirinya dengan " + proofs(e.Detail)
	},
	"new-device": func(e SecurityEntry) string {
		return upFront(e.who()) + " masuk dari perangkat baru" + colon(e.Detail)
	},
	"signed-out": func(e SecurityEntry) string { return upFront(e.who()) + " keluar" },
	"session-ended": func(e SecurityEntry) string {
		what := "sesi atau token " + e.who() + colon(e.Detail)
		if e.Detail == "all others" {
			what = "semua sesi lain milik " + e.who()
		}
		return upFront(e.doer()) + " mengakhiri " + what
	},
	"mail-link-sent": func(e SecurityEntry) string {
		if e.Person == "" {
			return "Tautan email diminta untuk akun yang tidak ada"
		}
		if e.Detail == "password" {
			return "Tautan kata sandi baru dikirim ke email " + e.who()
		}
		return "Tautan masuk dikirim ke email " + e.who()
	},
	"password-changed": func(e SecurityEntry) string {
		if e.Detail == "by mail link" {
			return "Kata sandi " + e.who() + " diganti lewat tautan email"
		}
		if e.Detail == "expired" {
			return upFront(e.who()) + " mengganti kata sandi yang sudah terlalu lama dipakai"
		}
		return "Kata sandi " + e.who() + " diganti" + e.by()
	},
	"second-factor-added": func(e SecurityEntry) string {
		return "Faktor kedua " + e.who() + " dipasang" + e.by() + ": " + factor(e.Detail)
	},
	"second-factor-removed": func(e SecurityEntry) string {
		if e.Detail == "all" {
			return "Semua faktor kedua " + e.who() + " dihapus" + e.by()
		}
		return "Faktor kedua " + e.who() + " dilepas" + e.by() + ": " + factor(e.Detail)
	},
	"recovery-codes-made": func(e SecurityEntry) string { return "Kode pemulihan baru dibuat untuk " + e.who() },
	"recovery-code-used":  func(e SecurityEntry) string { return upFront(e.who()) + " memakai satu kode pemulihan" },
	"passkey-counter-went-back": func(e SecurityEntry) string {
		return "Penghitung kunci sandi " + e.who() + " mundur; mungkin kuncinya disalin" + colon(e.Detail)
	},
	"identity-linked": func(e SecurityEntry) string {
		return "Akun lain dihubungkan dengan " + e.who() + e.by() + colon(e.Detail)
	},
	"identity-unlinked": func(e SecurityEntry) string {
		return "Hubungan akun lain dengan " + e.who() + " dilepas" + e.by() + colon(e.Detail)
	},
	"key-rotation-begun": func(SecurityEntry) string { return "Penggantian kunci server dimulai" },
	"key-rotated": func(e SecurityEntry) string {
		secrets, _, _ := strings.Cut(e.Detail, " ")
		return "Kunci server diganti, " + secrets + " rahasia disegel ulang"
	},
	"notices-set": func(e SecurityEntry) string {
		if e.Detail == "-" {
			return upFront(e.who()) + " menerima semua email kabar"
		}
		return upFront(e.who()) + " berhenti menerima sebagian email kabar"
	},
	"delivery-retried": func(e SecurityEntry) string {
		if kind, n := e.first(); kind == "all" {
			return upFront(e.doer()) + " mencoba lagi " + n + " pengiriman yang gagal"
		}
		return upFront(e.doer()) + " mencoba lagi sebuah pengiriman"
	},
	"delivery-discarded": func(e SecurityEntry) string {
		_, rest := e.first()
		_, reason, _ := strings.Cut(rest, " ")
		return upFront(e.doer()) + " membuang sebuah pengiriman, alasan: " + quoted(reason)
	},
	"contact-changed": func(e SecurityEntry) string { return "Email atau NIP " + e.who() + " diubah" + e.by() },
	"active-changed": func(e SecurityEntry) string {
		if e.Detail == "disabled" {
			return "Akun " + e.who() + " dinonaktifkan" + e.by()
		}
		return "Akun " + e.who() + " diaktifkan" + e.by()
	},
	"user-added": func(e SecurityEntry) string {
		_, roles := e.first()
		return "Akun " + e.who() + " dibuat" + e.by() + " dengan peran " + roleNames(roles)
	},
	"personal-data-given": func(e SecurityEntry) string { return "Salinan semua data tentang " + e.who() + " diberikan" + e.by() },
	"person-erased": func(e SecurityEntry) string {
		return "Data orang pada akun " + e.who() + " dihapus" + e.by() + colon(e.Detail)
	},
	"name-changed": func(e SecurityEntry) string {
		if e.Detail == "" {
			return "Nama " + e.who() + " diubah" + e.by()
		}
		before, after := e.change()
		return "Nama " + e.who() + " diubah" + e.by() + ": dari " + before + " menjadi " + after
	},
	"agency-changed": func(e SecurityEntry) string {
		before, after := e.change()
		return upFront(e.who()) + " dipindahkan" + e.by() + ": dari " + before + " ke " + after
	},
	"roles-changed": func(e SecurityEntry) string {
		before, after := e.change()
		return "Peran " + e.who() + " diubah" + e.by() + ": dari " + roleNames(before) + " menjadi " + roleNames(after)
	},
	"invitation-made": func(e SecurityEntry) string { return "Undangan bagi " + e.who() + " dibuat" + e.by() },
	"invitation-used": func(e SecurityEntry) string { return upFront(e.who()) + " memakai undangannya" },
	"proposed": func(e SecurityEntry) string {
		return upFront(e.doer()) + " mengusulkan perubahan atas " + e.who() + colon(proposalDetail(e.Detail))
	},
	"proposal-confirmed": func(e SecurityEntry) string {
		return "Usulan perubahan atas " + e.who() + " disetujui" + e.by() + colon(proposalDetail(e.Detail))
	},
	"proposal-refused": func(e SecurityEntry) string {
		return "Usulan perubahan atas " + e.who() + " ditolak" + e.by() + colon(proposalDetail(e.Detail))
	},
	"stand-in-added": func(e SecurityEntry) string {
		kind, absent := e.first()
		return upFront(e.who()) + " ditetapkan menggantikan " + absent + " (" + StandInKind(alur.StandInKind(kind)) + ")" + e.by()
	},
	"tasks-handed-over": func(e SecurityEntry) string {
		to := strings.TrimPrefix(e.Detail, "to ")
		if to == "nobody" {
			return "Akun " + e.who() + " diakhiri" + e.by() + " tanpa penerus"
		}
		return "Pekerjaan " + e.who() + " diserahkan kepada " + to + e.by()
	},
	"agency-added": func(e SecurityEntry) string {
		id, _ := e.first()
		return "Organisasi " + id + " ditambahkan" + e.by()
	},
	"agency-edited": func(e SecurityEntry) string {
		id, what := e.first()
		return "Data organisasi " + id + " diubah" + e.by() + colon(agencyParts(what))
	},
	"file-infected": func(e SecurityEntry) string {
		what, rest := e.first()
		finding, rest, _ := strings.Cut(rest, " ")
		request, name, _ := strings.Cut(rest, " ")
		s := "Virus " + finding + " ditemukan pada unggahan " + e.who()
		if what != "refused" {
			s = "Virus " + finding + " ditemukan pada berkas yang diunggah " + e.who() + "; berkasnya tidak dapat dibuka lagi"
		} else {
			s += "; berkasnya ditolak"
		}
		if name != "" {
			s += ": " + name
		}
		if request != "-" && request != "" {
			s += " (permohonan " + request + ")"
		}
		return s
	},
	"calendar-changed": func(e SecurityEntry) string {
		year, what := e.first()
		return "Hari libur " + year + " diubah" + e.by() + colon(calendarChange(what))
	},
	"template-added": func(e SecurityEntry) string {
		kind, version := e.first()
		return "Templat «" + PaperName(kind) + "» versi " + version + " diunggah" + e.by()
	},
	"template-used": func(e SecurityEntry) string {
		kind, versions := e.first()
		from, to, _ := strings.Cut(versions, " ")
		return "Templat «" + PaperName(kind) + "» diberlakukan" + e.by() + ": dari " + TemplateVersion(from) + " menjadi " + TemplateVersion(to)
	},
	"import-staged": func(e SecurityEntry) string {
		s := "Daftar dari berkas diunggah" + e.by()
		if _, rows, ok := strings.Cut(strings.TrimSuffix(e.Detail, " rows"), ": "); ok {
			s += ": " + rows + " baris"
		}
		return s
	},
	"import-applied": func(e SecurityEntry) string {
		return "Daftar dari berkas diterapkan" + e.by() + colon(ImportCounts(e.Detail))
	},
	"stand-in-ended": func(e SecurityEntry) string {
		kind, absent := e.first()
		return "Penggantian " + absent + " (" + StandInKind(alur.StandInKind(kind)) + ") oleh " + e.who() + " diakhiri"
	},
	"exported": func(e SecurityEntry) string {
		what, rest := e.first()
		rows, filter, _ := strings.Cut(rest, " ")
		s := upFront(e.who()) + " mengekspor " + what + ", " + digits(rows) + " baris"
		if e.Person == "" {
			s = "Pengelola server mengekspor " + operatorExport(what) + ", " + digits(rows) + " baris"
		}
		if said := exportFilter(filter); said != "" {
			s += ", " + said
		}
		return s
	},
	"access-denied": func(e SecurityEntry) string {
		n, where := e.first()
		return upFront(e.who()) + " ditolak membuka yang bukan haknya (ke-" + n + " dalam sepuluh menit): " + where
	},
	"alert": func(e SecurityEntry) string {
		rule, rest := e.first()
		number, _, _ := strings.Cut(rest, " ")
		title, _ := SecurityAlert(rule, e.Person)
		return "Peringatan atas catatan " + digits(strings.TrimPrefix(number, "#")) + ": " + strings.TrimSuffix(title, ".")
	},
	"alert-handled": func(e SecurityEntry) string {
		number, note := e.first()
		return upFront(e.doer()) + " menangani peringatan pada catatan " + digits(strings.TrimPrefix(number, "#")) + ": «" + note + "»"
	},
	"log-checked": func(e SecurityEntry) string {
		state, rest := e.first()
		n, hash, _ := strings.Cut(rest, " ")
		s := "Keutuhan catatan keamanan diperiksa" + e.by() + ": "
		if state == "broken" {
			return s + "catatan " + digits(n) + " tidak cocok"
		}
		return s + digits(n) + " catatan utuh, sidik terakhir " + ShortHash(hash)
	},
	"roles-mapped": func(e SecurityEntry) string {
		before, after := e.change()
		return "Peran " + e.who() + " disamakan dengan akun lain: dari " + roleNames(before) + " menjadi " + roleNames(after)
	},
	"password-expired": func(e SecurityEntry) string {
		return "Kata sandi " + e.who() + " sudah terlalu lama dipakai dan diminta diganti"
	},
	"token-made": func(e SecurityEntry) string {
		return "Token API dibuat untuk " + e.who() + e.by() + colon(tokenDetail(e.Detail))
	},
	"token-revoked": func(e SecurityEntry) string {
		return "Token API milik " + e.who() + " dicabut" + e.by() + colon(e.Detail)
	},
	"service-added": func(e SecurityEntry) string {
		return "Akun layanan " + e.who() + " dibuat" + e.by() + colon(serviceDetail(e.Detail))
	},
	"service-changed": func(e SecurityEntry) string {
		before, after := e.change()
		return "Akun layanan " + e.who() + " diubah" + e.by() + ": dari " + before + " menjadi " + after
	},
	"panic": func(e SecurityEntry) string {
		return "Program mengalami kesalahan yang tidak terduga pada " + orUnknown(e.Detail)
	},
}

func refusedSignIn(e SecurityEntry) string {
	switch {
	case e.Detail == "oidc: not linked":
		return "Masuk lewat akun lain ditolak: akun itu belum dihubungkan dengan siapa pun"
	case e.Detail == "oidc: no role":
		return "Masuk lewat akun lain sebagai " + e.who() + " ditolak: tidak ada peran yang tersisa"
	case e.Detail == "oidc: disabled":
		return "Masuk lewat akun lain sebagai " + e.who() + " ditolak: akunnya nonaktif"
	case e.Person == "":
		return "Masuk dengan " + proofs(e.Detail) + " ditolak: tidak ada akun dengan nama itu"
	}
	return "Masuk sebagai " + e.who() + " dengan " + proofs(e.Detail) + " ditolak"
}

// upFront is a name at the beginning of a sentence.
func upFront(name string) string {
	if name == "seseorang" {
		return "Seseorang"
	}
	return name
}

func colon(detail string) string {
	if detail == "" {
		return ""
	}
	return ": " + detail
}

func orUnknown(detail string) string {
	if detail == "" {
		return "alamat yang tidak dikenal"
	}
	return detail
}

// proofs names how somebody proved who he or she is: "password+totp".
func proofs(methods string) string {
	var out []string
	for m := range strings.SplitSeq(methods, "+") {
		out = append(out, factor(m))
	}
	return strings.Join(out, " dan ")
}

// factor names a way to prove oneself; a name that somebody gave stays as it is.
func factor(m string) string {
	switch m {
	case "password":
		return "kata sandi"
	case "passkey":
		return "kunci sandi"
	case "oidc":
		return "akun lain"
	case "link":
		return "tautan email"
	case "totp":
		return "kode autentikasi"
	case "recovery":
		return "kode pemulihan"
	case "":
		return "kunci sandi"
	}
	return m
}

// roleNames names roles that stand beside each other: "requester member".
func roleNames(list string) string {
	var out []string
	for r := range strings.FieldsSeq(list) {
		out = append(out, Role(alur.Role(r)))
	}
	if out == nil {
		return "tanpa peran"
	}
	return strings.Join(out, ", ")
}

// digits writes a number that is stored as text like [Integer].
func digits(s string) string {
	n := int64(0)
	for _, c := range []byte(s) {
		if c < '0' || c > '9' || n > 1<<53 {
			return s
		}
		n = n*10 + int64(c-'0')
	}
	return Integer(n)
}

// ShortHash is a fingerprint as people compare it: its first and last four digits.
func ShortHash(hash string) string {
	if len(hash) < 9 {
		return hash
	}
	return hash[:4] + "…" + hash[len(hash)-4:]
}

// SecurityGroup names what the log is filtered by; "" for a group that is unknown.
func SecurityGroup(g string) string {
	return map[string]string{
		"masuk": "Masuk dan sesi", "akun": "Akun", "peran": "Peran", "faktor": "Faktor kedua", "pengganti": "Pengganti", "instansi": "Instansi",
		"ekspor": "Ekspor", "impor": "Impor", "token": "Token", "peringatan": "Peringatan",
	}[g]
}

// SecurityAlert says what an alert is about and what to do; "" for a rule that is unknown.
func SecurityAlert(rule, person string) (title, advice string) {
	e := SecurityEntry{Person: person}
	who := upFront(e.who())
	switch rule {
	case "denials":
		return who + " berulang kali ditolak membuka yang bukan haknya.", "Tanyakan kepada orangnya. Bila bukan dia, akhiri sesinya dan ganti kata sandinya."
	case "refused":
		return "Berulang kali ada yang gagal masuk sebagai " + e.who() + ".", "Tanyakan kepada orangnya. Bila bukan dia, pasang faktor kedua dan ganti kata sandinya."
	case "tries":
		return "Batas percobaan masuk tercapai di banyak tempat sekaligus.", "Lihat dari alamat mana, lalu minta pengelola jaringan menutupnya."
	case "grant":
		return who + " mendapat peran dengan wewenang khusus.", "Pastikan ada surat yang menetapkannya. Bila tidak, cabut perannya."
	case "factors":
		return "Faktor kedua " + e.who() + " dilepas.", "Pastikan orangnya sendiri yang meminta, dan memasang yang baru."
	case "office-stand-in", "head-stand-in": // as it was called once
		return who + " ditetapkan menggantikan pejabat yang berwenang.", "Pastikan ada surat yang menetapkannya."
	case "admin-removed":
		return who + " tidak lagi menjadi Pengelola.", "Pastikan ada surat yang menetapkannya. Bila tidak, hubungi pengelola server sekarang juga."
	case "account-changed":
		return "Cara masuk ke akun " + e.who() + " diubah orang lain.", "Tanyakan kepada orangnya. Bila bukan permintaannya, nonaktifkan akunnya dan periksa siapa yang mengubah."
	case "export":
		return who + " mengekspor banyak data.", "Tanyakan untuk apa data itu."
	case "log-broken":
		return "Catatan keamanan tidak utuh.", "Jangan ubah apa pun. Minta pengelola server menyimpan salinan basis data seadanya, lalu bandingkan dengan cadangan."
	case "infected":
		return "Virus ditemukan pada berkas yang diunggah " + e.who() + ".", "Minta orangnya memindai komputernya dan mengunggah berkas yang bersih. Siapa pun yang sudah mengunduhnya perlu diberi tahu."
	case "panic":
		return "Program mengalami kesalahan yang tidak terduga.", "Minta pengelola server melihat log, lalu laporkan kepada pembuat program."
	}
	return "", ""
}

// AlertFault says why an alert cannot be closed so; "" for another reason.
func AlertFault(reason string) string {
	switch reason {
	case "required":
		return "Tulis apa yang sudah dilakukan"
	case "too-long":
		return "Catatan paling banyak 180 huruf"
	case "bad-characters":
		return "Catatan memuat tanda yang tidak dapat dicetak. Ketik ulang"
	case "four-eyes":
		return "Peringatan ini tentang Anda atau tindakan Anda, jadi pengelola lain yang menanganinya"
	}
	return ""
}

// SecurityHeadings are the columns of the security log as a file.
func SecurityHeadings() []string {
	return []string{"Nomor", "Waktu", "Kelompok", "Kejadian", "Akun", "Oleh", "Alamat", "Rincian", "Sidik"}
}

// SecuritySheet is the name of the sheet of that file.
func SecuritySheet() string { return "Catatan keamanan" }

// SecurityExportLimit says how long the file may become.
func SecurityExportLimit(rows int) string {
	return "Berkas memuat catatan menurut saringan di atas, paling banyak " + Integer(int64(rows)) + " baris. Setiap ekspor ikut tercatat."
}

// SecurityLetter is a mail about an alert.
func SecurityLetter(rule, person string) (subject string, paragraphs []string) {
	title, advice := SecurityAlert(rule, person)
	return "Peringatan keamanan ALUR", []string{title, advice}
}
