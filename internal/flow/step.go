package flow

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
)

// Step decides what a command does to a request: the events to append, in order,
// or a refusal (an [alur.Error]) with every reason at once. It first refuses what
// [Registry.Check] refuses, then judges values and guards (invalid-data, blocked,
// unknown-item). The state given is not changed; [Result.Next] is the state after.
// A command that changes nothing gives a Result without drafts.
func (r *Registry) Step(s *State, cmd Command, env Env) (*Result, error) {
	if err := r.Check(s, cmd, env); err != nil {
		return nil, err
	}
	t := &turn{r: r, env: &env, next: s.Clone(), result: &Result{}}
	t.result.Next = t.next
	var err error
	switch c := cmd.(type) {
	case Create:
		err = t.create(c)
	case SetData:
		err = t.setData(c.Items)
	case AddDocument:
		err = t.addDocument(c)
	case RemoveDocument:
		err = t.removeDocument(c)
	case ReviewDocument:
		err = t.review(c)
	case AddFinding:
		err = t.addFinding(c)
	case ChangeFinding:
		err = t.changeFinding(c)
	case Sign:
		err = t.sign(c)
	case Comment:
		err = t.comment(c)
	case Act:
		err = t.act(c)
	case HandSeats:
		err = t.handSeats(c)
	case IssuePaper:
		err = t.issuePaper(c)
	case RegisterPaper:
		err = t.registerPaper(c)
	case WithdrawPaper:
		err = t.withdrawPaper(c)
	default:
		err = fmt.Errorf("unknown command %T", cmd)
	}
	if err != nil {
		return nil, err
	}
	return t.result, nil
}

// A turn is one command being carried out on a copy of the state.
type turn struct {
	r      *Registry
	env    *Env
	next   *State
	result *Result
}

// emit drafts an event and plays it into the copy, so that whatever follows sees it.
func (t *turn) emit(typ alur.EventType, party alur.PartyID, payload any) error {
	d := Draft{Type: typ, Party: party, Payload: encode(payload)}
	d.OnBehalfOf = t.r.behalfOf(t.next, t.env.Actor, t.env.ICT, party)
	e := alur.Event{
		Request: t.next.Request, Seq: t.next.Seq + 1, Type: typ, At: t.env.At,
		Actor: alur.EventActor{Username: t.env.Actor.Username, Party: party, OnBehalfOf: d.OnBehalfOf}, Payload: d.Payload,
	}
	if err := t.r.Apply(t.next, e); err != nil {
		return err
	}
	t.result.Drafts = append(t.result.Drafts, d)
	return nil
}

