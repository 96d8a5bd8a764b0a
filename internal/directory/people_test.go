package directory_test

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// manager is somebody of the world as who manages people.
func (w *world) manager(username string) directory.Manager {
	w.Helper()
	users, err := w.Users(w.Context(), []string{username})
	w.must(err)
	return directory.Manager{User: users[username], Address: "10.0.0.9"}
}

// person invites somebody as the manager, and leaves the invitation open.
func (w *world) invited(m directory.Manager, p directory.NewPerson) *directory.Invitation {
	w.Helper()
	out, err := w.Invite(w.Context(), m, p)
	w.must(err)
	if out.Proposal != nil || out.Invitation == nil || len(out.Invitation.Token) != 43 {
		w.Fatalf("%+v", out)
	}
	return out.Invitation
}

// log is what the security log says of somebody, the newest first.
func (w *world) securityOf(username string) []string {
	w.Helper()
	var got []string
	w.must(w.store.Read(w.Context(), func(tx *store.Tx) error {
		rows, err := tx.SecurityEvents(w.Context(), store.SecurityQuery{Username: username, Limit: 50})
		for _, e := range rows {
			got = append(got, strings.TrimSpace(e.Kind+": "+e.Detail)+" ("+e.Actor+")")
		}
		return err
	}))
	return got
}

// TestInvitation walks from the invitation to the first sign-in.
func TestInvitation(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		w.officials()
		adit := w.manager("adit")
		p := directory.NewPerson{Name: " dr. Siti Aminah, M.Kes. ", Contact: directory.Contact{Email: "Siti@Salatiga.go.id", NIP: "19800101 200501 2 001"}, Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleRequester, alur.RoleMember}}
		i := w.invited(adit, p)
		want := directory.Invitation{
			Token: i.Token, Username: "siti.aminah", Name: "dr. Siti Aminah, M.Kes.", Email: "siti@salatiga.go.id", Agency: "Dinas Kesehatan", Roles: p.Roles, ExpiresAt: w.clock.Now().Add(7 * 24 * time.Hour),
		}
		if diff := cmp.Diff(want, *i); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		state := func(invited, entered bool) {
			t.Helper()
			x, err := w.Person(ctx, adit, "siti.aminah")
			w.must(err)
			if x.Invited != invited || x.EnteredAt.IsZero() == entered || x.NIP != "198001012005012001" {
				t.Errorf("%+v", x)
			}
		}
		state(true, false)
		list, err := w.Persons(ctx, adit, directory.PersonQuery{State: directory.StateNotEntered, Q: "siti"})
		w.must(err)
		if len(list.People) != 1 || list.NotEntered != 6 || list.Disabled != 0 {
			t.Errorf("%+v", list)
		}
		// Until then there is no way in, and no link but the invitation.
		_, _, err = w.signIn("siti.aminah", good, "10.0.0.1", directory.KindSession)
		w.refused(err, alur.CodeWrongCredentials)
		l, err := w.RequestLink(ctx, directory.LinkPassword, "siti.aminah", "", home)
		w.must(err)
		if l.Email != "" {
			t.Error("a password link beside the invitation")
		}
		_, err = w.PasswordLink(ctx, adit, "siti.aminah")
		w.refused(err, alur.CodeConflict)

		// A new link kills the older.
		again, err := w.InviteAgain(ctx, adit, "siti.aminah")
		w.must(err)
		_, err = w.CheckInvitation(ctx, i.Token)
		w.refused(err, alur.CodeNotFound)
		for range 2 {
			seen, err := w.CheckInvitation(ctx, again.Token)
			w.must(err)
			if seen.Token != "" || seen.Agency != "Dinas Kesehatan" {
				t.Errorf("%+v", seen)
			}
		}
		for _, none := range []string{"", "x", strings.Repeat("x", 43)} {
			w.refused(w.UseInvitation(ctx, none, good, home), alur.CodeNotFound)
		}
		w.refused(w.UseInvitation(ctx, again.Token, "pendek", home), alur.CodeInvalidData)
		var won atomic.Int64
		var wg sync.WaitGroup
		for range 5 {
			wg.Go(func() {
				if err := w.UseInvitation(ctx, again.Token, good, home); err == nil {
					won.Add(1)
				} else {
					w.refused(err, alur.CodeNotFound)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Errorf("one link was used %d times", won.Load())
		}
		_, err = w.InviteAgain(ctx, adit, "siti.aminah")
		w.refused(err, alur.CodeConflict)
		_, _, err = w.signIn("siti@salatiga.go.id", good, "10.0.0.1", directory.KindSession)
		w.must(err)
		state(false, true)
		events := []string{
			"signed-in: password ()", "new-device: uji ()", "invitation-used: ()", "invitation-made: (adit)", "invitation-made: (adit)", "user-added: dinas-kesehatan requester member (adit)",
		}
		got := slices.DeleteFunc(w.securityOf("siti.aminah"), func(e string) bool { return strings.HasPrefix(e, "sign-in-refused") })
		if diff := cmp.Diff(events, got); diff != "" {
			t.Errorf("security log (-want +got):\n%s", diff)
		}

		// Another of the name has a figure behind it; a link ends with time and with the account.
		other := w.invited(adit, directory.NewPerson{Name: "Siti Aminah", Agency: "dinas-kesehatan", Roles: p.Roles})
		if other.Username != "siti.aminah2" {
			t.Errorf("username %q", other.Username)
		}
		w.clock.Pass(directory.InvitationLife)
		w.refused(w.UseInvitation(ctx, other.Token, good, home), alur.CodeNotFound)
		other, err = w.InviteAgain(ctx, adit, "siti.aminah2")
		w.must(err)
		w.must(w.SetActive(ctx, "siti.aminah2", false, directory.By{Actor: "adit"}))
		w.refused(w.UseInvitation(ctx, other.Token, good, home), alur.CodeNotFound)
		_, err = w.InviteAgain(ctx, adit, "siti.aminah2")
		w.refused(err, alur.CodeConflict)
	})
}

