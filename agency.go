package alur

import "time"

// AgencyKind says what an organisation is to the city.
type AgencyKind string

// The kinds of organisations.
const (
	AgencyOffice AgencyKind = "agency" // a Perangkat Daerah
	AgencyICT    AgencyKind = "ict"    // Dinas Komunikasi dan Informatika
	AgencyVendor AgencyKind = "vendor" // a third party (pihak ketiga)
	AgencyAudit  AgencyKind = "audit"  // Inspektorat
)

// Valid reports whether k is one of the kinds.
func (k AgencyKind) Valid() bool {
	switch k {
	case AgencyOffice, AgencyICT, AgencyVendor, AgencyAudit:
		return true
	}
	return false
}

// Agency is an organisation whose people use Alur.
type Agency struct {
	ID        AgencyID
	Name      string
	ShortName string
	Kind      AgencyKind
	Active    bool
	// Unconfirmed marks seed data whose official name is still to be confirmed.
	Unconfirmed bool
	// From and Until are the first and the last day of the organisation (2006-01-02, in
	// [Jakarta]), "" when they are not known. Before and after it opens no new request;
	// what it has goes on.
	From, Until string
	// Successor is the organisation that took over, "" for none.
	Successor AgencyID
}

// Closed reports whether the organisation is no more at a moment.
func (a Agency) Closed(at time.Time) bool {
	return !a.Active || a.Until != "" && a.Until < at.In(Jakarta).Format(time.DateOnly)
}

// OpenAt reports whether the organisation may open new requests, and be appointed, at a
// moment.
func (a Agency) OpenAt(at time.Time) bool {
	return !a.Closed(at) && a.From <= at.In(Jakarta).Format(time.DateOnly)
}

// Letterhead is what stands above the letters of an organisation, and who signs them.
// Any part may be "". For a vendor only address, phone, e-mail and web are asked.
type Letterhead struct {
	Government string // "PEMERINTAH KOTA SALATIGA"
	NameLine   string // the name as it stands on letters; "" is the name in capitals
	Address    string
	Phone      string
	Fax        string
	Email      string
	Web        string
	City       string // before the date of a letter: "Salatiga"
	HeadTitle  string
	HeadName   string
	HeadNIP    string
}
