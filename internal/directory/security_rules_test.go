package directory

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestSecurityKinds holds the table of kinds to the constants: each is there once, and
// in a group that there is.
func TestSecurityKinds(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "security.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok {
			if typ, ok := v.Type.(*ast.Ident); ok && typ.Name == "SecurityKind" {
				s, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				want = append(want, s)
			}
		}
		return true
	})
	var got []string
	for _, k := range securityKinds {
		got = append(got, string(k.kind))
		if !k.group.Valid() || k.kind.Group() != k.group || !slices.Contains(k.group.Kinds(), k.kind) {
			t.Errorf("%s is in the group %q", k.kind, k.group)
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if len(want) < 30 || !slices.Equal(want, got) {
		t.Errorf("constants %v\ntable     %v", want, got)
	}
	if SecurityKind("x").Group() != "" || SecurityGroup("x").Valid() || SecurityGroup("x").Kinds() != nil {
		t.Error("what is none has a group")
	}
}

// TestJudgeAlert is the rules, each just below and at its threshold.
func TestJudgeAlert(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		e    SecurityEvent
		f    alertFacts
		want AlertRule
	}{
		{SecurityEvent{Kind: SecurityDenied, n: 1}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityDenied, n: 9}, alertFacts{powerful: true}, ""},
		{SecurityEvent{Kind: SecurityDenied, n: 10}, alertFacts{}, AlertDenials},
		{SecurityEvent{Kind: SecurityDenied, n: 100}, alertFacts{}, AlertDenials},
		{SecurityEvent{Kind: SecuritySignInRefused}, alertFacts{powerful: true, refused: 19}, ""},
		{SecurityEvent{Kind: SecuritySignInRefused}, alertFacts{powerful: true, refused: 20}, AlertRefused},
		{SecurityEvent{Kind: SecurityFactorRefused}, alertFacts{powerful: true, refused: 21}, AlertRefused},
		{SecurityEvent{Kind: SecurityConfirmRefused}, alertFacts{powerful: true, refused: 20}, AlertRefused},
		{SecurityEvent{Kind: SecuritySignInRefused}, alertFacts{refused: 500}, ""},
		{SecurityEvent{Kind: SecuritySignedIn}, alertFacts{powerful: true, refused: 500}, ""},
		{SecurityEvent{Kind: SecurityTooManyTries}, alertFacts{tries: 4}, ""},
		{SecurityEvent{Kind: SecurityTooManyTries}, alertFacts{tries: 5}, AlertTries},
		{SecurityEvent{Kind: SecurityFileInfected, Detail: "refused Contoh.Virus SI-2026-0001 found.pdf"}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityFileInfected, Detail: "found Contoh.Virus SI-2026-0001 kak.pdf"}, alertFacts{}, AlertInfected},
		{SecurityEvent{Kind: SecurityUserAdded, Detail: "diskominfo requester member"}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityUserAdded, Detail: "diskominfo member admin"}, alertFacts{}, AlertGrant},
		{SecurityEvent{Kind: SecurityServiceAdded, Detail: "diskominfo requester, head"}, alertFacts{}, ""}, // who answers for it
		{SecurityEvent{Kind: SecurityServiceAdded, Detail: "diskominfo reviewer, budi"}, alertFacts{}, AlertGrant},
		{SecurityEvent{Kind: SecurityRolesMapped, Detail: "member > head"}, alertFacts{}, AlertGrant},
		{SecurityEvent{Kind: SecurityUserAdded, Detail: "head requester"}, alertFacts{}, ""}, // an agency of that name
		{SecurityEvent{Kind: SecurityRolesChanged, Detail: "member > member requester"}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityRolesChanged, Detail: "member > reviewer member"}, alertFacts{}, AlertGrant},
		{SecurityEvent{Kind: SecurityRolesChanged, Detail: "reviewer > head"}, alertFacts{}, AlertGrant},
		{SecurityEvent{Kind: SecurityRolesChanged, Detail: "member > auditor"}, alertFacts{}, AlertGrant},
		{SecurityEvent{Kind: SecurityRolesChanged, Detail: "requester > requester agency-admin"}, alertFacts{}, AlertGrant},
		{SecurityEvent{Kind: SecurityRolesChanged, Detail: "admin member > admin"}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityRolesChanged, Detail: "admin > member"}, alertFacts{}, AlertRemoved},
		{SecurityEvent{Kind: SecurityRolesMapped, Detail: "admin >"}, alertFacts{}, AlertRemoved},
		{SecurityEvent{Kind: SecurityUserAdded, Detail: "admin member"}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityActiveChanged, Detail: "disabled"}, alertFacts{powerful: true, admin: true}, AlertRemoved},
		{SecurityEvent{Kind: SecurityActiveChanged, Detail: "disabled", Actor: "adit"}, alertFacts{powerful: true}, ""},
		{SecurityEvent{Kind: SecurityActiveChanged, Detail: "active", Username: "sri", Actor: "adit"}, alertFacts{powerful: true, admin: true}, AlertTaken},
		{SecurityEvent{Kind: SecurityPasswordChanged, Username: "sri", Actor: "adit"}, alertFacts{powerful: true}, AlertTaken},
		{SecurityEvent{Kind: SecurityPasswordChanged, Username: "sri", Actor: "sri"}, alertFacts{powerful: true}, ""},
		{SecurityEvent{Kind: SecurityPasswordChanged, Username: "sri"}, alertFacts{powerful: true}, ""},
		{SecurityEvent{Kind: SecurityPasswordChanged, Username: "sri", Actor: "adit"}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityIdentityLinked, Username: "sri", Actor: "adit"}, alertFacts{powerful: true}, AlertTaken},
		{SecurityEvent{Kind: SecurityIdentityDropped, Username: "sri", Actor: "adit"}, alertFacts{powerful: true}, AlertTaken},
		{SecurityEvent{Kind: SecurityContactChanged, Username: "sri", Actor: "adit"}, alertFacts{powerful: true}, AlertTaken},
		{SecurityEvent{Kind: SecurityFactorRemoved}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityFactorRemoved}, alertFacts{powerful: true}, AlertFactors},
		{SecurityEvent{Kind: SecurityFactorAdded}, alertFacts{powerful: true}, ""},
		{SecurityEvent{Kind: SecurityStandInAdded}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityStandInAdded}, alertFacts{office: true}, AlertStandIn},
		{SecurityEvent{Kind: SecurityExported, n: 1000}, alertFacts{exports: 4}, ""},
		{SecurityEvent{Kind: SecurityExported, n: 1001}, alertFacts{exports: 1}, AlertExport},
		{SecurityEvent{Kind: SecurityExported, n: 1}, alertFacts{exports: 5}, AlertExport},
		{SecurityEvent{Kind: SecurityLogChecked}, alertFacts{}, ""},
		{SecurityEvent{Kind: SecurityLogChecked, n: 1}, alertFacts{}, AlertBroken},
		{SecurityEvent{Kind: SecurityPanic}, alertFacts{}, AlertPanicked},
		{SecurityEvent{Kind: SecurityAlert, Detail: "grant", n: 5000}, alertFacts{powerful: true, refused: 99, tries: 99, exports: 99, office: true, admin: true}, ""},
	} {
		if got := judgeAlert(c.e, c.f); got != c.want {
			t.Errorf("%+v %+v: %q, want %q", c.e, c.f, got, c.want)
		}
	}
}

// TestDenials counts refusals within a window, by account, and forgets old ones.
func TestDenials(t *testing.T) {
	t.Parallel()
	var x denials
	now := time.Date(2026, 11, 23, 3, 0, 0, 0, time.UTC)
	for i := 1; i <= 12; i++ {
		if n := x.add("budi", now.Add(time.Duration(i)*time.Second)); n != i {
			t.Fatalf("refusal %d counts as %d", i, n)
		}
	}
	if n := x.add("sri", now); n != 1 {
		t.Errorf("another account's first is %d", n)
	}
	if n := x.add("budi", now.Add(denialWindow+time.Second)); n != 1 || len(x.since) != 1 {
		t.Errorf("after the window: %d, %d accounts kept", n, len(x.since))
	}
	if n := x.add("budi", now.Add(-time.Hour)); n != 1 {
		t.Errorf("after the clock went back: %d", n)
	}
	var written []string
	for i := 1; i <= 2000; i++ {
		if tenfold(i) {
			written = append(written, fmt.Sprint(i))
		}
	}
	if got := strings.Join(written, " "); got != "1 10 100 1000" {
		t.Errorf("written at %s", got)
	}
}
