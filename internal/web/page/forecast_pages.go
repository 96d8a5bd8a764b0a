package page

// forecastPages are the pages about when requests will be done.
var forecastPages = map[string]Page{"track_record": &TrackRecord{}}

// Outlook is when a request may be done.
type Outlook struct {
	Short   string // in a line
	Thin    string // why nothing can be said; then the rest is empty
	Chances []Chance
	End     string // how probable it is that it is completed at all, or ""
	Basis   string
	Open    bool // the question was asked just now
	// For whom may ask what one more member of a team changes.
	Action      string
	Team        Field // without options for everybody else
	With        string
	WithChances []Chance
}

// Chance is a date with how probable it is to be kept.
type Chance struct {
	Of string
	By string
}

// TrackRecord is how often forecasts were right.
type TrackRecord struct {
	Base

	Requests int
	Rows     []RecordRow // none while too little history is there
}

// RecordRow is one of the chances named.
type RecordRow struct {
	Said, Want, Right string
}
