package casework

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// Gathering is a meeting with who says to come and who was there (docs/decisions/0035).
// Neither is part of the history: the list of those present becomes evidence as a paper.
type Gathering struct {
	Meeting Meeting
	Status  alur.Status // of the request
	Leads   bool        // the viewer is of the party whose meeting it is, or of those it was handed to
	Mine    *Coming     // the viewer's own, nil for who does not attend
	Answers bool        // the viewer may answer now
	Coming  []Coming    // all attendees, by name
	Yes, Maybe, No,
	Silent int
	From, Until time.Time // when the list of those present is open
	Open        bool      // it is now
	Noted       bool      // the viewer stands in it
	Present     []Present // in the order in which they came
	Guests      int       // of them, those without an account
}

// Coming is what one attendee says of coming; Answer is "" before that, and again when the
// meeting was moved to another start.
type Coming struct {
	User   alur.User
	Answer string
	Reason string
	At     time.Time
}

// Present is one person who was there.
type Present struct {
	Username string // "" without an account
	Name     string
	Office   string
	Position string
	Account  bool // the name is that of an account; else it was typed in the room
	At       time.Time
}

// The answers to an invitation.
const (
	ComingYes   = "yes"
	ComingNo    = "no"
	ComingMaybe = "maybe"
)

// When the list of those present is open, from the start of the meeting; and its bounds.
const (
	rollBefore  = 30 * time.Minute
	rollAfter   = 4 * time.Hour
	maxGuests   = 300
	maxPresent  = 1000
	maxRollName = 120 // letters
	// RollFull is the field of the conflict where no more guests are taken.
	RollFull = "full"
)

// Gathering returns a meeting with who comes: not-found when it has no time, or does not
// exist for the actor. Of a meeting that has no item of that name in the present stage, it
// is the one with that name whose stage was entered last.
func (c *Cases) Gathering(ctx context.Context, a Actor, id alur.RequestID, item alur.ItemID) (*Gathering, error) {
	var out *Gathering
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.Meetings(ctx, id)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(m store.MeetingRow) bool { return m.Item != item })
		if len(rows) == 0 {
			return alur.Refuse(alur.CodeNotFound)
		}
		slices.SortFunc(rows, func(x, y store.MeetingRow) int { return x.StartsAt.Compare(y.StartsAt) })
		out, err = c.gathering(ctx, tx, a, rows[len(rows)-1].ID)
		return err
	})
	return out, err
}

// GatheringOf is [Cases.Gathering] of a meeting by its id.
func (c *Cases) GatheringOf(ctx context.Context, a Actor, meeting string) (*Gathering, error) {
	var out *Gathering
	err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
		out, err = c.gathering(ctx, tx, a, meeting)
		return err
	})
	return out, err
}

func (c *Cases) gathering(ctx context.Context, tx *store.Tx, a Actor, meeting string) (*Gathering, error) {
	m, err := tx.Meeting(ctx, scopeOf(a.User), meeting)
	if err != nil {
		return nil, err
	}
	_, state, err := c.seen(ctx, tx, a, m.Request)
	if err != nil {
		return nil, err
	}
	ict, err := ictAgency(ctx, tx)
	if err != nil {
		return nil, err
	}
	views, err := c.meetingViews(ctx, tx, a, []store.MeetingRow{m})
	if err != nil {
		return nil, err
	}
	now := c.now()
	g := &Gathering{Meeting: views[0], Status: state.Status, From: m.StartsAt.Add(-rollBefore), Until: m.StartsAt.Add(rollAfter)}
	g.Leads = slices.Contains(c.flows.PartiesOf(state, a.User, ict), g.Meeting.Item.Owner)
	g.Open = !m.Cancelled && !now.Before(g.From) && now.Before(g.Until)
	if err := c.fillComing(ctx, tx, a, g); err != nil {
		return nil, err
	}
	g.Answers = g.Mine != nil && !m.Cancelled && now.Before(m.StartsAt) && !a.User.Service
	return g, c.fillPresent(ctx, tx, a, g)
}

