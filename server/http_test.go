package server_test

import (
	"compress/gzip"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// everywhere is an address of each kind.
var everywhere = []string{
	"/healthz", "/metrics", "/api/atlas", "/api/layers", "/api/layers/front", "/api/layers/front/slice?date=1950-01-12",
	"/api/layers/front/changes", "/api/layers/front/reel", "/api/places", "/api/sources", "/api/actors",
	"/api/at?lon=121&lat=24&date=1950", "/api/history?lon=121&lat=24", "/base/base.json", "/assets/app-1a2.js", "/", "/icon.svg",
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	paths := append([]string{"/nowhere", "/api/layers/none", "/api/at", "/assets/brittle.js"}, everywhere...)
	for _, path := range paths {
		holds(t, path, map[string]string{
			"Access-Control-Allow-Origin": "*",
			"X-Content-Type-Options":      "nosniff",
		})
	}
	holds(t, "/", map[string]string{
		"Referrer-Policy":         "no-referrer",
		"Content-Security-Policy": "default-src 'self'",
		"Permissions-Policy":      "geolocation=()",
	})
}

func holds(t *testing.T, path string, want map[string]string) {
	t.Helper()
	h := ask(t, "GET", path).header
	for name, value := range want {
		if !strings.Contains(h.Get(name), value) {
			t.Errorf("%s has %s %q", path, name, h.Get(name))
		}
	}
}

// An answer that went wrong, or that had to be made, has an id of its own; any
// has the one that it was asked with.
func TestRequestIDs(t *testing.T) {
	seen := map[string]bool{}
	for range 3 {
		id := ask(t, "GET", "/nowhere").header.Get("X-Request-Id")
		if id == "" || seen[id] {
			t.Errorf("two refusals have the id %q", id)
		}
		seen[id] = true
	}
	for _, path := range append([]string{"/nowhere"}, everywhere...) {
		for range 2 {
			if id := ask(t, "GET", path, "X-Request-Id", "from-the-proxy.7").header.Get("X-Request-Id"); id != "from-the-proxy.7" {
				t.Errorf("%s, asked with an id, has %q", path, id)
			}
		}
		hostile := strings.Repeat("x", 65)
		if id := ask(t, "GET", path, "X-Request-Id", hostile).header.Get("X-Request-Id"); id == hostile {
			t.Errorf("%s gives back an id of any length", path)
		}
	}
}

func TestHeadIsGetWithoutItsBody(t *testing.T) {
	for _, path := range everywhere {
		get, head := ask(t, "GET", path), ask(t, "HEAD", path)
		if head.status != 200 || head.body != "" {
			t.Errorf("HEAD %s: %d, %d bytes", path, head.status, len(head.body))
		}
		if path == "/metrics" || path == "/healthz" {
			continue // never twice the same
		}
		for _, h := range []http.Header{get.header, head.header} {
			h.Del("Date")
			h.Del("X-Request-Id")
		}
		if !maps.EqualFunc(get.header, head.header, func(a, b []string) bool { return a[0] == b[0] }) {
			t.Errorf("HEAD %s has\n%v, GET\n%v", path, head.header, get.header)
		}
	}
}

func TestPreflight(t *testing.T) {
	for _, path := range everywhere {
		a := ask(t, "OPTIONS", path, "Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET")
		if a.status != http.StatusNoContent || a.header.Get("Access-Control-Allow-Methods") != "GET, HEAD, OPTIONS" ||
			!strings.Contains(a.header.Get("Access-Control-Allow-Headers"), "If-None-Match") || a.header.Get("Access-Control-Allow-Origin") != "*" {
			t.Errorf("%s: %d %v", path, a.status, a.header)
		}
	}
}

func TestOnlyReading(t *testing.T) {
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		for _, path := range everywhere {
			a := ask(t, method, path)
			if a.status != http.StatusMethodNotAllowed || a.header.Get("Allow") != "GET, HEAD, OPTIONS" {
				t.Errorf("%s %s: %d, allowed are %q", method, path, a.status, a.header.Get("Allow"))
			}
			checkProblem(t, method+" "+path, a)
		}
	}
}

// plain decodes a body.
func plain(t *testing.T, encoding, body string) string {
	t.Helper()
	var r io.Reader = strings.NewReader(body)
	var err error
	switch encoding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "br":
		r = brotli.NewReader(r)
	case "zstd":
		r, err = zstd.NewReader(r)
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatalf("%s: %v", encoding, err)
	}
	return string(text)
}

const aSlice = "/api/layers/control/slice?date=1950-01-10"

