package api

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// screenshot makes a small PNG that no other one equals.
func screenshot(t testing.TB, shade int) string {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 4, 3))
	img.SetGray(1, 1, color.Gray{Y: uint8(shade)})
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestPicturesOfFindings follows one finding with its pictures: by the testers with the
// report, by the builders with the fix, and not after it is verified.
func TestPicturesOfFindings(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		id := w.inTest()
		findings := "/requests/" + id + "/findings"
		shade := 0
		send := func(user string, parts ...part) *answer {
			shade++
			return w.call(user, "POST", findings+"/1/documents", multi(t, append(parts, part{"file", "layar.png", screenshot(t, shade)})...))
		}
		send("penguji").is(http.StatusNotFound, alur.CodeNotFound) // there is no finding yet
		a := w.call("penguji", "POST", findings, m{"aspect": "input", "quality": "efisiensi", "severity": "high", "title": "Total salah", "description": ""})
		if got := a.is(http.StatusCreated, "").list("documents"); len(got) != 0 {
			t.Errorf("a new finding has pictures: %v", got)
		}
		missing := w.get("penguji", id).get("waiting_on")
		a = send("penguji").is(http.StatusCreated, "")
		if a.text("kind") != "temuan" || a.text("stage") != "pengujian" || a.get("finding") != 1.0 || a.text("media_type") != "image/png" {
			t.Errorf("the picture: %s", a.raw)
		}
		first := a.text("id")
		w.call("penguji", "GET", "/requests/"+id+"/documents/"+first+"/content", nil).is(http.StatusOK, "")
		if got := w.get("penguji", id).get("waiting_on"); !cmp.Equal(got, missing) {
			t.Errorf("a picture changed what is missing from %v to %v", missing, got)
		}
		send("penguji-pd", part{"kind", "", "temuan"}).is(http.StatusCreated, "")
		send("penguji", part{"kind", "", "laporan-uji"}).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)
		send("pengembang").is(http.StatusConflict, alur.CodeWrongStage)
		for _, user := range []string{"verifikator", "pemohon", "kepala"} {
			send(user).is(http.StatusForbidden, alur.CodeNotYourParty)
		}
		send("auditor").is(http.StatusForbidden, alur.CodeReadOnlyRole)
		send("pemohon2").is(http.StatusNotFound, alur.CodeNotFound)
		send("vendor").is(http.StatusNotFound, alur.CodeNotFound)
		pdf := multi(t, part{"file", "layar.pdf", w.pdf()})
		w.call("penguji", "POST", findings+"/1/documents", pdf).is(http.StatusUnsupportedMediaType, alur.CodeUnsupportedMediaType)
		w.call("penguji", "POST", "/requests/"+id+"/documents", multi(t, part{"kind", "", "temuan"}, part{"file", "x.png", screenshot(t, 99)})).is(http.StatusUnprocessableEntity, alur.CodeInvalidData)

		key := header{"Idempotency-Key", "satu"}
		again := multi(t, part{"file", "layar.png", screenshot(t, 77)})
		one := w.call("penguji", "POST", findings+"/1/documents", again, key).is(http.StatusCreated, "")
		two := w.call("penguji", "POST", findings+"/1/documents", again, key).is(http.StatusCreated, "")
		if one.text("id") != two.text("id") || two.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("the same call twice made %s and %s", one.raw, two.raw)
		}
		send("penguji").is(http.StatusCreated, "")
		send("penguji").is(http.StatusCreated, "")
		if got := send("penguji").is(http.StatusUnprocessableEntity, alur.CodeInvalidData).blockers(); !strings.Contains(got, "temuan") {
			t.Errorf("a sixth picture: %s", got)
		}
		w.call("pengembang", "DELETE", "/requests/"+id+"/documents/"+first, nil).is(http.StatusConflict, alur.CodeWrongStage)
		w.call("penguji", "DELETE", "/requests/"+id+"/documents/"+first, nil).is(http.StatusNoContent, "")
		if got := w.get("auditor", id).list("findings", 0, "documents"); len(got) != 4 {
			t.Errorf("pictures after one was removed: %v", got)
		}

		w.act("penguji", id, "usulkan-perbaikan", nil).is(http.StatusOK, "")
		send("penguji").is(http.StatusConflict, alur.CodeWrongStage)
		w.call("penguji", "DELETE", "/requests/"+id+"/documents/"+one.text("id"), nil).is(http.StatusConflict, alur.CodeWrongStage)
		fix := send("pengembang").is(http.StatusCreated, "")
		if fix.text("stage") != "perbaikan" {
			t.Errorf("the picture of a fix: %s", fix.raw)
		}
		w.call("pengembang", "PATCH", findings+"/1", m{"status": "fixed", "note": "Batas baris"}).is(http.StatusOK, "")
		send("pengembang-pd").is(http.StatusCreated, "")
		w.act("pengembang", id, "selesai-perbaikan", nil).is(http.StatusOK, "")
		w.call("penguji", "PATCH", findings+"/1", m{"status": "verified"}).is(http.StatusOK, "")
		send("penguji").is(http.StatusConflict, alur.CodeWrongTransition)
		if got := w.get("pemohon", id).list("findings", 0, "documents"); len(got) != 6 {
			t.Errorf("pictures at the end: %v", got)
		}
	})
}
