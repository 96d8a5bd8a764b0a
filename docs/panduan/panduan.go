// Package panduan holds the guides for users, in Indonesian, with their pictures.
//
// It owns the files and nothing else; internal/web shows them under /bantuan, and
// browser/panduan.test.mjs holds them against the pages that they speak of.
package panduan

import "embed"

// FS holds every guide, and the pictures in the folder gambar.
//
//go:embed *.md gambar/*.png
var FS embed.FS
