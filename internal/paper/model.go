package paper

// The model in the middle. Fields stand in the text of runs as they are written, so that
// a template and a document are the same blocks and one writer of each format does.

// kind tells blocks apart.
type kind uint8

const (
	kindPara  kind = iota
	kindTable      // rows of cells
	kindSign       // signatories beside and below each other
	kindBreak      // a new page
	kindSpace      // empty room
)

// block is a paragraph, a table, a signature block, a page break or empty room.
type block struct {
	kind  kind
	para  para
	table *table
	sign  *sign
	space int // twips
}

// align is how the lines of a paragraph stand.
type align uint8

const (
	alignLeft align = iota
	alignCenter
	alignRight
	alignBoth // both edges straight
)

// style is what a paragraph is.
type style uint8

const (
	styleBody    style = iota
	styleTitle         // the name of the letter: larger, bold
	styleHeading       // bold, kept with what follows
	styleSmall         // notes and copies
)

// list is how a paragraph is numbered.
type list uint8

const (
	listNone   list = iota
	listNumber      // 1. 2. 3.
	listLetter      // a. b. c.
	listBullet      // –
)

// para is a paragraph. Lengths are twips, a twentieth of a point, as Word counts.
type para struct {
	style  style
	align  align
	list   list
	level  int  // of the list, from 0
	goesOn bool // the list counts on from before the last block that was none of it
	left   int  // indent of all lines
	first  int  // indent of the first line beyond left; negative hangs out
	before int  // room above
	after  int  // room below
	tabs   []int
	keep   bool // stays on the page of what follows
	runs   []run
	place  Place
}

// run is text of one look. A line break is \n, a tab \t.
type run struct {
	text                    string
	bold, italic, underline bool
}

// table is rows of cells. Widths are parts of the whole, which fills the page.
type table struct {
	widths []int // in thousandths
	lines  bool  // drawn around cells
	header int   // rows repeated on each page
	tall   int   // the least height of the other rows in twips: room to sign in
	rows   []row
}

type row struct{ cells []cell }

// cell is paragraphs over one or more columns.
type cell struct {
	span  int // columns, at least 1
	paras []para
}

// sign is a signature block: who signs, from left to right, in rows of columns.
type sign struct {
	columns int // 1 to 3; the only one stands at the right
	parties []party
}

// party is one who signs: place, date and office above the room for the signature, the
// name and number below it.
type party struct {
	above, below []para
}

// plain is the text of a paragraph without its looks.
func (p *para) plain() string {
	if len(p.runs) == 1 {
		return p.runs[0].text
	}
	n := 0
	for i := range p.runs {
		n += len(p.runs[i].text)
	}
	b := make([]byte, 0, n)
	for i := range p.runs {
		b = append(b, p.runs[i].text...)
	}
	return string(b)
}
