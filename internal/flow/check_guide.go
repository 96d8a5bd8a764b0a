package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// A guideStep is one clause of the guide: what a stage must have to be that
// clause. The words are ours; the clause is the law (flows.md).
type guideStep struct {
	demands []demand
}

// A demand is one thing that a clause asks for. The sentence is completed as
// "Klausul A.3 menghendaki …".
type demand struct {
	wants string
	holds func(*proof, *Stage) bool
}

// guideSteps are the clauses of both parts of the guide, in order. The parts share
// their first six clauses and, but for who builds, their last eight.
var guideSteps = map[string][]guideStep{
	"A": {letterStep, dataStep, reviewStep, presentationStep, meetingStep, decisionStep, teamStep, designStep,
		buildStep(SourceTeam), installStep(SourceTeam), testStep, outreachStep(SourceTeam, SourceTeam, SourceTeam), monitorStep, manualStep(SourceTeam), reportStep, handoverStep},
	"B": {letterStep, dataStep, reviewStep, presentationStep, meetingStep, decisionStep, appointmentStep, designStep, mappingStep, agreementStep,
		buildStep(SourceVendor), installWithStep, testStep, outreachStep(SourceVendor, SourceVendor, SourceTeam, SourceTeam), monitorStep, manualStep(SourceVendor), jointReportStep, handoverStep},
}

