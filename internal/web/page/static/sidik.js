// A file to be checked stays where it is: the browser counts its fingerprint and sends
// that alone. Without this the file is sent, counted there and thrown away.

const most = 50 * 1024 * 1024;

const hex = (bytes) => Array.from(new Uint8Array(bytes), (b) => b.toString(16).padStart(2, "0")).join("");

/** Lets a form send the fingerprint of its file instead of the file. */
export function fingerprint(form) {
	const file = form.querySelector("input[type=file]");
	const sum = form.elements.sidik;
	if (!file || !sum || !globalThis.crypto?.subtle) return;
	form.addEventListener("submit", (e) => {
		const chosen = file.files[0];
		if (!chosen || chosen.size === 0 || chosen.size > most) return;
		e.preventDefault();
		chosen.arrayBuffer().then((bytes) => crypto.subtle.digest("SHA-256", bytes)).then((digest) => {
			sum.value = hex(digest);
			file.disabled = true;
		}).catch(() => {}).then(() => form.submit());
	});
	// Back from the answer the file can be sent again.
	addEventListener("pageshow", () => { file.disabled = false; sum.value = ""; });
}
