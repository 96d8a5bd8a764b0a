package casework_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/clamd"
	"github.com/alur-id/alur/internal/clamd/clamdtest"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// guarded gives the world a scanner and quotas, and keeps what is told of infections.
func (w *world) guarded(scanner *clamdtest.Scanner, q casework.Quota) (told *[]casework.Infection, another func() *casework.Cases) {
	w.t.Helper()
	c, err := clamd.New(scanner.Address())
	if err != nil {
		w.t.Fatal(err)
	}
	told = &[]casework.Infection{}
	mu := new(sync.Mutex)
	note := func(_ context.Context, _ *store.Tx, i casework.Infection) error {
		mu.Lock()
		defer mu.Unlock()
		*told = append(*told, i)
		return nil
	}
	fresh := func() *casework.Cases {
		return casework.New(casework.Config{Store: w.store, Blobs: w.blobs, Flows: shipped(), Log: quiet(), Clock: w.clock.Now, Scanner: c, Quota: q, Infected: note})
	}
	w.cases = fresh()
	return told, fresh
}

// send uploads as a person does.
func (w *world) send(user string, id alur.RequestID, kind, content string) (*casework.Written, error) {
	stored, err := w.cases.ReceiveFrom(w.t.Context(), w.as(user), id, kind+".pdf", strings.NewReader(content))
	if err != nil {
		return nil, err
	}
	return w.cases.AddDocument(w.t.Context(), w.as(user), id, casework.Upload{Kind: kind, Name: kind + ".pdf", Blob: stored}, casework.Options{})
}

