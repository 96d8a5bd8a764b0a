// Package flows holds the guide as data: the definitions of the two flows that
// ship with Alur, and what they share.
//
// It owns the files and nothing else; internal/flow reads, checks and compiles
// them. docs/bahasa-alur.md explains their language.
package flows

import "embed"

// FS holds every file of this folder that a definition may name.
//
//go:embed *.yaml
var FS embed.FS

// Files are the shipped flows, in the order in which people choose between them.
// Newer versions of a flow are added beside the old ones, which stay for the
// requests that follow them.
var Files = []string{"swakelola.yaml", "pihak-ketiga.yaml"}
