package directory

import (
	"slices"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/sheet"
	"github.com/alur-id/alur/internal/store"
)

// ImportKind is what a list is of.
type ImportKind string

// The kinds of lists.
const (
	ImportPeople   ImportKind = "people"
	ImportAgencies ImportKind = "agencies"
)

// Valid reports whether k is one of the kinds.
func (k ImportKind) Valid() bool { return k == ImportPeople || k == ImportAgencies }

// ImportFields lists the columns that a list of the kind may have, in the order in
// which pages show them.
func ImportFields(k ImportKind) []string {
	if k == ImportAgencies {
		return []string{"id", "name", "short_name", "kind", "active", "address", "phone"}
	}
	return []string{"name", "username", "nip", "email", "agency", "roles"}
}

// unkept are columns that lists of people have and accounts do not: they are read over,
// and what stands in them is kept nowhere.
var unkept = []string{"phone", "position"}

// importHeads says which column a heading names, by its words.
var importHeads = map[ImportKind]map[string]string{
	ImportPeople: heads(map[string]string{
		"name":     "nama|nama lengkap|nama pegawai|name",
		"username": "nama pengguna|username|user name|login|akun",
		"nip":      "nip|nomor induk pegawai|no nip|nip pegawai",
		"email":    "email|e mail|surel|alamat email|alamat surel",
		"agency":   "instansi|perangkat daerah|nama perangkat daerah|pd|nama pd|opd|nama opd|skpd|dinas|unit kerja|organisasi|agency",
		"roles":    "peran|role|roles|hak akses",
		"phone":    "telepon|nomor telepon|no telepon|no telp|telp|hp|no hp|nomor hp|wa|no wa|whatsapp|phone",
		"position": "jabatan|position",
	}),
	ImportAgencies: heads(map[string]string{
		"id":         "id|kode",
		"name":       "nama resmi|nama|nama pd|nama opd|perangkat daerah|nama perangkat daerah|instansi|opd|name",
		"short_name": "singkatan|nama singkat|akronim|short name",
		"kind":       "jenis|tipe|kind",
		"active":     "aktif|keadaan|status|active",
		"address":    "alamat|alamat kantor|address",
		"phone":      "telepon|nomor telepon|no telepon|no telp|telp|phone",
	}),
}

func heads(of map[string]string) map[string]string {
	out := map[string]string{}
	for field, words := range of {
		for w := range strings.SplitSeq(words, "|") {
			out[w] = field
		}
	}
	return out
}

// phrase folds a text for comparing: its words in lower case, without signs.
func phrase(s string) string { return strings.Join(store.Words(s), " ") }

// importColumns is what the columns of a file hold: a field, or "" for one that is not
// known or was there before.
type importColumns struct {
	fields  []string
	row     int      // index of the row with the headings
	known   int      // how many columns are known
	unknown []string // headings of the others
	twice   []string // fields with a second column, by its heading
	unkept  []string // fields that are known and not kept
}

// maxHeadRow is how many rows may stand above the headings: titles of lists.
const maxHeadRow = 10

// findColumns looks for the row of headings: the first one with most headings that are
// known. Without any, the first row counts as one.
func findColumns(k ImportKind, rows []sheet.Row) importColumns {
	var best importColumns
	for i, r := range rows[:min(len(rows), maxHeadRow)] {
		if c := columnsOf(k, r.Cells); i == 0 || c.known > best.known {
			best, best.row = c, i
		}
	}
	return best
}

func columnsOf(k ImportKind, cells []string) importColumns {
	var c importColumns
	for _, h := range cells {
		field := importHeads[k][phrase(h)]
		switch {
		case field == "":
			if h != "" {
				c.unknown = append(c.unknown, cut(h, 40))
			}
		case k == ImportPeople && slices.Contains(unkept, field):
			c.unkept = append(c.unkept, field)
			c.known++
			field = ""
		case slices.Contains(c.fields, field):
			c.twice = append(c.twice, cut(h, 40))
			field = ""
		default:
			c.known++
		}
		c.fields = append(c.fields, field)
	}
	return c
}

// cells names what stands in a row by the field of its column. What stands in columns
// without a heading, and in those that nobody knows, is left out.
func (c importColumns) cells(r sheet.Row) map[string]string {
	out := map[string]string{}
	for i, v := range r.Cells {
		if i < len(c.fields) && c.fields[i] != "" && v != "" {
			out[c.fields[i]] = v
		}
	}
	return out
}

// isPlaceholder reports whether somebody wrote that there is nothing.
func isPlaceholder(s string) bool {
	if strings.Trim(s, "-–—_.,/*0 ") == "" {
		return s != ""
	}
	switch phrase(s) {
	case "tidak ada", "tidak punya", "belum ada", "tidak tahu", "nihil", "kosong", "null", "none", "n a", "na", "tdk ada", "0":
		return true
	}
	return false
}

// roleWords says which role people mean.
var roleWords = func() map[string]alur.Role {
	out := map[string]alur.Role{}
	for role, words := range map[alur.Role]string{
		alur.RoleRequester: "pemohon|staf pd|staff pd|staf perangkat daerah|staf opd|operator|operator pd|operator opd|requester",
		alur.RoleMember:    "anggota|anggota tim|tim|member",
		alur.RoleReviewer:  "verifikator|penelaah|staf diskominfo|staf kominfo|reviewer",
		alur.RoleHead:      "kepala|kepala dinas|kadis|head",
		alur.RoleVendor:    "pihak ketiga|penyedia|vendor",
		alur.RoleAuditor:   "auditor|pemeriksa|inspektorat",
		alur.RoleAdmin:     "pengelola|admin|administrator|pengelola alur",

		alur.RoleAgencyAdmin: "admin pd|admin opd|admin perangkat daerah|pengelola pd|pengelola perangkat daerah|agency admin",
	} {
		for w := range strings.SplitSeq(words, "|") {
			out[w] = role
		}
	}
	return out
}()

// parseRoles reads roles in words. unknown are the words that name none.
func parseRoles(s string) (roles []alur.Role, unknown []string) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",;/|&+", r) })
	for _, p := range parts {
		for w := range strings.SplitSeq(p, " dan ") {
			if w = strings.TrimSpace(w); w == "" {
				continue
			}
			if role, ok := roleWords[phrase(w)]; !ok {
				unknown = append(unknown, cut(w, 40))
			} else if !slices.Contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	return roles, unknown
}

// parseKind reads the kind of an organisation in words; what names none stays as it is.
func parseKind(s string) alur.AgencyKind {
	switch phrase(s) {
	case "perangkat daerah", "pd", "opd", "skpd", "dinas", "badan":
		return alur.AgencyOffice
	case "kominfo", "diskominfo", "dinas komunikasi dan informatika":
		return alur.AgencyICT
	case "pihak ketiga", "penyedia", "vendor":
		return alur.AgencyVendor
	case "inspektorat", "audit":
		return alur.AgencyAudit
	}
	return alur.AgencyKind(s)
}

// parseActive reads whether an organisation is active; ok is false for another word.
func parseActive(s string) (active, ok bool) {
	switch phrase(s) {
	case "true", "ya", "aktif", "1":
		return true, true
	case "false", "tidak", "tidak aktif", "nonaktif", "0":
		return false, true
	}
	return true, false
}
