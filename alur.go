// Package alur is the domain language of Alur: the words in which the rest of
// the program speaks of requests, parties, events and refusals.
//
// It owns types, identifiers, error codes and the clock. It must not know
// databases, HTTP, files or the definitions of flows, and it imports the
// standard library only. Start reading at [Event], then [Blocker] and [Error].
package alur
