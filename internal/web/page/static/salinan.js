// Copies of what is being typed, on this device: by user and form, so that a power
// cut or a lost connection costs nothing. Office PCs are shared: the copies are gone
// after signing out, they never hold passwords, and old ones are thrown away.

const prefix = "alur:isian:";
export const user = document.body.dataset.pengguna ?? "";
const day = 24 * 60 * 60 * 1000, week = 7 * day;
let leaving = false; // a sign-out is on its way

const stored = (f) => { try { return f(localStorage); } catch { return null; } };

export const keyOf = (form) => prefix + user + ":" + form.getAttribute("action");

/** The copy under a key: {jam, versi, kirim, sidik, nilai}, or null. */
export function read(key) {
	return stored((s) => JSON.parse(s.getItem(key)));
}

export function write(key, copy) {
	if (user && !leaving) stored((s) => s.setItem(key, JSON.stringify(copy)));
}

export function drop(key) {
	stored((s) => s.removeItem(key));
}

export function keys() {
	return stored((s) => Object.keys(s)) ?? [];
}

function clear() {
	for (const which of ["localStorage", "sessionStorage"]) {
		try {
			const s = window[which];
			for (const k of Object.keys(s)) if (k.startsWith("alur:")) s.removeItem(k);
		} catch { /* storage may be switched off */ }
	}
}

// Signing out, and changing to another account, leave nothing behind. The copies go
// when the page really goes: whoever stays on it after a warning keeps them.
document.addEventListener("submit", (e) => {
	const to = e.target.getAttribute("action");
	if (user && navigator.onLine && (to === "/keluar" || to === "/masuk")) leaving = true;
});
document.addEventListener("input", () => { leaving = false; });
addEventListener("pagehide", () => { if (leaving) clear(); });
if (!user && /[?&]kabar=/.test(location.search)) clear();

// Uploads are remembered as long as the server keeps them.
for (const k of keys()) {
	if (k.startsWith(prefix) && !(read(k)?.jam > Date.now() - week)) drop(k);
	if (k.startsWith("alur:unggah:") && !(read(k)?.jam > Date.now() - day)) drop(k);
}
