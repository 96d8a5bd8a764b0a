package api

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/text"
)

// Paper is one paper that was issued from a request.
type Paper struct {
	Code        string         `json:"code" example:"7K4M-92QX-T3HB" doc:"On the paper and in its QR code; whoever holds it may check it with that"`
	Kind        string         `json:"kind" example:"bast"`
	Name        string         `json:"name" example:"Berita acara serah terima (BAST)"`
	State       string         `json:"state" enum:"in-force,replaced,withdrawn"`
	Template    string         `json:"template" doc:"name@version of an uploaded template, or shipped@hash"`
	SHA256      string         `json:"sha256" pattern:"^[0-9a-f]{64}$" doc:"Of the PDF as issued"`
	DOCXSHA256  *string        `json:"docx_sha256"`
	Head        string         `json:"head" pattern:"^[0-9a-f]{64}$" doc:"Hash of the last event of the history that it was made from"`
	Party       alur.PartyID   `json:"party"`
	IssuedBy    string         `json:"issued_by"`
	IssuedAt    string         `json:"issued_at" format:"date-time"`
	Number      *string        `json:"number" doc:"As the secretariat gave it; null until it is registered"`
	Date        *string        `json:"date" format:"date"`
	Class       *string        `json:"classification"`
	Signed      *string        `json:"signed_sha256" doc:"Of the signed PDF that was registered"`
	ReplacedBy  *string        `json:"replaced_by"`
	Withdrawn   *PaperTakeBack `json:"withdrawn"`
	CheckingURL string         `json:"check" doc:"What the QR code says"`
}

// TransformSchema says which members may be null; see [nullable].
func (Paper) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return nullable(s, "withdrawn")
}

// PaperTakeBack says why a paper is not to be relied on.
type PaperTakeBack struct {
	Reason string `json:"reason"`
	By     string `json:"by"`
	At     string `json:"at" format:"date-time"`
}

// PaperKind is a kind of paper on one request.
type PaperKind struct {
	Kind    string         `json:"kind" example:"notulen"`
	Name    string         `json:"name"`
	Stage   alur.StageID   `json:"stage" doc:"Whose facts it tells"`
	Parties []alur.PartyID `json:"parties" doc:"Those that issue it"`
	Allowed bool           `json:"allowed" doc:"The caller may issue it now"`
	Code    *string        `json:"code" doc:"The refusal that issuing it would meet now; null when allowed"`
	Missing []alur.ItemID  `json:"missing" doc:"The items that it needs"`
	Fills   []alur.ItemID  `json:"fills" doc:"The document items that it may be put into"`
}

// PaperList is what there is of papers on a request, and what there could be.
type PaperList struct {
	Items []Paper     `json:"items" doc:"In order of issue"`
	Kinds []PaperKind `json:"kinds" doc:"In the order of the guide"`
}

// NewPaper is the body of POST papers.
type NewPaper struct {
	Kind string `json:"kind" example:"notulen"`
}

// PaperNumber is the body of POST registration.
type PaperNumber struct {
	Number string `json:"number" maxLength:"100" doc:"As the secretariat gave it"`
	Date   string `json:"date" format:"date" doc:"Not after today"`
	Class  string `json:"classification,omitzero" maxLength:"60" example:"000.8.3"`
}

// PaperReason is the body of POST withdrawal.
type PaperReason struct {
	Reason string `json:"reason" maxLength:"20000"`
}

// PaperItem is the body of POST document.
type PaperItem struct {
	Kind alur.ItemID `json:"kind" example:"notulen" doc:"The document item that the paper becomes"`
}

const (
	onePaper   = "/requests/{id}/papers/{paper}"
	aboutPaper = "By the parties that sign or file it, also after the end of the request. Services do not."
)

