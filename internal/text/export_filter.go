package text

import (
	"net/url"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// exportFilters say what the filters of lists mean, in the order in which they are told. The
// names are those of the addresses of the pages, which this room does not know.
var exportFilters = []struct {
	name string
	say  func(value string) string
}{
	{"kata", func(v string) string { return "kata «" + v + "»" }},
	{"status", func(v string) string { return "status " + Status(alur.Status(v)) }},
	{"tahap", func(v string) string { return "tahap " + v }},
	{"jalur", func(v string) string {
		return "jalur " + map[string]string{"swakelola": "Swakelola", "pihak-ketiga": "Pihak Ketiga"}[v]
	}},
	{"pd", func(v string) string { return "instansi " + v }},
	{"giliran", func(string) string { return "yang menunggu dirinya" }},
	{"jenis", func(v string) string { return "golongan " + SecurityGroup(v) }},
	{"akun", func(v string) string { return "akun " + v }},
	{"oleh", func(v string) string { return "dilakukan " + v }},
	{"dari", func(v string) string { return "sejak " + dayOf(v) }},
	{"sampai", func(v string) string { return "sampai " + dayOf(v) }},
	{"tahun", func(v string) string { return "tahun " + v }},
}

func dayOf(v string) string {
	if t, err := time.ParseInLocation(time.DateOnly, v, alur.Jakarta); err == nil {
		return Date(t)
	}
	return v
}

// exportFilter says by what a list was filtered that somebody took out: "status=open" of its
// address. What is no filter (the number of the one request) stands as it is, and a filter
// or value that this version does not know is named as it was.
func exportFilter(filter string) string {
	if !strings.Contains(filter, "=") {
		return filter
	}
	in, err := url.ParseQuery(filter)
	if err != nil {
		return "disaring menurut " + filter // cut where the log ends
	}
	var said []string
	for _, f := range exportFilters {
		for _, v := range in[f.name] {
			if v == "" {
				continue
			}
			word := f.say(v)
			if strings.HasSuffix(word, " ") {
				word += v
			}
			said = append(said, word)
		}
		delete(in, f.name)
	}
	if rest := in.Encode(); rest != "" {
		said = append(said, rest)
	}
	if said == nil {
		return ""
	}
	return "disaring menurut " + strings.Join(said, ", ")
}
