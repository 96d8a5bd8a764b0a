package storetest

import (
	"context"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// jobNamed makes a job that is due; its id is made of the number, so that tests can name it.
func (s *suite) jobNamed(n int, lane string) store.JobRow {
	id := "a" + strconv.Itoa(n)
	return store.JobRow{ID: id, Queue: "mail", Kind: "notice", Lane: lane, Username: "budi", Args: "{}", DueAt: s.now, CreatedAt: s.now.Add(time.Duration(n) * time.Microsecond)}
}

func (s *suite) addJobs(jobs ...store.JobRow) {
	s.Helper()
	s.write(func(ctx context.Context, tx *store.Tx) error { return tx.AddJobs(ctx, jobs...) })
}

// take takes jobs of the queue mail for a minute and gives their ids.
func (s *suite) take(lease string, at time.Time, limit int) (ids []string, rows []store.JobRow) {
	s.Helper()
	s.write(func(ctx context.Context, tx *store.Tx) (err error) {
		rows, err = tx.TakeJobs(ctx, "mail", lease, at, at.Add(time.Minute), limit)
		return err
	})
	for _, r := range rows {
		ids = append(ids, r.ID)
	}
	return ids, rows
}

func (s *suite) job(id string) (j store.JobRow) {
	s.Helper()
	s.read(func(ctx context.Context, tx *store.Tx) (err error) {
		j, err = tx.Job(ctx, id)
		return err
	})
	return j
}

// jobsThatKill holds that who dies of a job meets it ever more rarely, and not for good.
func jobsThatKill(s *suite) {
	s.addJobs(s.jobNamed(1, "mail:budi"))
	at, times := s.now, 0
	for ; s.job("a1").State == store.JobWaiting && times < 60; times++ {
		_, rows := s.take("x"+strconv.Itoa(times), at, 1)
		if len(rows) == 1 && times > 0 {
			if wait := s.job("a1").DueAt.Sub(at); wait != store.JobBackoff(times+1) {
				s.Errorf("attempt %d: due again after %v", times+1, wait)
			}
		}
		j := s.job("a1")
		if at = j.DueAt; at.Before(j.LeaseEnds) {
			at = j.LeaseEnds
		}
	}
	if j := s.job("a1"); j.State != store.JobFailed || j.Lease != "" || times < 30 || times > 50 {
		s.Errorf("after %d times: %+v", times, j)
	}
}

func (s *suite) finish(r store.JobRow) error {
	return s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return tx.FinishJob(ctx, r) })
}

