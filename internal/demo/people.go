package demo

import (
	"context"
	"fmt"

	"golang.org/x/sync/errgroup"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
)

// thirdParties are the invented organisations of the demonstration.
var thirdParties = []alur.Agency{
	{ID: vendorA, Name: "CV Nusa Karya Digital", ShortName: "Nusa Karya", Kind: alur.AgencyVendor, Active: true},
	{ID: vendorB, Name: "PT Lintas Rupa Aplikasi", ShortName: "Lintas Rupa", Kind: alur.AgencyVendor, Active: true},
}

// organisations makes the agencies.
func organisations(ctx context.Context, cfg Config) error {
	existing, _, err := cfg.Directory.FindUsers(ctx, directory.UserQuery{Limit: 1})
	if err != nil {
		return err
	}
	if len(existing) > 0 {
		return ErrNotEmpty
	}
	if err := cfg.Directory.SeedAgencies(ctx); err != nil {
		return fmt.Errorf("seed the agencies: %w", err)
	}
	if err := setLetterheads(ctx, cfg); err != nil {
		return err
	}
	for _, a := range thirdParties {
		if err := cfg.Directory.AddAgency(ctx, a, directory.By{}); err != nil {
			return fmt.Errorf("add %s: %w", a.Name, err)
		}
	}
	return nil
}

// accounts makes the accounts.
func accounts(ctx context.Context, cfg Config) error {
	// Hashing a password takes a while on purpose; the accounts share the cores.
	group, ctx := errgroup.WithContext(ctx)
	for _, a := range Accounts {
		group.Go(func() error {
			err := cfg.Directory.AddUser(ctx, directory.NewUser{Username: a.Username, Name: a.Name, Agency: a.agency, Roles: a.Roles, Password: Password})
			if err != nil {
				return fmt.Errorf("add %s: %w", a.Username, err)
			}
			return nil
		})
	}
	return group.Wait()
}
