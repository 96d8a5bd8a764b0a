package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// Limits of an upload beside that of the file, which casework knows.
const (
	maxOverhead = 1 << 20 // bytes of everything that is not the file
	maxKind     = 300     // bytes of the part kind
)

// upload is what a multipart body held.
type upload struct {
	kind, name string
	hasKind    bool
	hasFile    bool
	blob       casework.StoredBlob
	held       *casework.Held // the file until it is known who may send it
	asked      bool           // whether the caller may send it
	// refused is a 422 about the file: it is answered after 403, 409 and 412.
	refused error
	// unwanted is the refusal that is certain before the file is kept: it is then read for
	// its errors and its fingerprint, but not kept.
	unwanted error
}

// fingerprint is that of the call, over what the body says: the boundary between
// the parts, which clients draw anew for each try, says nothing.
func (u *upload) fingerprint(method, path string) string {
	h := sha256.New()
	for _, s := range []string{method, path, u.kind, u.name, u.blob.SHA256} {
		fmt.Fprintf(h, "%d:%s\n", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// receive reads a multipart body as a stream, strictly: one part kind, one part
// file, in either order, and nothing else.
func (c *call) receive() (*upload, error) {
	media, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" || len(c.r.Header.Values("Content-Type")) != 1 {
		return nil, alur.Refuse(alur.CodeUnsupportedMediaType)
	}
	boundary := params["boundary"]
	if boundary == "" || len(boundary) > 70 { // RFC 2046, 5.1.1
		return nil, alur.Refuse(alur.CodeMalformedMultipart)
	}
	body := &limitedBody{
		r: &patientReader{r: c.r.Body, rc: http.NewResponseController(c.w)}, left: casework.MaxUpload + maxOverhead,
	}
	up := &upload{}
	defer func() {
		if up.held != nil {
			up.held.Discard()
		}
	}()
	err = c.parts(body, boundary, up)
	_ = http.NewResponseController(c.w).SetReadDeadline(time.Time{}) // recorders of tests have no deadlines
	if body.exceeded || alur.CodeOf(err) == alur.CodeTooLarge {
		c.discard()
		return nil, alur.Refuse(alur.CodeTooLarge)
	}
	if !up.hasKind && c.finding() > 0 {
		up.kind, up.hasKind = string(flow.KindPicture), true
	}
	if !up.hasKind && c.paper() != "" {
		up.kind, up.hasKind = kindSigned, true
	}
	switch {
	case err != nil:
		return nil, err
	case !up.hasKind:
		return nil, alur.RefuseField(alur.CodeMissingField, "kind")
	case !up.hasFile:
		return nil, alur.RefuseField(alur.CodeMissingField, "file")
	}
	if err := c.keepFile(up); err != nil {
		return nil, err
	}
	return up, nil
}

// keepFile keeps the file that has arrived, if the caller may send it: whichever part came
// first, and whether or not the call may repeat one that succeeded.
func (c *call) keepFile(up *upload) error {
	if err := c.askUpload(up); err != nil {
		return err
	}
	switch {
	case up.unwanted != nil && c.certain(up):
		return up.unwanted
	case up.held == nil:
		return nil // refused: with what, the route says
	case up.unwanted != nil:
		up.blob = up.held.Blob() // for the fingerprint
		return nil               //nolint:nilerr // what is unwanted is refused by the route, unless the call repeats one
	}
	var err error
	up.blob, err = up.held.KeepFrom(c.ctx(), c.actor(), c.request())
	if statusOf(alur.CodeOf(err)) == http.StatusUnprocessableEntity {
		up.refused = err
		return nil
	}
	return err
}

// askUpload asks once whether the caller may send the file.
func (c *call) askUpload(up *upload) error {
	if up.asked {
		return nil
	}
	up.asked, up.unwanted = true, c.mayUpload(up.kind)
	if up.unwanted != nil && statusOf(alur.CodeOf(up.unwanted)) >= http.StatusInternalServerError {
		return up.unwanted
	}
	return nil
}

// certain reports whether nothing can come before the refusal. A call with an
// Idempotency-Key may repeat one that succeeded, so that the key is looked up first.
func (c *call) certain(up *upload) bool {
	status := statusOf(alur.CodeOf(up.unwanted))
	return c.key == "" && (status == http.StatusForbidden || status == http.StatusConflict)
}

func (c *call) parts(body *limitedBody, boundary string, up *upload) error {
	r := multipart.NewReader(body, boundary)
	for {
		p, err := r.NextRawPart()
		if err == io.EOF { // a wrapped EOF is a body that broke off
			break
		}
		if err != nil {
			return &alur.Error{Code: alur.CodeMalformedMultipart, Err: err}
		}
		if err := c.part(p, up); err != nil {
			return err
		}
	}
	// The parser has read beyond the last boundary; whatever it met there, and
	// whatever still comes, is no part of the body.
	_, err := io.Copy(io.Discard, body)
	if err != nil || !strings.HasSuffix(strings.TrimRight(string(body.tail), "\r\n"), "--"+boundary+"--") {
		return &alur.Error{Code: alur.CodeMalformedMultipart, Err: err}
	}
	return nil
}

func (c *call) part(p *multipart.Part, up *upload) error {
	name := p.FormName()
	_, disposition, err := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
	if err != nil || name == "" {
		return alur.Refuse(alur.CodeMalformedMultipart)
	}
	// An encoding would make the bytes that are hashed others than those that were sent.
	switch strings.ToLower(p.Header.Get("Content-Transfer-Encoding")) {
	case "", "7bit", "8bit", "binary":
	default:
		return alur.RefuseField(alur.CodeMalformedMultipart, name)
	}
	fileName, isFile := disposition["filename"]
	switch {
	case name != "kind" && name != "file":
		return alur.RefuseField(alur.CodeUnknownField, name)
	case name == "kind" && (up.hasKind || isFile), name == "file" && (up.hasFile || !isFile):
		return alur.RefuseField(alur.CodeMalformedMultipart, name)
	case name == "kind":
		return up.readKind(p)
	}
	up.hasFile, up.name = true, fileName
	return c.readFile(p, up)
}

func (u *upload) readKind(p io.Reader) error {
	b, err := io.ReadAll(io.LimitReader(p, maxKind+1))
	switch {
	case err != nil:
		return &alur.Error{Code: alur.CodeMalformedMultipart, Field: "kind", Err: err}
	case len(b) > maxKind || !utf8.Valid(b) || strings.ContainsRune(string(b), 0):
		return alur.RefuseField(alur.CodeMalformedMultipart, "kind")
	}
	u.kind, u.hasKind = string(b), true
	return nil
}

// readFile holds the bytes of the file, unless it is certain already that nobody wants
// them. Whether they are kept is decided when all parts are there.
func (c *call) readFile(p io.Reader, up *upload) error {
	if up.hasKind || c.finding() > 0 || c.paper() != "" {
		if err := c.askUpload(up); err != nil {
			return err
		}
		if up.unwanted != nil && c.certain(up) {
			n, err := io.Copy(io.Discard, p)
			switch {
			case err != nil:
				return brokenFile(err)
			case n > casework.MaxUpload:
				return alur.Refuse(alur.CodeTooLarge)
			}
			return nil
		}
	}
	broken := &brokenReader{r: p}
	held, err := c.s.Cases.Hold(c.ctx(), up.name, broken)
	switch {
	case broken.err != nil:
		if held != nil {
			held.Discard()
		}
		return brokenFile(broken.err)
	case err == nil:
		up.held = held
		return nil
	case statusOf(alur.CodeOf(err)) == http.StatusUnprocessableEntity:
		up.refused = err
		// The rest of the body may still hold what is refused before this.
		if _, err := io.Copy(io.Discard, p); err != nil {
			return brokenFile(err)
		}
		return nil
	}
	return err
}

// finding is the number of the finding that the path names, 0 elsewhere.
func (c *call) finding() int {
	n, _ := strconv.Atoi(c.r.PathValue("number")) // 0 for what is none: partVisible has refused it
	return n
}

// mayUpload asks whether the caller may upload a file of the kind here now.
func (c *call) mayUpload(kind string) error {
	if n := c.finding(); n > 0 {
		return c.s.Cases.CheckPicture(c.ctx(), c.actor(), c.request(), n)
	}
	if code := c.paper(); code != "" {
		return c.s.Cases.MayChangePaper(c.ctx(), c.actor(), c.request(), code, false)
	}
	return c.s.Cases.CheckUpload(c.ctx(), c.actor(), c.request(), kind)
}

// kindSigned is what the signed file of a paper is called, where a kind is asked for.
const kindSigned = "signed"

// brokenFile is the refusal of a file that ended before its boundary.
func brokenFile(err error) error {
	if alur.CodeOf(err) == alur.CodeTooLarge {
		return err
	}
	return &alur.Error{Code: alur.CodeMalformedMultipart, Field: "file", Err: err}
}

// brokenReader remembers that the body broke, which is the client's fault and not
// the disk's.
type brokenReader struct {
	r   io.Reader
	err error
}

func (b *brokenReader) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		b.err = err
	}
	return n, err
}

// limitedBody ends a body that is too large with too-large, and remembers how the
// body ended.
type limitedBody struct {
	r        io.Reader
	left     int64
	exceeded bool
	tail     []byte // the last bytes read, enough for a boundary and line ends
}

const tailSize = 100

func (l *limitedBody) Read(p []byte) (int, error) {
	if l.left <= 0 {
		l.exceeded = true
		return 0, alur.Refuse(alur.CodeTooLarge)
	}
	if int64(len(p)) > l.left {
		p = p[:l.left]
	}
	n, err := l.r.Read(p)
	l.left -= int64(n)
	l.tail = append(l.tail, p[max(0, n-tailSize):n]...)
	l.tail = l.tail[max(0, len(l.tail)-tailSize):]
	return n, err
}

// patientReader gives a slow client time for every chunk instead of for the file.
type patientReader struct {
	r  io.Reader
	rc *http.ResponseController
}

func (p *patientReader) Read(b []byte) (int, error) {
	_ = p.rc.SetReadDeadline(time.Now().Add(chunkPatience)) // recorders of tests have no deadlines
	return p.r.Read(b)
}
