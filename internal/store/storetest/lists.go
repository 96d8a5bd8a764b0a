package storetest

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// listed is what a query must find, by the plainest means.
func listed(all []store.RequestRow, q store.ListQuery) []alur.RequestID {
	var out []store.RequestRow
	for _, r := range all {
		switch {
		case !q.Scope.Sees(r.Access),
			q.Status != "" && q.Status != r.Status,
			q.Stage != "" && q.Stage != r.Stage,
			q.Flow != "" && q.Flow != r.Flow,
			q.Agency != "" && q.Agency != r.Agency,
			q.Turns != nil && !slices.ContainsFunc(r.Turns, func(t string) bool { return slices.Contains(q.Turns, t) }),
			r.UpdatedAt.Before(q.UpdatedSince),
			q.Words != nil && !hasWords(r.Search, strings.Join(q.Words, " ")):
			continue
		}
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b store.RequestRow) int {
		return cmp.Or(b.UpdatedAt.Compare(a.UpdatedAt), cmp.Compare(b.ID, a.ID))
	})
	var ids []alur.RequestID
	for _, r := range out {
		ids = append(ids, r.ID)
	}
	return ids
}

func hasWords(text, query string) bool {
	asked := store.Words(query)
	for _, q := range asked {
		if !slices.ContainsFunc(store.Words(text), func(w string) bool { return strings.HasPrefix(w, q) }) {
			return false
		}
	}
	return len(asked) > 0
}

// pages walks through a list by its positions.
func (s *suite) pages(q store.ListQuery) []alur.RequestID {
	s.Helper()
	var out []alur.RequestID
	for {
		var rows []store.RequestRow
		s.read(func(ctx context.Context, tx *store.Tx) (err error) {
			rows, err = tx.ListRequests(ctx, q)
			return err
		})
		for _, r := range rows {
			out = append(out, r.ID)
		}
		if len(rows) < q.Limit {
			return out
		}
		last := rows[len(rows)-1]
		q.After = &store.Position{UpdatedAt: last.UpdatedAt, ID: last.ID}
	}
}

