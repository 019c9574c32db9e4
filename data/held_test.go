package data_test

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
	sphere "github.com/paulmach/orb/geo"
)

// leastAgreed is the share of clear cases in which the atlas agrees with the histories.
const leastAgreed = 0.97

var heldWords = regexp.MustCompile(`^at (\[.+\]|\S+): (\S+)$`)

// Who held a town on a day.
func TestHeld(t *testing.T) {
	atlas := shippedAtlas(t)
	world := geo.NewMap(atlas.Layers)
	eachScript(t, "held", func(t *testing.T, s script) {
		var against []string
		for _, line := range s {
			m := heldWords.FindStringSubmatch(line.rest)
			if m == nil {
				t.Fatalf("%q does not say who held what", line.text)
			}
			at, known := whereabouts(atlas, m[1])
			if !known {
				t.Errorf("there is no such place: %s", line.text)
				continue
			}
			holder := "none"
			control, ok := world.Control(at, line.on)
			if ok {
				holder = string(control.Holder)
			}
			if holder != m[2] {
				against = append(against, fmt.Sprintf("%s not %s by %s %s", line.text, holder, control.Layer, control.Feature))
			}
		}
		agreement(t, len(s), against)
	})
}

// agreement reports the share of a script that the atlas agrees with, and fails below leastAgreed.
func agreement(t *testing.T, asked int, against []string) {
	t.Helper()
	share := 1 - float64(len(against))/float64(asked)
	report := t.Logf
	if share < leastAgreed {
		report = t.Errorf
	}
	report("%d of %d, %.1f %%, agree with the histories; against them are:\n%s", asked-len(against), asked, 100*share, strings.Join(against, "\n"))
}

// How far an event may be from where the histories have it.
const (
	foundDays = 1
	foundKm   = 30
)

var foundWords = regexp.MustCompile(`^near (\[.+\]): (.+)$`)

// What happened on a day, and where.
func TestFound(t *testing.T) {
	atlas := shippedAtlas(t)
	eachScript(t, "found", func(t *testing.T, s script) {
		var against []string
		for _, line := range s {
			m := foundWords.FindStringSubmatch(line.rest)
			if m == nil {
				t.Fatalf("%q does not say what happened where", line.text)
			}
			at, ok := whereabouts(atlas, m[1])
			if !ok {
				t.Fatalf("there is no such place: %s", line.text)
			}
			if !eventNear(atlas, at, line.on) {
				against = append(against, line.text)
			}
		}
		agreement(t, len(s), against)
	})
}

// eventNear reports whether any event stands about a day and a point.
func eventNear(atlas *data.Atlas, at orb.Point, on edtf.Day) bool {
	for _, l := range atlas.Layers {
		if l.Kind != geo.KindEvent {
			continue
		}
		for d := on - foundDays; d <= on+foundDays; d++ {
			for _, f := range l.At(d, nil) {
				if p, ok := f.Geometry.(orb.Point); ok && sphere.DistanceHaversine(p, at) <= foundKm*1000 {
					return true
				}
			}
		}
	}
	return false
}

// How far a line may lie from where the histories have it, on average over all
// lines and over the points of one, in km.
const (
	lineMean = 8
	lineMost = 16
)

var (
	passesWords = regexp.MustCompile(`^(\S+) passes ((\[[^\]]+\] *)+)$`)
	pointWords  = regexp.MustCompile(`\[[^\]]+\]`)
)

// Where a front ran on a day: the distance of the points named from the line.
func TestLines(t *testing.T) {
	atlas := shippedAtlas(t)
	eachScript(t, "lines", func(t *testing.T, s script) {
		var sum float64
		for _, line := range s {
			m := passesWords.FindStringSubmatch(line.rest)
			if m == nil {
				t.Fatalf("%q does not say where a front passed", line.text)
			}
			front := frontOn(atlas, geo.LayerID(m[1]), line.on)
			if front == nil {
				t.Errorf("there is no %s on that day: %s", m[1], line.text)
				continue
			}
			var off, most float64
			points := pointWords.FindAllString(m[2], -1)
			for _, text := range points {
				p, ok := whereabouts(atlas, text)
				if !ok {
					t.Fatalf("%s is no point: %s", text, line.text)
				}
				km := distance(front, p)
				off, most = off+km, max(most, km)
			}
			off /= float64(len(points))
			sum += off
			report := t.Logf
			if off > lineMost {
				report = t.Errorf
			}
			report("%s: %.1f km off on average of %d points, %.1f at most", line.text[:len("on 1950-06-25")], off, len(points), most)
		}
		if mean := sum / float64(len(s)); mean > lineMean {
			t.Errorf("the lines are %.1f km off on average", mean)
		} else {
			t.Logf("%d lines are %.1f km off on average", len(s), mean)
		}
	})
}

// frontOn is a front's line on a day, with the edges of its pockets.
func frontOn(atlas *data.Atlas, id geo.LayerID, on edtf.Day) (lines []orb.LineString) {
	for _, l := range atlas.Layers {
		if l.ID != id {
			continue
		}
		for _, f := range l.At(on, nil) {
			switch g := f.Geometry.(type) {
			case orb.LineString:
				lines = append(lines, g)
			case orb.MultiLineString:
				lines = append(lines, g...)
			}
		}
	}
	return lines
}

// distance is how far a point is from the nearest of some lines, in km.
func distance(lines []orb.LineString, p orb.Point) float64 {
	least := math.Inf(1)
	squeeze := math.Cos(p[1] * math.Pi / 180)
	for _, line := range lines {
		for i := 1; i < len(line); i++ {
			q := geo.Nearest(line[i-1], line[i], p, squeeze)
			least = min(least, sphere.DistanceHaversine(p, q)/1000)
		}
	}
	return least
}
