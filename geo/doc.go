// Package geo is the moving map: layers of dated things, what each shows on a
// day, and who held a place when.
//
// A [Layer] is a set of movers. A mover stands for a span of days and shows one
// [Feature] on each of them: a claim that stands still ([Static]), a unit along
// its track and a route that grows ([Track]), the line of a front and the land
// on either side of it ([Front]). A layer changes at finitely many days; between
// two of them its [Slice] is the same.
//
// Coordinates are longitude, latitude in degrees, WGS 84, as orb has them.
// Outer rings run counter-clockwise and holes clockwise (RFC 7946). Distances
// are in kilometres. Days are [edtf.Day] numbers and spans are half-open.
package geo
