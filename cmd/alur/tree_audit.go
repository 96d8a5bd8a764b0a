package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/go-json-experiment/json"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/store"
)

// readProof reads the answer of the API that proves one tree to contain another.
func readProof(path string) ([]tlog.Hash, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, refuse("%v", err)
	}
	var p struct {
		Proof []tlog.Hash `json:"proof"`
	}
	if err := json.Unmarshal(text, &p); err != nil {
		return nil, refuse("%s is no proof of consistency: %v", path, err)
	}
	return p.Proof, nil
}

// witnessing is what an audit takes from outside of the database.
type witnessing struct {
	EvidenceKey string   `name:"evidence-key-file" setting:"ALUR_EVIDENCE_KEY_FILE" default:"" placeholder:"FILE" help:"The key that signs checkpoints, when it is not in the data folder. [$ALUR_EVIDENCE_KEY_FILE]"`
	LogKey      string   `name:"log-key" placeholder:"KEY" help:"The public key of this installation as you keep it; without it, the one of the key file counts."`
	WitnessKeys []string `name:"witness-key" setting:"ALUR_WITNESS_KEY" placeholder:"KEY" help:"Public keys of witnesses that are trusted. [$ALUR_WITNESS_KEY]"`
	Witness     []string `placeholder:"FILE" help:"Checkpoints or receipts that were kept elsewhere: a witness's file, a saved letter, a receipt."`
}

// arm gives an audit its keys and what witnesses hold.
func (w *witnessing) arm(c *console, audit *casework.Audit, data string) error {
	k := keeping{EvidenceKey: w.EvidenceKey}
	audit.LogKey = w.LogKey
	if audit.LogKey == "" {
		text, err := os.ReadFile(k.evidencePath(data))
		switch {
		case err == nil:
			if _, audit.LogKey, err = evidence.LogSigner(strings.TrimSpace(string(text))); err != nil {
				return refuse("%s: %v", k.evidencePath(data), err)
			}
		case !errors.Is(err, fs.ErrNotExist):
			return refuse("%v", err)
		}
	}
	if audit.LogKey == "" { // a copy of the database alone
		err := audit.Store.Read(c.ctx, func(tx *store.Tx) error {
			l, err := tx.TreeLog(c.ctx)
			audit.LogKey = l.Key
			return err
		})
		if err != nil {
			return refuse("%v", err)
		}
	}
	keys, err := evidence.ParseKeys(audit.LogKey, w.WitnessKeys...)
	if err != nil {
		return refuse("%v", err)
	}
	files := w.Witness
	if mark := k.evidencePath(data) + markEnd; exists(mark) {
		files = append(files, mark)
	}
	for _, path := range files {
		text, err := os.ReadFile(filepath.Clean(path))
		if err != nil {
			return refuse("%v", err)
		}
		held, err := casework.ReadWitness(string(text), keys)
		if err != nil {
			return refuse("%s: %v", path, err)
		}
		audit.Witness = append(audit.Witness, held...)
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// mendTree is `alur audit rebuild --tree`.
func (f *folders) mendTree(c *console) error {
	p, err := f.operate(c)
	if err != nil {
		return err
	}
	defer p.close()
	m, err := casework.MendTree(c.ctx, p.store)
	if err != nil {
		return refuse("%v", err)
	}
	fmt.Fprintf(c.out, "%d leaves; hashes made anew above %d; %d events had no leaf and have one now\n", m.Leaves, m.Hashes, m.Added)
	return nil
}