// jobs holds the life of a job: taken once, finished by who has the lease, taken again
// when the lease is over, retried and discarded by hand, forgotten in the end.
func jobs(s *suite) {
	once := s.jobNamed(1, "")
	once.Key = "digest:2026-11-23"
	twice := s.jobNamed(2, "")
	twice.Key = once.Key
	other := s.jobNamed(3, "")
	other.Queue = "main"
	later := s.jobNamed(4, "")
	later.DueAt = s.now.Add(time.Hour)
	s.addJobs(once, twice, other, later)
	s.addJobs(twice)
	ids, rows := s.take("x", s.now, 10)
	if !slices.Equal(ids, []string{"a1"}) {
		s.Fatalf("taken %v", ids)
	}
	want := once
	want.Lane, want.State, want.Attempts, want.Lease = "job:a1", store.JobWaiting, 1, "x"
	want.LeaseEnds, want.GiveUpAt, want.UpdatedAt = s.now.Add(time.Minute), s.now.Add(store.JobPatience), s.now
	if diff := cmp.Diff(want, rows[0]); diff != "" {
		s.Errorf("taken (-want +got):\n%s", diff)
	}
	if again, _ := s.take("y", s.now.Add(59*time.Second), 10); again != nil {
		s.Errorf("taken under a lease: %v", again)
	}
	// The worker died; another follows, and the first finds out.
	after := s.now.Add(61 * time.Second)
	if ids, _ = s.take("y", after, 10); !slices.Equal(ids, []string{"a1"}) {
		s.Fatalf("after the lease: %v", ids)
	}
	// It may have died of the job, which waits longer after each time; who finishes it is
	// told when it was due.
	if left := s.job("a1"); !left.DueAt.Equal(after.Add(store.JobBackoff(2))) || left.Attempts != 2 {
		s.Errorf("taken again: %+v", left)
	}
	done := rows[0]
	done.State, done.UpdatedAt = store.JobDone, after
	s.refused(s.finish(done), alur.CodeConflict)
	done.Lease = "y"
	done.State, done.Cause = store.JobFailed, "refused"
	s.must(s.finish(done))
	s.refused(s.finish(done), alur.CodeConflict)
	if ids, _ = s.take("z", after.Add(time.Hour*24*30), 10); !slices.Equal(ids, []string{"a4"}) {
		s.Errorf("a failed job is taken: %v", ids)
	}
	try := func(fn func(context.Context, *store.Tx, string, time.Time) error, id string) error {
		return s.tryWrite(func(ctx context.Context, tx *store.Tx) error { return fn(ctx, tx, id, after) })
	}
	retry := func(ctx context.Context, tx *store.Tx, id string, at time.Time) error {
		return tx.RetryJob(ctx, id, at)
	}
	discard := func(ctx context.Context, tx *store.Tx, id string, at time.Time) error {
		return tx.DiscardJob(ctx, id, at)
	}
	s.must(try(discard, "a1"))
	s.refused(try(discard, "a1"), alur.CodeConflict)
	s.refused(try(discard, "a4"), alur.CodeConflict) // somebody works on it
	s.must(try(retry, "a1"))
	if _, rows = s.take("w", after, 10); len(rows) != 1 || rows[0].Attempts != 1 {
		s.Fatalf("after the retry: %+v", rows)
	}
	done = rows[0]
	done.State, done.UpdatedAt = store.JobDone, after
	s.must(s.finish(done))
	s.refused(try(retry, "a1"), alur.CodeConflict)
	s.read(func(ctx context.Context, tx *store.Tx) error {
		counts, err := tx.CountJobs(ctx)
		if counts[store.JobDone] != 1 || counts[store.JobWaiting] != 2 {
			s.Errorf("counts %v", counts)
		}
		found, err2 := tx.FindJobs(ctx, store.JobQuery{State: store.JobDone, Username: "budi", Trouble: true, Limit: 5})
		if len(found) != 1 || found[0].ID != "a1" || err2 != nil {
			s.Errorf("found %+v, %v", found, err2)
		}
		due, err3 := tx.JobsDue(ctx, "main", s.now)
		if !due || err3 != nil {
			s.Errorf("due %v, %v", due, err3)
		}
		return err
	})
	s.addJobs(twice) // its key is kept
	s.now = after.Add(31 * 24 * time.Hour)
	s.must(s.store.Sweep(s.Context()))
	s.read(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Job(ctx, "a1")
		s.refused(err, alur.CodeNotFound)
		_, err = tx.Job(ctx, "a2")
		s.refused(err, alur.CodeNotFound)
		return nil
	})
}

// jobLanes holds that jobs of a lane come one after the other in their order, that lanes
// do not wait for each other, and that many takers share without taking twice.
func jobLanes(s *suite) {
	s.addJobs(s.jobNamed(1, "mail:budi"), s.jobNamed(2, "mail:budi"), s.jobNamed(3, "mail:wati"), s.jobNamed(4, "mail:budi"))
	ids, rows := s.take("x", s.now, 10)
	if !slices.Equal(ids, []string{"a1", "a3"}) {
		s.Fatalf("taken %v", ids)
	}
	if ids, _ := s.take("y", s.now, 10); ids != nil {
		s.Errorf("taken behind one that is worked on: %v", ids)
	}
	// Budi's mailbox is full: everything for him waits, in its order.
	again := s.now.Add(time.Hour)
	rows[0].DueAt, rows[0].Cause, rows[0].UpdatedAt = again, "later", s.now
	s.write(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.FinishJob(ctx, rows[0]); err != nil {
			return err
		}
		return tx.PutOffLane(ctx, "mail:budi", again)
	})
	if ids, _ := s.take("z", again.Add(-time.Second), 10); !slices.Equal(ids, []string{"a3"}) {
		s.Errorf("before the time: %v", ids) // a3's lease is over
	}
	for _, want := range []string{"a1", "a2", "a4"} {
		ids, rows := s.take("n"+want, again, 1)
		if !slices.Equal(ids, []string{want}) {
			s.Fatalf("next is %v, want %s", ids, want)
		}
		rows[0].State, rows[0].UpdatedAt = store.JobDone, again
		s.must(s.finish(rows[0]))
	}
	// Four takers, a hundred lanes with two jobs each.
	var many []store.JobRow
	for i := range 200 {
		many = append(many, s.jobNamed(1000+i, "lane:"+strconv.Itoa(i%100)))
	}
	s.addJobs(many...)
	taken := make([][]string, 4)
	var wg sync.WaitGroup
	for i := range taken {
		wg.Go(func() {
			for range 30 {
				err := s.tryWrite(func(ctx context.Context, tx *store.Tx) error {
					rows, err := tx.TakeJobs(ctx, "mail", "t"+strconv.Itoa(i), s.now, s.now.Add(time.Minute), 7)
					for _, r := range rows {
						taken[i] = append(taken[i], r.ID)
					}
					return err
				})
				if err != nil {
					s.Error(err)
				}
			}
		})
	}
	wg.Wait()
	all := slices.Concat(taken...)
	slices.Sort(all)
	if n := len(all); n != 100 || len(slices.Compact(all)) != 100 {
		s.Errorf("%d jobs of 100 lanes were taken", n)
	}
}

