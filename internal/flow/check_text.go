package flow

import "unicode/utf8"

// Limits of texts, in characters: what pages have room for.
const (
	maxShort   = 16
	maxTitle   = 120
	maxHelp    = 300
	maxSummary = 600
)

// proveTexts proves that texts fit where pages put them.
func proveTexts(p *proof) {
	p.fits(p.at(p.Plan, "title"), p.Title, maxTitle, "Judul alur")
	p.fits(p.at(p.Plan, "summary"), p.Summary, maxSummary, "Ringkasan")
	for _, st := range p.Stages {
		p.fits(p.at(st, "title"), st.Title, maxTitle, "Judul tahap")
		p.fits(p.at(st, "short"), st.Short, maxShort, "Nama pendek tahap")
		p.fits(p.at(st, "summary"), st.Summary, maxSummary, "Uraian tahap")
		p.fits(p.at(st, "result"), st.Result, maxTitle, "Hasil tahap")
		for _, it := range st.Items {
			p.fits(p.at(it, "id"), it.Title, maxTitle, "Judul butir")
			p.fits(p.at(it, "id"), it.Help, maxHelp, "Bantuan")
		}
		for _, a := range st.Actions {
			p.fits(p.at(a, "id"), a.Title, maxTitle, "Judul tindakan")
			for _, in := range a.Inputs {
				p.fits(p.at(in, "id"), in.Title, maxTitle, "Judul masukan")
				p.fits(p.at(in, "id"), in.Help, maxHelp, "Bantuan")
			}
		}
	}
}

func (p *proof) fits(pos Pos, text string, limit int, what string) {
	if n := utf8.RuneCountInString(text); n > limit {
		p.report(pos, checkText, "%s terdiri atas %d huruf; paling banyak %d.", what, n, limit)
	}
}
