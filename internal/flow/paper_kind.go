package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// PaperKind is one kind of paper that comes out of a request's record: whose it is and
// when it can be issued. Its name, text and fields are internal/paperwork's.
type PaperKind struct {
	ID string
	// Stage is the one whose facts it tells.
	Stage alur.StageID
	// Whose it is, read off the definition: the owner of the item, whoever may take the
	// action, or else the party that reviews in the stage.
	Item   alur.ItemID
	Action alur.ActionID
	// From is the stage from which on it can be issued, "" is Stage.
	From alur.StageID
	// Judges: it tells of a judgement, which whoever submitted the request may not give
	// (four eyes). Where the action has that guard it is so anyway.
	Judges bool
	// Return: only after Action sent the request back, until it leaves the stage again.
	Return bool
	// End: only after the request ended so.
	End alur.Status
	// Needs are the items of Stage without which it says nothing.
	Needs []alur.ItemID
	// Signed: whoever signs the stage signs the paper too, and may enter what comes of it.
	Signed bool
	// Fills are the document items, of any stage, that it may be put into.
	Fills []alur.ItemID
}

// paperKinds are all of them, in the order of the guide.
var paperKinds = []PaperKind{
	{ID: "tanda-terima", Stage: "verifikasi", From: "data-pendukung"},
	{ID: "lembar-verifikasi", Stage: "verifikasi", Judges: true},
	{ID: "surat-pengembalian", Stage: "verifikasi", Action: "kembalikan", Return: true},
	{ID: "surat-penolakan", Stage: "verifikasi", Action: "tolak", End: alur.StatusRejected},
	{ID: "undangan-presentasi", Stage: "presentasi", Item: "jadwal", Needs: []alur.ItemID{"jadwal"}},
	{ID: "daftar-hadir-presentasi", Stage: "presentasi", Item: "jadwal", Needs: []alur.ItemID{"jadwal"}},
	{ID: "undangan-rapat", Stage: "rapat-koordinasi", Item: "rapat", Needs: []alur.ItemID{"rapat"}},
	{ID: "daftar-hadir-rapat", Stage: "rapat-koordinasi", Item: "rapat", Needs: []alur.ItemID{"rapat"}},
	{ID: "notulen", Signed: true, Stage: "rapat-koordinasi", Item: "notulen", Needs: []alur.ItemID{"rapat"}, Fills: []alur.ItemID{"notulen"}},
	{ID: "berita-acara-rapat", Signed: true, Stage: "rapat-koordinasi", Item: "notulen", Needs: []alur.ItemID{"rapat", "ruang-lingkup", "rencana-tahapan"}},
	{ID: "tanggapan", Stage: "tindak-lanjut", Action: "tidak-setujui", End: alur.StatusDeclined},
	{ID: "sk-tim", Stage: "pembentukan-tim", Item: "sk-tim", Needs: []alur.ItemID{"tim-pengembang", "tim-pendamping", "tim-penguji"}, Fills: []alur.ItemID{"sk-tim"}},
	{ID: "lembar-kelayakan", Signed: true, Stage: "analisis-desain", Item: "kelayakan", Needs: []alur.ItemID{"kelayakan"}},
	{ID: "draf-perjanjian", Signed: true, Stage: "pemetaan-kerja-sama", Item: "draf-perjanjian", Needs: []alur.ItemID{"pemetaan"}, Fills: []alur.ItemID{"draf-perjanjian", "perjanjian"}},
	{ID: "laporan-uji", Stage: "pengujian", Item: "laporan-uji", Needs: []alur.ItemID{"hasil-uji"}, Fills: []alur.ItemID{"laporan-uji"}},
	{ID: "berita-acara-uji", Stage: "pengujian", Item: "laporan-uji", Needs: []alur.ItemID{"hasil-uji"}},
	{ID: "berita-acara-sosialisasi", Stage: "sosialisasi", Item: "kegiatan", Needs: []alur.ItemID{"kegiatan"}},
	{ID: "daftar-hadir-sosialisasi", Stage: "sosialisasi", Item: "daftar-hadir", Needs: []alur.ItemID{"kegiatan"}, Fills: []alur.ItemID{"daftar-hadir"}},
	{ID: "laporan-pemantauan", Stage: "pemantauan-evaluasi", Item: "kesimpulan", Needs: []alur.ItemID{"catatan-pemantauan", "kesimpulan"}},
	{ID: "laporan-hasil", Signed: true, Stage: "laporan", Item: "laporan-hasil", Fills: []alur.ItemID{"laporan-hasil"}},
	{ID: "bast", Signed: true, Stage: "serah-terima", Item: "bast", Fills: []alur.ItemID{"bast"}},
}

// PaperKinds lists every kind, in the order of the guide.
func PaperKinds() []PaperKind { return slices.Clone(paperKinds) }

// PaperKindOf finds a kind.
func PaperKindOf(id string) (PaperKind, bool) {
	i := slices.IndexFunc(paperKinds, func(k PaperKind) bool { return k.ID == id })
	if i < 0 {
		return PaperKind{}, false
	}
	return paperKinds[i], true
}

