package casework_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// reusable lists the documents offered to a user for a slot.
func (w *world) reusable(user string, id alur.RequestID, kind string) []alur.DocumentID {
	w.t.Helper()
	found, err := w.cases.Reusable(w.t.Context(), w.as(user), id, kind)
	if err != nil {
		w.t.Fatalf("reusable for %s: %v", user, err)
	}
	out := []alur.DocumentID{}
	for _, x := range found {
		out = append(out, x.Document.ID)
	}
	return out
}

func TestReuse(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		w.clock.Set(w.clock.Now())
		first := w.submitted("swakelola")
		w.clock.Set(w.clock.Now().Add(time.Minute))
		old := w.upload("pemohon", first, "kak")
		w.clock.Set(w.clock.Now().Add(time.Minute))
		kak := w.upload("pemohon", first, "kak") // replaces the one before
		letterDoc := w.get("pemohon", first).Documents[0]
		w.clock.Set(w.clock.Now().Add(time.Minute))
		other := w.submitted("pihak-ketiga")
		otherLetter := w.get("pemohon", other).Documents[0]
		foreign := w.must(w.cases.Create(ctx, w.as("pemohon2"), "swakelola", letter().raw(), casework.Options{})).View.ID
		foreignDoc := w.upload("pemohon2", foreign, "surat")

		// Newest first; of other requests the current ones, of this one every version.
		if got := w.reusable("pemohon", other, "kak"); !slices.Equal(got, []alur.DocumentID{otherLetter.ID, kak.ID, letterDoc.ID}) {
			t.Errorf("for the other request: %v", got)
		}
		if got := w.reusable("pemohon", first, "kak"); !slices.Equal(got, []alur.DocumentID{otherLetter.ID, old.ID, letterDoc.ID}) {
			t.Errorf("for the same request: %v", got)
		}
		if got := w.reusable("pemohon2", foreign, "surat"); len(got) != 0 {
			t.Errorf("for another agency: %v", got)
		}
		found, err := w.cases.Reusable(ctx, w.as("pemohon"), other, "kak")
		if err != nil || found[1].Request != first || found[1].Number == "" || found[1].Title == "" || found[1].ItemTitle == "" {
			t.Errorf("%+v, %v", found, err)
		}

		// The bytes are named again, not copied, and the chain holds.
		once := &casework.Once{Key: "k", Fingerprint: strings.Repeat("0", 64), Render: func(*casework.Written) (casework.Answer, error) {
			return casework.Answer{Status: 303, Body: []byte("{}")}, nil
		}}
		done := w.must(w.cases.ReuseDocument(ctx, w.as("pemohon"), other, "kak", first, kak.ID, casework.Options{Once: once}))
		if d := done.Document; d.SHA256 != kak.SHA256 || d.Size != kak.Size || d.Name != kak.Name || d.ID == kak.ID || d.Kind != "kak" || d.UploadedBy != "pemohon" || d.MediaType != kak.MediaType {
			t.Errorf("%+v of %+v", d, kak)
		}
		again := w.must(w.cases.ReuseDocument(ctx, w.as("pemohon"), other, "kak", first, kak.ID, casework.Options{Once: once}))
		if again.Replay == nil || len(w.get("pemohon", other).AllDocuments) != 2 {
			t.Error("sent twice, done twice")
		}
		if slices.Contains(w.reusable("pemohon", other, "kak"), kak.ID) {
			t.Error("what lies in the slot is offered for it")
		}
		back := w.must(w.cases.ReuseDocument(ctx, w.as("pemohon"), first, "kak", first, old.ID, casework.Options{}))
		if back.Document.Replaces != kak.ID || back.Document.SHA256 != old.SHA256 {
			t.Errorf("an older version again: %+v", back.Document)
		}

		for what, c := range map[string]struct {
			user string
			id   alur.RequestID
			kind string
			from alur.RequestID
			doc  alur.DocumentID
			want alur.Code
		}{
			"from a request of another agency":       {"pemohon", other, "kak", foreign, foreignDoc.ID, alur.CodeNotFound},
			"from one that does not exist":           {"pemohon", other, "kak", "x", kak.ID, alur.CodeNotFound},
			"a document of elsewhere":                {"pemohon", other, "kak", other, kak.ID, alur.CodeNotFound},
			"a replaced one of elsewhere":            {"pemohon", other, "kak", first, kak.ID, alur.CodeNotFound},
			"into a request of another agency":       {"pemohon2", other, "kak", foreign, foreignDoc.ID, alur.CodeNotFound},
			"by somebody without a role":             {"vendor", other, "kak", first, old.ID, alur.CodeNotFound},
			"of another agency, by one who sees all": {"verifikator", foreign, "surat", first, letterDoc.ID, alur.CodeNotFound},
			"into a slot of another party":           {"verifikator", other, "kak", first, letterDoc.ID, alur.CodeNotYourParty},
			"into a slot of another stage":           {"pemohon", other, "surat", first, letterDoc.ID, alur.CodeWrongStage},
			"into no slot":                           {"pemohon", other, "x", first, letterDoc.ID, alur.CodeInvalidData},
			"by an auditor":                          {"auditor", other, "kak", first, letterDoc.ID, alur.CodeReadOnlyRole},
		} {
			_, err := w.cases.ReuseDocument(ctx, w.as(c.user), c.id, c.kind, c.from, c.doc, casework.Options{})
			refused(t, what, err, c.want)
		}
		_, err = w.cases.Reusable(ctx, w.as("verifikator"), other, "kak")
		refused(t, "list for another party", err, alur.CodeNotYourParty)
		_, err = w.cases.Reusable(ctx, w.as("pemohon2"), other, "kak")
		refused(t, "list for another agency", err, alur.CodeNotFound)

		w.act("pemohon", other, "tarik", m{"alasan": "Sudah tidak diperlukan lagi."})
		_, err = w.cases.ReuseDocument(ctx, w.as("pemohon"), other, "kak", first, letterDoc.ID, casework.Options{})
		refused(t, "into an ended request", err, alur.CodeRequestEnded)
		_, err = w.cases.Reusable(ctx, w.as("pemohon"), other, "kak")
		refused(t, "list of an ended request", err, alur.CodeRequestEnded)
		// What an ended request has may still be used elsewhere.
		if !slices.Contains(w.reusable("pemohon", first, "kak"), otherLetter.ID) {
			t.Error("documents of an ended request are not offered")
		}
		w.sound()
	})
}

