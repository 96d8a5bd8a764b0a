package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"

	"github.com/alur-id/alur/internal/store"
)

// ServerVariable names an existing PostgreSQL server to use instead of an own one:
// a URL of a role that may create databases.
const ServerVariable = "ALUR_TEST_POSTGRES"

// DSN gives the URL of a fresh PostgreSQL database with the current schema, which is
// dropped at the end of the test. The server is started at the first call in the
// process, and stops with the process, however that ends. Without PostgreSQL the
// test is skipped, or fails where the variable CI is set.
func DSN(t testing.TB) string {
	t.Helper()
	return lent(t, true)
}

// EmptyDSN is DSN without any schema.
func EmptyDSN(t testing.TB) string {
	t.Helper()
	return lent(t, false)
}

// ProcessDSN is DSN for a database that lives as long as the process, like [ProcessDir].
func ProcessDSN(t testing.TB) string {
	t.Helper()
	url, drop := fresh(t, true)
	processDrops.Store(url, drop)
	return url
}

var processDrops sync.Map

// Main runs the tests of a package and then waits until the server has stopped and
// its files are gone. For TestMain of packages that want to leave nothing behind at
// the moment they end; without it the server stops by itself right afterwards.
func Main(m *testing.M) {
	code := m.Run()
	processDrops.Range(func(_, drop any) bool {
		if drop, ok := drop.(func() error); ok {
			_ = drop() // the server goes next
		}
		return true
	})
	shared.stop()
	processDirs.Range(func(dir, _ any) bool {
		_ = os.RemoveAll(fmt.Sprint(dir))
		return true
	})
	os.Exit(code)
}

// server is the PostgreSQL that the tests of one process share.
type server struct {
	once     sync.Once
	err      error
	admin    string // URL of the database to create others from
	template string // the database with the schema, "" on a server that is not ours
	lifeline io.Closer
	done     chan struct{}
}

var shared server

// errMissing says that there is no PostgreSQL on this machine.
var errMissing = errors.New("no PostgreSQL server programs (postgres, initdb) on this machine")

// lent is fresh until the end of the test.
func lent(t testing.TB, migrated bool) string {
	t.Helper()
	url, drop := fresh(t, migrated)
	t.Cleanup(func() {
		if err := drop(); err != nil {
			t.Errorf("drop database: %v", err)
		}
	})
	return url
}

func fresh(t testing.TB, migrated bool) (url string, drop func() error) {
	t.Helper()
	shared.once.Do(func() { shared.err = shared.start() })
	if errors.Is(shared.err, errMissing) && os.Getenv("CI") == "" {
		t.Skip(shared.err)
	}
	if shared.err != nil {
		t.Fatalf("start PostgreSQL: %v", shared.err)
	}
	name := "alur_test_" + randomName()
	create := "CREATE DATABASE " + name
	switch {
	case migrated && shared.template != "":
		create += " TEMPLATE " + shared.template
	default:
		create += " TEMPLATE template0 ENCODING 'UTF8'"
	}
	if err := shared.exec(create); err != nil {
		t.Fatalf("create database: %v", err)
	}
	return withDatabase(shared.admin, name), func() error {
		return shared.exec("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)")
	}
}

func randomName() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func withDatabase(admin, name string) string {
	u, err := url.Parse(admin)
	if err != nil {
		return admin
	}
	u.Path = "/" + name
	return u.String()
}

func (s *server) exec(text string) error {
	db, err := sql.Open("pgx", s.admin)
	if err != nil {
		return err
	}
	defer db.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err = db.ExecContext(ctx, text)
	return err
}

