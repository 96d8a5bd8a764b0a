package api

import (
	"reflect"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
)

// Head is what a request and its summary in a list have in common.
type Head struct {
	ID           alur.RequestID `json:"id" pattern:"^[0-9a-f]{32}$"`
	Number       *string        `json:"number" example:"SI-2026-0001" doc:"Given when the request is submitted; null before"`
	TrackingCode *string        `json:"tracking_code" example:"7K4M-92QX-T3HB" doc:"Given when the request is submitted; null before"`
	Version      int64          `json:"version" minimum:"1" doc:"The seq of the last event other than a comment; the ETag"`
	Flow         FlowVersion    `json:"flow"`
	Title        string         `json:"title" doc:"The item judul; empty before it is set"`
	Agency       AgencyRef      `json:"agency" doc:"The requesting agency"`
	Status       alur.Status    `json:"status"`
	Stage        StageNow       `json:"stage" doc:"The stage it stands in; after the end, the one it ended in"`
	WaitingOn    []Waiting      `json:"waiting_on" doc:"Who has the ball; nobody while paused and after the end"`
	Paused       *Pause         `json:"paused"`
	Outcome      *Outcome       `json:"outcome" doc:"The action that ended the request"`
	LastReturn   *Outcome       `json:"last_return" doc:"The action that last sent the request back"`
}

// TransformSchema says which members may be null; see [nullable].
func (Head) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "status", alur.Statuses)
	return nullable(s, "paused", "outcome", "last_return")
}

// Summary is a request in a list.
type Summary struct {
	Head
	UpdatedAt string `json:"updated_at" format:"date-time"`
}

// Request is one request as the caller sees it.
type Request struct {
	Head
	Data         Data          `json:"data" doc:"Values by stage and item; shapes by the kinds of items"`
	Documents    []Document    `json:"documents" doc:"The current ones, in order of upload"`
	Findings     []Finding     `json:"findings"`
	Signatures   []Signature   `json:"signatures" doc:"Those that stand"`
	Claims       []Claim       `json:"claims" doc:"Who has taken the task, of the parties that have the ball"`
	Actions      []ActionNow   `json:"actions" doc:"The stage's actions that the caller's parties may take"`
	OtherActions []OtherAction `json:"other_actions" doc:"The stage's actions of other parties"`
}

// Patched is a request after its data were set.
type Patched struct {
	Request
	Warnings []Warning `json:"warnings" doc:"What is odd about values that were accepted"`
}

// FlowVersion names the definition that a request follows.
type FlowVersion struct {
	ID      alur.FlowID `json:"id" example:"swakelola"`
	Version int         `json:"version" minimum:"1"`
	Title   string      `json:"title"`
}

// AgencyRef names an organisation.
type AgencyRef struct {
	ID   alur.AgencyID `json:"id"`
	Name string        `json:"name"`
}

// StageNow is the stage that a request stands in.
type StageNow struct {
	ID        alur.StageID `json:"id" example:"verifikasi"`
	Number    int          `json:"number" minimum:"1" example:"3"`
	Title     string       `json:"title"`
	Clause    string       `json:"clause" example:"A.3"`
	EnteredAt string       `json:"entered_at" format:"date-time"`
	DueAt     *string      `json:"due_at" format:"date-time" doc:"Null until targets are switched on"`
}

// Waiting is one party that has the ball.
type Waiting struct {
	Party   alur.PartyID `json:"party" example:"kominfo"`
	Missing []string     `json:"missing" doc:"Items that the party owes, in the order of the definition"`
}

// Pause says why a request is paused.
type Pause struct {
	Since  string  `json:"since" format:"date-time"`
	Cause  string  `json:"cause" example:"menunggu-anggaran"`
	Reason string  `json:"reason"`
	Until  *string `json:"until" format:"date" doc:"The date of a reminder"`
}

// Outcome is an action that ended a request or sent it back.
type Outcome struct {
	Action alur.ActionID `json:"action" example:"kembalikan"`
	Party  alur.PartyID  `json:"party" example:"kominfo"`
	At     string        `json:"at" format:"date-time"`
	Input  Inputs        `json:"input"`
}

