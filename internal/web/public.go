package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/text"
	"github.com/alur-id/alur/internal/web/page"
)

// showHome says what this is, for whom, and where to begin.
func (a *app) showHome(w http.ResponseWriter, r *http.Request) error {
	p := &page.Home{Routes: page.GuideRoutes(a.Cases.Flows().Plans()), Code: trackField("", "")}
	p.Title = "Pengembangan sistem informasi Perangkat Daerah"
	p.Wide = true
	return a.render(w, r, http.StatusOK, "home", p)
}

// showShortcuts lists the keys, and says where to switch them off.
func (a *app) showShortcuts(w http.ResponseWriter, r *http.Request) error {
	return a.showText(w, r, "shortcuts", "Pintasan papan tombol", "/bantuan")
}

func (a *app) showAccessibility(w http.ResponseWriter, r *http.Request) error {
	return a.showText(w, r, "accessibility", "Pernyataan aksesibilitas", "")
}

func (a *app) showPrivacy(w http.ResponseWriter, r *http.Request) error {
	p := &page.Privacy{Kept: a.kept()}
	p.Title = "Privasi"
	return a.render(w, r, http.StatusOK, "privacy", p)
}

// showText writes a page of words alone.
func (a *app) showText(w http.ResponseWriter, r *http.Request, name, title, current string) error {
	p := &page.Words{}
	p.Title, p.Current = title, current
	return a.render(w, r, http.StatusOK, name, p)
}

// showGuide compares the two routes.
func (a *app) showGuide(w http.ResponseWriter, r *http.Request) error {
	p := &page.GuideIndex{Routes: page.GuideRoutes(a.Cases.Flows().Plans())}
	p.Title, p.Current = "Panduan", "/panduan"
	p.Wide = true
	return a.render(w, r, http.StatusOK, "guide", p)
}

// showGuideFlow explains one route stage by stage, from its definition.
func (a *app) showGuideFlow(w http.ResponseWriter, r *http.Request) error {
	plan := a.Cases.Flows().Plan(alur.FlowID(r.PathValue("flow")), 0)
	if plan == nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	p := &page.GuideFlow{Flow: plan.Title, Part: plan.Part, Summary: plan.Summary, Total: plan.Total()}
	p.Title, p.Current = "Panduan: "+plan.Title, "/panduan"
	p.Crumbs = []page.Link{{Href: "/panduan", Text: "Panduan"}, {Text: plan.Title}}
	for i, name := range plan.Phases {
		ph := page.GuidePhase{Name: name, Number: i + 1}
		for _, st := range plan.Stages {
			if st.Phase == i {
				ph.Stages = append(ph.Stages, guideStage(plan, st))
			}
		}
		p.Phases = append(p.Phases, ph)
	}
	return a.render(w, r, http.StatusOK, "guide_flow", p)
}

func guideStage(plan *flow.Plan, st *flow.Stage) page.GuideStage {
	g := page.GuideStage{
		ID: string(st.ID), Number: st.Number, Sub: st.Sub, Title: st.Title, Clause: st.Clause, What: st.Summary, Result: st.Result,
	}
	t := turn{plan: plan, stage: st}
	g.Who = t.names(stageParties(st))
	for _, it := range st.Items {
		ask := page.GuideAsk{Title: it.Title, Optional: !it.Required && it.RequiredUnless == nil}
		if p := plan.Party(it.Owner); p != nil {
			ask.Owner = p.Name
		}
		g.Asks = append(g.Asks, ask)
	}
	for _, act := range st.Actions {
		if act.Clause == "" {
			continue
		}
		o := page.GuideOutcome{Title: act.Title, By: t.names(act.Parties)}
		switch {
		case act.End != "":
			o.To = text.Status(act.End)
		case act.To != "":
			if to := plan.Stage(act.To); to != nil && to != st {
				o.To = "Tahap " + strconv.Itoa(to.Number) + ", " + text.LowerFirst(to.Title)
			}
		}
		g.Outcomes = append(g.Outcomes, o)
	}
	return g
}

func trackField(value, fault string) page.Field {
	return page.Field{
		ID: "kode", Label: "Kode lacak", Hint: "Dua belas huruf dan angka dari bukti kirim, contoh 7K4M-92QX-T3HB",
		Value: value, Fault: fault, Width: "m", Autocomplete: "off",
	}
}

