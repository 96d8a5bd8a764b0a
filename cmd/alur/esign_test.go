package main

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSigningSettings: what could not work is refused, and the password stays where it is.
func TestSigningSettings(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sandi")
	if err := os.WriteFile(file, []byte("rahasia layanan\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	ok := map[string]string{"ALUR_ESIGN_URL": "https://esign.example", "ALUR_ESIGN_USER": "alur", "ALUR_ESIGN_PASSWORD_FILE": file}
	code, out, errs := call(t, ok, "", "config")
	if code != 0 || !strings.Contains(out, "ALUR_ESIGN_URL=https://esign.example\n") || strings.Contains(out, "rahasia") {
		t.Errorf("%d\n%s%s", code, out, errs)
	}
	for change, said := range map[string]string{
		"ALUR_ESIGN_URL=": "need --esign-url", "ALUR_ESIGN_USER=": "needs --esign-user", "ALUR_ESIGN_PASSWORD_FILE=": "--esign-password-file",
		"ALUR_ESIGN_URL=http://10.0.0.5": "https address", "ALUR_ESIGN_URL=https://alur:rahasia@esign.example": "without user and password", "ALUR_ESIGN_URL=esign.example": "https address",
	} {
		env := maps.Clone(ok)
		name, value, _ := strings.Cut(change, "=")
		env[name] = value
		if code, _, errs := call(t, env, "", "config"); code != 2 || !strings.Contains(errs, said) || strings.Contains(errs, "rahasia") {
			t.Errorf("%s: exit %d %s", change, code, errs)
		}
	}
	if _, err := (&signing{Roots: file}).roots(); err == nil {
		t.Error("a password is taken for a certificate")
	}
	if r, err := (&signing{}).roots(); r != nil || err != nil {
		t.Errorf("no roots: %v %v", r, err)
	}
}
