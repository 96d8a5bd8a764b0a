package web

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/alur-id/alur/internal/compliance"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/text"
)

//go:embed papers/*.txt
var reportFS embed.FS

// reportPaper fills a template of a report with values.
func reportPaper(name string, v paper.Values) (*paper.Document, error) {
	src, err := reportFS.ReadFile("papers/" + name + ".txt")
	if err != nil {
		return nil, err
	}
	t, err := paper.ParseText(src)
	if err != nil {
		return nil, fmt.Errorf("template %s: %w", name, err)
	}
	return t.Fill(v)
}

// reportHead is the letterhead of the ICT agency, which makes the reports.
func (a *app) reportHead(ctx context.Context) (paper.Letterhead, error) {
	ict, err := a.Directory.ICT(ctx)
	if err != nil {
		return paper.Letterhead{}, err
	}
	d, err := a.Directory.AgencyDetails(ctx, ict.ID)
	if err != nil {
		return paper.Letterhead{}, err
	}
	l := d.Letterhead
	out := paper.Letterhead{Above: l.Government, Name: l.NameLine, Below: text.LetterheadLines(l)}
	if out.Name == "" {
		out.Name = text.Capitals(ict.Name)
	}
	if d.Logo != "" {
		logo, err := a.Directory.Logo(ctx, ict.ID)
		if err != nil {
			return out, err
		}
		out.Logo = logo.PNG
	}
	return out, nil
}

// sendReport sends a report as a PDF, and notes that it leaves. rows is how many requests
// are in it.
func (a *app) sendReport(w http.ResponseWriter, r *http.Request, f exportFile, title string, rows int, d *paper.Document) error {
	head, err := a.reportHead(r.Context())
	if err != nil {
		return err
	}
	var file bytes.Buffer
	if err := d.PDF(&file, paper.Look{Head: head, Made: a.Clock(), Title: title, Author: head.Name}); err != nil {
		return err
	}
	if err := a.noteExport(r, f, ".pdf", rows); err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "application/pdf")
	h.Set("Content-Disposition", a.disposition(f, ".pdf"))
	h.Set("Content-Length", strconv.Itoa(file.Len()))
	if r.Method != http.MethodHead {
		_, _ = w.Write(file.Bytes()) // the visitor may have gone
	}
	return nil
}

// downloadCompliancePDF sends the report of one request as a PDF.
func (a *app) downloadCompliancePDF(w http.ResponseWriter, r *http.Request) error {
	v, d, err := a.complianceOf(r)
	if err != nil {
		return err
	}
	var counts []string
	for _, c := range d.counts() {
		counts = append(counts, text.LowerFirst(c.Name)+" "+c.Value)
	}
	values := paper.Values{
		"judul": titleOf(v.Title), "nomor": numberOf(v.Number), "instansi": v.Agency.Name, "panduan": text.CompliancePart(d.Plan.Part, d.Plan.Title),
		"status": text.Status(d.Status), "hitungan": strings.Join(counts, ", "), "dasar": text.ComplianceBasis(d.Last.At, d.Last.Seq),
	}
	var clauses, evidence, beside []paper.Values
	for _, row := range d.rows() {
		clauses = append(clauses, paper.Values{"nomor": row.Clause, "tahap": row.Title, "keadaan": row.State.Text, "isi": strings.Join(row.Sum, "\n")})
		for _, round := range row.Rounds {
			for _, x := range round.Evidence {
				if x.Void == "" {
					evidence = append(evidence, paper.Values{"nomor": row.Clause, "isi": x.Text, "oleh": x.Who, "catatan": strconv.FormatInt(x.Seq, 10)})
				}
			}
		}
	}
	for _, s := range d.beside() {
		beside = append(beside, paper.Values{"isi": s})
	}
	values["klausul"], values["bukti"], values["lain"] = clauses, evidence, beside
	values["ada-bukti"], values["ada-lain"] = len(evidence) > 0, len(beside) > 0
	doc, err := reportPaper("kepatuhan", values)
	if err != nil {
		return err
	}
	return a.sendReport(w, r, exportFile{name: "kepatuhan", filter: labelOf(v)}, "Laporan kepatuhan "+numberOf(v.Number), 1, doc)
}

// yearPaper is the report of a year as a document.
func yearPaper(year int, y *compliance.Year, made string) (*paper.Document, error) {
	values := paper.Values{"tahun": strconv.Itoa(year), "permohonan": text.Integer(int64(y.Requests)), "dasar": made}
	var flows []paper.Values
	for _, f := range y.Flows {
		var clauses []paper.Values
		for _, c := range f.Clauses {
			row := paper.Values{"nomor": c.ID, "tahap": c.Title, "isi": complianceNote(c)}
			for _, s := range compliance.States {
				row[string(s)] = text.Integer(int64(c.Count[s]))
			}
			clauses = append(clauses, row)
		}
		flows = append(flows, paper.Values{"judul": f.Title + ", " + text.Requests(f.Requests), "klausul": clauses})
	}
	values["jalur"] = flows
	return reportPaper("kepatuhan-tahun", values)
}
