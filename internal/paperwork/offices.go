package paperwork

import (
	"context"
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/paper"
	"github.com/alur-id/alur/internal/text"
)

// office is an organisation on a paper: its letters' data, and who signs for it.
type office struct {
	alur.Agency
	letters alur.Letterhead
	signs   person
}

// person is somebody on a paper.
type person struct{ title, name, nip string }

// offices are those that a paper names.
type offices struct {
	ict, pd, vendor office
	letterhead      paper.Letterhead // of who issues it
	clerk           person           // who issues it
	nips            map[string]string
	present         []casework.Present // whom the list of the meeting's room noted, for papers that list them
}

// offices reads the organisations and people that papers of a request name. Papers of
// teams and of the ICT agency bear the ICT agency's letterhead.
func (d *Desk) offices(ctx context.Context, a casework.Actor, v *casework.View) (*offices, error) {
	var of offices
	ict, err := d.Directory.ICT(ctx)
	if err != nil && alur.CodeOf(err) != alur.CodeNotFound {
		return nil, err
	}
	for _, x := range []struct {
		to *office
		id alur.AgencyID
	}{{&of.ict, ict.ID}, {&of.pd, v.State.Agency}, {&of.vendor, vendorOf(v)}} {
		if x.id == "" {
			continue
		}
		if *x.to, err = d.office(ctx, x.id); err != nil {
			return nil, err
		}
	}
	if p, ok := valueOf[flow.Person](v.State, "surat-permohonan", "penanda-tangan"); ok && of.pd.letters.HeadName == "" {
		of.pd.signs = person{p.Position, p.Name, p.NIP}
		if whole := text.HeadOf(of.pd.Name); strings.HasPrefix(whole, p.Position) {
			of.pd.signs.title = whole // "Kepala Dinas" is half of an office
		}
	}
	for _, o := range []*office{&of.ict, &of.pd} {
		if o.signs.title == "" {
			o.signs.title = text.HeadOf(o.Name)
		}
		o.signs.name, o.signs.nip = orBlank(o.signs.name), orBlank(text.NIP(o.signs.nip))
	}
	names := []string{a.User.Username}
	for _, members := range teamsOf(v) {
		names = append(names, members.members...)
	}
	for _, s := range v.State.Signatures {
		names = append(names, s.By)
	}
	slices.Sort(names)
	if of.nips, err = d.Directory.NIPs(ctx, slices.Compact(names)); err != nil {
		return nil, err
	}
	of.clerk = person{a.User.AgencyName, a.User.Name, orBlank(text.NIP(of.nips[a.User.Username]))}
	if of.letterhead, err = d.letterhead(ctx, of.ict); err != nil {
		return nil, err
	}
	return &of, nil
}

func (d *Desk) office(ctx context.Context, id alur.AgencyID) (office, error) {
	details, err := d.Directory.AgencyDetails(ctx, id)
	if err != nil {
		return office{}, err
	}
	o := office{Agency: details.Agency, letters: details.Letterhead}
	if details.Kind == alur.AgencyVendor {
		return o, nil
	}
	s, err := d.Directory.Signatory(ctx, id)
	if err != nil {
		return office{}, err
	}
	o.signs = person{s.Title, s.Name, s.NIP}
	if o.signs.title == "" && (s.Name != "" || s.StandIn != "") {
		o.signs.title = text.HeadOf(details.Name)
	}
	if s.StandIn != "" {
		o.signs.title = text.SignsFor(s.StandIn, o.signs.title)
	}
	return o, nil
}

// letterhead is what stands above the papers of an organisation.
func (d *Desk) letterhead(ctx context.Context, o office) (paper.Letterhead, error) {
	l := o.letters
	out := paper.Letterhead{Above: l.Government, Name: l.NameLine, Below: text.LetterheadLines(l)}
	if out.Name == "" {
		out.Name = text.Capitals(o.Name)
	}
	logo, err := d.Directory.Logo(ctx, o.ID)
	switch {
	case alur.CodeOf(err) == alur.CodeNotFound:
	case err != nil:
		return out, err
	default:
		out.Logo = logo.PNG
	}
	return out, nil
}

// vendorOf is the third party of a request, in force or only named.
func vendorOf(v *casework.View) alur.AgencyID {
	if v.State.Vendor != "" {
		return v.State.Vendor
	}
	x, _ := valueOf[flow.Vendor](v.State, "pembentukan-tim", "penunjukan")
	if _, known := v.Organisations[alur.AgencyID(x.Agency)]; !known {
		return ""
	}
	return alur.AgencyID(x.Agency)
}

// team is a team of a request, in force or only named.
type team struct {
	party   *flow.Party
	members []string
}

func teamsOf(v *casework.View) []team {
	var out []team
	for _, p := range v.Plan.Parties {
		if p.Source != flow.SourceTeam {
			continue
		}
		members := v.State.Teams[p.ID]
		if len(members) == 0 {
			members, _ = valueOf[[]string](v.State, p.Stage, p.Item)
		}
		if len(members) > 0 {
			out = append(out, team{p, members})
		}
	}
	return out
}

func orBlank(s string) string {
	if s == "" {
		return blankName
	}
	return s
}

// blankName is where a name is written by hand.
const blankName = "................................"
