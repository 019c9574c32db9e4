package geo

import (
	"cmp"
	"slices"

	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
	"github.com/tidwall/rtree"
)

// An index finds the movers that stand on a day, or at a place, without a scan.
//
// By time it is an implicit interval tree: the movers sorted by the beginning of
// their span, each node of the balanced tree over that order knowing the latest
// end below it, so that a day's k movers are found in O(log n + k). By place it
// is an R-tree over their boxes.
type index struct {
	spans  []edtf.Span // in order of From
	ids    []int32     // the mover of each span
	latest []edtf.Day  // the latest end in the subtree whose root is here
	boxes  rtree.RTreeG[int32]
	byID   []edtf.Span
}

func newIndex(movers []mover, bounds []orb.Bound) *index {
	x := &index{
		spans:  make([]edtf.Span, len(movers)),
		ids:    make([]int32, len(movers)),
		latest: make([]edtf.Day, len(movers)),
		byID:   make([]edtf.Span, len(movers)),
	}
	for i, m := range movers {
		x.ids[i], x.byID[i] = int32(i), m.span()
		b := bounds[i]
		x.boxes.Insert(b.Min, b.Max, int32(i))
	}
	slices.SortStableFunc(x.ids, func(a, b int32) int {
		return cmp.Compare(x.byID[a].From, x.byID[b].From)
	})
	for i, id := range x.ids {
		x.spans[i] = x.byID[id]
	}
	x.build(0, len(movers))
	return x
}

// build fills latest for the subtree over [lo, hi), whose root is its middle.
func (x *index) build(lo, hi int) edtf.Day {
	if lo >= hi {
		return edtf.Past
	}
	mid := (lo + hi) / 2
	x.latest[mid] = max(x.spans[mid].To, x.build(lo, mid), x.build(mid+1, hi))
	return x.latest[mid]
}

// standing returns the movers that stand on a day and whose box meets the one given.
func (x *index) standing(d edtf.Day, box *orb.Bound) []int32 {
	var ids []int32
	if box != nil {
		x.boxes.Search(box.Min, box.Max, func(_, _ [2]float64, id int32) bool {
			if x.byID[id].Has(d) {
				ids = append(ids, id)
			}
			return true
		})
		return ids
	}
	x.walk(0, len(x.ids), d, func(id int32) { ids = append(ids, id) })
	return ids
}

func (x *index) walk(lo, hi int, d edtf.Day, yield func(int32)) {
	if lo >= hi {
		return
	}
	mid := (lo + hi) / 2
	if x.latest[mid] <= d {
		return
	}
	x.walk(lo, mid, d, yield)
	if x.spans[mid].From > d {
		return
	}
	if x.spans[mid].Has(d) {
		yield(x.ids[mid])
	}
	x.walk(mid+1, hi, d, yield)
}

// over returns the movers whose box holds the point, at any time.
func (x *index) over(p orb.Point) []int32 { return x.near(orb.Bound{Min: p, Max: p}) }

// near returns the movers whose box meets the one given, at any time.
func (x *index) near(box orb.Bound) []int32 {
	var ids []int32
	x.boxes.Search(box.Min, box.Max, func(_, _ [2]float64, id int32) bool {
		ids = append(ids, id)
		return true
	})
	slices.Sort(ids)
	return ids
}
