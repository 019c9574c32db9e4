package geo_test

import (
	"slices"
	"testing"

	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

func square(x, y, side float64) orb.MultiPolygon {
	return orb.MultiPolygon{{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}}}
}

// static is a claim from one date to another, "" where it still stands.
func static(id, from, to string, g orb.Geometry) *geo.Static {
	s := &geo.Static{Claim: geo.Claim{ID: geo.FeatureID(id), Holder: geo.ActorID(id), Rank: geo.RankState}, From: edtf.MustParse(from), Geometry: g}
	if to != "" {
		s.To = edtf.MustParse(to)
	}
	return s
}

func territory(statics ...*geo.Static) *geo.Layer {
	return geo.NewLayer(geo.LayerInfo{ID: "lands", Kind: geo.KindTerritory}, statics, nil)
}

func TestMoment(t *testing.T) {
	l := territory(
		static("a", "1950-01-10", "1950-01-20", square(0, 0, 1)),
		static("b", "1950-01-20", "1950-02", square(0, 0, 1)),
		static("c", "1950-01-15", "1950-01-20", square(2, 0, 1)),
	)
	for _, c := range []struct{ day, since, previous, next string }{
		{"1949", "1949-01-01", "..", "1950-01-10"},
		{"1950-01-09", "1950-01-09", "..", "1950-01-10"},
		{"1950-01-10", "1950-01-10", "..", "1950-01-15"},
		{"1950-01-14", "1950-01-10", "..", "1950-01-15"},
		{"1950-01-15", "1950-01-15", "1950-01-10", "1950-01-20"},
		{"1950-01-31", "1950-01-20", "1950-01-15", "1950-02-01"},
		{"1950-02-01", "1950-02-01", "1950-01-20", ".."},
		{"9999", "1950-02-01", "1950-01-20", ".."},
	} {
		m := l.Moment(day(c.day))
		if m.Since.String() != c.since || m.Previous.String() != c.previous || m.Next.String() != c.next {
			t.Errorf("%s falls on %v, want %s, after %s and before %s", c.day, m, c.since, c.previous, c.next)
		}
	}
}

func TestEmptyLayer(t *testing.T) {
	l := territory()
	if l.Len() != 0 || len(l.Changes()) != 0 || len(l.At(0, nil)) != 0 {
		t.Errorf("an empty layer has %d claims and changes on %v", l.Len(), l.Changes())
	}
	if m := l.Moment(7); m != (geo.Moment{Since: 7, Previous: edtf.Past, Next: edtf.Future}) {
		t.Errorf("its moment is %v", m)
	}
	if _, ok := geo.NewMap([]*geo.Layer{l}).Control(orb.Point{}, 0); ok {
		t.Error("somebody holds nothing")
	}
}

// An event's day is its span: it shows on that day, month or year alone.
func TestEvents(t *testing.T) {
	event := static("parley", "1950-01-12", "1950-01-13", orb.Point{3, 4})
	event.Role, event.Rank = geo.RoleEvent, geo.RankNone
	l := geo.NewLayer(geo.LayerInfo{ID: "events", Kind: geo.KindEvent}, []*geo.Static{event}, nil)
	for d, n := range map[string]int{"1950-01-11": 0, "1950-01-12": 1, "1950-01-13": 0} {
		if got := len(l.At(day(d), nil)); got != n {
			t.Errorf("on %s there are %d events, want %d", d, got, n)
		}
	}
	if covers := geo.NewMap([]*geo.Layer{l}).At(orb.Point{3, 4}, day("1950-01-12")); len(covers) != 0 {
		t.Errorf("an event covers its own place: %v", covers)
	}
}

// The index finds what a scan finds, in the order of the atlas.
func TestStandingAgreesWithAScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var statics []*geo.Static
		for range rapid.IntRange(0, 40).Draw(t, "claims") {
			from := edtf.Day(rapid.IntRange(0, 30).Draw(t, "from"))
			s := &geo.Static{From: edtf.FromDay(from)}
			if n := rapid.IntRange(0, 12).Draw(t, "days"); n > 0 {
				s.To = edtf.FromDay(from + edtf.Day(n))
			}
			x, y := float64(rapid.IntRange(0, 9).Draw(t, "x")), float64(rapid.IntRange(0, 9).Draw(t, "y"))
			switch rapid.IntRange(0, 2).Draw(t, "shape") {
			case 0:
				s.Geometry = square(x, y, 2)
			case 1:
				s.Geometry = orb.Point{x, y}
			case 2:
				s.Geometry = orb.LineString{{x, y}, {x + 2, y}}
			}
			statics = append(statics, s)
		}
		l := territory(statics...)
		x, y := float64(rapid.IntRange(-1, 10).Draw(t, "box x")), float64(rapid.IntRange(-1, 10).Draw(t, "box y"))
		box := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 1.5, y + 1.5}}
		for d := edtf.Day(-1); d < 45; d++ {
			var all, in []int32
			for i, s := range statics {
				if s.From.First() <= d && (s.To.IsZero() || d < s.To.First()) {
					all = append(all, int32(i))
					if s.Geometry.Bound().Intersects(box) { // all shapes are their own boxes
						in = append(in, int32(i))
					}
				}
			}
			if got := l.Standing(d, nil); !slices.Equal(got, all) {
				t.Fatalf("on day %d stand %v, want %v", d, got, all)
			}
			if got := l.Standing(d, &box); !slices.Equal(got, in) {
				t.Fatalf("on day %d stand %v in %v, want %v", d, got, box, in)
			}
			for i, next := range l.Changes() {
				if i > 0 && l.Changes()[i-1] >= next {
					t.Fatalf("the changes are out of order: %v", l.Changes())
				}
			}
		}
	})
}

