package flow

// proveMeetings proves that a meeting that a stage asks for has begun and brought
// its parties together before the stage is left.
func proveMeetings(p *proof) {
	for _, st := range p.readable() {
		for _, it := range st.Items {
			if it.Kind != KindMeeting || !it.asked() {
				continue
			}
			for _, a := range st.onward() {
				if p.tainted[a] {
					continue
				}
				if !a.guardsItem(GuardStarted, it.ID) {
					p.report(p.at(a, ""), checkMeeting, `Tindakan "%s" tanpa syarat "sudah-mulai: %s" dapat mendahului pertemuannya.`, a.ID, it.ID)
				}
				if !a.guardsItem(GuardAttendees, it.ID) {
					p.report(p.at(a, ""), checkMeeting, `Tindakan "%s" tanpa syarat "dihadiri" tidak memastikan siapa yang hadir dalam "%s".`, a.ID, it.ID)
				}
			}
		}
	}
}
