package paperwork

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paper"
)

// TestKinds holds kinds, words and templates together.
func TestKinds(t *testing.T) {
	t.Parallel()
	if _, err := templates(); err != nil {
		t.Fatal(err)
	}
	files, err := shipped.ReadDir("templates")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, k := range Kinds() {
		used[k.File] = true
		if k.Name == k.ID || k.About == "" {
			t.Errorf("%s has no words", k.ID)
		}
	}
	for _, f := range files {
		if !used[f.Name()] {
			t.Errorf("no kind uses %s", f.Name())
		}
	}
	var explained func([]Field)
	explained = func(list []Field) {
		for _, f := range list {
			if f.About == "" {
				t.Errorf("the field %s is not explained", f.Name)
			}
			explained(f.Within)
		}
	}
	explained(Fields())
	if _, ok := KindOf("surat-cinta"); ok {
		t.Error("a kind that there is not")
	}
}

// record is a request of a flow with one entry in every list.
func record(plan *flow.Plan) *casework.View {
	at := time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC)
	s := flow.NewState("r", "dinas")
	s.Flow, s.FlowVersion, s.Status, s.Stage, s.SubmittedAt = plan.Flow, plan.Version, alur.StatusOpen, "serah-terima", &at
	set := func(stage alur.StageID, item alur.ItemID, value string) {
		if s.Data == nil {
			s.Data = map[alur.StageID]map[alur.ItemID]jsontext.Value{}
		}
		if s.Data[stage] == nil {
			s.Data[stage] = map[alur.ItemID]jsontext.Value{}
		}
		s.Data[stage][item] = jsontext.Value(value)
	}
	meeting := `{"start":"2026-11-23T09:00:00+07:00","attendees":["a"],"minutes":"Agenda dan hasil\n\n1. Satu\n   Keputusan: ya."}`
	for stage, item := range meetingItems {
		set(stage, item, meeting)
	}
	set(stageMeeting, "rencana-tahapan", `[{"title":"Awal","due":"2027-01-01"}]`)
	set(stageDesign, "kelayakan", `{"hukum":{"verdict":"feasible"}}`)
	set(stageTest, "hasil-uji", `{"input-efisiensi":{"verdict":"good"}}`)
	set("pemetaan-kerja-sama", "kepatuhan", `{"etika":{"state":"done"}}`)
	set(stageInstall, "instalasi", `{"perangkat-lunak":{"state":"done"}}`)
	set(stageWatch, "catatan-pemantauan", `[{"kind":"operasi","date":"2026-11-23","text":"Baik"}]`)
	for _, p := range plan.Parties {
		if p.Source == flow.SourceTeam {
			s.Teams = map[alur.PartyID][]string{p.ID: {"a"}}
		}
	}
	for i, ref := range []flow.Ref{{Stage: stageLetter, Item: "surat"}, {Stage: stageDesign, Item: "dokumen-desain"}, {Stage: stageTeach, Item: "materi"}} {
		s.Documents = append(s.Documents, flow.Document{ID: alur.DocumentID(fmt.Sprint(i)), Stage: ref.Stage, Kind: ref.Item, Name: "x.pdf", Review: &flow.ReviewVerdict{Verdict: flow.Rejected, Note: "x"}})
	}
	s.Findings = []flow.Finding{{Number: 1, Aspect: "input", Quality: "efisiensi", Severity: "low", Title: "x", Status: flow.FindingOpen}}
	s.Passages = []flow.Passage{{Stage: stageLetter, At: at}}
	return &casework.View{State: s, Plan: plan, Stage: plan.Stage("serah-terima"), Title: "Antrean"}
}

// TestFields holds what stands in the fields to what templates are told: every kind, in both
// flows, has exactly the fields that are listed, of the kind that is listed.
func TestFields(t *testing.T) {
	t.Parallel()
	registry, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	filled := map[string]bool{} // lists that had an entry
	var compare func(where string, list []Field, v paper.Values)
	compare = func(where string, list []Field, v paper.Values) {
		names := map[string]bool{}
		for _, f := range list {
			names[f.Name] = true
			value, ok := v[f.Name]
			_, isText := value.(string)
			_, isBool := value.(bool)
			entries, isList := value.([]paper.Values)
			switch {
			case f.Name == "no" && !ok: // paper counts
			case !ok || isList != (len(f.Within) > 0) || isBool != f.Asks || isText == (isList || isBool):
				t.Errorf("%s.%s is %T", where, f.Name, value)
			case len(entries) > 0:
				filled[f.Name] = true
				compare(where+"."+f.Name, f.Within, entries[0])
			}
		}
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !names[name] {
				t.Errorf("%s.%s is filled, but nobody is told", where, name)
			}
		}
	}
	lists := 0
	for _, f := range Fields() {
		if len(f.Within) > 0 {
			lists++
		}
	}
	for _, plan := range registry.Plans() {
		for _, k := range Kinds() {
			if len(k.Parties(plan)) > 0 {
				compare(k.ID, Fields(), values(record(plan), k, &offices{nips: map[string]string{}}, time.Now()))
			}
		}
	}
	if len(filled) < lists {
		t.Errorf("of %d lists only %v had an entry", lists, slices.Sorted(maps.Keys(filled)))
	}
}
