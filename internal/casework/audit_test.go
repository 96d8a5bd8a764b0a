package casework_test

import (
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store/storetest"
	"github.com/alur-id/alur/internal/tooltest"
)

// A vandal changes the database behind the program's back.
type vandal struct {
	t  *testing.T
	w  *world
	db *sql.DB
}

func (v *vandal) exec(text string, args ...any) {
	v.t.Helper()
	if _, err := v.db.ExecContext(v.t.Context(), text, args...); err != nil {
		v.t.Fatalf("%s: %v", text, err)
	}
}

// set changes a column of one event.
func (v *vandal) set(id alur.RequestID, seq int64, column string, value any) {
	v.t.Helper()
	v.exec(`UPDATE events SET `+column+` = $3 WHERE request_id = $1 AND seq = $2`, string(id), seq, value)
}

func (v *vandal) body(id alur.RequestID, seq int64) (body []byte, hash string) {
	v.t.Helper()
	err := v.db.QueryRowContext(v.t.Context(), `SELECT body, hash FROM events WHERE request_id = $1 AND seq = $2`, string(id), seq).Scan(&body, &hash)
	if err != nil {
		v.t.Fatal(err)
	}
	return body, hash
}

// rewrite replaces text in the body of an event, and gives it the hash that fits.
func (v *vandal) rewrite(id alur.RequestID, seq int64, old, new string) (hash string) {
	v.t.Helper()
	body, _ := v.body(id, seq)
	changed := bytes.Replace(body, []byte(old), []byte(new), 1)
	if bytes.Equal(changed, body) {
		v.t.Fatalf("event %d has no %q: %s", seq, old, body)
	}
	sum := sha256.Sum256(changed)
	hash = hex.EncodeToString(sum[:])
	v.set(id, seq, "body", changed)
	v.set(id, seq, "hash", hash)
	return hash
}

// forge seals an event that nobody caused.
func (v *vandal) forge(id alur.RequestID, seq int64, prev string) {
	v.t.Helper()
	e := alur.Event{
		Request: id, Seq: seq, Type: alur.EventCommentAdded, At: v.w.clock.Now(), Actor: alur.EventActor{Username: "pemohon", Party: "pemohon"},
		Payload: []byte(`{"id":"00000000000000000000000000000000","text":"palsu"}`),
	}
	body, hash, err := evidence.Seal(e, prev)
	if err != nil {
		v.t.Fatal(err)
	}
	v.exec(`INSERT INTO events (request_id, seq, type, at, username, party, on_behalf_of, prev, hash, body) VALUES ($1,$2,$3,$4,$5,$6,'',$7,$8,$9)`,
		string(id), seq, string(e.Type), e.At.UnixMicro(), e.Actor.Username, string(e.Actor.Party), prev, hash, body)
}

// damage is one thing that somebody does to a history of eight events: created, data,
// surat, ajukan, comment, kak, kak replaced, comment.
type damage struct {
	what string
	do   func(v *vandal, id alur.RequestID)
	seq  int64  // of the first bad event
	says string // part of what is reported
}

const lastSeq = 8

func (w *world) eightEvents() alur.RequestID {
	w.t.Helper()
	id := w.submitted("swakelola")
	w.comment("verifikator", id, "Mohon dilengkapi.", alur.AudienceAll)
	w.upload("pemohon", id, "kak")
	w.upload("pemohon", id, "kak")
	w.comment("pemohon", id, "Sudah.", alur.AudienceAgencies)
	return id
}

