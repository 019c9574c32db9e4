package geo

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// A morph moves one attested line into the next. Vertices that both lines share,
// in the same order, are held where they are, and with them every stretch that
// did not change; each stretch between two of them moves on its own.
type morph struct {
	stretches []stretch
}

// A stretch is a pair of paths with the same number of points, matched one to one.
type stretch struct{ from, to orb.LineString }

func newMorph(a, b orb.LineString) morph {
	var m morph
	i, j := 0, 0
	for _, s := range append(shared(a, b), [2]int{len(a) - 1, len(b) - 1}) {
		if s[0] < i || s[1] < j {
			continue // the lines' last vertex was shared
		}
		from, to := matched(a[i:s[0]+1], b[j:s[1]+1])
		m.stretches = append(m.stretches, stretch{from, to})
		i, j = s[0], s[1]
	}
	return m
}

// at returns the line at share t of the way, free of loops.
func (m morph) at(t float64) orb.LineString {
	var line orb.LineString
	for _, s := range m.stretches {
		for k := range s.from {
			p := between(s.from[k], s.to[k], t)
			if len(line) == 0 || p != line[len(line)-1] {
				line = append(line, p)
			}
		}
	}
	return withoutLoops(line)
}

// shared returns the index pairs of the longest common subsequence of vertices.
func shared(a, b orb.LineString) [][2]int {
	width := len(b) + 1
	best := make([]int16, (len(a)+1)*width) // of a[i:], b[j:]
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				best[i*width+j] = best[(i+1)*width+j+1] + 1
			} else {
				best[i*width+j] = max(best[(i+1)*width+j], best[i*width+j+1])
			}
		}
	}
	var pairs [][2]int
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			pairs = append(pairs, [2]int{i, j})
			i, j = i+1, j+1
		case best[(i+1)*width+j] >= best[i*width+j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// matched gives two paths the same number of points, at the union of the shares
// of their lengths at which either has a vertex.
func matched(a, b orb.LineString) (orb.LineString, orb.LineString) {
	sa, sb := shares(a), shares(b)
	all := append(slices.Clone(sa), sb...)
	slices.Sort(all)
	all = slices.CompactFunc(all, func(s, t float64) bool { return math.Abs(t-s) < 1e-9 })
	return sampled(a, sa, all), sampled(b, sb, all)
}

// shares is how far along the path each vertex lies, 0 to 1.
func shares(path orb.LineString) []float64 {
	s := make([]float64, len(path))
	for i := 1; i < len(path); i++ {
		s[i] = s[i-1] + planar.Distance(path[i-1], path[i])
	}
	if total := s[len(s)-1]; total > 0 {
		for i := range s {
			s[i] /= total
		}
	}
	return s
}

// sampled returns the path's points at the shares given, which are in order.
func sampled(path orb.LineString, shares, at []float64) orb.LineString {
	out := make(orb.LineString, 0, len(at))
	i := 0
	for _, t := range at {
		for i+2 < len(shares) && shares[i+1] <= t {
			i++
		}
		if len(path) == 1 {
			out = append(out, path[0])
			continue
		}
		gap := shares[i+1] - shares[i]
		u := 0.0
		if gap > 0 {
			u = math.Min(1, math.Max(0, (t-shares[i])/gap))
		}
		switch u {
		case 0:
			out = append(out, path[i])
		case 1:
			out = append(out, path[i+1])
		default:
			out = append(out, between(path[i], path[i+1], u))
		}
	}
	return out
}

// withoutLoops cuts the loops out of a line that crosses itself: from each
// crossing it goes on where the line last comes through it.
func withoutLoops(line orb.LineString) orb.LineString {
	if len(line) < 4 {
		return line
	}
	out := orb.LineString{line[0]}
	for i := 0; i < len(line)-1; {
		a := out[len(out)-1]
		j, p, ok := lastCrossing(a, line, i)
		if ok {
			out = append(out, p)
			i = j // go on along segment j, from p
			continue
		}
		out = append(out, line[i+1])
		i++
	}
	return out
}

// lastCrossing finds the last segment j > i+1 that the one from a to line[i+1] crosses.
func lastCrossing(a orb.Point, line orb.LineString, i int) (int, orb.Point, bool) {
	b := line[i+1]
	box := orb.Bound{Min: a, Max: a}.Extend(b)
	for j := len(line) - 2; j > i+1; j-- {
		if !box.Intersects(orb.Bound{Min: line[j], Max: line[j]}.Extend(line[j+1])) {
			continue
		}
		if h, ok := cross(a, b, line[j], line[j+1]); ok {
			return j, h.point, true
		}
	}
	return 0, orb.Point{}, false
}

// SelfCrossing returns a point where a line crosses itself, if it does. That a
// ring ends where it began is no crossing.
func SelfCrossing(line orb.LineString) (orb.Point, bool) {
	closed := len(line) > 2 && line[0] == line[len(line)-1]
	for i := range len(line) - 1 {
		rest := line
		if closed && i == 0 {
			rest = line[:len(line)-1]
		}
		if _, p, ok := lastCrossing(line[i], rest, i); ok {
			return p, true
		}
	}
	return orb.Point{}, false
}
