package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/alur-id/alur/internal/flow"
)

type flowCmd struct {
	Check flowCheckCmd `cmd:"" help:"Check definitions: every fault of every file, with its place."`
}

type flowCheckCmd struct {
	Files []string `arg:"" name:"file" type:"existingfile" help:"Definitions (YAML) that refer to nothing but each other."`
}

// Run compiles the files together, for a flow may lead over into another. It
// prints every fault, not the first one, and exits 1 when there is one.
func (cmd *flowCheckCmd) Run(c *console) error {
	// The files may stand anywhere; the loader reads from one folder.
	root, names, err := commonRoot(cmd.Files)
	if err != nil {
		return refuse("%v", err)
	}
	registry, err := flow.Load(os.DirFS(root), names...)
	if err != nil {
		fmt.Fprintln(c.err, err)
		return &exitError{code: exitFailed}
	}
	for _, p := range registry.Plans() {
		fmt.Fprintf(c.out, "%s version %d: %d stages, in order\n", p.Flow, p.Version, len(p.Stages))
	}
	return nil
}

// commonRoot returns the deepest folder above all files, and the files from there,
// with slashes as fs.FS wants them.
func commonRoot(files []string) (root string, names []string, err error) {
	abs := make([]string, len(files))
	for i, f := range files {
		if abs[i], err = filepath.Abs(f); err != nil {
			return "", nil, err
		}
	}
	root = filepath.Dir(abs[0])
	for {
		names = names[:0]
		for _, f := range abs {
			rel, err := filepath.Rel(root, f)
			if err != nil || !filepath.IsLocal(rel) {
				break
			}
			names = append(names, filepath.ToSlash(rel))
		}
		if len(names) == len(abs) || root == filepath.Dir(root) {
			return root, names, nil
		}
		root = filepath.Dir(root)
	}
}
