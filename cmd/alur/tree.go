package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/casework"
	"github.com/alur-id/alur/internal/disk"
	"github.com/alur-id/alur/internal/evidence"
	"github.com/alur-id/alur/internal/web"
)

// keeping is how the tree of all events is signed, and who else is told of it.
type keeping struct {
	EvidenceKey  string   `name:"evidence-key-file" setting:"ALUR_EVIDENCE_KEY_FILE" default:"" placeholder:"FILE" help:"The key that signs checkpoints of the history. Empty: evidence.key in the data folder, made at the first start. Instances on one database need the same. [$ALUR_EVIDENCE_KEY_FILE]"`
	WitnessMail  string   `name:"witness-mail" setting:"ALUR_WITNESS_MAIL" default:"" placeholder:"ADDRESS" help:"Who is mailed a checkpoint every day there is a new one, for example the inspectorate. Needs --mail-server. [$ALUR_WITNESS_MAIL]"`
	WitnessAfter int64    `name:"witness-mail-events" setting:"ALUR_WITNESS_MAIL_EVENTS" default:"1000" placeholder:"EVENTS" help:"After so many events a checkpoint is mailed on the same day already. [$ALUR_WITNESS_MAIL_EVENTS]"`
	WitnessFile  string   `name:"witness-file" setting:"ALUR_WITNESS_FILE" default:"" placeholder:"FILE" help:"A file that every checkpoint is appended to; it belongs on another machine. [$ALUR_WITNESS_FILE]"`
	WitnessKeys  []string `name:"witness-key" setting:"ALUR_WITNESS_KEY" placeholder:"KEY" help:"Public keys of witnesses whose signatures are trusted. [$ALUR_WITNESS_KEY]"`
}

// check refuses settings that could not work.
func (k *keeping) check(mailServer string) error {
	if k.WitnessMail != "" {
		if _, err := mail.ParseAddress(k.WitnessMail); err != nil {
			return fmt.Errorf("--witness-mail: %q is no address", k.WitnessMail)
		}
		if mailServer == "" {
			return fmt.Errorf("--witness-mail needs --mail-server")
		}
	}
	if k.WitnessAfter < 1 {
		return fmt.Errorf("--witness-mail-events must be at least 1")
	}
	if _, err := evidence.ParseKeys("", k.WitnessKeys...); err != nil {
		return fmt.Errorf("--witness-key: %w", err)
	}
	return nil
}

// settings lists them as [configCmd.settings] does.
func (k *keeping) settings() [][2]string {
	return [][2]string{
		{"ALUR_EVIDENCE_KEY_FILE", k.EvidenceKey},
		{"ALUR_WITNESS_MAIL", k.WitnessMail},
		{"ALUR_WITNESS_MAIL_EVENTS", fmt.Sprint(k.WitnessAfter)},
		{"ALUR_WITNESS_FILE", k.WitnessFile},
		{"ALUR_WITNESS_KEY", strings.Join(escaped(k.WitnessKeys), ",")},
	}
}

// evidenceKeyFile is the name of the key in the data folder; behind markEnd stands the
// last checkpoint that it signed, outside of the database.
const (
	evidenceKeyFile = "evidence.key"
	markEnd         = ".last"
)

func (k *keeping) evidencePath(data string) string {
	return cmp.Or(k.EvidenceKey, filepath.Join(data, evidenceKeyFile))
}

// evidenceKey reads the key that signs checkpoints. In the data folder it is made at the
// first start; a file that was named must be there.
func (k *keeping) evidenceKey(data, public string) (string, error) {
	path := k.evidencePath(data)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && k.EvidenceKey == "" {
		secret, _, err := evidence.NewLogKey(newOrigin(public))
		if err != nil {
			return "", err
		}
		if err := keepKey(path, secret); err != nil {
			return "", err
		}
		text, err = os.ReadFile(path) // that of whoever was first
		return strings.TrimSpace(string(text)), err
	}
	return strings.TrimSpace(string(text)), err
}

// newOrigin names a tree: by the address that people type, and so that no two
// installations have the same name.
func newOrigin(public string) string {
	host := "alur.invalid"
	if u, err := url.Parse(public); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	salt := make([]byte, 4)
	_, _ = rand.Read(salt) // never fails
	return host + "/" + hex.EncodeToString(salt)
}

