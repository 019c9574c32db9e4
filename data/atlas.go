// Package data is the atlas as text: its format, its loader and its checker,
// and the base map it is drawn on.
//
// An atlas is a folder of YAML that names towns, rivers and dates; README.md in
// this package's folder is its guide. [Load] reads one, reports every problem
// with its file and line, and resolves the words into the moving map of package
// geo. [Shipped] is the atlas within the binary.
package data

import (
	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// An Atlas is a whole atlas, read and found to be right.
type Atlas struct {
	Meta
	Layers []*geo.Layer // in the order in which they are listed
}

// Meta is what an atlas says apart from its layers.
type Meta struct {
	ID          string
	Hash        string // of the text of all its files: it names this very atlas
	Title       geo.Names
	Description geo.Names
	Licence     string
	Languages   []string
	Span        edtf.Span
	Opening     Opening
	Chapters    []Chapter
	Actors      []Actor
	Places      []Place
	Sources     []Source
}

// Opening is what the page shows first.
type Opening struct {
	Date   edtf.Date
	Center orb.Point
	Zoom   float64
	Layers []geo.LayerID
}

// A Chapter is a part of what the atlas tells: a time, and the layers that show it.
type Chapter struct {
	ID    string
	Title geo.Names
	Span  edtf.Span
	View  Opening // where it opens, with the layers it shows then
}

// An Actor is whoever can hold land or command a unit.
type Actor struct {
	ID       geo.ActorID
	Names    geo.Names
	Text     geo.Names
	Colour   string // #rrggbb
	From, To edtf.Date
	Sponsor  geo.ActorID // who stood behind it, if anyone
	Side     geo.ActorID // whose side it was: a place that passes between the two does not change hands
}

// A Place is an entry of the gazetteer.
type Place struct {
	ID      string
	At      orb.Point
	Kind    string
	Rank    int // 1 a capital .. 5 a hill
	Names   geo.Names
	Alias   []string
	From    edtf.Date // when it came to be a place to name; zero where it always was
	To      edtf.Date
	Periods []NamePeriod
}

// A NamePeriod is a time for which a place had other names, or another rank.
type NamePeriod struct {
	From, To edtf.Date // half-open, zero where open
	Names    geo.Names
	Rank     int // 0 where it is the place's own
}

// A Source is a work that claims rest on.
type Source struct {
	ID        geo.SourceID
	Author    string
	Title     string
	Year      string
	Publisher string
	Kind      string
	URL       string
	ISBN      string
	Calendar  string
	Note      string
}

// A plan is an atlas resolved but not yet indexed: what the binary carries, so
// that it need not resolve its own atlas again at every start.
type plan struct {
	Meta
	Layers []layerPlan
}

type layerPlan struct {
	Info    geo.LayerInfo
	Statics []*geo.Static
	Tracks  []*geo.Track
	Front   *frontPlan
	Derived geo.LayerID // the front that the layer is derived from
}

type frontPlan struct {
	Theatre     orb.MultiPolygon
	Left, Right geo.Claim
	Lines       []geo.Attested
	Pockets     []*geo.Static
	To          edtf.Day
}

// build makes the moving map of a plan.
func (p plan) build() *Atlas {
	atlas := &Atlas{Meta: p.Meta}
	info := map[geo.LayerID]geo.LayerInfo{}
	fronts := map[geo.LayerID]*layerPlan{}
	for i, l := range p.Layers {
		info[l.Info.ID] = l.Info
		if l.Front != nil {
			fronts[l.Info.ID] = &p.Layers[i]
		}
	}
	control := map[geo.LayerID]*geo.Layer{}
	for _, l := range p.Layers {
		if l.Derived != "" {
			front := fronts[l.Derived]
			control[l.Derived], control[l.Info.ID] = front.Front.build().Layers(front.Info, l.Info)
		}
	}
	for _, l := range p.Layers {
		if derived, ok := control[l.Info.ID]; ok {
			atlas.Layers = append(atlas.Layers, derived)
			continue
		}
		atlas.Layers = append(atlas.Layers, geo.NewLayer(l.Info, l.Statics, l.Tracks))
	}
	return atlas
}

func (f *frontPlan) build() *geo.Front {
	return &geo.Front{
		Theatre: geo.NewLand(f.Theatre), Left: f.Left, Right: f.Right,
		Lines: f.Lines, Pockets: f.Pockets, To: f.To,
	}
}
