package page

// Giliran says whose turn it is on one request: who must act, the one next
// action, and what comes after. Every place that speaks of a request shows this
// same struct, by the part "giliran" (card) or "giliran-baris" (one line).
type Giliran struct {
	Variant Variant
	// Who has the ball, in the order of the definition; empty while paused or after the end.
	Who []Holder
	// Action is the next thing to do, verb first and without a full stop: "Lengkapi 3 butir".
	Action string
	// Since says how long it has been so: "sejak Jumat, 4 Des 2026 (4 hari)".
	Since string
	// Next is what comes after: "Diskominfo menelaah surat dan data pendukung".
	Next string
	// Reason explains a pause or an end, in the words of who decided it.
	Reason string
	// Stage is where the request stands: "Tahap 3 dari 16: Telaah dan verifikasi".
	Stage string
	// Href is where to act or read, and Button what the button there says; a card
	// without Button has none.
	Href   string
	Button string
	// Note is what this viewer should know about acting here: at the counter, or why four
	// eyes keep him or her from it.
	Note string
	// Task takes the task or gives it back, on the request's own page; nil where nobody
	// else could do it.
	Task *ActionForm
	// HandOver leads to where the task is given to a colleague; its zero value is none.
	HandOver Link
}

// Variant is what kind of turn it is.
type Variant string

// The variants (ux.md, 4.6).
const (
	TurnMine   Variant = "anda"
	TurnOther  Variant = "lain"
	TurnShared Variant = "bersama" // several parties, each of which has something to do
	TurnPaused Variant = "dijeda"
	TurnDone   Variant = "selesai"
	TurnEnded  Variant = "ditolak" // rejected, declined, withdrawn or stopped
)

// Holder is one party that has the ball.
type Holder struct {
	Name string // "Dinas Kesehatan", "Tim Penguji"
	You  bool
	What string // what this party has to do, where parties differ
	By   string // who of the party is at it: "Dikerjakan oleh … sejak …", or ""
}

// Icon is the icon of the variant: one variant, one icon, everywhere.
func (g Giliran) Icon() string {
	switch g.Variant {
	case TurnMine:
		return "giliran"
	case TurnPaused:
		return "jeda"
	case TurnDone:
		return "selesai"
	case TurnEnded:
		return "tolak"
	case TurnShared:
		return "orang"
	}
	return "tunggu"
}

// Label is the word for the variant on a tag.
func (g Giliran) Label() string {
	switch g.Variant {
	case TurnMine:
		return "Giliran Anda"
	case TurnPaused:
		return "Dijeda"
	case TurnDone:
		return "Selesai"
	case TurnEnded:
		return "Berakhir"
	}
	return "Menunggu " + g.Names()
}

// Names joins the names of who has the ball: "A", "A dan B", "A, B, dan C".
func (g Giliran) Names() string { return names(g.Who) }

// Others joins the names of those who have the ball besides the viewer.
func (g Giliran) Others() string {
	var rest []Holder
	for _, h := range g.Who {
		if !h.You {
			rest = append(rest, h)
		}
	}
	return names(rest)
}

func names(who []Holder) string {
	var s string
	for i, h := range who {
		switch {
		case i == 0:
		case i == len(who)-1 && len(who) == 2:
			s += " dan "
		case i == len(who)-1:
			s += ", dan "
		default:
			s += ", "
		}
		s += h.Name
	}
	return s
}

// Progress says where a request lies in the whole flow, by the part "kemajuan".
type Progress struct {
	Number, Total int
	Title, Short  string
	Phase         int // from 1
	Phases        []PhaseMark
}

// PhaseName is the name of the phase that the stage belongs to.
func (p Progress) PhaseName() string {
	if p.Phase < 1 || p.Phase > len(p.Phases) {
		return ""
	}
	return p.Phases[p.Phase-1].Name
}

// PhaseMark is one segment of the bar of phases.
type PhaseMark struct {
	Name  string
	State PhaseState
}

// PhaseState is where a phase lies, as seen from the current stage.
type PhaseState string

// The states of a phase.
const (
	PhasePast  PhaseState = "lalu"
	PhaseNow   PhaseState = "kini"
	PhaseEnded PhaseState = "henti" // the request ended in it
	PhaseLater PhaseState = "nanti"
)

// Tag is a status: word, icon and colour together, never a link. Part "tag".
type Tag struct {
	Kind string // anda, tunggu, selesai, kembali, tolak, draf, telat
	Icon string
	Text string
}
