package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/blob"
	"github.com/alur-id/alur/internal/casework"
)

// documents is where the bytes of documents are. Every subcommand that touches data has it.
type documents struct {
	Documents    string   `setting:"ALUR_DOCUMENTS" default:"" placeholder:"PLACE" help:"Where documents are: s3://BUCKET/PREFIX?endpoint=HOST&region=REGION, or a folder. Empty: the folder documents in the data folder. [$ALUR_DOCUMENTS]"`
	DocumentsKey string   `name:"documents-key-file" setting:"ALUR_DOCUMENTS_KEY_FILE" default:"" placeholder:"FILE" help:"The file with access key and secret key of that object store, one a line; or $ALUR_DOCUMENTS_ACCESS_KEY and $ALUR_DOCUMENTS_SECRET_KEY. [$ALUR_DOCUMENTS_KEY_FILE]"`
	Networks     []string `name:"outgoing-networks" setting:"ALUR_OUTGOING_NETWORKS" placeholder:"CIDR" help:"Networks of one's own that Alur may call; it calls no others but the public internet. [$ALUR_OUTGOING_NETWORKS]"`
}

// check refuses settings that could not work, and makes a folder absolute.
func (d *documents) check() error {
	if _, err := d.own(); err != nil || d.Documents == "" {
		return err
	}
	if isBucket(d.Documents) {
		_, err := parseBucket(d.Documents)
		return err
	}
	abs, err := filepath.Abs(d.Documents)
	d.Documents = abs
	return err
}

// own are the networks that may be called.
func (d *documents) own() ([]netip.Prefix, error) { return networks("--outgoing-networks", d.Networks) }

const bucketScheme = "s3://"

func isBucket(place string) bool { return strings.HasPrefix(place, bucketScheme) }

// parseBucket reads s3://BUCKET/PREFIX?endpoint=HOST&region=REGION&insecure=yes. Secrets
// have no place in it.
func parseBucket(place string) (blob.BucketConfig, error) {
	bad := func(what string) (blob.BucketConfig, error) {
		return blob.BucketConfig{}, fmt.Errorf("--documents must be s3://BUCKET/PREFIX?endpoint=HOST&region=REGION: %s", what)
	}
	u, err := url.Parse(place)
	if err != nil {
		return bad("this is none")
	}
	q := u.Query()
	c := blob.BucketConfig{Bucket: u.Host, Prefix: strings.Trim(u.Path, "/"), Endpoint: q.Get("endpoint"), Region: q.Get("region"), Insecure: q.Get("insecure") == "yes"}
	switch {
	case u.User != nil:
		return bad("keys stand in a file or the environment")
	case c.Bucket == "" || c.Endpoint == "" || strings.ContainsAny(c.Endpoint, "/@?#"):
		return bad("bucket or endpoint is missing or not right")
	case q.Has("insecure") && !c.Insecure:
		return bad("insecure is yes or not there")
	case c.Insecure && !loopbackHost(c.Endpoint):
		return bad("insecure is for a store on this machine, by its address, for example 127.0.0.1:9000")
	}
	for name, values := range q {
		if name != "endpoint" && name != "region" && name != "insecure" || len(values) != 1 {
			return bad(name + " is unknown or there twice")
		}
	}
	return c, nil
}

