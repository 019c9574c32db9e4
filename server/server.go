// Package server answers for an atlas over HTTP: layers, slices and reels, who
// held a place, the base map and the page. Whatever it serves it makes once.
package server

import (
	"io/fs"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/marchland/marchland/data"
)

// Config is what a server is made of.
type Config struct {
	Page fs.FS // the built page: index.html and assets/
	Base fs.FS // the base map
	Log  *slog.Logger
	Dev  bool // serve /api/dev/events, and let nothing be cached
}

// A Server serves one atlas at a time. It is an http.Handler.
type Server struct {
	log     *slog.Logger
	dev     bool
	shelf   atomic.Pointer[shelf]
	page    *files
	base    *files
	metrics *metrics
	news    *news
	handler http.Handler
}

// New makes a server of an atlas.
func New(atlas *data.Atlas, cfg Config) *Server {
	s := &Server{
		log: cfg.Log, dev: cfg.Dev, metrics: newMetrics(), news: newNews(),
		page: newFiles(cfg.Page), base: newFiles(cfg.Base),
	}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	s.Show(atlas)
	s.handler = s.routes()
	return s
}

// Show puts another atlas in place of the one served, whole and at once.
func (s *Server) Show(atlas *data.Atlas) {
	s.shelf.Store(newShelf(atlas, s.dev))
	s.news.tell(event{Hash: atlas.Hash})
}

// Trouble tells the open pages of a dev server what is wrong with the atlas as
// it is being edited; the last good one goes on being served.
func (s *Server) Trouble(problems data.Problems) {
	e := event{Hash: s.shelf.Load().atlas.Hash}
	for _, p := range problems {
		e.Problems = append(e.Problems, p.String())
	}
	s.news.tell(e)
}

// Warm makes the answers that pages ask for first, before they do.
func (s *Server) Warm() { s.shelf.Load().warm() }

// ServeHTTP answers a request. What was answered before is found by its address
// alone, ahead of the router: with a body that is ready, routing and a context
// would be a tenth of the work.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		if ready, ok := s.shelf.Load().ready.get(r.RequestURI); ok {
			s.again(w, r, ready)
			return
		}
	}
	s.handler.ServeHTTP(w, r)
}

// routes is the whole route table.
func (s *Server) routes() http.Handler {
	gin.SetMode(gin.ReleaseMode)
	r := gin.New()
	r.HandleMethodNotAllowed = true
	r.RedirectTrailingSlash = false
	r.Use(s.observe, s.recover, guard)

	get := func(path string, h gin.HandlerFunc) {
		r.GET(path, h)
		r.HEAD(path, h)
		r.OPTIONS(path, preflight)
	}
	get("/healthz", s.health)
	get("/metrics", s.metrics.serve)

	get("/api/atlas", s.answer(s.atlas))
	get("/api/layers", s.answer(s.layers))
	get("/api/layers/:id", s.answer(s.layer))
	get("/api/layers/:id/slice", s.answer(s.slice))
	get("/api/layers/:id/changes", s.answer(s.changes))
	get("/api/layers/:id/reel", s.answer(s.reel))
	get("/api/layers/:id/notes", s.answer(s.notes))
	get("/api/places", s.answer(s.places))
	get("/api/sources", s.answer(s.sources))
	get("/api/actors", s.answer(s.actors))
	get("/api/at", s.answer(s.at))
	get("/api/history", s.answer(s.history))

	// The same under the atlas's content hash: these never change.
	get("/api/v/:hash/atlas", s.forever(s.atlas))
	get("/api/v/:hash/layers", s.forever(s.layers))
	get("/api/v/:hash/layers/:id", s.forever(s.layer))
	get("/api/v/:hash/layers/:id/slice", s.forever(s.slice))
	get("/api/v/:hash/layers/:id/changes", s.forever(s.changes))
	get("/api/v/:hash/layers/:id/reel", s.forever(s.reel))
	get("/api/v/:hash/layers/:id/notes", s.forever(s.notes))
	get("/api/v/:hash/places", s.forever(s.places))
	get("/api/v/:hash/sources", s.forever(s.sources))
	get("/api/v/:hash/actors", s.forever(s.actors))

	get("/bibliography", s.bibliography)
	get("/base/*file", s.file(s.base, "/base/"))
	get("/assets/*file", s.file(s.page, "/"))
	get("/", s.file(s.page, "/"))
	for _, name := range s.page.top() {
		get("/"+name, s.file(s.page, "/"))
	}
	if s.dev {
		get("/api/dev/events", s.devEvents)
	}
	r.NoRoute(func(c *gin.Context) {
		s.fail(c, notFound("there is no %s; /api/layers lists the layers", clip(c.Request.URL.Path)))
	})
	r.NoMethod(func(c *gin.Context) {
		s.fail(c, &Error{Code: NoMethod, Detail: "use GET or HEAD"})
	})
	return r
}

// A maker makes the body of an answer from a shelf. The answer is kept under the
// request's address.
type maker func(*shelf, *gin.Context) (*body, error)

var (
	cacheShort   = []string{"public, max-age=60"}
	cacheForever = []string{"public, max-age=31536000, immutable"}
	cacheNever   = []string{"no-cache"}
)

// answer serves what a maker makes for the atlas of the moment.
func (s *Server) answer(make maker) gin.HandlerFunc {
	control := cacheShort
	if s.dev {
		control = cacheNever
	}
	return func(c *gin.Context) { s.serve(c, s.shelf.Load(), make, control) }
}

// forever serves the same under a content hash, for ever the same.
func (s *Server) forever(make maker) gin.HandlerFunc {
	return func(c *gin.Context) {
		shelf := s.shelf.Load()
		if hash := c.Param("hash"); hash != shelf.atlas.Hash {
			s.fail(c, notFound("version %s of the atlas is not here; the one here is %s", clip(hash), shelf.atlas.Hash))
			return
		}
		s.serve(c, shelf, make, cacheForever)
	}
}

func (s *Server) serve(c *gin.Context, shelf *shelf, make maker, control []string) {
	b, err := make(shelf, c)
	if err != nil {
		s.fail(c, err)
		return
	}
	if len(c.Request.RequestURI) <= longestKey {
		shelf.ready.add(c.Request.RequestURI, s.metrics.ready(c.FullPath(), b, control), b.cost())
	}
	b.serve(c.Writer, c.Request, control)
}

func (s *Server) health(c *gin.Context) {
	c.Header("Cache-Control", "no-store")
	c.JSON(http.StatusOK, gin.H{"status": "ok", "atlas": s.shelf.Load().atlas.Hash})
}

// readLimit is how long a request may take to arrive.
const readLimit = 10 * time.Second

// HTTP returns the server behind limits of time and size, ready to listen. It is
// to be asked for once.
func (s *Server) HTTP(addr string) *http.Server {
	srv := &http.Server{
		Addr:              addr,
		Handler:           s,
		ReadHeaderTimeout: readLimit, // the same as for all of it: two limits would set the clock twice a request
		ReadTimeout:       readLimit,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	srv.RegisterOnShutdown(s.news.end)
	return srv
}
