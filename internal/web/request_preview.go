package web

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/preview"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// zooms are the sizes that a page is shown in, in hundredths of the width there is.
var zooms = []int{100, 150, 200}

// A glance is what the address of a preview says: which page, turned and how large.
type glance struct {
	page, turn, zoom int // zoom is an index of zooms
}

// glanceOf reads the query. What makes no sense is left out: it was typed by hand.
func glanceOf(q url.Values) glance {
	within := func(name string, from, to, other int) int {
		n, err := strconv.Atoi(q.Get(name))
		if err != nil || n < from || n > to {
			return other
		}
		return n
	}
	return glance{page: within("halaman", 1, preview.MaxPages, 1), turn: within("putar", 0, 3, 0), zoom: within("besar", 0, len(zooms)-1, 0)}
}

func (g glance) look() preview.Look {
	return preview.Look{Page: g.page, Turn: g.turn, Wide: g.zoom > 0}
}

// query is the glance as an address has it; "" for the first page as it is.
func (g glance) query() url.Values {
	q := url.Values{}
	for _, p := range []struct {
		name        string
		value, none int
	}{{"halaman", g.page, 1}, {"putar", g.turn, 0}, {"besar", g.zoom, 0}} {
		if p.value != p.none {
			q.Set(p.name, strconv.Itoa(p.value))
		}
	}
	return q
}

// picture is the address of the picture itself.
func (g glance) picture(root string) string {
	q := url.Values{}
	if g.turn > 0 {
		q.Set("putar", strconv.Itoa(g.turn))
	}
	if g.zoom > 0 {
		q.Set("besar", "1") // one picture serves all that are enlarged
	}
	return address(root+"/halaman/"+strconv.Itoa(g.page), q)
}

