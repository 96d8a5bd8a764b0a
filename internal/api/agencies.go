package api

import (
	"net/http"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// agencyRoutes are the calls about one organisation. Its id is no request's, so the
// parameter has another name.
var agencyRoutes = []route{
	{
		method: http.MethodGet, path: "/agencies/{agency}", id: "get-agency", tag: "directory", access: signedIn, scope: scopeAdmin, manages: true,
		status: 200, result: AgencyDetails{},
		summary: "One organisation with its letterhead", about: "For administrators, and for the organisation's own. Not found for others.",
		codes: []alur.Code{alur.CodeNotFound, alur.CodeNotYourParty}, handle: (*call).showAgency,
	},
	{
		method: http.MethodPatch, path: "/agencies/{agency}", id: "change-agency", tag: "directory", access: signedIn, scope: scopeAdmin,
		proof: (*call).always, manages: true, body: AgencyChange{}, status: 200, result: AgencyDetails{},
		summary: "Change an organisation", about: "What is absent stays. Administrators; an organisation's own admin changes the letterhead alone.",
		codes: []alur.Code{
			alur.CodeNotFound, alur.CodeNotYourParty, alur.CodeConflict, alur.CodeInvalidData, alur.CodeOverloaded, alur.CodeStorageFull,
		},
		handle: (*call).changeAgency,
	},
}

// AgencyDetails is one organisation with what its letters bear.
type AgencyDetails struct {
	Agency
	ShortName  string         `json:"short_name"`
	Active     bool           `json:"active"`
	Confirmed  bool           `json:"confirmed" doc:"The official name is certain"`
	ValidFrom  *string        `json:"valid_from" format:"date" doc:"The first day; null when it is not known"`
	ValidUntil *string        `json:"valid_until" format:"date" doc:"The last day; afterwards it opens no new request"`
	Successor  *alur.AgencyID `json:"successor" doc:"The organisation that took over"`
	Letterhead Letterhead     `json:"letterhead"`
	LogoSHA256 *string        `json:"logo_sha256" doc:"Of the logo, a PNG; null without one"`
}

// Letterhead is what stands above the letters of an organisation, and who signs them.
type Letterhead struct {
	Government string `json:"government" example:"PEMERINTAH KOTA SALATIGA"`
	NameLine   string `json:"name_line" doc:"Empty when it is the name in capitals"`
	Address    string `json:"address"`
	Phone      string `json:"phone"`
	Fax        string `json:"fax"`
	Email      string `json:"email"`
	Web        string `json:"web"`
	City       string `json:"city" example:"Salatiga" doc:"Before the date of a letter"`
	HeadTitle  string `json:"head_title"`
	HeadName   string `json:"head_name"`
	HeadNIP    string `json:"head_nip"`
}

// AgencyChange is the body of PATCH agency.
type AgencyChange struct {
	Name       string          `json:"name,omitzero"`
	ShortName  string          `json:"short_name,omitzero"`
	Kind       alur.AgencyKind `json:"kind,omitzero"`
	Active     bool            `json:"active,omitzero"`
	Confirmed  bool            `json:"confirmed,omitzero"`
	ValidFrom  string          `json:"valid_from,omitzero" doc:"A date, or empty for none"`
	ValidUntil string          `json:"valid_until,omitzero" doc:"A date, or empty for none"`
	Successor  string          `json:"successor,omitzero" doc:"An id, or empty for none"`
	Letterhead Values          `json:"letterhead,omitzero" doc:"Parts of the letterhead as in the answer; what is absent stays"`
}

// agencyInPath reads the organisation in the path: not-found for whom it does not concern.
func (c *call) agencyInPath() (directory.AgencyDetails, error) {
	id := alur.AgencyID(c.r.PathValue("agency"))
	if !c.session.User.EditsLetterhead(id) {
		return directory.AgencyDetails{}, alur.Refuse(alur.CodeNotFound)
	}
	return c.s.Directory.AgencyDetails(c.ctx(), id)
}

func (c *call) showAgency() error {
	x, err := c.agencyInPath()
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, wireAgencyDetails(x))
}

