package pagetest

import (
	"strings"
	"testing"
)

const good = `<!doctype html>
<html lang="id"><head><title>Masuk</title></head><body>
<main><h1>Masuk &amp; keluar</h1><form method="post" action="/x"><label for="a">A</label><input type="text" id="a" name="a"><br>
<textarea id="b" aria-label="B"><h1>bukan elemen</h1></textarea><button type="submit">Kirim</button></form></main></body></html>`

// TestCheck proves that the checker passes a good page and finds each kind of fault.
func TestCheck(t *testing.T) {
	t.Parallel()
	if f := Check(good); f != nil {
		t.Fatalf("good page: %v", f)
	}
	cases := map[string]struct{ old, new, want string }{
		"language":       {`lang="id"`, `lang="en"`, `lang is "en"`},
		"two headings":   {`<br>`, `<h1>Dua</h1>`, "2 <h1>"},
		"no label":       {`<label for="a">A</label>`, ``, "has no label"},
		"label astray":   {`for="a"`, `for="z"`, "labels nothing"},
		"same id":        {`id="b"`, `id="a"`, `id "a" twice`},
		"inline style":   {`<br>`, `<p style="color:red">x</p>`, "inline style"},
		"inline handler": {`<br>`, `<p onclick="x()">x</p>`, "inline style or script"},
		"inline script":  {`<br>`, `<script>x</script>`, "inline script"},
		"empty button":   {`>Kirim<`, `><`, "without words"},
		"not closed":     {`</form>`, ``, "closes"},
		"jump":           {`<br>`, `<h3>x</h3>`, "after <h1>"},
		"dead anchor":    {`<br>`, `<a href="#zz">x</a>`, "leads nowhere"},
		"nested form":    {`<br>`, `<form></form>`, "form in a form"},
		"no title":       {`<title>Masuk</title>`, `<title></title>`, "<title> is empty"},
		"not quoted":     {`name="a"`, `name=a`, "not quoted"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			faults := Check(strings.Replace(good, c.old, c.new, 1))
			if !strings.Contains(strings.Join(faults, "\n"), c.want) {
				t.Errorf("got %v, want %q", faults, c.want)
			}
		})
	}
}