func (c *Cases) fillComing(ctx context.Context, tx *store.Tx, a Actor, g *Gathering) error {
	answers, err := tx.Answers(ctx, g.Meeting.ID)
	if err != nil {
		return err
	}
	for _, u := range g.Meeting.Attendees {
		x := Coming{User: u}
		i := slices.IndexFunc(answers, func(r store.AnswerRow) bool { return r.Username == u.Username && r.StartsAt.Equal(g.Meeting.StartsAt) })
		if i >= 0 {
			x.Answer, x.Reason, x.At = answers[i].Answer, answers[i].Reason, answers[i].At
		}
		switch x.Answer {
		case ComingYes:
			g.Yes++
		case ComingMaybe:
			g.Maybe++
		case ComingNo:
			g.No++
		default:
			g.Silent++
		}
		g.Coming = append(g.Coming, x)
	}
	slices.SortStableFunc(g.Coming, func(x, y Coming) int { return strings.Compare(x.User.Name, y.User.Name) })
	for i := range g.Coming {
		if g.Coming[i].User.Username == a.User.Username {
			g.Mine = &g.Coming[i]
		}
	}
	return nil
}

func (c *Cases) fillPresent(ctx context.Context, tx *store.Tx, a Actor, g *Gathering) error {
	rows, err := tx.Attendance(ctx, g.Meeting.ID, maxPresent)
	if err != nil {
		return err
	}
	var names []string
	for _, r := range rows {
		if r.Username != "" {
			names = append(names, r.Username)
		}
	}
	people, err := tx.Users(ctx, names)
	if err != nil {
		return err
	}
	for _, r := range rows {
		p := Present{Username: r.Username, Name: r.Name, Office: r.Office, Position: r.Position, At: r.At}
		if r.Username == "" {
			g.Guests++
		} else {
			u := people[r.Username]
			p.Account, p.Name, p.Office = true, u.Name, u.AgencyName
			if p.Name == "" {
				p.Name = r.Username
			}
			g.Noted = g.Noted || r.Username == a.User.Username
		}
		g.Present = append(g.Present, p)
	}
	return nil
}

// AnswerInvitation says whether the actor comes to a meeting; reason is at most 300 letters. For
// attendees: not-your-party for others, person-required for services. Further refusals:
// not-found; conflict once it has begun or was called off; invalid-data with a blocker
// "answer" or "reason" for what is none or too long.
func (c *Cases) AnswerInvitation(ctx context.Context, a Actor, meeting, answer, reason string) error {
	reason = strings.TrimSpace(reason)
	return c.store.Write(ctx, func(tx *store.Tx) error {
		g, err := c.gathering(ctx, tx, a, meeting)
		switch {
		case err != nil:
			return err
		case a.User.Service:
			return alur.Refuse(alur.CodePersonRequired)
		case g.Mine == nil:
			return alur.Refuse(alur.CodeNotYourParty)
		case !g.Answers:
			return alur.Refuse(alur.CodeConflict)
		case answer != ComingYes && answer != ComingNo && answer != ComingMaybe:
			return wrongItem("answer", "")
		case tooLong(reason, maxRoundNote):
			return wrongItem("reason", "too-long")
		}
		return tx.PutAnswer(ctx, store.AnswerRow{Meeting: meeting, Username: a.User.Username, StartsAt: g.Meeting.StartsAt, Answer: answer, Reason: reason, At: c.now()})
	})
}

func wrongItem(item, reason string) error {
	return &alur.Error{Code: alur.CodeInvalidData, Blockers: []alur.Blocker{{Code: alur.BlockInvalidItem, Item: item, Reason: reason}}}
}

func tooLong(s string, most int) bool {
	return !utf8.ValidString(s) || utf8.RuneCountInString(s) > most || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\n' })
}

// Attend notes that the actor is at a meeting; again changes nothing. The caller has seen
// that he or she holds the code of the meeting's screen. Refusals: not-found, for who does
// not see the meeting; person-required for services; conflict while the list is not open.
func (c *Cases) Attend(ctx context.Context, a Actor, meeting string) error {
	return c.store.Write(ctx, func(tx *store.Tx) error {
		g, err := c.gathering(ctx, tx, a, meeting)
		switch {
		case err != nil:
			return err
		case a.User.Service:
			return alur.Refuse(alur.CodePersonRequired)
		case !g.Open:
			return alur.Refuse(alur.CodeConflict)
		}
		_, err = tx.AddAttendance(ctx, store.AttendanceRow{
			ID: alur.NewID(), Meeting: meeting, Request: g.Meeting.Request, Username: a.User.Username, Key: "akun:" + a.User.Username, At: c.now(),
		})
		return err
	})
}

