package data

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/marchland/marchland/geo"
	"github.com/paulmach/orb"
)

// A surveyor turns the words of an area into polygons on the base map.
type surveyor struct {
	gazetteer
	named map[string]areaDoc
	busy  []string // named areas being resolved, to catch one that contains itself
}

// An areaError is what is wrong with an area, and in which line.
type areaError struct {
	line int
	what string
}

func (e *areaError) Error() string { return e.what }

func wrongArea(line int, format string, args ...any) error {
	return &areaError{line, fmt.Sprintf(format, args...)}
}

// area resolves an area: the union of all it names, less what it is without.
// The base keeps what it came to, for the next claim and the next reading.
func (s *surveyor) area(a areaDoc) (orb.MultiPolygon, error) {
	key, whole := s.key(a)
	if known, ok := s.base.areas.Load(key); ok && whole {
		return known.(orb.MultiPolygon), nil
	}
	area, err := s.survey(a)
	area = rounded(area)
	if err == nil && len(area) == 0 {
		err = wrongArea(a.line(), "the area has no land in it; mend its points, or say \"sea: true\"")
	}
	if err == nil && whole {
		s.base.areas.Store(key, area)
	}
	return area, err
}

// rounded gives an area the precision of the base map, and of a compiled atlas.
func rounded(m orb.MultiPolygon) orb.MultiPolygon {
	out := make(orb.MultiPolygon, len(m))
	for i, polygon := range m {
		out[i] = make(orb.Polygon, len(polygon))
		for j, ring := range polygon {
			out[i][j] = make(orb.Ring, len(ring))
			for k, p := range ring {
				out[i][j][k] = orb.Point{round(p[0]), round(p[1])}
			}
		}
	}
	return out
}

func (s *surveyor) survey(a areaDoc) (orb.MultiPolygon, error) {
	if units, ok := s.unitsOnly(a); ok {
		return s.base.topo.merge(units), nil
	}
	area, err := s.whole(a)
	if err == nil && a.Split != nil {
		area, err = s.split(area, a.Split)
	}
	if err != nil || a.Without == nil {
		return area, err
	}
	less, err := s.area(*a.Without)
	if err != nil {
		return nil, err
	}
	return geo.Difference(area, less)
}

// key is all that an area comes to: its words with every place and named
// area put in. Two areas of one key are the same polygons, in whichever atlas.
func (s *surveyor) key(a areaDoc) (key string, ok bool) {
	var b strings.Builder
	ok = true
	words := func(label string, ws []word, each func(word) (string, bool)) {
		for _, w := range ws {
			text, known := each(w)
			ok = ok && known
			fmt.Fprint(&b, label, text, ";")
		}
	}
	points := func(label string, items []item) {
		line, _, err := s.line(items)
		ok = ok && err == nil
		fmt.Fprint(&b, label, line, ";")
	}
	words("unit ", a.Units, func(w word) (string, bool) { return w.text, true })
	words("area ", a.Areas, s.namedKey)
	words("island ", a.Islands, func(w word) (string, bool) {
		p, err := s.point(w.text)
		return fmt.Sprint(p), err == nil
	})
	for _, c := range a.Around {
		points(fmt.Sprint("around ", c.Km), []item{c.Place})
	}
	if a.Corridor != nil {
		points(fmt.Sprint("corridor ", a.Corridor.Km), a.Corridor.Line)
	}
	points("ring ", a.Ring)
	if a.Split != nil {
		points("split "+a.Split.Side.text, a.Split.Line)
	}
	if a.Without != nil {
		less, known := s.key(*a.Without)
		ok = ok && known
		fmt.Fprint(&b, "without (", less, ")")
	}
	fmt.Fprint(&b, "sea ", a.Sea)
	return b.String(), ok
}

// namedKey is the key of a named area; an unknown one, or one that contains
// itself, has none.
func (s *surveyor) namedKey(id word) (string, bool) {
	doc, known := s.named[id.text]
	if !known || slices.Contains(s.busy, id.text) {
		return "", false
	}
	s.busy = append(s.busy, id.text)
	defer func() { s.busy = s.busy[:len(s.busy)-1] }()
	key, ok := s.key(doc)
	return "(" + key + ")", ok
}

// line is the first line that the area's words stand on, 0 where it has none.
func (a areaDoc) line() int {
	for _, words := range [][]word{a.Units, a.Areas, a.Islands} {
		if len(words) > 0 {
			return words[0].line
		}
	}
	switch {
	case len(a.Ring) > 0:
		return a.Ring[0].line
	case len(a.Around) > 0:
		return a.Around[0].Place.line
	case a.Corridor != nil && len(a.Corridor.Line) > 0:
		return a.Corridor.Line[0].line
	}
	return 0
}

