package web

import (
	"net/http"

	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// Setting is one setting of the program as it is in effect, ready to be shown: secrets
// are masked by whoever reads them.
type Setting struct {
	Name  string // of the environment
	Value string // "" is not set
}

// showSettings shows an administrator what is set and what it means. Nothing is changed
// here: who runs the server answers for its settings.
func (a *app) showSettings(w http.ResponseWriter, r *http.Request) error {
	p := &page.Settings{}
	p.Title, p.Current, p.Path = "Pengaturan", "/admin/pengaturan", "/admin/pengaturan"
	for _, s := range a.Settings {
		row := page.SettingRow{Name: s.Name, Value: s.Value}
		if row.Title, row.What = text.Setting(s.Name); row.Title == "" {
			row.Title = s.Name
		}
		p.Rows = append(p.Rows, row)
	}
	for _, x := range directory.PasswordProfiles {
		row := page.ProfileRow{On: x == a.Directory.PasswordProfile()}
		row.Name, row.Asks, row.Cost = text.PasswordProfile(string(x))
		p.Profiles = append(p.Profiles, row)
	}
	return a.render(w, r, http.StatusOK, "settings", p)
}
