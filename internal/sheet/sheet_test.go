package sheet

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/alur-id/alur"
)

// workbook makes an XLSX; change may spoil it.
func workbook(t testing.TB, change func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for at, v := range map[string]any{"A1": "Nama", "B1": "NIP", "A2": "Contoh Satu", "B2": "199001012015031001", "A4": "Contoh Dua"} {
		if err := f.SetCellValue("Sheet1", at, v); err != nil {
			t.Fatal(err)
		}
	}
	if change != nil {
		change(f)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// archive makes a ZIP of names and contents in turn.
func archive(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(parts[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// repacked makes an XLSX again with other contents of some parts.
func repacked(t testing.TB, data []byte, parts map[string]string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var flat []string
	for _, f := range r.File {
		if _, other := parts[f.Name]; other {
			continue
		}
		c, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(c); err != nil {
			t.Fatal(err)
		}
		flat = append(flat, f.Name, b.String())
	}
	for name, content := range parts {
		flat = append(flat, name, content)
	}
	return archive(t, flat...)
}

const sheetPart = "xl/worksheets/sheet1.xml"

func sheetXML(rows string) string {
	return `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>` + rows + `</sheetData></worksheet>`
}

// TestHostile: files that must not be taken, and why they are refused.
func TestHostile(t *testing.T) {
	t.Parallel()
	good := workbook(t, nil)
	old := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 600)...)
	cell := func(at string) string { return `<c r="` + at + `" t="inlineStr"><is><t>x</t></is></c>` }
	for _, c := range []struct {
		what, name string
		data       []byte
		code       alur.Code
		reason     string
	}{
		{"nothing", "a.csv", nil, alur.CodeEmptyFile, "empty"},
		{"a mark alone", "a.csv", []byte(bom + "\n \n"), alur.CodeEmptyFile, "empty"},
		{"blank cells", "a.csv", []byte(",,\n , \n"), alur.CodeEmptyFile, "empty"},
		{"too many bytes", "a.csv", bytes.Repeat([]byte("x"), MaxBytes+1), alur.CodeTooLarge, "bytes"},
		{"too many rows", "a.csv", []byte(strings.Repeat("x\n", MaxRows+50)), alur.CodeTooLarge, "rows"},
		{"too many columns", "a.csv", []byte(strings.Repeat("x,", MaxColumns) + "x\n"), alur.CodeTooLarge, "columns"},
		{"binary", "a.csv", []byte("a\x00b"), alur.CodeInvalidData, "unreadable"},
		{"UTF-16", "a.csv", []byte("\xff\xfeN\x00a\x00"), alur.CodeInvalidData, "unreadable"},
		{"a name without an extension", "daftar", good, alur.CodeUnsupportedMediaType, "type"},
		{"a PDF", "a.pdf", []byte("%PDF-1.4"), alur.CodeUnsupportedMediaType, "type"},
		{"an old workbook", "a.xls", old, alur.CodeUnsupportedMediaType, "xls"},
		{"a workbook with macros by name", "a.xlsm", good, alur.CodeUnsupportedMediaType, "xls"},
		{"a binary workbook", "a.xlsb", good, alur.CodeUnsupportedMediaType, "xls"},
		{"OpenDocument", "a.ods", good, alur.CodeUnsupportedMediaType, "xls"},
		{"an extension in a path", "../../a.xlsx/a.exe", good, alur.CodeUnsupportedMediaType, "type"},
		{"an old workbook under a new name", "a.xlsx", old, alur.CodeUnsafeFile, "locked"},
		{"text under a workbook's name", "a.xlsx", []byte("Nama,NIP\n"), alur.CodeUnsafeFile, "unsafe"},
		{"half a workbook", "a.xlsx", good[:len(good)/2], alur.CodeUnsafeFile, "unsafe"},
		{"another archive", "a.xlsx", archive(t, "a.txt", "x"), alur.CodeUnsafeFile, "unsafe"},
		{"a program within", "a.xlsx", repacked(t, good, map[string]string{"xl/media/image1.png": "MZ\x90\x00"}), alur.CodeUnsafeFile, "unsafe"},
		{"macros", "a.xlsx", repacked(t, good, map[string]string{"xl/vbaProject.bin": "x"}), alur.CodeUnsafeFile, "macros"},
		{"a bomb", "a.xlsx", repacked(t, good, map[string]string{"xl/media/a.txt": strings.Repeat("0", 17<<20)}), alur.CodeUnsafeFile, "unsafe"},
		{"too much to unpack", "a.xlsx", repacked(t, good, map[string]string{"xl/media/a.txt": noise(maxUnpacked)}), alur.CodeTooLarge, "unpacked"},
		{"a path that leads out", "a.xlsx", repacked(t, good, map[string]string{"../a.xml": "x"}), alur.CodeUnsafeFile, "unsafe"},
		{"no sheet", "a.xlsx", repacked(t, good, map[string]string{sheetPart: ""}), alur.CodeEmptyFile, "empty"},
		{"a sheet that is none", "a.xlsx", repacked(t, good, map[string]string{sheetPart: "<<<&"}), alur.CodeEmptyFile, "empty"},
		{"a cell that is nowhere", "a.xlsx", repacked(t, good, map[string]string{sheetPart: sheetXML(`<row r="1">` + cell("1A1") + `</row>`)}), alur.CodeInvalidData, "unreadable"},
		{"a row beyond the last", "a.xlsx", repacked(t, good, map[string]string{sheetPart: sheetXML(`<row r="1048577">` + cell("A1048577") + `</row>`)}), alur.CodeInvalidData, "unreadable"},
		{"a cell in the last column", "a.xlsx", repacked(t, good, map[string]string{sheetPart: sheetXML(`<row r="1">` + cell("XFD1") + `</row>`)}), alur.CodeTooLarge, "columns"},
	} {
		got, err := Read(c.name, c.data)
		var e *alur.Error
		if err != nil {
			e, _ = err.(*alur.Error)
		}
		if e == nil || e.Code != c.code || len(e.Blockers) != 1 || e.Blockers[0].Reason != c.reason {
			t.Errorf("%s: %v (%v), want %s %s", c.what, err, got, c.code, c.reason)
		}
	}
}

// noise is text that packs badly enough to be no bomb.
func noise(n int) string {
	var b strings.Builder
	for x := uint32(1); b.Len() < n; {
		x = x*1664525 + 1013904223
		fmt.Fprintf(&b, "%08x", x)
		b.WriteString(strings.Repeat("a", 504))
	}
	return b.String()
}

// TestRead: files as people have them.
func TestRead(t *testing.T) {
	t.Parallel()
	rows := func(cells ...[]string) []Row {
		var out []Row
		for i, c := range cells {
			out = append(out, Row{Line: i + 1, Cells: c})
		}
		return out
	}
	two := rows([]string{"Nama", "NIP"}, []string{"Contoh", "1"})
	book := []Row{{1, []string{"Nama", "NIP"}}, {2, []string{"Contoh Satu", "199001012015031001"}}, {4, []string{"Contoh Dua"}}}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		what, name string
		data       []byte
		want       []Row
		notes      []Note
	}{
		{"commas", "a.csv", []byte("Nama,NIP\nContoh,1\n"), two, nil},
		{"semicolons, a mark, CRLF", "A.CSV", []byte(bom + "Nama;NIP\r\nContoh;1\r\n"), two, nil},
		{"tabs", "a.tsv", []byte("Nama\tNIP\nContoh\t1"), two, nil},
		{"CR alone", "a.txt", []byte("Nama,NIP\rContoh,1\r"), two, nil},
		{"a comma in a heading of semicolons", "a.csv", []byte("\"a,b,c\";NIP\nx;1\n"), rows([]string{"a,b,c", "NIP"}, []string{"x", "1"}), nil},
		{"Windows-1252", "a.csv", []byte("Nama,NIP\nJos\xe9,1\n"), rows([]string{"Nama", "NIP"}, []string{"José", "1"}), []Note{{"windows-1252", 0}}},
		{"breaks within a cell", "a.csv", []byte("Nama,NIP\n\"Contoh\n Satu\",1\nDua,2\n"), []Row{{1, []string{"Nama", "NIP"}}, {2, []string{"Contoh Satu", "1"}}, {4, []string{"Dua", "2"}}}, nil},
		{"a mark that is not closed", "a.csv", []byte("Nama,NIP\n\"Contoh,1\nDua,2\n"), rows([]string{"Nama", "NIP"}, []string{"Contoh", "1"}, []string{"Dua", "2"}), []Note{{"quotes", 2}}},
		{"what cannot be seen", "a.csv", []byte("Nama,NIP\n\u200bCon\u202etoh\u00a0 Satu\x07,1\n"), rows([]string{"Nama", "NIP"}, []string{"Contoh Satu", "1"}), nil},
		{"a long cell", "a.csv", []byte("Nama\n" + strings.Repeat("ä", MaxCell+1)), rows([]string{"Nama"}, []string{strings.Repeat("ä", MaxCell)}), []Note{{"cut", 2}}},
		{"a workbook", "a.xlsx", workbook(t, nil), book, nil},
		{"a hidden sheet before", "a.xlsx", workbook(t, func(f *excelize.File) {
			_, err := f.NewSheet("Rahasia")
			must(err)
			must(f.SetCellValue("Rahasia", "A1", "gaji"))
			must(f.MoveSheet("Rahasia", "Sheet1"))
			f.SetActiveSheet(1)
			must(f.SetSheetVisible("Rahasia", false))
		}), book, []Note{{"hidden-sheets", 0}}},
		{"another sheet", "a.xlsx", workbook(t, func(f *excelize.File) {
			_, err := f.NewSheet("Dua")
			must(err)
		}), book, []Note{{"other-sheets", 0}}},
		{"a formula by its value", "a.xlsx", repacked(t, workbook(t, nil), map[string]string{
			sheetPart: sheetXML(`<row r="1"><c r="A1" t="str"><f>HYPERLINK("http://x","y")</f><v>Nama</v></c></row>`),
		}), rows([]string{"Nama"}), nil},
		{"a number as it is shown", "a.xlsx", workbook(t, func(f *excelize.File) { must(f.SetCellValue("Sheet1", "B2", 199001012015031001.0)) }), []Row{book[0], {2, []string{"Contoh Satu", "199001012015031000"}}, book[2]}, nil},
	} {
		got, err := Read(c.name, c.data)
		if err != nil {
			t.Errorf("%s: %v", c.what, err)
			continue
		}
		if diff := cmp.Diff(c.want, got.Rows); diff != "" {
			t.Errorf("%s: rows (-want +got):\n%s", c.what, diff)
		}
		if diff := cmp.Diff(c.notes, got.Notes); diff != "" {
			t.Errorf("%s: notes (-want +got):\n%s", c.what, diff)
		}
	}
}

// TestEveryLine: whatever stands in a CSV, no line with letters in it is lost, and
// nothing panics.
func TestEveryLine(t *testing.T) {
	t.Parallel()
	piece := rapid.SampledFrom([]string{"Nama", "NIP", ",", ";", "\t", "\"", "\"\"", "\n", "\r\n", " ", "é", "\xe9", "-", "=1+1", "a b", "\u202e"})
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(piece, 1, 40).Draw(t, "pieces"), "")
		got, err := Read("a.csv", []byte(text))
		if err != nil {
			if alur.CodeOf(err) != alur.CodeEmptyFile {
				t.Fatalf("%q: %v", text, err)
			}
			got = &Table{}
		}
		all := ""
		for _, r := range got.Rows {
			all += strings.Join(r.Cells, " ") + " "
		}
		for _, word := range []string{"Nama", "NIP", "=1+1"} {
			if n := strings.Count(text, word); strings.Count(strings.ReplaceAll(all, " ", ""), word) < n {
				t.Fatalf("%q: %d times %s, read as %q", text, n, word, all)
			}
		}
	})
}

// TestAnyBytes: whatever is called a workbook is refused or read, and never a panic.
func TestAnyBytes(t *testing.T) {
	t.Parallel()
	good := workbook(t, nil)
	rapid.Check(t, func(t *rapid.T) {
		data := bytes.Clone(good)
		for range rapid.IntRange(1, 8).Draw(t, "changes") {
			data[rapid.IntRange(0, len(data)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		if _, err := Read("a.xlsx", data); err != nil && alur.CodeOf(err) == alur.CodeInternal {
			t.Fatal(err)
		}
	})
}
