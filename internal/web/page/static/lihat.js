// Documents in place. The controls of a viewer are links to the same document in
// another state: here they are followed where it stands. A document opens beside the
// list that is being reviewed, elsewhere below its name; on a telephone in a tab.

const wide = matchMedia("(min-width: 60rem)");
const asked = new WeakMap(); // the last question of each place

/** Puts the document that an address shows in place of a section. */
export async function show(section, href, tool) {
	const place = section.parentElement, mine = {};
	asked.set(place, mine);
	section.setAttribute("aria-busy", "true");
	try {
		const res = await fetch(href, { headers: { Accept: "text/html" } });
		const page = new DOMParser().parseFromString(await res.text(), "text/html");
		if (asked.get(place) !== mine) return;
		const fresh = document.importNode(page.querySelector("[data-lihat]"), true);
		section.replaceWith(fresh);
		if (tool) (fresh.querySelector(`[data-alat=${tool}]`) ?? fresh.querySelector(".lihat-lembar"))?.focus({ preventScroll: true });
		if (new URL(href, location.href).pathname === location.pathname) history.replaceState(history.state, "", href);
		early(fresh);
		later(fresh);
	} catch {
		if (asked.get(place) !== mine) return;
		section.removeAttribute("aria-busy");
		section.querySelector(".lihat-gagal")?.remove();
		const p = document.createElement("p");
		p.className = "lihat-gagal";
		p.setAttribute("role", "alert");
		p.textContent = "Pratinjau belum dapat dimuat. Periksa sambungan internet Anda, lalu coba lagi.";
		section.append(p);
	}
}

/** Has the next page made while this one is read. */
function early(section) {
	const sheet = section.querySelector("[data-sesudah]"), img = sheet?.querySelector("img");
	img?.addEventListener("load", () => { new Image().src = sheet.dataset.sesudah; }, { once: true });
}

/** Asks again for a picture that was not ready, as the link beside it would. */
function later(section) {
	const again = section.querySelector("[data-alat=ulang]");
	if (again) setTimeout(() => { if (again.isConnected) show(section, again.href, again === document.activeElement ? "ulang" : ""); }, 4000);
}

/** Shows what a link or a name leads to beside the list under review. */
export function beside(mark) {
	const section = document.querySelector("[data-pratinjau-panel] [data-lihat]");
	if (!section || !wide.matches || section.dataset.lihat === mark.dataset.buka && !section.querySelector("[target]")) return;
	show(section, mark.dataset.buka);
}

/** Gives the document that stands beside a list its controls. */
export function begin(root) {
	const section = wide.matches && root.querySelector("[data-pratinjau-panel] [data-lihat]");
	if (section && section.querySelector("[target]")) show(section, section.dataset.lihat);
}

function below(link) {
	const doc = link.closest(".dokumen") ?? link.parentElement, word = link.firstElementChild;
	const old = doc.querySelector(":scope > .lihat-di-sini");
	link.setAttribute("aria-expanded", String(!old));
	word.textContent = old ? "Lihat" : "Tutup pratinjau";
	if (old) { old.remove(); return; }
	const place = document.createElement("div"), section = document.createElement("section"), p = document.createElement("p");
	place.className = "lihat-di-sini tak-cetak";
	p.setAttribute("role", "status");
	p.textContent = "Menyiapkan pratinjau…";
	section.append(p);
	place.append(section);
	doc.append(place);
	show(section, link.dataset.buka);
}

// Two versions beside each other know each other's state: their links are followed as
// links are.
const alone = (section) => section.parentElement.querySelectorAll("[data-lihat]").length === 1;

const tools = { ".": "maju", ",": "mundur", r: "putar", "+": "besar", "=": "besar", "-": "kecil" };

export function viewers(off) {
	document.addEventListener("click", (e) => {
		if (e.defaultPrevented || e.button || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return;
		const tool = e.target.closest("[data-lihat] a[data-alat]");
		if (tool) {
			const section = tool.closest("[data-lihat]");
			if (!alone(section)) return;
			e.preventDefault();
			show(section, tool.href, tool.dataset.alat);
			return;
		}
		const link = e.target.closest("a[data-buka]");
		if (!link || !wide.matches) return;
		e.preventDefault();
		if (link.closest("[data-telaah]")) beside(link);
		else below(link);
	});
	if (off) return;
	document.addEventListener("keydown", (e) => {
		const name = tools[e.key], t = e.target;
		if (!name || e.defaultPrevented || e.ctrlKey || e.altKey || e.metaKey || e.isComposing) return;
		if (t.closest("textarea, select, [contenteditable]") || (t.tagName === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(t.type))) return;
		const seen = [...document.querySelectorAll("[data-lihat]")].filter((s) => s.getClientRects().length > 0);
		const section = t.closest("[data-lihat]") ?? seen.find((s) => s.closest("[data-pratinjau-panel]")) ?? seen[0];
		const link = section?.querySelector(`a[data-alat=${name}]`);
		if (!link) return;
		e.preventDefault();
		if (alone(section)) show(section, link.href, section.contains(t) ? name : "");
		else location.assign(link.href);
	});
}
