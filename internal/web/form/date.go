package form

// Date reads a date as people type it, and as browsers send it: 2006-01-02. False when it
// is none.
func Date(s string) (iso string, ok bool) { return parseDate(s) }