func address(path string, q url.Values) string {
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// sourceOf is a document as package preview takes it. Its bytes are opened by the one
// who asks, so that pictures are made of what he or she may see and of nothing else.
func (a *app) sourceOf(actor casework.Actor, id alur.RequestID, doc flow.Document) preview.Source {
	return preview.Source{SHA256: doc.SHA256, MediaType: doc.MediaType, Open: func(ctx context.Context) (io.ReadCloser, error) {
		_, content, err := a.Cases.OpenDocument(ctx, actor, id, doc.ID)
		return content, err
	}}
}

// documentOf finds a document of a request, current or not: not-found when the viewer
// sees none.
func documentOf(v *casework.View, id alur.DocumentID) (flow.Document, error) {
	for _, doc := range v.AllDocuments {
		if doc.ID == id {
			return doc, nil
		}
	}
	return flow.Document{}, alur.Refuse(alur.CodeNotFound)
}

// showPreview shows one page of a document; with ?banding= an older version of the
// same document beside it.
func (a *app) showPreview(w http.ResponseWriter, r *http.Request) error {
	v, err := a.requestOf(r)
	if err != nil {
		return err
	}
	doc, err := documentOf(v, alur.DocumentID(r.PathValue("doc")))
	if err != nil {
		return err
	}
	d := &desk{}
	d.View = v
	if d.Signs, err = a.Cases.Signatures(r.Context(), v); err != nil {
		return err
	}
	now := d.Doc(doc)
	p := &page.RequestPreview{Heading: now.Name, Compare: now.View.Compare}
	tell(&p.Base, v, now.Name)
	p.Back = page.Link{Href: requestPath(v), Text: titleOf(v.Title)}
	q := r.URL.Query()
	if banding := q.Get("banding"); banding != "" {
		old, err := documentOf(v, alur.DocumentID(banding))
		if err != nil || old.ReplacedBy != doc.ID {
			return alur.Refuse(alur.CodeNotFound)
		}
		// Each side keeps what the other shows.
		there := glanceOf(url.Values{"halaman": q["halaman-lama"], "putar": q["putar-lama"], "besar": q["besar-lama"]})
		here := glanceOf(q)
		before, err := a.viewer(r, d, old, there, func(g glance) string { return address(r.URL.Path, sides(banding, here, g)) })
		if err != nil {
			return err
		}
		after, err := a.viewer(r, d, doc, here, func(g glance) string { return address(r.URL.Path, sides(banding, g, there)) })
		if err != nil {
			return err
		}
		before.Kind, after.Kind = text.OldVersion(), text.NewVersion()
		p.Heading, p.Viewers, p.Compare = now.Kind, []page.Viewer{before, after}, ""
		return a.render(w, r, http.StatusOK, "request_preview", p)
	}
	one, err := a.viewer(r, d, doc, glanceOf(q), func(g glance) string { return address(now.View.Href, g.query()) })
	if err != nil {
		return err
	}
	p.Viewers = []page.Viewer{one}
	return a.render(w, r, http.StatusOK, "request_preview", p)
}

// sides is the query of two versions beside each other.
func sides(banding string, now, old glance) url.Values {
	q := now.query()
	for name, v := range old.query() {
		q[name+"-lama"] = v
	}
	q.Set("banding", banding)
	return q
}

// viewer shows a document as it is asked for; href gives the page in another state.
// Whatever is wrong with the document is said in the viewer. It is not-found for a
// page that the document has not.
func (a *app) viewer(r *http.Request, d *desk, doc flow.Document, g glance, href func(glance) string) (page.Viewer, error) {
	out := viewerOf(d.Doc(doc))
	if out.Fault != "" {
		return out, nil
	}
	if !preview.Shows(doc.MediaType) {
		out.Fault = text.PreviewOfType()
		return out, nil
	}
	pic, err := a.Previews.Page(r.Context(), a.sourceOf(a.actor(r), d.View.ID, doc), g.look())
	switch {
	case errors.Is(err, preview.ErrBusy):
		out.Fault, out.Retry = text.PreviewBusy(), href(g)
		return out, nil
	case errors.Is(err, preview.ErrUnreadable):
		out.Fault = text.PreviewUnreadable()
		return out, nil
	case err != nil:
		return out, err
	}
	showPicture(&out, d, doc, pic, g, href)
	return out, nil
}

// viewerAtHand shows the first page of a document beside a list. It makes nothing that
// is not there, so that the list does not wait for it: a script asks for the rest, and
// without scripts it is a picture and a link.
func viewerAtHand(d *desk, doc flow.Document) page.Viewer {
	g, out := glance{page: 1}, viewerOf(d.Doc(doc))
	out.Still = true
	if out.Fault != "" {
		return out
	}
	if !preview.Shows(doc.MediaType) {
		out.Fault = text.PreviewOfType()
		return out
	}
	out.Picture, out.Page, out.Zoom = g.picture(documentPath(d.View, doc)), g.page, zooms[g.zoom]
	return out
}

// viewerOf begins a viewer; one with a Fault shows nothing else.
func viewerOf(doc page.Doc) page.Viewer {
	out := page.Viewer{Kind: doc.Kind, Name: doc.Name, Meta: doc.Meta, Download: doc.Href, Href: doc.View.Href, Signs: doc.Signs}
	if doc.Held != nil {
		out.Fault = doc.Held.Tag.Text + ". " + doc.Held.Why
	}
	return out
}

func documentPath(v *casework.View, doc flow.Document) string {
	return requestPath(v, tabDocs, string(doc.ID))
}

// showPicture fills in a picture that there is, and what can be done with it.
func showPicture(out *page.Viewer, d *desk, doc flow.Document, pic *preview.Picture, g glance, href func(glance) string) {
	root := documentPath(d.View, doc)
	out.Picture, out.Width, out.Height = g.picture(root), pic.Width, pic.Height
	out.Page, out.Pages, out.Zoom = g.page, pic.Pages, zooms[g.zoom]
	shown := min(pic.Pages, preview.MaxPages)
	if shown < pic.Pages {
		out.Rest = text.PreviewRest(shown, pic.Pages)
	}
	at := func(change func(*glance)) string {
		other := g
		change(&other)
		return href(other)
	}
	if g.page > 1 {
		out.Prev = at(func(o *glance) { o.page-- })
	}
	if g.page < shown {
		out.Next = at(func(o *glance) { o.page++ })
		next := g
		next.page++
		out.After = next.picture(root)
	}
	out.Turn = at(func(o *glance) { o.turn = (o.turn + 1) % 4 })
	if g.zoom > 0 {
		out.Smaller = at(func(o *glance) { o.zoom-- })
	}
	if g.zoom < len(zooms)-1 {
		out.Larger = at(func(o *glance) { o.zoom++ })
	}
}

// showPicturePage sends the picture of one page. It goes through the same door as the
// document's own bytes each time, also when the picture is there: [casework.Cases.OpenDocument]
// says who may see it, and that it is still what it was.
func (a *app) showPicturePage(w http.ResponseWriter, r *http.Request) error {
	id, actor := alur.RequestID(r.PathValue("id")), a.actor(r)
	doc, content, err := a.Cases.OpenDocument(r.Context(), actor, id, alur.DocumentID(r.PathValue("doc")))
	if err != nil {
		return err
	}
	if err := content.Close(); err != nil {
		return err
	}
	g := glanceOf(r.URL.Query())
	n, err := strconv.Atoi(r.PathValue("page"))
	if err != nil || strconv.Itoa(n) != r.PathValue("page") {
		return alur.Refuse(alur.CodeNotFound)
	}
	g.page = n
	pic, err := a.Previews.Page(r.Context(), a.sourceOf(actor, id, doc), g.look())
	switch {
	case errors.Is(err, preview.ErrUnreadable):
		return alur.Refuse(alur.CodeNotFound)
	case errors.Is(err, preview.ErrBusy):
		// It is nobody's fault and no page: the one around it says what to do.
		w.Header().Set("Retry-After", "5")
		w.Header().Set("Cache-Control", "private, no-store")
		w.WriteHeader(http.StatusServiceUnavailable)
		return nil
	case err != nil:
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, no-store")
	h.Set("Content-Length", strconv.Itoa(len(pic.JPEG)))
	_, _ = w.Write(pic.JPEG) // the visitor may have gone
	return nil
}
