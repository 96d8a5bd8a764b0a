// What a page does besides: everything works without this file.

// A summary of mistakes takes the focus, so that it is read first.
const summary = document.getElementById("ringkasan-galat");
if (summary) summary.focus();

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

// Passwords can be looked at while they are typed.
for (const input of document.querySelectorAll("input[type=password]")) {
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

// A second press on the same button sends nothing: the first is on its way.
for (const form of document.querySelectorAll("form[method=post]")) {
	let sent = false;
	form.addEventListener("submit", (e) => {
		if (sent) { e.preventDefault(); return; }
		sent = true;
		setTimeout(() => { sent = false; }, 5000);
	});
}
