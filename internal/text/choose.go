package text

// Why a route fits, in the helper "Mana yang cocok?". Keys are question and answer.
var chooseReasons = map[string]string{
	"orang.ada":      "Ada orang dari Dinas Komunikasi dan Informatika atau Perangkat Daerah Anda yang dapat membuat dan merawatnya.",
	"orang.tidak":    "Belum ada orang yang dapat membuatnya, sedangkan pihak ketiga membawa tim sendiri dan didampingi Tim Pendamping.",
	"keahlian.umum":  "Kebutuhannya umum, sehingga tim sendiri dapat mengerjakannya bertahap.",
	"keahlian.ahli":  "Diperlukan keahlian atau perangkat khusus yang biasanya dimiliki penyedia.",
	"anggaran.ada":   "Anggaran untuk membayar penyedia tersedia atau sedang diusulkan.",
	"anggaran.tidak": "Tanpa anggaran untuk membayar penyedia, perjanjian dengan pihak ketiga tidak dapat dibuat.",
}

// ChooseReason says why an answer speaks for a route; "" for an answer that says nothing.
func ChooseReason(question, answer string) string { return chooseReasons[question+"."+answer] }

// ChooseDefault is the reason when no answer speaks for the other route.
func ChooseDefault() string {
	return "Tidak ada jawaban yang menuntut pihak ketiga, jadi swakelola lebih sederhana: 16 tahap dan tanpa perjanjian kerja sama."
}

// ChooseFault asks for the answer that is missing.
func ChooseFault() string { return "Pilih satu jawaban. Bila ragu, pilih «Belum tahu»." }
