package casework

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json"
)

// provePaper reads the bytes of all that an event about a paper names.
func (v *verification) provePaper(ctx context.Context, payload []byte) (wrong, fatal error) {
	var p struct {
		Code   string `json:"code"`
		SHA256 string `json:"sha256"`
		DOCX   string `json:"docx_sha256"`
		Signed string `json:"signed_sha256"`
	}
	if err := json.Unmarshal(payload, &p); err != nil {
		return fmt.Errorf("the payload is not that of a paper: %w", err), nil
	}
	for _, sum := range []string{p.SHA256, p.DOCX, p.Signed} {
		if sum == "" {
			continue
		}
		if wrong, fatal = v.proveBytes(ctx, "paper "+p.Code, sum); wrong != nil || fatal != nil {
			return wrong, fatal
		}
	}
	return nil, nil
}
