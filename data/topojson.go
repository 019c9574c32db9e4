package data

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"github.com/marchland/marchland/geo"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A topology is a quantized TopoJSON document (the TopoJSON Format
// Specification, version 1): geometries that share their borders as arcs.
type topology struct {
	Objects map[string]struct {
		Geometries []topoGeometry `json:"geometries"`
	} `json:"objects"`
	Arcs      [][][2]int32 `json:"arcs"`
	Transform struct {
		Scale     [2]float64 `json:"scale"`
		Translate [2]float64 `json:"translate"`
	} `json:"transform"`

	points []orb.LineString // the arcs, decoded
}

type topoGeometry struct {
	Type       string          `json:"type"`
	ID         string          `json:"id"`
	Properties json.RawMessage `json:"properties"`
	RawArcs    json.RawMessage `json:"arcs"`

	rings [][]int // of a Polygon or MultiPolygon, every ring's arcs
	lines [][]int // of a LineString or MultiLineString
}

func parseTopology(text []byte) (*topology, error) {
	var t topology
	if err := json.Unmarshal(text, &t); err != nil {
		return nil, fmt.Errorf("topojson: %w", err)
	}
	for _, arc := range t.Arcs {
		line := make(orb.LineString, len(arc))
		var x, y int32
		for i, d := range arc {
			x, y = x+d[0], y+d[1]
			line[i] = orb.Point{
				round(float64(x)*t.Transform.Scale[0] + t.Transform.Translate[0]),
				round(float64(y)*t.Transform.Scale[1] + t.Transform.Translate[1]),
			}
		}
		t.points = append(t.points, line)
	}
	for _, o := range t.Objects {
		for i := range o.Geometries {
			if err := o.Geometries[i].parseArcs(); err != nil {
				return nil, fmt.Errorf("topojson: %s: %w", o.Geometries[i].ID, err)
			}
		}
	}
	return &t, nil
}

// round keeps 6 decimals, a tenth of a metre, so that figures print short.
func round(v float64) float64 { return math.Round(v*1e6) / 1e6 }

func (g *topoGeometry) parseArcs() error {
	var err error
	switch g.Type {
	case "Polygon":
		err = json.Unmarshal(g.RawArcs, &g.rings)
	case "MultiPolygon":
		var polygons [][][]int
		err = json.Unmarshal(g.RawArcs, &polygons)
		for _, p := range polygons {
			g.rings = append(g.rings, p...)
		}
	case "LineString":
		g.lines = make([][]int, 1)
		err = json.Unmarshal(g.RawArcs, &g.lines[0])
	case "MultiLineString":
		err = json.Unmarshal(g.RawArcs, &g.lines)
	}
	g.RawArcs = nil
	return err
}

// path strings arcs together; ^n is arc n backwards, as TopoJSON has it.
func (t *topology) path(arcs []int) orb.LineString {
	var path orb.LineString
	for _, n := range arcs {
		arc := t.points[max(n, ^n)]
		for i := range arc {
			p := arc[i]
			if n < 0 {
				p = arc[len(arc)-1-i]
			}
			if len(path) == 0 || path[len(path)-1] != p {
				path = append(path, p)
			}
		}
	}
	return path
}

// lonely returns a vertex of every ring that has no border with another: the
// first of its path.
func (t *topology) lonely(geometries []topoGeometry) map[orb.Point]bool {
	uses := map[int]int{}
	for _, g := range geometries {
		for _, ring := range g.rings {
			for _, n := range ring {
				uses[max(n, ^n)]++
			}
		}
	}
	alone := map[orb.Point]bool{}
	for _, g := range geometries {
		for _, ring := range g.rings {
			if whole(ring, uses) {
				alone[t.path(ring)[0]] = true
			}
		}
	}
	return alone
}

// merge is the union of polygonal geometries: the arcs that two of them share
// are inner borders and drop out, and what is left is strung into rings.
func (t *topology) merge(geometries []*topoGeometry) orb.MultiPolygon {
	uses := map[int]int{}
	for _, g := range geometries {
		for _, ring := range g.rings {
			for _, n := range ring {
				uses[max(n, ^n)]++
			}
		}
	}
	var loose []int
	var rings []orb.Ring
	for _, g := range geometries {
		for _, ring := range g.rings {
			if whole(ring, uses) {
				rings = append(rings, orb.Ring(t.path(ring)))
				continue
			}
			for _, n := range ring {
				if uses[max(n, ^n)] == 1 {
					loose = append(loose, n)
				}
			}
		}
	}
	return polygons(append(rings, t.string(loose)...))
}

// whole reports whether no arc of the ring is an inner border.
func whole(ring []int, uses map[int]int) bool {
	for _, n := range ring {
		if uses[max(n, ^n)] != 1 {
			return false
		}
	}
	return true
}

// string joins directed arcs end to start into closed rings.
func (t *topology) string(arcs []int) []orb.Ring {
	from := map[orb.Point][]int{}
	for _, n := range arcs {
		start := t.path([]int{n})[0]
		from[start] = append(from[start], n)
	}
	var rings []orb.Ring
	for _, n := range arcs {
		ring := orb.Ring{}
		start := t.path([]int{n})[0]
		for at := start; len(from[at]) > 0; {
			next := from[at][0]
			from[at] = from[at][1:]
			path := t.path([]int{next})
			ring = append(ring, path...)
			at = path[len(path)-1]
			if at == start {
				break
			}
		}
		if len(ring) >= 4 && ring[0] == ring[len(ring)-1] {
			rings = append(rings, distinct(ring))
		}
	}
	return rings
}

// distinct drops repeated neighbours, left where arcs join.
func distinct(ring orb.Ring) orb.Ring {
	out := ring[:1]
	for _, p := range ring[1:] {
		if p != out[len(out)-1] {
			out = append(out, p)
		}
	}
	return out
}

// polygons sorts rings into outlines and their holes. In a topology a hole runs
// against the outlines, and the largest ring is an outline.
func polygons(rings []orb.Ring) orb.MultiPolygon {
	var outlines, holes []orb.Ring
	slices.SortStableFunc(rings, func(r, q orb.Ring) int {
		return cmp.Compare(math.Abs(planar.Area(q)), math.Abs(planar.Area(r)))
	})
	for _, r := range rings {
		if r.Orientation() == rings[0].Orientation() {
			outlines = append(outlines, geo.Oriented(r, orb.CCW))
		} else {
			holes = append(holes, geo.Oriented(r, orb.CW))
		}
	}
	out := make(orb.MultiPolygon, len(outlines))
	for i, r := range outlines {
		out[i] = orb.Polygon{r}
	}
	for _, h := range holes {
		// The smallest outline about the hole is its own.
		for i := len(out) - 1; i >= 0; i-- {
			if out[i].Bound().Contains(h.Bound().Center()) && within(h, out[i][0]) {
				out[i] = append(out[i], h)
				break
			}
		}
	}
	return out
}

// within reports whether ring r lies in ring o, which it may touch.
func within(r, o orb.Ring) bool {
	inside := 0
	for i := 0; i < len(r); i += max(1, len(r)/5) {
		if planar.RingContains(o, r[i]) {
			inside++
		} else {
			inside--
		}
	}
	return inside > 0
}
