package paperwork

import (
	"slices"
	"strconv"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/text"
)

// teams says who works, and who signs.
func (s *sheet) teams() paper.Values {
	list := []paper.Values{}
	var names []string
	for _, t := range teamsOf(s.v) {
		members := []paper.Values{}
		for _, name := range t.members {
			members = append(members, s.member(name))
		}
		list = append(list, paper.Values{"nama": t.party.Name, "anggota": members})
		names = append(names, t.party.Name)
	}
	team := text.And(names)
	builder := s.owner(stageBuild, "versi")
	var beside []string
	for _, n := range names {
		if n != s.partyName(builder) {
			beside = append(beside, n)
		}
	}
	var authors []string
	for _, id := range s.signers() {
		authors = append(authors, s.partyName(id))
	}
	return paper.Values{
		"tim": list, "nama_tim": team, "nama_tim_kapital": text.Capitals(team), "diktum_akhir": text.LastClause(s.of.vendor.ID != ""),
		"pembuat": orDash(s.partyName(builder)), "pendamping": orDash(text.And(beside)), "penyusun": orDash(text.And(authors)), "penanda_tangan": s.signatures(),
	}
}

func (s *sheet) owner(stage alur.StageID, item alur.ItemID) alur.PartyID {
	if it := s.item(stage, item); it != nil {
		return it.Owner
	}
	return ""
}

// partyName is how a party is called on papers: the organisation, where it is one.
func (s *sheet) partyName(id alur.PartyID) string {
	p := s.v.Plan.Party(id)
	switch {
	case p == nil:
		return ""
	case p.Source == flow.SourceVendor && s.of.vendor.Name != "":
		return s.of.vendor.Name
	case p.Source == flow.SourceRequester:
		return s.of.pd.Name
	}
	return p.Name
}

// signers are the parties that sign the paper: those that sign its stage, or whose it is;
// what is introduced to users is signed by its makers and those beside them.
func (s *sheet) signers() []alur.PartyID {
	var out []alur.PartyID
	st := s.v.Plan.Stage(s.k.Stage)
	for _, it := range st.Items {
		if it.Kind == flow.KindSignature {
			out = append(out, it.Owner)
		}
	}
	if len(out) == 0 {
		out = s.k.Parties(s.v.Plan)
	}
	if s.k.Stage == stageTeach {
		for _, t := range teamsOf(s.v) {
			if !slices.Contains(out, t.party.ID) {
				out = append(out, t.party.ID)
			}
		}
	}
	return out
}

// signatures are the blocks: who has signed the stage, else everybody of a team of few.
func (s *sheet) signatures() []paper.Values {
	out := []paper.Values{}
	parties := s.signers()
	for _, id := range parties {
		title := s.partyName(id)
		block := func(name, nip string) {
			out = append(out, paper.Values{"atas": "", "jabatan": title, "nama": orBlank(name), "nip": text.NIP(nip)})
		}
		if i := slices.IndexFunc(s.v.State.Signatures, func(x flow.Signature) bool {
			return x.Stage == s.k.Stage && s.owner(x.Stage, x.Item) == id
		}); i >= 0 {
			by := s.v.State.Signatures[i].By
			block(s.v.People[by].Name, s.of.nips[by])
			continue
		}
		members := s.membersOf(id)
		if len(parties) > 1 || len(members) == 0 {
			block("", "")
			continue
		}
		for _, name := range members {
			block(s.v.People[name].Name, s.of.nips[name])
		}
	}
	return out
}

func (s *sheet) membersOf(id alur.PartyID) []string {
	for _, t := range teamsOf(s.v) {
		if t.party.ID == id {
			return t.members
		}
	}
	return nil
}

// work says what was found feasible, agreed upon, built and installed.
func (s *sheet) work() paper.Values {
	design := s.files(stageDesign, "dokumen-desain")
	feasible, ok := s.verdicts(stageDesign, "kelayakan")
	return paper.Values{
		"kelayakan": feasible, "layak": ok, "desain": design, "ada_desain": len(design) > 0,
		"pemetaan": s.text("pemetaan-kerja-sama", "pemetaan"), "kepatuhan": s.ticks("pemetaan-kerja-sama", "kepatuhan"), "pemasangan": s.ticks(stageInstall, "instalasi"),
		"versi": orDash(s.text(stageBuild, "versi")), "repositori": orDash(s.text(stageBuild, "repositori")), "alamat_sistem": orDash(s.text(stageInstall, "alamat-sistem")),
	}
}

func (s *sheet) files(stage alur.StageID, item alur.ItemID) []paper.Values {
	out := []paper.Values{}
	for _, d := range s.v.State.Documents {
		if d.Stage == stage && d.Kind == item && d.Current() {
			out = append(out, paper.Values{"berkas": d.Name, "sidik": d.SHA256})
		}
	}
	return out
}

// verdicts lists the aspects of an item, and whether all have one and none stops the work.
func (s *sheet) verdicts(stage alur.StageID, item alur.ItemID) (out []paper.Values, good bool) {
	out = []paper.Values{}
	it := s.item(stage, item)
	given, set := valueOf[map[string]flow.VerdictValue](s.v.State, stage, item)
	if it == nil || !set {
		return out, false
	}
	good = true
	for _, aspect := range it.Aspects {
		v := given[aspect.ID]
		title := text.NotRecorded
		known := false
		for _, x := range it.Verdicts {
			if x.ID == v.Verdict {
				title, known = x.Title, true
				good = good && !x.Unacceptable
			}
		}
		good = good && known
		out = append(out, paper.Values{"aspek": aspect.Title, "putusan": title, "catatan": v.Note})
	}
	return out, good
}