func loopbackHost(endpoint string) bool {
	host, _, err := net.SplitHostPort(endpoint)
	if err != nil {
		host = endpoint
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// The folder for what is on its way to and from an object store.
const documentsOnTheirWay = "tmp-documents"

// openDocuments opens the store of documents at a place ("": the data folder's own). One
// that is only read makes nothing in the data folder. An object store that does not answer
// is no reason not to start: log hears of it.
func (f *folders) openDocuments(c *console, log *slog.Logger, place string, readOnly bool) (blob.Store, error) {
	if !isBucket(place) {
		if place == "" {
			place = filepath.Join(f.Data, documentsDir)
		}
		open := blob.Open
		if readOnly {
			open = blob.OpenForReading
		}
		folder, err := open(place)
		if err != nil {
			return nil, refuse("open the documents: %v", err)
		}
		return folder, nil
	}
	config, err := parseBucket(place)
	if err != nil {
		return nil, refuse("%v", err)
	}
	if config.AccessKey, config.SecretKey, err = f.bucketKeys(c); err != nil {
		return nil, err
	}
	if config.Networks, err = f.own(); err != nil {
		return nil, refuse("%v", err)
	}
	config.Dir = filepath.Join(f.Data, documentsOnTheirWay)
	if !readOnly {
		return openBucket(c, log, config)
	}
	if config.Dir, err = os.MkdirTemp("", "alur-documents-"); err != nil {
		return nil, refuse("%v", err)
	}
	bucket, err := openBucket(c, log, config)
	if err != nil {
		_ = os.RemoveAll(config.Dir) // the error says what matters
		return nil, err
	}
	return &passing{bucket, config.Dir}, nil
}

// openBucket opens a bucket that is there and open to us, or does not answer.
func openBucket(c *console, log *slog.Logger, config blob.BucketConfig) (blob.Store, error) {
	bucket, err := blob.OpenBucket(config)
	if err != nil {
		return nil, refuse("open the documents: %v", err)
	}
	if err := bucket.Check(c.ctx); alur.CodeOf(err) == alur.CodeStorageUnavailable {
		log.Warn("the object store does not answer; documents cannot be read or uploaded until it does", "error", err)
	} else if err != nil {
		return nil, refuse("open the documents: %v", errors.Join(err, bucket.Close()))
	}
	return bucket, nil
}

// passing is a bucket whose folder goes with it.
type passing struct {
	blob.Store
	dir string
}

func (p *passing) Close() error { return errors.Join(p.Store.Close(), os.RemoveAll(p.dir)) }

// bucketKeys reads the keys of the object store: of the file, or of the environment.
func (f *folders) bucketKeys(c *console) (access, secret string, err error) {
	access, secret = c.getenv("ALUR_DOCUMENTS_ACCESS_KEY"), c.getenv("ALUR_DOCUMENTS_SECRET_KEY")
	if f.DocumentsKey != "" {
		b, err := os.ReadFile(f.DocumentsKey)
		if err != nil {
			return "", "", refuse("the keys of the object store: %v", err)
		}
		access, secret, _ = strings.Cut(strings.TrimSpace(string(b)), "\n")
	}
	access, secret = strings.TrimSpace(access), strings.TrimSpace(secret)
	if access == "" || secret == "" || strings.ContainsAny(secret, "\r\n") {
		return "", "", refuse("the object store needs an access key and a secret key: --documents-key-file, or ALUR_DOCUMENTS_ACCESS_KEY and ALUR_DOCUMENTS_SECRET_KEY")
	}
	return access, secret, nil
}

type documentsCmd struct {
	Verify documentsVerifyCmd `cmd:"" help:"Read the bytes of every document that the histories name, and list what is there beside them. Reads only, beside a running server too."`
	Move   documentsMoveCmd   `cmd:"" help:"Copy all documents to another place and compare them there. Nothing is deleted."`
}

type documentsVerifyCmd struct{ folders }

// Run exits 0 when every document is there and right, 1 when one is not, 2 when it could
// not read. What is there beside them is listed and is no fault.
func (cmd *documentsVerifyCmd) Run(c *console) error {
	audit, closeAll, err := cmd.audit(c)
	if err != nil {
		return err
	}
	defer closeAll()
	out := bufio.NewWriter(c.out)
	done, err := audit.Scrub(c.ctx,
		func(n casework.NamedBytes, wrong error) { fmt.Fprintf(out, "%s: %v\n", n, plainFault(wrong)) },
		func(x blob.File) { fmt.Fprintf(out, "extra: %s, %d bytes\n", x.Name, x.Size) })
	if err == nil && done.Faulty == 0 {
		fmt.Fprintf(out, "%d documents verified, %d extra files\n", done.Bytes, done.Extra)
	}
	if err := errors.Join(err, out.Flush()); err != nil {
		return refuse("%v", err)
	}
	if done.Faulty > 0 {
		return &exitError{code: exitFailed, msg: fmt.Sprintf("%d of %d documents are not in order", done.Faulty, done.Bytes)}
	}
	return nil
}

// plainFault leaves out what the line says already.
func plainFault(err error) error {
	for _, known := range []error{blob.ErrMissing, blob.ErrDamaged} {
		if errors.Is(err, known) {
			return known
		}
	}
	return err
}

type documentsMoveCmd struct {
	folders
	To string `required:"" placeholder:"PLACE" help:"Where to: as of --documents, a folder or s3://…, with the same keys."`
}

// Run exits as [documentsVerifyCmd.Run] does. It may be stopped and run again.
func (cmd *documentsMoveCmd) Run(c *console) error {
	if cmd.same() {
		return refuse("the documents are at %s already", cmd.To)
	}
	audit, closeAll, err := cmd.audit(c)
	if err != nil {
		return err
	}
	defer closeAll()
	to, err := cmd.openDocuments(c, quiet(c.err), cmd.To, false)
	if err != nil {
		return err
	}
	defer func() { _ = to.Close() }() // what was put there is kept
	done, err := audit.Move(c.ctx, to, func(n casework.NamedBytes, wrong error) { fmt.Fprintf(c.out, "%s: %v\n", n, plainFault(wrong)) })
	if done.Copied+done.There > 0 || err == nil {
		fmt.Fprintf(c.out, "%d copied and compared, %d were there already, %d left that are no documents\n", done.Copied, done.There, done.Foreign)
	}
	switch {
	case errors.Is(err, context.Canceled):
		return &exitError{code: exitFailed, msg: "stopped; run it again to go on"}
	case err != nil:
		return refuse("%v; run it again to go on", err)
	case done.Faulty > 0:
		return &exitError{code: exitFailed, msg: fmt.Sprintf("%d documents are missing or damaged here and were not copied", done.Faulty)}
	}
	fmt.Fprintf(c.out, "Nothing was deleted. If a server ran meanwhile: stop it, run this once more, and start it with ALUR_DOCUMENTS=%s\n", cmd.To)
	return nil
}

// same reports whether both places are one.
func (cmd *documentsMoveCmd) same() bool {
	place := func(p string) string {
		if isBucket(p) {
			return p
		}
		if p == "" {
			p = filepath.Join(cmd.Data, documentsDir)
		}
		if abs, err := filepath.Abs(p); err == nil {
			p = abs
		}
		return p
	}
	return place(cmd.Documents) == place(cmd.To)
}
