package paperwork

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/text"
)

// blankDate is where the date of a letter is written by hand.
const blankDate = "...................... 20....."

// sheet is a paper being filled: the record, the kind, and whom it names.
type sheet struct {
	v  *casework.View
	k  Kind
	of *offices
	at time.Time
}

// values says what stands in every field. The record is one without what is confidential.
func values(v *casework.View, k Kind, of *offices, at time.Time) paper.Values {
	s := &sheet{v, k, of, at}
	out := paper.Values{}
	for _, part := range []paper.Values{s.request(), s.parties(), s.review(), s.meeting(), s.teams(), s.work(), s.test(), s.after()} {
		maps.Copy(out, part)
	}
	return out
}

// valueOf reads an item of the record; false where it is not set.
func valueOf[T any](s *flow.State, stage alur.StageID, item alur.ItemID) (T, bool) {
	var out T
	raw := s.Value(stage, item)
	if raw == nil || json.Unmarshal(raw, &out) != nil {
		var none T
		return none, false
	}
	return out, true
}

func (s *sheet) text(stage alur.StageID, item alur.ItemID) string { return s.v.State.Text(stage, item) }

// item is the definition of an item, or nil.
func (s *sheet) item(stage alur.StageID, item alur.ItemID) *flow.Item {
	if st := s.v.Plan.Stage(stage); st != nil {
		return st.Item(item)
	}
	return nil
}

// choice is the title of the option that was chosen.
func (s *sheet) choice(stage alur.StageID, item alur.ItemID) string {
	it := s.item(stage, item)
	if it == nil {
		return ""
	}
	return titleIn(it.Options, s.text(stage, item))
}

func titleIn(options []flow.Option, id string) string {
	for _, o := range options {
		if o.ID == id {
			return o.Title
		}
	}
	return id
}

// longDate writes a date of a form as letters do.
func longDate(iso string) string {
	day, err := time.ParseInLocation(time.DateOnly, iso, alur.Jakarta)
	if err != nil {
		return iso
	}
	return text.LongDate(day)
}

func orDash(s string) string {
	if s == "" {
		return text.NotRecorded
	}
	return s
}

// first is the stage of the letter.
const (
	stageLetter  = alur.StageID("surat-permohonan")
	stageMeeting = alur.StageID("rapat-koordinasi")
	stageTeam    = alur.StageID("pembentukan-tim")
	stageDesign  = alur.StageID("analisis-desain")
	stageBuild   = alur.StageID("pembuatan")
	stageInstall = alur.StageID("implementasi")
	stageTest    = alur.StageID("pengujian")
	stageTeach   = alur.StageID("sosialisasi")
	stageWatch   = alur.StageID("pemantauan-evaluasi")
)

// request says what the request is about. Who is to be called about it is on no paper: that
// is erased when somebody asks, and papers stay.
func (s *sheet) request() paper.Values {
	st := s.v.State
	submitted := ""
	if st.SubmittedAt != nil {
		submitted = text.LongDate(*st.SubmittedAt)
	}
	city := s.of.ict.letters.City
	if city == "" {
		city = "Salatiga"
	}
	return paper.Values{
		"nomor": paper.Blank, "tanggal": blankDate, "kota": city,
		"hari_ini": text.DateWords(s.at), "hari_ini_angka": text.DateNumbers(s.at), "hari_ini_tanggal": text.LongDate(s.at),
		"sistem": s.v.Title, "sistem_kapital": text.Capitals(s.v.Title), "nomor_permohonan": orDash(s.v.Number), "kode_lacak": s.v.TrackingCode, "jalur": s.v.Plan.Title,
		"jenis": s.choice(stageLetter, "jenis"), "sistem_terkait": s.text(stageLetter, "sistem-terkait"), "nomor_surat": orDash(s.text(stageLetter, "nomor-surat")),
		"tanggal_surat": orDash(longDate(s.text(stageLetter, "tanggal-surat"))), "perihal": orDash(s.text(stageLetter, "perihal")), "ringkasan": s.text(stageLetter, "ringkasan"),
		"tanggal_ajukan": submitted,
	}
}

