package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
)

// asking collects the calls that are made as one user in one stage.
type asking struct {
	x     *pageMatrix
	v     *casework.View // as the head sees it
	stage *flow.Stage
	user  string
	mine  []alur.PartyID
	calls []call
}

func (k *asking) is(p alur.PartyID) bool { return slices.Contains(k.mine, p) }

// oversees reports whether the user only reads, everything.
func (k *asking) oversees() bool { return k.user == "auditor" || k.user == "admin" }

// open reports whether work goes on.
func (k *asking) open() bool { return k.x.state == "open" }

// add asks an address below the request; fills are names and values in turn.
func (k *asking) add(method, pattern, body string, fills []string, want ...int) *call {
	path := strings.ReplaceAll("/permohonan/{id}"+pattern, "{id}", string(k.x.id))
	for i := 0; i+1 < len(fills); i += 2 {
		path = strings.ReplaceAll(path, "{"+fills[i]+"}", fills[i+1])
	}
	k.calls = append(k.calls, call{method: method, pattern: "/permohonan/{id}" + pattern, path: path, body: body, want: want})
	return &k.calls[len(k.calls)-1]
}

// either is one of two statuses.
func either(is bool, then, otherwise int) int {
	if is {
		return then
	}
	return otherwise
}

const (
	ok        = http.StatusOK
	moved     = http.StatusSeeOther // to the request itself, mostly: there is nothing to do here for this reader
	forbidden = http.StatusForbidden
	missing   = http.StatusNotFound
	conflict  = http.StatusConflict
	stale     = http.StatusPreconditionFailed
	invalid   = http.StatusUnprocessableEntity
)

// below are the calls that are made as a user in the stage that the request is in, with
// what flows.md says that they get who see the request.
func (x *pageMatrix) below(user string, v *casework.View) []call {
	k := &asking{x: x, v: v, stage: v.Stage, user: user, mine: x.parties(user, v.Stage)}
	k.readings()
	k.filling()
	k.moving()
	k.meetings()
	k.documents()
	k.findings()
	k.tasks()
	k.papers()
	return k.calls
}

// readings are the pages that show how things stand.
func (k *asking) readings() {
	for _, p := range []string{"", "/dokumen", "/temuan", "/tim", "/pesan"} {
		k.add(http.MethodGet, p, "", nil, ok)
	}
	k.add(http.MethodGet, "/tahap/{stage}", "", []string{"stage", string(k.stage.ID)}, ok)
	k.add(http.MethodGet, "/tahap/{stage}", "", []string{"stage", "tak-ada"}, missing)
	// The third party reads no history: it names what is not its own.
	k.add(http.MethodGet, "/riwayat", "", nil, either(k.user == "vendor", forbidden, ok))
	k.add(http.MethodGet, "/riwayat/keutuhan", "", nil, either(k.oversees(), ok, forbidden))
	k.add(http.MethodGet, "/riwayat/berkas-bukti", "", nil, either(k.user == "vendor", forbidden, ok))
	// Nothing is in the tree here, so who may have a receipt is told that there is none.
	k.add(http.MethodGet, "/tanda-bukti/{seq}", "", []string{"seq", "1"}, either(k.user == "vendor", forbidden, missing))
	for _, report := range []string{"/kepatuhan", "/kepatuhan/unduh.pdf", "/kepatuhan/unduh.xlsx"} {
		k.add(http.MethodGet, report, "", nil, either(k.user == "vendor", forbidden, ok))
	}
	drafting := k.is("pemohon") && k.stage.Number == 1 && k.open()
	k.add(http.MethodGet, "/isi/{section}", "", []string{"section", "surat"}, either(drafting, ok, moved))
	k.add(http.MethodGet, "/periksa", "", nil, either(drafting, ok, moved))
	k.add(http.MethodGet, "/terkirim", "", nil, either(k.stage.Number > 1, ok, moved))
	if k.stage.Number > 4 {
		file := casework.MeetingID(k.x.id, "presentasi", "jadwal") + ".ics"
		k.calls = append(k.calls, call{method: http.MethodGet, pattern: "/agenda/{file}", path: "/agenda/" + file, want: []int{ok}, about: true})
	}
	// Everybody who sees a request may write a message, but auditors.
	k.add(http.MethodPost, "/pesan", "", nil, either(k.user == "auditor", forbidden, invalid))
}