// sequencer is what puts the events of this server into the tree.
func (cmd *serveCmd) sequencer(p *product) (*casework.Sequencer, error) {
	key, err := cmd.evidenceKey(cmd.Data, cmd.PublicURL)
	if err != nil {
		return nil, refuse("the key that signs checkpoints: %v", err)
	}
	path := cmd.evidencePath(cmd.Data)
	s, err := casework.NewSequencer(casework.SequencerConfig{Store: p.store, Clock: alur.SystemClock, Log: p.log, Key: key, Mark: path + markEnd, Witness: cmd.WitnessFile})
	if err != nil {
		return nil, refuse("%s: %v", path, err)
	}
	return s, nil
}

// keepTree registers the key and works until ctx ends; done is closed then.
func (p *product) keepTree(ctx context.Context, s *casework.Sequencer, k *keeping, public string) (done chan struct{}, err error) {
	if err := s.Register(ctx); err != nil {
		if errors.Is(err, casework.ErrOtherKey) {
			return nil, refuse("%v: restore evidence.key from the backup, or name the file that the other instances have (--evidence-key-file)", err)
		}
		return nil, err
	}
	done = make(chan struct{})
	go func() {
		defer close(done)
		told := p.loop(ctx, "witness", func(ctx context.Context) { p.tellWitness(ctx, k, public) })
		<-p.loop(ctx, "sequencer", s.Run)
		<-told
	}()
	return done, nil
}

// witnessEvery is how often it is looked whether the witness is to be mailed.
const witnessEvery = time.Minute

func (p *product) tellWitness(ctx context.Context, k *keeping, public string) {
	if p.mail == nil || k.WitnessMail == "" {
		return
	}
	every := time.NewTicker(witnessEvery)
	defer every.Stop()
	for {
		if err := p.mailWitness(ctx, k, public); err != nil && ctx.Err() == nil {
			p.log.Warn("the witness is not told", "error", err)
		}
		select {
		case <-every.C:
		case <-ctx.Done():
			return
		}
	}
}

// mailWitness mails the witness what is due. It is noted once the mail server took it: until
// then it is tried again, with the same Message-ID.
func (p *product) mailWitness(ctx context.Context, k *keeping, public string) error {
	head, err := p.cases.TakeWitnessMail(ctx, 24*time.Hour, k.WitnessAfter)
	if err != nil || head.Size == 0 {
		return err
	}
	letter := web.WitnessLetter(k.WitnessMail, head, public)
	letter.ID = fmt.Sprintf("sidik.%d", head.Size)
	if err := p.mail.Deliver(ctx, letter); err != nil {
		return err
	}
	return p.cases.WitnessMailed(context.WithoutCancel(ctx), head.Size)
}

// auditCosignCmd is for a witness, on a machine of its own.
type auditCosignCmd struct {
	Key        string `required:"" placeholder:"FILE" help:"The witness's secret key. What it signed last is remembered beside it."`
	NewKey     string `name:"new-key" placeholder:"NAME" help:"Make the key under this name and print the public one, for example inspektorat.salatiga.go.id/saksi."`
	LogKey     string `name:"log-key" placeholder:"KEY" help:"The public key of the installation whose checkpoints are signed."`
	Proof      string `placeholder:"FILE" help:"The answer of /api/v1/checkpoint/consistency from what was signed last to this one."`
	Checkpoint string `arg:"" optional:"" placeholder:"FILE" help:"The checkpoint to sign; - is the standard input."`
}

