package server

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/gin-gonic/gin"
	lru "github.com/hashicorp/golang-lru/v2"
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

	answers *lru.Cache[string, *body]
	slices  *lru.Cache[string, *body]
}

// How many answers are kept. A slice of the largest layer is some 300 kB with
// its encodings, so that slices take 100 MB at the most.
const (
	keptAnswers = 8192
	keptSlices  = 320
)

func newShelf(atlas *data.Atlas, dev bool) *shelf {
	s := &shelf{
		atlas: atlas, dev: dev, world: geo.NewMap(atlas.Layers),
		layers: map[geo.LayerID]*geo.Layer{}, reels: map[geo.LayerID]func() (*body, error){},
		answers: newCache(keptAnswers), slices: newCache(keptSlices),
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

func newCache(size int) *lru.Cache[string, *body] {
	cache, err := lru.New[string, *body](size)
	if err != nil {
		panic(err) // the sizes are constants above nought: cannot happen
	}
	return cache
}

const (
	typeJSON    = "application/json; charset=utf-8"
	typeGeoJSON = "application/geo+json"
)

// longestKey bounds what is kept of a hostile path or query.
const longestKey = 512

// body returns the answer to a request, made by make if it was not yet.
func (s *shelf) body(c *gin.Context, make maker) (*body, error) {
	path := strings.TrimPrefix(c.Request.URL.Path, "/api/v/"+s.atlas.Hash)
	key := strings.TrimPrefix(path, "/api") + "?" + c.Request.URL.RawQuery
	if b, ok := s.answers.Get(key); ok {
		return b, nil
	}
	b, err := make(s, c)
	if err == nil && len(key) <= longestKey {
		s.answers.Add(key, b)
	}
	return b, err
}

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
	key := fmt.Sprint(l.ID, d, standing)
	if b, ok := s.slices.Get(key); ok {
		return b
	}
	b := newBody(typeGeoJSON, l.AppendSlice(nil, d, standing))
	s.slices.Add(key, b)
	return b
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
		for _, cite := range c.Sources {
			present[cite.Source] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(s.atlas.Sources), func(src data.Source) bool { return !present[src.ID] })
}
