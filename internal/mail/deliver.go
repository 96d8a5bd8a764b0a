package mail

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	gomail "github.com/wneessen/go-mail"
)

// Failure is why a letter was not taken.
type Failure struct {
	// Cause is a code: connection (the server is away, or was lost before it took the
	// letter), timeout, later (it asks to be asked again), refused (for good).
	Cause string
	err   error
}

func (f *Failure) Error() string { return "mail " + f.Cause + ": " + f.err.Error() }

// Unwrap gives the error behind it, which may name the receiver.
func (f *Failure) Unwrap() error { return f.err }

// Deliver sends one letter now and waits for the server's word: nil when it took the
// letter, else a [Failure]. It is for letters that something else keeps until they are
// taken. A letter whose taking was not heard of (the connection was lost after the last
// byte) counts as not taken; the next try has the same Message-ID.
func (s *Sender) Deliver(ctx context.Context, l Letter) error {
	m, err := s.message(l)
	if err != nil {
		return &Failure{"refused", fmt.Errorf("make the letter: %w", err)}
	}
	// A little before the library's own deadline, of which it says no more than that
	// something was not read.
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(s.cfg.Timeout, Timeout)*9/10)
	defer cancel()
	client, err := s.client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return failure(err, false)
	}
	// Whoever drips bytes is left when the time is over.
	stop := context.AfterFunc(ctx, func() { _ = client.Close() })
	defer stop()
	err = s.client.SendWithSMTPClient(client, m)
	if m.IsDelivered() {
		// What goes wrong after that, as the server hangs up, changes nothing.
		_ = s.client.CloseWithSMTPClient(client)
		return nil
	}
	_ = client.Close()
	if err == nil {
		err = errors.New("the server said nothing")
	}
	return failure(err, ctx.Err() != nil)
}

// failure sorts an error. Only a plain refusal (5yz) of the letter is for good: what else
// goes wrong may be put right.
func failure(err error, late bool) *Failure {
	var network net.Error
	if late || errors.As(err, &network) && network.Timeout() || errors.Is(err, context.DeadlineExceeded) {
		return &Failure{"timeout", err}
	}
	if refused, ok := errors.AsType[*gomail.SendError](err); ok {
		switch code := refused.ErrorCode(); {
		case code >= 500 && code < 600:
			return &Failure{"refused", err}
		case code >= 400 && code < 500:
			return &Failure{"later", err}
		}
	}
	return &Failure{"connection", err}
}

// MessageID is the Message-ID of a letter with the id: one for each id.
func (s *Sender) MessageID(id string) string { return id + "@" + s.domain() }

// Address is the sender's address alone.
func (s *Sender) Address() string { return s.from.Address }

// domain is that of the sender's address.
func (s *Sender) domain() string {
	_, domain, _ := strings.Cut(s.from.Address, "@")
	return domain
}

// thread gives a letter its own id, hangs it below the root of its thread, and says how
// letters of its kind are stopped (RFC 2369, RFC 8058).
func (s *Sender) thread(m *gomail.Msg, l Letter) {
	if l.ID == "" {
		m.SetMessageID()
	} else {
		m.SetMessageIDWithValue(s.MessageID(l.ID))
	}
	if l.Thread != "" {
		root := "<" + s.MessageID(l.Thread) + ">"
		m.SetGenHeader(gomail.HeaderInReplyTo, root)
		m.SetGenHeader(gomail.HeaderReferences, root)
	}
	if l.Unsubscribe != "" {
		m.SetGenHeaderPreformatted(gomail.HeaderListUnsubscribe, "<"+l.Unsubscribe+">")
		m.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
	}
}
