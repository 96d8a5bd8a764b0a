package flow

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// Paper is one that was issued, as the history has it.
type Paper struct {
	Code       string        `json:"code"` // as tracking codes; on the paper, and in its QR code
	Kind       string        `json:"kind"`
	Template   string        `json:"template"` // name@version of an uploaded one, or shipped@hash
	SHA256     string        `json:"sha256"`   // of the PDF as issued, lower-case hex
	DOCXSHA256 string        `json:"docx_sha256,omitempty"`
	Head       string        `json:"head"` // hash of the last event of the history that it was made from
	Party      alur.PartyID  `json:"party"`
	By         string        `json:"by"`
	OnBehalfOf string        `json:"on_behalf_of,omitempty"`
	At         time.Time     `json:"at"`
	Seq        int64         `json:"seq"` // of the event that issued it
	ReplacedBy string        `json:"replaced_by,omitempty"`
	Register   *Registration `json:"register,omitempty"`
	Withdrawn  *Withdrawal   `json:"withdrawn,omitempty"`
}

// Registration is what an office gave the paper: never invented here.
type Registration struct {
	Number         string    `json:"number"`
	Date           string    `json:"date"`
	Classification string    `json:"classification"`
	SignedSHA256   string    `json:"signed_sha256,omitempty"` // of the signed PDF
	SignedSize     int64     `json:"signed_size,omitempty"`   // likewise, bytes
	By             string    `json:"by"`
	At             time.Time `json:"at"`
}

