// Package docs holds the program that checks a history without Alur.
//
// It owns the file and nothing else: people find it beside the documents, and
// internal/dossier puts it into every pack of evidence.
package docs

import _ "embed" // the file below

// Checker is periksa-riwayat.py.
//
//go:embed periksa-riwayat.py
var Checker []byte
