package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/api"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/web"
)

type accessCmd struct {
	Matrix accessMatrixCmd `cmd:"" help:"Print who may do what: party by stage, role by page and by call."`
}

type accessMatrixCmd struct {
	Format string `default:"text" enum:"text,markdown,csv" help:"text, markdown, or csv with one line for each cell."`
}

// Run prints what this program enforces, read off its definitions and route tables;
// it touches no data.
func (cmd *accessMatrixCmd) Run(c *console) error {
	registry, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		return err
	}
	tables := accessTables(registry)
	switch cmd.Format {
	case "markdown":
		return markdownTables(c.out, tables)
	case "csv":
		return csvTables(c.out, tables)
	}
	return textTables(c.out, tables)
}

// accessTable is one table of the matrix: rows of things, columns of people.
type accessTable struct {
	title string
	note  string
	heads []string // of the keys of a row
	who   []string
	rows  []accessRow
}

type accessRow struct {
	keys  []string
	cells []string // one for each of who: what may says
	onTop []string // what is to be added to the answer
}

// may is a cell.
func may(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}

// cast are the people of the tables by role: one of each, in the kind of organisation
// that the role is for.
func cast() []alur.User {
	home := map[alur.Role]alur.AgencyKind{
		alur.RoleRequester: alur.AgencyOffice, alur.RoleMember: alur.AgencyOffice, alur.RoleReviewer: alur.AgencyICT, alur.RoleHead: alur.AgencyICT,
		alur.RoleVendor: alur.AgencyVendor, alur.RoleAuditor: alur.AgencyAudit, alur.RoleAdmin: alur.AgencyICT, alur.RoleAgencyAdmin: alur.AgencyOffice,
	}
	var out []alur.User
	for _, r := range alur.Roles {
		kind := home[r]
		out = append(out, alur.User{Username: string(r), Agency: alur.AgencyID(kind), AgencyKind: kind, Roles: []alur.Role{r}, Active: true})
	}
	return out
}

func accessTables(registry *flow.Registry) []accessTable {
	users := cast()
	roles := []string{"nobody"}
	for _, u := range users {
		roles = append(roles, u.Username)
	}
	out := []accessTable{sightTable(users, roles)}
	for _, p := range registry.Plans() {
		out = append(out, flowTable(p))
	}
	for _, p := range registry.Plans() {
		out = append(out, paperTable(p))
	}
	return append(out, seatTable(users, roles), pageTable(users, roles), callTable(users, roles))
}

