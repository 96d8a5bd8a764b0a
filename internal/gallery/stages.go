package gallery

import (
	"fmt"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// stageExhibits are the forms of every stage of every flow, one for each party that
// has something to fill in: as that party sees it, the rest of the stage read only.
func stageExhibits(plans []*flow.Plan) []Exhibit {
	var out []Exhibit
	for _, plan := range plans {
		for _, st := range plan.Stages {
			for _, party := range owners(st) {
				out = append(out, stageExhibit(plan, st, party))
			}
		}
	}
	return out
}

// owners are the parties with something to fill in, in the order of the items; a stage
// that asks for nothing has who acts in it.
func owners(st *flow.Stage) []alur.PartyID {
	var out []alur.PartyID
	seen := map[alur.PartyID]bool{}
	for _, it := range st.Items {
		if !seen[it.Owner] {
			seen[it.Owner] = true
			out = append(out, it.Owner)
		}
	}
	return out
}

func stageExhibit(plan *flow.Plan, st *flow.Stage, party alur.PartyID) Exhibit {
	s := newSketch(plan, st, true)
	who := plan.Party(party).Name
	f := &page.StageForm{Action: at + "/isian", Title: "Bagian Anda di tahap ini", Hiddens: hiddens(), Button: "Simpan", Primary: true}
	var items []page.FormItem
	p := &page.RequestShow{}
	for _, it := range st.Items {
		switch {
		case it.Kind == flow.KindSignature:
			row := page.SignRow{ID: string(it.ID), Title: it.Title, Who: plan.Party(it.Owner).Name}
			if it.Owner == party {
				row.Href = at + "/tanda-tangan/" + string(it.ID)
			}
			p.Signing = append(p.Signing, row)
			continue
		case it.Owner != party:
			ans := s.Answer(st, it)
			ans.Owner = plan.Party(it.Owner).Name
			p.Others = append(p.Others, ans)
			continue
		}
		items = append(items, s.item(it))
		f.Saves = true
		f.Files = f.Files || it.Kind == flow.KindDocument
		if it.Kind == flow.KindDocument && len(it.Types) == 0 {
			f.FileNote = text.FileNote()
		}
	}
	if len(items) > 0 {
		f.Sections = append(f.Sections, page.FormSection{Items: form.Together(items)})
	}
	f.Primary = f.Saves
	pr := page.Progress{Number: st.Number, Total: plan.Total(), Title: st.Title, Short: st.Short, Phase: st.Phase + 1}
	for i, name := range plan.Phases {
		m := page.PhaseMark{Name: name, State: page.PhaseLater}
		switch {
		case i < st.Phase:
			m.State = page.PhasePast
		case i == st.Phase:
			m.State = page.PhaseNow
		}
		pr.Phases = append(pr.Phases, m)
	}
	p.Base = staff(system+": giliran Anda", current("/permohonan"))
	p.Progress = pr
	if len(items) > 0 {
		p.Form = f
	}
	p.Giliran = page.Giliran{
		Variant: page.TurnMine, Who: []page.Holder{{Name: who, You: true, What: "Isi bagian Anda"}}, Action: "Lengkapi " + text.LowerFirst(st.Title),
		Since: "Di tahap ini sejak " + friday + " (4 hari)", Stage: text.StageOf(st.Number, plan.Total(), st.Title), Href: "#isian", Button: "Isi sekarang",
	}
	if len(items) == 0 {
		p.Giliran.Href, p.Giliran.Button = "#tanda-tangan", "Tanda tangani"
	}
	p.Head = head(plan.Title, "")
	p.Guide = page.StageGuide{Clause: st.Clause, Summary: st.Summary, Result: st.Result}
	p.Stages = stageRows(plan, st)
	for _, act := range st.Actions {
		if act.Clause == "" {
			continue
		}
		if act.May([]alur.PartyID{party}) {
			p.Actions = append(p.Actions, page.ActionRow{ID: string(act.ID), Title: act.Title, Class: "tombol-kedua", Href: at + "/tindakan/" + string(act.ID), Allowed: true})
		} else {
			p.Waits = append(p.Waits, page.OtherAction{Title: act.Title, Who: plan.Party(act.Parties[0]).Name})
		}
	}
	p.History = true
	return Exhibit{
		Page: "request_show", State: fmt.Sprintf("%s-%02d-%s-%s", plan.Flow, st.Number, st.ID, party),
		Name: "Formulir tahap, " + text.LowerFirst(plan.Title), Look: fmt.Sprintf("%d. %s (%s)", st.Number, st.Title, who), Content: p,
	}
}

// stageRows lists every stage of a request that stands in one.
func stageRows(plan *flow.Plan, here *flow.Stage) []page.StageRow {
	var out []page.StageRow
	state, word, phase := "lalu", "Selesai", -1
	for _, st := range plan.Stages {
		if st.Sub && st != here {
			continue
		}
		row := page.StageRow{Number: st.Number, Sub: st.Sub, Title: st.Title, State: state, Word: word, Who: ict, When: friday + ", oleh " + rino, Href: at + "/tahap/" + string(st.ID)}
		if st == here {
			row.State, row.Word, row.When = "kini", "Sekarang", "sejak "+friday
			state, word = "nanti", "Belum"
		} else if state == "nanti" {
			row.When, row.Href = "", ""
		}
		if st.Phase != phase {
			phase = st.Phase
			row.Phase = plan.Phases[phase]
		}
		out = append(out, row)
	}
	return out
}
