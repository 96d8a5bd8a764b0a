package page

import (
	"regexp"
	"strings"
	"testing"
)

// TestScriptsWriteNoMarkup proves that no script turns words into markup or code, or
// listens to other windows: nothing that people wrote can become either.
func TestScriptsWriteNoMarkup(t *testing.T) {
	t.Parallel()
	s := loaded(t)
	bad := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|\beval\(|new Function|postMessage|__proto__`)
	scripts := 0
	for source, name := range s.hashed {
		if !strings.HasSuffix(source, ".js") {
			continue
		}
		scripts++
		a, ok := s.Asset(name)
		if !ok {
			t.Fatalf("%s is not found by its own name", source)
		}
		if found := bad.Find(a.Content); found != nil {
			t.Errorf("%s has %s", source, found)
		}
	}
	if scripts < 10 {
		t.Errorf("only %d scripts", scripts)
	}
}
