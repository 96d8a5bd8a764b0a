package text

import (
	"strconv"
	"strings"
)

// Topic is one item of a meeting's agenda with the result.
type Topic struct {
	Title string // one line, not empty
	Kind  string // ResultDecision or ResultNote; "" while there is no result
	Text  string // "" exactly when Kind is
}

// The kinds of results, as forms name them.
const (
	ResultDecision = "keputusan"
	ResultNote     = "catatan"
)

// ResultKind names a kind: "Keputusan", "Catatan".
func ResultKind(kind string) string { return Capital(kind) }

const (
	minutesHead  = "Agenda dan hasil"
	minutesNotes = "Catatan lain"
	indent       = "   "
)

// Minutes writes the agenda of a meeting with its results, and notes beside it, as one
// plain text for people:
//
//	Agenda dan hasil
//
//	1. Ruang lingkup
//	   Keputusan: enam puskesmas.
//	   Rumah sakit menyusul.
//
//	2. Rencana tahapan
//
//	Catatan lain
//	Rapat dimulai terlambat.
//
// Without an agenda the notes stand alone. [ParseMinutes] reads it back. Topics, texts
// and notes are taken as they are: without blanks around them and with line feeds only.
func Minutes(agenda []Topic, notes string) string {
	if len(agenda) == 0 {
		return notes
	}
	var b strings.Builder
	b.WriteString(minutesHead)
	for i, o := range agenda {
		b.WriteString("\n\n" + strconv.Itoa(i+1) + ". " + o.Title)
		if o.Kind != "" {
			// Lines of the text stand in, so that none can be taken for a topic or a heading.
			b.WriteString("\n" + indent + ResultKind(o.Kind) + ": ")
			for j, line := range strings.Split(o.Text, "\n") {
				switch {
				case j > 0 && line == "":
					b.WriteString("\n")
				case j > 0:
					b.WriteString("\n" + indent + line)
				default:
					b.WriteString(line)
				}
			}
		}
	}
	if notes != "" {
		b.WriteString("\n\n" + minutesNotes + "\n" + notes)
	}
	return b.String()
}

// ParseMinutes reads what [Minutes] wrote. A text that it would not have written, letter
// by letter, is all notes.
func ParseMinutes(minutes string) (agenda []Topic, notes string) {
	agenda, notes = parseMinutes(minutes)
	if len(agenda) == 0 || Minutes(agenda, notes) != minutes || strings.ContainsRune(minutes, '\r') {
		return nil, minutes
	}
	for _, o := range agenda {
		if strings.TrimSpace(o.Title) != o.Title || strings.TrimSpace(o.Text) != o.Text {
			return nil, minutes
		}
	}
	return agenda, notes
}

func parseMinutes(minutes string) (agenda []Topic, notes string) {
	rest, ok := strings.CutPrefix(minutes, minutesHead+"\n\n")
	for ok {
		var block string
		block, rest, ok = cutBlock(rest)
		if free, is := strings.CutPrefix(block, minutesNotes+"\n"); is {
			if ok { // the notes are all that follows, whatever it looks like
				free += "\n\n" + rest
			}
			return agenda, free
		}
		topic, result, has := strings.Cut(block, "\n")
		topic, numbered := strings.CutPrefix(topic, strconv.Itoa(len(agenda)+1)+". ")
		if !numbered || topic == "" {
			return nil, ""
		}
		o := Topic{Title: topic}
		if has {
			for _, kind := range []string{ResultDecision, ResultNote} {
				if words, is := strings.CutPrefix(result, indent+ResultKind(kind)+": "); is {
					o.Kind, o.Text = kind, strings.ReplaceAll(words, "\n"+indent, "\n")
				}
			}
			if o.Text == "" {
				return nil, ""
			}
		}
		agenda = append(agenda, o)
	}
	return agenda, ""
}

// cutBlock cuts a text before the next line that stands out after an empty one.
func cutBlock(s string) (block, rest string, more bool) {
	for from := 0; ; {
		i := strings.Index(s[from:], "\n\n")
		if i < 0 {
			return s, "", false
		}
		at := from + i
		if next := s[at+2:]; next != "" && next[0] != '\n' && !strings.HasPrefix(next, indent) {
			return s[:at], next, true
		}
		from = at + 1
	}
}

// Line is the result as one text: "Keputusan: enam puskesmas.", or "" without one.
func (o Topic) Line() string {
	if o.Kind == "" {
		return ""
	}
	return ResultKind(o.Kind) + ": " + o.Text
}

// OtherTopic is what a topic is called that nobody has named.
func OtherTopic() string { return "Lain-lain" }
