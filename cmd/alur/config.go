package main

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/demo"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/mail"
	"github.com/alur-id/alur/internal/oidc"
	"github.com/alur-id/alur/internal/outbound"
	"github.com/alur-id/alur/internal/store"
	"github.com/alur-id/alur/internal/web"
)

// cli is every subcommand and flag. A flag with the tag setting may be given in
// the environment instead, under that name; the flag wins.
type cli struct {
	Serve     serveCmd     `cmd:"" help:"Serve the pages and the API."`
	User      userCmd      `cmd:"" help:"Add people and set passwords."`
	Agency    agencyCmd    `cmd:"" help:"Import the list of agencies."`
	Flow      flowCmd      `cmd:"" help:"Check definitions of flows."`
	Documents documentsCmd `cmd:"" help:"Verify the bytes of documents, and move them to another place."`
	Audit     auditCmd     `cmd:"" help:"Verify, rebuild and export the history; erase personal data."`
	Keys      keysCmd      `cmd:"" help:"Change the key that secrets are sealed with."`
	Access    accessCmd    `cmd:"" help:"Print who may do what."`
	Config    configCmd    `cmd:"" help:"Print the settings in effect, secrets masked."`
	Gallery   galleryCmd   `cmd:"" help:"Show every page in every state, from made-up requests."`
	Version   versionCmd   `cmd:"" help:"Print the version."`
	Preview   previewCmd   `cmd:"" hidden:"" help:"Draw a page of a document; for the server itself."`
}

// folders is where the data is. Every subcommand that touches data has it.
type folders struct {
	documents
	Data     string `setting:"ALUR_DATA" default:"./data" placeholder:"DIR" help:"The data folder: documents and, without --database, the SQLite database. Created with mode 0700. [$ALUR_DATA]"`
	Database string `setting:"ALUR_DATABASE" default:"" placeholder:"URL" help:"A PostgreSQL database, postgres://user:password@host/name. Empty: SQLite in the data folder. [$ALUR_DATABASE, or the file that $ALUR_DATABASE_FILE names]"`
	// KeyFile is for keys that a vault or systemd hands over; it is never made.
	KeyFile string `name:"key-file" setting:"ALUR_KEY_FILE" default:"" placeholder:"FILE" help:"The file that holds the key of this installation, 32 bytes in base64. Empty: secret.key in the data folder, made at the first start. [$ALUR_KEY_FILE]"`
}

// Validate makes the folder absolute, so that no later change of directory moves it.
func (f *folders) Validate() error {
	if f.Data == "" {
		return fmt.Errorf("--data is empty: name a folder")
	}
	abs, err := filepath.Abs(f.Data)
	if err != nil {
		return err
	}
	f.Data = abs
	return f.check()
}

// open opens the database of these settings.
func (f *folders) open(c *console, log *slog.Logger) (*store.Store, error) {
	return store.Open(c.ctx, store.Config{Dir: f.Data, URL: f.Database, Clock: alur.SystemClock, Log: log})
}

