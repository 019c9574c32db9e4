package geo_test

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

// A peninsula with a jagged coast and two islands, about [0,10] x [0,20].
func drawLand(t *rapid.T) *geo.Land {
	var east, west orb.Ring
	// As exact as a base map is: a millionth of a degree.
	jag := func(side string) float64 { return math.Round(rapid.Float64Range(-1, 1).Draw(t, side)*1e6) / 1e6 }
	for y := 0.0; y <= 20; y++ {
		east = append(east, orb.Point{9 + jag("east"), y})
		west = append(west, orb.Point{1 + jag("west"), y})
	}
	slices.Reverse(west)
	ring := append(append(east, west...), east[0])
	square := func(x, y float64) orb.Polygon {
		return orb.Polygon{{{x, y}, {x + 0.5, y}, {x + 0.5, y + 0.5}, {x, y + 0.5}, {x, y}}}
	}
	return geo.NewLand(orb.MultiPolygon{{ring}, square(-2, 4), square(12, 15)})
}

// Points for lines come from a small grid, so that neighbouring lines share some;
// the grid is a little off that of the coast, whose corners lines meet by design
// in TestFit.
func drawLine(t *rapid.T) orb.LineString {
	base := rapid.IntRange(3, 17).Draw(t, "base")
	line := orb.LineString{}
	for x := 0; x <= 10; x += 2 {
		y := base + rapid.IntRange(-2, 2).Draw(t, "y")
		line = append(line, orb.Point{float64(x) + 0.0137, float64(y) + 0.0071})
	}
	return line
}

const day0 = 1000

func drawFront(t *rapid.T) *geo.Front {
	f := &geo.Front{
		Theatre: drawLand(t),
		Left:    geo.Claim{ID: "north", Holder: "north", Rank: geo.RankFront},
		Right:   geo.Claim{ID: "south", Holder: "south", Rank: geo.RankFront},
	}
	on := edtf.Day(day0)
	for range rapid.IntRange(2, 4).Draw(t, "lines") {
		written := drawLine(t)
		fitted, ok := f.Theatre.Fit(written)
		if !ok {
			t.Skip("the line misses the land")
		}
		line := geo.Attested{On: on, Written: written, Line: fitted, Still: rapid.Bool().Draw(t, "still")}
		line.Certainty, line.Sources = geo.Certain, []geo.Citation{{Source: "a"}}
		f.Lines = append(f.Lines, line)
		on += edtf.Day(rapid.IntRange(1, 9).Draw(t, "days"))
	}
	f.To = on
	if rapid.Bool().Draw(t, "pocket") {
		f.Pockets = append(f.Pockets, drawPocket(t, on))
	}
	if err := f.Check(); err != nil {
		t.Skip(err.Error())
	}
	return f
}

func drawPocket(t *rapid.T, end edtf.Day) *geo.Static {
	from := edtf.Day(rapid.IntRange(day0, int(end)-1).Draw(t, "pocket from"))
	x, y := rapid.Float64Range(3, 6).Draw(t, "x"), rapid.Float64Range(3, 16).Draw(t, "y")
	p := &geo.Static{From: edtf.FromDay(from), To: edtf.FromDay(from + 3)}
	p.To = edtf.FromDay(min(from+3, end))
	p.ID, p.Holder, p.Rank, p.Role, p.Certainty = "pocket", "south", geo.RankPocket, geo.RolePocket, geo.Certain
	p.Geometry = orb.MultiPolygon{{{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}, {x, y}}}}
	return p
}

func layersOf(f *geo.Front) (front, control *geo.Layer) {
	return f.Layers(geo.LayerInfo{ID: "front", Kind: geo.KindFront}, geo.LayerInfo{ID: "control", Kind: geo.KindTerritory})
}

func area(m orb.MultiPolygon) float64 {
	sum := 0.0
	for _, p := range m {
		sum += planar.Area(p)
	}
	return sum
}

