// Package tooltest finds the programs that tests use beside Go: Python, poppler,
// LibreOffice, Node. Where the variable CI is set a missing one is a failure; on a
// developer's machine it is not, and `make setup` installs it.
package tooltest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Found returns the path of a program, and whether the machine has it. Missing where CI is
// set ends the test as failed.
func Found(t testing.TB, name string) (path string, ok bool) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil && os.Getenv("CI") != "" {
		t.Fatal(err)
	}
	return path, err == nil
}

// Program is [Found] for a test that is nothing without the program: it is skipped.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, ok := Found(t, name)
	if !ok {
		t.Skipf("no %s on this machine; make setup installs it", name)
	}
	return path
}

// PDFText is what poppler reads in a PDF, with the layout of its pages.
func PDFText(t testing.TB, pdf []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(file, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), Program(t, "pdftotext"), "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
