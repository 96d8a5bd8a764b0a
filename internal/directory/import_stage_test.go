package directory_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/store/storetest"
)

// cityAdmin and healthAdmin bring lists; rules ask what they are, not for their accounts.
var (
	cityAdmin   = directory.Manager{User: alur.User{Username: "admin", Roles: []alur.Role{alur.RoleAdmin}, Active: true}, Address: "10.0.0.9"}
	healthAdmin = directory.Manager{User: alur.User{
		Username: "adminpd", Agency: "dinas-kesehatan", AgencyKind: alur.AgencyOffice, Roles: []alur.Role{alur.RoleAgencyAdmin}, Active: true,
	}}
)

func (w *world) stage(m directory.Manager, kind directory.ImportKind, file string) string {
	w.Helper()
	id, err := w.StageImport(w.Context(), m, directory.NewImport{Kind: kind, Name: "daftar.csv", Data: []byte(file)})
	w.must(err)
	return id
}

func (w *world) preview(m directory.Manager, id string) *directory.ImportPreview {
	w.Helper()
	p, err := w.PreviewImport(w.Context(), m, id)
	w.must(err)
	return p
}

// told writes a row as "verdict: field reason with!": with a mark where it stops the row.
func told(r directory.ImportRow) string {
	var out []string
	for _, f := range r.Flags {
		s := strings.TrimSpace(f.Field + " " + f.Reason + " " + f.With)
		if f.Bad {
			s += "!"
		}
		out = append(out, s)
	}
	for _, c := range r.Changes {
		out = append(out, c.Field+" "+c.From+">"+c.To)
	}
	return strings.TrimSpace(string(r.Verdict) + ": " + strings.Join(out, ", "))
}

func (w *world) judged(what string, p *directory.ImportPreview, want map[int]string) {
	w.Helper()
	got := map[int]string{}
	for _, r := range p.Rows {
		got[r.Line] = told(r)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

const (
	nipOne = "199001012015031001"
	nipTwo = "199102022016032002"
	people = "Nama;NIP;E-mail;PD;Peran;HP;Golongan\n"
)

// TestImportFlags: every row of a list of people is judged, and none refuses the rest.
func TestImportFlags(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		w.must(w.SetContact(w.Context(), "budi", directory.Contact{Email: "budi@example.go.id", NIP: nipTwo}, directory.By{Actor: "admin"}))
		id := w.stage(cityAdmin, directory.ImportPeople, "Data pegawai contoh\n\n"+people+
			"Contoh Satu, S.Kom.;"+nipOne+";satu@example.go.id;Dinas Kesehatan;Staf PD;0;A\n"+ // 4
			"Contoh Dua;1990010120150310;dua;Dinas Entah;Raja;;\n"+ // 5
			"Contoh Tiga;-;tidak ada;dinkes;Penelaah, Staf PD;;\n"+ // 6
			"Budi;"+nipTwo+";;;;;\n"+ // 7: as he is
			"Budi Baru;"+nipTwo+";budi@example.go.id;Dinas Pendidikan;Pemohon dan anggota tim;;\n"+ // 8
			";;;;;;x\n"+ // 9
			"Contoh Empat;1,99E+17;a@example.go.id; b@example.go.id;Dinas Kesehatan;Pihak ketiga;;\n"+ // 10: one cell too many
			"Contoh Satu, S.Kom.;"+nipOne+";satu@example.go.id;Dinas Kesehatan;Staf PD;0;A\n"+ // 11
			"Contoh Lima;;budi@example.go.id;Dinas Entah;Kepala Dinas;;\n"+ // 12
			"Contoh Enam;199001012015031000;;Dinas Kesehatan;;;\n") // 13
		p := w.preview(cityAdmin, id)
		w.judged("people", p, map[int]string{
			4:  "new:",
			5:  "bad: nip length 16!, email bad-characters!, roles unknown Raja!, agency unknown Dinas Entah!",
			6:  "new: nip placeholder -, email placeholder tidak ada, roles on-page reviewer",
			7:  "same:",
			8:  "bad: nip twice 7!, name Budi>Budi Baru, agency Dinas Kesehatan>Dinas Pendidikan, roles requester>requester member",
			9:  "bad: name required!, username required!, agency required!, roles least member, email no-email",
			10: "bad: nip number!, roles unknown Dinas Kesehatan!, agency unknown b@example.go.id!",
			11: "bad: same-row 4!",
			12: "bad: email of-another Budi!, email twice 8!",
			13: "bad: nip number!, roles least member, email no-email",
		})
		var notes []string
		for _, n := range p.Notes {
			notes = append(notes, strings.TrimSpace(n.Word+" "+n.With))
		}
		if diff := cmp.Diff([]string{"above 1", "unknown-column Golongan", "unkept-column phone"}, notes); diff != "" {
			w.Errorf("notes (-want +got):\n%s", diff)
		}
	})
}

