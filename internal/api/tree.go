package api

import (
	"encoding/base64"
	"net/http"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
)

// Checkpoint is what the tree of all events was when it was signed last.
type Checkpoint struct {
	Origin string `json:"origin" example:"alur.salatiga.example/3f9a0b12"`
	Size   int64  `json:"size" minimum:"1" doc:"How many events are in it"`
	Root   string `json:"root" doc:"Its root (RFC 6962), in base64"`
	At     string `json:"at" format:"date-time"`
	Note   string `json:"note" doc:"The signed note (c2sp.org/tlog-checkpoint), with the signatures of witnesses that there are"`
	Key    string `json:"key" doc:"The public key that it is verified with (c2sp.org/signed-note)"`
}

// Consistency proves that one tree contains another.
type Consistency struct {
	From  int64    `json:"from" minimum:"1"`
	To    int64    `json:"to" minimum:"1"`
	Proof []string `json:"proof" doc:"Hashes in base64 (RFC 6962, 2.1.2)"`
}

// Receipts prove that events of a request are in the signed tree.
type Receipts struct {
	Key        string    `json:"key" doc:"What the checkpoint is verified with"`
	Checkpoint string    `json:"checkpoint" doc:"The signed note; empty while no event of the request is in it"`
	Items      []Receipt `json:"items"`
	Waiting    []int64   `json:"waiting" doc:"Events that are being taken in, for seconds as a rule"`
}

// Receipt proves one event.
type Receipt struct {
	Seq   int64    `json:"seq" minimum:"1"`
	Hash  string   `json:"hash" pattern:"^[0-9a-f]{64}$" doc:"Of the event"`
	Index int64    `json:"index" minimum:"0" doc:"Of its leaf in the tree"`
	Proof []string `json:"proof" doc:"Hashes in base64 (RFC 6962, 2.1.1)"`
	Text  string   `json:"text" doc:"The receipt to keep (c2sp.org/tlog-proof)"`
}

var treeRoutes = []route{
	{
		method: http.MethodGet, path: "/checkpoint", id: "get-checkpoint", tag: "evidence", access: public, status: 200, result: Checkpoint{},
		summary: "The newest signed checkpoint of all events", about: "It says how many events there are, and nothing of them.",
		codes: []alur.Code{alur.CodeNotFound}, handle: (*call).showCheckpoint,
	},
	{
		method: http.MethodGet, path: "/checkpoint/consistency", id: "get-consistency", tag: "evidence", access: public, status: 200, result: Consistency{},
		summary: "The proof that a later tree contains an earlier one", about: "For witnesses, before they sign.",
		query: []parameter{{name: "from", integer: true, about: "The size of the earlier tree"}, {name: "to", integer: true, about: "The size of the later one"}},
		codes: []alur.Code{alur.CodeInvalidParameter}, handle: (*call).showConsistency,
	},
	{
		method: http.MethodGet, path: "/requests/{id}/receipts", id: "list-receipts", tag: "requests", access: signedIn, scope: scopeRead, inside: true, status: 200, result: Receipts{},
		query:   []parameter{{name: "seq", integer: true, about: "One event only"}},
		summary: "What proves that the events of a request are in the signed tree", about: "Whoever sees the history.",
		codes: []alur.Code{alur.CodeNotYourParty, alur.CodeInvalidParameter}, handle: (*call).listReceipts,
	},
}

func (c *call) showCheckpoint() error {
	head, err := c.s.Cases.TreeHead(c.ctx())
	if err != nil {
		return err
	}
	if head.Size == 0 {
		return alur.Refuse(alur.CodeNotFound)
	}
	return c.answer(http.StatusOK, Checkpoint{
		Origin: head.Origin, Size: head.Size, Root: base64.StdEncoding.EncodeToString(head.Root[:]), At: wireTime(head.At), Note: head.Note, Key: head.Key,
	})
}

// size reads a query parameter that is a number from 1; 0 when it is absent.
func (c *call) size(name string) (int64, error) {
	if !c.query.Has(name) {
		return 0, nil
	}
	n, err := strconv.ParseInt(c.query.Get(name), 10, 64)
	if err != nil || n < 1 {
		return 0, alur.RefuseField(alur.CodeInvalidParameter, name)
	}
	return n, nil
}

func (c *call) showConsistency() error {
	from, err := c.size("from")
	if err != nil {
		return err
	}
	to, err := c.size("to")
	if err != nil {
		return err
	}
	proof, err := c.s.Cases.Consistency(c.ctx(), from, to)
	if err != nil {
		return err
	}
	return c.answer(http.StatusOK, Consistency{From: from, To: to, Proof: wireHashes(proof)})
}

func (c *call) listReceipts() error {
	seq, err := c.size("seq")
	if err != nil {
		return err
	}
	var only []int64
	if seq > 0 {
		only = append(only, seq)
	}
	got, err := c.s.Cases.Receipts(c.ctx(), c.actor(), c.request(), only...)
	if err != nil {
		return err
	}
	out := Receipts{Key: got.Key, Checkpoint: got.Checkpoint, Items: []Receipt{}, Waiting: append([]int64{}, got.Waiting...)}
	for _, r := range got.Items {
		out.Items = append(out.Items, Receipt{Seq: r.Seq, Hash: r.Hash, Index: r.Index, Proof: wireHashes(r.Proof), Text: r.Text()})
	}
	return c.answer(http.StatusOK, out)
}

func wireHashes(hashes []tlog.Hash) []string {
	out := make([]string, len(hashes))
	for i, h := range hashes {
		out[i] = base64.StdEncoding.EncodeToString(h[:])
	}
	return out
}