// whole is the union of all that the area names.
func (s *surveyor) whole(a areaDoc) (orb.MultiPolygon, error) {
	var parts []orb.MultiPolygon
	add := func(m orb.MultiPolygon, err error) error {
		if err == nil && len(m) > 0 {
			parts = append(parts, m)
		}
		return err
	}
	if len(a.Units) > 0 {
		if err := add(s.units(a.Units)); err != nil {
			return nil, err
		}
	}
	for _, id := range a.Areas {
		if err := add(s.namedArea(id)); err != nil {
			return nil, err
		}
	}
	for _, id := range a.Islands {
		if err := add(s.island(id)); err != nil {
			return nil, err
		}
	}
	for _, c := range a.Around {
		if err := add(s.around(c, a.Sea)); err != nil {
			return nil, err
		}
	}
	if a.Corridor != nil {
		if err := add(s.corridor(a.Corridor)); err != nil {
			return nil, err
		}
	}
	if len(a.Ring) > 0 {
		if err := add(s.ring(a.Ring, a.Sea)); err != nil {
			return nil, err
		}
	}
	switch len(parts) {
	case 0:
		return nil, nil
	case 1:
		return parts[0], nil
	}
	return geo.Union(parts...)
}

// unitsOnly returns the units of an area that is nothing but whole units, more
// or less: their union needs no overlay, since they share their borders.
func (s *surveyor) unitsOnly(a areaDoc) (units []*topoGeometry, ok bool) {
	if a.Islands != nil || a.Around != nil || a.Corridor != nil || a.Ring != nil || a.Split != nil {
		return nil, false
	}
	for _, id := range a.Units {
		found := s.base.unit(id.text)
		if len(found) == 0 {
			return nil, false
		}
		units = append(units, found...)
	}
	for _, id := range a.Areas {
		doc, known := s.named[id.text]
		if !known || slices.Contains(s.busy, id.text) {
			return nil, false
		}
		s.busy = append(s.busy, id.text)
		more, pure := s.unitsOnly(doc)
		s.busy = s.busy[:len(s.busy)-1]
		if !pure {
			return nil, false
		}
		units = append(units, more...)
	}
	if a.Without != nil {
		less, pure := s.unitsOnly(*a.Without)
		if !pure {
			return nil, false
		}
		units = slices.DeleteFunc(units, func(g *topoGeometry) bool { return slices.Contains(less, g) })
	}
	slices.SortFunc(units, func(g, h *topoGeometry) int { return strings.Compare(g.ID, h.ID) })
	units = slices.Compact(units)
	return units, len(units) > 0
}

func (s *surveyor) units(ids []word) (orb.MultiPolygon, error) {
	var all []*topoGeometry
	for _, id := range ids {
		found := s.base.unit(id.text)
		if len(found) == 0 {
			return nil, wrongArea(id.line, "the base map has no unit %q%s; see data/base/README.md for the list", id.text, didYouMean(id.text, s.base.units))
		}
		for _, g := range found {
			if !slices.Contains(all, g) {
				all = append(all, g)
			}
		}
	}
	return s.base.topo.merge(all), nil
}

func (s *surveyor) namedArea(id word) (orb.MultiPolygon, error) {
	doc, ok := s.named[id.text]
	if !ok {
		return nil, wrongArea(id.line, "there is no area %q%s; add it to areas/ or mend the name", id.text, didYouMean(id.text, s.named))
	}
	if slices.Contains(s.busy, id.text) {
		return nil, wrongArea(id.line, "area %q contains itself; take it out of its own words", id.text)
	}
	s.busy = append(s.busy, id.text)
	defer func() { s.busy = s.busy[:len(s.busy)-1] }()
	return s.area(doc)
}

func (s *surveyor) island(id word) (orb.MultiPolygon, error) {
	p, err := s.point(id.text)
	if err != nil {
		return nil, &areaError{id.line, err.Error()}
	}
	island := s.base.island(p)
	if island == nil {
		return nil, wrongArea(id.line, "%q is not on an island of the base map, nor within %d km of one; mend its point, or use \"around\"", id.text, strayKm)
	}
	return orb.MultiPolygon{island}, nil
}

// mostKm bounds what an area may be written about a line, and mostRange about a
// place: beyond them a corridor's plane is no longer one, and a disc about Korea
// reaches over the antimeridian.
const (
	mostKm    = 2000
	mostRange = 4000
)

func (s *surveyor) around(c aroundDoc, sea bool) (orb.MultiPolygon, error) {
	points, err := s.item(c.Place)
	if err != nil {
		return nil, &areaError{c.Place.line, err.Error()}
	}
	if !(c.Km > 0 && c.Km <= mostRange) {
		return nil, wrongArea(c.Place.line, "\"around\" needs km: more than 0 and at most %d, not %g", mostRange, c.Km)
	}
	area := orb.MultiPolygon{{disc(points[0], c.Km)}}
	if sea {
		return area, nil
	}
	return s.base.clipAbout(area, points[0])
}

