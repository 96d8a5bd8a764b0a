package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/text"
)

type auditCmd struct {
	Verify   auditVerifyCmd   `cmd:"" help:"Prove every history: chain, gaps, ends, columns, the bytes of every document, and the tree of all events with its checkpoints. Reads only, beside a running server too."`
	Rebuild  auditRebuildCmd  `cmd:"" help:"Rebuild the tables from the histories and compare, or mend the tree."`
	Security auditSecurityCmd `cmd:"" help:"Prove the security log: chain and gaps. Reads only."`
	Export   auditExportCmd   `cmd:"" help:"Write the history of a request, to be checked without Alur."`
	Cosign   auditCosignCmd   `cmd:"" help:"For a witness, on a machine of its own: sign a checkpoint that contains what was signed before."`
	Cosigned auditCosignedCmd `cmd:"" help:"Hand in a checkpoint that a witness signed."`
	Erase    auditEraseCmd    `cmd:"" help:"Delete the personal data of a request for good. Its history stays whole."`
}

type auditSecurityCmd struct {
	folders
	Export string `placeholder:"FILE" help:"Write the log there as well, to be checked without Alur. An existing file is not overwritten."`
}

// Run exits as [auditVerifyCmd.Run] does.
func (cmd *auditSecurityCmd) Run(c *console) error {
	audit, closeAll, err := cmd.audit(c)
	if err != nil {
		return err
	}
	defer closeAll()
	people := directory.New(directory.Config{Store: audit.Store, Clock: alur.SystemClock})
	n, wrong, err := people.VerifySecurityLog(c.ctx)
	if err != nil {
		return refuse("%v", err)
	}
	if cmd.Export != "" {
		// Also of a log that is not in order: that is when somebody wants to see it.
		if err := cmd.export(c, people, n); err != nil {
			return err
		}
	}
	if wrong != "" {
		fmt.Fprintf(c.out, "security log: %s\n", wrong)
		return &exitError{code: exitFailed, msg: "the security log is not in order"}
	}
	fmt.Fprintf(c.out, "%d security events verified\n", n)
	return nil
}

func (cmd *auditSecurityCmd) export(c *console, people *directory.Directory, n int64) error {
	file, err := os.OpenFile(cmd.Export, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return refuse("%v", err)
	}
	cmd.noteExport(c, "audit-security", n)
	_, err = people.ExportSecurityLog(c.ctx, file)
	if err := errors.Join(err, file.Close()); err != nil {
		return refuse("%v", errors.Join(err, os.Remove(cmd.Export)))
	}
	return nil
}

// noteExport writes into the security log that an operator has taken something out. A
// database that cannot be written (a backup on a read-only disk, a history whose guards
// are gone) can still be exported: who holds the folder could copy it.
func (f *folders) noteExport(c *console, what string, rows int64) {
	st, err := f.open(c, quiet(c.err))
	if err == nil {
		people := directory.New(directory.Config{Store: st, Clock: alur.SystemClock})
		err = errors.Join(people.Exported(c.ctx, directory.Export{What: what, Rows: int(rows)}), st.Close())
	}
	if err != nil {
		fmt.Fprintf(c.err, "alur: warning: this export is not in the security log: %v\n", err)
	}
}

type auditVerifyCmd struct {
	folders
	witnessing
	Request string `placeholder:"ID" help:"One request only, by its id or number."`
}

// Run exits 0 when all is in order, 1 when a history is not, 2 when it could not read.
func (cmd *auditVerifyCmd) Run(c *console) error {
	return cmd.look(c, cmd.Request, &cmd.witnessing, (*casework.Audit).Verify, "verified")
}

type auditRebuildCmd struct {
	folders
	Check   bool   `xor:"what" required:"" help:"Compare and change nothing: the tables of a running server are its own."`
	Tree    bool   `xor:"what" required:"" help:"Make the hashes above the leaves of the tree anew, and give a leaf to every event that has none. Leaves stay as they are."`
	Request string `placeholder:"ID" help:"One request only, by its id or number."`
}

// Run exits as [auditVerifyCmd.Run] does.
func (cmd *auditRebuildCmd) Run(c *console) error {
	if cmd.Tree {
		return cmd.mendTree(c)
	}
	return cmd.look(c, cmd.Request, nil, (*casework.Audit).Rebuild, "rebuilt")
}

// look runs a proof over one request or all and prints a line for each bad one; with is what
// it takes from outside of the database, nil for nothing.
func (f *folders) look(c *console, request string, with *witnessing, prove func(*casework.Audit, context.Context, alur.RequestID, func(casework.Fault)) (casework.Totals, error), done string) error {
	audit, closeAll, err := f.audit(c)
	if err != nil {
		return err
	}
	defer closeAll()
	id := alur.RequestID("")
	if request != "" {
		if id, err = named(c.ctx, audit.Store, request); err != nil {
			return err
		}
	}
	if missing := audit.Store.Unguarded(); missing != nil {
		fmt.Fprintf(c.err, "alur: warning: %v; Alur will not start on this data until it is restored\n", missing)
	}
	if with != nil {
		if err := with.arm(c, audit, f.Data); err != nil {
			return err
		}
	}
	// It makes much that lives briefly and holds little: the collector need not hurry.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	out := bufio.NewWriter(c.out)
	totals, err := prove(audit, c.ctx, id, func(fault casework.Fault) { fmt.Fprintln(out, fault) })
	if err == nil && totals.Faulty == 0 {
		fmt.Fprintf(out, "%d requests, %d events %s\n", totals.Requests, totals.Events, done)
		if totals.Checkpoints > 0 {
			fmt.Fprintf(out, "tree of %d events: agrees with %d checkpoints, %d of them kept elsewhere\n", totals.Size, totals.Checkpoints, len(audit.Witness))
		}
	}
	if alur.CodeOf(err) == alur.CodeNotFound {
		return refuse("there is no request %s", request)
	}
	if err := errors.Join(err, out.Flush()); err != nil {
		return refuse("%v", err)
	}
	if totals.Faulty > 0 {
		return &exitError{code: exitFailed, msg: fmt.Sprintf("%d faults in %d requests and the tree of %d events", totals.Faulty, totals.Requests, totals.Size)}
	}
	return nil
}

