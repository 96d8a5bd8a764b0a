package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/upload"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// A posted form is what a browser sent: values, and files whose bytes are safe in
// the folder already, though no request knows them yet.
type posted struct {
	values url.Values
	files  []postedFile
}

// postedFile is one file of a form, or what was wrong with it.
type postedFile struct {
	kind  string // the item's id
	name  string // as sent
	blob  casework.StoredBlob
	fault string // why it was not taken; "" when it was
	// upload is what it came by, when it came in pieces before the form.
	upload *upload.Upload
}

// readPosted reads a form, with or without files. Each file is asked about before
// its bytes are read, and goes to disk as it comes: memory holds the values alone.
func (a *app) readPosted(r *http.Request, id alur.RequestID) (*posted, error) {
	if !carriesFiles(r) {
		// The route allows for files; a form without them is held in memory and may be no
		// larger than elsewhere.
		r.Body = http.MaxBytesReader(nil, r.Body, maxForm)
		if err := parseForm(r); err != nil {
			return nil, err
		}
		return a.takeUploads(r, id, &posted{values: r.PostForm})
	}
	out := &posted{values: url.Values{}}
	left := int64(maxForm)
	for p, err := range formParts(r) {
		if err != nil {
			return nil, err
		}
		name := p.FormName()
		if kind, ok := strings.CutPrefix(name, form.FilePrefix); ok && p.FileName() != "" {
			f, err := a.receive(r, id, kind, p)
			if err != nil {
				return nil, err
			}
			out.files = append(out.files, f)
			continue
		}
		b, err := io.ReadAll(io.LimitReader(p, left+1))
		if err != nil {
			return nil, brokenOff(err)
		}
		if left -= int64(len(b)); left < 0 {
			return nil, alur.Refuse(alur.CodeTooLarge)
		}
		if p.FileName() == "" && name != "" && !strings.HasPrefix(name, form.FilePrefix) {
			out.values.Add(name, string(b))
		}
	}
	return a.takeUploads(r, id, out)
}

// postedTo reads a form sent to the request named in the path, and the request as it is
// then. Whoever does not see the request is told so before any byte of the form is kept.
func (a *app) postedTo(r *http.Request) (*casework.View, *posted, error) {
	id := alur.RequestID(r.PathValue("id"))
	if err := a.Cases.Visible(r.Context(), a.actor(r), id); err != nil {
		return nil, nil, err
	}
	in, err := a.readPosted(r, id)
	if err != nil {
		return nil, nil, err
	}
	v, err := a.requestOf(r)
	return v, in, err
}

// multipartText reads the values of a form whose sender has no session any more: what
// was typed can be kept across the sign-in, files cannot. Values beyond limit bytes are
// nil; a body that breaks off, or goes on for too long, gives what came before. files
// says that there were any.
func multipartText(w http.ResponseWriter, r *http.Request, limit int64) (values url.Values, files bool) {
	// Nobody has signed in: whatever is sent, no more than this is read of it.
	r.Body = http.MaxBytesReader(w, r.Body, 8*limit)
	values = url.Values{}
	for p, err := range formParts(r) {
		if err != nil {
			return values, true
		}
		if p.FileName() != "" {
			files = true
			continue // the bytes are passed over, not kept
		}
		b, err := io.ReadAll(io.LimitReader(p, limit+1))
		if limit -= int64(len(b)); err != nil || limit < 0 {
			return nil, true
		}
		if !strings.HasPrefix(p.FormName(), form.FilePrefix) {
			values.Add(p.FormName(), string(b))
		}
	}
	return values, files
}

// brokenOff tells a body over the limit of its route from one that is no form.
func brokenOff(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return err
	}
	return &alur.Error{Code: alur.CodeMalformedMultipart, Err: fmt.Errorf("read multipart: %w", err)}
}

// receive takes in one file. What is wrong with it alone is its fault, so that the
// rest of the form is not lost with it.
func (a *app) receive(r *http.Request, id alur.RequestID, kind string, p *multipart.Part) (postedFile, error) {
	f := postedFile{kind: kind, name: p.FileName()}
	if err := a.mayUpload(r, id, kind); err != nil {
		return a.faulty(f, err)
	}
	return a.receiveBytes(r, id, f, p)
}

