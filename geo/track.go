package geo

import (
	"slices"

	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A Stop is a dated point of a track, where the unit stays from one day until
// another, which is the same where it moves on at once.
type Stop struct {
	At        orb.Point
	On, Until edtf.Day
	Via       orb.LineString // the way here from the stop before, without its ends
	By        Way            // what it came here by
}

// A Way is what a unit goes by from one stop to the next.
type Way string

// The ways. The zero Way is the unit's own: an army marches, a fleet sails.
const (
	ByRail Way = "rail"
	BySea  Way = "sea"
	ByAir  Way = "air"
)

// Days calls yield with where the unit is, or the route's head, on each day from
// its first stop to its last.
func (t *Track) Days(yield func(edtf.Day, orb.Point) bool) {
	for d := t.Stops[0].On; d <= t.Stops[len(t.Stops)-1].On; d++ {
		head, ok := t.on(d).Geometry.(orb.Point)
		if line, grown := t.on(d).Geometry.(orb.LineString); grown {
			head, ok = line[len(line)-1], true
		}
		if ok && !yield(d, head) {
			return
		}
	}
}

// Leg returns the number of the stop that the unit is at or on its way to on a
// day of its span.
func (t *Track) Leg(d edtf.Day) int {
	for i, s := range t.Stops {
		if d <= s.Until {
			return i
		}
	}
	return len(t.Stops) - 1
}

// A Track is a unit that moves along dated points, or a route that grows along
// them: between two stops it moves evenly, day by day, and is not attested.
type Track struct {
	Claim
	Stops []Stop // in order of On; at least one
	To    edtf.Date
}

func (t *Track) claim() *Claim { return &t.Claim }

func (t *Track) span() edtf.Span {
	s := edtf.Span{From: t.Stops[0].On, To: edtf.Future}
	if !t.To.IsZero() {
		s.To = t.To.First()
	}
	return s
}

func (t *Track) bound() orb.Bound {
	b := t.Stops[0].At.Bound()
	for _, s := range t.Stops {
		b = b.Extend(s.At)
		for _, p := range s.Via {
			b = b.Extend(p)
		}
	}
	return b
}

func (t *Track) covers(orb.Point, edtf.Day) bool { return false }

func (t *Track) spells() []edtf.Day {
	var days []edtf.Day
	end := t.span().To
	add := func(d edtf.Day) {
		if d < end && (len(days) == 0 || d > days[len(days)-1]) {
			days = append(days, d)
		}
	}
	for i, s := range t.Stops {
		add(s.On)
		if i+1 == len(t.Stops) {
			break
		}
		if s.At == t.Stops[i+1].At {
			continue
		}
		for d := s.Until + 1; d < t.Stops[i+1].On; d++ {
			add(d)
		}
	}
	return days
}

func (t *Track) on(d edtf.Day) *Feature {
	i, _ := slices.BinarySearchFunc(t.Stops, d, func(s Stop, d edtf.Day) int { return int(s.On) - int(d) })
	if i == len(t.Stops) || t.Stops[i].On > d {
		i-- // the last stop reached
	}
	f := &Feature{Claim: &t.Claim, Attested: true}
	path := t.path(i)
	last := i+1 == len(t.Stops)
	if last || d <= t.Stops[i].Until || t.Stops[i].At == t.Stops[i+1].At {
		f.From, f.To = edtf.FromDay(t.Stops[i].On), t.standsUntil(i)
		f.Geometry = t.geometry(path)
		return f
	}
	next := t.Stops[i+1]
	f.Attested = false
	f.Between = [2]edtf.Day{t.Stops[i].Until, next.On}
	f.From, f.To = edtf.FromDay(d), edtf.FromDay(d+1)
	leg := append(append(orb.LineString{t.Stops[i].At}, next.Via...), next.At)
	done := float64(d-f.Between[0]) / float64(f.Between[1]-f.Between[0])
	f.Geometry = t.geometry(append(path, along(leg, done)[1:]...))
	return f
}

// standsUntil is the first day on which the unit has left stop i.
func (t *Track) standsUntil(i int) edtf.Date {
	if i+1 == len(t.Stops) {
		return t.To
	}
	next := t.Stops[i+1]
	if t.Stops[i].At == next.At {
		return edtf.FromDay(next.On)
	}
	return edtf.FromDay(t.Stops[i].Until + 1)
}

// path is the way from the first stop to stop i.
func (t *Track) path(i int) orb.LineString {
	path := orb.LineString{t.Stops[0].At}
	for _, s := range t.Stops[1 : i+1] {
		path = append(append(path, s.Via...), s.At)
	}
	return path
}

// geometry is the whole way for a route, its head for a unit.
func (t *Track) geometry(path orb.LineString) orb.Geometry {
	if t.Role == RoleRoute && len(path) > 1 {
		return path
	}
	return path[len(path)-1]
}

// along returns the first part of a line, up to the share done of its length.
func along(line orb.LineString, done float64) orb.LineString {
	left := planar.Length(line) * done
	for i := 1; i < len(line); i++ {
		step := planar.Distance(line[i-1], line[i])
		if step >= left && step > 0 {
			return append(slices.Clone(line[:i]), between(line[i-1], line[i], left/step))
		}
		left -= step
	}
	return line
}

// between returns the point at share t of the way from a to b.
func between(a, b orb.Point, t float64) orb.Point {
	return orb.Point{a[0] + (b[0]-a[0])*t, a[1] + (b[1]-a[1])*t}
}
