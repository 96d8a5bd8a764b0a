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
)

// Roles lists every role, in the order shown to people.
var Roles = []Role{RoleRequester, RoleReviewer, RoleHead, RoleMember, RoleVendor, RoleAuditor, RoleAdmin}

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
}

// Has reports whether the user has the role.
func (u User) Has(r Role) bool { return slices.Contains(u.Roles, r) }

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
