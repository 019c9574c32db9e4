package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"
)

// A Code says what kind of wrong an error is; HTTP has a status for each.
type Code string

// The codes.
const (
	Invalid     Code = "invalid"     // a parameter is missing or wrong
	NotFound    Code = "not-found"   // there is no such layer, page or version
	NoMethod    Code = "no-method"   // the resource is only to be read
	TooLarge    Code = "too-large"   // the request is longer than any right one
	Internal    Code = "internal"    // our fault; the log has it under the request's id
	Unavailable Code = "unavailable" // not now; try again
)

var statuses = map[Code]int{
	Invalid:     http.StatusBadRequest,
	NotFound:    http.StatusNotFound,
	NoMethod:    http.StatusMethodNotAllowed,
	TooLarge:    http.StatusRequestURITooLong,
	Internal:    http.StatusInternalServerError,
	Unavailable: http.StatusServiceUnavailable,
}

var titles = map[Code]string{
	Invalid:     "A parameter is missing or wrong",
	NotFound:    "There is nothing here",
	NoMethod:    "This can only be read",
	TooLarge:    "The request is too long",
	Internal:    "Something went wrong on our side",
	Unavailable: "Not available just now",
}

// An Error is what a handler returns for a request it cannot answer.
type Error struct {
	Code      Code
	Parameter string // the query parameter at fault, if one is
	Allowed   string // what it may be
	Detail    string
}

func (e *Error) Error() string { return string(e.Code) + ": " + e.Detail }

// invalid is the error for a query parameter.
func invalid(parameter, allowed, format string, args ...any) *Error {
	return &Error{Code: Invalid, Parameter: parameter, Allowed: allowed, Detail: fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) *Error {
	return &Error{Code: NotFound, Detail: fmt.Sprintf(format, args...)}
}

// problem is the body of an error's answer (RFC 9457).
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail,omitempty"`
	Code      Code   `json:"code"`
	Parameter string `json:"parameter,omitempty"`
	Allowed   string `json:"allowed,omitempty"`
	RequestID string `json:"requestId,omitempty"`
}

// fail answers with an error: the one place where errors become HTTP.
func (s *Server) fail(c *gin.Context, err error) {
	var e *Error
	if !errors.As(err, &e) {
		s.log.Error("request failed", "error", err, "path", c.Request.URL.Path, "request", requestID(c))
		e = &Error{Code: Internal, Detail: "the log has it under this request's id"}
	}
	status := statuses[e.Code]
	body, err := json.Marshal(problem{
		Type: "about:blank", Title: titles[e.Code], Status: status, Detail: e.Detail,
		Code: e.Code, Parameter: e.Parameter, Allowed: e.Allowed, RequestID: requestID(c),
	})
	if err != nil {
		panic(err) // strings only: cannot happen
	}
	h := c.Writer.Header()
	h.Set("Cache-Control", "no-store")
	if e.Code == NoMethod {
		h.Set("Allow", "GET, HEAD, OPTIONS")
	}
	if e.Code == Unavailable {
		h.Set("Retry-After", "2")
	}
	c.Abort()
	c.Data(status, "application/problem+json", body)
}
