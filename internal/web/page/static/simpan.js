// Saving while people type, and never losing what they typed. A form with
// data-salinan keeps a copy on the device; one with data-simpan is also saved to the
// server three seconds after the last key. Whatever the server has not confirmed is
// offered again when the form is next opened.
import { keyOf, read, write, drop } from "./salinan.js";

const idle = 3000;
const offline = "Tidak ada internet. Isian aman di perangkat ini dan akan terkirim saat tersambung.";
const away = "Belum tersimpan. Isian aman di perangkat ini dan dikirim lagi sebentar lagi.";

/** Controls whose value is a person's answer. */
function* answers(form) {
	for (const c of form.elements) {
		if (!c.name || c.name.startsWith("_") || c.name.startsWith("kata-sandi") || c.disabled) continue;
		if (["hidden", "password", "file", "submit", "button", "reset"].includes(c.type) || c.tagName === "FIELDSET") continue;
		yield c;
	}
}

/** The answers by name; as the server drew them when first is set. */
function valuesOf(form, first = false) {
	const out = {};
	for (const c of answers(form)) {
		const list = (out[c.name] ??= []);
		if (c.type === "radio" || c.type === "checkbox") {
			if (first ? c.defaultChecked : c.checked) list.push(c.value);
		} else if (c.tagName === "SELECT") {
			const chosen = first ? [...c.options].find((o) => o.defaultSelected) ?? c.options[0] : c.selectedOptions[0];
			list.push(chosen?.value ?? "");
		} else {
			list.push((first ? c.defaultValue : c.value).replace(/\r\n/g, "\n"));
		}
	}
	return out;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function printsOf(form) {
	const out = {};
	for (const c of form.querySelectorAll('input[type=hidden][name^="_sidik."]')) out[c.name.slice(7)] = c.value;
	return out;
}

/** The item that a control belongs to, or the control itself where forms have no items. */
const itemOf = (name, prints) => { const id = name.split(".")[0]; return id in prints ? id : name; };

const clock = (ms) => {
	const t = new Date(ms), two = (n) => String(n).padStart(2, "0");
	const day = t.toDateString() === new Date().toDateString() ? "" : `${two(t.getDate())}/${two(t.getMonth() + 1)} `;
	return `${day}pukul ${two(t.getHours())}.${two(t.getMinutes())}`;
};

const faulty = () => document.getElementById("kesalahan") !== null;

/** Warns before a page with unsaved words is left. */
export function guard(form) {
	const to = form.getAttribute("action");
	if (to === "/masuk" || to === "/keluar" || form.dataset.salinan) return;
	const first = faulty() ? null : valuesOf(form, true);
	let sending = false;
	form.addEventListener("submit", (e) => { sending = !e.defaultPrevented; });
	form.addEventListener("input", () => { sending = false; });
	form.addEventListener("alur:terkirim", () => { sending = true; });
	addEventListener("beforeunload", (e) => {
		if (form.isConnected && !sending && first && !same(first, valuesOf(form))) e.preventDefault(), (e.returnValue = "");
	});
}

/** Keeps one form. */
export function keep(form) {
	const key = keyOf(form);
	const saveTo = form.dataset.simpan;
	const version = form.elements._versi?.value;
	const state = document.createElement("p");
	state.className = "simpan-keadaan redup";
	state.setAttribute("role", "status");
	[...form.querySelectorAll(".baris-tombol")].pop()?.prepend(state);

	let known = faulty() ? null : valuesOf(form, true); // what the server has
	let tried = null; // what it answered to without taking all of it
	let pending = null; // what was sent, and not answered yet
	let flying = null, timer = 0, sending = false, wait = 5000;

	const dirty = () => known === null || !same(known, valuesOf(form));
	function say(text, bad = false, ...more) {
		state.classList.toggle("simpan-gagal", bad);
		state.replaceChildren(text, ...more);
	}
	function copy(sent = false) {
		if (!dirty()) { drop(key); return; }
		write(key, { jam: Date.now(), versi: version, kirim: sent, sidik: printsOf(form), nilai: valuesOf(form) });
	}
	function later(ms) {
		clearTimeout(timer);
		if (saveTo) timer = setTimeout(save, ms);
	}

	async function save(keepalive = false) {
		if (flying || sending || !form.isConnected) return flying;
		const now = valuesOf(form);
		if (!pending && (!dirty() || same(now, tried))) return;
		if (!navigator.onLine) { say(offline, true); return; }
		// An answer that got lost is asked for again, with the same words, before newer
		// ones go out: else our own change would look like somebody else's.
		if (!pending) {
			const body = new URLSearchParams();
			for (const [n, v] of new FormData(form)) {
				if (typeof v === "string" && !n.startsWith("kata-sandi")) body.append(n, v);
			}
			pending = { body, values: now };
		}
		say("Menyimpan…");
		flying = send(keepalive === true).finally(() => { flying = null; });
		await flying;
		if (!pending && dirty() && !same(valuesOf(form), tried)) later(idle);
	}

	async function send(keepalive) {
		const stop = new AbortController();
		const limit = setTimeout(() => stop.abort(), 15000);
		let res, answer;
		try {
			res = await fetch(saveTo, { method: "POST", body: pending.body, headers: { Accept: "application/json" }, keepalive, signal: stop.signal });
			answer = res.headers.get("Content-Type") === "application/json" ? await res.json() : {};
		} catch {
			res = null;
		} finally {
			clearTimeout(limit);
		}
		if (!res || res.status >= 500 || res.status === 429) {
			say(navigator.onLine ? away : offline, true);
			later(wait = Math.min(wait * 2, 60000));
			return;
		}
		wait = 5000;
		const sent = pending.values;
		pending = null;
		tried = sent;
		if (res.status === 401) {
			const a = document.createElement("a");
			a.href = "/masuk?lanjut=" + encodeURIComponent(location.pathname);
			a.textContent = "Masuk lagi";
			say("Belum tersimpan: sesi Anda habis. Isian aman di perangkat ini. ", true, a);
			return;
		}
		if (!res.ok) {
			say("Belum tersimpan: " + (answer.galat?.[0]?.teks ?? "coba tekan Simpan."), true);
			return;
		}
		for (const [item, print] of Object.entries(answer.sidik ?? {})) {
			const hidden = form.elements["_sidik." + item];
			if (hidden) hidden.value = print;
		}
		report(answer, sent);
	}

	function report(answer, sent) {
		const others = (answer.lain ?? []).length > 0 ? [" " + answer.lain.join(" ") + " ", reload()] : [];
		if (answer.bentrok) {
			const b = document.createElement("button");
			b.type = "submit";
			b.className = "tombol-teks";
			b.textContent = "Bandingkan";
			say("Belum tersimpan: " + answer.bentrok.map((x) => x.teks).join(" ") + " ", true, b);
		} else if (answer.galat) {
			say("Belum tersimpan: " + answer.galat.map((x) => x.teks).join(". ") + ".", true);
		} else if (answer.tombol) {
			say(`Tersimpan pukul ${answer.jam}. ${answer.tombol}`, false, ...others);
		} else {
			known = sent;
			say(`Tersimpan pukul ${answer.jam}.`, false, ...others);
			// Only the copy of what is saved goes: newer words stay.
			if (!dirty()) drop(key);
		}
	}

	function reload() {
		const a = document.createElement("a");
		a.href = location.pathname;
		a.textContent = "Muat ulang";
		return a;
	}

	let soon = 0;
	let last = valuesOf(form);
	function typed() {
		// Leaving a field says "changed" once more: no news, and a button to press may stand there.
		const now = valuesOf(form);
		if (same(now, last)) return;
		last = now;
		sending = false;
		clearTimeout(soon);
		soon = setTimeout(copy, 250);
		if (!navigator.onLine) say(offline, true);
		else if (saveTo && dirty()) say("Belum tersimpan");
		later(idle);
	}
	form.addEventListener("input", typed);
	form.addEventListener("change", typed);
	addEventListener("online", () => { if (form.isConnected && dirty()) later(500); });
	addEventListener("offline", () => { if (form.isConnected && dirty()) copy(), say(offline, true); });
	addEventListener("pageshow", (e) => { if (e.persisted) sending = false; });
	addEventListener("pagehide", leave);
	document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
	function leave() {
		if (!form.isConnected || sending || known === null || !dirty()) return;
		copy();
		if (saveTo) save(true);
	}
	addEventListener("beforeunload", (e) => {
		const files = [...form.querySelectorAll("input[type=file]")].some((x) => x.files.length > 0);
		if (form.isConnected && !sending && (files || (known !== null && dirty()))) e.preventDefault(), (e.returnValue = "");
	});

	form.addEventListener("submit", (e) => {
		clearTimeout(timer);
		clearTimeout(soon);
		if (!navigator.onLine) {
			e.preventDefault();
			copy();
			say(offline, true);
			return;
		}
		if (flying) {
			e.preventDefault();
			const button = e.submitter;
			flying.then(() => form.requestSubmit(button?.form === form ? button : undefined));
			return;
		}
		copy(true);
		sending = true;
	});
	form.addEventListener("alur:batal", () => { sending = false; });
	form.addEventListener("alur:terkirim", () => { sending = true; });

	offer();
	if (known !== null && dirty() && !form.querySelector(".pulih")) last = null, typed();

	/** Offers the copy, when it is newer than what the server has, and different. */
	function offer() {
		const was = read(key);
		if (!was || faulty()) return;
		const prints = printsOf(form), now = valuesOf(form, true), changed = Number(form.dataset.salinan);
		const items = new Set();
		for (const [name, list] of Object.entries(was.nilai ?? {})) {
			if (!(name in now) || same(list, now[name])) continue;
			const id = itemOf(name, prints);
			// A copy is newer than the server's answer when it was made from that very answer;
			// else the clocks must say so. What went with the button has arrived when the
			// request has moved since.
			const base = prints[id] === was.sidik?.[id];
			if (base ? !(was.kirim && was.versi !== version) : was.jam > changed && !was.kirim) items.add(id);
		}
		if (items.size === 0) { drop(key); return; }
		const box = document.createElement("div");
		box.className = "peringatan pulih";
		box.setAttribute("role", "status");
		const p = document.createElement("p");
		p.textContent = `Ada isian di perangkat ini yang lebih baru (${clock(was.jam)}).`;
		box.append(p, button("Pakai", () => {
			let first = null;
			for (const c of answers(form)) {
				const id = itemOf(c.name, prints);
				if (!items.has(id) || !(c.name in was.nilai)) continue;
				const list = was.nilai[c.name];
				if (c.type === "radio" || c.type === "checkbox") c.checked = list.includes(c.value);
				else c.value = list[0] ?? "";
				first ??= c;
				// Made from an older answer than the server has now: it will be compared.
				const hidden = form.elements["_sidik." + id];
				if (hidden && was.sidik?.[id]) hidden.value = was.sidik[id];
				c.dispatchEvent(new Event("alur:isi", { bubbles: true }));
			}
			box.remove();
			first?.closest("details")?.setAttribute("open", "");
			first?.focus();
			typed();
		}), button("Buang", () => { drop(key); box.remove(); form.querySelector("textarea, input:not([type=hidden])")?.focus(); }));
		form.prepend(box);
	}
}

function button(text, press) {
	const b = document.createElement("button");
	b.type = "button";
	b.className = "tombol-kedua";
	b.textContent = text;
	b.addEventListener("click", press);
	return b;
}
