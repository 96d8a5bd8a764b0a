package directory

import (
	"context"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// MappedRoles are the roles that may come from another system. Who administers and who
// decides for the city is said here, by somebody who answers for it.
var MappedRoles = []alur.Role{alur.RoleRequester, alur.RoleMember, alur.RoleReviewer, alur.RoleAuditor}

// Claimed is what another system says of somebody's roles, in its own words.
type Claimed struct {
	Said   bool // the claim was there, if only empty; without it nothing changes
	Values []string
}

// mapRoles sets the roles of an account that the settings map to what the other system
// says; the others stay. A role that does not go with the account's agency or its other roles is not given.
// The account is stored in the transaction that holds it, so that its sessions elsewhere
// have the roles with their next call; without any role left they end. The event is nil
// when nothing changed.
func (d *Directory) mapRoles(ctx context.Context, tx *store.Tx, a *store.AccountRow, said Claimed, c Caller) (*SecurityEvent, error) {
	if !said.Said || len(d.roleMap) == 0 || a.Service {
		return nil, nil //nolint:nilnil // nothing to change is no fault
	}
	var roles, mapped []alur.Role
	for _, r := range d.roleMap {
		mapped = append(mapped, r)
	}
	for _, r := range a.Roles {
		if !slices.Contains(mapped, r) {
			roles = append(roles, r)
		}
	}
	for _, v := range said.Values {
		r, ok := d.roleMap[v]
		if !ok || !slices.Contains(MappedRoles, r) || slices.Contains(roles, r) {
			continue
		}
		var wrong faults
		with := append(slices.Clone(roles), r)
		judgeRoles(&wrong, with)
		if err := judgeAgency(ctx, tx, &wrong, a.Agency, with, false); err != nil {
			return nil, err
		}
		if wrong != nil {
			d.log.Warn("role of the other system does not go with the agency or the others", "username", a.Username, "role", r)
			continue
		}
		roles = append(roles, r)
	}
	was := roleList(a.Roles)
	if roleList(roles) == was {
		return nil, nil //nolint:nilnil // as above
	}
	a.Roles, a.UpdatedAt = roles, d.clock()
	if err := tx.SaveAccount(ctx, *a); err != nil {
		return nil, err
	}
	if len(roles) == 0 {
		if err := d.endAll(ctx, tx, a.Username, ""); err != nil {
			return nil, err
		}
	}
	return &SecurityEvent{Kind: SecurityRolesMapped, Username: a.Username, Address: c.Address, Detail: was + " > " + roleList(roles)}, nil
}
