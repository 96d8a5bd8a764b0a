package casework_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
)

// personData is what WritePersonData writes.
type personData struct {
	Format   string                      `json:"format"`
	MadeAt   string                      `json:"made_at"`
	Username string                      `json:"username"`
	Tables   map[string][]map[string]any `json:"tables"`
}

func (w *world) personData(username string) (personData, string) {
	w.t.Helper()
	var b bytes.Buffer
	tables := 0
	w.nil(w.cases.WritePersonData(w.t.Context(), username, &b, func(casework.PersonTable) error { tables++; return nil }))
	var out personData
	w.nil(json.Unmarshal(b.Bytes(), &out))
	if tables != len(casework.PersonTables()) || len(out.Tables) != tables {
		w.t.Errorf("%d tables, %d written", tables, len(out.Tables))
	}
	return out, b.String()
}

// TestPersonData proves that the copy of a person's data has what he or she did and
// entered, and nothing of anybody else.
func TestPersonData(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.inReview("swakelola")
		w.comment("pemohon", id, "Pesan pemohon", alur.AudienceAll)
		w.comment("verifikator", id, "Pesan verifikator, bukan untuk orang lain", alur.AudienceAll)

		d, raw := w.personData("pemohon")
		if d.Format != casework.PersonFormat || d.Username != "pemohon" || d.MadeAt == "" {
			t.Errorf("%+v", d)
		}
		for name, rows := range d.Tables {
			if !slices.ContainsFunc(casework.PersonTables(), func(x casework.PersonTable) bool { return x.Name == name }) {
				t.Errorf("a table %s of %d rows that is not listed", name, len(rows))
			}
		}
		if strings.Contains(raw, "bukan untuk orang lain") || strings.Contains(raw, "verifikator") {
			t.Errorf("somebody else's words or account:\n%s", raw)
		}
		if c := d.Tables["comments"]; len(c) != 1 || c[0]["text"] != "Pesan pemohon" || c[0]["number"] == "" {
			t.Errorf("comments %v", c)
		}
		if u := d.Tables["users"]; len(u) != 1 || u[0]["username"] != "pemohon" || u[0]["active"] != true {
			t.Errorf("account %v", u)
		}
		kinds := map[string]int{}
		for _, e := range d.Tables["events"] {
			kinds[e["type"].(string)]++
			if e["username"] != "pemohon" || e["number"] == "" || e["at"] == nil {
				t.Errorf("event %v", e)
			}
			switch e["type"] {
			case "document-added":
				if e["document"] == "" || e["size"] == 0.0 || len(e["sha256"].(string)) != 64 || e["stage"] == "" {
					t.Errorf("document %v", e)
				}
			case "action-taken":
				if e["action"] == "" || e["stage"] == "" {
					t.Errorf("action %v", e)
				}
			}
		}
		for _, kind := range []alur.EventType{alur.EventRequestCreated, alur.EventDataChanged, alur.EventDocumentAdded, alur.EventActionTaken, alur.EventCommentAdded} {
			if kinds[string(kind)] == 0 {
				t.Errorf("no event %s: %v", kind, kinds)
			}
		}
		private := d.Tables["private_values"]
		if len(private) == 0 || private[0]["value"].(map[string]any)["name"] == "" {
			t.Fatalf("personal values %v", private)
		}
		// Who only read them did not enter them, and what is erased is nobody's any more.
		if other, _ := w.personData("verifikator"); len(other.Tables["private_values"]) != 0 {
			t.Errorf("entered by somebody else: %v", other.Tables["private_values"])
		}
		_, err := w.cases.ErasePrivate(t.Context(), id)
		w.nil(err)
		if d, _ = w.personData("pemohon"); len(d.Tables["private_values"]) != 0 {
			t.Errorf("erased values %v", d.Tables["private_values"])
		}
		var b bytes.Buffer
		if err := w.cases.WritePersonData(t.Context(), "nobody", &b, nil); alur.CodeOf(err) != alur.CodeNotFound || b.Len() != 0 {
			t.Errorf("an unknown account: %v, %q", err, b.String())
		}
	})
}

