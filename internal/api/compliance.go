package api

import (
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/compliance"
)

// complianceRoutes are the calls about the clauses of the guide.
var complianceRoutes = []route{
	{
		method: http.MethodGet, path: "/requests/{id}/compliance", id: "get-compliance", tag: "compliance", access: signedIn, scope: scopeRead, inside: true, status: 200, result: Compliance{},
		summary: "What became of each clause of the guide", about: "From the history alone. For whoever sees the history; vendors are refused.",
		codes: []alur.Code{alur.CodeNotYourParty}, handle: (*call).showCompliance,
	},
	{
		method: http.MethodGet, path: "/compliance", id: "get-compliance-year", tag: "compliance", access: signedIn, scope: scopeRead, assesses: true, status: 200, result: ComplianceYear{},
		query:   []parameter{{name: "year", integer: true, most: 2100, about: "Of submission; the present one when it is left out"}},
		summary: "The clauses of a year, counted", about: "For those who see every request: the ICT agency's reviewers and head, auditors and administrators. One runs at a time.",
		codes: []alur.Code{alur.CodeNotYourParty}, handle: (*call).showComplianceYear,
	},
}

// Compliance is what a history shows, clause by clause.
type Compliance struct {
	Flow    FlowRef            `json:"flow"`
	Status  alur.Status        `json:"status"`
	Seq     int64              `json:"seq" doc:"Of the last event that it rests on"`
	Clauses []ComplianceClause `json:"clauses"`
}

// ComplianceClause is what became of one clause.
type ComplianceClause struct {
	Clause string             `json:"clause" example:"A.3"`
	Title  string             `json:"title"`
	Stage  alur.StageID       `json:"stage"`
	State  compliance.State   `json:"state" enum:"done,repeated,skipped,pending,ended"`
	Times  int                `json:"times" minimum:"0" doc:"How often its stage was entered"`
	Since  *ComplianceEvent   `json:"since" doc:"With which the round that runs began; null where none does"`
	Left   *ComplianceEvent   `json:"left" doc:"By which it was left last; null where it never was"`
	Rests  []ComplianceRested `json:"rests_on"`
}

// TransformSchema says which members may be null; see [nullable].
func (ComplianceClause) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "since", "left")
}

// ComplianceEvent is an event of the history.
type ComplianceEvent struct {
	Seq    int64         `json:"seq" minimum:"1"`
	At     string        `json:"at" format:"date-time"`
	By     string        `json:"by"`
	Party  alur.PartyID  `json:"party"`
	Action alur.ActionID `json:"action"`
}

// ComplianceRested is one thing that happened in the clause.
type ComplianceRested struct {
	Seq    int64          `json:"seq" minimum:"1"`
	Type   alur.EventType `json:"type"`
	Item   alur.ItemID    `json:"item"`
	SHA256 string         `json:"sha256"`
	Void   bool           `json:"void" doc:"A later event took it away"`
}

// ComplianceYear counts what became of the clauses in a year's requests.
type ComplianceYear struct {
	Year     int              `json:"year"`
	Requests int              `json:"requests"`
	Flows    []ComplianceFlow `json:"flows"`
}

// ComplianceFlow counts those of one flow.
type ComplianceFlow struct {
	Flow     FlowRef           `json:"flow"`
	Requests int               `json:"requests"`
	Clauses  []ComplianceTally `json:"clauses"`
}

// ComplianceTally counts one clause.
type ComplianceTally struct {
	Clause   string `json:"clause"`
	Title    string `json:"title"`
	Done     int    `json:"done"`
	Repeated int    `json:"repeated"`
	Skipped  int    `json:"skipped"`
	Pending  int    `json:"pending"`
	Ended    int    `json:"ended"`
	Now      int    `json:"now" doc:"Requests that stand in it"`
	Rounds   int    `json:"rounds" doc:"The most that a request took"`
}

func wireMark(m compliance.Mark, action alur.ActionID) *ComplianceEvent {
	return &ComplianceEvent{Seq: m.Seq, At: wireTime(m.At), By: m.By, Party: m.Party, Action: action}
}

func (c *call) showCompliance() error {
	r, err := c.s.Cases.Compliance(c.ctx(), c.actor(), c.request())
	if err != nil {
		return err
	}
	out := Compliance{Flow: FlowRef{ID: r.Plan.Flow, Title: r.Plan.Title}, Status: r.Status, Seq: r.Last.Seq}
	for _, x := range r.Clauses {
		w := ComplianceClause{Clause: x.ID, Title: x.Title, Stage: x.Stage, State: x.State, Times: x.Times(), Rests: []ComplianceRested{}}
		if x.Since != nil {
			w.Since = wireMark(*x.Since, "")
		}
		if last := x.Last(); last != nil {
			w.Left = wireMark(last.Mark, last.Action)
		}
		for _, round := range x.Rounds {
			for _, ev := range round.Evidence {
				w.Rests = append(w.Rests, ComplianceRested{Seq: ev.Seq, Type: ev.Type, Item: ev.Item, SHA256: ev.SHA256, Void: ev.Void})
			}
		}
		out.Clauses = append(out.Clauses, w)
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) showComplianceYear() error {
	year := c.s.Clock().In(alur.Jakarta).Year()
	if asked := c.query.Get("year"); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil || n < 2000 || n > 2100 {
			return alur.RefuseField(alur.CodeInvalidParameter, "year")
		}
		year = n
	}
	var y compliance.Year
	err := c.s.Cases.ComplianceYear(c.ctx(), c.actor(), year, func(row casework.YearRow) error { y.Add(row.Report); return nil })
	if err != nil {
		return err
	}
	out := ComplianceYear{Year: year, Requests: y.Requests, Flows: []ComplianceFlow{}}
	for _, f := range y.Flows {
		w := ComplianceFlow{Flow: FlowRef{ID: f.Flow, Title: f.Title}, Requests: f.Requests}
		for _, t := range f.Clauses {
			w.Clauses = append(w.Clauses, ComplianceTally{
				Clause: t.ID, Title: t.Title, Done: t.Count[compliance.Done], Repeated: t.Count[compliance.Repeated], Skipped: t.Count[compliance.Skipped],
				Pending: t.Count[compliance.Pending], Ended: t.Count[compliance.Ended], Now: t.Now, Rounds: t.Rounds,
			})
		}
		out.Flows = append(out.Flows, w)
	}
	return c.answer(http.StatusOK, out)
}