// filling are the items of the stage: only their owner changes them, while it is open. Others
// send what would be taken; the owner what is too long.
func (k *asking) filling() {
	at := strconv.FormatInt(k.v.Version, 10)
	for _, it := range k.stage.Items {
		if it.Kind != flow.KindText && it.Kind != flow.KindLongText {
			continue
		}
		owner := k.is(it.Owner)
		value := "Diubah"
		if owner && k.open() {
			value = strings.Repeat("x", 20_001)
		}
		body := formOf(hiddenStage, string(k.stage.ID), hiddenVersion, at, hiddenItem, string(it.ID), string(it.ID), value)
		want := []int{either(owner && k.open(), invalid, conflict)}
		if !owner {
			want = []int{forbidden, conflict}
		}
		k.add(http.MethodPost, "/isian", body, nil, want...)
		k.add(http.MethodPost, "/isi/{section}", body, []string{"section", "surat"}, want...)
		k.add(http.MethodPost, "/simpan", body, nil, ok, forbidden, conflict).json = true
		break // one of a stage is like the other
	}
	if !slices.ContainsFunc(k.stage.Items, func(it *flow.Item) bool { return it.Kind == flow.KindText || it.Kind == flow.KindLongText }) {
		// An item of the first stage, which is nobody's any more.
		body := formOf(hiddenStage, "surat-permohonan", hiddenVersion, at, hiddenItem, "judul", "judul", "Diubah")
		k.add(http.MethodPost, "/isian", body, nil, forbidden, conflict)
	}
}

// moving are the actions, signatures and verdicts.
func (k *asking) moving() {
	for _, a := range k.stage.Actions {
		mine := slices.ContainsFunc(a.Parties, k.is)
		going := k.open() && a.ID != "lanjutkan"
		if k.x.state == "paused" {
			going = slices.Contains([]alur.ActionID{"lanjutkan", "tarik", "hentikan"}, a.ID)
		}
		fill := []string{"action", string(a.ID)}
		shown := mine && (k.x.state == "paused" && !a.Pauses || k.open() && !a.Resumes)
		get := either(shown && (!a.Registers || k.stage.Number > 1), ok, moved)
		k.add(http.MethodGet, "/tindakan/{action}", "", fill, get)
		want := []int{forbidden}
		if mine {
			want = []int{conflict}
			if going {
				// The version is another: whoever may is told so, whatever else is wrong.
				want = []int{stale, invalid, conflict}
			}
		}
		k.add(http.MethodPost, "/tindakan/{action}", formOf(hiddenStage, string(k.stage.ID), hiddenVersion, "999999", "alasan", "x"), fill, want...)
	}
	k.add(http.MethodGet, "/tindakan/{action}", "", []string{"action", "tak-ada"}, missing)
	deciding := k.is("kepala-kominfo") && k.stage.ID == "tindak-lanjut" && k.open()
	k.add(http.MethodGet, "/keputusan", "", nil, either(deciding, ok, moved))
	k.add(http.MethodPost, "/keputusan", "", nil, either(deciding, invalid, conflict))
	for _, it := range k.stage.Items {
		if it.Kind == flow.KindSignature {
			fill := []string{"item", string(it.ID)}
			k.add(http.MethodGet, "/tanda-tangan/{item}", "", fill, ok)
			want := forbidden
			if k.is(it.Owner) {
				want = either(k.open(), invalid, conflict)
			}
			k.add(http.MethodPost, "/tanda-tangan/{item}", formOf(fieldPassword, ""), fill, want)
		}
	}
	k.add(http.MethodGet, "/tanda-tangan/{item}", "", []string{"item", "tak-ada"}, moved)
	// A verdict that would be taken, of those who review nothing; the reviewer forgets the note.
	if len(k.v.Documents) > 0 {
		doc := string(k.v.Documents[0].ID)
		verdict, want := flow.Accepted, conflict
		if k.is("kominfo") {
			verdict = flow.Rejected
			want = either(k.stage.Review != nil && k.open(), invalid, conflict)
		}
		k.add(http.MethodPost, "/telaah", formOf(reviewVerdict+doc, verdict), nil, want)
	}
}

