package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/photo"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// The pages beside a slot for documents.
const (
	slotPhoto = "foto"
	slotReuse = "pilih"
)

// The names of what the forms for photographs send.
const (
	fieldPhoto = "foto" // a photograph, any number of times
	buttonUp   = "naik"
	buttonDown = "turun"
	buttonTurn = "putar"
	buttonDrop = "hapus"
)

// photographable reports whether a PDF of photographed pages may fill a slot.
func photographable(it *flow.Item) bool {
	return len(it.Types) == 0 || slices.Contains(it.Types, "pdf")
}

// photoSlot is the slot of the path, once the visitor may upload into it: not-found for
// one that is none or takes no PDF, and the refusals of [casework.Cases.CheckUpload].
func (a *app) photoSlot(r *http.Request) (*casework.View, *flow.Item, error) {
	v, it, err := a.openSlot(r)
	if err == nil && !photographable(it) {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return v, it, err
}

// openSlot is the slot of the path for a document, once the visitor may fill it.
func (a *app) openSlot(r *http.Request) (*casework.View, *flow.Item, error) {
	v, err := a.requestOf(r)
	if err != nil {
		return nil, nil, err
	}
	id := r.PathValue("item")
	known := slices.ContainsFunc(v.Plan.Stages, func(st *flow.Stage) bool {
		it := st.Item(alur.ItemID(id))
		return it != nil && it.Kind == flow.KindDocument && !(it.Confidential && (&desk{form.Desk{View: v}}).hides())
	})
	if !known {
		return nil, nil, alur.Refuse(alur.CodeNotFound)
	}
	if err := a.Cases.CheckUpload(r.Context(), a.actor(r), v.ID, id); err != nil {
		return nil, nil, err
	}
	_, it := a.Cases.Flows().Settable(v.State, id)
	return v, it, nil
}

// letterOf is the letter that the visitor photographs for the slot.
func (a *app) letterOf(r *http.Request, v *casework.View, it *flow.Item) *photo.Letter {
	return a.Photos.Letter(a.session(r).User.Username, string(v.ID), string(it.ID))
}

// slotPath is the address of a slot on the page where it is filled.
func slotPath(v *casework.View, it *flow.Item) string {
	if isDraft(v) {
		return requestPath(v, "isi", sectionIDOf(it.ID)) + "#" + itemAnchor + string(it.ID)
	}
	return requestPath(v) + "#" + itemAnchor + string(it.ID)
}

// beside is where one of the further buttons of a slot leads, once the form around it
// is saved; "" when none was pressed.
func beside(s *saved) string {
	for button, below := range map[string]string{buttonPhoto: slotPhoto, buttonReuse: slotReuse} {
		id := s.in.values.Get(button)
		for _, x := range slots(s.view) {
			if string(x.item.ID) == id && x.item.Kind == flow.KindDocument {
				return requestPath(s.view, below, id)
			}
		}
	}
	return ""
}

// leave sends the browser on to a page beside a slot, and says what was saved on the way.
func (a *app) leave(w http.ResponseWriter, r *http.Request, s *saved, to string) {
	if s.told != text.Saved(false, nil) {
		a.notify(w, r, page.Notice{Text: s.told})
	}
	redirect(w, r, to)
}

// showPhotos shows the pages photographed so far, in order.
func (a *app) showPhotos(w http.ResponseWriter, r *http.Request) error {
	v, it, err := a.photoSlot(r)
	if err != nil {
		return err
	}
	return a.renderPhotos(w, r, v, it, nil)
}

func (a *app) renderPhotos(w http.ResponseWriter, r *http.Request, v *casework.View, it *flow.Item, faults []page.Fault) error {
	pages, err := a.letterOf(r, v, it).Pages()
	if err != nil {
		return err
	}
	base := requestPath(v, slotPhoto, string(it.ID))
	p := &page.RequestPhoto{
		Name: text.Photograph(it.Title), Item: it.Title, Most: photo.MaxPages, Full: len(pages) >= photo.MaxPages,
		Add: page.ActionForm{Action: base, Button: "Tambahkan ke surat", Class: "tombol"}, Change: base + "/ubah",
	}
	tell(&p.Base, v, p.Name)
	p.Wide = false
	p.Back = page.Link{Href: slotPath(v, it), Text: it.Title}
	p.Head = a.head(v, tabMain, a.session(r).User)
	p.Faults = faults
	p.Camera = page.Field{
		ID: fieldPhoto, Name: fieldPhoto, Type: "file", Label: "Ambil foto dengan kamera", Hint: "Satu foto untuk satu halaman. Letakkan surat di tempat terang, penuhi layar dengan kertasnya.",
		Accept: "image/jpeg,image/png", Multiple: true, Camera: true, Fault: p.Fault(fieldPhoto),
		Pieces: base + "/" + slotUpload,
	}
	p.Gallery = page.Field{
		ID: fieldPhoto + "-galeri", Name: fieldPhoto, Type: "file", Label: "Atau pilih foto yang sudah ada", Hint: "Boleh beberapa sekaligus; urutannya dapat diubah nanti.",
		Accept: "image/jpeg,image/png", Multiple: true, Pieces: base + "/" + slotUpload,
	}
	for i, x := range pages {
		p.Pages = append(p.Pages, page.PhotoPage{
			ID: x.ID, Number: i + 1, First: i == 0, Last: i == len(pages)-1,
			// The turn is part of the address, so that no old picture is shown from memory.
			Thumb: fmt.Sprintf("%s/halaman/%s?putar=%d", base, x.ID, x.Turn), Size: text.Size(x.Size),
		})
	}
	status := http.StatusOK
	if len(faults) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if len(pages) > 0 {
		p.Add.Button, p.Add.Class = "Tambah halaman", "tombol-kedua"
		p.Join = page.ActionForm{Action: base + "/satukan", Button: "Jadikan satu PDF", Class: "tombol", Hiddens: append(formHiddens(v), before(v, it)...)}
		p.Replaces = replaces(v, it)
	}
	return a.render(w, r, status, "request_photo", p)
}

// before says which file lies in a slot for one, so that a newer one is not replaced unseen.
func before(v *casework.View, it *flow.Item) []page.Hidden {
	if it.MaxFiles > 1 {
		return nil
	}
	now := page.Hidden{Name: hiddenBefore + string(it.ID)}
	for _, doc := range v.State.Current(it.ID) {
		now.Value = string(doc.ID)
	}
	return []page.Hidden{now}
}

// replaces is the name of the file that a new one would replace, or "".
func replaces(v *casework.View, it *flow.Item) string {
	name := ""
	if it.MaxFiles <= 1 {
		for _, doc := range v.State.Current(it.ID) {
			name = doc.Name
		}
	}
	return name
}

// submitPhotos takes in photographs as further pages, in the order in which they
// were chosen. One that cannot be taken does not cost the others.
func (a *app) submitPhotos(w http.ResponseWriter, r *http.Request) error {
	v, it, err := a.photoSlot(r)
	if err != nil {
		return err
	}
	if !carriesFiles(r) {
		return a.submitPhotoUploads(w, r, v, it)
	}
	letter := a.letterOf(r, v, it)
	var faults []page.Fault
	taken, full := 0, false
	for p, err := range formParts(r) {
		if err != nil {
			return err
		}
		if p.FormName() != fieldPhoto || p.FileName() == "" {
			continue // the parts of what was not chosen
		}
		body := &noted{r: p}
		err = letter.Add(r.Context(), body)
		if body.err != nil {
			return brokenOff(body.err)
		}
		if errors.Is(err, photo.ErrFull) {
			// What still comes is read and thrown away: a browser that is cut off while it
			// sends shows no page at all.
			if !full {
				faults = append(faults, page.Fault{Field: fieldPhoto, Text: text.TooManyPages(photo.MaxPages)})
			}
			full = true
			continue
		}
		if err != nil {
			e := asRefusal(err)
			sentence := text.PhotoFault(e.Code, p.FileName(), e.Field != "")
			if sentence == "" {
				return err
			}
			faults = append(faults, page.Fault{Field: fieldPhoto, Text: sentence})
			continue
		}
		taken++
	}
	if taken == 0 && len(faults) == 0 {
		faults = []page.Fault{{Field: fieldPhoto, Text: text.ChoosePhoto()}}
	}
	if len(faults) > 0 {
		return a.renderPhotos(w, r, v, it, faults)
	}
	redirect(w, r, requestPath(v, slotPhoto, string(it.ID))+"#halaman")
	return nil
}

// noted remembers why a body could not be read to its end, so that this is told from
// a disk that takes no more.
type noted struct {
	r   io.Reader
	err error
}

func (n *noted) Read(p []byte) (int, error) {
	k, err := n.r.Read(p)
	if err != nil && err != io.EOF {
		n.err = err
	}
	return k, err
}

// submitPhotoChange moves, turns or throws away one page.
func (a *app) submitPhotoChange(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, it, err := a.photoSlot(r)
	if err != nil {
		return err
	}
	letter := a.letterOf(r, v, it)
	for button, do := range map[string]func(string) error{
		buttonUp: func(id string) error { return letter.Move(id, -1) }, buttonDown: func(id string) error { return letter.Move(id, +1) },
		buttonTurn: letter.Turn, buttonDrop: letter.Remove,
	} {
		if id := r.PostForm.Get(button); id != "" {
			if err := do(id); err != nil {
				return err
			}
		}
	}
	redirect(w, r, requestPath(v, slotPhoto, string(it.ID))+"#halaman")
	return nil
}

// showPhotoPage sends the small picture of one page to the person who took it.
func (a *app) showPhotoPage(w http.ResponseWriter, r *http.Request) error {
	v, it, err := a.photoSlot(r)
	if err != nil {
		return err
	}
	b, err := a.letterOf(r, v, it).Thumbnail(r.Context(), r.PathValue("page"))
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "image/jpeg")
	w.Header().Set("Cache-Control", "private, no-store")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	return nil
}

