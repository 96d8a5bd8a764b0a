package text

import "github.com/alur-id/alur"

// ActedFor names who acted for an absent colleague, and on what ground: "Rino a.n. Kadis
// (Plh)". It stands on every act, whatever the ground; the line of the office ("Plh. Kepala
// Dinas", [StandsAs]) is for papers (decision 31). The ground is "" where it is not known.
func ActedFor(name, absent string, k alur.StandInKind) string {
	if k == "" {
		return OnBehalf(name, absent)
	}
	return OnBehalf(name, absent) + " (" + groundOf(k) + ")"
}

// groundOf is the short name of a ground within a sentence.
func groundOf(k alur.StandInKind) string {
	if k == alur.StandInLeave {
		return "pengganti cuti"
	}
	return StandInKind(k)
}
