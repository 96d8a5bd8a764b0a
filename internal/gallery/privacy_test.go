package gallery

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/web/page"
)

// drawn is every exhibit as HTML, drawn once for the tests of this file.
var drawn = sync.OnceValues(func() (map[string]string, error) {
	set, err := page.Load()
	if err != nil {
		return nil, err
	}
	registry, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	for _, e := range All(registry.Plans()) {
		var b bytes.Buffer
		if err := set.Render(&b, e.Page, e.Content); err != nil {
			return nil, err
		}
		out[e.Key()] = b.String()
	}
	return out, nil
})

// whole are the pages that show an e-mail address, a civil servant's number or a telephone
// number in full, and why.
var whole = map[string]string{
	"account":         "one's own account",
	"import":          "a list on its way in, for who brought it; masked once it is applied",
	"import_row":      "the form in which it is put right",
	"user":            "one person, for those who manage accounts",
	"letterhead":      "what stands on every letter of the organisation, for who fills it in",
	"request_show":    "the letter's own words, for who sees the request",
	"request_stage":   "the form in which they are typed",
	"request_section": "the form in which they are typed",
	"request_check":   "read once more before they are sent",
	"request_act":     "what is judged",
	"request_sign":    "what is signed",
	"request_decide":  "what is decided on",
}

var (
	contact = regexp.MustCompile(`[A-Za-z0-9._-]+@[A-Za-z0-9-]+\.[A-Za-z.]+[A-Za-z]|\b(?:19|20)\d{6} ?\d{6} ?[12] ?\d{3}\b|(?:\+62|\b0)8\d{2}[ -]?\d{3,4}[ -]?\d{3,4}\b`)
	// examples stand in hints: they are nobody's.
	examples = regexp.MustCompile(`nama@salatiga\.go\.id`)
)

// TestMasked looks at every page in every state for what belongs masked in lists: no page
// but those above shows how somebody is reached.
func TestMasked(t *testing.T) {
	t.Parallel()
	all, err := drawn()
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	for key, html := range all {
		found := contact.FindString(examples.ReplaceAllString(html, ""))
		if found == "" {
			continue
		}
		name, _, _ := strings.Cut(key, ".")
		shown[name] = true
		if whole[name] == "" {
			t.Errorf("%s shows %s: mask it with text.Mask, or say above why not", key, found)
		}
	}
	for name := range whole {
		if !shown[name] {
			t.Errorf("%s shows nothing: it needs no leave to", name)
		}
	}
}

var (
	inputs     = regexp.MustCompile(`<input [^>]*>`)
	ofPassword = regexp.MustCompile(`name="kata-sandi(?:-baru|-ulang)?"`)
	welcome    = regexp.MustCompile(`autocomplete="(?:current|new)-password"`)
	unwelcome  = regexp.MustCompile(` (?:maxlength|readonly|pattern|onpaste)\b`)
)

// TestPasswordFields proves that passwords are typed unseen, and that browsers, managers
// and pasting are welcome: fields say what they are for, and nothing cuts or stops.
func TestPasswordFields(t *testing.T) {
	t.Parallel()
	all, err := drawn()
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for key, html := range all {
		for _, in := range inputs.FindAllString(html, -1) {
			if isPassword := strings.Contains(in, `type="password"`); !isPassword {
				if ofPassword.MatchString(in) && !strings.Contains(in, `type="hidden"`) {
					t.Errorf("%s: typed for all to see: %s", key, in)
				}
				continue
			}
			// The passphrase of a certificate is no password of this site: a manager would fill
			// in the account's, and it would be sent to somebody else.
			if strings.Contains(in, `name="kata-sandi-frasa"`) && strings.Contains(in, `autocomplete="off"`) && !unwelcome.MatchString(in) {
				continue
			}
			n++
			if !welcome.MatchString(in) || unwelcome.MatchString(in) {
				t.Errorf("%s: %s", key, in)
			}
		}
	}
	if n < 5 {
		t.Errorf("only %d fields for passwords", n)
	}
}

// TestSignOutEverywhere proves that every page of somebody who is signed in offers the
// sign-out.
func TestSignOutEverywhere(t *testing.T) {
	t.Parallel()
	all, err := drawn()
	if err != nil {
		t.Fatal(err)
	}
	_, plans := shipped(t)
	n := 0
	for _, e := range All(plans) {
		if e.Content.Frame().User == nil || e.Page == "meeting_screen" {
			continue // a projector shows a code and nothing to press
		}
		n++
		if !strings.Contains(all[e.Key()], `action="/keluar"`) {
			t.Errorf("%s has no way out", e.Key())
		}
	}
	if n < 50 {
		t.Errorf("only %d pages of people who are signed in", n)
	}
}
