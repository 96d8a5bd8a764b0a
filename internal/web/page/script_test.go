package page

import (
	"bytes"
	"strings"
	"testing"
)

// TestScripts holds the budget of the scripts, and proves that they import each
// other by names that may be kept for ever.
func TestScripts(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	total := 0
	for source, name := range s.hashed {
		if !strings.HasSuffix(source, ".js") {
			continue
		}
		a, ok := s.Asset(name)
		if !ok {
			t.Fatalf("%s is not found by its own name", source)
		}
		if total += len(a.Gzipped); a.Gzipped == nil {
			total += len(a.Content)
		}
		for line := range bytes.Lines(a.Content) {
			_, from, ok := bytes.Cut(line, []byte(`from "./`))
			if !ok {
				continue
			}
			imported, _, _ := bytes.Cut(from, []byte(`"`))
			if _, ok := s.Asset(string(imported)); !ok {
				t.Errorf("%s imports %s, which is not there", source, imported)
			}
		}
	}
	if total == 0 || total > 30_000 {
		t.Errorf("the scripts have %d bytes compressed, at most 30,000", total)
	}
}
