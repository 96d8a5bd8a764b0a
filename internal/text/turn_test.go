package text

import (
	"testing"
	"time"
)

// TestTurnWords holds the pieces of the sentences about whose turn it is.
func TestTurnWords(t *testing.T) {
	t.Parallel()
	jakarta := func(day, hour int) time.Time {
		return time.Date(2026, 12, day, hour, 0, 0, 0, time.FixedZone("WIB", 7*60*60))
	}
	for got, want := range map[string]string{
		And([]string{"A"}):                                     "A",
		And([]string{"A", "B"}):                                "A dan B",
		And([]string{"A", "B", "C"}):                           "A, B, dan C",
		Or([]string{"Terima", "Kembalikan", "Tolak"}):          "Terima, kembalikan, atau tolak",
		TurnSign(1, "Paraf Diskominfo"):                        "Bubuhkan paraf Diskominfo",
		TurnSign(2, ""):                                        "Bubuhkan 2 tanda tangan",
		TurnUpload(1, "Kerangka acuan kerja (KAK)"):            "Unggah kerangka acuan kerja (KAK)",
		TurnUpload(1, "SK tim"):                                "Unggah SK tim",
		TurnFill(1, "Jadwal presentasi"):                       "Isi jadwal presentasi",
		TurnFill(3, "Jadwal presentasi"):                       "Lengkapi 3 butir",
		LowerFirst("Perangkat keras"):                          "perangkat keras",
		LowerFirst("Perangkat Daerah pemohon"):                 "Perangkat Daerah pemohon",
		LowerFirst("Tim Penguji"):                              "Tim Penguji",
		LowerFirst(""):                                         "",
		Days(jakarta(8, 9), jakarta(8, 23)):                    "hari ini",
		Days(jakarta(8, 23), jakarta(9, 1)):                    "1 hari",
		Days(jakarta(4, 10), jakarta(8, 9)):                    "4 hari",
		Days(jakarta(9, 1), jakarta(8, 23)):                    "hari ini",
		StageOf(3, 16, "Telaah dan verifikasi"):                "Tahap 3 dari 16: Telaah dan verifikasi",
		TurnThenStage(4, "Presentasi pengajuan", "Diskominfo"): "Tahap 4, presentasi pengajuan (Diskominfo)",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