func TestSidesCoverTheLandWithoutGapOrOverlap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFront(t)
		_, control := layersOf(f)
		whole := area(f.Theatre.Polygons())
		for d := edtf.Day(day0); d < f.To; d++ {
			held, pocket := map[geo.ActorID]orb.MultiPolygon{}, orb.MultiPolygon(nil)
			for _, feature := range control.At(d, nil) {
				m := feature.Geometry.(orb.MultiPolygon)
				if feature.Role == geo.RolePocket {
					pocket, _ = geo.Intersection(m, f.Theatre.Polygons())
					continue
				}
				held[feature.Holder] = m
			}
			sum := area(held["north"]) + area(held["south"]) + area(pocket)
			if math.Abs(sum-whole) > 1e-4*whole {
				t.Fatalf("on %s the sides have %g of %g", d, sum, whole)
			}
			// With the whole covered, an overlap would need a gap; look for either.
			for range 20 {
				p := orb.Point{rapid.Float64Range(0, 10).Draw(t, "px"), rapid.Float64Range(0, 20).Draw(t, "py")}
				if north, south := within(held["north"], p), within(held["south"], p); north && south && !nearEdge(held["north"], p) {
					t.Fatalf("on %s both sides hold %v", d, p)
				}
			}
		}
	})
}

// Lines that graze the coast, some by less than a hair, cut chords so small that
// which of their ends comes first on the edge is a matter of rounding.
func TestWhoIsAskedAndWhatIsDrawnAgreeAlongTheCoast(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		land := drawLand(t)
		line := orb.LineString{{-1, rapid.Float64Range(4, 16).Draw(t, "west")}}
		first := rapid.IntRange(24, 38).Draw(t, "along")
		for i := range rapid.IntRange(1, 5).Draw(t, "grazes") {
			corner := land.Main[first+i] // down the western coast
			off := math.Pow(10, -rapid.Float64Range(1, 11).Draw(t, "off"))
			if rapid.Bool().Draw(t, "inland") {
				off = -off
			}
			line = append(line, orb.Point{corner[0] - off, corner[1]})
		}
		line = append(line, orb.Point{11, rapid.Float64Range(2, 18).Draw(t, "east")})
		fitted, ok := land.Fit(line)
		if _, crosses := geo.SelfCrossing(fitted); !ok || crosses {
			t.Skip("no line")
		}
		f := &geo.Front{Theatre: land, To: day0 + 1,
			Left:  geo.Claim{ID: "north", Holder: "north", Rank: geo.RankFront},
			Right: geo.Claim{ID: "south", Holder: "south", Rank: geo.RankFront},
			Lines: []geo.Attested{{On: day0, Written: line, Line: fitted}}}
		if f.Check() != nil {
			t.Skip("it does not cross the land")
		}
		_, control := layersOf(f)
		world := geo.NewMap([]*geo.Layer{control})
		for range 20 {
			p := orb.Point{rapid.Float64Range(0, 10).Draw(t, "px"), rapid.Float64Range(0, 20).Draw(t, "py")}
			for _, feature := range control.At(day0, nil) {
				m := feature.Geometry.(orb.MultiPolygon)
				if !within(m, p) || nearEdge(m, p) {
					continue
				}
				if asked, _ := world.Control(p, day0); asked.Holder != feature.Holder {
					t.Fatalf("%v is drawn as the %s's, and asked for the %s's", p, feature.Holder, asked.Holder)
				}
			}
		}
	})
}

func within(m orb.MultiPolygon, p orb.Point) bool { return planar.MultiPolygonContains(m, p) }

func nearEdge(m orb.MultiPolygon, p orb.Point) bool {
	for _, polygon := range m {
		for _, ring := range polygon {
			if planar.DistanceFrom(orb.LineString(ring), p) < 1e-4 {
				return true
			}
		}
	}
	return false
}

