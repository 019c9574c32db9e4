package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"github.com/tidwall/rtree"
)

// A Land is what a front divides: a mainland, whose ring the front runs across
// from coast to coast, and islands that fall whole to one side.
type Land struct {
	Main    orb.Ring // counter-clockwise, closed
	Islands []orb.Polygon

	edges  lazy[*rtree.RTreeG[int]] // of Main, by index of the first vertex
	shores lazy[[]float64]          // of each island, where on the ring of Main it is nearest
	east   lazy[float64]            // a longitude east of all of Main
	bounds lazy[orb.Bound]
	isles  lazy[[]orb.Bound] // of each island
}

// bound is where the land is: every side of every line asks for it.
func (l *Land) bound() orb.Bound {
	return l.bounds.get(func() orb.Bound {
		b := l.Main.Bound()
		for _, i := range l.Islands {
			b = b.Union(i.Bound())
		}
		return b
	})
}

// NewLand takes the largest polygon as the mainland. Lakes do not part a front:
// holes are filled.
func NewLand(polygons orb.MultiPolygon) *Land {
	sorted := slices.Clone(polygons)
	slices.SortStableFunc(sorted, func(a, b orb.Polygon) int {
		return cmp.Compare(planar.Area(b[0]), planar.Area(a[0]))
	})
	land := &Land{}
	for i, p := range sorted {
		ring := Oriented(p[0], orb.CCW)
		if i == 0 {
			land.Main = ring
		} else {
			land.Islands = append(land.Islands, orb.Polygon{ring})
		}
	}
	return land
}

// Polygons returns the land whole.
func (l *Land) Polygons() orb.MultiPolygon {
	all := orb.MultiPolygon{{l.Main}}
	return append(all, l.Islands...)
}

// Oriented returns the ring running in the sense given, reversed if need be.
func Oriented(r orb.Ring, o orb.Orientation) orb.Ring {
	if r.Orientation() == o {
		return r
	}
	r = slices.Clone(r)
	slices.Reverse(r)
	return r
}

// eachEdge calls f with the index of each edge of the mainland whose box meets b.
func (l *Land) eachEdge(b orb.Bound, f func(i int) bool) {
	tree := l.edges.get(func() *rtree.RTreeG[int] {
		tree := &rtree.RTreeG[int]{}
		for i := range len(l.Main) - 1 {
			e := orb.Bound{Min: l.Main[i], Max: l.Main[i]}.Extend(l.Main[i+1])
			tree.Insert(e.Min, e.Max, i)
		}
		return tree
	})
	tree.Search(b.Min, b.Max, func(_, _ [2]float64, i int) bool { return f(i) })
}

// isle returns the island that p is on, or -1.
func (l *Land) isle(p orb.Point) int {
	boxes := l.isles.get(func() []orb.Bound {
		boxes := make([]orb.Bound, len(l.Islands))
		for i, island := range l.Islands {
			boxes[i] = island.Bound()
		}
		return boxes
	})
	for i, box := range boxes {
		if box.Contains(p) && planar.PolygonContains(l.Islands[i], p) {
			return i
		}
	}
	return -1
}

// onMain reports whether p is on the mainland.
func (l *Land) onMain(p orb.Point) bool { return len(l.eastOf(p))%2 == 1 }

// eastOf returns where the way due east from p crosses the mainland's edge.
func (l *Land) eastOf(p orb.Point) []hit {
	return l.hits(p, orb.Point{l.east.get(func() float64 { return l.Main.Bound().Max[0] + 1 }), p[1]})
}

// Coast returns the point of the mainland's edge nearest to p, and how far it
// is in kilometres.
func (l *Land) Coast(p orb.Point) (orb.Point, float64) {
	q, _, km := l.coast(p)
	return q, km
}

// coast is Coast, and the index of the edge that the point is on.
func (l *Land) coast(p orb.Point) (best orb.Point, edge int, km float64) {
	best, least := l.Main[0], math.Inf(1)
	squeeze := math.Cos(p[1] * math.Pi / 180)
	// Widen the search until the nearest edge cannot lie outside it.
	for reach := 0.05; reach < 90; reach *= 4 {
		l.eachEdge(orb.Bound{Min: p, Max: p}.Pad(reach), func(i int) bool {
			q := Nearest(l.Main[i], l.Main[i+1], p, squeeze)
			if d := math.Hypot((q[0]-p[0])*squeeze, q[1]-p[1]); d < least {
				best, edge, least = q, i, d
			}
			return true
		})
		if least <= reach*squeeze {
			break
		}
	}
	return best, edge, least * kmPerDegree
}

// shore is where on the mainland's ring island i is nearest.
func (l *Land) shore(i int) float64 {
	return l.shores.get(func() []float64 {
		shores := make([]float64, len(l.Islands))
		for i, island := range l.Islands {
			p, _ := planar.CentroidArea(island[0])
			_, edge, _ := l.coast(p)
			shores[i] = float64(edge) + 0.5
		}
		return shores
	})[i]
}

// kmPerDegree is the length of a degree of latitude on a sphere of 6371 km.
const kmPerDegree = math.Pi * 6371 / 180

