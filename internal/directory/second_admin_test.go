package directory_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// TestSecondAdminGone: whoever puts the other administrator out, by taking the role or by
// disabling the account, still waits for a second one, for as long as a proposal lives.
func TestSecondAdminGone(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		adit, sri := w.admins()
		w.must(w.PutEmail(ctx, "sri", "sri@contoh.example"))
		w.must(w.PutEmail(ctx, "adit", "adit@contoh.example"))
		demoted := alur.User{Username: "sri", Name: "SRI", Agency: sri.Agency, Roles: []alur.Role{alur.RoleMember}}
		w.must(w.ChangeUser(ctx, demoted, byAdit))
		w.wantAlerts("admin-removed sri")
		told, err := w.TakeAlerts(ctx)
		w.must(err)
		var to []string
		for _, x := range told[0].To {
			to = append(to, x.Email)
		}
		if !slices.Equal(to, []string{"adit@contoh.example", "sri@contoh.example"}) {
			t.Errorf("told %v", to)
		}
		change := directory.PersonChange{Name: "STAF", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember, alur.RoleReviewer}}
		p := w.proposed(w.ChangePerson(ctx, adit, "staf", change))
		w.proposed(w.ReplacePassword(ctx, adit, "kadis", good+" baru"))
		w.proposed(w.Invite(ctx, adit, directory.NewPerson{Username: "baru", Name: "Baru", Agency: adit.Agency, Roles: []alur.Role{alur.RoleAdmin}}))
		// Who is out gets in again only by a second one, too.
		w.proposed(w.ReplacePassword(ctx, adit, "sri", good+" baru"))
		if _, err := w.ConfirmProposal(ctx, w.manager("sri"), p.ID); alur.CodeOf(err) != alur.CodeNotYourParty {
			t.Errorf("sri confirms: %v", err)
		}
		w.clock.Pass(directory.ProposalLife - time.Minute)
		w.proposed(w.ChangePerson(ctx, adit, "staf", change))
		w.clock.Pass(time.Hour)
		out, err := w.ReplacePassword(ctx, adit, "kadis", good+" baru")
		if w.must(err); out.Proposal != nil {
			t.Error("alone for more than a week, and it still waits")
		}
		w.wantAlerts("account-changed kadis", "admin-removed sri")

		w.must(w.AddUser(ctx, directory.NewUser{Username: "tiga", Name: "Tiga", Agency: adit.Agency, Roles: []alur.Role{alur.RoleAdmin}, Password: good}))
		w.must(w.SetActive(ctx, "tiga", false, byAdit))
		w.proposed(w.GiveIdentity(ctx, adit, "kadis", "https://x.id", "abc"))
		if got := w.alerts()[0]; got != "admin-removed tiga" {
			t.Errorf("the last alert: %s", got)
		}
	})
}

// TestRivals: nobody's proposal is replaced unseen. Whoever proposed it may propose another;
// another administrator decides on it first, unless its proposer is none any more.
func TestRivals(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		adit, sri := w.admins()
		change := func(roles ...alur.Role) directory.PersonChange {
			return directory.PersonChange{Name: "STAF", Agency: adit.Agency, Roles: append(roles, alur.RoleMember)}
		}
		first := w.proposed(w.ChangePerson(ctx, adit, "staf", change(alur.RoleReviewer)))
		_, err := w.ChangePerson(ctx, sri, "staf", directory.PersonChange{Name: "Nama Baru", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember, alur.RoleHead}})
		w.refused(err, alur.CodeConflict)
		if e, is := errors.AsType[*alur.Error](err); is && e.Field != "proposal" {
			t.Errorf("field %q", e.Field)
		}
		if p, err := w.Person(ctx, adit, "staf"); err != nil || p.Name != "STAF" {
			t.Errorf("half of the change was done: %+v %v", p, err)
		}
		out, err := w.ChangePerson(ctx, adit, "staf", change(alur.RoleHead))
		if w.must(err); !out.Replaced || out.Proposal == nil || out.Proposal.ID == first.ID {
			t.Errorf("%+v", out)
		}
		w.proposed(w.ReplacePassword(ctx, sri, "staf", good+" baru")) // another kind stands beside it
		w.must(w.RefuseProposal(ctx, sri, out.Proposal.ID))
		out, err = w.ChangePerson(ctx, sri, "staf", change(alur.RoleHead))
		if w.must(err); out.Replaced || out.Proposal == nil {
			t.Errorf("after it was refused: %+v", out)
		}
		w.must(w.AddUser(ctx, directory.NewUser{Username: "tiga", Name: "Tiga", Agency: adit.Agency, Roles: []alur.Role{alur.RoleAdmin}, Password: good}))
		w.must(w.SetActive(ctx, "sri", false, directory.By{Actor: "tiga"}))
		if out, err = w.ChangePerson(ctx, adit, "staf", change(alur.RoleHead)); err != nil || !out.Replaced {
			t.Errorf("after its proposer has left: %+v %v", out, err)
		}
	})
}

