// Package compliance says, clause by clause of the guide, what a history shows: what
// was done, when, by whom and on which document.
//
// It is pure: it reads events and definitions, no projection, no clock and no database,
// and claims nothing for which there is no event. It must not know who may read a report
// nor how one looks. Start reading at [Begin], [Report] and [State].
package compliance

import (
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
)

// State is what became of a clause. A clause of a report is in exactly one.
type State string

// The states.
const (
	// Done: the stage was gone through once, and left in a way that the guide knows: onward,
	// or by one of the ends that it grants (a rejection, a decision against).
	Done State = "done"
	// Repeated is Done, after more than one round.
	Repeated State = "repeated"
	// Skipped: the request stands beyond the clause without having been in its stage;
	// [Clause.Way] is the act that led past it.
	Skipped State = "skipped"
	// Pending: not yet, or again not yet: whatever led back to a clause opened it anew,
	// and every one from there on. [Clause.Since] is set where it is being worked on.
	Pending State = "pending"
	// Ended: the request ended before.
	Ended State = "ended"
)

// States lists the states in the order in which reports count them.
var States = []State{Done, Repeated, Skipped, Pending, Ended}

// Mark is the event that a claim rests on.
type Mark struct {
	Seq        int64
	At         time.Time
	By         string // a username
	OnBehalfOf string // the head it was done for, "" for none
	Party      alur.PartyID
}

// Act is an action that was taken.
type Act struct {
	Mark
	Action alur.ActionID
	Title  string
	Stage  alur.StageID // where it was taken
	Clause string       // of that stage, as the flow in force then counts it
	// Guided says that the guide itself knows the action; the others are of this product
	// ([flow.Action.Clause]): pausing, withdrawing, stopping, another route.
	Guided bool
	Leads  flow.Direction
	End    alur.Status // LeadsOut, and LeadsOn to "completed"
}

// Evidence is one thing that happened in a round, other than the acts.
type Evidence struct {
	Mark
	Type   alur.EventType
	Stage  alur.StageID // of the item
	Item   alur.ItemID  // "" for findings and papers
	Title  string       // of the item, or the finding's
	Paper  string       // the kind of a paper that was issued, registered or withdrawn
	Name   string       // document-added: the file's; of papers their code
	SHA256 string       // documents, reviews: the file's; signed: of what was signed
	// Verdict is of document-reviewed, Number of findings, Status of finding-changed.
	Verdict string
	Number  int
	Status  string
	// Official is the number that an office gave a paper, "" for none.
	Official string
	// Void says that a later event of the history took it away: a document replaced or
	// removed, a signature dropped, a review or an answer given anew, a paper replaced or withdrawn.
	Void bool

	document alur.DocumentID
}

// Round is one stay in the stage of a clause, or in its sub-stage.
type Round struct {
	Stage   alur.StageID
	Sub     bool // a fix within the clause, no round of the clause itself
	Entered Mark
	Left    *Act // nil while it runs
	// Clause is how the flow in force then counted it, "" when it is the clause it stands under.
	Clause   string
	Evidence []Evidence // in the order of the history
}

// Clause is what became of one clause of the guide.
type Clause struct {
	ID     string // "A.3"
	Number int
	Stage  alur.StageID
	Title  string
	State  State
	Rounds []Round
	Since  *Mark // with which the round that runs began
	Way    *Act  // Skipped: what led past it

	done bool
}

// Times is how often the clause's own stage was entered; fixes within it do not count.
func (c *Clause) Times() int {
	n := 0
	for _, r := range c.Rounds {
		if !r.Sub {
			n++
		}
	}
	return n
}

// Last is the act by which the clause was left last, nil where it never was.
func (c *Clause) Last() *Act {
	for i := len(c.Rounds) - 1; i >= 0; i-- {
		if r := c.Rounds[i]; !r.Sub && r.Left != nil {
			return r.Left
		}
	}
	return nil
}

// Report is what a history shows, clause by clause.
type Report struct {
	Plan    *flow.Plan // the flow at the end of the history
	Status  alur.Status
	Clauses []Clause
	// Beside are the acts of which the guide says nothing, in order: pauses, resumptions,
	// changes of teams or route, withdrawals.
	Beside []Act
	Last   Mark // the last event read
}

// Count is how many clauses are in each state.
func (r *Report) Count() map[State]int {
	out := map[State]int{}
	for _, c := range r.Clauses {
		out[c.State]++
	}
	return out
}
