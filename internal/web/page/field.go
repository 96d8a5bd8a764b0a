package page

// Field is one question of a form, drawn by the part "field":
//
//	{{template "field" .Username}}
//
// The label, the hint and the fault are tied to the control; a value that was
// refused is shown again as it was typed (never for passwords).
type Field struct {
	ID    string // also the name of the form value, unless Name is set
	Name  string
	Label string
	Hint  string
	Value string
	Fault string // beside the field, the same sentence as in the summary
	// Type: "" or "text", "password", "email", "tel", "url", "search", "date",
	// "datetime-local", "number", "textarea", "select", "radios", "checkboxes", "file".
	Type         string
	Options      []Choice // select, radios, checkboxes
	Rows         int      // textarea; 0 is 4
	Optional     bool     // the label says "(boleh kosong)"
	Autocomplete string
	InputMode    string // "numeric", "decimal"
	Accept       string // file
	Multiple     bool   // file
	Paste        bool   // file: a picture may be pasted, with scripts
	Camera       bool   // file: phones open the camera instead of asking for a file
	Pieces       string // file: where scripts begin an upload in pieces, or ""
	Passkey      string // password: where scripts ask for a passkey instead, or ""
	Width        string // "", "s", "m", "l": how much is expected
	Spellcheck   bool   // off for names and codes unless set
	// Suggestions are offered while one types; anything else may be typed.
	Suggestions []string
	// Heading makes the label the heading of the page (forms with one question).
	Heading bool
}

// FormName is the name under which the browser sends the value.
func (f Field) FormName() string {
	if f.Name != "" {
		return f.Name
	}
	return f.ID
}

// Describes lists the ids of what explains the control, for aria-describedby.
func (f Field) Describes() string {
	var s string
	if f.Hint != "" {
		s = f.ID + "-petunjuk"
	}
	if f.Fault != "" {
		if s != "" {
			s += " "
		}
		s += f.ID + "-galat"
	}
	return s
}

// textLimit is the most that a long text may have (flow.MaxLongText), in letters.
const textLimit = 20_000

// TextLimit is how many letters a textarea takes; scripts count them.
func (f Field) TextLimit() int { return textLimit }

// Control is the type attribute of an input element.
func (f Field) Control() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

// TextRows is the height of a textarea in lines.
func (f Field) TextRows() int {
	if f.Rows == 0 {
		return 4
	}
	return f.Rows
}

// Choice is one option of a select, radio or checkbox group.
type Choice struct {
	Value   string
	Text    string
	Hint    string
	Checked bool
}

// ChoiceID is the id of the n-th radio or checkbox: the first one carries the
// id of the field, so that the summary's link lands on it.
func (f Field) ChoiceID(n int) string {
	if n == 0 {
		return f.ID
	}
	const digits = "0123456789"
	if n < 10 {
		return f.ID + "-" + digits[n:n+1]
	}
	return f.ID + "-" + digits[n/10:n/10+1] + digits[n%10:n%10+1]
}
