package data

import (
	"fmt"
	"slices"

	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// reachKm is how far from the coast the ends of a front may be written: they are
// carried there, and a longer way would be a guess.
const reachKm = 25

// front reads a front's lines and pockets.
func (r *layerReader) front(folder *layerFolder) bool {
	doc := folder.doc
	if doc.Theatre == nil {
		r.report(folder.pos, "a front has a theatre: the area that it divides")
		return false
	}
	theatre, err := r.area(*doc.Theatre)
	r.areaProblem(folder.pos, err)
	to, ok := r.date(folder.file, doc.To)
	if err != nil || !ok {
		return false
	}
	f := &frontPlan{Theatre: theatre, To: edtf.Future}
	if !to.IsZero() {
		f.To = to.First()
	}
	f.Left, f.Right = r.side(folder, doc.Left), r.side(folder, doc.Right)
	before := len(r.problems)
	land := geo.NewLand(theatre)
	r.theatre = land
	defer func() { r.theatre = nil }()
	readEach(r, folder, "lines", func(at pos, doc lineDoc) {
		if line, ok := r.attested(at, doc, land); ok {
			f.Lines = append(f.Lines, line)
		}
	})
	slices.SortStableFunc(f.Lines, func(a, b geo.Attested) int { return int(a.On - b.On) })
	readEach(r, folder, "pockets", func(at pos, doc pocketDoc) { f.Pockets = append(f.Pockets, r.pocket(at, doc)...) })
	if len(f.Lines) == 0 {
		r.report(folder.pos, "the front has no lines; write one at least")
		return false
	}
	if last := f.Lines[len(f.Lines)-1].On; f.To <= last {
		r.report(pos{folder.file, doc.To.line}, "the front ends (%s) on or before the day of its last line (%s); \"to\" is the first day on which it no longer stands", to, last)
	}
	r.plan.Front = f
	if len(r.problems) > before {
		return false
	}
	if err := f.build().Check(); err != nil {
		r.report(folder.pos, "%v", err)
		return false
	}
	return true
}

// side is the claim of all the land on one side of a front.
func (r *layerReader) side(folder *layerFolder, w word) geo.Claim {
	if w.text == "" {
		r.report(folder.pos, "a front has a \"left\" and a \"right\": who holds the land on either side, looking along the line")
		return geo.Claim{}
	}
	holder := r.actor(pos{folder.file, max(1, w.line)}, w.text)
	return geo.Claim{ID: geo.FeatureID(holder), Title: r.actors[holder].Names, Holder: holder, Rank: geo.RankFront}
}

func (r *layerReader) attested(at pos, doc lineDoc, land *geo.Land) (geo.Attested, bool) {
	on, _, ok := r.dates(pos{at.file, max(at.line, doc.On.line)}, doc.On, word{})
	if !ok {
		return geo.Attested{}, false
	}
	if !on.Exact() {
		r.report(pos{at.file, doc.On.line}, "a line stands on one day; write the day in %q", doc.On.text)
	}
	if doc.Claim.Title.IsZero() {
		doc.Claim.Title = r.plan.Info.Title
	}
	r.names(at, "title", doc.Claim.Title)
	line := geo.Attested{Claim: r.claim(at, doc.Claim, "line-"+on.First().String()), On: on.First(), Still: doc.Still}
	line.Role, line.Rank = geo.RoleLine, geo.RankNone
	points, lineNo, err := r.line(doc.Through)
	if err != nil {
		r.report(pos{at.file, lineNo}, "%v", err)
		return line, false
	}
	if len(points) < 2 {
		r.report(at, "a front line needs two points or more")
		return line, false
	}
	if p, crosses := geo.SelfCrossing(points); crosses {
		r.report(at, "the line of %s crosses itself near [%.3f, %.3f]%s; put its points in order from west to east", on, p[0], p[1], r.nearestWords(doc.Through, p))
		return line, false
	}
	for i, end := range []orb.Point{points[0], points[len(points)-1]} {
		if _, km := land.Coast(end); km > reachKm {
			r.report(pos{at.file, doc.Through[i*(len(doc.Through)-1)].line}, "the line of %s ends %.0f km from the coast; carry it to within %d km of it", on, km, reachKm)
			return line, false
		}
	}
	fitted, ok := land.Fit(points)
	if !ok {
		r.report(at, "the line of %s does not touch the theatre's mainland", on)
		return line, false
	}
	if p, crosses := geo.SelfCrossing(fitted); crosses {
		r.report(at, "the line of %s, carried to the coast, crosses itself near [%.3f, %.3f]; give it an end at the coast", on, p[0], p[1])
		return line, false
	}
	line.Written, line.Line = points, fitted
	r.passTowns(line.On, at, doc.Through)
	return line, true
}

// passTowns notes the towns that a line names as passed by: "3 km N of waegwan".
func (r *layerReader) passTowns(on edtf.Day, at pos, through []item) {
	for _, it := range through {
		m := offsetWords.FindStringSubmatch(it.text)
		if m == nil {
			continue
		}
		if place, ok := r.place(m[3]); ok {
			id := r.plan.Info.ID
			r.passed[id] = append(r.passed[id], passedTown{pos{at.file, max(at.line, it.line)}, place, on})
		}
	}
}

// nearestWords names the item of a line that resolves nearest to a point.
func (r *layerReader) nearestWords(items []item, p orb.Point) string {
	best, least := "", 1.0
	for _, it := range items {
		points, err := r.item(it)
		if err != nil {
			continue
		}
		for _, q := range points {
			if d := max(q[0]-p[0], p[0]-q[0]) + max(q[1]-p[1], p[1]-q[1]); d < least && it.text != "" {
				best, least = it.text, d
			}
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(", by %q", best)
}

// pocket reads the successive extents of a pocket.
func (r *layerReader) pocket(at pos, doc pocketDoc) []*geo.Static {
	r.names(at, "title", doc.Claim.Title)
	if doc.Claim.Holder.text == "" {
		r.report(at, "the pocket has no holder; say who was cut off in it")
	}
	if len(doc.States) == 0 {
		r.report(at, "the pocket has no states; write its extent from when")
		return nil
	}
	if len(doc.Claim.Sources) == 0 {
		doc.Claim.Sources = doc.States[0].Sources
	}
	var all []*geo.Static
	for i, state := range doc.States {
		when := pos{at.file, max(at.line, state.From.line)}
		to := doc.To
		if i+1 < len(doc.States) {
			to = doc.States[i+1].From
		}
		a, b, ok := r.dates(when, state.From, to)
		if !ok {
			continue
		}
		area, err := r.area(state.Area)
		r.areaProblem(when, err)
		if err != nil {
			continue
		}
		words := doc.Claim
		words.ID.text = doc.Claim.ID.text + "-" + a.First().String()
		if len(state.Sources) > 0 {
			words.Sources = state.Sources
		}
		if !state.Text.IsZero() {
			words.Text = state.Text
		}
		if state.Certainty.text != "" {
			words.Certainty = state.Certainty
		}
		s := &geo.Static{Claim: r.claim(when, words, ""), From: a, To: b, Geometry: area}
		s.Role, s.Rank = geo.RolePocket, geo.RankPocket
		all = append(all, s)
	}
	return all
}
