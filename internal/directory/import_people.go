package directory

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// personDraft is what a row says of a person, before anybody is looked up.
type personDraft struct {
	line     int
	name     string
	username string // given, or made
	made     bool
	nip      string
	email    string
	agency   string
	roles    []alur.Role
	flags    importFlags
}

// readPerson reads the cells of a row.
func readPerson(r stagedRow) personDraft {
	p := personDraft{line: r.Line}
	cell := func(field string) string {
		v := r.Cells[field]
		if v != "" && isPlaceholder(v) {
			p.flags.warn(field, "placeholder", v)
			return ""
		}
		return v
	}
	if p.name = cell("name"); p.name != "" {
		var wrong faults
		judgeName(&wrong, "name", p.name)
		p.flags.faults(wrong)
	}
	p.readNIP(cell("nip"))
	p.readEmail(cell("email"))
	if p.username = CleanUsername(cell("username")); p.username == "" {
		p.username, p.made = r.Cells[fieldMade], true
	} else if !validUsername(p.username) {
		p.flags.bad("username", "bad-characters", "")
	}
	p.agency = cell("agency")
	var unknown []string
	p.roles, unknown = parseRoles(cell("roles"))
	for _, w := range unknown {
		p.flags.bad("roles", "unknown", w)
	}
	if r.Cells[fieldMore] != "" {
		p.flags.warn("", "more", r.Cells[fieldMore])
	}
	return p
}

