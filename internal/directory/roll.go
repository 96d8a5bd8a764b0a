package directory

import (
	"crypto/hmac"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
)

// Codes of those who are in a room: the screen of a meeting shows one that changes every
// RollStep, and the one before still opens the list, so that nobody's phone is too slow.
// Who shows a code in time gets a ticket, with which the list takes a name for some minutes
// more: signing in and typing take longer than a step.
const (
	RollStep    = 30 * time.Second
	RollTickets = 10 * time.Minute
)

// rollPurpose and ticketPurpose keep these codes apart from whatever else is made with the key.
const (
	rollPurpose   = "alur roll 1\n"
	ticketPurpose = "alur roll ticket 1\n"
)

// rollAlphabet has no letters that are read as digits.
var rollAlphabet = base32.NewEncoding("23456789ABCDEFGHJKLMNPQRSTUVWXYZ").WithPadding(base32.NoPadding)

// RollCode is what the screen of a meeting shows at a moment, and when it changes. It
// follows from the key of the installation, the meeting and the time: nothing is stored.
func (d *Directory) RollCode(meeting string, at time.Time) (code string, until time.Time, err error) {
	step := at.Unix() / int64(RollStep/time.Second)
	code, err = d.rollCode(meeting, step)
	return code, time.Unix((step+1)*int64(RollStep/time.Second), 0).UTC(), err
}

// rollCode is the code of a step: eight letters, forty bits.
func (d *Directory) rollCode(meeting string, step int64) (string, error) {
	mac, err := d.seals.digest(rollPurpose + meeting + "\n" + strconv.FormatInt(step, 10))
	if err != nil {
		return "", err
	}
	return rollAlphabet.EncodeToString(mac[:5]), nil
}

// RollTicket gives a ticket for a code that the screen shows now or showed a step ago:
// not-found for any other.
func (d *Directory) RollTicket(meeting, code string) (string, error) {
	now := d.clock()
	step := now.Unix() / int64(RollStep/time.Second)
	code = strings.ToUpper(strings.TrimSpace(code))
	good := 0
	for _, s := range []int64{step, step - 1} {
		want, err := d.rollCode(meeting, s)
		if err != nil {
			return "", err
		}
		if hmac.Equal([]byte(want), []byte(code)) {
			good++
		}
	}
	if good == 0 {
		return "", alur.Refuse(alur.CodeNotFound)
	}
	raw := binary.BigEndian.AppendUint64(nil, uint64(now.Unix()))
	mac, err := d.seals.digest(ticketPurpose + meeting + "\n" + string(raw))
	return base64.RawURLEncoding.EncodeToString(append(raw, mac[:16:16]...)), err
}

// CheckRollTicket says whether a ticket opens the list of a meeting now: not-found when it
// does not.
func (d *Directory) CheckRollTicket(meeting, ticket string) error {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(ticket)
	if err != nil || len(raw) != 24 {
		return alur.Refuse(alur.CodeNotFound)
	}
	mac, err := d.seals.digest(ticketPurpose + meeting + "\n" + string(raw[:8]))
	if err != nil {
		return err
	}
	age := d.clock().Unix() - int64(binary.BigEndian.Uint64(raw[:8]))
	if !hmac.Equal(mac[:16], raw[8:]) || age < -1 || age > int64(RollTickets/time.Second) {
		return alur.Refuse(alur.CodeNotFound)
	}
	return nil
}
