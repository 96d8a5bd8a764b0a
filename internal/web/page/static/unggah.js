// Sending files: what the server would refuse is said before anything is sent, each
// file shows how far it is, and a slip keeps the form. Without this file the same
// form is an ordinary one.

const limit = 50 * 1024 * 1024;
const number = new Intl.NumberFormat("id-ID", { maximumFractionDigits: 1 });
const size = (n) => (n < 1024 * 1024 ? `${Math.max(1, Math.round(n / 1024))} KB` : `${number.format(n / 1024 / 1024)} MB`);

/** What is wrong with a file, or "". */
function faultOf(file, accept) {
	if (file.size === 0) return `Berkas ${file.name} kosong. Pilih berkas lain.`;
	if (file.size > limit) return `Berkas ${file.name} berukuran ${size(file.size)}. Batasnya 50 MB. Perkecil atau bagi berkasnya.`;
	const kinds = accept.split(",").map((x) => x.trim().toLowerCase()).filter((x) => x.startsWith("."));
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
	const fault = [...input.files].map((f) => faultOf(f, input.accept)).find(Boolean) ?? "";
	const id = input.id + "-periksa";
	document.getElementById(id)?.remove();
	input.closest(".isian")?.classList.toggle("isian-galat", fault !== "");
	input.toggleAttribute("aria-invalid", fault !== "");
	if (!fault) return true;
	const p = document.createElement("p");
	p.className = "galat";
	p.id = id;
	p.setAttribute("role", "alert");
	p.textContent = fault;
	input.before(p);
	input.setAttribute("aria-describedby", [input.getAttribute("aria-describedby"), id].filter(Boolean).join(" "));
	return false;
}

/** swap puts the main part of another page in place of this one's. */
export function uploads(form, swap) {
	const inputs = [...form.querySelectorAll("input[type=file]")];
	if (inputs.length === 0) return;
	for (const input of inputs) input.addEventListener("change", () => check(input));
	form.addEventListener("submit", (e) => {
		if (e.defaultPrevented) return;
		const bad = inputs.filter((x) => !check(x));
		const files = inputs.flatMap((x) => [...x.files]);
		if (bad.length > 0) {
			e.preventDefault();
			bad[0].focus();
			form.dispatchEvent(new Event("alur:batal"));
		} else if (files.length > 0) {
			e.preventDefault();
			send(form, e.submitter, files, swap);
		}
	});
}

function send(form, submitter, files, swap) {
	form.querySelector(".unggah")?.remove();
	const box = document.createElement("div");
	box.className = "unggah";
	const list = document.createElement("ul");
	const rows = files.map((f) => {
		const li = document.createElement("li"), bar = document.createElement("progress"), percent = document.createElement("span");
		bar.max = 100;
		bar.value = 0;
		bar.setAttribute("aria-label", "Mengunggah " + f.name);
		percent.textContent = "0%";
		li.append(f.name + " (" + size(f.size) + ") ", percent, bar);
		list.append(li);
		return { size: f.size, bar, percent };
	});
	const say = document.createElement("p");
	say.setAttribute("role", "status");
	const cancel = document.createElement("button");
	cancel.type = "button";
	cancel.className = "tombol-teks";
	cancel.textContent = "Batalkan";
	box.append(list, say, cancel);
	(submitter?.closest(".slot") ?? form.querySelector(".baris-tombol:last-of-type") ?? form).append(box);
	say.textContent = "Mengunggah…";

	const body = new FormData(form);
	if (submitter?.name) body.append(submitter.name, submitter.value);
	const xhr = new XMLHttpRequest();
	let percent = 0;
	const over = (text, keep = false) => {
		list.remove();
		say.className = keep ? "" : "galat";
		say.textContent = text;
		cancel.remove();
		form.dispatchEvent(new Event("alur:batal"));
	};
	xhr.upload.addEventListener("progress", (e) => {
		percent = Math.floor((e.loaded / e.total) * 100);
		let left = e.loaded;
		for (const r of rows) {
			const p = Math.min(100, Math.floor((left / r.size) * 100));
			left = Math.max(0, left - r.size);
			r.bar.value = p;
			r.percent.textContent = p + "%";
		}
		if (percent === 100) say.textContent = "Memeriksa berkas…";
	});
	xhr.addEventListener("load", () => {
		if (xhr.status === 200 && xhr.getResponseHeader("Content-Type") === "application/json") {
			say.textContent = "Selesai.";
			go(JSON.parse(xhr.responseText).ke);
			return;
		}
		const page = new DOMParser().parseFromString(xhr.responseText, "text/html");
		if (page.querySelector("main .ringkasan-galat") && page.querySelector("main form[enctype]")) {
			form.dispatchEvent(new Event("alur:batal"));
			swap(page);
			return;
		}
		let text = "Berkas belum tersimpan.";
		if (xhr.status === 401) text = "Sesi Anda habis sebelum berkas tersimpan. Masuk lagi di tab lain, lalu tekan tombolnya sekali lagi.";
		else if (xhr.getResponseHeader("Content-Type") === "application/json") text = JSON.parse(xhr.responseText).galat?.[0]?.teks ?? text;
		over(text);
	});
	xhr.addEventListener("error", () => over(`Unggahan terputus di ${percent}%. Periksa sambungan internet, lalu tekan tombolnya sekali lagi. Isian Anda masih di sini.`));
	xhr.addEventListener("abort", () => over("Unggahan dibatalkan. Berkas belum tersimpan.", true));
	cancel.addEventListener("click", () => xhr.abort());
	xhr.open("POST", form.getAttribute("action"));
	xhr.setRequestHeader("Accept", "application/json");
	xhr.send(body);
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