// parties says who they are.
func (s *sheet) parties() paper.Values {
	of := s.of
	appointed, _ := valueOf[flow.Vendor](s.v.State, stageTeam, "penunjukan")
	pdCity := of.pd.letters.City
	if pdCity == "" {
		pdCity = "Salatiga"
	}
	return paper.Values{
		"pd": of.pd.Name, "pd_kota": pdCity, "pd_alamat": of.pd.letters.Address, "pd_jabatan": of.pd.signs.title, "pd_nama": of.pd.signs.name, "pd_nip": of.pd.signs.nip,
		"diskominfo": of.ict.Name, "diskominfo_alamat": of.ict.letters.Address, "kepala_jabatan": of.ict.signs.title, "kepala_jabatan_kapital": text.Capitals(of.ict.signs.title),
		"kepala_nama": of.ict.signs.name, "kepala_nip": of.ict.signs.nip,
		"petugas_nama": of.clerk.name, "petugas_nip": of.clerk.nip, "petugas_jabatan": of.clerk.title,
		"ada_pihak_ketiga": of.vendor.ID != "", "pihak_ketiga": orBlank(of.vendor.Name), "pihak_ketiga_alamat": of.vendor.letters.Address,
		"penunjukan_cara": text.LowerFirst(orDash(text.Value(appointed.Basis))), "penunjukan_nomor": orDash(appointed.Number), "penunjukan_tanggal": orDash(longDate(appointed.Date)),
	}
}

// review says what became of the documents, and what was decided.
func (s *sheet) review() paper.Values {
	st := s.v.State
	early := s.v.Plan.Stage(s.k.Stage).Number <= s.v.Plan.Stage("verifikasi").Number
	docs, lacks := []paper.Values{}, []paper.Values{}
	accepted, reviewable := 0, 0
	for _, d := range st.Documents {
		it := s.item(d.Stage, d.Kind)
		if it == nil {
			continue
		}
		at := s.v.Plan.Stage(d.Stage).Number
		if isReviewed := at <= s.v.Plan.Stage("verifikasi").Number; isReviewed && s.lacked(d) {
			lacks = append(lacks, paper.Values{"nama": it.Title, "catatan": d.Review.Note})
		}
		if !d.Current() || early != (at <= s.v.Plan.Stage("verifikasi").Number) || !early && at < s.v.Plan.Stage(stageDesign).Number {
			continue
		}
		x := paper.Values{"nama": it.Title, "berkas": d.Name, "sidik": d.SHA256, "hasil": text.VerdictOf(""), "catatan": ""}
		reviewable++
		if d.Review != nil {
			x["hasil"], x["catatan"] = text.VerdictOf(d.Review.Verdict), d.Review.Note
			if d.Review.Verdict == flow.Accepted {
				accepted++
			}
		}
		docs = append(docs, x)
	}
	out := paper.Values{
		"dokumen": docs, "kekurangan": lacks, "ada_kekurangan": len(lacks) > 0, "lengkap": early && len(lacks) == 0 && accepted == reviewable,
		"jumlah_dokumen": strconv.Itoa(max(reviewable, accepted+len(lacks))), "jumlah_sesuai": strconv.Itoa(accepted), "jumlah_kurang": strconv.Itoa(len(lacks)),
		"tanggal_putusan": s.decided(), "alasan": "", "bentuk": "", "tanggapan": "", "rekomendasi": false,
	}
	if o := st.Outcome; o != nil {
		input := func(id alur.ItemID) string {
			var t string
			if raw := o.Input[id]; raw != nil {
				_ = json.Unmarshal(raw, &t) // what is no text is none
			}
			return t
		}
		out["alasan"], out["tanggapan"], out["bentuk"] = input("alasan"), input("tanggapan"), text.Capital(input("bentuk"))
		out["rekomendasi"] = input("bentuk") == "rekomendasi"
	}
	return out
}

// lacked reports whether a document was rejected in the review that the paper is about: it
// stands rejected, or was put right after the request had been sent back for it.
func (s *sheet) lacked(d flow.Document) bool {
	if d.Review == nil || d.Review.Verdict != flow.Rejected {
		return false
	}
	back := s.v.State.LastReturn
	if d.Current() || back == nil || !s.k.Return {
		return d.Current()
	}
	gone := d.RemovedAt
	for _, later := range s.v.State.Documents {
		if later.ID == d.ReplacedBy {
			gone = &later.UploadedAt
		}
	}
	return gone != nil && !gone.Before(back.At)
}

