package geo

import (
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// A mover stands for a span of days and shows one feature on each of them.
// The interface is sealed: Static, Track, and a front's lines, sides and pockets.
type mover interface {
	claim() *Claim
	// span is the days on which the mover shows anything.
	span() edtf.Span
	// bound is wherever it is in that time.
	bound() orb.Bound
	// on returns the feature on a day of its span.
	on(edtf.Day) *Feature
	// spells returns the days on which it changes, its span's first among them.
	spells() []edtf.Day
	// covers reports whether it is land that holds the point on a day of its span.
	covers(orb.Point, edtf.Day) bool
}

// A Static is a claim that stands still from one date to another.
type Static struct {
	Claim
	From, To edtf.Date // half-open; To is zero while it still stands
	Geometry orb.Geometry

	shape lazy[Shape]
}

// Spell is the days for which the claim stands.
func (s *Static) Spell() edtf.Span { return s.span() }

// Covers reports whether the claim's area holds a point.
func (s *Static) Covers(p orb.Point) bool { return s.covers(p, 0) }

func (s *Static) claim() *Claim      { return &s.Claim }
func (s *Static) span() edtf.Span    { return spell(s.From, s.To) }
func (s *Static) bound() orb.Bound   { return s.Geometry.Bound() }
func (s *Static) spells() []edtf.Day { return []edtf.Day{s.span().From} }

func (s *Static) on(edtf.Day) *Feature {
	return &Feature{Claim: &s.Claim, From: s.From, To: s.To, Attested: true, Geometry: s.Geometry}
}

func (s *Static) covers(p orb.Point, _ edtf.Day) bool {
	return s.shape.get(func() Shape { return NewShape(s.Geometry) }).Contains(p)
}
