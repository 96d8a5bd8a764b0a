package blob

// TypeOf returns the type with a media type that [Inspect] gave: of a document that
// came in before.
func TypeOf(mediaType string) (Type, bool) {
	for _, t := range types {
		if t.MediaType == mediaType {
			return t, true
		}
	}
	return Type{}, false
}
