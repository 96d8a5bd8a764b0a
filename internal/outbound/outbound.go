// Package outbound is the one way in which Alur calls other systems: over https, to
// an address that was checked after the name was resolved, without following
// redirects, and with a limit on what is read.
//
// It owns these rules. It must not know who is called, nor why. Start reading at
// [Client].
package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// The limits of one call.
const (
	callTimeout = 10 * time.Second
	dialTimeout = 5 * time.Second
	// answerTimeout is how long a call without a limit of its own waits for the answer's
	// beginning, once it has sent everything.
	answerTimeout = 30 * time.Second
	maxAnswer     = 1 << 20 // bytes
)

// Config says which addresses may be called beside those of the public internet.
type Config struct {
	// Networks are networks of one's own, where the city's other systems stand. A
	// loopback network among them also allows plain http there: for tests and
	// demonstrations on one machine.
	Networks []netip.Prefix
}

// ErrRefused says that an address may not be called.
var ErrRefused = errors.New("this address may not be called")

// Client makes the client that all calls go through.
func Client(cfg Config) *http.Client {
	return &http.Client{
		Timeout:   callTimeout,
		Transport: &cutting{Transport(cfg)},
		// A redirect would be a second call, to wherever the first one says.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Transport is what [Client] is made of, for protocols that move files: it checks where
// a call goes, and leaves it to the caller how much is read, for how long, and that no
// redirect is followed.
func Transport(cfg Config) http.RoundTripper {
	dialer := &net.Dialer{
		Timeout: dialTimeout,
		// After the name was resolved, so that a name that points to another address at the
		// second look gains nothing.
		ControlContext: func(_ context.Context, _, address string, _ syscall.RawConn) error { return cfg.check(address) },
	}
	return &guarded{cfg: cfg, next: &http.Transport{
		DialContext: dialer.DialContext, TLSHandshakeTimeout: dialTimeout, ResponseHeaderTimeout: answerTimeout,
		MaxIdleConns: 10, IdleConnTimeout: time.Minute, MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
	}}
}

// check refuses addresses of this machine, of its network, and those that are nobody's.
func (c Config) check(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %q", ErrRefused, address)
	}
	ip := at.Addr().Unmap().WithZone("")
	if c.own(ip) {
		return nil
	}
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() || special(ip) {
		return fmt.Errorf("%w: %s", ErrRefused, ip)
	}
	return nil
}

func (c Config) own(ip netip.Addr) bool {
	for _, n := range c.Networks {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}

// reserved are networks that look public and are not (RFC 6890), and those through
// which an IPv6 address reaches an IPv4 one.
var reserved = []netip.Prefix{
	netip.MustParsePrefix("0.0.0.0/8"), netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"), netip.MustParsePrefix("192.0.2.0/24"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("240.0.0.0/4"),
	netip.MustParsePrefix("64:ff9b::/96"), netip.MustParsePrefix("64:ff9b:1::/48"), netip.MustParsePrefix("2001::/23"), netip.MustParsePrefix("2001:db8::/32"), netip.MustParsePrefix("2002::/16"),
}

func special(ip netip.Addr) bool {
	for _, n := range reserved {
		if n.Contains(ip) {
			return true
		}
	}
	return false
}

// plain reports whether a host may be called without TLS: a loopback address that is
// configured.
func (c Config) plain(host string) bool {
	if host == "localhost" {
		host = "127.0.0.1"
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.Unmap().IsLoopback() && c.own(ip.Unmap())
}

// guarded refuses what is not https.
type guarded struct {
	cfg  Config
	next http.RoundTripper
}

func (g *guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" && (r.URL.Scheme != "http" || !g.cfg.plain(r.URL.Hostname())) {
		return nil, fmt.Errorf("%w: %s is not https", ErrRefused, r.URL.Redacted())
	}
	return g.next.RoundTrip(r)
}

// cutting cuts answers.
type cutting struct{ next http.RoundTripper }

func (c *cutting) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := c.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	res.Body = &cutBody{ReadCloser: res.Body, left: maxAnswer}
	return res, nil
}

var errTooLong = errors.New("the answer is too long")

// cutBody fails after so many bytes: half an answer is none.
type cutBody struct {
	io.ReadCloser
	left int64
}

func (b *cutBody) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, errTooLong
	}
	if int64(len(p)) > b.left {
		p = p[:b.left]
	}
	n, err := b.ReadCloser.Read(p)
	b.left -= int64(n)
	return n, err
}
