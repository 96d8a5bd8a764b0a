package web

import (
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// autosavePath is where a script saves the answers of a form while they are typed.
func autosavePath(v *casework.View) string { return requestPath(v, "simpan") }

// autosaved is what saving while typing did, for the script (static/simpan.js). The
// words are Indonesian sentences, ready to be shown.
type autosaved struct {
	Version int64  `json:"versi,omitzero"` // of the request now
	At      string `json:"jam,omitempty"`  // "09.41"
	// Prints are the fingerprints of the items whose stored value is what was sent.
	Prints map[string]string `json:"sidik,omitempty"`
	Faults []autosaveFault   `json:"galat,omitempty"`
	// Theirs are items that somebody else changed as well: nothing was overwritten.
	Theirs []autosaveFault `json:"bentrok,omitempty"`
	// Others are items that somebody else changed and that were left alone here.
	Others []string `json:"lain,omitempty"`
	// Button says what is only saved by the button, or "".
	Button string `json:"tombol,omitempty"`
}

type autosaveFault struct {
	Field string `json:"isian,omitempty"` // id of the control
	Text  string `json:"teks"`
}

// submitAutosave saves what was typed so far. It does what the form's button does,
// but item by item, and leaves to the button what should not happen by itself: an
// entry of a log, which can never be taken back, and anything under a signature.
func (a *app) submitAutosave(w http.ResponseWriter, r *http.Request) error {
	if err := a.Cases.Visible(r.Context(), a.actor(r), alur.RequestID(r.PathValue("id"))); err != nil {
		return err
	}
	if err := parseForm(r); err != nil {
		return err
	}
	s := &saved{in: &posted{values: r.PostForm}}
	var err error
	if s.view, err = a.requestOf(r); err != nil {
		return err
	}
	var faults []page.Fault
	refused := map[alur.ItemID]bool{} // by casework
	for range 4 {
		if (&desk{form.Desk{View: s.view}}).signed() > 0 {
			return &alur.Error{Code: alur.CodeConflict}
		}
		work := a.compare(s)
		if len(work.theirs) > 0 {
			a.nameChanges(r, s, work)
		}
		set := map[string]jsontext.Value{}
		for _, x := range work.items {
			id := x.item.ID
			if v := work.set[string(id)]; v != nil && x.item.Kind != flow.KindLog && !refused[id] && touched(s, work, id) {
				set[string(id)] = v
			}
		}
		if len(set) == 0 {
			a.answerAutosave(w, r, s, work, faults)
			return nil
		}
		done, err := a.Cases.SetData(r.Context(), a.actor(r), s.view.ID, set, casework.Options{If: at(s.view.Version)})
		switch e := asRefusal(err); {
		case err == nil:
			s.view = done.View
		case e.Code == alur.CodeStaleVersion || e.Code == alur.CodeConflict:
			if s.view, err = a.requestOf(r); err != nil {
				return err
			}
		case e.Code == alur.CodeInvalidData && len(e.Blockers) > 0:
			faults = form.FaultsOf(e.Blockers, s.view.Plan, s.view.Stage, nil, s.view.State)
			for _, b := range e.Blockers {
				id, _ := form.SplitItem(b.Item)
				refused[id] = true
			}
		default:
			return err
		}
	}
	return alur.Refuse(alur.CodeConflict)
}

// touched reports whether an item was changed on the form at all: what is only
// outdated is confirmed by the button, not by the clock.
func touched(s *saved, c *comparison, id alur.ItemID) bool {
	return form.Fingerprint(c.values[id]) != s.in.values.Get(hiddenPrint+string(id))
}

func (a *app) answerAutosave(w http.ResponseWriter, r *http.Request, s *saved, c *comparison, refused []page.Fault) {
	out := autosaved{
		Version: s.view.Version, At: strings.TrimSuffix(text.Time(a.Clock()), " WIB"), Prints: map[string]string{},
	}
	for _, f := range slices.Concat(c.faults, refused) {
		id := faultItem(f)
		switch i := slices.IndexFunc(c.items, func(x slot) bool { return x.item.ID == id }); {
		case i >= 0 && c.items[i].item.Kind == flow.KindLog:
		case c.theirs[id]:
			out.Theirs = append(out.Theirs, autosaveFault{Field: f.Field, Text: f.Text})
		default:
			out.Faults = append(out.Faults, autosaveFault{Field: f.Field, Text: f.Text})
		}
	}
	after, _ := s.in.version()
	for _, x := range c.items {
		it := x.item
		stored := s.view.State.Value(x.stage.ID, it.ID)
		typed := form.Normalise(it, s.in.values, stored)
		seen, mine, now := s.in.values.Get(hiddenPrint+string(it.ID)), form.Fingerprint(typed), form.Fingerprint(form.Controls(it, stored))
		switch {
		case it.Kind == flow.KindLog:
			if len(typed) > 0 {
				out.Button = text.EntrySavedByButton()
			}
		case mine == now:
			out.Prints[string(it.ID)] = now
		case seen == mine && seen != now:
			who, when := a.changedBy(r.Context(), r, s.view, after, setsItem(it.ID))
			out.Others = append(out.Others, text.ChangedElsewhere(it.Title, who, when))
		}
	}
	writeJSON(w, http.StatusOK, out)
}

// setsItem finds the events that set an item.
func setsItem(id alur.ItemID) func(alur.Event) bool {
	return func(e alur.Event) bool {
		var p struct {
			Items map[string]jsontext.Value `json:"items"`
		}
		return e.Type == alur.EventDataChanged && json.Unmarshal(e.Payload, &p) == nil && p.Items[string(id)] != nil
	}
}
