package api

import (
	"bytes"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
)

// document is the OpenAPI document as the API serves it.
var document = sync.OnceValue(func() any {
	log := slog.New(slog.DiscardHandler)
	h := New(Config{
		Cases: casework.New(casework.Config{Flows: shipped(), Clock: alur.SystemClock, Log: log}), Directory: directory.New(directory.Config{Log: log}),
		Clock: alur.SystemClock, Log: log,
	})
	rec := httptest.NewRecorder()
	h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, Prefix+"/openapi.json", nil))
	doc, err := jsonschema.UnmarshalJSON(rec.Body)
	if err != nil {
		panic(err)
	}
	return doc
})

// schemas compiles the schemas of the document, each once.
var schemas = struct {
	sync.Mutex
	compiler *jsonschema.Compiler
	compiled map[string]*jsonschema.Schema
}{}

// schemaAt compiles the schema at a place of the document, which must have one.
func schemaAt(t testing.TB, pointer ...string) *jsonschema.Schema {
	t.Helper()
	schemas.Lock()
	defer schemas.Unlock()
	if schemas.compiler == nil {
		schemas.compiler = jsonschema.NewCompiler()
		schemas.compiler.AssertFormat()
		if err := schemas.compiler.AddResource("file:///openapi.json", document()); err != nil {
			t.Fatal(err)
		}
		schemas.compiled = map[string]*jsonschema.Schema{}
	}
	var fragment strings.Builder
	for _, p := range pointer {
		p = strings.NewReplacer("~", "~0", "/", "~1", "{", "%7B", "}", "%7D", "*", "%2A").Replace(p)
		fragment.WriteString("/" + p)
	}
	at := "file:///openapi.json#" + fragment.String()
	if s := schemas.compiled[at]; s != nil {
		return s
	}
	s, err := schemas.compiler.Compile(at)
	if err != nil {
		t.Fatalf("compile %s: %v", at, err)
	}
	schemas.compiled[at] = s
	return s
}

// lookup returns what stands at a place of the document, or nil.
func lookup(pointer ...string) any {
	v := document()
	for _, p := range pointer {
		o, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = o[p]
	}
	return v
}

// routeOf finds the route that a path belongs to.
func routeOf(method, path string) *route {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	segments := strings.Split(strings.TrimPrefix(path, Prefix), "/")
	for i := range routes {
		r := &routes[i]
		pattern := strings.Split(r.path, "/")
		if r.method != method || len(pattern) != len(segments) {
			continue
		}
		if slices.EqualFunc(pattern, segments, func(p, s string) bool { return strings.HasPrefix(p, "{") || p == s }) {
			return r
		}
	}
	return nil
}

// conforms fails when the document does not know the answer, or its body or code.
func (a *answer) conforms(r *http.Request) {
	a.t.Helper()
	route := routeOf(r.Method, r.URL.EscapedPath())
	if route == nil {
		if a.status != http.StatusNotFound && a.status != http.StatusMethodNotAllowed {
			a.t.Errorf("%s: status %d on a path that is no route", a.what, a.status)
		}
		return
	}
	at := []string{"paths", route.path, strings.ToLower(route.method), "responses", strconv.Itoa(a.status)}
	if lookup(at...) == nil {
		a.t.Errorf("%s: the document has no status %d: %s", a.what, a.status, a.raw)
		return
	}
	contentType := a.header.Get("Content-Type")
	if (route.file || route.archive) && a.status == http.StatusOK || a.status == http.StatusNoContent || a.status == http.StatusNotModified {
		return
	}
	if lookup(append(at, "content", contentType)...) == nil {
		a.t.Errorf("%s: the document has no %q for status %d", a.what, contentType, a.status)
		return
	}
	if code := a.text("code"); a.status >= 400 {
		about, _ := lookup(append(at, "description")...).(string)
		if !slices.Contains(strings.Split(strings.TrimPrefix(about, "Code "), ", "), code) {
			a.t.Errorf("%s: the document has no code %s for status %d (%s)", a.what, code, a.status, about)
		}
	}
	if r.Method == http.MethodHead {
		return
	}
	body, err := jsonschema.UnmarshalJSON(bytes.NewReader(a.raw))
	if err != nil {
		a.t.Errorf("%s: %v", a.what, err)
		return
	}
	if err := schemaAt(a.t, append(at, "content", contentType, "schema")...).Validate(body); err != nil {
		a.t.Errorf("%s: the answer is not what the document says: %v\n%.1500s", a.what, err, a.raw)
	}
}

func value(t testing.TB, body string) any {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return v
}
