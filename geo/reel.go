package geo

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/simplify"
)

// A reel is a whole layer, every day of it, in one compact document that a page
// can show any date from without asking again. Coordinates are whole numbers of
// 1/reelScale degrees, coded as differences; shapes are shared between spans;
// the edge of a front's land is stored once and its pieces refer to parts of it.
// What only a reader of one claim wants to know is in [Layer.Notes].
// The TypeScript twin of these types is web/src/reel.
type reel struct {
	Layer    LayerID       `json:"layer"`
	Kind     Kind          `json:"kind"`
	Scale    int           `json:"scale"`
	Arcs     [][]int32     `json:"arcs"` // [x0,y0,dx1,dy1,...]
	Shapes   []reelShape   `json:"shapes"`
	Features []reelFeature `json:"features"`
	Changes  []int32       `json:"changes"` // the first, then differences
}

const reelScale = 2000 // a step of some 50 m

// A reelRef is an arc (n, or ^n reversed), or a part of one ([n, first, last]).
type reelRef any

type reelShape struct {
	Point []int32     `json:"p,omitempty"`
	Lines [][]reelRef `json:"l,omitempty"`
	Rings [][]reelRef `json:"r,omitempty"` // filled even-odd
	With  []int       `json:"w,omitempty"` // and these shapes
}

type reelFeature struct {
	ID        FeatureID  `json:"id"`
	Title     Names      `json:"title"`
	Holder    ActorID    `json:"holder,omitempty"`
	Certainty Certainty  `json:"certainty"`
	Rank      string     `json:"rank,omitempty"`
	Role      Role       `json:"role,omitempty"`
	Rival     bool       `json:"rival,omitempty"`
	Symbol    string     `json:"symbol,omitempty"`
	Weight    int        `json:"weight,omitempty"`
	Sources   []SourceID `json:"sources"`
	Tributary ActorID    `json:"tributary,omitempty"`
	From      edtf.Date  `json:"from"`
	To        *edtf.Date `json:"to"`
	Spans     [][]any    `json:"spans"` // [from, to|null, shape, attested 0|1, a, b], or a run: see legs
}

// Reel returns the layer as a reel, in JSON.
func (l *Layer) Reel() ([]byte, error) {
	// Lists are written as [] where they are empty, never as null.
	empty := reel{Arcs: [][]int32{}, Shapes: []reelShape{}, Features: []reelFeature{}, Changes: []int32{}}
	empty.Layer, empty.Kind, empty.Scale = l.ID, l.Kind, reelScale
	r := &reeler{reel: empty, seen: map[string]int{}, borders: newBorders()}
	for _, m := range l.movers {
		if s, still := m.(*Static); still {
			r.borders.learn(s.Geometry)
		}
	}
	for _, m := range l.movers {
		r.add(m)
	}
	last := edtf.Day(0)
	for _, d := range l.changes {
		r.reel.Changes = append(r.reel.Changes, int32(d-last))
		last = d
	}
	return json.Marshal(r.reel)
}

// A reeler makes a reel, and keeps each arc and shape once.
type reeler struct {
	reel    reel
	seen    map[string]int
	lands   map[*Land]*reelLand
	borders *borders
}

func (r *reeler) add(m mover) {
	days, end := m.spells(), m.span().To
	// Only the claim is wanted here: the shapes of a front's land come cheaper.
	claim := m.claim()
	props := (&Feature{Claim: claim, Attested: true}).properties()
	f := reelFeature{
		ID: claim.ID, Title: props.Title, Holder: props.Holder, Certainty: props.Certainty,
		Rank: props.Rank, Role: props.Role, Rival: props.Rival, Symbol: props.Symbol,
		Weight: props.Weight, Sources: props.Sources, Tributary: props.Tributary,
	}
	f.From, f.To = ends(m)
	if t, ok := m.(*Track); ok {
		f.Spans = r.legs(t)
		r.reel.Features = append(r.reel.Features, f)
		return
	}
	shapeOn := r.shaper(m)
	for i, d := range days {
		until := end
		if i+1 < len(days) {
			until = days[i+1]
		}
		f.Spans = append(f.Spans, reelSpan(d, until, shapeOn(d), m))
	}
	r.reel.Features = append(r.reel.Features, f)
}

// ends are the dates of a mover's span, as written where it stands still.
func ends(m mover) (from edtf.Date, to *edtf.Date) {
	if s, still := m.(*Static); still {
		from, to = s.From, &s.To
	} else {
		end := edtf.Date{}
		if m.span().To != edtf.Future {
			end = edtf.FromDay(m.span().To)
		}
		from, to = edtf.FromDay(m.span().From), &end
	}
	if to.IsZero() {
		to = nil
	}
	return from, to
}