// TestNoRoleBack: nobody takes a role, moves into the account and has the role given back.
func TestNoRoleBack(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		adit, sri := w.admins()
		w.must(w.ChangeUser(ctx, alur.User{Username: "sekdis", Name: "SEKDIS", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember}}, byAdit))
		w.proposed(w.ReplacePassword(ctx, adit, "sekdis", good+" baru"))
		w.proposed(w.GiveIdentity(ctx, adit, "sekdis", "https://x.id", "abc"))
		p := w.proposed(w.ChangePerson(ctx, adit, "sekdis", directory.PersonChange{
			Name: "SEKDIS", Contact: directory.Contact{Email: "lain@contoh.example"}, Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember},
		}))
		if p.Email != "lain@contoh.example" {
			t.Errorf("%+v", p)
		}

		m := w.manager("adit")
		id := w.stage(m, directory.ImportPeople, "nama,username,email\nSEKDIS,sekdis,lain@contoh.example\n")
		w.judged("a list", w.preview(m, id), map[int]string{2: "same: email on-page"})

		// How the account is entered changed since the role was proposed: it is off the table.
		roles := directory.PersonChange{Name: "STAF", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember, alur.RoleReviewer}}
		for what, enter := range map[string]func(){
			"password": func() {
				w.clock.Pass(time.Second)
				w.must(w.SetPassword(ctx, "staf", good+" lain", directory.By{}))
			},
			"address":  func() { w.must(w.PutEmail(ctx, "staf", "staf@contoh.example")) },
			"identity": func() { w.must(w.LinkIdentity(ctx, "staf", "https://x.id", "staf", directory.By{})) },
		} {
			p := w.proposed(w.ChangePerson(ctx, adit, "staf", roles))
			w.proposed(w.ReplacePassword(ctx, adit, "staf", good+" baru")) // the role that is on its way weighs already
			enter()
			if _, err := w.ConfirmProposal(ctx, sri, p.ID); alur.CodeOf(err) != alur.CodeConflict {
				t.Errorf("%s: %v", what, err)
			}
			if got := w.roles("staf"); !slices.Equal(got, []alur.Role{alur.RoleMember}) {
				t.Errorf("%s: %v", what, got)
			}
			c, err := w.Contact(ctx, "staf")
			w.must(err)
			roles.Contact = c
		}
		w.clock.Pass(directory.ProposalLife + time.Second)
		out, err := w.ReplacePassword(ctx, adit, "sekdis", good+" baru")
		if w.must(err); out.Proposal != nil {
			t.Error("a role that was lost long ago still weighs")
		}
	})
}

// TestConfirmedAddress: what was done for a proposer does not carry the confirmer's address.
func TestConfirmedAddress(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		adit, sri := w.admins()
		p := w.proposed(w.ReplacePassword(ctx, adit, "kadis", good+" baru"))
		w.must(second(w.ConfirmProposal(ctx, sri, p.ID)))
		entries, _, err := w.SecurityLog(ctx, directory.SecurityQuery{Username: "kadis", Limit: 50})
		w.must(err)
		i := slices.IndexFunc(entries, func(e directory.SecurityEntry) bool { return e.Kind == directory.SecurityPasswordChanged })
		if i < 0 || entries[i].Actor != "adit" || entries[i].Address != "" {
			t.Errorf("%+v", entries)
		}
	})
}

