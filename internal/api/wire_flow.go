package api

import (
	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// Flow is one definition: the guide, as the system follows it.
type Flow struct {
	ID          alur.FlowID `json:"id" example:"swakelola"`
	Version     int         `json:"version" minimum:"1"`
	Title       string      `json:"title"`
	Part        string      `json:"part" example:"A" doc:"The part of the guide"`
	Summary     string      `json:"summary"`
	StagesTotal int         `json:"stages_total" example:"16" doc:"The number of the last stage"`
	Parties     []Party     `json:"parties"`
	Phases      []string    `json:"phases" doc:"Names of the phases, in order"`
	Stages      []Stage     `json:"stages" doc:"In the order of the guide; a sub-stage stands after the stage whose number it shares"`
}

// Party is somebody who acts in a flow.
type Party struct {
	ID   alur.PartyID `json:"id" example:"kominfo"`
	Name string       `json:"name"`
}

// Stage is one step of the guide.
type Stage struct {
	ID      alur.StageID `json:"id" example:"verifikasi"`
	Number  int          `json:"number" minimum:"1"`
	Title   string       `json:"title"`
	Short   string       `json:"short"`
	Clause  string       `json:"clause" example:"A.3"`
	Phase   string       `json:"phase"`
	Sub     bool         `json:"sub" doc:"Shares number and clause with the stage before it"`
	Summary string       `json:"summary" doc:"What the guide asks for, in our own words"`
	Result  string       `json:"result" doc:"What stands at the end of the stage"`
	Items   []Item       `json:"items"`
	Actions []Action     `json:"actions"`
}

// Item is one thing that a stage asks for, or one input of an action.
type Item struct {
	ID             alur.ItemID     `json:"id" example:"judul"`
	Kind           flow.Kind       `json:"kind" example:"text"`
	Title          string          `json:"title"`
	Help           string          `json:"help"`
	Owner          alur.PartyID    `json:"owner" doc:"The party that sets it; empty for inputs of actions"`
	Required       bool            `json:"required"`
	RequiredUnless *ItemCondition  `json:"required_unless,omitzero" doc:"Required once the item named is set to another value than this"`
	Confidential   bool            `json:"confidential" doc:"Hidden from vendors"`
	Generated      bool            `json:"generated,omitzero" doc:"The system can make this document"`
	Options        []Option        `json:"options,omitempty" doc:"Of a choice; entries of a checklist; kinds of log entries"`
	Aspects        []Option        `json:"aspects,omitempty" doc:"Of verdicts"`
	Verdicts       []VerdictOption `json:"verdicts,omitempty"`
	Parts          []string        `json:"parts,omitempty" doc:"Of a person: the parts that must be there"`
	Min            *int64          `json:"min,omitzero" doc:"Of a number or an amount of money"`
	NotFuture      bool            `json:"not_future,omitzero" doc:"Of a date: not after today in Jakarta"`
	NotPast        bool            `json:"not_past,omitzero" doc:"Of a date: not before today in Jakarta"`
	MaxFiles       int             `json:"max_files,omitzero" doc:"Of a document"`
	Types          []string        `json:"types,omitempty" doc:"Of a document: allowed types of file; all of the allow-list when absent"`
	EachKind       bool            `json:"each_kind,omitzero" doc:"Of a log: at least one entry of each kind"`
	Covers         []ItemRef       `json:"covers,omitempty" doc:"Of a signature: documents of other stages that it covers as well"`
}

// ItemCondition compares a choice of the same stage.
type ItemCondition struct {
	Item  alur.ItemID `json:"item"`
	Value string      `json:"value"`
}

// ItemRef names an item by its stage.
type ItemRef struct {
	Stage alur.StageID `json:"stage"`
	Item  alur.ItemID  `json:"item"`
}

// Option is one choice, entry, aspect or kind.
type Option struct {
	ID    string `json:"id"`
	Title string `json:"title"`
}

// VerdictOption is one option of a verdicts item.
type VerdictOption struct {
	ID           string `json:"id"`
	Title        string `json:"title"`
	NoteRequired bool   `json:"note_required"`
	Unacceptable bool   `json:"unacceptable" doc:"With this verdict the stage cannot be left"`
}

// Action moves a request, or changes it in its stage.
type Action struct {
	ID      alur.ActionID  `json:"id" example:"terima"`
	Title   string         `json:"title"`
	Clause  string         `json:"clause" example:"A.3" doc:"Empty for what the guide is silent about"`
	Parties []alur.PartyID `json:"parties"`
	To      *string        `json:"to" doc:"The stage that it leads to; null when it ends the request or changes its flow"`
	ToFlow  *string        `json:"to_flow" doc:"The flow that it changes to, in the same stage"`
	End     *string        `json:"end" doc:"The status that it ends the request with"`
	Decides bool           `json:"decides" doc:"A decision: pages ask for the password again"`
	Input   []Item         `json:"input" doc:"What it asks for"`
}

// TransformSchema makes what is absent for most kinds an optional object.
func (Item) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	if p := s.Properties["min"]; p != nil {
		p.Nullable = false
	}
	return s
}

