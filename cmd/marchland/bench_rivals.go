package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A stage is where the rivals run: each a process of its own, so that none
// shares a scheduler or a heap with another or with the bench.
type stage struct {
	dir      string
	self     string
	children []*child
}

// A child is a rival's process.
type child struct {
	name string
	url  string
	pid  int
	stop func()
	done chan struct{} // closed when the process is reaped
	said bytes.Buffer  // its standard error; to be read once it is done
}

// readyWithin is how long a rival may take to answer for the first time.
const readyWithin = 20 * time.Second

// start runs a rival and waits for its first answer. It ends with the context:
// it is asked to, and killed if it will not.
func (s *stage) start(ctx context.Context, name, address, encoding string, args ...string) (*child, error) {
	alive, cancel := context.WithCancel(ctx)
	cmd := exec.CommandContext(alive, args[0], args[1:]...)
	c := &child{name: name, url: "http://" + address, done: make(chan struct{})}
	c.stop = func() { cancel(); <-c.done }
	cmd.Stderr = &c.said
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 3 * time.Second
	if err := cmd.Start(); err != nil {
		cancel()
		return nil, fmt.Errorf("%s does not start: %w", name, err)
	}
	c.pid = cmd.Process.Pid
	go func() {
		_ = cmd.Wait() // that it was stopped is no news
		close(c.done)
	}()
	s.children = append(s.children, c)
	return c, c.ready(ctx, encoding)
}

// close stops every rival and waits until it is reaped.
func (s *stage) close() {
	for _, c := range s.children {
		c.stop()
	}
	s.children = nil
}

// ready waits for the first answer. Marchland listens before it reads its atlas,
// so that all but the first moment is one request that waits.
func (c *child) ready(ctx context.Context, encoding string) error {
	ctx, cancel := context.WithTimeout(ctx, readyWithin)
	defer cancel()
	for {
		_, err := fetch(ctx, c.url+benchPath+benchQuery, encoding)
		if err == nil || !errors.Is(err, syscall.ECONNREFUSED) {
			return err
		}
		select {
		case <-c.done:
			return fmt.Errorf("%s has ended: %s", c.name, bytes.TrimSpace(c.said.Bytes()))
		case <-ctx.Done():
			return fmt.Errorf("%s has not answered within %s: %w", c.name, readyWithin, ctx.Err())
		case <-time.After(time.Millisecond / 2):
		}
	}
}

// marchland starts this binary's own server, as it is shipped.
func (s *stage) marchland(ctx context.Context) (*child, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	return s.start(ctx, "marchland", address, "gzip", s.self, "serve", "--listen", address)
}

// bare starts a handler that writes an answer, and does nothing else.
func (s *stage) bare(ctx context.Context, a *answer) (*child, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	encoding := a.header.Get("Content-Encoding")
	file := filepath.Join(s.dir, "bare."+encoding)
	if err := os.WriteFile(file, a.body, 0o644); err != nil {
		return nil, err
	}
	return s.start(ctx, "bare net/http", address, encoding, s.self, "bench-bare", "--listen", address, "--body", file,
		"--type", a.header.Get("Content-Type"), "--encoding", encoding, "--etag", a.header.Get("Etag"))
}

// bareCmd is the handler that a Go server is measured against: no router, no
// negotiation, no log, its headers ready.
type bareCmd struct {
	Listen   string `required:""`
	Body     string `required:"" help:"The file to answer with."`
	Type     string `help:"Its Content-Type."`
	Encoding string `help:"Its Content-Encoding."`
	ETag     string `name:"etag" help:"Its ETag."`
}

// Run serves until it is interrupted.
func (b *bareCmd) Run() error {
	text, err := os.ReadFile(b.Body)
	if err != nil {
		return err
	}
	headers := map[string][]string{
		"Content-Type": {b.Type}, "Content-Encoding": {b.Encoding}, "Etag": {b.ETag},
		"Content-Length": {strconv.Itoa(len(text))},
	}
	// No limits of time either: they cost a little, and the target is the most
	// that net/http can do. SIGTERM ends the process, there is nothing to drain.
	return http.ListenAndServe(b.Listen, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		maps.Copy(w.Header(), headers)
		_, _ = w.Write(text)
	}))
}

// nginxConf is an nginx that serves a file beside its .gz, with what its manual
// advises for static files and as many workers as Go has processors.
const nginxConf = `daemon off;
worker_processes %[2]d;
pid %[1]s/nginx.pid;
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 1000000000;
  default_type application/geo+json;
  open_file_cache max=16;
%[4]s  server {
    listen %[3]s;
    root %[1]s/www;
    gzip_static on;
  }
}
`

// nginx starts nginx with the same compressed bytes in a file.
func (s *stage) nginx(ctx context.Context, binary string, answers map[string]*answer) (*child, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	file := filepath.Join(s.dir, "www", filepath.FromSlash(benchPath))
	conf := filepath.Join(s.dir, "nginx.conf")
	text := fmt.Sprintf(nginxConf, s.dir, runtime.GOMAXPROCS(0), address, s.nginxFolders(ctx, binary))
	if err := errors.Join(
		os.MkdirAll(filepath.Dir(file), 0o755),
		os.WriteFile(file, answers["identity"].body, 0o644),
		os.WriteFile(file+".gz", answers["gzip"].body, 0o644),
		os.WriteFile(conf, []byte(text), 0o644),
	); err != nil {
		return nil, err
	}
	return s.start(ctx, "nginx gzip_static", address, "gzip", binary, "-e", "stderr", "-c", conf)
}

// nginxFolders keeps nginx out of /var/lib, where only root may write. Which of
// the folders it knows depends on how it was built.
func (s *stage) nginxFolders(ctx context.Context, binary string) string {
	built, err := exec.CommandContext(ctx, binary, "-V").CombinedOutput()
	if err != nil {
		return "" // it is going to say why itself
	}
	var lines strings.Builder
	for folder, directive := range map[string]string{
		"client-body": "client_body_temp_path", "proxy": "proxy_temp_path", "fastcgi": "fastcgi_temp_path",
		"uwsgi": "uwsgi_temp_path", "scgi": "scgi_temp_path",
	} {
		if bytes.Contains(built, []byte("--http-"+folder+"-temp-path=")) {
			fmt.Fprintf(&lines, "  %s %s/%s;\n", directive, s.dir, folder)
		}
	}
	return lines.String()
}

// freeAddress finds an address on loopback that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// An answer is what a rival said.
type answer struct {
	header http.Header
	body   []byte
	took   time.Duration
}

// fetch gets an address in an encoding, as it is sent, on a connection of its own.
func fetch(ctx context.Context, url, encoding string) (*answer, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept-Encoding", encoding)
	client := http.Client{Timeout: readyWithin, Transport: &http.Transport{DisableCompression: true, DisableKeepAlives: true}}
	began := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = res.Body.Close() }() // it was read, or has failed
	const most = 64 << 20
	body, err := io.ReadAll(io.LimitReader(res.Body, most))
	if err != nil {
		return nil, err
	}
	if got := res.Header.Get("Content-Encoding"); res.StatusCode != http.StatusOK || encoding != "identity" && got != encoding {
		return nil, fmt.Errorf("%s: %s in encoding %q, not 200 in %s", url, res.Status, got, encoding)
	}
	return &answer{res.Header, body, time.Since(began)}, nil
}
