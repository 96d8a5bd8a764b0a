package text

import (
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"
)

// hidden stands for what a mask leaves out.
const hidden = "•"

// Mask shows as much of an e-mail address, a civil servant's number, a telephone number or
// a network address as tells two of them apart, for lists and files that more people read
// than the one whom it belongs to: "w•••@dinkes…", "1985••••••••••••01", "0812••••••90",
// "203.0.•••". What is none of these is given back as it is.
func Mask(s string) string {
	if user, host, found := strings.Cut(s, "@"); found {
		first, _ := utf8.DecodeRuneInString(user)
		label, rest, more := strings.Cut(host, ".")
		if more && rest != "" {
			label += "…"
		}
		if user == "" {
			return strings.Repeat(hidden, 3) + "@" + label
		}
		return string(first) + strings.Repeat(hidden, 3) + "@" + label
	}
	if addr, err := netip.ParseAddr(s); err == nil {
		addr = addr.Unmap()
		sep := "."
		if addr.Is6() {
			sep = ":"
		}
		parts := strings.SplitN(addr.StringExpanded(), sep, 3)
		return parts[0] + sep + parts[1] + sep + strings.Repeat(hidden, 3)
	}
	digits := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' || r == '+' {
			return -1
		}
		return r
	}, s)
	if len(digits) < 8 || strings.Trim(digits, "0123456789") != "" {
		return s
	}
	return digits[:4] + strings.Repeat(hidden, len(digits)-6) + digits[len(digits)-2:]
}
