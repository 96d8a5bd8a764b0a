package sheet

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEntities: a workbook that names a file or itself in an entity gets neither (ASVS
// 5.0, 1.5.1): it is refused, or read without what the entity stands for.
func TestEntities(t *testing.T) {
	t.Parallel()
	const secret = "isi-berkas-rahasia"
	path := filepath.Join(t.TempDir(), "rahasia")
	if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, doctype := range map[string]string{
		"a file":     `<!DOCTYPE x [<!ENTITY e SYSTEM "file://` + path + `">]>`,
		"an address": `<!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:1/x">]>`,
		"laughter":   `<!DOCTYPE x [<!ENTITY a "ha` + secret + `"><!ENTITY e "&a;&a;&a;&a;&a;&a;&a;&a;">]>`,
	} {
		const row = `<row r="1"><c r="A1" t="inlineStr"><is><t>Nama</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>x%sy</t></is></c></row>`
		clean, err := Read("orang.xlsx", repacked(t, workbook(t, nil), map[string]string{sheetPart: sheetXML(fmt.Sprintf(row, "-"))}))
		if err != nil || !strings.Contains(fmt.Sprint(*clean), "x-y") {
			t.Fatalf("without an entity: %v %v", clean, err)
		}
		content := strings.Replace(sheetXML(fmt.Sprintf(row, "&e;")), `<?xml version="1.0"?>`, `<?xml version="1.0"?>`+doctype, 1)
		table, err := Read("orang.xlsx", repacked(t, workbook(t, nil), map[string]string{sheetPart: content}))
		if err == nil && strings.Contains(fmt.Sprint(*table), secret) {
			t.Errorf("%s: read %v", name, table)
		}
	}
}
