package web

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/evidence"
)

// TestIntegrity: auditor and admin see the signed state of everything and have it checked;
// whoever sees a history takes receipts, once its events are recorded.
func TestIntegrity(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2", "auditor")
	v := w.submitted("pemohon", "Sistem Antrean")
	secret, public, err := evidence.NewLogKey("alur.example/web")
	if err != nil {
		t.Fatal(err)
	}
	q, err := casework.NewSequencer(casework.SequencerConfig{Store: w.store, Clock: w.clock.Now, Log: w.app.Log, Key: secret})
	if err != nil {
		t.Fatal(err)
	}
	sent, history := "/permohonan/"+string(v.ID)+"/terkirim", "/permohonan/"+string(v.ID)+"/riwayat"
	receipt := "/permohonan/" + string(v.ID) + "/tanda-bukti/"
	owner, auditor := w.as("pemohon"), w.as("auditor")
	if res := owner.get(sent); !strings.Contains(res.body, "Sedang dicatat.") || strings.Contains(res.body, receipt) {
		t.Errorf("before it is recorded: %s", res.body)
	}
	if res := owner.get(receipt + "1"); res.status != http.StatusNotFound {
		t.Errorf("a receipt of what is not recorded: %d", res.status)
	}
	if res := auditor.get(integrityPath); !strings.Contains(res.body, "Belum ada sidik.") {
		t.Errorf("before the first: %s", res.body)
	}
	if err := q.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := q.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	seq := strconv.FormatInt(v.State.Seq, 10)
	for _, path := range []string{sent, history} {
		if res := owner.get(path); !strings.Contains(res.body, receipt+seq) {
			t.Errorf("%s offers no receipt of event %s", path, seq)
		}
	}
	res := owner.get(receipt + seq)
	keys, err := evidence.ParseKeys(public)
	if err != nil {
		t.Fatal(err)
	}
	r, err := evidence.ParseReceipt(res.body)
	if err != nil {
		t.Fatalf("%v: %s", err, res.body)
	}
	if _, err := r.Check(keys); err != nil || r.Request != v.ID {
		t.Errorf("%+v, %v", r, err)
	}
	if res := w.as("pemohon2").get(receipt + seq); res.status != http.StatusNotFound {
		t.Errorf("somebody else: %d", res.status)
	}
	if res := owner.get(integrityPath); res.status != http.StatusForbidden {
		t.Errorf("the requester on the page: %d", res.status)
	}
	if res := auditor.get(integrityPath + "/cetak"); !strings.Contains(res.body, "alur.example/web") || !strings.Contains(res.body, "Sidik seluruh riwayat") {
		t.Errorf("the sheet: %s", res.body)
	}
	if res := auditor.post(integrityPath + "/periksa"); res.status != http.StatusSeeOther {
		t.Fatalf("check: %d", res.status)
	}
	// It goes on behind the page; the last check says when it is done.
	for range 200 {
		if c, err := w.app.Cases.LastCheck(t.Context()); err == nil && !c.Running {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if res := auditor.get(integrityPath); !strings.Contains(res.body, "UTUH</span>") || !strings.Contains(res.body, "1 permohonan diperiksa") {
		t.Errorf("after the check: %s", res.body)
	}
}
