package server

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
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
	allowedHeaders = []string{"Accept, If-None-Match"}
	aDay           = []string{"86400"}
)

// longestURL is more than any right request needs.
const longestURL = 2048

// largestBody is as much as a reading request may carry: it is not read.
const largestBody = 4 << 10

// guard sets the headers that every answer carries, and refuses what is longer
// than any right request.
func guard(c *gin.Context) {
	h := c.Writer.Header()
	h["Access-Control-Allow-Origin"] = anyOrigin
	h["Access-Control-Expose-Headers"] = exposed
	h["X-Content-Type-Options"] = noSniff
	h["Referrer-Policy"] = noReferrer
	h["Permissions-Policy"] = noPermissions
	h["Content-Security-Policy"] = contentPolicy
	if c.Request.Body != nil && c.Request.Body != http.NoBody {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, largestBody)
	}
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
	id := began + "-" + strconv.FormatUint(requests.Add(1), 36)
	c.Writer.Header()["X-Request-Id"] = []string{id}
	if len(c.Request.RequestURI) > longestURL {
		guard(c)
		s.fail(c, &Error{Code: TooLarge, Detail: fmt.Sprintf("an address here has at most %d characters", longestURL)})
	} else {
		c.Next()
	}
	took, status := time.Since(start), c.Writer.Status()
	s.metrics.observe(c.FullPath(), status, took)
	level := slog.LevelDebug
	if status >= http.StatusInternalServerError || took > slow && c.FullPath() != "/api/dev/events" {
		level = slog.LevelWarn
	}
	if s.log.Enabled(c.Request.Context(), level) {
		s.log.LogAttrs(c.Request.Context(), level, "request",
			slog.String("id", id), slog.String("method", c.Request.Method), slog.String("uri", clip(c.Request.RequestURI)),
			slog.Int("status", status), slog.Int("bytes", c.Writer.Size()), slog.Duration("took", took))
	}
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
