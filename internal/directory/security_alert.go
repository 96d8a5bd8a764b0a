package directory

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// AlertRule says why an entry of the security log wants somebody's eyes.
type AlertRule string

// The rules.
const (
	AlertDenials  AlertRule = "denials"         // one account was refused again and again what is not its own
	AlertRefused  AlertRule = "refused"         // somebody tries to become a person with power
	AlertTries    AlertRule = "tries"           // limits of tries were reached in many places at once
	AlertGrant    AlertRule = "grant"           // an account gained a role with power
	AlertFactors  AlertRule = "factors"         // a person with power has a second factor less
	AlertStandIn  AlertRule = "office-stand-in" // somebody stands in for an office with power
	AlertRemoved  AlertRule = "admin-removed"   // an administrator was disabled, or is none any more
	AlertTaken    AlertRule = "account-changed" // somebody else changed how a person with power gets in
	AlertExport   AlertRule = "export"          // one person takes much out
	AlertBroken   AlertRule = "log-broken"      // the security log is not what was written
	AlertPanicked AlertRule = "panic"           // the program met a fault of its own
	AlertInfected AlertRule = "infected"        // a virus was found in a file that had been taken in
)

// AlertRules lists them, so that a test can prove that each has a sentence.
var AlertRules = []AlertRule{
	AlertDenials, AlertRefused, AlertTries, AlertGrant, AlertFactors, AlertStandIn, AlertRemoved, AlertTaken, AlertExport, AlertBroken, AlertPanicked, AlertInfected,
}

// When the rules speak, and how long each is then silent about the same account.
const (
	denialsAlert = 10 // within denialWindow
	refusedAlert = 20 // within alertWindow
	triesAlert   = 5  // within triesWindow, of everybody
	exportsAlert = 5  // within alertWindow, of one person
	rowsAlert    = 1000

	alertWindow  = time.Hour
	triesWindow  = 10 * time.Minute
	alertSilence = 24 * time.Hour
)

// refusals are the kinds that count as somebody who is not let in.
var refusals = []SecurityKind{SecuritySignInRefused, SecurityFactorRefused, SecurityConfirmRefused}

// powerful are the roles that are worth an attack: they decide, see everything, or make accounts.
var powerful = []alur.Role{alur.RoleAdmin, alur.RoleHead, alur.RoleReviewer, alur.RoleAuditor, alur.RoleAgencyAdmin}

func isPowerful(u alur.User) bool {
	return slices.ContainsFunc(u.Roles, func(r alur.Role) bool { return slices.Contains(powerful, r) })
}

// alertFacts is what the rules may know beside an entry. Counts include the entry.
type alertFacts struct {
	powerful bool // the account has a role with power
	admin    bool // the account has the role admin
	office   bool // the absent colleague holds an office with power
	refused  int  // refusals of the account within alertWindow
	tries    int  // limits reached within triesWindow, of everybody
	exports  int  // of the person within alertWindow
}

// judgeAlert says which rule an entry breaks, "" for none.
func judgeAlert(e SecurityEvent, f alertFacts) AlertRule {
	switch e.Kind {
	case SecurityDenied:
		if e.n >= denialsAlert {
			return AlertDenials
		}
	case SecuritySignInRefused, SecurityFactorRefused, SecurityConfirmRefused:
		if f.powerful && f.refused >= refusedAlert {
			return AlertRefused
		}
	case SecurityTooManyTries:
		if f.tries >= triesAlert {
			return AlertTries
		}
	case SecurityUserAdded, SecurityServiceAdded, SecurityRolesChanged, SecurityRolesMapped:
		switch {
		case gainsPower(e):
			return AlertGrant
		case losesAdmin(e):
			return AlertRemoved
		}
	case SecurityActiveChanged, SecurityPasswordChanged, SecurityIdentityLinked, SecurityIdentityDropped, SecurityContactChanged:
		switch {
		case e.Kind == SecurityActiveChanged && e.Detail == "disabled":
			if f.admin {
				return AlertRemoved
			}
		case f.powerful && e.Actor != "" && e.Actor != e.Username:
			return AlertTaken
		}
	case SecurityFactorRemoved:
		if f.powerful {
			return AlertFactors
		}
	case SecurityStandInAdded:
		if f.office {
			return AlertStandIn
		}
	case SecurityExported:
		if e.n > rowsAlert || f.exports >= exportsAlert {
			return AlertExport
		}
	case SecurityLogChecked:
		if e.n > 0 {
			return AlertBroken
		}
	case SecurityPanic:
		return AlertPanicked
	case SecurityFileInfected:
		if strings.HasPrefix(e.Detail, infectedFound+" ") {
			return AlertInfected
		}
	}
	return ""
}

