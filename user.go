package alur

import "slices"

// Role is what a user may be at all; what he or she is on one request is a
// party, derived from roles, agency and teams.
type Role string

// The roles.
const (
	RoleRequester Role = "requester" // acts for a requesting agency
	RoleReviewer  Role = "reviewer"  // ICT agency staff
	RoleHead      Role = "head"      // head of the ICT agency
	RoleMember    Role = "member"    // may be named in teams; sees and comments on the agency's requests
	RoleVendor    Role = "vendor"    // user of a third party
	RoleAuditor   Role = "auditor"   // reads everything, writes nothing
	RoleAdmin     Role = "admin"     // manages users and settings, no action on requests

	RoleAgencyAdmin Role = "agency-admin" // manages the people of the own agency; adds nothing to what one may on requests, and takes nothing away
)

// Roles lists every role, in the order shown to people.
var Roles = []Role{RoleRequester, RoleReviewer, RoleHead, RoleMember, RoleVendor, RoleAuditor, RoleAdmin, RoleAgencyAdmin}

// Valid reports whether r is one of the roles.
func (r Role) Valid() bool { return slices.Contains(Roles, r) }

// User is a person with an account, with the agency as far as rules need it.
// A username is fixed for life: the history names people by it.
type User struct {
	Username   string
	Name       string
	Agency     AgencyID
	AgencyName string
	AgencyKind AgencyKind
	Roles      []Role
	Active     bool
	// Service says that the account is another system's: it has no password and signs in by
	// tokens, and what persons answer for (submitting, reviewing, deciding, signing) it cannot do.
	Service bool
	// StandsIn are the offices of colleagues that the user holds at the moment.
	StandsIn []StandIn
}

// StandIn is an office of an absent colleague of the same agency, held for a period
// (acting head, daily acting head, leave). Seats in teams are not offices: teams are
// changed by the action that the definition has for it.
type StandIn struct {
	Kind  StandInKind
	For   string // username of the absent colleague
	Name  string
	Roles []Role // the colleague's offices, see [Role.Office]
}

// StandInKind is on what ground somebody stands in.
type StandInKind string

// The grounds, as offices call them (domain.md, "Plt and Plh").
const (
	StandInActing StandInKind = "plt"  // the office is vacant
	StandInDaily  StandInKind = "plh"  // the holder is away for a while
	StandInLeave  StandInKind = "cuti" // a colleague takes over the tasks of one on leave
)

// StandInKinds lists the grounds, in the order shown to people.
var StandInKinds = []StandInKind{StandInActing, StandInDaily, StandInLeave}

// Office reports whether the role is an office, in which a colleague can stand in.
// Oversight (auditor, admin), third parties and mere members are none.
func (r Role) Office() bool {
	return r == RoleRequester || r == RoleReviewer || r == RoleHead
}

// Has reports whether the user has the role, or holds it for an absent colleague.
func (u User) Has(r Role) bool {
	return slices.Contains(u.Roles, r) || r.Office() && u.standIn(r) != nil
}

// OnBehalfOf returns the username of whom the user acts for in the role: "" when the
// role is his or her own.
func (u User) OnBehalfOf(r Role) string {
	if s := u.standIn(r); s != nil && !slices.Contains(u.Roles, r) {
		return s.For
	}
	return ""
}

func (u User) standIn(r Role) *StandIn {
	for i := range u.StandsIn {
		if slices.Contains(u.StandsIn[i].Roles, r) {
			return &u.StandsIn[i]
		}
	}
	return nil
}

// ReadOnly reports whether the user may take no action on any request, whatever
// other roles he or she has: auditors only read, and an admin has no business
// actions (promises.md, "Who gets in").
func (u User) ReadOnly() bool { return u.Has(RoleAuditor) || u.Has(RoleAdmin) }

// SeesAll reports whether every request is visible to the user: the ICT agency's
// reviewers and head, auditors and admins (flows.md, "Parties").
func (u User) SeesAll() bool {
	if u.Has(RoleAuditor) || u.Has(RoleAdmin) {
		return true
	}
	return u.AgencyKind == AgencyICT && (u.Has(RoleReviewer) || u.Has(RoleHead))
}
