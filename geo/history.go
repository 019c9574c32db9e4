package geo

import (
	"math"
	"slices"

	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// A Map is the layers together: it knows who was in control of a place.
type Map struct {
	layers []*Layer
}

// NewMap makes a map of layers.
func NewMap(layers []*Layer) *Map { return &Map{layers} }

// A Period is a time for which one holder had a place.
type Period struct {
	From, To  edtf.Date // half-open; To is zero while it lasts
	Span      edtf.Span
	Holder    ActorID
	Certainty Certainty
	Sources   []SourceID
}

// A Control is the claim that decides who held a place on a day, and the period
// for which that holder had it.
type Control struct {
	Period
	Layer   LayerID
	Feature FeatureID
}

// A Cover is a feature that covers a place.
type Cover struct {
	Layer   *Layer
	Feature *Feature
}

// At returns everything that covers a point on a day.
func (m *Map) At(p orb.Point, d edtf.Day) []Cover {
	var all []Cover
	ashore := m.ashore(p)
	for _, l := range m.layers {
		at := p
		if l.Kind == KindTerritory {
			at = ashore
		}
		for _, i := range l.index.over(at) {
			if mv := l.movers[i]; mv.span().Has(d) && mv.covers(at, d) {
				all = append(all, Cover{l, l.feature(i, d)})
			}
		}
	}
	return all
}

// Control returns who was in control of a point on a day. ok is false where no
// territory claims it.
func (m *Map) Control(p orb.Point, d edtf.Day) (c Control, ok bool) {
	tenures := m.tenures(m.ashore(p))
	best := strongest(tenures, d)
	if best == nil {
		return Control{}, false
	}
	c = Control{Layer: best.layer, Feature: best.claim.ID}
	for _, period := range periods(tenures) {
		if period.Span.Has(d) {
			c.Period = period
		}
	}
	c.Certainty, c.Sources = best.claim.Certainty, best.claim.SourceIDs()
	return c, true
}

// History returns who held a point, in order and without overlaps. Days that
// nobody claims are in no period.
func (m *Map) History(p orb.Point) []Period { return periods(m.tenures(m.ashore(p))) }

// Towns on the coast are written a little off it, or lie off it once the coast
// is simplified: a point at sea is asked for at the land nearest to it, if that
// is within shoreKm.
const (
	shoreKm    = 4
	shoreStep  = 0.25
	shoreTries = 16 // directions
)

// ashore returns the point itself, or where nothing holds it and land is near, that.
func (m *Map) ashore(p orb.Point) orb.Point {
	if m.held(p) || !m.nearLand(p) {
		return p
	}
	for km := shoreStep; km <= shoreKm; km += shoreStep {
		for i := range shoreTries {
			if q := Offset(p, km, float64(i)*360/shoreTries); m.held(q) {
				return q
			}
		}
	}
	return p
}

// nearLand reports whether any land that was ever held is within shoreKm.
func (m *Map) nearLand(p orb.Point) bool {
	box := orb.Bound{Min: p, Max: p}.Pad(shoreKm / kmPerDegree / math.Cos(p[1]*math.Pi/180))
	for _, l := range m.layers {
		if l.Kind != KindTerritory {
			continue
		}
		for _, i := range l.index.near(box) {
			if s, still := l.movers[i].(*Static); still && s.Role != RoleZone && l.meets(i, s.span().From, box) {
				return true
			}
		}
	}
	return false
}

// held reports whether any territory ever held the point.
func (m *Map) held(p orb.Point) bool {
	asked := map[*Land]bool{} // the sides of a front share their land
	for _, l := range m.layers {
		if l.Kind != KindTerritory {
			continue
		}
		for _, i := range l.index.over(p) {
			switch mv := l.movers[i].(type) {
			case *Static:
				if mv.Role != RoleZone && mv.covers(p, mv.span().From) {
					return true
				}
			case *frontSide:
				land := mv.front.Theatre
				if asked[land] {
					continue
				}
				asked[land] = true
				if land.site(p).onLand() {
					return true
				}
			}
		}
	}
	return false
}

// A tenure is one claim's hold on a point.
type tenure struct {
	layer    LayerID
	claim    *Claim
	span     edtf.Span
	from, to edtf.Date // as the claim was written, where its own ends are the tenure's
}

// tenures collects every territory's hold on a point, at any time.
func (m *Map) tenures(p orb.Point) []tenure {
	var all []tenure
	sites := map[*Land]site{}
	for _, l := range m.layers {
		if l.Kind != KindTerritory {
			continue
		}
		for _, i := range l.index.over(p) {
			switch mv := l.movers[i].(type) {
			case *Static:
				if mv.Role != RoleZone && mv.Rank != RankNone && mv.covers(p, mv.span().From) {
					all = append(all, tenure{l.ID, &mv.Claim, mv.span(), mv.From, mv.To})
				}
			case *frontSide:
				land := mv.front.Theatre
				at, known := sites[land]
				if !known {
					at = land.site(p)
					sites[land] = at
				}
				all = append(all, mv.tenures(l.ID, at)...)
			}
		}
	}
	return all
}

// tenures returns the spells of the leg for which the side held a site.
func (s *frontSide) tenures(layer LayerID, at site) []tenure {
	if !at.onLand() {
		return nil
	}
	var all []tenure
	claim := s.claim()
	days, end := s.spells(), s.span().To
	for i, d := range days {
		if !s.holds(at, d) {
			continue
		}
		until := end
		if i+1 < len(days) {
			until = days[i+1]
		}
		if n := len(all); n > 0 && all[n-1].span.To == d {
			all[n-1].span.To, all[n-1].to = until, edtf.FromDay(until)
			continue
		}
		all = append(all, tenure{layer, claim, edtf.Span{From: d, To: until}, edtf.FromDay(d), edtf.FromDay(until)})
	}
	return all
}

// strongest returns the tenure that decides a day: of the highest rank, not the
// rival claim, the last begun.
func strongest(tenures []tenure, d edtf.Day) *tenure {
	var best *tenure
	for i := range tenures {
		t := &tenures[i]
		if t.span.Has(d) && (best == nil || t.outweighs(best)) {
			best = t
		}
	}
	return best
}

func (t *tenure) outweighs(o *tenure) bool {
	switch {
	case t.claim.Rank != o.claim.Rank:
		return t.claim.Rank > o.claim.Rank
	case t.claim.Rival != o.claim.Rival:
		return o.claim.Rival
	}
	return t.span.From >= o.span.From
}

// periods lays the tenures end to end, the strongest deciding each day, and
// joins neighbours of one holder and certainty.
func periods(tenures []tenure) []Period {
	var cuts []edtf.Day
	for _, t := range tenures {
		cuts = append(cuts, t.span.From, t.span.To)
	}
	slices.Sort(cuts)
	cuts = slices.Compact(cuts)
	var all []Period
	for i := range len(cuts) - 1 {
		best := strongest(tenures, cuts[i])
		if best == nil {
			continue
		}
		next := best.period(edtf.Span{From: cuts[i], To: cuts[i+1]})
		if n := len(all); n > 0 && all[n-1].continues(next) {
			all[n-1] = all[n-1].join(next)
		} else {
			all = append(all, next)
		}
	}
	return all
}

// period is the tenure's hold for a part of its span. Its ends are written as
// the claim wrote them where they are the claim's own, to the day otherwise.
func (t *tenure) period(s edtf.Span) Period {
	p := Period{Span: s, Holder: t.claim.Holder, Certainty: t.claim.Certainty, Sources: t.claim.SourceIDs()}
	p.From, p.To = edtf.FromDay(s.From), edtf.FromDay(s.To)
	if s.From == t.span.From {
		p.From = t.from
	}
	if s.To == t.span.To {
		p.To = t.to
	}
	return p
}

func (p Period) continues(next Period) bool {
	return p.Span.To == next.Span.From && p.Holder == next.Holder && p.Certainty == next.Certainty
}

func (p Period) join(next Period) Period {
	p.Span.To, p.To = next.Span.To, next.To
	for _, s := range next.Sources {
		if !slices.Contains(p.Sources, s) {
			p.Sources = append(p.Sources, s)
		}
	}
	return p
}

// SourceIDs returns the claim's sources, each once.
func (c *Claim) SourceIDs() []SourceID {
	ids := make([]SourceID, 0, len(c.Sources))
	for _, cite := range c.Sources {
		if !slices.Contains(ids, cite.Source) {
			ids = append(ids, cite.Source)
		}
	}
	return ids
}

// Warm divides the land for every day of every front, before anyone asks.
func (m *Map) Warm() {
	for _, l := range m.layers {
		for _, mv := range l.movers {
			if s, ok := mv.(*frontSide); ok {
				for _, d := range s.spells() {
					s.front.cut(s.index, d)
				}
			}
		}
	}
}