func TestEncodings(t *testing.T) {
	want := ask(t, "GET", aSlice).body
	tags := map[string]string{}
	for _, c := range []struct{ accept, encoding string }{
		{"", ""},
		{"identity", ""},
		{"deflate", ""},
		{"gzip", "gzip"},
		{"GZIP", "gzip"},
		{"br", "br"},
		{"zstd", "zstd"},
		{"gzip, deflate, br, zstd", "br"},
		{"gzip, zstd", "zstd"},
		{"br;q=0, gzip;q=0.5", "gzip"},
		{"br;q=0.0, zstd; q=0.000, gzip", "gzip"},
		{"gzip;q=0", ""},
		{"*", "br"},
		{"*;q=0", ""},
		{"br;q=0, *", "zstd"},
		{"*;q=0, gzip", "gzip"},
	} {
		a := ask(t, "GET", aSlice, "Accept-Encoding", c.accept)
		encoding := a.header.Get("Content-Encoding")
		if encoding != c.encoding {
			t.Errorf("%q gets %q, want %q", c.accept, encoding, c.encoding)
		}
		if a.header.Get("Vary") != "Accept-Encoding" || plain(t, encoding, a.body) != want {
			t.Errorf("%q: Vary is %q, and the body is another", c.accept, a.header.Get("Vary"))
		}
		tag := a.header.Get("Etag")
		if known, ok := tags[encoding]; ok && known != tag {
			t.Errorf("%s has the tags %s and %s", encoding, known, tag)
		}
		tags[encoding] = tag
	}
	if tags[""] == tags["gzip"] || tags["gzip"] == tags["br"] || tags["br"] == tags["zstd"] {
		t.Errorf("two encodings share a tag: %v", tags)
	}
}

func TestNotModified(t *testing.T) {
	for _, accept := range []string{"identity", "gzip", "br", "zstd"} {
		tag := ask(t, "GET", aSlice, "Accept-Encoding", accept).header.Get("Etag")
		for _, c := range []struct {
			match  string
			status int
		}{
			{tag, 304},
			{"W/" + tag, 304},
			{`"other", ` + tag, 304},
			{"*", 304},
			{`"other"`, 200},
			{`"` + strings.Trim(tag, `"`)[1:] + `"`, 200},
		} {
			for _, method := range []string{"GET", "HEAD"} {
				a := ask(t, method, aSlice, "Accept-Encoding", accept, "If-None-Match", c.match)
				if a.status != c.status || a.header.Get("Etag") != tag || a.header.Get("Cache-Control") == "" {
					t.Errorf("%s %s with %s: %d %v", method, accept, c.match, a.status, a.header)
				}
				if c.status == 304 && a.body != "" {
					t.Errorf("304 with %d bytes", len(a.body))
				}
			}
		}
	}
}

// Between two changes a slice is the same bytes; at a change it is others.
func TestSliceIsImmutable(t *testing.T) {
	tag := func(date string) string {
		return ask(t, "GET", "/api/layers/control/slice?date="+date).header.Get("Etag")
	}
	if tag("1950-01-25") != tag("1950-01-31") {
		t.Error("nothing changed from the 25th to the 31st")
	}
	if tag("1950-01-24") == tag("1950-01-25") {
		t.Error("the landing ended on the 25th")
	}
}

func TestAddressesForEver(t *testing.T) {
	hash := atlas().Hash
	for _, path := range []string{"/atlas", "/layers", "/layers/towns", "/layers/towns/slice?date=1950", "/layers/towns/changes", "/layers/towns/reel", "/places", "/sources", "/actors"} {
		short, long, other := ask(t, "GET", "/api"+path), ask(t, "GET", "/api/v/"+hash+path), ask(t, "GET", "/api/v/0123456789abcdef"+path)
		if short.body != long.body || short.header.Get("Etag") != long.header.Get("Etag") {
			t.Errorf("%s differs under its hash", path)
		}
		if got := long.header.Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s for ever: %s", path, got)
		}
		if got := short.header.Get("Cache-Control"); got != "public, max-age=60" {
			t.Errorf("%s: %s", path, got)
		}
		if other.status != 404 || !strings.Contains(other.body, hash) {
			t.Errorf("%s under another hash: %d %s", path, other.status, other.body)
		}
		checkProblem(t, path, other)
	}
}

func TestMetrics(t *testing.T) {
	ask(t, "GET", "/api/layers")
	ask(t, "GET", "/api/layers/none")
	body := ask(t, "GET", "/metrics").body
	for _, want := range []string{
		`marchland_http_request_seconds_count{route="/api/layers",status="2xx"}`,
		`marchland_http_request_seconds_count{route="/api/layers/:id",status="4xx"}`,
		"go_goroutines",
	} {
		if !strings.Contains(body, want) {
			t.Errorf("metrics lack %s", want)
		}
	}
}

func TestPanicIsAProblem(t *testing.T) {
	for range 2 { // and the server goes on
		a := ask(t, "GET", "/assets/brittle.js")
		p := checkProblem(t, "a panic", a)
		if a.status != 500 || p.Code != "internal" || strings.Contains(a.body, "brittle") {
			t.Errorf("a panic answers %d %s", a.status, a.body)
		}
	}
}

// problem is RFC 9457's body, with this server's members.
type problem struct {
	Type, Title, Detail, Code, Parameter, Allowed, RequestID string
	Status                                                   int
}

func checkProblem(t testing.TB, what string, a answer) problem {
	t.Helper()
	var p problem
	err := json.Unmarshal([]byte(a.body), &p)
	switch {
	case err != nil || a.header.Get("Content-Type") != "application/problem+json":
		t.Errorf("%s is no problem+json: %v: %.200s", what, err, a.body)
	case p.Status != a.status || p.Title == "" || p.Type == "" || p.Detail == "" || p.RequestID != a.header.Get("X-Request-Id"):
		t.Errorf("%s answers %d with %+v", what, a.status, p)
	case a.header.Get("Cache-Control") != "no-store":
		t.Errorf("%s may be cached: %s", what, a.header.Get("Cache-Control"))
	}
	return p
}