var paperRoutes = []route{
	{
		method: http.MethodGet, path: "/requests/{id}/papers", id: "list-papers", tag: "papers", access: signedIn, scope: scopeRead, status: 200, result: PaperList{},
		summary: "Papers that come out of the record, and what could be issued", about: "Vendors see those of their stages.", handle: (*call).listPapers,
	},
	{
		method: http.MethodPost, path: "/requests/{id}/papers", id: "issue-paper", tag: "papers", access: signedIn, scope: scopeWrite, write: true, body: NewPaper{},
		status: 201, result: Paper{}, location: true, etag: true,
		summary: "Issue a paper", about: "Drawn from the record as it stands, and kept as it was issued. One of the same kind that was in force is replaced. " +
			"Papers about the end of a request are issued after it.",
		codes: with(alur.CodePersonRequired, alur.CodeFourEyes, alur.CodeBlocked, alur.CodeStorageUnavailable), handle: (*call).issuePaper,
	},
	{
		method: http.MethodGet, path: "/requests/{id}/paper-drafts/{kind}/{format}", id: "get-paper-draft", tag: "papers", access: signedIn, scope: scopeRead, status: 200, file: true,
		summary: "A paper as it would be issued now", about: "Marked as a draft; pdf or docx. Nothing is put on record.",
		codes: []alur.Code{alur.CodeWrongStage, alur.CodeBlocked, alur.CodeOverloaded}, handle: (*call).downloadPaperDraft,
	},
	{
		method: http.MethodGet, path: onePaper + "/content/{format}", id: "get-paper-content", tag: "papers", access: signedIn, scope: scopeRead, status: 200, file: true,
		summary: "The bytes of a paper", about: "As issued, never drawn again: pdf, docx, or signed for the signed PDF.",
		codes: []alur.Code{alur.CodeFileWaiting, alur.CodeFileWithheld, alur.CodeStorageUnavailable}, handle: (*call).downloadPaper,
	},
	{
		method: http.MethodPost, path: onePaper + "/registration", id: "register-paper", tag: "papers", access: signedIn, scope: scopeWrite, write: true, body: PaperNumber{},
		status: 200, result: Paper{}, etag: true, summary: "Enter number, date and classification", about: aboutPaper,
		codes: with(alur.CodePersonRequired, alur.CodeFourEyes, alur.CodeWrongTransition), handle: (*call).registerPaper,
	},
	{
		method: http.MethodPost, path: onePaper + "/signed", id: "attach-signed-paper", tag: "papers", access: signedIn, scope: scopeWrite, write: true, upload: true,
		status: 200, result: Paper{}, etag: true, summary: "Attach the signed PDF", about: aboutPaper,
		codes: with(alur.CodePersonRequired, alur.CodeFourEyes, alur.CodeWrongTransition, alur.CodeUnsafeFile, alur.CodeEmptyFile, alur.CodeInfectedFile, alur.CodeQuotaExceeded, alur.CodeStorageUnavailable), handle: (*call).attachSignedPaper,
	},
	{
		method: http.MethodPost, path: onePaper + "/withdrawal", id: "withdraw-paper", tag: "papers", access: signedIn, scope: scopeWrite, write: true, body: PaperReason{},
		status: 200, result: Paper{}, etag: true, summary: "Withdraw a paper", about: "By the party that issues it, with a reason; also after the end of the request. Services do not.",
		codes: with(alur.CodePersonRequired, alur.CodeFourEyes, alur.CodeWrongTransition), handle: (*call).withdrawPaper,
	},
	{
		method: http.MethodPost, path: onePaper + "/document", id: "use-paper", tag: "papers", access: signedIn, scope: scopeWrite, write: true, body: PaperItem{},
		status: 201, result: Document{}, location: true, etag: true,
		summary: "Put a paper into a document item", about: "As an upload would: the signed PDF where there is one, else the issued one. By the item's owner.",
		codes: with(alur.CodeUnknownItem, alur.CodeWrongTransition, alur.CodeFileWaiting, alur.CodeFileWithheld, alur.CodeStorageUnavailable), handle: (*call).usePaper,
	},
}

func (c *call) wirePaper(x flow.Paper) Paper {
	p := Paper{
		Code: x.Code, Kind: x.Kind, Name: text.PaperName(x.Kind), State: "in-force", Template: x.Template, SHA256: x.SHA256, DOCXSHA256: orNull(x.DOCXSHA256), Head: x.Head,
		Party: x.Party, IssuedBy: x.By, IssuedAt: wireTime(x.At), ReplacedBy: orNull(x.ReplacedBy), CheckingURL: c.s.Papers.CheckAddress(x.Code),
	}
	if x.ReplacedBy != "" {
		p.State = "replaced"
	}
	if w := x.Withdrawn; w != nil {
		p.State, p.Withdrawn = "withdrawn", &PaperTakeBack{Reason: w.Reason, By: w.By, At: wireTime(w.At)}
	}
	if r := x.Register; r != nil {
		p.Number, p.Date, p.Class, p.Signed = orNull(r.Number), orNull(r.Date), orNull(r.Classification), orNull(r.SignedSHA256)
	}
	return p
}

