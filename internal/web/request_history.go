package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// eventsPerPage of the history.
const eventsPerPage = 50

// allEvents reads the whole history of a request, oldest first. A request has some
// hundreds of events at most; vendors are refused by casework.
func (a *app) allEvents(ctx context.Context, r *http.Request, id alur.RequestID) ([]casework.EventView, error) {
	var out []casework.EventView
	cursor := ""
	for {
		events, next, err := a.Cases.Events(ctx, a.actor(r), id, cursor, 1000)
		if err != nil {
			return nil, err
		}
		out = append(out, events...)
		if cursor = next; next == "" {
			return out, nil
		}
	}
}

// showHistory lists what happened, newest first.
func (a *app) showHistory(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	events, err := a.allEvents(r.Context(), r, v.ID)
	if err != nil {
		return err
	}
	slices.Reverse(events)
	p := &page.RequestHistory{Total: len(events)}
	n, err := strconv.Atoi(r.URL.Query().Get("hal"))
	if err != nil || n < 1 {
		n = 1
	}
	link := func(n int) string {
		return requestPath(v, tabHistory) + "?" + url.Values{"hal": {strconv.Itoa(n)}}.Encode()
	}
	first := min((n-1)*eventsPerPage, len(events))
	last := min(first+eventsPerPage, len(events))
	if n > 1 {
		p.Newer = link(n - 1)
	}
	if last < len(events) {
		p.Older = link(n + 1)
	}
	shown := events[first:last]
	d := &desk{form.Desk{View: v}}
	names, acting := map[string]bool{}, map[string]bool{}
	for _, e := range shown {
		names[e.Event.Actor.Username] = true
		if behalf := e.Event.Actor.OnBehalfOf; behalf != "" {
			names[behalf], acting[e.Event.Actor.Username] = true, true
		}
		if e.Event.Type == alur.EventSeatHandedOver { // neither may have a part in it any more
			var p payload
			if json.Unmarshal(e.Event.Payload, &p) == nil {
				names[p.From], names[p.To] = true, true
			}
		}
	}
	users, err := a.Directory.Users(r.Context(), slices.Sorted(maps.Keys(names)))
	if err != nil {
		return err
	}
	for _, u := range users {
		d.People = append(d.People, u)
	}
	standings, err := a.Cases.Standings(r.Context(), slices.Sorted(maps.Keys(acting)))
	if err != nil {
		return err
	}
	recorded, err := a.Cases.Recorded(r.Context(), a.actor(r), v.ID)
	if err != nil {
		return err
	}
	for _, e := range shown {
		row := d.historyRow(e)
		row.Receipt.Waits = text.ReceiptWaits()
		if recorded[e.Event.Seq] {
			row.Receipt = page.ReceiptPart{Href: receiptPath(v, e.Event.Seq)}
		}
		row.Who = displayName(users[e.Event.Actor.Username], e.Event.Actor.Username)
		if behalf := e.Event.Actor.OnBehalfOf; behalf != "" {
			row.Who = text.ActedFor(row.Who, displayName(users[behalf], behalf), standings.Kind(e.Event.Actor.Username, behalf, e.Event.At))
		}
		p.Rows = append(p.Rows, row)
	}
	tell(&p.Base, v, "Riwayat")
	u := a.session(r).User
	p.Head = a.head(v, tabHistory, u)
	p.Pack = requestPath(v, tabHistory, "berkas-bukti")
	p.Clauses = requestPath(v, "kepatuhan")
	if u.ReadOnly() {
		p.Prove = requestPath(v, tabHistory, "keutuhan")
	}
	return a.render(w, r, http.StatusOK, "request_history", p)
}

// payload is what the events of every type carry, as far as pages show it.
type payload struct {
	Flow        alur.FlowID                    `json:"flow"`
	Stage       alur.StageID                   `json:"stage"`
	Items       map[string]jsontext.Value      `json:"items"`
	Kind        alur.ItemID                    `json:"kind"`
	Name        string                         `json:"name"`
	SHA256      string                         `json:"sha256"`
	Replaces    string                         `json:"replaces"`
	Verdict     string                         `json:"verdict"`
	Note        string                         `json:"note"`
	Number      int                            `json:"number"`
	Title       string                         `json:"title"`
	Description string                         `json:"description"`
	From        string                         `json:"from"`
	To          string                         `json:"to"`
	Item        alur.ItemID                    `json:"item"`
	Because     int64                          `json:"because"`
	Finding     int                            `json:"finding"`
	Text        string                         `json:"text"`
	Audience    alur.Audience                  `json:"audience"`
	Action      alur.ActionID                  `json:"action"`
	Input       map[alur.ItemID]jsontext.Value `json:"input"`
	Team        alur.PartyID                   `json:"team"`
	Reason      string                         `json:"reason"`
}

