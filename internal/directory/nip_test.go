package directory_test

import (
	"testing"

	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
)

func TestNIPWarning(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ nip, want string }{
		{"", ""},
		{"198501012010011001", ""},
		{"19850101 201001 1 001", ""},
		{"198501012010012999", ""},
		{"199002282022211003", ""}, // PPPK: 21 in place of the month
		{"196112311980031007", ""}, // eighteen when appointed
		{"19850101201001100", "length"},
		{"1985010120100110011", "length"},
		{"19850101201001100a", "length"},
		{"198513012010011001", "birth"},
		{"198502302010011001", "birth"},
		{"190001011920011001", "birth"},
		{"200001012001011001", "birth"}, // one year old when appointed
		{"198501012010131001", "start"},
		{"198501012010001001", "start"},
		{"195001012020011001", "start"}, // seventy when appointed
		{"198501012010013001", "sex"},
		{"198501012010011000", "serial"},
	} {
		if got := directory.NIPWarning(c.nip); got != c.want {
			t.Errorf("NIPWarning(%q) = %q, want %q", c.nip, got, c.want)
		}
		if c.want != "" && text.NIPWarning(c.want) == "" {
			t.Errorf("text.NIPWarning(%q) has no sentence", c.want)
		}
	}
	if got := text.NIP("198501012010011001"); got != "19850101 201001 1 001" {
		t.Errorf("text.NIP = %q", got)
	}
}
