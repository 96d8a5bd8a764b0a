package directory

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
	"github.com/alur-id/alur/internal/store"
)

// SecurityEntry is one entry of the security log as it is read.
type SecurityEntry struct {
	Seq      int64
	At       time.Time
	Kind     SecurityKind
	Username string // whose account, "" when there is none
	Actor    string // who did it, where that is somebody else
	Address  string
	Detail   string
	Hash     string // its fingerprint, which the next one names
}

func entryOf(r store.SecurityEventRow) SecurityEntry {
	return SecurityEntry{Seq: r.Seq, At: r.At, Kind: SecurityKind(r.Kind), Username: r.Username, Actor: r.Actor, Address: r.Address, Detail: r.Detail, Hash: r.Hash}
}

// SecurityQuery says which entries; what is zero does not restrict.
type SecurityQuery struct {
	Group    SecurityGroup
	Username string // whose account
	Actor    string // who did it: somebody else, or the owner
	Text     string // stands in account, actor, address or detail
	Since    time.Time
	Until    time.Time // not in it any more
	After    string    // the cursor that the page before gave
	Limit    int       // 1 to 200; 0 is 50
}

// SecurityLog reads the security log, newest first. next is the cursor of the next page,
// "" after the last. It is for administrators and auditors; the caller has checked.
//
// Refusals: invalid-parameter (cursor, limit, group).
func (d *Directory) SecurityLog(ctx context.Context, q SecurityQuery) (entries []SecurityEntry, next string, err error) {
	sq := store.SecurityQuery{
		Username: strings.TrimSpace(q.Username), Actor: strings.TrimSpace(q.Actor), Text: strings.TrimSpace(q.Text), Since: q.Since, Until: q.Until, Limit: q.Limit,
	}
	if q.Group != "" && !q.Group.Valid() {
		return nil, "", alur.RefuseField(alur.CodeInvalidParameter, "group")
	}
	if sq.Limit == 0 {
		sq.Limit = 50
	}
	if sq.Limit < 1 || sq.Limit > 200 {
		return nil, "", alur.RefuseField(alur.CodeInvalidParameter, "limit")
	}
	if q.After != "" {
		if sq.Before, err = strconv.ParseInt(q.After, 10, 64); err != nil || sq.Before < 1 {
			return nil, "", alur.RefuseField(alur.CodeInvalidParameter, "cursor")
		}
	}
	for _, k := range q.Group.Kinds() {
		sq.Kinds = append(sq.Kinds, string(k))
	}
	if q.Group != "" && sq.Kinds == nil {
		return nil, "", nil // nothing of the group can have happened
	}
	sq.Limit++
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		rows, err := tx.SecurityEvents(ctx, sq)
		for _, r := range rows {
			entries = append(entries, entryOf(r))
		}
		return err
	})
	if err == nil && len(entries) == sq.Limit {
		entries = entries[:sq.Limit-1]
		next = strconv.FormatInt(entries[len(entries)-1].Seq, 10)
	}
	return entries, next, err
}

// chain is what following the security log has found.
type chain struct {
	entries int64  // that follow each other
	hash    string // of the last of them, zeros before the first
	wrong   string // what is wrong with the next one, "" when all is in order
}

var noHash = strings.Repeat("0", 64)

// follow reads the whole log and stops at the first entry that is not what was written.
// known is an entry that was in order before, by its number and hash; 0 is none.
func follow(ctx context.Context, tx *store.Tx, known int64, knownHash string) (chain, error) {
	c := chain{hash: noHash}
	err := tx.EachSecurityEvent(ctx, func(e store.SecurityEventRow) error {
		if c.wrong != "" {
			return nil
		}
		body, hash, err := sealSecurity(e)
		switch {
		case err != nil:
			return err
		case e.Seq != c.entries+1:
			c.wrong = fmt.Sprintf("entry %d: missing", c.entries+1)
		case e.Prev != c.hash:
			c.wrong = fmt.Sprintf("entry %d: does not follow the one before", e.Seq)
		case string(body) != string(e.Body) || hash != e.Hash:
			c.wrong = fmt.Sprintf("entry %d: is not what was written", e.Seq)
		case e.Seq == known && hash != knownHash:
			c.wrong = fmt.Sprintf("entry %d: was another at the check before", e.Seq)
		default:
			c.entries, c.hash = e.Seq, e.Hash
		}
		return nil
	})
	if err == nil && c.wrong == "" && c.entries < known {
		c.wrong = fmt.Sprintf("entry %d: missing, and was there at the check before", c.entries+1)
	}
	return c, err
}

// known is the entry up to which the log was whole at some check.
func known(ctx context.Context, tx *store.Tx) (store.SecurityCheckRow, error) {
	c, err := tx.SecurityCheck(ctx)
	if alur.CodeOf(err) == alur.CodeNotFound {
		err = nil
	}
	return c, err
}

