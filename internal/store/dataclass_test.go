package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// dataClass says how what stands in a column is to be treated.
type dataClass string

const (
	public       dataClass = "public label"  // anybody may see it: the guide, the names of agencies, what a tracking code shows
	internal     dataClass = "internal"      // for those who may see the thing that it belongs to; tells nothing of a person
	personal     dataClass = "personal"      // tells of a person: a name, an account, how one is reached, what one wrote
	secretHash   dataClass = "secret-hash"   // the hash of a secret that stands nowhere
	secretSealed dataClass = "secret-sealed" // a secret, sealed with secret.key
	evidence     dataClass = "evidence"      // hashed into a chain, or rebuilt from one: kept as it is
)

// classified is one table: how long its rows stay, and the class of every column.
// gone says of each personal column how it is erased, or why it stays; "*" is for all
// that have no word of their own.
type classified struct {
	table   string
	kept    string
	columns map[dataClass]string // separated by blanks
	gone    map[string]string
	only    map[string]string // columns that one engine alone has
}

const (
	withRequest = "as long as the request"
	withAccount = "as long as the account; accounts are closed, not deleted, because the history names people by them"
	inOffice    = "stays: it names who acted, in office"
)

// classes is the class of every column there is.
var classes = []classified{
	{
		table: "account_letters", kept: "until it is sent, some seconds; a day where nothing sends mail (Sweep)",
		columns: map[dataClass]string{personal: "email name", internal: "seq at"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "agencies", kept: "for good; an agency is closed, not deleted",
		columns: map[dataClass]string{public: "id name short_name kind valid_from valid_until successor", internal: "active unconfirmed sort_key words"},
	},
	{
		table: "agency_letterheads", kept: "as long as the agency; a change takes the place of what was",
		columns: map[dataClass]string{public: "agency_id government name_line address phone fax email web city head_title", personal: "head_name head_nip"},
		gone:    map[string]string{"*": "with the next head's, or emptied by the agency: names of heads are on every letter"},
	},
	{
		table: "agency_logos", kept: "until the agency has another or takes it away",
		columns: map[dataClass]string{public: "agency_id sha256 width height png"},
	},
	{
		table: "calendar_days", kept: "for good: what was counted with a version can be counted again",
		columns: map[dataClass]string{public: "year version day name kind origin cancelled"},
	},
	{
		table: "calendar_keys", kept: "until its owner ends or renews the subscription",
		columns: map[dataClass]string{personal: "username", secretHash: "hash", internal: "created_at"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "calendar_years", kept: "for good: every version of a year's calendar",
		columns: map[dataClass]string{public: "year version ramadan_from ramadan_until source reason made_at", personal: "made_by"},
		gone:    map[string]string{"made_by": inOffice},
	},
	{
		table: "claims", kept: "until the task is released, handed over or done",
		columns: map[dataClass]string{internal: "request_id party at", personal: "username"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "comments", kept: withRequest,
		columns: map[dataClass]string{internal: "request_id seq id at audience", personal: "username text salt"},
		gone: map[string]string{
			"username": inOffice,
			"text":     "stays: part of the file of the request. The history has it too, but for what is meant for the ICT agency alone",
			"salt":     "stays with the text, whose commitment it proves",
		},
	},
	{
		table: "devices", kept: "400 days after the browser was last used (Sweep), or until all other sessions are ended or second factors reset",
		columns: map[dataClass]string{personal: "username name address", secretHash: "hash", internal: "first_at seen_at told"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "events", kept: "for good: the history. People are in it as accounts, personal values as commitments alone, free text as it was written",
		columns: map[dataClass]string{evidence: "request_id seq type at username party on_behalf_of prev hash body"},
	},
	{
		table: "file_scans", kept: "until the virus scanner has found the bytes clean; what it says of infected ones stays, because they stay as well",
		columns: map[dataClass]string{internal: "sha256 state finding at next_at tries"},
	},
	{
		table: "idempotency_keys", kept: "24 hours (Sweep)",
		columns: map[dataClass]string{personal: "username body", internal: "key fingerprint created_at status header"},
		gone: map[string]string{
			"username": "with the row",
			"body":     "with the row: the answer of a call may repeat personal values, also for the rest of the 24 hours after they were erased",
		},
	},
	{
		table: "identities", kept: "until the link is taken away by its owner or an administrator",
		columns: map[dataClass]string{internal: "issuer linked_at", personal: "subject username linked_by"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "import_rows", kept: "until the list is thrown away, or 30 days (Sweep)",
		columns: map[dataClass]string{internal: "import_id line state at", personal: "cells target"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "imports", kept: "as its rows",
		columns: map[dataClass]string{internal: "id kind name agency_id notes choices created_at applied_at", personal: "username"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "jobs", kept: "until done and 30 days more, so that nothing is done twice; 180 days when it failed or was discarded (Sweep)",
		columns: map[dataClass]string{personal: "username lane key", internal: "id queue kind request_id args state due_at give_up_at attempts lease lease_ends cause created_at updated_at"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "meeting_access", kept: withRequest,
		columns: map[dataClass]string{internal: "starts_at meeting_id", personal: "scope"},
		gone:    map[string]string{"scope": "stays: rebuilt from the history, it says whose agenda has the meeting"},
	},
	{
		table: "meeting_answers", kept: "until the request's data are erased, or the person",
		columns: map[dataClass]string{internal: "meeting_id", personal: "username starts_at answer reason at"},
		gone:    map[string]string{"*": "with the row, by alur audit erase or alur user erase"},
	},
	{
		table: "meeting_attendance", kept: "until the request's data are erased; the paper with the list of those present stays with the documents",
		columns: map[dataClass]string{internal: "id meeting_id request_id", personal: "username name office position key at"},
		gone:    map[string]string{"*": "with the row, by alur audit erase"},
	},
	{
		table: "meeting_calls", kept: withRequest,
		columns: map[dataClass]string{internal: "id request_id sequence settled starts_at ends_at place link cancelled changed_at"},
	},
	{
		table: "meeting_invitations", kept: withRequest + ", so that a meeting that is called off leaves people's calendars",
		columns: map[dataClass]string{internal: "meeting_id sequence starts_at cancelled at", personal: "username"},
		gone:    map[string]string{"username": "stays: rebuilt attendees are the same people"},
	},
	{
		table: "meeting_replies", kept: "until a time is chosen, the proposal is taken back, the stage is left, or the request's data are erased",
		columns: map[dataClass]string{internal: "round_id", personal: "username asked at can cannot other note"},
		gone:    map[string]string{"*": "with the row; at once by alur audit erase"},
	},
	{
		table: "meeting_rounds", kept: "as the replies to it",
		columns: map[dataClass]string{internal: "id request_id stage item slots last_start at", personal: "username"},
		gone:    map[string]string{"*": "with the row; at once by alur audit erase"},
	},
	{
		table: "meetings", kept: withRequest,
		columns: map[dataClass]string{internal: "id request_id stage item starts_at ends_at place link cancelled seq", personal: "attendees"},
		gone:    map[string]string{"attendees": "stays: rebuilt from the history, who attended is part of the minutes"},
	},
	{
		table: "notice_settings", kept: withAccount,
		columns: map[dataClass]string{personal: "username muted", internal: "digest quiet updated_at"},
		gone:    map[string]string{"*": "with the row, when the person is taken out of the account"},
	},
	{
		table: "notices", kept: "90 days after it was read, a year when it never was, 30 days of an account that is not active (Sweep)",
		columns: map[dataClass]string{personal: "username args", internal: "id request_id seq kind topic at read_at mailed_at"},
		gone:    map[string]string{"*": "with the row"},
	},
	{table: "numbers", kept: "for good", columns: map[dataClass]string{internal: "year last"}},
	{
		table: "old_passwords", kept: "the last five, with the profile bssn; until the next change without it",
		columns: map[dataClass]string{personal: "username", secretHash: "hash", internal: "until"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "one_time", kept: "until used, or 1 to 15 minutes, invitations 7 days (Sweep)",
		columns: map[dataClass]string{personal: "username", secretHash: "hash", internal: "kind data created_at expires_at"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "papers", kept: "for good: rebuilt from the history. The files themselves, which name people in office, lie with the documents and stay with them",
		columns: map[dataClass]string{evidence: "code request_id seq kind template sha256 docx_sha256 head party issued_by issued_at state number date classification signed_sha256"},
	},
	{
		table: "passkeys", kept: "until its owner or an administrator takes it away",
		columns: map[dataClass]string{personal: "id username handle name credential", internal: "signs created_at used_at"},
		gone:    map[string]string{"*": "with the row", "credential": "with the row; a public key, which opens nothing"},
	},
	{
		table: "pdf_signatures", kept: "as long as the documents; derived from them, it may be emptied at any time",
		columns: map[dataClass]string{internal: "sha256 reader read_at", personal: "report"},
		gone:    map[string]string{"report": "stays with the document: the names of its signers, as the file says them; never the number of a citizen"},
	},
	{
		table: "private_values", kept: "until alur audit erase, else " + withRequest,
		columns: map[dataClass]string{internal: "request_id commitment stage item", personal: "salt value"},
		gone:    map[string]string{"value": "alur audit erase deletes the row", "salt": "with the value: without it the commitment cannot be guessed"},
	},
	{
		table: "proposals", kept: "30 days after its time is over (Sweep); the security log says for good what was done",
		columns: map[dataClass]string{internal: "id kind was state proposed_at expires_at decided_at", personal: "username detail proposed_by decided_by", secretHash: "password"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "recovery_codes", kept: "until used, or made anew",
		columns: map[dataClass]string{personal: "username", secretHash: "hash", internal: "scheme"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "request_access", kept: withRequest,
		columns: map[dataClass]string{personal: "scope", internal: "updated_at request_id"},
		gone:    map[string]string{"scope": "stays: rebuilt from the history, it says who sees the request"},
	},
	{table: "request_search", kept: "as request_words, whose index it is (SQLite)", columns: map[dataClass]string{internal: "words"}, only: map[string]string{"*": store.SQLite}},
	{table: "request_search_config", kept: "as request_search", columns: map[dataClass]string{internal: "k v"}, only: map[string]string{"*": store.SQLite}},
	{table: "request_search_data", kept: "as request_search", columns: map[dataClass]string{internal: "id block"}, only: map[string]string{"*": store.SQLite}},
	{table: "request_search_docsize", kept: "as request_search", columns: map[dataClass]string{internal: "id sz origin"}, only: map[string]string{"*": store.SQLite}},
	{table: "request_search_idx", kept: "as request_search", columns: map[dataClass]string{internal: "segid term pgno"}, only: map[string]string{"*": store.SQLite}},
	{
		table: "request_turns", kept: "while somebody has the ball",
		columns: map[dataClass]string{personal: "scope", internal: "updated_at request_id"},
		gone:    map[string]string{"scope": "with the row"},
	},
	{
		table: "request_words", kept: withRequest + "; number, code, title, agency, and the letter's number, subject and summary. Never the people named in it",
		columns: map[dataClass]string{internal: "doc request_id words lexemes"},
		only:    map[string]string{"doc": store.SQLite, "lexemes": store.Postgres},
	},
	{
		table: "requests", kept: "for good: rows are rebuilt from the history",
		columns: map[dataClass]string{
			public:   "agency_id flow status stage title",
			internal: "id flow_version number tracking_code created_at updated_at search_sum",
			personal: "access turns", evidence: "version seq hash state",
		},
		gone: map[string]string{"access": "stays: as request_access", "turns": "changes with the ball: as request_turns"},
	},
	{table: "schema_versions", kept: "for good", columns: map[dataClass]string{internal: "id version_id is_applied tstamp"}},
	{
		table: "security_alerts", kept: "for good: what became of an alert; the alert itself stands in security_events",
		columns: map[dataClass]string{internal: "seq rule at mailed_at handled_at", personal: "username handled_by"},
		gone:    map[string]string{"username": "stays: the account that the alert is about", "handled_by": inOffice},
	},
	{
		table: "security_check", kept: "until the next check",
		columns: map[dataClass]string{internal: "id at entries bad_seq bad whole_seq", personal: "checked_by", evidence: "hash whole_hash"},
		gone:    map[string]string{"checked_by": inOffice},
	},
	{
		table: "security_events", kept: "for good: the security log, a chain. It has accounts and network addresses, and no secret",
		columns: map[dataClass]string{evidence: "seq at kind username actor address detail prev hash body"},
	},
	{
		table: "sessions", kept: "until sign-out, or 12 hours; tokens until they are revoked or run out, after a year at most (Sweep)",
		columns: map[dataClass]string{personal: "username name address seen_address made_by", secretHash: "hash device", internal: "id kind created_at confirmed_at seen_at expires_at method scopes"},
		gone:    map[string]string{"*": "with the row"},
	},
	{table: "setup_links", kept: "until used, or 24 hours (Sweep)", columns: map[dataClass]string{secretHash: "hash", internal: "expires_at"}},
	{
		table: "sign_in_failures", kept: "24 hours after the last failure (Sweep)",
		columns: map[dataClass]string{personal: "subject failed_at", internal: "updated_at"},
		gone:    map[string]string{"*": "with the row; what was typed for an unknown account stands hashed"},
	},
	{table: "signed_papers", kept: "as pdf_signatures", columns: map[dataClass]string{internal: "sha256 issued reader read_at same"}},
	{
		table: "stand_ins", kept: "for good: the history refers to acts in a colleague's place",
		columns: map[dataClass]string{internal: "id kind starts_at ends_at created_at", personal: "username absent basis created_by"},
		gone:    map[string]string{"*": inOffice, "basis": "stays: the letter by which the office was held"},
	},
	{
		table: "template_uses", kept: "for good: with which template a paper was made",
		columns: map[dataClass]string{internal: "kind number version reason made_at", personal: "made_by"},
		gone:    map[string]string{"made_by": inOffice},
	},
	{
		table: "templates", kept: "for good: every version; a paper names the one that it was made with",
		columns: map[dataClass]string{internal: "kind version name sha256 docx source made_at", personal: "made_by"},
		gone:    map[string]string{"made_by": inOffice},
	},
	{
		table: "totp", kept: "until its owner or an administrator takes it away",
		columns: map[dataClass]string{personal: "username", secretSealed: "secret", internal: "step created_at"},
		gone:    map[string]string{"*": "with the row"},
	},
	{
		table: "tree_check", kept: "until the next check",
		columns: map[dataClass]string{internal: "id started_at finished_at requests events size faulty bad", personal: "checked_by"},
		gone:    map[string]string{"checked_by": inOffice},
	},
	{table: "tree_checkpoints", kept: "for good, one an hour at most where no witness was given more", columns: map[dataClass]string{evidence: "size at kept note"}},
	{table: "tree_cosignatures", kept: "for good", columns: map[dataClass]string{evidence: "size name at note"}},
	{table: "tree_leaves", kept: "for good: a leaf for each event, hashes alone", columns: map[dataClass]string{evidence: "idx request_id seq leaf nodes"}},
	{table: "tree_log", kept: "for good", columns: map[dataClass]string{internal: "id after_request after_seq caught_up halted mailed_size mailed_at", evidence: "log_key"}},
	{table: "tree_pending", kept: "until the event is in the tree, for seconds", columns: map[dataClass]string{evidence: "id request_id seq hash"}},
	{
		table: "users", kept: withAccount,
		columns: map[dataClass]string{personal: "username name sort_key words email nip responsible", secretHash: "password", internal: "agency_id roles active created_at updated_at service password_at entered_at erased_at admin_until privileged_until"},
		gone: map[string]string{
			"username": "stays: the history names people by it; a name that is not the person's, after alur user erase",
			"name":     "alur user erase, once the person has left; else it says who acted, in office",
			"sort_key": "follows the name", "words": "follows the name",
			"email": "an administrator or the agency's own admin clears it, or alur user erase", "nip": "as email",
			"responsible": "an administrator names somebody else",
		},
	},
}

// declared lists the class of "table.column" for one engine, and faults of the table of classes.
func declared(t *testing.T, engine string) map[string]dataClass {
	t.Helper()
	out := map[string]dataClass{}
	for _, c := range classes {
		if c.kept == "" {
			t.Errorf("%s: how long its rows stay is not said", c.table)
		}
		said := map[string]bool{}
		for class, list := range c.columns {
			for _, col := range strings.Fields(list) {
				name := c.table + "." + col
				if _, twice := out[name]; twice {
					t.Errorf("%s has two classes", name)
				}
				_, own := c.gone[col]
				said[col] = true
				if class == personal && c.fate(col) == "" {
					t.Errorf("%s is personal: say how it is erased or why it stays", name)
				} else if class != personal && own {
					t.Errorf("%s is not personal, but said to be erased or to stay", name)
				}
				if only := c.engine(col); only == "" || only == engine {
					out[name] = class
				}
			}
		}
		for _, m := range []map[string]string{c.gone, c.only} {
			for col := range m {
				if col != "*" && !said[col] {
					t.Errorf("%s.%s: a word about a column without a class", c.table, col)
				}
			}
		}
	}
	return out
}

func (c classified) fate(col string) string   { return or(c.gone[col], c.gone["*"]) }
func (c classified) engine(col string) string { return or(c.only[col], c.only["*"]) }

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// TestDataClasses proves on both engines that every column of the database has one
// class, and that no class is declared for a column that is not there.
func TestDataClasses(t *testing.T) {
	t.Parallel()
	for engine, open := range map[string]func(*testing.T) string{
		store.SQLite: func(t *testing.T) string {
			t.Helper()
			dir := t.TempDir()
			storetest.Open(t, store.Config{Dir: dir})
			return describe(t, openRaw(t, "sqlite", filepath.Join(dir, "alur.db")),
				`SELECT m.name || '.' || c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'`)
		},
		store.Postgres: func(t *testing.T) string {
			t.Helper()
			url := storetest.EmptyDSN(t)
			storetest.Open(t, store.Config{URL: url})
			return describe(t, openRaw(t, "pgx", url),
				`SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'`)
		},
	} {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			there := strings.Fields(open(t))
			want := declared(t, engine)
			if len(there) < 150 {
				t.Errorf("only %d columns", len(there))
			}
			for _, name := range there {
				if want[name] == "" {
					t.Errorf("%s has no class: say in dataclass_test.go what it holds", name)
				}
			}
			for name := range want {
				if !slices.Contains(there, name) {
					t.Errorf("%s has a class, but is not in the database", name)
				}
			}
		})
	}
}

// TestSealedColumns: what is sealed is sealed again with another key.
func TestSealedColumns(t *testing.T) {
	t.Parallel()
	var want, got []string
	for _, c := range classes {
		for _, col := range strings.Fields(c.columns[secretSealed]) {
			want = append(want, c.table+"."+col)
		}
	}
	for _, c := range store.SealedColumns {
		got = append(got, c.Table+"."+c.Column)
	}
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sealed columns by their class, and those of store.SealedColumns (-class +list):\n%s", diff)
	}
}

// TestDataPage compares docs/data.md with the classes.
func TestDataPage(t *testing.T) {
	t.Parallel()
	const path, begin, end = "../../docs/data.md", "<!-- classes -->\n", "<!-- end -->"
	var b strings.Builder
	b.WriteString("\n| table | column | class | how it is erased, or why it stays |\n|---|---|---|---|\n")
	for _, c := range classes {
		fmt.Fprintf(&b, "| **%s** | | | %s |\n", c.table, c.kept)
		for _, class := range []dataClass{public, internal, personal, secretHash, secretSealed, evidence} {
			fates, order := map[string][]string{}, []string{}
			for _, col := range strings.Fields(c.columns[class]) {
				fate := ""
				if class == personal {
					fate = c.fate(col)
				}
				if fates[fate] == nil {
					order = append(order, fate)
				}
				fates[fate] = append(fates[fate], "`"+col+"`")
			}
			for _, fate := range order {
				fmt.Fprintf(&b, "| | %s | %s | %s |\n", strings.Join(fates[fate], " "), class, fate)
			}
		}
	}
	b.WriteString("\n")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(page), begin)
	documented, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatalf("%s has lost its markers", path)
	}
	if *update {
		if err := os.WriteFile(path, []byte(before+begin+b.String()+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(documented, b.String()); diff != "" {
		t.Errorf("%s is not what dataclass_test.go says; run the test with -update (-documented +declared):\n%s", path, diff)
	}
}
