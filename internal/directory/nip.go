package directory

import (
	"strings"
	"time"
)

// NIPWarning says what is odd about a civil servant's number, in a word that
// text.NIPWarning makes a sentence of; "" for a number that looks right and for none.
// Blanks between the groups do not count. It is never a reason to refuse: the digits
// have no check digit, and those of PPPK mean other things after the birth date.
//
// The words: "length" (not 18 digits), "birth" (the first eight are no date of birth
// of somebody of working age when appointed), "start" (the next six are no month of
// appointment), "sex" (the fifteenth is neither 1 nor 2), "serial" (the last three are
// 000). The structure is that of Perka BKN 22/2007: YYYYMMDD, YYYYMM, 1 or 2, 001 to
// 999; numbers of PPPK have 21 in place of the month.
func NIPWarning(nip string) string {
	nip = strings.Join(strings.Fields(nip), "")
	if nip == "" {
		return ""
	}
	if len(nip) != 18 || strings.Trim(nip, "0123456789") != "" {
		return "length"
	}
	birth, err := time.Parse("20060102", nip[:8])
	if err != nil || birth.Year() < oldestBirth {
		return "birth"
	}
	pppk := nip[12:14] == "21"
	start := nip[8:14]
	if pppk {
		start = nip[8:12] + "12"
	}
	from, err := time.Parse("200601", start)
	switch {
	case err != nil || from.Year() >= birth.Year()+latestStart:
		return "start"
	case from.Before(birth.AddDate(earliestStart, 0, 0)):
		return "birth"
	case nip[14] != '1' && nip[14] != '2':
		return "sex"
	case nip[15:] == "000":
		return "serial"
	}
	return ""
}

// Bounds of what is plausible, in years.
const (
	oldestBirth   = 1920
	earliestStart = 16 // after birth
	latestStart   = 66 // after birth
)
