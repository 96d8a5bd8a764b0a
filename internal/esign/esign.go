// Package esign has PDFs signed by the esign client service of BSrE (Balai Sertifikasi
// Elektronik), which a city runs on a network of its own.
//
// It owns the calls of its API, version 2, and what is believed of the answers: nothing
// that was not looked at. It keeps neither the passphrase nor the number of the citizen
// (NIK) that a signature takes: both are a [Secret], are sent once, and stand in no error.
// It must not know requests, pages or databases. Start reading at [Client.Sign].
package esign

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur/internal/pades"
)

// The limits of one signature.
const (
	// MaxPDF is the largest file that is signed, in bytes.
	MaxPDF = 10 << 20
	// maxAnswer is a signed file in base64, with room for pictures and proofs in it.
	maxAnswer = (MaxPDF + 4<<20) / 3 * 4

	// signTimeout is for all calls together: people wait for it, and the server gives up a
	// form after 30 seconds.
	signTimeout = 25 * time.Second
	// atOnce bounds the signatures under way: each holds its file a few times.
	atOnce = 2
)

// Config is where the service is.
type Config struct {
	URL      string // https://esign.example.go.id, without the path of the API
	User     string
	Password string
	// Transport says which addresses may be called; that of package outbound.
	Transport http.RoundTripper
	// Timeout is for all calls of one signature together; 0 is 25 seconds.
	Timeout time.Duration
}

// Client calls the service. It is safe for concurrent use.
type Client struct {
	base     string
	user     string
	password string
	timeout  time.Duration
	http     *http.Client
	turn     chan struct{}
}