// Run prints the checkpoint with the witness's signature.
func (cmd *auditCosignCmd) Run(c *console) error {
	if cmd.NewKey != "" {
		secret, public, err := evidence.NewCosignerKey(cmd.NewKey)
		if err == nil {
			if _, missing := os.Stat(cmd.Key); missing == nil {
				return refuse("there is a file %s already", cmd.Key)
			}
			err = keepKey(cmd.Key, secret)
		}
		if err != nil {
			return refuse("%v", err)
		}
		fmt.Fprintln(c.out, public)
		return nil
	}
	if cmd.LogKey == "" || cmd.Checkpoint == "" {
		return refuse("to sign a checkpoint, give --log-key and the checkpoint")
	}
	text, err := os.ReadFile(cmd.Key)
	if err != nil {
		return refuse("%v", err)
	}
	witness, err := evidence.NewCosigner(strings.TrimSpace(string(text)), alur.SystemClock)
	if err != nil {
		return refuse("%s: %v", cmd.Key, err)
	}
	keys, err := evidence.ParseKeys(cmd.LogKey)
	if err != nil {
		return refuse("--log-key: %v", err)
	}
	signed, err := c.note(cmd.Checkpoint)
	if err != nil {
		return err
	}
	proof, err := readProof(cmd.Proof)
	if err != nil {
		return err
	}
	out, err := cmd.sign(signed, proof, keys, witness)
	if err != nil {
		return err
	}
	fmt.Fprint(c.out, out)
	return nil
}

// sign signs a checkpoint and remembers it before it is given out: what a witness signed
// once binds it. The key file is held meanwhile, so that of two runs at once the second
// reads what the first signed, and cannot sign another history.
func (cmd *auditCosignCmd) sign(signed string, proof []tlog.Hash, keys evidence.Keys, witness *evidence.Cosigner) (out string, err error) {
	err = alone(cmd.Key, func() error {
		mark := cmd.Key + markEnd
		last, err := os.ReadFile(mark)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return refuse("%v", err)
		}
		if out, err = evidence.Cosign(signed, string(last), proof, keys, witness); err != nil {
			return &exitError{code: exitFailed, msg: "not signed: " + err.Error()}
		}
		if err := replaceFile(mark, out); err != nil {
			return refuse("%v", err)
		}
		return nil
	})
	return out, err
}

// alone calls fn while no other program that asks for the same file does.
func alone(path string, fn func() error) error {
	file, err := os.Open(path)
	if err != nil {
		return refuse("%v", err)
	}
	defer file.Close() // lets go of it
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		return refuse("hold %s: %v", path, err)
	}
	return fn()
}

// replaceFile puts a whole file in the place of another, and returns when that outlasts a
// power cut.
func replaceFile(path, text string) error {
	dir, name := filepath.Split(path)
	root, err := disk.OpenRoot(cmp.Or(dir, "."))
	if err != nil {
		return err
	}
	defer func() { _ = root.Close() }() // nothing was written through it
	if err := disk.Write(root, name+".new", []byte(text)); err != nil {
		return err
	}
	if err := root.Rename(name+".new", name); err != nil {
		return err
	}
	return syncFolder(root.Name())
}

// note reads the one checkpoint of a file; - is the standard input.
func (c *console) note(path string) (string, error) {
	var text []byte
	var err error
	if path == "-" {
		text, err = io.ReadAll(io.LimitReader(c.in, 1<<20))
	} else {
		text, err = os.ReadFile(path)
	}
	if err != nil {
		return "", refuse("%v", err)
	}
	notes := evidence.FindNotes(string(text))
	if len(notes) != 1 {
		return "", refuse("%s holds %d signed checkpoints, not one", path, len(notes))
	}
	return notes[0], nil
}

// auditCosignedCmd hands in what a witness signed.
type auditCosignedCmd struct {
	folders
	WitnessKeys []string `name:"witness-key" setting:"ALUR_WITNESS_KEY" required:"" placeholder:"KEY" help:"Public keys of witnesses that are trusted. [$ALUR_WITNESS_KEY]"`
	File        string   `arg:"" placeholder:"FILE" help:"The checkpoint with the witness's signature; - is the standard input."`
}

// Run keeps it, so that it is given out with the checkpoint and shown to auditors.
func (cmd *auditCosignedCmd) Run(c *console) error {
	keys, err := evidence.ParseKeys("", cmd.WitnessKeys...)
	if err != nil {
		return refuse("--witness-key: %v", err)
	}
	signed, err := c.note(cmd.File)
	if err != nil {
		return err
	}
	p, err := cmd.operate(c)
	if err != nil {
		return err
	}
	defer p.close()
	got, err := p.cases.TakeCosigned(c.ctx, signed, keys)
	if err != nil {
		return refuse("%v", err)
	}
	fmt.Fprintf(c.out, "kept: %d entries, signed by %s\n", got.Size, strings.Join(got.Witnesses, ", "))
	return nil
}
