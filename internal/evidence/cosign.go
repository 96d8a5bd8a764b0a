package evidence

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Cosign puts a witness's signature under a checkpoint of the log that keys know, after
// proving that its tree contains the one that the witness signed last. last is that
// checkpoint with the witness's own signature, "" the first time; proof is what the log says
// (RFC 6962 2.1.2), needed where the tree has grown. It refuses a smaller tree, another
// history, and another log.
func Cosign(signed, last string, proof []tlog.Hash, keys Keys, witness *Cosigner) (string, error) {
	c, err := OpenCheckpoint(signed, keys)
	if err != nil {
		return "", err
	}
	if !c.Log {
		return "", errors.New("the checkpoint is not signed by the log")
	}
	if last != "" {
		mine, err := OpenCheckpoint(last, Keys{Witnesses: []note.Verifier{witness}})
		if err != nil {
			return "", fmt.Errorf("what was signed last: %w", err)
		}
		if err := follows(mine.Checkpoint, c.Checkpoint, proof); err != nil {
			return "", err
		}
	}
	n, err := note.Open([]byte(signed), keys)
	if err != nil {
		return "", err
	}
	out, err := note.Sign(n, witness)
	return string(out), err
}

// follows proves that the tree of after contains that of before.
func follows(before, after Checkpoint, proof []tlog.Hash) error {
	switch {
	case before.Origin != after.Origin:
		return fmt.Errorf("what was signed last is of %s, not of %s", before.Origin, after.Origin)
	case after.Size < before.Size:
		return fmt.Errorf("the log had %d entries when it was signed last, and has %d now: it was put back, or its end was cut", before.Size, after.Size)
	case after.Size == before.Size:
		if before.Root != after.Root {
			return fmt.Errorf("the log has another history: its root with %d entries is not the one that was signed last", after.Size)
		}
		return nil
	case before.Size == 0:
		return nil
	}
	if tlog.CheckTree(proof, after.Size, after.Root, before.Size, before.Root) != nil {
		return fmt.Errorf("the proof does not show that the %d entries which were signed last are still there: ask for it from %d to %d; if it is right, the history was rewritten", before.Size, before.Size, after.Size)
	}
	return nil
}