// TestImportApplied follows a list: mended, chosen, ticked off, applied, and once only.
func TestImportApplied(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.stage(cityAdmin, directory.ImportPeople, people+
			"Contoh Satu;"+nipOne+";satu@example.go.id;Dinas Kesehatan;Staf PD;;\n"+
			"Contoh Satu;;;Kecamatan Contoh;;;\n"+
			"Contoh Tiga;123;tiga@example.go.id;Kecamatan Contoh;Anggota;;\n"+
			"Contoh Empat;;empat@example.go.id;Dinkes Kota;Admin PD;;\n"+
			"Budi Santoso;;;;;;\n"+
			"Contoh Enam;;enam@example.go.id;Dinas Kesehatan;;;\n")
		p := w.preview(cityAdmin, id)
		if len(p.Unknown) != 2 || p.Unknown[0].Text != "Kecamatan Contoh" || p.Unknown[0].Rows != 2 || p.Unknown[1].Text != "Dinkes Kota" {
			t.Errorf("unknown agencies: %+v", p.Unknown)
		}
		if p.Rows[0].Made != "contoh.satu" || p.Rows[1].Made != "contoh.satu2" {
			t.Errorf("made %q and %q", p.Rows[0].Made, p.Rows[1].Made)
		}
		w.must(w.ChooseImportAgency(ctx, cityAdmin, id, "kecamatan  CONTOH", directory.NewAgency))
		w.must(w.ChooseImportAgency(ctx, cityAdmin, id, "Dinkes Kota", "dinas-kesehatan"))
		w.invalid("an agency that is none", w.ChooseImportAgency(ctx, cityAdmin, id, "Dinkes Kota", "dinas-entah"), "agency unknown")
		w.must(w.MendImportRow(ctx, cityAdmin, id, 6, map[string]string{"username": "budi", "name": "Budi  Santoso"}))
		w.invalid("a column that is none", w.MendImportRow(ctx, cityAdmin, id, 6, map[string]string{"password": "x"}), "password unknown")
		w.refused(w.MendImportRow(ctx, cityAdmin, id, 99, map[string]string{"name": "x"}), alur.CodeNotFound)
		w.must(w.TickImportRows(ctx, cityAdmin, id, map[int]bool{7: true, 2: false, 99: true}))
		w.judged("mended", w.preview(cityAdmin, id), map[int]string{
			2: "new:",
			3: "new: agency made Kecamatan Contoh, roles least member, email no-email",
			4: "bad: nip length 3!, agency made Kecamatan Contoh",
			5: "new:",
			6: "change: name Budi>Budi Santoso",
			7: "skipped: roles least member",
		})
		out, err := w.ApplyImport(ctx, cityAdmin, id)
		w.must(err)
		if want := (directory.ImportOutcome{Added: 3, Changed: 1, Left: 1}); out != want {
			t.Errorf("applied %+v, want %+v", out, want)
		}
		p = w.preview(cityAdmin, id)
		if got := p.Counts; got[directory.VerdictAdded] != 3 || got[directory.VerdictChanged] != 1 || got[directory.VerdictBad] != 1 || got[directory.VerdictSkipped] != 1 {
			t.Errorf("counts %v", got)
		}
		if diff := cmp.Diff([][]string{{"contoh.empat", "contoh.satu"}, {"contoh.satu2"}}, [][]string{p.Uninvited, p.Unreached}); diff != "" {
			t.Errorf("invitations (-want +got):\n%s", diff)
		}
		users, err := w.Users(ctx, []string{"contoh.satu", "contoh.satu2", "contoh.empat", "budi", "contoh.tiga", "contoh.enam"})
		w.must(err)
		for name, want := range map[string]string{
			"contoh.satu": "dinas-kesehatan requester", "contoh.satu2": "kecamatan-contoh member", "contoh.empat": "dinas-kesehatan agency-admin", "budi": "dinas-kesehatan requester",
		} {
			u := users[name]
			if got := fmt.Sprintf("%s %s", u.Agency, u.Roles[0]); got != want || !u.Active {
				t.Errorf("%s: %s, want %s", name, got, want)
			}
		}
		if len(users) != 4 || users["budi"].Name != "Budi Santoso" {
			t.Errorf("accounts: %v", users)
		}
		a, err := w.Agency(ctx, "kecamatan-contoh")
		if err != nil || !a.Unconfirmed || a.Kind != alur.AgencyOffice {
			t.Errorf("the new agency: %+v %v", a, err)
		}
		// The invitation is theirs to make; nobody signs in before it.
		if _, err := w.InviteAgain(ctx, cityAdmin, "contoh.satu"); err != nil {
			t.Error(err)
		}
		if p = w.preview(cityAdmin, id); !slices.Equal(p.Uninvited, []string{"contoh.empat"}) {
			t.Errorf("invited, and still to be: %v", p.Uninvited)
		}
		w.refused(w.MendImportRow(ctx, cityAdmin, id, 2, map[string]string{"name": "x"}), alur.CodeConflict)
		if out, err = w.ApplyImport(ctx, cityAdmin, id); err != nil || out.Added+out.Changed+out.Same != 0 {
			t.Errorf("applied again: %+v %v", out, err)
		}
		w.must(w.DiscardImport(ctx, cityAdmin, id))
		_, err = w.PreviewImport(ctx, cityAdmin, id)
		w.refused(err, alur.CodeNotFound)
		w.logHas("import-applied", 1, "people: 3 added, 1 changed, 0 as before, 1 left")
		w.logHas("user-added", 3, "kecamatan-contoh member")
	})
}

