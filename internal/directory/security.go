package directory

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
	"github.com/alur-id/alur/internal/store"
)

// SecurityKind says what happened to an account.
type SecurityKind string

// The kinds of entries in the security log. Detail says which one of several it was:
// the method of a sign-in, the name of a device or passkey, the reason of a refusal.
const (
	SecuritySignedIn        SecurityKind = "signed-in"
	SecuritySignInRefused   SecurityKind = "sign-in-refused"
	SecurityTooManyTries    SecurityKind = "too-many-tries" // the try with which a limit was reached
	SecurityFactorRefused   SecurityKind = "second-factor-refused"
	SecurityConfirmed       SecurityKind = "identity-confirmed"
	SecurityConfirmRefused  SecurityKind = "identity-not-confirmed"
	SecurityNewDevice       SecurityKind = "new-device"
	SecuritySignedOut       SecurityKind = "signed-out"
	SecuritySessionEnded    SecurityKind = "session-ended" // of another browser or token, by the owner or an administrator
	SecurityPasswordChanged SecurityKind = "password-changed"
	SecurityFactorAdded     SecurityKind = "second-factor-added"
	SecurityFactorRemoved   SecurityKind = "second-factor-removed"
	SecurityCodesMade       SecurityKind = "recovery-codes-made"
	SecurityCodeUsed        SecurityKind = "recovery-code-used"
	SecurityPasskeyCloned   SecurityKind = "passkey-counter-went-back"
	SecurityLinkSent        SecurityKind = "mail-link-sent"
	SecurityIdentityLinked  SecurityKind = "identity-linked"
	SecurityIdentityDropped SecurityKind = "identity-unlinked"
	SecurityContactChanged  SecurityKind = "contact-changed"
	SecurityPanic           SecurityKind = "panic" // a fault of the program, at which pattern
	SecurityActiveChanged   SecurityKind = "active-changed"
	SecurityUserAdded       SecurityKind = "user-added" // by an administrator; Detail: agency and roles
	SecurityRenamed         SecurityKind = "name-changed"
	SecurityMoved           SecurityKind = "agency-changed" // Detail: from and to, as of roles-changed
	SecurityRolesChanged    SecurityKind = "roles-changed"
	SecurityStandInAdded    SecurityKind = "stand-in-added" // Detail: ground and absent colleague
	SecurityStandInEnded    SecurityKind = "stand-in-ended"

	SecurityInvited           SecurityKind = "invitation-made" // a link; the one before stops working
	SecurityInvitationUsed    SecurityKind = "invitation-used"
	SecurityProposed          SecurityKind = "proposed"           // an act that another administrator must confirm; Detail: its kind
	SecurityProposalConfirmed SecurityKind = "proposal-confirmed" // Detail: kind and who proposed it, as of proposal-refused
	SecurityProposalRefused   SecurityKind = "proposal-refused"

	SecurityImportStaged    SecurityKind = "import-staged"     // Detail: kind of list, and how many rows
	SecurityImportApplied   SecurityKind = "import-applied"    // Detail: kind of list, and how many of what
	SecurityHandedOver      SecurityKind = "tasks-handed-over" // with the account's end; Detail: to whom
	SecurityAgencyAdded     SecurityKind = "agency-added"      // Detail: id and kind
	SecurityAgencyChanged   SecurityKind = "agency-edited"     // Detail: id and what; agency-changed is of people
	SecurityTokenMade       SecurityKind = "token-made"        // Detail: name, scopes and last day
	SecurityTokenRevoked    SecurityKind = "token-revoked"
	SecurityServiceAdded    SecurityKind = "service-added"       // Detail: agency, roles, and who answers for it
	SecurityServiceChanged  SecurityKind = "service-changed"     // Detail: agency and who answers for it, from and to; roles are roles-changed
	SecurityRolesMapped     SecurityKind = "roles-mapped"        // by what another system says; Detail as of roles-changed
	SecurityPasswordExpired SecurityKind = "password-expired"    // a sign-in that must set another one first
	SecurityExported        SecurityKind = "exported"            // Detail: what, how many rows, by which filters
	SecurityDenied          SecurityKind = "access-denied"       // Detail: how often within [denialWindow], and where
	SecurityAlert           SecurityKind = "alert"               // Detail: the rule, and the entry that it is about
	SecurityAlertHandled    SecurityKind = "alert-handled"       // Detail: the alert's number and a note
	SecurityLogChecked      SecurityKind = "log-checked"         // Detail: how many entries, and the hash of the last or the first bad one
	SecurityDataGiven       SecurityKind = "personal-data-given" // a copy of all data about the person
	SecurityErased          SecurityKind = "person-erased"       // Detail: the reason
	SecurityKeyRotated      SecurityKind = "key-rotated"         // by the operator; Detail: how many secrets were sealed again, and the new key's name
	SecurityKeyRotating     SecurityKind = "key-rotation-begun"  // by the operator; Detail: the new key's name
	SecurityTemplateAdded   SecurityKind = "template-added"      // Detail: kind of paper and version
	SecurityTemplateUsed    SecurityKind = "template-used"       // Detail: kind of paper, the version before and the one after; 0 is the shipped one
	SecurityFileInfected    SecurityKind = "file-infected"       // Detail: "refused" at upload or "found" later, what the scanner calls it, the request or "-", the file
	SecurityNoticesSet      SecurityKind = "notices-set"         // by the owner, or a link in a letter; Detail: kinds of which no letter is sent, "-" for none
	SecurityDeliveryRetried SecurityKind = "delivery-retried"    // Detail: kind and id of the job, or "all" and how many
	SecurityDeliveryDropped SecurityKind = "delivery-discarded"  // Detail: kind and id of the job, and the reason
	SecurityCalendarChanged SecurityKind = "calendar-changed"    // Detail: year, version, and what: a date with + or -, or "import" and how many
)

