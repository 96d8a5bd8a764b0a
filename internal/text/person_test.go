package text

import (
	"strings"
	"testing"
	"time"
)

func TestMask(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"wati@dinkes.salatiga.go.id": "w•••@dinkes…", "é@kota": "é•••@kota", "@kota.id": "•••@kota…",
		"198501012010011001": "1985••••••••••••01", "19850101 201001 1 001": "1985••••••••••••01",
		"0812 3456 7890": "0812••••••90", "+62 812-3456-7890": "6281•••••••90",
		"203.0.113.9": "203.0.•••", "2001:db8::1": "2001:0db8:•••", "::ffff:203.0.113.9": "203.0.•••",
		"Wati": "Wati", "": "", "1234567": "1234567", "SPT 800/12/2026": "SPT 800/12/2026",
	} {
		if got := Mask(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestPersonSummary(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 8, 2, 0, 0, 0, time.UTC)
	s := NewPersonSummary("wati", at)
	s.Add("users", []string{"username", "active", "email", "updated_at"}, [][]any{{"wati", true, "", time.Time{}}})
	s.Add("claims", []string{"party"}, nil)
	s.Add("security_events", []string{"username", "at", "kind", "by_other", "address", "detail"}, [][]any{{"wati", at, "roles-changed", int64(1), "10.0.0.1", "member > reviewer"}, {"wati", at, "not-a-kind", int64(0), "", ""}})
	many := make([][]any, personMost+3)
	for i := range many {
		many[i] = []any{int64(i + 1)}
	}
	s.Add("events", []string{"seq"}, many)
	got := s.String()
	for _, want := range []string{"Nama pengguna: wati\nDibuat: Selasa, 8 Des 2026 pukul 09.00 WIB\n", "\nAkun\n----\n* Nama pengguna: wati; Aktif: ya\n", "\nTugas yang diambil\n------------------\nTidak ada.\n", "* Urutan: 1000\n… dan 3 lagi, di data.json.\n",
		"* Selasa, 8 Des 2026 pukul 09.00 WIB: Peran wati diubah oleh orang lain: dari Anggota tim menjadi Verifikator. Dari 10.0.0.1.\n", "Jenis: not-a-kind"} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in\n%.900s", want, got)
		}
	}
}

func TestErasureFault(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, x := range [][2]string{{"username", ""}, {"reason", "required"}, {"reason", "too-long"}, {"reason", "bad-characters"}} {
		s := ErasureFault(x[0], x[1])
		if s == "" || seen[s] {
			t.Errorf("%v: %q", x, s)
		}
		seen[s] = true
	}
}

func TestPeriod(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		400 * 24 * time.Hour: "400 hari", 24 * time.Hour: "24 jam", 36 * time.Hour: "36 jam", 30 * time.Minute: "30 menit", 90 * time.Minute: "90 menit", 48 * time.Hour: "2 hari",
	} {
		if got := Period(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	if got := Fading(time.Date(2026, 12, 8, 2, 0, 0, 0, time.UTC)); !strings.Contains(got, "8 Desember 2026") {
		t.Error(got)
	}
}
