package edtf

import (
	"fmt"
	"strings"
)

// An Interval runs from one date to another, either of which may be open ("..",
// for ever) or unknown (empty).
type Interval struct {
	From, To         Date // zero where open or unknown
	OpenFrom, OpenTo bool // written ".."
}

// ParseInterval reads an interval, "1592-05/1598-12" or "../1950", or a single
// date, which runs from its first day to its last.
func ParseInterval(s string) (Interval, error) {
	from, to, two := strings.Cut(s, "/")
	if !two {
		d, err := Parse(s)
		return Interval{From: d, To: d}, err
	}
	var v Interval
	var err error
	if v.From, v.OpenFrom, err = parseEnd(from); err != nil {
		return Interval{}, err
	}
	if v.To, v.OpenTo, err = parseEnd(to); err != nil {
		return Interval{}, err
	}
	if v.From.IsZero() && v.To.IsZero() {
		return Interval{}, fmt.Errorf("interval %q has neither a beginning nor an end", clip(s))
	}
	if v.Span().Empty() {
		return Interval{}, fmt.Errorf("interval %q ends before it begins", clip(s))
	}
	return v, nil
}

func parseEnd(s string) (d Date, open bool, err error) {
	switch s {
	case "..":
		return Date{}, true, nil
	case "":
		return Date{}, false, nil
	}
	d, err = Parse(s)
	return d, false, err
}

// Span returns the interval's days: both of its dates are within it.
func (v Interval) Span() Span {
	s := Span{Past, Future}
	if !v.From.IsZero() {
		s.From = v.From.First()
	}
	if !v.To.IsZero() {
		s.To = v.To.Last() + 1
	}
	return s
}

// String prints the interval as EDTF.
func (v Interval) String() string {
	if v.From == v.To && !v.From.IsZero() {
		return v.From.String()
	}
	return end(v.From, v.OpenFrom) + "/" + end(v.To, v.OpenTo)
}

func end(d Date, open bool) string {
	if open {
		return ".."
	}
	return d.String()
}