// serving is how the server listens and how much it takes on.
type serving struct {
	Listen    string `setting:"ALUR_LISTEN" default:"127.0.0.1:8080" placeholder:"HOST:PORT" help:"Where to listen. Port 0 takes a free one. [$ALUR_LISTEN]"`
	PublicURL string `setting:"ALUR_PUBLIC_URL" default:"" placeholder:"URL" help:"The address that people type, for links and, when it is https, for cookies that never travel in the clear. [$ALUR_PUBLIC_URL]"`
	// TrustedProxy is honoured for the address only: the throttle of the sign-in
	// counts by it, and a forged header would let a guesser be many.
	TrustedProxy []string `setting:"ALUR_TRUSTED_PROXY" placeholder:"CIDR" help:"Reverse proxies whose X-Forwarded-For names the caller. Empty: nobody's. [$ALUR_TRUSTED_PROXY]"`
	LogFormat    string   `setting:"ALUR_LOG_FORMAT" default:"text" enum:"text,json" help:"text or json, on the standard error. [$ALUR_LOG_FORMAT]"`
	MaxInFlight  int      `setting:"ALUR_MAX_IN_FLIGHT" default:"128" help:"Calls answered at the same time; what waits longer than half a second for its turn gets 503. [$ALUR_MAX_IN_FLIGHT]"`
	// SecondFactor is by role, so that who gets the role later has to have one as well.
	SecondFactor []string `setting:"ALUR_SECOND_FACTOR" placeholder:"ROLE" help:"Roles that must sign in with a second factor, for example head,admin,reviewer. [$ALUR_SECOND_FACTOR]"`
	// PasswordProfile holds for new passwords, and bssn for the age of those that there are.
	PasswordProfile string `name:"password-profile" setting:"ALUR_PASSWORD_PROFILE" default:"standard" enum:"standard,bssn" help:"What passwords must be: standard (OWASP ASVS 5.0) or bssn (Peraturan BSSN 4/2021, with an age of 90 days). [$ALUR_PASSWORD_PROFILE]"`
	// Breached is a file and no service: servers of the city may not reach one.
	Breached string `name:"breached-passwords" setting:"ALUR_BREACHED_PASSWORDS" default:"" placeholder:"FILE" help:"Passwords that nobody may choose: the ordered list of SHA-1 hashes that the offline download of Have I Been Pwned makes. Empty: none is looked up. [$ALUR_BREACHED_PASSWORDS]"`
	// The three are about what is no evidence; histories and the security log are kept.
	KeepDevices  int `name:"retention-devices" setting:"ALUR_RETENTION_DEVICES" default:"400" placeholder:"DAYS" help:"How long a browser is known that is not used. [$ALUR_RETENTION_DEVICES]"`
	KeepFailures int `name:"retention-failures" setting:"ALUR_RETENTION_FAILURES" default:"24" placeholder:"HOURS" help:"How long failed sign-ins are counted. [$ALUR_RETENTION_FAILURES]"`
	KeepNotices  int `name:"retention-notices" setting:"ALUR_RETENTION_NOTICES" default:"90" placeholder:"DAYS" help:"How long notices are kept after they were read. 0: for good. [$ALUR_RETENTION_NOTICES]"`
	KeepDrafts   int `name:"retention-drafts" setting:"ALUR_RETENTION_DRAFTS" default:"0" placeholder:"DAYS" help:"How long people named in a request that was never submitted are kept. 0: as long as the request. [$ALUR_RETENTION_DRAFTS]"`
	// PaperSize is that of the offices' printers.
	PaperSize  string `name:"paper-size" setting:"ALUR_PAPER_SIZE" default:"A4" enum:"A4,F4" help:"The paper that letters are made for: A4, or F4 (215 × 330 mm). [$ALUR_PAPER_SIZE]"`
	MaxUploads int    `setting:"ALUR_MAX_UPLOADS" default:"64" help:"Uploads at the same time, counted apart because slow lines take minutes; others wait for their turn. [$ALUR_MAX_UPLOADS]"`
}