// logHas demands so many entries of a kind by the administrator, one of them with the detail.
func (w *world) logHas(kind string, n int, detail string) {
	w.Helper()
	var got []string
	w.must(w.store.Read(w.Context(), func(tx *store.Tx) error {
		return tx.EachSecurityEvent(w.Context(), func(e store.SecurityEventRow) error {
			if e.Kind == kind && e.Actor == "admin" {
				got = append(got, e.Detail)
			}
			return nil
		})
	}))
	if len(got) != n || !slices.Contains(got, detail) {
		w.Errorf("%s: %q, want %d with %q", kind, got, n, detail)
	}
}

func manyPeople(n int) string {
	var b strings.Builder
	b.WriteString("nama;email;pd;peran\n")
	for i := range n {
		fmt.Fprintf(&b, "Contoh Orang%d;orang%d@example.go.id;Dinas Kesehatan;Pemohon\n", i, i)
	}
	return b.String()
}

// TestImportTwoAtOnce: two administrators apply one list, and each row happens once.
func TestImportTwoAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const n = 90
		id := w.stage(cityAdmin, directory.ImportPeople, manyPeople(n))
		outs, errs := make([]directory.ImportOutcome, 3), make([]error, 3)
		var wg sync.WaitGroup
		for i := range outs {
			wg.Go(func() { outs[i], errs[i] = w.ApplyImport(w.Context(), cityAdmin, id) })
		}
		wg.Wait()
		added := 0
		for i := range outs {
			w.must(errs[i])
			added += outs[i].Added
		}
		if added != n {
			t.Errorf("%d added by three together, want %d: %+v", added, n, outs)
		}
		w.applied(id, n)
	})
}

