package mail

import (
	"fmt"
	"html/template"
	"strings"
)

// Letter is one mail. Text and HTML say the same.
type Letter struct {
	To         string // one address; "" is nobody
	Subject    string
	Greeting   string
	Paragraphs []string
	Verbatim   string // lines that must arrive as they are, below the paragraphs; "" is none
	Link       string // https address, or ""
	LinkText   string
	Items      []Item   // a list above the link
	After      []string // paragraphs below the link
	From       string   // who writes, the last line
	// Unsubscribe is an https address that stops letters of this kind, "" for letters that
	// cannot be stopped; StopText stands before it.
	Unsubscribe string
	StopText    string
	// Calendar is an iCalendar object that the letter brings, "" for none, and
	// CalendarMethod what it is for, as the object says itself (RFC 6047).
	Calendar, CalendarMethod string
	// ID makes the Message-ID, so that a letter that comes twice is recognisable; "" draws
	// one. Thread is the id that all letters about one thing hang below; "" is none. Both
	// are printable ASCII without blanks.
	ID, Thread string
}

// Item is one line of a list in a letter.
type Item struct {
	Text string
	Link string // https address
	Note string
}

// page needs no pictures, no scripts and no styles from elsewhere, and reads well where
// styles are dropped.
var page = template.Must(template.New("letter").Parse(`<!doctype html>
<html lang="id"><head><meta charset="utf-8"><title>{{.Subject}}</title></head>
<body style="margin:0;padding:16px;background:#f4f6f9;color:#16202e;font-family:Arial,sans-serif;font-size:16px;line-height:1.5">
<div style="max-width:34rem;margin:0 auto;padding:24px;background:#fff;border:1px solid #d5dbe3;border-radius:8px">
<p>{{.Greeting}}</p>
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}{{with .Verbatim}}<pre style="padding:12px;background:#f4f6f9;font-size:13px;white-space:pre-wrap;word-break:break-all">{{.}}</pre>
{{end}}{{with .Items}}<ol style="padding-left:1.5rem">
{{range .}}<li style="margin-bottom:8px"><a href="{{.Link}}" style="color:#0b4f96;font-weight:bold">{{.Text}}</a>{{with .Note}}<br>{{.}}{{end}}</li>
{{end}}</ol>
{{end}}{{if .Link}}<p><a href="{{.Link}}" style="display:inline-block;padding:12px 24px;background:#0b4f96;color:#fff;border-radius:6px;text-decoration:none;font-weight:bold">{{.LinkText}}</a></p>
<p style="color:#4a5668;font-size:14px">Bila tombol tidak dapat ditekan, salin alamat ini ke peramban:<br><span style="word-break:break-all">{{.Link}}</span></p>
{{end}}{{range .After}}<p style="color:#4a5668;font-size:14px">{{.}}</p>
{{end}}<p>{{.From}}</p>
{{if .Unsubscribe}}<p style="color:#4a5668;font-size:14px"><a href="{{.Unsubscribe}}" style="color:#4a5668">{{.StopText}}</a></p>
{{end}}</div></body></html>
`))

func (l Letter) render() (text, html string, err error) {
	var b strings.Builder
	b.WriteString(l.Greeting + "\r\n")
	for _, p := range l.Paragraphs {
		b.WriteString("\r\n" + p + "\r\n")
	}
	if l.Verbatim != "" {
		b.WriteString("\r\n" + strings.ReplaceAll(l.Verbatim, "\n", "\r\n"))
	}
	for i, x := range l.Items {
		fmt.Fprintf(&b, "\r\n%d. %s\r\n", i+1, x.Text)
		if x.Note != "" {
			b.WriteString("   " + x.Note + "\r\n")
		}
		b.WriteString("   " + x.Link + "\r\n")
	}
	if l.Link != "" {
		b.WriteString("\r\n" + l.LinkText + ":\r\n" + l.Link + "\r\n")
	}
	for _, p := range l.After {
		b.WriteString("\r\n" + p + "\r\n")
	}
	b.WriteString("\r\n" + l.From + "\r\n")
	if l.Unsubscribe != "" {
		b.WriteString("\r\n" + l.StopText + ":\r\n" + l.Unsubscribe + "\r\n")
	}
	var h strings.Builder
	err = page.Execute(&h, l)
	return b.String(), h.String(), err
}
