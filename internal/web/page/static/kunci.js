// Passkeys: a form that carries one waits for the browser to ask for finger or PIN, and
// then sends the answer like any other form. Without passkeys its button is not shown.

const toBytes = (s) => Uint8Array.from(atob(s.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

/** Asks the server for a challenge and the browser for its answer. */
async function answer(address) {
	const res = await fetch(address, { method: "POST", headers: { Accept: "application/json" } });
	const said = await res.json();
	if (!res.ok) throw new Error(said.galat?.[0]?.teks ?? "");
	const o = said.pilihan.publicKey;
	o.challenge = toBytes(o.challenge);
	for (const list of [o.allowCredentials, o.excludeCredentials]) for (const c of list ?? []) c.id = toBytes(c.id);
	if (o.user) o.user.id = toBytes(o.user.id);
	const made = o.user ? await navigator.credentials.create({ publicKey: o }) : await navigator.credentials.get({ publicKey: o });
	const response = {};
	for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
		if (made.response[name]) response[name] = toText(made.response[name]);
	}
	if (made.response.getTransports) response.transports = made.response.getTransports();
	const jawaban = { id: made.id, rawId: toText(made.rawId), type: made.type, response, clientExtensionResults: made.getClientExtensionResults() };
	if (made.authenticatorAttachment) jawaban.authenticatorAttachment = made.authenticatorAttachment;
	return JSON.stringify({ rahasia: said.rahasia, jawaban });
}

/** Fills the hidden field and sends the form; what went wrong is said beside the button. */
async function run(box, form, address) {
	const fault = box.querySelector("[role=alert]");
	fault.textContent = "";
	try {
		box.querySelector("[name=kata-sandi-bukti]").value = await answer(address);
	} catch (e) {
		const words = { NotAllowedError: "Dibatalkan, atau waktunya habis. Coba lagi.", InvalidStateError: "Perangkat ini sudah punya kunci sandi untuk akun Anda." };
		fault.textContent = words[e.name] ?? (e.message && e.constructor === Error ? e.message : "Kunci sandi tidak dapat dipakai sekarang. Coba lagi, atau pakai cara lain.");
		return;
	}
	form.requestSubmit(form.querySelector("button.tombol") ?? undefined);
}

export function keys(root) {
	if (!window.PublicKeyCredential) return;
	for (const form of root.querySelectorAll("form[data-kunci]")) {
		form.hidden = false;
		form.addEventListener("submit", (e) => {
			if (form.querySelector("[name=kata-sandi-bukti]").value) return;
			e.preventDefault();
			run(form, form, form.dataset.kunci);
		});
	}
	for (const box of root.querySelectorAll("[data-kunci-bukti]")) {
		box.hidden = false;
		box.querySelector("button").addEventListener("click", () => run(box, box.closest("form"), box.dataset.kunciBukti));
	}
}