// Withdrawal says that a paper is not to be relied on.
type Withdrawal struct {
	Reason string    `json:"reason"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// InForce reports whether the paper was neither replaced nor withdrawn.
func (p *Paper) InForce() bool { return p.ReplacedBy == "" && p.Withdrawn == nil }

// Signed is the hash of the signed file, "" without one.
func (p *Paper) Signed() string {
	if p.Register == nil {
		return ""
	}
	return p.Register.SignedSHA256
}

// Number is the official number, "" until it is registered.
func (p *Paper) Number() string {
	if p.Register == nil {
		return ""
	}
	return p.Register.Number
}

// Paper finds a paper by its code, or nil.
func (s *State) Paper(code string) *Paper {
	i := slices.IndexFunc(s.Papers, func(p Paper) bool { return p.Code == code })
	if i < 0 {
		return nil
	}
	return &s.Papers[i]
}

// PaperInForce finds the paper of a kind that is in force, or nil.
func (s *State) PaperInForce(kind string) *Paper {
	i := slices.IndexFunc(s.Papers, func(p Paper) bool { return p.Kind == kind && p.InForce() })
	if i < 0 {
		return nil
	}
	return &s.Papers[i]
}

// seesPaper reports whether the paper exists for the user, who sees the request.
func (r *Registry) seesPaper(s *State, p *Paper, u alur.User) bool {
	if p == nil || !u.ThirdParty() {
		return p != nil
	}
	k, ok := PaperKindOf(p.Kind)
	return ok && k.VendorSees(r.plan(s))
}

// IssuePaper puts a paper on record, whose bytes are already safe. With Check set nothing
// is issued: Step only says whether it could be, before anything is drawn.
type IssuePaper struct {
	Code, Kind, Template string
	SHA256, DOCXSHA256   string
	Head                 string
	Check                bool
}

// RegisterPaper enters what an office gave a paper. What is "" stays as it was. SignedSHA256
// is of a PDF whose bytes are already safe, and SignedSize how many they are.
type RegisterPaper struct {
	Code                         string
	Number, Date, Classification string
	SignedSHA256                 string
	SignedSize                   int64
	Check                        bool
}

// WithdrawPaper says that a paper is not to be relied on any more.
type WithdrawPaper struct {
	Code, Reason string
	Check        bool
}

// Names returns nobody: what is on the paper was looked up when it was drawn.
func (IssuePaper) Names() ([]string, []alur.AgencyID)    { return nil, nil }
func (RegisterPaper) Names() ([]string, []alur.AgencyID) { return nil, nil }
func (WithdrawPaper) Names() ([]string, []alur.AgencyID) { return nil, nil }

type (
	paperIssuedPayload struct {
		Code       string `json:"code"`
		Kind       string `json:"kind"`
		Template   string `json:"template"`
		SHA256     string `json:"sha256"`
		DOCXSHA256 string `json:"docx_sha256,omitempty"`
		Head       string `json:"head"`
	}
	paperRegisteredPayload struct {
		Code           string `json:"code"`
		Number         string `json:"number"`
		Date           string `json:"date"`
		Classification string `json:"classification"`
		SignedSHA256   string `json:"signed_sha256,omitempty"`
		SignedSize     int64  `json:"signed_size,omitempty"` // by whoever brought the file, and nobody after
	}
	paperWithdrawnPayload struct {
		Code   string `json:"code"`
		Reason string `json:"reason"`
	}
)

func applyPaperIssued(s *State, e alur.Event, p paperIssuedPayload) error {
	if s.Paper(p.Code) != nil {
		return fmt.Errorf("paper %s is there already", p.Code)
	}
	if old := s.PaperInForce(p.Kind); old != nil {
		old.ReplacedBy = p.Code
	}
	s.Papers = append(s.Papers, Paper{
		Code: p.Code, Kind: p.Kind, Template: p.Template, SHA256: p.SHA256, DOCXSHA256: p.DOCXSHA256, Head: p.Head,
		Party: e.Actor.Party, By: e.Actor.Username, OnBehalfOf: e.Actor.OnBehalfOf, At: e.At, Seq: e.Seq,
	})
	return nil
}

func applyPaperRegistered(s *State, e alur.Event, p paperRegisteredPayload) error {
	paper := s.Paper(p.Code)
	if paper == nil {
		return fmt.Errorf("no paper %s", p.Code)
	}
	if was := paper.Register; was != nil && was.SignedSHA256 == p.SignedSHA256 && p.SignedSize == 0 {
		p.SignedSize = was.SignedSize
	}
	paper.Register = &Registration{
		Number: p.Number, Date: p.Date, Classification: p.Classification, SignedSHA256: p.SignedSHA256, SignedSize: p.SignedSize, By: e.Actor.Username, At: e.At,
	}
	return nil
}

func applyPaperWithdrawn(s *State, e alur.Event, p paperWithdrawnPayload) error {
	paper := s.Paper(p.Code)
	if paper == nil {
		return fmt.Errorf("no paper %s", p.Code)
	}
	paper.Withdrawn = &Withdrawal{Reason: p.Reason, By: e.Actor.Username, At: e.At}
	return nil
}

// paperCommand reports whether the command is about a paper.
func paperCommand(cmd Command) bool {
	switch cmd.(type) {
	case IssuePaper, RegisterPaper, WithdrawPaper:
		return true
	}
	return false
}

// paperAfterEnd reports whether the command about a paper is possible after the end: a
// paper about the end itself, and what an office adds to one that was issued.
func paperAfterEnd(s *State, cmd Command) bool {
	if c, ok := cmd.(IssuePaper); ok {
		k, known := PaperKindOf(c.Kind)
		return known && k.End != "" && k.End == s.Status
	}
	return paperCommand(cmd)
}

// issue judges who issues a kind, and whether it is time.
func (p *permit) issuePaper(c IssuePaper) (party, state alur.Code) {
	k, known := PaperKindOf(c.Kind)
	parties := k.Parties(p.plan)
	switch {
	case !known || len(parties) == 0:
		return "", "" // Step says that there is no such kind
	case !slices.ContainsFunc(parties, p.is):
		return alur.CodeNotYourParty, ""
	case k.FourEyes(p.plan) && p.r.submitted(p.s, p.env.Actor, p.env.ICT, parties...):
		return alur.CodeFourEyes, ""
	case !k.timely(p.plan, p.s):
		return "", alur.CodeWrongStage
	}
	return "", ""
}

// changePaper judges registering and withdrawing.
func (p *permit) changePaper(code string, withdraw bool) (party, state alur.Code) {
	paper := p.s.Paper(code)
	k, known := PaperKindOf(paper.Kind)
	parties := k.Registrars(p.plan)
	if withdraw {
		parties = k.Parties(p.plan)
	}
	switch {
	case !known || !slices.ContainsFunc(parties, p.is):
		return alur.CodeNotYourParty, ""
	case k.FourEyes(p.plan) && p.r.submitted(p.s, p.env.Actor, p.env.ICT, parties...):
		return alur.CodeFourEyes, ""
	case !paper.InForce():
		return "", alur.CodeWrongTransition
	}
	return "", ""
}

// Bounds of what an office gives a paper, in letters.
const (
	MaxPaperNumber         = 100
	MaxPaperClassification = 60
)

func (t *turn) issuePaper(c IssuePaper) error {
	plan, _ := t.r.Stage(t.next)
	k, known := PaperKindOf(c.Kind)
	if !known || len(k.Parties(plan)) == 0 {
		return invalid(alur.Blocker{Code: alur.BlockInvalidInput, Item: "kind", Reason: "unknown-option"})
	}
	var missing []alur.Blocker
	for _, id := range k.Lacking(plan, t.next) {
		missing = append(missing, alur.Blocker{Code: alur.BlockMissingItem, Item: string(id)})
	}
	if len(missing) > 0 {
		return &alur.Error{Code: alur.CodeBlocked, Blockers: missing}
	}
	if c.Check {
		return nil
	}
	if c.Code == "" || c.SHA256 == "" { // it could not be issued when it was to be drawn
		return alur.Refuse(alur.CodeConflict)
	}
	party := t.r.actingParty(t.next, t.env.Actor, t.env.ICT, k.Parties(plan))
	return t.emit(alur.EventPaperIssued, party, paperIssuedPayload{c.Code, k.ID, c.Template, c.SHA256, c.DOCXSHA256, c.Head})
}

func (t *turn) registerPaper(c RegisterPaper) error {
	paper := t.next.Paper(c.Code)
	next := paperRegisteredPayload{Code: c.Code, Number: strings.TrimSpace(c.Number), Date: c.Date, Classification: strings.TrimSpace(c.Classification), SignedSHA256: c.SignedSHA256}
	if c.Check {
		return nil
	}
	var blockers []alur.Blocker
	wrong := func(item, reason string) {
		code := alur.BlockInvalidInput
		if reason == "" {
			code = alur.BlockMissingInput
		}
		blockers = append(blockers, alur.Blocker{Code: code, Item: item, Reason: reason})
	}
	if c.SignedSHA256 != "" && c.SignedSHA256 != paper.Signed() {
		next.SignedSize = c.SignedSize
	}
	if was := paper.Register; was != nil { // what is not sent stays
		for _, x := range []struct{ to, from *string }{
			{&next.Number, &was.Number}, {&next.Date, &was.Date}, {&next.Classification, &was.Classification}, {&next.SignedSHA256, &was.SignedSHA256},
		} {
			if *x.to == "" {
				*x.to = *x.from
			}
		}
	}
	for _, x := range []struct {
		item, value string
		most        int
	}{{"number", next.Number, MaxPaperNumber}, {"classification", next.Classification, MaxPaperClassification}} {
		if reason := textFault(x.value, x.most, false); x.value != "" && reason != "" {
			wrong(x.item, reason)
		}
	}
	switch day, err := time.Parse(time.DateOnly, next.Date); {
	case next.Date == "" && next.Number != "":
		wrong("date", "")
	case next.Number == "" && (next.Date != "" || next.Classification != "" || next.SignedSHA256 == ""):
		wrong("number", "")
	case next.Date == "":
	case err != nil || day.Year() < 1945:
		wrong("date", "date")
	case next.Date > t.env.At.In(alur.Jakarta).Format(time.DateOnly):
		wrong("date", "future-date")
	}
	if len(blockers) > 0 {
		return invalid(blockers...)
	}
	if was := paper.Register; was != nil && next == (paperRegisteredPayload{c.Code, was.Number, was.Date, was.Classification, was.SignedSHA256, 0}) {
		return nil
	}
	return t.emit(alur.EventPaperRegistered, t.paperParty(paper, false), next)
}

func (t *turn) withdrawPaper(c WithdrawPaper) error {
	if c.Check {
		return nil
	}
	reason, blockers := judgeNote("reason", c.Reason, true)
	if len(blockers) > 0 {
		return invalid(blockers...)
	}
	return t.emit(alur.EventPaperWithdrawn, t.paperParty(t.next.Paper(c.Code), true), paperWithdrawnPayload{c.Code, reason})
}

// paperParty is the party for which the actor touches the paper.
func (t *turn) paperParty(p *Paper, withdraw bool) alur.PartyID {
	plan, _ := t.r.Stage(t.next)
	k, _ := PaperKindOf(p.Kind)
	parties := k.Registrars(plan)
	if withdraw {
		parties = k.Parties(plan)
	}
	return t.r.actingParty(t.next, t.env.Actor, t.env.ICT, parties)
}
