package mail

import (
	"html/template"
	"strings"
)

// Letter is one mail. Text and HTML say the same.
type Letter struct {
	To         string // one address; "" is nobody
	Subject    string
	Greeting   string
	Paragraphs []string
	Link       string // https address, or ""
	LinkText   string
	After      []string // paragraphs below the link
	From       string   // who writes, the last line
}

// page needs no pictures, no scripts and no styles from elsewhere, and reads well where
// styles are dropped.
var page = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body style="margin:0;padding:16px;background:#f4f6f9;color:#16202e;font-family:Arial,sans-serif;font-size:16px;line-height:1.5">
<div style="max-width:34rem;margin:0 auto;padding:24px;background:#fff;border:1px solid #d5dbe3;border-radius:8px">
<p>{{.Greeting}}</p>
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}{{if .Link}}<p><a href="{{.Link}}" style="display:inline-block;padding:12px 24px;background:#0b4f96;color:#fff;border-radius:6px;text-decoration:none;font-weight:bold">{{.LinkText}}</a></p>
<p style="color:#4a5668;font-size:14px">Bila tombol tidak dapat ditekan, salin alamat ini ke peramban:<br><span style="word-break:break-all">{{.Link}}</span></p>
{{end}}{{range .After}}<p style="color:#4a5668;font-size:14px">{{.}}</p>
{{end}}<p>{{.From}}</p>
</div></body></html>
`))

func (l Letter) render() (text, html string, err error) {
	var b strings.Builder
	b.WriteString(l.Greeting + "\r\n")
	for _, p := range l.Paragraphs {
		b.WriteString("\r\n" + p + "\r\n")
	}
	if l.Link != "" {
		b.WriteString("\r\n" + l.LinkText + ":\r\n" + l.Link + "\r\n")
	}
	for _, p := range l.After {
		b.WriteString("\r\n" + p + "\r\n")
	}
	b.WriteString("\r\n" + l.From + "\r\n")
	var h strings.Builder
	err = page.Execute(&h, l)
	return b.String(), h.String(), err
}