// listModel compares lists of all kinds with the model, over requests of which many
// share a moment.
func listModel(s *suite) {
	rnd := rand.New(rand.NewPCG(11, 12))
	pick := func(from ...string) string { return from[rnd.IntN(len(from))] }
	vocabulary := []string{"sistem", "sistematis", "rujukan", "puskesmas", "gudang", "Émile", "emil", "SI-2026-0042", "0042", "jum'at", "中文", "ärzte", "Rp1.250.000"}
	scopes := []string{"agency:dinas-kesehatan", "agency:dinas-pendidikan", "user:budi", "user:siti", "vendor:cv-maju"}
	turns := []string{"kominfo", "kepala-kominfo", "pemohon:dinas-kesehatan", "user:budi", "vendor:cv-maju"}
	some := func(from []string, most int) []string {
		var out []string
		for range rnd.IntN(most + 1) {
			out = append(out, from[rnd.IntN(len(from))])
		}
		return out
	}
	random := func() store.RequestRow {
		r := s.request()
		r.Agency = alur.AgencyID(pick("dinas-kesehatan", "dinas-pendidikan"))
		r.Flow = alur.FlowID(pick("swakelola", "pihak-ketiga"))
		r.Status = alur.Status(pick("open", "open", "completed", "rejected"))
		r.Stage = alur.StageID(pick("surat-permohonan", "verifikasi", "pembuatan"))
		r.UpdatedAt = s.now.Add(time.Duration(rnd.IntN(12)) * time.Microsecond)
		r.Access = slices.Compact(slices.Sorted(slices.Values(some(scopes, 3))))
		r.Turns = slices.Compact(slices.Sorted(slices.Values(some(turns, 2))))
		r.Search = strings.Join(some(vocabulary, 4), " ")
		return r
	}
	var all []store.RequestRow
	for range 120 {
		all = append(all, random())
	}
	s.insert(all...)
	for round := range 3 {
		for range 60 {
			q := store.ListQuery{Scope: store.Everything, Limit: 1 + rnd.IntN(30)}
			if rnd.IntN(3) > 0 {
				q.Scope = store.Scope{Keys: some(scopes, 3)}
			}
			for _, set := range []func(){
				func() { q.Status = alur.Status(pick("open", "rejected", "stopped")) },
				func() { q.Stage = alur.StageID(pick("verifikasi", "pembuatan")) },
				func() { q.Flow = "pihak-ketiga" },
				func() { q.Agency = alur.AgencyID(pick("dinas-kesehatan", "nowhere")) },
				func() { q.Turns = append([]string{}, some(turns, 3)...) },
				func() { q.UpdatedSince = s.now.Add(time.Duration(rnd.IntN(12)) * time.Microsecond) },
				func() {
					q.Words = []string{pick("si", "sistem", "puskes ruj", "emi", "42", "004", "gudang sistem", "中", "jum", "arz", "rp1 250")}
				},
			} {
				if rnd.IntN(4) == 0 {
					set()
				}
			}
			want, got := listed(all, q), s.pages(q)
			if !slices.Equal(want, got) {
				s.Fatalf("%+v:\nwant %v\ngot  %v", q, want, got)
			}
		}
		// Then some of them change, which moves them in every index.
		for range 40 {
			i := rnd.IntN(len(all))
			next := random()
			next.ID, next.Agency, next.AgencyName, next.Number, next.TrackingCode = all[i].ID, all[i].Agency, all[i].AgencyName, all[i].Number, all[i].TrackingCode
			next.Seq = all[i].Seq + 1
			if rnd.IntN(2) == 0 { // the small change: time only
				next.Access, next.Turns, next.Search = all[i].Access, all[i].Turns, all[i].Search
			}
			s.write(func(ctx context.Context, tx *store.Tx) error { return tx.SaveRequest(ctx, next, all[i].Seq) })
			all[i] = next
		}
		s.Log("round", round)
	}
	for _, q := range []store.ListQuery{
		{Limit: 10},
		{Scope: store.Everything},
		{Scope: store.Everything, Limit: 10, Turns: []string{}},
		{Scope: store.Scope{Keys: []string{}}, Limit: 10},
	} {
		if got := s.list(q); len(got) != 0 {
			s.Errorf("%+v found %v", q, got)
		}
	}
}

func (s *suite) list(q store.ListQuery) []alur.RequestID {
	s.Helper()
	var out []alur.RequestID
	s.read(func(ctx context.Context, tx *store.Tx) error {
		rows, err := tx.ListRequests(ctx, q)
		for _, r := range rows {
			out = append(out, r.ID)
		}
		return err
	})
	return out
}

// listLong: what is rare or old is found among many as well, by page and by word.
func listLong(s *suite) {
	const n = 2600
	var all []store.RequestRow
	for i := range n {
		r := s.request()
		r.UpdatedAt = s.now.Add(-time.Duration(i/3) * time.Second)
		r.State, r.Turns = nil, nil
		r.Search = fmt.Sprintf("sistem nomor%d %s", i, []string{"gudang", "rujukan"}[i/1300])
		if i%500 == 499 {
			r.Search += " langka"
			r.Access = []string{"user:siti"}
		}
		all = append(all, r)
	}
	for chunk := range slices.Chunk(all, 100) {
		s.insert(chunk...)
	}
	for _, q := range []store.ListQuery{
		{Scope: store.Everything, Words: []string{"langka"}, Limit: 3},
		{Scope: store.Everything, Words: []string{"rujuk"}, Limit: 200},
		{Scope: store.Everything, Words: []string{"sistem"}, Limit: 200},
		{Scope: store.Everything, Words: []string{"nomor2599"}, Limit: 10},
		{Scope: store.Everything, Words: []string{"nomor25 rujukan"}, Limit: 60},
		{Scope: store.Scope{Keys: []string{"user:siti"}}, Words: []string{"sistem"}, Limit: 2},
		{Scope: store.Scope{Keys: []string{"user:budi"}}, Words: []string{"langka"}, Limit: 2},
		{Scope: store.Scope{Keys: []string{"user:siti"}}, Limit: 2},
		{Scope: store.Everything, Words: []string{"tiadasama"}, Limit: 10},
		{Scope: store.Everything, Words: []string{"sistem"}, Turns: []string{"kominfo"}, Limit: 10},
		{Scope: store.Everything, Words: []string{"langka"}, UpdatedSince: s.now.Add(-400 * time.Second), Status: alur.StatusOpen, Stage: "surat-permohonan", Flow: "swakelola", Agency: "dinas-kesehatan", Limit: 10},
		{Scope: store.Everything, Limit: 200},
	} {
		if want, got := listed(all, q), s.pages(q); !slices.Equal(want, got) {
			s.Errorf("%+v: %d, want %d", q, len(got), len(want))
		}
	}
}

