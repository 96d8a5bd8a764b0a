package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is set when the program is built (Makefile).
var version = "dev"

type versionCmd struct{}

// Run prints version, commit when the build knows it, and what it was built with.
func (versionCmd) Run(c *console) error {
	commit := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = " " + s.Value
			}
		}
	}
	_, err := fmt.Fprintf(c.out, "alur %s%s (%s %s/%s)\n", version, commit, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}
