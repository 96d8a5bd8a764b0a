package casework_test

import (
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// issueOne issues a paper of a kind, with bytes of its own, and gives it back.
func (w *world) issueOne(user string, id alur.RequestID, kind string) flow.Paper {
	w.t.Helper()
	rec, err := w.cases.PaperRecord(w.t.Context(), w.as(user), id)
	if err != nil {
		w.t.Fatal(err)
	}
	code := alur.NewTrackingCode()
	stored, err := w.cases.KeepPaper(w.t.Context(), []byte(pdf(kind+code)))
	if err != nil {
		w.t.Fatal(err)
	}
	docx, err := w.cases.KeepPaper(w.t.Context(), []byte("PK"+code))
	if err != nil {
		w.t.Fatal(err)
	}
	done := w.must(w.cases.IssuePaper(w.t.Context(), w.as(user), id, flow.IssuePaper{Code: code, Kind: kind, Template: "shipped@1", SHA256: stored.SHA256, DOCXSHA256: docx.SHA256, Head: rec.Hash}, casework.Options{}))
	return *done.View.State.Paper(code)
}

func TestCheckPaper(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		id := w.inReview("swakelola")
		first := w.issueOne("verifikator", id, "tanda-terima")
		check := func(code, sum string) *casework.PaperCheck {
			t.Helper()
			found, err := w.cases.CheckPaper(ctx, code, sum)
			if err != nil || len(found.Papers) != 1 {
				t.Fatalf("%s %s: %+v (%v)", code, sum, found, err)
			}
			return found
		}
		p, err := w.cases.PaperOf(ctx, strings.ToLower(strings.ReplaceAll(first.Code, "-", " ")))
		if err != nil || p.Code != first.Code || !p.InForce || p.Kind != "tanda-terima" || p.Number != w.get("verifikator", id).Number || p.Agency != "Nama dinas-kesehatan" || p.Official != "" {
			t.Errorf("by its code: %+v (%v)", p, err)
		}
		if f := check("", first.SHA256); f.Other || f.Papers[0].Signed || f.Papers[0] != p {
			t.Errorf("by its bytes: %+v", f)
		}
		if f := check(first.Code, first.SHA256); f.Other {
			t.Errorf("by both: %+v", f)
		}
		// A file to be changed proves nothing; what is none of ours is not found, whatever the code.
		for name, x := range map[string][2]string{
			"the file to be changed": {"", first.DOCXSHA256}, "another file": {"", strings.Repeat("ab", 32)}, "another file, a known code": {first.Code, strings.Repeat("ab", 32)},
			"another file, an unknown code": {"7K4M-92QX-T3HB", strings.Repeat("ab", 32)}, "no file": {first.Code, ""}, "nonsense": {"\x00", "zz"},
		} {
			_, err := w.cases.CheckPaper(ctx, x[0], x[1])
			refused(t, name, err, alur.CodeNotFound)
		}
		for _, code := range []string{"7K4M-92QX-T3HB", "", "0", first.SHA256} {
			_, err := w.cases.PaperOf(ctx, code)
			refused(t, "code "+code, err, alur.CodeNotFound)
		}

		// Registered with a signed file: both files are genuine.
		signed, err := w.cases.Receive(ctx, "ttd.pdf", strings.NewReader(pdf("bertanda tangan")))
		if err != nil {
			t.Fatal(err)
		}
		w.must(w.cases.RegisterPaper(ctx, w.as("verifikator"), id, flow.RegisterPaper{Code: first.Code, Number: "555/12/2026", Date: "2026-11-23"}, &signed, casework.Options{}))
		if f := check("", signed.SHA256); !f.Papers[0].Signed || f.Papers[0].Official != "555/12/2026" || f.Papers[0].OfficialDate != "2026-11-23" {
			t.Errorf("the signed file: %+v", f)
		}
		if f := check("", first.SHA256); f.Papers[0].Signed {
			t.Errorf("the issued file: %+v", f)
		}

		// Replaced by a newer one, which is then withdrawn.
		w.clock.Pass(24 * time.Hour)
		second := w.issueOne("verifikator", id, "tanda-terima")
		if p, err := w.cases.PaperOf(ctx, first.Code); err != nil || p.InForce || !p.ReplacedAt.Equal(second.At) || !p.WithdrawnAt.IsZero() {
			t.Errorf("replaced: %+v (%v)", p, err)
		}
		if f := check(first.Code, second.SHA256); !f.Other {
			t.Errorf("genuine, but another: %+v", f)
		}
		w.must(w.cases.WithdrawPaper(ctx, w.as("verifikator"), id, second.Code, "Salah tanggal", casework.Options{}))
		if p, err := w.cases.PaperOf(ctx, second.Code); err != nil || p.InForce || p.WithdrawnAt.IsZero() || p.Reason != "Salah tanggal" || !p.ReplacedAt.IsZero() {
			t.Errorf("withdrawn: %+v (%v)", p, err)
		}
		w.sound()
	})
}
