// Package demo fills an empty installation with a demonstration: the accounts
// of Alur's manual, and requests of invented systems in many stages of both flows.
//
// It owns the invented people and stories. It must not know databases or HTTP,
// and it takes no short cut: every request is made by the use cases that people
// use, as the right person, so that a demonstration never shows what the product
// would not allow. Start reading at [Fill], then stories.go.
package demo

import (
	"context"
	"errors"
	"log/slog"

	"golang.org/x/sync/errgroup"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/store"
)

// Password is the password of every account of a demonstration.
const Password = "alur-demo"

// ErrNotEmpty says that the installation holds accounts already.
var ErrNotEmpty = errors.New("not empty")

// Config is what [Fill] works with. All fields are needed.
type Config struct {
	Store     *store.Store
	Blobs     blob.Store
	Flows     *flow.Registry
	Directory *directory.Directory // one that accepts short passwords
	Log       *slog.Logger
}

// Account is one of the people of the demonstration.
type Account struct {
	Username     string
	Name         string
	Organisation string
	Roles        []alur.Role
	agency       alur.AgencyID
}

// The organisations of the accounts. The two third parties are invented; the
// others are among the agencies that every installation begins with.
const (
	ictAgency       alur.AgencyID = "dinas-komunikasi-dan-informatika"
	healthAgency    alur.AgencyID = "dinas-kesehatan"
	schoolAgency    alur.AgencyID = "dinas-pendidikan"
	auditAgency     alur.AgencyID = "inspektorat"
	transportAgency alur.AgencyID = "dinas-perhubungan"
	vendorA         alur.AgencyID = "cv-nusa-karya-digital"
	vendorB         alur.AgencyID = "pt-lintas-rupa-aplikasi"
)

// Accounts are the people of the demonstration, in the order in which they are shown.
var Accounts = []Account{
	{"pemohon", "Wati Rahayu", "Dinas Kesehatan", []alur.Role{alur.RoleRequester}, healthAgency},
	{"pemohon2", "Joko Prasetyo", "Dinas Pendidikan", []alur.Role{alur.RoleRequester}, schoolAgency},
	{"verifikator", "Rino Saputra", "Dinas Komunikasi dan Informatika", []alur.Role{alur.RoleReviewer}, ictAgency},
	{"kepala", "Endang Lestari", "Dinas Komunikasi dan Informatika", []alur.Role{alur.RoleHead}, ictAgency},
	{"pengembang", "Dewi Anggraini", "Dinas Komunikasi dan Informatika", []alur.Role{alur.RoleMember}, ictAgency},
	{"penguji", "Sari Wulandari", "Dinas Komunikasi dan Informatika", []alur.Role{alur.RoleMember}, ictAgency},
	{"rangkap", "Bayu Nugroho", "Dinas Komunikasi dan Informatika", []alur.Role{alur.RoleRequester, alur.RoleReviewer}, ictAgency},
	{"pengembang-pd", "Hendra Kusuma", "Dinas Kesehatan", []alur.Role{alur.RoleMember}, healthAgency},
	{"penguji-pd", "Rini Astuti", "Dinas Kesehatan", []alur.Role{alur.RoleMember}, healthAgency},
	{"vendor", "Agus Firmansyah", "CV Nusa Karya Digital", []alur.Role{alur.RoleVendor}, vendorA},
	{"vendor2", "Maya Kartika", "PT Lintas Rupa Aplikasi", []alur.Role{alur.RoleVendor}, vendorB},
	{"admin-pd", "Yuni Hartati", "Dinas Kesehatan", []alur.Role{alur.RoleRequester, alur.RoleAgencyAdmin}, healthAgency},
	{"auditor", "Slamet Hariyadi", "Inspektorat", []alur.Role{alur.RoleAuditor}, auditAgency},
	{"admin", "Tono Wijaya", "Dinas Komunikasi dan Informatika", []alur.Role{alur.RoleAdmin}, ictAgency},
}

// Fill makes the demonstration. It refuses with [ErrNotEmpty] where accounts
// exist. It is not one transaction: what an interrupted call leaves behind has to
// be thrown away by the caller.
func Fill(ctx context.Context, cfg Config) error {
	if err := organisations(ctx, cfg); err != nil {
		return err
	}
	t := newTeller(cfg)
	for _, tell := range stories {
		tell(t)
	}
	// Hashing passwords keeps the cores busy, storing files the disk.
	group, both := errgroup.WithContext(ctx)
	group.Go(func() error { return accounts(both, cfg) })
	group.Go(func() error { return t.receive(both) })
	if err := group.Wait(); err != nil {
		return err
	}
	names := make([]string, len(Accounts))
	for i, a := range Accounts {
		names[i] = a.Username
	}
	var err error
	if t.users, err = cfg.Directory.Users(ctx, names); err != nil {
		return err
	}
	return t.run(ctx)
}
