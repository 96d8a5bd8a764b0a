package dossier

import (
	"encoding/base64"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur/internal/casework"
)

// proofs is what proves the events of a pack by the signed tree of all events (decision 0028).
type proofs struct {
	Key        string  `json:"key"`        // what the checkpoint is verified with
	Checkpoint string  `json:"checkpoint"` // the signed note
	Events     []proof `json:"events"`
	Waiting    []int64 `json:"waiting"` // events that were in no signed tree yet
	Later      []later `json:"later"`   // checkpoints of larger trees, which contain that one
}

type proof struct {
	Seq   int64    `json:"seq"`
	Index int64    `json:"index"`
	Proof []string `json:"proof"`
}

type later struct {
	Checkpoint string   `json:"checkpoint"`
	Proof      []string `json:"proof"`
}

func proofsOf(r *casework.PackReceipts) proofs {
	out := proofs{Key: r.Key, Checkpoint: r.Checkpoint, Events: []proof{}, Waiting: append([]int64{}, r.Waiting...), Later: []later{}}
	for _, x := range r.Items {
		out.Events = append(out.Events, proof{Seq: x.Seq, Index: x.Index, Proof: hashes(x.Proof)})
	}
	for _, x := range r.Later {
		out.Later = append(out.Later, later{Checkpoint: x.Note, Proof: hashes(x.Proof)})
	}
	return out
}

func hashes(list []tlog.Hash) []string {
	out := make([]string, len(list))
	for i, h := range list {
		out[i] = base64.StdEncoding.EncodeToString(h[:])
	}
	return out
}
