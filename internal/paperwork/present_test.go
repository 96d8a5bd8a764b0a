package paperwork

import (
	"fmt"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// TestPresent: the list of those present has everybody who was to come, whom the list in
// the room noted with its time, each once, and rows for those who sign by hand.
func TestPresent(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 10, 9, 2, 0, 0, alur.Jakarta)
	s := &sheet{
		v: &casework.View{People: map[string]alur.User{"wati": {Username: "wati", Name: "Wati"}, "rino": {Username: "rino", Name: "Rino"}}},
		of: &offices{present: []casework.Present{
			{Username: "wati", Name: "Wati", Account: true, At: at}, {Username: "sari", Name: "Sari", Office: "Dinas", Account: true, At: at}, {Name: "Tamu", Office: "Kelurahan", Position: "Lurah", At: at},
		}},
	}
	got := ""
	rows := s.present(flow.Meeting{Attendees: []string{"rino", "wati"}})
	for _, r := range rows {
		if r["nama"] != "" {
			got += fmt.Sprintf("%s|%s|%s\n", r["nama"], r["instansi"], r["paraf"])
		}
	}
	want := "Rino||\nWati||hadir 09.02, akun ALUR\nSari|Dinas|hadir 09.02, akun ALUR\nTamu|Lurah, Kelurahan|hadir 09.02, tanpa akun\n"
	if got != want || len(rows) != 4+blankRows {
		t.Errorf("%d rows:\n%s", len(rows), got)
	}
}
