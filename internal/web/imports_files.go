package web

import (
	"encoding/csv"
	"net/http"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
)

// sampleNames are the examples by their names in addresses.
var sampleNames = map[directory.ImportKind]string{directory.ImportPeople: "pengguna", directory.ImportAgencies: "perangkat-daerah"}

// importSamples are clearly invented rows, in the order of the columns.
var importSamples = map[directory.ImportKind][]exportRow{
	directory.ImportPeople: {
		{"Contoh Satu, S.Kom.", "contoh.satu", "199001012015031001", "contoh.satu@example.go.id", "Dinas Contoh", "Pemohon"},
		{"Contoh Dua", "", "", "contoh.dua@example.go.id", "Dinas Contoh", "Pemohon, Anggota tim"},
	},
	directory.ImportAgencies: {
		{"", "Dinas Contoh Pertama", "Dincontoh 1", "Perangkat Daerah", "ya", "Jalan Contoh 1, Salatiga", "0298 000001"},
		{"", "CV Contoh Kedua", "CV Contoh", "Pihak ketiga", "ya", "", ""},
	},
}

// sample is the example of a list as a file.
func sample(k directory.ImportKind) exportFile {
	f := exportFile{name: "contoh-" + sampleNames[k], sheet: text.ImportKind(string(k))}
	for _, field := range directory.ImportFields(k) {
		f.headings = append(f.headings, text.ImportField(field))
		f.widths = append(f.widths, 24)
	}
	f.rows = func(_ int, row func(exportRow) error) (bool, error) {
		for _, cells := range importSamples[k] {
			if err := row(cells); err != nil {
				return false, err
			}
		}
		return false, nil
	}
	return f
}

// downloadImportSample sends an example. It tells of nobody, so that it is no export.
func (a *app) downloadImportSample(w http.ResponseWriter, r *http.Request) error {
	name, ext, _ := strings.Cut(r.PathValue("name"), ".")
	kind := directory.ImportKind("")
	for k, n := range sampleNames {
		if n == name {
			kind = k
		}
	}
	if kind == "" || ext != "xlsx" && ext != "csv" {
		return alur.Refuse(alur.CodeNotFound)
	}
	f := sample(kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+f.name+"."+ext+`"`)
	if ext == "csv" {
		w.Header().Set("Content-Type", "text/csv; charset=utf-8; header=present")
		if _, err := w.Write([]byte("\uFEFF")); err != nil {
			return nil // the visitor has gone
		}
		out := csv.NewWriter(w)
		out.UseCRLF, out.Comma = true, ';' // what spreadsheets expect in Indonesia
		_ = out.Write(f.headings)          // Error says what went wrong
		_, err := f.rows(0, func(cells exportRow) error {
			line := make([]string, len(cells))
			for i, c := range cells {
				if s, ok := c.(string); ok {
					line[i] = plainCell(s)
				}
			}
			return out.Write(line)
		})
		if out.Flush(); err != nil || out.Error() != nil {
			a.Log.WarnContext(r.Context(), "example broken off", "error", out.Error())
		}
		return nil
	}
	book, _, err := f.workbook(len(importSamples[kind]))
	if err != nil {
		return err
	}
	defer func() { _ = book.Close() }() // removes its temporary files
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	if r.Method == http.MethodHead {
		return nil
	}
	if err := book.Write(w); err != nil {
		a.Log.WarnContext(r.Context(), "example broken off", "error", err)
		panic(http.ErrAbortHandler)
	}
	return nil
}

// downloadImportResults sends what became of every row, by its line and name: how people
// are reached stands in the file that was brought. It has no secret: links go by mail, or
// are copied on the page of the person.
func (a *app) downloadImportResults(w http.ResponseWriter, r *http.Request) error {
	v, err := a.Directory.PreviewImport(r.Context(), a.manager(r), r.PathValue("id"))
	if err != nil {
		return err
	}
	f := exportFile{name: "hasil-impor", headings: []string{"Baris", "Nama", "Hasil", "Akun atau ID", "Catatan"}}
	f.rows = func(most int, row func(exportRow) error) (bool, error) {
		for i, x := range v.Rows {
			if i >= most {
				return true, nil
			}
			line := importRow(v.Kind, x)
			var notes []string
			for _, g := range line.Flags {
				notes = append(notes, g.Label+": "+g.Text)
			}
			target := ""
			if x.Verdict.Applied() {
				target = x.Target
			}
			if err := row(exportRow{x.Line, x.Cells["name"], line.Verdict.Text, target, strings.Join(notes, "; ")}); err != nil {
				return false, err
			}
		}
		return false, nil
	}
	return a.sendCSV(w, r, f)
}
