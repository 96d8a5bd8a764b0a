package flow

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
)

func shippedFlows(t testing.TB) *Registry {
	t.Helper()
	r, err := Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wantStage is a stage as flows.md has it, typed by hand from its tables. Items
// are "id kind owner", with * after the id of a required one; actions are
// "id parties → target", with the guards in brackets.
type wantStage struct {
	number  int
	id      string
	items   []string
	actions []string
}

// The first six stages are the same in both flows.
var firstSix = []wantStage{
	{1, "surat-permohonan", []string{
		"judul* text pemohon",
		"jenis* choice pemohon: pembangunan-baru, pengembangan, pengelolaan",
		"sistem-terkait system pemohon, unless jenis=pembangunan-baru",
		"nomor-surat* text pemohon",
		"tanggal-surat* date pemohon, not future",
		"perihal* text pemohon",
		"penanda-tangan* person pemohon with name, position, nip",
		"narahubung* person pemohon with name, phone, email",
		"ringkasan* longtext pemohon",
		"surat* document pemohon, pdf",
	}, []string{
		"ajukan pemohon → data-pendukung [complete]",
	}},
	{2, "data-pendukung", []string{
		"kak* document pemohon",
		"proses-bisnis* document pemohon",
		"dasar-hukum* document pemohon",
		"analisis-kebutuhan* document pemohon",
		"rencana-anggaran document pemohon",
		"sop document pemohon",
		"kesiapan-sdm document pemohon",
		"kesiapan-infrastruktur document pemohon",
		"lainnya document pemohon, 20 files",
	}, []string{
		"serahkan pemohon → verifikasi [complete, replaced]",
	}},
	{3, "verifikasi", nil, []string{
		"terima kominfo → presentasi [reviewed, none-rejected, four-eyes]",
		"kembalikan kominfo → data-pendukung [reviewed, some-rejected, four-eyes]",
		"tolak kominfo, kepala-kominfo → rejected [some-rejected, four-eyes] (alasan* longtext)",
	}},
	{4, "presentasi", []string{
		"jadwal* meeting kominfo",
		"gambaran-umum* longtext pemohon",
		"analisis-dampak* longtext pemohon",
		"paparan* document pemohon",
	}, []string{
		"catat-presentasi kominfo → rapat-koordinasi [complete, started jadwal, attendees jadwal of agencies] (catatan longtext)",
	}},
	{5, "rapat-koordinasi", []string{
		"rapat* meeting kominfo",
		"ruang-lingkup* longtext kominfo",
		"rencana-tahapan* milestones kominfo",
		"perkiraan-anggaran money pemohon, confidential",
		"notulen* document kominfo, generated",
		"paraf-kominfo* signature kominfo",
		"paraf-pemohon* signature pemohon",
	}, []string{
		"selesai-rapat kominfo → tindak-lanjut [complete, started rapat, attendees rapat of agencies]",
	}},
	{6, "tindak-lanjut", nil, []string{
		"setujui kepala-kominfo → pembentukan-tim [four-eyes] (catatan longtext)",
		"tidak-setujui kepala-kominfo → declined [four-eyes] (bentuk* choice: argumentasi, rekomendasi; tanggapan* longtext)",
		"ext alihkan-jalur kepala-kominfo → flow OTHER [four-eyes] (alasan* longtext)",
	}},
}

const (
	wantFeasibility = ": proses-bisnis, hukum, teknis as feasible, feasible-with-notes+note, not-feasible+note!"
	wantTestResult  = ": input-efektivitas, input-efisiensi, proses-efektivitas, proses-efisiensi, output-efektivitas, output-efisiensi as good, adequate, poor+note!"
	wantMonitoring  = ": operasi, gangguan-teknis, penyempurnaan, faktor-eksternal, each kind"
	wantChoiceCause = "(sebab* choice: menunggu-anggaran, menunggu-pihak-luar, lainnya; alasan* longtext; sampai date, not past)"
)

var wantFlows = map[alur.FlowID][]wantStage{
	"swakelola": append(slices.Clone(firstSix), []wantStage{
		{7, "pembentukan-tim", []string{
			"tim-pengembang* team kominfo",
			"tim-penguji* team kominfo",
			"sk-tim* document kominfo, generated",
		}, []string{
			"tetapkan kominfo → analisis-desain [complete, both-agencies tim-pengembang tim-penguji, no-overlap tim-pengembang tim-penguji]",
		}},
		{8, "analisis-desain", []string{
			"kelayakan* verdicts tim-pengembang" + wantFeasibility,
			"dokumen-desain* document tim-pengembang",
			"paraf-pengembang* signature tim-pengembang",
			"paraf-penguji* signature tim-penguji",
		}, []string{
			"sepakati tim-pengembang → pembuatan [complete, verdicts kelayakan]",
		}},
		{9, "pembuatan", []string{
			"kemajuan log tim-pengembang: kemajuan",
			"repositori* url tim-pengembang",
			"versi* text tim-pengembang",
		}, []string{
			"selesai-pembuatan tim-pengembang → implementasi [complete]",
		}},
		{10, "implementasi", []string{
			"instalasi* checklist tim-pengembang: perangkat-keras, perangkat-lunak, fasilitas-pendukung",
			"alamat-sistem* url tim-pengembang",
		}, []string{
			"selesai-implementasi tim-pengembang → pengujian [complete]",
		}},
		{11, "pengujian", []string{
			"hasil-uji* verdicts tim-penguji" + wantTestResult,
			"laporan-uji* document tim-penguji, generated",
		}, []string{
			"usulkan-perbaikan tim-penguji → perbaikan [open-finding]",
			"nyatakan-lulus tim-penguji → sosialisasi [complete, all-verified, verdicts hasil-uji]",
		}},
		{11, "perbaikan", nil, []string{
			"selesai-perbaikan tim-pengembang → pengujian [all-fixed]",
		}},
		{12, "sosialisasi", []string{
			"kegiatan* meeting tim-pengembang",
			"peserta* number tim-pengembang, at least 1",
			"materi* document tim-pengembang",
			"daftar-hadir document tim-pengembang",
		}, []string{
			"selesai-sosialisasi tim-pengembang → pemantauan-evaluasi [complete, started kegiatan, attendees kegiatan of tim-pengembang tim-penguji]",
		}},
		{13, "pemantauan-evaluasi", []string{
			"catatan-pemantauan* log tim-penguji" + wantMonitoring,
			"kesimpulan* longtext tim-penguji",
		}, []string{
			"selesai-pemantauan tim-penguji → dokumentasi [complete]",
			"ext uji-ulang tim-penguji → pengujian [] (alasan* longtext)",
		}},
		{14, "dokumentasi", []string{
			"dokumentasi-sistem* document tim-pengembang",
			"panduan-pengguna* document tim-pengembang",
		}, []string{
			"serahkan-dokumentasi tim-pengembang → laporan [complete]",
		}},
		{15, "laporan", []string{
			"laporan-hasil* document tim-penguji, generated",
			"dokumentasi-pengembangan* document tim-penguji",
		}, []string{
			"serahkan-laporan tim-penguji → serah-terima [complete]",
		}},
		{16, "serah-terima", []string{
			"bast* document kominfo, generated",
			"tanda-tangan-kominfo* signature kepala-kominfo",
			"tanda-tangan-pemohon* signature pemohon",
		}, []string{
			"serah-terima kominfo → completed [complete]",
		}},
	}...),
	"pihak-ketiga": append(slices.Clone(firstSix), []wantStage{
		{7, "pembentukan-tim", []string{
			"tim-pendamping* team kominfo",
			"tim-penguji* team kominfo",
			"penunjukan* vendor kominfo",
			"sk-tim* document kominfo, generated",
		}, []string{
			"tetapkan kominfo → analisis-desain [complete, both-agencies tim-pendamping tim-penguji]",
		}},
		{8, "analisis-desain", []string{
			"kelayakan* verdicts tim-pendamping" + wantFeasibility,
			"dokumen-desain* document tim-pendamping",
			"paraf-pendamping* signature tim-pendamping",
			"paraf-penguji* signature tim-penguji",
		}, []string{
			"sepakati tim-pendamping → pemetaan-kerja-sama [complete, verdicts kelayakan]",
		}},
		{9, "pemetaan-kerja-sama", []string{
			"pemetaan* longtext tim-pendamping",
			"kepatuhan* checklist tim-pendamping: etika, peraturan",
			"draf-perjanjian* document tim-pendamping, generated",
			"paraf-pendamping* signature tim-pendamping",
			"paraf-penguji* signature tim-penguji",
		}, []string{
			"ajukan-perjanjian tim-pendamping → perjanjian-kerja-sama [complete]",
		}},
		{10, "perjanjian-kerja-sama", []string{
			"perjanjian* document kominfo",
			"nomor-perjanjian* text kominfo",
			"tanggal-perjanjian* date kominfo",
			"nilai money kominfo",
			"ketentuan* checklist kominfo: ruang-lingkup, jangka-waktu, hak-kewajiban, kerahasiaan-data, kepemilikan",
			"tanda-tangan-kominfo* signature kepala-kominfo, covers pemetaan-kerja-sama.draf-perjanjian",
			"tanda-tangan-pemohon* signature pemohon, covers pemetaan-kerja-sama.draf-perjanjian",
			"tanda-tangan-pihak-ketiga* signature pihak-ketiga, covers pemetaan-kerja-sama.draf-perjanjian",
		}, []string{
			"sahkan kominfo → pembuatan [complete]",
			"ext revisi-draf kominfo → pemetaan-kerja-sama [] (alasan* longtext)",
		}},
		{11, "pembuatan", []string{
			"kemajuan log pihak-ketiga: kemajuan",
			"repositori* url pihak-ketiga",
			"versi* text pihak-ketiga",
		}, []string{
			"selesai-pembuatan pihak-ketiga → implementasi [complete]",
		}},
		{12, "implementasi", []string{
			"instalasi* checklist pihak-ketiga: perangkat-keras, perangkat-lunak, fasilitas-pendukung",
			"alamat-sistem* url pihak-ketiga",
			"paraf-pendamping* signature tim-pendamping",
			"paraf-penguji* signature tim-penguji",
		}, []string{
			"selesai-implementasi pihak-ketiga → pengujian [complete]",
		}},
		{13, "pengujian", []string{
			"hasil-uji* verdicts tim-penguji" + wantTestResult,
			"laporan-uji* document tim-penguji, generated",
		}, []string{
			"usulkan-perbaikan tim-penguji → perbaikan [open-finding]",
			"nyatakan-lulus tim-penguji → sosialisasi [complete, all-verified, verdicts hasil-uji]",
		}},
		{13, "perbaikan", nil, []string{
			"selesai-perbaikan pihak-ketiga → pengujian [all-fixed]",
		}},
		{14, "sosialisasi", []string{
			"kegiatan* meeting pihak-ketiga",
			"peserta* number pihak-ketiga, at least 1",
			"materi* document pihak-ketiga",
			"daftar-hadir document pihak-ketiga",
		}, []string{
			"selesai-sosialisasi pihak-ketiga → pemantauan-evaluasi [complete, started kegiatan, attendees kegiatan of pihak-ketiga tim-pendamping tim-penguji]",
		}},
		{15, "pemantauan-evaluasi", []string{
			"catatan-pemantauan* log tim-penguji" + wantMonitoring,
			"kesimpulan* longtext tim-penguji",
		}, []string{
			"selesai-pemantauan tim-penguji → dokumentasi [complete]",
			"ext uji-ulang tim-penguji → pengujian [] (alasan* longtext)",
		}},
		{16, "dokumentasi", []string{
			"dokumentasi-sistem* document pihak-ketiga",
			"panduan-pengguna* document pihak-ketiga",
		}, []string{
			"serahkan-dokumentasi pihak-ketiga → laporan [complete]",
		}},
		{17, "laporan", []string{
			"laporan-hasil* document tim-pendamping, generated",
			"dokumentasi-pengembangan* document tim-pendamping",
			"paraf-pendamping* signature tim-pendamping",
			"paraf-penguji* signature tim-penguji",
			"paraf-pihak-ketiga* signature pihak-ketiga",
		}, []string{
			"serahkan-laporan tim-pendamping → serah-terima [complete]",
		}},
		{18, "serah-terima", []string{
			"bast* document kominfo, generated",
			"tanda-tangan-kominfo* signature kepala-kominfo",
			"tanda-tangan-pemohon* signature pemohon",
		}, []string{
			"serah-terima kominfo → completed [complete]",
		}},
	}...),
}

// wantGeneral are the ext actions over ranges of stages.
func wantGeneral(flow alur.FlowID, number int, stage string) []string {
	var out []string
	if number <= 6 {
		out = append(out, "ext tarik pemohon → withdrawn [] (alasan* longtext) while paused")
	}
	if number >= 7 {
		out = append(out, "ext hentikan kepala-kominfo → stopped [] (alasan* longtext) while paused")
	}
	if number >= 3 {
		out = append(out,
			"ext jeda kominfo, kepala-kominfo → "+stage+" [] "+wantChoiceCause,
			"ext lanjutkan kominfo, kepala-kominfo → "+stage+" [] (catatan longtext) while paused")
	}
	if number >= 8 {
		team, guards := "tim-pengembang", ", no-overlap tim-pengembang tim-penguji"
		if flow == "pihak-ketiga" {
			team, guards = "tim-pendamping", ""
		}
		out = append(out, fmt.Sprintf("ext ubah-tim kominfo → %s [both-agencies %s tim-penguji%s] (%s team; tim-penguji team; sk-tim document-id; alasan* longtext)", stage, team, guards, team))
	}
	return out
}

// describe writes an item as wantStage does.
func describe(it *Item, owner bool) string {
	var b strings.Builder
	b.WriteString(string(it.ID))
	if it.Required {
		b.WriteByte('*')
	}
	fmt.Fprintf(&b, " %s", it.Kind)
	if owner {
		fmt.Fprintf(&b, " %s", it.Owner)
	}
	ids := func(list []Option) string {
		var out []string
		for _, o := range list {
			out = append(out, o.ID)
		}
		return strings.Join(out, ", ")
	}
	if len(it.Options) > 0 {
		b.WriteString(": " + ids(it.Options))
	}
	if len(it.Aspects) > 0 {
		var verdicts []string
		for _, v := range it.Verdicts {
			s := v.ID
			if v.NoteRequired {
				s += "+note"
			}
			if v.Unacceptable {
				s += "!"
			}
			verdicts = append(verdicts, s)
		}
		b.WriteString(": " + ids(it.Aspects) + " as " + strings.Join(verdicts, ", "))
	}
	if it.RequiredUnless != nil {
		fmt.Fprintf(&b, ", unless %s=%s", it.RequiredUnless.Item, it.RequiredUnless.Value)
	}
	if len(it.Parts) > 0 {
		b.WriteString(" with " + strings.Join(it.Parts, ", "))
	}
	for _, f := range []struct {
		set  bool
		text string
	}{
		{it.NotFuture, ", not future"}, {it.NotPast, ", not past"}, {it.Confidential, ", confidential"},
		{it.Generated, ", generated"}, {it.EachKind, ", each kind"}, {it.Min > 0, fmt.Sprintf(", at least %d", it.Min)},
		{it.MaxFiles > 1, fmt.Sprintf(", %d files", it.MaxFiles)}, {len(it.Types) > 0, ", " + strings.Join(it.Types, ", ")},
	} {
		if f.set {
			b.WriteString(f.text)
		}
	}
	for _, r := range it.Covers {
		fmt.Fprintf(&b, ", covers %s.%s", r.Stage, r.Item)
	}
	return b.String()
}

func describeAction(st *Stage, a *Action) string {
	var b strings.Builder
	if a.Clause == "" {
		b.WriteString("ext ")
	}
	var parties []string
	for _, p := range a.Parties {
		parties = append(parties, string(p))
	}
	target := string(a.To)
	if a.End != "" {
		target = string(a.End)
	}
	if a.ToFlow != "" {
		target = "flow " + string(a.ToFlow)
	}
	var guards []string
	for _, g := range a.Guards {
		s := string(g.Kind)
		for _, id := range g.Items {
			s += " " + string(id)
		}
		if len(g.Groups) > 0 {
			s += " of " + strings.Join(g.Groups, " ")
		}
		guards = append(guards, s)
	}
	fmt.Fprintf(&b, "%s %s → %s [%s]", a.ID, strings.Join(parties, ", "), target, strings.Join(guards, ", "))
	if len(a.Inputs) > 0 {
		var inputs []string
		for _, in := range a.Inputs {
			inputs = append(inputs, describe(in, false))
		}
		fmt.Fprintf(&b, " (%s)", strings.Join(inputs, "; "))
	}
	if a.WhilePaused {
		b.WriteString(" while paused")
	}
	return b.String()
}

func TestShippedFlowsAreThoseOfTheGuide(t *testing.T) {
	t.Parallel()
	r := shippedFlows(t)
	for flow, want := range wantFlows {
		other := map[alur.FlowID]string{"swakelola": "pihak-ketiga", "pihak-ketiga": "swakelola"}[flow]
		p := r.Plan(flow, 1)
		var got []wantStage
		for _, st := range p.Stages {
			g := wantStage{number: st.Number, id: string(st.ID)}
			for _, it := range st.Items {
				g.items = append(g.items, describe(it, true))
			}
			for _, a := range st.Actions {
				g.actions = append(g.actions, describeAction(st, a))
			}
			got = append(got, g)
		}
		for i := range want {
			w := &want[i]
			w.actions = slices.Clone(w.actions)
			for j := range w.actions {
				w.actions[j] = strings.Replace(w.actions[j], "OTHER", other, 1)
			}
			w.actions = append(w.actions, wantGeneral(flow, w.number, w.id)...)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(wantStage{})); diff != "" {
			t.Errorf("%s (-flows.md +compiled):\n%s", flow, diff)
		}
	}
}

// The traits of actions, typed by hand: which actions of which stages have them.
func TestShippedTraits(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"submits":      {"ajukan", "serahkan"},
		"registers":    {"ajukan"},
		"appoints":     {"tetapkan"},
		"changes-team": {"ubah-tim"},
		"pauses":       {"jeda"},
		"resumes":      {"lanjutkan"},
		"while-paused": {"hentikan", "lanjutkan", "tarik"},
		"decides":      {"alihkan-jalur", "hentikan", "setujui", "tidak-setujui", "tolak"},
		"outdates":     {"selesai-perbaikan", "uji-ulang"},
		"four-eyes":    {"alihkan-jalur", "kembalikan", "setujui", "terima", "tidak-setujui", "tolak"},
		"started":      {"catat-presentasi", "selesai-rapat", "selesai-sosialisasi"},
		"not-turn":     {"alihkan-jalur", "hentikan", "jeda", "lanjutkan", "tarik", "tidak-setujui", "tolak", "ubah-tim"},
	}
	returns := map[alur.FlowID][]string{
		"swakelola":    {"kembalikan", "uji-ulang", "usulkan-perbaikan"},
		"pihak-ketiga": {"kembalikan", "revisi-draf", "uji-ulang", "usulkan-perbaikan"},
	}
	for _, p := range shippedFlows(t).Plans() {
		got := map[string][]string{}
		for _, st := range p.Stages {
			for _, a := range st.Actions {
				for trait, has := range map[string]bool{
					"submits": a.Submits, "registers": a.Registers, "appoints": a.Appoints, "changes-team": a.ChangesTeam,
					"pauses": a.Pauses, "resumes": a.Resumes, "while-paused": a.WhilePaused, "decides": a.Decides, "returns": a.Returns,
					"outdates": len(a.Outdates) > 0, "four-eyes": a.guardedBy(GuardFourEyes), "started": a.guardedBy(GuardStarted), "not-turn": !a.Turn,
				} {
					if has && !slices.Contains(got[trait], string(a.ID)) {
						got[trait] = append(got[trait], string(a.ID))
					}
				}
				if len(a.Outdates) > 0 {
					if diff := cmp.Diff([]Ref{{"pengujian", "hasil-uji"}, {"pengujian", "laporan-uji"}}, a.Outdates); diff != "" {
						t.Errorf("%s %s outdates (-want +got):\n%s", p.Flow, a.ID, diff)
					}
				}
			}
		}
		for trait := range got {
			slices.Sort(got[trait])
		}
		want["returns"] = returns[p.Flow]
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-flows.md +compiled):\n%s", p.Flow, diff)
		}
	}
}

