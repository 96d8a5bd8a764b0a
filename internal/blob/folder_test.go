package blob_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
)

func open(t *testing.T, dir string) *blob.Folder {
	t.Helper()
	f, err := blob.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// filesIn lists the files of a folder, relative to it.
func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			rel, _ := filepath.Rel(dir, p)
			out = append(out, rel)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestPutAndOpen(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data", "documents")
	f := open(t, dir)
	content := bytes.Repeat([]byte("isi dokumen\n"), 20_000)
	stored, err := f.Put(t.Context(), iotest.OneByteReader(bytes.NewReader(content)), blob.MaxSize)
	if err != nil {
		t.Fatal(err)
	}
	if stored.SHA256 != hashOf(content) || stored.Size != int64(len(content)) {
		t.Errorf("stored %+v", stored)
	}
	want := filepath.Join("sha256", stored.SHA256[:2], stored.SHA256[2:4], stored.SHA256)
	if got := filesIn(t, dir); len(got) != 1 || got[0] != want {
		t.Errorf("files are %v, want %s alone", got, want)
	}
	again := open(t, dir)
	r, size, err := again.Open(t.Context(), stored.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	got, err := io.ReadAll(r)
	if err != nil || size != int64(len(content)) || !bytes.Equal(got, content) {
		t.Errorf("read %d of %d bytes: %v", len(got), size, err)
	}
}

func TestPutRefuses(t *testing.T) {
	t.Parallel()
	broken := errors.New("the line broke")
	for name, c := range map[string]struct {
		in   io.Reader
		code alur.Code
		err  error
	}{
		"empty":       {strings.NewReader(""), alur.CodeEmptyFile, nil},
		"too large":   {strings.NewReader("12345678901"), alur.CodeTooLarge, nil},
		"broken line": {io.MultiReader(strings.NewReader("123"), iotest.ErrReader(broken)), alur.CodeInternal, broken},
		"cut off":     {iotest.ErrReader(io.ErrUnexpectedEOF), alur.CodeInternal, io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			f := open(t, dir)
			_, err := f.Put(t.Context(), c.in, 10)
			if alur.CodeOf(err) != c.code || c.err != nil && !errors.Is(err, c.err) {
				t.Errorf("got %v, want %s", err, c.code)
			}
			if left := filesIn(t, dir); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	t.Run("exactly the limit", func(t *testing.T) {
		t.Parallel()
		if _, err := open(t, t.TempDir()).Put(t.Context(), strings.NewReader("1234567890"), 10); err != nil {
			t.Error(err)
		}
	})
	t.Run("context over", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := open(t, t.TempDir()).Put(ctx, strings.NewReader("1"), 10); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}

func TestPutSameContentAtOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	folders := []*blob.Folder{open(t, dir), open(t, dir)} // two processes
	content := bytes.Repeat([]byte{7}, 300_000)
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			f := folders[i%2]
			stored, err := f.Put(t.Context(), bytes.NewReader(content), blob.MaxSize)
			if err != nil {
				t.Error(err)
				return
			}
			if err := f.Verify(t.Context(), stored.SHA256); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if got := filesIn(t, dir); len(got) != 1 {
		t.Errorf("files are %v", got)
	}
}

func TestWrongBytesAreNeverServed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := open(t, dir)
	content := []byte("bukti yang benar")
	stored, err := f.Put(t.Context(), bytes.NewReader(content), blob.MaxSize)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "sha256", stored.SHA256[:2], stored.SHA256[2:4], stored.SHA256)
	for name, damage := range map[string][]byte{
		"one bit": []byte("bukti yang benas"), "cut": content[:5], "longer": append(bytes.Clone(content), '!'), "empty": {},
	} {
		if err := errors.Join(os.Chmod(file, 0o600), os.WriteFile(file, damage, 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := f.Open(t.Context(), stored.SHA256); !errors.Is(err, blob.ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	// The same bytes sent again heal it.
	if _, err := f.Put(t.Context(), bytes.NewReader(content), blob.MaxSize); err != nil {
		t.Fatal(err)
	}
	if err := f.Verify(t.Context(), stored.SHA256); err != nil {
		t.Error(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, _, err := f.Open(t.Context(), stored.SHA256); !errors.Is(err, blob.ErrMissing) {
		t.Errorf("got %v", err)
	}
	for _, name := range []string{"", "..", "../../etc/passwd", strings.ToUpper(stored.SHA256), stored.SHA256[:10], strings.Repeat("z", 64)} {
		if _, _, err := f.Open(t.Context(), name); !errors.Is(err, blob.ErrMissing) {
			t.Errorf("%q: got %v", name, err)
		}
	}
}

func TestOpenRemovesOldLeftovers(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := open(t, dir).Close(); err != nil {
		t.Fatal(err)
	}
	write := func(name string, age time.Duration) {
		p := filepath.Join(dir, "incoming", name)
		at := time.Now().Add(-age)
		if err := errors.Join(os.WriteFile(p, []byte("x"), 0o600), os.Chtimes(p, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	write("old", 25*time.Hour)
	write("young", 23*time.Hour)
	open(t, dir)
	if got := filesIn(t, dir); len(got) != 1 || got[0] != filepath.Join("incoming", "young") {
		t.Errorf("left are %v", got)
	}
}

func TestOpenForReadingChangesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f, err := blob.OpenForReading(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 0 {
		t.Errorf("there are %v (%v)", entries, err)
	}
	if err := f.Verify(t.Context(), hashOf(nil)); !errors.Is(err, blob.ErrMissing) {
		t.Errorf("got %v", err)
	}
	if _, err := blob.OpenForReading(filepath.Join(dir, "none")); err == nil {
		t.Error("opened a folder that does not exist")
	}
}

func TestDiscardedFilesAreGone(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	f := open(t, dir)
	in, err := f.Receive(t.Context(), strings.NewReader("tidak aman"), blob.MaxSize)
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 5)
	if n, err := in.ReadAt(buf, 0); n != 5 || err != nil || string(buf) != "tidak" {
		t.Errorf("read %q, %v", buf[:n], err)
	}
	in.Discard()
	if got := filesIn(t, dir); len(got) != 0 {
		t.Errorf("left are %v", got)
	}
}

func TestCleanName(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("é", 200)
	for in, want := range map[string]string{
		"kak.pdf":                      "kak.pdf",
		"  Kerangka Acuan (final).pdf": "Kerangka Acuan (final).pdf",
		`C:\Users\budi\kak.pdf`:        "kak.pdf",
		"../../etc/passwd":             "passwd",
		"laporan\u202efdp.exe":         "laporanfdp.exe",
		"a\x00b\r\nc\u2028.txt":        "abc.txt",
		"a\u200bb\ufeff.pdf":           "ab.pdf",
		"cafe\u0301.pdf":               "café.pdf",
		"tab\u00a0spasi.pdf":           "tab spasi.pdf",
		".htaccess":                    "htaccess",
		"kak.pdf. . .":                 "kak.pdf",
		"\xff\xfe.pdf":                 "pdf",
		"":                             "dokumen",
		"/":                            "dokumen",
		"...":                          "dokumen",
		long + ".pdf":                  strings.Repeat("é", 88) + ".pdf",
		long + "." + long:              strings.Repeat("é", 90),
		"rencana 🏥.docx":               "rencana 🏥.docx",
	} {
		if got := blob.CleanName(in); got != want {
			t.Errorf("CleanName(%q) = %q, want %q", in, got, want)
		}
	}
}

func FuzzCleanName(f *testing.F) {
	f.Add("laporan\u202efdp.exe")
	f.Add(strings.Repeat("e\u0301", 120) + ".pdf")
	f.Fuzz(func(t *testing.T, name string) {
		got := blob.CleanName(name)
		if got == "" || len(got) > 180 || strings.ContainsAny(got, "/\\\x00\r\n\u202e\u2066") {
			t.Errorf("CleanName(%q) = %q", name, got)
		}
		if again := blob.CleanName(got); again != got {
			t.Errorf("CleanName(%q) = %q, cleaned again %q", name, got, again)
		}
	})
}
