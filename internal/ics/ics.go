// Package ics writes meetings as iCalendar objects (RFC 5545), and as what calendars are
// told by letter (RFC 5546): that there is a meeting, that it changed, that it is off.
//
// It is pure: it knows no requests, no letters and no clock. Times are those of
// Asia/Jakarta, whose time zone every object brings along. Start reading at [Calendar].
package ics

import (
	"strconv"
	"strings"
	"time"

	ical "github.com/arran4/golang-ical"

	"github.com/alur-id/alur"
)

// Method is what an object is for.
type Method string

// The methods.
const (
	Publish Method = "PUBLISH" // to be looked at: files and subscriptions
	Request Method = "REQUEST" // an invitation, or a change of one
	Cancel  Method = "CANCEL"  // it is off, for the one who is told
)

// Event is one meeting.
type Event struct {
	UID         string // the same for as long as the meeting is talked of
	Sequence    int64  // grows with every change
	Stamp       time.Time
	Start, End  time.Time // End may be zero
	Summary     string
	Description string
	Place       string
	Link        string // where it is held online, or ""
	URL         string // where more is said
	Cancelled   bool
	Organizer   Party // "" in objects that nobody is invited by
	Attendee    Party // the one who is written to: addresses of the others are not handed out
}

// Party is who invites or is invited.
type Party struct {
	Name, Email string
}

// zone is the time zone that times are written in. It has had no other time since 1964.
const zone = "Asia/Jakarta"

// Calendar makes an object of events.
func Calendar(method Method, events ...Event) *ical.Calendar {
	cal := ical.NewCalendarFor("Alur")
	cal.SetMethod(ical.Method(method))
	standard := cal.AddTimezone(zone).AddStandard()
	standard.SetProperty(ical.ComponentPropertyDtStart, "19700101T000000")
	standard.SetProperty(ical.ComponentProperty(ical.PropertyTzoffsetfrom), "+0700")
	standard.SetProperty(ical.ComponentProperty(ical.PropertyTzoffsetto), "+0700")
	standard.SetProperty(ical.ComponentProperty(ical.PropertyTzname), "WIB")
	for _, e := range events {
		add(cal, method, e)
	}
	return cal
}

// Text is an object as it is sent: lines end as RFC 5545 wants them.
func Text(cal *ical.Calendar) string { return cal.Serialize(ical.WithNewLineWindows) }

func add(cal *ical.Calendar, method Method, e Event) {
	x := cal.AddEvent(e.UID)
	x.SetDtStampTime(e.Stamp)
	x.SetProperty(ical.ComponentPropertySequence, strconv.FormatInt(e.Sequence, 10))
	at(x, ical.ComponentPropertyDtStart, e.Start)
	if e.End.After(e.Start) {
		at(x, ical.ComponentPropertyDtEnd, e.End)
	}
	x.SetSummary(e.Summary)
	if e.Description != "" {
		x.SetDescription(e.Description)
	}
	switch {
	case e.Place != "":
		x.SetLocation(e.Place)
	case e.Link != "":
		x.SetLocation(e.Link)
	}
	if e.URL != "" {
		x.SetURL(e.URL)
	}
	x.SetStatus(ical.ObjectStatusConfirmed)
	if e.Cancelled || method == Cancel {
		x.SetStatus(ical.ObjectStatusCancelled)
	}
	if e.Organizer.Email != "" {
		x.SetOrganizer(e.Organizer.Email, ical.WithCN(plain(e.Organizer.Name)))
	}
	if e.Attendee.Email == "" {
		return
	}
	if method == Cancel {
		x.AddAttendee(e.Attendee.Email, ical.WithCN(plain(e.Attendee.Name)))
		return
	}
	x.AddAttendee(e.Attendee.Email, ical.WithCN(plain(e.Attendee.Name)), ical.CalendarUserTypeIndividual, ical.ParticipationRoleReqParticipant,
		ical.ParticipationStatusNeedsAction, ical.WithRSVP(true))
}

// at writes a time as the clocks of the zone show it.
func at(x *ical.VEvent, name ical.ComponentProperty, t time.Time) {
	x.SetProperty(name, t.In(alur.Jakarta).Format("20060102T150405"), ical.WithTZID(zone))
}

// plain is a name that a parameter can hold: those have no quotation marks and no lines.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if r == '"' || r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, name)
}
