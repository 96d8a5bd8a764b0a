package storetest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// tokens: what a token may do is stored with it, and where it was used last.
func tokens(s *suite) {
	want := s.session("a", "budi")
	want.Kind, want.Device, want.Scopes, want.MadeBy = "token", []byte{}, "read write", "admin"
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, s.account("budi")))
		s.must(tx.InsertSession(ctx, want))
		got, _, err := tx.Session(ctx, want.Hash)
		if diff := cmp.Diff(want, got); diff != "" {
			s.Errorf("token (-want +got):\n%s", diff)
		}
		return err
	})
	for _, c := range []struct {
		at      time.Time
		address string
		counts  bool
	}{
		{want.SeenAt, "10.0.0.9", true}, // the first use, in the moment in which it was made
		{want.SeenAt, "10.0.0.8", false},
		{want.SeenAt.Add(time.Minute), "10.0.0.7", true},
		{want.SeenAt, "10.0.0.6", false}, // time only goes on
	} {
		if c.counts {
			want.SeenAt, want.SeenAddress = c.at, c.address
		}
		s.write(func(ctx context.Context, tx *store.Tx) error {
			s.must(tx.TouchToken(ctx, "a", c.at, c.address))
			got, _, err := tx.Session(ctx, want.Hash)
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("used from %s (-want +got):\n%s", c.address, diff)
			}
			return err
		})
	}
}

// services: accounts of services are apart from those of people, in lists and when asked for one.
func services(s *suite) {
	robot := s.account("dasbor")
	robot.Service, robot.Password, robot.Responsible, robot.PasswordAt = true, "", "budi", time.Time{}
	budi := s.account("budi")
	budi.PasswordAt = s.now.Add(-time.Hour)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, robot))
		return tx.InsertAccount(ctx, budi)
	})
	robot.Responsible, robot.Name, robot.Active = "siti", "Dasbor", false
	budi.PasswordAt = s.now
	s.write(func(ctx context.Context, tx *store.Tx) error {
		changed := robot
		changed.Service = false // nobody turns into a person
		s.must(tx.SaveAccount(ctx, changed))
		return tx.SaveAccount(ctx, budi)
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		for _, want := range []store.AccountRow{robot, budi} {
			got, err := tx.Account(ctx, want.Username)
			s.must(err)
			if diff := cmp.Diff(want, got); diff != "" {
				s.Errorf("account (-want +got):\n%s", diff)
			}
		}
		all, err := tx.Users(ctx, []string{"dasbor", "budi"})
		s.must(err)
		if !all["dasbor"].Service || all["budi"].Service {
			s.Errorf("users %+v", all)
		}
		for services, want := range map[bool][]string{true: {"dasbor"}, false: {"budi"}} {
			found, err := tx.FindUsers(ctx, store.UserQuery{Services: services, Limit: 10})
			s.must(err)
			if names := usernames(found); !slices.Equal(names, want) {
				s.Errorf("services %v: %v", services, names)
			}
		}
		return nil
	})
}

func usernames(users []alur.User) []string {
	var out []string
	for _, u := range users {
		out = append(out, u.Username)
	}
	return out
}

// oldPasswords: the newest are kept, each once.
func oldPasswords(s *suite) {
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.InsertAccount(ctx, s.account("budi")))
		return tx.InsertAccount(ctx, s.account("siti"))
	})
	s.write(func(ctx context.Context, tx *store.Tx) error {
		s.must(tx.KeepOldPassword(ctx, "siti", "h0", s.now, 3))
		for i := range 5 {
			s.must(tx.KeepOldPassword(ctx, "budi", fmt.Sprintf("h%d", i), s.now.Add(time.Duration(i)*time.Minute), 3))
		}
		return tx.KeepOldPassword(ctx, "budi", "h3", s.now.Add(time.Hour), 3)
	})
	check := func(username string, want ...string) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.OldPasswords(ctx, username)
			if !slices.Equal(got, want) {
				s.Errorf("%s had %v, want %v", username, got, want)
			}
			return err
		})
	}
	check("budi", "h3", "h4", "h2")
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.ForgetOldPasswords(ctx, "budi") })
	check("budi")
	check("siti", "h0")
}
