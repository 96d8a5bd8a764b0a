package api

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
)

// importRoutes are the calls about lists of people and of agencies that come in by file.
var importRoutes = []route{
	{
		method: http.MethodPost, path: "/imports", id: "create-import", tag: "directory", access: signedIn, scope: scopeAdmin, manages: true, upload: true,
		status: 201, result: Import{}, location: true,
		summary: "Bring a list of people or agencies",
		about: "XLSX or CSV, at most 5 MB and 5,000 rows. Nothing is changed yet: the answer says what every row would do, and what is odd about it. " +
			"The list waits for 30 days, and at most 20 do. An agency's own admin brings people of the agency. Idempotency-Key is accepted and ignored.",
		codes:  []alur.Code{alur.CodeNotYourParty, alur.CodeInvalidData, alur.CodeConflict, alur.CodeUnsafeFile, alur.CodeEmptyFile, alur.CodeOverloaded, alur.CodeStorageFull},
		handle: (*call).createImport,
	},
	{
		method: http.MethodGet, path: "/imports/{import}", id: "get-import", tag: "directory", access: signedIn, scope: scopeAdmin, manages: true,
		status: 200, result: Import{}, query: []parameter{limitParameter(maxPage), cursorParameter},
		summary: "A list with a page of its rows", about: "As they are judged now.", codes: []alur.Code{alur.CodeNotFound, alur.CodeNotYourParty}, handle: (*call).showImport,
	},
	{
		method: http.MethodPatch, path: "/imports/{import}/rows/{line}", id: "change-import-row", tag: "directory", access: signedIn, scope: scopeAdmin, manages: true,
		body: ImportRowChange{}, status: 200, result: ImportRow{},
		summary: "Mend a row, or tick it off", about: "What is absent stays. A row that was applied is a conflict.",
		codes: []alur.Code{alur.CodeNotFound, alur.CodeNotYourParty, alur.CodeConflict, alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull}, handle: (*call).changeImportRow,
	},
	{
		method: http.MethodPost, path: "/imports/{import}/application", id: "apply-import", tag: "directory", access: signedIn, scope: scopeAdmin, manages: true,
		proof: (*call).always, status: 200, result: ImportApplied{},
		summary: "Apply the rows that are good",
		about: "At most 2,000 rows a call, each row once, however often the call is made; after a break the same call goes on. New people have no password until they use an invitation. " +
			"Idempotency-Key is accepted and ignored.",
		codes: []alur.Code{alur.CodeNotFound, alur.CodeNotYourParty, alur.CodeOverloaded, alur.CodeStorageFull}, handle: (*call).applyImport,
	},
}

// Import is a list on its way in.
type Import struct {
	ID        string       `json:"id" pattern:"^[0-9a-f]{32}$"`
	Kind      string       `json:"kind"`
	File      string       `json:"file" example:"pegawai.xlsx"`
	CreatedBy string       `json:"created_by"`
	CreatedAt string       `json:"created_at" format:"date-time"`
	ExpiresAt string       `json:"expires_at" format:"date-time" doc:"When it is thrown away by itself"`
	AppliedAt *string      `json:"applied_at" format:"date-time" doc:"The last time; null for never"`
	Notes     []string     `json:"notes" doc:"What is odd about the file, in Indonesian"`
	Counts    ImportCounts `json:"counts"`
	// UnknownAgencies are texts that name no organisation.
	UnknownAgencies []string        `json:"unknown_agencies" doc:"Texts that name no organisation; mend the rows, or choose on the page"`
	Rows            Page[ImportRow] `json:"rows"`
}

// TransformSchema lists the kinds.
func (Import) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "kind", []directory.ImportKind{directory.ImportPeople, directory.ImportAgencies})
	return s
}

// ImportCounts says how many rows there are of each verdict.
type ImportCounts struct {
	New     int `json:"new"`
	Change  int `json:"change"`
	Same    int `json:"same"`
	Bad     int `json:"bad"`
	Skipped int `json:"skipped"`
	Applied int `json:"applied"`
}

// ImportRow is one row of the file.
type ImportRow struct {
	Line     int               `json:"line" minimum:"1" doc:"Of the file"`
	Values   map[string]string `json:"values" doc:"What stands in each column that is known"`
	Username *string           `json:"username" doc:"That is made for a new person; null where there is none to be"`
	Verdict  string            `json:"verdict"`
	Target   *string           `json:"target" doc:"The account or organisation that it is about, or became"`
	Flags    []ImportFlag      `json:"flags"`
}