func damages() []damage {
	all := []damage{
		{"payload edited", func(v *vandal, id alur.RequestID) {
			body, _ := v.body(id, 2)
			v.set(id, 2, "body", bytes.Replace(body, []byte("Antrean"), []byte("antrean"), 1))
		}, 2, "hash"},
		{"edited, hash recomputed", func(v *vandal, id alur.RequestID) { v.rewrite(id, 2, "Antrean", "antrean") }, 3, "prev"},
		{"last one edited, hash recomputed", func(v *vandal, id alur.RequestID) { v.rewrite(id, lastSeq, "Sudah", "Belum") }, lastSeq, "the request says"},
		{"last one not canonical, hash and row recomputed", func(v *vandal, id alur.RequestID) {
			v.exec(`UPDATE requests SET hash = $2 WHERE id = $1`, string(id), v.rewrite(id, lastSeq, `"seq":`, `"seq": `))
		}, lastSeq, "canonical"},
		{"no JSON, hash and row recomputed", func(v *vandal, id alur.RequestID) {
			v.exec(`UPDATE requests SET hash = $2 WHERE id = $1`, string(id), v.rewrite(id, lastSeq, `{`, ``))
		}, lastSeq, "open event"},
		{"first one deleted", func(v *vandal, id alur.RequestID) {
			v.exec(`DELETE FROM events WHERE request_id = $1 AND seq = 1`, string(id))
		}, 1, "missing"},
		{"one deleted", func(v *vandal, id alur.RequestID) {
			v.exec(`DELETE FROM events WHERE request_id = $1 AND seq = 4`, string(id))
		}, 4, "missing"},
		{"tail cut", func(v *vandal, id alur.RequestID) {
			v.exec(`DELETE FROM events WHERE request_id = $1 AND seq > 6`, string(id))
		}, 7, "missing"},
		{"all deleted", func(v *vandal, id alur.RequestID) {
			v.exec(`DELETE FROM events WHERE request_id = $1`, string(id))
		}, 1, "missing"},
		{"deleted, the rest moved up", func(v *vandal, id alur.RequestID) {
			v.exec(`DELETE FROM events WHERE request_id = $1 AND seq = 4`, string(id))
			for seq := int64(5); seq <= lastSeq; seq++ {
				v.set(id, seq, "seq", seq-1)
			}
		}, 4, "seq"},
		{"forged at the end", func(v *vandal, id alur.RequestID) {
			_, hash := v.body(id, lastSeq)
			v.forge(id, lastSeq+1, hash)
		}, lastSeq + 1, "comes after the last one"},
		{"forged before the first", func(v *vandal, id alur.RequestID) { v.forge(id, 0, evidence.Zero) }, 0, "seq 0"},
		{"forged in a place made for it", func(v *vandal, id alur.RequestID) {
			for seq := int64(lastSeq); seq > 4; seq-- {
				v.set(id, seq, "seq", seq+1)
			}
			_, hash := v.body(id, 4)
			v.forge(id, 5, hash)
		}, 6, "seq"},
		{"two swapped", func(v *vandal, id alur.RequestID) {
			v.set(id, 4, "seq", 1000)
			v.set(id, 5, "seq", 4)
			v.set(id, 1000, "seq", 5)
		}, 4, "seq"},
		{"two bodies swapped", func(v *vandal, id alur.RequestID) {
			a, _ := v.body(id, 4)
			b, _ := v.body(id, 5)
			v.set(id, 4, "body", b)
			v.set(id, 5, "body", a)
		}, 4, "hash"},
		{"the row's hash", func(v *vandal, id alur.RequestID) {
			v.exec(`UPDATE requests SET hash = $2 WHERE id = $1`, string(id), evidence.Zero)
		}, lastSeq, "the request says"},
		{"the row's seq lower", func(v *vandal, id alur.RequestID) {
			v.exec(`UPDATE requests SET seq = 5 WHERE id = $1`, string(id))
		}, 6, "comes after"},
		{"the row's seq higher", func(v *vandal, id alur.RequestID) {
			v.exec(`UPDATE requests SET seq = 9 WHERE id = $1`, string(id))
		}, 9, "missing"},
		{"the row deleted", func(v *vandal, id alur.RequestID) {
			v.exec(`DELETE FROM requests WHERE id = $1`, string(id))
		}, 1, "no such request"},
		{"a document changed", func(v *vandal, id alur.RequestID) {
			file := v.w.fileOf(id, 0)
			if err := errors.Join(os.Chmod(file, 0o600), os.WriteFile(file, []byte("%PDF-1.4 lain"), 0o600)); err != nil {
				v.t.Fatal(err)
			}
		}, 3, "damaged"},
		{"a replaced document gone", func(v *vandal, id alur.RequestID) {
			if err := os.Remove(v.w.fileOf(id, 1)); err != nil {
				v.t.Fatal(err)
			}
		}, 6, "missing"},
	}
	for column, value := range map[string]any{
		"type": "comment-added", "at": int64(1), "username": "kepala", "party": "kominfo", "on_behalf_of": "kepala", "prev": evidence.Zero, "hash": evidence.Zero,
	} {
		all = append(all, damage{"column " + column, func(v *vandal, id alur.RequestID) { v.set(id, 4, column, value) }, 4, column})
	}
	return all
}

// fileOf is the file of the n-th document of a request.
func (w *world) fileOf(id alur.RequestID, n int) string {
	w.t.Helper()
	sum := w.get("auditor", id).AllDocuments[n].SHA256
	return filepath.Join(w.dir, "sha256", sum[:2], sum[2:4], sum)
}