// meetings are the times of the meetings of the stage.
func (k *asking) meetings() {
	for _, it := range k.stage.Items {
		if it.Kind != flow.KindMeeting {
			continue
		}
		owner := k.is(it.Owner) && k.open()
		fill := []string{"item", string(it.ID)}
		k.add(http.MethodGet, "/pertemuan/{item}", "", fill, ok)
		k.add(http.MethodGet, "/pertemuan/{item}/usul", "", fill, either(owner, ok, moved))
		refused := []int{forbidden}
		if !k.open() {
			refused = []int{forbidden, conflict}
		}
		own := func(status int) []int {
			if owner {
				return []int{status}
			}
			return refused
		}
		k.add(http.MethodPost, "/pertemuan/{item}/usul", "", fill, own(invalid)...)
		k.add(http.MethodPost, "/pertemuan/{item}/tutup", "", fill, own(moved)...)
		slot := fieldSlot + "=" + strconv.FormatInt(k.x.clock.Now().Unix(), 10)
		if owner {
			slot = ""
		}
		k.add(http.MethodPost, "/pertemuan/{item}/pilih", slot, fill, append(own(conflict), conflict)...)
		answer := []int{conflict}
		if k.oversees() || !k.open() {
			answer = []int{forbidden, conflict}
		}
		k.add(http.MethodPost, "/pertemuan/{item}/jawab", "", fill, answer...)
		k.gathering(it, fill)
	}
	k.add(http.MethodGet, "/pertemuan/{item}", "", []string{"item", "tak-ada"}, missing)
}

// gathering is who comes to a meeting and who was there: read by all who see the request
// once it has a time, led by those whose meeting it is.
func (k *asking) gathering(it *flow.Item, fill []string) {
	there := k.v.State.Value(k.stage.ID, it.ID) != nil
	read, lead := []int{missing}, []int{missing}
	if there {
		read, lead = []int{ok}, []int{either(k.is(it.Owner), ok, forbidden)}
		if k.is(it.Owner) { // at another time
			lead = []int{ok, conflict}
		}
	}
	k.add(http.MethodGet, "/pertemuan/{item}/hadir", "", fill, read...)
	k.add(http.MethodGet, "/pertemuan/{item}/layar", "", fill, lead...)
	k.add(http.MethodGet, "/pertemuan/{item}/layar/kode.svg", "", fill, lead...)
	answer, minutes := []int{missing}, []int{missing}
	if there {
		answer = []int{invalid, forbidden, conflict} // attendees before it, others, and afterwards
		minutes = []int{missing, forbidden, conflict, invalid}
		if k.is(it.Owner) {
			minutes = append(minutes, moved)
		}
	}
	k.add(http.MethodPost, "/pertemuan/{item}/hadir", formOf(fieldComing, "entah"), fill, answer...)
	k.add(http.MethodPost, "/pertemuan/{item}/notulen", "", fill, minutes...)
}

