package casework_test

import (
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/clamd/clamdtest"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/pades/padestest"
)

// receipt issues a receipt with given bytes, and gives it back.
func (w *world) receipt(id alur.RequestID, content []byte) *flow.Paper {
	w.t.Helper()
	ctx, code := w.t.Context(), alur.NewTrackingCode()
	rec, err := w.cases.PaperRecord(ctx, w.as("verifikator"), id)
	if err != nil {
		w.t.Fatal(err)
	}
	stored, err := w.cases.KeepPaper(ctx, content)
	if err != nil {
		w.t.Fatal(err)
	}
	done := w.must(w.cases.IssuePaper(ctx, w.as("verifikator"), id, flow.IssuePaper{Code: code, Kind: "tanda-terima", Template: "shipped@1", SHA256: stored.SHA256, Head: rec.Hash}, casework.Options{}))
	return done.View.State.Paper(code)
}

// registered enters a signed file of a paper as a person does.
func (w *world) registered(id alur.RequestID, p *flow.Paper, content []byte) (sum string) {
	w.t.Helper()
	ctx := w.t.Context()
	stored, err := w.cases.ReceiveFrom(ctx, w.as("verifikator"), id, "ttd.pdf", strings.NewReader(string(content)))
	if err != nil {
		w.t.Fatal(err)
	}
	w.must(w.cases.RegisterPaper(ctx, w.as("verifikator"), id, flow.RegisterPaper{Code: p.Code, Number: "1", Date: "2026-11-23"}, &stored, casework.Options{}))
	return stored.SHA256
}

// TestSignedPaper: what a signed file is worth is told to those who see the request and to
// whoever holds the file, is found out once, and decides what the next signature goes into.
func TestSignedPaper(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.inReview("swakelola")
		plain := padestest.Document("Tanda terima")
		p := w.receipt(id, plain)
		a := padestest.NewAuthority(t, "Penerbit Contoh", w.clock.Now().AddDate(-1, 0, 0))
		order := padestest.Signing{By: a.Person("Budi Contoh", ""), At: w.clock.Now()}
		signed := padestest.Sign(t, plain, order)
		content := "<< /Length 0 >>\nstream\n\nendstream"
		forged := a.Person("Budi Contoh", "").Forge(t, "Wali Kota Contoh")
		for _, c := range []struct {
			name    string
			content []byte
			want    casework.PaperProof
			next    int // the length of what is signed next
		}{
			{"a scan", padestest.Document("Hasil pindai"), casework.ProofOther, len(plain)},
			{"another paper, signed", padestest.Sign(t, padestest.Document("Surat lain"), order), casework.ProofOther, len(plain)},
			{"changed after signing", padestest.Update(signed, map[int]string{4: content}, false), casework.ProofBroken, len(plain)},
			{"not signed", padestest.Update(plain, map[int]string{50: "<< /Title (Surat) >>"}, false), casework.ProofUnsigned, len(plain)},
			{"signed with another name", padestest.Sign(t, plain, padestest.Signing{By: order.By, At: order.At, Shown: &forged}), casework.ProofBroken, len(plain)},
			{"as it should be", signed, casework.ProofSound, len(signed)},
		} {
			sum := w.registered(id, p, c.content)
			v := w.get("verifikator", id)
			p := v.State.Paper(p.Code)
			file := w.bytesOf(sum)
			for _, kept := range []string{"", ", read again"} {
				s, err := w.cases.SignedPaper(ctx, v, p)
				if err != nil || s.Proof() != c.want {
					t.Fatalf("%s%s: %s %+v %v", c.name, kept, s.Proof(), s, err)
				}
				found, err := w.cases.CheckPaper(ctx, "", sum)
				if err != nil || found.Papers[0].Proof != c.want {
					t.Errorf("%s%s, asked by anybody: %+v %v", c.name, kept, found, err)
				}
				if kept == "" { // what was found is kept: nothing is read again
					if err := os.Rename(file, file+".away"); err != nil {
						t.Fatal(err)
					}
				}
			}
			if err := os.Rename(file+".away", file); err != nil {
				t.Fatal(err)
			}
			if next, _, err := w.cases.PaperToSign(ctx, w.as("kepala"), id, p.Code); err != nil || len(next) != c.next {
				t.Errorf("%s: %d bytes are signed next, want %d: %v", c.name, len(next), c.next, err)
			}
		}
	})
}

