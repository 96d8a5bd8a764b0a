package flow

import (
	"fmt"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// The payloads of events (api.md, "History"). Field order does not matter: what is
// stored is canonical.
type (
	createdPayload struct {
		Flow        alur.FlowID `json:"flow"`
		FlowVersion int         `json:"flow_version"`
		Counter     bool        `json:"counter,omitzero"`
	}
	dataPayload struct {
		Stage alur.StageID                   `json:"stage"`
		Items map[alur.ItemID]jsontext.Value `json:"items"`
	}
	documentAddedPayload struct {
		ID        alur.DocumentID `json:"id"`
		Kind      alur.ItemID     `json:"kind"`
		Stage     alur.StageID    `json:"stage"`
		Name      string          `json:"name"`
		Size      int64           `json:"size"`
		MediaType string          `json:"media_type"`
		SHA256    string          `json:"sha256"`
		Replaces  alur.DocumentID `json:"replaces,omitempty"`
		Finding   int             `json:"finding,omitzero"`
	}
	documentRemovedPayload struct {
		ID     alur.DocumentID `json:"id"`
		Kind   alur.ItemID     `json:"kind"`
		SHA256 string          `json:"sha256"`
	}
	reviewedPayload struct {
		ID      alur.DocumentID `json:"id"`
		Kind    alur.ItemID     `json:"kind"`
		SHA256  string          `json:"sha256"`
		Verdict string          `json:"verdict"`
		Note    string          `json:"note"`
	}
	findingAddedPayload struct {
		Number      int    `json:"number"`
		Aspect      string `json:"aspect"`
		Quality     string `json:"quality"`
		Severity    string `json:"severity"`
		Title       string `json:"title"`
		Description string `json:"description"`
	}
	findingChangedPayload struct {
		Number int    `json:"number"`
		From   string `json:"from"`
		To     string `json:"to"`
		Note   string `json:"note"`
	}
	signedPayload struct {
		Item          alur.ItemID  `json:"item"`
		Stage         alur.StageID `json:"stage"`
		ContentSHA256 string       `json:"content_sha256"`
	}
	droppedPayload struct {
		Item    alur.ItemID  `json:"item"`
		Stage   alur.StageID `json:"stage"`
		Because int64        `json:"because"`
	}
	commentPayload struct {
		ID       alur.CommentID `json:"id"`
		Text     string         `json:"text,omitzero"`     // absent for the ICT agency's own comments
		Audience alur.Audience  `json:"audience,omitzero"` // absent when it is everybody
		// Commitment stands in place of a text that not everybody may read who may read
		// the history: SHA-256(salt ‖ canonical JSON of the text).
		Commitment string `json:"commitment,omitzero"`
	}
	actionPayload struct {
		Action      alur.ActionID                  `json:"action"`
		From        alur.StageID                   `json:"from"`
		To          string                         `json:"to"` // a stage, or the end
		Input       map[alur.ItemID]jsontext.Value `json:"input"`
		Note        string                         `json:"note"`
		FlowVersion int                            `json:"flow_version,omitzero"` // when the flow changes
	}
)

// Apply plays one event into the state. Playing all events of a request in order
// of seq into [NewState] gives its state. It fails on a gap in seq, a payload that
// is not of its type, and a plan, stage or action that the registry does not hold:
// then the history and the program do not fit, and nothing may be derived from it.
func (r *Registry) Apply(s *State, e alur.Event) error {
	if e.Seq != s.Seq+1 {
		return fmt.Errorf("apply event %d after %d: gap in the history", e.Seq, s.Seq)
	}
	if err := r.apply(s, e); err != nil {
		return fmt.Errorf("apply event %d (%s): %w", e.Seq, e.Type, err)
	}
	s.Seq = e.Seq
	if e.Type != alur.EventCommentAdded {
		s.Version = e.Seq
	}
	return nil
}

func (r *Registry) apply(s *State, e alur.Event) error {
	switch e.Type {
	case alur.EventRequestCreated:
		return play(e, func(p createdPayload) error { return r.applyCreated(s, e, p) })
	case alur.EventDataChanged:
		return play(e, func(p dataPayload) error {
			for id, v := range p.Items {
				setData(s, p.Stage, id, v)
			}
			return nil
		})
	case alur.EventDocumentAdded:
		return play(e, func(p documentAddedPayload) error {
			if old := s.document(p.Replaces); old != nil {
				old.ReplacedBy = p.ID
			}
			d := Document{
				ID: p.ID, Kind: p.Kind, Stage: p.Stage, Name: p.Name, Size: p.Size, MediaType: p.MediaType, SHA256: p.SHA256,
				UploadedBy: e.Actor.Username, UploadedAt: e.At, Replaces: p.Replaces, Finding: p.Finding, Seq: e.Seq,
			}
			if p.Finding != 0 {
				f := s.finding(p.Finding)
				if f == nil {
					return fmt.Errorf("no finding %d", p.Finding)
				}
				d.Round = len(f.History)
			} else {
				freshen(s, p.Stage, p.Kind)
			}
			s.Documents = append(s.Documents, d)
			return nil
		})
	case alur.EventDocumentRemoved:
		return play(e, func(p documentRemovedPayload) error {
			d := s.document(p.ID)
			if d == nil {
				return fmt.Errorf("no document %s", p.ID)
			}
			d.RemovedAt = &e.At
			return nil
		})
	case alur.EventDocumentReviewed:
		return play(e, func(p reviewedPayload) error {
			d := s.document(p.ID)
			if d == nil {
				return fmt.Errorf("no document %s", p.ID)
			}
			d.Review = &ReviewVerdict{Verdict: p.Verdict, Note: p.Note, By: e.Actor.Username, OnBehalfOf: e.Actor.OnBehalfOf, At: e.At}
			return nil
		})
	case alur.EventFindingAdded:
		return play(e, func(p findingAddedPayload) error {
			s.Findings = append(s.Findings, Finding{
				Number: p.Number, Aspect: p.Aspect, Quality: p.Quality, Severity: p.Severity, Title: p.Title, Description: p.Description,
				Status: FindingOpen, By: e.Actor.Username, At: e.At,
			})
			return nil
		})
	case alur.EventFindingChanged:
		return play(e, func(p findingChangedPayload) error {
			f := s.finding(p.Number)
			if f == nil {
				return fmt.Errorf("no finding %d", p.Number)
			}
			f.Status = p.To
			f.History = append(f.History, FindingChange{From: p.From, To: p.To, By: e.Actor.Username, At: e.At, Note: p.Note})
			return nil
		})
	case alur.EventSigned:
		return play(e, func(p signedPayload) error {
			s.Signatures = append(s.Signatures, Signature{Item: p.Item, Stage: p.Stage, By: e.Actor.Username, OnBehalfOf: e.Actor.OnBehalfOf, At: e.At, ContentSHA256: p.ContentSHA256})
			return nil
		})
	case alur.EventSignatureDropped:
		return play(e, func(p droppedPayload) error {
			s.Signatures = slices.DeleteFunc(s.Signatures, func(x Signature) bool { return x.Item == p.Item && x.Stage == p.Stage })
			return nil
		})
	case alur.EventCommentAdded:
		return play(e, func(commentPayload) error { return nil })
	case alur.EventActionTaken:
		return play(e, func(p actionPayload) error { return r.applyAction(s, e, p) })
	case alur.EventSeatHandedOver:
		return play(e, func(p seatPayload) error { return r.applySeat(s, p) })
	case alur.EventPaperIssued:
		return play(e, func(p paperIssuedPayload) error { return applyPaperIssued(s, e, p) })
	case alur.EventPaperRegistered:
		return play(e, func(p paperRegisteredPayload) error { return applyPaperRegistered(s, e, p) })
	case alur.EventPaperWithdrawn:
		return play(e, func(p paperWithdrawnPayload) error { return applyPaperWithdrawn(s, e, p) })
	}
	return fmt.Errorf("unknown event type %q", e.Type)
}

// play decodes the payload as P and plays it.
func play[P any](e alur.Event, f func(P) error) error {
	var p P
	if err := json.Unmarshal(e.Payload, &p, json.RejectUnknownMembers(true)); err != nil {
		return fmt.Errorf("payload: %w", err)
	}
	return f(p)
}

func (r *Registry) applyCreated(s *State, e alur.Event, p createdPayload) error {
	plan := r.Plan(p.Flow, p.FlowVersion)
	if plan == nil || p.FlowVersion == 0 {
		return fmt.Errorf("no flow %s in version %d", p.Flow, p.FlowVersion)
	}
	s.Flow, s.FlowVersion = p.Flow, p.FlowVersion
	s.Status, s.Counter = alur.StatusOpen, p.Counter
	s.CreatedBy, s.CreatedAt = e.Actor.Username, e.At
	enter(s, plan.Stages[0].ID, e.At)
	return nil
}

// enter begins a passage of a stage.
func enter(s *State, stage alur.StageID, at time.Time) {
	s.Stage, s.EnteredAt = stage, at
	s.Passages = append(s.Passages, Passage{Stage: stage, At: at})
}

// setData sets or clears an item; setting it makes it fresh.
func setData(s *State, stage alur.StageID, id alur.ItemID, v jsontext.Value) {
	freshen(s, stage, id)
	if v == nil || v.Kind() == 'n' {
		delete(s.Data[stage], id)
		if len(s.Data[stage]) == 0 {
			delete(s.Data, stage)
		}
		return
	}
	if s.Data == nil {
		s.Data = map[alur.StageID]map[alur.ItemID]jsontext.Value{}
	}
	if s.Data[stage] == nil {
		s.Data[stage] = map[alur.ItemID]jsontext.Value{}
	}
	s.Data[stage][id] = v.Clone()
}

// freshen takes the mark "outdated" from an item.
func freshen(s *State, stage alur.StageID, id alur.ItemID) {
	items := slices.DeleteFunc(s.Outdated[stage], func(x alur.ItemID) bool { return x == id })
	if len(items) == 0 {
		delete(s.Outdated, stage)
		return
	}
	s.Outdated[stage] = items
}

func (r *Registry) applyAction(s *State, e alur.Event, p actionPayload) error {
	plan, st := r.Stage(s)
	if st == nil || st.ID != p.From {
		return fmt.Errorf("not in stage %s", p.From)
	}
	a := st.Action(p.Action)
	if a == nil {
		return fmt.Errorf("no action %s in stage %s", p.Action, p.From)
	}
	what := &Outcome{Action: a.ID, Party: e.Actor.Party, By: e.Actor.Username, OnBehalfOf: e.Actor.OnBehalfOf, At: e.At, Input: p.Input}
	if a.Submits {
		for _, name := range []string{e.Actor.Username, e.Actor.OnBehalfOf} {
			if name != "" && !slices.Contains(s.Submitters, name) {
				s.Submitters = append(s.Submitters, name)
			}
		}
	}
	if a.Registers && s.SubmittedAt == nil {
		s.SubmittedAt = &e.At
	}
	if a.Returns {
		s.LastReturn = what
	}
	if a.Appoints {
		appoint(s, plan, st)
	}
	if a.ChangesTeam {
		changeTeams(s, plan, a, p.Input)
	}
	for _, ref := range a.Outdates {
		outdate(s, ref)
	}
	if a.Pauses {
		s.Paused = pauseOf(e, p)
	}
	if a.Resumes {
		s.Paused = nil
	}
	switch {
	case a.Direction == Switches:
		other := r.Plan(a.ToFlow, p.FlowVersion)
		if other == nil || p.FlowVersion == 0 || other.Stage(st.ID) == nil {
			return fmt.Errorf("no stage %s in flow %s version %d", st.ID, a.ToFlow, p.FlowVersion)
		}
		s.Flow, s.FlowVersion = other.Flow, other.Version
	case a.End != "":
		leave(s, e, a)
		s.Status, s.Outcome, s.EndedAt, s.Paused = a.End, what, &e.At, nil
	case a.Direction != Stays:
		leave(s, e, a)
		enter(s, a.To, e.At)
		s.Reopened = nil
		if to := plan.Stage(a.To); a.Direction == LeadsBack && to.Resubmits {
			s.Reopened = rejectedStages(s, plan, to)
		}
	}
	return nil
}

// leave closes the passage that runs.
func leave(s *State, e alur.Event, a *Action) {
	p := &s.Passages[len(s.Passages)-1]
	p.LeftAt, p.By, p.OnBehalfOf, p.Action = &e.At, e.Actor.Username, e.Actor.OnBehalfOf, a.ID
}

// rejectedStages lists the other stages one of whose current documents stands rejected.
func rejectedStages(s *State, plan *Plan, but *Stage) []alur.StageID {
	var out []alur.StageID
	for _, st := range plan.Stages {
		if st.ID == but.ID {
			continue
		}
		for _, it := range st.Items {
			if it.Kind == KindDocument && len(rejectedBlockers(s, it)) > 0 && !slices.Contains(out, st.ID) {
				out = append(out, st.ID)
			}
		}
	}
	return out
}

// appoint puts the teams and the vendor named in the stage in force.
func appoint(s *State, plan *Plan, st *Stage) {
	for _, party := range plan.Parties {
		if party.Stage != st.ID {
			continue
		}
		v := s.Value(st.ID, party.Item)
		if v == nil {
			continue
		}
		switch party.Source {
		case SourceTeam:
			setTeam(s, party.ID, v)
		case SourceVendor:
			var vendor Vendor
			_ = json.Unmarshal(v, &vendor)
			s.Vendor = alur.AgencyID(vendor.Agency)
		}
	}
}

func setTeam(s *State, party alur.PartyID, v jsontext.Value) {
	var names []string
	_ = json.Unmarshal(v, &names)
	if s.Teams == nil {
		s.Teams = map[alur.PartyID][]string{}
	}
	s.Teams[party] = names
}

// changeTeams puts the teams of the input in force and into the data of the stage
// that formed them.
func changeTeams(s *State, plan *Plan, a *Action, input map[alur.ItemID]jsontext.Value) {
	for _, it := range a.Inputs {
		v := input[it.ID]
		if it.Kind != KindTeam || v == nil {
			continue
		}
		for _, party := range plan.Parties {
			if party.Source == SourceTeam && party.Item == it.ID {
				setData(s, party.Stage, it.ID, v)
				setTeam(s, party.ID, v)
			}
		}
	}
}

// outdate marks an item that is set, or a document that is there, as to be given anew.
func outdate(s *State, ref Ref) {
	there := s.Value(ref.Stage, ref.Item) != nil || len(s.Current(ref.Item)) > 0
	if !there || s.IsOutdated(ref.Stage, ref.Item) {
		return
	}
	if s.Outdated == nil {
		s.Outdated = map[alur.StageID][]alur.ItemID{}
	}
	s.Outdated[ref.Stage] = append(s.Outdated[ref.Stage], ref.Item)
}

// The inputs of an action that pauses, by their ids in the definitions.
const (
	inputCause  = "sebab"
	inputReason = "alasan"
	inputUntil  = "sampai"
)

func pauseOf(e alur.Event, p actionPayload) *Pause {
	text := func(id alur.ItemID) string {
		var t string
		if v := p.Input[id]; v != nil {
			_ = json.Unmarshal(v, &t)
		}
		return t
	}
	return &Pause{Since: e.At, Cause: text(inputCause), Reason: text(inputReason), Until: text(inputUntil), By: e.Actor.Username, OnBehalfOf: e.Actor.OnBehalfOf}
}
