// Package dossier packs what the record says of one request into a ZIP that proves itself:
// its history, its documents, its flow, a page to read, and a page and a script that check all
// of it without network and without this program (decision 0020).
//
// It owns what stands in the pack and how it is named, and knows nothing of HTTP. Start
// reading at [Prepare] and [Pack.Write].
package dossier

import (
	"archive/zip"
	"context"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/docs"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/flow"
)

// Names in the pack.
const (
	fileReadMe  = "BACA-SAYA.txt"
	fileChecker = "periksa.html"
	fileScript  = "periksa-riwayat.py"
	fileSummary = "ringkasan.html"
	fileHistory = "riwayat.jsonl"
	filePrivate = "nilai-pribadi.json"
	fileProofs  = "tanda-bukti.json"  // only when events are in the signed tree
	fileLacking = "TIDAK-TERBACA.txt" // only when the bytes of a document could not be read
	dirFlow     = "definisi/"
	dirDocs     = "dokumen/"
)

//go:embed files/baca-saya.txt
var readMe []byte

//go:embed files/periksa.html
var checker []byte

// eventsAtOnce is how many events of the history are held in memory.
const eventsAtOnce = 200

// Pack is the evidence of one request at one moment, ready to be written.
type Pack struct {
	cases *casework.Cases
	actor casework.Actor
	have  *casework.Evidence
	// standings say on what ground those acted who acted for a colleague.
	standings alur.Standings
}

// Prepare reads what there is, as far as it must be known before the first byte leaves.
// Whoever sees the history of the request may have its pack: not-found and not-your-party as
// of [casework.Cases.Evidence].
func Prepare(ctx context.Context, cases *casework.Cases, a casework.Actor, id alur.RequestID) (*Pack, error) {
	have, err := cases.Evidence(ctx, a, id, documentFile)
	if err != nil {
		return nil, err
	}
	standings, err := cases.Standings(ctx, slices.Sorted(maps.Keys(have.View.People)))
	if err != nil {
		return nil, err
	}
	return &Pack{cases: cases, actor: a, have: have, standings: standings}, nil
}

// Label is the number of the request, or the beginning of its id while it has none.
func (p *Pack) Label() string {
	if n := p.have.View.Number; n != "" {
		return n
	}
	return "draf-" + string(p.have.View.ID[:8])
}

// Name is the pack's file name.
func (p *Pack) Name() string { return "berkas-bukti-" + p.Label() + ".zip" }

// Hash is that of the last event.
func (p *Pack) Hash() string { return p.have.Hash }

// Write writes the ZIP. Nothing in it depends on by whom it is written, and on when only what
// proves its events by checkpoints: two packs of one state under one checkpoint are the same bytes. Events are read by the page and documents streamed.
// A document whose bytes cannot be read is named in a file of its own, and its absence is
// found by whoever checks; any other error leaves a ZIP that no program opens.
func (p *Pack) Write(ctx context.Context, w io.Writer) error {
	z := &archive{out: zip.NewWriter(w), at: p.have.View.UpdatedAt.UTC()}
	moves, err := p.moves(ctx)
	if err != nil {
		return err
	}
	summary, err := p.summary(moves)
	if err != nil {
		return err
	}
	z.put(fileReadMe, readMe)
	z.put(fileChecker, checker)
	z.put(fileScript, docs.Checker)
	z.put(fileSummary, summary)
	if out := z.create(fileHistory, zip.Deflate); out != nil {
		z.keep(p.writeHistory(ctx, out))
	}
	for _, s := range p.have.View.Plan.Sources {
		z.put(dirFlow+s.Name, s.Text)
	}
	if len(p.have.Private) > 0 {
		private, err := json.Marshal(p.have.Private, jsontext.Multiline(true), json.Deterministic(true))
		z.keep(err)
		z.put(filePrivate, append(private, '\n'))
	}
	if p.have.Receipts != nil {
		proofs, err := json.Marshal(proofsOf(p.have.Receipts), jsontext.Multiline(true), json.Deterministic(true))
		z.keep(err)
		z.put(fileProofs, append(proofs, '\n'))
	}
	p.writeDocuments(ctx, z)
	if z.err == nil {
		z.err = z.out.Close()
	}
	if z.err != nil {
		return fmt.Errorf("pack evidence of %s: %w", p.have.View.ID, z.err)
	}
	return nil
}