func TestShippedHeads(t *testing.T) {
	t.Parallel()
	type party struct {
		ID     alur.PartyID
		Source PartySource
		Named  Ref
	}
	common := []party{{"pemohon", SourceRequester, Ref{}}, {"kominfo", SourceReviewer, Ref{}}, {"kepala-kominfo", SourceHead, Ref{}}}
	want := map[alur.FlowID][]party{
		"swakelola": append(slices.Clone(common),
			party{"tim-pengembang", SourceTeam, Ref{"pembentukan-tim", "tim-pengembang"}},
			party{"tim-penguji", SourceTeam, Ref{"pembentukan-tim", "tim-penguji"}}),
		"pihak-ketiga": append(slices.Clone(common),
			party{"tim-pendamping", SourceTeam, Ref{"pembentukan-tim", "tim-pendamping"}},
			party{"tim-penguji", SourceTeam, Ref{"pembentukan-tim", "tim-penguji"}},
			party{"pihak-ketiga", SourceVendor, Ref{"pembentukan-tim", "penunjukan"}}),
	}
	totals := map[alur.FlowID]int{"swakelola": 16, "pihak-ketiga": 18}
	parts := map[alur.FlowID]string{"swakelola": "A", "pihak-ketiga": "B"}
	// The last number of each phase (ux.md 5.1).
	phases := map[alur.FlowID][]int{"swakelola": {3, 6, 8, 11, 16}, "pihak-ketiga": {3, 6, 10, 13, 18}}
	plans := shippedFlows(t).Plans()
	if len(plans) != 2 || plans[0].Flow != "swakelola" || plans[1].Flow != "pihak-ketiga" {
		t.Fatalf("plans %v", plans)
	}
	for _, p := range plans {
		var got []party
		for _, x := range p.Parties {
			got = append(got, party{x.ID, x.Source, Ref{x.Stage, x.Item}})
		}
		if diff := cmp.Diff(want[p.Flow], got); diff != "" {
			t.Errorf("%s parties (-want +got):\n%s", p.Flow, diff)
		}
		if p.Total() != totals[p.Flow] || p.Part != parts[p.Flow] || len(p.Phases) != 5 {
			t.Errorf("%s: total %d, part %s, phases %v", p.Flow, p.Total(), p.Part, p.Phases)
		}
		for _, st := range p.Stages {
			phase := slices.IndexFunc(phases[p.Flow], func(last int) bool { return st.Number <= last })
			if st.Clause != fmt.Sprintf("%s.%d", p.Part, st.Number) || st.Phase != phase {
				t.Errorf("%s %s: clause %s, phase %d", p.Flow, st.ID, st.Clause, st.Phase)
			}
			if st.Sub != (st.ID == "perbaikan") {
				t.Errorf("%s %s: sub %v", p.Flow, st.ID, st.Sub)
			}
			if st.Title == "" || st.Summary == "" || st.Result == "" || st.Short == "" || utf8.RuneCountInString(st.Short) > 16 {
				t.Errorf("%s %s: texts %q %q %q %q", p.Flow, st.ID, st.Title, st.Short, st.Summary, st.Result)
			}
		}
		builder := alur.PartyID("tim-pengembang")
		if p.Flow == "pihak-ketiga" {
			builder = "pihak-ketiga"
		}
		for _, c := range []struct {
			name      string
			got, want any
		}{
			{"review", p.Stage("verifikasi").Review, &Review{"kominfo", []alur.StageID{"surat-permohonan", "data-pendukung"}}},
			{"report", p.Stage("pengujian").Findings, &Findings{Report: "tim-penguji"}},
			{"fix", p.Stage("perbaikan").Findings, &Findings{Fix: builder}},
			{"shows", p.Stage("pembuatan").Shows, []Ref{{"analisis-desain", "dokumen-desain"}}},
			{"resubmits", p.Stage("data-pendukung").Resubmits, true},
		} {
			if diff := cmp.Diff(c.want, c.got); diff != "" {
				t.Errorf("%s %s (-want +got):\n%s", p.Flow, c.name, diff)
			}
		}
	}
}

