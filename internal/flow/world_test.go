package flow_test

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/flow"
)

var shipped = sync.OnceValue(func() *flow.Registry {
	r, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		panic(err)
	}
	return r
})

// tb is what tests, benchmarks and properties have in common.
type tb interface {
	Helper()
	Error(...any)
	Errorf(string, ...any)
	Fatal(...any)
	Fatalf(string, ...any)
}

// A world is one request with everybody around it, and a history that is kept and
// replayed beside the state.
type world struct {
	t        tb
	reg      *flow.Registry
	state    *flow.State
	events   []alur.Event
	private  map[string]flow.Person
	now      time.Time
	docs     int
	salts    uint64
	people   map[string]alur.User
	agencies map[alur.AgencyID]alur.Agency
}

const (
	ict    = alur.AgencyID("diskominfo")
	health = alur.AgencyID("dinas-kesehatan")
	school = alur.AgencyID("dinas-pendidikan")
	cvNusa = alur.AgencyID("cv-nusa")
	cvLain = alur.AgencyID("cv-lain")
)

func newWorld(t tb, requester alur.AgencyID) *world {
	w := &world{
		t: t, reg: shipped(), private: map[string]flow.Person{},
		now:    time.Date(2026, 11, 23, 3, 4, 5, 0, time.UTC),
		people: map[string]alur.User{}, agencies: map[alur.AgencyID]alur.Agency{},
	}
	for id, kind := range map[alur.AgencyID]alur.AgencyKind{ict: alur.AgencyICT, health: alur.AgencyOffice, school: alur.AgencyOffice, cvNusa: alur.AgencyVendor, cvLain: alur.AgencyVendor} {
		w.agencies[id] = alur.Agency{ID: id, Name: string(id), Kind: kind, Active: true}
	}
	for _, u := range []struct {
		name   string
		agency alur.AgencyID
		roles  []alur.Role
	}{
		{"pemohon", health, []alur.Role{alur.RoleRequester}},
		{"pemohon2", school, []alur.Role{alur.RoleRequester}},
		{"verifikator", ict, []alur.Role{alur.RoleReviewer}},
		{"verifikator2", ict, []alur.Role{alur.RoleReviewer}},
		{"kepala", ict, []alur.Role{alur.RoleHead}},
		{"pengembang", ict, []alur.Role{alur.RoleMember}},
		{"penguji", ict, []alur.Role{alur.RoleMember}},
		{"rangkap", ict, []alur.Role{alur.RoleRequester, alur.RoleReviewer}},
		{"pengembang-pd", health, []alur.Role{alur.RoleMember}},
		{"penguji-pd", health, []alur.Role{alur.RoleMember}},
		{"vendor", cvNusa, []alur.Role{alur.RoleVendor}},
		{"vendor2", cvLain, []alur.Role{alur.RoleVendor}},
		{"auditor", school, []alur.Role{alur.RoleAuditor}},
		{"admin", ict, []alur.Role{alur.RoleAdmin}},
	} {
		w.people[u.name] = alur.User{Username: u.name, Name: u.name, Agency: u.agency, AgencyKind: w.agencies[u.agency].Kind, Roles: u.roles, Active: true}
	}
	w.state = flow.NewState("0123456789abcdef0123456789abcdef", requester)
	return w
}

func (w *world) env(who string) flow.Env {
	return flow.Env{
		At: w.now, Actor: w.people[who], ICT: ict, People: w.people, Agencies: w.agencies, Private: w.private,
		Salt: func() []byte {
			w.salts++
			return binary.BigEndian.AppendUint64(nil, w.salts)
		},
	}
}

// try carries a command out and checks what must hold whatever happens: a refusal
// changes nothing, the drafts replay to the very state that Step foretold.
func (w *world) try(who string, cmd flow.Command) (*flow.Result, error) {
	w.t.Helper()
	before := w.bytes(w.state)
	w.now = w.now.Add(time.Minute)
	res, err := w.reg.Step(w.state, cmd, w.env(who))
	if got := w.bytes(w.state); got != before {
		w.t.Fatalf("Step changed the state given to it\n%s\n%s", before, got)
	}
	if err != nil {
		if _, ok := errors.AsType[*alur.Error](err); !ok {
			w.t.Fatalf("%s: %#v: %v is not a refusal", who, cmd, err)
		}
		return nil, err
	}
	for _, p := range res.Private {
		var v flow.Person
		if err := json.Unmarshal(p.Value, &v); err != nil {
			w.t.Fatal(err)
		}
		w.private[p.Commitment] = v
	}
	for _, d := range res.Drafts {
		e := alur.Event{Request: w.state.Request, Seq: w.state.Seq + 1, Type: d.Type, At: w.now, Actor: alur.EventActor{Username: who, Party: d.Party, OnBehalfOf: d.OnBehalfOf}, Payload: d.Payload}
		if err := w.reg.Apply(w.state, e); err != nil {
			w.t.Fatalf("%s: %#v: %v", who, cmd, err)
		}
		w.events = append(w.events, e)
	}
	if got, want := w.bytes(w.state), w.bytes(res.Next); got != want {
		w.t.Fatalf("%s: %#v: state after the events is not the one foretold\n%s\n%s", who, cmd, got, want)
	}
	return res, nil
}

