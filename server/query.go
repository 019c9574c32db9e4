package server

import (
	"cmp"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

const (
	dateAllowed = "an EDTF day, month or year: 1950-09-15, 1950-09 or 0668"
	bboxAllowed = "west,south,east,north in degrees: 124,33,131,43"
)

// A query is a request's parameters, each to be given at most once.
type query url.Values

// parseQuery reads the parameters and refuses any that is not known: a
// misspelt one must not be passed over in silence.
func parseQuery(raw string, known ...string) (query, error) {
	allowed := strings.Join(known, ", ")
	if allowed == "" {
		allowed = "no parameters"
	}
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, invalid("", allowed, "the query cannot be read: %v", err)
	}
	for name, given := range values {
		if !slices.Contains(known, name) {
			return nil, invalid(name, allowed, "there is no parameter %q here", clip(name))
		}
		if len(given) > 1 {
			return nil, invalid(name, "one value", "%s is given %d times", name, len(given))
		}
	}
	return query(values), nil
}

func (q query) get(name string) string { return url.Values(q).Get(name) }

// day reads a date; a month or year means its first day.
func (q query) day(name string) (edtf.Day, error) {
	text := q.get(name)
	if text == "" {
		return 0, invalid(name, dateAllowed, "%s is missing", name)
	}
	d, err := edtf.Parse(text)
	if err != nil {
		return 0, invalid(name, dateAllowed, "%v", err)
	}
	return d.First(), nil
}

// lang reads a language; unsaid, it is English.
func (q query) lang(name string) (string, error) {
	lang := cmp.Or(q.get(name), "en")
	if !slices.Contains(geo.Languages, lang) {
		return "", invalid(name, strings.Join(geo.Languages, ", "), "the atlas has no language %q", clip(lang))
	}
	return lang, nil
}

// degrees reads a longitude or latitude.
func (q query) degrees(name string, most float64) (float64, error) {
	allowed := "degrees from -" + strconv.Itoa(int(most)) + " to " + strconv.Itoa(int(most))
	text := q.get(name)
	if text == "" {
		return 0, invalid(name, allowed, "%s is missing", name)
	}
	v, ok := finite(text)
	if !ok || math.Abs(v) > most {
		return 0, invalid(name, allowed, "%s %q is not within that range", name, clip(text))
	}
	return v, nil
}

// point reads lon and lat.
func (q query) point() (orb.Point, error) {
	lon, err := q.degrees("lon", 180)
	if err != nil {
		return orb.Point{}, err
	}
	lat, err := q.degrees("lat", 90)
	return orb.Point{lon, lat}, err
}

// boxes reads bbox: none, one, or two where it crosses the antimeridian.
func (q query) boxes(name string) ([]orb.Bound, error) {
	if _, given := q[name]; !given {
		return nil, nil
	}
	parts := strings.Split(q.get(name), ",")
	if len(parts) != 4 {
		return nil, invalid(name, bboxAllowed, "%s has %d numbers, not 4", name, len(parts))
	}
	var v [4]float64
	for i, part := range parts {
		f, ok := finite(strings.TrimSpace(part))
		if !ok {
			return nil, invalid(name, bboxAllowed, "%q is not a number", clip(part))
		}
		v[i] = f
	}
	w, s, e, n := v[0], v[1], v[2], v[3]
	switch {
	case math.Abs(w) > 180 || math.Abs(e) > 180 || math.Abs(s) > 90 || math.Abs(n) > 90:
		return nil, invalid(name, bboxAllowed, "%s reaches beyond the earth: longitudes are -180 to 180, latitudes -90 to 90", name)
	case s > n:
		return nil, invalid(name, bboxAllowed, "%s has its south (%g) north of its north (%g)", name, s, n)
	case w > e:
		return []orb.Bound{
			{Min: orb.Point{w, s}, Max: orb.Point{180, n}},
			{Min: orb.Point{-180, s}, Max: orb.Point{e, n}},
		}, nil
	}
	return []orb.Bound{{Min: orb.Point{w, s}, Max: orb.Point{e, n}}}, nil
}

// finite reads a plain decimal number: no NaN, infinity or hexadecimal.
func finite(text string) (float64, bool) {
	if text == "" || len(text) > 40 || strings.Trim(text, "+-.0123456789eE") != "" {
		return 0, false
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// clip keeps a hostile input from filling an answer.
func clip(s string) string {
	const most = 60
	if len(s) > most {
		return strings.ToValidUTF8(s[:most], "") + "..."
	}
	return strings.ToValidUTF8(s, "?")
}
