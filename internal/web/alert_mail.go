package web

import (
	"context"
	"strings"

	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/text"
)

// TellAlerts sends a letter about each alert of the security log that nobody was told of
// to the administrators who have an address; public is the address that people type. The
// letters go on in the background, and what becomes of them changes nothing.
func TellAlerts(ctx context.Context, people *directory.Directory, sender *mail.Sender, public string) error {
	told, err := people.TakeAlerts(ctx)
	if err != nil {
		return err
	}
	for _, t := range told {
		names, err := people.Users(ctx, []string{t.Username})
		if err != nil {
			return err
		}
		subject, paragraphs := text.SecurityLetter(string(t.Rule), spokenName(names, t.Username))
		for _, to := range t.To {
			sender.Send(mail.Letter{
				To: to.Email, Subject: subject, Greeting: "Yth. " + to.Name + ",", Paragraphs: paragraphs,
				Link: strings.TrimRight(public, "/") + securityPath, LinkText: "Buka catatan keamanan",
				After: []string{"Terjadi " + text.DateTime(t.At) + ". Tutup peringatan itu di halaman Keamanan setelah ditangani."},
				From:  "ALUR, Dinas Komunikasi dan Informatika Kota Salatiga",
			})
		}
	}
	return nil
}
