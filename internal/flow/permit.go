package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// findingTargets are the statuses that a finding can be moved to.
var findingTargets = []string{FindingFixed, FindingVerified, FindingReopened}

// Check gives the refusals that do not depend on values: 403 (read-only-role,
// not-your-party, four-eyes for a review) and then 409 (request-ended, paused,
// wrong-stage, action-not-available, already-signed, signed-another,
// wrong-transition), in the order of api.md, person-required last of the 403; not-found for a document, finding or
// action that does not exist. It returns nil when [Registry.Step] may judge the rest.
func (r *Registry) Check(s *State, cmd Command, env Env) error {
	if c, ok := cmd.(Comment); ok {
		return checkComment(s, c, env)
	}
	if c, ok := cmd.(Create); ok {
		return r.checkCreate(c, env)
	}
	if c, ok := cmd.(HandSeats); ok {
		return checkSeats(s, c, env)
	}
	// What does not exist for the caller comes before who may touch it.
	if err := r.checkExists(s, cmd, env); err != nil {
		return err
	}
	if env.Actor.ReadOnly() {
		return alur.Refuse(alur.CodeReadOnlyRole)
	}
	mine := r.PartiesOf(s, env.Actor, env.ICT)
	p := permit{r: r, s: s, env: &env, mine: mine}
	p.plan, p.stage = r.Stage(s)
	if len(mine) == 0 || p.stage == nil {
		return alur.Refuse(alur.CodeNotYourParty)
	}
	party, state := p.rules(cmd)
	if party != "" {
		return alur.Refuse(party)
	}
	if env.Actor.Service && personal(cmd) {
		return alur.Refuse(alur.CodePersonRequired)
	}
	if s.Status.Ended() && !paperAfterEnd(s, cmd) {
		return alur.Refuse(alur.CodeRequestEnded)
	}
	if s.Paused != nil && !p.whilePaused(cmd) {
		return alur.Refuse(alur.CodePaused)
	}
	if state != "" {
		return alur.Refuse(state)
	}
	return nil
}

// personal reports whether persons answer for the command: every action, review,
// signature and paper. Four eyes are two people, and a service is none.
func personal(cmd Command) bool {
	switch cmd.(type) {
	case Act, Sign, ReviewDocument, IssuePaper, RegisterPaper, WithdrawPaper:
		return true
	}
	return false
}

func checkComment(s *State, c Comment, env Env) error {
	switch {
	case env.Actor.Has(alur.RoleAuditor):
		return alur.Refuse(alur.CodeReadOnlyRole)
	case slices.Contains(alur.Audiences, c.Audience) && !c.Audience.Includes(env.Actor):
		return alur.Refuse(alur.CodeNotYourParty)
	case !Sees(s, env.Actor):
		return alur.Refuse(alur.CodeNotFound)
	}
	return nil
}

func (r *Registry) checkCreate(c Create, env Env) error {
	u := env.Actor
	switch {
	case u.ReadOnly():
		return alur.Refuse(alur.CodeReadOnlyRole)
	case !u.Active || u.ThirdParty():
		return alur.Refuse(alur.CodeNotYourParty)
	case c.Agency == "" && !u.Has(alur.RoleRequester), c.Agency != "" && !(u.Agency == env.ICT && u.Has(alur.RoleReviewer)):
		return alur.Refuse(alur.CodeNotYourParty)
	}
	return nil
}

func (r *Registry) checkExists(s *State, cmd Command, env Env) error {
	exists := true
	switch c := cmd.(type) {
	case RemoveDocument:
		exists = r.hasDocument(s, c.ID, env.Actor)
	case ReviewDocument:
		exists = r.hasDocument(s, c.ID, env.Actor)
	case AddDocument:
		exists = c.Finding == 0 || s.finding(c.Finding) != nil
	case ChangeFinding:
		exists = s.finding(c.Number) != nil
	case Act:
		exists = r.KnowsAction(c.Action)
	case RegisterPaper:
		exists = r.seesPaper(s, s.Paper(c.Code), env.Actor)
	case WithdrawPaper:
		exists = r.seesPaper(s, s.Paper(c.Code), env.Actor)
	}
	if !exists {
		return alur.Refuse(alur.CodeNotFound)
	}
	return nil
}

// hasDocument reports whether the request has the document in a current set, as
// far as the user may know.
func (r *Registry) hasDocument(s *State, id alur.DocumentID, u alur.User) bool {
	d := s.document(id)
	if d == nil || !d.Current() {
		return false
	}
	if !u.ThirdParty() {
		return true
	}
	it := r.plan(s).Stage(d.Stage).Item(d.Kind)
	return it == nil || !it.Confidential
}

