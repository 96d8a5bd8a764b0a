package flowtest

import (
	"os"

	"github.com/alur-id/alur"
)

// A Run is one walk of a matrix of everybody through a flow, on one database.
type Run struct {
	Flow     alur.FlowID
	Postgres bool
	// Part says that some stages only are asked, and nothing after the end.
	Part  bool
	every int
}

// Sample are the runs that together ask every stage of both flows: of the third party's flow
// every so many stages on PostgreSQL, which takes longer for each call, and the others on
// SQLite. With ALUR_MATRIX=full both databases are asked everything.
func Sample(every int) []Run {
	if full() {
		return []Run{{Flow: "swakelola"}, {Flow: ThirdParty}, {Flow: "swakelola", Postgres: true}, {Flow: ThirdParty, Postgres: true}}
	}
	return []Run{{Flow: "swakelola"}, {Flow: ThirdParty, every: every}, {Flow: ThirdParty, Postgres: true, Part: true, every: every}}
}

func full() bool { return os.Getenv("ALUR_MATRIX") == "full" }

// Name is what the run is called.
func (r Run) Name() string {
	if r.Postgres {
		return string(r.Flow) + "/postgres"
	}
	return string(r.Flow)
}

// Asks reports whether a stage, by its number, is asked in this run.
func (r Run) Asks(number int) bool {
	return r.every == 0 || r.Part == (number%r.every == 0)
}
