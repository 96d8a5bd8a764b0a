package text

import (
	"strings"
	"testing"
)

// TestOwnerLetter: who did it is said, and the letter about another address does not send
// its reader to an account that may not be his or hers any more.
func TestOwnerLetter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e        SecurityEntry
		operator bool
		want     string
	}{
		{SecurityEntry{Kind: "password-changed", Actor: "Endang"}, false, "Yang mengubahnya: Endang, pengelola akun."},
		{SecurityEntry{Kind: "password-changed"}, true, "oleh pengelola server."},
		{SecurityEntry{Kind: "password-changed", Detail: "by mail link"}, false, "lewat tautan yang dikirim ke email Anda."},
		{SecurityEntry{Kind: "second-factor-added", Detail: "passkey: Laptop kantor"}, false, "kunci sandi “Laptop kantor”."},
		{SecurityEntry{Kind: "second-factor-removed", Detail: "totp"}, false, "kode autentikasi."},
		{SecurityEntry{Kind: "second-factor-removed", Detail: "recovery"}, true, "Buatlah yang baru di halaman Akun."},
		{SecurityEntry{Kind: "token-made", Detail: "Dasbor: read, 2027-01-31"}, false, "Token «Dasbor» dibuat untuk akun ALUR Anda, berlaku sampai 2027-01-31."},
		{SecurityEntry{Kind: "contact-changed"}, false, "surat berikutnya tidak lagi ke sini"},
	} {
		subject, paragraphs := OwnerLetter(c.e, c.operator)
		if all := strings.Join(paragraphs, "\n"); subject == "" || !strings.Contains(all, c.want) {
			t.Errorf("%+v: %q %q, want %q in it", c.e, subject, all, c.want)
		}
	}
	if subject, _ := OwnerLetter(SecurityEntry{Kind: "signed-in"}, false); subject != "" {
		t.Errorf("told of what is no change: %q", subject)
	}
}
