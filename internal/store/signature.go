package store

import (
	"context"
	"database/sql"
	"time"
)

// SignatureRow is what somebody read of the signatures in a file.
type SignatureRow struct {
	SHA256 string
	Reader string // who read it; what another one read does not count
	At     time.Time
	Report string
}

// SignatureReports reads what a reader has read of files, by their hashes. The caller has
// asked for the documents in its scope before.
func (tx *Tx) SignatureReports(ctx context.Context, reader string, sums []string) (map[string]string, error) {
	out := map[string]string{}
	err := inChunks(sums, func(q *query, in string) error {
		text := `SELECT sha256, report FROM pdf_signatures WHERE sha256 IN ` + in + ` AND reader = ` + q.arg(reader)
		return tx.each(ctx, text, q.args, func(rows *sql.Rows) error {
			var sum, report string
			err := rows.Scan(&sum, &report)
			out[sum] = report
			return err
		})
	})
	return out, err
}

// PutSignatureReport keeps what was read of a file, in the place of what is there.
func (tx *Tx) PutSignatureReport(ctx context.Context, r SignatureRow) error {
	_, err := tx.exec(ctx, `INSERT INTO pdf_signatures (sha256, reader, read_at, report) VALUES ($1, $2, $3, $4)
		ON CONFLICT (sha256) DO UPDATE SET reader = excluded.reader, read_at = excluded.read_at, report = excluded.report`,
		r.SHA256, r.Reader, micros(r.At), r.Report)
	return err
}

// SignedPaperRow is what somebody found who compared a signed file with the paper that it
// is said to be.
type SignedPaperRow struct {
	SHA256 string // of the signed file
	Issued string // the hash of the paper as it was issued
	Reader string // who compared; what another one found does not count
	At     time.Time
	Same   bool
}

// SignedPaper reads what a reader has found of a signed file and a paper; known is false
// when it has not compared them. The caller has asked for the paper in its scope before.
func (tx *Tx) SignedPaper(ctx context.Context, reader, sha256, issued string) (same, known bool, err error) {
	text := `SELECT same FROM signed_papers WHERE sha256 = $1 AND issued = $2 AND reader = $3`
	err = tx.each(ctx, text, []any{sha256, issued, reader}, func(rows *sql.Rows) error {
		known = true
		return rows.Scan(&same)
	})
	return same, known, err
}

// PutSignedPaper keeps what was found, in the place of what is there.
func (tx *Tx) PutSignedPaper(ctx context.Context, r SignedPaperRow) error {
	_, err := tx.exec(ctx, `INSERT INTO signed_papers (sha256, issued, reader, read_at, same) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (sha256, issued) DO UPDATE SET reader = excluded.reader, read_at = excluded.read_at, same = excluded.same`,
		r.SHA256, r.Issued, r.Reader, micros(r.At), r.Same)
	return err
}
