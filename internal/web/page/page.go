// Package page owns what people see: one struct for each page, its template,
// the shared parts, the stylesheet, the icons.
//
// It must not know use cases, sessions or the database: internal/web fills the
// structs, and what is not in a struct cannot be on a page. Start reading at
// [Base], then [Set] and templates/layout.html; the classes of the stylesheet
// are listed at its head (static/alur.css).
package page

// Page is a page struct: a pointer to a struct that embeds [Base].
type Page interface {
	Frame() *Base
}

// Base is what every page has. Handlers set Title and, where they apply, Faults,
// Crumbs, Current and Back; internal/web fills the rest when it renders.
type Base struct {
	// Title is the page and its state, without the name of the product: "Masuk",
	// "Sistem Antrean Puskesmas: giliran Anda". With Faults the layout puts
	// "Kesalahan: " before it.
	Title string
	// Current is the path of the navigation link that this page belongs to
	// ("/tugas"); "" marks none.
	Current string
	// Back is a link above the heading; its zero value is none.
	Back Link
	// Crumbs are the way to this page, at most three; Back and Crumbs exclude each other.
	Crumbs []Link
	// Faults are what the person has to correct: the summary at the top lists them, and
	// the fields named show the same sentence.
	Faults []Fault
	// Wide lets tables use the whole width; text pages stay at a readable measure.
	Wide bool
	// NoIndex asks search engines to leave the page out.
	NoIndex bool
	// Screen leaves out everything around the page: it is for a projector. Refresh loads it
	// again after so many seconds where there are no scripts; 0 never does.
	Screen  bool
	Refresh int

	// Unread is how many notices the visitor has not read; UnreadMore says that there are more.
	Unread     int
	UnreadMore bool

	// Waiting is how many tasks wait for the visitor, where the page knows it.
	Waiting int

	// Notice is the one banner about what was just done. Filled by internal/web from the
	// page before, unless the handler sets it.
	Notice *Notice
	// User is who is signed in, or nil.
	User *User
	// Nav are the main links of this visitor.
	Nav []Link
	// Menu are the further links of this visitor (administration, account).
	Menu []Link
	// Path is the path and query of this page, for "come back here" after a sign-in.
	Path string
	// ShortcutsOff is set where the visitor has switched the keyboard shortcuts off.
	ShortcutsOff bool
	// Demo is set in demo mode only.
	Demo *Demo
}

// Frame makes a struct that embeds Base a [Page].
func (b *Base) Frame() *Base { return b }

// MenuCount is how much waits behind the further links; 0 shows nothing.
func (b *Base) MenuCount() int {
	n := 0
	for _, l := range b.Menu {
		n += l.Count
	}
	return n
}

// Link is a link.
type Link struct {
	Href string
	Text string
	Icon string // of the icon set, or ""
	// Count is a figure beside the text (open tasks); 0 shows none.
	Count int
}

// Fault is one thing to correct.
type Fault struct {
	Field string // id of the element to jump to, without "#"; "" when it is about none
	Text  string // what happened and what to do, the same beside the field
}

// Asks reports whether the fault is about a control of a form; others say that
// something could not be done.
func (f Fault) Asks() bool { return f.Field != "" && f.Field != "belum-tersimpan" }

// Fault returns the sentence about a field, or "".
func (b *Base) Fault(field string) string {
	for _, f := range b.Faults {
		if f.Field == field && field != "" {
			return f.Text
		}
	}
	return ""
}

// Notice says what was just done, and where to go on.
type Notice struct {
	Text     string
	Href     string // a local path, or ""
	LinkText string
	Bad      bool // something did not work; otherwise it did
}

// User is who is signed in.
type User struct {
	Username string
	Name     string
	Agency   string
	Roles    string // in words: "Verifikator, Kepala Dinas"
}

// Demo is the switch between the accounts of a demonstration.
type Demo struct {
	Accounts []DemoAccount
	Password string // the same for all
}

// DemoAccount is one account of the demonstration.
type DemoAccount struct {
	Username string
	Name     string
	Agency   string
	What     string // what this person does in the flow
	Now      bool   // it is signed in
}
