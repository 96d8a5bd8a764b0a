package dossier

import (
	"bytes"
	"context"
	_ "embed"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
)

//go:embed files/ringkasan.html
var summaryText string

var summaryPage = template.Must(template.New("ringkasan").Parse(summaryText))

// summary is what the page to read says. It has no values of person items: they stand in a
// file of their own, which can be left out when the pack is handed on.
type summary struct {
	Label, Title, Agency, Flow, Status, Stage string
	Counter                                   bool
	Facts                                     []fact
	Moves                                     []move
	Signatures                                []fact
	Documents                                 []document
	Teams                                     []fact
	Findings                                  []finding
	Papers                                    []fact
	Events                                    int64
	Hash                                      string
	Private                                   bool
}

type fact struct{ Name, Value string }

// move is an action that was taken: a step of the request, or a decision.
type move struct {
	Seq                   int64
	When, Who, Party      string
	Action, From, To, Why string
	Inputs                []fact
}

type document struct {
	Kind, Name, File, Size, By, When, State, SHA256 string
}

type finding struct {
	Name, Severity, Status, By, Text string
	Changes                          []fact
}

// moves reads the actions out of the history.
func (p *Pack) moves(ctx context.Context) ([]move, error) {
	var out []move
	err := p.eachEvent(ctx, func(e casework.EventView) error {
		if e.Event.Type == alur.EventActionTaken {
			out = append(out, p.move(e.Event))
		}
		return nil
	})
	return out, err
}

func (p *Pack) move(e alur.Event) move {
	var load struct {
		Action alur.ActionID                  `json:"action"`
		From   alur.StageID                   `json:"from"`
		To     string                         `json:"to"`
		Note   string                         `json:"note"`
		Input  map[alur.ItemID]jsontext.Value `json:"input"`
	}
	plan := p.have.View.Plan
	m := move{Seq: e.Seq, When: text.DateTime(e.At), Who: p.acted(e.Actor.Username, e.Actor.OnBehalfOf, e.At), Party: p.party(e.Actor.Party)}
	if err := json.Unmarshal(e.Payload, &load); err != nil {
		m.Action = text.EventType(e.Type) // of a later version: the history has it
		return m
	}
	m.Action, m.Why = string(load.Action), load.Note
	var act *flow.Action
	if st := plan.Stage(load.From); st != nil {
		m.From = stageTitle(st)
		act = st.Action(load.Action)
	}
	if act != nil {
		m.Action = text.Happened(act.Title)
		for _, it := range act.Inputs {
			if s := words(it, load.Input[it.ID]); s != "" {
				m.Inputs = append(m.Inputs, fact{it.Title, s})
			}
		}
	}
	switch to := plan.Stage(alur.StageID(load.To)); {
	case to != nil && alur.StageID(load.To) != load.From:
		m.To = stageTitle(to)
	case to == nil:
		m.To = text.Status(alur.Status(load.To))
	}
	return m
}

// words are an input that is text, a date or a choice; what has parts is in the history.
func words(it *flow.Item, v jsontext.Value) string {
	var s string
	if v.Kind() != '"' || json.Unmarshal(v, &s) != nil {
		return ""
	}
	for _, o := range it.Options {
		if o.ID == s {
			return o.Title
		}
	}
	if day, err := time.Parse(time.DateOnly, s); err == nil && it.Kind == flow.KindDate {
		return text.Date(day)
	}
	return s
}

func stageTitle(st *flow.Stage) string { return strconv.Itoa(st.Number) + ". " + st.Title }

func (p *Pack) name(username string) string {
	if u, ok := p.have.View.People[username]; ok && u.Name != "" {
		return u.Name
	}
	return username
}

func (p *Pack) acted(username, behalf string, at time.Time) string {
	if behalf == "" {
		return p.name(username)
	}
	return text.ActedFor(p.name(username), p.name(behalf), p.standings.Kind(username, behalf, at))
}

func (p *Pack) party(id alur.PartyID) string {
	if x := p.have.View.Plan.Party(id); x != nil {
		return x.Name
	}
	return string(id)
}