// read opens a document as a person does.
func (w *world) read(user string, id alur.RequestID, doc alur.DocumentID) (string, error) {
	_, r, err := w.cases.OpenDocument(w.t.Context(), w.as(user), id, doc)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

// TestScan: what the scanner finds is refused; while it is down files are taken and wait,
// unread by anybody; when it is back the clean ones are opened and the others never are.
func TestScan(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		scanner := clamdtest.Start(t)
		told, another := w.guarded(scanner, casework.Quota{})
		id := w.create("swakelola")
		virus := pdf("x") + "\n%" + string(clamdtest.EICAR) + "\n%%EOF"

		good := w.must(w.send("pemohon", id, "surat", pdf("bersih"))).Document
		if got, err := w.read("pemohon", id, good.ID); got != pdf("bersih") || err != nil {
			t.Errorf("scanned and clean: %v", err)
		}
		if _, err := w.send("pemohon", id, "surat", virus); alur.CodeOf(err) != alur.CodeInfectedFile {
			t.Fatalf("a virus: %v", err)
		}
		if has, err := w.blobs.Has(sumOf(virus)); has || err != nil {
			t.Errorf("a virus was kept: %v, %v", has, err)
		}
		scanner.Down()
		waits := w.must(w.send("pemohon", id, "surat", pdf("menunggu"))).Document
		bad := w.must(w.send("pemohon", id, "surat", virus)).Document
		states := func() map[string]casework.Scan {
			v := w.get("pemohon", id)
			for sum, s := range v.Scans {
				s.At = time.Time{}
				v.Scans[sum] = s
			}
			return v.Scans
		}
		waiting := casework.Scan{State: casework.ScanWaiting}
		if diff := cmp.Diff(map[string]casework.Scan{waits.SHA256: waiting, bad.SHA256: waiting}, states()); diff != "" {
			t.Error(diff)
		}
		for _, user := range []string{"pemohon", "verifikator", "auditor"} {
			for _, doc := range []alur.DocumentID{waits.ID, bad.ID} {
				if _, err := w.read(user, id, doc); alur.CodeOf(err) != alur.CodeFileWaiting && alur.CodeOf(err) != alur.CodeNotFound {
					t.Errorf("%s reads what waits: %v", user, err)
				}
			}
		}
		if done, err := w.cases.ScanWaiting(t.Context()); err == nil || done != (casework.Scanned{}) {
			t.Errorf("down: %+v, %v", done, err)
		}
		scanner.Up()
		before := scanner.Scans.Load()
		w.clock.Pass(time.Minute)
		// Two instances at once: each file is scanned once.
		var all sync.WaitGroup
		for range 2 {
			all.Go(func() {
				if _, err := another().ScanWaiting(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if n := scanner.Scans.Load() - before; n != 2 {
			t.Errorf("2 files were scanned %d times", n)
		}
		if diff := cmp.Diff(map[string]casework.Scan{bad.SHA256: {State: casework.ScanInfected, Finding: clamdtest.Finding}}, states()); diff != "" {
			t.Error(diff)
		}
		if got, err := w.read("pemohon", id, waits.ID); got != pdf("menunggu") || err != nil {
			t.Errorf("clean by now: %v", err)
		}
		if _, err := w.read("pemohon", id, bad.ID); alur.CodeOf(err) != alur.CodeFileWithheld {
			t.Errorf("infected: %v", err)
		}
		if _, err := w.cases.ReuseDocument(t.Context(), w.as("pemohon"), id, "surat", id, bad.ID, casework.Options{}); alur.CodeOf(err) != alur.CodeFileWithheld {
			t.Errorf("infected, used again: %v", err)
		}
		// Once condemned, always refused, whatever is known of viruses later.
		scanner.Blind.Store(true)
		if _, err := w.send("pemohon", id, "surat", virus); alur.CodeOf(err) != alur.CodeInfectedFile {
			t.Errorf("known as infected: %v", err)
		}
		refused := casework.Infection{Finding: clamdtest.Finding, SHA256: bad.SHA256, Username: "pemohon", Request: id, Name: "surat.pdf", Refused: true}
		found := refused
		found.Refused = false
		if diff := cmp.Diff([]casework.Infection{refused, found, refused}, *told); diff != "" {
			t.Error(diff)
		}
	})
}

// TestScanOddFiles: a file that the scanner cannot judge keeps no other one waiting.
func TestScanOddFiles(t *testing.T) {
	t.Parallel()
	w := lite(t)
	scanner := clamdtest.Start(t)
	w.guarded(scanner, casework.Quota{})
	id := w.create("swakelola")
	scanner.Down()
	large := w.must(w.send("pemohon", id, "surat", pdf(strings.Repeat("besar ", 1000)))).Document
	small := w.must(w.send("pemohon", id, "surat", pdf("kecil"))).Document
	scanner.Limit.Store(4 << 10)
	scanner.Up()
	w.clock.Pass(time.Minute)
	done, err := w.cases.ScanWaiting(t.Context())
	if err != nil || done.Clean != 1 {
		t.Errorf("%+v, %v", done, err)
	}
	if _, err := w.read("pemohon", id, small.ID); err != nil {
		t.Error(err)
	}
	if _, err := w.read("pemohon", id, large.ID); alur.CodeOf(err) != alur.CodeFileWaiting {
		t.Errorf("never judged: %v", err)
	}
	scanner.Limit.Store(100 << 20)
	w.clock.Pass(time.Hour)
	if done, err := w.cases.ScanWaiting(t.Context()); err != nil || done.Clean != 1 {
		t.Errorf("%+v, %v", done, err)
	}
}

// TestScanOrphans: what was noted as waiting and not kept is looked for during a day, and
// forgotten then.
func TestScanOrphans(t *testing.T) {
	t.Parallel()
	w := lite(t)
	w.guarded(clamdtest.Start(t), casework.Quota{})
	orphan := sumOf("never kept")
	await := func() {
		t.Helper()
		if err := w.store.Write(t.Context(), func(tx *store.Tx) error { return tx.AwaitScan(t.Context(), orphan, w.clock.Now()) }); err != nil {
			t.Fatal(err)
		}
	}
	await()
	for _, x := range []struct {
		pass  time.Duration
		again bool // it is sent once more before
		rows  int
	}{{23 * time.Hour, true, 1}, {23 * time.Hour, false, 1}, {2 * time.Hour, false, 0}} {
		w.clock.Pass(x.pass)
		if x.again {
			await()
		}
		if _, err := w.cases.ScanWaiting(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := w.store.Read(t.Context(), func(tx *store.Tx) error {
			rows, err := tx.Scans(t.Context(), []string{orphan})
			if len(rows) != x.rows {
				t.Errorf("after %v more: %v", x.pass, rows)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestQuota: a request and a person's day have their limits, at the byte, counted from the
// record; many uploads at once do not get past them.
func TestQuota(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		one := int64(len(pdf("1")))
		w.guarded(clamdtest.Start(t), casework.Quota{Request: 4 * one, Day: 6 * one})
		id := w.create("swakelola")
		refused := func(what string, err error, field string) {
			t.Helper()
			if e, ok := errors.AsType[*alur.Error](err); !ok || e.Code != alur.CodeQuotaExceeded || e.Field != field {
				t.Errorf("%s: %v", what, err)
			}
		}
		// Of eight at once four fit: each takes its turn at the request.
		var all sync.WaitGroup
		var mu sync.Mutex
		fit := 0
		for i := range 8 {
			all.Go(func() {
				_, err := w.send("pemohon", id, "surat", pdf(fmt.Sprint(i)))
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					fit++
				} else if alur.CodeOf(err) != alur.CodeQuotaExceeded {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if fit != 4 {
			t.Fatalf("%d of 4 fit", fit)
		}
		_, err := w.send("pemohon", id, "surat", pdf("9"))
		refused("a fifth", err, alur.QuotaRequest)
		if has, _ := w.blobs.Has(sumOf(pdf("9"))); has {
			t.Error("what was refused was kept")
		}
		refused("before it is sent", w.cases.CheckQuota(t.Context(), w.as("pemohon"), id, "", 1), alur.QuotaRequest)
		// The same bytes count once. Two more of the day, in eight other requests at once.
		sum := w.get("pemohon", id).AllDocuments[0].SHA256
		if err := w.cases.CheckQuota(t.Context(), w.as("pemohon"), id, sum, one); err != nil {
			t.Errorf("known bytes: %v", err)
		}
		// They have arrived already, so that the transactions meet.
		fit = 0
		together := make(chan struct{})
		for i := range 8 {
			other := w.create("swakelola")
			stored, err := w.cases.ReceiveFrom(t.Context(), w.as("pemohon"), other, "surat.pdf", strings.NewReader(pdf(string(rune('a'+i)))))
			if err != nil {
				t.Fatal(err)
			}
			who := w.as("pemohon")
			all.Go(func() {
				<-together
				_, err := w.cases.AddDocument(t.Context(), who, other, casework.Upload{Kind: "surat", Name: "surat.pdf", Blob: stored}, casework.Options{})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					fit++
				} else if alur.CodeOf(err) != alur.CodeQuotaExceeded {
					t.Error(err)
				}
			})
		}
		close(together)
		all.Wait()
		if fit != 2 {
			t.Errorf("%d of 2 fit", fit)
		}
		other := w.create("swakelola")
		_, err = w.send("pemohon", other, "surat", pdf("z"))
		refused("a seventh of the day", err, alur.QuotaDay)
		w.clock.Pass(24 * time.Hour)
		if _, err = w.send("pemohon", other, "surat", pdf("z")); err != nil {
			t.Errorf("the day after: %v", err)
		}
	})
}

// TestScanPapers: the signed file of a paper in which a virus is found later is told of with
// whoever brought it, and cannot become a document.
func TestScanPapers(t *testing.T) {
	t.Parallel()
	w := lite(t)
	scanner := clamdtest.Start(t)
	told, _ := w.guarded(scanner, casework.Quota{})
	id := w.presenting("swakelola")
	w.patch("verifikator", id, m{"jadwal": w.meeting("verifikator", "pemohon")})
	w.patch("pemohon", id, m{"gambaran-umum": "Gambaran", "analisis-dampak": "Dampak"})
	w.upload("pemohon", id, "paparan")
	w.act("verifikator", id, "catat-presentasi", m{"catatan": "Baik"})
	meeting := w.meeting("verifikator", "pemohon")
	meeting["minutes"] = "Agenda dan hasil"
	w.patch("verifikator", id, m{"rapat": meeting, "ruang-lingkup": "Enam puskesmas saja.", "rencana-tahapan": []m{{"title": "Analisis awal", "due": "2027-01-10"}}})
	w.patch("pemohon", id, m{"perkiraan-anggaran": 85_000_000})
	p := w.issueOne("verifikator", id, "notulen")
	scanner.Down()
	sum := w.registered(id, &p, []byte(pdf("x")+"\n%"+string(clamdtest.EICAR)+"\n%%EOF"))
	// Who enters another number later has sent nothing.
	w.must(w.cases.RegisterPaper(t.Context(), w.as("kepala"), id, flow.RegisterPaper{Code: p.Code, Number: "2", Date: "2026-11-23"}, nil, casework.Options{}))
	scanner.Up()
	w.clock.Pass(time.Minute)
	if done, err := w.cases.ScanWaiting(t.Context()); err != nil || done.Infected != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	want := casework.Infection{Finding: clamdtest.Finding, SHA256: sum, Username: "verifikator", Request: id, Number: w.get("verifikator", id).Number, Name: p.Code + ".pdf"}
	if diff := cmp.Diff([]casework.Infection{want}, *told); diff != "" {
		t.Error(diff)
	}
	if _, err := w.cases.UsePaper(t.Context(), w.as("verifikator"), id, p.Code, "notulen", "notulen.pdf", casework.Options{}); alur.CodeOf(err) != alur.CodeFileWithheld {
		t.Errorf("infected, used as a document: %v", err)
	}
}

// TestReceivedCounts proves that bytes count for the day of whoever sends them, also when no
// request ever names them, and begin anew the day after.
func TestReceivedCounts(t *testing.T) {
	t.Parallel()
	w := lite(t)
	one := int64(len(pdf("1")))
	w.guarded(clamdtest.Start(t), casework.Quota{Day: one})
	id := w.create("swakelola")
	kept := 0
	send := func(content string) error {
		_, err := w.cases.ReceiveFrom(t.Context(), w.as("pemohon"), id, "surat.pdf", strings.NewReader(content))
		return err
	}
	for ; kept < 9 && send(pdf(fmt.Sprint(kept))) == nil; kept++ {
	}
	if kept != 4 {
		t.Errorf("%d files of nobody's were kept", kept)
	}
	if err := send(pdf("0")); err != nil {
		t.Errorf("bytes that are there already: %v", err)
	}
	if err := send(pdf("5")); alur.CodeOf(err) != alur.CodeQuotaExceeded {
		t.Errorf("one more: %v", err)
	}
	w.clock.Pass(24 * time.Hour)
	if err := send(pdf("6")); err != nil {
		t.Errorf("the day after: %v", err)
	}
}

// TestSignedFilesCount: the signed file of a paper counts as a document does, in the request
// and in the day of who brought it.
func TestSignedFilesCount(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.inReview("swakelola")
	p := w.issueOne("verifikator", id, "tanda-terima")
	one, all := int64(len(pdf("1"))), int64(0)
	for _, d := range w.get("verifikator", id).AllDocuments {
		all += d.Size
	}
	scanner := clamdtest.Start(t)
	w.guarded(scanner, casework.Quota{Day: one + 1})
	w.registered(id, &p, []byte(pdf("1")))
	full := func(user, field string, size int64) {
		t.Helper()
		err := w.cases.CheckQuota(t.Context(), w.as(user), id, "", size)
		if e, ok := errors.AsType[*alur.Error](err); field == "" && err != nil || field != "" && (!ok || e.Code != alur.CodeQuotaExceeded || e.Field != field) {
			t.Errorf("%s, %d bytes more: %v", user, size, err)
		}
	}
	full("verifikator", "", 1)
	full("verifikator", alur.QuotaDay, 2)
	w.must(w.cases.RegisterPaper(t.Context(), w.as("kepala"), id, flow.RegisterPaper{Code: p.Code, Number: "2"}, nil, casework.Options{}))
	full("kepala", "", one)
	w.guarded(scanner, casework.Quota{Request: all + one + 1})
	full("kepala", "", 1)
	full("kepala", alur.QuotaRequest, 2)
}

func sumOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// TestScrubAndMove: every document is found, missing and damaged ones are named, extra files
// listed; a move copies what is right, can be stopped and run again, and deletes nothing.
func TestScrubAndMove(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.create("swakelola")
	var sums []string
	for range 4 {
		sums = append(sums, w.upload("pemohon", id, "surat").SHA256)
	}
	from := w.blobs
	orphan, err := blob.Put(t.Context(), from, strings.NewReader("tidak disebut"), 100)
	if err != nil {
		t.Fatal(err)
	}
	audit := &casework.Audit{Store: w.store, Blobs: from}
	scrub := func() (bad, extra []string, done casework.Scrubbed) {
		t.Helper()
		done, err := audit.Scrub(t.Context(), func(n casework.NamedBytes, err error) { bad = append(bad, n.SHA256) }, func(f blob.File) { extra = append(extra, f.SHA256) })
		if err != nil {
			t.Fatal(err)
		}
		return bad, extra, done
	}
	if bad, extra, done := scrub(); len(bad) != 0 || !cmp.Equal(extra, []string{orphan.SHA256}) || done != (casework.Scrubbed{Bytes: 4, Extra: 1}) {
		t.Errorf("%v %v %+v", bad, extra, done)
	}
	to, err := blob.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	// A move that is stopped, and one that goes on.
	ctx, stop := context.WithCancel(t.Context())
	half := &stopping{Store: to, after: 2, stop: stop}
	first, err := audit.Move(ctx, half, func(casework.NamedBytes, error) {})
	if !errors.Is(err, context.Canceled) || first.Copied != 2 {
		t.Errorf("%+v, %v", first, err)
	}
	if err := errors.Join(os.Chmod(w.bytesOf(sums[0]), 0o600), os.WriteFile(w.bytesOf(sums[0]), []byte("lain"), 0o600), os.Remove(w.bytesOf(sums[1]))); err != nil {
		t.Fatal(err)
	}
	var bad []string
	done, err := audit.Move(t.Context(), to, func(n casework.NamedBytes, err error) { bad = append(bad, n.SHA256) })
	if err != nil || done.There+done.Copied+done.Faulty != 5 || done.There != 2 {
		t.Errorf("%+v, %v", done, err)
	}
	for _, sum := range append(sums, orphan.SHA256) {
		has, _ := to.Has(sum)
		isBad := false
		for _, b := range bad {
			isBad = isBad || b == sum
		}
		if has == isBad {
			t.Errorf("%s: there %v, reported %v", sum, has, isBad)
		}
	}
	found, _, _ := scrub()
	if len(found) != 2 {
		t.Errorf("faults: %v", found)
	}
	// Over there everything that arrived is right, and what is wrong there is put right.
	there := &casework.Audit{Store: w.store, Blobs: from}
	again, err := there.Move(t.Context(), to, func(casework.NamedBytes, error) {})
	if err != nil || again.Copied != 0 {
		t.Errorf("%+v, %v", again, err)
	}
}

// stopping ends the context after so many verified copies.
type stopping struct {
	blob.Store
	after int
	stop  func()
}

func (s *stopping) Verify(ctx context.Context, sum string) error {
	err := s.Store.Verify(ctx, sum)
	if s.after--; s.after == 0 {
		s.stop()
	}
	return err
}

// bytesOf is where the bytes with the hash lie.
func (w *world) bytesOf(sum string) string {
	return filepath.Join(w.dir, "sha256", sum[:2], sum[2:4], sum)
}
