package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// proveOutside proves that what the guide does not name cannot take its place: an
// ext action never leads on, never rejects, declines or completes, and ends a
// request only by the will of its requester ("withdrawn") or of the head of the
// ICT agency ("stopped"), with a reason. The guide's own actions end a request
// only where the guide says so.
func proveOutside(p *proof) {
	p.each(func(st *Stage, a *Action) {
		if a.guided() {
			p.guidedEnd(st, a)
			return
		}
		pos := p.at(a, "target")
		switch {
		case a.Direction == LeadsOn:
			p.report(pos, checkOutside, `Tindakan "%s" di luar panduan melanjutkan permohonan; hanya tindakan panduan yang dapat melakukannya.`, a.ID)
		case a.End == alur.StatusWithdrawn:
			p.endedBy(a, SourceRequester, "ditarik", "pemohon")
		case a.End == alur.StatusStopped:
			p.endedBy(a, SourceHead, "dihentikan", "kepala")
		case a.Direction == LeadsOut:
			p.report(pos, checkOutside, `Tindakan "%s" di luar panduan tidak dapat mengakhiri permohonan sebagai "%s".`, a.ID, wordOf(endWords, a.End))
		}
		if a.Direction == LeadsOut && !a.asksReason() {
			p.report(p.at(a, ""), checkOutside, `Tindakan "%s" mengakhiri permohonan dan memerlukan masukan wajib yang memuat alasannya.`, a.ID)
		}
		if a.Submits || a.Registers || a.Appoints {
			p.report(p.at(a, "traits"), checkOutside, `Tindakan "%s" di luar panduan tidak dapat mengajukan, memberi nomor, atau menetapkan tim.`, a.ID)
		}
	})
}

func (p *proof) endedBy(a *Action, source PartySource, end, who string) {
	if !p.loose && slices.ContainsFunc(a.Parties, func(id alur.PartyID) bool { return p.source(id) != source }) {
		p.report(p.at(a, "parties"), checkOutside, `Permohonan "%s" hanya oleh pihak bersumber "%s"; tindakan "%s" menyebut pihak lain.`, end, who, a.ID)
	}
}

// guidedEnd proves that the guide's actions reject only where documents are
// reviewed, decline only where the request is decided on, and neither withdraw
// nor stop nor switch.
func (p *proof) guidedEnd(st *Stage, a *Action) {
	wrong := false
	switch {
	case a.End == alur.StatusRejected:
		wrong = st.Review == nil
	case a.End == alur.StatusDeclined:
		wrong = guideSteps[p.Part] != nil && st.Clause != clauseOf(p.Part, decisionIndex)
	case a.End == alur.StatusWithdrawn, a.End == alur.StatusStopped, a.Direction == Switches:
		wrong = true
	case a.Direction == Stays:
		wrong = true
	}
	if wrong {
		p.report(p.at(a, "target"), checkOutside, `Panduan tidak mengenal tindakan "%s" pada tahap "%s"; tulis "di-luar-panduan: ya" bila praktik memerlukannya.`, a.ID, st.ID)
	}
}

// decisionIndex is the place of clause 6, follow-up, in both parts of the guide.
const decisionIndex = 5
