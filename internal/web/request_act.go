package web

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// fieldRemark is the remark that may go with any action.
const fieldRemark = "_keterangan"

// An attempt is an action on its way through its confirmation page.
type attempt struct {
	act     *flow.Action
	values  map[alur.ItemID]url.Values // inputs as typed, normalised
	remark  string
	faults  []page.Fault
	reasons []page.Reason
	status  int
	// decision is the form of the page of a decision, where the action is chosen beside
	// others; nil on the action's own page.
	decision url.Values
	preview  bool                          // of what the applicant will read
	after    func(*casework.Written) reply // where it leads; nil where an action mostly does
	search   *form.Search                  // for people, instead of taking the action; nil when it is to be taken
}

// showAction is the confirmation page of an action.
func (a *app) showAction(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	id := alur.ActionID(r.PathValue("action"))
	i := slices.IndexFunc(v.Actions, func(x flow.ActionView) bool { return x.Action.ID == id })
	if i < 0 {
		// The request has moved on since the link was made, or the link was never for this
		// reader: the request itself says how things stand.
		if !a.Cases.Flows().KnowsAction(string(id)) {
			return alur.Refuse(alur.CodeNotFound)
		}
		a.notify(w, r, page.Notice{Bad: true, Text: text.ActionNotNow()})
		redirect(w, r, requestPath(v))
		return nil
	}
	act := v.Actions[i]
	if act.Action.Registers && isDraft(v) {
		redirect(w, r, requestPath(v, "periksa"))
		return nil
	}
	d := &desk{form.Desk{View: v}}
	try := &attempt{act: act.Action, status: http.StatusOK, reasons: d.reasons(act.Blockers, act.Action, slots(v)), values: map[alur.ItemID]url.Values{}}
	for _, in := range act.Action.Inputs {
		// The cause of a pause may stand in the link that leads here.
		if cause := r.URL.Query().Get(string(in.ID)); act.Action.Pauses && in.Kind == flow.KindChoice && cause != "" {
			try.values[in.ID] = url.Values{string(in.ID): {cause}}
		}
	}
	return a.renderAction(w, r, v, try)
}

func (a *app) renderAction(w http.ResponseWriter, r *http.Request, v *casework.View, try *attempt) error {
	if try.decision != nil {
		return a.renderDecision(w, r, v, try)
	}
	search := try.search
	if search == nil {
		search = form.SearchIn(r.URL.Query())
	}
	d, err := a.newDesk(r.Context(), v, try.act.Inputs, try.values, search)
	if err != nil {
		return err
	}
	d.Faults, d.Act, d.Path = try.faults, try.act, requestPath(v, "tindakan", string(try.act.ID))
	p := &page.RequestAct{Name: try.act.Title, Reasons: try.reasons}
	tell(&p.Base, v, try.act.Title)
	p.Wide = false
	p.Faults = try.faults
	p.Back = page.Link{Href: requestPath(v), Text: titleOf(v.Title)}
	p.Head = a.head(v, "tindakan", a.session(r).User)
	p.What = d.consequences(try.act)
	if p.Behalf, err = a.actsFor(r, v, try.act.Parties...); err != nil {
		return err
	}
	if try.act.Direction == flow.LeadsOut || try.act.End != "" {
		p.Warn = text.EndsForGood()
	}
	if barsReview(v, try.act, a.session(r).User.Username) {
		p.What = append(p.What, text.SubmittingBars())
	}
	if try.act.Decides {
		p.Evidence = d.evidence()
	}
	for _, in := range try.act.Inputs {
		p.Items = append(p.Items, d.inputItem(try.act, in, try.values[in.ID]))
		p.Files = p.Files || in.Kind == flow.KindDocumentID
	}
	p.Items = form.Together(p.Items)
	if !slices.ContainsFunc(try.act.Inputs, func(in *flow.Item) bool { return in.Kind == flow.KindLongText }) {
		p.Remark = page.Field{
			ID: fieldRemark, Label: "Keterangan", Hint: "Tercatat di riwayat dan dibaca semua pihak", Type: "textarea", Rows: 3, Value: try.remark,
			Optional: true, Spellcheck: true, Fault: d.Fault(fieldRemark),
		}
	}
	if try.act.Decides && !a.session(r).Confirmed(a.Clock()) {
		p.Password = a.proofField(r, d.Fault(fieldPassword))
	}
	p.Form = page.ActionForm{
		Action: requestPath(v, "tindakan", string(try.act.ID)), Button: try.act.Title, Class: "tombol", Hiddens: formHiddens(v),
	}
	if try.act.Direction == flow.LeadsOut {
		p.Form.Class = "tombol-bahaya"
	}
	return a.render(w, r, try.status, "request_act", p)
}

