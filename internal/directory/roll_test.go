package directory_test

import (
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/clocktest"
	"github.com/alur-id/alur/internal/directory"
)

// TestRollCodes: a code opens the list of its meeting for two steps and no other; a ticket
// for ten minutes.
func TestRollCodes(t *testing.T) {
	t.Parallel()
	clock := clocktest.At(time.Date(2026, 12, 10, 2, 0, 29, 0, time.UTC))
	d := directory.New(directory.Config{Clock: clock.Now, Key: make([]byte, directory.KeySize)})
	code, until, err := d.RollCode("a", clock.Now())
	if err != nil || len(code) != 8 || until.Sub(clock.Now()) != time.Second {
		t.Fatalf("%q until %v, %v", code, until, err)
	}
	if other, _, _ := d.RollCode("b", clock.Now()); other == code {
		t.Error("two meetings have one code")
	}
	ticket, err := d.RollTicket("a", " "+code)
	if err != nil || d.CheckRollTicket("a", ticket) != nil {
		t.Fatalf("%v", err)
	}
	for what, err := range map[string]error{"another meeting": d.CheckRollTicket("b", ticket), "none": d.CheckRollTicket("a", ""), "forged": d.CheckRollTicket("a", ticket[:31]+"A")} {
		if alur.CodeOf(err) != alur.CodeNotFound {
			t.Errorf("a ticket for %s: %v", what, err)
		}
	}
	if _, err := d.RollTicket("b", code); alur.CodeOf(err) != alur.CodeNotFound {
		t.Errorf("the code of another meeting: %v", err)
	}
	clock.Pass(30 * time.Second)
	if next, _, _ := d.RollCode("a", clock.Now()); next == code {
		t.Error("the code has not changed")
	}
	if _, err := d.RollTicket("a", code); err != nil {
		t.Errorf("a step later: %v", err)
	}
	clock.Pass(time.Second)
	if _, err := d.RollTicket("a", code); alur.CodeOf(err) != alur.CodeNotFound {
		t.Errorf("two steps later: %v", err)
	}
	clock.Pass(directory.RollTickets - 31*time.Second)
	if err := d.CheckRollTicket("a", ticket); err != nil {
		t.Errorf("the ticket within its time: %v", err)
	}
	clock.Pass(time.Second)
	if err := d.CheckRollTicket("a", ticket); alur.CodeOf(err) != alur.CodeNotFound {
		t.Errorf("the ticket after it: %v", err)
	}
}
