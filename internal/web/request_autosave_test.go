package web

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/web/form"
)

// autosave sends what a script would send of a form: its hidden values, and answers.
func autosave(t *testing.T, b *browser, id alur.RequestID, form url.Values, pairs ...string) (autosaved, int) {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	b.header = http.Header{"Accept": {"application/json"}}
	defer func() { b.header = http.Header{} }()
	res := b.send(http.MethodPost, "/permohonan/"+string(id)+"/simpan", "application/x-www-form-urlencoded", form.Encode())
	var out autosaved
	if err := json.Unmarshal([]byte(res.body), &out); err != nil {
		t.Fatalf("%d %s: %v", res.status, res.body, err)
	}
	return out, res.status
}

// printed makes the hidden values of a form with items whose stored values are given.
func printed(stage string, items map[string]url.Values) url.Values {
	out := url.Values{hiddenVersion: {"1"}, hiddenStage: {stage}}
	for id, controls := range items {
		out.Add(hiddenItem, id)
		out.Set(hiddenPrint+id, form.Fingerprint(controls))
	}
	return out
}

// TestAutosave proves what saving while typing does: it saves answer by answer, tells
// what it could not save, and never writes over somebody else's words.
func TestAutosave(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon", "pemohon2")
	v := w.draft("pemohon", "Sistem Antrean")
	b := w.as("pemohon")
	stored := func() map[string]string {
		out := map[string]string{}
		got, err := w.app.Cases.Get(t.Context(), w.actor("pemohon"), v.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range []alur.ItemID{"judul", "perihal", "ringkasan", "tanggal-surat"} {
			out[string(id)] = form.StringIn(got.State.Value("surat-permohonan", id))
		}
		return out
	}
	empty := url.Values{}
	form := printed("surat-permohonan", map[string]url.Values{"perihal": empty, "tanggal-surat": empty})

	// One answer is good, the other cannot be read: the good one is saved.
	got, status := autosave(t, b, v.ID, form, "perihal", "Permohonan sistem", "tanggal-surat", "besok")
	if status != http.StatusOK || len(got.Faults) != 1 || got.Faults[0].Field != "tanggal-surat" || got.At == "" {
		t.Errorf("%d %+v", status, got)
	}
	if s := stored(); s["perihal"] != "Permohonan sistem" || s["tanggal-surat"] != "" {
		t.Errorf("stored %v", s)
	}
	if got.Prints["perihal"] == "" || got.Prints["tanggal-surat"] != "" {
		t.Errorf("prints %v", got.Prints)
	}

	// Sent again with the print of the empty form, as after an answer that got lost:
	// nothing is in conflict, and no event is added.
	again, _ := autosave(t, b, v.ID, form, "tanggal-surat", "")
	if len(again.Theirs) > 0 || again.Version != got.Version {
		t.Errorf("again: %+v", again)
	}

	// Somebody else changes the answer: it stands, and the typing is told.
	if _, err := w.app.Cases.SetData(t.Context(), w.actor("pemohon"), v.ID, map[string]jsontext.Value{"perihal": value(t, "Dari tempat lain")}, casework.Options{}); err != nil {
		t.Fatal(err)
	}
	form.Set(hiddenPrint+"perihal", got.Prints["perihal"])
	clash, _ := autosave(t, b, v.ID, form, "perihal", "Punya saya")
	if len(clash.Theirs) != 1 || stored()["perihal"] != "Dari tempat lain" {
		t.Errorf("clash: %+v, stored %v", clash, stored())
	}
	// The same, with the answer left alone here.
	alone, _ := autosave(t, b, v.ID, form, "perihal", "Permohonan sistem")
	if len(alone.Others) != 1 || len(alone.Theirs) != 0 || alone.Prints["perihal"] != "" || stored()["perihal"] != "Dari tempat lain" {
		t.Errorf("left alone: %+v", alone)
	}

	// An answer that casework refuses does not take the others with it.
	form = printed("surat-permohonan", map[string]url.Values{"judul": {"judul": {"Sistem Antrean"}}, "ringkasan": empty})
	long, _ := autosave(t, b, v.ID, form, "judul", strings.Repeat("x", 301), "ringkasan", "Ringkas")
	if len(long.Faults) != 1 || stored()["judul"] != "Sistem Antrean" || stored()["ringkasan"] != "Ringkas" {
		t.Errorf("too long: %+v, stored %v", long, stored())
	}

	// A form of another stage saves nothing.
	if got, _ := autosave(t, b, v.ID, printed("presentasi", map[string]url.Values{"gambaran-umum": empty}), "gambaran-umum", "x"); len(got.Faults) == 0 || got.Faults[0].Field != unsavedAnchor {
		t.Errorf("another stage: %+v", got)
	}
}

// TestShortcutsSwitch proves that the shortcuts can be switched off and on again.
func TestShortcutsSwitch(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withUsers("pemohon")
	b := w.as("pemohon")
	if strings.Contains(b.get("/tugas").body, "data-pintasan") {
		t.Error("off from the start")
	}
	b.post("/akun/pintasan", "pintasan", "mati")
	if !strings.Contains(b.get("/tugas").body, `data-pintasan="mati"`) {
		t.Error("not switched off")
	}
	b.post("/akun/pintasan", "pintasan", "hidup")
	if strings.Contains(b.get("/tugas").body, "data-pintasan") {
		t.Error("not switched on again")
	}
}
