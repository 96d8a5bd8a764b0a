package alur

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
}
