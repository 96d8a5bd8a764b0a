// Command alur is the whole product in one program: the server and the tools of
// its operator.
//
// It owns the wiring and nothing else: which folder and database, which address,
// who may be called from the command line. Rules live in the packages below.
// Start reading at [run], then serve.go; config.go is the only reader of flags
// and environment.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// The exit codes of every subcommand.
const (
	exitOK      = 0
	exitFailed  = 1 // it ran, and what it looked at or did is not in order
	exitRefused = 2 // it did not do it: wrong usage, refused, or not readable
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv)
	stop()
	os.Exit(code)
}

// console is what a subcommand may touch of the world outside: tests give their own.
type console struct {
	ctx    context.Context
	in     io.Reader
	out    io.Writer // results
	err    io.Writer // logs, prompts and complaints
	getenv func(string) string
}

// run is main without the process: it returns the exit code. It ends early when
// ctx is cancelled, as by SIGTERM.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	var cli cli
	helped := false
	parser, err := newParser(&cli, stdout, stderr, getenv, func() { helped = true })
	if err != nil {
		fmt.Fprintln(stderr, "alur:", err)
		return exitRefused
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	kctx, err := parser.Parse(args)
	if helped {
		return exitOK
	}
	if err != nil {
		fmt.Fprintln(stderr, "alur:", err)
		if perr, ok := errors.AsType[*kong.ParseError](err); ok && perr.Context != nil {
			fmt.Fprintf(stderr, "Run 'alur %s--help' to see how it is called.\n", commandPath(perr.Context))
		}
		return exitRefused
	}
	c := &console{ctx: ctx, in: stdin, out: stdout, err: stderr, getenv: getenv}
	err = kctx.Run(c, &cli)
	if err == nil {
		return exitOK
	}
	code := exitFailed
	if e, ok := errors.AsType[*exitError](err); ok {
		code = e.code
	}
	if msg := err.Error(); msg != "" {
		fmt.Fprintln(stderr, "alur:", msg)
	}
	return code
}

// exitError ends a subcommand with a code of its own. An empty message prints
// nothing: the subcommand has said what there is to say.
type exitError struct {
	code int
	msg  string
}

func (e *exitError) Error() string { return e.msg }

// refuse ends a subcommand that did not do what it was asked, with the reason.
func refuse(format string, args ...any) error {
	return &exitError{code: exitRefused, msg: fmt.Sprintf(format, args...)}
}

// commandPath is the subcommand that was being parsed, with a blank after it, or "".
func commandPath(kctx *kong.Context) string {
	path := ""
	for _, p := range kctx.Path {
		if p.Command != nil {
			path += p.Command.Name + " "
		}
	}
	return path
}
