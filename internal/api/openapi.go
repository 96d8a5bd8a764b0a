package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
)

// Version is the version of the API's contract, as the OpenAPI document names it.
const Version = "1.0.0"

// scheme is the name of the one security scheme.
const scheme = "bearer"

// List is a complete list.
type List[T any] struct {
	Items []T `json:"items"`
}

// Page is one page of a list.
type Page[T any] struct {
	Items      []T     `json:"items"`
	NextCursor *string `json:"next_cursor" doc:"For the next page; null on the last"`
}

func newDocument() *huma.OpenAPI {
	return &huma.OpenAPI{
		OpenAPI: "3.1.0",
		Info: &huma.Info{
			Title: "Alur", Version: Version,
			Description: "Requests of agencies for information systems, through every stage of the city's guide. " +
				"Keys are English snake_case, ids of flow content are those of the definitions, times are RFC 3339, " +
				"dates YYYY-MM-DD, money whole rupiah. Refusals are RFC 9457 problems with a stable code; texts are Indonesian.",
		},
		Servers: []*huma.Server{{URL: Prefix}},
		Components: &huma.Components{
			Schemas: huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer),
			SecuritySchemes: map[string]*huma.SecurityScheme{
				scheme: {Type: "http", Scheme: "bearer", Description: "A token from POST /tokens or from the page Token API. " +
					"What a call wants a token to have been made for stands beside it: read, write (with which goes read), admin"},
			},
		},
		Tags: []*huma.Tag{
			{Name: "sign-in"}, {Name: "flows", Description: "The guide, public"}, {Name: "directory"}, {Name: "requests"},
			{Name: "documents"}, {Name: "findings"}, {Name: "comments"}, {Name: "meetings", Description: "Who comes and who was there"}, {Name: "notices", Description: "What the caller was told"}, {Name: "tracking", Description: "Public"}, {Name: "evidence", Description: "The signed state of the whole history, public"},
		},
	}
}

// operation describes the route for the document.
func (r *route) operation(schemas huma.Registry) *huma.Operation {
	op := &huma.Operation{
		Method: r.method, Path: r.path, OperationID: r.id, Summary: r.summary, Description: r.about, Tags: []string{r.tag},
		Security: []map[string][]string{}, Responses: map[string]*huma.Response{},
	}
	if r.access == signedIn {
		scopes := []string{}
		if r.scope != scopeAny {
			scopes = append(scopes, string(r.scope))
		}
		op.Security = append(op.Security, map[string][]string{scheme: scopes})
	}
	op.Parameters = r.parameters()
	op.RequestBody = r.requestBody(schemas)
	op.Responses[strconv.Itoa(r.status)] = r.success(schemas)
	if r.accepted != nil {
		op.Responses["202"] = &huma.Response{
			Description: "Another administrator has to confirm it", Content: map[string]*huma.MediaType{"application/json": {Schema: schemaOf(schemas, r.accepted)}},
		}
	}
	if r.file {
		op.Responses["304"] = &huma.Response{Description: "The bytes are those that If-None-Match names"}
	}
	problem := schemaOf(schemas, Problem{})
	for status, codes := range r.refusals() {
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: "Code " + strings.Join(codes, ", "),
			Headers:     refusalHeaders(status),
			Content:     map[string]*huma.MediaType{"application/problem+json": {Schema: problem}},
		}
	}
	return op
}

func (r *route) parameters() []*huma.Param {
	var out []*huma.Param
	for segment := range strings.SplitSeq(r.path, "/") {
		name, ok := strings.CutPrefix(segment, "{")
		if !ok {
			continue
		}
		out = append(out, &huma.Param{Name: strings.TrimSuffix(name, "}"), In: "path", Required: true, Schema: pathSchema(segment)})
	}
	for _, p := range r.query {
		s := &huma.Schema{Type: huma.TypeString, Format: p.format}
		if p.integer {
			s = &huma.Schema{Type: huma.TypeInteger, Minimum: number(1)}
			if p.most > 0 {
				s.Maximum = number(p.most)
			}
		}
		for _, e := range p.enum {
			s.Enum = append(s.Enum, e)
		}
		out = append(out, &huma.Param{Name: p.name, In: "query", Description: p.about, Schema: s})
	}
	if r.write {
		out = append(out, &huma.Param{
			Name: "If-Match", In: "header", Description: "The version that the write builds on, as an ETag gives it; refused when stale",
			Schema: &huma.Schema{Type: huma.TypeString, Examples: []any{`"12"`}},
		})
	}
	if r.method == http.MethodPost {
		longest := maxKey
		out = append(out, &huma.Param{
			Name: "Idempotency-Key", In: "header", Description: "Makes the call happen once, however often it is sent within 24 hours",
			Schema: &huma.Schema{Type: huma.TypeString, MaxLength: &longest},
		})
	}
	return out
}

