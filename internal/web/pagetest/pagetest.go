// Package pagetest checks HTML pages for what every page of Alur must be:
// well-formed, labelled, without inline script or style.
//
// It is for tests only and knows nothing of the pages themselves. Start reading
// at [Check].
package pagetest

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

// Element is one element of a parsed page.
type Element struct {
	Name     string
	Attr     map[string]string
	Parent   *Element
	Children []*Element
	Text     string // all text inside, entities resolved
}

// void elements have no end tag.
var void = []string{"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}

// raw elements hold text only.
var raw = []string{"script", "style", "textarea", "title"}

// Parse reads a page into its elements. It takes the strict HTML that our
// templates write, where every element is closed, and reports what is not.
func Parse(page string) (root *Element, faults []string) {
	root = &Element{Name: "#root"}
	at := root
	for page != "" {
		lt := strings.IndexByte(page, '<')
		if lt < 0 {
			lt = len(page)
		}
		addText(at, html.UnescapeString(page[:lt]))
		page = page[lt:]
		switch {
		case page == "":
		case strings.HasPrefix(page, "<!--"):
			_, page, _ = strings.Cut(page, "-->")
		case strings.HasPrefix(page, "<!"):
			_, page, _ = strings.Cut(page, ">")
		case strings.HasPrefix(page, "</"):
			var name string
			name, page, _ = strings.Cut(page[2:], ">")
			if at.Name != name {
				faults = append(faults, fmt.Sprintf("</%s> closes <%s>", name, at.Name))
			}
			for x := at; x != nil && x != root; x = x.Parent {
				if x.Name == name {
					at = x.Parent
					break
				}
			}
		default:
			var e *Element
			var fault string
			e, page, fault = parseTag(page)
			if fault != "" {
				faults = append(faults, fault)
			}
			e.Parent = at
			at.Children = append(at.Children, e)
			if slices.Contains(raw, e.Name) {
				var body string
				body, page, _ = strings.Cut(page, "</"+e.Name+">")
				addText(e, html.UnescapeString(body))
			} else if !slices.Contains(void, e.Name) && e.Attr["/"] == "" {
				at = e
			}
		}
	}
	if at != root {
		faults = append(faults, fmt.Sprintf("<%s> is not closed", at.Name))
	}
	return root, faults
}

func addText(e *Element, s string) {
	for ; e != nil; e = e.Parent {
		e.Text += s
	}
}

// parseTag reads a start tag. A "/" before its end is kept as the attribute "/".
func parseTag(s string) (e *Element, rest, fault string) {
	i := 1
	for i < len(s) && !strings.ContainsRune(" \n\t/>", rune(s[i])) {
		i++
	}
	e = &Element{Name: s[1:i], Attr: map[string]string{}}
	s = s[i:]
	for {
		s = strings.TrimLeft(s, " \n\t")
		switch {
		case s == "":
			return e, "", "<" + e.Name + " is cut off"
		case s[0] == '>':
			return e, s[1:], fault
		case s[0] == '/':
			e.Attr["/"] = "/"
			s = s[1:]
			continue
		}
		n := strings.IndexAny(s, " \n\t=>/")
		if n < 0 {
			return e, "", "<" + e.Name + " is cut off"
		}
		name := s[:n]
		s = s[n:]
		value := ""
		if strings.HasPrefix(s, "=") {
			if len(s) < 2 || s[1] != '"' {
				fault = fmt.Sprintf("<%s %s> is not quoted", e.Name, name)
				s = s[1:]
				continue
			}
			value, s, _ = strings.Cut(s[2:], `"`)
		}
		if _, twice := e.Attr[name]; twice {
			fault = fmt.Sprintf("<%s> has %s twice", e.Name, name)
		}
		e.Attr[name] = html.UnescapeString(value)
	}
}

// All returns every element below e with one of the names, in order; without names, all.
func (e *Element) All(names ...string) []*Element {
	var out []*Element
	for _, c := range e.Children {
		if len(names) == 0 || slices.Contains(names, c.Name) {
			out = append(out, c)
		}
		out = append(out, c.All(names...)...)
	}
	return out
}

// Within reports whether e stands inside an element of that name.
func (e *Element) Within(name string) bool {
	for p := e.Parent; p != nil; p = p.Parent {
		if p.Name == name {
			return true
		}
	}
	return false
}

// Check reports everything that is wrong with a whole page; nil is a good page.
func Check(page string) []string {
	root, faults := Parse(page)
	if !strings.HasPrefix(page, "<!doctype html>") {
		faults = append(faults, "no doctype")
	}
	c := &checker{root: root, faults: faults, ids: map[string]*Element{}}
	c.frame()
	c.collectIDs()
	for _, e := range root.All() {
		c.element(e)
	}
	c.headings()
	return c.faults
}

type checker struct {
	root   *Element
	faults []string
	ids    map[string]*Element
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
}

// frame checks what there is once a page.
func (c *checker) frame() {
	for name, want := range map[string]int{"html": 1, "title": 1, "main": 1, "h1": 1} {
		if n := len(c.root.All(name)); n != want {
			c.fault("%d <%s>, want %d", n, name, want)
		}
	}
	for _, e := range c.root.All("html") {
		if e.Attr["lang"] != "id" {
			c.fault("lang is %q", e.Attr["lang"])
		}
	}
	for _, e := range c.root.All("title", "h1") {
		if strings.TrimSpace(e.Text) == "" {
			c.fault("<%s> is empty", e.Name)
		}
	}
}

func (c *checker) collectIDs() {
	for _, e := range c.root.All() {
		id, ok := e.Attr["id"]
		if !ok {
			continue
		}
		if id == "" || strings.ContainsAny(id, " \t\n") {
			c.fault("<%s id=%q>", e.Name, id)
		}
		if c.ids[id] != nil {
			c.fault("id %q twice", id)
		}
		c.ids[id] = e
	}
}

// element checks one element by itself.
func (c *checker) element(e *Element) {
	for name, v := range e.Attr {
		switch {
		case name == "style" || strings.HasPrefix(name, "on"):
			c.fault("<%s %s=%q>: inline style or script", e.Name, name, v)
		case name == "aria-describedby" || name == "aria-labelledby" || name == "aria-controls":
			for _, id := range strings.Fields(v) {
				if c.ids[id] == nil {
					c.fault("<%s %s=%q>: no such id", e.Name, name, v)
				}
			}
		}
	}
	switch e.Name {
	case "script":
		if e.Attr["src"] == "" || strings.TrimSpace(e.Text) != "" {
			c.fault("inline script")
		}
	case "style":
		c.fault("inline style")
	case "label":
		if t := c.ids[e.Attr["for"]]; e.Attr["for"] != "" && (t == nil || !slices.Contains([]string{"input", "select", "textarea"}, t.Name)) {
			c.fault("<label for=%q> labels nothing", e.Attr["for"])
		}
	case "input", "select", "textarea":
		c.control(e)
	case "button", "a", "summary", "legend", "th":
		if strings.TrimSpace(e.Text) == "" && e.Attr["aria-label"] == "" {
			c.fault("<%s> without words: %v", e.Name, e.Attr)
		}
		if e.Name == "a" {
			c.link(e)
		}
	case "img":
		if _, ok := e.Attr["alt"]; !ok {
			c.fault("<img> without alt")
		}
	case "svg":
		if e.Attr["aria-hidden"] != "true" && e.Attr["role"] != "img" {
			c.fault("<svg> is read aloud without words")
		}
	case "form":
		if e.Within("form") {
			c.fault("form in a form")
		}
	case "fieldset":
		if len(e.All("legend")) == 0 {
			c.fault("<fieldset> without legend")
		}
	case "p":
		for _, inner := range e.All("p", "div", "ul", "ol", "dl", "form", "section", "h2", "h3", "table") {
			c.fault("<%s> in a <p>", inner.Name)
		}
	}
}

func (c *checker) link(e *Element) {
	href, ok := e.Attr["href"]
	switch {
	case !ok:
		c.fault("<a> without href: %q", e.Text)
	case strings.HasPrefix(href, "#") && c.ids[href[1:]] == nil:
		c.fault("<a href=%q> leads nowhere", href)
	case strings.Contains(href, "ZgotmplZ"):
		c.fault("<a href=%q>: an unsafe address", href)
	}
	if e.Within("a") || e.Within("button") {
		c.fault("<a> inside a link or button: %q", e.Text)
	}
}

// control checks that a form control has a name to be called by.
func (c *checker) control(e *Element) {
	switch e.Attr["type"] {
	case "hidden", "submit", "button":
		return
	}
	if e.Attr["aria-hidden"] == "true" || e.Attr["aria-label"] != "" || e.Attr["aria-labelledby"] != "" || e.Within("label") {
		return
	}
	for _, l := range c.root.All("label") {
		if l.Attr["for"] != "" && l.Attr["for"] == e.Attr["id"] && strings.TrimSpace(l.Text) != "" {
			return
		}
	}
	c.fault("<%s name=%q> has no label", e.Name, e.Attr["name"])
}

// headings checks that no level is left out on the way down.
func (c *checker) headings() {
	last := 0
	for _, e := range c.root.All("h1", "h2", "h3", "h4", "h5", "h6") {
		if !e.Within("main") {
			continue
		}
		level := int(e.Name[1] - '0')
		if last != 0 && level > last+1 {
			c.fault("<%s> %q after <h%d>", e.Name, strings.TrimSpace(e.Text), last)
		}
		last = level
	}
}
