package page

// Viewer shows a document of a request, one page at a time, as pictures that the
// server has made of it (parts/viewer.html). Every control is a link, to the page
// request_preview in another state; the script lihat.js follows it in place.
type Viewer struct {
	Kind, Name, Meta string
	Download         string
	// Href is the page of this document, at its first page.
	Href string
	// Picture is the address of the picture; "" when there is none.
	Picture       string
	Width, Height int // of the picture, in pixels; 0 while it is not made
	Page          int // from 1
	Pages         int // 0 while it is not known
	Zoom          int // in hundredths of the width that there is
	// The controls; "" for those that do nothing now.
	Prev, Next, Turn, Larger, Smaller string
	// After is the picture of the next page, which the script asks for early.
	After string
	// Fault says why there is no picture, and Retry is where to ask for it again.
	Fault, Retry string
	// Rest says that the last pages are not shown.
	Rest string
	// Still is true beside a list without scripts: the controls would leave the page.
	Still bool
	Signs *Signs
}

// RequestPreview is the page of one document of a request, or of two versions of it
// beside each other.
type RequestPreview struct {
	Base
	Heading string
	Viewers []Viewer
	// Compare is where this document stands beside the one before it, or "".
	Compare string
}
