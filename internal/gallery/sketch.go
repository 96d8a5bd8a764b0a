package gallery

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// today is the day of the exhibits, Selasa, 8 Des 2026.
var today = time.Date(2026, time.December, 8, 9, 0, 0, 0, alur.Jakarta)

// A sketch draws the items of one stage as package form draws them for a request,
// filled in with sample values or empty.
type sketch struct {
	form.Desk
	stage *flow.Stage
}

func newSketch(plan *flow.Plan, st *flow.Stage, filled bool) *sketch {
	people := []alur.User{
		{Username: "wati", Name: wati, Agency: "dinkes", AgencyName: health, AgencyKind: alur.AgencyOffice, Active: true, Roles: []alur.Role{alur.RoleRequester}},
		{Username: "rino", Name: rino, Agency: "diskominfo", AgencyName: ict, AgencyKind: alur.AgencyICT, Active: true, Roles: []alur.Role{alur.RoleReviewer}},
		{Username: "sari", Name: sari, Agency: "diskominfo", AgencyName: ict, AgencyKind: alur.AgencyICT, Active: true, Roles: []alur.Role{alur.RoleMember}},
		{Username: "dewi", Name: dewi, Agency: "diskominfo", AgencyName: ict, AgencyKind: alur.AgencyICT, Active: true, Roles: []alur.Role{alur.RoleMember}},
		{Username: "joko", Name: joko, Agency: "dinkes", AgencyName: longAgency, AgencyKind: alur.AgencyOffice, Active: true, Roles: []alur.Role{alur.RoleMember}},
	}
	s := &sketch{stage: st}
	s.View = &casework.View{ID: "contoh", Plan: plan, Stage: st, State: flow.NewState("contoh", "dinkes"), Agency: alur.Agency{Name: health}, People: map[string]alur.User{}}
	s.Now, s.People, s.Quiet = today, people, true
	s.ICT, s.Agencies = "diskominfo", []alur.Agency{{ID: "diskominfo", Name: ict, Kind: alur.AgencyICT}, {ID: "dinkes", Name: health, Kind: alur.AgencyOffice}}
	s.Loads, s.Teams = map[string]int{"dewi": 2, "sari": 1}, map[alur.ItemID][]string{}
	s.Vendors = []alur.Agency{{ID: "nusa", Name: vendor}, {ID: "karya", Name: "PT Karya Digital Nusantara"}}
	for _, u := range people {
		s.View.People[u.Username] = u
	}
	values := map[alur.ItemID]jsontext.Value{}
	for _, it := range st.Items {
		if v := sample(it); filled && v != nil {
			values[it.ID] = v
			if it.Kind == flow.KindTeam {
				s.Teams[it.ID] = []string{"dewi", "joko"}
			}
		}
	}
	s.View.State.Data = map[alur.StageID]map[alur.ItemID]jsontext.Value{st.ID: values}
	return s
}

// item draws one item of the stage.
func (s *sketch) item(it *flow.Item) page.FormItem {
	out := page.FormItem{ID: string(it.ID)}
	switch it.Kind {
	case flow.KindDocument:
		out.Shape, out.Document = page.ShapeDocument, s.document(it)
	default:
		return s.Item(s.stage, it, form.Controls(it, s.View.State.Value(s.stage.ID, it.ID)))
	}
	return out
}

// document is a slot with one file where the sketch is filled in.
func (s *sketch) document(it *flow.Item) page.FormDocument {
	out := page.FormDocument{Title: it.Title, Hint: it.Help, Optional: !it.Required, Button: "Unggah", Photo: text.Photograph(it.Title)}
	out.Field = page.Field{ID: string(it.ID), Name: form.FilePrefix + string(it.ID), Type: "file", Label: "Pilih berkas", Multiple: it.MaxFiles > 1, Fault: s.Fault(string(it.ID))}
	if len(it.Types) > 0 {
		out.Types = text.FileTypes(it.Types) + ", paling besar 50 MB"
	}
	if len(s.View.State.Data[s.stage.ID]) > 0 || s.stage.Resubmits {
		out.Docs = []page.Doc{removable(document(it.Title, "berkas-contoh.pdf"))}
		out.Field.Label, out.Button = "Ganti berkas", "Ganti"
	}
	return out
}