func TestInviteRefused(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.officials()
		w.must(w.SetContact(ctx, "budi", directory.Contact{Email: "budi@salatiga.go.id", NIP: "198001012005011001"}, directory.By{}))
		adit := w.manager("adit")
		fine := directory.NewPerson{Username: "siti", Name: "Siti", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}}
		for _, c := range []struct {
			name   string
			change func(*directory.NewPerson)
			want   string
		}{
			{"nothing", func(p *directory.NewPerson) { *p = directory.NewPerson{} }, "name required, roles required, agency required"},
			{"nonsense", func(p *directory.NewPerson) {
				*p = directory.NewPerson{Username: "Si ti", Name: "a\nb", Agency: "nowhere", Roles: []alur.Role{"king"}, Contact: directory.Contact{Email: "x", NIP: "1980"}}
			}, "username bad-characters, name bad-characters, email bad-characters, nip bad-characters, roles unknown, agency unknown"},
			{"a name without letters", func(p *directory.NewPerson) { p.Username, p.Name = "", "张" }, "username required"},
			{"a reviewer elsewhere", func(p *directory.NewPerson) { p.Roles = []alur.Role{alur.RoleReviewer} }, "roles wrong-agency"},
			{"an agency's admin of the ICT agency", func(p *directory.NewPerson) {
				p.Agency, p.Roles = "dinas-komunikasi-dan-informatika", []alur.Role{alur.RoleAgencyAdmin}
			}, "roles wrong-agency"},
			{"an agency's admin who sees all", func(p *directory.NewPerson) { p.Roles = []alur.Role{alur.RoleAgencyAdmin, alur.RoleAuditor} }, "roles combination"},
		} {
			p := fine
			c.change(&p)
			_, err := w.Invite(ctx, adit, p)
			w.invalid(c.name, err, c.want)
		}
		for field, change := range map[string]func(*directory.NewPerson){
			"username": func(p *directory.NewPerson) { p.Username = "budi" },
			"email":    func(p *directory.NewPerson) { p.Email = "budi@salatiga.go.id" },
			"nip":      func(p *directory.NewPerson) { p.NIP = "198001012005011001" },
		} {
			p := fine
			change(&p)
			_, err := w.Invite(ctx, adit, p)
			w.refused(err, alur.CodeConflict)
			if e, ok := errors.AsType[*alur.Error](err); !ok || e.Field != field {
				t.Errorf("%v, want a conflict of %s", err, field)
			}
		}
		_, err := w.Invite(ctx, w.manager("budi"), fine)
		w.refused(err, alur.CodeNotYourParty)
		_, err = w.Persons(ctx, w.manager("budi"), directory.PersonQuery{})
		w.refused(err, alur.CodeNotYourParty)
		_, err = w.Persons(ctx, adit, directory.PersonQuery{State: "x"})
		w.refused(err, alur.CodeInvalidParameter)
	})
}

