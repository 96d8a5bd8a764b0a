package web

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
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

// submitStageForm saves the form of the current stage: answers and files.
func (a *app) submitStageForm(w http.ResponseWriter, r *http.Request) error {
	s, err := a.saveForm(r)
	if err != nil {
		return err
	}
	search := form.SearchIn(s.in.values)
	if s.sent != nil {
		s.sent.search = search
		return a.renderRequest(w, r, s.view, s.sent)
	}
	if search != nil {
		a.leave(w, r, s, requestPath(s.view)+"?"+search.Query()+"#"+searchAnchor+search.Key)
		return nil
	}
	if to := beside(s); to != "" {
		a.leave(w, r, s, to)
		return nil
	}
	if item := s.in.values.Get(buttonPaper); item != "" {
		return a.usePaper(w, r, s, item)
	}
	a.notify(w, r, page.Notice{Text: s.told})
	to := requestPath(s.view)
	if item := s.in.values.Get(buttonSlot); item != "" && len(item) < 100 {
		to += "#" + itemAnchor + url.PathEscape(item)
	}
	redirect(w, r, to)
	return nil
}

// saved is what became of a form with items.
type saved struct {
	in   *posted
	view *casework.View // after what could be saved
	sent *sentForm      // what could not; nil when all was
	told string         // what was saved, for the notice
}

// saveForm saves what a form with items sent. Files and answers are saved
// independently, so that a slip in an answer does not cost an upload; the answers
// are saved together or not at all. An answer that somebody else changed since the
// form was made is not overwritten unseen: it is shown beside what was typed.
func (a *app) saveForm(r *http.Request) (*saved, error) {
	v, in, err := a.postedTo(r)
	if err != nil {
		return nil, err
	}
	out := &saved{view: v, in: in}
	faults, files, err := a.addFiles(r, out)
	if err != nil {
		return nil, err
	}
	changed, err := a.saveAnswers(r, out, faults)
	if err != nil {
		return nil, err
	}
	told := text.Saved(changed.done, files)
	for _, w := range changed.warnings {
		told += " " + text.Warning(w.Code)
	}
	out.told = told
	return out, nil
}

// addFiles adds the files of a form, and returns what is wrong with others and the
// names of those added.
func (a *app) addFiles(r *http.Request, s *saved) (faults []page.Fault, files []string, err error) {
	for i, f := range s.in.files {
		field := page.Fault{Field: f.kind, Text: f.fault}
		_, it := a.Cases.Flows().Settable(s.view.State, f.kind)
		if f.fault == "" && it != nil {
			field.Text = a.replacedMeanwhile(r, s, it, f)
		}
		if field.Text != "" {
			faults = append(faults, field)
			continue
		}
		done, err := a.Cases.AddDocument(r.Context(), a.actor(r), s.view.ID,
			casework.Upload{Kind: f.kind, Name: f.name, Blob: f.blob},
			casework.Options{Once: s.in.onceFor(r, "berkas "+strconv.Itoa(i), f)})
		switch e := asRefusal(err); {
		case err == nil:
			a.settle(r, f, true)
		case e.Code == alur.CodeUnsupportedMediaType && it != nil:
			a.settle(r, f, false)
			faults = append(faults, page.Fault{Field: f.kind, Text: text.FileFault(e.Code, f.name, it.Types)})
			continue
		case statusOf(e.Code) >= http.StatusInternalServerError || e.Code == alur.CodeNotFound:
			return nil, nil, err
		default:
			faults = append(faults, page.Fault{Field: f.kind, Text: a.fileSentence(err, f.name, nil)})
			continue
		}
		files = append(files, f.name)
		if done.View != nil {
			s.view = done.View
		}
	}
	return faults, files, nil
}

