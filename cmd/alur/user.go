package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/directory"
	"github.com/alur-id/alur/internal/text"
)

type userCmd struct {
	Add    userAddCmd    `cmd:"" help:"Add an account."`
	Passwd userPasswdCmd `cmd:"" help:"Set the password of an account; its sessions and tokens end."`
	Erase  userEraseCmd  `cmd:"" help:"Take a person who left out of an inactive account for good; histories stay whole."`
	Reset  userResetCmd  `cmd:"" name:"reset-factors" help:"Remove the second factors of an account that has lost them; its sessions and tokens end."`
}

// secret is how a password comes in. There is no flag for the password itself:
// a command line is visible to every user of the machine and stays in histories.
type secret struct {
	PasswordFile string `type:"existingfile" placeholder:"FILE" help:"Read the password from the first line of this file instead of asking for it."`
}

// rules are those of passwords, as the server has them.
type rules struct {
	PasswordProfile string `name:"password-profile" setting:"ALUR_PASSWORD_PROFILE" default:"standard" enum:"standard,bssn" help:"What passwords must be, as for alur serve. [$ALUR_PASSWORD_PROFILE]"`
	Breached        string `name:"breached-passwords" setting:"ALUR_BREACHED_PASSWORDS" default:"" placeholder:"FILE" help:"Passwords that nobody may choose, as for alur serve. [$ALUR_BREACHED_PASSWORDS]"`
}

func (r rules) config() (directory.Config, error) {
	breached, err := openBreached(r.Breached)
	return directory.Config{PasswordProfile: directory.PasswordProfile(r.PasswordProfile), Breached: breached}, err
}

type userAddCmd struct {
	folders
	secret
	rules
	Username string   `arg:"" help:"Fixed for life: the history names people by it."`
	Name     string   `required:"" help:"The person's name."`
	Agency   string   `required:"" placeholder:"ID" help:"The agency's id, for example dinas-kesehatan."`
	Role     []string `required:"" help:"One or more of requester, reviewer, head, member, vendor, auditor, admin, agency-admin."`
}

// Run adds the account and prints nothing but its name.
func (cmd *userAddCmd) Run(c *console) error {
	roles := make([]alur.Role, len(cmd.Role))
	for i, r := range cmd.Role {
		roles[i] = alur.Role(r)
		if !roles[i].Valid() {
			return refuse("--role: %q is none of requester, reviewer, head, member, vendor, auditor, admin, agency-admin", r)
		}
	}
	config, err := cmd.config()
	if err != nil {
		return err
	}
	p, err := cmd.operate(c, config)
	if err != nil {
		return err
	}
	defer p.close()
	password, err := cmd.read(c)
	if err != nil {
		return err
	}
	err = p.directory.AddUser(c.ctx, directory.NewUser{
		Username: cmd.Username, Name: cmd.Name, Agency: alur.AgencyID(cmd.Agency), Roles: roles, Password: password,
	})
	if err != nil {
		return spoken(err)
	}
	fmt.Fprintf(c.out, "added %s\n", cmd.Username)
	return nil
}

type userResetCmd struct {
	folders
	Username string `arg:"" help:"Whose second factors."`
}

// Run removes the second factors: for the only administrator who has lost the phone.
func (cmd *userResetCmd) Run(c *console) error {
	p, err := cmd.operate(c)
	if err != nil {
		return err
	}
	defer p.close()
	if err := p.directory.ResetFactors(c.ctx, cmd.Username, directory.By{}); err != nil {
		return spoken(err)
	}
	fmt.Fprintf(c.out, "%s has no second factor any more\n", cmd.Username)
	return nil
}

type userPasswdCmd struct {
	folders
	secret
	rules
	Username string `arg:"" help:"Whose password."`
}

// Run sets the password.
func (cmd *userPasswdCmd) Run(c *console) error {
	config, err := cmd.config()
	if err != nil {
		return err
	}
	p, err := cmd.operate(c, config)
	if err != nil {
		return err
	}
	defer p.close()
	password, err := cmd.read(c)
	if err != nil {
		return err
	}
	if err := p.directory.SetPassword(c.ctx, cmd.Username, password, directory.By{}); err != nil {
		return spoken(err)
	}
	fmt.Fprintf(c.out, "the password of %s is set\n", cmd.Username)
	return nil
}

// operate opens the data for a tool of the operator. The folder must be there:
// a mistyped --data is not an invitation to start a new installation. people says how
// people sign in, where that matters; most tools do not give it.
func (f *folders) operate(c *console, people ...directory.Config) (*product, error) {
	if _, err := os.Stat(f.Data); err != nil {
		return nil, refuse("there is no data folder %s: name it with --data, or start alur serve first", f.Data)
	}
	st, err := f.open(c, quiet(c.err))
	if err != nil {
		return nil, refuse("open the database: %v", err)
	}
	var config directory.Config
	if len(people) > 0 {
		config = people[0]
	}
	blobs, err := f.openDocuments(c, quiet(c.err), f.Documents, false)
	if err != nil {
		_ = st.Close()
		return nil, err
	}
	p, err := assemble(st, blobs, guarding{}, signing{}, alur.SystemClock, quiet(c.err), config)
	if err != nil {
		_, _ = st.Close(), blobs.Close()
		return nil, err
	}
	return p, nil
}

// read takes the password from the file, or from one line of the standard input,
// which a terminal does not show while it is typed.
func (s *secret) read(c *console) (string, error) {
	if s.PasswordFile != "" {
		f, err := os.Open(s.PasswordFile)
		if err != nil {
			return "", refuse("%v", err)
		}
		defer f.Close()
		return firstLine(f)
	}
	fmt.Fprint(c.err, "Password: ")
	show := hideTyping(c.in)
	password, err := firstLine(c.in)
	show()
	fmt.Fprintln(c.err)
	return password, err
}

func firstLine(r io.Reader) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(r, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", refuse("read the password: %v", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if line == "" {
		return "", refuse("the password is empty")
	}
	return line, nil
}

// spoken puts a refusal into words; anything else stays what it is.
func spoken(err error) error {
	e, ok := errors.AsType[*alur.Error](err)
	if !ok {
		return err
	}
	_, detail := text.Error(e)
	for _, b := range e.Blockers {
		detail += " " + text.Blocker(b, func(item string) string { return item })
	}
	if e.Field != "" {
		detail = e.Field + ": " + detail
	}
	return &exitError{code: exitFailed, msg: fmt.Sprintf("%s (%s)", detail, e.Code)}
}
