package directory

import (
	"context"
	"slices"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// ToldKinds lists the entries of the security log of which the owner of the account is
// told by letter: how he or she gets in is another from now on.
var ToldKinds = []SecurityKind{
	SecurityPasswordChanged, SecurityFactorAdded, SecurityFactorRemoved, SecurityCodesMade, SecurityIdentityLinked, SecurityIdentityDropped,
	SecurityContactChanged, SecurityTokenMade,
}

// tell leaves a letter about an entry to the owner of its account, in the transaction of
// what it tells of: it waits for whoever sends letters ([Directory.TakeOwnerLetters]). It
// goes to the address that the account has; about another address, to the one before.
func (d *Directory) tell(ctx context.Context, tx *store.Tx, e SecurityEvent, of store.SecurityEventRow) error {
	if e.Username == "" || !slices.Contains(ToldKinds, e.Kind) || e.Kind == SecurityContactChanged && e.was == "" {
		return nil
	}
	a, err := tx.Account(ctx, e.Username)
	if err != nil {
		return err
	}
	if e.Kind == SecurityContactChanged {
		a.Email = e.was
	}
	if a.Email == "" {
		return nil
	}
	return tx.PutLetter(ctx, store.LetterRow{Seq: of.Seq, Email: a.Email, Name: a.Name, At: of.At})
}

// OwnerLetter is what the owner of an account is to be told.
type OwnerLetter struct {
	To Addressee
	SecurityEntry
}

// TakeOwnerLetters gives the letters to owners of accounts that wait, oldest first, at
// most a hundred. Each is given once, whatever becomes of it: it tells of the log and is not it.
func (d *Directory) TakeOwnerLetters(ctx context.Context) ([]OwnerLetter, error) {
	var out []OwnerLetter
	err := d.store.Write(ctx, func(tx *store.Tx) error {
		out = nil
		rows, err := tx.TakeLetters(ctx)
		if err != nil {
			return err
		}
		for _, r := range rows {
			e, err := tx.SecurityEvent(ctx, r.Seq)
			if err != nil {
				return err
			}
			out = append(out, OwnerLetter{Addressee{r.Name, r.Email}, entryOf(e)})
		}
		return nil
	})
	if alur.CodeOf(err) == alur.CodeConflict {
		return nil, nil // another instance has taken them
	}
	return out, err
}
