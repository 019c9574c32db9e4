package server

import (
	"cmp"
	"slices"

	"github.com/gin-gonic/gin"
	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// layerJSON is a layer as /api/layers lists it.
type layerJSON struct {
	ID          geo.LayerID `json:"id"`
	Kind        geo.Kind    `json:"kind"`
	Rank        string      `json:"rank,omitempty"`
	Title       geo.Names   `json:"title"`
	Description *geo.Names  `json:"description,omitempty"`
	Order       int         `json:"order"`
	Shown       bool        `json:"shown"`
	Extent      extentJSON  `json:"extent"`
	Features    int         `json:"features"`
	Changes     int         `json:"changes"`
}

// layerDetailJSON is a layer by itself.
type layerDetailJSON struct {
	layerJSON
	Licence string       `json:"licence"`
	Legend  []actorJSON  `json:"legend"`
	Sources []sourceJSON `json:"sources"`
}

type extentJSON struct {
	BBox     []float64 `json:"bbox"`     // west, south, east, north
	Interval []*string `json:"interval"` // from, to; null where open
}

func newLayerJSON(l *geo.Layer) layerJSON {
	bound, span := l.Extent()
	return layerJSON{
		ID: l.ID, Kind: l.Kind, Rank: l.Rank.String(), Title: l.Title, Order: l.Order, Shown: l.Shown,
		Extent: extentJSON{
			BBox:     []float64{bound.Min[0], bound.Min[1], bound.Max[0], bound.Max[1]},
			Interval: []*string{dayOrNull(span.From), dayOrNull(span.To)},
		},
		Features: l.Len(), Changes: len(l.Changes()),
	}
}

// dayOrNull prints a day, or nil at the ends of time.
func dayOrNull(d edtf.Day) *string {
	if d == edtf.Past || d == edtf.Future {
		return nil
	}
	text := d.String()
	return &text
}

func (s *Server) layers(shelf *shelf, c *gin.Context) (*body, error) {
	if _, err := parseQuery(c.Request.URL.RawQuery); err != nil {
		return nil, err
	}
	list := make([]layerJSON, 0, len(shelf.atlas.Layers))
	for _, l := range shelf.atlas.Layers {
		list = append(list, newLayerJSON(l))
	}
	return asJSON(gin.H{"layers": list})
}

func (s *Server) layer(shelf *shelf, c *gin.Context) (*body, error) {
	l, err := shelf.layer(c)
	if err != nil {
		return nil, err
	}
	if _, err := parseQuery(c.Request.URL.RawQuery); err != nil {
		return nil, err
	}
	out := layerDetailJSON{layerJSON: newLayerJSON(l), Licence: cmp.Or(l.Licence, shelf.atlas.Licence)}
	out.Description = &l.Description
	out.Legend = mapped(shelf.actorsOf(l), newActorJSON)
	out.Sources = mapped(shelf.sourcesOf(l), newSourceJSON)
	return asJSON(out)
}

func (s *Server) changes(shelf *shelf, c *gin.Context) (*body, error) {
	l, err := shelf.layer(c)
	if err != nil {
		return nil, err
	}
	if _, err := parseQuery(c.Request.URL.RawQuery); err != nil {
		return nil, err
	}
	return asJSON(gin.H{"changes": mapped(l.Changes(), edtf.Day.String)})
}

func (s *Server) slice(shelf *shelf, c *gin.Context) (*body, error) {
	l, err := shelf.layer(c)
	if err != nil {
		return nil, err
	}
	q, err := parseQuery(c.Request.URL.RawQuery, "date", "bbox")
	if err != nil {
		return nil, err
	}
	d, err := q.day("date")
	if err != nil {
		return nil, err
	}
	boxes, err := q.boxes("bbox")
	if err != nil {
		return nil, err
	}
	return shelf.slice(l, d, standingIn(l, d, boxes)), nil
}

// standingIn is what stands on a day in any of the boxes, or anywhere where
// there is none.
func standingIn(l *geo.Layer, d edtf.Day, boxes []orb.Bound) []int32 {
	if boxes == nil {
		return l.Standing(d, nil)
	}
	var ids []int32
	for i := range boxes {
		ids = append(ids, l.Standing(d, &boxes[i])...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

func (s *Server) reel(shelf *shelf, c *gin.Context) (*body, error) {
	l, err := shelf.layer(c)
	if err != nil {
		return nil, err
	}
	if _, err := parseQuery(c.Request.URL.RawQuery); err != nil {
		return nil, err
	}
	return shelf.reels[l.ID]()
}

// notes answers with what a layer's reel leaves out, in one language.
func (s *Server) notes(shelf *shelf, c *gin.Context) (*body, error) {
	l, err := shelf.layer(c)
	if err != nil {
		return nil, err
	}
	q, err := parseQuery(c.Request.URL.RawQuery, "lang")
	if err != nil {
		return nil, err
	}
	lang, err := q.lang("lang")
	if err != nil {
		return nil, err
	}
	text, err := l.Notes(lang)
	if err != nil {
		return nil, err
	}
	return newBody(typeJSON, text), nil
}

// bootJSON is what the page needs before anything else.
type bootJSON struct {
	ID          string        `json:"id"`
	Hash        string        `json:"hash"`
	Title       geo.Names     `json:"title"`
	Description geo.Names     `json:"description"`
	Licence     string        `json:"licence"`
	Languages   []string      `json:"languages"`
	Span        [2]edtf.Day   `json:"span"` // day numbers, half-open
	Opening     openingJSON   `json:"opening"`
	Chapters    []chapterJSON `json:"chapters"`
	Layers      []bootLayer   `json:"layers"`
	Actors      []actorJSON   `json:"actors"`
	Dev         bool          `json:"dev"`
}

type bootLayer struct {
	layerJSON
	Bytes int `json:"bytes"` // of the reel, compressed
}

type chapterJSON struct {
	ID    string      `json:"id"`
	Title geo.Names   `json:"title"`
	Span  [2]edtf.Day `json:"span"` // day numbers, half-open
	View  openingJSON `json:"view"`
}

func newChapterJSON(c data.Chapter) chapterJSON {
	return chapterJSON{c.ID, c.Title, [2]edtf.Day{c.Span.From, c.Span.To}, newOpeningJSON(c.View)}
}

func newOpeningJSON(o data.Opening) openingJSON {
	return openingJSON{o.Date, o.Center, o.Zoom, orEmpty(o.Layers)}
}

type openingJSON struct {
	Date   edtf.Date     `json:"date"`
	Center orb.Point     `json:"center"`
	Zoom   float64       `json:"zoom"`
	Layers []geo.LayerID `json:"layers"`
}

func (s *Server) atlas(shelf *shelf, c *gin.Context) (*body, error) {
	if _, err := parseQuery(c.Request.URL.RawQuery); err != nil {
		return nil, err
	}
	a := shelf.atlas
	boot := bootJSON{
		Layers: []bootLayer{},
		ID:     a.ID, Hash: a.Hash, Title: a.Title, Description: a.Description, Licence: a.Licence,
		Languages: orEmpty(a.Languages), Span: [2]edtf.Day{a.Span.From, a.Span.To},
		Opening: newOpeningJSON(a.Opening), Chapters: mapped(a.Chapters, newChapterJSON),
		Actors: mapped(a.Actors, newActorJSON), Dev: shelf.dev,
	}
	for _, l := range a.Layers {
		entry := bootLayer{layerJSON: newLayerJSON(l)}
		entry.Description = &l.Description
		boot.Layers = append(boot.Layers, entry)
	}
	return asJSON(boot)
}

// mapped applies f to each.
func mapped[T, U any](list []T, f func(T) U) []U {
	out := make([]U, len(list))
	for i, v := range list {
		out[i] = f(v)
	}
	return out
}

type actorJSON struct {
	ID      geo.ActorID  `json:"id"`
	Names   geo.Names    `json:"names"`
	Text    *geo.Names   `json:"text,omitempty"`
	Colour  string       `json:"colour"`
	From    edtf.Date    `json:"from"`
	To      *edtf.Date   `json:"to"`
	Sponsor *geo.ActorID `json:"sponsor,omitempty"`
	Side    *geo.ActorID `json:"side,omitempty"`
}

func newActorJSON(a data.Actor) actorJSON {
	out := actorJSON{ID: a.ID, Names: a.Names, Colour: a.Colour, From: a.From}
	if !a.Text.IsZero() {
		out.Text = &a.Text
	}
	if !a.To.IsZero() {
		out.To = &a.To
	}
	if a.Sponsor != "" {
		out.Sponsor = &a.Sponsor
	}
	if a.Side != "" {
		out.Side = &a.Side
	}
	return out
}

type sourceJSON struct {
	ID        geo.SourceID `json:"id"`
	Author    string       `json:"author"`
	Title     string       `json:"title"`
	Year      string       `json:"year"`
	Publisher string       `json:"publisher,omitempty"`
	Kind      string       `json:"kind"`
	URL       string       `json:"url,omitempty"`
	ISBN      string       `json:"isbn,omitempty"`
	Calendar  string       `json:"calendar,omitempty"`
	Note      string       `json:"note,omitempty"`
}

func newSourceJSON(s data.Source) sourceJSON {
	return sourceJSON{s.ID, s.Author, s.Title, s.Year, s.Publisher, s.Kind, s.URL, s.ISBN, s.Calendar, s.Note}
}

type placeJSON struct {
	ID      string           `json:"id"`
	At      orb.Point        `json:"at"`
	Kind    string           `json:"kind"`
	Rank    int              `json:"rank"`
	Names   geo.Names        `json:"names"`
	Alias   []string         `json:"alias,omitempty"`
	From    *edtf.Day        `json:"from,omitempty"` // day numbers, half-open: when it is a place to name
	To      *edtf.Day        `json:"to,omitempty"`
	Periods []namePeriodJSON `json:"periods,omitempty"`
}

type namePeriodJSON struct {
	From  *edtf.Day `json:"from"` // day numbers, half-open, null where open
	To    *edtf.Day `json:"to"`
	Names geo.Names `json:"names"`
	Rank  int       `json:"rank,omitempty"`
}

func newPlaceJSON(p data.Place) placeJSON {
	return placeJSON{p.ID, p.At, p.Kind, p.Rank, p.Names, p.Alias, firstDay(p.From), firstDay(p.To), mapped(p.Periods, func(n data.NamePeriod) namePeriodJSON {
		return namePeriodJSON{firstDay(n.From), firstDay(n.To), n.Names, n.Rank}
	})}
}

func firstDay(d edtf.Date) *edtf.Day {
	if d.IsZero() {
		return nil
	}
	n := d.First()
	return &n
}

func (s *Server) places(shelf *shelf, c *gin.Context) (*body, error) {
	return list(c, "places", mapped(shelf.atlas.Places, newPlaceJSON))
}

func (s *Server) sources(shelf *shelf, c *gin.Context) (*body, error) {
	return list(c, "sources", mapped(shelf.atlas.Sources, newSourceJSON))
}

func (s *Server) actors(shelf *shelf, c *gin.Context) (*body, error) {
	return list(c, "actors", mapped(shelf.atlas.Actors, newActorJSON))
}

// list answers with a list under a name.
func list[T any](c *gin.Context, name string, entries []T) (*body, error) {
	if _, err := parseQuery(c.Request.URL.RawQuery); err != nil {
		return nil, err
	}
	return asJSON(gin.H{name: entries})
}

// orEmpty is the list, or an empty one where there is none: never null in JSON.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
