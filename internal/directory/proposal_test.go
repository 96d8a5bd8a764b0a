package directory_test

import (
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// admins gives the world two administrators who can act, and a third who cannot yet.
func (w *world) admins() (adit, sri directory.Manager) {
	w.Helper()
	w.officials()
	ict, err := w.ICT(w.Context())
	w.must(err)
	w.must(w.AddUser(w.Context(), directory.NewUser{Username: "sri", Name: "SRI", Agency: ict.ID, Roles: []alur.Role{alur.RoleAdmin}, Password: good}))
	return w.manager("adit"), w.manager("sri")
}

func (w *world) proposed(out directory.Outcome, err error) *directory.Proposal {
	w.Helper()
	w.must(err)
	if out.Proposal == nil || out.Invitation != nil {
		w.Fatalf("nothing was proposed: %+v", out)
	}
	return out.Proposal
}

func (w *world) roles(username string) []alur.Role {
	w.Helper()
	return w.manager(username).Roles
}

// TestOneAdmin: where there is one administrator, what weighs happens at once.
func TestOneAdmin(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.officials()
		adit := w.manager("adit")
		out, err := w.ReplacePassword(ctx, adit, "kadis", good+" baru")
		w.must(err)
		if out.Proposal != nil {
			t.Error("who would confirm it?")
		}
		// One who was invited and has not been here is no second administrator.
		w.invited(adit, directory.NewPerson{Username: "calon", Name: "Calon", Agency: adit.Agency, Roles: []alur.Role{alur.RoleAdmin}})
		out, err = w.ChangePerson(ctx, adit, "staf", directory.PersonChange{Name: "STAF", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember, alur.RoleReviewer}})
		w.must(err)
		if out.Proposal != nil || !slices.Equal(w.roles("staf"), []alur.Role{alur.RoleReviewer, alur.RoleMember}) {
			t.Errorf("%+v, %v", out, w.roles("staf"))
		}
	})
}