// Guest is somebody without an account, as he or she typed it.
type Guest struct {
	Name, Office, Position string // Position may be ""
}

// AttendGuest notes that somebody without an account is at a meeting; the same name of the
// same office again changes nothing. The caller has seen that he or she holds the code of
// the meeting's screen. Refusals: not-found; conflict while the list is not open;
// conflict with the field [RollFull] after 300 guests; invalid-data with blockers "name", "office" and
// "position".
func (c *Cases) AttendGuest(ctx context.Context, meeting string, g Guest) error {
	var wrong []alur.Blocker
	for _, x := range []struct {
		name string
		v    *string
		may  bool
	}{{"name", &g.Name, false}, {"office", &g.Office, false}, {"position", &g.Position, true}} {
		*x.v = strings.Join(strings.Fields(*x.v), " ")
		if *x.v == "" && !x.may || tooLong(*x.v, maxRollName) {
			wrong = append(wrong, alur.Blocker{Code: alur.BlockInvalidItem, Item: x.name})
		}
	}
	return c.store.Write(ctx, func(tx *store.Tx) error {
		m, err := c.openRoll(ctx, tx, meeting)
		if err != nil {
			return err
		}
		if len(wrong) > 0 {
			return &alur.Error{Code: alur.CodeInvalidData, Blockers: wrong}
		}
		sum := sha256.Sum256([]byte(strings.ToLower(g.Name + "\n" + g.Office)))
		n, err := tx.CountGuests(ctx, meeting)
		if err != nil {
			return err
		}
		if n >= maxGuests {
			return alur.RefuseField(alur.CodeConflict, RollFull)
		}
		_, err = tx.AddAttendance(ctx, store.AttendanceRow{
			ID: alur.NewID(), Meeting: meeting, Request: m.Request, Name: g.Name, Office: g.Office, Position: g.Position, Key: "tamu:" + hex.EncodeToString(sum[:16]), At: c.now(),
		})
		return err
	})
}

// openRoll reads a meeting whose list of those present is open, for somebody in the room.
func (c *Cases) openRoll(ctx context.Context, tx *store.Tx, meeting string) (store.MeetingRow, error) {
	m, err := tx.Meeting(ctx, store.Everything, meeting)
	if err != nil {
		return m, err
	}
	if now := c.now(); m.Cancelled || now.Before(m.StartsAt.Add(-rollBefore)) || !now.Before(m.StartsAt.Add(rollAfter)) {
		return m, alur.Refuse(alur.CodeConflict)
	}
	return m, nil
}

// Roll is what somebody in the room may know of a meeting without seeing its request.
type Roll struct {
	Item     string // its title; "" where the meeting is confidential
	StartsAt time.Time
}

// Roll returns what to show to who holds the code of a meeting's screen: not-found, and
// conflict while the list is not open.
func (c *Cases) Roll(ctx context.Context, meeting string) (*Roll, error) {
	var out *Roll
	err := c.store.Read(ctx, func(tx *store.Tx) error {
		m, err := c.openRoll(ctx, tx, meeting)
		if err != nil {
			return err
		}
		views, err := c.meetingViews(ctx, tx, Actor{}, []store.MeetingRow{m})
		if err != nil {
			return err
		}
		out = &Roll{Item: views[0].Item.Title, StartsAt: m.StartsAt}
		if views[0].Item.Confidential {
			out.Item = ""
		}
		return nil
	})
	return out, err
}

// Screen returns the meeting for the page on the projector: not-found, not-your-party for
// who does not lead it, and conflict while the list of those present is not open.
func (c *Cases) Screen(ctx context.Context, a Actor, id alur.RequestID, item alur.ItemID) (*Gathering, error) {
	g, err := c.Gathering(ctx, a, id, item)
	switch {
	case err != nil:
		return nil, err
	case !g.Leads:
		return nil, alur.Refuse(alur.CodeNotYourParty)
	case !g.Open:
		return g, alur.Refuse(alur.CodeConflict)
	}
	return g, nil
}
