package server

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/gin-gonic/gin"
	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
)

// A shelf is an atlas with the answers made of it. Requests find an answer by
// their path and query; slices that come to the same features share one.
type shelf struct {
	atlas  *data.Atlas
	dev    bool
	world  *geo.Map
	layers map[geo.LayerID]*geo.Layer
	reels  map[geo.LayerID]func() (*body, error)

	bibliographies map[string]func() (*body, error) // by language

	ready  *pool[*ready] // by the address as it is asked for
	slices *pool[*body]  // by layer, moment and what stands
}

// How many bytes of answers are kept, their encodings counted in. A slice of the
// largest layer is some 3 MB, so that distinct boxes alone could fill a machine.
const (
	keptReady  = 128 << 20
	keptSlices = 96 << 20
)

func newShelf(atlas *data.Atlas, dev bool) *shelf {
	s := &shelf{
		atlas: atlas, dev: dev, world: geo.NewMap(atlas.Layers),
		layers: map[geo.LayerID]*geo.Layer{}, reels: map[geo.LayerID]func() (*body, error){},
		bibliographies: newBibliographies(atlas),
		ready:          newPool[*ready](keptReady), slices: newPool[*body](keptSlices),
	}
	for _, l := range atlas.Layers {
		s.layers[l.ID] = l
		s.reels[l.ID] = sync.OnceValues(func() (*body, error) {
			reel, err := l.Reel()
			return newBody(typeJSON, reel), err
		})
	}
	return s
}

const (
	typeJSON    = "application/json; charset=utf-8"
	typeGeoJSON = "application/geo+json"
)

// longestKey bounds the address under which an answer is kept.
const longestKey = 512

// layer finds the layer that a path names.
func (s *shelf) layer(c *gin.Context) (*geo.Layer, error) {
	id := c.Param("id")
	l, ok := s.layers[geo.LayerID(id)]
	if !ok {
		return nil, notFound("there is no layer %q; /api/layers lists them", clip(id))
	}
	return l, nil
}

// slice returns the body of what stands in a layer on a day.
func (s *shelf) slice(l *geo.Layer, d edtf.Day, standing []int32) *body {
	d = l.Moment(d).Since
	key := sliceKey(l.ID, d, standing)
	if b, ok := s.slices.get(key); ok {
		return b
	}
	b := newBody(typeGeoJSON, l.AppendSlice(nil, d, standing))
	s.slices.add(key, b, b.cost())
	return b
}

// sliceKey names what stands in a layer on a day, in as few bytes as will do.
func sliceKey(id geo.LayerID, d edtf.Day, standing []int32) string {
	key := make([]byte, 0, len(id)+1+8+4*len(standing))
	key = append(key, id...)
	key = append(key, 0)
	key = binary.LittleEndian.AppendUint64(key, uint64(int64(d)))
	for _, i := range standing {
		key = binary.LittleEndian.AppendUint32(key, uint32(i))
	}
	return string(key)
}

// warm makes what pages ask for first: the reels, in the encoding browsers take,
// and with them every day of the fronts.
func (s *shelf) warm() {
	for _, l := range s.atlas.Layers {
		if b, err := s.reels[l.ID](); err == nil {
			b.variant(brotlied)
		}
	}
	s.world.Warm()
}

// asJSON makes a body of a value.
func asJSON(v any) (*body, error) {
	text, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("json: %w", err)
	}
	return newBody(typeJSON, append(text, '\n')), nil
}

// actorsOf returns the actors that appear in a layer, in the atlas's order.
func (s *shelf) actorsOf(l *geo.Layer) []data.Actor {
	present := map[geo.ActorID]bool{}
	for c := range l.Claims {
		present[c.Holder] = true
	}
	return slices.DeleteFunc(slices.Clone(s.atlas.Actors), func(a data.Actor) bool { return !present[a.ID] })
}

// sourcesOf returns the sources that a layer's claims rest on, in the atlas's order.
func (s *shelf) sourcesOf(l *geo.Layer) []data.Source {
	present := map[geo.SourceID]bool{}
	for c := range l.Claims {
		for cite := range c.Cited {
			present[cite.Source] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(s.atlas.Sources), func(src data.Source) bool { return !present[src.ID] })
}
