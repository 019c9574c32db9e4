package geo

import (
	"sync"

	"github.com/paulmach/orb"
	"github.com/tidwall/geojson/geometry"
)

// lazy computes a value once, when it is first asked for.
type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(compute func() T) T {
	l.once.Do(func() { l.value = compute() })
	return l.value
}

// A Shape answers exact spatial predicates about a geometry. The polygons carry
// tidwall/geojson's own segment index.
type Shape struct {
	polys  []*geometry.Poly
	lines  []*geometry.Line
	points []geometry.Point
}

// NewShape prepares a geometry.
func NewShape(g orb.Geometry) Shape {
	var s Shape
	s.add(g)
	return s
}

func (s *Shape) add(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Polygon:
		s.polys = append(s.polys, newPoly(g))
	case orb.MultiPolygon:
		for _, p := range g {
			s.polys = append(s.polys, newPoly(p))
		}
	case orb.LineString:
		s.lines = append(s.lines, geometry.NewLine(series(g), geometry.DefaultIndexOptions))
	case orb.MultiLineString:
		for _, l := range g {
			s.add(l)
		}
	case orb.Point:
		s.points = append(s.points, geometry.Point{X: g[0], Y: g[1]})
	}
}

func newPoly(p orb.Polygon) *geometry.Poly {
	if len(p) == 0 {
		return geometry.NewPoly(nil, nil, nil)
	}
	holes := make([][]geometry.Point, 0, len(p)-1)
	for _, r := range p[1:] {
		holes = append(holes, series(r))
	}
	return geometry.NewPoly(series(p[0]), holes, geometry.DefaultIndexOptions)
}

func series[S ~[]orb.Point](points S) []geometry.Point {
	out := make([]geometry.Point, len(points))
	for i, p := range points {
		out[i] = geometry.Point{X: p[0], Y: p[1]}
	}
	return out
}

// Contains reports whether p is in one of the polygons, or on its edge.
func (s Shape) Contains(p orb.Point) bool {
	for _, poly := range s.polys {
		if poly.IntersectsPoint(geometry.Point{X: p[0], Y: p[1]}) {
			return true
		}
	}
	return false
}

// Meets reports whether any of the geometry is in the box, edges included.
func (s Shape) Meets(b orb.Bound) bool {
	box := rect(b)
	for _, p := range s.polys {
		if p.IntersectsRect(box) {
			return true
		}
	}
	for _, l := range s.lines {
		if l.IntersectsRect(box) {
			return true
		}
	}
	for _, p := range s.points {
		if box.ContainsPoint(p) {
			return true
		}
	}
	return false
}

// Covers reports whether one of the polygons holds the whole box.
func (s Shape) Covers(b orb.Bound) bool {
	for _, p := range s.polys {
		if p.ContainsRect(rect(b)) {
			return true
		}
	}
	return false
}

func rect(b orb.Bound) geometry.Rect {
	return geometry.Rect{
		Min: geometry.Point{X: b.Min[0], Y: b.Min[1]},
		Max: geometry.Point{X: b.Max[0], Y: b.Max[1]},
	}
}
