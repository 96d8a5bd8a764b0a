package flow

import (
	"slices"

	"github.com/alur-id/alur"
)

// Deed is what a [Permission] lets somebody do.
type Deed string

// The deeds. The id of a permission is that of the item or action; for findings it
// is the deed itself.
const (
	DeedItem    Deed = "item"    // set an item, or upload a document of it
	DeedSign    Deed = "sign"    // sign a signature item
	DeedAct     Deed = "action"  // take an action
	DeedReview  Deed = "review"  // accept or reject documents
	DeedReport  Deed = "report"  // report findings, verify and reopen them
	DeedFix     Deed = "fix"     // say that a finding is fixed
	DeedPicture Deed = "picture" // add a picture to a finding
)

// Permission is one thing that the people of some parties may do in one stage, as
// far as it depends on the definition alone.
type Permission struct {
	Stage   *Stage
	Deed    Deed
	ID      string
	Item    *Item   // DeedItem and DeedSign
	Action  *Action // DeedAct
	Parties []alur.PartyID
	// Reopened: an item of an earlier stage, open again only after a document of that
	// stage was rejected.
	Reopened *Stage
	// FourEyes: not by whoever submitted the request, nor for a colleague who did.
	FourEyes bool
	// Counter: reviewers may do it for the requester of a request that they registered.
	Counter bool
	// Open and Paused: whether it is possible while the request runs, and while it is
	// paused. After the end nothing is.
	Open, Paused bool
}

// Access lists everything that the definition lets anybody do, stage by stage in the
// order of the plan. What is not in it [Registry.Check] refuses. It leaves out what
// depends on values: guards other than four eyes, and one signature a person and stage;
// and papers, about which [PaperKind] says the same.
func Access(p *Plan) []Permission {
	var out []Permission
	for _, st := range p.Stages {
		for _, it := range st.Items {
			x := Permission{Stage: st, Deed: DeedItem, ID: string(it.ID), Item: it, Parties: []alur.PartyID{it.Owner}}
			if it.Kind == KindSignature {
				x.Deed, x.FourEyes = DeedSign, decides(p.Party(it.Owner))
			}
			out = append(out, x)
		}
		out = append(out, reopened(p, st)...)
		out = append(out, teamPapers(p, st)...)
		if st.Review != nil {
			out = append(out, Permission{Stage: st, Deed: DeedReview, ID: string(DeedReview), Parties: []alur.PartyID{st.Review.Party}, FourEyes: true})
		}
		if f := st.Findings; f != nil {
			deed := DeedFix
			if f.Report != "" {
				deed = DeedReport
			}
			for _, d := range []Deed{deed, DeedPicture} {
				out = append(out, Permission{Stage: st, Deed: d, ID: string(d), Parties: []alur.PartyID{f.party()}})
			}
		}
		for _, a := range st.Actions {
			out = append(out, Permission{
				Stage: st, Deed: DeedAct, ID: string(a.ID), Action: a, Parties: slices.Clone(a.Parties),
				FourEyes: slices.ContainsFunc(a.Guards, func(g Guard) bool { return g.Kind == GuardFourEyes }),
			})
		}
	}
	for i := range out {
		x := &out[i]
		x.Open = x.Action == nil || !x.Action.Resumes
		x.Paused = x.Action != nil && x.Action.WhilePaused
		x.Counter = x.Stage.Counter && slices.ContainsFunc(x.Parties, func(id alur.PartyID) bool { return p.Party(id).Source == SourceRequester })
	}
	return out
}

// decides reports whether the party's people decide on requests: theirs are the
// signatures that need a second pair of eyes.
func decides(p *Party) bool { return p.Source == SourceReviewer || p.Source == SourceHead }

// reopened are the items of stages under review that a stage takes again.
func reopened(p *Plan, st *Stage) []Permission {
	var out []Permission
	if !st.Resubmits {
		return nil
	}
	for _, where := range p.Stages {
		if where == st || !underReview(p, where.ID) {
			continue
		}
		for _, it := range where.Items {
			if it.Kind != KindSignature && st.Item(it.ID) == nil {
				out = append(out, Permission{Stage: st, Deed: DeedItem, ID: string(it.ID), Item: it, Parties: []alur.PartyID{it.Owner}, Reopened: where})
			}
		}
	}
	return out
}

func underReview(p *Plan, id alur.StageID) bool {
	return slices.ContainsFunc(p.Stages, func(st *Stage) bool { return st.Review != nil && slices.Contains(st.Review.Stages, id) })
}

// teamPapers are the documents that a change of the teams names, which may be
// uploaded wherever the teams may be changed.
func teamPapers(p *Plan, st *Stage) []Permission {
	var out []Permission
	for _, a := range st.Actions {
		for _, in := range a.Inputs {
			if !a.ChangesTeam || in.Kind != KindDocumentID || st.Item(in.ID) != nil {
				continue
			}
			for _, where := range p.Stages {
				if it := where.Item(in.ID); it != nil && it.Kind == KindDocument {
					out = append(out, Permission{Stage: st, Deed: DeedItem, ID: string(it.ID), Item: it, Parties: []alur.PartyID{it.Owner}})
					break
				}
			}
		}
	}
	return out
}
