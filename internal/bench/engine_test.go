package bench

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/flow"
)

// measureEngine steps a request in memory: no database, one core.
func measureEngine(b *testing.B) {
	begin := time.Now()
	registry, err := flow.Load(flows.FS, flows.Files...)
	must(b, err)
	figure("definitions: parse, check, compile both", "%v", time.Since(begin).Round(10*time.Microsecond))

	requester := alur.User{Username: "pemohon", Agency: "dinas-kesehatan", AgencyKind: alur.AgencyOffice, Roles: []alur.Role{alur.RoleRequester}, Active: true}
	env := flow.Env{
		At: alur.SystemClock(), Actor: requester, ICT: "dinas-komunikasi-dan-informatika",
		People: map[string]alur.User{requester.Username: requester}, Agencies: map[alur.AgencyID]alur.Agency{}, Private: map[string]flow.Person{},
		Salt: func() []byte { return make([]byte, 32) },
	}
	state := flow.NewState(alur.RequestID(alur.NewID()), requester.Agency)
	res, err := registry.Step(state, flow.Create{Flow: "swakelola"}, env)
	must(b, err)
	state = res.Next
	steps := 0
	begin = time.Now()
	for time.Since(begin) < *eachFlag {
		for range 100 {
			steps++
			value := jsontext.Value(fmt.Sprintf("%q", fmt.Sprintf("Permohonan ke-%d", steps)))
			res, err := registry.Step(state, flow.SetData{Items: map[string]jsontext.Value{"judul": value}}, env)
			must(b, err)
			state = res.Next
		}
	}
	figure("engine: set one item", "%.0f steps/s", float64(steps)/time.Since(begin).Seconds())
}

// measureWrites has clients take actions (jeda and lanjutkan in turn), each on a
// request of its own, and counts what was acknowledged as durable.
func measureWrites(ctx context.Context, b *testing.B, engine, database string) {
	w, err := openWorld(ctx, b.TempDir(), database)
	must(b, err)
	defer func() { must(b, w.close()) }()
	// As in a server, events go into the tree behind the actions.
	q, _ := w.sequencer(b)
	sequencing, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { q.Run(sequencing); close(done) }()
	defer func() { stop(); <-done }()
	clients := numbers(b, *clientsFlag)
	requests, err := w.pausable(ctx, slices.Max(clients))
	must(b, err)
	for _, n := range clients {
		d, rate, err := together(ctx, n, *eachFlag, func(ctx context.Context, client, turn int) error {
			action, input := "lanjutkan", map[string]jsontext.Value{}
			if turn%2 == 0 {
				action, input = "jeda", map[string]jsontext.Value{"sebab": jsontext.Value(`"lainnya"`), "alasan": jsontext.Value(`"Uji."`)}
			}
			_, err := w.cases.Act(ctx, w.as("verifikator"), requests[client], action, input, "", once)
			return err
		})
		must(b, err)
		figure(fmt.Sprintf("durable actions, %s, %d at once", engine, n), "%.0f/s, %v", rate, d)
	}
}
