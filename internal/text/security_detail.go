package text

import (
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// Details of the security log in words. What is stored stays as it is; a detail that is
// not of the form that internal/directory writes is given back unchanged.

// proposalKinds name what a proposal asks for (directory.ActKind).
var proposalKinds = map[string]string{
	"invite": "undangan", "change": "peran atau email", "activate": "pengaktifan", "password": "kata sandi",
	"factors": "penghapusan faktor kedua", "identity": "akun lain",
}

// proposalDetail says "change, stale, proposed by adit": what was proposed, whether it is
// off the table, and by whom.
func proposalDetail(detail string) string {
	kind, rest, _ := strings.Cut(detail, ", ")
	said := proposalKinds[kind]
	if said == "" {
		return detail
	}
	rest, stale := strings.CutPrefix(rest, "stale, ")
	if stale {
		said += ", gugur"
	}
	by, proposed := strings.CutPrefix(rest, "proposed by ")
	switch {
	case proposed:
		return said + ", diusulkan " + by
	case rest != "":
		return detail
	}
	return said
}

// tokenDetail says "dasbor: read admin, 2027-01-01": the name, which may hold a colon and
// commas, the scopes, and the last day.
func tokenDetail(detail string) string {
	head, day, ok := cutLast(detail, ", ")
	if _, err := time.Parse(time.DateOnly, day); !ok || err != nil {
		return detail
	}
	name, scopes, ok := cutLast(head, ": ")
	if !ok {
		return detail
	}
	known := strings.Fields(scopes)
	var said []string
	for _, x := range known {
		word, hint := Scope(x)
		if hint == "" {
			return detail
		}
		if x == "read" && slices.Contains(known, "write") {
			continue // which says that it reads as well
		}
		said = append(said, LowerFirst(word))
	}
	if len(known) == 0 {
		everything, _ := Scope("")
		said = append(said, LowerFirst(everything))
	}
	return name + " (" + strings.Join(said, ", ") + "), sampai " + day
}

// serviceDetail says "dinas-kesehatan requester member, wati": the agency, the roles, and
// who answers for the service.
func serviceDetail(detail string) string {
	head, who, ok := cutLast(detail, ", ")
	if !ok {
		return detail
	}
	agency, roles, _ := strings.Cut(head, " ")
	for r := range strings.FieldsSeq(roles) {
		if !alur.Role(r).Valid() {
			return detail
		}
	}
	return agency + ", " + roleNames(roles) + ", penanggung jawab " + who
}

// operatorExport names what the operator's tools take out.
func operatorExport(what string) string {
	if id, ok := strings.CutPrefix(what, "audit-export:"); ok {
		return "riwayat permohonan " + id
	}
	if what == "audit-security" {
		return "catatan keamanan"
	}
	return what
}

// cutLast cuts around the last sep, as [strings.Cut] does around the first.
func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}
