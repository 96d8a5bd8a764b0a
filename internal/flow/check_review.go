package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// proveReview proves the guide's clause 3 wherever documents are reviewed: all of
// them are reviewed before the request goes on or back, it goes on only without a
// rejection, back and out only with one, and back to where it can be completed.
func proveReview(p *proof) {
	for _, st := range p.readable() {
		if st.Review == nil {
			if st.Resubmits && !p.reviewedLater(st) {
				p.report(p.at(st, "resubmits"), checkReview, `Tahap "%s" menerima perbaikan, tetapi tidak ada telaah yang mengembalikan permohonan ke sini.`, st.ID)
			}
			continue
		}
		pos := p.at(st, "review")
		if !p.loose && (p.Party(st.Review.Party) == nil || !p.exists(st.Review.Party, st)) {
			p.report(pos, checkReview, `Telaah pada tahap "%s" tidak mempunyai penelaah yang sudah ada.`, st.ID)
		}
		for _, id := range st.Review.Stages {
			under := p.Stage(id)
			if under == nil {
				continue
			}
			if !slices.Contains(p.Stages[:p.order(st.ID)], under) {
				p.report(pos, checkReview, `Tahap "%s" menelaah tahap "%s", yang belum dilalui.`, st.ID, id)
			} else if !slices.ContainsFunc(under.Items, func(it *Item) bool { return it.Kind == KindDocument }) {
				p.report(pos, checkReview, `Tahap "%s" ditelaah, tetapi tidak mempunyai dokumen.`, id)
			}
		}
		for _, a := range p.actions(st) {
			if a.guided() {
				p.reviewAction(st, a)
			}
		}
	}
}

func (p *proof) reviewAction(st *Stage, a *Action) {
	needs := func(kind GuardKind, why string) {
		if !a.guardedBy(kind) {
			p.report(p.at(a, ""), checkReview, `Tindakan "%s" memerlukan syarat "%s": %s.`, a.ID, wordOf(guardWords, kind), why)
		}
	}
	switch {
	case a.Direction == LeadsOn:
		needs(GuardReviewed, "yang belum ditelaah tidak dapat diterima")
		needs(GuardAccepted, "permohonan dengan dokumen yang ditolak tidak dapat diterima")
	case a.Direction == LeadsBack:
		needs(GuardReviewed, "permohonan dikembalikan satu kali dengan semua kekurangannya")
		needs(GuardRejected, "permohonan dikembalikan hanya bila ada yang kurang")
		if to := p.Stage(a.To); to != nil && (!to.Resubmits || !slices.Contains(st.Review.Stages, to.ID)) {
			p.report(p.at(a, "target"), checkReview, `Tindakan "%s" mengembalikan permohonan ke tahap "%s", yang tidak menerima perbaikan atas dokumen yang ditelaah.`, a.ID, to.ID)
		}
	case a.End == alur.StatusRejected:
		needs(GuardRejected, "hak menolak hanya ada bila data tidak memenuhi syarat")
		if !a.asksReason() {
			p.report(p.at(a, ""), checkReview, `Tindakan "%s" memerlukan masukan wajib yang memuat alasannya.`, a.ID)
		}
	}
}

// reviewedLater reports whether a review sends requests back to a stage.
func (p *proof) reviewedLater(to *Stage) bool {
	return slices.ContainsFunc(p.Stages, func(st *Stage) bool {
		return st.Review != nil && slices.ContainsFunc(st.Actions, func(a *Action) bool { return a.To == to.ID })
	})
}
