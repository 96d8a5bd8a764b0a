package flow

// proveOwners proves that every item has an owner whose people are known in its
// stage, so that what is required can be given: a team or a vendor is there only
// after its appointment.
func proveOwners(p *proof) {
	for _, st := range p.Stages {
		for _, it := range st.Items {
			if p.loose || p.tainted[it] {
				continue
			}
			switch {
			case it.Owner == "":
				p.report(p.at(it, ""), checkOwner, `Butir "%s" pada tahap "%s" tidak mempunyai pemilik.`, it.ID, st.ID)
			case p.Party(it.Owner) != nil && !p.exists(it.Owner, st):
				p.report(p.at(it, "owner"), checkOwner, `Butir "%s" dimiliki "%s", yang pada tahap "%s" belum ditetapkan.`, it.ID, it.Owner, st.ID)
			}
		}
	}
}
