package blobtest

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

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
)

// Target is an empty store under test.
type Target struct {
	// Open opens it as another process would.
	Open func() (blob.Store, error)
	// File is where the bytes with the hash lie, behind its back.
	File func(sum string) string
	// Dir is the folder for what is on its way: nothing may stay there.
	Dir string
}

func (x Target) open(t *testing.T) blob.Store {
	t.Helper()
	s, err := x.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// Run is the conformance suite: what a folder and a bucket must do alike. fresh gives
// an empty store for each test.
func Run(t *testing.T, fresh func(t *testing.T) Target) {
	for name, test := range map[string]func(*testing.T, Target){
		"PutAndOpen": putAndOpen, "Refuses": refuses, "SameContentAtOnce": sameContentAtOnce, "WrongBytes": wrongBytes, "Each": each,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, fresh(t))
		})
	}
}

// Sum is the name of bytes.
func Sum(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func put(t *testing.T, s blob.Store, content []byte) string {
	t.Helper()
	stored, err := blob.Put(t.Context(), s, bytes.NewReader(content), blob.MaxSize)
	if err != nil {
		t.Fatal(err)
	}
	if stored.SHA256 != Sum(content) || stored.Size != int64(len(content)) {
		t.Errorf("stored %+v", stored)
	}
	return stored.SHA256
}

// nothingOnItsWay looks for files that an operation left behind.
func (x Target) nothingOnItsWay(t *testing.T) {
	t.Helper()
	entries, err := os.ReadDir(x.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		t.Errorf("left behind: %s", e.Name())
	}
}

func putAndOpen(t *testing.T, x Target) {
	content := bytes.Repeat([]byte("isi dokumen\n"), 200_000) // 2.4 MB
	s := x.open(t)
	stored, err := blob.Put(t.Context(), s, iotest.HalfReader(bytes.NewReader(content)), int64(len(content)))
	if err != nil || stored.SHA256 != Sum(content) {
		t.Fatalf("%+v, %v", stored, err)
	}
	again := x.open(t)
	r, size, err := again.Open(t.Context(), stored.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Seek(-5, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	end, err := io.ReadAll(r)
	if err != nil || string(end) != "umen\n" {
		t.Errorf("the end is %q, %v", end, err)
	}
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(r)
	if err != nil || size != int64(len(content)) || !bytes.Equal(got, content) {
		t.Errorf("read %d of %d bytes: %v", len(got), size, err)
	}
	has, err := again.Has(stored.SHA256)
	if err != nil || !has {
		t.Errorf("has %v, %v", has, err)
	}
	x.nothingOnItsWay(t)
}

func refuses(t *testing.T, x Target) {
	s := x.open(t)
	broken := errors.New("the line broke")
	over, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context //nolint:containedctx // of one case
		in   io.Reader
		code alur.Code
		err  error
	}{
		"empty":        {t.Context(), strings.NewReader(""), alur.CodeEmptyFile, nil},
		"too large":    {t.Context(), strings.NewReader("12345678901"), alur.CodeTooLarge, nil},
		"broken line":  {t.Context(), io.MultiReader(strings.NewReader("123"), iotest.ErrReader(broken)), alur.CodeInternal, broken},
		"context over": {over, strings.NewReader("1"), alur.CodeInternal, context.Canceled},
	} {
		_, err := blob.Put(c.ctx, s, c.in, 10)
		if alur.CodeOf(err) != c.code || c.err != nil && !errors.Is(err, c.err) {
			t.Errorf("%s: got %v, want %s", name, err, c.code)
		}
	}
	in, err := s.Receive(t.Context(), strings.NewReader("tidak aman"), 10)
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 5)
	if n, err := in.ReadAt(buf, 0); n != 5 || err != nil || string(buf) != "tidak" {
		t.Errorf("read %q, %v", buf[:n], err)
	}
	in.Discard()
	if has, err := s.Has(Sum([]byte("tidak aman"))); has || err != nil {
		t.Errorf("thrown away and there: %v, %v", has, err)
	}
	x.nothingOnItsWay(t)
}

func sameContentAtOnce(t *testing.T, x Target) {
	content := bytes.Repeat([]byte{7}, 300_000)
	stores := []blob.Store{x.open(t), x.open(t)} // two processes
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			s := stores[i%2]
			if _, err := blob.Put(t.Context(), s, bytes.NewReader(content), blob.MaxSize); err != nil {
				t.Error(err)
				return
			}
			if err := s.Verify(t.Context(), Sum(content)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	info, err := os.Stat(x.File(Sum(content)))
	if err != nil {
		t.Fatal(err)
	}
	// Content is written once: what is there stays as it is.
	put(t, stores[0], content)
	after, err := os.Stat(x.File(Sum(content)))
	if err != nil || !after.ModTime().Equal(info.ModTime()) {
		t.Errorf("written again at %v (%v)", after, err)
	}
	x.nothingOnItsWay(t)
}

func wrongBytes(t *testing.T, x Target) {
	s := x.open(t)
	content := []byte("bukti yang benar")
	sum := put(t, s, content)
	file := x.File(sum)
	for name, damage := range map[string][]byte{
		"one bit": []byte("bukti yang benas"), "cut": content[:5], "longer": append(bytes.Clone(content), '!'), "empty": {},
	} {
		if err := errors.Join(os.Chmod(file, 0o600), os.WriteFile(file, damage, 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.Open(t.Context(), sum); !errors.Is(err, blob.ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
		if err := s.Verify(t.Context(), sum); !errors.Is(err, blob.ErrDamaged) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	put(t, s, content) // the same bytes sent again heal it
	if err := s.Verify(t.Context(), sum); err != nil {
		t.Error(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{sum, "", "..", "../../etc/passwd", strings.ToUpper(sum), sum[:10], strings.Repeat("z", 64)} {
		if _, _, err := s.Open(t.Context(), name); !errors.Is(err, blob.ErrMissing) {
			t.Errorf("%q: got %v", name, err)
		}
		if has, err := s.Has(name); has || err != nil {
			t.Errorf("%q: has %v, %v", name, has, err)
		}
	}
	put(t, s, content)
	x.nothingOnItsWay(t)
}

// each lists what is kept, and tells what does not belong there.
func each(t *testing.T, x Target) {
	s := x.open(t)
	list := func() map[string]blob.File {
		got := map[string]blob.File{}
		if err := s.Each(t.Context(), func(f blob.File) error { got[f.Name] = f; return nil }); err != nil {
			t.Error(err)
		}
		return got
	}
	if got := list(); len(got) != 0 {
		t.Errorf("empty, and has %v", got)
	}
	want := map[string]blob.File{}
	var first string
	for _, content := range []string{"satu", "dua", "tiga"} {
		sum := put(t, s, []byte(content))
		name := "sha256/" + sum[:2] + "/" + sum[2:4] + "/" + sum
		want[name] = blob.File{Name: name, SHA256: sum, Size: int64(len(content))}
		first = sum
	}
	odd := filepath.Join(filepath.Dir(x.File(first)), "catatan.txt")
	if err := os.WriteFile(odd, []byte("bukan dokumen"), 0o600); err != nil {
		t.Fatal(err)
	}
	name := "sha256/" + first[:2] + "/" + first[2:4] + "/catatan.txt"
	want[name] = blob.File{Name: name, Size: 13}
	if diff := cmp.Diff(want, list()); diff != "" {
		t.Error(diff)
	}
}