// consequences says what an action will do, in sentences.
func (d *desk) consequences(act *flow.Action) []string {
	var out []string
	if lead := d.leads(act); lead != "" {
		out = append(out, lead+".")
	}
	to := d.View.Plan.Stage(act.To)
	if to != nil && to != d.View.Stage && act.End == "" && act.Direction != flow.Switches {
		var who []string
		for _, id := range stageParties(to) {
			who = append(who, d.partyName(id))
		}
		out = append(out, text.TurnWillBe(text.And(who)))
	}
	switch {
	case act.Pauses:
		out = append(out, text.Pausing())
	case act.Resumes:
		out = append(out, text.Resuming())
	case act.Returns && d.View.Stage.Review == nil:
		out = append(out, text.Returning(d.signed()))
	case act.ChangesTeam:
		out = append(out, text.ChangingTeam())
	}
	return out
}

// inputItem draws one input of an action. Where the team is changed, the present
// members stand ticked, and a new letter may be sent with the form.
func (d *desk) inputItem(act *flow.Action, in *flow.Item, typed url.Values) page.FormItem {
	if typed == nil && act.ChangesTeam && in.Kind == flow.KindTeam {
		typed = form.Controls(in, d.teamInForce(in.ID))
	}
	out := d.Item(nil, in, typed)
	switch {
	case in.Kind == flow.KindTeam:
		list := &out.Picker.Lists[0]
		list.Hint, list.Optional = "Anggota sekarang sudah dicentang. Hapus centang yang keluar; cari yang masuk di bawah.", false
	case in.Kind == flow.KindDocumentID:
		out.Upload = page.Field{
			ID: form.FilePrefix + string(in.ID), Name: form.FilePrefix + string(in.ID), Label: "Atau unggah berkas baru", Type: "file",
			Accept: acceptOf(nil), Optional: true, Fault: d.Fault(form.FilePrefix + string(in.ID)), Pieces: uploadPath(d.View, string(in.ID)),
		}
	}
	return out
}

// teamInForce is the stored value of the team that an input would replace.
func (d *desk) teamInForce(id alur.ItemID) jsontext.Value {
	for _, p := range d.View.Plan.Parties {
		if p.Source != flow.SourceTeam || p.Item != id {
			continue
		}
		if v := d.View.State.Value(p.Stage, p.Item); v != nil {
			return v
		}
		return form.Encode(d.View.State.Teams[p.ID], false)
	}
	return nil
}

// submitAction takes an action, once however often its form is sent.
func (a *app) submitAction(w http.ResponseWriter, r *http.Request) error {
	v, in, err := a.postedTo(r)
	if err != nil {
		return err
	}
	id := alur.ActionID(r.PathValue("action"))
	act := actionOf(v, alur.StageID(in.values.Get(hiddenStage)), id)
	if act == nil {
		if !a.Cases.Flows().KnowsAction(string(id)) {
			return alur.Refuse(alur.CodeNotFound)
		}
		return alur.Refuse(alur.CodeActionNotAvailable)
	}
	try := &attempt{act: act, values: map[alur.ItemID]url.Values{}, remark: form.CleanText(in.values.Get(fieldRemark)), status: http.StatusUnprocessableEntity}
	return a.takeAction(w, r, v, in, try)
}

