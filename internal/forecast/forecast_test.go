package forecast_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/forecast"
	"github.com/alur-id/alur/internal/racetest"
)

// A city is made up: how long its stages take, how often work comes back, how much a
// request has a pace of its own.
type city struct {
	stages int
	spread float64 // of a stage's time, as the standard deviation of its logarithm
	pace   float64 // share of that which is the request's own
	back   float64 // chance that a stage goes one back
	lost   float64 // chance that a request ends at a stage
}

// live lets requests begin one after another and returns every visit.
func (c city) live(seed uint64, requests, gap int) []forecast.Visit {
	rnd := rand.New(rand.NewPCG(seed, 1))
	var out []forecast.Visit
	for i := range requests {
		own := rnd.NormFloat64()
		at := i*gap + rnd.IntN(gap)
		id := alur.RequestID(fmt.Sprintf("r%05d", i))
		for s, n := 0, 0; s < c.stages && n < 60; n++ {
			z := math.Sqrt(c.pace)*own + math.Sqrt(1-c.pace)*rnd.NormFloat64()
			took := int(math.Exp(math.Log(float64(400+300*(s%4)))+c.spread*z)) + 1
			v := forecast.Visit{Request: id, Flow: "a", Stage: stage(s), Entered: at, Left: at + took}
			at += took
			switch u := rnd.Float64(); {
			case u < c.lost:
				out = append(out, v)
				s = c.stages
				continue
			case s > 0 && u < c.lost+c.back:
				s--
			default:
				s++
			}
			if s < c.stages {
				v.Next = stage(s)
			} else {
				v.Done = true
			}
			out = append(out, v)
		}
	}
	return out
}

func stage(i int) alur.StageID { return alur.StageID(fmt.Sprintf("s%02d", i)) }

// TestCalibration is the promise: of what is said to be done by a date in eight cases of
// ten, between 75 and 85 of a hundred are.
func TestCalibration(t *testing.T) {
	t.Parallel()
	racetest.Pure(t)
	for name, c := range map[string]city{
		"steady":              {stages: 8, spread: 0.4, back: 0.1},
		"wild":                {stages: 8, spread: 1.0, back: 0.2, lost: 0.02},
		"with a pace":         {stages: 10, spread: 0.6, pace: 0.4, back: 0.1},
		"mostly pace":         {stages: 6, spread: 0.8, pace: 0.7, back: 0.05, lost: 0.03},
		"sixteen, slow loops": {stages: 16, spread: 0.7, pace: 0.2, back: 0.25},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var all forecast.Record
			// Many small cities rather than few large ones: forecasts of one city err together.
			each := 96 / c.stages
			for seed := range uint64(6) {
				visits := c.live(seed, 160, 700)
				r := forecast.Backtest(visits, 160*700, each)
				all.Forecasts += r.Forecasts
				all.P50, all.P80, all.P95 = all.P50+r.P50, all.P80+r.P80, all.P95+r.P95
			}
			share := func(n int) float64 { return float64(n) / float64(all.Forecasts) }
			t.Logf("%d forecasts: P50 %.2f, P80 %.2f, P95 %.2f", all.Forecasts, share(all.P50), share(all.P80), share(all.P95))
			if all.Forecasts < 200 {
				t.Fatalf("only %d forecasts", all.Forecasts)
			}
			if p := share(all.P80); p < 0.75 || p > 0.85 {
				t.Errorf("P80 was right in %.1f %%", 100*p)
			}
		})
	}
}

