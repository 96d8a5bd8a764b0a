package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/alur-id/alur"
)

// PaperRow is one paper that was issued from a request, as its history tells it.
type PaperRow struct {
	Code       string
	Request    alur.RequestID
	Seq        int64 // of the event that issued it
	Kind       string
	Template   string
	SHA256     string // of the PDF as issued, lower-case hex
	DOCXSHA256 string // "" without one
	Head       string // hash of the history that it was made from
	Party      alur.PartyID
	By         string // username
	At         time.Time
	State      PaperState
	// What an office gave it; "" until it is registered.
	Number         string
	Date           string // 2006-01-02
	Classification string
	SignedSHA256   string
}

// PaperState says whether a paper is to be relied on.
type PaperState string

// The states of papers.
const (
	PaperInForce   PaperState = "in-force"
	PaperReplaced  PaperState = "replaced" // by a later one of its kind
	PaperWithdrawn PaperState = "withdrawn"
)

const paperColumns = `code, request_id, seq, kind, template, sha256, docx_sha256, head, party, issued_by, issued_at, state, number, date, classification, signed_sha256`

func scanPaper(rows *sql.Rows) (PaperRow, error) {
	var p PaperRow
	var at int64
	err := rows.Scan(&p.Code, &p.Request, &p.Seq, &p.Kind, &p.Template, &p.SHA256, &p.DOCXSHA256, &p.Head, &p.Party, &p.By, &at, &p.State,
		&p.Number, &p.Date, &p.Classification, &p.SignedSHA256)
	p.At = fromMicros(at)
	return p, err
}

// PutPaper stores a paper, or what has changed of it: of one that is there only state and
// registration change.
func (tx *Tx) PutPaper(ctx context.Context, p PaperRow) error {
	_, err := tx.exec(ctx, `INSERT INTO papers (`+paperColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		ON CONFLICT (code) DO UPDATE SET state = excluded.state, number = excluded.number, date = excluded.date,
			classification = excluded.classification, signed_sha256 = excluded.signed_sha256`,
		p.Code, string(p.Request), p.Seq, p.Kind, p.Template, p.SHA256, p.DOCXSHA256, p.Head, string(p.Party), p.By, micros(p.At), string(p.State),
		p.Number, p.Date, p.Classification, p.SignedSHA256)
	return err
}

// Papers reads the papers of a request in order of issue, for whoever keeps or checks
// the projection. It asks for no scope.
func (tx *Tx) Papers(ctx context.Context, request alur.RequestID) ([]PaperRow, error) {
	return tx.papersWhere(ctx, `request_id = $1`, string(request))
}

// PaperByCode reads a paper by its code: not-found when there is none. It asks for no
// scope: whoever holds the paper may ask whether it is genuine.
func (tx *Tx) PaperByCode(ctx context.Context, code string) (PaperRow, error) {
	rows, err := tx.papersWhere(ctx, `code = $1`, code)
	if err == nil && len(rows) == 0 {
		err = alur.Refuse(alur.CodeNotFound)
	}
	if err != nil {
		return PaperRow{}, err
	}
	return rows[0], nil
}

// PapersByContent reads the papers that a file is: as issued, to be changed, or signed. It
// asks for no scope, as [Tx.PaperByCode].
func (tx *Tx) PapersByContent(ctx context.Context, sha256 string) ([]PaperRow, error) {
	if len(sha256) != 64 {
		return nil, nil
	}
	return tx.papersWhere(ctx, `sha256 = $1 OR docx_sha256 <> '' AND docx_sha256 = $1 OR signed_sha256 <> '' AND signed_sha256 = $1`, sha256)
}

func (tx *Tx) papersWhere(ctx context.Context, where, arg string) ([]PaperRow, error) {
	if !isPlain(arg) {
		return nil, nil
	}
	var out []PaperRow
	err := tx.each(ctx, `SELECT `+paperColumns+` FROM papers WHERE `+where+` ORDER BY issued_at, seq, code`, []any{arg}, func(rows *sql.Rows) error {
		p, err := scanPaper(rows)
		out = append(out, p)
		return err
	})
	return out, err
}