// seatTable is the one thing that those who manage accounts do on requests (decision
// 0017), asked of the rules themselves.
func seatTable(users []alur.User, roles []string) accessTable {
	t := accessTable{
		title: "Seats of those who leave",
		note:  "The one thing on requests that goes with managing accounts (decision 0017): handing over seats in teams and at coming meetings when an account ends.",
		heads: []string{"whose seats"}, who: roles,
	}
	registry := flow.NewRegistry()
	for _, whose := range []struct {
		name   string
		leaver func(alur.User) alur.User
	}{
		{"of somebody of one's own organisation", func(u alur.User) alur.User {
			return alur.User{Username: "leaver", Agency: u.Agency, AgencyKind: u.AgencyKind, Roles: []alur.Role{alur.RoleMember}, Active: true}
		}},
		{"of somebody of another", func(alur.User) alur.User {
			return alur.User{Username: "leaver", Agency: "another", AgencyKind: alur.AgencyOffice, Roles: []alur.Role{alur.RoleMember}, Active: true}
		}},
		{"one's own", func(u alur.User) alur.User { return u }},
	} {
		row := accessRow{keys: []string{whose.name}, cells: []string{may(false)}, onTop: []string{"an account that ends", "the rules of teams"}}
		for _, u := range users {
			leaver := whose.leaver(u)
			env := flow.Env{Actor: u, People: map[string]alur.User{leaver.Username: leaver}}
			err := registry.Check(&flow.State{Agency: "another", Status: alur.StatusOpen}, flow.HandSeats{From: leaver.Username, To: "successor"}, env)
			row.cells = append(row.cells, may(err == nil))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// sightTable says which requests exist for whom at all.
func sightTable(users []alur.User, roles []string) accessTable {
	t := accessTable{
		title: "Which requests exist", note: "What does not exist for somebody is not found (404), whatever is asked.",
		heads: []string{"request"}, who: roles,
	}
	for _, about := range []struct {
		name  string
		state func(alur.User) *flow.State
	}{
		{"of another organisation", func(alur.User) *flow.State { return &flow.State{Agency: "another"} }},
		{"of one's own organisation", func(u alur.User) *flow.State { return &flow.State{Agency: u.Agency} }},
		{"of another, in a team of which one is", func(u alur.User) *flow.State {
			return &flow.State{Agency: "another", Teams: map[alur.PartyID][]string{"team": {u.Username}}}
		}},
		{"of another, for which one's organisation is the vendor", func(u alur.User) *flow.State {
			return &flow.State{Agency: "another", Vendor: u.Agency, Status: alur.StatusOpen}
		}},
		{"of another, which one's organisation has delivered as its vendor", func(u alur.User) *flow.State {
			return &flow.State{Agency: "another", Vendor: u.Agency, Status: alur.StatusCompleted}
		}},
		{"of another, for which one's organisation was the vendor until it was stopped", func(u alur.User) *flow.State {
			return &flow.State{Agency: "another", Vendor: u.Agency, Status: alur.StatusStopped}
		}},
	} {
		row := accessRow{keys: []string{about.name}, cells: []string{may(false)}}
		for _, u := range users {
			row.cells = append(row.cells, may(flow.Sees(about.state(u), u)))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// flowTable is party by stage and deed.
func flowTable(p *flow.Plan) accessTable {
	t := accessTable{
		title: fmt.Sprintf("Flow %s, version %d", p.Flow, p.Version),
		note:  "By party. After the end nothing of this is possible; while paused only what says so. Auditors and admins are no party.",
		heads: []string{"stage", "what", "id"},
	}
	for _, x := range p.Parties {
		t.who = append(t.who, string(x.ID))
	}
	for _, x := range flow.Access(p) {
		row := accessRow{keys: []string{fmt.Sprintf("%d %s", x.Stage.Number, x.Stage.ID), string(x.Deed), x.ID}, onTop: deedOnTop(x)}
		for _, party := range p.Parties {
			row.cells = append(row.cells, may(slices.Contains(x.Parties, party.ID)))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func deedOnTop(x flow.Permission) []string {
	var out []string
	add := func(is bool, what string) {
		if is {
			out = append(out, what)
		}
	}
	add(x.FourEyes, "four eyes")
	add(x.Deed == flow.DeedSign || x.Action != nil && x.Action.Decides, "fresh proof")
	add(x.Open && x.Paused, "also while paused")
	add(!x.Open && x.Paused, "only while paused")
	add(x.Item != nil && x.Item.Confidential, "hidden from vendors")
	if x.Reopened != nil {
		out = append(out, fmt.Sprintf("of stage %s, after a rejection there", x.Reopened.ID))
	}
	add(x.Counter, "reviewers at the counter")
	if x.Action != nil {
		var guards []string
		for _, g := range x.Action.Guards {
			if g.Kind != flow.GuardFourEyes && !slices.Contains(guards, string(g.Kind)) {
				guards = append(guards, string(g.Kind))
			}
		}
		add(len(guards) > 0, "if "+strings.Join(guards, ", "))
	}
	return out
}

// pageTable is role by address of the pages.
func pageTable(users []alur.User, roles []string) accessTable {
	t := accessTable{
		title: "Pages", note: "By role: who comes through the door. What may be done behind it on a request the tables of the flows say.",
		heads: []string{"method", "address", "door"}, who: roles,
	}
	for _, x := range web.Access(users) {
		row := accessRow{keys: []string{x.Method, x.Pattern, x.Door}, cells: []string{may(x.Nobody)}}
		for _, yes := range x.Users {
			row.cells = append(row.cells, may(yes))
		}
		for _, mark := range []struct {
			is   bool
			what string
		}{{x.Request, "the request exists for one"}, {x.Secret, "secret in the address"}, {x.Fresh, "fresh proof"}} {
			if mark.is {
				row.onTop = append(row.onTop, mark.what)
			}
		}
		t.rows = append(t.rows, row)
	}
	return t
}

// callTable is role by call of the API.
func callTable(users []alur.User, roles []string) accessTable {
	t := accessTable{
		title: "API " + api.Prefix,
		note:  "By role; party: whoever is the right party on the request (see the flows). On top are the codes of refusals that say who and when.",
		heads: []string{"method", "path", "operation"}, who: roles,
	}
	for _, x := range api.Access(users) {
		row := accessRow{keys: []string{x.Method, x.Path, x.ID}, cells: []string{may(x.Nobody)}}
		for _, a := range x.Users {
			row.cells = append(row.cells, string(a))
		}
		for _, c := range x.Refusals {
			row.onTop = append(row.onTop, string(c))
		}
		t.rows = append(t.rows, row)
	}
	return t
}

const onTopHead = "on top"

func textTables(out io.Writer, tables []accessTable) error {
	for i, t := range tables {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintf(out, "%s\n%s\n\n", t.title, t.note)
		w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
		fmt.Fprintln(w, strings.Join(append(append(slices.Clone(t.heads), t.who...), onTopHead), "\t"))
		for _, r := range t.rows {
			cells := slices.Clone(r.keys)
			for _, c := range r.cells {
				if c == may(false) {
					c = "-"
				}
				cells = append(cells, c)
			}
			if len(r.onTop) > 0 {
				cells = append(cells, strings.Join(r.onTop, "; "))
			}
			fmt.Fprintln(w, strings.Join(cells, "\t"))
		}
		if err := w.Flush(); err != nil {
			return err
		}
	}
	return nil
}

func markdownTables(out io.Writer, tables []accessTable) error {
	var b strings.Builder
	line := func(cells []string) { fmt.Fprintf(&b, "| %s |\n", strings.Join(cells, " | ")) }
	for i, t := range tables {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "## %s\n\n%s\n\n", t.title, t.note)
		heads := append(append(slices.Clone(t.heads), t.who...), onTopHead)
		line(heads)
		fmt.Fprintf(&b, "|%s\n", strings.Repeat("---|", len(heads)))
		for _, r := range t.rows {
			var cells []string
			for j, k := range r.keys {
				if j > 0 || t.heads[j] == "method" {
					k = "`" + k + "`"
				}
				cells = append(cells, k)
			}
			for _, c := range r.cells {
				switch c {
				case may(true):
					c = "✓"
				case may(false):
					c = "·"
				}
				cells = append(cells, c)
			}
			line(append(cells, strings.Join(r.onTop, "; ")))
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// csvTables writes one line for each cell, so that a spreadsheet can filter them.
func csvTables(out io.Writer, tables []accessTable) error {
	w := csv.NewWriter(out)
	_ = w.Write([]string{"table", "where", "what", "id", "who", "may", onTopHead}) // Error says what went wrong
	for _, t := range tables {
		for _, r := range t.rows {
			keys := append(slices.Clone(r.keys), "", "")[:3]
			for i, c := range r.cells {
				_ = w.Write(slices.Concat([]string{t.title}, keys, []string{t.who[i], c, strings.Join(r.onTop, "; ")}))
			}
		}
	}
	w.Flush()
	return w.Error()
}
