package api

import (
	"net/http"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestNotices: what happened is told to others, page by page, marked as read by its owner
// alone, and gone when the request is.
func TestNotices(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.submitted("swakelola")
	for _, text := range []string{"satu", "dua"} {
		w.call("verifikator", "POST", "/requests/"+id+"/comments", m{"text": text}).is(http.StatusCreated, "")
	}
	first := w.call("pemohon", "GET", "/notices?limit=1", nil).is(http.StatusOK, "")
	notice := first.text("items", 0, "id")
	if first.text("items", 0, "kind") != "message" || !strings.HasPrefix(first.text("items", 0, "subject"), "Pesan baru tentang ") || first.text("items", 0, "request", "id") != id ||
		strings.Contains(string(first.raw), "dua") {
		t.Errorf("%s", first.raw)
	}
	w.call("pemohon", "GET", "/notices?limit=1&cursor="+first.text("next_cursor"), nil).is(http.StatusOK, "")
	for _, query := range []string{"limit=0", "cursor=x", "unread=maybe", "lain=1"} {
		w.call("pemohon", "GET", "/notices?"+query, nil).is(http.StatusBadRequest, "")
	}
	unread := func(user, want string, body m) {
		t.Helper()
		a := w.call(user, "POST", "/notices/read", body).is(http.StatusOK, "")
		if got := strings.TrimSpace(string(a.raw)); got != `{"unread":`+want+`}` {
			t.Errorf("%s after %v: %s", user, body, got)
		}
	}
	unread("verifikator", "0", m{"ids": []string{notice}}) // not theirs
	unread("pemohon", "1", m{"ids": []string{notice}})
	if a := w.call("pemohon", "GET", "/notices?unread=true", nil).is(http.StatusOK, ""); strings.Contains(string(a.raw), notice) {
		t.Errorf("%s", a.raw)
	}
	unread("pemohon", "0", m{"all": true})
	for _, body := range []m{{}, {"ids": []string{notice}, "all": true}} {
		w.call("pemohon", "POST", "/notices/read", body).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
	}
}
