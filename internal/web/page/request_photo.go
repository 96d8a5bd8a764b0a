package page

// RequestPhoto is where a letter is photographed page by page.
type RequestPhoto struct {
	Base
	Head RequestHead
	Name string // "Foto surat"
	Item string // title of the slot
	Most int    // pages
	Full bool
	// Pages are those taken so far, in order; Change is where their buttons post to.
	Pages  []PhotoPage
	Change string
	// Camera and Gallery are the controls for further pages, Add their form.
	Camera, Gallery Field
	Add             ActionForm
	// Join makes the PDF; its zero value while there is no page.
	Join ActionForm
	// Replaces is the name of the file that the PDF takes the place of, or "".
	Replaces string
}

// PhotoPage is one photographed page.
type PhotoPage struct {
	ID          string
	Number      int
	First, Last bool
	Thumb       string // address of its small picture
	Size        string
}

// RequestReuse is where a file that was uploaded before is chosen for a slot.
type RequestReuse struct {
	Base
	Head     RequestHead
	Item     string // title of the slot
	Choice   Field  // radios; without options there is nothing to choose
	Form     ActionForm
	Replaces string // as above
}
