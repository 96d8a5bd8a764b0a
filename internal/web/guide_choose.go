package web

import (
	"net/http"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// The questions of the helper, and the answers that count.
const (
	chooseStaff  = "orang"
	chooseSkill  = "keahlian"
	chooseBudget = "anggaran"

	chooseYes    = "ada"
	chooseNo     = "tidak"
	chooseExpert = "ahli"
	chooseUnsure = "belum-tahu"

	flowInHouse = alur.FlowID("swakelola")
	flowVendor  = alur.FlowID("pihak-ketiga")
)

func chooseQuestions() []page.Field {
	unsure := page.Choice{Value: chooseUnsure, Text: "Belum tahu"}
	return []page.Field{
		{ID: chooseStaff, Label: "1. Adakah orang yang dapat membuat dan merawat sistemnya?", Type: "radios", Hint: "Pegawai Dinas Komunikasi dan Informatika atau Perangkat Daerah Anda, dengan waktu yang cukup.",
			Options: []page.Choice{{Value: chooseYes, Text: "Ada"}, {Value: chooseNo, Text: "Tidak ada"}, unsure}},
		{ID: chooseSkill, Label: "2. Keahlian apa yang diperlukan?", Type: "radios",
			Options: []page.Choice{{Value: "umum", Text: "Yang umum", Hint: "Pendataan, formulir, antrean, laporan, situs"}, {Value: chooseExpert, Text: "Yang khusus", Hint: "Perangkat khusus, peta, kecerdasan buatan, atau produk jadi dari penyedia"}, unsure}},
		{ID: chooseBudget, Label: "3. Adakah anggaran untuk membayar penyedia?", Type: "radios",
			Options: []page.Choice{{Value: chooseYes, Text: "Ada, atau sedang diusulkan"}, {Value: chooseNo, Text: "Tidak ada"}, unsure}},
	}
}

// choose says which route fits and why. Without a budget no agreement is possible;
// with one, a want of people or of skill speaks for a third party.
func choose(answers map[string]string) (fits alur.FlowID, reasons []string) {
	say := func(question string) {
		if s := text.ChooseReason(question, answers[question]); s != "" {
			reasons = append(reasons, s)
		}
	}
	if answers[chooseBudget] != chooseNo && (answers[chooseStaff] == chooseNo || answers[chooseSkill] == chooseExpert) {
		if answers[chooseStaff] == chooseNo {
			say(chooseStaff)
		}
		if answers[chooseSkill] == chooseExpert {
			say(chooseSkill)
		}
		say(chooseBudget)
		return flowVendor, reasons
	}
	if answers[chooseBudget] == chooseNo {
		say(chooseBudget)
	}
	if answers[chooseStaff] == chooseYes {
		say(chooseStaff)
	}
	if answers[chooseSkill] != chooseExpert {
		say(chooseSkill)
	}
	if len(reasons) == 0 {
		reasons = append(reasons, text.ChooseDefault())
	}
	return flowInHouse, reasons
}

// showGuideChoose asks three questions and says which of the two routes fits.
func (a *app) showGuideChoose(w http.ResponseWriter, r *http.Request) error {
	p := &page.GuideChoose{Questions: chooseQuestions(), Begin: "/masuk?lanjut=/permohonan/baru"}
	p.Title, p.Current = "Mana yang cocok?", "/panduan"
	p.Crumbs = []page.Link{{Href: "/panduan", Text: "Panduan"}, {Text: "Mana yang cocok?"}}
	if s := a.session(r); s != nil {
		p.Begin = "/permohonan"
		if l := beginLink(s.User); l.Text != "" {
			p.Begin = l.Href
		}
	}
	in := r.URL.Query()
	if !slices.ContainsFunc(p.Questions, func(f page.Field) bool { return in.Has(f.ID) }) && len(in) == 0 {
		return a.render(w, r, http.StatusOK, "guide_choose", p)
	}
	answers := map[string]string{}
	for i := range p.Questions {
		f := &p.Questions[i]
		for j := range f.Options {
			if o := &f.Options[j]; in.Get(f.ID) == o.Value {
				o.Checked = true
				answers[f.ID] = o.Value
				p.Unsure = p.Unsure || o.Value == chooseUnsure
			}
		}
		if answers[f.ID] == "" {
			p.Faults = append(p.Faults, page.Fault{Field: f.ID, Text: text.ChooseFault()})
		}
	}
	if len(p.Faults) > 0 {
		p.Mark()
		return a.render(w, r, http.StatusUnprocessableEntity, "guide_choose", p)
	}
	fits, reasons := choose(answers)
	p.Answered, p.Reasons = true, reasons
	plans := a.Cases.Flows().Plans()
	for i, route := range page.GuideRoutes(plans) {
		if plans[i].Flow == fits {
			p.Fits = route
		} else {
			p.Other = route
		}
	}
	p.Title = "Mana yang cocok? " + p.Fits.Title
	return a.render(w, r, http.StatusOK, "guide_choose", p)
}
