package directory

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
)

func TestParseAgencies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, file string
		want       []ImportFault
	}{
		{"good", "id,name,short_name,kind\ndinkes,Dinas Kesehatan,Dinkes,agency\n,Dinas Baru,,agency\n", nil},
		{"any order, semicolons, BOM, CRLF, blank lines", "\ufeffkind;Name;SHORT_NAME\r\nict;Dinas Kominfo;Diskominfo\r\n\r\n;;\r\naudit;\"Inspektorat; Kota\";\r\n", nil},
		{"headings and words as on pages", "Nama PD;Singkatan;Jenis;Aktif\nA B;AB;Perangkat Daerah;ya\nC D;;pihak ketiga;tidak\n", nil},
		{"active", "name,short_name,kind,active\nA B,,agency,false\nC D,,agency,true\nE F,,agency,\n", nil},
		{"nothing", "", []ImportFault{{1, "", "empty"}}},
		{"only a heading", "name,short_name,kind\n", []ImportFault{{1, "", "empty"}}},
		{"columns", "entah,kind,kind\nx,agency,agency\n", []ImportFault{
			{1, "entah", "unknown-column"}, {1, "kind", "column-twice"}, {1, "name", "missing-column"}, {1, "short_name", "missing-column"},
		}},
		{"everything at once", "id,name,short_name,kind,active\n" +
			"Bad_ID,,X,office,maybe\n" +
			"ok,Dinas Satu,,agency,true\n" +
			"ok,Dinas Dua,,agency,\n" +
			"ok-2,DINAS satu,,agency,\n" +
			"short,row\n" +
			"k1,Kominfo Satu,,ict,\nk2,Kominfo Dua,,ict,\nk3,Kominfo Lama,,ict,false\n" +
			"n," + strings.Repeat("x", 301) + "," + strings.Repeat("y", 61) + ",agency,\n", []ImportFault{
			{2, "active", "unknown"}, {2, "id", "bad-characters"}, {2, "name", "required"}, {2, "kind", "unknown"},
			{4, "id", "twice"}, {5, "name", "twice"}, {6, "", "columns"}, {8, "kind", "second-ict"},
			{10, "id", "bad-characters"}, {10, "name", "too-long"}, {10, "short_name", "too-long"},
		}},
		{"broken quote", "name,short_name,kind\n\"Dinas,x,agency\n", []ImportFault{{2, "", "not-csv"}}},
		{"not UTF-8", "name,short_name,kind\n\xff,x,agency\n", []ImportFault{{1, "", "not-utf8"}}},
		{"too large", "name,short_name,kind\n" + strings.Repeat(" ", maxImport), []ImportFault{{1, "", "too-large"}}},
		{"lines of quoted breaks", "name,short_name,kind\n\"Dinas\nDua\",x,agency\nx,y,z\n", []ImportFault{{4, "kind", "unknown"}}},
	} {
		_, got := parseAgencies(strings.NewReader(c.file))
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
	lines, _ := parseAgencies(strings.NewReader("\ufeffkind;Name;SHORT_NAME\r\nict;Dinas  Kominfo;Diskominfo\r\n"))
	want := []agencyLine{{Agency: alur.Agency{Name: "Dinas Kominfo", ShortName: "Diskominfo", Kind: alur.AgencyICT, Active: true}, line: 2}}
	if diff := cmp.Diff(want, lines, cmp.AllowUnexported(agencyLine{})); diff != "" {
		t.Errorf("lines (-want +got):\n%s", diff)
	}
}

func FuzzParseAgencies(f *testing.F) {
	f.Add("id,name,short_name,kind\ndinkes,Dinas Kesehatan,Dinkes,agency\n")
	f.Add("name;short_name;kind;active\n\"a;b\";;ict;false\n;;;\n")
	f.Add("name,short_name,kind\n\"x")
	f.Fuzz(func(t *testing.T, file string) {
		lines, wrong := parseAgencies(strings.NewReader(file))
		if len(lines) == 0 && len(wrong) == 0 {
			t.Error("neither lines nor faults")
		}
		for _, w := range wrong {
			if w.Line < 1 || w.Reason == "" {
				t.Errorf("fault %+v", w)
			}
		}
		if len(wrong) > 0 {
			return
		}
		for _, l := range lines {
			if l.Name == "" || !l.Kind.Valid() || l.ID != "" && !validAgencyID(l.ID) {
				t.Errorf("line %+v", l)
			}
		}
	})
}
