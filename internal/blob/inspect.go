package blob

import (
	"bytes"
	"errors"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"
	"path"
	"strings"

	"github.com/alur-id/alur"
)

// Type is the type of a file, told by its content.
type Type struct {
	ID        string // "pdf", "docx", …: what definitions name
	MediaType string
}

// The types that are taken in (promises.md, "Who gets in").
var (
	PDF  = Type{"pdf", "application/pdf"}
	DOCX = Type{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
	XLSX = Type{"xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	PPTX = Type{"pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation"}
	ODT  = Type{"odt", "application/vnd.oasis.opendocument.text"}
	ODS  = Type{"ods", "application/vnd.oasis.opendocument.spreadsheet"}
	PNG  = Type{"png", "image/png"}
	JPEG = Type{"jpeg", "image/jpeg"}
	ZIP  = Type{"zip", "application/zip"}
	CSV  = Type{"csv", "text/csv"}
	TXT  = Type{"txt", "text/plain"}
)

// types are the types by extension.
var types = map[string]Type{
	".pdf": PDF, ".docx": DOCX, ".xlsx": XLSX, ".pptx": PPTX, ".odt": ODT, ".ods": ODS,
	".png": PNG, ".jpg": JPEG, ".jpeg": JPEG, ".zip": ZIP, ".csv": CSV, ".txt": TXT,
}

// maxPixels bounds pictures: a scan of A0 at 600 dpi has about half as many.
const maxPixels = 1 << 30

// Inspect tells the type of a file of size bytes, and refuses what is not safe to
// hand on. Nothing is unpacked to disk, and memory and time are bounded whatever
// the file claims. Refusals:
//
//   - unsupported-media-type: the name's extension is missing or not one that is taken in;
//   - empty-file;
//   - unsafe-file: the content is not what the extension says, or is two things at
//     once; macros, scripts, embedded files, encryption; executables, path traversal
//     or a bomb in an archive. The error's Field says which, for logs.
//
// An error of r that is not io.EOF is given back as an internal error.
func Inspect(r io.ReaderAt, size int64, name string) (Type, error) {
	typ, ok := types[strings.ToLower(path.Ext(CleanName(name)))]
	if !ok {
		return Type{}, alur.Refuse(alur.CodeUnsupportedMediaType)
	}
	if size == 0 {
		return Type{}, alur.Refuse(alur.CodeEmptyFile)
	}
	f := &content{r: r, size: size}
	var err error
	switch typ {
	case PDF:
		err = f.inspectPDF()
	case PNG:
		err = f.inspectPNG()
	case JPEG:
		err = f.inspectJPEG()
	case CSV, TXT:
		err = f.inspectText()
	default:
		err = f.inspectPackage(typ)
	}
	if err != nil && f.failed != nil {
		return Type{}, fmt.Errorf("inspect file: %w", f.failed) // what was read is not the file
	}
	if err != nil {
		return Type{}, err
	}
	return typ, nil
}

// unsafe refuses a file; why is for logs and tests.
func unsafe(why string) error {
	return &alur.Error{Code: alur.CodeUnsafeFile, Err: errors.New(why)}
}

// content is the file under inspection.
type content struct {
	r      io.ReaderAt
	size   int64
	failed error // the first error of r itself
}

// ReadAt reads the file and remembers when that fails, so that a disk error is not
// taken for a malformed file.
func (f *content) ReadAt(p []byte, off int64) (int, error) {
	n, err := f.r.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) && f.failed == nil {
		f.failed = err
	}
	return n, err
}

// from reads the file from an offset to its end.
func (f *content) from(off int64) *io.SectionReader {
	return io.NewSectionReader(f, off, max(f.size-off, 0))
}

// head returns the first n bytes, or all when there are fewer.
func (f *content) head(n int) []byte { return f.piece(0, n) }

// tail returns the last n bytes, or all when there are fewer.
func (f *content) tail(n int) []byte { return f.piece(max(f.size-int64(n), 0), n) }

func (f *content) piece(off int64, n int) []byte {
	b := make([]byte, min(int64(n), max(f.size-off, 0)))
	read, _ := f.ReadAt(b, off) // a failure is remembered by ReadAt
	return b[:read]
}

// alsoArchive refuses a file that a ZIP reader would open as well: those look for
// the directory at the end and take whatever stands before it.
func (f *content) alsoArchive() error {
	if _, ok := f.archiveEnd(); ok {
		return unsafe("an archive hides behind the content")
	}
	return nil
}

// foreign are beginnings of other formats that have no business behind a picture,
// in lower case where they are words. Archives are found from their end.
var foreign = []string{"%pdf-", "\x7felf", "<?php", "<script", "<html", "<svg", "<!doctype"}

// maxTrailing is how much may follow the end of a PNG, where nothing should.
const maxTrailing = 1 << 10

// inspectTrailing judges what follows the end of a picture; a negative limit is none.
func (f *content) inspectTrailing(end, limit int64) error {
	if rest := f.size - end; limit >= 0 && rest > limit {
		return unsafe("data behind the end of the picture")
	}
	if bytes.HasPrefix(f.piece(end, 2), []byte("MZ")) {
		return unsafe("another file behind the end of the picture")
	}
	const step, overlap = 64 << 10, 16 // overlap: longer than the longest mark
	for off := end; off < f.size; off += step {
		low := foldASCII(f.piece(off, step+overlap))
		for _, mark := range foreign {
			if bytes.Contains(low, []byte(mark)) {
				return unsafe("another file behind the end of the picture")
			}
		}
	}
	return nil
}

// maxChunks is how many chunks a PNG may have; pictures of 50 MB have some thousands.
const maxChunks = 100_000

func (f *content) inspectPNG() error {
	cfg, err := png.DecodeConfig(f.from(0))
	if err != nil {
		return unsafe("not a PNG: " + err.Error())
	}
	if int64(cfg.Width)*int64(cfg.Height) > maxPixels {
		return unsafe("too many pixels")
	}
	// Chunks: length, type, data, CRC (PNG specification, section 5).
	end, header := int64(8), make([]byte, 8)
	for n := 0; ; n++ {
		if n > maxChunks {
			return unsafe("too many chunks")
		}
		if n, _ := f.ReadAt(header, end); n < len(header) {
			return unsafe("a PNG without an end")
		}
		length := int64(header[0])<<24 | int64(header[1])<<16 | int64(header[2])<<8 | int64(header[3])
		end += 8 + length + 4
		if string(header[4:]) == "IEND" || end > f.size {
			break
		}
	}
	if end > f.size {
		return unsafe("a PNG that breaks off")
	}
	if err := f.inspectTrailing(end, maxTrailing); err != nil {
		return err
	}
	return f.alsoArchive()
}

func (f *content) inspectJPEG() error {
	cfg, err := jpeg.DecodeConfig(f.from(0))
	if err != nil {
		return unsafe("not a JPEG: " + err.Error())
	}
	if int64(cfg.Width)*int64(cfg.Height) > maxPixels {
		return unsafe("too many pixels")
	}
	end, err := f.endOfJPEG()
	if err != nil {
		return err
	}
	// Phones append second pictures and films to their photographs, of any length.
	if err := f.inspectTrailing(end, -1); err != nil {
		return err
	}
	return f.alsoArchive()
}
