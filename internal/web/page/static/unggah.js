// Sending files: what the server would refuse is said before anything is sent, each
// file shows how far it is, and a slip keeps the form. Large files go in pieces (tus
// 1.0), so that a line that breaks costs one piece: the server is asked how far it has
// come, and the rest follows, in this page or the next. Without this file the same form
// is an ordinary one.
import { user, read, write, drop, keys } from "./salinan.js";

const small = 256 * 1024; // what is smaller goes with the form itself
const piece = 512 * 1024; // below what proxies take at once, and soon over
const number = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 1 });
const size = (n) => (n < 1024 * 1024 ? `${Math.max(1, Math.round(n / 1024))} KB` : `${number.format(n / 1024 / 1024)} MB`);
const lost = (percent) => `Unggahan terputus di ${percent}%. Tekan Lanjutkan, tidak perlu mulai dari awal.`;
const ended = "Sesi Anda habis sebelum berkas tersimpan. Masuk lagi di tab lain, lalu tekan Lanjutkan.";

/** What is wrong with a file, or "". */
function faultOf(file, input) {
	const limit = "foto" in input.form.dataset ? 25 : 50;
	if (file.size === 0) return `Berkas ${file.name} kosong. Pilih berkas lain.`;
	if (file.size > limit * 1024 * 1024) return `Berkas ${file.name} berukuran ${size(file.size)}. Batasnya ${limit} MB. Perkecil atau bagi berkasnya.`;
	const kinds = input.accept.split(",").map((x) => x.trim().toLowerCase()).filter((x) => x.startsWith("."));
	const dot = file.name.lastIndexOf(".");
	const ext = dot < 0 ? "" : file.name.slice(dot).toLowerCase();
	if (kinds.length > 0 && !kinds.includes(ext)) {
		const names = kinds.map((k) => k.slice(1).toUpperCase());
		const list = names.length > 1 ? names.slice(0, -1).join(", ") + " atau " + names[names.length - 1] : names[0];
		return `Berkas harus ${list}. Berkas ini ${ext ? ext.slice(1).toUpperCase() : "tanpa akhiran nama"}.`;
	}
	return "";
}

function check(input) {
	const fault = [...input.files].map((f) => faultOf(f, input)).find(Boolean) ?? "";
	const id = input.id + "-periksa";
	document.getElementById(id)?.remove();
	input.closest(".isian")?.classList.toggle("isian-galat", fault !== "");
	input.toggleAttribute("aria-invalid", fault !== "");
	if (!fault) return true;
	const p = make("p", "galat", fault);
	p.id = id;
	p.setAttribute("role", "alert");
	(input.closest(".pilih-berkas") ?? input).before(p);
	input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
	return false;
}

function make(tag, name, text = "") {
	const e = document.createElement(tag);
	e.className = name;
	e.textContent = text;
	return e;
}

/**
 * Browsers label the control in their own language, not always the page's. It stays what
 * it is, for presses, keys and files dropped on it, under words of ours.
 */
function inWords(input) {
	const box = make("span", "pilih-berkas");
	const name = make("span", "pilih-berkas-nama");
	const say = () => {
		const files = [...input.files].map((f) => f.name);
		name.textContent = files.length > 0 ? files.join(", ") : input.multiple ? "Belum ada berkas. Boleh lebih dari satu" : "Belum ada berkas";
	};
	const words = make("span", "pilih-berkas-kata"), ask = input.hasAttribute("capture") ? "Ambil foto" : "Pilih berkas";
	for (const label of input.labels) label.classList.toggle("sembunyi", label.textContent.trim() === ask); // the button says it
	words.setAttribute("aria-hidden", "true");
	words.append(make("span", "pilih-berkas-tombol", ask), name);
	input.before(box);
	box.append(input, words);
	for (const kind of ["change", "cancel"]) input.addEventListener(kind, () => setTimeout(say)); // after whoever takes the files
	input.form.addEventListener("reset", () => setTimeout(say));
	say();
}

