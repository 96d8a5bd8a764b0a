// A screenshot is pasted into the control for pictures of the form that one is in, or of
// the only form that has one.
export function paste(input) {
	const hint = document.getElementById(input.id + "-petunjuk");
	if (hint) hint.textContent += ". Dapat juga ditempel dengan Ctrl+V";
	const names = document.createElement("p");
	names.className = "redup";
	names.setAttribute("role", "status");
	(input.closest(".pilih-berkas") ?? input).after(names);
	const say = () => { names.textContent = input.files.length > 1 ? [...input.files].map((f) => f.name).join(", ") : ""; };
	input.addEventListener("change", say);
	document.addEventListener("paste", (e) => {
		const within = document.activeElement?.closest("form");
		if (!input.isConnected || within && within !== input.form && within.querySelector("[data-tempel]")) return;
		const pictures = [...e.clipboardData?.files ?? []].filter((f) => f.type === "image/png" || f.type === "image/jpeg");
		if (pictures.length === 0) return;
		e.preventDefault();
		const all = new DataTransfer();
		for (const f of input.files) all.items.add(f);
		for (const f of pictures) {
			const ext = f.type === "image/png" ? ".png" : ".jpg";
			all.items.add(new File([f], `layar-${all.items.length + 1}${ext}`, { type: f.type }));
		}
		input.files = all.files;
		input.dispatchEvent(new Event("change", { bubbles: true }));
		names.textContent = "Ditempel: " + [...input.files].map((f) => f.name).join(", ");
	});
}
