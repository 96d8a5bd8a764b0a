// Package blobtest is what every store of documents must do alike, and a real object
// store to do it on. Start reading at [Run] and [Start].
package blobtest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/alur-id/alur/internal/blob"
)

// What the gateway of tests is called and opened by.
const (
	bucketName = "dokumen"
	accessKey  = "kunci-uji"
	secretKey  = "rahasia-uji-rahasia-uji"
)

// root is the folder of the product.
func root() string {
	_, file, _, _ := runtime.Caller(0)
	return filepath.Join(filepath.Dir(file), "..", "..", "..")
}

// program is the gateway, built once for a version and kept in .cache: it is large.
var program = sync.OnceValues(func() (string, error) {
	mod, err := os.ReadFile(filepath.Join(root(), "tools", "go.mod"))
	if err != nil {
		return "", err
	}
	version := regexp.MustCompile(`versity/versitygw (v\S+)`).FindSubmatch(mod)
	if version == nil {
		return "", errors.New("tools/go.mod has no versitygw")
	}
	dir := filepath.Join(root(), ".cache", "tools")
	out := filepath.Join(dir, "versitygw-"+string(version[1]))
	if _, err := os.Stat(out); err == nil {
		return out, nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return "", err
	}
	fresh := fmt.Sprintf("%s.%d", out, os.Getpid())
	cmd := exec.Command("go", "build", "-race=false", "-modfile=tools/go.mod", "-o", fresh, "github.com/versity/versitygw/cmd/versitygw") //nolint:gosec // into the cache
	cmd.Dir, cmd.Env = root(), append(os.Environ(), "CGO_ENABLED=0")
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build versitygw: %w\n%s", err, said)
	}
	return out, os.Rename(fresh, out)
})

// Gateway is an object store of one test, on loopback, over a folder.
type Gateway struct {
	tb      testing.TB
	program string
	dir     string // the bucket is a folder in it
	meta    string
	address string
	mu      sync.Mutex // a test kills it from a connection
	process *exec.Cmd
}

// Start starts an object store with an empty bucket, which stops with the test. Where it
// cannot be built the test is skipped, or fails where the variable CI is set.
func Start(tb testing.TB) *Gateway {
	tb.Helper()
	path, err := program()
	if err != nil && os.Getenv("CI") == "" {
		tb.Skip(err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a port, for a moment
	if err != nil {
		tb.Fatal(err)
	}
	g := &Gateway{tb: tb, program: path, dir: tb.TempDir(), meta: tb.TempDir(), address: free.Addr().String()}
	if err := errors.Join(free.Close(), os.Mkdir(filepath.Join(g.dir, bucketName), 0o700)); err != nil {
		tb.Fatal(err)
	}
	g.Restart()
	tb.Cleanup(g.Kill)
	return g
}

// Address is where it listens.
func (g *Gateway) Address() string { return g.address }

// Kill ends it at once, as a power cut would.
func (g *Gateway) Kill() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.kill()
}

func (g *Gateway) kill() {
	if g.process != nil {
		_ = g.process.Process.Kill() // it may have ended by itself
		_ = g.process.Wait()
		g.process = nil
	}
}

// Restart starts it where it was.
func (g *Gateway) Restart() {
	g.tb.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.kill()
	g.process = exec.Command(g.program, "--port", g.address, "--access", accessKey, "--secret", secretKey, "--quiet", "posix", "--sidecar", g.meta, g.dir) //nolint:gosec,noctx // our own; it outlives every context but the test
	if err := g.process.Start(); err != nil {
		g.tb.Fatal(err)
	}
	for range 200 {
		c, err := net.DialTimeout("tcp", g.address, time.Second) //nolint:noctx // a look
		if err == nil {
			_ = c.Close()
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	g.tb.Fatal("versitygw does not listen")
}

// Config opens the bucket, by way of another address where one is given.
func (g *Gateway) Config(through string) blob.BucketConfig {
	if through == "" {
		through = g.address
	}
	return blob.BucketConfig{
		Endpoint: through, Bucket: bucketName, Prefix: "salatiga/alur", AccessKey: accessKey, SecretKey: secretKey, Insecure: true, Dir: g.tb.TempDir(),
	}
}

// URL is how the bucket is named in settings; Credentials is the file beside it.
func (g *Gateway) URL() string {
	return "s3://" + bucketName + "/salatiga/alur?endpoint=" + g.address + "&insecure=yes"
}

// Credentials writes the file that opens the bucket.
func (g *Gateway) Credentials() string {
	g.tb.Helper()
	name := filepath.Join(g.tb.TempDir(), "kunci")
	if err := os.WriteFile(name, []byte(accessKey+"\n"+secretKey+"\n"), 0o600); err != nil {
		g.tb.Fatal(err)
	}
	return name
}

// File is where the bytes with the hash lie on the disk, behind the store's back.
func (g *Gateway) File(sum string) string {
	return filepath.Join(g.dir, bucketName, "salatiga", "alur", "sha256", sum[:2], sum[2:4], sum)
}
