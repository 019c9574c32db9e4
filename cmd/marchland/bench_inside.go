package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"

	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geojson"
)

// inside measures what needs no server: joining ready fragments against
// marshalling them, and asking who held a place.
func inside(r *report, self string) error {
	if info, err := os.Stat(self); err == nil {
		r.add(figure{Name: "binary", Value: float64(info.Size()) / 1e6, Unit: "MB"})
	}
	atlas, err := data.Shipped()
	if err != nil {
		return err
	}
	if err := joining(r, atlas); err != nil {
		return err
	}
	asking(r, atlas)
	return nil
}

// joining compares a slice joined from ready fragments with the same one
// marshalled, as a server without fragments would do on every request.
func joining(r *report, atlas *data.Atlas) error {
	l, day := largest(atlas)
	whole := l.AppendSlice(nil, day, l.Standing(day, nil))
	collection, err := geojson.UnmarshalFeatureCollection(whole)
	if err != nil {
		return fmt.Errorf("the slice of %s is no GeoJSON: %w", l.ID, err)
	}
	var failed error
	join := costOf(func() { l.AppendSlice(nil, day, l.Standing(day, nil)) })
	buffer := make([]byte, 0, 2*len(whole))
	reuse := costOf(func() { l.AppendSlice(buffer, day, l.Standing(day, nil)) })
	marshal := costOf(func() {
		if _, err := json.Marshal(collection); err != nil {
			failed = err
		}
	})
	name := fmt.Sprintf("%s on %s, %d features, %d kB", l.ID, day, len(collection.Features), len(whole)/1000)
	r.Costs = append(r.Costs,
		cost{"found and joined into a new buffer: " + name, join.Micros, join.Allocs, join.Bytes},
		cost{"found and joined into a used buffer: " + name, reuse.Micros, reuse.Allocs, reuse.Bytes},
		cost{"json.Marshal with orb/geojson: " + name, marshal.Micros, marshal.Allocs, marshal.Bytes},
	)
	return failed
}

// largest finds the day and the layer of still things with the longest slice.
// Fronts are left out: their parts differ each day.
func largest(atlas *data.Atlas) (best *geo.Layer, on edtf.Day) {
	most := -1
	for _, l := range atlas.Layers {
		if l.Kind != geo.KindTerritory || l.ID == benchLayer {
			continue
		}
		changes := l.Changes()
		for i := 0; i < len(changes); i += 1 + len(changes)/50 {
			if n := len(l.AppendSlice(nil, changes[i], l.Standing(changes[i], nil))); n > most {
				most, best, on = n, l, changes[i]
			}
		}
	}
	return best, on
}

// A cost is what a piece of work takes, each time.
type cost struct {
	Name   string  `json:"name"`
	Micros float64 `json:"microseconds"`
	Allocs float64 `json:"allocations"`
	Bytes  float64 `json:"bytes"`
}

// costOf repeats some work for long enough to know. It is kept apart from
// package testing, which is no part of a program.
func costOf(work func()) cost {
	const long = 400 * time.Millisecond
	work()
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	began, n := time.Now(), 0.0
	for ; time.Since(began) < long; n++ {
		work()
	}
	took := time.Since(began)
	runtime.ReadMemStats(&after)
	return cost{
		Micros: took.Seconds() * 1e6 / n,
		Allocs: float64(after.Mallocs-before.Mallocs) / n,
		Bytes:  float64(after.TotalAlloc-before.TotalAlloc) / n,
	}
}

// asking measures who held a place: 100 points over Korea and the seas around
// it, each asked for again and again.
func asking(r *report, atlas *data.Atlas) {
	const side, again = 10, 10
	world := geo.NewMap(atlas.Layers)
	world.Warm()
	day, err := edtf.Parse("1950-09-15")
	if err != nil {
		panic(err) // a constant
	}
	control, history := map[bool][]float64{}, map[bool][]float64{}
	for i := range side * side * again {
		p := orb.Point{124.5 + 0.6*float64(i%side), 33.5 + float64(i/side%side)}
		began := time.Now()
		_, ashore := world.Control(p, day.First())
		middle := time.Now()
		world.History(p)
		control[ashore] = append(control[ashore], milliseconds(middle.Sub(began)))
		history[ashore] = append(history[ashore], milliseconds(time.Since(middle)))
	}
	for _, ashore := range []bool{true, false} {
		where := fmt.Sprintf("%d points at sea", len(control[ashore])/again)
		if ashore {
			where = fmt.Sprintf("%d points on land", len(control[ashore])/again)
		}
		r.quantiles("Control at "+where, control[ashore])
		r.quantiles("History at "+where, history[ashore])
	}
}

// quantiles adds the median and the worst hundredth of some milliseconds.
func (r *report) quantiles(name string, values []float64) {
	r.add(figure{Name: name + ", p50", Value: quantile(values, 0.5), Unit: "ms"})
	r.add(figure{Name: name + ", p99", Value: quantile(values, 0.99), Unit: "ms"})
}

// firstAsked measures slices that nobody asked for before: joined and
// compressed for the one who waits.
func firstAsked(ctx context.Context, r *report, marchland *child) error {
	const some = 30
	first := time.Date(1950, 10, 1, 0, 0, 0, 0, time.UTC)
	var days, boxes []float64
	for i := range some {
		day := first.AddDate(0, 0, i).Format(time.DateOnly)
		a, err := fetch(ctx, marchland.url+benchPath+"?date="+day, "br")
		if err != nil {
			return err
		}
		days = append(days, milliseconds(a.took))
		west := 75 + 2*i
		box := fmt.Sprintf("&bbox=%d,20,%d,50", west, west+25)
		if a, err = fetch(ctx, marchland.url+"/api/layers/states/slice?date=1600-06-15"+box, "br"); err != nil {
			return err
		}
		boxes = append(boxes, milliseconds(a.took))
	}
	r.quantiles("a day nobody asked for yet, br", days)
	r.quantiles("a box of states nobody asked for yet, br", boxes)
	return nil
}

// reelSizes tells how much each layer costs a page, and all of them.
func reelSizes(ctx context.Context, r *report, marchland *child) error {
	list, err := fetch(ctx, marchland.url+"/api/layers", "identity")
	if err != nil {
		return err
	}
	var layers struct{ Layers []struct{ ID string } }
	if err := json.Unmarshal(list.body, &layers); err != nil {
		return err
	}
	var sum float64
	for _, l := range layers.Layers {
		reel, err := fetch(ctx, marchland.url+"/api/layers/"+l.ID+"/reel", "br")
		if err != nil {
			return err
		}
		size := float64(len(reel.body)) / 1e3
		sum += size
		r.add(figure{Name: "reel " + l.ID, Value: size, Unit: "kB br"})
	}
	r.add(figure{Name: "all reels", Value: sum, Unit: "kB br", Target: atlasMost})
	return nil
}

// memory tells what the server holds after all that.
func memory(r *report, marchland *child) {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(marchland.pid) + "/status")
	if err != nil {
		return // no Linux
	}
	for line := range bytes.Lines(status) {
		name, value, _ := strings.Cut(string(line), ":")
		var kib float64
		if _, err := fmt.Sscan(value, &kib); err != nil {
			continue
		}
		switch name {
		case "VmRSS":
			r.add(figure{Name: "memory of the server after the runs", Value: kib / 1024, Unit: "MiB"})
		case "VmHWM":
			r.add(figure{Name: "memory of the server at its most", Value: kib / 1024, Unit: "MiB"})
		}
	}
}
