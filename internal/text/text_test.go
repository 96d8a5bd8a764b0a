package text

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
)

// english are words that Indonesian sentences do not have. Names of headers and
// of fields of calls (If-Match, Allow, kind, file) are exempt where they stand; «email» is
// the word on every page.
var english = regexp.MustCompile(`(?i)\b(the|not|is|are|of|for|with|and|or|error|invalid|missing|failed|please|your|request|wrong|unknown|must|password|upload|item|document|stage|action|party|field|agency|vendor)\b`)

func checkSentence(t *testing.T, what, s string) {
	t.Helper()
	if s == "" {
		t.Errorf("%s: no sentence", what)
		return
	}
	if w := english.FindString(s); w != "" {
		t.Errorf("%s: English word %q in %q", what, w, s)
	}
	if strings.Contains(s, "%!") || strings.Contains(s, "%s") {
		t.Errorf("%s: unfilled sentence %q", what, s)
	}
	if strings.TrimSpace(s) != s || strings.Contains(s, "  ") {
		t.Errorf("%s: stray blanks in %q", what, s)
	}
}

func TestEveryCodeHasASentence(t *testing.T) {
	t.Parallel()
	for _, code := range alur.Codes {
		if _, ok := sentences[code]; !ok {
			t.Errorf("%s: no sentence of its own", code)
		}
		for name, e := range map[string]*alur.Error{
			"plain":    {Code: code},
			"field":    {Code: code, Field: "judul"},
			"retry":    {Code: code, Retry: 90 * time.Second},
			"blockers": {Code: code, Blockers: []alur.Blocker{{Code: alur.BlockMissingItem, Item: "judul"}}},
		} {
			title, detail := Error(e)
			checkSentence(t, string(code)+" title "+name, title)
			checkSentence(t, string(code)+" detail "+name, detail)
			if !strings.HasSuffix(detail, ".") || strings.HasSuffix(title, ".") {
				t.Errorf("%s: a title has no full stop, a detail ends with one: %q, %q", code, title, detail)
			}
		}
	}
	if len(sentences) != len(alur.Codes) {
		t.Errorf("%d sentences for %d codes", len(sentences), len(alur.Codes))
	}
}

func TestUnknownCodeIsInternal(t *testing.T) {
	t.Parallel()
	if title, _ := Error(alur.Refuse("no-such-code")); title != sentences[alur.CodeInternal].Title {
		t.Errorf("title = %q", title)
	}
}

func TestEveryBlockerHasASentence(t *testing.T) {
	t.Parallel()
	label := func(item string) string {
		if item == "judul" {
			return "Judul permohonan"
		}
		return ""
	}
	for _, code := range alur.BlockerCodes {
		if _, ok := blockerSentences[code]; !ok {
			t.Errorf("%s: no sentence of its own", code)
		}
		for _, item := range []string{"", "judul", "judul.nip", "findings.3", "note", "tidak-ada"} {
			checkSentence(t, string(code)+" "+item, Blocker(alur.Blocker{Code: code, Item: item}, label))
			checkSentence(t, string(code)+" "+item+" without labels", Blocker(alur.Blocker{Code: code, Item: item}, nil))
		}
	}
	for reason := range reasonSentences {
		for _, code := range []alur.BlockerCode{alur.BlockInvalidItem, alur.BlockInvalidInput} {
			checkSentence(t, reason, Blocker(alur.Blocker{Code: code, Item: "judul", Reason: reason}, label))
		}
	}
}

func TestBlocker(t *testing.T) {
	t.Parallel()
	label := func(item string) string {
		return map[string]string{"tanggal-surat": "Tanggal surat", "hasil-uji.input-efisiensi": "Hasil uji: input, efisiensi"}[item]
	}
	for _, c := range []struct {
		b    alur.Blocker
		want string
	}{
		{alur.Blocker{Code: alur.BlockInvalidItem, Item: "tanggal-surat", Reason: "future-date"}, "«Tanggal surat» tidak boleh setelah hari ini."},
		{alur.Blocker{Code: alur.BlockMissingItem, Item: "tanggal-surat"}, "«Tanggal surat» belum diisi lengkap."},
		{alur.Blocker{Code: alur.BlockVerdictNotAcceptable, Item: "hasil-uji.input-efisiensi"}, "Hasil «Hasil uji: input, efisiensi» belum dapat diterima, jadi belum bisa lanjut."},
		{alur.Blocker{Code: alur.BlockFindingNotVerified, Item: "findings.3"}, "Temuan 3 belum dinyatakan selesai oleh Tim Penguji."},
		{alur.Blocker{Code: alur.BlockMissingInput, Item: "note"}, "Catatan harus diisi."},
		{alur.Blocker{Code: alur.BlockUnknownItem, Item: "x\u202ey\n"}, "«xy» tidak dikenal. Hapus atau betulkan namanya."},
		{alur.Blocker{Code: alur.BlockPaused}, "Permohonan sedang dijeda. Lanjutkan lebih dahulu."},
	} {
		if got := Blocker(c.b, label); got != c.want {
			t.Errorf("Blocker(%+v) = %q, want %q", c.b, got, c.want)
		}
	}
}