// VerifySecurityLog follows the chain of the security log: how many entries are in
// order, and what is wrong with the first that is not what was written. Reads only.
func (d *Directory) VerifySecurityLog(ctx context.Context) (entries int64, wrong string, err error) {
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		before, err := known(ctx, tx)
		if err != nil {
			return err
		}
		c, err := follow(ctx, tx, before.WholeSeq, before.WholeHash)
		entries, wrong = c.entries, c.wrong
		return err
	})
	return entries, wrong, err
}

// SecurityCheck is what a check of the security log found.
type SecurityCheck struct {
	At      time.Time
	Entries int64  // that are in order
	Hash    string // of the last of them
	Bad     int64  // the first that is not what was written; 0 is none
	What    string // what is wrong with it, for an operator
	By      string // username of who checked
}

// LastSecurityCheck is the last check: not-found before the first.
func (d *Directory) LastSecurityCheck(ctx context.Context) (SecurityCheck, error) {
	var c SecurityCheck
	err := d.store.Read(ctx, func(tx *store.Tx) error {
		row, err := tx.SecurityCheck(ctx)
		c = SecurityCheck{At: row.At, Entries: row.Entries, Hash: row.Hash, Bad: row.BadSeq, What: row.Bad, By: row.CheckedBy}
		return err
	})
	return c, err
}

// CheckSecurityLog follows the chain and remembers what came out, with the point up to
// which it was whole: a log that was cut or written anew is found at the next check. It
// reads everything (some 70,000 entries a second), so there is one check at a time.
// What it finds stands in the log; a break is an alert. It is for administrators; the
// caller has checked.
//
// Refusals: conflict (a check is on).
func (d *Directory) CheckSecurityLog(ctx context.Context, by By) (SecurityCheck, error) {
	if !d.checking.TryLock() {
		return SecurityCheck{}, alur.RefuseField(alur.CodeConflict, "check")
	}
	defer d.checking.Unlock()
	var before store.SecurityCheckRow
	var c chain
	err := d.store.Read(ctx, func(tx *store.Tx) (err error) {
		if before, err = known(ctx, tx); err != nil {
			return err
		}
		c, err = follow(ctx, tx, before.WholeSeq, before.WholeHash)
		return err
	})
	if err != nil {
		return SecurityCheck{}, err
	}
	row := store.SecurityCheckRow{
		At: d.clock(), Entries: c.entries, Hash: c.hash, Bad: c.wrong, CheckedBy: by.Actor, WholeSeq: before.WholeSeq, WholeHash: before.WholeHash,
	}
	e := SecurityEvent{Kind: SecurityLogChecked, Actor: by.Actor, Address: by.Address, Detail: fmt.Sprintf("whole %d %s", c.entries, c.hash)}
	if c.wrong == "" {
		row.WholeSeq, row.WholeHash = c.entries, c.hash
	} else {
		row.BadSeq = c.entries + 1
		e.n, e.Detail = int(row.BadSeq), fmt.Sprintf("broken %d", row.BadSeq)
	}
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.SaveSecurityCheck(ctx, row); err != nil {
			return err
		}
		return d.record(ctx, tx, e)
	})
	return SecurityCheck{At: row.At, Entries: row.Entries, Hash: row.Hash, Bad: row.BadSeq, What: row.Bad, By: row.CheckedBy}, err
}

// securityHead is the first line of an export of the security log.
type securityHead struct {
	Log    string `json:"log"` // "security"
	Events int64  `json:"events"`
	Hash   string `json:"hash"` // of the last event
}

// ExportSecurityLog writes the security log as JSON Lines: one line about the whole, then
// every entry as it was hashed, with its hash. Whoever has the file can check it without
// this program (docs/periksa-riwayat.py). It returns how many entries there are.
func (d *Directory) ExportSecurityLog(ctx context.Context, w io.Writer) (entries int64, err error) {
	out := bufio.NewWriter(w)
	err = d.store.Read(ctx, func(tx *store.Tx) error {
		head := securityHead{Log: "security", Hash: noHash}
		last, err := tx.SecurityEvents(ctx, store.SecurityQuery{Limit: 1})
		if err != nil {
			return err
		}
		for _, e := range last {
			head.Events, head.Hash = e.Seq, e.Hash
		}
		line, err := canon.Marshal(head)
		if err != nil {
			return err
		}
		if _, err := out.Write(append(line, '\n')); err != nil {
			return err
		}
		return tx.EachSecurityEvent(ctx, func(e store.SecurityEventRow) error {
			entries++
			body := strings.TrimSuffix(string(e.Body), "}")
			_, err := fmt.Fprintf(out, "%s,\"hash\":%q}\n", body, e.Hash)
			return err
		})
	})
	if err == nil {
		err = out.Flush()
	}
	return entries, err
}