// documents are the files: read by all who see the request but what is confidential, and
// given by the owner of the slot.
func (k *asking) documents() {
	plain, confidential := false, false
	for _, d := range k.v.Documents {
		it := k.x.item(d.Kind)
		hidden := it != nil && it.Confidential
		if hidden && confidential || !hidden && plain {
			continue // one of each
		}
		confidential, plain = confidential || hidden, plain || !hidden
		want := either(hidden && k.user == "vendor", missing, ok)
		fill := []string{"doc", string(d.ID), "page", "x"}
		k.add(http.MethodGet, "/dokumen/{doc}/unduh", "", fill, want)
		k.add(http.MethodGet, "/dokumen/{doc}/pratinjau", "", fill, want)
		k.add(http.MethodGet, "/dokumen/{doc}/halaman/{page}", "", fill, missing) // it has no page x; nobody gets another's
		want = either(hidden && k.user == "vendor", missing, conflict)
		gone := []int{want, forbidden}
		k.add(http.MethodGet, "/dokumen/{doc}/hapus", "", fill, gone...)
		k.add(http.MethodPost, "/dokumen/{doc}/hapus", "", fill, gone...)
	}
	for _, p := range []string{"/unduh", "/pratinjau", "/halaman/1", "/hapus"} {
		k.add(http.MethodGet, "/dokumen/{doc}"+strings.Replace(p, "/1", "/{page}", 1), "", []string{"doc", "0123456789abcdef0123456789abcdef", "page", "1"}, missing)
	}
	slots := 0
	for _, it := range k.stage.Items {
		if it.Kind != flow.KindDocument || slots == 2 {
			continue
		}
		slots++
		owner := k.is(it.Owner)
		fill := []string{"item", string(it.ID), "page", "tak-ada"}
		give := func(method, pattern string, taken int, c ...string) {
			want := []int{forbidden}
			switch {
			case owner && k.open():
				want = []int{taken}
			case owner:
				want = []int{conflict}
			case it.Confidential && k.user == "vendor":
				want = []int{missing}
			}
			k.add(method, pattern, "", fill, want...).header = c
		}
		give(http.MethodGet, "/foto/{item}", ok)
		give(http.MethodGet, "/foto/{item}/halaman/{page}", missing)
		give(http.MethodPost, "/foto/{item}", invalid)
		give(http.MethodPost, "/foto/{item}/ubah", moved)
		give(http.MethodPost, "/foto/{item}/satukan", moved)
		give(http.MethodGet, "/pilih/{item}", ok)
		give(http.MethodPost, "/pilih/{item}", invalid)
		// Without the header of the protocol: who may not give is told so first.
		give(http.MethodPost, "/foto/{item}/unggahan", stale)
		give(http.MethodPost, "/unggahan/{item}", stale)
	}
}

// findings are what the testers report and the builders fix.
func (k *asking) findings() {
	builds := k.is("tim-pengembang") || k.is("pihak-ketiga")
	want := []int{forbidden}
	if k.is("tim-penguji") {
		want = []int{either(k.stage.ID == "pengujian" && k.open(), invalid, conflict)}
	}
	k.add(http.MethodPost, "/temuan", "", nil, want...)
	fill := []string{"number", "1"}
	if len(k.v.State.Findings) == 0 {
		for _, p := range []string{"/temuan/{number}", "/temuan/{number}/gambar"} {
			k.add(http.MethodPost, p, "", fill, missing)
		}
		k.add(http.MethodGet, "/temuan/{number}", "", fill, missing)
		return
	}
	k.add(http.MethodGet, "/temuan/{number}", "", fill, ok)
	// The page asks for what is missing before it asks whose it is; what is whole goes to the rules.
	k.add(http.MethodPost, "/temuan/{number}/gambar", "", fill, invalid)
	change := []int{forbidden}
	if k.is("tim-penguji") || builds {
		change = []int{conflict, invalid, forbidden}
	}
	k.add(http.MethodPost, "/temuan/{number}", formOf(findingStatus, "__"), fill, change...)
}

// tasks is who is at it. Each call is sent as one that comes too late.
func (k *asking) tasks() {
	waits := k.open() && slices.ContainsFunc(k.v.Waiting, func(w flow.Waiting) bool { return k.is(w.Party) })
	k.add(http.MethodGet, "/serahkan", "", nil, either(waits, ok, moved))
	k.add(http.MethodPost, "/serahkan", "", nil, either(waits, invalid, moved))
	for _, p := range []string{"/ambil", "/lepas"} {
		k.add(http.MethodPost, p, formOf(hiddenFrom, "x"), nil, either(k.oversees(), forbidden, moved))
	}
}

// item finds an item of the flow.
func (x *pageMatrix) item(id alur.ItemID) *flow.Item {
	for _, st := range x.plan.Stages {
		if it := st.Item(id); it != nil {
			return it
		}
	}
	return nil
}