// TestProposal walks the acts that take a second administrator.
func TestProposal(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		adit, sri := w.admins()
		w.must(w.SetActive(ctx, "sekdis", false, directory.By{Actor: "adit"}))
		change := func(roles ...alur.Role) directory.PersonChange {
			return directory.PersonChange{Name: "STAF", Contact: directory.Contact{Email: "staf@salatiga.go.id"}, Agency: adit.Agency, Roles: roles}
		}
		// What is no privilege is done at once, and what is waits.
		p := w.proposed(w.ChangePerson(ctx, adit, "staf", change(alur.RoleMember, alur.RoleRequester, alur.RoleReviewer)))
		if got := w.roles("staf"); !slices.Equal(got, []alur.Role{alur.RoleRequester, alur.RoleMember}) {
			t.Errorf("now %v", got)
		}
		if c, err := w.Contact(ctx, "staf"); err != nil || c.Email != "staf@salatiga.go.id" {
			t.Errorf("contact %+v, %v", c, err)
		}
		if p.Kind != directory.ActChange || p.By.Username != "adit" || !p.Confirms(sri.User) || p.Confirms(adit.User) || !p.Refuses(adit.User) || p.Until != w.clock.Now().Add(7*24*time.Hour) {
			t.Errorf("%+v", p)
		}
		for who, want := range map[string]int{"adit": 0, "sri": 1, "staf": 0} {
			if n, err := w.CountProposals(ctx, w.manager(who).User); n != want || err != nil {
				t.Errorf("%s has %d to confirm, %v", who, n, err)
			}
		}
		w.refused(second(w.ConfirmProposal(ctx, adit, p.ID)), alur.CodeFourEyes)
		w.refused(second(w.ConfirmProposal(ctx, sri, "nothing")), alur.CodeNotFound)
		w.must(second(w.ConfirmProposal(ctx, sri, p.ID)))
		if got := w.roles("staf"); !slices.Equal(got, []alur.Role{alur.RoleRequester, alur.RoleReviewer, alur.RoleMember}) {
			t.Errorf("afterwards %v", got)
		}
		w.refused(second(w.ConfirmProposal(ctx, sri, p.ID)), alur.CodeConflict)
		want := []string{
			"proposal-confirmed: change, proposed by adit (sri)", "roles-changed: requester member > requester reviewer member (adit)", "proposed: change (adit)",
			"contact-changed: (adit)", "roles-changed: member > requester member (adit)",
		}
		got := slices.DeleteFunc(w.securityOf("staf"), func(e string) bool { return strings.HasPrefix(e, "alert") })
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("security log (-want +got):\n%s", diff)
		}
		// Taking away is never delayed; another address of somebody privileged waits.
		lost := change(alur.RoleMember)
		lost.Email = "lain@salatiga.go.id"
		p = w.proposed(w.ChangePerson(ctx, adit, "staf", lost))
		if got := w.roles("staf"); !slices.Equal(got, []alur.Role{alur.RoleMember}) || p.Roles != nil || p.Email != lost.Email {
			t.Errorf("%v, %+v", got, p)
		}
		w.must(second(w.ConfirmProposal(ctx, sri, p.ID)))
		if c, err := w.Contact(ctx, "staf"); err != nil || c.Email != lost.Email {
			t.Errorf("contact %+v, %v", c, err)
		}
		// Roles wait as a whole when nothing would be left.
		out, err := w.ChangePerson(ctx, adit, "staf", change(alur.RoleReviewer))
		w.proposed(out, err)
		if got := w.roles("staf"); !slices.Equal(got, []alur.Role{alur.RoleMember}) || !out.Held {
			t.Errorf("%v, held %v", got, out.Held)
		}
		w.must(w.RefuseProposal(ctx, adit, out.Proposal.ID))
		w.refused(second(w.ConfirmProposal(ctx, sri, out.Proposal.ID)), alur.CodeConflict)

		p = w.proposed(w.Activate(ctx, adit, "sekdis"))
		w.must(second(w.ConfirmProposal(ctx, sri, p.ID)))
		if !w.manager("sekdis").Active {
			t.Error("not activated")
		}
		p = w.proposed(w.ReplacePassword(ctx, adit, "kadis", good+" baru"))
		_, _, err = w.signIn("kadis", good, "10.0.0.1", directory.KindSession)
		w.must(err)
		w.must(second(w.ConfirmProposal(ctx, sri, p.ID)))
		_, _, err = w.signIn("kadis", good+" baru", "10.0.0.1", directory.KindSession)
		w.must(err)
		p = w.proposed(w.GiveIdentity(ctx, adit, "kadis", "https://x.id", "abc"))
		w.must(second(w.ConfirmProposal(ctx, sri, p.ID)))
		if ids, err := w.Identities(ctx, "kadis"); err != nil || len(ids) != 1 || ids[0].LinkedBy != "adit" {
			t.Errorf("%+v, %v", ids, err)
		}
		// About an administrator: neither by the one who proposed it nor by the other.
		p = w.proposed(w.RemoveFactors(ctx, adit, "sri"))
		w.refused(second(w.ConfirmProposal(ctx, sri, p.ID)), alur.CodeFourEyes)
		if p.Confirms(sri.User) || !p.Refuses(sri.User) {
			t.Error("sri confirms what is about herself")
		}

		// An invitation: the account is made when it is confirmed.
		n := directory.NewPerson{Username: "baru", Name: "Baru", Agency: adit.Agency, Roles: []alur.Role{alur.RoleHead}}
		p = w.proposed(w.Invite(ctx, adit, n))
		if p.Name != "Baru" || p.Agency == "" {
			t.Errorf("%+v", p)
		}
		w.refused(fourth(w.Person(ctx, adit, "baru")), alur.CodeNotFound)
		out, err = w.ConfirmProposal(ctx, sri, p.ID)
		w.must(err)
		w.must(w.UseInvitation(ctx, out.Invitation.Token, good, w.from("10.0.0.1", "")))
		all, err := w.Proposals(ctx, "", false)
		w.must(err)
		open, err := w.Proposals(ctx, "", true)
		w.must(err)
		i := slices.IndexFunc(all, func(x directory.Proposal) bool { return x.ID == p.ID })
		if len(all) != 8 || len(open) != 1 || all[i].State != directory.ProposalConfirmed || all[i].Decided.Username != "sri" {
			t.Errorf("%d proposals, %d open: %+v", len(all), len(open), all[i])
		}
	})
}

