package page

// holidayPages are the pages about the days on which offices are closed, by the name of
// their template.
var holidayPages = map[string]Page{
	"holidays":       &Holidays{},
	"holiday_cancel": &HolidayCancel{},
	"holiday_import": &HolidayImport{},
}

// Holidays is the calendar of one year.
type Holidays struct {
	Base
	Year     int
	Years    []Link // the other years
	Known    bool   // the days of the year have been entered
	Working  string // how many working days the year has
	Source   string
	Rows     []HolidayRow
	Ramadan  string // from when to when the shorter hours are worked, or ""
	Hours    []Pair // the working hours, by when they are
	Versions []HolidayVersion
	// Action is the address of the changes; "" where the visitor may only look.
	Action string
	Date   Field
	Name   Field
	Kind   Field
	Reason Field
	// Fast asks for the days of the shorter hours: the first, the last, and why.
	Fast []Field
}

// Mark puts the faults of the summary beside their fields.
func (p *Holidays) Mark() {
	for _, f := range []*Field{&p.Date, &p.Name, &p.Kind, &p.Reason} {
		f.Fault = p.Fault(f.ID)
	}
	for i := range p.Fast {
		p.Fast[i].Fault = p.Fault(p.Fast[i].ID)
	}
}

// FastOpen reports whether something about the shorter hours has to be corrected.
func (p *Holidays) FastOpen() bool {
	for _, f := range p.Fast {
		if f.Fault != "" {
			return true
		}
	}
	return false
}

// HolidayRow is one day.
type HolidayRow struct {
	Date      string
	Name      string
	Kind      Tag
	Origin    string
	Cancelled bool
	Cancel    string // where it is made a working day again, or ""
}

// HolidayVersion says who changed a year and why.
type HolidayVersion struct {
	By     string
	Reason string // "" of the version that came with the program
}

// HolidayCancel asks why a day is a working day again.
type HolidayCancel struct {
	Base
	Date   string
	Name   string
	Action string
	Return string
	Reason Field
}

// HolidayImport brings a list, and shows what would become of its days.
type HolidayImport struct {
	Base
	Action string // where the file goes
	Year   Field
	File   Field

	// With Rows the list has been read: Apply is where it is taken over.
	Rows   []HolidayImportRow
	Apply  string
	List   string // the days as they were read, for the form
	Of     int    // the year
	Button string // its words; "" where nothing would change
	Reason Field
	Source Field
}

// Mark puts the faults of the summary beside their fields.
func (p *HolidayImport) Mark() {
	for _, f := range []*Field{&p.Year, &p.File, &p.Reason, &p.Source} {
		f.Fault = p.Fault(f.ID)
	}
}

// HolidayImportRow is one day of a list.
type HolidayImportRow struct {
	Date    string
	Name    string
	Kind    string
	Verdict Tag
	Notes   []string
}