// New returns a client. It calls nobody: the service may be away at the start.
func New(cfg Config) (*Client, error) {
	u, err := url.Parse(cfg.URL)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" {
		return nil, errors.New("the esign service must be an https address")
	}
	if cfg.User == "" || cfg.Password == "" {
		return nil, errors.New("the esign service wants a user and a password")
	}
	if cfg.Timeout == 0 {
		cfg.Timeout = signTimeout
	}
	return &Client{
		base: strings.TrimSuffix(cfg.URL, "/"), user: cfg.User, password: cfg.Password, timeout: cfg.Timeout, turn: make(chan struct{}, atOnce),
		http: &http.Client{Transport: cfg.Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

// An Order is one PDF to be signed, by whom.
type Order struct {
	NIK        Secret
	Passphrase Secret
	PDF        []byte
	Reason     string
	Location   string
}

// Signed is a PDF that was signed.
type Signed struct {
	PDF    []byte
	Report pades.Report // of its signatures
	// Vouched says that the service, asked again, calls the signature valid.
	Vouched bool
}

// Sign asks whether the certificate can be used, has the file signed without a visible
// mark, and looks at what came back: it must show the same pages, and every signature in
// it must be intact, one more than before. What was signed before must begin it, or the
// signatures of others would be lost. Every error is an [*Error].
func (c *Client) Sign(ctx context.Context, o Order) (*Signed, error) {
	if len(o.PDF) > MaxPDF {
		return nil, &Error{Fault: TooLarge}
	}
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return nil, &Error{Fault: Down, Err: ctx.Err()}
	}
	if err := c.usable(ctx, o.NIK); err != nil {
		return nil, err
	}
	var answer struct {
		File []string `json:"file"`
	}
	order := signOrder{
		NIK: o.NIK.value, Passphrase: o.Passphrase.value, File: []string{base64.StdEncoding.EncodeToString(o.PDF)},
		Properties: []property{{Look: "INVISIBLE", Reason: o.Reason, Location: o.Location}},
	}
	if err := c.call(ctx, "/api/v2/sign/pdf", order, &answer); err != nil {
		return nil, err
	}
	if len(answer.File) != 1 {
		return nil, &Error{Fault: BadAnswer, Why: "no file"}
	}
	pdf, err := base64.StdEncoding.DecodeString(answer.File[0])
	if err != nil {
		return nil, &Error{Fault: BadAnswer, Why: "no base64"}
	}
	out, err := judge(o.PDF, pdf)
	if err != nil {
		return nil, err
	}
	out.Vouched = c.vouches(ctx, answer.File[0])
	return out, nil
}

// judge looks at what came back.
func judge(before, after []byte) (*Signed, error) {
	if len(after) > MaxPDF+4<<20 {
		return nil, &Error{Fault: BadAnswer, Why: "too long"}
	}
	if bytes.Equal(before, after) {
		return nil, &Error{Fault: BadAnswer, Why: "the file came back as it was"}
	}
	if !pades.SamePages(before, after) {
		return nil, &Error{Fault: BadAnswer, Why: "another document"}
	}
	was, now := pades.Of(before, pades.Options{}), pades.Of(after, pades.Options{})
	if len(was.Signatures) > 0 && !bytes.HasPrefix(after, before) {
		return nil, &Error{Fault: BadAnswer, Why: "the earlier signatures are gone"}
	}
	if now.Fault != "" || len(now.Signatures) <= len(was.Signatures) {
		return nil, &Error{Fault: BadAnswer, Why: "no signature"}
	}
	for _, s := range now.Signatures {
		if s.Verdict != pades.Intact {
			return nil, &Error{Fault: BadAnswer, Why: "a signature that is not intact"}
		}
	}
	if !now.Signatures[len(now.Signatures)-1].Whole {
		return nil, &Error{Fault: BadAnswer, Why: "a signature of a part"}
	}
	return &Signed{PDF: after, Report: now}, nil
}

// The bodies of the calls.
type (
	signOrder struct {
		NIK        string     `json:"nik"`
		Passphrase string     `json:"passphrase"`
		Properties []property `json:"signatureProperties"`
		File       []string   `json:"file"`
	}
	property struct {
		Look     string `json:"tampilan"`
		Location string `json:"location,omitzero"`
		Reason   string `json:"reason,omitzero"`
	}
	statusOrder struct {
		NIK string `json:"nik"`
	}
	verifyOrder struct {
		File string `json:"file"`
	}
)

// statuses are those of a certificate that cannot be used. Any other is left to the
// service to judge when it signs.
var statuses = map[string]Fault{
	"EXPIRED": Expired, "RENEW": Expired,
	"NOT_REGISTERED": Unregistered, "NO_CERTIFICATE": Unregistered, "NEW": Unregistered, "WAITING_FOR_VERIFICATION": Unregistered,
	"SUSPEND": Suspended, "REVOKE": Suspended,
}

// usable asks for the status of the signer's certificate.
func (c *Client) usable(ctx context.Context, nik Secret) error {
	var answer struct {
		Status string `json:"status"`
	}
	if err := c.call(ctx, "/api/v2/user/check/status", statusOrder{nik.value}, &answer); err != nil {
		return err
	}
	if f, bad := statuses[strings.ToUpper(answer.Status)]; bad {
		return &Error{Fault: f}
	}
	return nil
}

// vouches asks the service what it thinks of a signed file. It knows what is not looked at
// here, such as certificates that were revoked. A service that does not say is no fault.
func (c *Client) vouches(ctx context.Context, file string) bool {
	var answer struct {
		Conclusion string `json:"conclusion"`
	}
	err := c.call(ctx, "/api/v2/verify/pdf", verifyOrder{file}, &answer)
	return err == nil && strings.EqualFold(answer.Conclusion, "VALID")
}

// call posts a body and reads the answer. What the service says of an error is looked at
// and thrown away: it may repeat what was sent.
func (c *Client) call(ctx context.Context, path string, body, answer any) error {
	sent, err := json.Marshal(body)
	if err != nil {
		return &Error{Fault: Refused, Why: "cannot be written"}
	}
	defer clear(sent)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base+path, bytes.NewReader(sent))
	if err != nil {
		return &Error{Fault: Setup, Err: err}
	}
	r.SetBasicAuth(c.user, c.password)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json")
	res, err := c.http.Do(r)
	if err != nil {
		return &Error{Fault: Down, Err: err}
	}
	defer res.Body.Close()
	got, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer+1))
	switch {
	case err != nil:
		return &Error{Fault: Down, Status: res.StatusCode, Err: err}
	case len(got) > maxAnswer:
		return &Error{Fault: BadAnswer, Status: res.StatusCode, Why: "too long"}
	case res.StatusCode != http.StatusOK:
		return refusal(res.StatusCode, got)
	}
	if err := json.Unmarshal(got, answer); err != nil {
		return &Error{Fault: BadAnswer, Status: res.StatusCode, Why: "no answer in JSON"}
	}
	return nil
}

// codes are what the service calls its refusals.
var codes = map[int]Fault{2031: Passphrase, 2011: Unregistered}

// words are in what it says where it gives no code.
var words = []struct {
	part  string
	fault Fault
}{
	{"passphrase", Passphrase}, {"tidak terdaftar", Unregistered}, {"not registered", Unregistered},
	{"expired", Expired}, {"kedaluwarsa", Expired}, {"kadaluarsa", Expired}, {"kadaluwarsa", Expired}, {"revoke", Suspended}, {"dicabut", Suspended},
}

func refusal(status int, body []byte) *Error {
	out := &Error{Fault: Refused, Status: status}
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusNotFound || status >= 300 && status < 400:
		out.Fault = Setup
	case status == http.StatusTooManyRequests || status >= 500:
		out.Fault = Down
	}
	var said struct {
		Code    int    `json:"status_code"`
		Error   string `json:"error"`
		Message string `json:"message"`
	}
	if json.Unmarshal(body, &said) != nil {
		return out
	}
	out.Code = said.Code
	if f, ok := codes[said.Code]; ok {
		out.Fault = f
		return out
	}
	text := strings.ToLower(said.Error + " " + said.Message)
	for _, w := range words {
		if strings.Contains(text, w.part) {
			out.Fault = w.fault
			return out
		}
	}
	return out
}

// String names the service, without what opens it.
func (c *Client) String() string { return fmt.Sprintf("esign at %s", c.base) }