var (
	// A.1, B.1: the requesting agency submits the letter.
	letterStep = guideStep{[]demand{
		{"surat permohonan sebagai dokumen wajib milik pemohon", owns(1, KindDocument, SourceRequester)},
		{"permohonan diajukan oleh pemohon", onwardBy(SourceRequester)},
		{"permohonan mendapat nomor saat diajukan", onwardTrait(func(a *Action) bool { return a.Registers })},
	}}
	// A.2, B.2: the requesting agency brings the complete supporting data.
	dataStep = guideStep{[]demand{
		{"data pendukung sebagai dokumen wajib milik pemohon", owns(1, KindDocument, SourceRequester)},
		{"data pendukung diserahkan oleh pemohon", onwardBy(SourceRequester)},
	}}
	// A.3, B.3: the ICT agency studies the letter and verifies the data; what falls
	// short is returned for completion or rejected.
	reviewStep = guideStep{[]demand{
		{"penelaahan surat dan data pendukung oleh Dinas Komunikasi dan Informatika", reviewsEarlier},
		{"permohonan diterima oleh Dinas Komunikasi dan Informatika", onwardBy(SourceReviewer)},
		{"pengembalian ke kelengkapan data pendukung", returnsToData},
		{"penolakan sebagai hak Dinas Komunikasi dan Informatika", ends(alur.StatusRejected, SourceReviewer)},
	}}
	// A.4, B.4: the requesting agency presents the gains and the impact.
	presentationStep = guideStep{[]demand{
		{"pertemuan presentasi", has(1, KindMeeting)},
		{"presentasi yang dihadiri kedua instansi", attendedByAgencies},
		{"gambaran umum dan analisis dampak dari pemohon", owns(2, KindLongText, SourceRequester)},
	}}
	// A.5, B.5: both agencies meet on scope and plan of stages.
	meetingStep = guideStep{[]demand{
		{"rapat koordinasi", has(1, KindMeeting)},
		{"rapat yang dihadiri kedua instansi", attendedByAgencies},
		{"ruang lingkup", has(1, KindLongText)},
		{"rencana tahapan", has(1, KindMilestones)},
	}}
	// A.6, B.6: approved, on; not approved, the end with arguments or a recommendation.
	decisionStep = guideStep{[]demand{
		{"persetujuan oleh Dinas Komunikasi dan Informatika", onwardBy(SourceReviewer, SourceHead)},
		{"akhir bagi yang tidak disetujui", ends(alur.StatusDeclined, SourceReviewer, SourceHead)},
		{"tanggapan berupa argumentasi atau rekomendasi bagi yang tidak disetujui", declinesWithResponse},
	}}
	// A.7: the development team and the test team are formed from both agencies.
	teamStep = guideStep{[]demand{
		{"pembentukan dua tim", has(2, KindTeam)},
		{"penetapan tim", onwardTrait(func(a *Action) bool { return a.Appoints })},
	}}
	// B.7: two teams are formed and the third party is appointed.
	appointmentStep = guideStep{[]demand{
		{"pembentukan dua tim", has(2, KindTeam)},
		{"penunjukan Pihak Ketiga", has(1, KindVendor)},
		{"penetapan tim dan Pihak Ketiga", onwardTrait(func(a *Action) bool { return a.Appoints })},
	}}
	// A.8, B.8: both teams analyse and design on three feasibilities, and agree.
	designStep = guideStep{[]demand{
		{"penilaian kelayakan proses bisnis, hukum, dan teknis", judges(3)},
		{"dokumen analisis dan desain", has(1, KindDocument)},
		{"kesepakatan kedua tim, yaitu paraf masing-masing", signedBy(SourceTeam, SourceTeam)},
	}}
	// B.9: both teams map the cooperation and draft the agreement, minding ethics and rules.
	mappingStep = guideStep{[]demand{
		{"pemetaan kerja sama", has(1, KindLongText)},
		{"pemeriksaan etika dan peraturan", ticks(2)},
		{"draf perjanjian", has(1, KindDocument)},
		{"paraf kedua tim", signedBy(SourceTeam, SourceTeam)},
	}}
	// B.10: both agencies and the third party enter the agreement on the terms set.
	agreementStep = guideStep{[]demand{
		{"naskah perjanjian", has(1, KindDocument)},
		{"syarat dan ketentuan perjanjian", ticks(1)},
		{"tanda tangan Dinas Komunikasi dan Informatika, pemohon, dan Pihak Ketiga", signedBy(SourceHead, SourceRequester, SourceVendor)},
	}}
	// A.11, B.13: the test team tests input, process and output; problems go to the
	// builders as a proposed fix, and only a system without problems goes on.
	testStep = guideStep{[]demand{
		{"penilaian efektivitas dan efisiensi masukan, proses, dan keluaran", judges(6)},
		{"pengujian oleh tim", onwardBy(SourceTeam)},
		{"usulan perbaikan kepada pembuat selama masih ada masalah", proposesFix},
	}}
	// A.13, B.15: operation, anticipated bugs, improvement, external factors.
	monitorStep = guideStep{[]demand{
		{"catatan pengoperasian, gangguan teknis, penyempurnaan, dan faktor eksternal", logs(4)},
		{"pemantauan oleh tim", onwardBy(SourceTeam)},
	}}
	// A.15: the test team writes the report and the documentation of the development.
	reportStep = guideStep{[]demand{
		{"laporan hasil pekerjaan dan dokumentasi pengembangan", has(2, KindDocument)},
		{"laporan disusun oleh tim", onwardBy(SourceTeam)},
	}}
	// B.17: both teams and the third party write it.
	jointReportStep = guideStep{[]demand{
		{"laporan hasil pekerjaan dan dokumentasi pengembangan", has(2, KindDocument)},
		{"paraf kedua tim dan Pihak Ketiga sebagai penyusun", signedBy(SourceTeam, SourceTeam, SourceVendor)},
	}}
	// A.16, B.18: both agencies hand the work over.
	handoverStep = guideStep{[]demand{
		{"berita acara serah terima", has(1, KindDocument)},
		{"tanda tangan Dinas Komunikasi dan Informatika dan pemohon", signedBy(SourceHead, SourceRequester)},
	}}
	// B.12: the third party installs, accompanied by both teams.
	installWithStep = guideStep{append(slices.Clone(installStep(SourceVendor).demands),
		demand{"paraf kedua tim yang mendampingi", signedBy(SourceTeam, SourceTeam)})}
)

