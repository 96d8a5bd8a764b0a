package blob

import (
	"bufio"
	"bytes"
)

// watcher looks for the beginning of an object and for forbidden names where there
// should be neither. Chance alone makes both only in names that are too short.
type watcher struct {
	p      *pdfReader
	last   [5]byte
	name   []byte
	inName bool
}

// feedAll is feed for many bytes.
func (w *watcher) feedAll(b []byte) {
	for i, c := range b {
		switch {
		case i < len(w.last):
			w.feed(c)
			continue
		case c == 'j' && beginsObject(b[i-4:i+1]):
			w.p.hiddenObject = true
		}
		if c == '/' || w.inName {
			w.spell(c)
		}
	}
	if n := len(b); n > len(w.last) {
		copy(w.last[:], b[n-len(w.last):])
	}
}

func (w *watcher) feed(b byte) {
	copy(w.last[:], w.last[1:])
	w.last[4] = b
	if b == 'j' && beginsObject(w.last[:]) {
		w.p.hiddenObject = true
	}
	w.spell(b)
}

// beginsObject judges five bytes: "0 obj".
func beginsObject(b []byte) bool {
	return b[2] == 'o' && b[3] == 'b' && b[4] == 'j' && isPDFSpace(b[1]) && b[0] >= '0' && b[0] <= '9'
}

func (w *watcher) spell(b byte) {
	switch {
	case b == '/':
		w.end()
		w.inName, w.name = true, w.name[:0]
	case !w.inName:
	case isPDFSpace(b) || isPDFDelimiter(b):
		w.end()
	case len(w.name) < 64:
		w.name = append(w.name, b)
	}
}

func (w *watcher) end() {
	if !w.inName {
		return
	}
	w.inName = false
	name := string(w.name)
	if bytes.IndexByte(w.name, '#') >= 0 {
		name = readName(&pdfInput{in: bufio.NewReader(bytes.NewReader(w.name))})
	}
	if why := forbidden[name]; why != "" && len(name) > 2 {
		w.p.hiddenName = why
	} else if name == "ObjStm" {
		w.p.hiddenName = "a PDF that cannot be inspected"
	}
}
