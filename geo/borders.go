package geo

import (
	"slices"

	"github.com/paulmach/orb"
)

// Borders cut rings where they part company, so that neighbours, and one area
// at different times, share the arcs between. It is the way TopoJSON builds its
// topology (Mike Bostock, "How To Infer Topology", 2013): a vertex is a junction
// where the rings through it have different neighbours there.
type borders struct {
	neighbours map[orb.Point][2]orb.Point
	junctions  map[orb.Point]bool
	learned    map[*orb.Point]bool // rings learned already, by their first vertex
}

func newBorders() *borders {
	return &borders{map[orb.Point][2]orb.Point{}, map[orb.Point]bool{}, map[*orb.Point]bool{}}
}

// learn takes in the rings of a geometry.
func (b *borders) learn(g orb.Geometry) {
	switch g := g.(type) {
	case orb.Polygon:
		for _, ring := range g {
			b.ring(ring)
		}
	case orb.MultiPolygon:
		for _, p := range g {
			b.learn(p)
		}
	}
}

func (b *borders) ring(ring orb.Ring) {
	n := len(ring) - 1
	if n < 3 || b.learned[&ring[0]] {
		return
	}
	b.learned[&ring[0]] = true
	for i := range n {
		pair := [2]orb.Point{ring[(i+n-1)%n], ring[i+1]}
		if before(pair[1], pair[0]) {
			pair[0], pair[1] = pair[1], pair[0]
		}
		known, seen := b.neighbours[ring[i]]
		switch {
		case !seen:
			b.neighbours[ring[i]] = pair
		case known != pair:
			b.junctions[ring[i]] = true
		}
	}
}

func before(p, q orb.Point) bool { return p[0] < q[0] || p[0] == q[0] && p[1] < q[1] }

// A border is a stretch of a ring, in the sense that all rings along it agree on.
type border struct {
	path     orb.LineString
	reversed bool // the ring runs along it the other way
}

// arcs cuts a ring at its junctions. A ring without any is one arc, from its
// least vertex round.
func (b *borders) arcs(ring orb.Ring) []border {
	n := len(ring) - 1
	start := slices.IndexFunc(ring[:n], func(p orb.Point) bool { return b.junctions[p] })
	if start < 0 {
		start = 0
		for i := range n {
			if before(ring[i], ring[start]) {
				start = i
			}
		}
	}
	var arcs []border
	path := orb.LineString{ring[start]}
	for i := 1; i <= n; i++ {
		p := ring[(start+i)%n]
		path = append(path, p)
		if b.junctions[p] || i == n {
			arcs = append(arcs, agreed(path))
			path = orb.LineString{p}
		}
	}
	return arcs
}

// agreed turns a path so that it begins at its lesser end; a closed one so that
// it sets out towards the lesser neighbour.
func agreed(path orb.LineString) border {
	first, last := path[0], path[len(path)-1]
	if first == last {
		first, last = path[1], path[len(path)-2]
	}
	if before(first, last) {
		return border{path, false}
	}
	path = slices.Clone(path)
	slices.Reverse(path)
	return border{path, true}
}
