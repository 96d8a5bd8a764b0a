package casework

import (
	"context"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
)

// PersonFormat names the form of what [Cases.WritePersonData] writes; docs/data.md
// describes it.
const PersonFormat = "alur-person-1"

// PersonTable is what one table of the database holds of a person. Values are strings,
// times (zero for none), bools, int64 and JSON, one a column.
type PersonTable struct {
	Name    string
	Columns []string
	Rows    [][]any
}

// What people did to requests stands in the history, and is told without the words of
// others that the same events hold.
const (
	tableActs    = "events"
	tablePrivate = "private_values"
)

var (
	actColumns     = []string{"username", "number", "request_id", "seq", "at", "type", "party", "stage", "action", "document", "size", "sha256"}
	privateColumns = []string{"number", "request_id", "stage", "item", "value"}
)

// PersonTables lists the tables of a person's data with their columns, in their order.
func PersonTables() []PersonTable {
	var out []PersonTable
	for _, t := range store.PersonTables() {
		out = append(out, PersonTable{Name: t.Name, Columns: t.Columns})
	}
	return append(out, PersonTable{Name: tableActs, Columns: actColumns}, PersonTable{Name: tablePrivate, Columns: privateColumns})
}

// PersonData calls each with every table of a person's data, empty ones too, in the order
// of [PersonTables]: one table is in memory at a time, and no database waits for each.
// One copy at a time looks through the histories; who has to wait does so until ctx ends. It
// is for the person and for administrators on behalf of one; the caller has checked and
// notes it in the security log. not-found for an unknown account, before each is called.
func (c *Cases) PersonData(ctx context.Context, username string, each func(PersonTable) error) error {
	for i, t := range store.PersonTables() {
		out := PersonTable{Name: t.Name, Columns: t.Columns}
		err := c.store.Read(ctx, func(tx *store.Tx) (err error) {
			out.Rows, err = tx.PersonRows(ctx, t, username)
			return err
		})
		if err == nil && i == 0 && len(out.Rows) == 0 {
			err = alur.Refuse(alur.CodeNotFound)
		}
		if err == nil {
			err = each(out)
		}
		if err != nil {
			return fmt.Errorf("data of a person: %w", err)
		}
	}
	acts, private := PersonTable{Name: tableActs, Columns: actColumns}, PersonTable{Name: tablePrivate, Columns: privateColumns}
	err := c.actsOf(ctx, username, &acts, &private)
	if err == nil {
		err = each(acts)
	}
	if err == nil {
		err = each(private)
	}
	if err != nil {
		return fmt.Errorf("data of a person: %w", err)
	}
	return nil
}

// actsOf looks through all histories, when it is its turn.
func (c *Cases) actsOf(ctx context.Context, username string, acts, private *PersonTable) error {
	select {
	case c.persons <- struct{}{}:
		defer func() { <-c.persons }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return c.store.Read(ctx, func(tx *store.Tx) error { return personActs(ctx, tx, username, acts, private) })
}

// commitments finds what stands in an event for personal values.
var commitments = regexp.MustCompile(`"commitment":"([0-9a-f]{64})"`)

// personActs reads what a person did in all histories, and the personal values that he
// or she entered and nobody has erased.
func personActs(ctx context.Context, tx *store.Tx, username string, acts, private *PersonTable) error {
	entered := map[alur.RequestID]map[string]bool{}
	numbers := map[alur.RequestID]string{}
	var order []alur.RequestID
	err := tx.EachEventOf(ctx, username, func(number string, e store.EventRow) error {
		event, _, err := evidence.Open(e.Body)
		if err != nil {
			return fmt.Errorf("event %d of %s: %w", e.Seq, e.Request, err)
		}
		var p struct {
			Stage  alur.StageID   `json:"stage"`
			From   alur.StageID   `json:"from"`
			Action alur.ActionID  `json:"action"`
			Name   string         `json:"name"`
			Size   jsontext.Value `json:"size"`
			SHA256 string         `json:"sha256"`
		}
		if err := json.Unmarshal(event.Payload, &p); err != nil {
			return fmt.Errorf("event %d of %s: %w", e.Seq, e.Request, err)
		}
		if p.Action != "" {
			p.Stage = p.From
		}
		var size int64
		if e.Type == alur.EventDocumentAdded {
			if err := json.Unmarshal(p.Size, &size); err != nil {
				return fmt.Errorf("event %d of %s: %w", e.Seq, e.Request, err)
			}
		} else {
			p.Name, p.SHA256 = "", ""
		}
		acts.Rows = append(acts.Rows, []any{
			e.Username, number, string(e.Request), e.Seq, e.At, string(e.Type), string(e.Party), string(p.Stage), string(p.Action), p.Name, size, p.SHA256,
		})
		for _, m := range commitments.FindAllSubmatch(event.Payload, -1) {
			if entered[e.Request] == nil {
				entered[e.Request], numbers[e.Request] = map[string]bool{}, number
				order = append(order, e.Request)
			}
			entered[e.Request][string(m[1])] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, id := range order {
		values, err := tx.Private(ctx, id)
		if err != nil {
			return err
		}
		for _, v := range values {
			if entered[id][v.Commitment] {
				private.Rows = append(private.Rows, []any{numbers[id], string(id), string(v.Stage), string(v.Item), jsontext.Value(slices.Clone(v.Value))})
			}
		}
	}
	return nil
}

// WritePersonData writes a person's data as one JSON object while it is read: the form,
// when, whose, and the tables with a list of rows each. also, when it is not nil, gets
// every table after it was written. Refusals: those of [Cases.PersonData], before a byte
// is written.
func (c *Cases) WritePersonData(ctx context.Context, username string, w io.Writer, also func(PersonTable) error) error {
	out := jsontext.NewEncoder(w, jsontext.WithIndent("  "))
	begun := false
	err := c.PersonData(ctx, username, func(t PersonTable) error {
		if !begun {
			begun = true
			err := writeTokens(out, jsontext.BeginObject, jsontext.String("format"), jsontext.String(PersonFormat), jsontext.String("made_at"),
				jsontext.String(alur.FormatTime(c.now())), jsontext.String("username"), jsontext.String(username), jsontext.String("tables"), jsontext.BeginObject)
			if err != nil {
				return err
			}
		}
		if err := writePersonTable(out, t); err != nil || also == nil {
			return err
		}
		return also(t)
	})
	if err != nil {
		return err
	}
	return writeTokens(out, jsontext.EndObject, jsontext.EndObject)
}

func writePersonTable(out *jsontext.Encoder, t PersonTable) error {
	if err := writeTokens(out, jsontext.String(t.Name), jsontext.BeginArray); err != nil {
		return err
	}
	for _, row := range t.Rows {
		if err := out.WriteToken(jsontext.BeginObject); err != nil {
			return err
		}
		for i, v := range row {
			if err := out.WriteToken(jsontext.String(t.Columns[i])); err != nil {
				return err
			}
			if at, ok := v.(time.Time); ok {
				if v = alur.FormatTime(at); at.IsZero() {
					v = nil
				}
			}
			if err := json.MarshalEncode(out, v); err != nil {
				return err
			}
		}
		if err := out.WriteToken(jsontext.EndObject); err != nil {
			return err
		}
	}
	return out.WriteToken(jsontext.EndArray)
}

func writeTokens(out *jsontext.Encoder, tokens ...jsontext.Token) error {
	for _, t := range tokens {
		if err := out.WriteToken(t); err != nil {
			return err
		}
	}
	return nil
}
