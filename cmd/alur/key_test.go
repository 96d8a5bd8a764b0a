package main

import (
	"bytes"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// TestInstallationKey: one key for a folder, however many start at once, and no start
// with one that is damaged.
func TestInstallationKey(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var wg sync.WaitGroup
	keys := make([][]byte, 20)
	for i := range keys {
		wg.Go(func() {
			var err error
			if keys[i], err = installationKey(dir); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, k := range keys {
		if len(k) != 32 || !bytes.Equal(k, keys[0]) {
			t.Fatalf("keys differ: %x and %x", k, keys[0])
		}
	}
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 {
		t.Errorf("%d files: %v", len(entries), err)
	}
	info, err := os.Stat(filepath.Join(dir, keyFile))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := os.WriteFile(filepath.Join(dir, keyFile), []byte("x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := installationKey(dir); err == nil {
		t.Error("a damaged key was taken, or replaced")
	}
}

// TestPasskeyAddress: passkeys are used where browsers take them, and nowhere else.
func TestPasskeyAddress(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ public, listen, name, origin string }{
		{"", "127.0.0.1:8080", "localhost", "http://localhost:8080"},
		{"", "0.0.0.0:8080", "", ""},
		{"http://localhost:9000/", "0.0.0.0:9000", "localhost", "http://localhost:9000"},
		{"https://alur.salatiga.go.id", "127.0.0.1:8080", "alur.salatiga.go.id", "https://alur.salatiga.go.id"},
		{"https://alur.salatiga.go.id:8443/", "127.0.0.1:8080", "alur.salatiga.go.id", "https://alur.salatiga.go.id:8443"},
		{"http://alur.salatiga.go.id", "127.0.0.1:8080", "", ""},
		{"https://10.1.2.3", "127.0.0.1:8080", "", ""},
		{"http://127.0.0.1:8080", "127.0.0.1:8080", "", ""},
	} {
		s := &serving{PublicURL: c.public, Listen: c.listen}
		got := s.passkeys("8080")
		if c.name == "" {
			if got != nil {
				t.Errorf("%+v: %+v", c, got)
			}
			continue
		}
		if got == nil || got.Name != c.name || got.Origin != c.origin {
			t.Errorf("%+v: %+v", c, got)
		}
	}
}

// TestOutsideSettings: what could not work is refused before anything is opened.
func TestOutsideSettings(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"--second-factor", "boss"}, {"--oidc-issuer", "https://a.id"}, {"--oidc-issuer", "x", "--oidc-client-id", "y"}, {"--outgoing-networks", "x"},
		{"--mail-server", "mail:25"}, {"--mail-server", "mail:25", "--mail-from", "a@b.id"}, {"--mail-security", "ssl"},
	} {
		if code, _, _ := call(t, nil, "", append([]string{"config"}, args...)...); code != 2 {
			t.Errorf("%v: exit %d", args, code)
		}
	}
	code, out, errs := call(t, map[string]string{
		"ALUR_SECOND_FACTOR": "head,admin", "ALUR_OIDC_ISSUER": "https://a.id", "ALUR_OIDC_CLIENT_ID": "alur", "ALUR_MAIL_SERVER": "mail:25", "ALUR_MAIL_FROM": "a@b.id", "ALUR_PUBLIC_URL": "https://b.id",
	}, "", "config")
	if code != 0 || !bytes.Contains([]byte(out), []byte("ALUR_SECOND_FACTOR=head,admin\n")) || !bytes.Contains([]byte(out), []byte("ALUR_MAIL_SERVER=mail:25\n")) {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
}