func reelSpan(d, until edtf.Day, shape int, m mover) []any {
	span := []any{d, nil, shape, 1}
	if until != edtf.Future {
		span[1] = until
	}
	if a, b, moving := betweenDays(m, d); moving {
		span[3] = 0
		span = append(span, a, b)
	}
	return span
}

// betweenDays returns the attested days about a day on which a mover is interpolated.
func betweenDays(m mover, d edtf.Day) (a, b edtf.Day, moving bool) {
	switch m := m.(type) {
	case *Track:
		f := m.on(d)
		return f.Between[0], f.Between[1], !f.Attested
	case *frontLine:
		return m.span().From, m.span().To, m.moving(d)
	case *frontSide:
		return m.span().From, m.span().To, m.moving(d)
	}
	return 0, 0, false
}

// shaper returns what makes the shape of each of a mover's spells, in order.
func (r *reeler) shaper(m mover) func(edtf.Day) int {
	if side, ok := m.(*frontSide); ok {
		return func(d edtf.Day) int { return r.side(side, d) }
	}
	return func(d edtf.Day) int { return r.geometry(m.on(d).Geometry) }
}

// legs are the spans of a track. Wherever it is on any day is a vertex of one
// arc, so that the days of a leg are a run along it: [from, to, arc, 0, a, b,
// vertex] says that on day from+i the unit is at vertex+i, or the route has grown
// from the arc's first vertex to that one.
func (r *reeler) legs(t *Track) [][]any {
	days, end := t.spells(), t.span().To
	path, heads := t.heads(days)
	arc := r.arc(path)
	var spans [][]any
	for i, d := range days {
		until := end
		if i+1 < len(days) {
			until = days[i+1]
		}
		a, b, moving := betweenDays(t, d)
		if !moving {
			spans = append(spans, reelSpan(d, until, r.head(t, arc, path, heads[i]), t))
			continue
		}
		if n := len(spans); n > 0 && i > 0 && heads[i] == heads[i-1]+1 && len(spans[n-1]) == runLength && spans[n-1][4] == a {
			spans[n-1][1] = until
			continue
		}
		spans = append(spans, []any{d, until, arc, 0, a, b, heads[i]})
	}
	return spans
}

// runLength is how many numbers a run has.
const runLength = 7

// head is the shape of a track that stands, or has grown, to a vertex of its arc.
func (r *reeler) head(t *Track, arc int, path orb.LineString, vertex int) int {
	if t.Role == RoleRoute {
		return r.shape(reelShape{Lines: [][]reelRef{{[3]int{arc, 0, vertex}}}})
	}
	return r.geometry(path[vertex])
}

// heads returns a path with a vertex for wherever the track's head is on any of
// some days, and which one it is on each. That of a route has its whole way.
func (t *Track) heads(days []edtf.Day) (path orb.LineString, heads []int) {
	real := 0 // vertices of a route's way taken so far
	for _, d := range days {
		f := t.on(d)
		line, isLine := f.Geometry.(orb.LineString)
		switch {
		case t.Role != RoleRoute:
			path = append(path, f.Geometry.(orb.Point))
		case !isLine:
			line = orb.LineString{f.Geometry.(orb.Point)}
			fallthrough
		default:
			whole := len(line)
			if !f.Attested {
				whole--
			}
			path = append(path, line[real:whole]...)
			real = whole
			if !f.Attested {
				path = append(path, line[whole])
			}
		}
		heads = append(heads, len(path)-1)
	}
	return path, heads
}

// geometry adds a shape that stands alone.
func (r *reeler) geometry(g orb.Geometry) int {
	var s reelShape
	switch g := g.(type) {
	case orb.Point:
		s.Point = []int32{quantum(g[0]), quantum(g[1])}
	case orb.LineString:
		s.Lines = [][]reelRef{{r.line(g)}}
	case orb.MultiLineString:
		for _, l := range g {
			s.Lines = append(s.Lines, []reelRef{r.line(l)})
		}
	case orb.Polygon:
		s.Rings = r.rings(orb.MultiPolygon{g})
	case orb.MultiPolygon:
		s.Rings = r.rings(g)
	}
	return r.shape(s)
}

// lineTolerance is how far a front or a road may leave its points, in degrees: some 100 m.
const lineTolerance = 0.001

func (r *reeler) line(l orb.LineString) int {
	return r.arc(simplify.DouglasPeucker(lineTolerance).LineString(slices.Clone(l)))
}

