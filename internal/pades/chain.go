package pades

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// chain says what is known of who vouches for the signer at a time.
func (s *signed) chain(at time.Time, roots *Roots) Chain {
	if at.Before(s.signer.NotBefore) || at.After(s.signer.NotAfter) {
		return Outdated
	}
	if roots == nil {
		return Unchecked
	}
	between := x509.NewCertPool()
	for _, c := range s.certificates {
		between.AddCert(c)
	}
	_, err := s.signer.Verify(x509.VerifyOptions{Roots: roots.pool, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	if err != nil {
		return Unknown
	}
	return Trusted
}

// Roots are certificates that are trusted to vouch for others.
type Roots struct {
	pool *x509.CertPool
	name string
}

// Name tells exactly these roots from others; "" for nil.
func (r *Roots) Name() string {
	if r == nil {
		return ""
	}
	return r.name
}

// ParseRoots reads certificates in PEM. It refuses a file that has none, or anything else.
func ParseRoots(text []byte) (*Roots, error) {
	out, sum, n := &Roots{pool: x509.NewCertPool()}, sha256.New(), 0
	for rest := text; ; n++ {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" {
			return nil, fmt.Errorf("a %s, no certificate", strings.ToLower(block.Type))
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("certificate %d: %w", n+1, err)
		}
		out.pool.AddCert(c)
		_, _ = sum.Write(c.Raw) // never fails
	}
	if n == 0 {
		return nil, errors.New("no certificate in PEM")
	}
	out.name = hex.EncodeToString(sum.Sum(nil)[:8])
	return out, nil
}

// names are what may be shown of a certificate. Its serial numbers and user ids are not:
// certificates of BSrE may hold the number of a citizen there.
func names(c *x509.Certificate) (signer, organization, issuer string) {
	issuer = c.Issuer.CommonName
	if issuer == "" {
		issuer = strings.Join(c.Issuer.Organization, ", ")
	}
	return cleanText(c.Subject.CommonName), cleanText(strings.Join(c.Subject.Organization, ", ")), cleanText(issuer)
}

// maxText is how much of a text is kept, in runes.
const maxText = 160

// cleanText makes a text from a file fit to be shown: without what is invisible or turns
// the direction of writing, cut, and with the numbers of citizens covered.
func cleanText(s string) string {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}), " ")
	if r := []rune(s); len(r) > maxText {
		s = string(r[:maxText]) + "…"
	}
	return covered(s)
}

// covered hides every number of a citizen (NIK): 16 digits, with or without what people
// put between them. Numbers of civil servants have 18 and stay.
func covered(s string) string {
	var out strings.Builder
	r := []rune(s)
	for i := 0; i < len(r); {
		if !isDigit(r[i]) {
			out.WriteRune(r[i])
			i++
			continue
		}
		digits, end := 0, i
		for j := i; j < len(r); j++ {
			if isDigit(r[j]) {
				digits, end = digits+1, j+1
			} else if !strings.ContainsRune(" .-", r[j]) || j > end+1 {
				break
			}
		}
		if digits == 16 {
			out.WriteString("••••••••••••••••")
		} else {
			out.WriteString(string(r[i:end]))
		}
		i = end
	}
	return out.String()
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// textOf decodes a text string (ISO 32000-2, 7.9.2.2), "" for anything else.
func textOf(v any) string {
	t, ok := v.(text)
	if !ok {
		return ""
	}
	b := t.bytes
	switch {
	case len(b) >= 2 && b[0] == 0xfe && b[1] == 0xff:
		var units []uint16
		for b = b[2:]; len(b) >= 2; b = b[2:] {
			units = append(units, uint16(b[0])<<8|uint16(b[1]))
		}
		return string(utf16.Decode(units))
	case len(b) >= 3 && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf:
		return string(b[3:])
	}
	r := make([]rune, len(b))
	for i, c := range b {
		r[i] = rune(c) // PDFDocEncoding is Latin-1 but for signs that names do without
	}
	return string(r)
}

// dateOf reads a date (ISO 32000-2, 7.9.4), zero for anything else.
func dateOf(v any) time.Time {
	s := strings.NewReplacer("'", "", "D:", "").Replace(textOf(v))
	for _, layout := range []string{"20060102150405-0700", "20060102150405Z0700", "20060102150405Z0000", "20060102150405"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