// replacedMeanwhile says that the file in the slot is not the one that the form
// showed, unless it is the very file that is being sent.
func (a *app) replacedMeanwhile(r *http.Request, s *saved, it *flow.Item, f postedFile) string {
	name := hiddenBefore + string(it.ID)
	if it.MaxFiles > 1 || !s.in.values.Has(name) {
		return ""
	}
	for _, doc := range s.view.State.Current(it.ID) {
		if string(doc.ID) != s.in.values.Get(name) && doc.SHA256 != f.blob.SHA256 {
			d := &desk{form.Desk{View: s.view}}
			who := d.Name(doc.UploadedBy)
			if doc.UploadedBy == a.session(r).User.Username {
				who = text.OwnWindow
			}
			return text.ReplacedMeanwhile(it.Title, who, text.DateTime(doc.UploadedAt))
		}
	}
	return ""
}

// answersSaved says what saving the answers did.
type answersSaved struct {
	done     bool
	warnings []flow.Warning
}

// saveAnswers saves the answers of a form; s.sent is set when it could not.
func (a *app) saveAnswers(r *http.Request, s *saved, faults []page.Fault) (answersSaved, error) {
	var out answersSaved
	for range 3 {
		work := a.compare(s)
		work.faults = append(faults, work.faults...)
		if len(work.theirs) > 0 {
			a.nameChanges(r, s, work)
		}
		if len(work.lost) > 0 {
			s.sent = work.sent(http.StatusConflict)
			return out, nil
		}
		if len(work.faults) > 0 {
			status := http.StatusUnprocessableEntity
			if len(work.theirs) > 0 {
				status = http.StatusConflict
			}
			s.sent = work.sent(status)
			return out, nil
		}
		if len(work.set) == 0 {
			return out, nil
		}
		done, err := a.Cases.SetData(r.Context(), a.actor(r), s.view.ID, work.set,
			casework.Options{If: at(s.view.Version), Once: s.in.once(r, "isian", func(*casework.Written) reply { return reply{} })})
		switch e := asRefusal(err); {
		case err == nil:
			out.done, out.warnings = done.Changed || done.Replay != nil, done.Warnings
			if done.View != nil {
				s.view = done.View
			}
			return out, nil
		case e.Code == alur.CodeStaleVersion || e.Code == alur.CodeConflict:
			// Somebody was faster: look again whether it was about the same answers.
			if s.view, err = a.Cases.Get(r.Context(), a.actor(r), s.view.ID); err != nil {
				return out, err
			}
			continue
		case e.Code == alur.CodeInvalidData || e.Code == alur.CodeUnknownItem:
			work.faults = form.FaultsOf(e.Blockers, s.view.Plan, s.view.Stage, nil, s.view.State)
			s.sent = work.sent(http.StatusUnprocessableEntity)
			return out, nil
		case statusOf(e.Code) == http.StatusForbidden || statusOf(e.Code) == http.StatusConflict:
			if s.view, err = a.Cases.Get(r.Context(), a.actor(r), s.view.ID); err != nil {
				return out, err
			}
			_, detail := text.Error(e)
			work.faults = append(work.faults, page.Fault{Text: detail})
			work.loseAll(s)
			s.sent = work.sent(statusOf(e.Code))
			return out, nil
		default:
			return out, err
		}
	}
	return out, alur.Refuse(alur.CodeConflict)
}

// comparison is a form held against the request as it stands now.
type comparison struct {
	items  []slot // of the form, that are still open
	values map[alur.ItemID]url.Values
	set    map[string]jsontext.Value
	faults []page.Fault
	theirs map[alur.ItemID]bool
	lost   []page.Answer // typed into items that are not open any more
}

func (c *comparison) sent(status int) *sentForm {
	return &sentForm{values: c.values, faults: c.faults, theirs: c.theirs, unsaved: c.lost, status: status}
}