type auditExportCmd struct {
	folders
	Request string `arg:"" help:"The request's id or number."`
	Output  string `short:"o" placeholder:"FILE" help:"Where to write; the standard output without it. An existing file is not overwritten."`
}

// Run writes JSON Lines: one about the whole, then one for each event.
func (cmd *auditExportCmd) Run(c *console) error {
	audit, closeAll, err := cmd.audit(c)
	if err != nil {
		return err
	}
	defer closeAll()
	id, err := named(c.ctx, audit.Store, cmd.Request)
	if err != nil {
		return err
	}
	cmd.noteExport(c, "audit-export:"+string(id), 1)
	if cmd.Output != "" {
		file, err := os.OpenFile(cmd.Output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return refuse("%v", err)
		}
		if err := errors.Join(audit.Export(c.ctx, id, file), file.Close()); err != nil {
			return refuse("%v", errors.Join(err, os.Remove(cmd.Output)))
		}
		return nil
	}
	if err := audit.Export(c.ctx, id, c.out); err != nil {
		return refuse("%v", err)
	}
	return nil
}

type auditEraseCmd struct {
	folders
	Request string   `arg:"" help:"The request's id or number."`
	Item    []string `help:"Only these items, for example narahubung. Without it, every person in the request."`
}

// Run deletes values and salts; what remains in the history are hashes of nothing.
func (cmd *auditEraseCmd) Run(c *console) error {
	p, err := cmd.operate(c)
	if err != nil {
		return err
	}
	defer p.close()
	id, err := named(c.ctx, p.store, cmd.Request)
	if err != nil {
		return err
	}
	items := make([]alur.ItemID, len(cmd.Item))
	for i, it := range cmd.Item {
		items[i] = alur.ItemID(it)
	}
	erased, err := p.cases.ErasePrivate(c.ctx, id, items...)
	if err != nil {
		return spoken(err)
	}
	fmt.Fprintf(c.out, "%d values erased; backups made before still hold them\n", erased)
	return c.papersStay(p.store, id)
}

// papersStay names the papers of a request, which erasing does not change: they name those
// who acted for an office (decision 0026).
func (c *console) papersStay(st *store.Store, id alur.RequestID) error {
	var papers []store.PaperRow
	err := st.Read(c.ctx, func(tx *store.Tx) (err error) {
		papers, err = tx.Papers(c.ctx, id)
		return err
	})
	if err != nil || len(papers) == 0 {
		return err
	}
	fmt.Fprintf(c.out, "%d papers stay as they were issued, and name who signed for an office; what must not be relied on is withdrawn on the page of the request:\n", len(papers))
	for _, p := range papers {
		fmt.Fprintf(c.out, "  %s %s (%s, %s)\n", p.Code, text.PaperName(p.Kind), alur.FormatTime(p.At)[:10], p.State)
	}
	return nil
}

// audit opens the data for reading, beside a running server too.
func (f *folders) audit(c *console) (_ *casework.Audit, closeAll func(), err error) {
	// The store would make a missing folder anew, and find every history in order.
	if _, err := os.Stat(f.Data); err != nil {
		return nil, nil, refuse("there is no data folder %s", f.Data)
	}
	registry, err := loadFlows()
	if err != nil {
		return nil, nil, err
	}
	st, err := store.Open(c.ctx, store.Config{Dir: f.Data, URL: f.Database, Clock: alur.SystemClock, Log: quiet(c.err), ReadOnly: true})
	if err != nil {
		return nil, nil, refuse("open the database: %v", err)
	}
	blobs, err := f.openDocuments(c, quiet(c.err), f.Documents, true)
	if err != nil {
		_ = st.Close()
		return nil, nil, err
	}
	return &casework.Audit{Store: st, Blobs: blobs, Flows: registry}, func() { _ = blobs.Close(); _ = st.Close() }, nil
}

// named finds a request by what people call it: its number, or its id.
func named(ctx context.Context, st *store.Store, name string) (alur.RequestID, error) {
	id := alur.RequestID(name)
	found := false
	err := st.Read(ctx, func(tx *store.Tx) error {
		return tx.EachRequest(ctx, func(row store.RequestRow) error {
			if row.Number == name && name != "" {
				id, found = row.ID, true
			}
			return nil
		})
	})
	if err != nil {
		return "", refuse("%v", err)
	}
	// A request whose row was removed is known by its id alone, so an id is not looked up here.
	if !found && !isID(name) {
		return "", refuse("there is no request with the number %s", name)
	}
	return id, nil
}

func isID(s string) bool {
	if len(s) != 32 {
		return false
	}
	for _, r := range s {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return false
		}
	}
	return true
}
