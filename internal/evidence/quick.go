package evidence

import (
	"bytes"
	"strconv"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/canon"
)

// quick reads sealed bytes of the plain kind, which nearly all are: the members as [encode]
// writes them, with texts that need no escapes. Of such bytes it proves what [Verify] asks
// for, since put together again they are the same bytes by construction; it takes a third of
// the time of a JSON decoder, which an audit of a million events feels. ok is false for
// everything else, good or bad.
func quick(body []byte) (e alur.Event, prev string, ok bool) {
	at := 0
	text := func(before string) string { // a plain string that stands behind this
		if !ok || !bytes.HasPrefix(body[at:], []byte(before)) {
			ok = false
			return ""
		}
		at += len(before)
		end := bytes.IndexByte(body[at:], '"')
		if end < 0 || !plain(body[at:at+end]) {
			ok = false
			return ""
		}
		at += end
		return string(body[at-end : at])
	}
	ok = true
	behalf := text(`{"actor":{"on_behalf_of":"`)
	party := text(`","party":"`)
	username := text(`","username":"`)
	when := text(`"},"at":"`)
	const mark = `","payload":`
	if !ok || !bytes.HasPrefix(body[at:], []byte(mark)) {
		return e, "", false
	}
	rest := body[at+len(mark):]
	last := func(before, after string) string { // what stands between these at the end
		i := bytes.LastIndex(rest, []byte(before))
		if !ok || i < 0 || !bytes.HasSuffix(rest, []byte(after)) || i+len(before) > len(rest)-len(after) {
			ok = false
			return ""
		}
		value := rest[i+len(before) : len(rest)-len(after)]
		ok = plain(value)
		rest = rest[:i]
		return string(value)
	}
	kind := last(`,"type":"`, `"}`)
	number := last(`,"seq":`, ``)
	request := last(`,"request":"`, `"`)
	prev = last(`,"prev":"`, `"`)
	if !ok {
		return e, "", false
	}
	seq, err := strconv.ParseInt(number, 10, 64)
	if err != nil || strconv.FormatInt(seq, 10) != number {
		return e, "", false
	}
	t, err := time.Parse(alur.TimeFormat, when)
	if err != nil || alur.FormatTime(t) != when {
		return e, "", false
	}
	payload, err := canon.Canonicalize(rest)
	if err != nil || payload.Kind() != '{' || !bytes.Equal(payload, rest) {
		return e, "", false
	}
	return alur.Event{
		Request: alur.RequestID(request), Seq: seq, Type: alur.EventType(kind), At: t,
		Actor: alur.EventActor{Username: username, Party: alur.PartyID(party), OnBehalfOf: behalf}, Payload: payload,
	}, prev, true
}

// plain reports whether JSON writes the text as it is.
func plain(b []byte) bool {
	for _, c := range b {
		if c < 0x20 || c > 0x7e || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}
