package page

import (
	"fmt"
	"html/template"
)

// icons are drawn for Alur on a grid of 24, outline, 1.75 wide, in the colour of
// the text beside them. One status has one icon in the whole product. Add an
// icon by its Indonesian name; never use one without words beside it.
var icons = map[string]string{
	"tugas":      `<path d="M4 13v5a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-5l-3-8H7z"/><path d="M4 13h4.5l1.2 2.5h4.6L15.5 13H20"/>`,
	"berkas":     `<path d="M6 3h8l4.5 4.5V19a2 2 0 0 1-2 2H6a1.5 1.5 0 0 1-1.5-1.5v-15A1.5 1.5 0 0 1 6 3z"/><path d="M14 3v4.5h4.5M8 12.5h7M8 16.5h5"/>`,
	"panduan":    `<path d="M12 6.5C10.4 5.2 8 4.5 4 4.5v13c4 0 6.4.7 8 2 1.6-1.3 4-2 8-2v-13c-4 0-6.4.7-8 2z"/><path d="M12 6.5v13"/>`,
	"lacak":      `<circle cx="12" cy="10" r="2.5"/><path d="M12 21.5c4.2-4.3 6.5-8 6.5-11.3a6.5 6.5 0 0 0-13 0c0 3.3 2.3 7 6.5 11.3z"/>`,
	"bantuan":    `<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.1.9-1.1 1.8M12 16.8v.2"/>`,
	"masuk":      `<path d="M14 4h4a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2h-4"/><path d="M4 12h11M11.5 8l4 4-4 4"/>`,
	"keluar":     `<path d="M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4"/><path d="M9 12h11M16.5 8l4 4-4 4"/>`,
	"lainnya":    `<path d="M4 6.5h16M4 12h16M4 17.5h16"/>`,
	"orang":      `<circle cx="9" cy="8" r="3.25"/><path d="M3 19.5c.4-3.6 2.7-5.5 6-5.5s5.6 1.9 6 5.5M15.5 5a3.25 3.25 0 0 1 0 6M17.5 14.3c2 .7 3.2 2.4 3.5 5.2"/>`,
	"orang-satu": `<circle cx="12" cy="8" r="3.5"/><path d="M5 20c.5-4 3.2-6 7-6s6.5 2 7 6"/>`,
	"gedung":     `<path d="M4 20.5h16M6 20.5V9l6-5 6 5v11.5"/><path d="M10 20.5V16h4v4.5M10 11.5h.1M14 11.5h.1"/>`,
	"cari":       `<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5"/>`,
	"giliran":    `<circle cx="12" cy="12" r="9"/><path d="M8 12h7.5M12.5 8.5L16 12l-3.5 3.5"/>`,
	"tunggu":     `<path d="M7 3.5h10M7 20.5h10M8 3.5v3.2c0 2 4 3.3 4 5.3s-4 3.3-4 5.3v3.2M16 3.5v3.2c0 2-4 3.3-4 5.3s4 3.3 4 5.3v3.2"/>`,
	"jeda":       `<circle cx="12" cy="12" r="9"/><path d="M9.75 8.5v7M14.25 8.5v7"/>`,
	"selesai":    `<circle cx="12" cy="12" r="9"/><path d="M8 12.3l2.7 2.7L16 9.5"/>`,
	"tolak":      `<circle cx="12" cy="12" r="9"/><path d="M9 9l6 6M15 9l-6 6"/>`,
	"kembali":    `<path d="M9 13.5L4.5 9 9 4.5"/><path d="M4.5 9h9.25a5.25 5.25 0 0 1 0 10.5H9"/>`,
	"telat":      `<circle cx="12" cy="12" r="9"/><path d="M12 7v5.5l3.5 2"/>`,
	"galat":      `<path d="M12 3.8L2.8 19.5h18.4z"/><path d="M12 10v4.5M12 17v.1"/>`,
	"info":       `<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.7v.1"/>`,
	"benar":      `<path d="M4.5 12.5l5 5L19.5 7"/>`,
	"silang":     `<path d="M6 6l12 12M18 6L6 18"/>`,
	"ubah":       `<path d="M5 19l1-4L16.5 4.5l3 3L9 18z"/><path d="M14.5 6.5l3 3"/>`,
	"tambah":     `<path d="M12 5v14M5 12h14"/>`,
	"panah":      `<path d="M5 12h13M13 7l5 5-5 5"/>`,
	"balik":      `<path d="M19 12H6M11 7l-5 5 5 5"/>`,
	"buka":       `<path d="M9 5.5L15.5 12 9 18.5"/>`,
	"turun":      `<path d="M5.5 9L12 15.5 18.5 9"/>`,
	"putar":      `<path d="M19.5 12a7.5 7.5 0 1 1-2.3-5.4L19.5 9M19.5 4.5V9H15"/>`,
	"perbesar":   `<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5M10.5 8v5M8 10.5h5"/>`,
	"perkecil":   `<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5.5 5.5M8 10.5h5"/>`,
	"unggah":     `<path d="M12 16V4.5M7.5 9L12 4.5 16.5 9M4.5 16v2.5a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V16"/>`,
	"unduh":      `<path d="M12 4.5V16M7.5 11.5L12 16l4.5-4.5M4.5 16v2.5a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2V16"/>`,
	"tanda":      `<path d="M4 16.5c3-8 5.5-11.5 7-10.5s-2.5 9-1 10 2.5-4.5 4-4-.5 3.5 1 4 2.5-1 5-1.5M4 20.5h16"/>`,
	"rapat":      `<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4M8.5 14.5h3"/>`,
	"palu":       `<path d="M8 9.5L13.5 4l5 5L13 14.5zM10.5 12L4 18.5l1.5 1.5L12 13.5M13 20.5h7"/>`,
	"uji":        `<path d="M9 3.5h6M10 3.5v5.5L5 17.5a2 2 0 0 0 1.8 3h10.4a2 2 0 0 0 1.8-3L14 9V3.5M7.5 14.5h9"/>`,
	"temuan":     `<path d="M8.5 9.5a3.5 3.5 0 0 1 7 0v5a3.5 3.5 0 0 1-7 0zM12 9.5v8M8.5 11H4.5M8.5 14.5H4.5M15.5 11h4M15.5 14.5h4M9.5 7L8 4.5M14.5 7L16 4.5"/>`,
	"pesan":      `<path d="M5 4.5h14a1.5 1.5 0 0 1 1.5 1.5v9.5A1.5 1.5 0 0 1 19 17h-7l-4.5 3.5V17H5a1.5 1.5 0 0 1-1.5-1.5V6A1.5 1.5 0 0 1 5 4.5z"/>`,
	"riwayat":    `<path d="M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4.5v4h4M12 8v4.5l3 1.8"/>`,
	"lonceng":    `<path d="M6.5 17V11a5.5 5.5 0 0 1 11 0v6l1.5 1.5H5zM10 21h4"/>`,
	"surat":      `<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="M4 7l8 6 8-6"/>`,
	"kunci":      `<rect x="5" y="11" width="14" height="9.5" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3M12 14.8v2"/>`,
	"cetak":      `<path d="M7 9V3.5h10V9M7 17H5a1.5 1.5 0 0 1-1.5-1.5v-5A1.5 1.5 0 0 1 5 9h14a1.5 1.5 0 0 1 1.5 1.5v5A1.5 1.5 0 0 1 19 17h-2"/><path d="M7 14h10v6.5H7z"/>`,
	"saring":     `<path d="M4 5.5h16l-6 7.5v6l-4-2v-4z"/>`,
	"jalur":      `<circle cx="6" cy="18" r="2.5"/><circle cx="18" cy="6" r="2.5"/><path d="M8.5 18H15a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h6.5"/>`,
	"kamera":     `<path d="M4 8.5A1.5 1.5 0 0 1 5.5 7H8l1.5-2.5h5L16 7h2.5A1.5 1.5 0 0 1 20 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 17.5z"/><circle cx="12" cy="13" r="3.5"/>`,
	"ganti":      `<path d="M4.5 8.5h14M15 5l3.5 3.5L15 12M19.5 15.5h-14M9 12l-3.5 3.5L9 19"/>`,
	"perisai":    `<path d="M12 3.5l7.5 2.5v5.5c0 4.5-3 7.8-7.5 9.5-4.5-1.7-7.5-5-7.5-9.5V6z"/><path d="M8.8 12l2.3 2.3 4.2-4.4"/>`,
}

// Icon returns an icon as inline SVG, hidden from screen readers: the words
// beside it say what it means. An unknown name is an error of the template.
func Icon(name string) (template.HTML, error) {
	d, ok := icons[name]
	if !ok {
		return "", fmt.Errorf("no icon %q", name)
	}
	return template.HTML(`<svg class="ikon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">` + d + `</svg>`), nil // #nosec G203 -- constants of this file only
}
