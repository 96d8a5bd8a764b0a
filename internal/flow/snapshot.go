package flow

import (
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// NewState returns the state of a request that has no history yet.
func NewState(id alur.RequestID, agency alur.AgencyID) *State {
	return &State{Request: id, Agency: agency}
}

// Marshal writes the state as deterministic JSON: equal states, equal bytes.
func (s *State) Marshal() ([]byte, error) {
	b, err := json.Marshal(s, json.Deterministic(true))
	if err != nil {
		return nil, fmt.Errorf("marshal state: %w", err)
	}
	return b, nil
}

// UnmarshalState reads what [State.Marshal] wrote.
func UnmarshalState(b []byte) (*State, error) {
	s := new(State)
	if err := json.Unmarshal(b, s); err != nil {
		return nil, fmt.Errorf("unmarshal state: %w", err)
	}
	return s, nil
}

// Clone returns a copy that shares only what is never changed in place.
func (s *State) Clone() *State {
	c := *s
	c.Data = make(map[alur.StageID]map[alur.ItemID]jsontext.Value, len(s.Data))
	for stage, items := range s.Data {
		c.Data[stage] = maps.Clone(items)
	}
	c.Outdated = make(map[alur.StageID][]alur.ItemID, len(s.Outdated))
	for stage, items := range s.Outdated {
		c.Outdated[stage] = slices.Clone(items)
	}
	c.Teams = make(map[alur.PartyID][]string, len(s.Teams))
	for party, members := range s.Teams {
		c.Teams[party] = slices.Clone(members)
	}
	c.Documents = slices.Clone(s.Documents)
	c.Findings = slices.Clone(s.Findings)
	for i := range c.Findings {
		c.Findings[i].History = slices.Clone(c.Findings[i].History)
	}
	c.Signatures = slices.Clone(s.Signatures)
	c.Submitters = slices.Clone(s.Submitters)
	c.Reopened = slices.Clone(s.Reopened)
	c.Passages = slices.Clone(s.Passages)
	c.Papers = slices.Clone(s.Papers)
	return &c
}

// Current returns the current documents of an item's kind, in order of upload.
func (s *State) Current(kind alur.ItemID) []Document {
	var out []Document
	for i := range s.Documents {
		if d := &s.Documents[i]; d.Kind == kind && d.Finding == 0 && d.Current() {
			out = append(out, *d)
		}
	}
	return out
}

// Pictures returns the current pictures of a finding, in order of upload.
func (s *State) Pictures(finding int) []Document {
	var out []Document
	for i := range s.Documents {
		if d := &s.Documents[i]; d.Finding == finding && finding > 0 && d.Current() {
			out = append(out, *d)
		}
	}
	return out
}

// document returns the document with the id, current or not, or nil.
func (s *State) document(id alur.DocumentID) *Document {
	for i := range s.Documents {
		if s.Documents[i].ID == id {
			return &s.Documents[i]
		}
	}
	return nil
}

// finding returns the finding with the number, or nil.
func (s *State) finding(number int) *Finding {
	if number < 1 || number > len(s.Findings) {
		return nil
	}
	return &s.Findings[number-1] // numbers run from 1 without gaps
}

// Value returns what an item of a stage holds, or nil.
func (s *State) Value(stage alur.StageID, item alur.ItemID) jsontext.Value {
	return s.Data[stage][item]
}

// Text returns the value of an item that holds a JSON string, or "".
func (s *State) Text(stage alur.StageID, item alur.ItemID) string {
	var t string
	if v := s.Value(stage, item); v == nil || json.Unmarshal(v, &t) != nil {
		return ""
	}
	return t
}

// IsOutdated reports whether the item must be set anew.
func (s *State) IsOutdated(stage alur.StageID, item alur.ItemID) bool {
	return slices.Contains(s.Outdated[stage], item)
}

// signature returns the standing signature of an item of a stage, or nil.
func (s *State) signature(stage alur.StageID, item alur.ItemID) *Signature {
	for i := range s.Signatures {
		if s.Signatures[i].Stage == stage && s.Signatures[i].Item == item {
			return &s.Signatures[i]
		}
	}
	return nil
}

// People returns the usernames that rules of the request may look at: in teams,
// meetings and signatures. Each once, sorted.
func (s *State) People() []string {
	set := map[string]bool{}
	for _, items := range s.Data {
		for _, v := range items {
			names, _ := namesIn(v)
			for _, n := range names {
				set[n] = true
			}
		}
	}
	for _, members := range s.Teams {
		for _, n := range members {
			set[n] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}

// Commitments returns the commitments of the private values in the state, sorted.
func (s *State) Commitments() []string {
	var out []string
	for _, items := range s.Data {
		for _, v := range items {
			if c, ok := commitmentIn(v); ok {
				out = append(out, c)
			}
		}
	}
	slices.Sort(out)
	return out
}

// namesIn reads the usernames and organisations that a value names: a list of
// strings (a team), the attendees of a meeting, the agency of a vendor.
func namesIn(v jsontext.Value) (users []string, agencies []alur.AgencyID) {
	switch v.Kind() {
	case '[':
		var list []string
		if json.Unmarshal(v, &list) == nil {
			return list, nil
		}
	case '{':
		var o struct {
			Attendees []string      `json:"attendees"`
			Agency    alur.AgencyID `json:"agency"`
		}
		if json.Unmarshal(v, &o) == nil {
			if o.Agency != "" {
				agencies = append(agencies, o.Agency)
			}
			return o.Attendees, agencies
		}
	}
	return nil, nil
}

type committed struct {
	Commitment string `json:"commitment"`
}

// commitmentIn reads the commitment that stands in place of a person.
func commitmentIn(v jsontext.Value) (string, bool) {
	var c committed
	if v.Kind() != '{' || !decode(v, &c) || c.Commitment == "" {
		return "", false
	}
	return c.Commitment, true
}

// FillPersons puts the private values in place of their commitments. A commitment
// whose value was erased stays. Use it on a clone: what it returns is for showing.
func (s *State) FillPersons(private map[string]Person) {
	for _, items := range s.Data {
		for id, v := range items {
			if c, ok := commitmentIn(v); ok {
				if p, known := private[c]; known {
					items[id] = encode(p)
				}
			}
		}
	}
}

// Redact removes what is confidential in the plan: for vendors. Use it on a clone.
func (s *State) Redact(p *Plan) {
	for _, st := range p.Stages {
		for _, it := range st.Items {
			if !it.Confidential {
				continue
			}
			delete(s.Data[st.ID], it.ID)
			s.Documents = slices.DeleteFunc(s.Documents, func(d Document) bool { return d.Stage == st.ID && d.Kind == it.ID && d.Finding == 0 })
		}
	}
	s.Papers = slices.DeleteFunc(s.Papers, func(x Paper) bool {
		k, known := PaperKindOf(x.Kind)
		return !known || !k.VendorSees(p)
	})
}

// Names returns what the values of a command name; see [Command].
func (c Create) Names() ([]string, []alur.AgencyID) {
	users, agencies := namesInAll(c.Data)
	if c.Agency != "" {
		agencies = append(agencies, c.Agency)
	}
	return users, agencies
}

func (c SetData) Names() ([]string, []alur.AgencyID)      { return namesInAll(c.Items) }
func (c Act) Names() ([]string, []alur.AgencyID)          { return namesInAll(c.Input) }
func (AddDocument) Names() ([]string, []alur.AgencyID)    { return nil, nil }
func (RemoveDocument) Names() ([]string, []alur.AgencyID) { return nil, nil }
func (ReviewDocument) Names() ([]string, []alur.AgencyID) { return nil, nil }
func (AddFinding) Names() ([]string, []alur.AgencyID)     { return nil, nil }
func (ChangeFinding) Names() ([]string, []alur.AgencyID)  { return nil, nil }
func (Sign) Names() ([]string, []alur.AgencyID)           { return nil, nil }
func (Comment) Names() ([]string, []alur.AgencyID)        { return nil, nil }

func namesInAll(values map[string]jsontext.Value) (users []string, agencies []alur.AgencyID) {
	for _, id := range sortedKeys(values) {
		u, a := namesIn(values[id])
		users, agencies = append(users, u...), append(agencies, a...)
	}
	return users, agencies
}