// TransformSchema lists the verdicts.
func (ImportRow) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	enumerate(s, "verdict", []directory.ImportVerdict{
		directory.VerdictNew, directory.VerdictChange, directory.VerdictSame, directory.VerdictBad, directory.VerdictSkipped, directory.VerdictAdded, directory.VerdictChanged, directory.VerdictWasSame,
	})
	return s
}

// ImportFlag is something odd about a row.
type ImportFlag struct {
	Column  string `json:"column" doc:"Empty when it is about the row"`
	Bad     bool   `json:"bad" doc:"The row is not taken as it is"`
	Message string `json:"message" doc:"In Indonesian"`
}

// ImportRowChange is the body of PATCH row.
type ImportRowChange struct {
	Values Values `json:"values,omitzero" doc:"Texts by column as in the answer; empty clears. What is absent stays"`
	Skip   bool   `json:"skip,omitzero"`
}

// ImportApplied is what applying a list did.
type ImportApplied struct {
	Added   int `json:"added"`
	Changed int `json:"changed"`
	Same    int `json:"same"`
	Left    int `json:"left" doc:"Rows that are still open"`
}

// manager is who manages people through these calls.
func (c *call) manager() directory.Manager {
	return directory.Manager{User: c.session.User, Address: c.address()}
}

func wireImport(v *directory.ImportPreview) Import {
	out := Import{
		ID: v.ID, Kind: string(v.Kind), File: v.Name, CreatedBy: v.By, CreatedAt: alur.FormatTime(v.CreatedAt), ExpiresAt: alur.FormatTime(v.CreatedAt.Add(directory.ImportLife)),
		Notes: []string{}, UnknownAgencies: []string{},
		Counts: ImportCounts{
			New: v.Counts[directory.VerdictNew], Change: v.Counts[directory.VerdictChange], Same: v.Counts[directory.VerdictSame], Bad: v.Counts[directory.VerdictBad],
			Skipped: v.Counts[directory.VerdictSkipped],
			Applied: v.Counts[directory.VerdictAdded] + v.Counts[directory.VerdictChanged] + v.Counts[directory.VerdictWasSame],
		},
	}
	if !v.AppliedAt.IsZero() {
		out.AppliedAt = orNull(alur.FormatTime(v.AppliedAt))
	}
	for _, n := range v.Notes {
		out.Notes = append(out.Notes, text.ImportNote(n.Word, n.Line, n.With))
	}
	for _, u := range v.Unknown {
		out.UnknownAgencies = append(out.UnknownAgencies, u.Text)
	}
	return out
}

func wireImportRow(r directory.ImportRow) ImportRow {
	out := ImportRow{Line: r.Line, Values: r.Cells, Username: orNull(r.Made), Verdict: string(r.Verdict), Target: orNull(r.Target), Flags: []ImportFlag{}}
	for _, f := range r.Flags {
		out.Flags = append(out.Flags, ImportFlag{Column: f.Field, Bad: f.Bad, Message: text.ImportFlag(f.Field, f.Reason, f.With)})
	}
	return out
}

// importPage answers with a list and so many of its rows after a line.
func (c *call) importPage(status int, id string, limit, after int) error {
	v, err := c.s.Directory.PreviewImport(c.ctx(), c.manager(), id)
	if err != nil {
		return err
	}
	out := wireImport(v)
	out.Rows.Items = []ImportRow{}
	for _, r := range v.Rows {
		switch {
		case r.Line <= after:
		case len(out.Rows.Items) == limit:
			out.Rows.NextCursor = orNull(strconv.Itoa(out.Rows.Items[limit-1].Line))
			return c.answer(status, out)
		default:
			out.Rows.Items = append(out.Rows.Items, wireImportRow(r))
		}
	}
	return c.answer(status, out)
}

func (c *call) showImport() error {
	limit, err := c.limit(defaultPage, maxPage)
	if err != nil {
		return err
	}
	cursor, err := c.cursor()
	if err != nil {
		return err
	}
	after := 0
	if cursor != "" {
		if after, err = strconv.Atoi(cursor); err != nil || after < 0 {
			return alur.RefuseField(alur.CodeInvalidParameter, "cursor")
		}
	}
	return c.importPage(http.StatusOK, c.r.PathValue("import"), limit, after)
}

func (c *call) createImport() error {
	n, err := c.readImport()
	if err != nil {
		return err
	}
	id, err := c.s.Directory.StageImport(c.ctx(), c.manager(), n)
	if err != nil {
		return err
	}
	c.w.Header().Set("Location", Prefix+"/imports/"+id)
	return c.importPage(http.StatusCreated, id, defaultPage, 0)
}