// outside is how people are reached and shown by other systems.
type outside struct {
	OIDCIssuer    string   `name:"oidc-issuer" setting:"ALUR_OIDC_ISSUER" default:"" placeholder:"URL" help:"Another system (OpenID Connect) that people may sign in by, as it names itself. [$ALUR_OIDC_ISSUER]"`
	OIDCClientID  string   `name:"oidc-client-id" setting:"ALUR_OIDC_CLIENT_ID" default:"" help:"What that system calls this one. [$ALUR_OIDC_CLIENT_ID]"`
	OIDCSecret    string   `name:"oidc-secret-file" setting:"ALUR_OIDC_SECRET_FILE" default:"" placeholder:"FILE" help:"The file that holds the secret agreed with that system. [$ALUR_OIDC_SECRET_FILE]"`
	OIDCName      string   `name:"oidc-name" setting:"ALUR_OIDC_NAME" default:"akun instansi" help:"What people call that system, on the button. [$ALUR_OIDC_NAME]"`
	OIDCRoleClaim string   `name:"oidc-role-claim" setting:"ALUR_OIDC_ROLE_CLAIM" default:"" help:"The claim of that system whose values bring roles, for example groups. Empty: roles never come from there. [$ALUR_OIDC_ROLE_CLAIM]"`
	OIDCRoles     []string `name:"oidc-roles" setting:"ALUR_OIDC_ROLES" placeholder:"VALUE=ROLE" help:"Which value of the claim brings which role: requester, member, reviewer or auditor. [$ALUR_OIDC_ROLES]"`
	MailServer    string   `name:"mail-server" setting:"ALUR_MAIL_SERVER" default:"" placeholder:"HOST:PORT" help:"The SMTP server for links and notices. Empty: nothing is sent by mail. [$ALUR_MAIL_SERVER]"`
	MailSecurity  string   `name:"mail-security" setting:"ALUR_MAIL_SECURITY" default:"starttls" enum:"starttls,tls,none" help:"starttls, tls, or none for a server on this machine. [$ALUR_MAIL_SECURITY]"`
	MailFrom      string   `name:"mail-from" setting:"ALUR_MAIL_FROM" default:"" placeholder:"ADDRESS" help:"The sender of mails. [$ALUR_MAIL_FROM]"`
	MailUser      string   `name:"mail-user" setting:"ALUR_MAIL_USER" default:"" help:"Whom the SMTP server knows this program as. [$ALUR_MAIL_USER]"`
	MailTimeout   int      `name:"mail-timeout" setting:"ALUR_MAIL_TIMEOUT" default:"20" placeholder:"SECONDS" help:"How long one try to send a mail may take. [$ALUR_MAIL_TIMEOUT]"`
	MailRate      int      `name:"mail-rate" setting:"ALUR_MAIL_RATE" default:"10" placeholder:"N" help:"How many mails about requests this instance sends a second at most. [$ALUR_MAIL_RATE]"`
	MailPassword  string   `name:"mail-password-file" setting:"ALUR_MAIL_PASSWORD_FILE" default:"" placeholder:"FILE" help:"The file that holds its password. [$ALUR_MAIL_PASSWORD_FILE]"`
}

// check refuses settings that could not work.
func (o *outside) check(public string) error {
	if o.OIDCIssuer != "" {
		if u, err := url.Parse(o.OIDCIssuer); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
			return fmt.Errorf("--oidc-issuer must be an https address")
		}
		if o.OIDCClientID == "" {
			return fmt.Errorf("--oidc-issuer needs --oidc-client-id")
		}
	}
	if (o.OIDCRoleClaim == "") != (len(o.OIDCRoles) == 0) {
		return fmt.Errorf("--oidc-role-claim and --oidc-roles go together")
	}
	if o.OIDCRoleClaim != "" && o.OIDCIssuer == "" {
		return fmt.Errorf("--oidc-role-claim needs --oidc-issuer")
	}
	if _, err := o.roleMap(); err != nil {
		return err
	}
	if o.MailServer != "" && o.MailFrom == "" {
		return fmt.Errorf("--mail-server needs --mail-from")
	}
	if o.MailTimeout < 1 || o.MailTimeout > 300 || o.MailRate < 1 || o.MailRate > 1000 {
		return fmt.Errorf("--mail-timeout must be 1 to 300 seconds, --mail-rate 1 to 1000")
	}
	if o.MailServer != "" && public == "" {
		return fmt.Errorf("--mail-server needs --public-url, for the links in mails")
	}
	return nil
}

// roleMap reads which value of the claim brings which role; nil is none.
func (o *outside) roleMap() (map[string]alur.Role, error) {
	var out map[string]alur.Role
	for _, pair := range o.OIDCRoles {
		i := strings.LastIndex(pair, "=") // values may have one, as in cn=verifikator
		if i < 1 {
			return nil, fmt.Errorf("--oidc-roles: %q is no value=role", pair)
		}
		value, role := strings.TrimSpace(pair[:i]), alur.Role(strings.TrimSpace(pair[i+1:]))
		if !slices.Contains(directory.MappedRoles, role) {
			return nil, fmt.Errorf("--oidc-roles: %q cannot come from another system; only %v can", role, directory.MappedRoles)
		}
		if _, twice := out[value]; twice {
			return nil, fmt.Errorf("--oidc-roles: %q is there twice", value)
		}
		if out == nil {
			out = map[string]alur.Role{}
		}
		out[value] = role
	}
	return out, nil
}

