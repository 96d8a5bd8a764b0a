package text

import (
	"fmt"
	"strconv"
	"strings"
)

// Integer writes n with points between groups of three digits: "1.250.000".
func Integer(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Rupiah writes an amount of whole rupiah: "Rp85.000.000".
func Rupiah(n int64) string {
	if n < 0 {
		return "-Rp" + Integer(n)[1:]
	}
	return "Rp" + Integer(n)
}

// Size writes a number of bytes in decimal units: "kurang dari 1 kB", "12 kB", "1,4 MB".
func Size(n int64) string {
	switch {
	case n < 1000:
		return "kurang dari 1 kB"
	case n < 999_500:
		return fmt.Sprintf("%d kB", (n+500)/1000)
	case n < 9_950_000:
		tenths := (n + 50_000) / 100_000
		return fmt.Sprintf("%d,%d MB", tenths/10, tenths%10)
	case n < 999_500_000:
		return fmt.Sprintf("%d MB", (n+500_000)/1_000_000)
	}
	tenths := (n + 50_000_000) / 100_000_000
	return fmt.Sprintf("%s,%d GB", Integer(tenths/10), tenths%10)
}

var units = [...]string{
	"nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas",
}

// Words writes a number in words, as letters and minutes of handing over do:
// 1250 is "seribu dua ratus lima puluh". A negative number begins with "minus".
func Words(n int64) string {
	if n < 0 {
		if n == -1<<63 { // its opposite does not fit
			return "minus " + words(1<<63)
		}
		return "minus " + words(uint64(-n))
	}
	return words(uint64(n))
}

func words(n uint64) string {
	switch {
	case n < 12:
		return units[n]
	case n < 20:
		return units[n-10] + " belas"
	case n < 100:
		return withRest(units[n/10]+" puluh", n%10)
	case n < 200:
		return withRest("seratus", n-100)
	case n < 1000:
		return withRest(units[n/100]+" ratus", n%100)
	case n < 2000:
		return withRest("seribu", n-1000)
	}
	for _, scale := range []struct {
		value uint64
		name  string
	}{{1e18, "kuintiliun"}, {1e15, "kuadriliun"}, {1e12, "triliun"}, {1e9, "miliar"}, {1e6, "juta"}, {1e3, "ribu"}} {
		if n >= scale.value {
			return withRest(words(n/scale.value)+" "+scale.name, n%scale.value)
		}
	}
	return "" // every n is below 12 or reaches a scale
}

func withRest(head string, rest uint64) string {
	if rest == 0 {
		return head
	}
	return head + " " + words(rest)
}