func wireAgencyDetails(x directory.AgencyDetails) AgencyDetails {
	l := x.Letterhead
	out := AgencyDetails{
		Agency: Agency{ID: x.ID, Name: x.Name, Kind: x.Kind}, ShortName: x.ShortName, Active: x.Active, Confirmed: !x.Unconfirmed,
		ValidFrom: orNull(x.From), ValidUntil: orNull(x.Until), LogoSHA256: orNull(x.Logo),
		Letterhead: Letterhead{l.Government, l.NameLine, l.Address, l.Phone, l.Fax, l.Email, l.Web, l.City, l.HeadTitle, l.HeadName, l.HeadNIP},
	}
	if x.Successor != "" {
		out.Successor = &x.Successor
	}
	return out
}

func (c *call) changeAgency() error {
	x, err := c.agencyInPath()
	if err != nil {
		return err
	}
	var body Values
	if err := c.body(&body); err != nil {
		return err
	}
	was := x
	if err := readAgencyChange(&x, body); err != nil {
		return err
	}
	if err := directory.CheckLetterhead(x.Letterhead); err != nil {
		return err
	}
	by := directory.By{Actor: c.session.User.Username, Address: c.address()}
	if x.Agency != was.Agency {
		if !c.session.User.Has(alur.RoleAdmin) {
			return alur.Refuse(alur.CodeNotYourParty)
		}
		if err := c.s.Directory.ChangeAgency(c.ctx(), x.Agency, by); err != nil {
			return err
		}
	}
	if err := c.s.Directory.SetLetterhead(c.ctx(), x.ID, x.Letterhead, by); err != nil {
		return err
	}
	return c.showAgency()
}

// readAgencyChange takes what the body says over x: unknown-field, invalid-type.
func readAgencyChange(x *directory.AgencyDetails, body Values) error {
	for name, raw := range body {
		var err error
		switch name {
		case "name":
			err = readText(&x.Name, name, raw)
		case "short_name":
			err = readText(&x.ShortName, name, raw)
		case "kind":
			err = readText(&x.Kind, name, raw)
		case "active":
			err = readBool(&x.Active, name, raw)
		case "confirmed":
			confirmed := !x.Unconfirmed
			err = readBool(&confirmed, name, raw)
			x.Unconfirmed = !confirmed
		case "valid_from":
			err = readText(&x.From, name, raw)
		case "valid_until":
			err = readText(&x.Until, name, raw)
		case "successor":
			err = readText(&x.Successor, name, raw)
		case "letterhead":
			err = readLetterhead(&x.Letterhead, raw)
		default:
			err = alur.RefuseField(alur.CodeUnknownField, name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func readLetterhead(l *alur.Letterhead, raw jsontext.Value) error {
	if raw.Kind() != '{' {
		return alur.RefuseField(alur.CodeInvalidType, "letterhead")
	}
	members, _ := membersOf(raw)
	parts := map[string]*string{
		"government": &l.Government, "name_line": &l.NameLine, "address": &l.Address, "phone": &l.Phone, "fax": &l.Fax, "email": &l.Email,
		"web": &l.Web, "city": &l.City, "head_title": &l.HeadTitle, "head_name": &l.HeadName, "head_nip": &l.HeadNIP,
	}
	for name, value := range members {
		part := parts[name]
		if part == nil {
			return alur.RefuseField(alur.CodeUnknownField, "letterhead."+name)
		}
		if err := readText(part, "letterhead."+name, value); err != nil {
			return err
		}
	}
	return nil
}

// readText reads a string; null is an empty one.
func readText[T ~string](to *T, name string, raw jsontext.Value) error {
	var s string
	if !slices.Contains([]jsontext.Kind{'"', 'n'}, raw.Kind()) || raw.Kind() == '"' && json.Unmarshal(raw, &s) != nil {
		return alur.RefuseField(alur.CodeInvalidType, name)
	}
	*to = T(s)
	return nil
}

func readBool(to *bool, name string, raw jsontext.Value) error {
	switch raw.Kind() {
	case 't', 'f':
		*to = raw.Kind() == 't'
		return nil
	}
	return alur.RefuseField(alur.CodeInvalidType, name)
}