// takeAction takes the action with what the form sent, or shows its page again.
func (a *app) takeAction(w http.ResponseWriter, r *http.Request, v *casework.View, in *posted, try *attempt) error {
	act := try.act
	v, err := a.inputFiles(r, v, in, try)
	if err != nil {
		return err
	}
	input := try.read(v, in)
	if try.search = form.SearchIn(in.values); try.search != nil {
		try.status = http.StatusOK
		return a.renderAction(w, r, v, try)
	}
	if len(try.faults) > 0 {
		return a.renderAction(w, r, v, try)
	}
	if act.Decides && !a.session(r).Confirmed(a.Clock()) {
		fault, err := a.confirm(w, r, in.values)
		if err != nil {
			return err
		}
		if fault != "" {
			try.faults = []page.Fault{{Field: fieldPassword, Text: fault}}
			return a.renderAction(w, r, v, try)
		}
	}
	answer := try.after
	if answer == nil {
		answer = func(done *casework.Written) reply { return a.afterAction(r, done.View, act) }
	}
	options := casework.Options{If: in.condition(), Once: in.once(r, "", answer)}
	if len(in.files) > 0 {
		options.If = at(v.Version) // our own upload moved the version
	}
	done, err := a.Cases.Act(r.Context(), a.actor(r), v.ID, string(act.ID), input, try.remark, options)
	if err == nil {
		return a.finish(w, r, done, answer)
	}
	return a.refusedAction(w, r, v, in, try, err)
}

// actionOf finds an action in the stage that the form was made in, or else in the
// one of now. A form of an earlier stage is still carried to casework: it may be
// one that was sent twice.
func actionOf(v *casework.View, formStage alur.StageID, id alur.ActionID) *flow.Action {
	if st := v.Plan.Stage(formStage); st != nil {
		if act := st.Action(id); act != nil {
			return act
		}
	}
	return v.Stage.Action(id)
}

// read makes the input of the action from what was typed. Teams that are what they
// were are left out.
func (t *attempt) read(v *casework.View, in *posted) map[string]jsontext.Value {
	out := map[string]jsontext.Value{}
	d := &desk{form.Desk{View: v}}
	for _, it := range t.act.Inputs {
		values := form.Normalise(it, in.values, nil)
		if set := t.values[it.ID]; set != nil {
			values = set
		}
		t.values[it.ID] = values
		var stored jsontext.Value
		if t.act.ChangesTeam && it.Kind == flow.KindTeam {
			stored = d.teamInForce(it.ID)
			if form.Fingerprint(values) == form.Fingerprint(form.Controls(it, stored)) {
				continue
			}
		}
		got := form.Read(it, values, stored)
		t.faults = append(t.faults, got.Faults...)
		if got.Value != nil && got.Value.Kind() != 'n' {
			out[string(it.ID)] = got.Value
		}
	}
	return out
}

// inputFiles adds files that were sent with an action, and puts the new document's
// id into the input that names it.
func (a *app) inputFiles(r *http.Request, v *casework.View, in *posted, try *attempt) (*casework.View, error) {
	for _, f := range in.files {
		field := form.FilePrefix + f.kind
		it := try.act.Input(alur.ItemID(f.kind))
		if it == nil || it.Kind != flow.KindDocumentID {
			continue
		}
		if f.fault != "" {
			try.faults = append(try.faults, page.Fault{Field: field, Text: f.fault})
			continue
		}
		done, err := a.Cases.AddDocument(r.Context(), a.actor(r), v.ID, casework.Upload{Kind: f.kind, Name: f.name, Blob: f.blob},
			casework.Options{Once: in.onceFor(r, "berkas", f)})
		if err != nil {
			if code := alur.CodeOf(err); code == alur.CodeInternal || code == alur.CodeNotFound {
				return nil, err
			}
			try.faults = append(try.faults, page.Fault{Field: field, Text: a.fileSentence(err, f.name, nil)})
			continue
		}
		a.settle(r, f, true)
		if done.View != nil {
			v = done.View
		}
		for _, doc := range v.State.Current(it.ID) {
			if doc.SHA256 == f.blob.SHA256 {
				try.values[it.ID] = url.Values{string(it.ID): {string(doc.ID)}}
			}
		}
	}
	return v, nil
}

