package server

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// A body is an answer made once: its bytes, plain and in each encoding that was
// asked for, under one strong ETag an encoding. Serving it marshals, compresses
// and allocates nothing.
type body struct {
	contentType []string
	hash        string
	variants    [encodings]variant
}

// A variant is a body in one content encoding.
type variant struct {
	once   sync.Once
	bytes  []byte
	etag   []string
	length []string
}

type encoding int

const (
	identity encoding = iota
	gzipped
	zstandard
	brotlied
	encodings
)

var encodingNames = [encodings][]string{identity: nil, gzipped: {"gzip"}, zstandard: {"zstd"}, brotlied: {"br"}}

// smallest is the size below which compressing a body saves no packet.
const smallest = 600

func newBody(contentType string, plain []byte) *body {
	sum := sha256.Sum256(plain)
	b := &body{contentType: []string{contentType}, hash: hex.EncodeToString(sum[:8])}
	b.variants[identity].once.Do(func() { b.fill(identity, plain) })
	return b
}

// cost is about what the body takes in memory once it was asked for in two or
// three encodings.
func (b *body) cost() int { return 2*len(b.variants[identity].bytes) + 1<<10 }

func (b *body) fill(e encoding, bytes []byte) {
	v := &b.variants[e]
	v.bytes = bytes
	tag := b.hash
	if e != identity {
		tag += "-" + encodingNames[e][0]
	}
	v.etag = []string{`"` + tag + `"`}
	v.length = []string{strconv.Itoa(len(bytes))}
}

// variant returns the body in an encoding, compressing it the first time.
func (b *body) variant(e encoding) *variant {
	v := &b.variants[e]
	v.once.Do(func() { b.fill(e, compressed(e, b.variants[identity].bytes)) })
	return v
}

func compressed(e encoding, plain []byte) []byte {
	var buf bytes.Buffer
	var w io.WriteCloser
	var err error
	switch e {
	case gzipped:
		w, err = gzip.NewWriterLevel(&buf, gzip.BestCompression)
	case zstandard:
		w, err = zstd.NewWriter(&buf, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1))
	default:
		w = brotli.NewWriterLevel(&buf, brotliLevel(len(plain)))
	}
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		panic(err) // the levels are constants and memory takes every write: cannot happen
	}
	return buf.Bytes()
}

var varyEncoding = []string{"Accept-Encoding"}

// serve writes the body in the best encoding that the request accepts, or 304
// where the client has it, and tells which it was.
func (b *body) serve(w http.ResponseWriter, r *http.Request, cacheControl []string) (status int) {
	e := identity
	if len(b.variants[identity].bytes) >= smallest {
		e = negotiate(r.Header.Get("Accept-Encoding"))
	}
	v := b.variant(e)
	h := w.Header()
	h["Etag"] = v.etag
	h["Vary"] = varyEncoding
	h["Cache-Control"] = cacheControl
	if match := r.Header.Get("If-None-Match"); match != "" && b.matches(match) {
		w.WriteHeader(http.StatusNotModified)
		return http.StatusNotModified
	}
	h["Content-Type"] = b.contentType
	h["Content-Length"] = v.length
	if e != identity {
		h["Content-Encoding"] = encodingNames[e]
	}
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = w.Write(v.bytes) // a client that has gone is no error of ours
	}
	return http.StatusOK
}

// matches reports whether an If-None-Match list names this body, in any encoding.
func (b *body) matches(list string) bool {
	for tag := range strings.SplitSeq(list, ",") {
		tag = strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`)
		hash, _, _ := strings.Cut(tag, "-")
		if tag == "*" || hash == b.hash {
			return true
		}
	}
	return false
}

// preference is the order in which encodings are chosen: the smallest first.
var preference = [...]encoding{brotlied, zstandard, gzipped}

// negotiate chooses an encoding (RFC 9110, section 12.5.3).
func negotiate(accept string) encoding {
	if accept == "" {
		return identity
	}
	for _, e := range preference {
		if accepts(accept, encodingNames[e][0]) {
			return e
		}
	}
	return identity
}

func accepts(accept, name string) bool {
	any := false
	for part := range strings.SplitSeq(accept, ",") {
		coding, params, _ := strings.Cut(part, ";")
		coding = strings.TrimSpace(coding)
		switch {
		case strings.EqualFold(coding, name):
			return !refused(params)
		case coding == "*":
			any = !refused(params)
		}
	}
	return any
}

// refused reports whether a coding's weight is nought.
func refused(params string) bool {
	_, q, ok := strings.Cut(strings.ToLower(params), "q=")
	if !ok {
		return false
	}
	weight, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
	return err == nil && weight == 0
}

// brotliLevel is the best for what is made once an atlas, and a quick one for
// what a visitor may be waiting for.
func brotliLevel(size int) int {
	if size > slowBody {
		return 9
	}
	return 6
}

const slowBody = 400 << 10