// gainsPower reads from the detail of an entry ("agency roles", "roles > roles", with more
// behind a comma) whether the account has a role with power that it did not have before.
func gainsPower(e SecurityEvent) bool {
	detail, _, _ := strings.Cut(e.Detail, ",")
	before, after, changed := strings.Cut(detail, ">")
	if !changed {
		before, after = "", detail
		if _, roles, ok := strings.Cut(after, " "); ok {
			after = roles // the agency stands in front
		}
	}
	had := strings.Fields(before)
	return slices.ContainsFunc(strings.Fields(after), func(r string) bool {
		return slices.Contains(powerful, alur.Role(r)) && !slices.Contains(had, r)
	})
}

// losesAdmin reads from the detail of an entry ("roles > roles") whether the account is no
// administrator any more.
func losesAdmin(e SecurityEvent) bool {
	before, after, changed := strings.Cut(e.Detail, ">")
	return changed && slices.Contains(strings.Fields(before), string(alur.RoleAdmin)) && !slices.Contains(strings.Fields(after), string(alur.RoleAdmin))
}

// alertFacts reads what the rules want to know of an entry that was just appended, so
// that the lock on the log makes the counts exact.
func (d *Directory) alertFacts(ctx context.Context, tx *store.Tx, e SecurityEvent) (f alertFacts, err error) {
	now := d.clock()
	count := func(q store.SecurityQuery, window time.Duration, kinds ...SecurityKind) (int, error) {
		q.Since = now.Add(-window)
		for _, k := range kinds {
			q.Kinds = append(q.Kinds, string(k))
		}
		return tx.CountSecurityEvents(ctx, q)
	}
	person := func(username string) (alur.User, error) {
		users, err := tx.Users(ctx, []string{username})
		return users[username], err
	}
	switch e.Kind {
	case SecuritySignInRefused, SecurityFactorRefused, SecurityConfirmRefused, SecurityFactorRemoved:
		if e.Username == "" {
			return f, nil
		}
		u, err := person(e.Username)
		if f.powerful = isPowerful(u); err != nil || !f.powerful || e.Kind == SecurityFactorRemoved {
			return f, err
		}
		f.refused, err = count(store.SecurityQuery{Username: e.Username}, alertWindow, refusals...)
		return f, err
	case SecurityActiveChanged, SecurityPasswordChanged, SecurityIdentityLinked, SecurityIdentityDropped, SecurityContactChanged:
		var u alur.User
		u, err = person(e.Username)
		f.powerful, f.admin = isPowerful(u), slices.Contains(u.Roles, alur.RoleAdmin)
	case SecurityTooManyTries:
		f.tries, err = count(store.SecurityQuery{}, triesWindow, SecurityTooManyTries)
	case SecurityExported:
		f.exports, err = count(store.SecurityQuery{Username: e.Username}, alertWindow, SecurityExported)
	case SecurityStandInAdded:
		_, absent, _ := strings.Cut(e.Detail, " ")
		var u alur.User
		u, err = person(absent)
		f.office = slices.ContainsFunc(u.Roles, func(r alur.Role) bool { return r.Office() && r.Privileged() })
	}
	return f, err
}

// alarm appends an alert when a rule speaks about the entry, unless it has about the
// same account within alertSilence.
func (d *Directory) alarm(ctx context.Context, tx *store.Tx, e SecurityEvent, of store.SecurityEventRow) error {
	facts, err := d.alertFacts(ctx, tx, e)
	if err != nil {
		return err
	}
	rule := judgeAlert(e, facts)
	if rule == "" {
		return nil
	}
	subject := of.Username
	if rule == AlertTries {
		subject = "" // it is about all of them
	}
	said, err := tx.Alerted(ctx, string(rule), subject, of.At.Add(-alertSilence))
	if err != nil || said {
		return err
	}
	row, err := d.appendEntry(ctx, tx, SecurityEvent{
		Kind: SecurityAlert, Username: subject, Actor: e.Actor, Address: e.Address, Detail: fmt.Sprintf("%s #%d %s", rule, of.Seq, of.Detail),
	})
	if err != nil {
		return err
	}
	return tx.PutAlert(ctx, store.AlertRow{Seq: row.Seq, Rule: string(rule), Username: row.Username, At: row.At})
}

// Alert is something in the security log that an administrator should look at.
type Alert struct {
	Seq      int64 // the number of its entry
	Rule     AlertRule
	Username string // whom it is about, "" when nobody
	At       time.Time
	About    int64 // the number of the entry that the rule spoke about
}