/** What stands in the way for good: its message is for the person. */
class Refused extends Error {}

/** An answer, or an error when the line gave none: nothing moved for a while. */
function request(method, url, headers, body, { progress, taken, patience = 30000 } = {}) {
	return new Promise((done, fail) => {
		const xhr = new XMLHttpRequest();
		let timer = 0;
		const alive = () => {
			clearTimeout(timer);
			timer = setTimeout(() => xhr.abort(), patience);
		};
		xhr.upload.addEventListener("progress", (e) => {
			alive();
			progress?.(e.loaded, e.total);
		});
		xhr.addEventListener("loadend", () => {
			clearTimeout(timer);
			if (xhr.status) done(xhr);
			else fail(new Error("no answer"));
		});
		xhr.open(method, url);
		xhr.setRequestHeader("Accept", "application/json");
		for (const [name, value] of Object.entries(headers)) xhr.setRequestHeader(name, value);
		taken?.(xhr);
		alive();
		xhr.send(body);
	});
}

const json = (xhr) => (xhr.getResponseHeader("Content-Type") === "application/json" ? JSON.parse(xhr.responseText || "{}") : {});
const base64 = (s) => btoa(String.fromCharCode(...new TextEncoder().encode(s)));

const prefix = "alur:unggah:" + user + ":";
const unfinished = (to) => keys().filter((k) => k.startsWith(prefix + to + ":"));

// The answers to a piece that does not fit: the server is asked where it stands.
const misfit = new Set([400, 404, 409, 413]);