func TestVerifyFindsEveryDamage(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		whole := w.eightEvents()
		type victim struct {
			damage
			id     alur.RequestID
			number string
		}
		victims := map[alur.RequestID]victim{}
		for _, d := range damages() {
			id := w.eightEvents()
			victims[id] = victim{d, id, w.get("auditor", id).Number}
		}
		w.sound()
		v := &vandal{t, w, w.database()}
		for _, x := range victims {
			x.do(v, x.id)
		}
		check := func(only alur.RequestID) map[alur.RequestID]casework.Fault {
			found := map[alur.RequestID]casework.Fault{}
			totals, err := w.audit().Verify(t.Context(), only, func(f casework.Fault) {
				if _, twice := found[f.Request]; twice && f.Request != "-" {
					t.Errorf("reported twice: %s", f)
				}
				found[f.Request] = f
			})
			if err != nil {
				t.Fatal(err)
			}
			if totals.Faulty != len(found) {
				t.Errorf("%d faulty, %d reported", totals.Faulty, len(found))
			}
			return found
		}
		found := check("")
		for id, x := range victims {
			f, ok := found[id]
			if !ok || f.Seq != x.seq || !strings.Contains(f.What, x.says) {
				t.Errorf("%s: reported %q, want event %d and %q", x.what, f, x.seq, x.says)
			}
			if want := fmt.Sprintf("request %s (%s): ", id, x.number); x.what != "the row deleted" && !strings.HasPrefix(f.String(), want) {
				t.Errorf("%s: %q does not begin with %q", x.what, f, want)
			}
			if one := check(id); one[id] != f || len(one) != 1 {
				t.Errorf("%s: alone it is %v", x.what, one)
			}
			delete(found, id)
		}
		// The request whose row was deleted leaves a gap in the numbers.
		if f := found["-"]; !strings.Contains(f.What, "no request has this number") {
			t.Errorf("gap in the numbers: %v", found)
		}
		delete(found, "-")
		if len(found) != 0 {
			t.Errorf("false alarms: %v", found)
		}
		if f := check(whole); len(f) != 0 {
			t.Errorf("false alarm: %v", f)
		}
		_, err := w.audit().Verify(t.Context(), alur.RequestID(alur.NewID()), func(f casework.Fault) { t.Error(f) })
		refused(t, "unknown request", err, alur.CodeNotFound)
	})
}

// Every single byte of a stored event counts.
func TestVerifyFindsEveryByte(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.create("swakelola")
	v := &vandal{t, w, w.database()}
	body, _ := v.body(id, 2)
	for i := range body {
		bad := bytes.Clone(body)
		bad[i] ^= 1
		v.set(id, 2, "body", bad)
		var found []casework.Fault
		if _, err := w.audit().Verify(t.Context(), id, func(f casework.Fault) { found = append(found, f) }); err != nil {
			t.Fatal(err)
		}
		if len(found) != 1 || found[0].Seq != 2 {
			t.Errorf("byte %d: %v", i, found)
		}
	}
}

