// Texts that are copied with one press. Without scripts the text stands there to be marked.

export function copies(root) {
	for (const button of root.querySelectorAll("button[data-salin]")) {
		const area = document.getElementById(button.dataset.salin);
		if (!area) continue;
		const said = document.createElement("span");
		said.className = "redup";
		said.setAttribute("role", "status");
		button.hidden = false;
		button.after(said);
		button.addEventListener("click", async () => {
			let done = true;
			try {
				await navigator.clipboard.writeText(area.value);
			} catch { // an address without TLS has no clipboard
				area.focus();
				area.select();
				done = document.execCommand("copy");
			}
			said.textContent = done ? "Tersalin" : "Tekan lama pada teks, lalu pilih Salin";
		});
	}
}
