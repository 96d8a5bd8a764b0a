package preview

import (
	"context"
	"fmt"
	"image"
	"io"
	"os"
	"runtime/debug"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/enums"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/structs"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// maxMemory is how much memory PDFium has for a document and its page, in pages of
// 64 KiB: 192 MiB. A scan at 600 dpi takes about 110.
const maxMemory = 192 << 20 >> 16

// drawPDF draws one page of a PDF into a frame of w × h pixels. PDFium runs as
// WebAssembly: it reaches no file, no address and no memory but its own.
func drawPDF(document []byte, page, w, h int, cache string) (*image.RGBA, int, error) {
	pool, err := startPDFium(cache)
	if err != nil {
		return nil, 0, err
	}
	defer func() { _ = pool.Close() }()
	debug.FreeOSMemory() // what compiling left would count together with the document
	return drawWith(pool, document, page, w, h)
}

// drawWith draws with a renderer that runs.
func drawWith(pool pdfium.Pool, document []byte, page, w, h int) (*image.RGBA, int, error) {
	p, err := pool.GetInstance(time.Minute) // a limit that only an empty pool would reach
	if err != nil {
		return nil, 0, fmt.Errorf("start PDFium: %w", err)
	}
	defer func() { _ = p.Close() }()
	doc, err := p.OpenDocument(&requests.OpenDocument{File: &document})
	if err != nil {
		return nil, 0, faultUnreadable
	}
	count, err := p.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc.Document})
	if err != nil || count.PageCount < 1 {
		return nil, 0, faultUnreadable
	}
	if page > count.PageCount {
		return nil, 0, faultNoPage
	}
	img, err := drawPage(p, doc.Document, page-1, w, h)
	if err != nil {
		return nil, 0, faultUnreadable
	}
	return img, count.PageCount, nil
}

// startPDFium compiles the renderer, or takes what an earlier child has compiled.
func startPDFium(cache string) (pdfium.Pool, error) {
	start := func(cached wazero.CompilationCache) (pdfium.Pool, error) {
		c := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).WithMemoryLimitPages(maxMemory)
		if cached != nil {
			c = c.WithCompilationCache(cached)
		}
		return webassembly.Init(webassembly.Config{
			Context: context.Background(), MaxIdle: 1, MaxTotal: 1, Stdout: io.Discard, Stderr: io.Discard,
			FSConfig: wazero.NewFSConfig(), RuntimeConfig: c, // no folder at all
		})
	}
	if cached, err := wazero.NewCompilationCacheWithDir(cache); err == nil {
		if pool, err := start(cached); err == nil {
			return pool, nil
		}
		// Damaged, or the disk is full: the next child starts from nothing.
		_ = os.RemoveAll(cache)
	}
	pool, err := start(nil)
	if err != nil {
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	return pool, nil
}

// drawPage draws a page on white, with its annotations and what stands in its fields:
// the seals of electronic signatures are such fields.
func drawPage(p pdfium.Pdfium, doc references.FPDF_DOCUMENT, index, w, h int) (*image.RGBA, error) {
	form, formErr := p.FPDFDOC_InitFormFillEnvironment(&requests.FPDFDOC_InitFormFillEnvironment{Document: doc, FormFillInfo: deafForm})
	loaded, err := p.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: doc, Index: index})
	if err != nil {
		return nil, err
	}
	page := requests.Page{ByReference: &loaded.Page}
	pw, err := p.FPDF_GetPageWidthF(&requests.FPDF_GetPageWidthF{Page: page})
	if err != nil {
		return nil, err
	}
	ph, err := p.FPDF_GetPageHeightF(&requests.FPDF_GetPageHeightF{Page: page})
	if err != nil {
		return nil, err
	}
	w, h, ok := fill(float64(pw.PageWidth), float64(ph.PageHeight), w, h)
	if !ok {
		return nil, faultUnreadable
	}
	made, err := p.FPDFBitmap_Create(&requests.FPDFBitmap_Create{Width: w, Height: h})
	if err != nil {
		return nil, err
	}
	if _, err := p.FPDFBitmap_FillRect(&requests.FPDFBitmap_FillRect{Bitmap: made.Bitmap, Width: w, Height: h, Color: 0xffffffff}); err != nil {
		return nil, err
	}
	flags := enums.FPDF_RENDER_FLAG_ANNOT | enums.FPDF_RENDER_FLAG_REVERSE_BYTE_ORDER
	if _, err := p.FPDF_RenderPageBitmap(&requests.FPDF_RenderPageBitmap{Bitmap: made.Bitmap, Page: page, SizeX: w, SizeY: h, Flags: flags}); err != nil {
		return nil, err
	}
	if formErr == nil {
		if _, err := p.FPDF_FFLDraw(&requests.FPDF_FFLDraw{FormHandle: form.FormHandle, Bitmap: made.Bitmap, Page: page, SizeX: w, SizeY: h, Flags: flags}); err != nil {
			return nil, err
		}
	}
	stride, err := p.FPDFBitmap_GetStride(&requests.FPDFBitmap_GetStride{Bitmap: made.Bitmap})
	if err != nil {
		return nil, err
	}
	b, err := p.FPDFBitmap_GetBuffer(&requests.FPDFBitmap_GetBuffer{Bitmap: made.Bitmap})
	if err != nil || stride.Stride < 4*w || len(b.Buffer) < stride.Stride*h {
		return nil, faultUnreadable
	}
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		copy(img.Pix[y*img.Stride:][:4*w], b.Buffer[y*stride.Stride:])
	}
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 0xff // PDFium leaves this byte unused
	}
	return img, nil
}

// fill returns the size in pixels of a page of pw × ph points that fills a frame of
// w × h. ok is false for a page without a size.
func fill(pw, ph float64, w, h int) (int, int, bool) {
	scale := min(float64(w)/pw, float64(h)/ph)
	if !(pw > 0 && ph > 0 && scale > 0) { // also when one is no number
		return 0, 0, false
	}
	return max(1, min(w, int(pw*scale+.5))), max(1, min(h, int(ph*scale+.5))), true
}

// deafForm answers what a form may ask of a viewer: nothing happens.
var deafForm = structs.FPDF_FORMFILLINFO{
	FFI_Invalidate:         func(references.FPDF_PAGE, float64, float64, float64, float64) {},
	FFI_SetCursor:          func(enums.FXCT) {},
	FFI_SetTimer:           func(int, func(int)) int { return 0 },
	FFI_KillTimer:          func(int) {},
	FFI_GetLocalTime:       func() structs.FPDF_SYSTEMTIME { return structs.FPDF_SYSTEMTIME{} },
	FFI_GetPage:            func(references.FPDF_DOCUMENT, int) *references.FPDF_PAGE { return nil },
	FFI_GetRotation:        func(references.FPDF_PAGE) enums.FPDF_PAGE_ROTATION { return enums.FPDF_PAGE_ROTATION_NONE },
	FFI_ExecuteNamedAction: func(string) {},
}