func TestErrorNamesItsField(t *testing.T) {
	t.Parallel()
	_, detail := Error(alur.RefuseField(alur.CodeUnknownField, strings.Repeat("x", 500)))
	if n := len([]rune(detail)); n > 250 {
		t.Errorf("a long field name makes a detail of %d characters", n)
	}
	_, detail = Error(&alur.Error{Code: alur.CodeTooManyTries, Retry: 14*time.Minute + time.Second})
	if want := "Terlalu banyak percobaan. Coba lagi dalam 15 menit."; detail != want {
		t.Errorf("detail = %q, want %q", detail, want)
	}
}

func TestDates(t *testing.T) {
	t.Parallel()
	// 23:30 UTC is the next morning in Jakarta.
	at := time.Date(2026, 12, 10, 23, 30, 0, 0, time.UTC)
	for _, c := range []struct{ got, want string }{
		{Date(at), "Jumat, 11 Des 2026"},
		{LongDate(at), "11 Desember 2026"},
		{Time(at), "06.30 WIB"},
		{DateTime(at), "Jumat, 11 Des 2026 pukul 06.30 WIB"},
		{Day("2026-11-24"), "Selasa, 24 Nov 2026"},
		{Day("besok"), "besok"},
		{Month(at), "Desember 2026"},
		{Duration(0), "1 detik"},
		{Duration(1500 * time.Millisecond), "2 detik"},
		{Duration(time.Minute), "1 menit"},
		{Duration(3 * time.Hour), "3 jam"},
		{Duration(72 * time.Hour), "3 hari"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{Integer(0), "0"}, {Integer(999), "999"}, {Integer(-1000), "-1.000"},
		{Rupiah(85_000_000), "Rp85.000.000"}, {Rupiah(1<<53 - 1), "Rp9.007.199.254.740.991"}, {Rupiah(-5000), "-Rp5.000"},
		{Size(0), "kurang dari 1 kB"}, {Size(999), "kurang dari 1 kB"}, {Size(1024), "1 kB"}, {Size(999_499), "999 kB"}, {Size(999_500), "1,0 MB"},
		{Size(1_440_000), "1,4 MB"}, {Size(50_000_000), "50 MB"}, {Size(2_000_000_000), "2,0 GB"},
		{Words(0), "nol"}, {Words(11), "sebelas"}, {Words(17), "tujuh belas"}, {Words(20), "dua puluh"}, {Words(101), "seratus satu"},
		{Words(1250), "seribu dua ratus lima puluh"}, {Words(2026), "dua ribu dua puluh enam"}, {Words(1_000_000), "satu juta"},
		{Words(101_000), "seratus satu ribu"}, {Words(85_000_000), "delapan puluh lima juta"}, {Words(-3), "minus tiga"},
		{Words(3_000_000_000_001), "tiga triliun satu"},
		{Words(-1 << 63), "minus sembilan kuintiliun dua ratus dua puluh tiga kuadriliun tiga ratus tujuh puluh dua triliun " +
			"tiga puluh enam miliar delapan ratus lima puluh empat juta tujuh ratus tujuh puluh lima ribu delapan ratus delapan"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	var names []string
	for _, s := range alur.Statuses {
		names = append(names, Status(s))
	}
	for _, r := range alur.Roles {
		names = append(names, Role(r))
	}
	for _, k := range []alur.AgencyKind{alur.AgencyOffice, alur.AgencyICT, alur.AgencyVendor, alur.AgencyAudit} {
		names = append(names, AgencyKind(k))
	}
	for _, k := range []string{
		"text", "longtext", "number", "date", "money", "system", "choice", "url", "person", "document", "document-id", "checklist",
		"verdicts", "meeting", "milestones", "log", "team", "vendor", "signature",
	} {
		if n := Kind(k); n == k {
			t.Errorf("kind %s has no name", k)
		} else {
			names = append(names, n)
		}
	}
	for _, e := range []alur.EventType{
		alur.EventRequestCreated, alur.EventDataChanged, alur.EventDocumentAdded, alur.EventDocumentRemoved, alur.EventDocumentReviewed,
		alur.EventFindingAdded, alur.EventFindingChanged, alur.EventSigned, alur.EventSignatureDropped, alur.EventCommentAdded, alur.EventActionTaken,
		alur.EventSeatHandedOver,
	} {
		names = append(names, EventType(e))
	}
	for _, v := range wordsOfValues {
		names = append(names, v)
	}
	for _, n := range names {
		checkSentence(t, n, n)
	}
	if Value("reopened") != "Dibuka lagi" || Value("x") != "x" {
		t.Error("Value does not translate, or does not pass on what it does not know")
	}
	checkSentence(t, "nip-unusual", Warning("nip-unusual"))
}
