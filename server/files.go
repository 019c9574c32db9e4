package server

import (
	"errors"
	"io/fs"
	"mime"
	"path"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
)

// A files serves the files of a folder, each read and compressed once.
type files struct {
	fs     fs.FS
	mu     sync.Mutex
	bodies map[string]*body
}

func newFiles(folder fs.FS) *files { return &files{fs: folder, bodies: map[string]*body{}} }

// top names the files at the top of the folder, which need routes of their own.
func (f *files) top() []string {
	if f.fs == nil {
		return nil
	}
	entries, err := fs.ReadDir(f.fs, ".")
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() && e.Name() != "index.html" && !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

// body reads a file; ok is false where there is none.
func (f *files) body(name string) (b *body, ok bool) {
	if f.fs == nil || !fs.ValidPath(name) {
		return nil, false
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if b, ok := f.bodies[name]; ok {
		return b, true
	}
	text, err := fs.ReadFile(f.fs, name)
	if err != nil {
		return nil, false
	}
	b = newBody(contentType(name), text)
	f.bodies[name] = b
	return b, true
}

// contentType does not depend on what the machine's own tables say.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json":
		return typeJSON
	case ".webp":
		return "image/webp"
	case ".svg":
		return "image/svg+xml"
	case ".webmanifest":
		return "application/manifest+json"
	case ".md", ".txt":
		return "text/plain; charset=utf-8"
	}
	if t := mime.TypeByExtension(path.Ext(name)); t != "" {
		return t
	}
	return "application/octet-stream"
}

var errNoPage = errors.New("the page is not in this binary; build it with: make build")

// file serves a folder's files below a path. What the page's build gave a name
// with a hash never changes.
func (s *Server) file(folder *files, prefix string) gin.HandlerFunc {
	return func(c *gin.Context) {
		name := strings.TrimPrefix(c.Request.URL.Path, prefix)
		control := cacheNever
		if strings.HasPrefix(name, "assets/") && !s.dev {
			control = cacheForever
		}
		if name == "" {
			name = "index.html"
		}
		if ext := path.Ext(name); ext == ".html" || ext == ".svg" {
			documented(c.Writer.Header())
		}
		b, ok := folder.body(name)
		switch {
		case ok:
			b.serve(c.Writer, c.Request, control)
		case name == "index.html" && folder == s.page:
			s.fail(c, &Error{Code: NotFound, Detail: errNoPage.Error()})
		default:
			s.fail(c, notFound("there is no %s", clip(c.Request.URL.Path)))
		}
	}
}
