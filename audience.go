package alur

// Audience says who may read a comment, of those who see its request.
type Audience string

// The audiences of comments.
const (
	AudienceAll      Audience = "all"      // everybody who sees the request
	AudienceAgencies Audience = "agencies" // the two agencies and the teams: no vendor
	AudienceICT      Audience = "ict"      // the ICT agency, auditors and admins; its text is not in the history
)

// Audiences lists every audience, the widest first.
var Audiences = []Audience{AudienceAll, AudienceAgencies, AudienceICT}

// Includes reports whether the user, who sees the request, may read what is meant
// for the audience. Who may not read may not write for it either.
func (a Audience) Includes(u User) bool {
	switch a {
	case AudienceAll:
		return true
	case AudienceAgencies:
		return !u.ThirdParty()
	case AudienceICT:
		return u.AgencyKind == AgencyICT || u.Has(RoleAuditor) || u.Has(RoleAdmin)
	}
	return false
}

// AudiencesOf lists the audiences that include the user.
func AudiencesOf(u User) []Audience {
	var out []Audience
	for _, a := range Audiences {
		if a.Includes(u) {
			out = append(out, a)
		}
	}
	return out
}