func TestVerifyWhileServing(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		reader := storetest.Open(t, w.cfg) // another process
		blobs, err := blob.OpenForReading(w.dir)
		if err != nil {
			t.Fatal(err)
		}
		defer blobs.Close()
		audit := &casework.Audit{Store: reader, Blobs: blobs, Flows: shipped()}
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 4 {
				w.inReview("swakelola")
			}
		}()
		for n, running := 0, true; running || n == 0; n++ {
			select {
			case <-done:
				running = false
			default:
			}
			totals, err := audit.Verify(t.Context(), "", func(f casework.Fault) { t.Errorf("false alarm: %s", f) })
			if err != nil {
				t.Fatal(err)
			}
			if !running && (totals.Requests != 4 || totals.Events != 4*9) {
				t.Errorf("totals %+v", totals)
			}
			if _, err := audit.Rebuild(t.Context(), "", func(f casework.Fault) { t.Errorf("false alarm: %s", f) }); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestRebuildFindsDifferences(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		row := func(set string) func(*vandal, alur.RequestID) {
			return func(v *vandal, id alur.RequestID) { v.exec(`UPDATE requests SET `+set+` WHERE id = $1`, string(id)) }
		}
		type victim struct {
			do   func(*vandal, alur.RequestID)
			says string
		}
		victims := map[alur.RequestID]victim{}
		for says, do := range map[string]func(*vandal, alur.RequestID){
			"status": row(`status = 'completed'`), "stage": row(`stage = 'serah-terima'`), "title": row(`title = 'Lain'`), "flow is": row(`flow = 'pihak-ketiga'`),
			"access": row(`access = 'agency:dinas-pendidikan'`), "turns": row(`turns = ''`), "version": row(`version = version + 1`),
			"updated_at": row(`updated_at = updated_at + 1`), "created_at": row(`created_at = 1`), "not one of the year": row(`number = 'SI-2025-0999'`),
			"do not fit": row(`tracking_code = ''`),
			"the state": func(v *vandal, id alur.RequestID) {
				var state []byte
				if err := v.db.QueryRowContext(t.Context(), `SELECT state FROM requests WHERE id = $1`, string(id)).Scan(&state); err != nil {
					t.Fatal(err)
				}
				v.exec(`UPDATE requests SET state = $2 WHERE id = $1`, string(id), bytes.Replace(state, []byte("rawat jalan"), []byte("rawat inap!"), 1))
			},
			"stored differently": func(v *vandal, id alur.RequestID) {
				v.exec(`UPDATE comments SET text = 'Lain' WHERE request_id = $1 AND seq = 5`, string(id))
			},
			"1 comments are stored, 2": func(v *vandal, id alur.RequestID) {
				v.exec(`DELETE FROM comments WHERE request_id = $1 AND seq = 5`, string(id))
			},
			"committed to": func(v *vandal, id alur.RequestID) {
				v.exec(`UPDATE private_values SET value = $2 WHERE request_id = $1 AND item = 'narahubung'`, string(id), []byte(`{"name":"Lain"}`))
			},
			"gap in the history": func(v *vandal, id alur.RequestID) {
				v.exec(`DELETE FROM events WHERE request_id = $1 AND seq = 4`, string(id))
			},
			"no history": func(v *vandal, id alur.RequestID) {
				v.exec(`DELETE FROM events WHERE request_id = $1`, string(id))
			},
		} {
			victims[w.eightEvents()] = victim{do, says}
		}
		w.eightEvents()
		w.sound()
		v := &vandal{t, w, w.database()}
		for id, x := range victims {
			x.do(v, id)
		}
		found := map[alur.RequestID]string{}
		totals, err := w.audit().Rebuild(t.Context(), "", func(f casework.Fault) { found[f.Request] = f.String() })
		if err != nil {
			t.Fatal(err)
		}
		if totals.Requests != len(victims)+1 || totals.Faulty != len(victims) {
			t.Errorf("totals %+v, %d damaged", totals, len(victims))
		}
		for id, x := range victims {
			if !strings.Contains(found[id], x.says) {
				t.Errorf("reported %q, want %q", found[id], x.says)
			}
		}
		_, err = w.audit().Rebuild(t.Context(), alur.RequestID(alur.NewID()), func(f casework.Fault) { t.Error(f) })
		refused(t, "unknown request", err, alur.CodeNotFound)
	})
}

// An export proves itself without this program.
func TestExport(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id := w.eightEvents()
		w.comment("pemohon", id, "Tanda \u2028 < > & \" \\ 😀 \ufb33\ttab", alur.AudienceAll)
		var out bytes.Buffer
		if err := w.audit().Export(t.Context(), id, &out); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
		if len(lines) != 1+lastSeq+1 {
			t.Fatalf("%d lines", len(lines))
		}
		for _, want := range []string{`"request":"` + string(id) + `"`, `"number":"SI-2026-0001"`, `"events":9`, `"documents":[{`} {
			if !strings.Contains(lines[0], want) {
				t.Errorf("the first line lacks %s: %s", want, lines[0])
			}
		}
		if strings.Contains(out.String(), "Wati") {
			t.Error("a person is in the export")
		}
		python(t, out.String(), true)
		for what, bad := range map[string]string{
			"edited":        strings.Replace(out.String(), "Mohon", "mohon", 1),
			"line deleted":  strings.Join(append(append([]string{}, lines[:4]...), lines[5:]...), "\n"),
			"tail cut":      strings.Join(lines[:lastSeq], "\n"),
			"lines swapped": strings.Join(append(append(append([]string{}, lines[:3]...), lines[4], lines[3]), lines[5:]...), "\n"),
		} {
			t.Run(what, func(t *testing.T) { python(t, bad, false) })
		}
		err := w.audit().Export(t.Context(), alur.RequestID(alur.NewID()), &out)
		refused(t, "unknown request", err, alur.CodeNotFound)
	})
}

// python runs docs/periksa-riwayat.py on an export.
func python(t *testing.T, export string, whole bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "riwayat.jsonl")
	if err := os.WriteFile(file, []byte(export), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), tooltest.Program(t, "python3"), "../../docs/periksa-riwayat.py", file).CombinedOutput()
	if (err == nil) != whole || !whole && strings.Contains(string(out), "Traceback") {
		t.Errorf("whole %v, but: %v\n%s", whole, err, out)
	}
}