/** One file on its way to where uploads of its slot begin. run() gives its id there. */
function transfer(file, to, row, box) {
	const key = prefix + [to, file.name, file.size, file.lastModified].join(":");
	let address = read(key)?.alamat ?? "";
	let at = 0, known = false, odd = 0, over = false, xhr = null;
	const show = (n) => row.show(Math.min(100, Math.floor((n / file.size) * 100)));
	const call = (method, url, headers = {}, body = null, progress = null) =>
		request(method, url, { "Tus-Resumable": "1.0.0", ...headers }, body, { progress, taken: (x) => { xhr = x; } });
	function arrived(n) {
		at = n;
		known = true;
		show(at);
		box.moving();
		write(key, { jam: Date.now(), alamat: address, nama: file.name, persen: row.percent });
	}
	function forget() {
		drop(key);
		address = "";
		known = false;
	}
	/** An answer that is none of those hoped for. */
	function judge(res) {
		known = false;
		if (res.status === 401) throw Object.assign(new Error(ended), { held: true });
		if (res.status >= 500 || res.status === 429) throw new Error("try later");
		if (misfit.has(res.status) && odd++ < 5) return;
		forget();
		throw new Refused(json(res).galat?.[0]?.teks ?? `Berkas ${file.name} belum tersimpan. Coba lagi.`);
	}
	async function step() {
		if (!address) {
			const res = await call("POST", to, { "Upload-Length": file.size, "Upload-Metadata": "filename " + base64(file.name) });
			if (res.status !== 201) {
				odd = 5;
				return judge(res);
			}
			address = res.getResponseHeader("Location");
			return arrived(0);
		}
		if (!known) {
			const res = await call("HEAD", address);
			const whole = Number(res.getResponseHeader("Upload-Length")) === file.size;
			if (res.status === 200 && whole) return arrived(Number(res.getResponseHeader("Upload-Offset")));
			if (res.status === 200 || res.status === 404) return forget(); // too old, or taken over
			return judge(res);
		}
		const from = at;
		const bytes = await file.slice(from, from + piece).arrayBuffer().catch(() => {
			throw new Refused(`Berkas ${file.name} tidak dapat dibaca lagi di perangkat ini. Pilih lagi berkasnya.`);
		});
		const headers = { "Content-Type": "application/offset+octet-stream", "Upload-Offset": from };
		const res = await call("PATCH", address, headers, bytes, (n) => show(from + n));
		if (res.status !== 204) return judge(res);
		odd = 0;
		return arrived(Number(res.getResponseHeader("Upload-Offset")));
	}
	return {
		async run() {
			row.start();
			for (let wait = 1000; ;) {
				try {
					while (!known || at < file.size) {
						await step();
						if (over) throw new Error("cancelled");
						wait = 1000;
					}
					return address.slice(address.lastIndexOf("/") + 1);
				} catch (e) {
					if (over || e instanceof Refused) throw e;
					known = false;
					await box.pause(e.held ? e.message : lost(row.percent), e.held ? 0 : wait);
					if (over) throw e;
					wait = Math.min(wait * 2, 30000);
				}
			}
		},
		/** Forgets the upload here; the server has taken it over, or will. */
		forget,
		cancel() {
			over = true;
			xhr?.abort();
			if (address) fetch(address, { method: "DELETE", headers: { "Tus-Resumable": "1.0.0", Accept: "application/json" }, keepalive: true }).catch(() => {});
			forget();
		},
	};
}
/** The place on the page that shows how far files are. */
function panel(where) {
	const box = make("div", "unggah"), list = make("ul", ""), say = make("p", "");
	const buttons = make("p", "baris-tombol");
	const resume = make("button", "tombol-kedua", "Lanjutkan"), cancel = make("button", "tombol-teks", "Batalkan");
	say.setAttribute("role", "status");
	resume.type = cancel.type = "button";
	resume.hidden = true;
	buttons.append(resume, cancel);
	box.append(list, say, buttons);
	where.append(box);
	requestAnimationFrame(() => box.scrollIntoView({ block: "nearest" }));
	let wake = null;
	const self = {
		text: "Mengunggah…",
		onCancel: () => {},
		row(file) {
			const li = make("li", ""), head = make("span", "", `${file.name} (${size(file.size)}) `), percent = make("strong", "", "menunggu"), bar = make("progress", "");
			bar.max = 100;
			bar.value = 0;
			bar.setAttribute("aria-label", "Mengunggah " + file.name);
			li.append(head, percent, bar);
			list.append(li);
			const row = {
				percent: 0,
				start() { row.show(row.percent); },
				show(p) {
					row.percent = p;
					bar.value = p;
					percent.textContent = p + "%";
				},
				fault(text) {
					li.replaceChildren(make("span", "galat", text));
				},
				remove() { li.remove(); },
			};
			return row;
		},
		moving() {
			if (say.textContent !== self.text) say.textContent = self.text;
			say.className = "";
			if (document.activeElement === resume) cancel.focus();
			resume.hidden = true;
			cancel.hidden = false;
		},
		/** Says that something is in the way, and waits: for the button, a line, or a while. */
		pause(text, ms) {
			if (say.textContent !== text) say.textContent = text;
			say.className = "galat";
			resume.hidden = false;
			return new Promise((done) => {
				const timer = ms ? setTimeout(go, ms) : 0;
				if (ms) addEventListener("online", go);
				wake = go;
				function go() {
					clearTimeout(timer);
					removeEventListener("online", go);
					wake = null;
					done();
				}
			});
		},
		over(text, bad) {
			say.className = bad ? "galat" : "";
			say.textContent = text;
			for (const b of list.querySelectorAll("progress")) b.closest("li").remove();
			buttons.hidden = true;
		},
		say(text) {
			self.text = text;
			buttons.hidden = false;
			self.moving();
		},
		last() { cancel.hidden = true; },
	};
	resume.addEventListener("click", () => wake?.());
	cancel.addEventListener("click", () => {
		self.onCancel();
		wake?.();
	});
	return self;
}

