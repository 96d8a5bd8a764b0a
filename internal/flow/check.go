package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// Check is one thing that is proved of a definition, or one rule of its
// language. Faults carry its ID.
type Check struct {
	ID     string
	Proves string // what holds when the check finds nothing, for people
	// run is nil for the rules of the language, which Parse and compile hold.
	run func(*proof)
}

// Checks lists every check in the order in which they run.
var Checks = []Check{
	{checkYAML, "Berkas dapat dibaca: YAML tanpa jangkar, acuan, dan dokumen ganda.", nil},
	{checkKey, "Setiap kunci dikenal, pada tempatnya, dan ditulis satu kali.", nil},
	{checkMissing, "Kunci yang harus ada memang ada.", nil},
	{checkValue, "Setiap nilai berbentuk seperti yang diharapkan.", nil},
	{checkWord, "Setiap kata bahasa alur dikenal: jenis, syarat, sifat, sumber, akhir.", nil},
	{checkTemplate, "Berkas bersama beserta tahap dan tindakan yang dipakai memang ada.", nil},
	{checkRole, "Setiap peran menunjuk pihak yang ada dan dipakai.", nil},
	{checkRange, "Rentang tindakan umum menyebut tahap yang ada, dari depan ke belakang.", nil},
	{checkID, "Setiap id berbentuk kata-dengan-tanda-hubung dan hanya dipakai satu kali di tempatnya.", proveIDs},
	{checkText, "Judul, nama pendek, dan uraian muat di tempatnya pada halaman.", proveTexts},
	{checkReference, "Setiap acuan menunjuk sesuatu yang ada dan sudah dilalui.", proveReferences},
	{checkKind, "Setiap keterangan cocok dengan jenis butirnya.", proveKinds},
	{checkPhase, "Setiap fase bernama sendiri, dan tahap turunan sefase dengan induknya.", provePhases},
	{checkClause, "Setiap klausul panduan dipakai tepat satu kali, menurut urutannya.", proveClauses},
	{checkLine, "Setiap tahap bernomor berlanjut ke tahap sesudahnya, dan tahap terakhir ke akhir \"selesai\".", proveLine},
	{checkReach, "Setiap tahap dapat dicapai dari tahap pertama.", proveReach},
	{checkExit, "Dari setiap tahap ada jalan ke akhir \"selesai\" melalui tindakan panduan.", proveExit},
	{checkGuide, "Setiap klausul memuat apa yang dikehendaki panduan.", proveGuide},
	{checkParty, "Setiap pihak mempunyai orang dan tugas.", proveParties},
	{checkOwner, "Setiap butir dimiliki pihak yang sudah ada pada tahap itu.", proveOwners},
	{checkDead, "Setiap tindakan dapat diambil oleh seseorang.", proveAlive},
	{checkDuplicate, "Tidak ada dua tindakan yang sama pada satu tahap.", proveDistinct},
	{checkGuard, "Setiap syarat mengenai butir dan tahap yang cocok, dan dapat dipenuhi bersama syarat lain.", proveGuards},
	{checkComplete, "Tahap tidak dapat dilewati sebelum yang wajib lengkap.", proveComplete},
	{checkMeeting, "Pertemuan dicatat setelah berlangsung dan dihadiri semua pihak.", proveMeetings},
	{checkSignature, "Setiap tanda tangan wajib, dan ada yang ditandatangani.", proveSignatures},
	{checkReview, "Dokumen ditelaah semuanya sebelum permohonan diterima, dikembalikan, atau ditolak.", proveReview},
	{checkFindings, "Temuan diperbaiki, lalu diuji lagi.", proveFindings},
	{checkOutdated, "Yang digugurkan harus diisi lagi sebelum permohonan dapat selesai.", proveOutdated},
	{checkTeam, "Tim berasal dari kedua instansi, ditetapkan satu kali, dan diubah dengan aturan yang sama.", proveTeams},
	{checkFourEyes, "Yang mengajukan tidak menelaah atau memutuskan.", proveFourEyes},
	{checkOnce, "Pendaftaran, persetujuan, dan penetapan tim tidak terulang.", proveOnce},
	{checkReturn, "Setiap tindakan mundur adalah pengembalian, dan yang di luar panduan beralasan.", proveReturns},
	{checkPause, "Yang dijeda dapat dilanjutkan, dan selama jeda tidak ada yang berpindah tahap.", provePauses},
	{checkOutside, "Tindakan di luar panduan tidak melompati tahap dan tidak memutuskan menggantikan panduan.", proveOutside},
	{checkSwitch, "Pengalihan menuju alur yang sama sampai tahap itu.", proveSwitches},
	{checkCounter, "Yang diisi di loket hanya bagian pemohon, sebelum telaah.", proveCounter},
	{checkConfidential, "Yang rahasia bagi Pihak Ketiga tidak dimiliki atau ditandatanganinya.", proveConfidential},
}