// A permit is one question of who may do what now.
type permit struct {
	r     *Registry
	s     *State
	env   *Env
	plan  *Plan
	stage *Stage
	mine  []alur.PartyID
}

func (p *permit) is(party alur.PartyID) bool { return slices.Contains(p.mine, party) }

// rules returns the 403 and the 409 code that the command meets; either may be "".
func (p *permit) rules(cmd Command) (party, state alur.Code) {
	switch c := cmd.(type) {
	case SetData:
		for _, id := range sortedKeys(c.Items) {
			where, it := p.r.settable(p.s, p.plan, p.stage, id)
			a, b := p.item(where, it, id)
			party, state = first(party, a), first(state, b)
		}
	case AddDocument:
		if c.Finding != 0 {
			return p.picture(p.s.finding(c.Finding))
		}
		where, it := p.r.uploadable(p.s, p.plan, p.stage, c.Kind)
		return p.item(where, it, c.Kind)
	case RemoveDocument:
		return p.removal(c)
	case ReviewDocument:
		return p.review(c)
	case AddFinding:
		return p.findings(FindingOpen, "")
	case ChangeFinding:
		return p.findings(c.Status, p.s.finding(c.Number).Status)
	case Sign:
		return p.sign(c)
	case Act:
		return p.act(c)
	case IssuePaper:
		return p.issuePaper(c)
	case RegisterPaper:
		return p.changePaper(c.Code, false)
	case WithdrawPaper:
		return p.changePaper(c.Code, true)
	}
	return party, state
}

func first(a, b alur.Code) alur.Code {
	if a != "" {
		return a
	}
	return b
}

// item judges an item that may be set here (it), or is known elsewhere (it == nil).
func (p *permit) item(where *Stage, it *Item, id string) (party, state alur.Code) {
	if it != nil {
		if !p.is(it.Owner) {
			return alur.CodeNotYourParty, ""
		}
		return "", ""
	}
	known, owned := false, false
	for _, st := range p.plan.Stages {
		if other := st.Item(alur.ItemID(id)); other != nil {
			known, owned = true, owned || p.is(other.Owner)
		}
	}
	switch {
	case !known:
		return "", "" // Step says unknown-item
	case !owned:
		return alur.CodeNotYourParty, ""
	}
	return "", alur.CodeWrongStage
}

func (p *permit) removal(c RemoveDocument) (party, state alur.Code) {
	d := p.s.document(c.ID)
	if d.Finding != 0 {
		f := p.s.finding(d.Finding)
		party, state = p.picture(f)
		if party == "" && state == "" && (d.Stage != p.stage.ID || d.Round != len(f.History)) {
			state = alur.CodeWrongStage // others have built on it since
		}
		return party, state
	}
	it := p.plan.Stage(d.Stage).Item(d.Kind)
	if !p.is(it.Owner) {
		return alur.CodeNotYourParty, ""
	}
	if where, _ := p.r.settable(p.s, p.plan, p.stage, string(d.Kind)); where == nil || where.ID != d.Stage {
		return "", alur.CodeWrongStage
	}
	return "", ""
}

func (p *permit) review(c ReviewDocument) (party, state alur.Code) {
	for _, st := range p.plan.Stages {
		if st.Review == nil {
			continue
		}
		if !p.is(st.Review.Party) {
			return alur.CodeNotYourParty, ""
		}
		if p.r.submitted(p.s, p.env.Actor, p.env.ICT, st.Review.Party) {
			return alur.CodeFourEyes, ""
		}
	}
	if p.stage.Review == nil || !slices.Contains(p.stage.Review.Stages, p.s.document(c.ID).Stage) {
		return "", alur.CodeWrongStage
	}
	return "", ""
}

// findings judges reporting a finding (to "open") or moving one from a status to another.
func (p *permit) findings(to, from string) (party, state alur.Code) {
	fix := to == FindingFixed
	known := fix || slices.Contains(findingTargets, to) || from == ""
	allowed := false
	for _, st := range p.plan.Stages {
		if st.Findings == nil {
			continue
		}
		allowed = allowed || (fix || !known) && st.Findings.Fix != "" && p.is(st.Findings.Fix)
		allowed = allowed || (!fix || !known) && st.Findings.Report != "" && p.is(st.Findings.Report)
	}
	if !allowed {
		return alur.CodeNotYourParty, ""
	}
	here := p.stage.Findings
	if here == nil || known && fix && here.Fix == "" || known && !fix && here.Report == "" {
		return "", alur.CodeWrongStage
	}
	if from != "" && known && !transition(from, to) {
		return "", alur.CodeWrongTransition
	}
	return "", ""
}

