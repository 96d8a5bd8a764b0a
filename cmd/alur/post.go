package main

import (
	"context"
	"time"

	"github.com/alur-id/alur"
	"github.com/alur-id/alur/internal/jobs"
	"github.com/alur-id/alur/internal/post"
)

// jobSlack is what a job needs beside the talk with the mail server.
const jobSlack = time.Second

// letters works on what transactions leave to be sent, until ctx ends. Several instances
// share the work.
func (p *product) letters(ctx context.Context, public string, o outside) {
	if p.mail == nil {
		return
	}
	office := post.New(post.Config{
		Store: p.store, Cases: p.cases, Directory: p.directory, Mail: p.mail, PublicURL: public, Clock: alur.SystemClock, Log: p.log, Rate: float64(o.MailRate),
	})
	jobs.New(jobs.Config{
		Store: p.store, Queues: office.Queues(), Clock: alur.SystemClock, Log: p.log, Timeout: o.mailTimeout() + jobSlack, Round: office.Morning,
	}).Run(ctx)
}