// escaped writes values as a list takes them, in which a comma parts one from the next.
func escaped(values []string) []string {
	var out []string
	for _, v := range values {
		out = append(out, strings.ReplaceAll(v, ",", `\,`))
	}
	return out
}

// mailTimeout bounds one try to send a mail.
func (o *outside) mailTimeout() time.Duration { return time.Duration(o.MailTimeout) * time.Second }

// sender is what sends mails, or nil.
func (o *outside) sender(log *slog.Logger) (*mail.Sender, error) {
	if o.MailServer == "" {
		return nil, nil //nolint:nilnil // no mail server is a setting as good as another
	}
	var password []byte
	if o.MailPassword != "" {
		var err error
		if password, err = os.ReadFile(o.MailPassword); err != nil {
			return nil, refuse("the password of the mail server: %v", err)
		}
	}
	s, err := mail.Open(mail.Config{
		Server: o.MailServer, Security: mail.Security(o.MailSecurity), Username: o.MailUser, Password: strings.TrimSpace(string(password)), From: o.MailFrom,
		Timeout: o.mailTimeout(),
		Clock:   alur.SystemClock, Log: log,
	})
	if err != nil {
		return nil, refuse("%v", err)
	}
	return s, nil
}

// provider is the other system that people may sign in by, or nil; base is the address
// that people type for this one, own what may be called beside the public internet.
func (o *outside) provider(base string, own []netip.Prefix) (*oidc.Provider, string, error) {
	if o.OIDCIssuer == "" {
		return nil, "", nil
	}
	var secret []byte
	if o.OIDCSecret != "" {
		var err error
		if secret, err = os.ReadFile(o.OIDCSecret); err != nil {
			return nil, "", refuse("the secret of the other system: %v", err)
		}
	}
	return oidc.New(oidc.Config{
		Issuer: o.OIDCIssuer, ClientID: o.OIDCClientID, ClientSecret: strings.TrimSpace(string(secret)), Redirect: strings.TrimSuffix(base, "/") + web.OIDCReturn,
		Client: outbound.Client(outbound.Config{Networks: own}), Clock: alur.SystemClock, RoleClaim: o.OIDCRoleClaim,
	}), o.OIDCName, nil
}

// networks reads addresses and networks of a flag; a single address is a network of one.
func networks(flag string, list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, text := range list {
		if addr, err := netip.ParseAddr(text); err == nil {
			out = append(out, netip.PrefixFrom(addr, addr.BitLen()))
			continue
		}
		p, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, fmt.Errorf("%s: %q is neither an address nor a network such as 10.0.0.0/8", flag, text)
		}
		out = append(out, p.Masked())
	}
	return out, nil
}

// check refuses settings that could not work, before anything is opened.
func (s *serving) check() error {
	if _, _, err := net.SplitHostPort(s.Listen); err != nil {
		return fmt.Errorf("--listen must be HOST:PORT, for example 127.0.0.1:8080: %w", err)
	}
	if s.PublicURL != "" {
		u, err := url.Parse(s.PublicURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			return fmt.Errorf("--public-url must be an http or https address")
		}
	}
	if _, err := s.proxies(); err != nil {
		return err
	}
	for _, r := range s.SecondFactor {
		if !alur.Role(r).Valid() {
			return fmt.Errorf("--second-factor: %q is no role; there are %v", r, alur.Roles)
		}
	}
	if s.KeepDevices < 1 || s.KeepDevices > 3650 || s.KeepFailures < 1 || s.KeepFailures > 8760 || s.KeepDrafts != 0 && (s.KeepDrafts < 30 || s.KeepDrafts > 3650) {
		return fmt.Errorf("--retention-devices must be 1 to 3650 days, --retention-failures 1 to 8760 hours, --retention-drafts 0 or 30 to 3650 days")
	}
	if s.KeepNotices < 0 || s.KeepNotices > 3650 {
		return fmt.Errorf("--retention-notices must be 0 to 3650 days")
	}
	if s.MaxInFlight < 1 || s.MaxUploads < 1 {
		return fmt.Errorf("--max-in-flight and --max-uploads must be at least 1")
	}
	return nil
}

// proxies are the networks of TrustedProxy.
func (s *serving) proxies() ([]netip.Prefix, error) {
	return networks("--trusted-proxy", s.TrustedProxy)
}

