package data

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// Check reads an atlas as [Load] does, and tests besides whether its claims can
// all be true together: that nobody holds land before there is such a holder,
// that no two hold one place on one day, that a front and its towns agree. An
// atlas whose claims contradict each other can be drawn, so that it is returned
// beside the [Problems].
func Check(files fs.FS) (*Atlas, error) {
	l, err := resolve(files)
	if err != nil {
		return nil, err
	}
	j := &judge{loader: l, atlas: l.build()}
	j.actorsLive()
	j.sourcesUsed()
	j.holdersAgree()
	j.frontsAgree()
	j.unitsWhereTheyBelong()
	if len(l.problems) > 0 {
		return j.atlas, l.problems.sorted()
	}
	return j.atlas, nil
}

// A judge tests an atlas that could be read for what its claims say of each other.
type judge struct {
	*loader
	atlas *Atlas
}

// at is where a claim is written.
func (j *judge) at(layer geo.LayerID, claim geo.FeatureID) pos {
	return j.claims[claimKey{layer, claim}]
}

// actorsLive: nobody holds land before there is such an actor, or after. Armies
// and deeds may come before: those of a rising that became a state.
func (j *judge) actorsLive() {
	for _, l := range j.Layers {
		for _, s := range l.Statics {
			if s.Rank != geo.RankNone {
				j.lives(j.at(l.Info.ID, s.ID), s.Holder, s.From, s.To)
			}
		}
	}
}

// lives reports a holder that a claim's days do not all belong to. Dates known
// to the year are given the benefit of the doubt.
func (j *judge) lives(at pos, id geo.ActorID, from, to edtf.Date) {
	actor, known := j.actors[id]
	if !known {
		return
	}
	if !actor.From.IsZero() && from.Last() < actor.From.First() {
		j.report(at, "%s holds it from %s, but actors/ has it begin on %s; mend one of them", id, from, actor.From)
	}
	if actor.To.IsZero() {
		return
	}
	switch end := actor.To.Last(); {
	case to.IsZero():
		j.report(at, "%s holds it to this day, but actors/ has it end on %s; say until when", id, actor.To)
	case to.First()-1 > end:
		j.report(at, "%s holds it until %s, but actors/ has it end on %s; mend one of them", id, to, actor.To)
	}
}

// sourcesUsed: a source that nothing rests on is a mistake or a leftover.
func (j *judge) sourcesUsed() {
	for _, s := range j.Sources {
		if !j.cited[s.ID] {
			j.report(j.sources[s.ID], "no claim cites %s; cite it where it belongs, or delete it", s.ID)
		}
		if s.Publisher == "" && s.URL == "" && s.ISBN == "" && !slices.Contains(foundByTitle, s.Kind) {
			j.report(j.sources[s.ID], "source %s has neither publisher, isbn nor url; a reader must be able to find it", s.ID)
		}
	}
}

// foundByTitle are the kinds of sources that are found without a publisher.
var foundByTitle = []string{"treaty", "archive", "newspaper", "map"}

// holdersAgree: no two hold one place on one day in one layer unless it is
// disputed, and the land of states is never without one.
func (j *judge) holdersAgree() {
	for _, l := range j.Layers {
		if l.Info.Kind != geo.KindTerritory {
			continue
		}
		told := map[[2]geo.FeatureID]bool{} // once for two claims, not for every place
		for p, here := range j.holders(l.Statics) {
			for i, a := range here {
				for _, b := range here[i+1:] {
					if key := [2]geo.FeatureID{a.ID, b.ID}; !told[key] && j.contradict(a, b) {
						told[key] = true
						j.report(j.at(l.Info.ID, b.ID), "%s and %s (%s) both hold %s from %s; end the one, take it out of its area, or say that it is disputed", b.Holder, a.Holder, a.ID, p, b.From)
					}
				}
			}
			if l.Info.Rank == geo.RankState {
				j.gaps(l.Info.ID, p, here, told)
			}
		}
	}
}

// holders calls yield with every place, and the claims that ever hold it in the
// order in which they begin. Places are those of the gazetteer, and a grid
// between them over all that the claims cover.
func (j *judge) holders(claims []*geo.Static) func(yield func(place string, here []*geo.Static) bool) {
	type area struct {
		*geo.Static
		bound orb.Bound
	}
	var areas []area
	all := orb.Bound{Min: orb.Point{180, 90}, Max: orb.Point{-180, -90}}
	for _, s := range claims {
		if s.Role == "" && !s.Rival {
			areas = append(areas, area{s, s.Geometry.Bound()})
			all = all.Union(s.Geometry.Bound())
		}
	}
	slices.SortStableFunc(areas, func(a, b area) int { return int(a.Spell().From - b.Spell().From) })
	return func(yield func(string, []*geo.Static) bool) {
		ask := func(p orb.Point, name string) bool {
			var here []*geo.Static
			for _, a := range areas {
				if a.bound.Contains(p) && a.Covers(p) {
					here = append(here, a.Static)
				}
			}
			return len(here) == 0 || yield(name, here)
		}
		for _, p := range j.Places {
			if !ask(p.At, p.ID) {
				return
			}
		}
		for x := all.Min[0] + gridStart; x < all.Max[0]; x += gridStep {
			for y := all.Min[1] + gridStart; y < all.Max[1]; y += gridStep {
				if !ask(orb.Point{x, y}, fmt.Sprintf("[%.2f, %.2f]", x, y)) {
					return
				}
			}
		}
	}
}

