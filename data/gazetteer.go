package data

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"

	"github.com/marchland/marchland/geo"
	"github.com/paulmach/orb"
)

// A gazetteer turns the words of a line into points: places, offsets from them,
// stretches of rivers and of parallels, points of the coast.
type gazetteer struct {
	base    *base
	places  map[string]orb.Point
	theatre *geo.Land // whose coast "coast near" means; nil outside a front
}

var (
	offsetWords   = regexp.MustCompile(`^([0-9.]+) km ([NESW]{1,3}) of (.+)$`)
	riverWords    = regexp.MustCompile(`^([a-z0-9-]+) from (.+?) to (.+)$`)
	parallelWords = regexp.MustCompile(`^parallel ([0-9.]+) from ([0-9.]+) to ([0-9.]+)$`)
	coastWords    = regexp.MustCompile(`^coast near (.+)$`)
	pointWords    = regexp.MustCompile(`^\[ *(-?[0-9.]+) *, *(-?[0-9.]+) *\]$`)
)

var bearings = map[string]float64{
	"N": 0, "NNE": 22.5, "NE": 45, "ENE": 67.5, "E": 90, "ESE": 112.5, "SE": 135, "SSE": 157.5,
	"S": 180, "SSW": 202.5, "SW": 225, "WSW": 247.5, "W": 270, "WNW": 292.5, "NW": 315, "NNW": 337.5,
}

// line resolves a list of items; the error names the item and what to do.
func (g *gazetteer) line(items []item) (orb.LineString, int, error) {
	var line orb.LineString
	for _, it := range items {
		points, err := g.item(it)
		if err != nil {
			return nil, it.line, err
		}
		for _, p := range points {
			if len(line) == 0 || line[len(line)-1] != p {
				line = append(line, p)
			}
		}
	}
	return line, 0, nil
}

func (g *gazetteer) item(it item) (orb.LineString, error) {
	if it.point != nil {
		p, err := lonLat(it.point)
		return orb.LineString{p}, err
	}
	if m := parallelWords.FindStringSubmatch(it.text); m != nil {
		return parallel(m)
	}
	if m := riverWords.FindStringSubmatch(it.text); m != nil {
		return g.river(m[1], m[2], m[3])
	}
	p, err := g.point(it.text)
	return orb.LineString{p}, err
}

func lonLat(v []float64) (orb.Point, error) {
	if len(v) != 2 || !(math.Abs(v[0]) <= 180 && math.Abs(v[1]) <= 90) { // nor is NaN
		return orb.Point{}, fmt.Errorf("%v is not a point; write [longitude, latitude] in degrees", v)
	}
	return orb.Point{v[0], v[1]}, nil
}

// point resolves the words for one point.
func (g *gazetteer) point(words string) (orb.Point, error) {
	if m := offsetWords.FindStringSubmatch(words); m != nil {
		km, err := strconv.ParseFloat(m[1], 64)
		bearing, ok := bearings[m[2]]
		if err != nil || !ok {
			return orb.Point{}, fmt.Errorf("%q is no distance and bearing; write \"5 km NE of waegwan\"", words)
		}
		from, err := g.point(m[3])
		if err != nil {
			return orb.Point{}, err
		}
		p := offset(from, km, bearing)
		return lonLat(p[:])
	}
	if m := coastWords.FindStringSubmatch(words); m != nil {
		if g.theatre == nil {
			return orb.Point{}, fmt.Errorf("%q: only a front has a coast; name a place or a point", words)
		}
		near, err := g.point(m[1])
		if err != nil {
			return orb.Point{}, err
		}
		coast, _ := g.theatre.Coast(near)
		return orb.Point{round(coast[0]), round(coast[1])}, nil
	}
	if m := pointWords.FindStringSubmatch(words); m != nil {
		lon, err1 := strconv.ParseFloat(m[1], 64)
		lat, err2 := strconv.ParseFloat(m[2], 64)
		if err1 != nil || err2 != nil {
			return orb.Point{}, fmt.Errorf("%q is not a point; write [longitude, latitude] in degrees", words)
		}
		return lonLat([]float64{lon, lat})
	}
	if p, ok := g.places[words]; ok {
		return p, nil
	}
	return orb.Point{}, fmt.Errorf("there is no place %q%s; add it to places/ or mend the name", words, didYouMean(words, g.places))
}

// parallel follows a line of latitude, with a vertex every fifth of a degree so
// that neighbouring lines share them.
func parallel(m []string) (orb.LineString, error) {
	lat, err1 := strconv.ParseFloat(m[1], 64)
	from, err2 := strconv.ParseFloat(m[2], 64)
	to, err3 := strconv.ParseFloat(m[3], 64)
	if err1 != nil || err2 != nil || err3 != nil || lat > 90 || from > 180 || to > 180 || from == to {
		return nil, fmt.Errorf("%q is no stretch of a parallel; write \"parallel 38 from 126.0 to 128.4\"", m[0])
	}
	line := orb.LineString{{from, lat}}
	const step = 0.2
	for lon := math.Floor(min(from, to)/step) * step; lon < max(from, to); lon += step {
		if lon > min(from, to)+1e-9 {
			line = append(line, orb.Point{round(lon), lat})
		}
	}
	if from > to {
		tail := line[1:]
		for i, j := 0, len(tail)-1; i < j; i, j = i+1, j-1 {
			tail[i], tail[j] = tail[j], tail[i]
		}
	}
	return append(line, orb.Point{to, lat}), nil
}

// river follows a river between the points of it nearest to two others.
func (g *gazetteer) river(id, from, to string) (orb.LineString, error) {
	course, ok := g.base.rivers[id]
	if !ok {
		return nil, fmt.Errorf("there is no river %q%s; see data/base/README.md for the list", id, didYouMean(id, g.base.rivers))
	}
	a, err := g.point(from)
	if err != nil {
		return nil, err
	}
	b, err := g.point(to)
	if err != nil {
		return nil, err
	}
	i, p := nearestOn(course, a)
	j, q := nearestOn(course, b)
	line := orb.LineString{p}
	switch {
	case i < j:
		line = append(line, course[i+1:j+1]...)
	case i > j:
		for k := i; k > j; k-- {
			line = append(line, course[k])
		}
	}
	return append(line, q), nil
}

// nearestOn returns the segment of a line nearest to p, and the point on it.
func nearestOn(line orb.LineString, p orb.Point) (int, orb.Point) {
	best, at, least := 0, line[0], math.Inf(1)
	squeeze := math.Cos(p[1] * math.Pi / 180)
	for i := range len(line) - 1 {
		q := geo.Nearest(line[i], line[i+1], p, squeeze)
		if d := math.Hypot((q[0]-p[0])*squeeze, q[1]-p[1]); d < least {
			best, at, least = i, q, d
		}
	}
	return best, orb.Point{round(at[0]), round(at[1])}
}

// didYouMean suggests the known name nearest to a wrong one.
func didYouMean[K ~string, V any](wrong string, known map[K]V) string {
	best, least := "", min(max(2, len(wrong)/3), len(wrong)/2)+1
	for _, name := range sortedKeys(known) {
		if d := editDistance(strings.ToLower(wrong), strings.ToLower(string(name))); d < least {
			best, least = string(name), d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// editDistance is Levenshtein's, over bytes: ids are ASCII.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j]+1, row[j+1]+1, diagonal+cost)
		}
	}
	return row[len(b)]
}