// TestAhead holds what is true of every answer.
func TestAhead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := city{
			stages: rapid.IntRange(1, 6).Draw(t, "stages"),
			spread: rapid.Float64Range(0, 1).Draw(t, "spread"),
			pace:   rapid.Float64Range(0, 1).Draw(t, "pace"),
			back:   rapid.Float64Range(0, 0.3).Draw(t, "back"),
			lost:   rapid.Float64Range(0, 0.1).Draw(t, "lost"),
		}
		visits := c.live(rapid.Uint64().Draw(t, "seed"), rapid.IntRange(0, 40).Draw(t, "requests"), 500)
		now := rapid.IntRange(0, 25_000).Draw(t, "now")
		m := forecast.New(visits, now)
		q := forecast.Question{Flow: "a", Stage: stage(rapid.IntRange(0, 6).Draw(t, "stage")), Elapsed: rapid.IntRange(0, 100_000).Draw(t, "elapsed")}
		a := m.Ahead(q, 7)
		if b := forecast.New(visits, now).Ahead(q, 7); a != b {
			t.Fatalf("the same question, two answers: %+v, %+v", a, b)
		}
		if a.Thin != "" {
			if a.P95 != 0 || a.Completed != 0 {
				t.Fatalf("too little history, and yet %+v", a)
			}
			return
		}
		if a.P50 < 0 || a.P50 > a.P80 || a.P80 > a.P95 || a.Completed < 0 || a.Completed > 1 {
			t.Fatalf("%+v", a)
		}
		q.Faster = map[alur.StageID]float64{q.Stage: 0.5}
		if b := m.Ahead(q, 7); b.P50 > a.P50 || b.P80 > a.P80 || b.Completed != a.Completed {
			t.Fatalf("twice as fast: %+v, before %+v", b, a)
		}
	})
}

// TestFewSaysNothing: a stage that seven requests have left says nothing, nor does one before it.
func TestFewSaysNothing(t *testing.T) {
	t.Parallel()
	visits := city{stages: 3}.live(1, forecast.Enough-1, 10)
	q := forecast.Question{Flow: "a", Stage: stage(0)}
	if a := forecast.New(visits, 1e6).Ahead(q, 1); a.Thin != stage(0) {
		t.Errorf("%+v", a)
	}
	visits = city{stages: 3}.live(1, forecast.Enough, 10)
	if a := forecast.New(visits, 1e6).Ahead(q, 1); a.Thin != "" || a.P50 == 0 {
		t.Errorf("%+v", a)
	}
	if a := forecast.New(visits, 1e6).Ahead(forecast.Question{Flow: "b", Stage: stage(0)}, 1); a.Thin != stage(0) {
		t.Errorf("of another flow: %+v", a)
	}
}

// TestRunningVisitsCount: where what is slow has not ended yet, what has ended is what was fast.
func TestRunningVisitsCount(t *testing.T) {
	t.Parallel()
	var visits []forecast.Visit
	for i := range 20 {
		v := forecast.Visit{Request: alur.RequestID(fmt.Sprint(i)), Flow: "a", Stage: stage(0), Left: 100 + i, Done: true}
		if i >= 10 {
			v.Left, v.Done, v.Running = 0, false, true
		}
		visits = append(visits, v)
	}
	q := forecast.Question{Flow: "a", Stage: stage(0)}
	fast := forecast.New(visits[:10], 5000).Ahead(q, 1)
	if all := forecast.New(visits, 5000).Ahead(q, 1); all.P80 < 10*fast.P80 {
		t.Errorf("with ten that have run for 5000 minutes: %+v; without %+v", all, fast)
	}
}

// TestSlowRequestsStaySlow: what a request took so far says what it will take.
func TestSlowRequestsStaySlow(t *testing.T) {
	t.Parallel()
	visits := city{stages: 8, spread: 0.8, pace: 0.7}.live(3, 120, 500)
	end := 120 * 500
	ask := func(minutes int) forecast.Answer {
		own := []forecast.Visit{}
		for i, at := 0, end; i < 3; i++ {
			own = append(own, forecast.Visit{Request: "own", Flow: "a", Stage: stage(i), Entered: at, Left: at + minutes, Next: stage(i + 1)})
			at += minutes
		}
		return forecast.New(append(own, visits...), end+3*minutes).Ahead(forecast.Question{Flow: "a", Stage: stage(3), Past: own}, 1)
	}
	if fast, slow := ask(150), ask(3000); slow.P50 < fast.P50*3/2 {
		t.Errorf("after slow stages %+v, after fast ones %+v", slow, fast)
	}
}

func BenchmarkAhead(b *testing.B) {
	m := forecast.New(city{stages: 18, spread: 0.7, pace: 0.3, back: 0.15}.live(1, 300, 700), 300*700)
	for b.Loop() {
		m.Ahead(forecast.Question{Flow: "a", Stage: stage(0)}, 1)
	}
}

func BenchmarkNew(b *testing.B) {
	visits := city{stages: 18, spread: 0.7, pace: 0.3, back: 0.15}.live(1, 300, 700)
	for b.Loop() {
		forecast.New(visits, 300*700)
	}
}
