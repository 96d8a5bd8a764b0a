package flow

import (
	"fmt"

	"github.com/alur-id/alur"
)

// Pos is where a value stands in a definition file. Line and Column count from
// 1, columns in characters; the zero Pos is nowhere.
type Pos struct {
	File   string
	Line   int
	Column int
}

// String is "file:line:column", or the file alone.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Text is a text or word of a definition. An absent one has no Value, and the
// position of what it is absent from.
type Text struct {
	Value string
	Pos   Pos
}

// Number is a whole number of a definition; Set tells 0 from absent.
type Number struct {
	Value int64
	Set   bool
	Pos   Pos
}

// Flag is a "ya" or "tidak" of a definition.
type Flag struct {
	Value bool
	Pos   Pos
}

// Definition is a parsed definition file, before anything in it is resolved.
// It is either a flow (key "alur") or what flows share (key "bersama"). The
// language is described in docs/bahasa-alur.md; field comments name the keys.
type Definition struct {
	File    string
	Pos     Pos // of the file's first key
	Shared  bool
	Flow    Text   // alur
	Version Number // versi
	Title   Text   // judul; bersama in a shared file
	Part    Text   // bagian
	Summary Text   // ringkasan
	Uses    Text   // pakai: the shared file, beside this one
	Other   Text   // jalur-lain: the flow that "ke-alur: jalur-lain" leads to
	Parties []*PartyDef
	Roles   []*RoleDef
	Phases  []*PhaseDef
	Stages  []*StageDef  // tahap of a shared file
	General []*ActionDef // tindakan-umum
}

// PartyDef is an entry of "pihak".
type PartyDef struct {
	Pos    Pos
	Faulty bool
	ID     Text // id
	Name   Text // nama
	Source Text // sumber
	Named  Text // disebut-dalam: stage.item
}

// RoleDef is an entry of "peran": a name that shared stages use for parties.
type RoleDef struct {
	ID      Text
	Parties []Text
	Single  bool // written as one word, not as a list
}

// PhaseDef is an entry of "fase".
type PhaseDef struct {
	Pos    Pos
	Title  Text // judul
	Stages []*StageDef
}

// StageDef is an entry of "tahap": a stage of its own (ID), or the use of a
// shared one (Uses) with what the flow adds to it.
type StageDef struct {
	Pos       Pos
	Faulty    bool // something in it could not be read
	ID        Text // id
	Uses      Text // pakai
	Clause    Text // klausul
	Within    Text // turunan-dari: the stage whose number and clause this one shares
	Title     Text // judul
	Short     Text // pendek
	Summary   Text // uraian
	Result    Text // hasil
	Owner     Text // pemilik: of the items that name none
	Items     []*ItemDef
	Actions   []*ActionDef
	Review    *ReviewDef
	Findings  *FindingsDef
	Shows     []Text // tampilkan: stage.item
	Resubmits Flag   // menerima-perbaikan
	Counter   Flag   // loket
}

// ReviewDef is "telaah".
type ReviewDef struct {
	Pos    Pos
	Party  Text   // oleh
	Stages []Text // atas
}

// FindingsDef is "temuan".
type FindingsDef struct {
	Pos    Pos
	Report Text // dilaporkan-oleh
	Fix    Text // diperbaiki-oleh
}

// ItemDef is an entry of "butir" or "masukan".
type ItemDef struct {
	Pos          Pos
	Faulty       bool
	ID           Text          // id
	Kind         Text          // jenis
	Title        Text          // judul
	Help         Text          // bantuan
	Owner        Text          // pemilik
	Required     Flag          // wajib
	Unless       *ConditionDef // wajib-kecuali
	Confidential Flag          // rahasia
	Generated    Flag          // dapat-dibuat
	Options      []*OptionDef  // pilihan
	Aspects      []*OptionDef  // aspek
	Verdicts     []*OptionDef  // putusan
	Parts        []Text        // bagian-wajib
	Min          Number        // paling-sedikit
	Limit        Text          // batas
	MaxFiles     Number        // berkas-terbanyak
	Types        []Text        // tipe-berkas
	EachKind     Flag          // tiap-golongan
	Covers       []Text        // mencakup: stage.item
	Before       Text          // sebelum: where a flow's own item goes among the shared ones
}

// ConditionDef is "wajib-kecuali".
type ConditionDef struct {
	Pos   Pos
	Item  Text // butir
	Value Text // nilai
}

// OptionDef is one entry of "pilihan", "aspek" or "putusan".
type OptionDef struct {
	ID      Text
	Title   Text
	Note    Flag // catatan-wajib, of a verdict
	Hinders Flag // menghalangi, of a verdict
}

