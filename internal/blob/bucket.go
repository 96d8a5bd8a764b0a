package blob

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/disk"
	"github.com/alur-id/alur/internal/outbound"
)

// BucketConfig says which part of an object store is used (S3 API).
type BucketConfig struct {
	Endpoint  string // host or host:port
	Region    string // "" is us-east-1
	Bucket    string
	Prefix    string // before every key, without a slash at its ends; "" is none
	AccessKey string
	SecretKey string
	// Insecure speaks plain http, to a loopback address only.
	Insecure bool
	// Networks are networks of one's own that may be called beside the public internet.
	Networks []netip.Prefix
	// Dir is the folder for files on their way in and out.
	Dir string
}

// The limits of calls to an object store.
const (
	bucketRetries = 2                // of one call; people wait for it
	quickPatience = 10 * time.Second // for calls without bytes
	bytesPatience = 5 * time.Minute  // for 50 MB
	bucketRetry   = 15 * time.Second // when to come back while it is down
)

// What an object store says by its status.
const (
	statusUnauthorized   = 401
	statusForbidden      = 403
	statusConflict       = 409
	statusPrecondition   = 412
	statusNotImplemented = 501
)

// Bucket keeps bytes in an object store. Keys are those of a [Folder], so that one can
// be copied to the other by any tool. The disk of this machine holds what is on its way.
type Bucket struct {
	client *minio.Client
	root   *os.Root
	bucket string
	prefix string
	never  chan struct{}
}

// OpenBucket makes a bucket ready, without asking the object store: [Bucket.Check] does.
func OpenBucket(c BucketConfig) (*Bucket, error) {
	if c.Insecure {
		c.Networks = append([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}, c.Networks...)
	}
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	client, err := minio.New(c.Endpoint, &minio.Options{
		Creds: credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""), Secure: !c.Insecure, Region: c.Region,
		Transport: outbound.Transport(outbound.Config{Networks: c.Networks}), MaxRetries: bucketRetries,
		TrailingHeaders: true, // a checksum of our own asks for it
	})
	if err != nil {
		return nil, fmt.Errorf("open bucket: %w", err)
	}
	root, err := disk.OpenRoot(c.Dir)
	if err != nil {
		return nil, fmt.Errorf("open bucket: %w", err)
	}
	b := &Bucket{client: client, root: root, bucket: c.Bucket, never: make(chan struct{})}
	if c.Prefix != "" {
		b.prefix = c.Prefix + "/"
	}
	if err := b.clean(); err != nil {
		return nil, errors.Join(fmt.Errorf("open bucket: %w", err), root.Close())
	}
	return b, nil
}

// clean removes what uploads left behind that broke off more than a day ago.
func (b *Bucket) clean() error {
	entries, err := fs.ReadDir(b.root.FS(), ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && info.Mode().IsRegular() && alur.SystemClock().Sub(info.ModTime()) >= staleAfter {
			_ = b.root.Remove(e.Name()) // another process may have been faster
		}
	}
	return nil
}

// Check asks whether the bucket is there and open to us: storage-unavailable when the
// object store does not answer, another error when it says no.
func (b *Bucket) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, quickPatience)
	defer cancel()
	there, err := b.client.BucketExists(ctx, b.bucket)
	switch res := minio.ToErrorResponse(err); {
	case err == nil && !there, res.Code == "NoSuchBucket":
		return fmt.Errorf("there is no bucket %s", b.bucket)
	case res.StatusCode == statusForbidden || res.StatusCode == statusUnauthorized:
		return fmt.Errorf("the bucket %s is not open to this access key: %w", b.bucket, err)
	case errors.Is(err, outbound.ErrRefused):
		return err
	}
	return unavailable("check bucket", err)
}

// Close releases the folder of files on their way.
func (b *Bucket) Close() error { return b.root.Close() }

// Fatal never ends: what the object store did not acknowledge was not promised.
func (b *Bucket) Fatal() <-chan struct{} { return b.never }

// Receive is that of [Store].
func (b *Bucket) Receive(ctx context.Context, r io.Reader, limit int64) (*Incoming, error) {
	return receive(ctx, b.root, ".", r, limit, func(in *Incoming) (Stored, error) { return b.keep(ctx, in) })
}

// keep puts the bytes under their hash, with their checksum, so that the store refuses
// what arrives as something else; only where there are none yet. Bytes that went bad
// there are replaced by these.
func (b *Bucket) keep(ctx context.Context, in *Incoming) (Stored, error) {
	ctx, cancel := context.WithTimeout(ctx, bytesPatience)
	defer cancel()
	err := b.put(ctx, in, true)
	switch res := minio.ToErrorResponse(err); {
	case err == nil:
		return in.Stored, nil
	case res.StatusCode == statusPrecondition || res.StatusCode == statusConflict: // there, or being put there by somebody else
		verr := b.Verify(ctx, in.SHA256)
		if verr == nil {
			return in.Stored, nil
		}
		if !errors.Is(verr, ErrDamaged) && !errors.Is(verr, ErrMissing) {
			return Stored{}, verr
		}
		err = b.put(ctx, in, false)
	case res.StatusCode == statusNotImplemented: // a store without conditions: the bytes are the same anyway
		err = b.put(ctx, in, false)
	}
	if err != nil {
		return Stored{}, unavailable("put document", err)
	}
	return in.Stored, nil
}

