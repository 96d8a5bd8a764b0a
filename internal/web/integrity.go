package web

import (
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

const integrityPath = "/admin/keutuhan"

// integrityTable is the part of the table for the integrity of all histories.
func (a *app) integrityTable() []route {
	const get, post = http.MethodGet, http.MethodPost
	return []route{
		{method: get, pattern: integrityPath, who: oversees, handle: a.showIntegrity},
		{method: get, pattern: integrityPath + "/cetak", who: oversees, handle: a.showFingerprint},
		{method: post, pattern: integrityPath + "/periksa", who: oversees, handle: a.submitIntegrityCheck},
		{method: get, pattern: "/permohonan/{id}/tanda-bukti/{seq}", who: signedIn, handle: a.downloadReceipt},
	}
}

// showIntegrity shows what the tree of all events was when it was signed last, who else knows
// it, and what the last check found.
func (a *app) showIntegrity(w http.ResponseWriter, r *http.Request) error {
	p, err := a.integrity(r)
	if err != nil {
		return err
	}
	p.Title, p.Current, p.Path = "Keutuhan riwayat", integrityPath, integrityPath
	return a.render(w, r, http.StatusOK, "integrity", p)
}

// showFingerprint is the checkpoint for the file of the office, on one sheet.
func (a *app) showFingerprint(w http.ResponseWriter, r *http.Request) error {
	p, err := a.integrity(r)
	if err != nil {
		return err
	}
	p.Title, p.Current, p.Path = "Sidik bulanan", integrityPath, integrityPath+"/cetak"
	p.Back = page.Link{Href: integrityPath, Text: "Keutuhan riwayat"}
	p.Printed = text.DateTime(a.Clock())
	return a.render(w, r, http.StatusOK, "integrity_print", p)
}

func (a *app) integrity(r *http.Request) (*page.Integrity, error) {
	head, err := a.Cases.TreeHead(r.Context())
	if err != nil {
		return nil, err
	}
	p := &page.Integrity{Check: page.IntegrityCheck{Action: integrityPath + "/periksa"}, Print: integrityPath + "/cetak"}
	if head.Size > 0 {
		p.Origin, p.Entries, p.At = head.Origin, text.Integer(head.Size), text.DateTime(head.At)
		p.Root, p.Note, p.Key = text.Fingerprint(head.Root[:]), strings.Split(strings.TrimSuffix(head.Note, "\n"), "\n"), head.Key
	}
	if head.Waiting > 0 {
		p.Waiting = text.Integer(int64(head.Waiting))
	}
	p.CatchesUp, p.Halted = head.CatchesUp, head.Halted
	for _, x := range head.Witnessed {
		p.Witnesses = append(p.Witnesses, page.IntegrityWitness{Name: x.Name, Entries: text.Integer(x.Size), At: text.DateTime(x.At)})
	}
	c, err := a.Cases.LastCheck(r.Context())
	if alur.CodeOf(err) == alur.CodeNotFound {
		return p, nil
	}
	if err != nil {
		return nil, err
	}
	names, err := a.Directory.Users(r.Context(), []string{c.By})
	p.Check.Done, p.Check.Running, p.Check.At, p.Check.By = true, c.Running, text.DateTime(c.StartedAt), spokenName(names, c.By)
	if !c.Running {
		p.Check.Broken, p.Check.What = c.Faulty > 0, c.Bad
		p.Check.Result = text.TreeCheckDone(c.Events, c.Requests, c.FinishedAt.Sub(c.StartedAt))
		if c.FinishedAt.Before(c.StartedAt) { // its server ended under it
			p.Check.Done = false
		}
	}
	return p, err
}

// submitIntegrityCheck begins a check of everything, which goes on behind the page.
func (a *app) submitIntegrityCheck(w http.ResponseWriter, r *http.Request) error {
	err := a.Cases.StartCheck(r.Context(), a.actor(r))
	switch {
	case alur.CodeOf(err) == alur.CodeConflict:
		a.notify(w, r, page.Notice{Bad: true, Text: "Pemeriksaan lain sedang berjalan. Muat ulang halaman ini sebentar lagi."})
	case err != nil:
		return err
	default:
		a.notify(w, r, page.Notice{Text: "Pemeriksaan dimulai. Muat ulang halaman ini untuk melihat hasilnya."})
	}
	redirect(w, r, integrityPath)
	return nil
}

// downloadReceipt sends what proves that an event is in the signed tree, as a text to keep.
// Who may have it is casework's to say; one that is not there yet is not found.
func (a *app) downloadReceipt(w http.ResponseWriter, r *http.Request) error {
	seq, err := strconv.ParseInt(r.PathValue("seq"), 10, 64)
	if err != nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	id := alur.RequestID(r.PathValue("id"))
	got, err := a.Cases.Receipts(r.Context(), a.actor(r), id, seq)
	if err != nil {
		return err
	}
	if len(got.Items) != 1 {
		return alur.Refuse(alur.CodeNotFound)
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="tanda-bukti-`+string(id[:8])+"-"+strconv.FormatInt(seq, 10)+`.txt"`)
	h.Set("Cache-Control", "private, no-store")
	_, err = io.Copy(w, strings.NewReader(got.Items[0].Text()))
	return err
}

// receiptPart is the receipt of the event that submitted a request, for its page; its zero
// value for those who do not see histories.
func (a *app) receiptPart(r *http.Request, v *casework.View) (page.ReceiptPart, error) {
	u := a.session(r).User
	if u.ThirdParty() {
		return page.ReceiptPart{}, nil
	}
	events, err := a.allEvents(r.Context(), r, v.ID)
	if err != nil {
		return page.ReceiptPart{}, err
	}
	recorded, err := a.Cases.Recorded(r.Context(), a.actor(r), v.ID)
	if err != nil {
		return page.ReceiptPart{}, err
	}
	for _, e := range events {
		if e.Event.Type == alur.EventActionTaken && v.State.SubmittedAt != nil && e.Event.At.Equal(*v.State.SubmittedAt) {
			if !recorded[e.Event.Seq] {
				return page.ReceiptPart{Waits: text.ReceiptWaits()}, nil
			}
			return page.ReceiptPart{Href: receiptPath(v, e.Event.Seq)}, nil
		}
	}
	return page.ReceiptPart{}, nil
}

func receiptPath(v *casework.View, seq int64) string {
	return requestPath(v, "tanda-bukti", strconv.FormatInt(seq, 10))
}
