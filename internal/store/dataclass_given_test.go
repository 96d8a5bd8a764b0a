package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur/internal/store"
)

// notGiven says of every personal column that is not in the copy of a person's own data
// why it is not; "*" is for all of a table that have no word of their own.
var notGiven = map[string]string{
	"account_letters.*":           "a letter on its way, gone once it is sent; what it tells stands in the security log",
	"agency_letterheads.*":        "of an office, not of an account",
	"calendar_years.made_by":      "an office; the security log has it",
	"comments.salt":               "proves a commitment, tells nothing",
	"identities.linked_by":        "somebody else, where an administrator did it; the security log says so",
	"idempotency_keys.*":          "answers of calls, kept for a day: what they repeat is given where it stands",
	"import_rows.*":               "a list on its way in: what became of it is the account",
	"imports.username":            "who brought a list; what was done with it stands in the security log",
	"notices.args":                "figures and days of the request, and who else acted: what it says is on the page",
	"jobs.lane":                   "the username, as it is given",
	"jobs.key":                    "made of the username and a day",
	"meeting_access.scope":        "follows from the meetings, which are given",
	"meeting_attendance.name":     "of people without an account",
	"meeting_attendance.office":   "as the name",
	"meeting_attendance.position": "as the name",
	"meeting_attendance.key":      "made of the username",
	"meetings.attendees":          "the person's meetings are given, the names of the others are not",
	"old_passwords.username":      "hashes only",
	"pdf_signatures.report":       "what documents say of themselves; nobody is looked up by it",
	"one_time.username":           "ways between two factors, and links: hashes that live for minutes",
	"passkeys.id":                 "a key of the device: who has it knows it",
	"passkeys.handle":             "as the id",
	"passkeys.credential":         "as the id; the public key opens nothing",
	"private_values.salt":         "proves a commitment, tells nothing",
	"proposals.*":                 "a change on its way; what was done stands in the security log",
	"request_access.scope":        "follows from the histories, which are given",
	"request_turns.scope":         "as request_access",
	"requests.access":             "as request_access",
	"requests.turns":              "as request_access",
	"security_alerts.*":           "what others think of an entry of the security log; the entry is given",
	"security_check.checked_by":   "who pressed a button; the security log has it",
	"tree_check.checked_by":       "as security_check",
	"sessions.made_by":            "somebody else",
	"template_uses.made_by":       "an office; the security log has it",
	"templates.made_by":           "an office; the security log has it",
	"stand_ins.created_by":        "somebody else",
	"users.responsible":           "somebody else, of a service",
	"users.sort_key":              "made of the name",
	"users.words":                 "made of the name",
}

// givenElsewhere are columns that casework adds from the histories; its TestPersonData
// looks for them.
var givenElsewhere = []string{"private_values.value"}

// TestPersonColumns walks every column classed as personal: it is in the copy that people
// get of their own data, or there is a word why not.
func TestPersonColumns(t *testing.T) {
	t.Parallel()
	given := slices.Clone(givenElsewhere)
	for _, table := range store.PersonTables() {
		for _, col := range table.Columns {
			given = append(given, table.Name+"."+col)
		}
	}
	used := map[string]bool{}
	for _, c := range classes {
		for _, col := range strings.Fields(c.columns[personal]) {
			name, rest := c.table+"."+col, c.table+".*"
			key := name
			if notGiven[key] == "" {
				key = rest
			}
			why := notGiven[key]
			used[key] = true
			switch is := slices.Contains(given, name); {
			case is && notGiven[name] != "":
				t.Errorf("%s is given, and said not to be", name)
			case !is && why == "":
				t.Errorf("%s is personal: give it in store.PersonTables, or say in notGiven why not", name)
			}
		}
	}
	for key := range notGiven {
		if !used[key] {
			t.Errorf("%s: a word about a column that is not there, or not personal", key)
		}
	}
}