// Document is the metadata of one uploaded file.
type Document struct {
	ID         alur.DocumentID `json:"id" pattern:"^[0-9a-f]{32}$"`
	Kind       alur.ItemID     `json:"kind" example:"kak"`
	Stage      alur.StageID    `json:"stage" doc:"The stage of its item"`
	Name       string          `json:"name" example:"kak.pdf"`
	Size       int64           `json:"size" minimum:"1" doc:"Bytes"`
	MediaType  string          `json:"media_type" example:"application/pdf"`
	SHA256     string          `json:"sha256" pattern:"^[0-9a-f]{64}$"`
	UploadedBy string          `json:"uploaded_by"`
	UploadedAt string          `json:"uploaded_at" format:"date-time"`
	Review     *Review         `json:"review" doc:"Null before it is reviewed"`
	Replaces   alur.DocumentID `json:"replaces,omitzero" doc:"The document that it took the place of"`
	ReplacedBy alur.DocumentID `json:"replaced_by,omitzero" doc:"The document that took its place; it is in the history only"`
	RemovedAt  string          `json:"removed_at,omitzero" format:"date-time" doc:"When it was removed; it is in the history only"`
	Finding    int             `json:"finding,omitzero" minimum:"1" doc:"The number of the finding that it is a picture of; its kind is temuan"`
	Scan       string          `json:"scan,omitzero" enum:"waiting,infected" doc:"Why nobody may read its bytes now: the virus scanner has not seen it, or found a virus. Absent for all others"`
	ScanFound  string          `json:"scan_found,omitzero" example:"Eicar-Test-Signature" doc:"What the scanner calls what it found"`
	// Signatures are told of one document that is asked for, not in lists.
	Signatures        []PDFSignature `json:"signatures,omitzero" doc:"The electronic signatures in a PDF, in the order in which they were made; in the metadata of one document only. Absent where there is none"`
	SignaturesFault   string         `json:"signatures_fault,omitzero" enum:"broken,encrypted,too-much,detached" doc:"Why the list of signatures is not whole"`
	SignaturesPending bool           `json:"signatures_pending,omitzero" doc:"The signatures were not read yet: ask again"`
}

// TransformSchema says which members may be null; see [nullable].
func (Document) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "review")
}

// Review is the verdict on a document.
type Review struct {
	Verdict string `json:"verdict" enum:"accepted,rejected"`
	Note    string `json:"note"`
	By      string `json:"by"`
	At      string `json:"at" format:"date-time"`
}

// Finding is something that testing found.
type Finding struct {
	Number      int             `json:"number" minimum:"1"`
	Aspect      string          `json:"aspect" enum:"input,proses,output"`
	Quality     string          `json:"quality" enum:"efektivitas,efisiensi"`
	Severity    string          `json:"severity" enum:"low,medium,high"`
	Title       string          `json:"title"`
	Description string          `json:"description"`
	Status      string          `json:"status" enum:"open,fixed,verified,reopened"`
	History     []FindingChange `json:"history"`
	// Documents are among those of the request.
	Documents []alur.DocumentID `json:"documents" doc:"Its pictures, in order of upload"`
}

// FindingChange is one change of a finding's status.
type FindingChange struct {
	From string `json:"from" enum:"open,fixed,verified,reopened"`
	To   string `json:"to" enum:"fixed,verified,reopened"`
	By   string `json:"by"`
	At   string `json:"at" format:"date-time"`
	Note string `json:"note"`
}

// Signature is one party's sign-off on a stage.
type Signature struct {
	Item          alur.ItemID  `json:"item" example:"paraf-pemohon"`
	Stage         alur.StageID `json:"stage" example:"rapat-koordinasi"`
	By            string       `json:"by"`
	At            string       `json:"at" format:"date-time"`
	ContentSHA256 string       `json:"content_sha256" pattern:"^[0-9a-f]{64}$"`
}

// Claim says who is at what a party has to do. Others of the party may act all the same.
type Claim struct {
	Party alur.PartyID `json:"party" example:"kominfo"`
	By    string       `json:"by" example:"verifikator"`
	At    string       `json:"at" format:"date-time"`
}

// ActionNow is an action of the stage that the caller's parties may take.
type ActionNow struct {
	ID       alur.ActionID  `json:"id" example:"terima"`
	Title    string         `json:"title"`
	Parties  []alur.PartyID `json:"parties"`
	Allowed  bool           `json:"allowed" doc:"It would succeed now, its own input aside"`
	Blockers []Blocker      `json:"blockers"`
	Input    []Item         `json:"input" doc:"What it asks for"`
}