// A.9, B.11: built on the analysis and design agreed upon.
func buildStep(by PartySource) guideStep {
	return guideStep{[]demand{
		{"pembuatan oleh pihak yang ditetapkan panduan", onwardBy(by)},
		{"pembuatan berdasarkan desain yang disepakati, yaitu dokumennya ditampilkan", showsDesign},
	}}
}

// A.10, B.12: hardware, software and other supporting facilities are installed.
func installStep(by PartySource) guideStep {
	return guideStep{[]demand{
		{"pemasangan perangkat keras, perangkat lunak, dan fasilitas pendukung", ticks(3)},
		{"implementasi oleh pihak yang ditetapkan panduan", onwardBy(by)},
	}}
}

// A.12, B.14: the builders, accompanied, introduce the system to its users.
func outreachStep(by PartySource, attending ...PartySource) guideStep {
	return guideStep{[]demand{
		{"kegiatan sosialisasi", has(1, KindMeeting)},
		{"sosialisasi oleh pihak yang ditetapkan panduan", onwardBy(by)},
		{"sosialisasi yang dihadiri pelaksana dan tim yang mendampinginya", attendedBy(attending)},
	}}
}

// A.14, B.16: the builders write the documentation and the user guide.
func manualStep(by PartySource) guideStep {
	return guideStep{[]demand{
		{"dokumentasi sistem dan panduan pengguna", has(2, KindDocument)},
		{"dokumentasi oleh pihak yang ditetapkan panduan", onwardBy(by)},
	}}
}

// proveGuide proves that every stage has what the guide asks for in its clause.
func proveGuide(p *proof) {
	steps := guideSteps[p.Part]
	if p.loose {
		return
	}
	for _, st := range p.numbered() {
		for i, step := range steps {
			if !p.whole(st) || st.Clause != clauseOf(p.Part, i) {
				continue
			}
			for _, d := range step.demands {
				if !d.holds(p, st) {
					p.report(p.at(st, ""), checkGuide, "Klausul %s menghendaki %s.", st.Clause, d.wants)
				}
			}
		}
	}
}

// count counts required items that pass.
func count(st *Stage, passes func(*Item) bool) int {
	n := 0
	for _, it := range st.Items {
		if it.Required && passes(it) {
			n++
		}
	}
	return n
}

func has(n int, kind Kind) func(*proof, *Stage) bool {
	return func(_ *proof, st *Stage) bool {
		return count(st, func(it *Item) bool { return it.Kind == kind }) >= n
	}
}

func owns(n int, kind Kind, by PartySource) func(*proof, *Stage) bool {
	return func(p *proof, st *Stage) bool {
		return count(st, func(it *Item) bool { return it.Kind == kind && p.source(it.Owner) == by }) >= n
	}
}

func judges(aspects int) func(*proof, *Stage) bool {
	return func(_ *proof, st *Stage) bool {
		return count(st, func(it *Item) bool { return it.Kind == KindVerdicts && len(it.Aspects) >= aspects }) > 0
	}
}

func ticks(entries int) func(*proof, *Stage) bool {
	return func(_ *proof, st *Stage) bool {
		return count(st, func(it *Item) bool { return it.Kind == KindChecklist && len(it.Options) >= entries }) > 0
	}
}

func logs(kinds int) func(*proof, *Stage) bool {
	return func(_ *proof, st *Stage) bool {
		return count(st, func(it *Item) bool { return it.Kind == KindLog && it.EachKind && len(it.Options) >= kinds }) > 0
	}
}

// signedBy holds when required signatures are owned by different parties of the
// sources given.
func signedBy(sources ...PartySource) func(*proof, *Stage) bool {
	return func(p *proof, st *Stage) bool {
		left := slices.Clone(sources)
		var seen []alur.PartyID
		count(st, func(it *Item) bool {
			i := slices.Index(left, p.source(it.Owner))
			if it.Kind != KindSignature || i < 0 || slices.Contains(seen, it.Owner) {
				return false
			}
			left, seen = slices.Delete(left, i, i+1), append(seen, it.Owner)
			return true
		})
		return len(left) == 0
	}
}

