package alur

import "time"

// Clock tells the time. Times in the domain are UTC with microsecond precision:
// what the databases keep and the history prints.
type Clock func() time.Time

// SystemClock is the machine's clock in UTC, cut to microseconds.
func SystemClock() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Jakarta is the time zone in which dates of letters, "today" and the calendar
// year of request numbers are meant (UTC+7, no daylight saving).
var Jakarta = time.FixedZone("WIB", 7*60*60)

// TimeFormat is how the history writes a time: UTC, six decimals, "Z".
const TimeFormat = "2006-01-02T15:04:05.000000Z"

// FormatTime writes t as [TimeFormat].
func FormatTime(t time.Time) string { return t.UTC().Format(TimeFormat) }
