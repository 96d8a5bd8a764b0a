package blob_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/xuri/excelize/v2"

	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/racetest"
	"github.com/alur-id/alur/internal/tooltest"
)

// TestHonest: what real programs make of real papers is taken in. The corpus of hostile
// files proves nothing if everything is refused.
func TestHonest(t *testing.T) {
	racetest.Pure(t)
	t.Parallel()
	files := map[string][]byte{
		"rab.xlsx": workbook(t), "cetak.pdf": printed(t), "layar.png": screenshot(), "foto.jpg": photograph(), "foto-cepat.jpeg": cat(photograph(), photograph()),
		"data.csv":      []byte("nama;selisih;telepon;rumus\r\n\"Siti, S.Kom.\";-5;+62811;=SUM(B2:B3)\r\n@catatan;=1+2;a|b;c!\r\n"),
		"lama.csv":      []byte("nama,harga\nCaf\xe9,\x80 5\n"),
		"catatan.txt":   []byte("Rapat 23 November. Lihat <lampiran>, lalu a|b!\n"),
		"paparan.pptx":  zipOf(contentTypes(slideMain), part{"ppt/presentation.xml", `<p:presentation/>`}, part{"ppt/slides/slide1.xml", `<a:hlinkClick action="ppaction://hlinkshowjump?jump=nextslide"/>`}),
		"rab.ods":       zipOf(part{"mimetype", blob.ODS.MediaType}, part{"content.xml", `<office:document-content><table:table-cell table:formula="of:=SUM([.A1])"/></office:document-content>`}, part{"META-INF/manifest.xml", `<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest:manifest/>`}),
		"tautan.docx":   docx(part{"word/_rels/document.xml.rels", `<Relationships><Relationship Id="1" Type="http://x/hyperlink" Target="https://contoh.example/a|b" TargetMode="External"/><Relationship Id="2" Type="http://x/image" Target="file:///C:\foto.png" TargetMode="External"/></Relationships>`}),
		"bidang.docx":   docxText(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:t>DDE adalah singkatan</w:t>`),
		"tertanam.docx": docx(part{"word/embeddings/Lembar1.xlsx", string(workbook(t))}, part{"word/embeddings/oleObject1.bin", compoundFile("Equation Native")}),
	}
	for name, b := range written(t) {
		files[name] = b
	}
	files["lampiran.zip"] = zipOf(part{"surat/", ""}, part{"surat/kak.pdf", string(files["cetak.pdf"])}, part{"surat/rab.xlsx", string(files["rab.xlsx"])}, part{"dalam.zip", string(zipOf(part{"a.txt", "x"}))})
	files["tak-dipadatkan.zip"] = stored(t, "rab.xlsx", files["rab.xlsx"], "tautan.docx", files["tautan.docx"])
	if packed := zipped(t, files); packed != nil {
		files["perintah-zip.zip"] = packed
	}
	if len(files) < 15 {
		t.Errorf("%d honest files", len(files))
	}
	met := map[blob.Type]bool{}
	for name, b := range files {
		got, err := blob.Inspect(bytes.NewReader(b), int64(len(b)), name)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		met[got] = true
	}
	for _, typ := range []blob.Type{blob.PDF, blob.DOCX, blob.XLSX, blob.PPTX, blob.ODT, blob.ODS, blob.PNG, blob.JPEG, blob.ZIP, blob.CSV, blob.TXT} {
		if !met[typ] && (typ != blob.ODT || os.Getenv("CI") != "") {
			t.Errorf("no honest %s", typ.ID)
		}
	}
}

// workbook is one of Excel's kind, with formulas, a link and a picture.
func workbook(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	err := errors.Join(
		f.SetCellValue("Sheet1", "A1", "Uraian"), f.SetCellFormula("Sheet1", "B2", "SUM(B3:B9)"),
		f.SetCellHyperLink("Sheet1", "A2", "https://contoh.example", "External"),
		f.AddPictureFromBytes("Sheet1", "D2", &excelize.Picture{Extension: ".png", File: screenshot()}),
	)
	b, werr := f.WriteToBuffer()
	if err = errors.Join(err, werr); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// printed is a PDF with text, a picture and a link.
func printed(t *testing.T) []byte {
	t.Helper()
	p := fpdf.New("P", "mm", "A4", "")
	p.AddPage()
	p.SetFont("Helvetica", "", 12)
	p.CellFormat(0, 10, "Kerangka acuan kerja", "", 1, "", false, 0, "https://contoh.example")
	p.RegisterImageOptionsReader("foto", fpdf.ImageOptions{ImageType: "jpg"}, bytes.NewReader(photograph()))
	p.ImageOptions("foto", 10, 40, 30, 0, false, fpdf.ImageOptions{}, 0, "")
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func drawing() image.Image {
	m := image.NewRGBA(image.Rect(0, 0, 160, 120))
	for x := range 160 {
		for y := range 120 {
			m.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x * y), 255})
		}
	}
	return m
}

func screenshot() []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, drawing()); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func photograph() []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, drawing(), nil); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// stored is a ZIP as our own evidence packs are: nothing packed, sizes behind the files.
func stored(t *testing.T, parts ...any) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: fmt.Sprint(parts[i]), Method: zip.Store})
		if err == nil {
			_, err = w.Write(parts[i+1].([]byte))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// zipped is what the program zip makes, where there is one.
func zipped(t *testing.T, files map[string][]byte) []byte {
	t.Helper()
	path, err := exec.LookPath("zip")
	if err != nil {
		return nil
	}
	dir := t.TempDir()
	for _, name := range []string{"rab.xlsx", "cetak.pdf", "data.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), files[name], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cmd := exec.Command(path, "-q", "-r", "a.zip", ".")
	cmd.Dir = dir
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	b, err := os.ReadFile(filepath.Join(dir, "a.zip"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// written is a letter as LibreOffice saves it, in each of its formats: with a table, a
// picture and a link. It is kept in .cache, because LibreOffice takes seconds. Without it
// there are none, which is a failure where the variable CI is set.
func written(t *testing.T) map[string][]byte {
	t.Helper()
	out := map[string][]byte{}
	cache := filepath.Join("..", "..", ".cache", "honest")
	for _, format := range []string{"docx", "odt", "pdf"} {
		name := "surat-libreoffice." + format
		kept := filepath.Join(cache, name)
		b, err := os.ReadFile(kept)
		if err != nil {
			if b = convert(t, format); b == nil {
				return out
			}
			if err := errors.Join(os.MkdirAll(cache, 0o750), os.WriteFile(kept, b, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		out[name] = b
	}
	return out
}

func convert(t *testing.T, format string) []byte {
	t.Helper()
	path, ok := tooltest.Found(t, "soffice")
	if !ok {
		return nil
	}
	dir := t.TempDir()
	page := `<html><body><h1>Permohonan</h1><p>Lihat <a href="https://contoh.example">lampiran</a>.</p><table border="1"><tr><td>Uraian</td><td>Rp1.000</td></tr></table><img src="data:image/png;base64,` +
		base64.StdEncoding.EncodeToString(screenshot()) + `"></body></html>`
	if err := os.WriteFile(filepath.Join(dir, "surat.html"), []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	filter := map[string]string{"docx": "docx:MS Word 2007 XML", "odt": "odt:writer8", "pdf": "pdf:writer_pdf_Export"}[format]
	cmd := exec.Command(path, "-env:UserInstallation=file://"+filepath.Join(dir, "profil"), "--headless", "--infilter=HTML (StarWriter)", "--convert-to", filter, "--outdir", dir, filepath.Join(dir, "surat.html"))
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	b, err := os.ReadFile(filepath.Join(dir, "surat."+format))
	if err != nil {
		t.Fatalf("%v\n%s", err, strings.TrimSpace(string(said)))
	}
	return b
}
