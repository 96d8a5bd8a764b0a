package gallery

import (
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// held is a file that nobody may open: it waits for the virus scanner, or is infected.
func held(d page.Doc, state string) page.Doc {
	tag, why := text.ScanTag(state, "Win.Contoh-1")
	d.Held = &page.DocHeld{Tag: page.Tag{Kind: "tunggu", Icon: "tunggu", Text: tag}, Why: why}
	if state == "infected" {
		d.Held.Tag.Kind, d.Held.Tag.Icon = "tolak", "tolak"
	}
	d.Href, d.View = "", page.DocView{}
	return d
}

// heldDocs is a list with both.
func heldDocs() []page.Doc {
	return []page.Doc{held(documents()[1], "waiting"), held(documents()[2], "infected"), documents()[0]}
}

// heldView is one of them where it would be looked at.
func heldView(d page.Doc) page.Viewer {
	out := unviewed(d, d.Held.Tag.Text+". "+d.Held.Why, "")
	out.Download = ""
	return out
}
