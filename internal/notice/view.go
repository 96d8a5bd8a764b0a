package notice

import (
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
)

// View is a notice as its receiver sees it.
type View struct {
	ID      string
	Kind    Kind
	Args    Args
	At      time.Time
	ReadAt  time.Time // zero while unread
	Mailed  bool
	Request alur.RequestID
	Number  string // "" before it is submitted
	Code    string // the tracking code, likewise
	Title   string
	Agency  string     // name of the requesting one
	Plan    *flow.Plan // as it is now
	By      string     // name of who wrote or signed, "" when unknown
}

// Words are the subject of the letter and its first line: what is before and after the
// dash in ux.md §5.6. Lists show both.
func (v View) Words() (subject, line string) {
	f := text.NoticeFacts{
		Kind: string(v.Kind), Number: v.Number, Code: v.Code, Title: v.Title, Agency: v.Agency,
		N: v.Args.N, Other: v.Args.Other, Severe: v.Args.Severe, Place: v.Args.Place, Reason: v.Args.Reason, By: v.By, Status: v.Args.Status,
	}
	if f.Title == "" {
		f.Title = "Permohonan tanpa nama"
	}
	if v.Plan != nil {
		if st := v.Plan.Stage(v.Args.Stage); st != nil {
			f.Stage = st.Title
			if it := st.Item(v.Args.Item); it != nil {
				f.Item = it.Title
			}
		}
		if p := v.Plan.Party(v.Args.Party); p != nil {
			f.Party = p.Name
		}
	}
	if at, err := time.Parse(time.RFC3339, v.Args.Start); err == nil {
		f.Start = at
	}
	return text.Notice(f)
}