// loopback reports whether only this machine can reach the address.
func (s *serving) loopback() bool {
	host, _, err := net.SplitHostPort(s.Listen)
	if err != nil {
		return false
	}
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// secondFactor are the roles that must have one.
func (s *serving) secondFactor() []alur.Role {
	var out []alur.Role
	for _, r := range s.SecondFactor {
		out = append(out, alur.Role(r))
	}
	return out
}

// passkeys says where passkeys are used: browsers take them on https addresses with a
// name, and on localhost. nil is nowhere. here is the port that is listened on.
func (s *serving) passkeys(port string) *directory.PasskeyConfig {
	c := &directory.PasskeyConfig{Title: "ALUR Kota Salatiga"}
	if s.PublicURL == "" {
		if !s.loopback() {
			return nil
		}
		c.Name, c.Origin = "localhost", "http://localhost:"+port
		return c
	}
	u, err := url.Parse(s.PublicURL)
	if err != nil {
		return nil
	}
	c.Name, c.Origin = u.Hostname(), u.Scheme+"://"+u.Host
	if _, err := netip.ParseAddr(c.Name); err == nil || u.Scheme != "https" && c.Name != "localhost" {
		return nil
	}
	return c
}

// retention is how long is kept what is no evidence.
func (s *serving) retention() alur.Retention {
	const day = 24 * time.Hour
	return alur.Retention{Devices: time.Duration(s.KeepDevices) * day, Failures: time.Duration(s.KeepFailures) * time.Hour, Drafts: time.Duration(s.KeepDrafts) * day, Notices: time.Duration(s.KeepNotices) * day}
}

// secure reports whether people come over https.
func (s *serving) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }

// logger writes the log of a subcommand that serves or works for long.
func (s *serving) logger(w io.Writer) *slog.Logger {
	if s.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, nil))
	}
	return slog.New(slog.NewTextHandler(w, nil))
}

// quiet is the log of the operator's tools: only what is wrong.
func quiet(w io.Writer) *slog.Logger {
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelWarn}))
}

// configCmd prints what a start with the same flags and environment would use.
type configCmd struct {
	folders
	serving
	outside
	guarding
	keeping
	signing
}

// Validate is called by kong after parsing.
func (cmd *configCmd) Validate() error {
	return errors.Join(cmd.folders.Validate(), cmd.serving.check(), cmd.outside.check(cmd.PublicURL), cmd.guarding.check(), cmd.keeping.check(cmd.MailServer), cmd.signing.check())
}

// Run prints one NAME=value a line, ready for an environment file once the
// password is put back.
func (cmd *configCmd) Run(c *console) error {
	for _, line := range cmd.settings() {
		fmt.Fprintf(c.out, "%s=%s\n", line[0], line[1])
	}
	return nil
}

