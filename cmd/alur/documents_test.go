package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/store"
)

func TestParseBucket(t *testing.T) {
	t.Parallel()
	for place, want := range map[string]blob.BucketConfig{
		"s3://dokumen?endpoint=s3.example":                                     {Bucket: "dokumen", Endpoint: "s3.example"},
		"s3://dokumen/salatiga/alur/?endpoint=s3.example:9000&region=id-jkt-1": {Bucket: "dokumen", Prefix: "salatiga/alur", Endpoint: "s3.example:9000", Region: "id-jkt-1"},
		"s3://dokumen/a?endpoint=127.0.0.1:9000&insecure=yes":                  {Bucket: "dokumen", Prefix: "a", Endpoint: "127.0.0.1:9000", Insecure: true},
		"s3://dokumen":                                               {},
		"s3://?endpoint=s3.example":                                  {},
		"s3://kunci:rahasia@dokumen?endpoint=s3.example":             {},
		"s3://dokumen?endpoint=https://s3.example":                   {},
		"s3://dokumen?endpoint=s3.example&insecure=yes":              {},
		"s3://dokumen?endpoint=127.0.0.1.jahat.example&insecure=yes": {},
		"s3://dokumen?endpoint=127.0.0.1:9000&insecure=no":           {},
		"s3://dokumen?endpoint=s3.example&secret=x":                  {},
		"s3://dokumen?endpoint=a.example&endpoint=b.example":         {},
	} {
		got, err := parseBucket(place)
		if (err != nil) != (want.Bucket == "") {
			t.Errorf("%s: %v", place, err)
		} else if diff := cmp.Diff(want, got); err == nil && diff != "" {
			t.Errorf("%s:\n%s", place, diff)
		}
	}
}

// TestDocumentSettings: keys come from a file or the environment and are never shown; what
// could not work is refused before anything is opened.
func TestDocumentSettings(t *testing.T) {
	t.Parallel()
	const place = "s3://dokumen?endpoint=10.1.2.3"
	keys := filepath.Join(t.TempDir(), "kunci")
	if err := os.WriteFile(keys, []byte("akses\nsangat-rahasia\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"ALUR_DOCUMENTS": place, "ALUR_DOCUMENTS_KEY_FILE": keys, "ALUR_DOCUMENTS_SECRET_KEY": "juga-rahasia", "ALUR_CLAMD": "127.0.0.1:3310"}
	code, out, errs := call(t, env, "", "config")
	if code != 0 || strings.Contains(out, "rahasia") || !strings.Contains(out, "ALUR_DOCUMENTS="+place+"\n") || !strings.Contains(out, "ALUR_CLAMD=127.0.0.1:3310\nALUR_QUOTA_REQUEST=1024\nALUR_QUOTA_DAY=2048\n") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	data := t.TempDir()
	st, err := store.Open(t.Context(), store.Config{Dir: data, Clock: alur.SystemClock})
	if err != nil {
		t.Fatal(err)
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  map[string]string
		args []string
		said string
	}{
		"no keys":          {nil, []string{"documents", "verify", "--data", data, "--documents", place}, "access key"},
		"own network":      {nil, []string{"documents", "verify", "--data", data, "--documents", place, "--documents-key-file", keys}, "may not be called"},
		"no place":         {nil, []string{"documents", "move", "--data", data}, "--to"},
		"the same place":   {nil, []string{"documents", "move", "--data", data, "--to", filepath.Join(data, "documents")}, "already"},
		"no data":          {nil, []string{"documents", "verify", "--data", filepath.Join(data, "x")}, "no data folder"},
		"scanner":          {map[string]string{"ALUR_CLAMD": "clamd"}, []string{"serve"}, "--clamd"},
		"quota":            {nil, []string{"serve", "--quota-day=-1"}, "--quota-day"},
		"a key in a place": {nil, []string{"serve", "--documents", "s3://a:b@c?endpoint=d"}, "keys stand"},
	} {
		if code, _, errs := call(t, c.env, "", c.args...); code != 2 || !strings.Contains(errs, c.said) {
			t.Errorf("%s: exit %d\n%s", name, code, errs)
		}
	}
}