// gridStep is the distance of the points between places at which holders are
// compared, in degrees; they start off the round numbers that borders are drawn by.
const (
	gridStep  = 0.5
	gridStart = 0.137
)

// contradict reports whether two claims give one place to two sides on one day.
func (j *judge) contradict(a, b *geo.Static) bool {
	return a.Rank == b.Rank && j.sideOf(a.Holder) != j.sideOf(b.Holder) &&
		a.Certainty != geo.Disputed && b.Certainty != geo.Disputed &&
		a.Spell().From < b.Spell().To && b.Spell().From < a.Spell().To
}

// sideOf is an actor's side, or the actor itself where it has none.
func (j *judge) sideOf(id geo.ActorID) geo.ActorID {
	if side := j.actors[id].Side; side != "" {
		return side
	}
	return id
}

// gaps reports days between two claims on which nobody holds a place.
func (j *judge) gaps(layer geo.LayerID, place string, here []*geo.Static, told map[[2]geo.FeatureID]bool) {
	last := here[0]
	for _, s := range here[1:] {
		key := [2]geo.FeatureID{last.ID, s.ID}
		if s.Spell().From > last.Spell().To && !told[key] {
			told[key] = true
			j.report(j.at(layer, s.ID), "nobody holds %s from %s, when %s ends, to %s; carry one of them on", place, last.To, last.ID, s.From)
		}
		if s.Spell().To > last.Spell().To {
			last = s
		}
	}
}

// frontsAgree: a town that a line passes by lies on the side of whoever held it,
// on that day or the day before or after: a line is drawn for noon, a town falls
// at any hour.
func (j *judge) frontsAgree() {
	var towns []*geo.Layer
	for _, l := range j.atlas.Layers {
		if l.Kind == geo.KindTerritory && l.Rank == geo.RankPlace {
			towns = append(towns, l)
		}
	}
	for _, l := range j.atlas.Layers {
		front := j.derivedFrom(l.ID)
		if front == "" {
			continue
		}
		sides := geo.NewMap([]*geo.Layer{l})
		held := geo.NewMap(append(slices.Clone(towns), l)) // a town, or else the side whose land it is
		for _, passed := range j.passed[front] {
			side, cut := sides.Control(passed.place.At, passed.on)
			if !cut || j.heldBy(held, passed, side.Holder) {
				continue
			}
			town, _ := held.Control(passed.place.At, passed.on)
			j.report(passed.pos, "the line of %s leaves %s to %s, but %s has it held by %s then; move the line or mend the holding", passed.on, passed.place.ID, side.Holder, town.Layer, town.Holder)
		}
	}
}

// heldBy reports whether a town may have been held by a side when a line passed
// it: that it was disputed will do.
func (j *judge) heldBy(held *geo.Map, passed passedTown, side geo.ActorID) bool {
	for d := passed.on - 1; d <= passed.on+1; d++ {
		town, claimed := held.Control(passed.place.At, d)
		if !claimed || town.Certainty == geo.Disputed || j.sideOf(town.Holder) == j.sideOf(side) {
			return true
		}
	}
	return false
}

func (j *judge) derivedFrom(layer geo.LayerID) geo.LayerID {
	for _, l := range j.Layers {
		if l.Info.ID == layer {
			return l.Derived
		}
	}
	return ""
}

// How far off land an army, and how far inland a ship, may be drawn, in km: a
// track is a few points, and ports are written as their towns.
const (
	wadeKm   = 6
	mooredKm = 8
)

// unitsWhereTheyBelong: armies are on land and ships at sea, by the letter of
// their symbol for where they fight.
func (j *judge) unitsWhereTheyBelong() {
	for _, l := range j.Layers {
		for _, t := range l.Tracks {
			if t.Role != geo.RoleUnit || len(t.Symbol) < 3 {
				continue
			}
			switch t.Symbol[2] {
			case 'G':
				j.ashore(l.Info.ID, t)
			case 'S':
				j.afloat(l.Info.ID, t)
			}
		}
	}
}

// ashore reports the first day on which an army stands in the sea.
func (j *judge) ashore(layer geo.LayerID, t *geo.Track) {
	for d, p := range t.Days {
		if by := t.Stops[t.Leg(d)].By; by == geo.BySea || by == geo.ByAir {
			continue
		}
		if !j.base.landWithin(p, wadeKm) {
			j.report(j.at(layer, t.ID), "on %s the army is at sea, at [%.2f, %.2f]; mend its track, or say \"by: sea\" at the stop that it came to by ship", d, p[0], p[1])
			return
		}
	}
}

// afloat reports the first day on which a fleet stands on land.
func (j *judge) afloat(layer geo.LayerID, t *geo.Track) {
	for d, p := range t.Days {
		if j.base.inland(p, mooredKm) {
			j.report(j.at(layer, t.ID), "on %s the fleet is on land, at [%.2f, %.2f]; lead its track round by \"via\", or mend its symbol", d, p[0], p[1])
			return
		}
	}
}