func TestAttestedDayShowsTheAttestedLine(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFront(t)
		front, _ := layersOf(f)
		for _, line := range f.Lines {
			features := front.At(line.On, nil)
			if len(features) != 1 || !features[0].Attested {
				t.Fatalf("on %s there are %d lines, or it is not attested", line.On, len(features))
			}
			shown := flat(features[0].Geometry)
			for _, p := range line.Line[1 : len(line.Line)-1] {
				near := func(q orb.Point) bool { return planar.Distance(p, q) < 1e-6 }
				if _, km := f.Theatre.Coast(p); km > 15 && planar.RingContains(f.Theatre.Main, p) && !slices.ContainsFunc(shown, near) {
					t.Fatalf("on %s the line misses %v", line.On, p)
				}
			}
		}
	})
}

func TestInterpolatedLineIsSimpleMarkedAndReachesBothCoasts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFront(t)
		front, _ := layersOf(f)
		for d := edtf.Day(day0); d < f.To; d++ {
			feature := front.At(d, nil)[0]
			i, attested := slices.BinarySearchFunc(f.Lines, d, func(l geo.Attested, d edtf.Day) int { return int(l.On - d) })
			still := !attested && f.Lines[i-1].Still || i == len(f.Lines) && !attested
			if !attested && !still && feature.Attested && !slices.Equal(f.Lines[i-1].Written, f.Lines[i].Written) {
				t.Fatalf("on %s, between %s and %s, the line passes for attested", d, f.Lines[i-1].On, f.Lines[i].On)
			}
			if !feature.Attested && (feature.Between[0] != f.Lines[i-1].On || feature.Between[1] != f.Lines[i].On) {
				t.Fatalf("on %s between is %v", d, feature.Between)
			}
			line := flat(feature.Geometry)
			if p, crosses := geo.SelfCrossing(line); crosses {
				t.Fatalf("on %s the line crosses itself at %v", d, p)
			}
			for _, end := range []orb.Point{line[0], line[len(line)-1]} {
				if _, km := f.Theatre.Coast(end); km > 0.01 {
					t.Fatalf("on %s an end is %g km from the coast", d, km)
				}
			}
		}
	})
}

func TestUnchangedStretchStandsStill(t *testing.T) {
	land := geo.NewLand(orb.MultiPolygon{{{{0, 0}, {10, 0}, {10, 20}, {0, 20}, {0, 0}}}})
	attested := func(on edtf.Day, line ...orb.Point) geo.Attested {
		fitted, ok := land.Fit(line)
		if !ok {
			t.Fatal("the line misses the land")
		}
		return geo.Attested{On: on, Written: line, Line: fitted}
	}
	f := &geo.Front{Theatre: land, To: 20, Lines: []geo.Attested{
		attested(0, orb.Point{-1, 5}, orb.Point{2, 5}, orb.Point{4, 6}, orb.Point{6, 5}, orb.Point{8, 8}, orb.Point{11, 8}),
		attested(10, orb.Point{-1, 5}, orb.Point{2, 5}, orb.Point{4, 6}, orb.Point{6, 9}, orb.Point{8, 12}, orb.Point{11, 12}),
	}}
	front, _ := layersOf(f)
	for d := range edtf.Day(10) {
		line := flat(front.At(d, nil)[0].Geometry)
		for _, p := range []orb.Point{{2, 5}, {4, 6}} {
			if !slices.Contains(line, p) {
				t.Errorf("day %d: the line has left %v, where it stood on both dates", d, p)
			}
		}
		at8 := line[slices.IndexFunc(line, func(p orb.Point) bool { return p[0] > 7.9 })]
		if want := 8 + 0.4*float64(d); math.Abs(at8[1]-want) > 0.2 {
			t.Errorf("day %d: the moving stretch is at %.2f, want %.2f", d, at8[1], want)
		}
	}
}