// SecurityEvent is one entry of the security log. It never holds a secret, nor a
// name that is no account's: people type passwords into the wrong field.
type SecurityEvent struct {
	Kind     SecurityKind
	Username string // whose account, "" when there is none
	Actor    string // who did it, where that is somebody else (an administrator)
	Address  string // the caller's IP address, "" for the operator's tools
	Detail   string // a word or a name, at most 200 letters
	// n is how many: rows of an export, refusals. For the rules; Detail says it in words.
	n int
	// was is the address before, of an entry about another one; it is not written.
	was string
}

// Record adds an entry to the security log, in a transaction of its own: for what
// happened without any other write.
func (d *Directory) Record(ctx context.Context, e SecurityEvent) error {
	return d.store.Write(ctx, func(tx *store.Tx) error { return d.record(ctx, tx, e) })
}

// record adds an entry to the security log in the transaction of what it tells of.
// It is the last thing a transaction does: it takes the one lock that every sign-in
// waits for. What a rule says of the entry is written with it ([judgeAlert]), and the
// letter to the account's owner ([ToldKinds]).
func (d *Directory) record(ctx context.Context, tx *store.Tx, e SecurityEvent) error {
	row, err := d.appendEntry(ctx, tx, e)
	if err == nil {
		err = d.alarm(ctx, tx, e, row)
	}
	if err == nil {
		err = d.tell(ctx, tx, e, row)
	}
	if err != nil {
		return fmt.Errorf("record %s: %w", e.Kind, err)
	}
	return nil
}

// appendEntry adds the next link to the chain.
func (d *Directory) appendEntry(ctx context.Context, tx *store.Tx, e SecurityEvent) (store.SecurityEventRow, error) {
	seq, prev, err := tx.SecurityHead(ctx)
	if err != nil {
		return store.SecurityEventRow{}, err
	}
	if prev == "" {
		prev = strings.Repeat("0", 64)
	}
	row := store.SecurityEventRow{
		Seq: seq + 1, At: d.clock().Truncate(time.Microsecond), Kind: string(e.Kind), Username: cut(e.Username, 40), Actor: cut(e.Actor, 40),
		Address: cut(e.Address, 64), Detail: cut(e.Detail, 200), Prev: prev,
	}
	if row.Body, row.Hash, err = sealSecurity(row); err != nil {
		return row, err
	}
	return row, tx.AppendSecurityEvent(ctx, row)
}

// sealSecurity makes the canonical bytes of an entry and their hash.
func sealSecurity(e store.SecurityEventRow) (body []byte, hash string, err error) {
	body, err = canon.Marshal(struct {
		Seq      int64  `json:"seq"`
		At       string `json:"at"`
		Kind     string `json:"kind"`
		Username string `json:"username"`
		Actor    string `json:"actor"`
		Address  string `json:"address"`
		Detail   string `json:"detail"`
		Prev     string `json:"prev"`
	}{e.Seq, alur.FormatTime(e.At), e.Kind, e.Username, e.Actor, e.Address, e.Detail, e.Prev})
	if err != nil {
		return nil, "", err
	}
	return body, canon.SHA256(body), nil
}
