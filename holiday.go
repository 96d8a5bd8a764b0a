package alur

import "time"

// HolidayKind says which instrument closes the offices on a day.
type HolidayKind string

// The kinds, as they are stored and written in lists that come in by file.
const (
	HolidayNational HolidayKind = "libur"        // hari libur nasional
	HolidayLeave    HolidayKind = "cuti-bersama" // a day that government takes off together
)

// HolidayKinds lists them.
var HolidayKinds = []HolidayKind{HolidayNational, HolidayLeave}

// Valid reports whether it is one of the kinds.
func (k HolidayKind) Valid() bool { return k == HolidayNational || k == HolidayLeave }

// HolidayOrigin says where a row of a calendar comes from.
type HolidayOrigin string

// The origins. A row by hand is never changed by an import.
const (
	HolidayShipped  HolidayOrigin = "shipped"  // came with the program
	HolidayImported HolidayOrigin = "imported" // from a list
	HolidayByHand   HolidayOrigin = "by-hand"
)

// Holiday is one day of a year's calendar on which offices are closed. A cancelled one
// is a working day again; it stays, so that no import brings it back unseen.
type Holiday struct {
	Date      string // 2026-12-31, in Jakarta
	Name      string
	Kind      HolidayKind
	Origin    HolidayOrigin
	Cancelled bool
}

// CalendarYear is one version of the calendar of a year. The latest version is the one
// in force; those before it stay as they were.
type CalendarYear struct {
	Year     int
	Version  int       // from 1
	Holidays []Holiday // by date, each date once
	// RamadanFrom and RamadanUntil are the first and the last day of the shorter hours;
	// "" where they are not known.
	RamadanFrom, RamadanUntil string
	Source                    string // the decree or list
	Reason                    string // why it was changed
	By                        string // username; "" is the program
	At                        time.Time
}
