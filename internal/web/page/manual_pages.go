package page

// manualPages are the guides for users, by the name of their template.
var manualPages = map[string]Page{
	"help":   &Help{},
	"manual": &Manual{},
}

// Help says where help is.
type Help struct {
	Base
	Own    []Link // the guides for what the visitor is
	Guides []Link // the others
}

// Manual is one guide.
type Manual struct {
	Base
	Name   string
	Blocks []ManualBlock
}

// ManualBlock is one of a heading, a paragraph, a list, a table or a picture.
type ManualBlock struct {
	Heading string
	ID      string // of the heading
	Text    []ManualRun
	Items   []ManualItem
	Numbers bool // the items are steps; each has its number
	Head    [][]ManualRun
	Rows    [][][]ManualRun
	Picture *ManualPicture
}

// ManualItem is one item of a list.
type ManualItem struct {
	Number int // of a step
	Text   []ManualRun
}

// ManualRun is a run of text that looks the same from end to end.
type ManualRun struct {
	Text   string
	Strong bool
	Code   bool
	Href   string
}

// ManualPicture is a picture of a page.
type ManualPicture struct {
	Src           string
	Alt           string
	Width, Height int
}
