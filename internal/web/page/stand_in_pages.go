package page

// standInPages are the pages about who stands in for whom, by the name of their template.
var standInPages = map[string]Page{
	"user_stand_ins": &UserStandIns{},
}

// UserStandIns lists who stands in for somebody and for whom he or she does.
type UserStandIns struct {
	Base
	Name   string
	Action string // address
	Now    []StandInRow
	Coming []StandInRow
	Past   []StandInRow
	Office bool // there is an office in which a colleague can stand in
	// ReadOnly says that the visitor may look, and change nothing.
	ReadOnly bool
	Who      Field
	Ground   Field
	From     Field
	Until    Field
	Basis    Field
}

// Mark puts the faults of the summary beside their fields.
func (p *UserStandIns) Mark() {
	for _, f := range []*Field{&p.Who, &p.Ground, &p.From, &p.Until, &p.Basis} {
		f.Fault = p.Fault(f.ID)
	}
}

// StandInRow is one period. Part "stand-in".
type StandInRow struct {
	ID     string
	Who    string
	Absent string
	Kind   string
	Period string
	Basis  string // the letter, or ""
	By     string // username of who noted it
	Void   string // why it gives nobody an office though it is on, or ""
}

// OwnStandIn is a period as one of the two reads it.
type OwnStandIn struct {
	Text   string
	Period string
	Void   string
}
