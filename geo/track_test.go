package geo_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"
)

func day(s string) edtf.Day { return edtf.MustParse(s).First() }

// tracks makes a layer of one track: stops on days of January 1950.
func tracks(role geo.Role, to string, stops ...geo.Stop) *geo.Layer {
	t := &geo.Track{Claim: geo.Claim{ID: "t", Role: role}, Stops: stops}
	if to != "" {
		t.To = edtf.MustParse(to)
	}
	return geo.NewLayer(geo.LayerInfo{ID: "tracks", Kind: geo.KindUnit}, nil, []*geo.Track{t})
}

// stop is a stop from one day of January 1950 until another.
func stop(at orb.Point, on, until int, via ...orb.Point) geo.Stop {
	first := day("1950-01-01")
	return geo.Stop{At: at, On: first + edtf.Day(on-1), Until: first + edtf.Day(until-1), Via: via}
}

// told tells where the track is on a day, and for how long, in a line.
func told(l *geo.Layer, d edtf.Day) string {
	features := l.At(d, nil)
	if len(features) == 0 {
		return "nowhere"
	}
	f := features[0]
	var where strings.Builder
	switch g := f.Geometry.(type) {
	case orb.Point:
		fmt.Fprint(&where, g)
	case orb.LineString:
		fmt.Fprint(&where, g)
	}
	until := ".."
	if !f.To.IsZero() {
		until = f.To.String()[8:]
	}
	between := ""
	if !f.Attested {
		between = fmt.Sprintf(", between %s and %s", f.Between[0].String()[8:], f.Between[1].String()[8:])
	}
	return fmt.Sprintf("%s %s-%s%s", where.String(), f.From.String()[8:], until, between)
}

func checkDays(t *testing.T, l *geo.Layer, want map[int]string) {
	t.Helper()
	for d, w := range want {
		if got := told(l, day("1950-01-01")+edtf.Day(d-1)); got != w {
			t.Errorf("on the %d. it is at %s, want %s", d, got, w)
		}
	}
}

func TestUnitDayByDay(t *testing.T) {
	ship := tracks(geo.RoleUnit, "1950-01-20",
		stop(orb.Point{0, 0}, 2, 4),
		stop(orb.Point{8, 0}, 8, 8, orb.Point{0, 8}, orb.Point{8, 8}), // by way of two corners: 24 in all
		stop(orb.Point{8, 6}, 11, 11),
		stop(orb.Point{8, 6}, 15, 15), // still there
	)
	checkDays(t, ship, map[int]string{
		1:  "nowhere",
		2:  "[0 0] 02-05",
		4:  "[0 0] 02-05",
		5:  "[0 6] 05-06, between 04 and 08",
		6:  "[4 8] 06-07, between 04 and 08",
		7:  "[8 6] 07-08, between 04 and 08",
		8:  "[8 0] 08-09",
		9:  "[8 2] 09-10, between 08 and 11",
		10: "[8 4] 10-11, between 08 and 11",
		11: "[8 6] 11-15",
		14: "[8 6] 11-15",
		15: "[8 6] 15-20",
		19: "[8 6] 15-20",
		20: "nowhere",
	})
	var changes []string
	for _, d := range ship.Changes() {
		changes = append(changes, d.String()[8:])
	}
	if got := strings.Join(changes, " "); got != "02 05 06 07 08 09 10 11 15 20" {
		t.Errorf("it changes on %s", got)
	}
	if box, span := ship.Extent(); box != (orb.Bound{Max: orb.Point{8, 8}}) || span != (edtf.Span{From: day("1950-01-02"), To: day("1950-01-20")}) {
		t.Errorf("it is in %v for %v", box, span)
	}
}

func TestRouteGrows(t *testing.T) {
	march := tracks(geo.RoleRoute, "",
		stop(orb.Point{0, 0}, 2, 2),
		stop(orb.Point{4, 0}, 4, 6),
		stop(orb.Point{4, 4}, 8, 8, orb.Point{6, 2}),
	)
	checkDays(t, march, map[int]string{
		2:  "[0 0] 02-03",
		3:  "[[0 0] [2 0]] 03-04, between 02 and 04",
		4:  "[[0 0] [4 0]] 04-07",
		6:  "[[0 0] [4 0]] 04-07",
		7:  "[[0 0] [4 0] [6 2]] 07-08, between 06 and 08",
		8:  "[[0 0] [4 0] [6 2] [4 4]] 08-..",
		31: "[[0 0] [4 0] [6 2] [4 4]] 08-..",
	})
}

// A track that ends between two stops never reaches the second.
func TestTrackCutShort(t *testing.T) {
	sunk := tracks(geo.RoleUnit, "1950-01-05", stop(orb.Point{0, 0}, 2, 2), stop(orb.Point{8, 0}, 10, 10))
	checkDays(t, sunk, map[int]string{4: "[2 0] 04-05, between 02 and 10", 5: "nowhere"})
	if last := sunk.Changes()[len(sunk.Changes())-1]; last != day("1950-01-05") {
		t.Errorf("it changes last on %s", last)
	}
}

// Between two stops a unit moves evenly, keeps to its way, and every day is a change.
func TestUnitMovesEvenly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		point := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(-9, 9).Draw(t, "x"), rapid.Float64Range(-9, 9).Draw(t, "y")}
		})
		from, to := point.Draw(t, "from"), point.Draw(t, "to")
		via := rapid.SliceOfN(point, 0, 3).Draw(t, "via")
		days := rapid.IntRange(1, 12).Draw(t, "days")
		if from == to {
			t.Skip("it stays")
		}
		unit := tracks(geo.RoleUnit, "", stop(from, 1, 1), stop(to, 1+days, 1+days, via...))
		way := append(append(orb.LineString{from}, via...), to)
		length := planar.Length(way)
		for n := range days + 1 {
			d := day("1950-01-01") + edtf.Day(n)
			route := tracks(geo.RoleRoute, "", stop(from, 1, 1), stop(to, 1+days, 1+days, via...))
			f := unit.At(d, nil)[0]
			if f.Attested != (n == 0 || n == days) || !slices.Contains(unit.Changes(), d) {
				t.Fatalf("on day %d of %d it is attested: %v, of changes %v", n, days, f.Attested, unit.Changes())
			}
			at := f.Geometry.(orb.Point)
			if n == 0 {
				continue
			}
			grown := route.At(d, nil)[0].Geometry.(orb.LineString)
			if got, want := planar.Length(grown), length*float64(n)/float64(days); math.Abs(got-want) > 1e-9*(1+length) {
				t.Fatalf("after %d of %d days the route is %g long, want %g", n, days, got, want)
			}
			if grown[len(grown)-1] != at {
				t.Fatalf("the unit is at %v, the route's head at %v", at, grown[len(grown)-1])
			}
		}
	})
}
