package text_test

import (
	"testing"

	"github.com/alur-id/alur/internal/text"
)

func TestWorkingTime(t *testing.T) {
	t.Parallel()
	for minutes, want := range map[int]string{
		0: "0 menit", 59: "59 menit", 60: "1 jam", 449: "7 jam 29 menit", 450: "1 hari", 455: "1 hari 5 menit", 450*3 + 125: "3 hari 2 jam 5 menit", 450 * 1234: "1.234 hari",
	} {
		if got := text.WorkingTime(minutes); got != want {
			t.Errorf("%d minutes: %q, want %q", minutes, got, want)
		}
	}
}
