package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
)

// TestSettingWords: administrators read every setting in words, and no word is about one
// that there is not.
func TestSettingWords(t *testing.T) {
	t.Parallel()
	var names []string
	for _, x := range (&configCmd{}).settings() {
		names = append(names, x[0])
		if title, what := text.Setting(x[0]); title == "" || what == "" {
			t.Errorf("%s has no words: add them to internal/text/settings.go", x[0])
		}
	}
	for _, name := range text.Settings() {
		if !slices.Contains(names, name) {
			t.Errorf("there are words about %s, which is no setting", name)
		}
	}
}

// TestRoleMap reads which value of a claim brings which role, and refuses what must not
// come from another system.
func TestRoleMap(t *testing.T) {
	t.Parallel()
	got, err := (&outside{OIDCRoles: []string{"staf=requester", "cn=verifikator,ou=kominfo=reviewer", " x = auditor "}}).roleMap()
	want := map[string]alur.Role{"staf": alur.RoleRequester, "cn=verifikator,ou=kominfo": alur.RoleReviewer, "x": alur.RoleAuditor}
	if err != nil || cmp.Diff(want, got) != "" {
		t.Errorf("%v %v", got, err)
	}
	ok := map[string]string{"ALUR_OIDC_ISSUER": "https://masuk.example", "ALUR_OIDC_CLIENT_ID": "alur", "ALUR_OIDC_ROLE_CLAIM": "groups", "ALUR_OIDC_ROLES": `staf=requester,cn=pimpinan\,ou=kominfo=member`}
	code, out, errs := call(t, ok, "", "config")
	if code != 0 || !strings.Contains(out, "ALUR_OIDC_ROLES="+ok["ALUR_OIDC_ROLES"]+"\n") || !strings.Contains(out, "ALUR_PASSWORD_PROFILE=standard\n") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	for change, said := range map[string]string{
		"ALUR_OIDC_ROLES=a=admin": "cannot come from another system", "ALUR_OIDC_ROLES=a=head": "cannot come", "ALUR_OIDC_ROLES=a=vendor": "cannot come", "ALUR_OIDC_ROLES=a": "no value=role",
		"ALUR_OIDC_ROLES=a=member,a=requester": "twice", "ALUR_OIDC_ROLES=": "go together", "ALUR_OIDC_ROLE_CLAIM=": "go together", "ALUR_OIDC_ISSUER=": "needs --oidc-issuer", "ALUR_PASSWORD_PROFILE=strong": "standard",
	} {
		env := maps.Clone(ok)
		name, value, _ := strings.Cut(change, "=")
		env[name] = value
		if code, _, errs := call(t, env, "", "config"); code != 2 || !strings.Contains(errs, said) {
			t.Errorf("%s: exit %d %s", change, code, errs)
		}
	}
}

// TestOperatorsProfile: the operator's tools judge passwords as the server does.
func TestOperatorsProfile(t *testing.T) {
	t.Parallel()
	env := map[string]string{"ALUR_DATA": t.TempDir(), "ALUR_PASSWORD_PROFILE": "bssn"}
	if code, _, errs := call(t, env, "kuda hijau terbang\n", "user", "add", "--name", "Rino", "--agency", "x", "--role", "member", "rino"); code != 1 || !strings.Contains(errs, "huruf besar") {
		t.Errorf("exit %d %s", code, errs)
	}
}
