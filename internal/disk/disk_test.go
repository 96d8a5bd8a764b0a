package disk

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/alur-id/alur"
)

func TestWrite(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "a", "b")
	root, err := OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = root.Close() })
	for _, content := range []string{"long enough", "short"} {
		if err := Write(root, "file", []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(dir, "file")); string(got) != content || err != nil {
			t.Errorf("%q, %v", got, err)
		}
	}
	if err := Write(root, "../file", nil); err == nil {
		t.Error("wrote outside of the folder")
	}
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]alur.Code{
		syscall.ENOSPC: alur.CodeStorageFull, syscall.EROFS: alur.CodeStorageFull, syscall.EDQUOT: alur.CodeStorageFull,
		syscall.EFBIG: alur.CodeStorageFull, syscall.EIO: alur.CodeInternal,
	} {
		got := Refusal("letters", "write", fmt.Errorf("page 1: %w", err))
		if alur.CodeOf(got) != want || !errors.Is(got, err) {
			t.Errorf("%v: %v", err, got)
		}
	}
}
