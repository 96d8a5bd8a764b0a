package demo

import (
	"context"
	"fmt"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
)

// letterheads are what stands above the papers of the demonstration. The office's address
// is public; the heads are invented.
var letterheads = map[alur.AgencyID]alur.Letterhead{
	ictAgency: {
		Government: "PEMERINTAH KOTA SALATIGA", NameLine: "DINAS KOMUNIKASI DAN INFORMATIKA", Address: "Jl. Letjend Sukowati No. 51 Salatiga 50724",
		Phone: "(0298) 326767", Fax: "(0298) 321398", Email: "diskominfo@salatiga.example", Web: "https://diskominfo.salatiga.example", City: "Salatiga",
		HeadTitle: "Kepala Dinas Komunikasi dan Informatika", HeadName: "Ir. Endang Lestari, M.Kom.", HeadNIP: "197511082001122003",
	},
	healthAgency: {
		Government: "PEMERINTAH KOTA SALATIGA", NameLine: "DINAS KESEHATAN", City: "Salatiga",
		HeadTitle: "Kepala Dinas Kesehatan", HeadName: "dr. Ratna Wijayanti", HeadNIP: "197104121999032001",
	},
}

// setLetterheads gives the offices their letterheads.
func setLetterheads(ctx context.Context, cfg Config) error {
	for id, l := range letterheads {
		if err := cfg.Directory.SetLetterhead(ctx, id, l, directory.By{}); err != nil {
			return fmt.Errorf("letterhead of %s: %w", id, err)
		}
	}
	return nil
}

// paper issues a paper and puts it into the document item of the same name.
func (s *story) paper(username, kind string) *story {
	return s.step("issue "+kind, username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		return s.t.papers.Issue(ctx, actor, s.view.ID, kind, casework.Options{})
	}).step("use "+kind, username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		return s.t.papers.Use(ctx, actor, s.view.ID, s.view.State.PaperInForce(kind).Code, kind, casework.Options{})
	})
}

// number enters the official number of a paper.
func (s *story) number(username, kind, number string, daysAgo int) *story {
	return s.step("number of "+kind, username, func(ctx context.Context, actor casework.Actor) (*casework.Written, error) {
		code := s.view.State.PaperInForce(kind).Code
		return s.t.cases.RegisterPaper(ctx, actor, s.view.ID,
			flow.RegisterPaper{Code: code, Number: number, Date: s.date(daysAgo), Classification: "000.8.3"}, nil, casework.Options{})
	})
}