// Parties are those that issue papers of the kind and withdraw them; none where the flow
// does not have the kind.
func (k PaperKind) Parties(p *Plan) []alur.PartyID {
	st := p.Stage(k.Stage)
	switch {
	case st == nil:
	case k.Item != "":
		if it := st.Item(k.Item); it != nil {
			return []alur.PartyID{it.Owner}
		}
	case k.Action != "":
		if a := st.Action(k.Action); a != nil {
			return slices.Clone(a.Parties)
		}
	case st.Review != nil:
		return []alur.PartyID{st.Review.Party}
	}
	return nil
}

// Registrars are those that enter number and signed file of such a paper: its parties,
// those that sign it, those that file it in a document item, and the head for what
// the ICT agency issues. A third party only enters what is its own.
func (k PaperKind) Registrars(p *Plan) []alur.PartyID {
	out := k.Parties(p)
	if len(out) == 0 {
		return nil
	}
	add := func(id alur.PartyID) {
		if party := p.Party(id); party != nil && party.Source != SourceVendor && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	for _, it := range p.Stage(k.Stage).Items {
		if it.Kind == KindSignature && k.Signed {
			add(it.Owner)
		}
	}
	for _, st := range p.Stages {
		for _, id := range k.Fills {
			if it := st.Item(id); it != nil && it.Kind == KindDocument {
				add(it.Owner)
			}
		}
	}
	if slices.ContainsFunc(out, func(id alur.PartyID) bool { return p.Party(id).Source == SourceReviewer }) {
		for _, party := range p.Parties {
			if party.Source == SourceHead {
				add(party.ID)
			}
		}
	}
	return out
}

// FourEyes reports whether whoever submitted the request may not issue the kind.
func (k PaperKind) FourEyes(p *Plan) bool {
	if st := p.Stage(k.Stage); st != nil && k.Action != "" {
		if a := st.Action(k.Action); a != nil {
			return slices.ContainsFunc(a.Guards, func(g Guard) bool { return g.Kind == GuardFourEyes })
		}
	}
	return k.Judges
}

// VendorSees reports whether the third party sees papers of the kind: those of the steps
// in which it has a part itself, and those that its signatures cover. None holds anything
// confidential: papers are made from a record without that, whoever issues them.
func (k PaperKind) VendorSees(p *Plan) bool {
	at := p.Stage(k.Stage)
	if at == nil {
		return false
	}
	vendor := func(id alur.PartyID) bool { x := p.Party(id); return x != nil && x.Source == SourceVendor }
	for _, st := range p.Stages {
		for _, it := range st.Items {
			if !vendor(it.Owner) {
				continue
			}
			covers := slices.ContainsFunc(it.Covers, func(r Ref) bool { return slices.Contains(k.Fills, r.Item) && r.Stage == k.Stage })
			if st.Number == at.Number || covers {
				return true
			}
		}
		mine := st.Findings != nil && vendor(st.Findings.Fix) ||
			slices.ContainsFunc(st.Actions, func(a *Action) bool { return a.Turn && slices.ContainsFunc(a.Parties, vendor) })
		if st.Number == at.Number && mine {
			return true
		}
	}
	return false
}

// timely reports whether the request stands where papers of the kind can be issued.
func (k PaperKind) timely(plan *Plan, s *State) bool {
	switch {
	case k.End != "":
		return s.Status == k.End
	case k.Return:
		a := plan.Stage(k.Stage).Action(k.Action)
		return s.LastReturn != nil && s.LastReturn.Action == k.Action && s.Stage == a.To
	}
	from := k.From
	if from == "" {
		from = k.Stage
	}
	at := func(id alur.StageID) int {
		return slices.IndexFunc(plan.Stages, func(st *Stage) bool { return st.ID == id })
	}
	return at(s.Stage) >= at(from)
}

// Lacking are the items that papers of the kind need and the request does not have.
func (k PaperKind) Lacking(plan *Plan, s *State) []alur.ItemID {
	var out []alur.ItemID
	st := plan.Stage(k.Stage)
	if st == nil {
		return nil
	}
	for _, id := range k.Needs {
		if st.Item(id) != nil && s.Value(k.Stage, id) == nil {
			out = append(out, id)
		}
	}
	return out
}

// Drawable reports whether a paper of the kind says something that is so: what tells of an
// end or of a return does not before it; others are drafts that fill as the work goes on.
func (k PaperKind) Drawable(plan *Plan, s *State) bool {
	return k.End == "" && !k.Return || k.timely(plan, s)
}

// Timely reports whether the request stands where papers of the kind are issued, whoever
// asks; a paper about the end of a request is timely after that end.
func (k PaperKind) Timely(plan *Plan, s *State) bool {
	return len(k.Parties(plan)) > 0 && k.timely(plan, s) && (k.End != "" || !s.Status.Ended())
}
