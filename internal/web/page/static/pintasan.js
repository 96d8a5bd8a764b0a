// Single keys for those who work with Alur all day. They do nothing while somebody
// types, nor with Ctrl, Alt or the Windows key, and can be switched off (WCAG 2.1.4).

const row = ".daftar-tautan, .tabel-tautan";

export function shortcuts() {
	let g = 0;
	document.addEventListener("keydown", (e) => {
		if (e.defaultPrevented || e.ctrlKey || e.altKey || e.metaKey || e.isComposing || e.repeat && e.key !== "j" && e.key !== "k") return;
		const t = e.target;
		if (t.closest("textarea, select, [contenteditable]") || (t.tagName === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(t.type))) return;
		const signedIn = document.body.dataset.pengguna !== undefined;
		const after = Date.now() - g < 1500;
		g = 0;
		if (after && signedIn && (e.key === "t" || e.key === "p")) {
			location.assign(e.key === "t" ? "/tugas" : "/permohonan");
		} else if (e.key === "g") {
			g = Date.now();
			return;
		} else if (e.key === "/") {
			const field = document.querySelector("main form[role=search] input:not([type=hidden])");
			if (field) field.focus(), field.select();
			else if (signedIn) location.assign("/cari");
			else return;
		} else if (e.key === "?") {
			location.assign("/bantuan/pintasan");
		} else if (e.key === "j" || e.key === "k") {
			const list = [...document.querySelectorAll(row)].filter((a) => a.getClientRects().length > 0);
			if (list.length === 0) return;
			const i = list.indexOf(document.activeElement);
			const to = i < 0 ? 0 : Math.min(list.length - 1, Math.max(0, i + (e.key === "j" ? 1 : -1)));
			list[to].focus();
			list[to].closest("li, tr")?.scrollIntoView({ block: "nearest" });
		} else {
			return;
		}
		e.preventDefault();
	});
}
