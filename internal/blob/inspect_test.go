package blob_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
)

// part is one file of an archive under test.
type part struct {
	name string
	data string
}

func zipOf(parts ...part) []byte {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		how := &zip.FileHeader{Name: p.name} // stored: a compressor for each costs seconds
		if p.data != "" {
			how.Method = zip.Deflate
		}
		f, err := w.CreateHeader(how)
		if err == nil {
			_, err = io.WriteString(f, p.data)
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func contentTypes(main string) part {
	return part{"[Content_Types].xml", `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x" ContentType="` + main + `"/></Types>`}
}

const (
	wordMain  = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
	sheetMain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	slideMain = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
)

func docx(more ...part) []byte {
	return zipOf(append([]part{contentTypes(wordMain), {"word/document.xml", "<w:document/>"}}, more...)...)
}

func odt(more ...part) []byte {
	return zipOf(append([]part{{"mimetype", blob.ODT.MediaType}, {"content.xml", "<x/>"}, {"META-INF/manifest.xml", "<manifest/>"}}, more...)...)
}

func pngOf() []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, 3, 2))); err != nil {
		panic(err)
	}
	return out.Bytes()
}

func jpegOf() []byte {
	var out bytes.Buffer
	if err := jpeg.Encode(&out, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// pdfOf makes a small PDF around objects.
func pdfOf(objects string) []byte {
	return []byte("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n" + objects + "\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
}

// packedObjects is an object stream with the text packed.
func packedObjects(dict, text string) string {
	var z bytes.Buffer
	w := zlib.NewWriter(&z)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return fmt.Sprintf("9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length %d %s >>\nstream\n%s\nendstream\nendobj\n", z.Len(), dict, z.String())
}

// bomb is an entry of zeros whose directory may lie about its size.
func bomb(size int, claimed uint64) []byte {
	var packed bytes.Buffer
	c, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	zeros := make([]byte, size)
	_, _ = c.Write(zeros)
	_ = c.Close()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.CreateRaw(&zip.FileHeader{
		Name: "nol.csv", Method: zip.Deflate, CRC32: crc32.ChecksumIEEE(zeros),
		CompressedSize64: uint64(packed.Len()), UncompressedSize64: claimed,
	})
	if err == nil {
		_, err = f.Write(packed.Bytes())
	}
	if err = errors.Join(err, w.Close()); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// patch sets bytes of the n-th header with the signature.
func patch(b []byte, signature string, offset int, value ...byte) []byte {
	b = bytes.Clone(b)
	i := bytes.Index(b, []byte(signature))
	copy(b[i+offset:], value)
	return b
}

func cat(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

func TestInspectTakesIn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		data []byte
		want blob.Type
	}{
		{"minimal.pdf", []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"), blob.PDF},
		{"tanpa-akhir.PDF", []byte("%PDF-2.0\nisi"), blob.PDF},
		{"biasa.pdf", pdfOf("3 0 obj << /Type /Annot /A << /S /URI /URI (https://contoh.id/JavaScript/Launch) >> >> endobj"), blob.PDF},
		{"aliran.pdf", pdfOf("4 0 obj << /Length 30 >>\nstream\nBT (lihat /JavaScript) Tj ET /JS x\nendstream endobj"), blob.PDF},
		{"teks.pdf", pdfOf("5 0 obj << /Title (tanda \\) kurung (dua) /Launch ) /JSX 1 /EncryptMetadata false >> endobj"), blob.PDF},
		{"heks.pdf", pdfOf("6 0 obj << /ID [<4a53> <2f4a53>] >> endobj"), blob.PDF},
		{"objek.pdf", pdfOf(packedObjects("/Filter /FlateDecode", "7 0 << /Type /Page >>")), blob.PDF},
		{"ekor.pdf", append(pdfOf(""), make([]byte, 8192)...), blob.PDF},
		{"surat.docx", docx(), blob.DOCX},
		{"nama-lain.docx", zipOf(contentTypes(wordMain), part{"word/document2.xml", "<w/>"}), blob.DOCX},
		{"tertanam.docx", docx(part{"word/embeddings/Sheet1.xlsx", string(zipOf(contentTypes(sheetMain), part{"xl/workbook.xml", ""}))}), blob.DOCX},
		{"templat-lokal.docx", docx(part{"word/_rels/settings.xml.rels", `<Relationships><Relationship Id="1" Type="http://x/attachedTemplate" Target="file:///C:\Normal.dotx" TargetMode="External"/></Relationships>`}), blob.DOCX},
		{"tautan.docx", docx(part{"word/_rels/document.xml.rels", `<Relationships><Relationship Id="1" Type="http://x/hyperlink" Target="https://contoh.id" TargetMode="External"/></Relationships>`}), blob.DOCX},
		{"rab.xlsx", zipOf(contentTypes(sheetMain), part{"xl/workbook.xml", ""}), blob.XLSX},
		{"paparan.pptx", zipOf(contentTypes(slideMain), part{"ppt/presentation.xml", ""}), blob.PPTX},
		{"surat.odt", odt(part{"Configurations2/", ""}), blob.ODT},
		{"rab.ods", zipOf(part{"mimetype", blob.ODS.MediaType}), blob.ODS},
		{"layar.png", pngOf(), blob.PNG},
		{"foto.jpg", jpegOf(), blob.JPEG},
		{"foto.JPEG", jpegOf(), blob.JPEG},
		{"foto-hp.jpg", cat(jpegOf(), jpegOf(), []byte("SEFT")), blob.JPEG},
		{"lampiran.zip", zipOf(part{"a/", ""}, part{"a/kak.pdf", "%PDF-1.4"}, part{"b.txt", "teks"}), blob.ZIP},
		{"kosong.zip", zipOf(), blob.ZIP},
		{"bersarang.zip", zipOf(part{"surat.docx", string(docx())}, part{"dalam.zip", string(zipOf(part{"x.txt", "x"}))}), blob.ZIP},
		{"data.csv", []byte("nama;nilai\r\n\"a<b\";1\r\n"), blob.CSV},
		{"bom.csv", []byte("\xef\xbb\xbfnama\n"), blob.CSV},
		{"latin.txt", []byte("Caf\xe9 \x96 harga \x80 5\n"), blob.TXT},
		{"catatan.txt", []byte("PK: perjanjian kinerja <lihat lampiran>"), blob.TXT},
		{"mz.txt", []byte("MZ adalah inisial"), blob.TXT},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := blob.Inspect(bytes.NewReader(c.data), int64(len(c.data)), c.name)
			if err != nil || got != c.want {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

func TestInspectRefuses(t *testing.T) {
	t.Parallel()
	const (
		unsafe      = alur.CodeUnsafeFile
		unsupported = alur.CodeUnsupportedMediaType
	)
	js := "<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
	one := zipOf(part{"a.txt", "isi"})
	for _, c := range []struct {
		what, name string
		data       []byte
		code       alur.Code
	}{
		{"no extension", "kak", []byte("%PDF-1.4"), unsupported},
		{"unknown extension", "kak.exe", []byte("MZ"), unsupported},
		{"last extension counts", "kak.pdf.html", []byte("<html>"), unsupported},
		{"SVG", "gambar.svg", []byte("<svg/>"), unsupported},
		{"macro extension", "rab.xlsm", zipOf(contentTypes(sheetMain)), unsupported},
		{"old Word", "surat.doc", []byte("\xd0\xcf\x11\xe0"), unsupported},
		{"hidden direction", "kak\u202efdp.exe", []byte("%PDF-1.4"), unsupported},
		{"empty", "kak.pdf", nil, alur.CodeEmptyFile},
		{"empty and unknown", "kak.exe", nil, unsupported},

		{"text as PDF", "kak.pdf", []byte("bukan PDF"), unsafe},
		{"PDF after junk", "kak.pdf", []byte("\n%PDF-1.4\n%%EOF"), unsafe},
		{"PDF as PNG", "kak.png", []byte("%PDF-1.4"), unsafe},
		{"PNG as PDF", "kak.pdf", pngOf(), unsafe},
		{"PNG as JPEG", "kak.jpg", pngOf(), unsafe},
		{"PDF as text", "kak.txt", []byte("%PDF-1.4\n%%EOF"), unsafe},
		{"program as PDF", "kak.pdf", []byte("MZ\x90\x00"), unsafe},
		{"DOCX as ZIP", "kak.zip", docx(), unsafe},
		{"ZIP as DOCX", "kak.docx", one, unsafe},
		{"XLSX as DOCX", "kak.docx", zipOf(contentTypes(sheetMain)), unsafe},
		{"ODT as ODS", "kak.ods", odt(), unsafe},
		{"EPUB as ZIP", "kak.zip", zipOf(part{"mimetype", "application/epub+zip"}), unsafe},

		{"PDF script", "a.pdf", pdfOf("3 0 obj " + js + " endobj"), unsafe},
		{"PDF script, escaped name", "a.pdf", pdfOf("3 0 obj << /S /J#61va#53cript /N 1 >> endobj"), unsafe},
		{"PDF JS alone", "a.pdf", pdfOf("3 0 obj << /JS 4 0 R >> endobj"), unsafe},
		{"PDF JS at a delimiter", "a.pdf", pdfOf("3 0 obj <</JS(x)>> endobj"), unsafe},
		{"PDF launch", "a.pdf", pdfOf("3 0 obj << /S /Launch /F (cmd.exe) >> endobj"), unsafe},
		{"PDF embedded file", "a.pdf", pdfOf("3 0 obj << /Type /EmbeddedFile >>\nstream\nMZ\nendstream endobj"), unsafe},
		{"PDF embedded names", "a.pdf", pdfOf("3 0 obj << /Names << /EmbeddedFiles 4 0 R >> >> endobj"), unsafe},
		{"PDF encrypted", "a.pdf", pdfOf("trailer << /Encrypt 5 0 R >>"), unsafe},
		{"PDF script in object stream", "a.pdf", pdfOf(packedObjects("/Filter /FlateDecode", "7 0 "+js)), unsafe},
		{"PDF script in filter array", "a.pdf", pdfOf(packedObjects("/Filter [/Fl]", "7 0 "+js)), unsafe},
		{"PDF script in plain object stream", "a.pdf", pdfOf("3 0 obj << /Type /ObjStm /N 1 >>\nstream\n7 0 " + js + "\nendstream endobj"), unsafe},
		{"PDF object stream, other filter", "a.pdf", pdfOf(packedObjects("/Filter [/ASCIIHexDecode /FlateDecode]", "7 0 <<>>")), unsafe},
		{"PDF object stream, escaped", "a.pdf", pdfOf(strings.Replace(packedObjects("/Filter /LZWDecode", ""), "/ObjStm", "/Obj#53tm", 1)), unsafe},
		{"PDF object stream, predictor", "a.pdf", pdfOf(packedObjects("/Filter /FlateDecode /DecodeParms << /Predictor 12 >>", "7 0 <<>>")), unsafe},
		{"PDF object stream, broken", "a.pdf", pdfOf("3 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\nxxxx\nendstream endobj"), unsafe},
		{"PDF object in a string", "a.pdf", pdfOf("3 0 obj << /T (4 0 obj << /S /JavaScript >> endobj) >> endobj"), unsafe},
		{"PDF object in a comment", "a.pdf", pdfOf("% 4 0 obj << /S /Launch >> endobj"), unsafe},
		{"PDF object in a stream", "a.pdf", pdfOf("3 0 obj << >>\nstream\n4 0 obj << /S /J#61vaScript >> endobj\nendstream endobj"), unsafe},
		{"PDF object stream in a stream", "a.pdf", pdfOf("3 0 obj << >>\nstream\n" + packedObjects("/Filter /FlateDecode", "7 0 "+js)), unsafe},
		{"PDF with a ZIP behind", "a.pdf", cat(pdfOf(""), one), unsafe},
		{"PDF with data behind", "a.pdf", cat(pdfOf(""), bytes.Repeat([]byte("x"), 8<<10)), unsafe},

		{"PNG with a ZIP behind", "a.png", cat(pngOf(), one), unsafe},
		{"PNG with a page behind", "a.png", cat(pngOf(), []byte("<SCRIPT>x</SCRIPT>")), unsafe},
		{"PNG with much behind", "a.png", cat(pngOf(), make([]byte, 2<<10)), unsafe},
		{"PNG that breaks off", "a.png", pngOf()[:40], unsafe},
		{"PNG header alone", "a.png", pngOf()[:8], unsafe},
		{"JPEG with a ZIP behind", "a.jpg", cat(jpegOf(), one), unsafe},
		{"JPEG with a PDF behind", "a.jpg", cat(jpegOf(), pdfOf("")), unsafe},
		{"JPEG with a program behind", "a.jpg", cat(jpegOf(), []byte("MZ\x90\x00")), unsafe},
		{"JPEG header alone", "a.jpg", []byte("\xff\xd8\xff\xe0"), unsafe},

		{"DOCX with macros", "a.docx", docx(part{"word/vbaProject.bin", "x"}), unsafe},
		{"DOCX with macros in another folder", "a.docx", docx(part{"word/x/VBAPROJECT.BIN", "x"}), unsafe},
		{"DOCM renamed", "a.docx", zipOf(contentTypes("application/vnd.ms-word.document.macroEnabled.main+xml"), part{"word/document.xml", ""}), unsafe},
		{"DOCX with ActiveX", "a.docx", docx(part{"word/activeX/activeX1.xml", "x"}), unsafe},
		{"DOCX with a remote template", "a.docx", docx(part{"word/_rels/settings.xml.rels", `<Relationships><Relationship Id="1" Type="http://x/attachedTemplate" Target="http://jahat.id/t.dotm" TargetMode="External"/></Relationships>`}), unsafe},
		{"DOCX with a program", "a.docx", docx(part{"word/media/image1.png", "MZ\x90"}), unsafe},
		{"DOCX and XLSX at once", "a.docx", docx(part{"xl/workbook.xml", ""}), unsafe},
		{"XLSX with macro sheets", "a.xlsx", zipOf(contentTypes(sheetMain), part{"xl/workbook.xml", ""}, part{"xl/macrosheets/sheet1.xml", ""}), unsafe},
		{"encrypted Office", "a.docx", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 EncryptedPackage"), unsafe},
		{"ODT with Basic", "a.odt", odt(part{"Basic/Standard/Module1.xml", "x"}), unsafe},
		{"ODT with scripts", "a.odt", odt(part{"Scripts/python/x.py", "x"}), unsafe},
		{"ODT encrypted", "a.odt", zipOf(part{"mimetype", blob.ODT.MediaType}, part{"META-INF/manifest.xml", "<manifest:encryption-data/>"}), unsafe},

		{"ZIP encrypted", "a.zip", patch(one, "PK\x01\x02", 8, 1), unsafe},
		{"ZIP, unknown method", "a.zip", patch(one, "PK\x01\x02", 10, 14), unsafe},
		{"ZIP with two names", "a.zip", patch(one, "PK\x03\x04", 30, 'b'), unsafe},
		{"ZIP with a wrong checksum", "a.zip", patch(one, "PK\x01\x02", 16, 9, 9), unsafe},
		{"ZIP with a wrong size", "a.zip", patch(one, "PK\x01\x02", 24, 2), unsafe},
		{"ZIP with fewer files than it has", "a.zip", patch(zipOf(part{"a", "1"}, part{"b", "2"}), "PK\x05\x06", 8, 1, 0, 1, 0), unsafe},
		{"ZIP after junk", "a.zip", cat([]byte("junk"), one), unsafe},
		{"ZIP before junk", "a.zip", cat(one, []byte("junk")), unsafe},
		{"ZIP that breaks off", "a.zip", one[:len(one)-10], unsafe},
		{"ZIP, path up", "a.zip", zipOf(part{"../a.txt", "x"}), unsafe},
		{"ZIP, path up within", "a.zip", zipOf(part{"a/../../b.txt", "x"}), unsafe},
		{"ZIP, path up of Windows", "a.zip", zipOf(part{`a\..\..\b.txt`, "x"}), unsafe},
		{"ZIP, absolute path", "a.zip", zipOf(part{"/etc/passwd", "x"}), unsafe},
		{"ZIP, drive", "a.zip", zipOf(part{"C:evil.txt", "x"}), unsafe},
		{"ZIP, control character", "a.zip", zipOf(part{"a\nb.txt", "x"}), unsafe},
		{"ZIP, one name twice", "a.zip", zipOf(part{"a.txt", "x"}, part{"a.txt", "y"}), unsafe},
		{"ZIP with a program", "a.zip", zipOf(part{"bin/pasang.exe", "x"}), unsafe},
		{"ZIP with a program, odd name", "a.zip", zipOf(part{"pasang.ExE. ", "x"}), unsafe},
		{"ZIP with a program, other name", "a.zip", zipOf(part{"gambar.png", "MZ\x90"}), unsafe},
		{"ZIP with ELF", "a.zip", zipOf(part{"data", "\x7fELF"}), unsafe},
		{"ZIP with a script", "a.zip", zipOf(part{"data", "#!/bin/sh"}), unsafe},
		{"ZIP with macros", "a.zip", zipOf(part{"rab.xlsm", "x"}), unsafe},
		{"ZIP with macros within", "a.zip", zipOf(part{"surat.docx", string(docx(part{"word/vbaProject.bin", "x"}))}), unsafe},
		{"ZIP with a program within", "a.zip", zipOf(part{"b.zip", string(zipOf(part{"c/x.exe", "x"}))}), unsafe},
		{"ZIP nested deeply", "a.zip", zipOf(part{"b.zip", string(zipOf(part{"c.zip", string(zipOf())}))}), unsafe},
		{"ZIP encrypted within", "a.zip", zipOf(part{"b.zip", string(patch(one, "PK\x03\x04", 6, 1))}), unsafe},
		{"ZIP bomb", "a.zip", bomb(64<<20, 64<<20), unsafe},
		{"ZIP bomb that lies", "a.zip", bomb(32<<20, 1000), unsafe},
		{"ZIP bomb that claims too much", "a.zip", bomb(1000, 300<<20), unsafe},

		{"HTML as text", "a.txt", []byte("\n <!DOCTYPE html><html></html>"), unsafe},
		{"HTML after words", "a.txt", []byte("halo <ScRiPt>x</script>"), unsafe},
		{"SVG as CSV", "a.csv", []byte("\xef\xbb\xbf<svg onload=x>"), unsafe},
		{"XML as text", "a.txt", []byte("<?xml version='1.0'?>"), unsafe},
		{"NUL in text", "a.txt", []byte("a\x00b"), unsafe},
		{"UTF-16 as text", "a.txt", []byte("\xff\xfea\x00b\x00"), unsafe},
		{"escape in text", "a.csv", []byte("a\x1b[2J"), unsafe},
		{"RTF as text", "a.txt", []byte(`{\rtf1}`), unsafe},
		{"program as text", "a.txt", []byte("MZ\x90\x00\x03"), unsafe},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			got, err := blob.Inspect(bytes.NewReader(c.data), int64(len(c.data)), c.name)
			if alur.CodeOf(err) != c.code {
				t.Errorf("got %+v, %v; want %s", got, err, c.code)
			}
		})
	}
}

// A ZIP of many entries costs no more than its directory.
func TestInspectManyEntries(t *testing.T) {
	t.Parallel()
	parts := make([]part, 12_000)
	for i := range parts {
		parts[i].name = fmt.Sprint(i)
	}
	b := zipOf(parts...)
	if _, err := blob.Inspect(bytes.NewReader(b), int64(len(b)), "a.zip"); alur.CodeOf(err) != alur.CodeUnsafeFile {
		t.Errorf("got %v", err)
	}
}

// Files that share bytes are how the densest bombs are made.
func TestInspectOverlap(t *testing.T) {
	t.Parallel()
	b := zipOf(part{"a", "1"}, part{"b", "2"})
	// The second entry of the directory points to the first file.
	i := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[i+42:], 0)
	if _, err := blob.Inspect(bytes.NewReader(b), int64(len(b)), "a.zip"); alur.CodeOf(err) != alur.CodeUnsafeFile {
		t.Errorf("got %v", err)
	}
}

// A disk that fails is not a file that is unsafe.
func TestInspectDiskFailure(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a.pdf", "a.png", "a.jpg", "a.zip", "a.docx", "a.odt", "a.txt"} {
		if _, err := blob.Inspect(failing{}, 1000, name); !errors.Is(err, errDisk) || alur.CodeOf(err) != alur.CodeInternal {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

var errDisk = errors.New("disk failed")

type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, errDisk }

func FuzzInspect(f *testing.F) {
	names := []string{"a.pdf", "a.docx", "a.xlsx", "a.pptx", "a.odt", "a.ods", "a.png", "a.jpg", "a.zip", "a.csv", "a.txt"}
	for i, b := range [][]byte{
		pdfOf(packedObjects("/Filter /FlateDecode", "7 0 << /Type /Page >>")), docx(), zipOf(contentTypes(sheetMain)), zipOf(contentTypes(slideMain)),
		odt(), zipOf(part{"mimetype", blob.ODS.MediaType}), pngOf(), jpegOf(), zipOf(part{"b.zip", string(zipOf(part{"a.txt", "x"}))}), []byte("a;b"), []byte("\xef\xbb\xbfa"),
	} {
		f.Add(i, b)
	}
	f.Fuzz(func(t *testing.T, kind int, b []byte) {
		name := names[uint(kind)%uint(len(names))]
		began := time.Now()
		_, err := blob.Inspect(bytes.NewReader(b), int64(len(b)), name)
		switch alur.CodeOf(err) {
		case "", alur.CodeUnsafeFile, alur.CodeEmptyFile:
		default:
			t.Errorf("%s: %v", name, err)
		}
		if took := time.Since(began); took > 20*time.Second {
			t.Errorf("%s of %d bytes took %s", name, len(b), took)
		}
	})
}

func BenchmarkInspectPDF(b *testing.B) {
	data := pdfOf("4 0 obj << /Length 1 >>\nstream\n" + strings.Repeat("\x9cabc/def ghi", 1<<20) + "\nendstream endobj")
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := blob.Inspect(bytes.NewReader(data), int64(len(data)), "a.pdf"); err != nil {
			b.Fatal(err)
		}
	}
}