func pathSchema(segment string) *huma.Schema {
	switch segment {
	case "{id}", "{doc}", "{import}":
		return &huma.Schema{Type: huma.TypeString, Pattern: "^[0-9a-f]{32}$"}
	case "{number}", "{line}":
		return &huma.Schema{Type: huma.TypeInteger, Minimum: number(1)}
	case "{code}", "{paper}":
		return &huma.Schema{Type: huma.TypeString, Examples: []any{"7K4M-92QX-T3HB"}}
	}
	return &huma.Schema{Type: huma.TypeString}
}

func number(n int) *float64 {
	f := float64(n)
	return &f
}

func (r *route) requestBody(schemas huma.Registry) *huma.RequestBody {
	switch {
	case r.upload && strings.Contains(r.path, "{number}"):
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"file"}, AdditionalProperties: false,
			Properties: map[string]*huma.Schema{
				"kind": {Type: huma.TypeString, Description: "May be left out", Enum: []any{string(flow.KindPicture)}},
				"file": {Type: huma.TypeString, Format: "binary", Description: "PNG or JPEG, at most 50 MB"},
			},
		}}}}
	case r.upload && strings.Contains(r.path, "{paper}"):
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"file"}, AdditionalProperties: false,
			Properties: map[string]*huma.Schema{
				"kind": {Type: huma.TypeString, Description: "May be left out", Enum: []any{kindSigned}},
				"file": {Type: huma.TypeString, Format: "binary", Description: "PDF, at most 50 MB"},
			},
		}}}}
	case r.upload && (r.path == "/papers/check" || r.path == "/templates/{kind}"):
		about := "At most 50 MB; not kept"
		if r.access != public {
			about = "DOCX, at most 2 MB"
		}
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"file"}, AdditionalProperties: false,
			Properties: map[string]*huma.Schema{"file": {Type: huma.TypeString, Format: "binary", Description: about}},
		}}}}
	case r.upload && r.path == "/imports":
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"kind", "file"}, AdditionalProperties: false,
			Properties: map[string]*huma.Schema{
				"kind": {Type: huma.TypeString, Enum: []any{string(directory.ImportPeople), string(directory.ImportAgencies)}},
				"file": {Type: huma.TypeString, Format: "binary", Description: "XLSX or CSV with a row of headings, at most 5 MB"},
			},
		}}}}
	case r.upload:
		return &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{
			Type: huma.TypeObject, Required: []string{"kind", "file"}, AdditionalProperties: false,
			Properties: map[string]*huma.Schema{
				"kind": {Type: huma.TypeString, Description: "The item's id", Examples: []any{"kak"}},
				"file": {Type: huma.TypeString, Format: "binary", Description: "At most 50 MB"},
			},
		}}}}
	case r.body != nil:
		return &huma.RequestBody{
			Required: !r.optional,
			Content:  map[string]*huma.MediaType{"application/json": {Schema: schemaOf(schemas, r.body)}},
		}
	}
	return nil
}

