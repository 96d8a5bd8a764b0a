package directory

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/store"
)

// cursor writes a place as callers carry it.
func cursor(p store.Place) string {
	return base64.RawURLEncoding.EncodeToString([]byte(p.Key + "\n" + p.ID))
}

// page reads a cursor and a limit: invalid-parameter when they are none of ours.
func page(after string, limit int) (*store.Place, int, error) {
	if limit == 0 {
		limit = 50
	}
	if limit < 1 || limit > 200 {
		return nil, 0, alur.RefuseField(alur.CodeInvalidParameter, "limit")
	}
	if after == "" {
		return nil, limit, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(after)
	key, id, ok := strings.Cut(string(b), "\n")
	if err != nil || !ok || !utf8.Valid(b) || strings.ContainsAny(string(b), "\x00") {
		return nil, 0, alur.RefuseField(alur.CodeInvalidParameter, "cursor")
	}
	return &store.Place{Key: key, ID: id}, limit, nil
}
