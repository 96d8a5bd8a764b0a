package casework_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/alur-id/alur"
)

// Auditors and admins prove a history beside the work of others; nobody else may.
func TestProve(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		id, other := w.eightEvents(), w.eightEvents()
		events, _, err := w.cases.Events(t.Context(), w.as("auditor"), id, "", 1000)
		if err != nil {
			t.Fatal(err)
		}
		last := events[len(events)-1].Hash
		for _, username := range []string{"auditor", "admin"} {
			p, err := w.cases.Prove(t.Context(), w.as(username), id)
			if err != nil {
				t.Fatal(err)
			}
			if p.Fault != nil || p.Events != lastSeq || p.Last != last || !p.At.Equal(w.clock.Now().Truncate(time.Microsecond)) {
				t.Errorf("%s: %+v", username, p)
			}
		}
		_, err = w.cases.Prove(t.Context(), w.as("pemohon"), id)
		refused(t, "the requester", err, alur.CodeNotYourParty)
		_, err = w.cases.Prove(t.Context(), w.as("verifikator"), id)
		refused(t, "the reviewer", err, alur.CodeNotYourParty)
		_, err = w.cases.Prove(t.Context(), w.as("pemohon2"), id)
		refused(t, "another agency", err, alur.CodeNotFound)
		_, err = w.cases.Prove(t.Context(), w.as("auditor"), alur.RequestID(alur.NewID()))
		refused(t, "unknown request", err, alur.CodeNotFound)

		w.sound()
		v := &vandal{t, w, w.database()}
		v.rewrite(id, 2, "Antrean", "antrean")
		p, err := w.cases.Prove(t.Context(), w.as("auditor"), id)
		if err != nil {
			t.Fatal(err)
		}
		if p.Fault == nil || p.Fault.Seq != 3 {
			t.Errorf("edited: %+v", p.Fault)
		}
		if p, err = w.cases.Prove(t.Context(), w.as("auditor"), other); err != nil || p.Fault != nil {
			t.Errorf("another request: %+v, %v", p.Fault, err)
		}

		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.cases.Prove(gone, w.as("auditor"), other); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
}
