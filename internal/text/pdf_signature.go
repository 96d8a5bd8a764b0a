package text

import (
	"fmt"
	"time"
)

// The words about electronic signatures that stand in PDFs.

// SignaturesTitle heads the signatures in a file.
func SignaturesTitle() string { return "Tanda tangan elektronik di berkas ini" }

// SignatureVerdict is the state of a signature in a word; the argument is a verdict of package pades.
func SignatureVerdict(verdict string) string {
	switch verdict {
	case "intact":
		return "Utuh"
	case "changed":
		return "Berubah"
	}
	return "Tidak terbaca"
}

// signatureReasons say why a signature is not intact, and what to do.
var signatureReasons = map[string]string{
	"content":   "Isi berkas tidak lagi sama dengan yang ditandatangani. Mintalah berkas aslinya.",
	"signature": "Tanda tangan tidak cocok dengan sertifikat pemiliknya. Mintalah berkas aslinya.",
	"later":     "Berkas diubah sesudah ditandatangani. Mintalah berkas aslinya.",
	"range":     "Tanda tangan tidak mencakup seluruh berkas, sehingga tidak membuktikan isinya.",
	"format":    "Jenis tanda tangan ini belum dapat dibaca di sini. Periksa dengan aplikasi lain.",
	"cms":       "Data tanda tangan rusak atau tidak lengkap, sehingga tidak membuktikan isinya.",
	"method":    "Cara menandatanganinya sudah tidak aman atau tidak dikenal, sehingga tidak membuktikan isinya.",
	"file":      "Tambahan sesudah tanda tangan tidak dapat dibaca. Periksa dengan aplikasi lain.",
}

// SignatureReason says why a signature is not intact; "" for one that is.
func SignatureReason(reason string) string { return signatureReasons[reason] }

// signatureIssuers say what is known of who vouches for a signer.
var signatureIssuers = map[string]string{
	"unchecked": "penerbit tidak diperiksa",
	"trusted":   "penerbit dipercaya",
	"unknown":   "penerbit tidak dikenal",
	"outdated":  "sertifikat tidak berlaku pada waktu itu",
}

// SignatureIssuer says what is known of who vouches for a signer.
func SignatureIssuer(chain, issuer string) string {
	s := signatureIssuers[chain]
	if s == "" || issuer == "" {
		return s
	}
	return s + " (" + issuer + ")"
}

// SignatureBy names who signed.
func SignatureBy(name, organization string) string {
	switch {
	case name == "":
		return "Penanda tangan tidak diketahui"
	case organization != "" && organization != name:
		return name + ", " + organization
	}
	return name
}

// SignatureStamp stands for a time stamp on a whole document.
func SignatureStamp(name string) string {
	if name == "" {
		return "Cap waktu"
	}
	return "Cap waktu oleh " + name
}

// SignatureWhen says of when a signature is; stamped says that a time stamp proves it.
func SignatureWhen(at time.Time, stamped bool) string {
	switch {
	case at.IsZero():
		return "waktu tidak disebut"
	case stamped:
		return DateTime(at) + ", menurut cap waktu"
	}
	return DateTime(at) + ", menurut penanda tangan"
}

// SignatureLater says that others signed after an intact signature.
func SignatureLater(n int) string {
	if n == 0 {
		return ""
	}
	return "Sesudahnya hanya ditambahkan tanda tangan atau cap waktu."
}

// SignaturePurpose tells what the signer wrote of why and where.
func SignaturePurpose(purpose, location string) string {
	switch {
	case purpose != "" && location != "":
		return fmt.Sprintf("Keterangan: %s; tempat: %s", purpose, location)
	case purpose != "":
		return "Keterangan: " + purpose
	case location != "":
		return "Tempat: " + location
	}
	return ""
}

// SignatureFault says why the list of a file's signatures is not whole; "" for none.
func SignatureFault(fault string) string {
	switch fault {
	case "":
		return ""
	case "encrypted":
		return "Berkas ini dikunci, sehingga tanda tangan di dalamnya tidak dapat dibaca."
	case "too-much":
		return "Berkas ini terlalu besar atau rumit untuk dibaca seluruh tanda tangannya. Periksa dengan aplikasi lain."
	case "detached":
		return "Berkas ini juga memuat tanda tangan yang tidak terpasang pada dokumennya. Tanda tangan itu tidak dihitung."
	}
	return "Berkas ini memuat tanda tangan elektronik, tetapi susunan berkasnya rusak sehingga tidak dapat dibaca. Mintalah berkas aslinya."
}

// SignaturesPending says that a file's signatures were not read yet.
func SignaturesPending() string {
	return "Tanda tangan elektronik di berkas ini belum diperiksa. Muat ulang halaman ini beberapa saat lagi."
}

// SignaturesNote says what is never checked here.
func SignaturesNote() string { return "Pencabutan sertifikat tidak diperiksa di sini." }
