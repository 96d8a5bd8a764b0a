// The review with the keyboard alone: 1 and 2 give the verdict, j and k move, n
// writes the note. The document at hand stands beside the list.

import { beside } from "./lihat.js";

const sentences = ["tidak terbaca", "belum ditandatangani", "isi tidak lengkap", "bukan dokumen yang diminta"];

export function review(form, off) {
	const all = [...form.querySelectorAll(".telaah")];
	let now = null;

	const radios = (row) => [...row.querySelectorAll("input[type=radio]")];
	const note = (row) => row.querySelector("textarea");
	const decided = (row) => radios(row).some((r) => r.checked);
	// A row in a folded part is not there for the keys.
	const rows = () => all.filter((r) => r.getClientRects().length > 0);

	// How far it is, while one goes.
	const total = all.length;
	const progress = document.createElement("p");
	progress.className = "redup telaah-maju";
	progress.setAttribute("role", "status");
	const count = () => {
		const done = all.filter(decided).length;
		const text = `${done} dari ${total} sudah diberi hasil`;
		if (progress.textContent !== text) progress.textContent = text;
	};
	form.prepend(progress);
	count();
	form.addEventListener("change", count);
	form.addEventListener("alur:isi", count);

	function show(row) {
		const mark = row.querySelector("[data-buka]");
		if (mark) beside(mark);
	}
	function at(row, focus = true) {
		if (!row) return;
		if (row !== now) {
			now?.classList.remove("telaah-kini");
			now = row;
			row.classList.add("telaah-kini");
			show(row);
		}
		if (focus) {
			const list = radios(row);
			(list.find((r) => r.checked) ?? list[0]).focus({ preventScroll: true });
			row.scrollIntoView({ block: "nearest" });
		}
	}
	function move(step) {
		const list = rows();
		const i = list.indexOf(now);
		at(list[i < 0 ? 0 : Math.min(list.length - 1, Math.max(0, i + step))]);
	}

	for (const row of all) {
		row.addEventListener("focusin", () => at(row, false));
		// Sentences that are needed again and again.
		const box = document.createElement("div");
		box.className = "kalimat";
		for (const s of sentences) {
			const b = document.createElement("button");
			b.type = "button";
			b.textContent = s;
			b.setAttribute("aria-label", "Tambahkan ke catatan: " + s);
			b.addEventListener("click", () => {
				const t = note(row), was = t.value.trim();
				if (!was.toLowerCase().includes(s)) t.value = was ? `${was.replace(/[.;,]$/, "")}; ${s}` : s[0].toUpperCase() + s.slice(1);
				t.dispatchEvent(new Event("input", { bubbles: true }));
				t.focus();
			});
			box.append(b);
		}
		note(row).after(box);
		fold(row);
	}

	/** A note is there where one is due: the list stays short enough to be seen. */
	function fold(row) {
		const part = note(row).closest(".isian");
		const write = document.createElement("button");
		write.type = "button";
		write.className = "tombol-teks";
		write.append("Tulis catatan");
		const name = document.createElement("span");
		name.className = "sembunyi";
		name.textContent = " untuk " + row.querySelector("legend").textContent.trim();
		write.append(name);
		const open = () => {
			part.hidden = false;
			write.hidden = true;
		};
		const look = () => {
			if (note(row).value || radios(row)[1]?.checked || part.classList.contains("isian-galat")) open();
		};
		write.addEventListener("click", () => { open(); note(row).focus(); });
		row.addEventListener("alur:catat", open);
		row.addEventListener("change", look);
		row.addEventListener("alur:isi", look);
		part.before(write);
		part.hidden = true;
		look();
	}

	if (off) return;
	document.addEventListener("keydown", (e) => {
		if (e.ctrlKey || e.altKey || e.metaKey || e.isComposing || !form.isConnected) return;
		const t = e.target;
		if (e.key === "Escape" && now?.contains(t) && t.tagName === "TEXTAREA") { at(now); return; }
		if (t.closest("textarea, select, [contenteditable]") || (t.tagName === "INPUT" && !["radio", "checkbox", "button", "submit"].includes(t.type))) return;
		switch (e.key) {
			case "j": move(1); break;
			case "k": move(-1); break;
			case "n": {
				if (!now) move(0);
				now.dispatchEvent(new Event("alur:catat"));
				note(now).focus();
				break;
			}
			case "1": case "2": {
				if (!now) move(0);
				const r = radios(now)[Number(e.key) - 1];
				if (!r) return;
				r.checked = true;
				r.dispatchEvent(new Event("input", { bubbles: true }));
				r.dispatchEvent(new Event("change", { bubbles: true }));
				const list = rows(), i = list.indexOf(now);
				const next = e.key === "1" ? [...list.slice(i + 1), ...list.slice(0, i)].find((x) => !decided(x)) : null;
				at(next ?? now);
				break;
			}
			default: return;
		}
		e.preventDefault();
	});
}
