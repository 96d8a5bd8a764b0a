// What a page does besides: everything works without scripts. Start reading here;
// each module is one behaviour.
import { keep, guard } from "./simpan.js";
import { uploads } from "./unggah.js";
import { review } from "./telaah.js";
import { begin, viewers } from "./lihat.js";
import { shortcuts } from "./pintasan.js";
import { counter, dated, folds } from "./isian.js";
import { keys } from "./kunci.js";
import { picker } from "./cari.js";
import { paste } from "./tempel.js";
import { copies } from "./salin.js";
import { similar } from "./mirip.js";
import { fingerprint } from "./sidik.js";
import { refreshed } from "./layar.js";

const off = document.body.dataset.pintasan === "mati";

// Drawers close with Escape and with a press elsewhere.
const drawers = document.querySelectorAll(".nav details, .peragaan details");
document.addEventListener("keydown", (e) => {
	if (e.key !== "Escape") return;
	for (const d of drawers) {
		if (!d.open) continue;
		d.open = false;
		d.querySelector("summary").focus();
	}
});
document.addEventListener("click", (e) => {
	for (const d of drawers) if (d.open && !d.contains(e.target)) d.open = false;
});

/** Passwords can be looked at while they are typed. */
function peek(input) {
	const button = document.createElement("button");
	button.type = "button";
	button.className = "tombol-teks lihat-sandi";
	const say = (shown) => {
		button.textContent = shown ? "Sembunyikan" : "Lihat";
		button.setAttribute("aria-label", (shown ? "Sembunyikan " : "Lihat ") + (input.labels[0]?.textContent.trim() ?? "kata sandi"));
	};
	say(false);
	button.addEventListener("click", () => {
		const shown = input.type === "password";
		input.type = shown ? "text" : "password";
		say(shown);
	});
	input.form?.addEventListener("submit", () => { input.type = "password"; });
	input.after(button);
}

// A second press on the same button sends nothing: the first is on its way. Another
// look at the page from the history, or an upload that failed, may send again.
const sent = new WeakMap();
document.addEventListener("submit", (e) => {
	if (Date.now() - (sent.get(e.target) ?? 0) < 10000) {
		e.preventDefault();
		e.stopImmediatePropagation();
	}
}, true);
document.addEventListener("submit", (e) => {
	const form = e.target;
	if (form.method !== "post") return;
	const on = e.defaultPrevented && !form.querySelector(".unggah progress");
	if (on) return;
	sent.set(form, Date.now());
	const button = e.submitter;
	if (button) setTimeout(() => button.setAttribute("aria-disabled", "true"));
	const again = () => {
		sent.delete(form);
		button?.removeAttribute("aria-disabled");
	};
	form.addEventListener("alur:batal", again, { once: true });
	addEventListener("pageshow", (p) => { if (p.persisted) again(); }, { once: true });
	setTimeout(function later() {
		if (form.querySelector(".unggah progress")) setTimeout(later, 10000);
		else again();
	}, 10000);
});

/** Puts the main part of an answer in place of this page's: the form with its mistakes, or the next page. */
function swap(page) {
	const main = document.importNode(page.querySelector("main"), true);
	document.getElementById("isi").replaceWith(main);
	document.title = page.title;
	main.focus(); // a summary of mistakes takes it from there
	enhance(main);
}

function enhance(root) {
	// A summary of mistakes takes the focus, so that it is read first.
	document.getElementById("kesalahan")?.focus();
	for (const input of root.querySelectorAll("input[type=password]")) peek(input);
	for (const area of root.querySelectorAll("textarea[data-batas]")) counter(area);
	for (const input of root.querySelectorAll("input[type=date], input[type=datetime-local]")) dated(input);
	for (const box of root.querySelectorAll(".pemilih")) picker(box);
	const pasted = root.querySelector("input[data-tempel]");
	if (pasted) paste(pasted);
	const box = root.querySelector("[data-segarkan]");
	if (box) refreshed(box);
	folds(root);
	begin(root);
	copies(root);
	similar(root);
	keys(root);
	for (const form of root.querySelectorAll("form[method=post]")) {
		if (form.dataset.salinan) keep(form);
		else guard(form);
		if ("sidik" in form.dataset) fingerprint(form);
		uploads(form, swap, enhance);
		if ("telaah" in form.dataset) review(form, off);
	}
}

enhance(document.getElementById("isi"));
viewers(off);
if (!off) shortcuts();
