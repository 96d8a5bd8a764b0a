package text_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alur-id/alur/internal/text"
)

// TestMinutes shows the format, which people read in prints and over the API.
func TestMinutes(t *testing.T) {
	t.Parallel()
	agenda := []text.Topic{
		{Title: "Ruang lingkup", Kind: text.ResultDecision, Text: "Enam puskesmas.\n\n2. Rumah sakit menyusul."},
		{Title: "Rencana tahapan"},
		{Title: "Perkiraan anggaran", Kind: text.ResultNote, Text: "Dibahas lagi."},
	}
	want := strings.Join([]string{
		"Agenda dan hasil", "",
		"1. Ruang lingkup", "   Keputusan: Enam puskesmas.", "", "   2. Rumah sakit menyusul.", "",
		"2. Rencana tahapan", "",
		"3. Perkiraan anggaran", "   Catatan: Dibahas lagi.", "",
		"Catatan lain", "Rapat dimulai terlambat.", "", "4. Tanpa nomor",
	}, "\n")
	got := text.Minutes(agenda, "Rapat dimulai terlambat.\n\n4. Tanpa nomor")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("minutes (-want +got):\n%s", diff)
	}
	for _, free := range []string{"", "Rapat dimulai terlambat.", "Agenda dan hasil", want + " ", strings.Replace(want, "2. Rencana", "3. Rencana", 1), strings.Replace(want, "   Catatan", "  Catatan", 1)} {
		if agenda, notes := text.ParseMinutes(free); len(agenda) > 0 && notes == free || len(agenda) == 0 && notes != free {
			t.Errorf("%q became %v and %q", free, agenda, notes)
		}
	}
}

// anyLine is a line that people could type: with what the format itself uses.
var anyLine = rapid.OneOf(
	rapid.SampledFrom([]string{"", "   ", "1. Ruang lingkup", "2. x", "Catatan lain", "   Keputusan: ya", "Agenda dan hasil", "\tx", "Keputusan: ", "·"}),
	rapid.StringMatching(`[ a-z0-9.:é]{0,12}`),
)

func lines(most int) *rapid.Generator[string] {
	return rapid.Map(rapid.SliceOfN(anyLine, 0, most), func(all []string) string { return strings.TrimSpace(strings.Join(all, "\n")) })
}

// TestMinutesRoundTrip proves that what a form writes is what it reads.
func TestMinutesRoundTrip(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var agenda []text.Topic
		for range rapid.IntRange(1, 12).Draw(t, "topics") {
			o := text.Topic{Title: strings.TrimSpace(anyLine.Draw(t, "topic"))}
			if o.Title == "" {
				o.Title = "Lain-lain"
			}
			if o.Text = lines(6).Draw(t, "text"); o.Text != "" {
				o.Kind = rapid.SampledFrom([]string{text.ResultDecision, text.ResultNote}).Draw(t, "kind")
			}
			agenda = append(agenda, o)
		}
		notes := lines(6).Draw(t, "notes")
		minutes := text.Minutes(agenda, notes)
		gotAgenda, gotNotes := text.ParseMinutes(minutes)
		if diff := cmp.Diff(agenda, gotAgenda); diff != "" || notes != gotNotes {
			t.Fatalf("%q became notes %q, agenda (-want +got):\n%s", minutes, gotNotes, diff)
		}
	})
}

// FuzzParseMinutes proves that no text is changed by reading and writing it.
func FuzzParseMinutes(f *testing.F) {
	f.Add("Agenda dan hasil\n\n1. Ruang lingkup\n   Keputusan: ya\n\nCatatan lain\nx")
	f.Add("Agenda dan hasil\n\n1. \n\n\n\n   Keputusan: ")
	f.Add("Catatan lain\n\n")
	f.Fuzz(func(t *testing.T, s string) {
		agenda, notes := text.ParseMinutes(s)
		if got := text.Minutes(agenda, notes); got != s {
			t.Fatalf("%q became %q", s, got)
		}
		for _, o := range agenda {
			if o.Title == "" || strings.Contains(o.Title, "\n") || (o.Kind == "") != (o.Text == "") {
				t.Fatalf("%q has the topic %+v", s, o)
			}
		}
	})
}
