package api

import (
	"github.com/alur-id/alur/internal/flow"
)

// askMeetings asks for a meeting that there is not, whose answers and list nobody gets at.
// Who may do what of one that there is, is asked by TestMeetingCalls.
func (x *matrix) askMeetings(user string, stage *flow.Stage) {
	x.t.Helper()
	if x.state == "open" && stage.Number != 3 {
		return // the same everywhere
	}
	const none = "/meetings/tak-ada"
	x.ask(user, stage, "GET", none, nil, hidden)
	x.ask(user, stage, "GET", none+"/code", nil, hidden)
	x.ask(user, stage, "PUT", none+"/answer", m{"answer": "yes"}, hidden)
	x.ask(user, stage, "POST", none+"/attendance", m{"code": "x"}, hidden)
}