// TestSignedPaperScan: a signed file that waits for the virus scanner is not read, told of
// or signed, and neither is one that is infected.
func TestSignedPaperScan(t *testing.T) {
	t.Parallel()
	w := lite(t)
	scanner := clamdtest.Start(t)
	w.guarded(scanner, casework.Quota{})
	ctx := t.Context()
	id := w.inReview("swakelola")
	plain := padestest.Document("Tanda terima")
	p := w.receipt(id, plain)
	a := padestest.NewAuthority(t, "Penerbit Contoh", w.clock.Now().AddDate(-1, 0, 0))
	scanner.Down()
	virus := padestest.Update(plain, map[int]string{50: "(" + string(clamdtest.EICAR) + ")"}, false)
	signed := padestest.Sign(t, virus, padestest.Signing{By: a.Person("Budi Contoh", ""), At: w.clock.Now()})
	sum := w.registered(id, p, signed)
	held := func(state casework.ScanState, refusal alur.Code) {
		t.Helper()
		v := w.get("verifikator", id)
		if v.Scans[sum].State != state {
			t.Errorf("the view says %+v", v.Scans)
		}
		if s, err := w.cases.SignedPaper(ctx, v, v.State.Paper(p.Code)); err != nil || s.Proof() != casework.ProofPending {
			t.Errorf("%s: %+v %v", state, s, err)
		}
		if all, err := w.cases.Signatures(ctx, v); err != nil || !all[sum].Pending {
			t.Errorf("%s: %+v %v", state, all, err)
		}
		if found, err := w.cases.CheckPaper(ctx, "", sum); err != nil || found.Papers[0].Proof != casework.ProofPending {
			t.Errorf("%s, asked by anybody: %+v %v", state, found, err)
		}
		_, _, err := w.cases.PaperToSign(ctx, w.as("kepala"), id, p.Code)
		refused(t, "signed next: "+string(state), err, refusal)
	}
	held(casework.ScanWaiting, alur.CodeFileWaiting)
	scanner.Up()
	w.clock.Pass(time.Minute)
	if done, err := w.cases.ScanWaiting(ctx); err != nil || done.Infected != 1 {
		t.Fatalf("%+v %v", done, err)
	}
	held(casework.ScanInfected, alur.CodeFileWithheld)
}

// slowBlobs opens nothing until it is let.
type slowBlobs struct {
	blob.Store

	let chan struct{}
}

func (s slowBlobs) Open(ctx context.Context, sum string) (io.ReadSeekCloser, int64, error) {
	<-s.let
	return s.Store.Open(ctx, sum)
}

// TestPatience: one file that takes long to read holds no page up, also not those of other
// files, and is read all the same.
func TestPatience(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.create("swakelola")
	w.must(w.tryUpload("pemohon", id, "surat", "surat.pdf", string(padestest.Document("Surat"))))
	v := w.get("pemohon", id)
	slow := slowBlobs{w.blobs, make(chan struct{})}
	cases := casework.New(casework.Config{Store: w.store, Blobs: slow, Flows: shipped(), Log: quiet(), Clock: w.clock.Now})
	pending := func() (pending int) {
		all, err := cases.Signatures(t.Context(), v)
		if err != nil || len(all) != 1 {
			t.Errorf("%+v %v", all, err)
		}
		for _, r := range all {
			if r.Pending {
				pending++
			}
		}
		return pending
	}
	end := time.AfterFunc(20*time.Second, func() { close(slow.let) })
	began := time.Now()
	if n, took := pending(), time.Since(began); n != 1 || took > 10*time.Second {
		t.Errorf("while it is read: %d pending, %v", n, took)
	}
	if end.Stop() {
		close(slow.let)
	}
	if n := pending(); n != 0 {
		t.Errorf("once it was read: %d pending", n)
	}
}
