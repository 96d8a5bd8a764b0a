// Package arch holds the house's layout as a test: who may import whom, which
// room alone knows which technology, and how many modules the product stands on.
// It has no code. The picture of the same rules is docs/architecture.md.
package arch