func wireFlow(p *flow.Plan) Flow {
	f := Flow{
		ID: p.Flow, Version: p.Version, Title: p.Title, Part: p.Part, Summary: p.Summary, StagesTotal: p.Total(), Phases: p.Phases,
		Parties: []Party{}, Stages: []Stage{},
	}
	for _, x := range p.Parties {
		f.Parties = append(f.Parties, Party{ID: x.ID, Name: x.Name})
	}
	for _, st := range p.Stages {
		f.Stages = append(f.Stages, wireStage(p, st))
	}
	return f
}

func wireStage(p *flow.Plan, st *flow.Stage) Stage {
	w := Stage{
		ID: st.ID, Number: st.Number, Title: st.Title, Short: st.Short, Clause: st.Clause, Sub: st.Sub, Summary: st.Summary, Result: st.Result,
		Items: wireItems(st.Items), Actions: []Action{},
	}
	if st.Phase >= 0 && st.Phase < len(p.Phases) {
		w.Phase = p.Phases[st.Phase]
	}
	for _, a := range st.Actions {
		w.Actions = append(w.Actions, wireAction(st, a))
	}
	return w
}

func wireAction(st *flow.Stage, a *flow.Action) Action {
	w := Action{ID: a.ID, Title: a.Title, Clause: a.Clause, Parties: a.Parties, Decides: a.Decides, Input: wireItems(a.Inputs)}
	switch {
	case a.End != "":
		w.End = orNull(string(a.End))
	case a.Direction == flow.Switches:
		w.ToFlow = orNull(string(a.ToFlow))
	case a.Direction == flow.Stays:
		w.To = orNull(string(st.ID))
	default:
		w.To = orNull(string(a.To))
	}
	return w
}

func wireItems(list []*flow.Item) []Item {
	out := make([]Item, 0, len(list))
	for _, it := range list {
		out = append(out, wireItem(it))
	}
	return out
}

func wireItem(it *flow.Item) Item {
	w := Item{
		ID: it.ID, Kind: it.Kind, Title: it.Title, Help: it.Help, Owner: it.Owner, Required: it.Required, Confidential: it.Confidential,
		Generated: it.Generated, Options: wireOptions(it.Options), Aspects: wireOptions(it.Aspects), Parts: it.Parts,
		NotFuture: it.NotFuture, NotPast: it.NotPast, Types: it.Types, EachKind: it.EachKind,
	}
	if c := it.RequiredUnless; c != nil {
		w.RequiredUnless = &ItemCondition{Item: c.Item, Value: c.Value}
	}
	for _, v := range it.Verdicts {
		w.Verdicts = append(w.Verdicts, VerdictOption{ID: v.ID, Title: v.Title, NoteRequired: v.NoteRequired, Unacceptable: v.Unacceptable})
	}
	for _, r := range it.Covers {
		w.Covers = append(w.Covers, ItemRef{Stage: r.Stage, Item: r.Item})
	}
	switch it.Kind {
	case flow.KindNumber, flow.KindMoney:
		least := max(it.Min, 0)
		w.Min = &least
	case flow.KindDocument:
		w.MaxFiles = max(it.MaxFiles, 1)
	}
	return w
}

func wireOptions(list []flow.Option) []Option {
	var out []Option
	for _, o := range list {
		out = append(out, Option{ID: o.ID, Title: o.Title})
	}
	return out
}
