package alur

import "slices"

// ThirdParty reports whether the user is from outside the city: of a vendor's
// organisation, or with a vendor's role wherever he or she is. Whoever is, is kept out of
// what is inside: lists of agencies and people, histories, what is confidential.
func (u User) ThirdParty() bool {
	return u.AgencyKind == AgencyVendor || u.Has(RoleVendor)
}

// Manages reports whether the user manages the account of another: an administrator
// every account but his or her own, an agency's own admin those of the agency's people
// who have no roles but those that such an admin gives. It is what hand-overs of seats
// are permitted by ([Role] says who that is); nobody ends his or her own account.
func (u User) Manages(other User) bool {
	switch {
	case u.Username == other.Username:
		return false
	case u.Has(RoleAdmin):
		return true
	}
	return u.Has(RoleAgencyAdmin) && u.Agency == other.Agency && !other.Service &&
		!slices.ContainsFunc(other.Roles, func(r Role) bool { return !slices.Contains(AgencyRoles, r) })
}

// ManagesPeople reports whether the user manages accounts of others at all.
func (u User) ManagesPeople() bool { return u.Has(RoleAdmin) || u.Has(RoleAgencyAdmin) }

// AgencyRoles are the roles that an agency's own admin may give.
var AgencyRoles = []Role{RoleRequester, RoleMember}

// Privileged reports whether giving the role takes a second administrator, where there
// is one: with it one sees or decides what is not of one's own agency.
func (r Role) Privileged() bool {
	return r == RoleAdmin || r == RoleHead || r == RoleReviewer || r == RoleAuditor
}

// Privileged reports whether one of the user's own roles is privileged.
func (u User) Privileged() bool { return slices.ContainsFunc(u.Roles, Role.Privileged) }

// EditsLetterhead reports whether the user may change what stands above the letters of
// an organisation: administrators of every one, an agency's own admin of the own one.
func (u User) EditsLetterhead(id AgencyID) bool {
	return u.Has(RoleAdmin) || u.Has(RoleAgencyAdmin) && u.Agency == id
}
