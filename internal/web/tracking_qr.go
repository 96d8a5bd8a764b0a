package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"

	"github.com/alur-id/alur"
)

// trackingAddress is the whole address of a request's public page.
func (a *app) trackingAddress(r *http.Request, code string) string {
	return a.serverAddress(r) + "/lacak/" + url.PathEscape(code)
}

// showTrackingQR draws the address of the public page of a code, for paper. It says
// nothing of whether a request has the code: it asks nobody.
func (a *app) showTrackingQR(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	code, ok := alur.NormalizeTrackingCode(r.PathValue("code"))
	if !ok {
		return alur.Refuse(alur.CodeNotFound)
	}
	body, err := qrSVG(a.trackingAddress(r, code))
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/svg+xml")
	h.Set("Cache-Control", "private, max-age=86400")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write([]byte(body)) // the visitor may have gone
	}
	return nil
}

// qrQuiet is the empty margin around the code, in modules (ISO/IEC 18004).
const qrQuiet = 4

// qrSVG draws a QR code as one path, a run of dark modules at a time.
func qrSVG(content string) (string, error) {
	code, err := qr.Encode(content, qr.M, qr.Auto)
	if err != nil {
		return "", fmt.Errorf("draw QR code: %w", err)
	}
	var b strings.Builder
	n := code.Bounds().Dx()
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %[1]d %[1]d" shape-rendering="crispEdges"><rect width="%[1]d" height="%[1]d" fill="#fff"/><path d="`, n+2*qrQuiet)
	for y := range n {
		for x := 0; x < n; x++ {
			run := 0
			for x+run < n && dark(code, x+run, y) {
				run++
			}
			if run > 0 {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", x+qrQuiet, y+qrQuiet, run, run)
				x += run
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return b.String(), nil
}

func dark(code barcode.Barcode, x, y int) bool {
	red, _, _, _ := code.At(x, y).RGBA()
	return red == 0
}
