package geo

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
	"github.com/tidwall/geojson/geometry"
)

// The overlays are simplefeatures' (a port of the Java Topology Suite's), which
// are exact and slow. Only polygons that really meet are handed to them: an
// archipelago meets the next country in few places.

// Union returns the land that is in any of the areas.
func Union(areas ...orb.MultiPolygon) (orb.MultiPolygon, error) {
	parts := partsOf(areas...)
	var out orb.MultiPolygon
	for _, group := range touching(parts) {
		if len(group) == 1 {
			out = append(out, group[0].polygon)
			continue
		}
		all := make([]geom.Geometry, len(group))
		for i, p := range group {
			all[i] = simplePolygon(p.polygon).AsGeometry()
		}
		u, err := geom.UnionMany(all)
		if err != nil {
			return nil, fmt.Errorf("union: %w", err)
		}
		out = append(out, fromSimple(u)...)
	}
	return out, nil
}

// Intersection returns the land that is in both areas.
func Intersection(a, b orb.MultiPolygon) (orb.MultiPolygon, error) {
	others := partsOf(b)
	var out orb.MultiPolygon
	for _, p := range partsOf(a) {
		for _, q := range others {
			switch {
			case !p.meets(q):
				continue
			case q.covers(p):
				out = append(out, p.polygon)
				continue
			case p.covers(q):
				out = append(out, q.polygon)
				continue
			}
			g, err := geom.Intersection(simplePolygon(p.polygon).AsGeometry(), simplePolygon(q.polygon).AsGeometry())
			if err != nil {
				return nil, fmt.Errorf("intersection: %w", err)
			}
			out = append(out, fromSimple(g)...)
		}
	}
	return out, nil
}

// Difference returns the land of a that is not in b.
func Difference(a, b orb.MultiPolygon) (orb.MultiPolygon, error) {
	others := partsOf(b)
	var out orb.MultiPolygon
	for _, p := range partsOf(a) {
		var less orb.MultiPolygon
		for _, q := range others {
			if p.meets(q) {
				less = append(less, q.polygon)
			}
		}
		if less == nil {
			out = append(out, p.polygon)
			continue
		}
		g, err := geom.Difference(simplePolygon(p.polygon).AsGeometry(), toSimple(less))
		if err != nil {
			return nil, fmt.Errorf("difference: %w", err)
		}
		out = append(out, fromSimple(g)...)
	}
	return out, nil
}

// An overlayPart is one polygon of an overlay's input, with its index.
type overlayPart struct {
	polygon orb.Polygon
	poly    *geometry.Poly
	bound   orb.Bound
	area    int // which of the inputs it is of
}

func partsOf(areas ...orb.MultiPolygon) []*overlayPart {
	var parts []*overlayPart
	for i, area := range areas {
		for _, p := range area {
			parts = append(parts, &overlayPart{p, newPoly(p), p.Bound(), i})
		}
	}
	return parts
}

func (p *overlayPart) meets(q *overlayPart) bool {
	return p.bound.Intersects(q.bound) && p.poly.IntersectsPoly(q.poly)
}

// covers reports that q lies well within p. It may miss that one does, which
// costs an overlay; a polygon that only touches another's edge is never taken
// for one inside it.
func (p *overlayPart) covers(q *overlayPart) bool {
	return p.poly.ContainsRect(rect(q.bound.Pad(hair)))
}

// touching groups the parts that meet, directly or through others. Polygons of
// one input do not overlap, so that they meet only through another's.
func touching(parts []*overlayPart) [][]*overlayPart {
	group := make([]int, len(parts))
	for i := range group {
		group[i] = i
	}
	root := func(i int) int {
		for group[i] != i {
			i = group[i]
		}
		return i
	}
	for i, p := range parts {
		for j := range i {
			if q := parts[j]; p.area != q.area && root(i) != root(j) && p.meets(q) {
				group[root(i)] = root(j)
			}
		}
	}
	members := map[int][]*overlayPart{}
	var roots []int
	for i, p := range parts {
		r := root(i)
		if members[r] == nil {
			roots = append(roots, r)
		}
		members[r] = append(members[r], p)
	}
	groups := make([][]*overlayPart, len(roots))
	for i, r := range roots {
		groups[i] = members[r]
	}
	return groups
}

func toSimple(m orb.MultiPolygon) geom.Geometry {
	polys := make([]geom.Polygon, len(m))
	for i, p := range m {
		polys[i] = simplePolygon(p)
	}
	return geom.NewMultiPolygon(polys).AsGeometry()
}

func simplePolygon(p orb.Polygon) geom.Polygon {
	rings := make([]geom.LineString, len(p))
	for i, r := range p {
		xy := make([]float64, 0, 2*len(r))
		for _, c := range r {
			xy = append(xy, c[0], c[1])
		}
		rings[i] = geom.NewLineString(geom.NewSequence(xy, geom.DimXY))
	}
	return geom.NewPolygon(rings)
}

// fromSimple takes the polygons out of an overlay's result, and leaves the
// points and lines where two lands only touched.
func fromSimple(g geom.Geometry) orb.MultiPolygon {
	var out orb.MultiPolygon
	switch g.Type() {
	case geom.TypePolygon:
		out = appendPolygon(out, g.MustAsPolygon())
	case geom.TypeMultiPolygon:
		m := g.MustAsMultiPolygon()
		for i := range m.NumPolygons() {
			out = appendPolygon(out, m.PolygonN(i))
		}
	case geom.TypeGeometryCollection:
		c := g.MustAsGeometryCollection()
		for i := range c.NumGeometries() {
			out = append(out, fromSimple(c.GeometryN(i))...)
		}
	default: // points and lines, where two lands only touched
	}
	return out
}

func appendPolygon(out orb.MultiPolygon, p geom.Polygon) orb.MultiPolygon {
	if p.IsEmpty() {
		return out
	}
	poly := orb.Polygon{orbRing(p.ExteriorRing(), orb.CCW)}
	for i := range p.NumInteriorRings() {
		poly = append(poly, orbRing(p.InteriorRingN(i), orb.CW))
	}
	return append(out, poly)
}

func orbRing(l geom.LineString, o orb.Orientation) orb.Ring {
	seq := l.Coordinates()
	ring := make(orb.Ring, seq.Length())
	for i := range ring {
		xy := seq.GetXY(i)
		ring[i] = orb.Point{xy.X, xy.Y}
	}
	return Oriented(ring, o)
}
