package page

// galleryPages is the list of all pages in all states (`alur gallery`), by the name
// of its template. No route of the server leads to it.
var galleryPages = map[string]Page{"gallery": &Gallery{}}

// Gallery lists the exhibits of the gallery.
type Gallery struct {
	Base
	Count  int
	Groups []GalleryGroup
}

// GalleryGroup is one page with its states.
type GalleryGroup struct {
	Title string
	Links []Link
}