// picture judges adding a picture to a finding, or taking one out again: whoever
// reports findings may where they are reported, whoever fixes them where they are
// fixed, until the finding is verified.
func (p *permit) picture(f *Finding) (party, state alur.Code) {
	mine := func(x *Findings) bool { return x != nil && (p.is(x.Report) || p.is(x.Fix)) }
	switch {
	case !slices.ContainsFunc(p.plan.Stages, func(st *Stage) bool { return mine(st.Findings) }):
		return alur.CodeNotYourParty, ""
	case !mine(p.stage.Findings):
		return "", alur.CodeWrongStage
	case f.Status == FindingVerified:
		return "", alur.CodeWrongTransition
	}
	return "", ""
}

// transition reports whether a finding may move so (api.md, PATCH findings).
func transition(from, to string) bool {
	switch to {
	case FindingFixed:
		return from == FindingOpen || from == FindingReopened
	case FindingVerified:
		return from == FindingFixed || from == FindingOpen
	case FindingReopened:
		return from == FindingFixed
	}
	return false
}

func (p *permit) sign(c Sign) (party, state alur.Code) {
	it := p.stage.Item(alur.ItemID(c.Item))
	if party, state = p.item(p.stage, it, c.Item); party != "" || state != "" || it == nil || it.Kind != KindSignature {
		return party, state
	}
	if p.s.signature(p.stage.ID, it.ID) != nil {
		return "", alur.CodeAlreadySigned
	}
	// Whoever submitted the request does not sign for those who decide on it.
	if decides(p.plan.Party(it.Owner)) && p.r.submitted(p.s, p.env.Actor, p.env.ICT, it.Owner) {
		return alur.CodeFourEyes, ""
	}
	signers := []string{p.env.Actor.Username, p.r.behalfOf(p.s, p.env.Actor, p.env.ICT, it.Owner)}
	for _, sig := range p.s.Signatures {
		if sig.Stage == p.stage.ID && (slices.Contains(signers, sig.By) || sig.OnBehalfOf != "" && slices.Contains(signers, sig.OnBehalfOf)) {
			return "", alur.CodeSignedAnother
		}
	}
	return "", ""
}

func (p *permit) act(c Act) (party, state alur.Code) {
	a := p.stage.Action(alur.ActionID(c.Action))
	parties := p.r.partiesOfAction(alur.ActionID(c.Action))
	if a != nil {
		parties = a.Parties
	}
	switch {
	case !slices.ContainsFunc(parties, p.is):
		return alur.CodeNotYourParty, ""
	case a == nil || a.Resumes && p.s.Paused == nil:
		return "", alur.CodeActionNotAvailable
	}
	return "", ""
}

// whilePaused reports whether the command is possible while the request is paused.
func (p *permit) whilePaused(cmd Command) bool {
	c, ok := cmd.(Act)
	if !ok {
		return false
	}
	a := p.stage.Action(alur.ActionID(c.Action))
	return a != nil && a.WhilePaused
}

// settable finds an item that may be set in the current stage: its own, or, where
// the stage takes resubmissions, one of a reopened stage. It returns nil for others.
func (r *Registry) settable(s *State, plan *Plan, st *Stage, id string) (*Stage, *Item) {
	if it := st.Item(alur.ItemID(id)); it != nil {
		return st, it
	}
	if st.Resubmits {
		for _, other := range s.Reopened {
			if where := plan.Stage(other); where != nil {
				if it := where.Item(alur.ItemID(id)); it != nil {
					return where, it
				}
			}
		}
	}
	return nil, nil
}

// uploadable is settable for documents; where a team may be changed, the document
// that its action names may be uploaded as well (api.md, reading 5).
func (r *Registry) uploadable(s *State, plan *Plan, st *Stage, kind string) (*Stage, *Item) {
	if where, it := r.settable(s, plan, st, kind); it != nil {
		return where, it
	}
	for _, a := range st.Actions {
		in := a.Input(alur.ItemID(kind))
		if !a.ChangesTeam || in == nil || in.Kind != KindDocumentID {
			continue
		}
		for _, where := range plan.Stages {
			if it := where.Item(in.ID); it != nil && it.Kind == KindDocument {
				return where, it
			}
		}
	}
	return nil, nil
}

// Settable finds the item that the current stage lets somebody set or upload
// under the id, and the stage that it belongs to; nil when it is not open now.
func (r *Registry) Settable(s *State, id string) (*Stage, *Item) {
	plan, st := r.Stage(s)
	if st == nil {
		return nil, nil
	}
	return r.uploadable(s, plan, st, id)
}