// TestErasePerson takes a person out of an account who has worked on requests: every
// history, the security log and the tables stay what they were, and no column of any
// table, the index of the search among them, has the name, the address or the number.
func TestErasePerson(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		people := directory.New(directory.Config{Store: w.store, Clock: w.clock.Now})
		const name, email, nip = "Kurniawati Sulastri", "kurniawati@salatiga.go.id", "198501012010012001"
		by := directory.By{Actor: "admin"}
		admin := directory.Manager{User: alur.User{Username: "admin", Roles: []alur.Role{alur.RoleAdmin}}}
		change := directory.PersonChange{Name: "Nama Lama Kurniawati", Contact: directory.Contact{Email: email, NIP: nip}, Agency: health, Roles: []alur.Role{alur.RoleRequester}}
		for _, change.Name = range []string{change.Name, name} {
			_, err := people.ChangePerson(ctx, admin, "pemohon", change)
			w.nil(err)
		}
		id := w.inReview("swakelola")
		w.comment("pemohon", id, "Pesan biasa", alur.AudienceAll)
		before := w.verify()
		w.nil(people.SetActive(ctx, "pemohon", false, by))
		w.nil(people.Erase(ctx, directory.Erasure{Username: "pemohon", Name: "Pengguna terhapus", Reason: "Surat 800/12/2026"}, by))

		if after := w.verify(); after != before {
			t.Errorf("%+v verified after %+v", after, before)
		}
		if n, wrong, err := people.VerifySecurityLog(ctx); err != nil || wrong != "" || n < 4 {
			t.Errorf("the security log of %d entries: %s %v", n, wrong, err)
		}
		db := w.database()
		for _, told := range []string{"kurniawati", "sulastri", email, nip} {
			w.nowhere(db, told)
		}
		if u := w.get("verifikator", id).People["pemohon"]; u.Name != "Pengguna terhapus" {
			t.Errorf("the request names %+v", u)
		}
	})
}

// verify proves and rebuilds everything.
func (w *world) verify() casework.Totals {
	w.t.Helper()
	bad := func(f casework.Fault) { w.t.Errorf("not in order: %v", f) }
	totals, err := w.audit().Verify(w.t.Context(), "", bad)
	w.nil(err)
	_, err = w.audit().Rebuild(w.t.Context(), "", bad)
	w.nil(err)
	return totals
}

// nowhere looks through every column of every table, the bytes of indexes included.
func (w *world) nowhere(db *sql.DB, told string) {
	w.t.Helper()
	list := `SELECT m.name, c.name, '' FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'`
	if w.driver == "pgx" {
		list = `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'`
	}
	var columns [][]string
	w.texts(db, list, 3, func(row []string) { columns = append(columns, row) })
	if len(columns) < 150 {
		w.t.Errorf("only %d columns are looked at", len(columns))
	}
	for _, at := range columns {
		as := `CAST(%[2]q AS TEXT)`
		if at[2] == "bytea" {
			as = `encode(%[2]q, 'escape')`
		}
		w.texts(db, fmt.Sprintf(`SELECT COALESCE(`+as+`, '') FROM %[1]q`, at[0], at[1]), 1, func(row []string) {
			if low := strings.ToLower(row[0]); strings.Contains(low, told) {
				w.t.Errorf("%s.%s still has %q: %.200q", at[0], at[1], told, low)
			}
		})
	}
}

// texts reads rows of n texts.
func (w *world) texts(db *sql.DB, query string, n int, each func([]string)) {
	w.t.Helper()
	rows, err := db.QueryContext(w.t.Context(), query)
	if err != nil {
		w.t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		row, to := make([]string, n), make([]any, n)
		for i := range row {
			to[i] = &row[i]
		}
		w.nil(rows.Scan(to...))
		each(row)
	}
	w.nil(rows.Err())
}