// TestProposalStale: what was proposed about another than the account is by now is off
// the table, as is what nobody confirmed in time.
func TestProposalStale(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		adit, sri := w.admins()
		change := directory.PersonChange{Name: "STAF", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember, alur.RoleReviewer}}
		state := func(id string, want directory.ProposalState) {
			t.Helper()
			all, err := w.Proposals(ctx, "", false)
			w.must(err)
			i := slices.IndexFunc(all, func(p directory.Proposal) bool { return p.ID == id })
			if i < 0 || all[i].State != want {
				t.Errorf("%+v, want %s", all[i], want)
			}
		}
		p := w.proposed(w.ChangePerson(ctx, adit, "staf", change))
		w.must(w.ChangeUser(ctx, alur.User{Username: "staf", Name: "STAF", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}}, directory.By{}))
		w.refused(second(w.ConfirmProposal(ctx, sri, p.ID)), alur.CodeConflict)
		state(p.ID, directory.ProposalStale)
		if got := w.roles("staf"); !slices.Equal(got, []alur.Role{alur.RoleMember}) {
			t.Errorf("a stale proposal gave %v", got)
		}

		p = w.proposed(w.ReplacePassword(ctx, adit, "kadis", good+" baru"))
		w.clock.Pass(directory.ProposalLife)
		state(p.ID, directory.ProposalExpired)
		w.refused(second(w.ConfirmProposal(ctx, sri, p.ID)), alur.CodeConflict)
		w.refused(w.RefuseProposal(ctx, sri, p.ID), alur.CodeConflict)

		// The username was taken meanwhile: the act is refused, and may still be taken back.
		p = w.proposed(w.Invite(ctx, adit, directory.NewPerson{Username: "baru", Name: "Baru", Agency: adit.Agency, Roles: []alur.Role{alur.RoleHead}}))
		w.invited(adit, directory.NewPerson{Username: "baru", Name: "Baru", Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}})
		w.refused(second(w.ConfirmProposal(ctx, sri, p.ID)), alur.CodeConflict)
		state(p.ID, directory.ProposalOpen)
		w.must(w.RefuseProposal(ctx, sri, p.ID))

		// Whoever proposed it is no administrator any more.
		p = w.proposed(w.RemoveFactors(ctx, adit, "kadis"))
		w.must(w.ChangeUser(ctx, alur.User{Username: "adit", Name: "ADIT", Agency: adit.Agency, Roles: []alur.Role{alur.RoleMember}}, directory.By{}))
		w.refused(second(w.ConfirmProposal(ctx, sri, p.ID)), alur.CodeConflict)
		state(p.ID, directory.ProposalStale)
	})
}

// TestProposalRace: of those who decide a proposal at once, one does.
func TestProposalRace(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		adit, sri := w.admins()
		p := w.proposed(w.Invite(ctx, adit, directory.NewPerson{Username: "baru", Name: "Baru", Agency: adit.Agency, Roles: []alur.Role{alur.RoleHead}}))
		var confirmed, refused atomic.Int64
		var wg sync.WaitGroup
		for i := range 10 {
			wg.Go(func() {
				var err error
				if i%2 == 0 {
					if _, err = w.ConfirmProposal(ctx, sri, p.ID); err == nil {
						confirmed.Add(1)
					}
				} else if err = w.RefuseProposal(ctx, sri, p.ID); err == nil {
					refused.Add(1)
				}
				if err != nil {
					w.refused(err, alur.CodeConflict)
				}
			})
		}
		wg.Wait()
		_, err := w.Person(ctx, adit, "baru")
		if confirmed.Load()+refused.Load() != 1 || (err == nil) != (confirmed.Load() == 1) {
			t.Errorf("%d confirmed, %d refused, the account: %v", confirmed.Load(), refused.Load(), err)
		}
	})
}