// Offset returns the point so many kilometres from p at a bearing in degrees
// clockwise from north. It reckons on a local plane, which is exact enough for
// the few kilometres that maps ask for.
func Offset(p orb.Point, km, bearing float64) orb.Point {
	sin, cos := math.Sincos(bearing * math.Pi / 180)
	return orb.Point{
		p[0] + km*sin/kmPerDegree/math.Cos(p[1]*math.Pi/180),
		p[1] + km*cos/kmPerDegree,
	}
}

// Nearest returns the point of segment ab nearest to p, on a plane whose x is
// squeezed by the cosine of the latitude.
func Nearest(a, b, p orb.Point, squeeze float64) orb.Point {
	dx, dy := (b[0]-a[0])*squeeze, b[1]-a[1]
	length := dx*dx + dy*dy
	if length == 0 {
		return a
	}
	t := ((p[0]-a[0])*squeeze*dx + (p[1]-a[1])*dy) / length
	return between(a, b, min(1, max(0, t)))
}

// Fit carries a line's ends to the coast: an end on the mainland goes on to the
// nearest point of its edge, one at sea is cut back to where the line first
// meets it. The fitted ends lie a hair outside the edge, so that the line
// crosses it for certain. ok is false where the line never touches the mainland.
func (l *Land) Fit(line orb.LineString) (fitted orb.LineString, ok bool) {
	if len(line) == 0 {
		return nil, false
	}
	fitted, ok = l.fitStart(line)
	if !ok {
		return nil, false
	}
	slices.Reverse(fitted)
	fitted, ok = l.fitStart(fitted)
	slices.Reverse(fitted)
	return fitted, ok
}

// hair is about 10 cm: enough to be outside an edge in floating point, too
// little to be seen.
const hair = 1e-6

func (l *Land) fitStart(line orb.LineString) (orb.LineString, bool) {
	if coast, km := l.Coast(line[0]); km < atCoast && len(line) > 1 {
		return l.fitFromCoast(coast, line[1:])
	}
	if l.onMain(line[0]) {
		coast, _ := l.Coast(line[0])
		return append(orb.LineString{l.offshore(line[0], coast)}, line...), true
	}
	for i := range len(line) - 1 {
		if hits := l.hits(line[i], line[i+1]); len(hits) > 0 {
			return append(orb.LineString{l.offshore(line[i+1], hits[0].point)}, line[i+1:]...), true
		}
	}
	return nil, false
}

// atCoast is how near a point is to the edge, in kilometres, to be on it.
const atCoast = 0.002

// fitFromCoast begins a line at a point of the edge itself, unless it goes to
// sea from there.
func (l *Land) fitFromCoast(coast orb.Point, rest orb.LineString) (orb.LineString, bool) {
	inland := between(coast, rest[0], 0.5)
	if !l.onMain(inland) && len(l.hits(between(coast, rest[0], 1e-3), rest[0])) == 0 {
		return l.fitStart(rest)
	}
	return append(orb.LineString{l.offshore(rest[0], coast)}, rest...), true
}

// offshore returns a point a hair off the mainland, by the point of its edge
// given, from which the way to a point inland crosses the edge an odd number of
// times. Straight on from inland does it nearly always; about a sharp corner, or
// where the two points are as good as one, another direction must.
func (l *Land) offshore(inland, coast orb.Point) orb.Point {
	heading := math.Atan2(coast[1]-inland[1], coast[0]-inland[0])
	odd := 0
	if l.onMain(inland) {
		odd = 1
	}
	for away := hair; away < 1e-3; away *= 4 {
		for turn := range 16 {
			// 0, then ever further to either side: 1, -1, 2, -2, ...
			by := float64((turn+1)/2) * (1 - 2*float64(turn%2)) * math.Pi / 8
			sin, cos := math.Sincos(heading + by)
			p := orb.Point{coast[0] + away*cos, coast[1] + away*sin}
			if !l.onMain(p) && len(l.hits(p, inland))%2 == odd {
				return p
			}
		}
	}
	return coast
}

// A hit is where a segment crosses the mainland's edge.
type hit struct {
	along float64 // of the segment, 0..1; of a whole line, the segment's index more
	ring  float64 // of the ring: the edge's index and the share of it
	point orb.Point
}

// hits returns where the segment ab crosses the mainland's edge, in order from a.
// A vertex exactly on the other line counts as on its left, for both lines, so
// that every crossing is found once.
func (l *Land) hits(a, b orb.Point) []hit {
	var hits []hit
	l.eachEdge(orb.Bound{Min: a, Max: a}.Extend(b), func(i int) bool {
		if h, ok := cross(a, b, l.Main[i], l.Main[i+1]); ok {
			h.ring += float64(i)
			hits = append(hits, h)
		}
		return true
	})
	slices.SortFunc(hits, func(g, h hit) int { return cmp.Compare(g.along, h.along) })
	return hits
}

// cross reports where segments ab and cd cross.
func cross(a, b, c, d orb.Point) (hit, bool) {
	sc, sd := turn(a, b, c), turn(a, b, d)
	sa, sb := turn(c, d, a), turn(c, d, b)
	if (sc >= 0) == (sd >= 0) || (sa >= 0) == (sb >= 0) {
		return hit{}, false
	}
	t, u := sa/(sa-sb), sc/(sc-sd)
	return hit{along: t, ring: u, point: between(a, b, t)}, true
}

// turn is positive where c lies to the left of the line from a to b.
func turn(a, b, c orb.Point) float64 {
	return (b[0]-a[0])*(c[1]-a[1]) - (b[1]-a[1])*(c[0]-a[0])
}
