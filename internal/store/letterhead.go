package store

import (
	"context"

	"github.com/alur-id/alur"
)

const letterheadColumns = `government, name_line, address, phone, fax, email, web, city, head_title, head_name, head_nip`

// Letterhead reads the letterhead of an agency; its zero value when it has none.
func (tx *Tx) Letterhead(ctx context.Context, id alur.AgencyID) (alur.Letterhead, error) {
	var l alur.Letterhead
	if !isPlain(string(id)) {
		return l, nil
	}
	err := tx.queryRow(ctx, `SELECT `+letterheadColumns+` FROM agency_letterheads WHERE agency_id = $1`, []any{string(id)},
		&l.Government, &l.NameLine, &l.Address, &l.Phone, &l.Fax, &l.Email, &l.Web, &l.City, &l.HeadTitle, &l.HeadName, &l.HeadNIP)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return alur.Letterhead{}, nil
	}
	return l, err
}

// PutLetterhead stores the letterhead of an agency, in the place of the one before.
func (tx *Tx) PutLetterhead(ctx context.Context, id alur.AgencyID, l alur.Letterhead) error {
	_, err := tx.exec(ctx, `INSERT INTO agency_letterheads (agency_id, `+letterheadColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (agency_id) DO UPDATE SET government = excluded.government, name_line = excluded.name_line, address = excluded.address,
			phone = excluded.phone, fax = excluded.fax, email = excluded.email, web = excluded.web, city = excluded.city,
			head_title = excluded.head_title, head_name = excluded.head_name, head_nip = excluded.head_nip`,
		string(id), l.Government, l.NameLine, l.Address, l.Phone, l.Fax, l.Email, l.Web, l.City, l.HeadTitle, l.HeadName, l.HeadNIP)
	return err
}

// LogoRow is the logo of an agency.
type LogoRow struct {
	SHA256        string // lower-case hex, of PNG
	Width, Height int    // pixels
	PNG           []byte
}

// Logo reads the logo of an agency: not-found when it has none.
func (tx *Tx) Logo(ctx context.Context, id alur.AgencyID) (LogoRow, error) {
	var l LogoRow
	if !isPlain(string(id)) {
		return l, alur.Refuse(alur.CodeNotFound)
	}
	err := tx.queryRow(ctx, `SELECT sha256, width, height, png FROM agency_logos WHERE agency_id = $1`, []any{string(id)}, &l.SHA256, &l.Width, &l.Height, &l.PNG)
	return l, err
}

// LogoSum reads the hash of the logo of an agency: "" when it has none.
func (tx *Tx) LogoSum(ctx context.Context, id alur.AgencyID) (string, error) {
	if !isPlain(string(id)) {
		return "", nil
	}
	var sum string
	err := tx.queryRow(ctx, `SELECT sha256 FROM agency_logos WHERE agency_id = $1`, []any{string(id)}, &sum)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return "", nil
	}
	return sum, err
}

// PutLogo stores the logo of an agency, in the place of the one before.
func (tx *Tx) PutLogo(ctx context.Context, id alur.AgencyID, l LogoRow) error {
	_, err := tx.exec(ctx, `INSERT INTO agency_logos (agency_id, sha256, width, height, png) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (agency_id) DO UPDATE SET sha256 = excluded.sha256, width = excluded.width, height = excluded.height, png = excluded.png`,
		string(id), l.SHA256, l.Width, l.Height, blob(l.PNG))
	return err
}

// DeleteLogo takes the logo of an agency away; one that is absent is gone already.
func (tx *Tx) DeleteLogo(ctx context.Context, id alur.AgencyID) error {
	_, err := tx.exec(ctx, `DELETE FROM agency_logos WHERE agency_id = $1`, string(id))
	return err
}
