// While the name of a system is typed: systems whose names are like it. The server says
// what may be told; the list comes to nothing when it does not answer.

export function similar(root) {
	const box = root.querySelector("[data-mirip]");
	const input = box && document.getElementById(box.dataset.isian);
	if (!input) return;
	input.closest(".isian").after(box);
	const list = box.querySelector("ul");
	let timer = 0, asked = "", running;
	const ask = async () => {
		const name = input.value.trim();
		if (name === asked) return;
		asked = name;
		running?.abort();
		running = new AbortController();
		let found = [];
		try {
			if (name.length >= 3) {
				const res = await fetch(box.dataset.mirip + encodeURIComponent(name), { signal: running.signal, headers: { Accept: "application/json" } });
				if (res.ok) found = (await res.json()).serupa;
			}
		} catch (e) {
			if (e.name === "AbortError") return;
		}
		list.replaceChildren(...found.map((s) => {
			const row = document.createElement("li"), name = document.createElement(s.alamat ? "a" : "strong"), more = document.createElement("span");
			if (s.alamat) name.href = s.alamat;
			name.textContent = s.nama;
			more.className = "redup";
			more.textContent = `${s.perangkat} · ${s.status}`;
			row.append(name, document.createElement("br"), more);
			return row;
		}));
		box.hidden = found.length === 0;
	};
	input.addEventListener("input", () => {
		clearTimeout(timer);
		timer = setTimeout(ask, 600);
	});
	ask();
}
