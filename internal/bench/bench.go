// Package bench measures what docs/operations.md states: the engine, durable
// writes on both databases, lists and requests with many requests, start-up and
// memory. `make bench` runs it; the figures are of this machine and this minute.
//
// It owns measurements and bulk data, and no code of the product. Start reading
// at bench_test.go; bulk_test.go makes a hundred thousand requests with true histories.
package bench