// TestInviteAgainRefused: an account that somebody is behind is not given away by a link,
// and the link of one that weighs is not shown where there is a second administrator.
func TestInviteAgainRefused(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.officials()
		adit := w.manager("adit")
		conflict := func(err error, field string) {
			t.Helper()
			w.refused(err, alur.CodeConflict)
			if !strings.Contains(fmt.Sprint(err), field) {
				t.Errorf("%v, want %s", err, field)
			}
		}
		invite := func(name, email string, role alur.Role) *directory.Invitation {
			t.Helper()
			return w.invited(adit, directory.NewPerson{Username: name, Name: name, Contact: directory.Contact{Email: email}, Agency: adit.Agency, Roles: []alur.Role{role}})
		}
		old := invite("sso", "", alur.RoleMember)
		w.must(w.LinkIdentity(ctx, "sso", "https://x.id", "sso", directory.By{}))
		conflict(third(w.InviteAgain(ctx, adit, "sso")), "password")
		w.refused(w.UseInvitation(ctx, old.Token, good, w.from("10.0.0.1", "")), alur.CodeNotFound)
		if _, err := w.SignInIdentity(ctx, "https://x.id", "sso", directory.Claimed{}, w.from("10.0.0.1", "")); err != nil {
			t.Fatal(err)
		}
		w.must(w.UnlinkIdentity(ctx, "sso", "https://x.id", "sso", directory.By{}))
		conflict(third(w.InviteAgain(ctx, adit, "sso")), "password") // it was entered
		conflict(third(w.InviteByMail(ctx, adit, "sso")), "password")

		invite("tanpa", "", alur.RoleReviewer)
		invite("surat", "surat@contoh.example", alur.RoleReviewer)
		w.must(third(w.InviteAgain(ctx, adit, "tanpa"))) // nobody else could look
		w.must(w.AddUser(ctx, directory.NewUser{Username: "sri", Name: "SRI", Agency: adit.Agency, Roles: []alur.Role{alur.RoleAdmin}, Password: good}))
		conflict(third(w.InviteAgain(ctx, adit, "tanpa")), "invitation")
		conflict(third(w.InviteByMail(ctx, adit, "tanpa")), "invitation")
		conflict(third(w.InviteAgain(ctx, adit, "surat")), "invitation")
		w.must(third(w.InviteByMail(ctx, adit, "surat")))
		invite("biasa", "", alur.RoleMember)
		w.must(third(w.InviteAgain(ctx, adit, "biasa")))
	})
}

