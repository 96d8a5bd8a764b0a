package flow

// proveConfidential proves that what is hidden from vendors is not asked of them:
// a vendor neither owns a confidential item nor signs what it may not see.
func proveConfidential(p *proof) {
	for _, st := range p.readable() {
		hidden := ""
		for _, it := range st.Items {
			if it.Confidential {
				hidden = string(it.ID)
			}
		}
		for _, it := range st.Items {
			if p.loose || p.source(it.Owner) != SourceVendor {
				continue
			}
			switch {
			case it.Confidential:
				p.report(p.at(it, "confidential"), checkConfidential, `Butir "%s" rahasia bagi Pihak Ketiga, tetapi dimilikinya.`, it.ID)
			case it.Kind == KindSignature && hidden != "":
				p.report(p.at(it, ""), checkConfidential, `Pihak Ketiga menandatangani tahap "%s", padahal butir "%s" tidak dapat dilihatnya.`, st.ID, hidden)
			}
			for _, r := range it.Covers {
				if from := p.Stage(r.Stage); from != nil && from.Item(r.Item) != nil && from.Item(r.Item).Confidential {
					p.report(p.at(it, "covers0"), checkConfidential, `Tanda tangan Pihak Ketiga mencakup "%s.%s", yang tidak dapat dilihatnya.`, r.Stage, r.Item)
				}
			}
		}
	}
}
