// The code on the screen of a meeting changes when the server's does, without the page
// being loaded anew. Without scripts the page loads itself again.

/** Keeps what is in the box as the server has it; data-segarkan says in how many seconds. */
export function refreshed(box) {
	const wait = (seconds) => setTimeout(change, seconds * 1000);
	function change() {
		fetch(location.href).then((res) => res.text()).then((text) => {
			const next = new DOMParser().parseFromString(text, "text/html").querySelector("[data-segarkan]");
			if (!next) {
				location.reload(); // it is over, or the session is
				return;
			}
			box.replaceChildren(...next.childNodes);
			wait(Number(next.dataset.segarkan));
		}).catch(() => wait(5));
	}
	wait(Number(box.dataset.segarkan));
}