func TestSlicesAreEqualBetweenChangesAndDifferAtThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		front, control := layersOf(drawFront(t))
		for _, l := range []*geo.Layer{front, control} {
			text := func(d edtf.Day) string { return string(l.AppendSlice(nil, d, l.Standing(d, nil))) }
			changes := l.Changes()
			for i, d := range changes {
				if text(d) == text(d-1) {
					t.Fatalf("%s: nothing changes on %s", l.ID, d)
				}
				end := d + 3
				if i+1 < len(changes) {
					end = changes[i+1]
				}
				for e := d; e < end; e++ {
					if text(e) != text(d) {
						t.Fatalf("%s: the slices of %s and %s differ without a change", l.ID, d, e)
					}
				}
			}
		}
	})
}

func TestHistoryAgreesWithAskingEveryDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFront(t)
		_, control := layersOf(f)
		world := geo.NewMap([]*geo.Layer{control})
		p := orb.Point{rapid.Float64Range(-3, 13).Draw(t, "x"), rapid.Float64Range(0, 20).Draw(t, "y")}
		if _, km := f.Theatre.Coast(p); km < 0.01 {
			t.Skip("whether a point on the very edge is on land is anyone's guess")
		}
		periods := world.History(p)
		for i, period := range periods {
			if period.Span.Empty() || i > 0 && period.Span.From < periods[i-1].Span.To {
				t.Fatalf("period %d is empty or overlaps the one before: %v", i, periods)
			}
		}
		for d := edtf.Day(day0 - 2); d < f.To+2; d++ {
			var want geo.ActorID
			for _, period := range periods {
				if period.Span.Has(d) {
					want = period.Holder
				}
			}
			got, _ := world.Control(p, d)
			if got.Holder != want {
				t.Fatalf("on %s at %v control says %q, history %q", d, p, got.Holder, want)
			}
			if shown := holderShown(control, p, d); got.Holder != shown && shown != "edge" {
				t.Fatalf("on %s at %v control says %q, the map shows %q", d, p, got.Holder, shown)
			}
		}
	})
}

// holderShown is who the layer's polygons say holds a point.
func holderShown(l *geo.Layer, p orb.Point, d edtf.Day) geo.ActorID {
	var holders []geo.ActorID
	for _, f := range l.At(d, nil) {
		if geo.NewShape(f.Geometry).Contains(p) {
			if f.Role == geo.RolePocket && holders == nil {
				return "edge" // a pocket over the sea: not held by anyone's land
			}
			holders = append(holders, f.Holder)
		}
	}
	switch len(holders) {
	case 0:
		return ""
	case 1:
		return holders[0]
	}
	return "edge"
}

func TestReelIsJSONWithEverySpan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		front, control := layersOf(drawFront(t))
		for _, l := range []*geo.Layer{front, control} {
			text, err := l.Reel()
			if err != nil {
				t.Fatal(err)
			}
			var reel struct {
				Arcs     [][]int32
				Shapes   []json.RawMessage
				Features []struct{ Spans [][]*int32 }
				Changes  []int32
			}
			if err := json.Unmarshal(text, &reel); err != nil {
				t.Fatal(err)
			}
			if len(reel.Features) != l.Len() || len(reel.Changes) != len(l.Changes()) {
				t.Fatalf("the reel has %d features and %d changes, the layer %d and %d",
					len(reel.Features), len(reel.Changes), l.Len(), len(l.Changes()))
			}
			for _, f := range reel.Features {
				for i, s := range f.Spans {
					if int(*s[2]) >= len(reel.Shapes) || i > 0 && *s[0] != *f.Spans[i-1][1] {
						t.Fatalf("span %d names no shape, or leaves a gap", i)
					}
				}
			}
		}
	})
}

// flat is a line's points, its parts end to end.
func flat(g orb.Geometry) orb.LineString {
	switch g := g.(type) {
	case orb.LineString:
		return g
	case orb.MultiLineString:
		var all orb.LineString
		for _, l := range g {
			all = append(all, l...)
		}
		return all
	}
	return nil
}
