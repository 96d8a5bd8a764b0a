package text

import (
	"testing"
	"time"
)

// TestBuildingSentences: every sentence of teams, findings and the hand-over is one.
func TestBuildingSentences(t *testing.T) {
	t.Parallel()
	yes, no := TeamHas("Dinas Kesehatan")
	apart, shared := TeamApart("Tim Pengembang", "Tim Penguji")
	at := time.Date(2027, 1, 18, 3, 0, 0, 0, time.UTC)
	for name, s := range map[string]string{
		"TeamHas": yes, "TeamHas nobody": no, "TeamApart": apart, "TeamApart not": shared, "TeamLoad": TeamLoad(2), "TeamLoad none": TeamLoad(0), "AlsoIn": AlsoIn("Tim Penguji"),
		"Found": Found(3, false, "sari"), "Found nobody": Found(0, false, "sari"), "Found none": Found(0, false, ""), "Found many": Found(10, true, "s"),
		"FoundVendors": FoundVendors(1, false, "cv"), "FoundVendors none": FoundVendors(0, false, "cv"), "FoundVendors many": FoundVendors(10, true, ""),
		"VendorWillSee": VendorWillSee([]string{"perkiraan anggaran"}), "VendorWillSee all": VendorWillSee(nil), "Judged": Judged(2, 3),
		"FindingRound": FindingRound(2), "PicturesBefore": PicturesBefore(), "PictureOf": PictureOf(1, 2, "Sari"), "PictureKind": PictureKind(2), "PicturesSaved": PicturesSaved(2, 1),
		"PicturesNotSaved": PicturesNotSaved(1, []string{"Gambar rusak."}), "TooManyPictures": TooManyPictures(5, "a.png"), "ChoosePicture": ChoosePicture(),
		"ChoosePicturesAgain": ChoosePicturesAgain(), "PictureRemoved": PictureRemoved(), "TaskHanded": TaskHanded("Antrean", "Sari"), "ChooseColleague": ChooseColleague(),
		"ColleagueUnfit": ColleagueUnfit(), "TaskNotYours": TaskNotYours(), "StageNotEntered": StageNotEntered(), "StageRunning": StageRunning(), "StageDone": StageDone(at),
		"TestDone": TestDone("Pengujian", 3), "TestFindings": TestFindings(9, 0), "TestFindings open": TestFindings(9, 2), "TestFindings none": TestFindings(0, 0),
		"EventHeld": EventHeld("2027-01-18T09:00:00+07:00", 42, ""), "NotUploaded": NotUploaded(), "Returning": Returning(2), "Returning unsigned": Returning(0),
	} {
		checkSentence(t, name, s)
	}
	for _, basis := range []string{"e-purchasing", "pengadaan-langsung", "penunjukan-langsung", "tender-cepat", "tender", "lainnya"} {
		checkSentence(t, basis, VendorBasis(basis))
	}
	if got, want := EventHeld("2027-01-18T09:00:00+07:00", 42, ""), "Senin, 18 Jan 2027, 42 hadir"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := EventHeld("kapan-kapan", 42, "Selesai"); got != "Selesai" {
		t.Errorf("a time that cannot be read gives %q", got)
	}
	if got := Join("", "juga di Tim Penguji"); got != "juga di Tim Penguji" {
		t.Errorf("%q", got)
	}
}
