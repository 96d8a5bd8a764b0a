package main

import (
	"fmt"

	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
)

type userEraseCmd struct {
	folders
	Username string `arg:"" help:"Whose account. It must be inactive."`
	Reason   string `required:"" placeholder:"TEXT" help:"Why, for the security log, for good: a letter's number, never the person's name."`
}

// Run takes the person out of the account; what chains hold stays.
func (cmd *userEraseCmd) Run(c *console) error {
	p, err := cmd.operate(c)
	if err != nil {
		return err
	}
	defer p.close()
	err = p.directory.Erase(c.ctx, directory.Erasure{Username: cmd.Username, Name: text.ErasedPerson(), Reason: cmd.Reason}, directory.By{})
	if err != nil {
		return spoken(err)
	}
	fmt.Fprintf(c.out, "%s is nobody any more; backups made before still hold the person\n", cmd.Username)
	return nil
}
