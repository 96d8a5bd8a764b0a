package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"

	"github.com/alur-id/alur/flows"
	"github.com/alur-id/alur/internal/flow"
	"github.com/alur-id/alur/internal/gallery"
	"github.com/alur-id/alur/internal/web/page"
)

// galleryCmd shows every page in every state, from made-up requests: to whoever
// works on the pages, without a database and without clicking to them.
type galleryCmd struct {
	Out  string `placeholder:"DIR" help:"Write the pages as files into this folder instead of serving them."`
	Port uint16 `default:"8090" help:"Port on 127.0.0.1 to serve them on; 0 takes a free one."`
}

// Run serves until it is told to stop, on the loopback address alone.
func (cmd *galleryCmd) Run(c *console) error {
	set, err := page.Load()
	if err != nil {
		return err
	}
	registry, err := flow.Load(flows.FS, flows.Files...)
	if err != nil {
		return err
	}
	if cmd.Out != "" {
		if err := gallery.Write(cmd.Out, set, registry.Plans()); err != nil {
			return err
		}
		fmt.Fprintf(c.out, "gallery written to %s\n", cmd.Out)
		return nil
	}
	var listen net.ListenConfig
	l, err := listen.Listen(c.ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", cmd.Port))
	if err != nil {
		return refuse("%v", err)
	}
	server := &http.Server{Handler: gallery.Handler(set, registry.Plans()), ReadHeaderTimeout: headerTimeout, MaxHeaderBytes: maxHeaderBytes}
	fmt.Fprintf(c.out, "gallery on http://%s\n", l.Addr())
	stop := context.AfterFunc(c.ctx, func() { _ = server.Close() }) // nothing here is worth waiting for
	defer stop()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