// The claim of the higher rank holds; among equals the last begun; a rival never.
func TestWhoHolds(t *testing.T) {
	ranked := func(r geo.Rank, s *geo.Static) *geo.Static { s.Rank = r; return s }
	rival := static("rival", "1950", "1960", square(0, 0, 9))
	rival.Rival, rival.Rank = true, geo.RankPlace
	world := geo.NewMap([]*geo.Layer{territory(
		static("state", "1900", "", square(0, 0, 10)),
		ranked(geo.RankOccupation, static("occupier", "1930", "1940", square(0, 0, 5))),
		ranked(geo.RankPlace, static("town", "1935", "1955", square(1, 1, 1))),
		rival,
		static("heir", "1970", "", square(0, 0, 10)),
	)})
	for _, c := range []struct {
		p       orb.Point
		history string
	}{
		{orb.Point{1.5, 1.5}, "state 1900 occupier 1930 town 1935 rival 1955-01-01 state 1960-01-01 heir 1970"},
		{orb.Point{4, 4}, "state 1900 occupier 1930 state 1940-01-01 rival 1950 state 1960-01-01 heir 1970"},
		{orb.Point{9.5, 9.5}, "state 1900 heir 1970"},
		{orb.Point{20, 20}, ""},
	} {
		got := ""
		for _, p := range world.History(c.p) {
			if got != "" {
				got += " "
			}
			got += string(p.Holder) + " " + p.From.String()
			if k, ok := world.Control(c.p, p.Span.From); !ok || k.Holder != p.Holder || k.Span != p.Span {
				t.Errorf("at %v on %s control is %v, in the history %v", c.p, p.From, k, p)
			}
		}
		if got != c.history {
			t.Errorf("%v was held by %s, want %s", c.p, got, c.history)
		}
	}
}

// A town written a little off its coast is asked for ashore.
func TestAshore(t *testing.T) {
	world := geo.NewMap([]*geo.Layer{territory(static("land", "1900", "", square(0, 0, 1)))})
	const km = 1 / 111.195
	for _, c := range []struct {
		p    orb.Point
		held bool
	}{
		{orb.Point{1 + 3*km, 0.5}, true},
		{orb.Point{0.5, -3.5 * km}, true},
		{orb.Point{1 + 5*km, 0.5}, false},
		{orb.Point{0.5, 90}, false},
	} {
		if _, held := world.Control(c.p, 0); held != c.held {
			t.Errorf("%v is held: %v", c.p, held)
		}
	}
}

func TestOverlay(t *testing.T) {
	a, b, far := square(0, 0, 4), square(2, 0, 4), square(20, 20, 1)
	inner := square(1, 1, 1)
	for _, c := range []struct {
		name     string
		do       func(a, b orb.MultiPolygon) (orb.MultiPolygon, error)
		a, b     orb.MultiPolygon
		area     float64
		polygons int
	}{
		{"union", union, a, b, 24, 1},
		{"union of far ones", union, a, far, 17, 2},
		{"union with one inside", union, a, inner, 16, 1},
		{"union of neighbours", union, a, square(4, 0, 4), 32, 1},
		{"union with nothing", union, a, nil, 16, 1},
		{"union with itself", union, a, a, 16, 1},
		{"intersection", geo.Intersection, a, b, 8, 1},
		{"intersection of far ones", geo.Intersection, a, far, 0, 0},
		{"intersection with one inside", geo.Intersection, a, inner, 1, 1},
		{"intersection within another", geo.Intersection, inner, a, 1, 1},
		{"intersection of neighbours", geo.Intersection, a, square(4, 0, 4), 0, 0},
		{"intersection with two", geo.Intersection, a, orb.MultiPolygon{square(0, 0, 1)[0], square(3, 3, 2)[0]}, 2, 2},
		{"difference", geo.Difference, a, b, 8, 1},
		{"difference of far ones", geo.Difference, a, far, 16, 1},
		{"difference with one inside", geo.Difference, a, inner, 15, 1},
		{"difference from within", geo.Difference, inner, a, 0, 0},
		{"difference with itself", geo.Difference, a, a, 0, 0},
		{"difference in two", geo.Difference, a, orb.MultiPolygon{{{{1, -1}, {3, -1}, {3, 5}, {1, 5}, {1, -1}}}}, 8, 2},
	} {
		got, err := c.do(c.a, c.b)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		if area(got) != c.area || len(got) != c.polygons {
			t.Errorf("%s is %v, %g in area", c.name, got, area(got))
		}
		for _, p := range got {
			for i, ring := range p {
				if (ring.Orientation() == orb.CCW) != (i == 0) || !ring.Closed() {
					t.Errorf("%s has ring %d of %v the wrong way", c.name, i, p)
				}
			}
		}
	}
}

func union(a, b orb.MultiPolygon) (orb.MultiPolygon, error) { return geo.Union(a, b) }