// TestRoleGained: a privileged role ends what was open, and who stood in when it was less.
func TestRoleGained(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.officials()
		adit := w.manager("adit")
		w.must(w.AddUser(ctx, directory.NewUser{Username: "juru", Name: "JURU", Agency: adit.Agency, Roles: []alur.Role{alur.RoleRequester}, Password: good}))
		today := w.clock.Now().In(alur.Jakarta).Format(time.DateOnly)
		for _, absent := range []string{"juru", "sekdis"} {
			_, err := w.AddStandIn(ctx, directory.NewStandIn{Username: "staf", Absent: absent, Kind: alur.StandInDaily, From: today, Until: today}, byAdit)
			w.must(err)
		}
		w.wantAlerts("office-stand-in staf") // of the reviewer, who is no head
		cookie, _, err := w.signIn("juru", good, "10.0.0.1", directory.KindSession)
		w.must(err)
		token, _, err := w.signIn("juru", good, "10.0.0.1", directory.KindToken)
		w.must(err)
		if n := len(w.offices("staf")); n != 2 {
			t.Fatalf("%d offices", n)
		}
		w.must(w.ChangeUser(ctx, alur.User{Username: "juru", Name: "JURU", Agency: adit.Agency, Roles: []alur.Role{alur.RoleRequester, alur.RoleReviewer}}, byAdit))
		for kind, secret := range map[directory.SessionKind]string{directory.KindSession: cookie, directory.KindToken: token} {
			_, err := w.Authenticate(ctx, kind, secret)
			w.refused(err, alur.CodeUnauthenticated)
		}
		if held := w.offices("staf"); len(held) != 1 || held[0].For != "sekdis" {
			t.Errorf("%+v", held)
		}
		if got := w.securityOf("staf"); !slices.Contains(got, "stand-in-ended: plh juru (adit)") {
			t.Errorf("%q", got)
		}
		// Who was invited keeps the link.
		i := w.invited(adit, directory.NewPerson{Username: "baru", Name: "Baru", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember}})
		w.must(w.ChangeUser(ctx, alur.User{Username: "baru", Name: "Baru", Agency: adit.Agency, Roles: []alur.Role{alur.RoleReviewer}}, byAdit))
		w.must(w.UseInvitation(ctx, i.Token, good, w.from("10.0.0.1", "")))
		// A service's tokens end as well.
		n := directory.NewService{Username: "mesin", Name: "Mesin", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember}, Responsible: "staf"}
		w.must(second(w.AddService(ctx, n, byAdit)))
		_, s, err := w.signIn("adit", good, "10.0.0.1", directory.KindSession)
		w.must(err)
		secret, _, err := w.MakeServiceToken(ctx, s, "mesin", directory.NewToken{Name: "Dasbor", Scopes: []directory.Scope{directory.ScopeRead}, Life: 24 * time.Hour}, byAdit)
		w.must(err)
		_, err = w.AuthenticateToken(ctx, secret, "")
		w.must(err)
		n.Roles = []alur.Role{alur.RoleMember, alur.RoleAuditor}
		w.must(second(w.ChangeService(ctx, n, byAdit)))
		_, err = w.AuthenticateToken(ctx, secret, "")
		w.refused(err, alur.CodeUnauthenticated)
	})
}

// TestAgencyAdminAddress: an agency's own admin gives nobody who has been here another
// address, neither on a page nor in a list.
func TestAgencyAdminAddress(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.must(w.AddUser(ctx, directory.NewUser{Username: "adminpd", Name: "Admin", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleAgencyAdmin}, Password: good}))
		apd := w.manager("adminpd")
		change := directory.PersonChange{Name: "Budi", Contact: directory.Contact{Email: "budi@contoh.example"}, Roles: []alur.Role{alur.RoleRequester}}
		w.must(second(w.ChangePerson(ctx, apd, "budi", change)))
		change.Email = "budi2@contoh.example"
		w.must(second(w.ChangePerson(ctx, apd, "budi", change))) // he has not been here
		w.enter(directory.KindSession)
		for _, email := range []string{"apd@contoh.example", ""} {
			change.Email = email
			w.invalid("an address", second(w.ChangePerson(ctx, apd, "budi", change)), "email not-yours")
		}
		id := w.stage(apd, directory.ImportPeople, "nama,username,email\nBudi,budi,apd@contoh.example\n")
		w.judged("an address", w.preview(apd, id), map[int]string{2: "bad: email not-yours!, email budi2@contoh.example>apd@contoh.example"})
		change.Email, change.Agency = "budi3@contoh.example", "dinas-kesehatan"
		w.must(second(w.ChangePerson(ctx, cityAdmin, "budi", change)))
	})
}