// maxImport bounds the body that brings a list, in bytes.
const maxImport = 6 << 20

// readImport reads a multipart body strictly: one part kind and one part file.
func (c *call) readImport() (directory.NewImport, error) {
	var n directory.NewImport
	media, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" || len(c.r.Header.Values("Content-Type")) != 1 {
		return n, alur.Refuse(alur.CodeUnsupportedMediaType)
	}
	rc := http.NewResponseController(c.w)
	body := &limitedBody{r: &patientReader{r: c.r.Body, rc: rc}, left: maxImport}
	seen := map[string]bool{}
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			break
		}
		name, content := "", []byte(nil)
		if err == nil {
			name = p.FormName()
			content, err = io.ReadAll(p)
		}
		switch {
		case body.exceeded:
			c.discard()
			return n, alur.Refuse(alur.CodeTooLarge)
		case err != nil:
			return n, &alur.Error{Code: alur.CodeMalformedMultipart, Err: err}
		case name != "kind" && name != "file":
			return n, alur.RefuseField(alur.CodeUnknownField, name)
		case seen[name] || (name == "file") != (p.FileName() != ""):
			return n, alur.RefuseField(alur.CodeMalformedMultipart, name)
		case name == "kind":
			n.Kind = directory.ImportKind(content)
		default:
			n.Name, n.Data = p.FileName(), content
		}
		seen[name] = true
	}
	_ = rc.SetReadDeadline(time.Time{}) // recorders of tests have no deadlines
	for _, name := range []string{"kind", "file"} {
		if !seen[name] {
			return n, alur.RefuseField(alur.CodeMissingField, name)
		}
	}
	return n, nil
}

// importLine is the row that the path names: not-found for what is no number.
func (c *call) importLine() (int, error) {
	n, err := strconv.Atoi(c.r.PathValue("line"))
	if err != nil {
		return 0, alur.Refuse(alur.CodeNotFound)
	}
	return n, nil
}

func (c *call) changeImportRow() error {
	id := c.r.PathValue("import")
	line, err := c.importLine()
	if err != nil {
		return err
	}
	v, err := c.s.Directory.PreviewImport(c.ctx(), c.manager(), id)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(v.Rows, func(r directory.ImportRow) bool { return r.Line == line })
	if at < 0 {
		return alur.Refuse(alur.CodeNotFound)
	}
	var body Values
	if err := c.body(&body); err != nil {
		return err
	}
	cells, skip, err := readImportRow(body)
	if err != nil {
		return err
	}
	if len(cells) > 0 {
		if err := c.s.Directory.MendImportRow(c.ctx(), c.manager(), id, line, cells); err != nil {
			return err
		}
	}
	if skip != nil {
		if v.Rows[at].Verdict.Applied() {
			return alur.Refuse(alur.CodeConflict)
		}
		if err := c.s.Directory.TickImportRows(c.ctx(), c.manager(), id, map[int]bool{line: *skip}); err != nil {
			return err
		}
	}
	if v, err = c.s.Directory.PreviewImport(c.ctx(), c.manager(), id); err != nil {
		return err
	}
	return c.answer(http.StatusOK, wireImportRow(v.Rows[at]))
}

// readImportRow reads what a row is to say, and whether it is ticked off: unknown-field,
// invalid-type.
func readImportRow(body Values) (cells map[string]string, skip *bool, err error) {
	cells = map[string]string{}
	for name, raw := range body {
		switch name {
		case "skip":
			skip = new(bool)
			if err := readBool(skip, name, raw); err != nil {
				return nil, nil, err
			}
		case "values":
			values, ok := membersOf(raw)
			if !ok {
				return nil, nil, alur.RefuseField(alur.CodeInvalidType, name)
			}
			for column, v := range values {
				var s string
				if v.Kind() != '"' || json.Unmarshal(v, &s) != nil {
					return nil, nil, alur.RefuseField(alur.CodeInvalidType, "values."+column)
				}
				cells[column] = s
			}
		default:
			return nil, nil, alur.RefuseField(alur.CodeUnknownField, name)
		}
	}
	return cells, skip, nil
}

func (c *call) applyImport() error {
	done, err := c.s.Directory.ApplyImport(c.ctx(), c.manager(), c.r.PathValue("import"))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, ImportApplied{Added: done.Added, Changed: done.Changed, Same: done.Same, Left: done.Left})
}