// historyRow says in words what an event says.
func (d *desk) historyRow(e casework.EventView) page.HistoryRow {
	row := page.HistoryRow{Seq: e.Event.Seq, When: text.DateTime(e.Event.At), Hash: e.Hash, Text: text.EventType(e.Event.Type)}
	if e.Event.Actor.Party != "" {
		row.Party = d.partyName(e.Event.Actor.Party)
	}
	if paperEvent(&row, e.Event) {
		return row
	}
	var p payload
	if err := json.Unmarshal(e.Event.Payload, &p); err != nil {
		return row // an event of a later version: its type and hash stand
	}
	plan := d.View.Plan
	st := plan.Stage(p.Stage)
	part := func(key, value string) {
		if value != "" {
			row.Details = append(row.Details, page.AnswerPart{Key: key, Value: value})
		}
	}
	switch e.Event.Type {
	case alur.EventRequestCreated:
		part("Jalur", d.flowTitle(p.Flow))
	case alur.EventDataChanged:
		var set, cleared []string
		for _, id := range slices.Sorted(maps.Keys(p.Items)) {
			title := itemTitle(plan, st, alur.ItemID(id))
			if p.Items[id].Kind() == 'n' {
				cleared = append(cleared, title)
			} else {
				set = append(set, title)
			}
		}
		part("Diisi", text.And(set))
		part("Dikosongkan", text.And(cleared))
	case alur.EventDocumentAdded, alur.EventDocumentRemoved:
		if p.Replaces != "" {
			row.Text = "Dokumen diganti"
		}
		switch {
		case p.Finding > 0:
			part(text.PictureKind(p.Finding), p.Name)
		case p.Kind == flow.KindPicture && st == nil:
			row.Text = text.PictureRemoved()
		default:
			part(itemTitle(plan, st, p.Kind), p.Name)
		}
		row.File = p.SHA256
	case alur.EventDocumentReviewed:
		part(itemTitle(plan, st, p.Kind), text.VerdictOf(p.Verdict))
		row.Notes = form.Paragraphs(p.Note)
	case alur.EventFindingAdded:
		row.Text = text.FindingNumber(p.Number) + " dicatat: " + p.Title
		row.Notes = form.Paragraphs(p.Description)
	case alur.EventFindingChanged:
		row.Text = text.FindingNumber(p.Number) + ": " + text.LowerFirst(text.Value(p.To))
		row.Notes = form.Paragraphs(p.Note)
	case alur.EventSigned, alur.EventSignatureDropped:
		row.Text += ": " + itemTitle(plan, st, p.Item)
		if p.Because != 0 {
			part("Karena perubahan", "catatan nomor "+strconv.FormatInt(p.Because, 10))
		}
	case alur.EventSeatHandedOver:
		where := itemTitle(plan, st, p.Item)
		if p.Team != "" {
			where = d.partyName(p.Team)
		}
		row.Text = text.SeatHandedOver(where)
		part("Dari", d.Name(p.From))
		part("Kepada", d.Name(p.To))
		row.Notes = form.Paragraphs(p.Reason)
	case alur.EventCommentAdded:
		if only := messageReaders[p.Audience].tag; only != "" {
			row.Text += " (" + text.LowerFirst(only) + ")"
		}
		row.Notes = form.Paragraphs(p.Text)
	case alur.EventActionTaken:
		d.actionRowOf(&row, p)
	}
	return row
}

// actionRowOf says which action was taken, where it led, and what was written with it.
func (d *desk) actionRowOf(row *page.HistoryRow, p payload) {
	plan := d.View.Plan
	st := plan.Stage(alur.StageID(p.From))
	var act *flow.Action
	if st != nil {
		act = st.Action(p.Action)
	}
	row.Text = string(p.Action)
	if act != nil {
		row.Text = text.Happened(act.Title)
		for _, in := range act.Inputs {
			ans := d.ValueAnswer(in, p.Input[in.ID])
			for _, t := range ans.Text {
				row.Details = append(row.Details, page.AnswerPart{Key: in.Title, Value: t})
			}
			for _, x := range ans.Parts {
				row.Details = append(row.Details, page.AnswerPart{Key: in.Title, Value: x.Key})
			}
			for _, doc := range ans.Docs {
				row.Details = append(row.Details, page.AnswerPart{Key: in.Title, Value: doc.Name})
			}
		}
	}
	if to := plan.Stage(alur.StageID(p.To)); to != nil && p.To != p.From {
		row.Details = append(row.Details, page.AnswerPart{Key: "Ke tahap", Value: strconv.Itoa(to.Number) + ", " + to.Title})
	} else if to == nil {
		row.Details = append(row.Details, page.AnswerPart{Key: "Status", Value: text.Status(alur.Status(p.To))})
	}
	row.Main = true
	row.Notes = form.Paragraphs(p.Note)
}

func (d *desk) flowTitle(id alur.FlowID) string {
	if id == d.View.Plan.Flow {
		return d.View.Plan.Title
	}
	return string(id)
}

func itemTitle(plan *flow.Plan, st *flow.Stage, id alur.ItemID) string {
	if st != nil {
		if it := st.Item(id); it != nil {
			return it.Title
		}
	}
	for _, other := range plan.Stages {
		if it := other.Item(id); it != nil {
			return it.Title
		}
	}
	return string(id)
}
