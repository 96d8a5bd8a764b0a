package web

import (
	"strings"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/text"
)

// WitnessLetter is the letter that gives a witness a checkpoint to keep; public is the
// address that people type. The checkpoint stands in it line by line, so that the letter as
// it was saved is what `alur audit verify --witness` reads.
func WitnessLetter(to string, head *casework.TreeHead, public string) mail.Letter {
	subject, before, after := text.WitnessLetter(head.Size, head.At)
	l := mail.Letter{
		To: to, Subject: subject, Greeting: "Yth. penyimpan sidik riwayat,", Paragraphs: before, Verbatim: head.Note,
		Link: strings.TrimRight(public, "/") + integrityPath, LinkText: "Buka halaman Keutuhan riwayat", After: after,
		From: "ALUR, Dinas Komunikasi dan Informatika Kota Salatiga",
	}
	return l
}
