// Package evidencetest finds what checks evidence without Alur, for tests.
package evidencetest

import (
	"os"
	"os/exec"
	"testing"
)

// Checker returns the path of the Python that runs docs/periksa-riwayat.py. A machine
// without one skips the test, unless CI is set: there it fails.
func Checker(t testing.TB) string {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err == nil {
		return python
	}
	if os.Getenv("CI") != "" {
		t.Fatal(err)
	}
	t.Skip("no python3 on this machine; make setup installs it")
	return ""
}
