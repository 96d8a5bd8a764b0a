package web

import "net/http"

// papers are the pages of what comes out of the record: everybody reads the list, parties
// issue while work goes on (here a kind that there is not), and a paper that there is not is
// not found by anybody. Whose each kind is, is asked of the use cases (TestPapersRefused).
func (k *asking) papers() {
	k.add(http.MethodGet, "/naskah", "", nil, ok)
	if k.open() && k.stage.Number != 3 {
		return // the same everywhere
	}
	k.add(http.MethodGet, "/konsep-naskah/{kind}/{format}", "", []string{"kind", "tak-ada", "format", "pdf"}, missing)
	issue := forbidden
	switch {
	case len(k.mine) == 0:
	case k.open():
		issue = invalid
	default:
		issue = conflict
	}
	k.add(http.MethodPost, "/terbitkan/{kind}", "", []string{"kind", "tak-ada"}, issue)
	code := []string{"code", "7K4M-92QX-T3HB", "file", "pdf", "item", "bast"}
	for _, p := range []string{"", "/qr.svg", "/berkas/{file}", "/tanda-tangan"} {
		k.add(http.MethodGet, "/naskah/{code}"+p, "", code, missing)
	}
	for _, p := range []string{"/nomor", "/tarik", "/pakai/{item}", "/tanda-tangan"} {
		k.add(http.MethodPost, "/naskah/{code}"+p, "", code, missing)
	}
}