// eachEvent reads the history up to the moment of the pack.
func (p *Pack) eachEvent(ctx context.Context, fn func(casework.EventView) error) error {
	cursor := ""
	for {
		events, next, err := p.cases.Events(ctx, p.actor, p.have.View.ID, cursor, eventsAtOnce)
		if err != nil {
			return err
		}
		for _, e := range events {
			if e.Event.Seq > p.have.View.State.Seq {
				return nil
			}
			if err := fn(e); err != nil {
				return err
			}
		}
		if cursor = next; next == "" {
			return nil
		}
	}
}

func (p *Pack) writeHistory(ctx context.Context, out io.Writer) error {
	if _, err := out.Write(p.have.Head); err != nil {
		return err
	}
	return p.eachEvent(ctx, func(e casework.EventView) error {
		_, err := out.Write(append(evidence.WithHash(e.Body, e.Hash), '\n'))
		return err
	})
}

func (p *Pack) writeDocuments(ctx context.Context, z *archive) {
	var lacking strings.Builder
	for i, d := range p.have.View.AllDocuments {
		if z.err != nil {
			return
		}
		_, content, err := p.cases.OpenDocument(ctx, p.actor, p.have.View.ID, d.ID)
		switch {
		case ctx.Err() != nil:
			z.keep(ctx.Err())
		case err != nil && alur.CodeOf(err) == alur.CodeNotFound:
			z.keep(err) // no longer for this actor
		case err != nil:
			fmt.Fprintf(&lacking, "%s\n", documentFile(i, d))
		default:
			// What is uploaded is mostly compressed already.
			if out := z.create(documentFile(i, d), zip.Store); out != nil {
				_, err := io.Copy(out, content)
				z.keep(err)
			}
			_ = content.Close() // it was only read
		}
	}
	for _, name := range p.writePapers(ctx, z) {
		lacking.WriteString(name + "\n")
	}
	if lacking.Len() > 0 {
		z.put(fileLacking, []byte("Berkas ini ada dalam riwayat, tetapi isinya tidak dapat dibaca dari penyimpanan:\n"+lacking.String()))
	}
}

// archive writes a ZIP until the first error, which it keeps.
type archive struct {
	out *zip.Writer
	at  time.Time
	err error
}

func (z *archive) keep(err error) {
	if z.err == nil {
		z.err = err
	}
}

// create begins a file; nil after an error.
func (z *archive) create(name string, method uint16) io.Writer {
	if z.err != nil {
		return nil
	}
	w, err := z.out.CreateHeader(&zip.FileHeader{Name: name, Method: method, Modified: z.at})
	z.keep(err)
	if err != nil {
		return nil
	}
	return w
}

func (z *archive) put(name string, content []byte) {
	if w := z.create(name, zip.Deflate); w != nil {
		_, err := w.Write(content)
		z.keep(err)
	}
}

// nameMost is how many bytes of a document's own name stand in its name in the pack.
const nameMost = 80

// documentFile is where the bytes of the document with the index lie. The number makes it
// unique, and no name of a device; letters are those that every file system has.
func documentFile(i int, d flow.Document) string {
	safe := func(s string, most int) string {
		s = strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r == '_' || r == '-' {
				return r
			}
			return '-'
		}, s)
		return s[:min(len(s), most)]
	}
	ext := path.Ext(d.Name)
	name := safe(strings.TrimSuffix(d.Name, ext), nameMost)
	if ext = safe(strings.TrimPrefix(ext, "."), 8); ext != "" {
		name += "." + ext
	}
	return fmt.Sprintf("%s%03d-%s", dirDocs, i+1, name)
}
