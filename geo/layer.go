package geo

import (
	"slices"
	"sync"

	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// Kind is what moves in a layer.
type Kind string

// The five kinds.
const (
	KindTerritory Kind = "territory" // who holds an area
	KindFront     Kind = "front"     // a line that moves
	KindUnit      Kind = "unit"      // an army or fleet along a dated track
	KindRoute     Kind = "route"     // an advance that grows
	KindEvent     Kind = "event"     // a dated place and text
)

// Kinds lists the five kinds.
var Kinds = []Kind{KindTerritory, KindFront, KindUnit, KindRoute, KindEvent}

// LayerInfo is what a layer says of itself.
type LayerInfo struct {
	ID          LayerID
	Kind        Kind
	Title       Names
	Description Names
	Licence     string
	Rank        Rank // of a territory's claims, unless they say otherwise
	Order       int  // where it stands in the list
	Shown       bool // whether the page opens with it
}

// A Layer is a set of dated things that change at finitely many days.
// It is safe for use by many goroutines.
type Layer struct {
	LayerInfo
	movers  []mover
	index   *index
	changes []edtf.Day
	bound   orb.Bound
	span    edtf.Span
	parts   []lazy[[]byte] // the ready GeoJSON of movers that stand still
	shapes  []lazy[Shape]

	mu    sync.Mutex
	views map[viewKey]*view // of movers that do not stand still, the latest asked for
}

// A view is a mover that does not stand still, as it is between two changes of
// its layer: its parts are costly, and boxes and encodings ask for them again.
type view struct {
	feature lazy[*Feature]
	json    lazy[[]byte]
	shape   lazy[Shape]
}

type viewKey struct {
	mover int32
	since edtf.Day
}

// keptViews bounds the memory for views: those of a front take some 500 kB a day.
const keptViews = 64

// view finds or makes the view of a mover since a change.
func (l *Layer) view(i int32, since edtf.Day) *view {
	key := viewKey{i, since}
	l.mu.Lock()
	defer l.mu.Unlock()
	v, ok := l.views[key]
	if !ok {
		if l.views == nil {
			l.views = map[viewKey]*view{}
		}
		if len(l.views) >= keptViews {
			clear(l.views)
		}
		v = &view{}
		l.views[key] = v
	}
	return v
}

// feature returns a mover's feature on a day; of a front's land, whose shape is
// costly, the one kept.
func (l *Layer) feature(i int32, d edtf.Day) *Feature {
	if _, still := l.movers[i].(*Static); still {
		return l.movers[i].on(d)
	}
	since := l.Moment(d).Since
	return l.viewFeature(l.view(i, since), i, since)
}

func (l *Layer) viewFeature(v *view, i int32, since edtf.Day) *Feature {
	return v.feature.get(func() *Feature { return l.movers[i].on(since) })
}

// NewLayer makes a layer of claims that stand still and of tracks.
func NewLayer(info LayerInfo, statics []*Static, tracks []*Track) *Layer {
	movers := make([]mover, 0, len(statics)+len(tracks))
	for _, s := range statics {
		movers = append(movers, s)
	}
	for _, t := range tracks {
		movers = append(movers, t)
	}
	return newLayer(info, movers)
}

func newLayer(info LayerInfo, movers []mover) *Layer {
	bounds := make([]orb.Bound, len(movers))
	for i, m := range movers {
		bounds[i] = m.bound()
	}
	l := &Layer{LayerInfo: info, movers: movers, index: newIndex(movers, bounds)}
	l.parts = make([]lazy[[]byte], len(movers))
	l.shapes = make([]lazy[Shape], len(movers))
	for i, m := range movers {
		l.changes = append(l.changes, m.spells()...)
		if end := m.span().To; end != edtf.Future {
			l.changes = append(l.changes, end)
		}
		if i == 0 {
			l.bound, l.span = bounds[i], m.span()
		}
		l.bound = l.bound.Union(bounds[i])
		l.span.From, l.span.To = min(l.span.From, m.span().From), max(l.span.To, m.span().To)
	}
	slices.Sort(l.changes)
	l.changes = slices.Compact(l.changes)
	return l
}

// Changes returns the days on which the layer's slice differs from the day before's.
func (l *Layer) Changes() []edtf.Day { return l.changes }

// Extent returns where and when the layer has anything to show.
func (l *Layer) Extent() (orb.Bound, edtf.Span) { return l.bound, l.span }

// Len returns the number of claims.
func (l *Layer) Len() int { return len(l.movers) }

// Claims calls yield with every claim and the days for which it stands.
func (l *Layer) Claims(yield func(*Claim, edtf.Span) bool) {
	for _, m := range l.movers {
		if !yield(m.claim(), m.span()) {
			return
		}
	}
}

// A Moment is a day of a layer, with its neighbours among the layer's changes.
type Moment struct {
	Since          edtf.Day // the change that made the slice what it is
	Previous, Next edtf.Day // the changes before and after; Past and Future where there is none
}

// Moment returns where a day falls among the layer's changes. Days between the
// same two changes have the same moment; before the first it is the day itself.
func (l *Layer) Moment(d edtf.Day) Moment {
	i, found := slices.BinarySearch(l.changes, d)
	if !found {
		i--
	}
	m := Moment{Since: d, Previous: edtf.Past, Next: edtf.Future}
	if i >= 0 {
		m.Since = l.changes[i]
	}
	if i > 0 {
		m.Previous = l.changes[i-1]
	}
	if i+1 < len(l.changes) {
		m.Next = l.changes[i+1]
	}
	return m
}

// Standing returns what stands on a day, as indexes for [Layer.AppendSlice], in
// the order of the atlas. With a box, only what meets it.
func (l *Layer) Standing(d edtf.Day, box *orb.Bound) []int32 {
	ids := l.index.standing(d, box)
	if box != nil {
		since := l.Moment(d).Since
		ids = slices.DeleteFunc(ids, func(i int32) bool { return !l.meets(i, since, *box) })
	}
	slices.Sort(ids)
	return ids
}

// meets is the exact predicate behind the index's boxes.
func (l *Layer) meets(i int32, d edtf.Day, box orb.Bound) bool {
	if _, still := l.movers[i].(*Static); !still {
		v := l.view(i, d)
		return v.shape.get(func() Shape { return NewShape(l.viewFeature(v, i, d).Geometry) }).Meets(box)
	}
	return l.shapes[i].get(func() Shape { return NewShape(l.movers[i].on(d).Geometry) }).Meets(box)
}

// At returns the features that stand on a day, all of them or those that meet a box.
func (l *Layer) At(d edtf.Day, box *orb.Bound) []*Feature {
	ids := l.Standing(d, box)
	features := make([]*Feature, len(ids))
	for n, i := range ids {
		features[n] = l.movers[i].on(d)
	}
	return features
}
