package main

import (
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
)

// TestUserErase takes a person out of an account from the command line, and proves that
// the security log is whole afterwards.
func TestUserErase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	st, err := store.Open(t.Context(), store.Config{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	people := directory.New(directory.Config{Store: st})
	if err := people.SeedAgencies(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"siti", "rino"} {
		err := people.AddUser(t.Context(), directory.NewUser{Username: name, Name: "Contoh " + name, Agency: "dinas-sosial", Roles: []alur.Role{alur.RoleRequester}, Password: "kuda baterai staples benar"})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := people.SetActive(t.Context(), "siti", false, directory.By{}); err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"user", "erase", "--data", dir, "siti"}, 2, "--reason"},
		{[]string{"user", "erase", "--data", dir, "--reason", "Surat 1", "tidak-ada"}, 1, "not-found"},
		{[]string{"user", "erase", "--data", dir, "--reason", "Surat 1", "rino"}, 1, "conflict"},
		{[]string{"user", "erase", "--data", dir, "--reason", "Contoh Siti minta", "siti"}, 1, "invalid-data"},
		{[]string{"user", "erase", "--data", dir, "--reason", "Surat 1", "siti"}, 0, "nobody any more"},
		{[]string{"user", "erase", "--data", dir, "--reason", "Surat 1", "siti"}, 1, "conflict"},
		{[]string{"audit", "security", "--data", dir}, 0, "security events verified"},
	} {
		code, out, errs := call(t, nil, "", c.args...)
		if code != c.code || !strings.Contains(out+errs, c.says) {
			t.Errorf("alur %v: exit %d, want %d and %q\n%s%s", c.args, code, c.code, c.says, out, errs)
		}
	}
}
