package web

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"image/png"
	"io/fs"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/docs/panduan"
	"github.com/alur-id/alur/internal/web/page"
)

// manuals are the guides for users, in the order in which they are offered. The first
// is for everybody.
var manuals = []struct {
	name string
	role alur.Role // whose guide it is; "" for no role
}{
	{"umum", ""}, {"akun", ""}, {"pemohon", alur.RoleRequester}, {"verifikator", alur.RoleReviewer}, {"kepala", alur.RoleHead}, {"tim", alur.RoleMember},
	{"pihak-ketiga", alur.RoleVendor}, {"auditor", alur.RoleAuditor}, {"admin", alur.RoleAdmin}, {"integrasi", ""}, {"publik", ""},
}

// manual is one guide as it is shown.
type manual struct {
	title  string
	blocks []page.ManualBlock
}

// manualFile is the file of a guide.
func manualFile(name string) string {
	if name == manuals[0].name {
		return "README.md"
	}
	return name + ".md"
}

// loadManuals reads the guides. One that says something in a way that pages cannot
// show is an error of the program.
func loadManuals() (map[string]manual, error) {
	out := map[string]manual{}
	for _, m := range manuals {
		source, err := fs.ReadFile(panduan.FS, manualFile(m.name))
		if err != nil {
			return nil, err
		}
		if out[m.name], err = parseManual(string(source)); err != nil {
			return nil, fmt.Errorf("%s: %w", manualFile(m.name), err)
		}
	}
	return out, nil
}

var (
	manualStep    = regexp.MustCompile(`^(\d+)\. (.+)$`)
	manualPicture = regexp.MustCompile(`^!\[([^\]]+)\]\(gambar/([a-z0-9-]+\.png)\)$`)
	manualInline  = regexp.MustCompile("\\*\\*([^*]+)\\*\\*|`([^`]+)`|\\[([^\\]]+)\\]\\(([^)]+)\\)")
	manualRest    = regexp.MustCompile("\\*\\*|`|\\]\\(|!\\[")
)

// parseManual reads the part of Markdown that the guides use: headings of two ranks,
// paragraphs, steps, lists, tables, pictures, and in a line strong words, code and links.
func parseManual(source string) (manual, error) {
	var m manual
	var open *page.ManualBlock // the paragraph or list that the next line may continue
	var failed error
	runs := func(s string) []page.ManualRun {
		out, err := manualRuns(s)
		failed = cmp.Or(failed, err)
		return out
	}
	var text []string // of the paragraph or item being read
	end := func() {
		if open == nil || text == nil {
			return
		}
		got := runs(strings.Join(text, " "))
		if len(open.Items) > 0 {
			open.Items[len(open.Items)-1].Text = got
		} else {
			open.Text = got
		}
		text = nil
	}
	closeBlock := func() {
		end()
		if open != nil {
			m.blocks = append(m.blocks, *open)
			open = nil
		}
	}
	item := func(numbers bool, n int, s string) {
		end()
		if open == nil || len(open.Items) == 0 || open.Numbers != numbers {
			closeBlock()
			open = &page.ManualBlock{Numbers: numbers}
		}
		open.Items = append(open.Items, page.ManualItem{Number: n})
		text = []string{s}
	}
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		step, picture := manualStep.FindStringSubmatch(line), manualPicture.FindStringSubmatch(line)
		switch {
		case line == "":
			closeBlock()
		case strings.HasPrefix(line, "# "):
			m.title = line[2:]
		case strings.HasPrefix(line, "## "):
			closeBlock()
			m.blocks = append(m.blocks, page.ManualBlock{Heading: line[3:], ID: manualID(line[3:])})
		case picture != nil:
			closeBlock()
			shown, err := manualPictureOf(picture[2], picture[1])
			switch {
			case err == nil:
				m.blocks = append(m.blocks, page.ManualBlock{Picture: shown})
			case !errors.Is(err, fs.ErrNotExist): // one that is still to be taken is left out
				failed = cmp.Or(failed, err)
			}
		case strings.HasPrefix(line, "|"):
			if open == nil || open.Head == nil {
				closeBlock()
				open = &page.ManualBlock{Head: manualCells(line, runs)}
			} else if !strings.HasPrefix(line, "|---") {
				open.Rows = append(open.Rows, manualCells(line, runs))
			}
		case step != nil:
			n, err := strconv.Atoi(step[1])
			failed = cmp.Or(failed, err)
			item(true, n, step[2])
		case strings.HasPrefix(line, "- "):
			item(false, 0, line[2:])
		default:
			if open == nil {
				open = &page.ManualBlock{}
			}
			text = append(text, line)
		}
	}
	closeBlock()
	if m.title == "" {
		failed = cmp.Or(failed, fmt.Errorf("no title"))
	}
	return m, failed
}