// compare reads the answers of a form: which changed, which cannot be read, which
// somebody else changed meanwhile.
func (a *app) compare(s *saved) *comparison {
	c := &comparison{values: map[alur.ItemID]url.Values{}, set: map[string]jsontext.Value{}, theirs: map[alur.ItemID]bool{}}
	open := slots(s.view)
	for _, id := range s.in.values[hiddenItem] {
		i := slices.IndexFunc(open, func(x slot) bool { return string(x.item.ID) == id })
		if i < 0 || s.in.values.Get(hiddenStage) != string(s.view.Stage.ID) {
			c.lose(s, alur.ItemID(id))
			continue
		}
		sl := open[i]
		if slices.ContainsFunc(c.items, func(x slot) bool { return x.item == sl.item }) {
			continue
		}
		c.items = append(c.items, sl)
		c.compareItem(s, sl)
	}
	if len(c.lost) > 0 {
		c.faults = append(c.faults, page.Fault{Field: unsavedAnchor, Text: text.MovedOn()})
	}
	return c
}

func (c *comparison) compareItem(s *saved, sl slot) {
	it := sl.item
	stored := s.view.State.Value(sl.stage.ID, it.ID)
	now := form.Controls(it, stored)
	typed := form.Normalise(it, s.in.values, stored)
	c.values[it.ID] = typed
	seen := s.in.values.Get(hiddenPrint + string(it.ID))
	mine, theirs := form.Fingerprint(typed), form.Fingerprint(now)
	outdated := s.view.State.IsOutdated(sl.stage.ID, it.ID)
	switch {
	case mine == theirs && !outdated:
		return
	case seen != "" && seen != theirs && seen == mine:
		// Changed by somebody else and left alone here: theirs stands.
		c.values[it.ID] = now
		return
	case seen != "" && seen != theirs && mine != theirs:
		c.theirs[it.ID] = true
		c.faults = append(c.faults, page.Fault{Field: firstControl(it), Text: text.ChangedMeanwhile(it.Title, "", "")})
		return
	}
	got := form.Read(it, typed, stored)
	c.faults = append(c.faults, got.Faults...)
	if got.Value != nil && len(got.Faults) == 0 {
		c.set[string(it.ID)] = got.Value
	}
}

// firstControl is the id of the control that a fault about a whole item leads to.
func firstControl(it *flow.Item) string { return itemAnchor + string(it.ID) }

// lose keeps what was typed into an item that is not open any more, to be shown.
func (c *comparison) lose(s *saved, id alur.ItemID) {
	it := form.FindItem(s.view.Plan, s.view.Plan.Stage(alur.StageID(s.in.values.Get(hiddenStage))), nil, id)
	if it == nil || len(id) > 100 {
		return
	}
	typed := form.Normalise(it, s.in.values, nil)
	if len(typed) == 0 || form.Fingerprint(typed) == s.in.values.Get(hiddenPrint+string(id)) {
		return
	}
	ans := (&desk{form.Desk{View: s.view}}).ValueAnswer(it, form.Read(it, typed, nil).Value)
	if !ans.Has() {
		for _, name := range slices.Sorted(maps.Keys(typed)) {
			ans.Text = append(ans.Text, strings.Join(typed[name], ", "))
		}
	}
	c.lost = append(c.lost, ans)
}

func (c *comparison) loseAll(s *saved) {
	for _, x := range c.items {
		c.lose(s, x.item.ID)
	}
}

// nameChanges says who changed the answers that are in conflict.
func (a *app) nameChanges(r *http.Request, s *saved, c *comparison) {
	after, ok := s.in.version()
	if !ok {
		return
	}
	for i, f := range c.faults {
		id, isItem := strings.CutPrefix(f.Field, itemAnchor)
		if !isItem || !c.theirs[alur.ItemID(id)] {
			continue
		}
		who, when := a.changedBy(r.Context(), r, s.view, after, func(e alur.Event) bool {
			var p struct {
				Items map[string]jsontext.Value `json:"items"`
			}
			return e.Type == alur.EventDataChanged && json.Unmarshal(e.Payload, &p) == nil && p.Items[id] != nil
		})
		for _, x := range c.items {
			if string(x.item.ID) == id && who != "" {
				c.faults[i].Text = text.ChangedMeanwhile(x.item.Title, who, when)
			}
		}
	}
}