// submitPhotoJoin makes one PDF of the pages and puts it into the slot, as if it had
// been uploaded.
func (a *app) submitPhotoJoin(w http.ResponseWriter, r *http.Request) error {
	if err := parseForm(r); err != nil {
		return err
	}
	v, it, err := a.photoSlot(r)
	if err != nil {
		return err
	}
	letter := a.letterOf(r, v, it)
	name := it.Title + ".pdf"
	pdf, err := letter.PDF(r.Context(), it.Title)
	if alur.CodeOf(err) == alur.CodeNotFound {
		a.notify(w, r, page.Notice{Text: text.PhotosGone(), Bad: true})
		redirect(w, r, requestPath(v, slotPhoto, string(it.ID)))
		return nil
	}
	if err != nil {
		return err
	}
	defer pdf.Close()
	blob, err := a.Cases.ReceiveFrom(r.Context(), a.actor(r), v.ID, name, pdf)
	if e := asRefusal(err); e != nil && statusOf(e.Code) == http.StatusUnprocessableEntity {
		return a.renderPhotos(w, r, v, it, []page.Fault{{Field: fieldPhoto, Text: a.fileSentence(err, name, nil)}})
	}
	if err != nil {
		return fmt.Errorf("receive joined pages: %w", err)
	}
	f := postedFile{kind: string(it.ID), name: name, blob: blob}
	s := &saved{in: &posted{values: r.PostForm}, view: v}
	if sentence := a.replacedMeanwhile(r, s, it, f); sentence != "" {
		return a.renderPhotos(w, r, v, it, []page.Fault{{Field: fieldPhoto, Text: sentence}})
	}
	answer := func(*casework.Written) reply {
		return reply{To: slotPath(v, it), Notice: page.Notice{Text: text.Saved(false, []string{name})}}
	}
	// The bytes differ each time by the moment in them; the form is what happens once.
	done, err := a.Cases.AddDocument(r.Context(), a.actor(r), v.ID, casework.Upload{Kind: f.kind, Name: name, Blob: blob},
		casework.Options{Once: s.in.once(r, "", answer)})
	if err != nil {
		return err
	}
	if err := letter.Discard(); err != nil {
		// The document is in; the pages go with the next sweep.
		a.Log.WarnContext(r.Context(), "photographs stay until they are old", "error", err)
	}
	return a.finish(w, r, done, answer)
}
