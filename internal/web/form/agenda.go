package form

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// The agenda of a meeting is rows of controls "item.agenda.N.topic", ".kind" and ".text";
// what they say is stored in the meeting's minutes ([text.Minutes]), with the notes of
// "item.minutes" behind it. A row that offers a topic by itself carries it in ".usual":
// an agenda of such rows alone, with no result, was not made by anybody and is none.

// maxTopics bounds the agenda that a form may send.
const maxTopics = 50

func putAgenda(it *flow.Item, out url.Values, agenda []text.Topic) {
	for i, o := range agenda {
		n := strconv.Itoa(i + 1)
		for name, v := range map[string]string{"topic": o.Title, "kind": o.Kind, "text": o.Text} {
			if v != "" {
				out.Set(partName(it, "agenda", n, name), v)
			}
		}
	}
}

// agendaIn reads the rows of normalised controls.
func agendaIn(it *flow.Item, v url.Values) []text.Topic {
	var out []text.Topic
	for i := 1; i <= maxTopics; i++ {
		part := func(name string) string { return v.Get(partName(it, "agenda", strconv.Itoa(i), name)) }
		if part("topic") == "" {
			break // normalised rows have no gaps
		}
		out = append(out, text.Topic{Title: part("topic"), Kind: part("kind"), Text: part("text")})
	}
	return out
}

// normaliseAgenda numbers the rows anew, empty ones left out; without rows in the form,
// those stored stay. Notes that look like an agenda become one, as they will be read.
func normaliseAgenda(it *flow.Item, typed, old, out url.Values) {
	agenda := agendaIn(it, old)
	if typed.Has(partName(it, "agenda", "1", "topic")) {
		agenda = typedAgenda(it, typed)
	}
	notes := partName(it, "minutes")
	agenda, rest := text.ParseMinutes(text.Minutes(agenda, out.Get(notes)))
	out.Del(notes)
	if rest != "" {
		out.Set(notes, rest)
	}
	putAgenda(it, out, agenda)
}

func typedAgenda(it *flow.Item, typed url.Values) []text.Topic {
	var out []text.Topic
	made := false
	for i := 1; i <= maxTopics; i++ {
		part := func(name string) string { return CleanText(typed.Get(partName(it, "agenda", strconv.Itoa(i), name))) }
		o := text.Topic{Title: strings.Join(strings.Fields(part("topic")), " "), Kind: part("kind"), Text: part("text")}
		switch {
		case o.Title == "" && o.Text == "":
			continue
		case o.Text == "":
			o.Kind = ""
		case o.Kind != text.ResultDecision:
			o.Kind = text.ResultNote
		}
		made = made || o.Text != "" || o.Title != part("usual")
		if o.Title == "" {
			o.Title = text.OtherTopic()
		}
		out = append(out, o)
	}
	if !made {
		return nil
	}
	return out
}

// agendaFold draws the agenda with the notes. It is open once the meeting has begun,
// and while there is something in it.
func (d *Desk) agendaFold(st *flow.Stage, it *flow.Item, values url.Values) page.FormFold {
	out := page.FormFold{Title: "Agenda dan hasil", Hint: "Boleh diisi sebelum pertemuan (pokoknya saja) dan dilengkapi sesudahnya. Tersimpan sebagai catatan pertemuan."}
	agenda := agendaIn(it, values)
	out.Open = len(agenda) > 0 || values.Has(partName(it, "minutes")) || d.begun(it, values)
	topics := usualTopics(st)
	filled := len(agenda)
	if filled > 0 {
		topics = nil
	}
	rows := max(filled, len(topics)) + 1
	if filled+len(topics) == 0 {
		rows = spareRows
	}
	for i := range min(rows, maxTopics) {
		n := strconv.Itoa(i + 1)
		row := page.FormRow{ID: partName(it, "agenda", n), Layout: "agenda"}
		topic := d.control(it, values, "Pokok "+n, "agenda", n, "topic")
		topic.Spellcheck = true
		if i < len(topics) {
			topic.Value = topics[i].Title
			row.Hiddens = []page.Hidden{{Name: partName(it, "agenda", n, "usual"), Value: topic.Value}}
		}
		kind := d.control(it, values, "Jenis hasil", "agenda", n, "kind")
		kind.Type = "select"
		for _, k := range []string{text.ResultNote, text.ResultDecision} {
			kind.Options = append(kind.Options, page.Choice{Value: k, Text: text.ResultKind(k), Checked: kind.Value == k})
		}
		words := d.control(it, values, "Hasil", "agenda", n, "text")
		words.Type, words.Rows, words.Spellcheck = "textarea", 2, true
		if i < len(topics) && topics[i].Confidential {
			words.Hint = "Jangan tulis angkanya di sini; isi pada «" + topics[i].Title + "», yang tidak diperlihatkan kepada Pihak Ketiga"
		}
		row.Fields = []page.Field{topic, kind, words}
		out.Open = out.Open || slices.ContainsFunc(row.Fields, func(f page.Field) bool { return f.Fault != "" })
		out.Rows = append(out.Rows, row)
	}
	notes := d.control(it, values, "Catatan pertemuan", "minutes")
	notes.Type, notes.Rows, notes.Spellcheck, notes.Optional = "textarea", 4, true, true
	notes.Hint = "Yang tidak termasuk pokok di atas"
	out.Open = out.Open || notes.Fault != ""
	out.Rows = append(out.Rows, page.FormRow{Layout: "pisah", Fields: []page.Field{notes}})
	return out
}

// begun reports whether the meeting has started by now.
func (d *Desk) begun(it *flow.Item, values url.Values) bool {
	s, ok := parseLocalTime(values.Get(partName(it, "start")))
	if !ok {
		return false
	}
	t, err := time.Parse(time.RFC3339, localTime(s))
	return err == nil && !t.After(d.Now)
}

// usualTopics are what a meeting of the stage has to settle: what else the stage wants to
// be told in words, plans and money.
func usualTopics(st *flow.Stage) []*flow.Item {
	var out []*flow.Item
	if st == nil {
		return nil
	}
	for _, it := range st.Items {
		switch it.Kind {
		case flow.KindLongText, flow.KindMilestones, flow.KindMoney:
			out = append(out, it)
		}
	}
	return out
}
