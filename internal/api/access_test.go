package api

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store/storetest"
)

// accessBodies are bodies that get as far as who may, by operation.
var accessBodies = map[string]any{
	"create-request": m{"flow": "swakelola"}, "set-data": m{}, "take-action": m{}, "sign": m{"item": "judul", "password": password},
	"review-document": m{"verdict": "accepted", "note": ""}, "change-finding": m{"status": "fixed", "note": ""}, "claim": m{}, "read-notices": m{"all": true},
	"add-finding": m{"aspect": "input", "quality": "efisiensi", "severity": "low", "title": "x", "description": ""},
	"add-comment": m{"text": "Halo"}, "issue-paper": m{"kind": "notulen"}, "invite-user": m{"name": "", "roles": []string{}}, "change-user": m{}, "deactivate-user": m{"reason": "Pensiun"},
	"use-template": m{"version": 0, "seen": 0, "reason": "x"},
}

// TestAccess makes every call that the table answers with yes or no, as one user of
// each kind, and compares. (TestEverybodyEverywhere asks what depends on the party.)
func TestAccess(t *testing.T) {
	t.Parallel()
	w := newWorld(t, storetest.SQLite(t))
	id := w.submitted("swakelola")
	doc := w.get("kepala", id).text("documents", 0, "id")
	kinds := map[alur.AgencyID]alur.AgencyKind{"diskominfo": alur.AgencyICT, "cv-nusa": alur.AgencyVendor, "cv-lain": alur.AgencyVendor, "inspektorat": alur.AgencyAudit}
	var users []alur.User
	for _, p := range people {
		kind := kinds[p.agency]
		if kind == "" {
			kind = alur.AgencyOffice
		}
		users = append(users, alur.User{Username: p.name, Agency: p.agency, AgencyKind: kind, Roles: p.roles, Active: true})
	}
	rows := Access(users)
	if len(rows) != len(routes) {
		t.Fatalf("%d rows for %d routes", len(rows), len(routes))
	}
	seen := map[Answer]int{}
	for _, x := range rows {
		if x.ID == "create-token" || x.ID == "revoke-token" {
			continue // they make and end what the other calls need
		}
		if x.ID == "get-consistency" {
			continue // between two sizes of a tree, of which there is none here: TestTree asks
		}
		path := strings.NewReplacer("{id}", id, "{doc}", doc, "{number}", "1", "{action}", "ajukan", "{flow}", "swakelola", "{code}", "7K4M-92QX-T3HB").Replace(x.Path)
		body := accessBodies[x.ID]
		if strings.HasSuffix(x.Path, "/documents") && x.Method == http.MethodPost {
			body = multi(t, part{"kind", "", "surat"}, part{"file", "x.pdf", w.pdf()})
		}
		if got := w.call("", x.Method, path, body).status; (got == http.StatusUnauthorized) == x.Nobody {
			t.Errorf("%s: nobody gets %d, the table says %v", x.ID, got, x.Nobody)
		}
		for i, u := range users {
			seen[x.Users[i]]++
			if x.ID == "create-request" && !slices.Contains(u.Roles, alur.RoleRequester) {
				body = m{"flow": "swakelola", "agency": "dinas-kesehatan"} // at the counter
			}
			if f, ok := body.(*form); ok {
				body = &form{body: slices.Clone(f.body), contentType: f.contentType}
			}
			switch x.Users[i] {
			case Always:
				if a := w.call(u.Username, x.Method, path, body); a.status == http.StatusForbidden || a.status == http.StatusBadRequest {
					t.Errorf("%s: %s gets %d, the table says yes: %s", x.ID, u.Username, a.status, a.raw)
				}
			case Never:
				if a := w.call(u.Username, x.Method, path, body); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
					t.Errorf("%s: %s gets %d, the table says no: %s", x.ID, u.Username, a.status, a.raw)
				}
			case ByParty:
				if !slices.Contains(x.Refusals, alur.CodeNotYourParty) {
					t.Errorf("%s: party, but nobody is refused for it", x.ID)
				}
			default:
				t.Errorf("%s: no answer for %s", x.ID, u.Username)
			}
		}
	}
	if seen[Always] == 0 || seen[Never] == 0 || seen[ByParty] == 0 {
		t.Errorf("answers: %v", seen)
	}
}