// TestImportMeanwhile: a row that was judged of another than the account is by now is not
// applied, and how many lists wait has an end.
func TestImportMeanwhile(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.stage(cityAdmin, directory.ImportPeople, "nama,username\nBudi Baru,budi\n")
		for what, change := range map[string]func(){
			"active": func() { w.must(w.SetActive(ctx, "budi", false, directory.By{})) },
			"email":  func() { w.must(w.PutEmail(ctx, "budi", "budi@contoh.example")) },
			"roles": func() {
				w.must(w.ChangeUser(ctx, alur.User{Username: "budi", Name: "Budi", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}}, directory.By{Actor: "admin"}))
			},
		} {
			if err := w.ApplyJudged(ctx, cityAdmin, id, change); alur.CodeOf(err) != alur.CodeConflict {
				t.Errorf("%s: %v", what, err)
			}
		}
		w.must(w.ApplyJudged(ctx, cityAdmin, id, func() {}))
		for range 19 {
			w.stage(cityAdmin, directory.ImportPeople, "nama\nContoh\n")
		}
		_, err := w.StageImport(ctx, cityAdmin, directory.NewImport{Kind: directory.ImportPeople, Name: "a.csv", Data: []byte("nama\nContoh\n")})
		w.refused(err, alur.CodeConflict)
		w.stage(healthAdmin, directory.ImportPeople, "nama\nContoh\n")
		w.must(w.DiscardImport(ctx, cityAdmin, id))
		w.stage(cityAdmin, directory.ImportPeople, "nama\nContoh\n")
		w.logHas("import-staged", 21, "people: 1 rows")
	})
}

// TestUsernameIsNoNumber: a username in the form of a civil servant's number would sign in
// another than whose number it is.
func TestUsernameIsNoNumber(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.officials()
		adit := w.manager("adit")
		w.invalid("added", w.AddUser(ctx, directory.NewUser{Username: nipOne, Name: "X", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember}, Password: good}), "username bad-characters")
		w.invalid("invited", second(w.Invite(ctx, adit, directory.NewPerson{Username: nipOne, Name: "X", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember}})), "username bad-characters")
		w.invalid("a service", second(w.AddService(ctx, directory.NewService{Username: nipOne, Name: "X", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember}, Responsible: "staf"}, byAdit)),
			"username bad-characters")
		id := w.stage(cityAdmin, directory.ImportPeople, "nama,username,pd,peran,email\nContoh,"+nipOne+",Dinas Kesehatan,Pemohon,c@contoh.example\nContoh Dua,dua,Diskominfo,Admin PD,d@contoh.example\n")
		w.judged("a list", w.preview(cityAdmin, id), map[int]string{2: "bad: username bad-characters!", 3: "bad: roles wrong-agency agency-admin!"})
	})
}

// TestAlertWithoutOther: an administrator who was invited and has not been here is nobody
// to leave an alert to.
func TestAlertWithoutOther(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.officials()
		adit := w.manager("adit")
		w.must(w.ResetFactors(ctx, "kadis", byAdit))
		w.invited(adit, directory.NewPerson{Username: "calon", Name: "Calon", Agency: adit.Agency, Roles: []alur.Role{alur.RoleAdmin}})
		open, err := w.OpenAlerts(ctx)
		w.must(err)
		i := slices.IndexFunc(open, func(a directory.Alert) bool { return a.Rule == directory.AlertFactors })
		w.must(w.HandleAlert(ctx, open[i].Seq, "Sudah", byAdit))
	})
}

// TestMappedTogether: a role of another system must go with those that the account has.
func TestMappedTogether(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.must(w.AddUser(ctx, directory.NewUser{Username: "adminpd", Name: "Admin", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleAgencyAdmin}, Password: good}))
		w.must(w.LinkIdentity(ctx, "adminpd", "https://lain", "9", directory.By{}))
		e, err := w.SignInIdentity(ctx, "https://lain", "9", directory.Claimed{Said: true, Values: []string{"pemeriksa", "staf"}}, w.from("10.0.0.1", ""))
		w.must(err)
		if got := roleNames(e.Session.User); got != "member agency-admin" && got != "agency-admin member" {
			t.Errorf("%s: an agency's own admin oversees", got)
		}
	}, func(c *directory.Config) {
		c.RoleMap = map[string]alur.Role{"staf": alur.RoleMember, "pemeriksa": alur.RoleAuditor}
	})
}
