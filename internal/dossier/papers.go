package dossier

import (
	"archive/zip"
	"context"
	"io"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
)

// dirPapers holds the papers that were issued. It may be taken out before the pack is handed
// on, for papers name people; what checks the pack then passes them over.
const dirPapers = "naskah/"

// paperFile is where a content of a paper lies: both parts stand in the history, so that
// whoever checks needs no list.
func paperFile(code, sum, ending string) string {
	return dirPapers + "naskah-" + code + "-" + sum[:12] + "." + ending
}

// paperContent is one file of a paper.
type paperContent struct {
	file casework.PaperFile
	sum  string
	name string
}

func contentsOf(x flow.Paper) []paperContent {
	out := []paperContent{{casework.PaperPDF, x.SHA256, paperFile(x.Code, x.SHA256, "pdf")}}
	if x.DOCXSHA256 != "" {
		out = append(out, paperContent{casework.PaperDOCX, x.DOCXSHA256, paperFile(x.Code, x.DOCXSHA256, "docx")})
	}
	if sum := x.Signed(); sum != "" && sum != x.SHA256 {
		out = append(out, paperContent{casework.PaperSigned, sum, paperFile(x.Code, sum, "pdf")})
	}
	return out
}

// writePapers writes the papers as they were issued and signed, and returns the names of
// those whose bytes cannot be read.
func (p *Pack) writePapers(ctx context.Context, z *archive) (lacking []string) {
	for _, x := range p.have.View.State.Papers {
		for _, c := range contentsOf(x) {
			if z.err != nil {
				return lacking
			}
			_, content, _, err := p.cases.OpenPaper(ctx, p.actor, p.have.View.ID, x.Code, c.file)
			switch {
			case ctx.Err() != nil:
				z.keep(ctx.Err())
			case err != nil && alur.CodeOf(err) == alur.CodeNotFound:
				z.keep(err) // no longer for this actor
			case err != nil:
				lacking = append(lacking, c.name)
			default:
				if out := z.create(c.name, zip.Store); out != nil {
					_, err := io.Copy(out, content)
					z.keep(err)
				}
				_ = content.Close() // it was only read
			}
		}
	}
	return lacking
}

// paper is what the page to read says of a paper.
func (p *Pack) paper(x flow.Paper) fact {
	said := text.PaperState(x.InForce(), x.Withdrawn != nil) + ", kode " + x.Code + ", diterbitkan " + p.name(x.By) + ", " + text.DateTime(x.At)
	if n := x.Number(); n != "" {
		said += ", nomor " + n + " tanggal " + text.Day(x.Register.Date)
	}
	return fact{text.PaperName(x.Kind), said}
}
