package geo

import (
	"fmt"
	"slices"
	"sync"

	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// An Attested line is a front as the sources have it on a day.
type Attested struct {
	Claim
	On      edtf.Day
	Written orb.LineString // its points as they are written, ends perhaps at sea
	Line    orb.LineString // the same, fitted to the theatre from coast to coast (see [Land.Fit])
	Still   bool           // // it stays so until the next line's day, rather than move towards it
}

// A Front divides the land of a theatre between two sides, day by day. Between
// two attested lines it is interpolated, and says so.
type Front struct {
	Theatre     *Land
	Left, Right Claim // of the land on either side
	Lines       []Attested
	Pockets     []*Static // land cut off within the other side's: a beachhead, an encirclement
	To          edtf.Day  // the first day on which the front no longer stands

	mu   sync.Mutex
	cuts map[edtf.Day]*Cut
	legs map[int]morph
}

// Check reports what keeps the front from dividing its theatre: a line out of
// order, one that crosses itself, or one that does not cross the land.
func (f *Front) Check() error {
	for i, l := range f.Lines {
		if i > 0 && l.On <= f.Lines[i-1].On {
			return fmt.Errorf("the line of %s comes after that of %s", l.On, f.Lines[i-1].On)
		}
		if p, crosses := SelfCrossing(l.Line); crosses {
			return fmt.Errorf("the line of %s crosses itself near [%.3f, %.3f]", l.On, p[0], p[1])
		}
		if _, err := NewCut(f.Theatre, l.Line); err != nil {
			return fmt.Errorf("on %s %w", l.On, err)
		}
	}
	return nil
}

// Layers returns the layer of the front's lines and that of the land they divide.
func (f *Front) Layers(front, control LayerInfo) (*Layer, *Layer) {
	var lines, sides []mover
	for i := range f.Lines {
		leg := frontLeg{front: f, index: i}
		lines = append(lines, &frontLine{leg})
		sides = append(sides, &frontSide{leg, Left}, &frontSide{leg, Right})
	}
	for i := range f.Pockets {
		sides = append(sides, f.Pockets[i])
	}
	return newLayer(front, lines), newLayer(control, sides)
}

// until is the first day after leg i.
func (f *Front) until(i int) edtf.Day {
	if i+1 < len(f.Lines) {
		return f.Lines[i+1].On
	}
	return f.To
}

// moves reports whether the front moves day by day after line i.
func (f *Front) moves(i int) bool {
	return i+1 < len(f.Lines) && !f.Lines[i].Still && !slices.Equal(f.Lines[i].Written, f.Lines[i+1].Written)
}

// cut returns the theatre as the front divides it on a day of leg i.
func (f *Front) cut(i int, d edtf.Day) *Cut {
	if !f.moves(i) {
		d = f.Lines[i].On
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if c, ok := f.cuts[d]; ok {
		return c
	}
	c := f.newCut(i, d)
	if f.cuts == nil {
		f.cuts = map[edtf.Day]*Cut{}
	}
	f.cuts[d] = c
	return c
}

func (f *Front) newCut(i int, d edtf.Day) *Cut {
	if d != f.Lines[i].On {
		if line, ok := f.Theatre.Fit(f.interpolated(i, d)); ok {
			if c, err := NewCut(f.Theatre, withoutLoops(line)); err == nil {
				return c
			}
		}
		// An interpolated line that leaves the land altogether cannot divide it:
		// the attested one before it stands for it.
	}
	c, err := NewCut(f.Theatre, f.Lines[i].Line)
	if err != nil {
		panic(fmt.Sprintf("front of %s was not checked: %v", f.Lines[i].On, err))
	}
	return c
}

// interpolated returns the line on a day between lines i and i+1, not yet
// fitted to the coast: ends at sea stay at sea, and are cut where the line comes
// ashore. f.mu is held.
func (f *Front) interpolated(i int, d edtf.Day) orb.LineString {
	a, b := f.Lines[i], f.Lines[i+1]
	m, ok := f.legs[i]
	if !ok {
		m = newMorph(a.Written, b.Written)
		if f.legs == nil {
			f.legs = map[int]morph{}
		}
		f.legs[i] = m
	}
	return m.at(float64(d-a.On) / float64(b.On-a.On))
}

// pockets returns the pockets that stand on a day.
func (f *Front) pockets(d edtf.Day) []*Static {
	var standing []*Static
	for _, p := range f.Pockets {
		if p.span().Has(d) {
			standing = append(standing, p)
		}
	}
	return standing
}

// A frontLeg is a front from one attested line until the next.
type frontLeg struct {
	front *Front
	index int
}

func (l frontLeg) attested() *Attested { return &l.front.Lines[l.index] }
func (l frontLeg) span() edtf.Span {
	return edtf.Span{From: l.attested().On, To: l.front.until(l.index)}
}

func (l frontLeg) moveDays() []edtf.Day {
	s := l.span()
	days := []edtf.Day{s.From}
	if l.front.moves(l.index) {
		for d := s.From + 1; d < s.To; d++ {
			days = append(days, d)
		}
	}
	return days
}

// moving reports whether the line of a day of the leg is interpolated.
func (l frontLeg) moving(d edtf.Day) bool { return d != l.attested().On && l.front.moves(l.index) }

// feature dates a claim for a day of the leg.
func (l frontLeg) feature(c *Claim, d edtf.Day, g orb.Geometry) *Feature {
	s := l.span()
	f := &Feature{Claim: c, Attested: !l.moving(d), Geometry: g}
	f.From, f.To = edtf.FromDay(s.From), edtf.FromDay(s.To)
	if l.front.moves(l.index) {
		f.From, f.To = edtf.FromDay(d), edtf.FromDay(d+1)
	}
	if !f.Attested {
		f.Between = [2]edtf.Day{s.From, s.To}
	}
	return f
}

// A frontLine shows a leg's line.
type frontLine struct{ frontLeg }

func (l *frontLine) claim() *Claim                   { return &l.attested().Claim }
func (l *frontLine) bound() orb.Bound                { return l.front.Theatre.bound() }
func (l *frontLine) covers(orb.Point, edtf.Day) bool { return false }
func (l *frontLine) spells() []edtf.Day              { return l.moveDays() }

func (l *frontLine) on(d edtf.Day) *Feature {
	return l.feature(&l.attested().Claim, d, l.front.cut(l.index, d).Line())
}

// A frontSide shows the land on one side of a leg's line, less the pockets in it.
type frontSide struct {
	frontLeg
	side Side
}

func (s *frontSide) bound() orb.Bound { return s.front.Theatre.bound() }

// claim is that of the side, with the sources of the line. Where the line ran
// may be disputed; that most of the land lay behind it is still probable.
func (s *frontSide) claim() *Claim {
	c := s.front.Left
	if s.side == Right {
		c = s.front.Right
	}
	line := s.attested()
	c.Certainty, c.Sources = Certain, line.Sources
	if line.Certainty == Disputed {
		c.Certainty = Probable
	}
	return &c
}

// spells adds, to the days on which the line moves, those on which a pocket changes.
func (s *frontSide) spells() []edtf.Day {
	days := s.moveDays()
	for _, p := range s.front.Pockets {
		for _, d := range []edtf.Day{p.span().From, p.span().To} {
			if s.span().Has(d) {
				days = append(days, d)
			}
		}
	}
	slices.Sort(days)
	return slices.Compact(days)
}

func (s *frontSide) on(d edtf.Day) *Feature {
	left, right := s.front.cut(s.index, d).Pieces()
	land := left
	if s.side == Right {
		land = right
	}
	for _, p := range s.front.pockets(d) {
		land = without(land, p.Geometry)
	}
	f := s.feature(s.claim(), d, land)
	if days := s.spells(); !s.front.moves(s.index) && len(days) > 1 {
		f.From, f.To = around(days, s.span().To, d)
	}
	return f
}

// around returns the days between which nothing changes about d.
func around(days []edtf.Day, end, d edtf.Day) (from, to edtf.Date) {
	i, found := slices.BinarySearch(days, d)
	if !found {
		i--
	}
	if i+1 < len(days) {
		end = days[i+1]
	}
	return edtf.FromDay(days[i]), edtf.FromDay(end)
}

func (s *frontSide) covers(p orb.Point, d edtf.Day) bool {
	return s.holds(s.front.Theatre.site(p), d)
}

// holds is covers for a site, whose place on the land is found already.
func (s *frontSide) holds(at site, d edtf.Day) bool {
	if !at.onLand() {
		return false
	}
	if s.front.cut(s.index, d).side(at) != s.side {
		return false
	}
	for _, p := range s.front.pockets(d) {
		if p.covers(at.point, d) {
			return false
		}
	}
	return true
}

// without is Difference for land on show: what cannot be cut is shown whole,
// rather than lost, with the pocket over it.
func without(land orb.MultiPolygon, pocket orb.Geometry) orb.MultiPolygon {
	area, ok := pocket.(orb.MultiPolygon)
	if !ok {
		return land
	}
	cut, err := Difference(land, area)
	if err != nil {
		return land
	}
	return cut
}