// decided is the day of the decision that the paper is about: the end, else the approval.
func (s *sheet) decided() string {
	if o := s.v.State.Outcome; o != nil && s.k.End != "" {
		return text.LongDate(o.At)
	}
	for _, p := range slices.Backward(s.v.State.Passages) {
		if p.Stage == "tindak-lanjut" && p.LeftAt != nil {
			return text.LongDate(*p.LeftAt)
		}
	}
	return text.NotRecorded
}

// meetingItems are the meetings of the stages that have one.
var meetingItems = map[alur.StageID]alur.ItemID{"presentasi": "jadwal", stageMeeting: "rapat", stageTeach: "kegiatan"}

// blankRows are how many rows of a list of those present are left for others.
const blankRows = 8

// meeting says when and where, and what came out of it.
func (s *sheet) meeting() paper.Values {
	stage := s.k.Stage
	if meetingItems[stage] == "" {
		stage = stageMeeting // what later papers rest on
	}
	m, _ := valueOf[flow.Meeting](s.v.State, stage, meetingItems[stage])
	out := paper.Values{
		"acara": text.MeetingAbout(string(stage), s.v.Title), "hari_acara": "", "hari_acara_huruf": "", "hari_acara_angka": "", "waktu": "",
		"tempat": m.Place, "tautan": m.Link, "tamu": m.Guests,
	}
	start, err := time.Parse(time.RFC3339, m.Start)
	if err == nil {
		end, _ := time.Parse(time.RFC3339, m.End) // zero while nobody has said
		out["hari_acara"], out["hari_acara_huruf"], out["hari_acara_angka"] = text.LongDayDate(start), text.DateWords(start), text.DateNumbers(start)
		out["waktu"] = text.PaperTimes(start, end)
	}
	people := []paper.Values{}
	for _, name := range m.Attendees {
		people = append(people, s.member(name))
	}
	present := s.present(m)
	topics := []paper.Values{}
	agenda, notes := text.ParseMinutes(m.Minutes)
	for _, t := range agenda {
		topics = append(topics, paper.Values{"judul": t.Title, "golongan": text.ResultKind(t.Kind), "isi": t.Text})
	}
	out["peserta"], out["ada_peserta"], out["hadirin"] = people, len(people) > 0, present
	out["pokok"], out["ada_pokok"], out["catatan_rapat"] = topics, len(topics) > 0, notes
	steps, _ := valueOf[[]flow.Milestone](s.v.State, stageMeeting, "rencana-tahapan")
	plan := []paper.Values{}
	for _, x := range steps {
		plan = append(plan, paper.Values{"nama": x.Title, "tenggat": longDate(x.Due)})
	}
	out["tahapan"], out["ada_tahapan"] = plan, len(plan) > 0
	out["ruang_lingkup"] = s.text(stageMeeting, "ruang-lingkup")
	out["gambaran_umum"], out["analisis_dampak"] = s.text("presentasi", "gambaran-umum"), s.text("presentasi", "analisis-dampak")
	return out
}

// present are the rows of a list of those present: who was to come, with when the list in
// the room noted it, whom else it noted, and empty ones for whoever signs by hand.
func (s *sheet) present(m flow.Meeting) []paper.Values {
	out := []paper.Values{}
	noted := map[string]time.Time{}
	for _, p := range s.of.present {
		if p.Username != "" {
			noted[p.Username] = p.At
		}
	}
	for _, name := range m.Attendees {
		row := maps.Clone(s.member(name))
		row["paraf"] = ""
		if at, ok := noted[name]; ok {
			row["paraf"] = text.RollMark(at, true)
		}
		out = append(out, row)
	}
	for _, p := range s.of.present {
		if p.Username != "" && slices.Contains(m.Attendees, p.Username) {
			continue
		}
		office := p.Office
		if p.Position != "" {
			office = p.Position + ", " + office
		}
		out = append(out, paper.Values{"nama": p.Name, "instansi": office, "nip": "", "paraf": text.RollMark(p.At, p.Account)})
	}
	for range blankRows {
		out = append(out, paper.Values{"nama": "", "instansi": "", "nip": "", "paraf": ""})
	}
	return out
}

// member is somebody in a list.
func (s *sheet) member(username string) paper.Values {
	u, ok := s.v.People[username]
	if !ok || u.Name == "" {
		u.Name = username
	}
	return paper.Values{"nama": u.Name, "instansi": u.AgencyName, "nip": text.NIP(s.of.nips[username])}
}