// Titles are what people read; an id shown in their place would be a fault.
func TestShippedTitles(t *testing.T) {
	t.Parallel()
	for _, p := range shippedFlows(t).Plans() {
		titled := func(what, title string) {
			if title == "" || title[:1] == strings.ToLower(title[:1]) {
				t.Errorf("%s %s: title %q", p.Flow, what, title)
			}
			if strings.ContainsAny(title, "{}") {
				t.Errorf("%s %s: a role is left in %q", p.Flow, what, title)
			}
		}
		item := func(it *Item) {
			titled(string(it.ID), it.Title)
			for _, o := range slices.Concat(it.Options, it.Aspects) {
				titled(o.ID, o.Title)
			}
			for _, v := range it.Verdicts {
				titled(v.ID, v.Title)
			}
		}
		for _, st := range p.Stages {
			titled(string(st.ID), st.Title)
			titled(string(st.ID), st.Summary)
			for _, it := range st.Items {
				item(it)
			}
			for _, a := range st.Actions {
				titled(string(a.ID), a.Title)
				for _, in := range a.Inputs {
					item(in)
				}
			}
		}
	}
}

func TestLoadNamesEveryFault(t *testing.T) {
	t.Parallel()
	_, err := Load(flows.FS, "tidak-ada.yaml")
	if err == nil || !strings.Contains(err.Error(), "tidak-ada.yaml") {
		t.Errorf("missing file: %v", err)
	}
	bad, err := fs.ReadFile(flows.FS, "swakelola.yaml")
	if err != nil {
		t.Fatal(err)
	}
	shared, err := fs.ReadFile(flows.FS, "bersama.yaml")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(bad), "klausul: A.7", "klausul: A.9", 1)
	text = strings.Replace(text, "judul-lain", "judul", 1)
	text = strings.Replace(text, "hasil: Susunan kedua tim dan surat keputusannya", "hasilnya: Susunan", 1)
	_, err = Load(memory{"swakelola.yaml": text, "bersama.yaml": string(shared), "pihak-ketiga.yaml": ""}, "swakelola.yaml")
	for _, want := range []string{"[key]", "[missing]", "[clause]", "swakelola.yaml:"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("no %s in %v", want, err)
		}
	}
}
