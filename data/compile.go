package data

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"io"
	"io/fs"
	"math"

	"github.com/klauspost/compress/zstd"
	"github.com/marchland/marchland/geo"
	"github.com/paulmach/orb"
)

// A compiled atlas is its plan as gob within zstd, with every area kept once, as
// differences of whole numbers of 1/areaScale degrees.
type compiled struct {
	Plan  plan
	Areas [][]int32
	Of    []int // the area of each static claim and pocket, in order; -1 where the claim keeps its own
}

const areaScale = 1e6 // a tenth of a metre, as fine as the base map

// Compile resolves an atlas from text into the form that the binary carries.
func Compile(files fs.FS) ([]byte, error) {
	l, err := resolve(files)
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	z, err := zstd.NewWriter(&buf, zstd.WithEncoderLevel(zstd.SpeedBestCompression))
	if err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	if err := gob.NewEncoder(z).Encode(pack(&l.plan)); err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("compile: %w", err)
	}
	return buf.Bytes(), nil
}

// decompile reads what Compile wrote.
func decompile(r io.Reader) (*plan, error) {
	z, err := zstd.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("compiled atlas: %w", err)
	}
	defer z.Close()
	var c compiled
	if err := gob.NewDecoder(z).Decode(&c); err != nil {
		return nil, fmt.Errorf("compiled atlas: %w", err)
	}
	return c.unpack(), nil
}

func init() {
	gob.Register(orb.Point{})
	gob.Register(orb.LineString{})
	gob.Register(orb.MultiPolygon{})
}

// statics calls yield with every claim of the plan that stands still.
func (p *plan) statics(yield func(*geo.Static)) {
	for _, l := range p.Layers {
		for _, s := range l.Statics {
			yield(s)
		}
		if l.Front != nil {
			for _, s := range l.Front.Pockets {
				yield(s)
			}
		}
	}
}

// pack takes the areas out of the claims. Areas of the same words share their
// memory, and so are found to be the same.
func pack(p *plan) compiled {
	c := compiled{Plan: *p}
	place := map[*orb.Polygon]int{}
	p.statics(func(s *geo.Static) {
		area, ok := s.Geometry.(orb.MultiPolygon)
		if !ok {
			c.Of = append(c.Of, -1)
			return
		}
		key := &area[0]
		if _, seen := place[key]; !seen {
			place[key] = len(c.Areas)
			c.Areas = append(c.Areas, packArea(area))
		}
		c.Of = append(c.Of, place[key])
		s.Geometry = nil
	})
	return c
}

func (c *compiled) unpack() *plan {
	areas := make([]orb.MultiPolygon, len(c.Areas))
	for i, packed := range c.Areas {
		areas[i] = unpackArea(packed)
	}
	n := 0
	c.Plan.statics(func(s *geo.Static) {
		if i := c.Of[n]; i >= 0 {
			s.Geometry = areas[i]
		}
		n++
	})
	return &c.Plan
}

// packArea writes the count of polygons, of each its rings, of each its points,
// and of each point the difference from the one before.
func packArea(m orb.MultiPolygon) []int32 {
	out := []int32{int32(len(m))}
	var x, y int32
	for _, polygon := range m {
		out = append(out, int32(len(polygon)))
		for _, ring := range polygon {
			out = append(out, int32(len(ring)))
			for _, p := range ring {
				px, py := int32(math.Round(p[0]*areaScale)), int32(math.Round(p[1]*areaScale))
				out = append(out, px-x, py-y)
				x, y = px, py
			}
		}
	}
	return out
}

func unpackArea(packed []int32) orb.MultiPolygon {
	next := func() int32 {
		v := packed[0]
		packed = packed[1:]
		return v
	}
	var x, y int32
	m := make(orb.MultiPolygon, next())
	for i := range m {
		m[i] = make(orb.Polygon, next())
		for j := range m[i] {
			ring := make(orb.Ring, next())
			for k := range ring {
				x, y = x+next(), y+next()
				ring[k] = orb.Point{float64(x) / areaScale, float64(y) / areaScale}
			}
			m[i][j] = ring
		}
	}
	return m
}
