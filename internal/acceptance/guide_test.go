package acceptance

import (
	"time"
)

// This file is the guide as these tests understand it from flows.md: for every
// stage what has to be there, who brings it, and which action leads on. It is
// written by hand, not read from the definitions, so that the two can disagree.

// task is one thing that somebody does in a stage.
type task struct {
	who  string
	what string
	do   func(w *walk, c *client) (*answer, error)
}

// leg is one stage of a walk: the tasks that complete it and the action that leaves it.
type leg struct {
	stage  string
	number int
	tasks  []task
	action string
	who    string
	input  map[string]any
	// free: nothing stands in the way of the action from the beginning.
	free bool
}

// cast is who plays on one request.
type cast struct {
	requester string
	builders  []string // tim-pengembang, tim-pendamping
	testers   []string
	vendor    string // user of the third party, or ""
	agency    string // its id
}

// The casts of both flows, for requests of Dinas Kesehatan.
var (
	inHouse    = cast{requester: "pemohon", builders: []string{"pengembang", "pengembang-pd"}, testers: []string{"penguji", "penguji-pd"}}
	thirdParty = cast{requester: "pemohon", builders: []string{"pengembang", "pengembang-pd"}, testers: []string{"penguji", "penguji-pd"}, vendor: "vendor"}
)

type obj = map[string]any

// set sets items of the stage.
func set(who string, items obj) task {
	return task{who, "set", func(w *walk, c *client) (*answer, error) {
		return c.call("PATCH", "/requests/"+w.id+"/data", items)
	}}
}

// file uploads a document.
func file(who, kind string) task {
	return task{who, "upload " + kind, func(w *walk, c *client) (*answer, error) {
		return c.upload(w.id, kind, kind+".pdf", pdf(w.id+" "+kind))
	}}
}

// verdict reviews the current document of a kind.
func verdict(who, kind, say, note string) task {
	return task{who, "review " + kind, func(w *walk, c *client) (*answer, error) {
		return c.call("PUT", "/requests/"+w.id+"/documents/"+w.document(kind).ID+"/review", obj{"verdict": say, "note": note})
	}}
}

// sign signs an item.
func sign(who, item string) task {
	return task{who, "sign " + item, func(w *walk, c *client) (*answer, error) {
		return c.call("POST", "/requests/"+w.id+"/signatures", obj{"item": item, "password": "alur-demo"})
	}}
}

// find reports a finding.
func find(who string) task {
	return task{who, "finding", func(w *walk, c *client) (*answer, error) {
		return c.call("POST", "/requests/"+w.id+"/findings", obj{
			"aspect": "output", "quality": "efektivitas", "severity": "high",
			"title": "Jumlah salah", "description": "Rekap hanya menjumlahkan halaman pertama.",
		})
	}}
}

// move moves a finding.
func move(who string, number, to, note string) task {
	return task{who, "finding " + number + " " + to, func(w *walk, c *client) (*answer, error) {
		return c.call("PATCH", "/requests/"+w.id+"/findings/"+number, obj{"status": to, "note": note})
	}}
}

// pastMeeting has begun and ended; comingMeeting has not begun.
func pastMeeting(attendees ...string) obj {
	now := time.Now()
	return obj{"start": now.Add(-3 * time.Hour).Format(time.RFC3339), "end": now.Add(-time.Hour).Format(time.RFC3339), "place": "Ruang Rapat Aptika", "attendees": attendees}
}

func comingMeeting(attendees ...string) obj {
	now := time.Now()
	return obj{"start": now.Add(48 * time.Hour).Format(time.RFC3339), "end": now.Add(50 * time.Hour).Format(time.RFC3339), "place": "Ruang Rapat Aptika", "attendees": attendees}
}

var today = func() string { return time.Now().In(time.FixedZone("WIB", 7*3600)).Format(time.DateOnly) }

// letterItems are the items of the first stage.
func letterItems() obj {
	return obj{
		"judul": "Sistem Uji Jalan", "jenis": "pembangunan-baru",
		"nomor-surat": "045/99/2026", "tanggal-surat": today(), "perihal": "Permohonan pembangunan",
		"penanda-tangan": obj{"name": "dr. Contoh", "position": "Kepala Dinas", "nip": "197803122005012004"},
		"narahubung":     obj{"name": "Wati", "phone": "081200001101", "email": "wati@dinkes.example"},
		"ringkasan":      "Diperlukan sistem.",
	}
}