// OtherAction is an action of the stage that other parties may take.
type OtherAction struct {
	ID      alur.ActionID  `json:"id" example:"tarik"`
	Title   string         `json:"title"`
	Parties []alur.PartyID `json:"parties"`
}

// Warning is something odd about a value that was accepted.
type Warning struct {
	Item    string `json:"item" example:"penanda-tangan.nip"`
	Code    string `json:"code" enum:"nip-unusual"`
	Message string `json:"message"`
}

// Data are the values of items by stage and item.
type Data map[alur.StageID]map[alur.ItemID]jsontext.Value

// Schema describes data as far as the API knows them: the shape of a value is that
// of its item's kind.
func (Data) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		Type:                 huma.TypeObject,
		AdditionalProperties: &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true},
		Examples:             []any{map[string]any{"surat-permohonan": map[string]any{"judul": "Antrean puskesmas"}}},
	}
}

// Inputs are the values of an action's inputs.
type Inputs map[alur.ItemID]jsontext.Value

// Schema describes inputs like [Data.Schema].
func (Inputs) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// Schema describes values like [Data.Schema].
func (Values) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true}
}

// nullable lets members that are objects be null as well, which huma's tags say
// for scalars only. A struct that embeds the one that names them has them too.
func nullable(s *huma.Schema, members ...string) *huma.Schema {
	for _, m := range members {
		p := s.Properties[m]
		s.Properties[m] = &huma.Schema{
			Description: p.Description,
			OneOf:       []*huma.Schema{{Ref: p.Ref}, {Type: "null"}},
		}
	}
	return s
}

// schemaOf returns a reference to the schema of a type.
func schemaOf(r huma.Registry, v any) *huma.Schema {
	t := reflect.TypeOf(v)
	return r.Schema(t, true, t.Name())
}

func wireTime(t time.Time) string { return alur.FormatTime(t) }

// orNull returns nil for "".
func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func wireAgency(a alur.Agency) AgencyRef { return AgencyRef{ID: a.ID, Name: a.Name} }

func wireSummary(s casework.Summary) Summary {
	return Summary{
		Head: Head{
			ID: s.ID, Number: orNull(s.Number), TrackingCode: orNull(s.TrackingCode), Version: s.Version, Flow: wireFlowVersion(s.Plan),
			Title: s.Title, Agency: wireAgency(s.Agency), Status: s.State.Status, Stage: wireStageNow(s.Stage, s.State), WaitingOn: wireWaiting(s.Waiting),
			Paused: wirePause(s.State.Paused), Outcome: wireOutcome(s.State.Outcome), LastReturn: wireOutcome(s.State.LastReturn),
		},
		UpdatedAt: wireTime(s.UpdatedAt),
	}
}

func (s *server) wireRequest(v *casework.View) Request {
	q := Request{
		Head: Head{
			ID: v.ID, Number: orNull(v.Number), TrackingCode: orNull(v.TrackingCode), Version: v.Version, Flow: wireFlowVersion(v.Plan),
			Title: v.Title, Agency: wireAgency(v.Agency), Status: v.State.Status, Stage: wireStageNow(v.Stage, v.State), WaitingOn: wireWaiting(v.Waiting),
			Paused: wirePause(v.State.Paused), Outcome: wireOutcome(v.State.Outcome), LastReturn: wireOutcome(v.State.LastReturn),
		},
		Data: wireData(v.State.Data), Documents: wireDocuments(v.Documents, v.Scans), Findings: []Finding{}, Signatures: []Signature{},
		Claims: []Claim{}, Actions: []ActionNow{}, OtherActions: []OtherAction{},
	}
	for _, f := range v.State.Findings {
		q.Findings = append(q.Findings, wireFinding(f, v.State))
	}
	for _, x := range v.State.Signatures {
		q.Signatures = append(q.Signatures, Signature{Item: x.Item, Stage: x.Stage, By: x.By, At: wireTime(x.At), ContentSHA256: x.ContentSHA256})
	}
	for _, x := range v.Claims {
		q.Claims = append(q.Claims, Claim{Party: x.Party, By: x.By.Username, At: wireTime(x.At)})
	}
	for _, a := range v.Actions {
		q.Actions = append(q.Actions, ActionNow{
			ID: a.Action.ID, Title: a.Action.Title, Parties: a.Action.Parties, Allowed: a.Allowed,
			Blockers: wireBlockers(a.Blockers, labeler(s.Cases.Flows(), v.Plan, v.Stage, a.Action)), Input: wireItems(a.Action.Inputs),
		})
	}
	for _, a := range v.OtherActions {
		q.OtherActions = append(q.OtherActions, OtherAction{ID: a.Action.ID, Title: a.Action.Title, Parties: a.Action.Parties})
	}
	return q
}

