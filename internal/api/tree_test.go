package api

import (
	"net/http"
	"strconv"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestTree: the checkpoint and its growth are for everybody, receipts for who sees the history.
func TestTree(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	w := newWorld(t, s)
	w.call("", "GET", "/checkpoint", nil).is(http.StatusNotFound, alur.CodeNotFound)
	secret, _, err := evidence.NewLogKey("alur.example/api")
	if err != nil {
		t.Fatal(err)
	}
	q, err := casework.NewSequencer(casework.SequencerConfig{Store: s, Clock: w.clock.Now, Log: w.config.Log, Key: secret})
	if err != nil {
		t.Fatal(err)
	}
	settle := func() {
		t.Helper()
		if err := q.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := q.Register(t.Context()); err != nil {
		t.Fatal(err)
	}
	first := w.submitted("swakelola")
	settle()
	before := w.call("", "GET", "/checkpoint", nil).is(http.StatusOK, "").text("note")
	id := w.submitted("swakelola")
	waiting := w.call("pemohon", "GET", "/requests/"+id+"/receipts", nil).is(http.StatusOK, "")
	if n := len(waiting.list("waiting")); n == 0 || len(waiting.list("items")) != 0 {
		t.Errorf("not in the tree yet: %s", waiting.raw)
	}
	settle()
	now := w.call("", "GET", "/checkpoint", nil).is(http.StatusOK, "")
	keys, err := evidence.ParseKeys(now.text("key"))
	if err != nil {
		t.Fatal(err)
	}
	older, err := evidence.OpenCheckpoint(before, keys)
	if err != nil {
		t.Fatal(err)
	}
	newer, err := evidence.OpenCheckpoint(now.text("note"), keys)
	if err != nil {
		t.Fatal(err)
	}
	grown := w.call("", "GET", "/checkpoint/consistency?from="+strconv.FormatInt(older.Size, 10)+"&to="+strconv.FormatInt(newer.Size, 10), nil).is(http.StatusOK, "")
	var proof tlog.TreeProof
	for _, x := range grown.list("proof") {
		h, err := tlog.ParseHash(x.(string))
		if err != nil {
			t.Fatal(err)
		}
		proof = append(proof, h)
	}
	if err := tlog.CheckTree(proof, newer.Size, newer.Root, older.Size, older.Root); err != nil {
		t.Error(err)
	}
	for _, bad := range []string{"", "?from=0&to=1", "?from=2&to=1", "?from=1&to=999", "?from=x&to=1"} {
		w.call("", "GET", "/checkpoint/consistency"+bad, nil).is(http.StatusBadRequest, alur.CodeInvalidParameter)
	}

	w.call("", "GET", "/requests/"+id+"/receipts", nil).is(http.StatusUnauthorized, alur.CodeUnauthenticated)
	w.call("pemohon2", "GET", "/requests/"+id+"/receipts", nil).is(http.StatusNotFound, alur.CodeNotFound)
	w.call("pemohon", "GET", "/requests/"+id+"/receipts?seq=0", nil).is(http.StatusBadRequest, alur.CodeInvalidParameter)
	one := w.call("pemohon", "GET", "/requests/"+id+"/receipts?seq=2", nil).is(http.StatusOK, "")
	items := one.list("items")
	if len(items) != 1 {
		t.Fatalf("%s", one.raw)
	}
	r, err := evidence.ParseReceipt(items[0].(map[string]any)["text"].(string))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Check(keys); err != nil || string(r.Request) != id || r.Seq != 2 {
		t.Errorf("%+v, %v", r, err)
	}
	if all := w.call("pemohon", "GET", "/requests/"+first+"/receipts", nil).is(http.StatusOK, ""); len(all.list("items")) < 4 {
		t.Errorf("%s", all.raw)
	}
}
