package geo_test

import (
	"math"
	"testing"

	"github.com/marchland/marchland/geo"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

// A square of ten degrees about the equator, with an island east of it.
var land = geo.NewLand(orb.MultiPolygon{square(12, 0, 1)[0], square(0, -5, 10)[0]})

func TestMainlandIsTheLargest(t *testing.T) {
	if planar.Area(land.Main) != 100 || len(land.Islands) != 1 || area(land.Polygons()) != 101 {
		t.Errorf("the mainland is %v, the islands %v", land.Main, land.Islands)
	}
	clockwise := orb.Ring{{0, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}}
	lake := orb.Ring{{0.4, 0.4}, {0.6, 0.4}, {0.6, 0.6}, {0.4, 0.4}}
	l := geo.NewLand(orb.MultiPolygon{{clockwise, lake}})
	if l.Main.Orientation() != orb.CCW || area(l.Polygons()) != 1 {
		t.Errorf("the land runs the wrong way, or has a lake: %v", l.Polygons())
	}
}

func TestCoast(t *testing.T) {
	for _, c := range []struct {
		from, to orb.Point
		km       float64
	}{
		{orb.Point{1, 0}, orb.Point{0, 0}, 111.2},
		{orb.Point{-1, 0}, orb.Point{0, 0}, 111.2},
		{orb.Point{10, 3}, orb.Point{10, 3}, 0},
		{orb.Point{-3, -5}, orb.Point{0, -5}, 333.6},
		{orb.Point{5, 4}, orb.Point{5, 5}, 111.2},
		{orb.Point{50, 0}, orb.Point{10, 0}, 4448}, // far off
	} {
		to, km := land.Coast(c.from)
		if planar.Distance(to, c.to) > 1e-9 || math.Abs(km-c.km) > 0.01*c.km+1e-6 {
			t.Errorf("from %v the coast is at %v, %.1f km; want %v, %.1f", c.from, to, km, c.to, c.km)
		}
	}
}

func TestFit(t *testing.T) {
	for _, c := range []struct {
		name        string
		line        orb.LineString
		first, last orb.Point
		points      int
	}{
		{"ends at sea are cut", orb.LineString{{-3, 0}, {5, 0}, {14, 0}}, orb.Point{0, 0}, orb.Point{10, 0}, 3},
		{"ends on land are carried on", orb.LineString{{1, 0}, {5, 1}, {9, 0}}, orb.Point{0, 0}, orb.Point{10, 0}, 5},
		{"ends at the coast stay", orb.LineString{{0, 0}, {5, 1}, {10, 0}}, orb.Point{0, 0}, orb.Point{10, 0}, 3},
		{"vertices at sea are cut with them", orb.LineString{{-5, 1}, {-3, 0}, {5, 0}, {12, 0}, {12, 9}}, orb.Point{0, 0}, orb.Point{10, 0}, 3},
		{"one way in and out", orb.LineString{{-1, 0}, {11, 0}}, orb.Point{0, 0}, orb.Point{10, 0}, 2},
		{"to a neighbouring coast", orb.LineString{{-1, 0}, {5, 0}, {5, 4}}, orb.Point{0, 0}, orb.Point{5, 5}, 4},
	} {
		fitted, ok := land.Fit(c.line)
		if !ok {
			t.Errorf("%s: it does not fit", c.name)
			continue
		}
		first, last := fitted[0], fitted[len(fitted)-1]
		if planar.Distance(first, c.first) > 1e-5 || planar.Distance(last, c.last) > 1e-5 || len(fitted) != c.points {
			t.Errorf("%s: %v, want %v to %v by %d points", c.name, fitted, c.first, c.last, c.points)
		}
		if _, err := geo.NewCut(land, fitted); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestFitRefuses(t *testing.T) {
	for name, line := range map[string]orb.LineString{
		"nothing":                 nil,
		"a point at sea":          {{-3, 0}},
		"a line at sea":           {{-3, 0}, {-3, 4}, {-1, 7}},
		"a line along the island": {{12.2, -1}, {12.2, 2}},
	} {
		if fitted, ok := land.Fit(line); ok {
			t.Errorf("%s fits as %v", name, fitted)
		}
	}
}

// A line from coast to coast is fitted once: fitting it again changes nothing
// that can be seen, and it cuts the land in two that make the whole.
func TestFittedLinesCut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawLand(t)
		line := drawLine(t)
		fitted, ok := l.Fit(line)
		if !ok {
			t.Skip("the line misses the land")
		}
		for _, end := range []orb.Point{fitted[0], fitted[len(fitted)-1]} {
			if _, km := l.Coast(end); km > 0.5 {
				t.Fatalf("an end is %g km from the coast", km)
			}
		}
		cut, err := geo.NewCut(l, fitted)
		if err != nil {
			t.Skip("the line grazes the coast")
		}
		left, right := cut.Pieces()
		if whole := area(l.Polygons()); math.Abs(area(left)+area(right)-whole) > 1e-6*whole {
			t.Fatalf("the pieces are %g and %g of %g", area(left), area(right), whole)
		}
		again, ok := l.Fit(fitted)
		if !ok || planar.Distance(again[0], fitted[0]) > 1e-3 || planar.Distance(again[len(again)-1], fitted[len(fitted)-1]) > 1e-3 {
			t.Fatalf("fitted again %v is %v", fitted, again)
		}
	})
}
