package storetest

import (
	"context"
	"fmt"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

func teamLoads(s *suite) {
	// budi is in three teams, one of an ended request; siti in one; more people than one
	// statement names have none.
	a, b, c, d := s.request(), s.request(), s.request(), s.request()
	c.Access = append(c.Access, "user:siti", "vendor:cv-nusa")
	b.Status = alur.StatusCompleted
	d.Access = []string{"agency:budi"}
	s.insert(a, b, c, d)
	names := []string{"budi", "siti", "agency:budi", "bad\x00name", ""}
	for i := range 300 {
		names = append(names, fmt.Sprintf("orang-%d", i))
	}
	var got map[string]int
	s.read(func(ctx context.Context, tx *store.Tx) (err error) {
		got, err = tx.TeamLoads(ctx, names)
		return err
	})
	if diff := cmp.Diff(map[string]int{"budi": 2, "siti": 1}, got); diff != "" {
		s.Errorf("loads (-want +got):\n%s", diff)
	}
	s.read(func(ctx context.Context, tx *store.Tx) (err error) {
		got, err = tx.TeamLoads(ctx, nil)
		return err
	})
	if len(got) != 0 {
		s.Errorf("nobody has a load: %v", got)
	}
}
