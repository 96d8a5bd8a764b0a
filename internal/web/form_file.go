package web

import (
	"io"
	"iter"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"

	"github.com/alur-id/alur"
)

// carriesFiles reports whether the form was sent in the way that takes files along.
func carriesFiles(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "multipart/form-data"
}

// formParts gives the parts of a form that carries files, as they come. An error is the
// last that it gives: a body over the limit of its route, or malformed-multipart.
func formParts(r *http.Request) iter.Seq2[*multipart.Part, error] {
	return func(yield func(*multipart.Part, error) bool) {
		reader, err := r.MultipartReader()
		if err != nil {
			yield(nil, &alur.Error{Code: alur.CodeMalformedMultipart, Err: err})
			return
		}
		for {
			p, err := reader.NextPart()
			if err == io.EOF { // a wrapped one is a body that broke off
				return
			}
			if err != nil {
				yield(nil, brokenOff(err))
				return
			}
			if !yield(p, nil) {
				return
			}
		}
	}
}

// formFile is the one file of a form, held in memory. Without a name none was chosen.
type formFile struct {
	name string // as sent
	data []byte
}

// readFormFile reads a form with one file in the control of that name, and the other
// values: the last of each. The limit of its route bounds both. With an error come the
// values that came before it.
func readFormFile(r *http.Request, control string) (url.Values, formFile, error) {
	values, file := url.Values{}, formFile{}
	for p, err := range formParts(r) {
		if err != nil {
			return values, file, err
		}
		b, err := io.ReadAll(p)
		switch {
		case err != nil:
			return values, file, brokenOff(err)
		case p.FormName() != control:
			values.Set(p.FormName(), string(b))
		case p.FileName() != "":
			file = formFile{p.FileName(), b}
		}
	}
	return values, file, nil
}
