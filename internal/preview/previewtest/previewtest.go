// Package previewtest gives tests the child that draws pages.
//
// It is built for itself, because a test binary under the race detector would need
// minutes and gigabytes to compile the renderer. Start reading at [Command].
package previewtest

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"testing"
)

// build builds the child once for each test binary.
var build = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "alur-preview-child")
	if err != nil {
		return "", err
	}
	out := filepath.Join(dir, "child")
	cmd := exec.Command("go", "build", "-race=false", "-o", out, "./testdata/child") //nolint:gosec // into a folder of its own
	cmd.Dir = room()
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build child: %w\n%s", err, said)
	}
	return out, nil
})

// room is the folder of package preview.
func room() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Dir(filepath.Dir(file))
}

// Command returns what starts a child.
func Command(tb testing.TB) []string {
	tb.Helper()
	path, err := build()
	if err != nil {
		tb.Fatal(err)
	}
	return []string{path}
}

// Compiled returns a folder for the compiled renderer that every test shares, also
// those of other packages and of the next run: compiling takes seconds.
func Compiled(tb testing.TB) string {
	tb.Helper()
	dir := filepath.Join(room(), "..", "..", ".cache", "preview")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		tb.Fatal(err)
	}
	return dir
}

// Share lets a folder of previews use the compiled renderer of all tests.
func Share(tb testing.TB, folder string) {
	tb.Helper()
	if err := os.MkdirAll(folder, 0o700); err != nil {
		tb.Fatal(err)
	}
	if err := os.Symlink(Compiled(tb), filepath.Join(folder, "compiled")); err != nil {
		tb.Fatal(err)
	}
}

// Clean removes what was built; for TestMain.
func Clean() {
	if path, err := build(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
}

// PDF writes a PDF of the objects given, the first being the catalog.
func PDF(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	at := make([]int, len(objects))
	for i, o := range objects {
		at[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}