func (w *world) applied(id string, n int) {
	w.Helper()
	p := w.preview(cityAdmin, id)
	if p.Counts[directory.VerdictAdded] != n || p.Open != 0 {
		w.Errorf("counts %v, %d open", p.Counts, p.Open)
	}
	made := 0
	w.must(w.store.Read(w.Context(), func(tx *store.Tx) (err error) {
		made, err = tx.CountUsers(w.Context(), store.UserQuery{Words: "contoh"})
		return err
	}))
	if made != n {
		w.Errorf("%d accounts, want %d", made, n)
	}
}

// TestImportCutOff: what is cut off in the middle goes on where it was.
func TestImportCutOff(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		const n = 70
		id := w.stage(cityAdmin, directory.ImportPeople, manyPeople(n))
		ctx, cancel := context.WithCancel(w.Context())
		defer cancel()
		at := 0
		d := directory.New(directory.Config{Store: w.store, Key: w.config.Key, Clock: func() time.Time {
			if at++; at == 90 {
				cancel()
			}
			return w.clock.Now()
		}})
		if _, err := d.ApplyImport(ctx, cityAdmin, id); err == nil {
			t.Fatal("it was not cut off")
		}
		p := w.preview(cityAdmin, id)
		if done := p.Counts[directory.VerdictAdded]; done == 0 || done == n || done+p.Counts[directory.VerdictNew] != n {
			t.Fatalf("cut off at %v", p.Counts)
		}
		out, err := w.ApplyImport(w.Context(), cityAdmin, id)
		if w.must(err); out.Added == 0 || out.Left != 0 {
			t.Errorf("went on with %+v", out)
		}
		w.applied(id, n)
	})
}

// TestImportOwnPeople: an agency's own admin brings people of the agency alone.
func TestImportOwnPeople(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		w.must(w.AddUser(ctx, directory.NewUser{Username: "lain", Name: "Lain", Agency: "dinas-pendidikan", Roles: []alur.Role{alur.RoleRequester}, Password: good}))
		id := w.stage(healthAdmin, directory.ImportPeople, "nama,username,pd,peran\nContoh Satu,,Dinas Pendidikan,Pemohon\nLain,lain,,\nBudi B,budi,,Admin PD\nContoh Dua,,,Kepala Dinas\n")
		p := w.preview(healthAdmin, id)
		w.judged("own people", p, map[int]string{
			2: "new: agency not-yours Dinas Pendidikan, email no-email",
			3: "bad: elsewhere!",
			4: "change: roles not-yours agency-admin, name Budi>Budi B",
			5: "new: roles on-page head, email no-email",
		})
		if p.Agency != "dinas-kesehatan" || len(p.Unknown) != 0 {
			t.Errorf("%+v", p.Import)
		}
		out, err := w.ApplyImport(ctx, healthAdmin, id)
		if w.must(err); out.Added != 2 || out.Changed != 1 {
			t.Errorf("applied %+v", out)
		}
		users, err := w.Users(ctx, []string{"contoh.satu", "lain", "budi"})
		w.must(err)
		if users["contoh.satu"].Agency != "dinas-kesehatan" || users["lain"].Name != "Lain" || len(users["budi"].Roles) != 1 {
			t.Errorf("accounts %+v", users)
		}
		other := healthAdmin
		other.Agency = "dinas-pendidikan"
		for _, m := range []directory.Manager{other, {User: alur.User{Username: "budi", Roles: []alur.Role{alur.RoleRequester}, Agency: "dinas-kesehatan"}}} {
			if _, err := w.PreviewImport(ctx, m, id); err == nil {
				t.Errorf("%+v sees it", m)
			}
		}
		w.refused(w.ChooseImportAgency(ctx, healthAdmin, id, "x", "dinas-kesehatan"), alur.CodeNotYourParty)
		_, err = w.StageImport(ctx, healthAdmin, directory.NewImport{Kind: directory.ImportAgencies, Name: "a.csv", Data: []byte("nama\nx\n")})
		w.invalid("agencies by an agency's admin", err, "kind unknown")
	})
}