// notices holds who gets which notice, in which order, and what reading changes.
func notices(s *suite) {
	r := s.request()
	hidden := s.request()
	hidden.Access = []string{"agency:dinas-pendidikan"}
	s.insert(r, hidden)
	row := func(n int, who string, of alur.RequestID) store.NoticeRow {
		return store.NoticeRow{ID: "b" + strconv.Itoa(n), Username: who, Request: of, Seq: int64(n), Kind: "turn", Topic: "verifikasi", Args: `{"n":1}`, At: s.now.Add(time.Duration(n) * time.Second)}
	}
	plain := row(5, "joko", r.ID)
	plain.Topic = "" // nothing takes its place
	all := []store.NoticeRow{row(1, "budi", r.ID), row(2, "budi", r.ID), row(3, "wati", r.ID), row(4, "budi", hidden.ID)}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		a := s.account("joko")
		a.Active = false
		s.must(tx.InsertAccount(ctx, a))
		return tx.AddNotices(ctx, append(all, plain)...)
	})
	scope := store.Scope{Keys: []string{"user:budi"}}
	unread := func(want int) {
		s.Helper()
		s.read(func(ctx context.Context, tx *store.Tx) error {
			n, err := tx.CountUnread(ctx, scope, "budi")
			if n != want {
				s.Errorf("%d unread, want %d", n, want)
			}
			return err
		})
	}
	unread(2) // of a request that he does not see nothing is said
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.FindNotices(ctx, store.NoticeQuery{Username: "budi", Limit: 2})
		if diff := cmp.Diff([]store.NoticeRow{all[3], all[1]}, got); diff != "" {
			s.Errorf("first page (-want +got):\n%s", diff)
		}
		next, err2 := tx.FindNotices(ctx, store.NoticeQuery{Username: "budi", Limit: 2, After: &store.Place{Key: strconv.FormatInt(got[1].At.UnixMicro(), 10), ID: got[1].ID}})
		if diff := cmp.Diff([]store.NoticeRow{all[0]}, next); diff != "" || err2 != nil {
			s.Errorf("second page (-want +got):\n%s, %v", diff, err2)
		}
		of, err3 := tx.UnreadOf(ctx, r.ID)
		if len(of) != 3 || err3 != nil {
			s.Errorf("unread of the request: %v, %v", of, err3)
		}
		return err
	})
	s.write(func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.ReadNotices(ctx, "budi", []string{"b1", "b3"}, s.now) // b3 is not his
		if n != 1 {
			s.Errorf("%d read", n)
		}
		return err
	})
	unread(1)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.NoticeMailed(ctx, "b3", s.now); err != nil {
			return err
		}
		_, err := tx.ReadAllNotices(ctx, "budi", s.now.Add(3*time.Second), s.now)
		return err
	})
	unread(0)
	s.write(func(ctx context.Context, tx *store.Tx) error {
		x, err := tx.Notice(ctx, "b3")
		if !x.MailedAt.Equal(s.now) || !x.ReadAt.IsZero() {
			s.Errorf("somebody else's: %+v", x)
		}
		return err
	})
	settings := store.NoticeSettings{Muted: []string{"turn", "message"}, Quiet: true}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.PutNoticeSettings(ctx, "budi", store.NoticeSettings{Digest: true}, s.now); err != nil {
			return err
		}
		return tx.PutNoticeSettings(ctx, "budi", settings, s.now)
	})
	s.read(func(ctx context.Context, tx *store.Tx) error {
		got, err := tx.NoticeSettings(ctx, []string{"budi", "wati"})
		if diff := cmp.Diff(map[string]store.NoticeSettings{"budi": settings}, got); diff != "" {
			s.Errorf("settings (-want +got):\n%s", diff)
		}
		return err
	})
	s.now = s.now.Add(91 * 24 * time.Hour)
	s.must(s.store.Sweep(s.Context()))
	s.read(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Notice(ctx, "b1")
		s.refused(err, alur.CodeNotFound)
		_, err = tx.Notice(ctx, "b5") // of who is not active
		s.refused(err, alur.CodeNotFound)
		_, err = tx.Notice(ctx, "b3") // unread
		return err
	})
	s.now = s.now.Add(275 * 24 * time.Hour)
	s.must(s.store.Sweep(s.Context()))
	s.read(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Notice(ctx, "b3") // for a year
		s.refused(err, alur.CodeNotFound)
		return nil
	})
}
