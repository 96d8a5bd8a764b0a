package web

import (
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// Admission says who comes through the door of one address. What they may do on a
// request behind it is the flow's to say.
type Admission struct {
	Method, Pattern string
	Door            string // the access that the route declares
	Nobody          bool   // also without signing in
	Users           []bool // for each of the users asked about
	Fresh           bool   // wants a fresh proof of who is signed in
	Secret          bool   // public, but only with the secret or code in the address
	Request         bool   // stands below a request: not found for who does not see it
}

// Access lists every address of the pages with who may enter, in the order of the
// route table, by asking the doors themselves.
func Access(users []alur.User) []Admission {
	var out []Admission
	for _, row := range (&app{}).table() {
		x := Admission{
			Method: row.method, Pattern: row.pattern, Door: string(row.who), Nobody: row.who.admits(nil), Fresh: row.confirm,
			Secret:  row.secret || row.who == public && (strings.Contains(row.pattern, "{token}") || strings.Contains(row.pattern, "{code}")),
			Request: strings.HasPrefix(row.pattern, "/permohonan/{id}"),
		}
		for _, u := range users {
			x.Users = append(x.Users, row.who.admits(&directory.Session{User: u}))
		}
		out = append(out, x)
	}
	return out
}
