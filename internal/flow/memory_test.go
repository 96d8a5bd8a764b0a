package flow

import (
	"io/fs"
	"testing/fstest"
)

// memory is a file system of texts.
type memory map[string]string

func (m memory) Open(name string) (fs.File, error) {
	files := fstest.MapFS{}
	for n, text := range m {
		files[n] = &fstest.MapFile{Data: []byte(text)}
	}
	return files.Open(name)
}
