package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestPreviewCommand proves that the command that the server starts itself with is
// there, refuses what is no job, and is not offered to people.
func TestPreviewCommand(t *testing.T) {
	t.Parallel()
	command, err := previewCommand()
	if err != nil || len(command) != 2 {
		t.Fatal(command, err)
	}
	if _, err := os.Stat(command[0]); err != nil {
		t.Error(err)
	}
	none := func(string) string { return "" }
	var out, complaint bytes.Buffer
	if code := run(t.Context(), []string{command[1], "{"}, strings.NewReader("%PDF"), &out, &complaint, none); code != exitFailed || out.Len() > 0 || !strings.Contains(complaint.String(), "preview: job") {
		t.Errorf("exit %d, %q, %q", code, out.String(), complaint.String())
	}
	out.Reset()
	if code := run(t.Context(), []string{"--help"}, strings.NewReader(""), &out, &complaint, none); code != exitOK || strings.Contains(out.String(), "preview") {
		t.Errorf("exit %d, help: %s", code, out.String())
	}
}
