//go:build !race

package racetest

// On is true where the race detector watches.
const On = false
