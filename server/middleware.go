package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"regexp"
	"runtime/debug"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Headers that every answer carries. The values are shared and never written to.
var (
	anyOrigin      = []string{"*"}
	exposed        = []string{"ETag, X-Request-Id"}
	noSniff        = []string{"nosniff"}
	noReferrer     = []string{"no-referrer"}
	noPermissions  = []string{"camera=(), microphone=(), geolocation=()"}
	contentPolicy  = []string{"default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'"}
	allowedMethods = []string{"GET, HEAD, OPTIONS"}
	allowedHeaders = []string{"Accept, If-None-Match, X-Request-Id"}
	aDay           = []string{"86400"}
)

// longestURL is more than any right request needs.
const longestURL = 2048

// largestBody is as much as a reading request may carry: it is not read.
const largestBody = 4 << 10

// guard sets the headers that every answer carries, and refuses what is longer
// than any right request.
func guard(c *gin.Context) {
	guarded(c.Writer.Header(), c.Request)
	if c.Request.Body != nil && c.Request.Body != http.NoBody {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, largestBody)
	}
}

// guarded sets the headers that every answer carries. They are few with reason:
// from nine on, a map of headers is grown and cloned for each answer, which
// costs a slice more than all else that is done for it here.
func guarded(h http.Header, r *http.Request) {
	h["Access-Control-Allow-Origin"] = anyOrigin
	h["X-Content-Type-Options"] = noSniff
	if len(r.Header["Origin"]) > 0 {
		h["Access-Control-Expose-Headers"] = exposed
	}
}

// documented sets the headers that only a document heeds: the page and its pictures.
func documented(h http.Header) {
	h["Referrer-Policy"] = noReferrer
	h["Permissions-Policy"] = noPermissions
	h["Content-Security-Policy"] = contentPolicy
}

// A ready is an answer given before, with all that giving it again needs.
type ready struct {
	body            *body
	control         []string
	full, unchanged prometheus.Observer // the metrics of 200 and 304
}

func (m *metrics) ready(route string, b *body, control []string) *ready {
	return &ready{b, control, m.took.WithLabelValues(route, "2xx"), m.took.WithLabelValues(route, "3xx")}
}

// again gives an answer that was given before, and observes it as [Server.observe]
// would: nothing in it can panic or fail. It has an id where the client or a
// proxy gave one, or the log is to name it.
func (s *Server) again(w http.ResponseWriter, r *http.Request, ready *ready) {
	start := time.Now()
	h := w.Header()
	guarded(h, r)
	if given := r.Header["X-Request-Id"]; len(given) > 0 || s.log.Enabled(r.Context(), slog.LevelDebug) {
		h["X-Request-Id"] = []string{idOf(given)}
	}
	status := ready.body.serve(w, r, ready.control)
	took, observer := time.Since(start), ready.full
	if status == http.StatusNotModified {
		observer = ready.unchanged
	}
	observer.Observe(took.Seconds())
	s.logRequest(r, h, status, len(ready.body.variants[identity].bytes), took, "")
}

func preflight(c *gin.Context) {
	h := c.Writer.Header()
	h["Access-Control-Allow-Methods"] = allowedMethods
	h["Access-Control-Allow-Headers"] = allowedHeaders
	h["Access-Control-Max-Age"] = aDay
	c.Status(http.StatusNoContent)
}

// requests numbers the requests of this process; with the time it began that
// makes their ids.
var (
	requests atomic.Uint64
	began    = strconv.FormatInt(time.Now().UnixMilli(), 36)
)

func requestID(c *gin.Context) string { return c.Writer.Header().Get("X-Request-Id") }

// slow is when an answer is worth a line in the log even though it was right.
const slow = time.Second

// observe numbers, times, counts and logs a request. Right answers are counted,
// and logged only at the debug level.
func (s *Server) observe(c *gin.Context) {
	start := time.Now()
	c.Writer.Header()["X-Request-Id"] = []string{idOf(c.Request.Header["X-Request-Id"])}
	if len(c.Request.RequestURI) > longestURL {
		guard(c)
		s.fail(c, &Error{Code: TooLarge, Detail: fmt.Sprintf("an address here has at most %d characters", longestURL)})
	} else {
		c.Next()
	}
	took, status := time.Since(start), c.Writer.Status()
	s.metrics.observe(c.FullPath(), status, took)
	s.logRequest(c.Request, c.Writer.Header(), status, c.Writer.Size(), took, c.FullPath())
}

// logRequest logs what went wrong or was slow, and at the debug level everything.
func (s *Server) logRequest(r *http.Request, h http.Header, status, size int, took time.Duration, route string) {
	level := slog.LevelDebug
	if status >= http.StatusInternalServerError || took > slow && route != "/api/dev/events" {
		level = slog.LevelWarn
	}
	if s.log.Enabled(r.Context(), level) {
		s.log.LogAttrs(r.Context(), level, "request",
			slog.String("id", h.Get("X-Request-Id")), slog.String("method", r.Method), slog.String("uri", clip(r.RequestURI)),
			slog.Int("status", status), slog.Int("bytes", size), slog.Duration("took", took))
	}
}

var idGiven = regexp.MustCompile(`^[0-9A-Za-z._-]{1,64}$`)

// idOf is the id that a request came with, if it can be one, or a new one.
func idOf(given []string) string {
	if len(given) == 1 && idGiven.MatchString(given[0]) {
		return given[0]
	}
	return nextID()
}

// nextID numbers a request.
func nextID() string {
	var b [32]byte
	return string(strconv.AppendUint(append(append(b[:0], began...), '-'), requests.Add(1), 36))
}

// recover turns a panic into an answer and a line in the log.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		r := recover()
		if r == nil {
			return
		}
		if err, ok := r.(error); ok && errors.Is(err, http.ErrAbortHandler) {
			panic(r) // the library's own way to hang up
		}
		s.log.Error("panic", "panic", r, "request", requestID(c), "uri", clip(c.Request.RequestURI), "stack", string(debug.Stack()))
		if !c.Writer.Written() {
			s.fail(c, &Error{Code: Internal, Detail: "the log has it under this request's id"})
		}
		c.Abort()
	}()
	c.Next()
}

// metrics are the server's own, not the process's global ones, so that several
// servers can live in one process.
type metrics struct {
	registry *prometheus.Registry
	took     *prometheus.HistogramVec
	handler  http.Handler
}

func newMetrics() *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.took = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name:    "marchland_http_request_seconds",
		Help:    "Time to answer, by route and status class.",
		Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .1, .5, 2.5},
	}, []string{"route", "status"})
	m.registry.MustRegister(m.took, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	return m
}

var statusClass = [...]string{"", "1xx", "2xx", "3xx", "4xx", "5xx"}

func (m *metrics) observe(route string, status int, took time.Duration) {
	if route == "" {
		route = "none"
	}
	m.took.WithLabelValues(route, statusClass[min(5, max(0, status/100))]).Observe(took.Seconds())
}

func (m *metrics) serve(c *gin.Context) { m.handler.ServeHTTP(c.Writer, c.Request) }
