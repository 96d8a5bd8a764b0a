package paper

import "strings"

// inline reads **bold**, *italic*, __underline__ and what a backslash protects. A field
// keeps its letters as they are.
func inline(s string) []run {
	var joined joiner
	var look run
	var text strings.Builder
	flush := func() {
		joined.add(text.String(), look)
		text.Reset()
	}
	for i := 0; i < len(s); {
		switch rest := s[i:]; {
		case strings.HasPrefix(rest, "{{"):
			n := strings.Index(rest, "}}")
			if n < 0 {
				n = len(rest) - 2
			}
			text.WriteString(rest[:n+2])
			i += n + 2
		case strings.HasPrefix(rest, "**"):
			flush()
			look.bold = !look.bold
			i += 2
		case rest[0] == '*':
			flush()
			look.italic = !look.italic
			i++
		case strings.HasPrefix(rest, "__"):
			flush()
			look.underline = !look.underline
			i += 2
		case rest[0] == '\\' && len(rest) > 1 && rest[1] == 't':
			text.WriteByte('\t')
			i += 2
		case rest[0] == '\\' && len(rest) > 1 && rest[1] == 'n':
			text.WriteByte('\n')
			i += 2
		case rest[0] == '\\' && len(rest) > 1 && isPunct(rest[1]):
			text.WriteByte(rest[1])
			i += 2
		default:
			text.WriteByte(rest[0])
			i++
		}
	}
	flush()
	return joined.done()
}

func isPunct(c byte) bool {
	return c > ' ' && c < 0x7f && (c < '0' || c > '9') && (c|0x20 < 'a' || c|0x20 > 'z')
}