var supporting = []string{"kak", "proses-bisnis", "dasar-hukum", "analisis-kebutuhan"}

var allGood = obj{
	"input-efektivitas": obj{"verdict": "good", "note": ""}, "input-efisiensi": obj{"verdict": "good", "note": ""},
	"proses-efektivitas": obj{"verdict": "adequate", "note": ""}, "proses-efisiensi": obj{"verdict": "good", "note": ""},
	"output-efektivitas": obj{"verdict": "good", "note": ""}, "output-efisiensi": obj{"verdict": "good", "note": ""},
}

var allFeasible = obj{
	"proses-bisnis": obj{"verdict": "feasible", "note": ""},
	"hukum":         obj{"verdict": "feasible-with-notes", "note": "Persetujuan pemilik data."},
	"teknis":        obj{"verdict": "feasible", "note": ""},
}

func done(entries ...string) obj {
	out := obj{}
	for _, e := range entries {
		out[e] = obj{"state": "done", "note": ""}
	}
	return out
}

// firstSix are the stages that both flows share.
func firstSix(c cast) []leg {
	by := c.requester
	legs := []leg{
		{stage: "surat-permohonan", number: 1, action: "ajukan", who: by, tasks: []task{set(by, letterItems()), file(by, "surat")}},
		{stage: "data-pendukung", number: 2, action: "serahkan", who: by},
		{stage: "verifikasi", number: 3, action: "terima", who: "verifikator", tasks: []task{verdict("verifikator", "surat", "accepted", "")}},
		{stage: "presentasi", number: 4, action: "catat-presentasi", who: "verifikator", input: obj{"catatan": "Baik."}, tasks: []task{
			set("verifikator", obj{"jadwal": pastMeeting("verifikator", by)}),
			set(by, obj{"gambaran-umum": "Keuntungan.", "analisis-dampak": "Dampak."}),
			file(by, "paparan"),
		}},
		{stage: "rapat-koordinasi", number: 5, action: "selesai-rapat", who: "verifikator", tasks: []task{
			set("verifikator", obj{
				"rapat": pastMeeting("verifikator", by), "ruang-lingkup": "Enam puskesmas.",
				"rencana-tahapan": []obj{{"title": "Desain", "due": "2027-01-15"}, {"title": "Serah terima", "due": "2027-06-30"}},
			}),
			set(by, obj{"perkiraan-anggaran": 85_000_000}),
			file("verifikator", "notulen"),
			sign("verifikator", "paraf-kominfo"),
			sign(by, "paraf-pemohon"),
		}},
		{stage: "tindak-lanjut", number: 6, action: "setujui", who: "kepala", input: obj{"catatan": "Lanjutkan."}, free: true},
	}
	for _, kind := range supporting {
		legs[1].tasks = append(legs[1].tasks, file(by, kind))
		legs[2].tasks = append(legs[2].tasks, verdict("verifikator", kind, "accepted", ""))
	}
	return legs
}

// design is stage 8.
func design(c cast) leg {
	initials := "paraf-pengembang"
	if c.vendor != "" {
		initials = "paraf-pendamping"
	}
	return leg{stage: "analisis-desain", number: 8, action: "sepakati", who: c.builders[0], tasks: []task{
		set(c.builders[0], obj{"kelayakan": allFeasible}),
		file(c.builders[0], "dokumen-desain"),
		sign(c.builders[0], initials),
		sign(c.testers[0], "paraf-penguji"),
	}}
}

