package casework

import (
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// save appends the sealed events and brings the projection up to them.
func (w *writing) save(ctx context.Context, tx *store.Tx, res *flow.Result) error {
	s := res.Next
	events, hash, err := w.sealed(res)
	if err != nil {
		return err
	}
	seqBefore, accessBefore := w.row.Seq, w.row.Access
	waitingBefore := w.c.flows.Waiting(w.state, w.env)
	if err := w.loadPrivate(ctx, tx, s); err != nil { // of a stage that was opened again
		return err
	}
	if len(res.Private) > 0 {
		for _, p := range res.Private {
			var v flow.Person
			if err := json.Unmarshal(p.Value, &v); err != nil {
				return fmt.Errorf("private value: %w", err)
			}
			w.env.Private[p.Commitment] = v
		}
	}
	registers := s.SubmittedAt != nil && w.row.Number == ""
	if registers {
		n, err := tx.NextNumber(ctx, w.env.At.In(alur.Jakarta).Year())
		if err != nil {
			return err
		}
		w.row.Number = fmt.Sprintf(numberFormat, w.env.At.In(alur.Jakarta).Year(), n)
		if w.row.TrackingCode, err = freshCode(ctx, tx); err != nil {
			return err
		}
	}
	if w.row, err = w.c.project(w.row, s, w.c.flows.Waiting(s, w.env)); err != nil {
		return err
	}
	w.row.Hash = hash
	if w.env.At.After(w.row.UpdatedAt) { // a clock set back does not move it down the lists
		w.row.UpdatedAt = w.env.At
	}
	if seqBefore == 0 {
		w.row.CreatedAt = w.env.At
		err = tx.InsertRequest(ctx, w.row)
	} else {
		err = tx.SaveRequest(ctx, w.row, seqBefore)
	}
	if err != nil {
		return err
	}
	if err := tx.AppendEvents(ctx, events); err != nil {
		return err
	}
	if err := w.saveMeetings(ctx, tx, s, events, accessBefore); err != nil {
		return err
	}
	if err := w.savePapers(ctx, tx, s); err != nil {
		return err
	}
	if err := w.saveBeside(ctx, tx, res); err != nil {
		return err
	}
	if err := w.dropClaims(ctx, tx, s); err != nil {
		return err
	}
	if err := w.dropRounds(ctx, tx, s); err != nil {
		return err
	}
	if err := w.tell(ctx, tx, s, waitingBefore, events, res.Drafts); err != nil {
		return err
	}
	w.state, w.done.Changed = s, true
	return nil
}

// sealed chains the drafts to the last event of the request.
func (w *writing) sealed(res *flow.Result) (rows []store.EventRow, hash string, err error) {
	prev := w.row.Hash
	if w.row.Seq == 0 {
		prev = evidence.Zero
	}
	for i, d := range res.Drafts {
		e := alur.Event{
			Request: w.state.Request, Seq: w.row.Seq + int64(i) + 1, Type: d.Type, At: w.env.At,
			Actor: alur.EventActor{Username: w.env.Actor.Username, Party: d.Party, OnBehalfOf: d.OnBehalfOf}, Payload: d.Payload,
		}
		body, hash, err := evidence.Seal(e, prev)
		if err != nil {
			return nil, "", err
		}
		rows = append(rows, store.EventRow{
			Request: e.Request, Seq: e.Seq, Type: e.Type, At: e.At, Username: e.Actor.Username, Party: e.Actor.Party, OnBehalfOf: e.Actor.OnBehalfOf,
			Prev: prev, Hash: hash, Body: body,
		})
		prev = hash
	}
	return rows, prev, nil
}

// project fills the columns of the row that follow from the state. Number,
// tracking code, hash and times are not among them.
func (c *Cases) project(row store.RequestRow, s *flow.State, waiting []flow.Waiting) (store.RequestRow, error) {
	plan, _ := c.flows.Stage(s)
	first := plan.Stages[0].ID
	var err error
	if row.State, err = s.Marshal(); err != nil {
		return row, err
	}
	row.ID, row.Agency = s.Request, s.Agency
	row.Flow, row.FlowVersion, row.Status, row.Stage = s.Flow, s.FlowVersion, s.Status, s.Stage
	row.Title = s.Text(first, itemTitle)
	row.Version, row.Seq = s.Version, s.Seq
	row.Access, row.Turns = accessOf(s), c.turnsOf(s, waiting)
	row.Search = strings.Join([]string{
		row.Number, row.TrackingCode, row.Title, row.AgencyName,
		s.Text(first, "nomor-surat"), s.Text(first, "perihal"), s.Text(first, "ringkasan"),
	}, "\n")
	return row, nil
}

// numberFormat is how the running number of a year is written for people.
const numberFormat = "SI-%04d-%04d"

// itemTitle is the item of the first stage that gives a request its title.
const itemTitle = alur.ItemID("judul")

// freshCode draws a tracking code that no request has. With 58 random bits the
// first one is free; the column is unique besides.
func freshCode(ctx context.Context, tx *store.Tx) (string, error) {
	for {
		code := alur.NewTrackingCode()
		switch _, err := tx.RequestByCode(ctx, code); {
		case isNotFound(err):
			return code, nil
		case err != nil:
			return "", err
		}
	}
}

// saveBeside stores what the events speak of but do not hold, and notes what was added.
func (w *writing) saveBeside(ctx context.Context, tx *store.Tx, res *flow.Result) error {
	if len(res.Private) > 0 {
		rows := make([]store.PrivateRow, 0, len(res.Private))
		for _, p := range res.Private {
			rows = append(rows, store.PrivateRow{Stage: p.Stage, Item: p.Item, Commitment: p.Commitment, Salt: p.Salt, Value: p.Value})
		}
		if err := tx.PutPrivate(ctx, res.Next.Request, rows); err != nil {
			return err
		}
	}
	switch cmd := w.cmd.(type) {
	case flow.Comment:
		row := store.CommentRow{
			ID: cmd.ID, Request: res.Next.Request, Seq: res.Next.Seq, By: w.env.Actor.Username, At: w.env.At,
			Text: strings.TrimSpace(cmd.Text), Audience: cmd.Audience,
		}
		if cmd.Audience == alur.AudienceICT {
			row.Salt = hex.EncodeToString(cmd.Salt)
		}
		w.done.Comment = &CommentView{ID: row.ID, Text: row.Text, By: w.env.Actor, At: row.At, Audience: row.Audience}
		return tx.PutComment(ctx, row)
	case flow.AddDocument:
		d := res.Next.Documents[len(res.Next.Documents)-1]
		w.done.Document = &d
	case flow.AddFinding:
		f := res.Next.Findings[len(res.Next.Findings)-1]
		w.done.Finding = &f
	case flow.ChangeFinding:
		f := res.Next.Findings[cmd.Number-1]
		w.done.Finding = &f
	}
	return nil
}