func (w *world) do(who string, cmd flow.Command) *flow.Result {
	w.t.Helper()
	res, err := w.try(who, cmd)
	if err != nil {
		w.t.Fatalf("%s: %#v in %s: %v", who, cmd, w.state.Stage, err)
	}
	return res
}

// refused asserts the code of a refusal and returns its blockers as "code item".
func (w *world) refused(who string, cmd flow.Command, code alur.Code) []string {
	w.t.Helper()
	_, err := w.try(who, cmd)
	if got := alur.CodeOf(err); got != code {
		w.t.Fatalf("%s: %#v in %s: got %q (%v), want %q", who, cmd, w.state.Stage, got, err, code)
	}
	e, _ := errors.AsType[*alur.Error](err)
	var out []string
	for _, b := range e.Blockers {
		out = append(out, string(b.Code)+" "+b.Item)
	}
	return out
}

func (w *world) bytes(s *flow.State) string {
	b, err := s.Marshal()
	if err != nil {
		w.t.Fatal(err)
	}
	return string(b)
}

// replay plays the whole history into a new state.
func (w *world) replay() *flow.State {
	w.t.Helper()
	s := flow.NewState(w.state.Request, w.state.Agency)
	for _, e := range w.events {
		if err := w.reg.Apply(s, e); err != nil {
			w.t.Fatal(err)
		}
	}
	return s
}

func val(v any) jsontext.Value {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

type m = map[string]any

func set(values m) flow.SetData {
	items := map[string]jsontext.Value{}
	for k, v := range values {
		items[k] = val(v)
	}
	return flow.SetData{Items: items}
}

func act(id string, input m) flow.Act {
	c := flow.Act{Action: id, Input: map[string]jsontext.Value{}}
	for k, v := range input {
		c.Input[k] = val(v)
	}
	return c
}

func (w *world) upload(who, kind string) alur.DocumentID {
	w.t.Helper()
	cmd := w.file(kind)
	w.do(who, cmd)
	return cmd.ID
}

func (w *world) file(kind string) flow.AddDocument {
	w.docs++
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", kind, w.docs))
	return flow.AddDocument{
		ID: alur.DocumentID(fmt.Sprintf("%032x", w.docs)), Kind: kind, Name: kind + ".pdf", Size: int64(1000 + w.docs),
		MediaType: "application/pdf", Type: "pdf", SHA256: hex.EncodeToString(sum[:]),
	}
}

func (w *world) reviewAll(who string, rejected ...string) {
	w.t.Helper()
	for _, d := range w.state.Documents {
		if !d.Current() || d.Review != nil {
			continue
		}
		c := flow.ReviewDocument{ID: d.ID, Verdict: flow.Accepted}
		for _, k := range rejected {
			if string(d.Kind) == k {
				c.Verdict, c.Note = flow.Rejected, "Tidak terbaca"
			}
		}
		w.do(who, c)
	}
}

func (w *world) at(offset time.Duration) string {
	return w.now.Add(offset).In(alur.Jakarta).Format(time.RFC3339)
}

func (w *world) meeting(attendees ...string) m {
	return m{"start": w.at(-2 * time.Hour), "end": w.at(-time.Hour), "place": "Ruang Aptika", "attendees": attendees}
}

func letter() m {
	return m{
		"judul": "Sistem Antrean Puskesmas", "jenis": "pembangunan-baru", "nomor-surat": "000.8/12", "tanggal-surat": "2026-11-20",
		"perihal": "Permohonan pengembangan", "ringkasan": "Antrean pasien.",
		"penanda-tangan": m{"name": "Hadi Contoh", "position": "Kepala Dinas", "nip": "197001011995031001"},
		"narahubung":     m{"name": "Wati Contoh", "phone": "+6281200000000", "email": "wati@contoh.example"},
	}
}