func wireFlowVersion(p *flow.Plan) FlowVersion {
	return FlowVersion{ID: p.Flow, Version: p.Version, Title: p.Title}
}

func wireStageNow(st *flow.Stage, s *flow.State) StageNow {
	return StageNow{ID: st.ID, Number: st.Number, Title: st.Title, Clause: st.Clause, EnteredAt: wireTime(s.EnteredAt)}
}

func wireWaiting(list []flow.Waiting) []Waiting {
	out := make([]Waiting, 0, len(list))
	for _, w := range list {
		out = append(out, Waiting{Party: w.Party, Missing: w.Missing})
	}
	return out
}

func wirePause(p *flow.Pause) *Pause {
	if p == nil {
		return nil
	}
	return &Pause{Since: wireTime(p.Since), Cause: p.Cause, Reason: p.Reason, Until: orNull(p.Until)}
}

func wireOutcome(o *flow.Outcome) *Outcome {
	if o == nil {
		return nil
	}
	return &Outcome{Action: o.Action, Party: o.Party, At: wireTime(o.At), Input: Inputs(o.Input)}
}

// wireData leaves out stages that hold nothing.
func wireData(data map[alur.StageID]map[alur.ItemID]jsontext.Value) Data {
	out := Data{}
	for stage, items := range data {
		if len(items) > 0 {
			out[stage] = items
		}
	}
	return out
}

func wireDocuments(list []flow.Document, scans map[string]casework.Scan) []Document {
	out := make([]Document, 0, len(list))
	for _, d := range list {
		out = append(out, wireDocument(d, scans))
	}
	return out
}

func wireDocument(d flow.Document, scans map[string]casework.Scan) Document {
	w := Document{
		ID: d.ID, Kind: d.Kind, Stage: d.Stage, Name: d.Name, Size: d.Size, MediaType: d.MediaType, SHA256: d.SHA256,
		UploadedBy: d.UploadedBy, UploadedAt: wireTime(d.UploadedAt), Replaces: d.Replaces, ReplacedBy: d.ReplacedBy, Finding: d.Finding,
		Scan: string(scans[d.SHA256].State), ScanFound: scans[d.SHA256].Finding,
	}
	if d.Review != nil {
		w.Review = &Review{Verdict: d.Review.Verdict, Note: d.Review.Note, By: d.Review.By, At: wireTime(d.Review.At)}
	}
	if d.RemovedAt != nil {
		w.RemovedAt = wireTime(*d.RemovedAt)
	}
	return w
}

func wireFinding(f flow.Finding, s *flow.State) Finding {
	w := Finding{
		Number: f.Number, Aspect: f.Aspect, Quality: f.Quality, Severity: f.Severity, Title: f.Title, Description: f.Description,
		Status: f.Status, History: []FindingChange{}, Documents: []alur.DocumentID{},
	}
	for _, d := range s.Pictures(f.Number) {
		w.Documents = append(w.Documents, d.ID)
	}
	for _, h := range f.History {
		w.History = append(w.History, FindingChange{From: h.From, To: h.To, By: h.By, At: wireTime(h.At), Note: h.Note})
	}
	return w
}

func (s *server) wireWarnings(v *casework.View, list []flow.Warning) []Warning {
	label := labeler(s.Cases.Flows(), v.Plan, v.Stage, nil)
	out := make([]Warning, 0, len(list))
	for _, w := range list {
		message := text.Warning(w.Code)
		if l := label(w.Item); l != "" {
			message = l + ": " + message
		}
		out = append(out, Warning{Item: w.Item, Code: w.Code, Message: message})
	}
	return out
}

// documentIn finds a document of the request that the viewer may see, replaced and
// removed ones as well.
func documentIn(v *casework.View, id string) (flow.Document, bool) {
	for _, d := range v.AllDocuments {
		if string(d.ID) == id {
			return d, true
		}
	}
	return flow.Document{}, false
}

// findingIn finds a finding by its number as it stands in a path.
func findingIn(v *casework.View, number string) (flow.Finding, bool) {
	for _, f := range v.State.Findings {
		if strconv.Itoa(f.Number) == number {
			return f, true
		}
	}
	return flow.Finding{}, false
}
