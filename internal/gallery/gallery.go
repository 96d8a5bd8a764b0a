// Package gallery is every page of Alur in every state that looks different, from
// made-up requests: to be looked at without clicking to it, and to be tested.
//
// It owns the exhibits and the two ways to see them, as a server and as files. It
// must not know sessions, the database or use cases: an exhibit is a page struct
// filled by hand, or drawn from the shipped definitions by package form. Whoever
// adds a page or a state of one adds an exhibit; a page without one fails the
// tests. Start reading at [All].
package gallery

import (
	"net/http"
	"slices"

	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/web/page"
)

// Exhibit is one page in one state.
type Exhibit struct {
	// Page is the name of its template, and State what sets it apart, a word for
	// addresses; "" is the page as it mostly is.
	Page, State string
	// Name says in Indonesian which page it is, Look in which state.
	Name, Look string
	// Status is the HTTP status with which it is answered; 0 is 200.
	Status  int
	Content page.Page
}

// Key names the exhibit in addresses and files: "tasks", "tasks.kosong".
func (e Exhibit) Key() string {
	if e.State == "" {
		return e.Page
	}
	return e.Page + "." + e.State
}

// status is the HTTP status of the exhibit.
func (e Exhibit) status() int {
	if e.Status == 0 {
		return http.StatusOK
	}
	return e.Status
}

// All makes every exhibit, in the order in which people meet the pages. Each call
// makes them anew, so that the caller may change them. Plans are the flows in the
// order in which people choose between them: every stage of each is drawn.
func All(plans []*flow.Plan) []Exhibit {
	return slices.Concat(
		publicExhibits(plans), signInExhibits(), factorExhibits(), workExhibits(), agendaExhibits(), draftExhibits(plans),
		requestExhibits(), actionExhibits(), meetingExhibits(), gatheringExhibits(), decideExhibits(), belowExhibits(), paperExhibits(), stageExhibits(plans), buildingExhibits(), adminExhibits(), successionExhibits(), peopleExhibits(), importExhibits(), holidayExhibits(), forecastExhibits(), letterTemplateExhibits(), complianceExhibits(), checkExhibits(), signatureExhibits(), tokenExhibits(), privacyExhibits(), noticeExhibits(), securityExhibits(), integrityExhibits(), failureExhibits(),
	)
}

// index is the list of the exhibits.
func index(all []Exhibit, href func(Exhibit) string) *page.Gallery {
	p := &page.Gallery{}
	p.Title, p.Wide, p.NoIndex, p.Path = "Galeri halaman", true, true, "/"
	p.Nav = visitorNav()
	for _, e := range all {
		n := len(p.Groups)
		if n == 0 || p.Groups[n-1].Title != e.Name {
			p.Groups = append(p.Groups, page.GalleryGroup{Title: e.Name})
			n++
		}
		g := &p.Groups[n-1]
		g.Links = append(g.Links, page.Link{Href: href(e), Text: e.Look})
	}
	p.Count = len(all)
	return p
}