/** swap puts the main part of another page in place of this one's; fresh enhances a part. */
export function uploads(form, swap, fresh) {
	const inputs = [...form.querySelectorAll("input[type=file]")];
	if (inputs.length === 0) return;
	for (const input of inputs) inWords(input);
	if ("foto" in form.dataset) {
		photos(form, inputs, fresh);
		return;
	}
	let running = false;
	for (const input of inputs) {
		input.addEventListener("change", () => check(input));
		offer(input);
	}
	form.addEventListener("submit", (e) => {
		if (e.defaultPrevented) return;
		const bad = inputs.filter((x) => !check(x));
		if (bad.length > 0) {
			e.preventDefault();
			bad[0].focus();
			form.dispatchEvent(new Event("alur:batal"));
		} else if (running || inputs.some((x) => x.files.length > 0)) {
			e.preventDefault();
			if (running) return;
			running = true;
			send(form, e.submitter, inputs, swap).then((to) => {
				running = false;
				form.dispatchEvent(new Event(to ? "alur:terkirim" : "alur:batal"));
				if (to) go(to);
			});
		}
	});
	addEventListener("beforeunload", (e) => {
		if (running && form.isConnected) e.preventDefault(), (e.returnValue = "");
	});
}

/** Says which files of a slot have not come in whole, so that they are chosen again. */
function offer(input) {
	if (!input.dataset.unggah) return;
	for (const key of unfinished(input.dataset.unggah)) {
		const was = read(key);
		if (was?.nama) (input.closest(".pilih-berkas") ?? input).after(make("p", "petunjuk unggah-sisa", `Unggahan ${was.nama} berhenti di ${was.persen}%. Pilih berkas yang sama untuk melanjutkannya, tidak perlu mulai dari awal.`));
	}
}

/** Sends a form with its files: large ones before it, the rest with it. Gives where to go then. */
async function send(form, submitter, inputs, swap) {
	form.querySelector(".unggah")?.remove();
	const box = panel(submitter?.closest(".slot") ?? form.querySelector(".baris-tombol:last-of-type")?.parentElement ?? form);
	const parts = inputs.flatMap((input) => {
		const files = [...input.files];
		const large = Boolean(input.dataset.unggah) && files.some((f) => f.size >= small);
		return files.map((file) => ({ input, file, large, row: box.row(file) }));
	});
	const large = parts.filter((p) => p.large), plain = parts.filter((p) => !p.large);
	let over = false, xhr = null;
	box.say("Mengunggah…");
	box.onCancel = () => {
		over = true;
		for (const p of large) p.way?.cancel();
		xhr?.abort();
	};
	function body() {
		const data = new FormData(form);
		if (submitter?.name) data.append(submitter.name, submitter.value);
		for (const p of large) data.delete(p.input.name);
		for (const p of large) data.append("_unggahan." + p.input.name, p.id);
		return data;
	}
	try {
		for (const p of large) {
			p.way = transfer(p.file, p.input.dataset.unggah, p.row, box);
			p.id = await p.way.run();
			if (over) throw new Error("cancelled");
		}
		for (const p of plain) p.row.start();
		if (plain.length === 0) box.say("Memeriksa berkas…");
		let percent = 0;
		const progress = (n, all) => {
			percent = Math.floor((n / all) * 100);
			let left = n;
			for (const p of plain) {
				p.row.show(Math.min(100, Math.floor((left / p.file.size) * 100)));
				left = Math.max(0, left - p.file.size);
			}
			if (n === all && plain.length > 0) box.say("Memeriksa berkas…");
		};
		for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
			const res = await request("POST", form.getAttribute("action"), {}, body(), { progress, taken: (x) => { xhr = x; }, patience: 120000 }).catch(() => null);
			if (over) throw new Error("cancelled");
			// The form has a key: sent again it is answered again, and done once.
			if (!res || res.status === 503) await box.pause(lost(plain.length > 0 ? percent : 100), wait);
			else if (res.status === 401) await box.pause(ended, 0);
			else return finish(res, large, box, swap);
			if (over) throw new Error("cancelled");
		}
	} catch (e) {
		for (const p of parts) p.row.remove();
		if (over) box.over("Unggahan dibatalkan. Berkas belum tersimpan.", false);
		else box.over(e.message, true);
		return "";
	}
}