func (b *Bucket) put(ctx context.Context, in *Incoming, fresh bool) error {
	sum, err := hex.DecodeString(in.SHA256)
	if err != nil {
		return err
	}
	o := minio.PutObjectOptions{
		DisableMultipart: true, ContentType: "application/octet-stream",
		UserMetadata: map[string]string{"x-amz-checksum-sha256": base64.StdEncoding.EncodeToString(sum)},
	}
	if fresh {
		o.SetMatchETagExcept("*")
	}
	_, err = b.client.PutObject(ctx, b.bucket, b.key(in.SHA256), io.NewSectionReader(in.file, 0, in.Size), in.Size, o)
	return err
}

func (b *Bucket) key(sum string) string {
	_, name := place(sum)
	return b.prefix + name
}

// Open is that of [Store]. The bytes come to the disk first, to a file without a name.
func (b *Bucket) Open(ctx context.Context, sha256 string) (io.ReadSeekCloser, int64, error) {
	name := alur.NewID()
	file, err := b.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, 0, refusal("create file", err)
	}
	_ = b.root.Remove(name) // where files cannot lose their names, a start removes them
	size, err := b.fetch(ctx, sha256, file)
	if err == nil {
		_, err = file.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, 0, errors.Join(fmt.Errorf("document %s: %w", sha256, err), file.Close())
	}
	return file, size, nil
}

// fetch writes the bytes with the hash to out, and tells whether they were all and right.
func (b *Bucket) fetch(ctx context.Context, sum string, out io.Writer) (int64, error) {
	if !isHash(sum) {
		return 0, fmt.Errorf("%w: %q is not a SHA-256", ErrMissing, sum)
	}
	ctx, cancel := context.WithTimeout(ctx, bytesPatience)
	defer cancel()
	object, err := b.client.GetObject(ctx, b.bucket, b.key(sum), minio.GetObjectOptions{})
	if err != nil {
		return 0, unavailable("get document", err)
	}
	defer func() { _ = object.Close() }() // it was only read
	hash, to := sha256.New(), &target{w: out}
	size, err := io.Copy(io.MultiWriter(to, hash), io.LimitReader(object, MaxSize+1))
	switch {
	case to.err != nil:
		return 0, refusal("write file", to.err)
	case minio.ToErrorResponse(err).Code == "NoSuchKey":
		return 0, ErrMissing
	case err != nil:
		return 0, unavailable("get document", err)
	case hex.EncodeToString(hash.Sum(nil)) != sum:
		return 0, ErrDamaged
	}
	return size, nil
}

// target remembers that it was the writing that failed.
type target struct {
	w   io.Writer
	err error
}

func (t *target) Write(p []byte) (int, error) {
	n, err := t.w.Write(p)
	t.err = err
	return n, err
}

// Has is that of [Store].
func (b *Bucket) Has(sha256 string) (bool, error) {
	if !isHash(sha256) {
		return false, nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), quickPatience)
	defer cancel()
	_, err := b.client.StatObject(ctx, b.bucket, b.key(sha256), minio.StatObjectOptions{})
	if minio.ToErrorResponse(err).Code == "NoSuchKey" {
		return false, nil
	}
	return err == nil, unavailable("look for document", err)
}

// Verify is that of [Store].
func (b *Bucket) Verify(ctx context.Context, sha256 string) error {
	_, err := b.fetch(ctx, sha256, io.Discard)
	return err
}

// Each is that of [Store].
func (b *Bucket) Each(ctx context.Context, fn func(File) error) error {
	for object := range b.client.ListObjectsIter(ctx, b.bucket, minio.ListObjectsOptions{Prefix: b.prefix + contentDir + "/", Recursive: true}) {
		if object.Err != nil {
			return unavailable("list documents", object.Err)
		}
		if strings.HasSuffix(object.Key, "/") {
			continue // a folder, where the store has some
		}
		if err := fn(fileAt(path.Clean(strings.TrimPrefix(object.Key, b.prefix)), object.Size)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// unavailable says that the object store could not be used, whatever it was; the caller's
// own end stays what it is.
func unavailable(op string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	return &alur.Error{Code: alur.CodeStorageUnavailable, Retry: bucketRetry, Err: fmt.Errorf("documents: %s: %w", op, err)}
}