func (s *server) start() error {
	if u := os.Getenv(ServerVariable); u != "" {
		s.admin = u
		return s.exec("SELECT 1")
	}
	var err error
	for range 3 { // somebody may take the port between looking and listening
		if err = s.launch(); err == nil || errors.Is(err, errMissing) {
			break
		}
		s.stop()
	}
	if err != nil {
		return err
	}
	const name = "alur_template"
	if err := s.exec("CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8'"); err != nil {
		return err
	}
	st, err := store.Open(context.Background(), store.Config{URL: withDatabase(s.admin, name)})
	if err != nil {
		return fmt.Errorf("migrate the template: %w", err)
	}
	s.template = name
	return st.Close()
}

// keeper runs the server as its child until its standard input ends, which happens
// when this process does, in whatever way. Then it stops the server and removes
// the files.
const keeper = `
"$1/postgres" -D "$2/data" >"$2/log" 2>&1 </dev/null &
server=$!
cat >/dev/null
kill -QUIT $server
wait $server
rm -rf "$2"
`

func (s *server) launch() error {
	bin, err := binaries()
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "alur-postgres-")
	if err != nil {
		return err
	}
	owner, err := unprivileged()
	if err != nil {
		return err
	}
	if owner != nil {
		if err := os.Chown(dir, int(owner.Uid), int(owner.Gid)); err != nil {
			return err
		}
	}
	as := &syscall.SysProcAttr{Credential: owner, Setsid: true}

	// initdb need not sync what a crash may lose; the server itself runs with fsync.
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres", //nolint:noctx // ends by itself, before the server
		"--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
	initdb.SysProcAttr, initdb.Dir, initdb.Env = as, dir, environment()
	if out, err := initdb.CombinedOutput(); err != nil {
		_ = os.RemoveAll(dir)
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	port, err := freePort()
	if err != nil {
		return err
	}
	settings := fmt.Sprintf(`
listen_addresses = '127.0.0.1'
port = %d
unix_socket_directories = '%s'
max_connections = 300
shared_buffers = 64MB
fsync = on
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
jit = off
`, port, dir)
	conf, err := os.OpenFile(filepath.Join(dir, "data", "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	if _, err := conf.WriteString(settings); err != nil {
		return err
	}
	if err := conf.Close(); err != nil {
		return err
	}

	cmd := exec.Command("/bin/sh", "-c", keeper, "keeper", bin, dir) //nolint:noctx // outlives every test
	cmd.SysProcAttr, cmd.Dir, cmd.Env = as, dir, environment()
	// The pipe is the lifeline. Output goes nowhere: go test waits for whoever
	// inherits its own.
	if s.lifeline, err = cmd.StdinPipe(); err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	s.done = make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(s.done)
	}()
	s.admin = fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
	return s.await(dir)
}

// await waits until the server answers.
func (s *server) await(dir string) error {
	deadline := time.Now().Add(time.Minute)
	for {
		err := s.exec("SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-s.done:
			return fmt.Errorf("the server ended: %w", err)
		case <-time.After(50 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return fmt.Errorf("the server does not answer: %w\n%s", err, log)
		}
	}
}

// stop ends the server and waits until it has.
func (s *server) stop() {
	if s.lifeline == nil {
		return
	}
	_ = s.lifeline.Close()
	select {
	case <-s.done:
	case <-time.After(30 * time.Second):
	}
	s.lifeline = nil
}

// binaries finds the newest server programs.
func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/postgres") // the pattern is good
	slices.SortFunc(found, func(a, b string) int { return version(a) - version(b) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	path, err := exec.LookPath("postgres")
	if err != nil {
		return "", errMissing
	}
	if path, err = filepath.EvalSymlinks(path); err != nil {
		return "", err
	}
	return filepath.Dir(path), nil
}

func version(path string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path)))) // 0 for what is no version
	return n
}

// unprivileged is who the server runs as: PostgreSQL refuses to run as root.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil //nolint:nilnil // as we are
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no other user to run it as")
}

// environment is what the server's programs get: nothing that could lead them to
// another server.
func environment() []string { return []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"} }

func freePort() (int, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(context.Background(), "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.New("no TCP address")
	}
	return addr.Port, nil
}
