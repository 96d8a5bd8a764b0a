package gallery

import (
	"strings"

	"github.com/alur-id/alur/internal/web/page"
)

// integrityExhibits are the page about the integrity of all histories in its states.
func integrityExhibits() []Exhibit {
	const origin = "alur.salatiga.example/3f9a0b12"
	const note = origin + "\n4812\nn4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg=\ntime 2026-12-04T06:40:02Z\n\n— " + origin +
		" Z5vBIcIqn6Oylx5emttj9PD9lY/k6AMGWrdXtbUKsKhc2NCtTnz3JbRB/RkgmFRtv/yBCq1xDL+ICeCCJLBkmoqYLQU=\n"
	whole := func(change ...func(*page.Base)) *page.Integrity {
		return &page.Integrity{
			Base: administrator("Keutuhan riwayat", append(change, current("/admin/keutuhan"))...), Origin: origin, Entries: "4.812", At: fridayAt,
			Root: "9f86 d081 884c 7d65 9a2f eaa0 c55a d015 a3bf 4f1b 2b0b 822c d15d 6c15 b0f0 0a08", Note: strings.Split(note, "\n"),
			Key: origin + "+679bc121+AdWYeTOPWocgUlBHt/FZn0L2a06Uwe73rlHN/G6gVtLE", Print: "/admin/keutuhan/cetak",
			Witnesses: []page.IntegrityWitness{{Name: "inspektorat.salatiga.example/saksi", Entries: "4.760", At: fridayAt}},
			Check:     page.IntegrityCheck{Action: "/admin/keutuhan/periksa", Done: true, At: fridayAt, By: "Ning Hapsari (ning)", Result: "4.812 catatan dalam 387 permohonan diperiksa, 0,8 detik"},
		}
	}
	broken := whole()
	broken.Check.Broken, broken.Check.What = true, "request 0f3c…: event 7: it is not what entry 3107 of the tree says"
	running := whole()
	running.Check.Running, running.Check.Result, running.Waiting, running.CatchesUp = true, "", "3", true
	halted := whole()
	halted.Halted = "the last checkpoint has 4812 entries, the tree has 4100: an older copy of the database was put in its place, or the end was cut"
	fresh := whole()
	fresh.Origin, fresh.Witnesses, fresh.Check = "", nil, page.IntegrityCheck{Action: fresh.Check.Action}
	sheet := whole(back("/admin/keutuhan", "Keutuhan riwayat"))
	sheet.Printed = fridayAt
	blank := whole(back("/admin/keutuhan", "Keutuhan riwayat"))
	blank.Origin = ""
	const name = "Keutuhan riwayat"
	return []Exhibit{
		{Page: "integrity", Name: name, Look: "utuh, ada saksi", Content: whole()},
		{Page: "integrity", State: "rusak", Name: name, Look: "tidak cocok", Content: broken},
		{Page: "integrity", State: "berjalan", Name: name, Look: "sedang diperiksa", Content: running},
		{Page: "integrity", State: "berhenti", Name: name, Look: "penandatanganan berhenti", Content: halted},
		{Page: "integrity", State: "baru", Name: name, Look: "belum ada sidik", Content: fresh},
		{Page: "integrity_print", Name: "Sidik bulanan", Look: "untuk dicetak", Content: sheet},
		{Page: "integrity_print", State: "nihil", Name: "Sidik bulanan", Look: "belum ada sidik", Content: blank},
	}
}
