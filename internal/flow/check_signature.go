package flow

import "slices"

// proveSignatures proves that signatures mean something: they are required, by one
// party each, and there is something to sign, for a signature is possible once the
// stage's other required items are there.
func proveSignatures(p *proof) {
	for _, st := range p.readable() {
		var signers []*Item
		for _, it := range st.Items {
			if it.Kind != KindSignature || p.tainted[it] {
				continue
			}
			if !it.Required {
				p.report(p.at(it, ""), checkSignature, `Tanda tangan "%s" harus wajib; yang tidak wajib tidak mengikat siapa pun.`, it.ID)
			}
			if slices.ContainsFunc(signers, func(o *Item) bool { return o.Owner == it.Owner && it.Owner != "" }) {
				p.report(p.at(it, "owner"), checkSignature, `Pihak "%s" sudah menandatangani tahap "%s"; satu orang menandatangani satu kali.`, it.Owner, st.ID)
			}
			signers = append(signers, it)
		}
		if len(signers) > 0 && p.whole(st) && !slices.ContainsFunc(st.Items, func(it *Item) bool { return it.Kind != KindSignature && it.asked() }) {
			p.report(p.at(signers[0], ""), checkSignature, `Tahap "%s" tidak mempunyai butir wajib yang ditandatangani.`, st.ID)
		}
	}
}