// fromBuilding are the stages from pembuatan on; n is the number of the first.
func fromBuilding(c cast, n int) []leg {
	builder, tester, reporter := c.builders[0], c.testers[0], c.testers[0]
	atActivity := []string{c.builders[0], c.testers[0]}
	var accompanied, reported []task
	if c.vendor != "" {
		builder, reporter = c.vendor, c.builders[0]
		atActivity = append(atActivity, c.vendor)
		accompanied = []task{sign(c.builders[0], "paraf-pendamping"), sign(c.testers[0], "paraf-penguji")}
		reported = []task{sign(c.builders[0], "paraf-pendamping"), sign(c.testers[0], "paraf-penguji"), sign(c.vendor, "paraf-pihak-ketiga")}
	}
	entry := func(kind string) obj { return obj{"kind": kind, "date": today(), "text": "Baik."} }
	return []leg{
		{stage: "pembuatan", number: n, action: "selesai-pembuatan", who: builder, tasks: []task{
			set(builder, obj{"kemajuan": []obj{entry("kemajuan")}, "repositori": "https://kode.salatiga.example/uji", "versi": "1.0.0"}),
		}},
		{stage: "implementasi", number: n + 1, action: "selesai-implementasi", who: builder, tasks: append([]task{
			set(builder, obj{"instalasi": done("perangkat-keras", "perangkat-lunak", "fasilitas-pendukung"), "alamat-sistem": "https://uji.salatiga.example"}),
		}, accompanied...)},
		{stage: "pengujian", number: n + 2, action: "nyatakan-lulus", who: tester, tasks: []task{
			set(tester, obj{"hasil-uji": allGood}), file(tester, "laporan-uji"),
		}},
		{stage: "sosialisasi", number: n + 3, action: "selesai-sosialisasi", who: builder, tasks: []task{
			set(builder, obj{"kegiatan": pastMeeting(atActivity...), "peserta": 38}), file(builder, "materi"),
		}},
		{stage: "pemantauan-evaluasi", number: n + 4, action: "selesai-pemantauan", who: tester, tasks: []task{
			set(tester, obj{
				"catatan-pemantauan": []obj{entry("operasi"), entry("gangguan-teknis"), entry("penyempurnaan"), entry("faktor-eksternal")},
				"kesimpulan":         "Layak.",
			}),
		}},
		{stage: "dokumentasi", number: n + 5, action: "serahkan-dokumentasi", who: builder, tasks: []task{
			file(builder, "dokumentasi-sistem"), file(builder, "panduan-pengguna"),
		}},
		{stage: "laporan", number: n + 6, action: "serahkan-laporan", who: reporter, tasks: append([]task{
			file(reporter, "laporan-hasil"), file(reporter, "dokumentasi-pengembangan"),
		}, reported...)},
		{stage: "serah-terima", number: n + 7, action: "serah-terima", who: "verifikator", tasks: []task{
			file("verifikator", "bast"), sign("kepala", "tanda-tangan-kominfo"), sign(c.requester, "tanda-tangan-pemohon"),
		}},
	}
}

// swakelola is part A of the guide: 16 clauses.
func swakelola(c cast) []leg {
	legs := append(firstSix(c), leg{stage: "pembentukan-tim", number: 7, action: "tetapkan", who: "verifikator", tasks: []task{
		set("verifikator", obj{"tim-pengembang": c.builders, "tim-penguji": c.testers}), file("verifikator", "sk-tim"),
	}}, design(c))
	return append(legs, fromBuilding(c, 9)...)
}

// pihakKetiga is part B of the guide: 18 clauses.
func pihakKetiga(c cast) []leg {
	legs := append(firstSix(c), leg{stage: "pembentukan-tim", number: 7, action: "tetapkan", who: "verifikator", tasks: []task{
		set("verifikator", obj{
			"tim-pendamping": c.builders, "tim-penguji": c.testers,
			"penunjukan": obj{"agency": c.agency, "basis": "pengadaan-langsung", "number": "027/1", "date": today()},
		}),
		file("verifikator", "sk-tim"),
	}}, design(c), leg{stage: "pemetaan-kerja-sama", number: 9, action: "ajukan-perjanjian", who: c.builders[0], tasks: []task{
		set(c.builders[0], obj{"pemetaan": "Pihak ketiga membangun.", "kepatuhan": done("etika", "peraturan")}),
		file(c.builders[0], "draf-perjanjian"),
		sign(c.builders[0], "paraf-pendamping"), sign(c.testers[0], "paraf-penguji"),
	}}, leg{stage: "perjanjian-kerja-sama", number: 10, action: "sahkan", who: "verifikator", tasks: []task{
		set("verifikator", obj{
			"nomor-perjanjian": "415.4/1", "tanggal-perjanjian": today(), "nilai": 84_000_000,
			"ketentuan": done("ruang-lingkup", "jangka-waktu", "hak-kewajiban", "kerahasiaan-data", "kepemilikan"),
		}),
		file("verifikator", "perjanjian"),
		sign("kepala", "tanda-tangan-kominfo"), sign(c.requester, "tanda-tangan-pemohon"), sign(c.vendor, "tanda-tangan-pihak-ketiga"),
	}})
	return append(legs, fromBuilding(c, 11)...)
}