func (r *route) success(schemas huma.Registry) *huma.Response {
	res := &huma.Response{Description: http.StatusText(r.status), Headers: map[string]*huma.Header{}}
	text := func(about string) *huma.Header {
		return &huma.Header{Description: about, Schema: &huma.Schema{Type: huma.TypeString}}
	}
	if r.etag {
		res.Headers["ETag"] = text("The version of the request, in quotes")
	}
	if r.location {
		res.Headers["Location"] = text("The address of what was made")
	}
	if r.write && r.method == http.MethodPost {
		res.Headers["Idempotency-Replayed"] = text("true when this is the answer kept for the key")
	}
	switch {
	case r.file:
		res.Headers["Content-Disposition"] = text("Always attachment")
		res.Headers["ETag"] = text("The SHA-256 of the bytes, in quotes")
		res.Content = map[string]*huma.MediaType{"*/*": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	case r.archive:
		res.Headers["Content-Disposition"] = text("Always attachment")
		res.Content = map[string]*huma.MediaType{"application/zip": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}
	case r.result != nil:
		res.Content = map[string]*huma.MediaType{"application/json": {Schema: schemaOf(schemas, r.result)}}
	}
	return res
}

// refusals lists the codes of the route by status: those that it names, and those
// that follow from what it takes.
func (r *route) refusals() map[int][]string {
	codes := slices.Clone(r.codes)
	if r.access == signedIn {
		codes = append(codes, alur.CodeUnauthenticated)
		if r.scope != scopeAny {
			codes = append(codes, alur.CodeInsufficientScope)
		}
		if r.proof != nil {
			codes = append(codes, alur.CodeStepUpRequired)
		}
	}
	if strings.Contains(r.path, "{id}") {
		codes = append(codes, alur.CodeNotFound)
	}
	if r.body != nil {
		codes = append(codes, alur.CodeMalformedJSON, alur.CodeInvalidType, alur.CodeTooLarge, alur.CodeUnsupportedMediaType)
		if reflect.TypeOf(r.body).Kind() == reflect.Struct {
			codes = append(codes, alur.CodeUnknownField)
			if !r.optional {
				codes = append(codes, alur.CodeMissingField)
			}
		}
	}
	if r.upload {
		codes = append(codes, alur.CodeMalformedMultipart, alur.CodeUnknownField, alur.CodeMissingField, alur.CodeTooLarge, alur.CodeUnsupportedMediaType)
	}
	if r.write {
		codes = append(codes, alur.CodeBadIfMatch)
		if r.method == http.MethodPost {
			codes = append(codes, alur.CodeIdempotencyInProgress, alur.CodeIdempotencyKeyReused)
		}
	}
	// Every call refuses a query parameter that it does not have, and may meet a fault.
	codes = append(codes, alur.CodeInvalidParameter, alur.CodeInternal)
	out := map[int][]string{}
	for _, c := range codes {
		status := statusOf(c)
		if !slices.Contains(out[status], string(c)) {
			out[status] = append(out[status], string(c))
		}
	}
	return out
}

func refusalHeaders(status int) map[string]*huma.Header {
	switch status {
	case http.StatusUnauthorized:
		return map[string]*huma.Header{"WWW-Authenticate": {Schema: &huma.Schema{Type: huma.TypeString}}}
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusInsufficientStorage:
		return map[string]*huma.Header{"Retry-After": {Description: "Seconds", Schema: &huma.Schema{Type: huma.TypeInteger}}}
	}
	return nil
}

// marshalDocument writes the document. Lists of this API are never null, which
// huma assumes that Go's lists may be.
func marshalDocument(doc *huma.OpenAPI) ([]byte, error) {
	for _, s := range doc.Components.Schemas.Map() {
		neverNull(s)
	}
	b, err := json.Marshal(doc)
	if err != nil {
		return nil, fmt.Errorf("marshal OpenAPI: %w", err)
	}
	return b, nil
}

func neverNull(s *huma.Schema) {
	if s == nil {
		return
	}
	if s.Type == huma.TypeArray {
		s.Nullable = false
	}
	neverNull(s.Items)
	for _, p := range s.Properties {
		neverNull(p)
	}
}

// enumerate limits a member of a schema to fixed values.
func enumerate[T ~string](s *huma.Schema, member string, values []T) {
	p := s.Properties[member]
	p.Enum = nil
	for _, v := range values {
		p.Enum = append(p.Enum, string(v))
	}
}

func (c *call) showDocument() error {
	c.w.Header().Set("Cache-Control", "no-cache")
	writeBody(c.w, c.r, http.StatusOK, "application/json", c.s.document)
	return nil
}
