package gallery

import (
	"time"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/pades"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/form"
	"github.com/alur-id/alur/internal/web/page"
)

// signing is when the invented signatures were made: Monday, 7 December 2026, 13.40 WIB.
var signing = time.Date(2026, time.December, 7, 6, 40, 0, 0, time.UTC)

const certifier = "Balai Sertifikasi Contoh"

func signedBy(name string, v pades.Verdict, why pades.Reason, change ...func(*pades.Signature)) pades.Signature {
	s := pades.Signature{Verdict: v, Reason: why, Signer: name, Organization: "Pemerintah Kota Salatiga", Issuer: certifier, Chain: pades.Unchecked, Claimed: signing}
	for _, fn := range change {
		fn(&s)
	}
	return s
}

// readings are what files may say of their signatures.
func readings() []casework.SignatureReading {
	stamped := func(s *pades.Signature) {
		s.Stamped, s.StampedChain, s.Chain, s.Later = signing.Add(time.Minute), pades.Trusted, pades.Trusted, 1
		s.Purpose, s.Location = "Menyetujui isi berita acara", "Salatiga"
	}
	stamp := signedBy("Jam Contoh", pades.Intact, "", func(s *pades.Signature) { s.Stamp, s.Organization, s.Stamped = true, "", signing.Add(time.Hour) })
	of := func(fault pades.Fault, list ...pades.Signature) casework.SignatureReading {
		return casework.SignatureReading{Report: pades.Report{Signatures: list, Fault: fault}}
	}
	return []casework.SignatureReading{
		of("", signedBy(endang, pades.Intact, "")),
		of("", signedBy(endang, pades.Intact, "", stamped), stamp),
		of("", signedBy(endang, pades.Changed, pades.ChangedLater), signedBy(endang, pades.Unreadable, pades.BadRange)),
		of(pades.Broken),
		of(pades.Detached, signedBy(endang, pades.Intact, "", func(s *pades.Signature) { s.Chain = pades.Outdated })),
		{Pending: true},
	}
}

// signedDocs are documents with every kind of signature.
func signedDocs(h page.RequestHead) *page.RequestDocs {
	p := &page.RequestDocs{Base: below("Dokumen"), Head: h, Path: at + "/dokumen"}
	group := page.DocGroup{Title: "Serah terima"}
	for _, r := range readings() {
		d := document("Berita acara serah terima (BAST)", "bast-antrean-bertanda-tangan.pdf")
		d.Signs = form.Signs(r)
		group.Docs = append(group.Docs, d)
	}
	p.Groups = []page.DocGroup{group}
	return p
}

func signedView(d page.Doc) page.Viewer {
	v := viewed(d)
	v.Signs = form.Signs(readings()[0])
	return v
}

// signatureExhibits are papers with signatures, and where they are signed.
func signatureExhibits() []Exhibit {
	const code, one, sign = "A7KF-M9QW-2XEH", "Satu naskah", "Menandatangani naskah"
	const path = at + "/naskah/" + code
	name := text.PaperName("bast")
	facts := []page.AnswerPart{{Key: "Nomor", Value: "000.8.3/1234/203"}, {Key: "Kode naskah", Value: code}}
	files := []page.Link{{Href: path + "/berkas/pdf", Text: "Unduh PDF yang diterbitkan", Icon: "unduh"}}
	both := append(files[:1:1], page.Link{Href: path + "/berkas/signed", Text: "Unduh PDF bertanda tangan", Icon: "tanda"})
	paper := func(signed *page.SignedFile) *page.RequestPaper {
		return &page.RequestPaper{
			Base: below(name), Head: head("Swakelola", "/naskah"), Name: name, State: page.Tag{Kind: "selesai", Icon: "selesai", Text: "Berlaku"},
			Facts: facts, Files: both, QR: path + "/qr.svg", Address: "https://alur.example.go.id/cek-dokumen/" + code, Signed: signed,
			Sign: &page.Link{Href: path + "/tanda-tangan", Text: text.ESignButton(), Icon: "tanda"},
		}
	}
	signing := func(change ...func(*page.Base)) *page.RequestPaperSign {
		p := &page.RequestPaperSign{
			Base: below(name, append([]func(*page.Base){back(path, name)}, change...)...), Head: head("Swakelola", "/naskah"), Name: name, Files: files, Facts: facts, SHA256: fingerprint,
			Form: post("naskah/"+code+"/tanda-tangan", "Tanda tangani", "tombol"),
		}
		proof := password()
		p.Fields = []page.Field{
			proof,
			{ID: "kata-sandi-nik", Label: "NIK", Hint: "16 angka, seperti yang terdaftar di BSrE", InputMode: "numeric", Autocomplete: "off", Width: "m"},
			{ID: "kata-sandi-frasa", Label: "Frasa sandi sertifikat elektronik", Type: "password", Autocomplete: "off", Width: "m"},
		}
		for i := range p.Fields {
			p.Fields[i].Fault = p.Fault(p.Fields[i].ID)
		}
		return p
	}
	wrong, _ := text.ESignFault("passphrase")
	down, _ := text.ESignFault("down")
	second := signing()
	second.Files, second.Signed, second.Behalf = both, &page.SignedFile{Signs: form.Signs(readings()[0])}, "Anda bertindak a.n. "+endang+" (Plh)."
	return []Exhibit{
		{Page: "request_paper", State: "bertanda-tangan", Name: one, Look: "dengan tanda tangan elektronik", Content: paper(&page.SignedFile{Signs: form.Signs(readings()[1])})},
		{Page: "request_paper", State: "lain", Name: one, Look: "berkas bertanda tangan yang isinya lain", Content: paper(&page.SignedFile{Signs: form.Signs(readings()[0]), Other: text.PaperOther(true)})},
		{Page: "request_paper", State: "pindai", Name: one, Look: "hasil pindai tanpa tanda tangan elektronik", Content: paper(&page.SignedFile{None: text.PaperUnsigned(), Other: text.PaperOther(false)})},
		{Page: "request_paper_sign", Name: sign, Look: "dengan sertifikat elektronik", Content: signing()},
		{Page: "request_paper_sign", State: "kedua", Name: sign, Look: "setelah orang lain, sebagai pengganti", Content: second},
		{Page: "request_paper_sign", State: "salah", Name: sign, Look: "frasa sandi keliru", Content: signing(faults(page.Fault{Field: "kata-sandi-nik", Text: text.ESignNIK()}, page.Fault{Field: "kata-sandi-frasa", Text: wrong}))},
		{Page: "request_paper_sign", State: "gagal", Name: sign, Look: "layanan tidak menjawab", Content: signing(faults(page.Fault{Text: down}))},
	}
}
