package main

import (
	"cmp"
	"fmt"
	"os"
)

type agencyCmd struct {
	Import agencyImportCmd `cmd:"" help:"Add and change agencies from a CSV or XLSX file; all of it or nothing."`
}

type agencyImportCmd struct {
	folders
	File string `arg:"" type:"existingfile" help:"CSV or XLSX with the heading name,short_name,kind and, if wanted, id and active. Kinds are agency, ict, vendor and audit. Lists that are to be looked at first are brought on the page «Impor dari Excel»."`
}

// Run imports all of the file or, when a line is wrong, nothing of it.
func (cmd *agencyImportCmd) Run(c *console) error {
	f, err := os.Open(cmd.File)
	if err != nil {
		return refuse("%v", err)
	}
	defer f.Close()
	p, err := cmd.operate(c)
	if err != nil {
		return err
	}
	defer p.close()
	report, err := p.directory.ImportAgencies(c.ctx, f)
	for _, fault := range report.Faults {
		fmt.Fprintf(c.err, "%s:%d: %s: %s\n", cmd.File, fault.Line, cmp.Or(fault.Field, "line"), fault.Reason)
	}
	if len(report.Faults) > 0 {
		return &exitError{code: exitFailed, msg: "nothing was imported"}
	}
	if err != nil {
		return spoken(err)
	}
	fmt.Fprintf(c.out, "%d added, %d changed, %d as before\n", report.Added, report.Changed, report.Same)
	return nil
}