// ActionDef is an entry of "tindakan" or "tindakan-umum".
type ActionDef struct {
	Pos      Pos
	Faulty   bool
	ID       Text // id
	Uses     Text // pakai, in tindakan-umum of a flow
	Title    Text // judul
	Outside  Flag // di-luar-panduan
	Parties  []Text
	To       Text // ke
	End      Text // akhir
	ToFlow   Text // ke-alur
	Stays    Flag // tetap
	Guards   []*GuardDef
	Traits   []Text // sifat
	Outdates []Text // menggugurkan: stage.item
	Inputs   []*ItemDef
	From     Text // dari-tahap, in tindakan-umum
	Until    Text // sampai-tahap, in tindakan-umum
}

// GuardDef is an entry of "syarat".
type GuardDef struct {
	Kind   Text
	Items  []Text
	Groups []Text // oleh
}

// The words of the language that stand for values of a Plan, in the order in
// which they are listed to people.
var (
	sourceWords = words[PartySource]{
		{"pemohon", SourceRequester},
		{"verifikator", SourceReviewer},
		{"kepala", SourceHead},
		{"tim", SourceTeam},
		{"pihak-ketiga", SourceVendor},
	}
	kindWords = words[Kind]{
		{"teks", KindText},
		{"teks-panjang", KindLongText},
		{"angka", KindNumber},
		{"tanggal", KindDate},
		{"uang", KindMoney},
		{"sistem", KindSystem},
		{"pilihan", KindChoice},
		{"tautan", KindURL},
		{"orang", KindPerson},
		{"dokumen", KindDocument},
		{"daftar-periksa", KindChecklist},
		{"penilaian", KindVerdicts},
		{"pertemuan", KindMeeting},
		{"tonggak", KindMilestones},
		{"catatan", KindLog},
		{"tim", KindTeam},
		{"penyedia", KindVendor},
		{"tanda-tangan", KindSignature},
		{"rujukan-dokumen", KindDocumentID},
	}
	guardWords = words[GuardKind]{
		{"lengkap", GuardComplete},
		{"sudah-mulai", GuardStarted},
		{"dihadiri", GuardAttendees},
		{"semua-ditelaah", GuardReviewed},
		{"ada-yang-ditolak", GuardRejected},
		{"tidak-ada-yang-ditolak", GuardAccepted},
		{"yang-ditolak-diganti", GuardReplaced},
		{"ada-temuan-terbuka", GuardOpenFinding},
		{"semua-temuan-diperbaiki", GuardFixed},
		{"semua-temuan-tuntas", GuardVerified},
		{"penilaian-memadai", GuardVerdicts},
		{"dari-kedua-instansi", GuardBothAgencies},
		{"tidak-merangkap", GuardNoOverlap},
		{"bukan-pengaju", GuardFourEyes},
	}
	partWords = words[string]{
		{"nama", "name"},
		{"jabatan", "position"},
		{"nip", "nip"},
		{"telepon", "phone"},
		{"surel", "email"},
	}
	traitWords = words[func(*Action)]{
		{"pengajuan", func(a *Action) { a.Submits = true }},
		{"memberi-nomor", func(a *Action) { a.Registers = true }},
		{"menetapkan-tim", func(a *Action) { a.Appoints = true }},
		{"mengganti-tim", func(a *Action) { a.ChangesTeam = true }},
		{"menjeda", func(a *Action) { a.Pauses = true }},
		{"melanjutkan", func(a *Action) { a.Resumes = true }},
		{"boleh-saat-jeda", func(a *Action) { a.WhilePaused = true }},
		{"pengembalian", func(a *Action) { a.Returns = true }},
		{"keputusan", func(a *Action) { a.Decides = true }},
	}
	endWords = words[alur.Status]{
		{"selesai", alur.StatusCompleted},
		{"ditolak", alur.StatusRejected},
		{"tidak-disetujui", alur.StatusDeclined},
		{"ditarik", alur.StatusWithdrawn},
		{"dihentikan", alur.StatusStopped},
	}
	limitWords = words[func(*Item)]{
		{"tidak-sesudah-hari-ini", func(it *Item) { it.NotFuture = true }},
		{"tidak-sebelum-hari-ini", func(it *Item) { it.NotPast = true }},
	}
)

const (
	wordNext     = "berikutnya"     // ke: the next numbered stage
	wordOther    = "jalur-lain"     // ke-alur: what the flow's jalur-lain names
	wordAgencies = "kedua-instansi" // dihadiri.oleh: both agencies
	groupAgency  = "agencies"       // the same in a Plan
)

// A words maps words of the language to what they stand for.
type words[T any] []struct {
	word  string
	value T
}

func (w words[T]) lookup(word string) (T, bool) {
	for _, e := range w {
		if e.word == word {
			return e.value, true
		}
	}
	var zero T
	return zero, false
}

func (w words[T]) list() []string {
	out := make([]string, len(w))
	for i, e := range w {
		out[i] = e.word
	}
	return out
}

// wordOf returns the word that stands for a comparable value, for sentences.
func wordOf[T comparable](w words[T], value T) string {
	for _, e := range w {
		if e.value == value {
			return e.word
		}
	}
	return fmt.Sprint(value)
}