// findTracking asks for a code, and leads a typed one to its own address.
func (a *app) findTracking(w http.ResponseWriter, r *http.Request) error {
	typed := strings.TrimSpace(r.URL.Query().Get("kode"))
	p := &page.TrackForm{Code: trackField(typed, "")}
	p.Title, p.Current = "Lacak permohonan", "/lacak"
	if _, asked := r.URL.Query()["kode"]; !asked {
		return a.render(w, r, http.StatusOK, "track_form", p)
	}
	code, ok := alur.NormalizeTrackingCode(typed)
	if ok {
		redirect(w, r, "/lacak/"+url.PathEscape(code))
		return nil
	}
	p.Code.Fault = "Kode lacak tidak ditemukan. Periksa huruf dan angkanya; kode tidak memuat O, I, L, U, 0, 1"
	if typed == "" {
		p.Code.Fault = "Tulis kode lacak"
	}
	p.Faults = []page.Fault{{Field: p.Code.ID, Text: p.Code.Fault}}
	return a.render(w, r, http.StatusUnprocessableEntity, "track_form", p)
}

// showTracking shows a request to whoever has its code: where it stands and whose
// turn it is, no person and no document. Look-ups are counted by address, so that
// codes cannot be tried out.
func (a *app) showTracking(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	w.Header().Set("Cache-Control", "no-store")
	if wait, ok := a.tracks.allow(a.address(r)); !ok {
		return &alur.Error{Code: alur.CodeTooManyTries, Retry: wait}
	}
	code, ok := alur.NormalizeTrackingCode(r.PathValue("code"))
	if !ok {
		return a.trackingNotFound(w, r)
	}
	t, err := a.Cases.Track(r.Context(), code)
	if alur.CodeOf(err) == alur.CodeNotFound {
		return a.trackingNotFound(w, r)
	}
	if err != nil {
		return err
	}
	p := &page.Track{
		Code: t.Code, Name: t.Title, Agency: t.Agency.Name, Flow: t.Plan.Title,
		Giliran: a.trackingTurn(t), Progress: progressOf(t.Plan, t.Stage, t.Status),
		Submitted: text.Date(t.SubmittedAt),
	}
	p.NoIndex = true
	p.Share = a.trackingAddress(r, t.Code)
	p.ShareBy = "https://wa.me/?text=" + url.QueryEscape(t.Title+": "+p.Giliran.Label()+". "+p.Share)
	p.Current = "/lacak"
	p.Title = "Lacak " + t.Code + ": " + p.Giliran.Label()
	for i := len(t.Passages) - 1; i >= 0; i-- {
		ps := t.Passages[i]
		if ps.At.Before(t.SubmittedAt) {
			continue
		}
		st := t.Plan.Stage(ps.Stage)
		if st == nil {
			continue
		}
		step := page.TrackStep{Number: st.Number, Title: st.Title, At: text.Date(ps.At)}
		if ps.LeftAt != nil {
			step.Left = text.Date(*ps.LeftAt)
		}
		p.Steps = append(p.Steps, step)
	}
	return a.render(w, r, http.StatusOK, "track", p)
}

func (a *app) trackingNotFound(w http.ResponseWriter, r *http.Request) error {
	const sentence = "Kode lacak tidak ditemukan. Periksa huruf dan angkanya; kode tidak memuat O, I, L, U, 0, 1"
	p := &page.TrackForm{Code: trackField(r.PathValue("code"), sentence)}
	p.Title, p.Current = "Lacak permohonan", "/lacak"
	p.NoIndex = true
	p.Faults = []page.Fault{{Field: p.Code.ID, Text: sentence}}
	return a.render(w, r, http.StatusNotFound, "track_form", p)
}

// showAsset sends a stylesheet, script or image. Its name carries a hash of its
// content, so it may be kept for ever.
func (a *app) showAsset(w http.ResponseWriter, r *http.Request) error {
	f, ok := a.pages.Asset(r.PathValue("name"))
	if !ok {
		return alur.Refuse(alur.CodeNotFound)
	}
	h := w.Header()
	h.Set("Content-Type", f.Type)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.Content
	if f.Gzipped != nil && acceptsGzip(r) {
		h.Set("Content-Encoding", "gzip")
		body = f.Gzipped
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // the visitor may have gone
	}
	return nil
}

func (a *app) showFavicon(w http.ResponseWriter, r *http.Request) error {
	p, err := a.pages.AssetPath("alur.svg")
	if err != nil {
		return err
	}
	http.Redirect(w, r, p, http.StatusFound)
	return nil
}

func (a *app) showRobots(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("User-agent: *\nDisallow: /lacak/\nDisallow: /cek-dokumen/\nDisallow: /undangan/\nDisallow: /masuk\n"))
	return nil
}