func (c *call) listPapers() error {
	state, err := c.s.Papers.State(c.ctx(), c.actor(), c.request())
	if err != nil {
		return err
	}
	out := PaperList{Items: []Paper{}, Kinds: []PaperKind{}}
	for _, x := range state.View.State.Papers {
		out.Items = append(out.Items, c.wirePaper(x))
	}
	for _, k := range state.Kinds {
		x := PaperKind{
			Kind: k.ID, Name: k.Name, Stage: k.Stage, Parties: k.Parties(state.View.Plan), Allowed: k.View.Code == "", Code: orNull(string(k.View.Code)),
			Missing: append([]alur.ItemID{}, k.View.Missing...), Fills: append([]alur.ItemID{}, k.Fills...),
		}
		out.Kinds = append(out.Kinds, x)
	}
	return c.answer(http.StatusOK, out)
}

func (c *call) issuePaper() error {
	var body NewPaper
	if err := c.body(&body); err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Papers.Issue(c.ctx(), c.actor(), c.request(), body.Kind, o)
		},
		func(w *casework.Written) (casework.Answer, error) {
			p := paperwork.Issued(w)
			return kept(http.StatusCreated, w, c.wirePaper(*p), Prefix+"/requests/"+string(c.request())+"/papers/"+p.Code+"/content/pdf")
		})
}

// paperAnswer is the paper of the path after a write.
func (c *call) paperAnswer(w *casework.Written) (casework.Answer, error) {
	return kept(http.StatusOK, w, c.wirePaper(*w.View.State.Paper(c.paper())), "")
}

func (c *call) paper() string { return c.r.PathValue("paper") }

func (c *call) registerPaper() error {
	var body PaperNumber
	if err := c.body(&body); err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Cases.RegisterPaper(c.ctx(), c.actor(), c.request(),
				flow.RegisterPaper{Code: c.paper(), Number: body.Number, Date: body.Date, Classification: body.Class}, nil, o)
		},
		c.paperAnswer)
}

func (c *call) attachSignedPaper() error {
	up, err := c.receiveKept()
	if err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			o.Refused = up.unwanted
			return c.s.Cases.RegisterPaper(c.ctx(), c.actor(), c.request(), flow.RegisterPaper{Code: c.paper()}, &up.blob, o)
		},
		c.paperAnswer)
}

func (c *call) withdrawPaper() error {
	var body PaperReason
	if err := c.body(&body); err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Cases.WithdrawPaper(c.ctx(), c.actor(), c.request(), c.paper(), body.Reason, o)
		},
		c.paperAnswer)
}

func (c *call) usePaper() error {
	var body PaperItem
	if err := c.body(&body); err != nil {
		return err
	}
	return c.once(
		func(o casework.Options) (*casework.Written, error) {
			return c.s.Papers.Use(c.ctx(), c.actor(), c.request(), c.paper(), string(body.Kind), o)
		},
		c.documentAnswer)
}

// paperTypes are the media types of papers by their endings.
var paperTypes = map[string]string{"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}

func (c *call) downloadPaperDraft() error {
	format := c.r.PathValue("format")
	if paperTypes[format] == "" {
		return alur.Refuse(alur.CodeNotFound)
	}
	f, err := c.s.Papers.Preview(c.ctx(), c.actor(), c.request(), c.r.PathValue("kind"), format == "docx")
	if err != nil {
		return err
	}
	return c.sendPaper(format, f.Name, "", int64(len(f.Content)), strings.NewReader(string(f.Content)))
}

func (c *call) downloadPaper() error {
	file, format := casework.PaperFile(c.r.PathValue("format")), "pdf"
	if file == casework.PaperDOCX {
		format = "docx"
	}
	p, content, size, err := c.s.Cases.OpenPaper(c.ctx(), c.actor(), c.request(), c.paper(), file)
	if err != nil {
		return err
	}
	defer func() { _ = content.Close() }() // it was only read
	sum := map[casework.PaperFile]string{casework.PaperPDF: p.SHA256, casework.PaperDOCX: p.DOCXSHA256, casework.PaperSigned: p.Signed()}[file]
	return c.sendPaper(format, paperwork.FileName(p.Kind, p.Code, format), sum, size, content)
}

// sendPaper sends a file as [call.download] sends a document. sum is its hash, "" of one
// that nobody keeps.
func (c *call) sendPaper(format, name, sum string, size int64, content io.Reader) error {
	h := c.w.Header()
	if sum != "" {
		h.Set("ETag", `"`+sum+`"`)
		if c.r.Header.Get("If-None-Match") == `"`+sum+`"` {
			c.w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	h.Set("Content-Type", paperTypes[format])
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Disposition", disposition(name))
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox")
	c.w.WriteHeader(http.StatusOK)
	if c.r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(&patientWriter{w: c.w, rc: http.NewResponseController(c.w)}, content); err != nil {
		panic(http.ErrAbortHandler)
	}
	return nil
}