// manualCells are the cells of a row of a table.
func manualCells(line string, runs func(string) []page.ManualRun) [][]page.ManualRun {
	var out [][]page.ManualRun
	for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
		out = append(out, runs(strings.TrimSpace(cell)))
	}
	return out
}

// manualRuns reads what stands in a line.
func manualRuns(s string) ([]page.ManualRun, error) {
	var out []page.ManualRun
	plain := func(text string) error {
		if manualRest.MatchString(text) {
			return fmt.Errorf("cannot be shown: %q", text)
		}
		if text != "" {
			out = append(out, page.ManualRun{Text: text})
		}
		return nil
	}
	at := 0
	for _, m := range manualInline.FindAllStringSubmatchIndex(s, -1) {
		if err := plain(s[at:m[0]]); err != nil {
			return nil, err
		}
		at = m[1]
		switch {
		case m[6] >= 0 && strings.HasSuffix(s[:m[0]], "!"):
			return nil, fmt.Errorf("a picture has a line of its own and stands in gambar/: %q", s)
		case m[2] >= 0:
			out = append(out, page.ManualRun{Text: s[m[2]:m[3]], Strong: true})
		case m[4] >= 0:
			out = append(out, page.ManualRun{Text: s[m[4]:m[5]], Code: true})
		default:
			out = append(out, page.ManualRun{Text: s[m[6]:m[7]], Href: manualHref(s[m[8]:m[9]])})
		}
	}
	return out, plain(s[at:])
}

// manualHref is the address of another guide, and "" for a file that is not shown here.
func manualHref(to string) string {
	name := strings.TrimSuffix(to, ".md")
	for _, m := range manuals {
		if manualFile(m.name) == to && name != "" {
			return "/bantuan/" + m.name
		}
	}
	return ""
}

// manualID makes an anchor of a heading.
func manualID(heading string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(heading), func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }), "-")
}

func manualPictureOf(name, alt string) (*page.ManualPicture, error) {
	data, err := fs.ReadFile(panduan.FS, "gambar/"+name)
	if err != nil {
		return nil, err
	}
	size, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &page.ManualPicture{Src: "/bantuan/gambar/" + name, Alt: alt, Width: size.Width, Height: size.Height}, nil
}

// showHelp says where help is: the guides for what the visitor is come first.
func (a *app) showHelp(w http.ResponseWriter, r *http.Request) error {
	p := &page.Help{}
	p.Title, p.Current = "Bantuan", "/bantuan"
	s := a.session(r)
	for _, m := range manuals {
		link := page.Link{Href: "/bantuan/" + m.name, Text: a.manuals[m.name].title}
		if s != nil && m.role != "" && (slices.Contains(s.User.Roles, m.role) || m.role == alur.RoleAdmin && s.User.ManagesPeople()) {
			p.Own = append(p.Own, link)
		} else {
			p.Guides = append(p.Guides, link)
		}
	}
	return a.render(w, r, http.StatusOK, "help", p)
}

// showManual shows one guide.
func (a *app) showManual(w http.ResponseWriter, r *http.Request) error {
	m, ok := a.manuals[r.PathValue("guide")]
	if !ok {
		return alur.Refuse(alur.CodeNotFound)
	}
	p := &page.Manual{Name: m.title, Blocks: m.blocks}
	p.Title, p.Current = m.title, "/bantuan"
	p.Back = page.Link{Href: "/bantuan", Text: "Bantuan"}
	return a.render(w, r, http.StatusOK, "manual", p)
}

// showManualPicture answers with a picture of a guide. It shows nobody's data.
func (a *app) showManualPicture(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	data, err := fs.ReadFile(panduan.FS, path.Join("gambar", path.Base(name)))
	if err != nil {
		return alur.Refuse(alur.CodeNotFound)
	}
	w.Header().Set("Content-Type", "image/png")
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(data))
	return nil
}
