package main

import (
	"fmt"
	"os"

	"github.com/alur-id/alur/internal/preview"
)

// previewCmd draws one page of a document, as a child of the server: package preview
// says why. It is no command for people.
type previewCmd struct {
	Job string `arg:"" help:"What is to be drawn, as JSON."`
}

// Run reads the document from the standard input and writes the picture.
func (cmd *previewCmd) Run(c *console) error { return preview.Work(cmd.Job, c.in, c.out) }

// previewCommand is how the server starts itself to draw a page.
func previewCommand() ([]string, error) {
	// The program that runs, also when its file was replaced by that of a newer version.
	const running = "/proc/self/exe"
	if _, err := os.Stat(running); err == nil {
		return []string{running, "preview"}, nil
	}
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find this program: %w", err)
	}
	return []string{self, "preview"}, nil
}