// kind is the title of what a document is.
func (p *Pack) kind(d flow.Document) string {
	if d.Finding > 0 {
		return text.PictureKind(d.Finding)
	}
	if st := p.have.View.Plan.Stage(d.Stage); st != nil {
		if it := st.Item(d.Kind); it != nil {
			return it.Title
		}
	}
	return string(d.Kind)
}

func (p *Pack) summary(moves []move) ([]byte, error) {
	v := p.have.View
	s := summary{
		Label: p.Label(), Title: v.Title, Agency: v.Agency.Name, Flow: v.Plan.Title, Status: text.Status(v.State.Status), Stage: stageTitle(v.Stage),
		Counter: v.State.Counter, Moves: moves, Events: v.State.Seq, Hash: p.have.Hash, Private: len(p.have.Private) > 0,
	}
	s.Facts = []fact{{"Dibuat", text.DateTime(v.State.CreatedAt) + ", " + p.name(v.State.CreatedBy)}}
	if at := v.State.SubmittedAt; at != nil {
		s.Facts = append(s.Facts, fact{"Diajukan", text.DateTime(*at)})
	}
	if at := v.State.EndedAt; at != nil {
		s.Facts = append(s.Facts, fact{"Berakhir", text.DateTime(*at)})
	}
	s.Facts = append(s.Facts, fact{"Catatan terakhir", text.DateTime(v.UpdatedAt)})
	for _, x := range v.State.Signatures {
		title := string(x.Item)
		if st := v.Plan.Stage(x.Stage); st != nil && st.Item(x.Item) != nil {
			title = st.Item(x.Item).Title
		}
		s.Signatures = append(s.Signatures, fact{title, p.acted(x.By, x.OnBehalfOf, x.At) + ", " + text.DateTime(x.At) + ", sidik isi " + x.ContentSHA256})
	}
	for i, d := range v.AllDocuments {
		s.Documents = append(s.Documents, p.document(i, d))
	}
	for _, party := range slices.Sorted(maps.Keys(v.State.Teams)) {
		var names []string
		for _, username := range v.State.Teams[party] {
			names = append(names, p.name(username))
		}
		s.Teams = append(s.Teams, fact{p.party(party), text.And(names)})
	}
	if v.State.Vendor != "" {
		s.Teams = append(s.Teams, fact{text.AgencyKind(alur.AgencyVendor), v.Organisations[v.State.Vendor].Name})
	}
	for _, x := range v.State.Papers {
		s.Papers = append(s.Papers, p.paper(x))
	}
	for _, f := range v.State.Findings {
		s.Findings = append(s.Findings, p.finding(f))
	}
	var out bytes.Buffer
	err := summaryPage.Execute(&out, s)
	return out.Bytes(), err
}

func (p *Pack) document(i int, d flow.Document) document {
	out := document{
		Kind: p.kind(d), Name: d.Name, File: documentFile(i, d), Size: text.Size(d.Size), By: p.name(d.UploadedBy),
		When: text.DateTime(d.UploadedAt), State: "Berlaku", SHA256: d.SHA256,
	}
	switch {
	case d.RemovedAt != nil:
		out.State = "Dihapus " + text.DateTime(*d.RemovedAt)
	case d.ReplacedBy != "":
		out.State = "Diganti"
		for _, later := range p.have.View.AllDocuments {
			if later.ID == d.ReplacedBy {
				out.State += " " + text.DateTime(later.UploadedAt)
			}
		}
	}
	return out
}

func (p *Pack) finding(f flow.Finding) finding {
	out := finding{
		Name: text.FindingNumber(f.Number) + ": " + f.Title, Severity: text.Value(f.Severity), Status: text.Value(f.Status),
		By: p.name(f.By) + ", " + text.DateTime(f.At), Text: f.Description,
	}
	for _, c := range f.History {
		out.Changes = append(out.Changes, fact{text.Value(c.To), p.name(c.By) + ", " + text.DateTime(c.At) + ". " + c.Note})
	}
	return out
}