// search: what plain words find, and that operators mean nothing and never fail.
func search(s *suite) {
	texts := []string{
		0: "Sistem Informasi Rujukan Puskesmas",
		1: "Pengelolaan gudang obat — Dinas Kesehatan",
		2: "Aplikasi e-SPPD (perjalanan dinas) v2.0",
		3: "Surat 027/123/2026 perihal permohonan NEAR AND OR NOT",
		4: "Café Jum’at DŽ İstanbul straße",
		5: "中文 системы 한국어",
		6: "x" + strings.Repeat("y", 100),
	}
	ids := map[alur.RequestID]int{}
	for i, text := range texts {
		r := s.request()
		r.Search, r.UpdatedAt = text, s.now.Add(time.Duration(i)*time.Second)
		ids[r.ID] = i
		s.insert(r)
	}
	for _, c := range []struct {
		q    string
		want []int
	}{
		{"rujukan", []int{0}},
		{"RUJUK", []int{0}},
		{"ruj pusk", []int{0}},
		{"pusk ruj sis", []int{0}},
		{"ujukan", nil},
		{"dinas", []int{1, 2}},
		{"dinas gudang", []int{1}},
		{"e-sppd", []int{2}},
		{"v2.0", []int{2}},
		{"(perjalanan", []int{2}},
		{"027/123", []int{3}},
		{"027 2026", []int{3}},
		{"near", []int{3}},
		{"dinas AND gudang", nil}, // "and" is a word like another
		{"dinas OR gudang", nil},
		{"NOT", []int{3}},
		{"not and or near", []int{3}},
		{"ruj*", []int{0}},
		{"\"rujukan", []int{0}},
		{"'rujukan'", []int{0}},
		{"rujukan OR", nil},
		{"words:rujukan", nil},
		{"NEAR(sistem rujukan, 2)", nil},
		{"^sistem", []int{0}},
		{"-sistem", []int{0}},
		{"sistem + rujukan", []int{0}},
		{"rujukan & !puskesmas", []int{0}},
		{"rujukan <-> puskesmas", []int{0}},
		{"rujukan:*", []int{0}},
		{"cafe", []int{4}},
		{"café", []int{4}},
		{"cafe\u0301", []int{4}},
		{"jum'at", []int{4}},
		{"jum", []int{4}},
		{"istanbul", []int{4}},
		{"stra\u00df", []int{4}},
		{"中", []int{5}},
		{"文", nil},
		{"систем", []int{5}},
		{"한국", []int{5}},
		{"x" + strings.Repeat("y", 100), []int{6}},
		{"x" + strings.Repeat("y", 40), []int{6}},
		{"xyz", nil},
		{"~4e2d~", nil},
		{"%", nil},
		{"_", nil},
		{"\\", nil},
		{"() * \"", nil},
		{"'", nil},
		{"   ", nil},
		{"\u0000", nil},
		{"ruj\u0000 pusk", []int{0}},
		{strings.Repeat("rujukan ", 300), []int{0}},
	} {
		var got []int
		for _, id := range s.list(store.ListQuery{Scope: store.Everything, Words: []string{c.q}, Limit: 50}) {
			got = append(got, ids[id])
		}
		slices.Sort(got)
		if !slices.Equal(c.want, got) {
			s.Errorf("%.40q finds %v, want %v", c.q, got, c.want)
		}
	}
}