func (s *sheet) ticks(stage alur.StageID, item alur.ItemID) []paper.Values {
	out := []paper.Values{}
	it := s.item(stage, item)
	given, set := valueOf[map[string]flow.Tick](s.v.State, stage, item)
	if it == nil || !set {
		return out
	}
	for _, o := range it.Options {
		t := given[o.ID]
		out = append(out, paper.Values{"nama": o.Title, "keadaan": orDash(text.Value(t.State)), "catatan": t.Note})
	}
	return out
}

// test says what testing found.
func (s *sheet) test() paper.Values {
	results, good := s.verdicts(stageTest, "hasil-uji")
	findings, done := []paper.Values{}, 0
	for _, f := range s.v.State.Findings {
		if f.Status == flow.FindingVerified {
			done++
		}
		note := ""
		if n := len(f.History); n > 0 {
			note = f.History[n-1].Note
		}
		findings = append(findings, paper.Values{
			"judul": f.Title, "uraian": f.Description, "aspek": text.FindingAspect(f.Aspect, f.Quality), "tingkat": text.Value(f.Severity), "keadaan": text.Value(f.Status), "catatan": note,
		})
	}
	rounds := 0
	for _, p := range s.v.State.Passages {
		if p.Stage == stageTest {
			rounds++
		}
	}
	return paper.Values{
		"hasil_uji": results, "temuan": findings, "ada_temuan": len(findings) > 0, "lulus": good && done == len(findings) && !s.v.State.IsOutdated(stageTest, "hasil-uji"),
		"jumlah_temuan": strconv.Itoa(len(findings)), "jumlah_tuntas": strconv.Itoa(done), "putaran": text.Words(int64(rounds)),
	}
}

// after says what followed: users, monitoring, and what is handed over.
func (s *sheet) after() paper.Values {
	st := s.v.State
	taught := ""
	if m, ok := valueOf[flow.Meeting](st, stageTeach, "kegiatan"); ok {
		if start, err := time.Parse(time.RFC3339, m.Start); err == nil {
			taught = text.LongDayDate(start)
		}
	}
	people := ""
	if n, ok := valueOf[int64](st, stageTeach, "peserta"); ok {
		people = text.Integer(n)
	}
	material := s.files(stageTeach, "materi")
	return paper.Values{
		"hari_sosialisasi": taught, "jumlah_peserta": people, "materi": material, "ada_materi": len(material) > 0,
		"pemantauan": s.watched(), "kesimpulan": s.text(stageWatch, "kesimpulan"), "pekerjaan": s.passages(), "serahan": s.handedOver(),
	}
}

// watched are the notes of monitoring, by their kinds.
func (s *sheet) watched() []paper.Values {
	out := []paper.Values{}
	it := s.item(stageWatch, "catatan-pemantauan")
	entries, _ := valueOf[[]flow.LogEntry](s.v.State, stageWatch, "catatan-pemantauan")
	if it == nil {
		return out
	}
	for _, o := range it.Options {
		notes := []paper.Values{}
		for _, e := range entries {
			if e.Kind == o.ID {
				notes = append(notes, paper.Values{"tanggal": longDate(e.Date), "isi": e.Text})
			}
		}
		if len(notes) > 0 {
			out = append(out, paper.Values{"golongan": o.Title, "catatan": notes})
		}
	}
	return out
}

// passages are the stages that were gone through, from their first day to their last.
func (s *sheet) passages() []paper.Values {
	out := []paper.Values{}
	for _, st := range s.v.Plan.Stages {
		var from time.Time
		var until *time.Time
		for _, p := range s.v.State.Passages {
			if p.Stage != st.ID {
				continue
			}
			if from.IsZero() {
				from = p.At
			}
			until = p.LeftAt
		}
		if from.IsZero() {
			continue
		}
		x := paper.Values{"nama": st.Title, "mulai": text.LongDate(from), "selesai": text.NotRecorded}
		if until != nil {
			x["selesai"] = text.LongDate(*until)
		}
		out = append(out, x)
	}
	return out
}

// handedOver is what the requesting agency receives.
func (s *sheet) handedOver() []paper.Values {
	out := []paper.Values{
		{"nama": text.HandedSystem, "keterangan": text.HandedSystemAt(s.v.Title, s.text(stageInstall, "alamat-sistem"))},
	}
	if repository := s.text(stageBuild, "repositori"); repository != "" {
		out = append(out, paper.Values{"nama": text.HandedSource, "keterangan": text.HandedSourceAt(repository, s.text(stageBuild, "versi"))})
	}
	for _, x := range []struct {
		stage alur.StageID
		item  alur.ItemID
	}{{stageDesign, "dokumen-desain"}, {stageTest, "laporan-uji"}, {"dokumentasi", "dokumentasi-sistem"}, {"dokumentasi", "panduan-pengguna"}, {"laporan", "laporan-hasil"}, {"laporan", "dokumentasi-pengembangan"}} {
		for _, f := range s.files(x.stage, x.item) {
			out = append(out, paper.Values{"nama": s.item(x.stage, x.item).Title, "keterangan": f["berkas"]})
		}
	}
	return out
}
