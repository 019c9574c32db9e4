package geo

import (
	"fmt"

	"github.com/paulmach/orb"
	"github.com/peterstace/simplefeatures/geom"
)

// Union returns the land that is in any of the geometries.
func Union(all ...orb.Geometry) (orb.MultiPolygon, error) {
	gs := make([]geom.Geometry, len(all))
	for i, g := range all {
		gs[i] = toSimple(g)
	}
	u, err := geom.UnionMany(gs)
	if err != nil {
		return nil, fmt.Errorf("union: %w", err)
	}
	return fromSimple(u), nil
}

// Intersection returns the land that is in both.
func Intersection(a, b orb.Geometry) (orb.MultiPolygon, error) {
	g, err := geom.Intersection(toSimple(a), toSimple(b))
	if err != nil {
		return nil, fmt.Errorf("intersection: %w", err)
	}
	return fromSimple(g), nil
}

func toSimple(g orb.Geometry) geom.Geometry {
	switch g := g.(type) {
	case orb.Polygon:
		return simplePolygon(g).AsGeometry()
	case orb.Ring:
		return simplePolygon(orb.Polygon{g}).AsGeometry()
	case orb.MultiPolygon:
		polys := make([]geom.Polygon, len(g))
		for i, p := range g {
			polys[i] = simplePolygon(p)
		}
		return geom.NewMultiPolygon(polys).AsGeometry()
	}
	return geom.Geometry{}
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
