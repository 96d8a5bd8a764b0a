package flow

import (
	"slices"
	"strconv"

	"github.com/alur-id/alur"
)

// guardItems says what items a guard is about: of which kind, and how many at least.
var guardItems = map[GuardKind]struct {
	kind  Kind
	least int
	most  int
}{
	GuardStarted:      {KindMeeting, 1, 1},
	GuardAttendees:    {KindMeeting, 1, 1},
	GuardVerdicts:     {KindVerdicts, 1, 9},
	GuardBothAgencies: {KindTeam, 1, 9},
	GuardNoOverlap:    {KindTeam, 2, 9},
}

// conflicts are guards that cannot hold at the same time.
var conflicts = [][2]GuardKind{
	{GuardRejected, GuardAccepted},
	{GuardOpenFinding, GuardFixed},
	{GuardOpenFinding, GuardVerified},
}

// proveGuards proves that every guard is about items of the kind that it can
// judge, stands where what it looks at exists, and can hold beside the others.
func proveGuards(p *proof) {
	p.each(func(st *Stage, a *Action) {
		for i, g := range a.Guards {
			pos := p.at(a, "guard"+strconv.Itoa(i))
			p.guardItems(i, st, a, g)
			p.guardPlace(pos, st, a, g)
			if g.Kind == GuardAttendees {
				p.guardGroups(pos, st, a, g)
			}
			if slices.ContainsFunc(a.Guards[:i], func(o Guard) bool { return o.Kind == g.Kind && slices.Equal(o.Items, g.Items) }) {
				p.report(pos, checkGuard, `Syarat "%s" ditulis dua kali.`, wordOf(guardWords, g.Kind))
			}
		}
		for _, c := range conflicts {
			if a.guardedBy(c[0]) && a.guardedBy(c[1]) {
				p.report(p.at(a, ""), checkGuard, `Tindakan "%s" tidak pernah dapat diambil: syarat "%s" dan "%s" saling meniadakan.`, a.ID, wordOf(guardWords, c[0]), wordOf(guardWords, c[1]))
			}
		}
	})
}

func (p *proof) guardItems(i int, st *Stage, a *Action, g Guard) {
	part := "guard" + strconv.Itoa(i)
	pos := p.at(a, part)
	word := wordOf(guardWords, g.Kind)
	need, ok := guardItems[g.Kind]
	if !ok {
		if len(g.Items) > 0 {
			p.report(pos, checkGuard, `Syarat "%s" tidak menyebut butir.`, word)
		}
		return
	}
	if len(g.Items) < need.least || len(g.Items) > need.most {
		p.report(pos, checkGuard, `Syarat "%s" menyebut %d butir berjenis "%s"; di sini disebut %d.`, word, need.least, wordOf(kindWords, need.kind), len(g.Items))
	}
	for j, id := range g.Items {
		it := st.Item(id)
		if a.ChangesTeam {
			it = a.Input(id)
		}
		at := pos
		if own, ok := p.places[place{a, part + "." + strconv.Itoa(j)}]; ok {
			at = own
		}
		switch {
		case it == nil: // check "reference" says so
		case it.Kind != need.kind:
			p.report(at, checkGuard, `Syarat "%s" mengenai butir berjenis "%s"; "%s" berjenis "%s".`, word, wordOf(kindWords, need.kind), id, wordOf(kindWords, it.Kind))
		case slices.Contains(g.Items[:j], id):
			p.report(at, checkGuard, `Syarat "%s" menyebut butir "%s" dua kali.`, word, id)
		case g.Kind == GuardVerdicts && !slices.ContainsFunc(it.Verdicts, func(v Verdict) bool { return v.Unacceptable }):
			p.report(at, checkGuard, `Syarat "%s" tidak menyaring apa pun: tidak ada putusan butir "%s" yang menghalangi.`, word, id)
		}
	}
}

// guardPlace proves that what a guard looks at is there: reviewed documents,
// findings, teams, people who submitted.
func (p *proof) guardPlace(pos Pos, st *Stage, a *Action, g Guard) {
	word := wordOf(guardWords, g.Kind)
	switch g.Kind {
	case GuardReviewed, GuardRejected, GuardAccepted:
		if st.Review == nil {
			p.report(pos, checkGuard, `Syarat "%s" hanya berlaku pada tahap yang menelaah dokumen ("telaah").`, word)
		}
	case GuardReplaced:
		if !st.Resubmits {
			p.report(pos, checkGuard, `Syarat "%s" hanya berlaku pada tahap yang menerima perbaikan ("menerima-perbaikan").`, word)
		}
	case GuardOpenFinding, GuardVerified:
		if st.Findings == nil || st.Findings.Report == "" {
			p.report(pos, checkGuard, `Syarat "%s" hanya berlaku pada tahap yang melaporkan temuan.`, word)
		}
	case GuardFixed:
		if st.Findings == nil || st.Findings.Fix == "" {
			p.report(pos, checkGuard, `Syarat "%s" hanya berlaku pada tahap yang memperbaiki temuan.`, word)
		}
	case GuardBothAgencies, GuardNoOverlap:
		if !a.Appoints && !a.ChangesTeam && len(items(st.Items, KindTeam)) == 0 {
			p.report(pos, checkGuard, `Syarat "%s" hanya berlaku bagi tindakan yang menetapkan atau mengganti tim.`, word)
		}
	case GuardFourEyes:
		submitted := false
		for _, s := range p.Stages[:p.order(st.ID)] {
			submitted = submitted || slices.ContainsFunc(s.Actions, func(a *Action) bool { return a.Submits })
		}
		if !submitted {
			p.report(pos, checkGuard, `Syarat "%s" tidak menyaring apa pun: belum ada tindakan yang bersifat "pengajuan" sebelum tahap ini.`, word)
		}
	}
}

// guardGroups proves that the people of every group that has to attend are known.
func (p *proof) guardGroups(pos Pos, st *Stage, a *Action, g Guard) {
	if len(g.Groups) == 0 {
		p.report(pos, checkGuard, `Syarat "dihadiri" belum menyebut siapa yang harus hadir ("oleh").`)
	}
	for _, group := range g.Groups {
		if id := alur.PartyID(group); group != groupAgency && !p.loose && p.Party(id) != nil && !p.exists(id, st) {
			p.report(pos, checkGuard, `Tindakan "%s" tidak pernah dapat diambil: pertemuan harus dihadiri "%s", yang pada tahap "%s" belum ditetapkan.`, a.ID, id, st.ID)
		}
	}
}
