package blob_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/blob/blobtest"
	"github.com/alur-id/alur/internal/outbound"
)

func TestFolder(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) blobtest.Target {
		dir := t.TempDir()
		open(t, dir)
		return blobtest.Target{
			Open: func() (blob.Store, error) { return blob.Open(dir) }, Dir: filepath.Join(dir, "incoming"),
			File: func(sum string) string { return filepath.Join(dir, "sha256", sum[:2], sum[2:4], sum) },
		}
	})
}

func TestBucket(t *testing.T) {
	t.Parallel()
	blobtest.Run(t, func(t *testing.T) blobtest.Target {
		g := blobtest.Start(t)
		config := g.Config("")
		return blobtest.Target{Open: func() (blob.Store, error) { return blob.OpenBucket(config) }, Dir: config.Dir, File: g.File}
	})
}

// TestBucketDies kills the object store in the middle of an upload: the upload is refused
// in words that say so, nothing half is ever there, and once it is back the same upload works.
func TestBucketDies(t *testing.T) {
	t.Parallel()
	g := blobtest.Start(t)
	var killAt atomic.Int64
	killAt.Store(1 << 62)
	through := proxy(t, g.Address(), func(sent int64) bool { return sent >= killAt.Load() }, g.Kill)
	b, err := blob.OpenBucket(g.Config(through))
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	before := []byte("ada sebelumnya")
	if _, err := blob.Put(t.Context(), b, bytes.NewReader(before), blob.MaxSize); err != nil {
		t.Fatal(err)
	}
	content := bytes.Repeat([]byte("0123456789abcdef"), 8<<16) // 8 MB
	killAt.Store(3 << 20)
	began := time.Now()
	_, err = blob.Put(t.Context(), b, bytes.NewReader(content), blob.MaxSize)
	if alur.CodeOf(err) != alur.CodeStorageUnavailable {
		t.Fatalf("killed in mid-upload: %v", err)
	}
	if _, _, err := b.Open(t.Context(), blobtest.Sum(before)); alur.CodeOf(err) != alur.CodeStorageUnavailable {
		t.Errorf("down: %v", err)
	}
	if err := b.Check(t.Context()); alur.CodeOf(err) != alur.CodeStorageUnavailable {
		t.Errorf("down: %v", err)
	}
	if took := time.Since(began); took > 15*time.Second {
		t.Errorf("three refusals took %s", took)
	}
	killAt.Store(1 << 62)
	g.Restart()
	sum := blobtest.Sum(content)
	if err := b.Verify(t.Context(), sum); err != nil && !errors.Is(err, blob.ErrMissing) {
		t.Errorf("half of it is there: %v", err)
	}
	if _, err := blob.Put(t.Context(), b, bytes.NewReader(content), blob.MaxSize); err != nil {
		t.Fatal(err)
	}
	for _, want := range [][]byte{content, before} {
		if err := b.Verify(t.Context(), blobtest.Sum(want)); err != nil {
			t.Error(err)
		}
	}
}

// proxy passes connections on, and calls end once when enough was sent to the server.
func proxy(t *testing.T, to string, enough func(int64) bool, end func()) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer in.Close()
				out, err := net.Dial("tcp", to)
				if err != nil {
					return
				}
				defer out.Close()
				go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
				sent, buf := int64(0), make([]byte, 64<<10)
				for {
					n, err := in.Read(buf)
					if sent += int64(n); enough(sent) {
						end()
						return
					}
					if _, werr := out.Write(buf[:n]); err != nil || werr != nil {
						return
					}
				}
			}()
		}
	}()
	return l.Addr().String()
}

// TestBucketIsGuarded: what is no bucket of ours is said at the start, and a plain
// connection is to this machine alone.
func TestBucketIsGuarded(t *testing.T) {
	t.Parallel()
	g := blobtest.Start(t)
	for name, c := range map[string]struct {
		change func(*blob.BucketConfig)
		said   string
	}{
		"right":          {func(*blob.BucketConfig) {}, ""},
		"no bucket":      {func(c *blob.BucketConfig) { c.Bucket = "lain" }, "no bucket"},
		"wrong secret":   {func(c *blob.BucketConfig) { c.SecretKey = "bukan-rahasia" }, "not open"},
		"no TLS there":   {func(c *blob.BucketConfig) { c.Insecure = false }, outbound.ErrRefused.Error()},
		"not loopback":   {func(c *blob.BucketConfig) { c.Endpoint = "192.0.2.1:9000" }, outbound.ErrRefused.Error()},
		"private, https": {func(c *blob.BucketConfig) { c.Endpoint, c.Insecure = "10.1.2.3", false }, outbound.ErrRefused.Error()},
	} {
		config := g.Config("")
		c.change(&config)
		b, err := blob.OpenBucket(config)
		if err != nil {
			t.Fatal(err)
		}
		err = b.Check(t.Context())
		if (err == nil) != (c.said == "") || err != nil && !strings.Contains(err.Error(), c.said) {
			t.Errorf("%s: %v", name, err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
}
