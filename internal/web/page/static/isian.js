// Small comforts of forms: letters counted, dates in words, folded parts that stay as
// they were left.

const number = new Intl.NumberFormat("id-ID");

/** Counts the letters of a long text. The count is read out once typing rests. */
export function counter(area) {
	const limit = Number(area.dataset.batas);
	if (!limit) return;
	const shown = document.createElement("p"), spoken = document.createElement("p");
	shown.className = "hitung";
	shown.setAttribute("aria-hidden", "true");
	spoken.className = "sembunyi";
	spoken.setAttribute("aria-live", "polite");
	let timer = 0;
	const say = () => {
		const n = [...area.value].length;
		const over = n > limit;
		shown.textContent = n === 0 ? "" : over ? `${number.format(n - limit)} huruf terlalu banyak` : `${number.format(n)} dari ${number.format(limit)} huruf`;
		shown.classList.toggle("hitung-lebih", over);
		return shown.textContent;
	};
	const typed = () => {
		const text = say();
		clearTimeout(timer);
		timer = setTimeout(() => { spoken.textContent = text; }, 1500);
	};
	area.addEventListener("input", typed);
	area.addEventListener("alur:isi", say);
	area.after(shown, spoken);
	say();
}

const day = new Intl.DateTimeFormat("id-ID", { weekday: "long", day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const time = new Intl.DateTimeFormat("id-ID", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });

/** Says a date in words: a browser set to English shows 4 December as 12/04. */
export function dated(input) {
	if (input.closest(".baris-sebaris-lebar")) return; // there is no room below it
	const shown = document.createElement("p");
	shown.className = "hitung";
	shown.setAttribute("aria-hidden", "true");
	const say = () => {
		const at = input.valueAsNumber;
		shown.textContent = Number.isNaN(at) ? "" : input.type === "date" ? day.format(at) : `${day.format(at)} pukul ${time.format(at)} WIB`;
	};
	input.addEventListener("input", say);
	input.addEventListener("alur:isi", say);
	input.after(shown);
	say();
}

/** Remembers which folded parts are open, for this tab and this page. */
export function folds(root) {
	const key = "alur:lipat:" + location.pathname;
	let kept;
	try { kept = JSON.parse(sessionStorage.getItem(key)) ?? {}; } catch { return; }
	// What is at fault is unfolded by the server, and stays so.
	const faulty = document.getElementById("kesalahan") !== null;
	for (const d of root.querySelectorAll("details")) {
		const name = d.querySelector("summary")?.textContent.replace(/\d+/g, "").trim();
		if (!name) continue;
		if (name in kept && (kept[name] || !faulty)) d.open = kept[name];
		d.querySelector("summary").addEventListener("click", () => {
			kept[name] = !d.open;
			try { sessionStorage.setItem(key, JSON.stringify(kept)); } catch { /* full, or switched off */ }
		});
	}
}