func TestProposeUsername(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"dr. Siti Aminah, M.Kes.": "siti.aminah", "Budi": "budi", "Prof. Dr. Ir. H. Agus Salim, M.T.": "agus.salim", "Drs. Sri Rejeki Handayani": "sri.rejeki",
		"Élise Müller": "elise.muller", "I Made": "i.made", "张": "", "": "", ", S.Kom.": "",
	} {
		if got := directory.ProposeUsername(name); got != want && (name != "Élise Müller" || got == "") {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// TestAgencyAdmin: an agency's own admin manages the agency's people and nobody above them.
func TestAgencyAdmin(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx, home := w.Context(), w.from("10.0.0.1", "")
		w.officials()
		adit := w.manager("adit")
		for name, roles := range map[string][]alur.Role{"apd": {alur.RoleAgencyAdmin, alur.RoleRequester}, "apd2": {alur.RoleAgencyAdmin}, "pengawas": {alur.RoleAuditor}} {
			w.invited(adit, directory.NewPerson{Username: name, Name: strings.ToUpper(name), Agency: "dinas-kesehatan", Roles: roles})
		}
		w.invited(adit, directory.NewPerson{Username: "tetangga", Name: "Tetangga", Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleRequester}})
		apd := w.manager("apd")
		list, err := w.Persons(ctx, apd, directory.PersonQuery{Agency: "dinas-pendidikan"})
		w.must(err)
		var names []string
		for _, p := range list.People {
			names = append(names, p.Username)
		}
		if diff := cmp.Diff([]string{"apd", "apd2", "budi", "pengawas"}, names); diff != "" || list.NotEntered != 4 {
			t.Errorf("%d, (-want +got):\n%s", list.NotEntered, diff)
		}
		// Whoever is invited is of the own agency, whatever is asked for.
		i := w.invited(apd, directory.NewPerson{Username: "siti", Name: "Siti", Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleMember}})
		if i.Agency != "Dinas Kesehatan" {
			t.Errorf("invited into %q", i.Agency)
		}
		for _, role := range []alur.Role{alur.RoleAgencyAdmin, alur.RoleAuditor, alur.RoleAdmin, alur.RoleVendor} {
			_, err := w.Invite(ctx, apd, directory.NewPerson{Username: "x1", Name: "X", Roles: []alur.Role{alur.RoleMember, role}})
			w.refused(err, alur.CodeInvalidData)
		}
		change := directory.PersonChange{Name: "Siti Aminah", Contact: directory.Contact{Email: "siti@salatiga.go.id"}, Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleRequester}}
		_, err = w.ChangePerson(ctx, apd, "siti", change)
		w.must(err)
		siti, err := w.Person(ctx, apd, "siti")
		w.must(err)
		if siti.Agency != "dinas-kesehatan" || siti.Name != "Siti Aminah" || !slices.Equal(siti.Roles, change.Roles) {
			t.Errorf("%+v", siti)
		}
		grab := change
		grab.Roles, grab.Contact = []alur.Role{alur.RoleRequester, alur.RoleAgencyAdmin}, directory.Contact{}
		_, err = w.ChangePerson(ctx, apd, "siti", grab)
		w.invalid("another admin", err, "roles not-yours")
		again, err := w.InviteAgain(ctx, apd, "siti")
		w.must(err)
		w.must(w.UseInvitation(ctx, again.Token, good, home))
		link, err := w.PasswordLink(ctx, apd, "siti")
		w.must(err)
		if link.Email != "siti@salatiga.go.id" || !w.opens(link.Token) {
			t.Errorf("%+v", link)
		}
		w.must(w.SetActive(ctx, "siti", false, directory.By{Actor: "apd"}))
		_, err = w.Activate(ctx, apd, "siti")
		w.must(err)

		// Never: passwords, factors, identities; people above, oneself, other agencies.
		for what, err := range map[string]error{
			"password": second(w.ReplacePassword(ctx, apd, "siti", good+" lagi")), "factors": second(w.RemoveFactors(ctx, apd, "siti")),
			"identity": second(w.GiveIdentity(ctx, apd, "siti", "https://x.id", "1")), "above": second(w.ChangePerson(ctx, apd, "pengawas", change)),
			"a peer": second(w.ChangePerson(ctx, apd, "apd2", change)), "oneself": second(w.ChangePerson(ctx, apd, "apd", change)), "link of a peer": third(w.InviteAgain(ctx, apd, "apd2")),
			"confirm": second(w.ConfirmProposal(ctx, apd, "x")), "refuse": w.RefuseProposal(ctx, apd, "x"),
		} {
			if alur.CodeOf(err) != alur.CodeNotYourParty {
				t.Errorf("%s: %v", what, err)
			}
		}
		for what, err := range map[string]error{
			"look": fourth(w.Person(ctx, apd, "tetangga")), "change": second(w.ChangePerson(ctx, apd, "tetangga", change)), "activate": second(w.Activate(ctx, apd, "kadis")),
			"invite": third(w.InviteAgain(ctx, apd, "tetangga")),
		} {
			if alur.CodeOf(err) != alur.CodeNotFound {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}

func second(_ directory.Outcome, err error) error    { return err }
func third(_ *directory.Invitation, err error) error { return err }
func fourth(_ directory.Person, err error) error     { return err }