// refusedAction shows the confirmation page again, with everything that was typed
// and what stands against the action.
func (a *app) refusedAction(w http.ResponseWriter, r *http.Request, v *casework.View, in *posted, try *attempt, refused error) error {
	e := asRefusal(refused)
	try.status = statusOf(e.Code)
	fresh, err := a.Cases.Get(r.Context(), a.actor(r), v.ID)
	if err != nil {
		return err
	}
	switch e.Code {
	case alur.CodeStaleVersion, alur.CodeConflict:
		after, _ := in.version()
		who, when := a.changedBy(r.Context(), r, fresh, after, nil)
		try.faults = []page.Fault{{Text: text.ChangedSinceOpened(who, when)}}
	case alur.CodeInvalidData, alur.CodeUnknownItem, alur.CodeBlocked:
		d := &desk{form.Desk{View: fresh}}
		var others []alur.Blocker
		for _, b := range e.Blockers {
			id, _ := form.SplitItem(b.Item)
			switch {
			case try.act.Input(id) != nil:
				try.faults = append(try.faults, form.FaultsOf([]alur.Blocker{b}, fresh.Plan, fresh.Stage, try.act, fresh.State)...)
			case b.Item == "note":
				try.faults = append(try.faults, page.Fault{Field: fieldRemark, Text: text.Blocker(b, nil)})
			default:
				others = append(others, b)
			}
		}
		try.reasons = d.reasons(others, try.act, slots(fresh))
		if len(try.faults) == 0 && len(try.reasons) == 0 {
			return refused
		}
		if fresh.Stage.Action(try.act.ID) == nil {
			return refused
		}
		if act := submitting(fresh); act != nil && act.Action == try.act && isDraft(fresh) {
			return a.renderCheck(w, r, fresh, act, try.status, try.faults)
		}
	case alur.CodeNotYourParty, alur.CodeActionNotAvailable, alur.CodeRequestEnded, alur.CodePaused, alur.CodeFourEyes, alur.CodeReadOnlyRole:
		a.noteDenial(r, e)
		_, detail := text.Error(e)
		sent := &sentForm{faults: []page.Fault{{Text: detail}}, status: try.status}
		d := &desk{form.Desk{View: fresh}}
		for _, it := range try.act.Inputs {
			if ans := d.ValueAnswer(it, form.Read(it, try.values[it.ID], nil).Value); ans.Has() {
				sent.unsaved = append(sent.unsaved, ans)
			}
		}
		return a.renderRequest(w, r, fresh, sent)
	default:
		return refused
	}
	return a.renderAction(w, r, fresh, try)
}

// turnNow says who has the ball after an action.
func turnNow(g page.Giliran) string {
	var names, yours []string
	for _, h := range g.Who {
		if h.You {
			yours = []string{"Anda"}
		} else {
			names = append(names, h.Name)
		}
	}
	return text.TurnNow(text.And(append(yours, names...)))
}

// afterAction is where an action leads: to the receipt, back to the request while
// its actor has something to do on it, else to the list of tasks.
func (a *app) afterAction(r *http.Request, v *casework.View, act *flow.Action) reply {
	if act.Registers {
		return reply{To: requestPath(v, "terkirim")}
	}
	g := a.viewTurn(v)
	n := page.Notice{Text: turnNow(g)}
	if act.Direction == flow.Stays {
		n.Text = text.Stays(act.Title)
	}
	if v.State.Status.Ended() {
		n.Text = text.TurnNow("") + " " + text.EndOf(v.State.Status) + "."
	}
	if g.Variant == page.TurnMine || act.Direction == flow.Stays {
		return reply{To: requestPath(v), Notice: n}
	}
	n.Href, n.LinkText = requestPath(v), "Lihat "+titleOf(v.Title)
	return reply{To: "/tugas", Notice: n}
}
