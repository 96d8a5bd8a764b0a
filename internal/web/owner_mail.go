package web

import (
	"context"
	"strings"

	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/text"
)

// TellOwners sends the letters that wait for the owners of accounts: how they get in has
// changed, by whatever way. public is the address that people type. The letters go on in the
// background, and what becomes of them changes nothing.
func TellOwners(ctx context.Context, people *directory.Directory, sender *mail.Sender, public string) error {
	for {
		letters, err := people.TakeOwnerLetters(ctx)
		if err != nil || len(letters) == 0 {
			return err
		}
		for _, l := range letters {
			names, err := people.Users(ctx, []string{l.Actor})
			if err != nil {
				return err
			}
			e := text.SecurityEntry{Kind: string(l.Kind), Detail: l.Detail}
			if l.Actor != "" {
				e.Actor = spokenName(names, l.Actor)
			}
			subject, paragraphs := text.OwnerLetter(e, l.Actor == "" && l.Address == "")
			letter := mail.Letter{
				To: l.To.Email, Subject: subject, Greeting: "Yth. " + l.To.Name + ",", Paragraphs: paragraphs,
				After: []string{"Terjadi " + text.DateTime(l.At) + " pada akun " + l.Username + "."},
				From:  "ALUR, Dinas Komunikasi dan Informatika Kota Salatiga",
			}
			if l.Kind != directory.SecurityContactChanged {
				letter.Link, letter.LinkText = strings.TrimRight(public, "/")+"/akun", "Buka halaman Akun"
			}
			sender.Send(letter)
		}
	}
}
