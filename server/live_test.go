package server_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/server"
)

// edited is the made-up atlas with one of its files changed.
func edited(t *testing.T, name, old, now string) fs.FS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(os.DirFS("testdata/atlas"), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile("testdata/atlas/" + path)
		files[path] = &fstest.MapFile{Data: text}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	text := string(files[name].Data)
	if !strings.Contains(text, old) {
		t.Fatalf("%s has no %q", name, old)
	}
	files[name].Data = []byte(strings.ReplaceAll(text, old, now))
	return files
}

func load(t *testing.T, files fs.FS) *data.Atlas {
	t.Helper()
	a, err := data.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// events reads a stream of server-sent events.
func events(t *testing.T, url string) func() (hash string, problems []string) {
	t.Helper()
	res, err := http.Get(url + "/api/dev/events")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Fatalf("the stream is %s", got)
	}
	lines := bufio.NewScanner(res.Body)
	return func() (string, []string) {
		t.Helper()
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				var e struct {
					Hash     string
					Problems []string
				}
				if err := json.Unmarshal([]byte(text), &e); err != nil {
					t.Fatal(err)
				}
				return e.Hash, e.Problems
			}
		}
		t.Fatal("the stream has ended")
		return "", nil
	}
}

func TestDev(t *testing.T) {
	srv := server.New(atlas(), server.Config{Dev: true})
	ts := httptest.NewServer(srv)
	t.Cleanup(ts.Close) // after the stream's own end
	next := events(t, ts.URL)
	if hash, problems := next(); hash != atlas().Hash || len(problems) != 0 {
		t.Fatalf("the page opens with %s and %q", hash, problems)
	}

	// A mistake is told, and the last good atlas goes on being served.
	_, err := data.Load(edited(t, "layers/towns/towns.yaml", "holder: guest", "holder: ghost"))
	var problems data.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("the ghost is accepted: %v", err)
	}
	srv.Trouble(problems)
	hash, told := next()
	if hash != atlas().Hash || len(told) != 1 || !strings.HasPrefix(told[0], `layers/towns/towns.yaml:21: there is no actor "ghost"`) {
		t.Fatalf("told of %s %q", hash, told)
	}

	// Mended, the new atlas is served at once, and the page is told.
	other := load(t, edited(t, "layers/towns/layer.yaml", "Lands and towns", "Towns and lands"))
	srv.Show(other)
	if hash, told := next(); hash != other.Hash || hash == atlas().Hash || len(told) != 0 {
		t.Fatalf("told of %s %q", hash, told)
	}
	a := askAt(t, ts.URL, "GET", "/api/layers/towns")
	if !strings.Contains(a.body, "Towns and lands") || a.header.Get("Cache-Control") != "no-cache" {
		t.Errorf("served is %s with %v", a.body, a.header)
	}
	if a := askAt(t, ts.URL, "GET", "/api/v/"+atlas().Hash+"/layers"); a.status != 404 {
		t.Errorf("the old version answers %d", a.status)
	}
}

// While atlases are swapped under many readers, each answer is whole: one of
// the two, and one tag is one text.
func TestReadersWhileTheAtlasIsSwapped(t *testing.T) {
	one, two := atlas(), load(t, edited(t, "layers/towns/layer.yaml", "Lands and towns", "Towns and lands"))
	srv := server.New(one, server.Config{})
	var texts sync.Map
	var readers sync.WaitGroup
	stop := make(chan struct{})
	swapped := make(chan struct{})
	go func() {
		defer close(swapped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				srv.Show([]*data.Atlas{one, two}[i%2])
				srv.Warm()
			}
		}
	}()
	for reader := range 8 {
		readers.Go(func() {
			for i := range 30 {
				path := append(everywhere[2:13:13], "/api/v/"+one.Hash+"/layers/towns")[(reader+i)%12]
				r := httptest.NewRequest("GET", path, nil)
				r.Header.Set("Accept-Encoding", []string{"identity", "gzip", "br", "zstd"}[reader%4])
				w := httptest.NewRecorder()
				srv.ServeHTTP(w, r)
				gone := w.Code == 404 && strings.HasPrefix(path, "/api/v/")
				if w.Code != 200 && !gone {
					t.Errorf("%s: %d %s", path, w.Code, w.Body)
					continue
				}
				key := path + w.Header().Get("Etag")
				if known, ok := texts.LoadOrStore(key, w.Body.String()); ok && w.Code == 200 && known != w.Body.String() {
					t.Errorf("%s has two texts under one tag", path)
				}
			}
		})
	}
	readers.Wait()
	close(stop)
	<-swapped
}

// A slow folder's files are not there until they are let go.
type slow struct {
	fs.FS
	asked, let chan struct{}
}

func (s slow) Open(name string) (fs.File, error) {
	if name == "assets/slow.js" {
		close(s.asked)
		<-s.let
	}
	return s.FS.Open(name)
}

// A server that stops takes no new requests and finishes those it has.
func TestStop(t *testing.T) {
	folder := slow{fstest.MapFS{"assets/slow.js": {Data: []byte("late")}}, make(chan struct{}), make(chan struct{})}
	srv := server.New(atlas(), server.Config{Page: folder}).HTTP("")
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := "http://" + listener.Addr().String()
	stopping, served, stopped := make(chan struct{}), make(chan error, 1), make(chan error, 1)
	srv.RegisterOnShutdown(func() { close(stopping) })
	go func() { served <- srv.Serve(listener) }()
	late := make(chan answer, 1)
	go func() { late <- askAt(t, at, "GET", "/assets/slow.js") }()
	<-folder.asked
	go func() { stopped <- srv.Shutdown(t.Context()) }()
	<-stopping
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		t.Fatalf("serving ended with %v", err)
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("a stopping server takes a new connection")
	}
	close(folder.let)
	if a := <-late; a.body != "late" {
		t.Errorf("the request under way got %d %q", a.status, a.body)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestLimits(t *testing.T) {
	srv := server.New(atlas(), server.Config{}).HTTP(":1")
	if srv.ReadHeaderTimeout == 0 || srv.ReadTimeout == 0 || srv.WriteTimeout == 0 || srv.IdleTimeout == 0 || srv.MaxHeaderBytes == 0 {
		t.Errorf("a limit is missing: %+v", srv)
	}
	if a := ask(t, "GET", "/api/layers", "X-Long", strings.Repeat("x", 40<<10)); a.status != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("40 kB of header are answered with %d", a.status)
	}
}
