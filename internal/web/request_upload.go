package web

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/photo"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/upload"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// Files may come in pieces (tus 1.0), for lines that break: an upload begins at its
// slot, continues at an address of its own, and is named by the form that it belongs
// to, where it takes the place of the file itself. Scripts do this (static/unggah.js).

// uploadBase is below what an upload continues, by its id.
const uploadBase = "/unggahan/"

// slotUpload is where the upload of a document begins, beside its slot.
const slotUpload = "unggahan"

// What uploads are for.
const (
	forDocument = "dokumen"
	forPhoto    = "foto"
)

// hiddenUpload begins the name of a value with the id of an upload; the name of the
// control whose file it is follows.
const hiddenUpload = "_unggahan."

// uploadPath is where the upload for a slot begins.
func uploadPath(v *casework.View, item string) string { return requestPath(v, slotUpload, item) }

// submitUpload begins the upload of a document: for whoever may add it now.
func (a *app) submitUpload(w http.ResponseWriter, r *http.Request) error {
	id, item := alur.RequestID(r.PathValue("id")), r.PathValue("item")
	err := a.Cases.CheckUpload(r.Context(), a.actor(r), id, item)
	if err == nil {
		err = a.Cases.CheckQuota(r.Context(), a.actor(r), id, "", 1) // before it travels; how large it is counts at its end
	}
	if err != nil {
		return a.refuseUpload(w, err)
	}
	return a.beginUpload(w, r, upload.Slot{Purpose: forDocument, Request: string(id), Item: item})
}

// submitPhotoUpload begins the upload of a photographed page.
func (a *app) submitPhotoUpload(w http.ResponseWriter, r *http.Request) error {
	v, it, err := a.photoSlot(r)
	if err != nil {
		return a.refuseUpload(w, err)
	}
	return a.beginUpload(w, r, upload.Slot{Purpose: forPhoto, Request: string(v.ID), Item: string(it.ID)})
}

func (a *app) beginUpload(w http.ResponseWriter, r *http.Request, slot upload.Slot) error {
	err := a.Uploads.Create(w, r, uploadBase, a.session(r).User.Username, slot)
	if e := asRefusal(err); err != nil && e.Field == upload.FieldQuota {
		writeJSON(w, statusOf(e.Code), autosaved{Faults: []autosaveFault{{Text: text.UploadQuota()}}})
		return nil
	}
	return err
}

// refuseUpload says why an upload may not begin, as the form would say it beside the slot.
func (a *app) refuseUpload(w http.ResponseWriter, err error) error {
	e := asRefusal(err)
	if status := statusOf(e.Code); status == http.StatusUnprocessableEntity {
		writeJSON(w, status, autosaved{Faults: []autosaveFault{{Text: a.fileSentence(err, "", nil)}}})
		return nil
	}
	return err
}

// uploadOffset says how much of an upload has arrived; appendUpload takes in more of
// it; deleteUpload throws it away. All three are its owner's alone.
func (a *app) uploadOffset(w http.ResponseWriter, r *http.Request) error {
	return a.Uploads.Head(w, r, a.session(r).User.Username, r.PathValue("upload"))
}

func (a *app) appendUpload(w http.ResponseWriter, r *http.Request) error {
	return a.Uploads.Append(w, r, a.session(r).User.Username, r.PathValue("upload"))
}

func (a *app) deleteUpload(w http.ResponseWriter, r *http.Request) error {
	return a.Uploads.Delete(w, r, a.session(r).User.Username, r.PathValue("upload"))
}

// uploadOf finds an upload of the visitor for a slot: not-found for one of another slot.
func (a *app) uploadOf(r *http.Request, slot upload.Slot, id string) (*upload.Upload, error) {
	u, err := a.Uploads.Get(a.session(r).User.Username, id)
	if err == nil && u.Slot != slot {
		err = alur.Refuse(alur.CodeNotFound)
	}
	return u, err
}

// takeUploads takes in the files that the form names by their uploads.
func (a *app) takeUploads(r *http.Request, id alur.RequestID, in *posted) (*posted, error) {
	for _, name := range slices.Sorted(maps.Keys(in.values)) {
		kind, ok := strings.CutPrefix(name, hiddenUpload+form.FilePrefix)
		if !ok {
			continue
		}
		ids := in.values[name]
		for _, u := range ids[:min(len(ids), maxUploads)] {
			f, err := a.takeUpload(r, id, kind, u)
			if err != nil {
				return nil, err
			}
			in.files = append(in.files, f)
		}
	}
	return in, nil
}

// maxUploads is how many uploads a form may name for one slot.
const maxUploads = 32