// asNumber is how a spreadsheet shows a long number: its last digits are lost.
var asNumber = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?[eE]\+?[0-9]+$`)

func (p *personDraft) readNIP(v string) {
	switch digits := strings.NewReplacer(" ", "", ".", "", "-", "", "'", "").Replace(v); {
	case v == "":
	case asNumber.MatchString(strings.ReplaceAll(v, " ", "")):
		p.flags.bad("nip", "number", "")
	case strings.ContainsAny(v, ",;/"):
		p.flags.bad("nip", "several", "")
	case strings.Trim(digits, "0123456789") != "":
		p.flags.bad("nip", "bad-characters", "")
	case len(digits) != 18:
		p.flags.bad("nip", "length", strconv.Itoa(len(digits)))
	default:
		p.nip = digits
		switch word := NIPWarning(digits); word {
		case "":
		case "serial": // what a spreadsheet makes of 18 digits in a number
			p.flags.bad("nip", "number", "")
		default:
			p.flags.warn("nip", "odd-"+word, "")
		}
	}
}

func (p *personDraft) readEmail(v string) {
	v = strings.TrimPrefix(strings.ToLower(v), "mailto:")
	several := strings.FieldsFunc(v, func(r rune) bool { return strings.ContainsRune(",;/ ", r) })
	switch {
	case v == "":
	case len(several) > 1 && strings.Count(v, "@") > 1:
		p.flags.bad("email", "several", "")
	case !validEmail(v):
		p.flags.bad("email", "bad-characters", "")
	default:
		p.email = v
	}
}

// usernameOf makes a username of a name, or of an address where that gives none; "" where
// neither does.
func usernameOf(p personDraft) string {
	if name := ProposeUsername(p.name); name != "" {
		return name
	}
	local, _, _ := strings.Cut(p.email, "@")
	if local = local[:min(len(local), 36)]; validUsername(local) {
		return local
	}
	return ""
}

// nameAccounts makes a username for every row that has none, other than those of
// accounts, of the file and taken.
func nameAccounts(ctx context.Context, tx *store.Tx, rows []stagedRow, taken map[string]bool) error {
	if taken == nil {
		taken = map[string]bool{}
	}
	wanted := map[int]string{}
	var ask []string
	for i, r := range rows {
		p := readPerson(r)
		if !p.made {
			taken[p.username] = true
			continue
		}
		if wanted[i] = usernameOf(p); wanted[i] != "" {
			ask = append(ask, wanted[i])
			for n := 2; n <= 9; n++ {
				ask = append(ask, wanted[i]+strconv.Itoa(n))
			}
		}
	}
	found, err := tx.Persons(ctx, store.ByUsername, ask)
	if err != nil {
		return err
	}
	for _, u := range found {
		taken[u.Username] = true
	}
	for i, r := range rows {
		base := wanted[i]
		if base == "" {
			continue
		}
		name := base
		for n := 2; taken[name] && n < 10; n++ {
			name = base + strconv.Itoa(n)
		}
		if taken[name] {
			name = base + "." + alur.NewID()[:5]
		}
		taken[name] = true
		r.Cells[fieldMade] = name
	}
	return nil
}

// personWorld is what a list of people is judged against.
type personWorld struct {
	scope    alur.AgencyID
	at       time.Time
	agencies agencyIndex
	choices  map[string]alur.AgencyID

	username, email, nip map[string]store.ManagedRow
	name                 map[string][]store.ManagedRow // by folded name
}

func loadPersonWorld(ctx context.Context, tx *store.Tx, i store.ImportRow, drafts []personDraft) (*personWorld, error) {
	w := &personWorld{scope: i.Agency, at: tx.Now(), username: map[string]store.ManagedRow{}, email: map[string]store.ManagedRow{}, nip: map[string]store.ManagedRow{}, name: map[string][]store.ManagedRow{}}
	var err error
	if w.choices, err = decodeChoices(i); err != nil {
		return nil, err
	}
	all, err := allAgencies(ctx, tx)
	if err != nil {
		return nil, err
	}
	w.agencies = indexAgencies(all)
	ask := map[store.PersonBy][]string{}
	for _, p := range drafts {
		ask[store.ByUsername] = append(ask[store.ByUsername], p.username)
		ask[store.ByEmail] = append(ask[store.ByEmail], p.email)
		ask[store.ByNIP] = append(ask[store.ByNIP], p.nip)
		ask[store.ByName] = append(ask[store.ByName], phrase(p.name))
	}
	for by, values := range ask {
		found, err := tx.Persons(ctx, by, values)
		if err != nil {
			return nil, err
		}
		for _, u := range found {
			switch by {
			case store.ByUsername:
				w.username[u.Username] = u
			case store.ByEmail:
				w.email[u.Email] = u
			case store.ByNIP:
				w.nip[u.NIP] = u
			case store.ByName:
				w.name[phrase(u.Name)] = append(w.name[phrase(u.Name)], u)
			}
		}
	}
	return w, nil
}

// match finds whose account a row is about: by what was given, never by a name that
// was made. ok is false when two things lead to two accounts, and the flags say so.
func (w *personWorld) match(p *personDraft) (u store.ManagedRow, known, ok bool) {
	ok = true
	take := func(field string, found store.ManagedRow, has bool) {
		switch {
		case !has:
		case known && found.Username != u.Username:
			p.flags.bad(field, "of-another", w.nameOf(found))
			ok = false
		default:
			u, known = found, true
		}
	}
	if !p.made {
		found, has := w.username[p.username]
		take("username", found, has)
	}
	byNIP, hasNIP := w.nip[p.nip]
	take("nip", byNIP, hasNIP && p.nip != "")
	byEmail, hasEmail := w.email[p.email]
	if hasEmail && p.email != "" && !known && (p.nip != "" && byEmail.NIP != "" && p.nip != byEmail.NIP || !p.made || !alike(p.name, byEmail.Name)) {
		// Somebody new with the address of somebody who has another number or name.
		p.flags.bad("email", "of-another", w.nameOf(byEmail))
		return u, false, false
	}
	take("email", byEmail, hasEmail && p.email != "")
	return u, known, ok
}

// lately reports whether an account lost a privileged role a short while ago ([weighs]).
func (w *personWorld) lately(u store.ManagedRow) bool {
	return u.PrivilegedUntil.After(w.at.Add(-ProposalLife))
}

// nameOf is who somebody is, for whom the list's bringer sees; "" for others.
func (w *personWorld) nameOf(u store.ManagedRow) string {
	if w.scope != "" && u.Agency != w.scope {
		return ""
	}
	return u.Name
}

// alike reports whether two names may be one person's: they share a word.
func alike(a, b string) bool {
	words := store.Words(b)
	return slices.ContainsFunc(store.Words(a), func(w string) bool { return len(w) > 2 && slices.Contains(words, w) })
}

// judgedPerson is a row with what it would do.
type judgedPerson struct {
	draft   personDraft
	known   bool
	was     store.ManagedRow
	now     store.ManagedRow
	make    string // the name of an agency that is to be made, or ""
	changes []ImportChange
}

// judge says what a row would do.
func (w *personWorld) judge(p personDraft) judgedPerson {
	j := judgedPerson{draft: p}
	f := &j.draft.flags
	var ok bool
	if j.was, j.known, ok = w.match(&j.draft); !ok {
		return j
	}
	j.now = j.was
	j.now.Name = cmp.Or(p.name, j.was.Name)
	j.now.Email, j.now.NIP = cmp.Or(p.email, j.was.Email), cmp.Or(p.nip, j.was.NIP)
	if j.known && (j.was.Privileged() || w.lately(j.was)) && j.now.Email != j.was.Email && w.scope == "" {
		// Whoever reads the mail sets the password: it takes a second look.
		f.warn("email", "on-page", "")
		j.now.Email = j.was.Email
	}
	if !j.known {
		j.now.Username, j.now.Active = p.username, true
		if p.name == "" {
			f.bad("name", "required", "")
		}
		if taken, is := w.username[p.username]; is {
			f.bad("username", "of-another", w.nameOf(taken))
		} else if p.username == "" {
			f.bad("username", "required", "")
		}
	}
	w.judgeAgency(&j)
	w.judgeRoles(&j)
	if j.known {
		w.judgeKnown(&j)
	} else {
		for _, other := range w.name[phrase(p.name)] {
			if other.Agency == j.now.Agency {
				f.warn("name", "same-name", other.Username)
			}
		}
		if p.email == "" && !f.has("email") {
			f.warn("email", "no-email", "")
		}
	}
	return j
}

func (w *personWorld) judgeAgency(j *judgedPerson) {
	f, text := &j.draft.flags, j.draft.agency
	if w.scope != "" {
		j.now.Agency = w.scope
		if id, _ := w.agencies.find(text); text != "" && id != w.scope {
			f.warn("agency", "not-yours", text)
		}
	} else if text != "" {
		id, reason := w.agencies.find(text)
		if chosen, is := w.choices[phrase(text)]; is {
			id, reason = chosen, ""
		}
		switch {
		case id == NewAgency:
			f.warn("agency", "made", text)
			j.make = text
		case reason != "":
			f.bad("agency", reason, text)
		}
		j.now.Agency = id
	} else if !j.known {
		f.bad("agency", "required", "")
	}
	a := w.agencies.all[j.now.Agency]
	if j.now.AgencyName, j.now.AgencyKind = a.Name, a.Kind; j.make != "" {
		j.now.AgencyName, j.now.AgencyKind = j.make, alur.AgencyOffice
	} else if a.ID != "" && a.Closed(w.at) && j.now.Agency != j.was.Agency {
		f.bad("agency", "inactive", a.Name)
	}
}

func (w *personWorld) judgeRoles(j *judgedPerson) {
	f := &j.draft.flags
	var given []alur.Role
	dropped := false
	for _, r := range j.draft.roles {
		switch {
		case slices.Contains(j.was.Roles, r):
			given = append(given, r)
		case r.Privileged():
			f.warn("roles", "on-page", string(r))
			dropped = true
		case w.scope != "" && !slices.Contains(alur.AgencyRoles, r):
			f.warn("roles", "not-yours", string(r))
			dropped = true
		default:
			given = append(given, r)
		}
	}
	switch {
	case len(given) > 0:
		for _, r := range j.was.Roles {
			if r.Privileged() && !slices.Contains(given, r) { // taken away where they are given
				given = append(given, r)
			}
		}
		j.now.Roles = given
	case j.known:
		j.now.Roles = j.was.Roles
	default:
		least := alur.RoleMember
		if j.now.AgencyKind == alur.AgencyVendor {
			least = alur.RoleVendor
		}
		j.now.Roles = []alur.Role{least}
		if !dropped && !f.has("roles") {
			f.warn("roles", "least", string(least))
		}
	}
	if j.now.AgencyKind == "" {
		return // said already
	}
	if people := func(r alur.Role) bool { return r == alur.RoleAgencyAdmin || slices.Contains(alur.AgencyRoles, r) }; slices.Contains(j.now.Roles, alur.RoleAgencyAdmin) && !every(j.now.Roles, people) {
		f.bad("roles", "combination", "")
	}
	for _, r := range j.now.Roles {
		kind, ofICT, ofOffice := j.now.AgencyKind, r == alur.RoleReviewer || r == alur.RoleHead, r == alur.RoleAgencyAdmin
		if (r == alur.RoleVendor) != (kind == alur.AgencyVendor) || ofICT && kind != alur.AgencyICT || ofOffice && kind != alur.AgencyOffice {
			f.bad("roles", "wrong-agency", string(r))
			break
		}
	}
}

// judgeKnown judges what is only wrong with an account that there is, and says what
// would change.
func (w *personWorld) judgeKnown(j *judgedPerson) {
	f := &j.draft.flags
	switch {
	case w.scope != "" && j.was.Agency != w.scope:
		f.bad("", "elsewhere", "")
		j.was = store.ManagedRow{} // whose account it is, and what it holds, is not this agency's to know
		return
	case w.scope != "" && !every(j.was.Roles, func(r alur.Role) bool { return slices.Contains(alur.AgencyRoles, r) }):
		f.bad("", "privileged", j.was.Name)
		return
	case j.was.Erased:
		f.bad("", "erased", "")
	case j.was.Service:
		f.bad("", "service", j.was.Name)
	case !j.was.Active:
		f.warn("", "inactive", "")
	}
	if w.scope != "" && j.now.Email != j.was.Email && (w.lately(j.was) || !j.was.EnteredAt.IsZero()) {
		f.bad("email", "not-yours", "")
	}
	change := func(field, from, to string) {
		if from != to {
			j.changes = append(j.changes, ImportChange{Field: field, From: from, To: to})
		}
	}
	change("name", j.was.Name, j.now.Name)
	change("nip", j.was.NIP, j.now.NIP)
	change("email", j.was.Email, j.now.Email)
	if j.now.AgencyName != "" && (j.make != "" || j.was.Agency != j.now.Agency) {
		change("agency", j.was.AgencyName, j.now.AgencyName)
	}
	change("roles", roleList(j.was.Roles), roleList(j.now.Roles))
}

func every(roles []alur.Role, is func(alur.Role) bool) bool {
	return !slices.ContainsFunc(roles, func(r alur.Role) bool { return !is(r) })
}