func alertOf(r store.AlertRow) Alert {
	a := Alert{Seq: r.Seq, Rule: AlertRule(r.Rule), Username: r.Username, At: r.At}
	_, _ = fmt.Sscanf(r.Detail, string(a.Rule)+" #%d", &a.About)
	return a
}

// OpenAlerts lists the alerts that nobody has dealt with, newest first, at most 50. It is
// for administrators and auditors; the caller has checked.
func (d *Directory) OpenAlerts(ctx context.Context) ([]Alert, error) {
	var out []Alert
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.OpenAlerts(ctx, 50)
		for _, r := range rows {
			out = append(out, alertOf(r))
		}
		return err
	})
	return out, err
}

// CountAlerts counts the alerts that nobody has dealt with, for the menu.
func (d *Directory) CountAlerts(ctx context.Context) (n int, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) (err error) {
		n, err = tx.CountOpenAlerts(ctx)
		return err
	})
	return n, err
}

// maxNote bounds what is said about an alert, in letters: it stands in the log.
const maxNote = 180

// HandleAlert notes that an administrator has dealt with an alert, and how. It is for
// administrators; the caller has checked. Whom the alert is about, and who did what it
// is about, leave it to another administrator where there is one who can act.
//
// Refusals: not-found, conflict (somebody has dealt with it), four-eyes, invalid-data (note).
func (d *Directory) HandleAlert(ctx context.Context, seq int64, note string, by By) error {
	note = strings.TrimSpace(note)
	var wrong faults
	switch {
	case note == "":
		wrong.add("note", "required")
	case utf8.RuneCountInString(note) > maxNote:
		wrong.add("note", "too-long")
	case !utf8.ValidString(note) || strings.ContainsFunc(note, unicode.IsControl):
		wrong.add("note", "bad-characters")
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		a, err := tx.Alert(ctx, seq)
		if err != nil {
			return err
		}
		if by.Actor == a.Username || by.Actor == a.Actor {
			admins, err := tx.Administrators(ctx, d.clock())
			if err != nil {
				return err
			}
			if slices.ContainsFunc(admins, func(x store.AdministratorRow) bool {
				return x.Acts && x.Username != a.Username && x.Username != a.Actor
			}) {
				return alur.RefuseField(alur.CodeFourEyes, "alert")
			}
		}
		if wrong != nil {
			return wrong.err()
		}
		if err := tx.HandleAlert(ctx, seq, by.Actor, d.clock()); err != nil {
			return err
		}
		return d.record(ctx, tx, SecurityEvent{
			Kind: SecurityAlertHandled, Username: a.Username, Actor: by.Actor, Address: by.Address, Detail: fmt.Sprintf("#%d %s", seq, note),
		})
	})
}

// Telling is an alert with those who are to be told of it by mail.
type Telling struct {
	Alert
	To []Addressee
}

// Addressee is somebody with an address.
type Addressee struct {
	Name  string
	Email string
}

// TakeAlerts gives the alerts of the last day that nobody was told of, with every active
// administrator who has an address and is not whom it is about; who is no administrator
// any more is told of that. Each is given once,
// whatever becomes of the letters: they tell of the log and are not it.
func (d *Directory) TakeAlerts(ctx context.Context) ([]Telling, error) {
	var out []Telling
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		out = nil
		rows, err := tx.TakeUntoldAlerts(ctx, d.clock().Add(-alertSilence), d.clock())
		if err != nil || len(rows) == 0 {
			return err
		}
		admins, err := tx.Administrators(ctx, d.clock().Add(-alertSilence))
		for _, r := range rows {
			t := Telling{Alert: alertOf(r)}
			for _, a := range admins {
				about, removed := a.Username == r.Username, t.Rule == AlertRemoved
				if a.Email != "" && (about && removed || !about && !a.Gone) {
					t.To = append(t.To, Addressee{a.Name, a.Email})
				}
			}
			out = append(out, t)
		}
		return err
	})
	return out, err
}

// Export is something that somebody takes out of Alur as a file.
type Export struct {
	Username string // "" for the operator's tools
	Address  string
	What     string // a word: "permohonan.xlsx"
	Rows     int
	Filter   string // as it stands in the address, "" for none
}

// Exported notes an export. Whoever makes the file calls it before the first byte
// leaves: what is not noted is not handed out.
func (d *Directory) Exported(ctx context.Context, x Export) error {
	if x.What == "" || strings.ContainsAny(x.What, " \n") {
		return errors.New("an export without a name")
	}
	return d.Record(ctx, SecurityEvent{
		Kind: SecurityExported, Username: x.Username, Address: x.Address, n: x.Rows, Detail: strings.TrimSpace(fmt.Sprintf("%s %d %s", x.What, x.Rows, x.Filter)),
	})
}
