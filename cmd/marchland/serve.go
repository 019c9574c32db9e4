package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/server"
	"github.com/marchland/marchland/web"
)

type serveCmd struct {
	Listen string `default:"127.0.0.1:8080" help:"The address to listen on."`
	Atlas  string `help:"An atlas's folder, in place of the atlas within the binary." placeholder:"DIR"`
	Page   string `help:"A built page's folder, in place of the page within the binary." placeholder:"DIR"`
	Dev    bool   `help:"Read the atlas's folder again whenever it is edited, and cache nothing."`
	Log    string `default:"info" enum:"debug,info,warn,error" help:"The least level of what is logged; debug logs every request."`
}

// drain is how long requests under way may take to end after SIGTERM.
const drain = 10 * time.Second

// Run serves until it is interrupted.
func (s *serveCmd) Run() error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := newLog(s.Log)
	// Take the address first: a port in use is told at once.
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", s.Listen)
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w; name another with --listen", s.Listen, err)
	}
	atlas, err := s.load()
	if err != nil {
		_ = listener.Close()
		return err
	}
	page := web.Page()
	if s.Page != "" {
		page = os.DirFS(s.Page)
	}
	srv := server.New(atlas, server.Config{Page: page, Base: data.BaseFiles(), Log: log, Dev: s.Dev})
	if s.Dev && s.Atlas != "" {
		go s.watch(ctx, srv, log)
	}
	return run(ctx, srv.HTTP(s.Listen), listener, log, func() {
		log.Info("serving", "url", "http://"+listener.Addr().String(), "atlas", atlas.ID, "version", atlas.Hash)
		go srv.Warm()
	})
}

func newLog(level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo // kong has checked the name already
	}
	return slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: l}))
}

// load reads the atlas to serve; its problems are printed as check prints them.
func (s *serveCmd) load() (*data.Atlas, error) {
	if s.Atlas == "" {
		return data.Shipped()
	}
	files, dir, err := atlasFolder(s.Atlas)
	if err != nil {
		return nil, err
	}
	atlas, err := data.Load(files)
	var problems data.Problems
	if errors.As(err, &problems) {
		printProblems(os.Stderr, dir, problems)
		return nil, fmt.Errorf("%s is not served until its problems are mended%w", dir, hidden{problems})
	}
	return atlas, err
}

// hidden keeps problems that were printed already within an error, unprinted.
type hidden struct{ data.Problems }

func (hidden) Error() string   { return "" }
func (h hidden) Unwrap() error { return h.Problems }

// run serves until the context ends, then lets requests under way end.
func run(ctx context.Context, srv *http.Server, listener net.Listener, log *slog.Logger, ready func()) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(listener) }()
	ready()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	log.Info("stopping")
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if err := srv.Shutdown(end); err != nil {
		log.Warn("requests were cut off", "error", err)
		return srv.Close()
	}
	return nil
}

// watch reads the atlas again whenever one of its files changes. While it is
// wrong the last good one goes on being served, and open pages show why.
func (s *serveCmd) watch(ctx context.Context, srv *server.Server, log *slog.Logger) {
	const every = 400 * time.Millisecond
	last := s.stamp()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := s.stamp()
		if now == last {
			continue
		}
		last = now
		atlas, err := s.load()
		var problems data.Problems
		switch {
		case err == nil:
			srv.Show(atlas)
			log.Info("atlas read again", "version", atlas.Hash)
		case errors.As(err, &problems):
			srv.Trouble(problems)
		default:
			log.Warn("atlas not read", "error", err)
		}
	}
}

// stamp sums up the names, sizes and times of an atlas's files.
func (s *serveCmd) stamp() string {
	_, dir, err := atlasFolder(s.Atlas)
	if err != nil {
		return ""
	}
	var sum string
	_ = fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, _ error) error {
		if d == nil || d.IsDir() {
			return nil // a file that vanishes under the walk is seen the next time
		}
		if info, err := d.Info(); err == nil {
			sum += fmt.Sprintln(path, info.Size(), info.ModTime().UnixNano())
		}
		return nil
	})
	return sum
}