func (s *surveyor) ring(items []item, sea bool) (orb.MultiPolygon, error) {
	line, at, err := s.line(items)
	if err != nil {
		return nil, &areaError{at, err.Error()}
	}
	if line[0] != line[len(line)-1] {
		line = append(line, line[0])
	}
	if len(line) < 4 {
		return nil, wrongArea(items[0].line, "a ring needs three points or more")
	}
	if p, crosses := geo.SelfCrossing(line); crosses {
		return nil, wrongArea(items[0].line, "the ring crosses itself near [%.2f, %.2f]; put its points in order round the area", p[0], p[1])
	}
	area := orb.MultiPolygon{{geo.Oriented(orb.Ring(line), orb.CCW)}}
	if sea {
		return area, nil
	}
	return s.base.clip(area)
}

// corridor is the land within so many km of a line: the union of a capsule
// about each of its segments.
func (s *surveyor) corridor(c *corridorDoc) (orb.MultiPolygon, error) {
	line, at, err := s.line(c.Line)
	if err != nil {
		return nil, &areaError{at, err.Error()}
	}
	if len(line) < 2 || !(c.Km > 0 && c.Km <= mostKm) {
		return nil, wrongArea(at, "a corridor needs a line of two points or more and km: more than 0 and at most %d", mostKm)
	}
	capsules := make([]orb.MultiPolygon, 0, len(line))
	for i := range len(line) - 1 {
		capsules = append(capsules, orb.MultiPolygon{capsule(line[i], line[i+1], c.Km)})
	}
	area, err := geo.Union(capsules...)
	if err != nil {
		return nil, wrongArea(c.Line[0].line, "the corridor cannot be drawn: %v; move one of its points a little", err)
	}
	return s.base.clip(area)
}

// capsule is the area within so many km of a segment.
func capsule(a, b orb.Point, km float64) orb.Polygon {
	squeeze := math.Cos((a[1] + b[1]) / 2 * math.Pi / 180)
	heading := math.Atan2((b[0]-a[0])*squeeze, b[1]-a[1]) * 180 / math.Pi
	const corners = 8
	var ring orb.Ring
	for i := range corners + 1 {
		ring = append(ring, offset(b, km, heading+90-float64(i)*180/corners))
	}
	for i := range corners + 1 {
		ring = append(ring, offset(a, km, heading-90-float64(i)*180/corners))
	}
	return orb.Polygon{append(ring, ring[0])}
}

// split keeps what lies on one side of a line that runs straight on at its ends.
func (s *surveyor) split(whole orb.MultiPolygon, doc *splitDoc) (orb.MultiPolygon, error) {
	line, at, err := s.line(doc.Line)
	if err != nil {
		return nil, &areaError{at, err.Error()}
	}
	if len(line) < 2 {
		return nil, wrongArea(doc.Side.line, "a split needs a line of two points or more")
	}
	switch doc.Side.text {
	case "left":
	case "right":
		slices.Reverse(line)
	default:
		return nil, wrongArea(doc.Side.line, "side is left or right, not %q", doc.Side.text)
	}
	left := leftOf(line)
	if p, crosses := geo.SelfCrossing(orb.LineString(left)); crosses {
		return nil, wrongArea(doc.Side.line, "the splitting line crosses itself near [%.2f, %.2f]; mend its points", p[0], p[1])
	}
	kept, err := geo.Intersection(whole, orb.MultiPolygon{{left}})
	if err != nil {
		return nil, wrongArea(doc.Side.line, "the area cannot be split: %v; move one of the line's points a little", err)
	}
	return kept, nil
}

// leftOf is everything to the left of a line: it runs straight on to a great
// circle about it, and back along that circle counter-clockwise.
func leftOf(line orb.LineString) orb.Ring {
	const radius = 80.0
	middle := line.Bound().Center()
	first := ahead(line[1], line[0], middle, radius)
	last := ahead(line[len(line)-2], line[len(line)-1], middle, radius)
	ring := append(orb.Ring{first}, line...)
	ring = append(ring, last)
	from := math.Atan2(last[1]-middle[1], last[0]-middle[0])
	to := math.Atan2(first[1]-middle[1], first[0]-middle[0])
	if to <= from {
		to += 2 * math.Pi
	}
	for a := from + 0.1; a < to-0.05; a += 0.1 {
		ring = append(ring, orb.Point{middle[0] + radius*math.Cos(a), middle[1] + radius*math.Sin(a)})
	}
	return append(ring, first)
}

// ahead is where the ray from a through b leaves a circle.
func ahead(a, b, middle orb.Point, radius float64) orb.Point {
	dx, dy := b[0]-a[0], b[1]-a[1]
	length := math.Hypot(dx, dy)
	dx, dy = dx/length, dy/length
	ox, oy := b[0]-middle[0], b[1]-middle[1]
	along := ox*dx + oy*dy
	t := -along + math.Sqrt(along*along-(ox*ox+oy*oy)+radius*radius)
	return orb.Point{b[0] + t*dx, b[1] + t*dy}
}

// sortedKeys returns a map's keys in order, so that nothing depends on its own.
func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