// receiveBytes takes the bytes of a file to safety, however they came.
func (a *app) receiveBytes(r *http.Request, id alur.RequestID, f postedFile, content io.Reader) (postedFile, error) {
	blob, err := a.Cases.ReceiveFrom(r.Context(), a.actor(r), id, f.name, content)
	if err != nil {
		return a.faulty(f, err)
	}
	f.blob = blob
	return f, nil
}

// faulty tells what is wrong with a file from what is wrong with more than it.
func (a *app) faulty(f postedFile, err error) (postedFile, error) {
	switch alur.CodeOf(err) {
	case alur.CodeInternal:
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return f, err
		}
		return f, fmt.Errorf("receive file: %w", err)
	case alur.CodeNotFound, alur.CodeStorageFull, alur.CodeStorageUnavailable, alur.CodeOverloaded:
		return f, err
	}
	f.fault = a.fileSentence(err, f.name, nil)
	return f, nil
}

// fileSentence says what is wrong with a file.
func (a *app) fileSentence(err error, name string, types []string) string {
	e := asRefusal(err)
	if s := text.FileFault(e.Code, name, types); s != "" {
		return s
	}
	if len(e.Blockers) > 0 && e.Blockers[0].Item == string(flow.KindPicture) {
		return text.TooManyPictures(flow.MaxPictures, name)
	}
	if len(e.Blockers) > 0 {
		return text.Blocker(e.Blockers[0], func(string) string { return name })
	}
	_, detail := text.Error(e)
	return detail
}

// version is the version of the request that the form was made from; false when
// the form carries none that can be read.
func (p *posted) version() (int64, bool) {
	n, err := strconv.ParseInt(p.values.Get(hiddenVersion), 10, 64)
	return n, err == nil
}

// condition demands the version that the form was made from.
func (p *posted) condition() casework.Condition {
	n, ok := p.version()
	if !ok {
		return casework.Condition{}
	}
	return at(n)
}

// at demands a version.
func at(version int64) casework.Condition {
	return casework.Condition{Set: true, Versions: []int64{version}}
}

// A reply is where a write leads and what it tells there. It is kept with the
// form's key, so that a form sent twice is answered twice and carried out once.
type reply struct {
	To     string      `json:"to"`
	Notice page.Notice `json:"notice"`
	// Finding is the number of the finding that was reported, if one was.
	Finding int `json:"finding,omitzero"`
}

// once makes a write of this form happen once. part tells several writes of one
// form apart. The key stands together with what was sent: whoever goes back,
// changes something and sends again sends another form.
func (p *posted) once(r *http.Request, part string, answer func(*casework.Written) reply) *casework.Once {
	key := p.values.Get(hiddenKey)
	if key == "" || len(key) > 64 {
		return nil
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s %s %s\n%s\n", r.Method, r.URL.Path, part, withoutPasswords(p.values).Encode())
	for _, f := range p.files {
		fmt.Fprintf(h, "%q %q %s\n", f.kind, f.name, f.blob.SHA256)
	}
	sum := hex.EncodeToString(h.Sum(nil))
	return keyed("halaman "+key+" "+sum[:32], sum, answer)
}

// keyed makes a write happen once under a key.
func keyed(key, fingerprint string, answer func(*casework.Written) reply) *casework.Once {
	return &casework.Once{
		Key: key, Fingerprint: fingerprint,
		Render: func(done *casework.Written) (casework.Answer, error) {
			body, err := json.Marshal(answer(done))
			if err != nil {
				return casework.Answer{}, fmt.Errorf("keep reply: %w", err)
			}
			return casework.Answer{Status: http.StatusSeeOther, Body: body}, nil
		},
	}
}

// withoutPasswords leaves out what must not even leave a fingerprint.
func withoutPasswords(values url.Values) url.Values {
	out := url.Values{}
	for name, v := range values {
		if !strings.HasPrefix(name, fieldPassword) {
			out[name] = v
		}
	}
	return out
}

// finish sends the browser on after a write, or after the same write sent again.
func (a *app) finish(w http.ResponseWriter, r *http.Request, done *casework.Written, answer func(*casework.Written) reply) error {
	var to reply
	if done.Replay != nil {
		if err := json.Unmarshal(done.Replay.Body, &to); err != nil {
			return fmt.Errorf("read kept reply: %w", err)
		}
	} else {
		to = answer(done)
	}
	if to.Notice.Text != "" {
		a.notify(w, r, to.Notice)
	}
	redirect(w, r, localPath(to.To, "/tugas"))
	return nil
}