// takeUpload takes in the bytes of one upload, just as if the form had carried them.
// One that was taken over before is what it was then.
func (a *app) takeUpload(r *http.Request, id alur.RequestID, kind, name string) (postedFile, error) {
	slot := upload.Slot{Purpose: forDocument, Request: string(id), Item: kind}
	f := postedFile{kind: kind}
	for range 2 { // the same form, sent twice at once, may be faster in between
		u, err := a.uploadOf(r, slot, name)
		if alur.CodeOf(err) == alur.CodeNotFound {
			break
		}
		if err != nil {
			return f, err
		}
		f.upload, f.name = u, u.Name
		if u.Result != nil {
			if err := json.Unmarshal(u.Result, &f.blob); err != nil {
				return f, fmt.Errorf("read taken upload: %w", err)
			}
			return f, nil
		}
		content, err := u.Open()
		switch alur.CodeOf(err) {
		case "":
		case alur.CodeNotFound:
			continue
		case alur.CodeConflict:
			f.fault = text.UploadUnfinished(u.Name)
			return f, nil
		default:
			return f, err
		}
		taken, err := a.receiveBytes(r, id, f, content)
		_ = content.Close() // it was only read
		if err == nil && taken.fault != "" {
			a.settle(r, taken, false)
		}
		return taken, err
	}
	f.upload, f.fault = nil, text.UploadGone()
	return f, nil
}

// settle ends the upload of a file that is safe now, or that will never be taken.
func (a *app) settle(r *http.Request, f postedFile, kept bool) {
	if f.upload == nil {
		return
	}
	var err error
	if kept {
		b, _ := json.Marshal(f.blob) // a struct of strings and a number always marshals
		err = a.Uploads.Settle(f.upload, b)
	} else {
		err = a.Uploads.Discard(f.upload)
	}
	if err != nil {
		// What was written stands; the bytes go with the next sweep.
		a.Log.WarnContext(r.Context(), "an upload stays until it is old", "error", err)
	}
}

// onceFor makes the adding of one file of a form happen once: by its upload, however
// often and in whatever form that is named, or else by the form.
func (p *posted) onceFor(r *http.Request, part string, f postedFile) *casework.Once {
	answer := func(*casework.Written) reply { return reply{} }
	if f.upload == nil {
		return p.once(r, part, answer)
	}
	sum := sha256.Sum256([]byte("unggahan " + f.upload.ID))
	return keyed("unggahan "+f.upload.ID, hex.EncodeToString(sum[:]), answer)
}

// submitPhotoUploads takes in photographs that came in pieces as further pages. One that
// cannot be taken does not cost the others; one that was sent twice is one page.
func (a *app) submitPhotoUploads(w http.ResponseWriter, r *http.Request, v *casework.View, it *flow.Item) error {
	if err := parseForm(r); err != nil {
		return err
	}
	slot := upload.Slot{Purpose: forPhoto, Request: string(v.ID), Item: string(it.ID)}
	var faults []page.Fault
	ids := r.PostForm[hiddenUpload+fieldPhoto]
	for _, id := range ids[:min(len(ids), maxUploads)] {
		sentence, err := a.addPhotoUpload(r, a.letterOf(r, v, it), slot, id)
		if err != nil {
			return err
		}
		if sentence != "" {
			faults = append(faults, page.Fault{Field: fieldPhoto, Text: sentence})
		}
	}
	if len(ids) == 0 {
		faults = []page.Fault{{Field: fieldPhoto, Text: text.ChoosePhoto()}}
	}
	if len(faults) == 0 {
		redirect(w, r, requestPath(v, slotPhoto, string(it.ID))+"#halaman")
		return nil
	}
	if !wantsJSON(r) {
		return a.renderPhotos(w, r, v, it, faults)
	}
	out := autosaved{}
	for _, f := range faults {
		out.Faults = append(out.Faults, autosaveFault{Field: f.Field, Text: f.Text})
	}
	writeJSON(w, http.StatusUnprocessableEntity, out)
	return nil
}

// addPhotoUpload makes a page of one upload; sentence is what is wrong with it, or "".
func (a *app) addPhotoUpload(r *http.Request, letter *photo.Letter, slot upload.Slot, id string) (sentence string, err error) {
	u, err := a.uploadOf(r, slot, id)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return text.UploadGone(), nil
	}
	if err != nil || u.Result != nil {
		return "", err
	}
	content, err := u.Open()
	switch alur.CodeOf(err) {
	case "":
	case alur.CodeNotFound: // the same form, sent twice at once, was faster
		return "", nil
	case alur.CodeConflict:
		return text.UploadUnfinished(u.Name), nil
	default:
		return "", err
	}
	err = letter.AddAs(r.Context(), u.ID, content)
	_ = content.Close() // it was only read
	switch {
	case err == nil:
	case errors.Is(err, photo.ErrFull):
		sentence = text.TooManyPages(photo.MaxPages)
	default:
		e := asRefusal(err)
		if sentence = text.PhotoFault(e.Code, u.Name, e.Field != ""); sentence == "" {
			return "", err
		}
	}
	a.settle(r, postedFile{upload: u}, sentence == "")
	return sentence, nil
}