// The ids of the checks that prove something of a compiled flow.
const (
	checkID           = "id"
	checkText         = "text"
	checkReference    = "reference"
	checkKind         = "kind"
	checkPhase        = "phase"
	checkClause       = "clause"
	checkLine         = "line"
	checkReach        = "reach"
	checkExit         = "exit"
	checkGuide        = "guide"
	checkParty        = "party"
	checkOwner        = "owner"
	checkDead         = "dead"
	checkDuplicate    = "duplicate"
	checkGuard        = "guard"
	checkComplete     = "complete"
	checkMeeting      = "meeting"
	checkSignature    = "signature"
	checkReview       = "review"
	checkFindings     = "findings"
	checkOutdated     = "outdated"
	checkTeam         = "team"
	checkFourEyes     = "four-eyes"
	checkOnce         = "once"
	checkReturn       = "return"
	checkPause        = "pause"
	checkOutside      = "outside"
	checkSwitch       = "switch"
	checkCounter      = "counter"
	checkConfidential = "confidential"
)

// proof runs the checks over one compiled flow.
type proof struct {
	*compiled
	others []*compiled                 // the flows checked together, this one included
	beside func(alur.FlowID) *compiled // finds a flow that is not among them; nil when it is not there either
	found  []Diagnostic
}

func (p *proof) run() {
	if len(p.Stages) == 0 || p.useless {
		return // the parser or the compiler has said why
	}
	for _, c := range Checks {
		if c.run != nil {
			c.run(p)
		}
	}
}

func (p *proof) report(pos Pos, check, format string, args ...any) {
	p.found = append(p.found, diagnose(p.def, pos, check, format, args...))
}

// numbered returns the stages of the main line: all but sub-stages.
func (p *proof) numbered() []*Stage {
	var out []*Stage
	for _, s := range p.Stages {
		if !s.Sub {
			out = append(out, s)
		}
	}
	return out
}

// parent returns the stage whose number a sub-stage shares, or nil.
func (p *proof) parent(sub *Stage) *Stage {
	for _, s := range p.Stages {
		if !s.Sub && s.Number == sub.Number {
			return s
		}
	}
	return nil
}

// order is the place of a stage in the flow, -1 for one that is not there.
func (p *proof) order(id alur.StageID) int {
	return slices.IndexFunc(p.Stages, func(s *Stage) bool { return s.ID == id })
}

// exists reports whether the people of a party are known in a stage: those of
// teams and vendors are from the stage after their appointment on.
func (p *proof) exists(id alur.PartyID, st *Stage) bool {
	party := p.Party(id)
	if party == nil {
		return false
	}
	if party.Source != SourceTeam && party.Source != SourceVendor {
		return true
	}
	named := p.order(party.Stage)
	return named >= 0 && p.order(st.ID) > named
}

// source returns how the people of a party are found, "" for an unknown one.
func (p *proof) source(id alur.PartyID) PartySource {
	if party := p.Party(id); party != nil {
		return party.Source
	}
	return ""
}

// readable returns the stages in which everything could be read.
func (p *proof) readable() []*Stage {
	return slices.DeleteFunc(slices.Clone(p.Stages), func(s *Stage) bool { return p.tainted[s] })
}

// whole reports whether a stage could be read with all its items and actions, so
// that what it lacks is really not there.
func (p *proof) whole(st *Stage) bool {
	return p.knowsActions(st) && !slices.ContainsFunc(st.Items, func(it *Item) bool { return p.tainted[it] })
}

// knowsActions is whole for the actions alone.
func (p *proof) knowsActions(st *Stage) bool {
	return !p.tainted[st] && len(p.actions(st)) == len(st.Actions)
}

// actions returns the actions of a stage that could be read.
func (p *proof) actions(st *Stage) []*Action {
	return slices.DeleteFunc(slices.Clone(st.Actions), func(a *Action) bool { return p.tainted[a] })
}

// each calls f for every action that could be read of every such stage.
func (p *proof) each(f func(*Stage, *Action)) {
	for _, st := range p.readable() {
		for _, a := range p.actions(st) {
			f(st, a)
		}
	}
}

// guided reports whether an action is one that the guide names, not an ext one.
func (a *Action) guided() bool { return a.Clause != "" }

func (a *Action) guardedBy(kind GuardKind) bool {
	return slices.ContainsFunc(a.Guards, func(g Guard) bool { return g.Kind == kind })
}

// guardsItem reports whether a guard of the kind names the item.
func (a *Action) guardsItem(kind GuardKind, id alur.ItemID) bool {
	return slices.ContainsFunc(a.Guards, func(g Guard) bool { return g.Kind == kind && slices.Contains(g.Items, id) })
}

// asksReason reports whether a text has to be given when the action is taken.
func (a *Action) asksReason() bool {
	return slices.ContainsFunc(a.Inputs, func(in *Item) bool { return in.Required && in.Kind == KindLongText })
}

// onward returns the actions of the guide that lead on from a stage.
func (st *Stage) onward() []*Action {
	var out []*Action
	for _, a := range st.Actions {
		if a.guided() && a.Direction == LeadsOn {
			out = append(out, a)
		}
	}
	return out
}

// asked reports whether an item must be there before the stage is left.
func (it *Item) asked() bool { return it.Required || it.RequiredUnless != nil }

// isID reports whether s has the form of an id: a lower-case letter first, then
// letters, digits and single hyphens between them, at most 64 characters.
func isID(s string) bool {
	if s == "" || len(s) > 64 || s[0] < 'a' || s[0] > 'z' || s[len(s)-1] == '-' {
		return false
	}
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		case c == '-' && s[i-1] != '-':
		default:
			return false
		}
	}
	return true
}