// sample is a value of the item's shape; nil for files and signatures.
func sample(it *flow.Item) jsontext.Value {
	switch it.Kind {
	case flow.KindDocument, flow.KindSignature:
		return nil
	case flow.KindNumber:
		return form.Encode(42, false)
	case flow.KindMoney:
		return form.Encode(85_000_000, false)
	case flow.KindDate:
		return form.Encode("2026-12-04", false)
	case flow.KindURL:
		return form.Encode("https://antrean.salatiga.go.id", false)
	case flow.KindChoice:
		return form.Encode(it.Options[0].ID, false)
	case flow.KindPerson:
		return form.Encode(flow.Person{Name: wati, Position: "Kepala Subbagian Perencanaan", NIP: "198203142006042011", Phone: "0812 3456 7890", Email: "wati@dinkes.salatiga.go.id"}, false)
	case flow.KindChecklist:
		ticks := map[string]flow.Tick{}
		for i, o := range it.Options {
			ticks[o.ID] = flow.Tick{State: "done"}
			if i == 1 {
				ticks[o.ID] = flow.Tick{State: "not-applicable", Note: "Sudah tersedia di pusat data"}
			}
		}
		return form.Encode(ticks, false)
	case flow.KindVerdicts:
		verdicts := map[string]flow.VerdictValue{}
		for i, o := range it.Aspects {
			verdicts[o.ID] = flow.VerdictValue{Verdict: it.Verdicts[0].ID}
			if i == 1 && len(it.Verdicts) > 1 {
				verdicts[o.ID] = flow.VerdictValue{Verdict: it.Verdicts[1].ID, Note: "Perlu persetujuan Kepala Dinas sebelum data pasien dipakai."}
			}
		}
		return form.Encode(verdicts, false)
	case flow.KindMeeting:
		return form.Encode(flow.Meeting{Start: "2026-12-10T09:00:00+07:00", End: "2026-12-10T11:00:00+07:00", Place: "Ruang Aptika", Attendees: []string{"wati", "rino"}}, false)
	case flow.KindMilestones:
		return form.Encode([]flow.Milestone{{Title: "Analisis dan rancangan layar", Due: "2027-01-15"}, {Title: "Versi uji coba di dua puskesmas", Due: "2027-03-31"}}, false)
	case flow.KindLog:
		entry := flow.LogEntry{Date: "2026-12-04", Text: "Modul pendaftaran selesai. Uji coba di Puskesmas Sidorejo minggu depan."}
		if len(it.Options) > 0 {
			entry.Kind = it.Options[0].ID
		}
		return form.Encode([]flow.LogEntry{entry}, false)
	case flow.KindTeam:
		return form.Encode([]string{"dewi", "joko"}, false)
	case flow.KindVendor:
		return form.Encode(flow.Vendor{Agency: "nusa", Basis: "tender", Number: "027/118/SPK", Date: "2026-12-04"}, false)
	case flow.KindLongText:
		return form.Encode("Pasien datang sejak pukul lima pagi hanya untuk mengambil nomor. Petugas loket mencatat di buku, sehingga jumlah pasien tiap poli baru diketahui sore hari.\n\nDengan antrean daring, pasien memilih jam dari rumah.", false)
	}
	if it.ID == "judul" {
		return form.Encode(system, false)
	}
	return form.Encode("045/123/2026", false)
}

// document is a file of the exhibits, without a verdict.
func document(kind, name string) page.Doc {
	return page.Doc{
		ID: "d", Kind: kind, Name: name, Meta: "1,2 MB · PDF", When: fridayAt, Who: wati, SHA256: fingerprint,
		Href: at + "/dokumen/d/unduh", View: page.DocView{Name: name, Href: at + "/dokumen/d/pratinjau", Viewable: true},
	}
}

// viewed is a document as it is looked at, at its second page of five.
func viewed(d page.Doc) page.Viewer {
	return page.Viewer{
		Kind: d.Kind, Name: d.Name, Meta: d.Meta, Download: d.Href, Href: d.View.Href,
		Picture: at + "/dokumen/d/halaman/2", Width: 1000, Height: 1414, Page: 2, Pages: 5, Zoom: 100,
		Prev: d.View.Href, Next: d.View.Href + "?halaman=3", Turn: d.View.Href + "?halaman=2&putar=1", Larger: d.View.Href + "?besar=1&halaman=2",
	}
}

// unviewed is a document of which there is no picture, and why.
func unviewed(d page.Doc, fault, retry string) page.Viewer {
	return page.Viewer{Kind: d.Kind, Name: d.Name, Meta: d.Meta, Download: d.Href, Href: d.View.Href, Fault: fault, Retry: retry}
}

// removable is a file that its owner may take out again.
func removable(d page.Doc) page.Doc {
	d.Remove = at + "/dokumen/d/hapus"
	return d
}

func judged(d page.Doc, tag page.Tag, note ...string) page.Doc {
	d.Review = &page.DocReview{Tag: tag, Who: rino, When: fridayAt, Note: note}
	return d
}

var (
	tagFits   = page.Tag{Kind: "selesai", Icon: "selesai", Text: "Sesuai"}
	tagRepair = page.Tag{Kind: "kembali", Icon: "kembali", Text: "Perlu perbaikan"}
	tagEmpty  = page.Tag{Kind: "anda", Text: "Belum diisi"}
	tagWaits  = page.Tag{Kind: "tunggu", Text: "Belum diisi"}
)
