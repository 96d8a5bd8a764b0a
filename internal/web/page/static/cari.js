// Choosing people: what is typed is looked for while it is typed, and whoever is chosen
// moves up into the list. Without this file the button searches, and saves on the way.

/** One picker; every form may have several. */
export function picker(box) {
	const key = box.dataset.kunci;
	const words = box.querySelector("input[type=search]"), where = box.querySelector(".pemilih-cari select");
	const button = box.querySelector("button[name=_cari]");
	let timer = 0, latest = 0;

	async function look() {
		clearTimeout(timer);
		const mine = ++latest;
		const q = new URLSearchParams({ _cari: key, ["_cari." + key]: words.value, ["_di." + key]: where?.value ?? "" });
		let page;
		try {
			const res = await fetch(box.dataset.cari + "?" + q);
			if (!res.ok || res.redirected) return;
			page = new DOMParser().parseFromString(await res.text(), "text/html");
		} catch {
			return; // offline: the button says so
		}
		const fresh = page.getElementById("hasil-" + key);
		if (mine !== latest || !fresh || !box.isConnected) return;
		const now = document.getElementById("hasil-" + key);
		now.replaceChildren(...[...document.importNode(fresh, true).childNodes]);
		// Those chosen since the page was made are not offered twice.
		for (const c of box.querySelectorAll(".pemilih-terpilih input[type=checkbox]")) {
			const same = now.querySelector(`input[name="${CSS.escape(c.name)}"][value="${CSS.escape(c.value)}"]`);
			if (same) same.checked = c.checked;
		}
	}
	const later = () => { clearTimeout(timer); timer = setTimeout(look, 400); };
	words.addEventListener("input", later);
	where?.addEventListener("change", look);
	words.addEventListener("keydown", (e) => { if (e.key === "Enter") e.preventDefault(), look(); });
	button.addEventListener("click", (e) => { if (navigator.onLine) e.preventDefault(), look(); });

	box.addEventListener("change", (e) => {
		const row = e.target.closest(".pemilih-hasil > li");
		if (row && e.target.matches("input[type=checkbox]")) move(e.target, row);
		rules();
	});

	/** Keeps the tick of somebody found in the list above, where the next search leaves it. */
	function move(tick, row) {
		const list = document.getElementById(tick.name).querySelector(".pemilih-terpilih");
		const there = list.querySelector(`input[value="${CSS.escape(tick.value)}"]`);
		if (there) {
			there.checked = tick.checked;
			tick.removeAttribute("name");
			return;
		}
		if (!tick.checked) return;
		list.querySelector(".pemilih-kosong")?.remove();
		const id = tick.id + "-" + Date.now();
		const div = document.createElement("div"), copy = document.createElement("input"), label = document.createElement("label"), note = document.createElement("p");
		div.className = "pilihan";
		div.dataset.instansi = row.dataset.instansi;
		Object.assign(copy, { type: "checkbox", id, name: tick.name, value: tick.value, checked: true });
		label.htmlFor = id;
		label.textContent = row.dataset.nama;
		note.className = "petunjuk";
		note.id = id + "-ket";
		note.textContent = row.dataset.ket;
		copy.setAttribute("aria-describedby", note.id);
		div.append(copy, label, note);
		list.append(div);
		const done = document.createElement("p");
		const who = document.createElement("span"), sign = document.createElement("span");
		done.className = "redup";
		done.setAttribute("role", "status");
		sign.setAttribute("aria-hidden", "true");
		sign.textContent = "✓ ";
		who.className = "sembunyi";
		who.textContent = ": " + row.dataset.nama;
		done.append(sign, tick.closest(".pilihan").dataset.jadi, who);
		tick.closest(".pilihan").replaceWith(done);
		copy.dispatchEvent(new Event("change", { bubbles: true }));
	}

	const chosen = (id) => [...document.getElementById(id)?.querySelectorAll(".pemilih-terpilih input:checked") ?? []];
	/** Says again how the rules stand. */
	function rules() {
		for (const list of box.querySelectorAll("[data-daftar]")) {
			const now = chosen(list.dataset.daftar);
			for (const rule of list.querySelectorAll(".aturan > li")) {
				let met = now.some((c) => c.closest(".pilihan").dataset.instansi === rule.dataset.perlu);
				if (rule.dataset.lain) {
					const others = chosen(rule.dataset.lain).map((c) => c.value);
					const both = now.filter((c) => others.includes(c.value)).map((c) => c.labels[0].textContent);
					met = both.length === 0;
					rule.querySelector(".aturan-siapa").textContent = both.join(", ");
				}
				rule.className = met ? "aturan-ya" : "aturan-tidak";
			}
		}
	}
}
