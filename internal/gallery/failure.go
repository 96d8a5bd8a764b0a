package gallery

import (
	"strconv"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// failureExhibits say what went wrong, in the words of the real refusals.
func failureExhibits() []Exhibit {
	const name = "Halaman galat"
	var out []Exhibit
	for _, f := range []struct {
		status   int
		code     alur.Code
		kind     page.FailureKind
		incident string
	}{
		{400, alur.CodeMalformedMultipart, "", ""}, {404, alur.CodeNotFound, page.FailNotFound, ""}, {405, alur.CodeMethodNotAllowed, "", ""}, {409, alur.CodeWrongStage, page.FailConflict, ""},
		{412, alur.CodeStaleVersion, page.FailConflict, ""}, {413, alur.CodeTooLarge, "", ""}, {415, alur.CodeUnsupportedMediaType, "", ""}, {429, alur.CodeTooManyTries, "", ""},
		{500, alur.CodeInternal, page.FailOurs, "3f9a01bc"}, {503, alur.CodeOverloaded, page.FailOurs, "7bc0d214"}, {507, alur.CodeStorageFull, page.FailOurs, "90ee1a57"},
	} {
		p := &page.Failure{Base: staff("", narrow), Status: f.status, Kind: f.kind, Incident: f.incident}
		p.Title, p.Text = text.Error(alur.Refuse(f.code))
		out = append(out, Exhibit{Page: "failure", State: strconv.Itoa(f.status), Name: name, Look: strconv.Itoa(f.status) + ": " + text.LowerFirst(p.Title), Status: f.status, Content: p})
	}
	for _, door := range []struct{ id, look string }{{"admin", "403: hanya pengelola"}, {"applies", "403: hanya pemohon"}, {"inside", "403: hanya pegawai"}} {
		p := &page.Failure{Base: staff("Halaman ini bukan untuk akun Anda", narrow, inDemo), Status: 403, Kind: page.FailDoor, Door: door.id}
		out = append(out, Exhibit{Page: "failure", State: "403-" + door.id, Name: name, Look: door.look, Status: 403, Content: p})
	}
	cross := &page.Failure{Base: visitor("Kiriman ini tidak kami terima"), Status: 403, Kind: page.FailCrossOrigin}
	public := &page.Failure{Base: visitor("Halaman tidak ditemukan"), Status: 404, Kind: page.FailNotFound}
	demo := &page.Failure{Base: staff("Halaman tidak ditemukan", narrow, inDemo), Status: 404, Kind: page.FailNotFound}
	return append(out,
		Exhibit{Page: "failure", State: "403-situs-lain", Name: name, Look: "403: dari situs lain", Status: 403, Content: cross},
		Exhibit{Page: "failure", State: "404-pengunjung", Name: name, Look: "404: pengunjung", Status: 404, Content: public},
		Exhibit{Page: "failure", State: "404-peragaan", Name: name, Look: "404: peragaan", Status: 404, Content: demo},
	)
}
