package directory

import "slices"

// SecurityGroup is what people filter the security log by.
type SecurityGroup string

// The groups, in the order shown to people.
const (
	GroupSignIn  SecurityGroup = "masuk"
	GroupAccount SecurityGroup = "akun"
	GroupRole    SecurityGroup = "peran"
	GroupFactor  SecurityGroup = "faktor"
	GroupStandIn SecurityGroup = "pengganti"
	GroupAgency  SecurityGroup = "instansi"
	GroupExport  SecurityGroup = "ekspor"
	GroupImport  SecurityGroup = "impor"
	GroupToken   SecurityGroup = "token"
	GroupAlert   SecurityGroup = "peringatan"
)

// SecurityGroups lists them.
var SecurityGroups = []SecurityGroup{
	GroupSignIn, GroupAccount, GroupRole, GroupFactor, GroupStandIn, GroupAgency, GroupExport, GroupImport, GroupToken, GroupAlert,
}

// securityKinds gives every kind its group. A kind that is not here fails a test.
var securityKinds = []struct {
	kind  SecurityKind
	group SecurityGroup
}{
	{SecuritySignedIn, GroupSignIn},
	{SecuritySignInRefused, GroupSignIn},
	{SecurityTooManyTries, GroupSignIn},
	{SecurityFactorRefused, GroupSignIn},
	{SecurityConfirmed, GroupSignIn},
	{SecurityConfirmRefused, GroupSignIn},
	{SecurityNewDevice, GroupSignIn},
	{SecuritySignedOut, GroupSignIn},
	{SecuritySessionEnded, GroupSignIn},
	{SecurityLinkSent, GroupSignIn},
	{SecurityPasswordChanged, GroupAccount},
	{SecurityIdentityLinked, GroupAccount},
	{SecurityIdentityDropped, GroupAccount},
	{SecurityContactChanged, GroupAccount},
	{SecurityKeyRotating, GroupAccount},
	{SecurityKeyRotated, GroupAccount},
	{SecurityErased, GroupAccount},
	{SecurityNoticesSet, GroupAccount},
	{SecurityDeliveryRetried, GroupAccount},
	{SecurityDeliveryDropped, GroupAccount},
	{SecurityActiveChanged, GroupAccount},
	{SecurityUserAdded, GroupAccount},
	{SecurityInvited, GroupAccount},
	{SecurityInvitationUsed, GroupAccount},
	{SecurityProposed, GroupRole},
	{SecurityProposalConfirmed, GroupRole},
	{SecurityProposalRefused, GroupRole},
	{SecurityRenamed, GroupAccount},
	{SecurityMoved, GroupAccount},
	{SecurityRolesChanged, GroupRole},
	{SecurityFactorAdded, GroupFactor},
	{SecurityFactorRemoved, GroupFactor},
	{SecurityCodesMade, GroupFactor},
	{SecurityCodeUsed, GroupFactor},
	{SecurityPasskeyCloned, GroupFactor},
	{SecurityStandInAdded, GroupStandIn},
	{SecurityStandInEnded, GroupStandIn},
	{SecurityHandedOver, GroupAccount},
	{SecurityAgencyAdded, GroupAgency},
	{SecurityAgencyChanged, GroupAgency},
	{SecurityCalendarChanged, GroupAgency},
	{SecurityTemplateAdded, GroupAgency},
	{SecurityTemplateUsed, GroupAgency},
	{SecurityImportStaged, GroupImport},
	{SecurityImportApplied, GroupImport},
	{SecurityExported, GroupExport},
	{SecurityDataGiven, GroupExport},
	{SecurityRolesMapped, GroupRole},
	{SecurityPasswordExpired, GroupSignIn},
	{SecurityTokenMade, GroupToken},
	{SecurityTokenRevoked, GroupToken},
	{SecurityServiceAdded, GroupToken},
	{SecurityServiceChanged, GroupToken},
	{SecurityPanic, GroupAlert},
	{SecurityDenied, GroupAlert},
	{SecurityFileInfected, GroupAlert},
	{SecurityAlert, GroupAlert},
	{SecurityAlertHandled, GroupAlert},
	{SecurityLogChecked, GroupAlert},
}

// SecurityKinds lists every kind, so that a test can prove that each has a sentence.
var SecurityKinds = func() []SecurityKind {
	var out []SecurityKind
	for _, k := range securityKinds {
		out = append(out, k.kind)
	}
	return out
}()

// Kinds are the kinds of a group; none when there is no such group, or nothing in it.
func (g SecurityGroup) Kinds() []SecurityKind {
	var out []SecurityKind
	for _, k := range securityKinds {
		if k.group == g {
			out = append(out, k.kind)
		}
	}
	return out
}

// Group is what a kind is filtered by; "" for a kind that is not in the table.
func (k SecurityKind) Group() SecurityGroup {
	for _, x := range securityKinds {
		if x.kind == k {
			return x.group
		}
	}
	return ""
}

// Valid reports whether it is one of the groups.
func (g SecurityGroup) Valid() bool { return slices.Contains(SecurityGroups, g) }
