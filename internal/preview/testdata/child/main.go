// Command child is what a folder of previews starts in tests: the part of alur that
// draws a page, alone.
package main

import (
	"fmt"
	"os"

	"github.com/alur-id/alur/internal/preview"
)

func main() {
	if err := preview.Work(os.Args[1], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