// TestImportOffices: a list of agencies, with what stands on their letters.
func TestImportOffices(t *testing.T) {
	t.Parallel()
	each(t, func(w *world) {
		ctx := w.Context()
		id := w.stage(cityAdmin, directory.ImportAgencies, "Nama PD,Singkatan,Jenis,Aktif,Alamat,Telepon\n"+
			"Kecamatan Contoh,Kec. Contoh,PD,ya,Jalan Contoh 1,0\n"+
			"CV Contoh,,penyedia,mungkin,,\n"+
			"Dinas Kesehatan,-,,,Jalan Contoh 2,\n"+
			"Dinas Digital,,Diskominfo,,,\n"+
			"kecamatan contoh,,,,,\n")
		w.judged("agencies", w.preview(cityAdmin, id), map[int]string{
			2: "new: phone placeholder 0",
			3: "bad: active unknown!",
			4: "change: short_name placeholder -, address >Jalan Contoh 2",
			5: "bad: kind second-ict Dinas Komunikasi dan Informatika!",
			6: "bad: kind least agency, name twice 2!",
		})
		out, err := w.ApplyImport(ctx, cityAdmin, id)
		if w.must(err); out.Added != 1 || out.Changed != 1 || out.Left != 3 {
			t.Errorf("applied %+v", out)
		}
		for name, want := range map[alur.AgencyID]string{"kecamatan-contoh": "Kec. Contoh Jalan Contoh 1", "dinas-kesehatan": "Dinkes Jalan Contoh 2"} {
			a, err := w.AgencyDetails(ctx, name)
			if got := a.ShortName + " " + a.Letterhead.Address; err != nil || got != want {
				t.Errorf("%s: %s %v, want %s", name, got, err, want)
			}
		}
	})
}

// TestImportEveryRow: whatever stands in a list, every row of it is in the preview, and
// applying it refuses nothing and loses nothing.
func TestImportEveryRow(t *testing.T) {
	t.Parallel()
	st := storetest.SQLite(t)
	d := directory.New(directory.Config{Store: st})
	if err := d.SeedAgencies(t.Context()); err != nil {
		t.Fatal(err)
	}
	cell := rapid.OneOf(
		rapid.SampledFrom([]string{"", "-", "0", "Contoh", "Contoh Satu, S.Kom.", nipOne, "x@example.go.id", "Dinas Kesehatan", "dinkes", "Pemohon", "Admin PD, kepala", "ya", "ict", "a b c", "tidak ada"}),
		rapid.StringN(0, 12, 30),
	)
	heading := rapid.SampledFrom([]string{"Nama", "NIP", "Email", "PD", "Peran", "username", "HP", "Jenis", "Aktif", "Singkatan", "id", "entah", ""})
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]directory.ImportKind{directory.ImportPeople, directory.ImportAgencies}).Draw(t, "kind")
		quote := func(cells []string) string {
			for i, c := range cells {
				cells[i] = `"` + strings.ReplaceAll(strings.ReplaceAll(c, `"`, `""`), "\x00", "") + `"`
			}
			return strings.Join(cells, ",") + "\n"
		}
		file := "Nama," + quote(rapid.SliceOfN(heading, 0, 7).Draw(t, "headings"))
		rows := rapid.SliceOfN(rapid.SliceOfN(cell, 1, 8), 1, 6).Draw(t, "rows")
		for i, r := range rows {
			file += fmt.Sprintf("Baris %d,", i) + quote(r)
		}
		id, err := d.StageImport(t.Context(), cityAdmin, directory.NewImport{Kind: kind, Name: "a.csv", Data: []byte(file)})
		if err != nil {
			t.Fatalf("%q: %v", file, err)
		}
		p, err := d.PreviewImport(t.Context(), cityAdmin, id)
		if err != nil || len(p.Rows) != len(rows) {
			t.Fatalf("%q: %d of %d rows, %v", file, len(p.Rows), len(rows), err)
		}
		good := p.Counts[directory.VerdictNew] + p.Counts[directory.VerdictChange] + p.Counts[directory.VerdictSame]
		out, err := d.ApplyImport(t.Context(), cityAdmin, id)
		if err != nil || out.Added+out.Changed+out.Same > good || out.Added+out.Changed+out.Same+out.Left != len(rows) {
			t.Fatalf("%q: %d good, applied %+v, %v", file, good, out, err)
		}
		if err := d.DiscardImport(t.Context(), cityAdmin, id); err != nil {
			t.Fatal(err)
		}
	})
}
