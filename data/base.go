package data

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/marchland/marchland/geo"
	"github.com/paulmach/orb"
	sphere "github.com/paulmach/orb/geo"
	"github.com/paulmach/orb/planar"
	"github.com/paulmach/orb/simplify"
	"github.com/tidwall/rtree"
)

//go:embed base/*.json base/*.webp
var baseFiles embed.FS

// BaseFiles holds the base map for the page: land, rivers, lakes and relief.
func BaseFiles() fs.FS { return folder(baseFiles, "base") }

// A base is the map beneath the atlas: pieces of land that share their borders,
// and rivers.
type base struct {
	topo   *topology
	units  map[string]*topoGeometry
	land   rtree.RTreeG[*piece]
	rivers map[string]orb.LineString
	areas  sync.Map // of resolved areas, by surveyor.key
}

// A piece is one polygon of a unit.
type piece struct {
	unit    string
	polygon orb.Polygon
	island  bool // it has no border with another unit
	shape   func() geo.Shape
}

// theBase decodes the base map once, when the first atlas is read from text.
var theBase = sync.OnceValues(readBase)

func readBase() (*base, error) {
	b := &base{units: map[string]*topoGeometry{}, rivers: map[string]orb.LineString{}}
	var err error
	if b.topo, err = readTopology("base/land.topo.json"); err != nil {
		return nil, err
	}
	units := b.topo.Objects["units"].Geometries
	alone := b.topo.lonely(units)
	for i := range units {
		g := &units[i]
		b.units[g.ID] = g
		for _, p := range b.topo.merge([]*topoGeometry{g}) {
			box := p.Bound()
			shape := sync.OnceValue(func() geo.Shape { return geo.NewShape(p) })
			b.land.Insert(box.Min, box.Max, &piece{g.ID, p, alone[p[0][0]], shape})
		}
	}
	rivers, err := readTopology("base/rivers.topo.json")
	if err != nil {
		return nil, err
	}
	for _, g := range rivers.Objects["rivers"].Geometries {
		var line orb.LineString
		for _, l := range g.lines {
			line = append(line, rivers.path(l)...)
		}
		b.rivers[g.ID] = simplify.DouglasPeucker(riverTolerance).LineString(line)
	}
	return b, nil
}

// riverTolerance is how far a front along a river may leave it, in degrees: some 200 m.
const riverTolerance = 0.002

func readTopology(name string) (*topology, error) {
	text, err := baseFiles.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("base map: %w", err)
	}
	return parseTopology(text)
}

// unit returns the pieces of the base map that an id names: one unit, or all of
// a country's.
func (b *base) unit(id string) []*topoGeometry {
	if g, ok := b.units[id]; ok {
		return []*topoGeometry{g}
	}
	var all []*topoGeometry
	for _, key := range sortedKeys(b.units) {
		if strings.HasPrefix(key, id+"/") {
			all = append(all, b.units[key])
		}
	}
	return all
}

// piecesIn returns the pieces of land whose box meets the one given.
func (b *base) piecesIn(box orb.Bound) []*piece {
	var found []*piece
	b.land.Search(box.Min, box.Max, func(_, _ [2]float64, p *piece) bool {
		found = append(found, p)
		return true
	})
	slices.SortFunc(found, func(p, q *piece) int { return strings.Compare(p.unit, q.unit) })
	return found
}

// clip cuts an area to the land.
func (b *base) clip(area orb.MultiPolygon) (orb.MultiPolygon, error) {
	return b.clipTo(area, func(*piece) bool { return true })
}

// clipAbout cuts the area about a place to the land on the place's own side of
// a border: a town on the Yalu does not hold the far bank.
func (b *base) clipAbout(area orb.MultiPolygon, place orb.Point) (orb.MultiPolygon, error) {
	home := b.countryAt(place)
	return b.clipTo(area, func(p *piece) bool { return home == "" || p.country() == home })
}

// country is the first part of the unit's id. The Koreas count as one: their
// border is of 1953.
func (p *piece) country() string {
	code, _, _ := strings.Cut(p.unit, "/")
	if code == "KP" {
		return "KR"
	}
	return code
}

// countryAt returns the country whose land holds a point, "" at sea.
func (b *base) countryAt(at orb.Point) string {
	for _, p := range b.piecesIn(orb.Bound{Min: at, Max: at}) {
		if p.shape().Contains(at) {
			return p.country()
		}
	}
	return ""
}

// directions are those in which the land about a point is felt for.
const directions = 16

// landWithin reports whether there is land within so many km of a point.
func (b *base) landWithin(p orb.Point, km float64) bool {
	if b.countryAt(p) != "" {
		return true
	}
	for i := range 2 * directions {
		if b.countryAt(offset(p, km/float64(1+i/directions), float64(i)*360/directions)) != "" {
			return true
		}
	}
	return false
}

// inland reports whether a point is on land and there is none but land within so many km.
func (b *base) inland(p orb.Point, km float64) bool {
	if b.countryAt(p) == "" {
		return false
	}
	for i := range directions {
		if b.countryAt(offset(p, km, float64(i)*360/directions)) == "" {
			return false
		}
	}
	return true
}

// clipTo cuts an area to the pieces of land that are wanted.
func (b *base) clipTo(area orb.MultiPolygon, wanted func(*piece) bool) (orb.MultiPolygon, error) {
	var parts []orb.MultiPolygon
	for _, p := range b.piecesIn(area.Bound()) {
		if !wanted(p) {
			continue
		}
		if p.shape().Covers(area.Bound().Pad(1e-6)) {
			return area, nil
		}
		if !p.shape().Meets(area.Bound()) {
			continue
		}
		cut, err := geo.Intersection(area, orb.MultiPolygon{p.polygon})
		if err != nil {
			return nil, fmt.Errorf("cutting to %s: %w", p.unit, err)
		}
		if len(cut) > 0 {
			parts = append(parts, cut)
		}
	}
	if len(parts) == 0 {
		return nil, nil
	}
	return geo.Union(parts...)
}

// strayKm is how far off its coast a place on an island may be written.
const strayKm = 3

// island returns the whole island under a point, or the nearest one within
// strayKm; nil where there is none, or the point is on land of several units.
func (b *base) island(p orb.Point) orb.Polygon {
	var best orb.Polygon
	least := float64(strayKm)
	for _, piece := range b.piecesIn(orb.Bound{Min: p, Max: p}.Pad(0.05)) {
		switch inside := planar.PolygonContains(piece.polygon, p); {
		case inside && piece.island:
			return piece.polygon
		case inside:
			return nil
		case !piece.island:
			continue
		}
		land := geo.Land{Main: piece.polygon[0]}
		if _, km := land.Coast(p); km < least {
			best, least = piece.polygon, km
		}
	}
	return best
}

// disc is a polygon of the points so many km from a centre.
func disc(center orb.Point, km float64) orb.Ring {
	const corners = 48
	ring := make(orb.Ring, 0, corners+1)
	for i := range corners {
		p := sphere.PointAtBearingAndDistance(center, 360-float64(i)*360/corners, km*1000)
		ring = append(ring, orb.Point{round(p[0]), round(p[1])})
	}
	return append(ring, ring[0])
}

// offset is geo.Offset to the precision of the base map.
func offset(p orb.Point, km, bearing float64) orb.Point {
	q := geo.Offset(p, km, bearing)
	return orb.Point{round(q[0]), round(q[1])}
}