// emitChange emits a change of data or documents, and drops the signatures that
// covered what was there before.
func (t *turn) emitChange(typ alur.EventType, party alur.PartyID, payload any) error {
	if err := t.emit(typ, party, payload); err != nil {
		return err
	}
	because := t.next.Seq
	plan := t.r.plan(t.next)
	for _, sig := range slices.Clone(t.next.Signatures) {
		st := plan.Stage(sig.Stage)
		if st == nil {
			continue
		}
		it := st.Item(sig.Item)
		if it == nil || contentSHA256(t.next, st, it) == sig.ContentSHA256 {
			continue
		}
		if err := t.emit(alur.EventSignatureDropped, party, droppedPayload{sig.Item, sig.Stage, because}); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) create(c Create) error {
	plan := t.r.Plan(c.Flow, 0)
	if plan == nil {
		return invalid(alur.Blocker{Code: alur.BlockInvalidInput, Item: "flow", Reason: "unknown-flow"})
	}
	if a, ok := t.env.Agencies[c.Agency]; c.Agency != "" && (!ok || !a.OpenAt(t.env.At) || a.Kind == alur.AgencyVendor) {
		return invalid(alur.Blocker{Code: alur.BlockInvalidInput, Item: "agency", Reason: "unknown-agency"})
	}
	if a, ok := t.env.Agencies[t.env.Actor.Agency]; c.Agency == "" && ok && !a.OpenAt(t.env.At) {
		return invalid(alur.Blocker{Code: alur.BlockInvalidInput, Item: "agency", Reason: "closed-agency"})
	}
	party := plan.Stages[0].Items[0].Owner
	if err := t.emit(alur.EventRequestCreated, party, createdPayload{plan.Flow, plan.Version, c.Agency != ""}); err != nil {
		return err
	}
	if err := t.r.Check(t.next, SetData{c.Data}, *t.env); err != nil && len(c.Data) > 0 {
		return err
	}
	return t.setData(c.Data)
}

// change is a set of items of one stage and one owner that change together.
type change struct {
	stage *Stage
	owner alur.PartyID
	items map[alur.ItemID]jsontext.Value
}

func (t *turn) setData(values map[string]jsontext.Value) error {
	var blockers []alur.Blocker
	var changes []change
	unknown := false
	plan, st := t.r.Stage(t.next)
	for _, id := range sortedKeys(values) {
		where, it := t.r.settable(t.next, plan, st, id)
		if it == nil {
			unknown = true
			blockers = append(blockers, alur.Blocker{Code: alur.BlockUnknownItem, Item: id})
			continue
		}
		stored := t.next.Value(where.ID, it.ID)
		v, faults := judge(it, values[id], valueContext{state: t.next, env: t.env, plan: plan, stored: stored})
		if len(faults) > 0 {
			blockers = append(blockers, faultBlockers(alur.BlockInvalidItem, id, faults)...)
			continue
		}
		v, same := t.same(where, it, v, stored)
		if same {
			continue
		}
		i := slices.IndexFunc(changes, func(c change) bool { return c.stage == where && c.owner == it.Owner })
		if i < 0 {
			changes = append(changes, change{where, it.Owner, map[alur.ItemID]jsontext.Value{}})
			i = len(changes) - 1
		}
		changes[i].items[it.ID] = v
	}
	if len(blockers) > 0 {
		code := alur.CodeInvalidData
		if unknown {
			code = alur.CodeUnknownItem
		}
		return &alur.Error{Code: code, Blockers: blockers}
	}
	for _, c := range changes {
		t.seal(c)
		if err := t.emitChange(alur.EventDataChanged, c.owner, dataPayload{c.stage.ID, c.items}); err != nil {
			return err
		}
	}
	return nil
}

// same reports whether setting the value would change nothing. Setting an outdated
// item is a change, also to the same value. It returns the value to store, null
// for a cleared item.
func (t *turn) same(st *Stage, it *Item, v, stored jsontext.Value) (jsontext.Value, bool) {
	outdated := t.next.IsOutdated(st.ID, it.ID)
	if v == nil {
		return jsontext.Value("null"), stored == nil
	}
	if it.Kind == KindPerson {
		t.warn(it, v)
		if c, ok := commitmentIn(stored); ok {
			p, known := t.env.Private[c]
			return v, known && string(encode(p)) == string(v) && !outdated
		}
		return v, false
	}
	return v, string(v) == string(stored) && !outdated
}

// seal puts commitments in the place of persons and keeps their values aside.
func (t *turn) seal(c change) {
	for id, v := range c.items {
		it := c.stage.Item(id)
		if it.Kind != KindPerson || v.Kind() == 'n' {
			continue
		}
		salt := t.env.Salt()
		commitment := Commitment(salt, v)
		t.result.Private = append(t.result.Private, Private{Stage: c.stage.ID, Item: id, Commitment: commitment, Salt: salt, Value: v})
		c.items[id] = encode(committed{commitment})
	}
}

// warn notes what is odd about an accepted person.
func (t *turn) warn(it *Item, v jsontext.Value) {
	var p Person
	if decode(v, &p) && p.NIP != "" && nipUnusual(p.NIP) {
		t.result.Warnings = append(t.result.Warnings, Warning{Item: string(it.ID) + ".nip", Code: "nip-unusual"})
	}
}

func (t *turn) addDocument(c AddDocument) error {
	if c.Finding != 0 {
		return t.addPicture(c)
	}
	plan, st := t.r.Stage(t.next)
	where, it := t.r.uploadable(t.next, plan, st, c.Kind)
	if it == nil {
		return invalid(alur.Blocker{Code: alur.BlockUnknownItem, Item: c.Kind})
	}
	if it.Kind != KindDocument {
		return invalid(alur.Blocker{Code: alur.BlockInvalidItem, Item: c.Kind, Reason: "not-a-document"})
	}
	current := t.next.Current(it.ID)
	if it.MaxFiles > 1 && len(current) >= it.MaxFiles {
		return invalid(alur.Blocker{Code: alur.BlockInvalidItem, Item: c.Kind, Reason: "too-many-files"})
	}
	if c.Check {
		return nil
	}
	if len(it.Types) > 0 && !slices.Contains(it.Types, c.Type) {
		return alur.RefuseField(alur.CodeUnsupportedMediaType, string(it.ID))
	}
	var replaces alur.DocumentID
	if it.MaxFiles <= 1 && len(current) > 0 {
		replaces = current[0].ID
	}
	return t.emitChange(alur.EventDocumentAdded, it.Owner, documentAddedPayload{
		ID: c.ID, Kind: it.ID, Stage: where.ID, Name: c.Name, Size: c.Size, MediaType: c.MediaType, SHA256: c.SHA256, Replaces: replaces,
	})
}

// addPicture adds a picture to a finding. It is no item's document: nothing asks for
// it, nothing is outdated by it, and no signature covers it.
func (t *turn) addPicture(c AddDocument) error {
	_, st := t.r.Stage(t.next)
	round := len(t.next.finding(c.Finding).History)
	there := 0
	for _, d := range t.next.Pictures(c.Finding) {
		if d.Stage == st.ID && d.Round == round {
			there++
		}
	}
	switch {
	case c.Kind != string(KindPicture):
		return invalid(alur.Blocker{Code: alur.BlockUnknownItem, Item: c.Kind})
	case there >= MaxPictures:
		return invalid(alur.Blocker{Code: alur.BlockInvalidItem, Item: c.Kind, Reason: "too-many-files"})
	case c.Check:
		return nil
	case !slices.Contains(PictureTypes, c.Type):
		return alur.RefuseField(alur.CodeUnsupportedMediaType, c.Kind)
	}
	return t.emit(alur.EventDocumentAdded, st.Findings.party(), documentAddedPayload{
		ID: c.ID, Kind: KindPicture, Stage: st.ID, Name: c.Name, Size: c.Size, MediaType: c.MediaType, SHA256: c.SHA256, Finding: c.Finding,
	})
}

func (t *turn) removeDocument(c RemoveDocument) error {
	d := t.next.document(c.ID)
	if d.Finding != 0 {
		_, st := t.r.Stage(t.next)
		return t.emit(alur.EventDocumentRemoved, st.Findings.party(), documentRemovedPayload{d.ID, d.Kind, d.SHA256})
	}
	it := t.r.plan(t.next).Stage(d.Stage).Item(d.Kind)
	return t.emitChange(alur.EventDocumentRemoved, it.Owner, documentRemovedPayload{d.ID, d.Kind, d.SHA256})
}

func (t *turn) review(c ReviewDocument) error {
	note, blockers := judgeNote("note", c.Note, c.Verdict == Rejected)
	if c.Verdict != Accepted && c.Verdict != Rejected {
		blockers = append(blockers, alur.Blocker{Code: alur.BlockInvalidInput, Item: "verdict", Reason: "unknown-option"})
	}
	if len(blockers) > 0 {
		return invalid(blockers...)
	}
	d := t.next.document(c.ID)
	if d.Review != nil && d.Review.Verdict == c.Verdict && d.Review.Note == note {
		return nil
	}
	_, st := t.r.Stage(t.next)
	return t.emit(alur.EventDocumentReviewed, st.Review.Party, reviewedPayload{d.ID, d.Kind, d.SHA256, c.Verdict, note})
}

// The words that describe a finding (api.md).
var (
	FindingAspects    = []string{"input", "proses", "output"}
	FindingQualities  = []string{"efektivitas", "efisiensi"}
	FindingSeverities = []string{"low", "medium", "high"}
)

func (t *turn) addFinding(c AddFinding) error {
	var blockers []alur.Blocker
	for _, o := range []struct {
		item, value string
		options     []string
	}{{"aspect", c.Aspect, FindingAspects}, {"quality", c.Quality, FindingQualities}, {"severity", c.Severity, FindingSeverities}} {
		if !slices.Contains(o.options, o.value) {
			blockers = append(blockers, alur.Blocker{Code: alur.BlockInvalidInput, Item: o.item, Reason: "unknown-option"})
		}
	}
	title := strings.TrimSpace(c.Title)
	if title == "" {
		blockers = append(blockers, alur.Blocker{Code: alur.BlockMissingInput, Item: "title"})
	} else if reason := textFault(title, MaxText, false); reason != "" {
		blockers = append(blockers, alur.Blocker{Code: alur.BlockInvalidInput, Item: "title", Reason: reason})
	}
	description, more := judgeNote("description", c.Description, false)
	if blockers = append(blockers, more...); len(blockers) > 0 {
		return invalid(blockers...)
	}
	_, st := t.r.Stage(t.next)
	return t.emit(alur.EventFindingAdded, st.Findings.Report, findingAddedPayload{
		Number: len(t.next.Findings) + 1, Aspect: c.Aspect, Quality: c.Quality, Severity: c.Severity, Title: title, Description: description,
	})
}

func (t *turn) changeFinding(c ChangeFinding) error {
	f := t.next.finding(c.Number)
	needed := c.Status == FindingFixed || c.Status == FindingReopened || c.Status == FindingVerified && f.Status == FindingOpen
	note, blockers := judgeNote("note", c.Note, needed)
	if !slices.Contains(findingTargets, c.Status) {
		blockers = append(blockers, alur.Blocker{Code: alur.BlockInvalidInput, Item: "status", Reason: "unknown-option"})
	}
	if len(blockers) > 0 {
		return invalid(blockers...)
	}
	_, st := t.r.Stage(t.next)
	party := st.Findings.Report
	if c.Status == FindingFixed {
		party = st.Findings.Fix
	}
	return t.emit(alur.EventFindingChanged, party, findingChangedPayload{c.Number, f.Status, c.Status, note})
}

func (t *turn) sign(c Sign) error {
	_, st := t.r.Stage(t.next)
	it := st.Item(alur.ItemID(c.Item))
	switch {
	case it == nil:
		return &alur.Error{Code: alur.CodeUnknownItem, Blockers: []alur.Blocker{{Code: alur.BlockUnknownItem, Item: c.Item}}}
	case it.Kind != KindSignature:
		return invalid(alur.Blocker{Code: alur.BlockInvalidItem, Item: c.Item, Reason: "not-a-signature"})
	}
	var blockers []alur.Blocker
	for _, g := range t.r.gaps(t.next, t.env, false) {
		blockers = append(blockers, g.blockers...)
	}
	if len(blockers) > 0 {
		return &alur.Error{Code: alur.CodeBlocked, Blockers: blockers}
	}
	if c.Check {
		return nil
	}
	return t.emit(alur.EventSigned, it.Owner, signedPayload{it.ID, st.ID, contentSHA256(t.next, st, it)})
}

func (t *turn) comment(c Comment) error {
	text, blockers := judgeNote("text", c.Text, true)
	if !slices.Contains(alur.Audiences, c.Audience) {
		blockers = append(blockers, alur.Blocker{Code: alur.BlockInvalidInput, Item: "audience", Reason: "unknown-option"})
	}
	if len(blockers) > 0 {
		return invalid(blockers...)
	}
	var party alur.PartyID
	if mine := t.r.PartiesOf(t.next, t.env.Actor, t.env.ICT); len(mine) > 0 {
		party = mine[0]
	}
	p := commentPayload{ID: c.ID, Text: text}
	switch c.Audience {
	case alur.AudienceAgencies:
		p.Audience = c.Audience
	case alur.AudienceICT:
		p.Audience, p.Text, p.Commitment = c.Audience, "", Commitment(c.Salt, encode(text))
	}
	return t.emit(alur.EventCommentAdded, party, p)
}

func (t *turn) act(c Act) error {
	plan, st := t.r.Stage(t.next)
	a := st.Action(alur.ActionID(c.Action))
	input, blockers := t.judgeInput(plan, a, c)
	guards := t.r.guardBlockers(t.next, a, t.env, input)
	if blockers = append(guards, blockers...); len(blockers) > 0 {
		return &alur.Error{Code: refusal(blockers), Blockers: blockers}
	}
	party := t.r.actingParty(t.next, t.env.Actor, t.env.ICT, a.Parties)
	note, _ := judgeNote("note", c.Note, false)
	p := actionPayload{Action: a.ID, From: st.ID, To: string(a.To), Input: input, Note: note}
	switch {
	case a.Direction == Switches:
		p.To, p.FlowVersion = string(st.ID), t.r.Plan(a.ToFlow, 0).Version
	case a.End != "":
		p.To = string(a.End)
	case a.Direction == Stays:
		p.To = string(st.ID)
	}
	if a.ChangesTeam {
		return t.emitChange(alur.EventActionTaken, party, p)
	}
	return t.emit(alur.EventActionTaken, party, p)
}

// judgeInput judges the input of an action. The map returned has what is set.
func (t *turn) judgeInput(plan *Plan, a *Action, c Act) (map[alur.ItemID]jsontext.Value, []alur.Blocker) {
	var blockers []alur.Blocker
	input := map[alur.ItemID]jsontext.Value{}
	faulty := map[alur.ItemID]bool{}
	for _, id := range sortedKeys(c.Input) {
		it := a.Input(alur.ItemID(id))
		if it == nil {
			blockers = append(blockers, alur.Blocker{Code: alur.BlockUnknownItem, Item: id})
			continue
		}
		v, faults := judge(it, c.Input[id], valueContext{state: t.next, env: t.env, plan: plan})
		if len(faults) > 0 {
			faulty[it.ID] = true
			blockers = append(blockers, faultBlockers(alur.BlockInvalidInput, id, faults)...)
		} else if v != nil {
			input[it.ID] = v
		}
	}
	for _, it := range a.Inputs {
		if it.Required && input[it.ID] == nil && !faulty[it.ID] {
			blockers = append(blockers, alur.Blocker{Code: alur.BlockMissingInput, Item: string(it.ID)})
		}
	}
	_, noteFaults := judgeNote("note", c.Note, false)
	return input, append(blockers, noteFaults...)
}

// refusal chooses the code for a set of blockers of an action: junk in the input
// first, then wrong values, else the action is blocked.
func refusal(blockers []alur.Blocker) alur.Code {
	code := alur.CodeBlocked
	for _, b := range blockers {
		switch b.Code {
		case alur.BlockUnknownItem:
			return alur.CodeUnknownItem
		case alur.BlockInvalidInput:
			code = alur.CodeInvalidData
		}
	}
	return code
}

// judgeNote trims and judges a note, comment or description.
func judgeNote(item, text string, needed bool) (string, []alur.Blocker) {
	text = strings.TrimSpace(text)
	if text == "" && needed {
		return "", []alur.Blocker{{Code: alur.BlockMissingInput, Item: item}}
	}
	if !utf8.ValidString(text) {
		return "", []alur.Blocker{{Code: alur.BlockInvalidInput, Item: item, Reason: "control-character"}}
	}
	if reason := textFault(text, MaxLongText, true); reason != "" {
		return "", []alur.Blocker{{Code: alur.BlockInvalidInput, Item: item, Reason: reason}}
	}
	return text, nil
}

func invalid(blockers ...alur.Blocker) error {
	return &alur.Error{Code: alur.CodeInvalidData, Blockers: blockers}
}

func faultBlockers(code alur.BlockerCode, item string, faults []fault) []alur.Blocker {
	var out []alur.Blocker
	for _, f := range faults {
		name := item
		if f.part != "" {
			name += "." + f.part
		}
		out = append(out, alur.Blocker{Code: code, Item: name, Reason: f.reason})
	}
	return out
}
