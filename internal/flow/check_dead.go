package flow

// proveAlive proves that no action is dead: each names parties, and all of them
// are there in its stage. (That the stage can be reached is for check "reach",
// that the guards can hold for check "guard".)
func proveAlive(p *proof) {
	if p.loose {
		return
	}
	p.each(func(st *Stage, a *Action) {
		if len(a.Parties) == 0 {
			p.report(p.at(a, ""), checkDead, `Tindakan "%s" tidak dapat diambil siapa pun, karena tidak menyebut pihak.`, a.ID)
		}
		for _, id := range a.Parties {
			if p.Party(id) != nil && !p.exists(id, st) {
				p.report(p.at(a, "party:"+string(id)), checkDead, `Tindakan "%s" pada tahap "%s" tidak dapat diambil "%s", yang belum ditetapkan pada tahap itu.`, a.ID, st.ID, id)
			}
		}
	})
}
