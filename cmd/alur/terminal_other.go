//go:build !linux

package main

import "io"

// hideTyping does nothing here: servers run on Linux, and a developer elsewhere
// sees the password that he or she types.
func hideTyping(io.Reader) (show func()) { return func() {} }
