//go:build race

package api

// underRace is true where the race detector watches, which makes SQLite many times slower.
const underRace = true