// onwardBy holds when the action that leads on is taken by parties of the sources
// given, and by no others.
func onwardBy(sources ...PartySource) func(*proof, *Stage) bool {
	return func(p *proof, st *Stage) bool {
		for _, a := range st.onward() {
			for _, id := range a.Parties {
				if !slices.Contains(sources, p.source(id)) {
					return false
				}
			}
		}
		return true // that there is such an action is for check "line" to say
	}
}

// attendance returns the groups that the meetings of a stage have to bring together.
func attendance(st *Stage) []string {
	var out []string
	for _, a := range st.onward() {
		for _, g := range a.Guards {
			if g.Kind == GuardAttendees {
				out = append(out, g.Groups...)
			}
		}
	}
	return out
}

func attendedByAgencies(_ *proof, st *Stage) bool {
	return slices.Contains(attendance(st), groupAgency)
}

// attendedBy holds when parties of the sources given have to attend, each another.
func attendedBy(sources []PartySource) func(*proof, *Stage) bool {
	return func(p *proof, st *Stage) bool {
		left := slices.Clone(sources)
		for _, group := range attendance(st) {
			if i := slices.Index(left, p.source(alur.PartyID(group))); i >= 0 {
				left = slices.Delete(left, i, i+1)
			}
		}
		return len(left) == 0
	}
}

func onwardTrait(trait func(*Action) bool) func(*proof, *Stage) bool {
	return func(_ *proof, st *Stage) bool {
		return !slices.ContainsFunc(st.onward(), func(a *Action) bool { return !trait(a) })
	}
}

func ends(status alur.Status, sources ...PartySource) func(*proof, *Stage) bool {
	return func(p *proof, st *Stage) bool {
		return slices.ContainsFunc(st.Actions, func(a *Action) bool {
			return a.guided() && a.End == status && slices.ContainsFunc(a.Parties, func(id alur.PartyID) bool { return slices.Contains(sources, p.source(id)) })
		})
	}
}

func declinesWithResponse(_ *proof, st *Stage) bool {
	for _, a := range st.Actions {
		if !a.guided() || a.End != alur.StatusDeclined {
			continue
		}
		form := slices.ContainsFunc(a.Inputs, func(in *Item) bool { return in.Required && in.Kind == KindChoice && len(in.Options) >= 2 })
		if !form || !a.asksReason() {
			return false
		}
	}
	return true
}

// reviewsEarlier holds when the documents of the two clauses before are reviewed
// by the ICT agency.
func reviewsEarlier(p *proof, st *Stage) bool {
	if st.Review == nil || p.source(st.Review.Party) != SourceReviewer {
		return false
	}
	for _, s := range p.numbered() {
		if s.Number < st.Number && !slices.Contains(st.Review.Stages, s.ID) {
			return false
		}
	}
	return true
}

// returnsToData holds when the one way back leads to the stage just before.
func returnsToData(p *proof, st *Stage) bool {
	found := false
	for _, a := range st.Actions {
		if !a.guided() || a.Direction != LeadsBack {
			continue
		}
		to := p.Stage(a.To)
		if to == nil || to.Number != st.Number-1 {
			return false
		}
		found = true
	}
	return found
}

// proposesFix holds when findings lead to a sub-stage in which another party fixes.
func proposesFix(p *proof, st *Stage) bool {
	found := false
	for _, a := range st.Actions {
		if !a.guided() || a.Direction != LeadsBack {
			continue
		}
		to := p.Stage(a.To)
		if to == nil || !to.Sub || to.Number != st.Number || to.Findings == nil || to.Findings.Fix == "" {
			return false
		}
		found = true
	}
	return found
}

func showsDesign(p *proof, st *Stage) bool {
	return slices.ContainsFunc(st.Shows, func(r Ref) bool {
		from := p.Stage(r.Stage)
		if from == nil || from.Item(r.Item) == nil || from.Item(r.Item).Kind != KindDocument {
			return false
		}
		return judges(3)(p, from)
	})
}
