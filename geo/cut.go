package geo

import (
	"cmp"
	"errors"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A Side is left or right of a line, looking along it.
type Side bool

// The sides.
const (
	Left  Side = false
	Right Side = true
)

// A Cut is a land divided by a line: the chords that the line draws across the
// mainland, and which side each stretch of its edge is on.
//
// A front is a simple line from coast to coast, so its chords never meet, and
// walking the edge and crossing to the other end of each chord met gives the
// pieces: no general overlay of polygons is needed, and the pieces fit the land
// without gap or overlap by construction.
type Cut struct {
	land   *Land
	chords []chord
	ends   []chordEnd // in the order of the ring
	sides  []Side     // of the ring's stretch that begins at each end
}

// A chord is a stretch of the line across the mainland.
type chord struct {
	path     orb.LineString // from edge to edge
	from, to float64        // where those are on the ring
}

type chordEnd struct {
	ring  float64
	chord int
	first bool // the chord's beginning, not its end
}

var errNoChord = errors.New("the line does not cross the land")

// NewCut divides the land by a fitted line (see [Land.Fit]).
func NewCut(land *Land, line orb.LineString) (*Cut, error) {
	c := &Cut{land: land}
	var ok bool
	for try := range 4 {
		if c.chords, ok = chordsOf(land, nudged(line, try)); !ok {
			continue
		}
		if c.ends = endsOf(c.chords); alternate(c.ends) {
			break
		}
	}
	if !ok {
		return nil, errNoChord
	}
	for !alternate(c.ends) {
		c.dropShortest()
	}
	if len(c.chords) == 0 {
		return nil, errNoChord
	}
	c.sides = make([]Side, len(c.ends))
	for i, e := range c.ends {
		// The ring runs counter-clockwise, the land on its left. Past the end of
		// a chord lies what is left of it, past its beginning what is right.
		c.sides[i] = Side(e.first)
	}
	return c, nil
}

// endsOf returns the ends of chords in the order of the ring.
func endsOf(chords []chord) []chordEnd {
	var ends []chordEnd
	for i, ch := range chords {
		ends = append(ends, chordEnd{ch.from, i, true}, chordEnd{ch.to, i, false})
	}
	slices.SortFunc(ends, func(a, b chordEnd) int { return cmp.Compare(a.ring, b.ring) })
	return ends
}

// alternate reports whether beginnings and ends take turns along the edge, as
// they do where no two chords meet: every stretch of the edge then has one side,
// whichever of its ends is asked. Where a line grazes the coast, rounding can put
// the two ends of a tiny chord in the wrong order.
func alternate(ends []chordEnd) bool {
	for i, e := range ends {
		if e.first == ends[(i+1)%len(ends)].first {
			return false
		}
	}
	return true
}

// dropShortest leaves out the shortest chord: it cuts off next to nothing.
func (c *Cut) dropShortest() {
	shortest := 0
	for i, ch := range c.chords {
		if planar.Length(ch.path) < planar.Length(c.chords[shortest].path) {
			shortest = i
		}
	}
	c.chords = slices.Delete(c.chords, shortest, shortest+1)
	c.ends = endsOf(c.chords)
}

// nudged moves a line by a centimetre or so, in another direction each try: a
// vertex exactly on the edge can make a crossing be counted twice, or not at all.
func nudged(line orb.LineString, try int) orb.LineString {
	if try == 0 {
		return line
	}
	sin, cos := math.Sincos(2.4 * float64(try))
	moved := make(orb.LineString, len(line))
	for i, p := range line {
		moved[i] = orb.Point{p[0] + 1e-7*cos, p[1] + 1e-7*sin}
	}
	return moved
}

// chordsOf pairs the line's crossings of the edge: in at one, out at the next.
// ok is false where they do not pair, or two are at one point of the edge, so
// that their order along it is open.
func chordsOf(land *Land, line orb.LineString) (chords []chord, ok bool) {
	var hits []hit
	for i := range len(line) - 1 {
		for _, h := range land.hits(line[i], line[i+1]) {
			h.along += float64(i)
			hits = append(hits, h)
		}
	}
	if len(hits)%2 != 0 || sharePoint(hits) {
		return nil, false
	}
	for k := 0; k < len(hits); k += 2 {
		in, out := hits[k], hits[k+1]
		path := orb.LineString{in.point}
		for v := int(in.along) + 1; v <= int(out.along); v++ {
			path = append(path, line[v])
		}
		c := chord{append(path, out.point), in.ring, out.ring}
		if planar.Length(c.path) < 10*hair {
			continue // it only grazes a corner
		}
		if !land.onMain(c.middle()) {
			return nil, false
		}
		chords = append(chords, c)
	}
	return chords, true
}

func sharePoint(hits []hit) bool {
	rings := make([]float64, len(hits))
	for i, h := range hits {
		rings[i] = h.ring
	}
	slices.Sort(rings)
	for i := 1; i < len(rings); i++ {
		if rings[i]-rings[i-1] < 1e-10 {
			return true
		}
	}
	return false
}

// middle is the middle of the chord's longest segment.
func (c chord) middle() orb.Point {
	at, most := 0, -1.0
	for i := range len(c.path) - 1 {
		if d := planar.DistanceSquared(c.path[i], c.path[i+1]); d > most {
			at, most = i, d
		}
	}
	return between(c.path[at], c.path[at+1], 0.5)
}

// bridge is how wide a water a front is drawn across, in kilometres: a river
// mouth or an inlet does not break it.
const bridge = 4

// Line returns the front on land, its stretches joined across narrow water: a
// LineString, or a MultiLineString where a bay parts it.
func (c *Cut) Line() orb.Geometry {
	lines := orb.MultiLineString{slices.Clone(c.chords[0].path)}
	for _, ch := range c.chords[1:] {
		last := &lines[len(lines)-1]
		if distance((*last)[len(*last)-1], ch.path[0]) <= bridge {
			*last = append(*last, ch.path...)
		} else {
			lines = append(lines, slices.Clone(ch.path))
		}
	}
	for i := range lines {
		lines[i] = slices.CompactFunc(lines[i], func(p, q orb.Point) bool { return planar.Distance(p, q) < 10*hair })
	}
	// Where an end comes in past capes and islets, what it crosses of them is no front.
	if longest := slices.MaxFunc(lines, func(a, b orb.LineString) int { return cmp.Compare(planar.Length(a), planar.Length(b)) }); planar.Length(longest) > grazing {
		lines = slices.DeleteFunc(lines, func(l orb.LineString) bool { return planar.Length(l) < grazing })
	}
	if len(lines) == 1 {
		return lines[0]
	}
	return lines
}

// grazing is how short a stretch apart from the rest is left out, in degrees: some 12 km.
const grazing = 0.12

// distance is kilometres between two near points.
func distance(a, b orb.Point) float64 {
	squeeze := math.Cos((a[1] + b[1]) / 2 * math.Pi / 180)
	return math.Hypot((a[0]-b[0])*squeeze, a[1]-b[1]) * kmPerDegree
}

// Pieces returns the land on either side, mainland and islands.
func (c *Cut) Pieces() (left, right orb.MultiPolygon) {
	c.walks(func(side Side, steps []step) {
		piece := orb.Polygon{c.ring(steps)}
		if side == Left {
			left = append(left, piece)
		} else {
			right = append(right, piece)
		}
	})
	for i, island := range c.land.Islands {
		if c.islandSide(i) == Left {
			left = append(left, island)
		} else {
			right = append(right, island)
		}
	}
	return left, right
}

// A step of the way round a piece: the mainland's vertices first to last (which
// may run on past the ring's end; none where last < first), then across a chord.
type step struct {
	first, last int
	chord       int
	reversed    bool
}

// walks calls yield with each piece of the mainland: from an end of a chord it
// follows the edge, crosses by each chord it meets, and so comes round again.
func (c *Cut) walks(yield func(Side, []step)) {
	done := make([]bool, len(c.ends))
	for start := range c.ends {
		var steps []step
		for i := start; !done[i]; {
			done[i] = true
			next := (i + 1) % len(c.ends)
			s := c.stretch(i, next)
			steps = append(steps, s)
			i = c.otherEnd(c.ends[next])
		}
		if steps != nil {
			yield(c.sides[start], steps)
		}
	}
}

// stretch is the step along the edge from one end to the next and across its chord.
func (c *Cut) stretch(from, to int) step {
	a, b := c.ends[from], c.ends[to]
	s := step{first: int(a.ring) + 1, last: int(b.ring), chord: b.chord, reversed: !b.first}
	if b.ring <= a.ring {
		s.last += len(c.land.Main) - 1
	}
	return s
}

// ring is the outline that the steps make.
func (c *Cut) ring(steps []step) orb.Ring {
	var ring orb.Ring
	n := len(c.land.Main) - 1
	for _, s := range steps {
		for v := s.first; v <= s.last; v++ {
			ring = append(ring, c.land.Main[v%n])
		}
		path := c.chords[s.chord].path
		if s.reversed {
			path = slices.Clone(path)
			slices.Reverse(path)
		}
		ring = append(ring, path...)
	}
	// A chord's end can be as good as a vertex of the edge: overlays want one of them.
	ring = slices.CompactFunc(ring, func(p, q orb.Point) bool { return planar.Distance(p, q) < hair/100 })
	return append(ring, ring[0])
}

// otherEnd returns the index of the other end of e's chord.
func (c *Cut) otherEnd(e chordEnd) int {
	return slices.IndexFunc(c.ends, func(o chordEnd) bool { return o.chord == e.chord && o.first != e.first })
}

// islandSide returns the side that an island falls to: that of the mainland's
// coast nearest to it.
func (c *Cut) islandSide(i int) Side { return c.sides[c.stretchAt(c.land.shore(i))] }

// A site is a point of the mainland, with what every cut asks of it.
type site struct {
	point orb.Point
	edge  orb.Point // the first point of the mainland's edge due east of it
	ring  float64   // where that is on the ring
	main  bool      // whether the point is on the mainland at all
	isle  int       // the island it is on, or -1
}

func (s site) onLand() bool { return s.main || s.isle >= 0 }

// site finds where p is on the land.
func (l *Land) site(p orb.Point) site {
	s := site{point: p, isle: -1}
	if hits := l.eastOf(p); len(hits)%2 == 1 {
		s.main, s.edge, s.ring = true, hits[0].point, hits[0].ring
		return s
	}
	s.isle = l.isle(p)
	return s
}

// side returns the side that a site is on: that of the edge due east of it,
// changed by every chord between.
func (c *Cut) side(s site) Side {
	if !s.main {
		return c.islandSide(s.isle)
	}
	side := c.sides[c.stretchAt(s.ring)]
	for _, ch := range c.chords {
		for i := range len(ch.path) - 1 {
			if _, ok := cross(s.point, s.edge, ch.path[i], ch.path[i+1]); ok {
				side = !side
			}
		}
	}
	return side
}

// stretchAt returns the end after which the ring's point at r comes.
func (c *Cut) stretchAt(r float64) int {
	i, _ := slices.BinarySearchFunc(c.ends, r, func(e chordEnd, r float64) int { return cmp.Compare(e.ring, r) })
	return (i - 1 + len(c.ends)) % len(c.ends)
}
