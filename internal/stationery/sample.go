package stationery

import (
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/paperwork"
	"github.com/alur-id/alur/internal/text"
)

// counter counts the entries of a list by itself.
const counter = "no"

// samples are values for every field that templates may use. What is a list has two
// entries, what asks is yes, so that everything in a template is seen once.
func samples() paper.Values { return samplesOf(paperwork.Fields()) }

func samplesOf(fields []paperwork.Field) paper.Values {
	v := paper.Values{}
	for _, f := range fields {
		switch {
		case f.Name == counter:
		case f.Asks:
			v[f.Name] = true
		case len(f.Within) > 0:
			v[f.Name] = []paper.Values{samplesOf(f.Within), samplesOf(f.Within)}
		default:
			v[f.Name] = text.TemplateSample(f.Name)
		}
	}
	return v
}
