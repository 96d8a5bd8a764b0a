package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
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
			if keys[i], err = (&folders{Data: dir}).installationKey(); err != nil {
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
	if _, err := (&folders{Data: dir}).installationKey(); err == nil {
		t.Error("a damaged key was taken, or replaced")
	}
	elsewhere := folders{Data: dir, KeyFile: filepath.Join(dir, "brankas")}
	if _, err := elsewhere.installationKey(); err == nil {
		t.Error("a key was made where a vault puts it")
	}
	if err := makeKey(elsewhere.KeyFile); err != nil {
		t.Fatal(err)
	}
	if k, err := elsewhere.installationKey(); err != nil || len(k) != 32 || bytes.Equal(k, keys[0]) {
		t.Errorf("the key of the vault: %x %v", k, err)
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

// TestKeysRotate: a vault's key is taken as it is and left where it lies, a start while keys
// are being changed is refused, and the connection to the database may stand in a file.
func TestKeysRotate(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	env := map[string]string{"ALUR_DATA": dir}
	list := filepath.Join(t.TempDir(), "agencies.csv")
	if err := os.WriteFile(list, []byte("name,short_name,kind\nDinas Percontohan,Dincontoh,agency\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, errs := call(t, env, "", "agency", "import", list); code != 0 {
		t.Fatal(errs)
	}
	if code, _, errs := call(t, env, "", "keys", "rotate"); code == 0 || !strings.Contains(errs, "secret.key") {
		t.Errorf("without a key: %d %s", code, errs)
	}
	f := folders{Data: dir}
	old, err := f.installationKey()
	if err != nil {
		t.Fatal(err)
	}
	if code, out, errs := call(t, env, "", "keys", "rotate"); code != 0 || !strings.Contains(out, "0 secrets were sealed again; the key is "+f.keyPath()) {
		t.Errorf("exit %d %s%s", code, out, errs)
	}
	fresh, err := f.installationKey()
	if err != nil || bytes.Equal(fresh, old) {
		t.Errorf("the key after it: %v", err)
	}
	vault := filepath.Join(t.TempDir(), "kunci")
	if err := makeKey(vault); err != nil {
		t.Fatal(err)
	}
	if code, out, errs := call(t, env, "", "keys", "rotate", "--new-key", vault); code != 0 || !strings.Contains(out, "the key is "+vault) {
		t.Errorf("exit %d %s%s", code, out, errs)
	}
	if err := makeKey(nextKey(f.keyPath())); err != nil {
		t.Fatal(err)
	}
	if _, err := f.installationKey(); err == nil || !strings.Contains(err.Error(), "alur keys rotate") {
		t.Errorf("a start in between: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "url"), []byte("postgres://alur:rahasia@db/alur\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	code, out, errs := call(t, map[string]string{"ALUR_DATABASE_FILE": filepath.Join(dir, "url")}, "", "config")
	if code != 0 || !strings.Contains(out, "ALUR_DATABASE=postgres://alur:***@db/alur\n") {
		t.Errorf("exit %d %s%s", code, out, errs)
	}
	if code, _, _ := call(t, map[string]string{"ALUR_DATABASE_FILE": filepath.Join(dir, "none")}, "", "config"); code == 0 {
		t.Error("a file that is not there was passed over")
	}
}

// rotating is set where the test binary is to be the program.
const rotating = "ALUR_TEST_ROTATE"

// TestKeysRotateKilled kills the change of keys in its middle: no server starts, the
// next run goes on, and every secret opens with the new key.
func TestKeysRotateKilled(t *testing.T) {
	if dir := os.Getenv(rotating); dir != "" {
		os.Exit(run(t.Context(), []string{"keys", "rotate"}, strings.NewReader(""), os.Stdout, os.Stderr, func(k string) string { return map[string]string{"ALUR_DATA": dir}[k] }))
	}
	t.Parallel()
	dir := t.TempDir()
	f := folders{Data: dir}
	key, err := f.installationKey()
	if err != nil {
		t.Fatal(err)
	}
	st, err := store.Open(t.Context(), store.Config{Dir: dir, Clock: alur.SystemClock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	const people = 150
	d := directory.New(directory.Config{Store: st, Key: key, ShortPasswords: true})
	if err := d.SeedAgencies(t.Context()); err != nil {
		t.Fatal(err)
	}
	for i := range people {
		name := fmt.Sprintf("orang-%03d", i)
		err := d.AddUser(t.Context(), directory.NewUser{Username: name, Name: name, Agency: "dinas-kesehatan", Roles: []alur.Role{alur.RoleMember}, Password: "x"})
		offer, oerr := d.OfferTOTP(name)
		if err := errors.Join(err, oerr); err != nil {
			t.Fatal(err)
		}
		code, err := totp.GenerateCode(offer.Secret, time.Now())
		if err == nil {
			_, err = d.AddTOTP(t.Context(), name, offer.Sealed, code, directory.By{})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	secrets := func() map[string]string {
		out, after := map[string]string{}, ""
		for {
			var page []store.SealedValue
			err := st.Read(t.Context(), func(tx *store.Tx) (err error) {
				page, err = tx.SealedValues(t.Context(), store.SealedColumns[0], after)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				return out
			}
			for _, v := range page {
				out[v.Key], after = string(v.Value), v.Key
			}
		}
	}
	changed := func(before map[string]string) (n int) {
		for name, v := range secrets() {
			if before[name] != v {
				n++
			}
		}
		return n
	}
	before := secrets()
	child := exec.Command(os.Args[0], "-test.run=^TestKeysRotateKilled$")
	child.Env = append(os.Environ(), rotating+"="+dir)
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); changed(before) < 3 && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	_ = child.Process.Kill()
	_ = child.Wait()
	if n := changed(before); n < 3 || n == people {
		t.Fatalf("%d of %d secrets were sealed again when it was killed", n, people)
	}
	if _, err := f.installationKey(); err == nil {
		t.Error("a server starts in the middle of it")
	}
	half := secrets()
	if code, out, errs := call(t, map[string]string{"ALUR_DATA": dir}, "", "keys", "rotate"); code != 0 {
		t.Fatalf("exit %d %s%s", code, out, errs)
	}
	if n := changed(half); n+changed(before) < people || n == people {
		t.Errorf("the second run sealed %d", n)
	}
	fresh, err := f.installationKey()
	if err != nil || bytes.Equal(fresh, key) {
		t.Fatalf("the new key: %v", err)
	}
	// Nothing is left to do under the new key: it opens everything.
	done, err := directory.New(directory.Config{Store: st, Key: key}).Reseal(t.Context(), fresh)
	if err != nil || done != (directory.Resealed{}) {
		t.Errorf("with the new key: %+v %v", done, err)
	}
}
