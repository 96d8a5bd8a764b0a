package api

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
)

// checkRoutes are the calls by which anybody checks a paper. They count by address, as
// those of tracking codes do.
var checkRoutes = []route{
	{
		method: http.MethodGet, path: "/papers/{code}", id: "get-paper", tag: "tracking", access: public, status: 200, result: CheckedPaper{},
		summary: "A paper that was issued, for anybody with its code",
		about:   "No people, nothing of what it says. Case and dashes of the code do not matter. Limited per address.",
		codes:   []alur.Code{alur.CodeNotFound, alur.CodeTooManyTries}, handle: (*call).showPaper,
	},
	{
		method: http.MethodPost, path: "/papers/check", id: "check-paper", tag: "tracking", access: public, upload: true, status: 200, result: List[CheckedPaper]{},
		summary: "Whether a file is a paper as it was issued",
		about: "Byte for byte the PDF that was issued, or the signed one that was registered; 404 when it is neither. The file is hashed as it comes and not kept. " +
			"Limited per address. Idempotency-Key is accepted and ignored.",
		codes: []alur.Code{alur.CodeNotFound, alur.CodeEmptyFile, alur.CodeTooManyTries}, handle: (*call).checkPaper,
	},
}

// CheckedPaper is what anybody may know of a paper.
type CheckedPaper struct {
	Code           string  `json:"code" example:"7K4M-92QX-T3HB"`
	Kind           string  `json:"kind" example:"bast"`
	RequestNumber  string  `json:"request_number" example:"SI-2026-0001"`
	Agency         string  `json:"agency" doc:"The name of the requesting one"`
	IssuedAt       string  `json:"issued_at" format:"date-time"`
	OfficialNumber *string `json:"official_number" doc:"What an office gave it; null until it is registered"`
	OfficialDate   *string `json:"official_date" format:"date"`
	State          string  `json:"state" enum:"in-force,replaced,withdrawn"`
	ReplacedAt     *string `json:"replaced_at" format:"date-time"`
	WithdrawnAt    *string `json:"withdrawn_at" format:"date-time"`
	Reason         *string `json:"reason" doc:"Why it was withdrawn"`
	Signed         bool    `json:"signed" doc:"The file is the signed one; false on a look-up by code"`
	Proof          string  `json:"signed_proof,omitzero" enum:"sound,other,unsigned,broken,pending" doc:"What the signed file was found to be: the paper as it was issued with intact signatures; not provably the paper (a scan, say); without electronic signatures; with one that is not intact, whatever it shows; not looked at yet. Absent when signed is false"`
}

func wireChecked(p casework.CheckedPaper) CheckedPaper {
	when := func(t time.Time) *string {
		if t.IsZero() {
			return nil
		}
		return orNull(wireTime(t))
	}
	out := CheckedPaper{
		Code: p.Code, Kind: p.Kind, RequestNumber: p.Number, Agency: p.Agency, IssuedAt: wireTime(p.IssuedAt), OfficialNumber: orNull(p.Official), OfficialDate: orNull(p.OfficialDate),
		State: "in-force", ReplacedAt: when(p.ReplacedAt), WithdrawnAt: when(p.WithdrawnAt), Reason: orNull(p.Reason), Signed: p.Signed, Proof: string(p.Proof),
	}
	switch {
	case out.WithdrawnAt != nil:
		out.State = "withdrawn"
	case out.ReplacedAt != nil:
		out.State = "replaced"
	}
	return out
}

// checking counts a look-up, before anything is known of it.
func (c *call) checking() error {
	c.w.Header().Set("X-Robots-Tag", "noindex")
	return c.s.checks.allow(c.address())
}

func (c *call) showPaper() error {
	if err := c.checking(); err != nil {
		return err
	}
	p, err := c.s.Cases.PaperOf(c.ctx(), c.r.PathValue("code"))
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, wireChecked(p))
}

func (c *call) checkPaper() error {
	if err := c.checking(); err != nil {
		return err
	}
	h := sha256.New()
	n := int64(0)
	err := c.oneFile(casework.MaxUpload, func(_ string, r io.Reader) (err error) {
		n, err = io.Copy(h, r)
		return err
	})
	switch {
	case err != nil:
		return err
	case n == 0:
		return alur.Refuse(alur.CodeEmptyFile)
	}
	found, err := c.s.Cases.CheckPaper(c.ctx(), "", hex.EncodeToString(h.Sum(nil)))
	if err != nil {
		return err
	}
	out := List[CheckedPaper]{Items: []CheckedPaper{}}
	for _, p := range found.Papers {
		out.Items = append(out.Items, wireChecked(p))
	}
	return c.answer(http.StatusOK, out)
}

// oneFile reads a multipart body as a stream, strictly: one part file of at most so many
// bytes, and nothing else. What read returns as an error is a fault of the body.
func (c *call) oneFile(most int64, read func(name string, r io.Reader) error) error {
	media, params, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || media != "multipart/form-data" || len(c.r.Header.Values("Content-Type")) != 1 {
		return alur.Refuse(alur.CodeUnsupportedMediaType)
	}
	rc := http.NewResponseController(c.w)
	body := &limitedBody{r: &patientReader{r: c.r.Body, rc: rc}, left: most + maxOverhead}
	defer func() { _ = rc.SetReadDeadline(time.Time{}) }() // recorders of tests have no deadlines
	seen := false
	for r := multipart.NewReader(body, params["boundary"]); ; {
		p, err := r.NextRawPart()
		if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) && !body.exceeded {
			break
		}
		counted := &io.LimitedReader{N: most + 1}
		if err == nil {
			name := p.FormName()
			switch {
			case name != "file":
				return alur.RefuseField(alur.CodeUnknownField, name)
			case seen || p.FileName() == "":
				return alur.RefuseField(alur.CodeMalformedMultipart, name)
			}
			counted.R = p
			err = read(p.FileName(), counted)
		}
		switch {
		case body.exceeded || counted.N == 0:
			c.discard()
			return alur.Refuse(alur.CodeTooLarge)
		case err != nil:
			return &alur.Error{Code: alur.CodeMalformedMultipart, Err: err}
		}
		seen = true
	}
	if !seen {
		return alur.RefuseField(alur.CodeMissingField, "file")
	}
	return nil
}
