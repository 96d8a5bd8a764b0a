package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store/storetest"
)

// TestDocument holds the OpenAPI document to the route table and the contract.
func TestDocument(t *testing.T) {
	t.Parallel()
	if lookup("openapi") != "3.1.0" || lookup("info", "version") != Version {
		t.Errorf("openapi %v, version %v", lookup("openapi"), lookup("info", "version"))
	}
	if diff := cmp.Diff([]any{map[string]any{"url": Prefix}}, lookup("servers")); diff != "" {
		t.Errorf("servers (-want +got):\n%s", diff)
	}
	if lookup("components", "securitySchemes", "bearer", "scheme") != "bearer" {
		t.Error("no bearer scheme")
	}
	operations := 0
	for path, item := range lookup("paths").(map[string]any) {
		for method := range item.(map[string]any) {
			operations++
			if !slices.ContainsFunc(routes, func(r route) bool { return r.path == path && strings.EqualFold(r.method, method) }) {
				t.Errorf("%s %s is in the document only", method, path)
			}
		}
	}
	if operations != len(routes) {
		t.Errorf("%d operations for %d routes", operations, len(routes))
	}
	for i := range routes {
		r := &routes[i]
		at := func(more ...string) any {
			return lookup(append([]string{"paths", r.path, strings.ToLower(r.method)}, more...)...)
		}
		want := any([]any{})
		if r.access == signedIn {
			want = []any{map[string]any{"bearer": []any{string(r.scope)}}}
			if r.scope == scopeAny {
				want = []any{map[string]any{"bearer": []any{}}}
			}
		}
		if diff := cmp.Diff(want, at("security")); diff != "" {
			t.Errorf("%s: security (-want +got):\n%s", r.id, diff)
		}
		if (at("requestBody") != nil) != (r.body != nil || r.upload) {
			t.Errorf("%s: body of the document %v", r.id, at("requestBody"))
		}
		if r.access == signedIn && at("responses", "401") == nil || strings.Contains(r.path, "{id}") && at("responses", "404") == nil {
			t.Errorf("%s: its refusals are not declared", r.id)
		}
		if r.write && at("responses", "412") == nil {
			t.Errorf("%s: a write without 412", r.id)
		}
		if r.summary == "" || r.tag == "" {
			t.Errorf("%s: no summary or tag", r.id)
		}
		if media, ok := at("responses", "200", "content").(map[string]any); ok {
			for m := range media {
				schemaAt(t, "paths", r.path, strings.ToLower(r.method), "responses", "200", "content", m, "schema")
			}
		}
	}
}

// TestDocumentBodies puts the bodies of api.md to the schemas of the document.
func TestDocumentBodies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		path, method, body string
		ok                 bool
	}{
		{"/tokens", "post", `{"username":"a","password":"b"}`, true},
		{"/tokens", "post", `{"username":"a"}`, false},
		{"/tokens", "post", `{"username":"a","password":"b","role":"c"}`, false},
		{"/requests", "post", `{"flow":"swakelola"}`, true},
		{"/requests", "post", `{"flow":"swakelola","data":{"judul":"x","jenis":null}}`, true},
		{"/requests/{id}/data", "patch", `{"peserta":3}`, true},
		{"/requests/{id}/data", "patch", `[]`, false},
		{"/requests/{id}/actions/{action}", "post", `{}`, true},
		{"/requests/{id}/actions/{action}", "post", `{"input":{"alasan":"x"},"note":"y"}`, true},
		{"/requests/{id}/signatures", "post", `{"item":"paraf-pemohon","password":"x"}`, true},
		{"/requests/{id}/documents/{doc}/review", "put", `{"verdict":"accepted","note":""}`, true},
		{"/requests/{id}/documents/{doc}/review", "put", `{"verdict":"maybe","note":""}`, false},
		{"/requests/{id}/findings", "post", `{"aspect":"input","quality":"efisiensi","severity":"low","title":"x","description":"y"}`, true},
		{"/requests/{id}/findings/{number}", "patch", `{"status":"fixed","note":"x"}`, true},
		{"/requests/{id}/comments", "post", `{"text":"x","internal":true}`, true},
		{"/requests/{id}/comments", "post", `{"text":"x","internal":"true"}`, false},
	} {
		err := schemaAt(t, "paths", c.path, c.method, "requestBody", "content", "application/json", "schema").Validate(value(t, c.body))
		if (err == nil) != c.ok {
			t.Errorf("%s %s with %s: %v", c.method, c.path, c.body, err)
		}
	}
}

// TestDocumentCodes holds the codes of the document to those of the domain.
func TestDocumentCodes(t *testing.T) {
	t.Parallel()
	var codes []any
	for _, c := range alur.Codes {
		codes = append(codes, string(c))
	}
	if diff := cmp.Diff(codes, lookup("components", "schemas", "Problem", "properties", "code", "enum")); diff != "" {
		t.Errorf("codes (-want +got):\n%s", diff)
	}
	var blockers []any
	for _, c := range alur.BlockerCodes {
		blockers = append(blockers, string(c))
	}
	if diff := cmp.Diff(blockers, lookup("components", "schemas", "Blocker", "properties", "code", "enum")); diff != "" {
		t.Errorf("codes of blockers (-want +got):\n%s", diff)
	}
}

// TestUndeclaredAccess proves that a route without an access does not start.
func TestUndeclaredAccess(t *testing.T) {
	t.Parallel()
	for i := range routes {
		if routes[i].access == undeclared {
			t.Errorf("%s %s has no access", routes[i].method, routes[i].path)
		}
	}
	defer func() {
		if recover() == nil {
			t.Error("a route without an access was taken")
		}
	}()
	(&route{method: http.MethodGet, path: "/x"}).check()
}

// TestDocumentIsPublic gets the document as anybody.
func TestDocumentIsPublic(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	a := w.call("", "GET", "/openapi.json", nil).is(http.StatusOK, "")
	if a.header.Get("Content-Type") != "application/json" {
		t.Errorf("Content-Type %q", a.header.Get("Content-Type"))
	}
}