function finish(res, large, box, swap) {
	const answer = json(res);
	if (res.status === 200 && answer.ke) {
		for (const p of large) p.way.forget();
		box.last();
		box.say("Selesai.");
		return answer.ke;
	}
	const page = new DOMParser().parseFromString(res.responseText, "text/html");
	const slip = page.querySelector("main .ringkasan-galat") && page.querySelector("main form[enctype]");
	if (slip || (res.status === 200 && page.querySelector("main h1"))) swap(page); // the form again, or what comes after it
	else box.over(answer.galat?.[0]?.teks ?? "Berkas belum tersimpan.", true);
	return "";
}

/** Photographs go up at once when they are taken, one page after the other. */
function photos(form, inputs, fresh) {
	const queue = [];
	let box = null, busy = false, way = null, over = false;
	for (const b of form.querySelectorAll("button[type=submit]")) b.hidden = true;
	for (const input of inputs) {
		input.addEventListener("change", () => {
			for (const file of input.files) {
				box ??= panel(form);
				const job = { file, to: input.dataset.unggah, row: box.row(file) };
				const fault = faultOf(file, input);
				if (fault) job.row.fault(fault);
				else queue.push(job);
			}
			input.value = "";
			if (!busy) drain();
		});
	}
	addEventListener("beforeunload", (e) => {
		if (busy && form.isConnected) e.preventDefault(), (e.returnValue = "");
	});
	async function drain() {
		if (queue.length === 0) return;
		busy = true;
		over = false;
		let taken = 0;
		box.onCancel = () => {
			over = true;
			way?.cancel();
			for (const job of queue.splice(0)) job.row.remove();
		};
		while (queue.length > 0) {
			const job = queue.shift();
			box.say("Mengunggah…");
			try {
				way = transfer(job.file, job.to, job.row, box);
				await add(await way.run());
				way.forget();
				taken++;
				job.row.remove();
				await refresh();
			} catch (e) {
				if (over) job.row.remove();
				else job.row.fault(e.message);
			}
		}
		way = null;
		busy = false;
		if (over) box.over("Unggahan dibatalkan. Foto yang sudah terunggah tetap ada.", false);
		else box.over(taken > 0 ? `${taken} foto tersimpan sebagai halaman.` : "", false);
	}
	async function add(id) {
		const body = new URLSearchParams({ "_unggahan.foto": id });
		for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
			const res = await request("POST", form.getAttribute("action"), { "Content-Type": "application/x-www-form-urlencoded" }, body.toString(), { patience: 120000 }).catch(() => null);
			if (res?.status === 200) return;
			if (over) throw new Error("cancelled");
			if (!res || res.status === 503) await box.pause(lost(100), wait);
			else if (res.status === 401) await box.pause(ended, 0);
			else {
				way.forget();
				throw new Refused(json(res).galat?.[0]?.teks ?? "Foto belum tersimpan. Foto ulang halaman ini.");
			}
			if (over) throw new Error("cancelled");
		}
	}
	/** Shows the new page among the others; what is being sent stays where it is. */
	async function refresh() {
		const res = await fetch(location.pathname, { headers: { Accept: "text/html" } }).catch(() => null);
		if (!res?.ok) return;
		const page = new DOMParser().parseFromString(await res.text(), "text/html");
		for (const part of document.querySelectorAll("[data-foto-bagian]")) {
			const next = page.getElementById(part.id);
			if (!next) continue;
			const now = document.importNode(next, true);
			part.replaceWith(now);
			fresh(now);
		}
	}
}

/** Goes to a page; to the same one means to read it anew. */
function go(path) {
	const to = new URL(path, location.href);
	if (to.origin !== location.origin) return;
	if (to.pathname === location.pathname && to.search === location.search) {
		history.replaceState(null, "", to);
		location.reload();
	} else {
		location.assign(to);
	}
}
