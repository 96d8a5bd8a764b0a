package directory

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// AgencyDetails is an organisation with what its letters bear.
type AgencyDetails struct {
	alur.Agency
	Letterhead alur.Letterhead
	// Logo is the SHA-256 of the logo, lower-case hex; "" without one.
	Logo string
}

// AgencyDetails reads an organisation, an inactive one too: not-found when it is absent.
func (d *Directory) AgencyDetails(ctx context.Context, id alur.AgencyID) (AgencyDetails, error) {
	var out AgencyDetails
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if out.Agency, err = agency(ctx, tx, id); err != nil {
			return err
		}
		if out.Letterhead, err = tx.Letterhead(ctx, id); err != nil {
			return err
		}
		out.Logo, err = tx.LogoSum(ctx, id)
		return err
	})
	return out, err
}

// SetLetterhead changes what stands above the letters of an organisation. It is for
// administrators and for the organisation's own; the caller has checked. What is odd
// about a NIP is no reason to refuse ([NIPWarning]).
//
// Refusals: not-found, invalid-data with everything that is wrong.
func (d *Directory) SetLetterhead(ctx context.Context, id alur.AgencyID, l alur.Letterhead, by By) error {
	if err := tidyLetterhead(&l).err(); err != nil {
		return err
	}
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := agency(ctx, tx, id); err != nil {
			return err
		}
		was, err := tx.Letterhead(ctx, id)
		if err != nil || was == l {
			return err
		}
		if err := tx.PutLetterhead(ctx, id, l); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityAgencyChanged, "", string(id)+" letterhead"))
	})
}

// CheckLetterhead refuses what [Directory.SetLetterhead] would: invalid-data.
func CheckLetterhead(l alur.Letterhead) error { return tidyLetterhead(&l).err() }

// tidyLetterhead trims the parts and notes what is wrong. Each is one line.
func tidyLetterhead(l *alur.Letterhead) faults {
	var wrong faults
	for _, part := range []struct {
		field string
		value *string
	}{
		{"government", &l.Government}, {"name_line", &l.NameLine}, {"address", &l.Address}, {"phone", &l.Phone}, {"fax", &l.Fax},
		{"email", &l.Email}, {"web", &l.Web}, {"city", &l.City}, {"head_title", &l.HeadTitle}, {"head_name", &l.HeadName}, {"head_nip", &l.HeadNIP},
	} {
		*part.value = strings.Join(strings.Fields(*part.value), " ")
		switch v := *part.value; {
		case utf8.RuneCountInString(v) > maxName:
			wrong.add(part.field, "too-long")
		case !utf8.ValidString(v) || strings.ContainsFunc(v, unicode.IsControl):
			wrong.add(part.field, "bad-characters")
		}
	}
	if l.Email = strings.ToLower(l.Email); l.Email != "" && !validEmail(l.Email) {
		wrong.add("email", "bad-characters")
	}
	l.HeadNIP = strings.ReplaceAll(l.HeadNIP, " ", "")
	return wrong
}

// Logo is the logo of an organisation as it is kept: a PNG that photo.Logo drew.
type Logo struct {
	PNG           []byte
	Width, Height int    // pixels
	SHA256        string // lower-case hex; only read
}

// Logo reads a logo: not-found without one.
func (d *Directory) Logo(ctx context.Context, id alur.AgencyID) (Logo, error) {
	var out Logo
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.Logo(ctx, id)
		out = Logo{PNG: row.PNG, Width: row.Width, Height: row.Height, SHA256: row.SHA256}
		return err
	})
	return out, err
}

// SetLogo gives an organisation another logo, which the caller has drawn anew; one
// without bytes takes it away. For whom [Directory.SetLetterhead] is.
//
// Refusals: not-found.
func (d *Directory) SetLogo(ctx context.Context, id alur.AgencyID, l Logo, by By) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		if _, err := agency(ctx, tx, id); err != nil {
			return err
		}
		detail := string(id) + " logo"
		if len(l.PNG) == 0 {
			if err := tx.DeleteLogo(ctx, id); err != nil {
				return err
			}
			return d.record(ctx, tx, by.event(SecurityAgencyChanged, "", detail))
		}
		sum := sha256.Sum256(l.PNG)
		row := store.LogoRow{SHA256: hex.EncodeToString(sum[:]), Width: l.Width, Height: l.Height, PNG: l.PNG}
		if err := tx.PutLogo(ctx, id, row); err != nil {
			return err
		}
		return d.record(ctx, tx, by.event(SecurityAgencyChanged, "", detail))
	})
}
