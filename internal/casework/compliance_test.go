package casework_test

import (
	"os"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/compliance"
)

func TestCompliance(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		draft := w.create("swakelola")
		id := w.inTest()
		other := w.submitted("pihak-ketiga")
		withdrawn := w.submitted("swakelola")
		w.act("pemohon", withdrawn, "tarik", m{"alasan": "Batal"})

		r, err := w.cases.Compliance(t.Context(), w.as("pemohon"), id)
		if err != nil {
			t.Fatal(err)
		}
		if n := r.Count(); n[compliance.Done] != 10 || n[compliance.Pending] != 6 || r.Clauses[10].Since == nil {
			t.Errorf("in test: %v", n)
		}
		letters := 0
		for _, x := range r.Clauses[0].Rounds[0].Evidence {
			if x.Type == alur.EventDocumentAdded && x.Item == "surat" && x.Name == "surat.pdf" && x.By == "pemohon" {
				letters++
			}
		}
		if letters != 1 {
			t.Errorf("%d letters in clause A.1: %+v", letters, r.Clauses[0].Rounds)
		}
		for user, code := range map[string]alur.Code{"pemohon2": alur.CodeNotFound, "vendor": alur.CodeNotFound} {
			_, err := w.cases.Compliance(t.Context(), w.as(user), id)
			refused(t, user, err, code)
		}
		vendor := w.withVendor()
		_, err = w.cases.Compliance(t.Context(), w.as("vendor"), vendor)
		refused(t, "the appointed vendor", err, alur.CodeNotYourParty)

		for _, user := range []string{"auditor", "kepala", "verifikator", "admin"} {
			var y compliance.Year
			seen := map[alur.RequestID]bool{}
			err := w.cases.ComplianceYear(t.Context(), w.as(user), 2026, func(row casework.YearRow) error {
				y.Add(row.Report)
				seen[row.ID] = true
				return nil
			})
			if err != nil || y.Requests != 4 || seen[draft] || !seen[other] {
				t.Fatalf("%s: %d requests (%v)", user, y.Requests, err)
			}
			for _, f := range y.Flows {
				for _, c := range f.Clauses {
					sum := 0
					for _, n := range c.Count {
						sum += n
					}
					if sum != f.Requests {
						t.Errorf("%s: %d of %d requests are counted", c.ID, sum, f.Requests)
					}
				}
			}
			if f := y.Flows[0]; f.Flow != "swakelola" || f.Requests != 2 || f.Clauses[1].Count[compliance.Ended] != 1 || f.Clauses[10].Now != 1 {
				t.Errorf("%+v", f)
			}
		}
		for _, user := range []string{"pemohon", "pengembang", "vendor"} {
			err := w.cases.ComplianceYear(t.Context(), w.as(user), 2026, func(casework.YearRow) error { t.Error("told"); return nil })
			refused(t, user, err, alur.CodeNotYourParty)
		}
		if years, err := w.cases.ComplianceYears(t.Context()); err != nil || len(years) != 1 || years[0] != 2026 {
			t.Errorf("years %v (%v)", years, err)
		}
	})
}

// TestComplianceOfManyRequests reads a year of more requests than one page has, each a copy
// of one that is being tested. ALUR_YEAR says how many; what is held in memory at a time does
// not grow with it.
func TestComplianceOfManyRequests(t *testing.T) {
	t.Parallel()
	many, _ := strconv.Atoi(os.Getenv("ALUR_YEAR"))
	if many == 0 {
		many = 450
	}
	w := lite(t)
	id := w.inTest()
	db := w.database()
	for _, text := range []string{
		`CREATE TEMP TABLE n AS WITH RECURSIVE c(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM c WHERE i < $1) SELECT i FROM c`,
		`CREATE TEMP TABLE one AS SELECT * FROM requests`,
		`INSERT INTO requests SELECT printf('%032x', n.i), agency_id, flow, flow_version, status, stage, title, printf('SI-2026-%04d', n.i), printf('A%011d', n.i),
			version, seq, hash, created_at, updated_at, access, turns, search_sum, state FROM one, n`,
		`INSERT INTO events (request_id, seq, type, at, username, party, on_behalf_of, prev, hash, body)
			SELECT printf('%032x', n.i), seq, type, at, username, party, on_behalf_of, prev, hash, body FROM events, n WHERE request_id = $2`,
	} {
		if _, err := db.ExecContext(t.Context(), text, many, string(id)); err != nil {
			t.Fatalf("%s: %v", text, err)
		}
	}
	var y compliance.Year
	var most uint64
	var mem runtime.MemStats
	start := time.Now()
	err := w.cases.ComplianceYear(t.Context(), w.as("auditor"), 2026, func(row casework.YearRow) error {
		if y.Add(row.Report); y.Requests%1000 == 0 {
			runtime.ReadMemStats(&mem)
			most = max(most, mem.HeapInuse)
		}
		return nil
	})
	if err != nil || y.Requests != many || y.Flows[0].Clauses[10].Now != many {
		t.Errorf("%d requests of %d (%v)", y.Requests, many, err)
	}
	t.Logf("%d requests in %s, at most %d MB", y.Requests, time.Since(start).Round(time.Millisecond), most>>20)
}