// TestReuseBounded proves that the list ends, equal bytes are offered once, and only
// types that the slot takes.
func TestReuseBounded(t *testing.T) {
	t.Parallel()
	w := lite(t)
	id := w.submitted("swakelola")
	for i := range 25 {
		w.clock.Set(w.clock.Now().Add(time.Minute))
		if _, err := w.tryUpload("pemohon", id, "kak", fmt.Sprintf("kak-%d.pdf", i), pdf(fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	if got := w.reusable("pemohon", id, "proses-bisnis"); len(got) != 20 {
		t.Errorf("%d offered, want 20", len(got))
	}
	other := w.submitted("swakelola")
	for range 3 {
		if _, err := w.tryUpload("pemohon", other, "kak", "sama.pdf", pdf("sama")); err != nil {
			t.Fatal(err)
		}
	}
	found, err := w.cases.Reusable(t.Context(), w.as("pemohon"), other, "proses-bisnis")
	if err != nil {
		t.Fatal(err)
	}
	same := 0
	for _, x := range found {
		if x.Document.Name == "sama.pdf" {
			same++
		}
	}
	if same != 1 {
		t.Errorf("equal bytes are offered %d times", same)
	}
	csv, err := w.tryUpload("pemohon", other, "kak", "daftar.csv", "a,b\n1,2\n")
	if err != nil {
		t.Fatal(err)
	}
	draft := w.create("swakelola")
	if it := shipped().Plan("swakelola", 0).Stages[0].Item("surat"); slices.Contains(it.Types, "csv") || len(it.Types) == 0 {
		t.Fatal("the slot of the letter takes everything: this test proves nothing")
	}
	if slices.Contains(w.reusable("pemohon", draft, "surat"), csv.Document.ID) {
		t.Error("a type is offered that the slot does not take")
	}
	_, err = w.cases.ReuseDocument(t.Context(), w.as("pemohon"), draft, "surat", other, csv.Document.ID, casework.Options{})
	refused(t, "a type that the slot does not take", err, alur.CodeNotFound)
}

// TestReuseConfidential proves that a vendor neither finds nor uses a confidential
// document, and that nobody slips one into a slot that vendors see. The shipped
// definitions have no confidential slot for documents, so one of theirs is made so.
func TestReuseConfidential(t *testing.T) {
	t.Parallel()
	reg, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		t.Fatal(err)
	}
	plan := reg.Plan("pihak-ketiga", 0)
	w := lite(t)
	w.cases = casework.New(casework.Config{Store: w.store, Blobs: w.blobs, Flows: reg, Clock: w.clock.Now, Log: quiet()})
	for _, st := range plan.Stages {
		if it := st.Item("kak"); it != nil {
			it.Confidential = true
		}
	}
	id := w.withVendor()
	ctx := t.Context()
	var secret, open flow.Document
	for _, d := range w.get("pemohon", id).Documents {
		switch d.Kind {
		case "kak":
			secret = d
		case "dasar-hukum":
			open = d
		}
	}
	// The slot is moved into the stage where the request stands, so that the vendor may fill it.
	stage := w.get("pemohon", id).Stage
	slot := *stage.Item(firstDocument(t, stage))
	slot.Owner, slot.Types = "pihak-ketiga", nil
	*stage.Item(slot.ID) = slot

	got := w.reusable("vendor", id, string(slot.ID))
	if slices.Contains(got, secret.ID) || !slices.Contains(got, open.ID) {
		t.Errorf("offered to the vendor: %v; secret %s, open %s", got, secret.ID, open.ID)
	}
	_, err = w.cases.ReuseDocument(ctx, w.as("vendor"), id, string(slot.ID), id, secret.ID, casework.Options{})
	refused(t, "a confidential one by the vendor", err, alur.CodeNotFound)
	w.must(w.cases.ReuseDocument(ctx, w.as("vendor"), id, string(slot.ID), id, open.ID, casework.Options{}))

	// People of the city see it, but cannot put it where the vendor looks.
	next := w.submitted("pihak-ketiga")
	if got := w.reusable("pemohon", next, "dasar-hukum"); slices.Contains(got, secret.ID) {
		t.Error("a confidential document is offered for an open slot")
	}
	_, err = w.cases.ReuseDocument(ctx, w.as("pemohon"), next, "dasar-hukum", id, secret.ID, casework.Options{})
	refused(t, "a confidential one for an open slot", err, alur.CodeNotFound)
	if got := w.reusable("pemohon", next, "kak"); !slices.Contains(got, secret.ID) {
		t.Errorf("a confidential document is not offered for a confidential slot: %v", got)
	}
	w.must(w.cases.ReuseDocument(ctx, w.as("pemohon"), next, "kak", id, secret.ID, casework.Options{}))
}

func firstDocument(t *testing.T, st *flow.Stage) alur.ItemID {
	t.Helper()
	for _, it := range st.Items {
		if it.Kind == flow.KindDocument {
			return it.ID
		}
	}
	t.Fatalf("stage %s has no document", st.ID)
	return ""
}
