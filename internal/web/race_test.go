//go:build race

package web

// underRace is true where the race detector watches, which makes SQLite many times slower.
const underRace = true
