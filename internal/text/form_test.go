package text

import (
	"strings"
	"testing"

	"github.com/alur-id/alur"
)

// TestFormSentences proves that the sentences of forms are finished, plain
// Indonesian, and name what they are about.
func TestFormSentences(t *testing.T) {
	t.Parallel()
	const title = "Tanggal surat"
	named := map[string]string{
		"NotADate": NotADate(title), "NotATime": NotATime(title), "NotMoney": NotMoney(title), "NotANumber": NotANumber(title),
		"ChangedMeanwhile": ChangedMeanwhile(title, "Wati", "09.14"), "ChangedMeanwhile unnamed": ChangedMeanwhile(title, "", ""), "ChangedMeanwhile own": ChangedMeanwhile(title, OwnWindow, "09.14"),
		"ReplacedMeanwhile": ReplacedMeanwhile(title, "Wati", "hari ini"), "RejectionNeedsNote": RejectionNeedsNote(title), "NoteWithoutVerdict": NoteWithoutVerdict(title),
	}
	for name, s := range named {
		checkSentence(t, name, s)
		if !strings.Contains(s, title) {
			t.Errorf("%s does not name its item: %q", name, s)
		}
	}
	for name, s := range map[string]string{
		"kind": LogEntryLacks("kind"), "date": LogEntryLacks("date"), "text": LogEntryLacks("text"),
		"ChangedSinceOpened": ChangedSinceOpened("", ""), "ItemState": ItemState("text", false, false), "outdated": ItemState("text", true, true),
		"document": ItemState("document", false, false), "signature": ItemState("signature", false, false),
		"Lacks": Lacks([]string{"NIP", "jabatan"}), "Saved": Saved(true, []string{"a.pdf"}), "Saved nothing": Saved(false, nil),
		"TurnNow": TurnNow("Dinas Kesehatan"), "TurnNow nobody": TurnNow(""), "MovedOn": MovedOn(), "ActionNotNow": ActionNotNow(),
		"EndsForGood": EndsForGood(), "Pausing": Pausing(), "Resuming": Resuming(), "ChangingTeam": ChangingTeam(), "SignLater": SignLater(),
		"Signed": Signed(""), "FindingChanged": FindingChanged(3, "fixed", 2), "ReviewSaved": ReviewSaved(1, 2, 3), "ReviewedFileGone": ReviewedFileGone(),
		"LeadsToStage": LeadsToStage(true, 2, "Kelengkapan data"), "LeadsToEnd": LeadsToEnd(alur.StatusDeclined), "LeadsToFlow": LeadsToFlow("pihak-ketiga"),
		"NoTeamYet": NoTeamYet("Pembentukan tim"), "SavingDropsSignatures": SavingDropsSignatures(2), "Removed": Removed("a.pdf"), "FileNote": FileNote(),
	} {
		checkSentence(t, name, s)
	}
	for _, code := range []alur.Code{alur.CodeTooLarge, alur.CodeEmptyFile, alur.CodeUnsafeFile, alur.CodeUnsupportedMediaType} {
		checkSentence(t, string(code), FileFault(code, "a.pdf", []string{"pdf"}))
	}
	for _, part := range []string{"title", "aspect", "quality", "severity", "status", "note"} {
		checkSentence(t, part, FindingLacks(part))
	}
	for _, c := range [][2]string{{"open", "fixed"}, {"open", "verified"}, {"fixed", "verified"}, {"fixed", "reopened"}} {
		checkSentence(t, c[1], FindingChange(c[0], c[1]))
		checkSentence(t, c[1], FindingNoteHint(c[0], []string{c[1]}))
	}
}