// settings lists every setting with what is in effect, secrets masked: for `alur config`,
// and for administrators to read on a page.
func (cmd *configCmd) settings() [][2]string {
	return append([][2]string{
		{"ALUR_DATA", cmd.Data},
		{"ALUR_DATABASE", masked(cmd.Database)},
		{"ALUR_DOCUMENTS", cmd.Documents},
		{"ALUR_DOCUMENTS_KEY_FILE", cmd.DocumentsKey},
		{"ALUR_KEY_FILE", cmd.KeyFile},
		{"ALUR_LISTEN", cmd.Listen},
		{"ALUR_PUBLIC_URL", cmd.PublicURL},
		{"ALUR_TRUSTED_PROXY", strings.Join(cmd.TrustedProxy, ",")},
		{"ALUR_SECOND_FACTOR", strings.Join(cmd.SecondFactor, ",")},
		{"ALUR_PASSWORD_PROFILE", cmd.PasswordProfile},
		{"ALUR_BREACHED_PASSWORDS", cmd.Breached},
		{"ALUR_OIDC_ISSUER", cmd.OIDCIssuer},
		{"ALUR_OIDC_CLIENT_ID", cmd.OIDCClientID},
		{"ALUR_OIDC_SECRET_FILE", cmd.OIDCSecret},
		{"ALUR_OIDC_NAME", cmd.OIDCName},
		{"ALUR_OIDC_ROLE_CLAIM", cmd.OIDCRoleClaim},
		{"ALUR_OIDC_ROLES", strings.Join(escaped(cmd.OIDCRoles), ",")},
		{"ALUR_MAIL_SERVER", cmd.MailServer},
		{"ALUR_MAIL_SECURITY", cmd.MailSecurity},
		{"ALUR_MAIL_FROM", cmd.MailFrom},
		{"ALUR_MAIL_USER", cmd.MailUser},
		{"ALUR_MAIL_PASSWORD_FILE", cmd.MailPassword},
		{"ALUR_MAIL_TIMEOUT", fmt.Sprint(cmd.MailTimeout)},
		{"ALUR_MAIL_RATE", fmt.Sprint(cmd.MailRate)},
		{"ALUR_OUTGOING_NETWORKS", strings.Join(cmd.Networks, ",")},
		{"ALUR_LOG_FORMAT", cmd.LogFormat},
		{"ALUR_MAX_IN_FLIGHT", fmt.Sprint(cmd.MaxInFlight)},
		{"ALUR_MAX_UPLOADS", fmt.Sprint(cmd.MaxUploads)},
		{"ALUR_PAPER_SIZE", cmd.PaperSize},
		{"ALUR_CLAMD", cmd.Clamd},
		{"ALUR_QUOTA_REQUEST", fmt.Sprint(cmd.QuotaRequest)},
		{"ALUR_QUOTA_DAY", fmt.Sprint(cmd.QuotaDay)},
		{"ALUR_RETENTION_DEVICES", fmt.Sprint(cmd.KeepDevices)},
		{"ALUR_RETENTION_FAILURES", fmt.Sprint(cmd.KeepFailures)},
		{"ALUR_RETENTION_DRAFTS", fmt.Sprint(cmd.KeepDrafts)},
		{"ALUR_RETENTION_NOTICES", fmt.Sprint(cmd.KeepNotices)},
	}, append(cmd.keeping.settings(), cmd.signing.settings()...)...)
}

// passwords are where a connection string may hold one: before the @ of a URL, or
// after password= in a query or a keyword string.
var passwords = regexp.MustCompile(`(?i)(://[^:/@]*:)[^@]*(@)|(password\s*=\s*)('[^']*'|[^\s&]+)`)

// masked hides the password of a connection string.
func masked(database string) string { return passwords.ReplaceAllString(database, "$1$3***$2") }

// fromFiles are the settings with a secret in them that may stand in a file instead, which
// the same name with _FILE behind it names: of a vault, or of systemd (LoadCredential=).
var fromFiles = []string{"ALUR_DATABASE"}

// openBreached opens the list of breached passwords; nil without one. It is open as long as
// the program runs.
func openBreached(path string) (*directory.Breached, error) {
	if path == "" {
		return nil, nil //nolint:nilnil // no list is a setting as good as another
	}
	b, err := directory.OpenBreached(path)
	if err != nil {
		return nil, refuse("--breached-passwords: %v", err)
	}
	return b, nil
}

// newParser makes the parser. It reads the environment through getenv alone, and
// calls helped instead of ending the process when help was asked for.
func newParser(cli *cli, stdout, stderr io.Writer, getenv func(string) string, helped func()) (*kong.Kong, error) {
	environment := kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := flag.Tag.Get("setting")
		if name == "" {
			return nil, nil //nolint:nilnil // kong's way to say "not set here"
		}
		if v := getenv(name); v != "" {
			return v, nil
		}
		if file := getenv(name + "_FILE"); file != "" && slices.Contains(fromFiles, name) {
			v, err := os.ReadFile(file)
			if err != nil {
				return nil, fmt.Errorf("%s_FILE: %w", name, err)
			}
			return strings.TrimSpace(string(v)), nil
		}
		return nil, nil //nolint:nilnil // as above
	})
	return kong.New(cli,
		kong.Name("alur"),
		kong.Description("Alur leads the city's requests for information systems from the letter to the handover."),
		kong.Writers(stdout, stderr),
		kong.Exit(func(int) { helped() }),
		kong.Resolvers(environment),
		kong.Vars{"demo_password": demo.Password},
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.UsageOnError(),
	)
}