// rings strings each ring from the arcs that it shares with its neighbours, and
// leaves out islets too small to be seen beside the whole, but never the largest.
func (r *reeler) rings(m orb.MultiPolygon) [][]reelRef {
	least := extent(m.Bound()) / 2000
	var refs [][]reelRef
	for _, p := range m {
		for _, ring := range p {
			if extent(ring.Bound()) < least {
				continue
			}
			var ringRefs []reelRef
			for _, arc := range r.borders.arcs(ring) {
				n := r.arc(thinned(arc.path))
				if arc.reversed {
					n = ^n
				}
				ringRefs = append(ringRefs, n)
			}
			refs = append(refs, ringRefs)
		}
	}
	return refs
}

func extent(b orb.Bound) float64 { return math.Max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]) }

// thinned simplifies an arc to what its size can show; its ends stay, so that
// neighbours go on fitting.
func thinned(arc orb.LineString) orb.LineString {
	tolerance := math.Min(0.01, math.Max(0.0006, extent(arc.Bound())/150))
	thin := simplify.DouglasPeucker(tolerance).LineString(slices.Clone(arc))
	if arc[0] == arc[len(arc)-1] && len(thin) < 4 {
		return arc
	}
	return thin
}

// A reelLand is a theatre's mainland as the reel has it: simplified, with what
// became of each of its vertices.
type reelLand struct {
	arc        int
	from, upTo []int // of each vertex of Main, the nearest vertex kept from it on, and up to it
	length     int   // vertices kept, the closing one not counted
	islands    []int // the arc of each island
}

const landTolerance = 0.004

func (r *reeler) land(l *Land) *reelLand {
	if known, ok := r.lands[l]; ok {
		return known
	}
	thin := simplify.DouglasPeucker(landTolerance).Ring(slices.Clone(l.Main))
	out := &reelLand{arc: r.arc(orb.LineString(thin)), length: len(thin) - 1}
	next := 0
	for _, p := range l.Main {
		out.from = append(out.from, next)
		if next < len(thin) && p == thin[next] {
			next++
		}
		out.upTo = append(out.upTo, next-1)
	}
	for _, island := range l.Islands {
		ring := simplify.DouglasPeucker(landTolerance / 2).Ring(slices.Clone(island[0]))
		if len(ring) < 4 {
			ring = island[0]
		}
		out.islands = append(out.islands, r.arc(orb.LineString(ring)))
	}
	if r.lands == nil {
		r.lands = map[*Land]*reelLand{}
	}
	r.lands[l] = out
	return out
}

// side adds the land on one side of a front: its pockets are painted over it.
func (r *reeler) side(s *frontSide, d edtf.Day) int {
	cut := s.front.cut(s.index, d)
	land := r.land(s.front.Theatre)
	var islands, main reelShape
	cut.walks(func(side Side, steps []step) {
		if side == s.side {
			main.Rings = append(main.Rings, r.steps(cut, land, steps))
		}
	})
	for i := range s.front.Theatre.Islands {
		if cut.islandSide(i) == s.side {
			islands.Rings = append(islands.Rings, []reelRef{land.islands[i]})
		}
	}
	main.With = []int{r.shape(islands)}
	return r.shape(main)
}

// steps is the outline of a piece: parts of the mainland's arc, and chords.
func (r *reeler) steps(c *Cut, land *reelLand, steps []step) []reelRef {
	var refs []reelRef
	n := len(c.land.Main) - 1
	for _, s := range steps {
		first := land.from[s.first%n] + s.first/n*land.length
		last := land.upTo[s.last%n] + s.last/n*land.length
		if first <= last {
			refs = append(refs, [3]int{land.arc, first % land.length, last % land.length})
		}
		arc := r.line(c.chords[s.chord].path)
		if s.reversed {
			arc = ^arc
		}
		refs = append(refs, arc)
	}
	return refs
}

// arc adds a path once and returns its number.
func (r *reeler) arc(path orb.LineString) int {
	coded := make([]int32, 0, 2*len(path))
	var x, y int32
	for _, p := range path {
		px, py := quantum(p[0]), quantum(p[1])
		coded = append(coded, px-x, py-y)
		x, y = px, py
	}
	return once(r.seen, "arc", coded, &r.reel.Arcs)
}

// shape adds a shape once and returns its number.
func (r *reeler) shape(s reelShape) int { return once(r.seen, "shape", s, &r.reel.Shapes) }

// once appends v to the list unless it is in it already, and returns its place.
func once[T any](seen map[string]int, kind string, v T, list *[]T) int {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // numbers only: cannot happen
	}
	key := kind + string(text)
	if i, ok := seen[key]; ok {
		return i
	}
	seen[key] = len(*list)
	*list = append(*list, v)
	return len(*list) - 1
}

func quantum(degrees float64) int32 { return int32(math.Round(degrees * reelScale)) }
