package data

import (
	"slices"

	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// A layerReader turns one layer's documents into claims.
type layerReader struct {
	*loader
	plan layerPlan
	seen map[geo.FeatureID]pos
}

func (l *loader) finishLayer(id geo.LayerID, folder *layerFolder) {
	if !folder.known {
		if len(folder.parts) > 0 {
			l.report(folder.pos, "layer %s has no layer.yaml that can be read; write its id, kind and title there", id)
		}
		return
	}
	r := &layerReader{loader: l, seen: map[geo.FeatureID]pos{}}
	r.header(id, folder)
	doc := folder.doc
	r.onlyOfFronts(folder)
	switch {
	case doc.Derived.text != "":
		if doc.Kind.text != string(geo.KindTerritory) {
			l.report(pos{folder.file, doc.Derived.line}, "only a territory is derived from a front; make the layer one, or take \"derived\" out")
			return
		}
		r.plan.Derived = geo.LayerID(doc.Derived.text)
		if front := l.folders[r.plan.Derived]; front == nil || front.doc.Kind.text != string(geo.KindFront) {
			l.report(pos{folder.file, doc.Derived.line}, "there is no front %q to derive the layer from", doc.Derived.text)
			return
		}
	case doc.Kind.text == string(geo.KindFront):
		if !r.front(folder) {
			return
		}
	}
	readEach(r, folder, "features", r.feature)
	readEach(r, folder, "events", r.event)
	readEach(r, folder, "holdings", r.holding)
	readEach(r, folder, "ties", r.tie)
	readEach(r, folder, "units", func(at pos, doc unitDoc) { r.track(at, doc, geo.RoleUnit) })
	readEach(r, folder, "routes", func(at pos, doc unitDoc) { r.track(at, doc, geo.RoleRoute) })
	l.Layers = append(l.Layers, r.plan)
}

// onlyOfFronts reports lines and pockets that no front would read.
func (r *layerReader) onlyOfFronts(folder *layerFolder) {
	if folder.doc.Kind.text == string(geo.KindFront) {
		return
	}
	for _, heading := range []string{"lines", "pockets"} {
		for _, p := range folder.parts[heading] {
			r.report(p.pos, "%s belong to a layer of kind front, not %s; move them to one", heading, folder.doc.Kind.text)
		}
	}
}

func readEach[T any](r *layerReader, folder *layerFolder, heading string, read func(pos, T)) {
	for _, p := range folder.parts[heading] {
		var doc T
		if r.decode(p, &doc) {
			read(p.pos, doc)
		}
	}
}

func (r *layerReader) header(id geo.LayerID, folder *layerFolder) {
	doc, file := folder.doc, folder.file
	if doc.ID.text != string(id) {
		r.report(pos{file, doc.ID.line}, "the layer's id %q is not its folder's name %q; make them one", doc.ID.text, id)
	}
	r.names(folder.pos, "title", doc.Title)
	r.names(folder.pos, "description", doc.Description)
	kind := geo.Kind(doc.Kind.text)
	if !slices.Contains(geo.Kinds, kind) {
		r.report(pos{file, max(1, doc.Kind.line)}, "kind %q; choose one of %v", doc.Kind.text, geo.Kinds)
	}
	info := geo.LayerInfo{
		ID: id, Kind: kind, Title: doc.Title, Description: doc.Description,
		Licence: doc.Licence, Order: doc.Order, Shown: doc.Shown,
	}
	if kind == geo.KindTerritory {
		info.Rank = r.rank(file, doc.Rank, geo.RankState)
	}
	r.plan.Info = info
}

func (r *layerReader) rank(file string, w word, unsaid geo.Rank) geo.Rank {
	if w.text == "" {
		return unsaid
	}
	rank, ok := geo.ParseRank(w.text)
	if !ok {
		r.report(pos{file, w.line}, "rank %q; choose place, front, occupation or state", w.text)
	}
	return rank
}

// claim reads what every claim says, and gives it an id if it has none.
func (r *layerReader) claim(at pos, doc claimDoc, unnamed string) geo.Claim {
	id := doc.ID
	if id.text == "" {
		id = word{unnamed, at.line}
	}
	if !idForm.MatchString(id.text) {
		r.report(pos{at.file, id.line}, "id %q; write lower-case letters and digits, joined by hyphens", id.text)
	}
	if first, ok := r.seen[geo.FeatureID(id.text)]; ok {
		r.report(at, "%s is already in the layer, at %s:%d; give it another id", id.text, first.file, first.line)
	}
	r.seen[geo.FeatureID(id.text)] = at
	r.claims[claimKey{r.plan.Info.ID, geo.FeatureID(id.text)}] = at
	c := geo.Claim{
		ID: geo.FeatureID(id.text), Title: doc.Title, Text: doc.Text,
		Rank: r.rank(at.file, doc.Rank, r.plan.Info.Rank), Certainty: r.certainty(at.file, doc.Certainty),
		Sources: r.cite(at, doc.Sources), Symbol: doc.Symbol.text, Strength: doc.Strength, Weight: doc.Weight,
	}
	if doc.Holder.text != "" {
		c.Holder = r.actor(pos{at.file, doc.Holder.line}, doc.Holder.text)
	}
	for _, toll := range doc.Lives {
		c.Lives = append(c.Lives, r.toll(at, toll))
	}
	return c
}

// toll reads what a claim cost a group in lives.
func (r *layerReader) toll(at pos, doc tollDoc) geo.Toll {
	r.names(at, "a group under lives", doc.Of)
	if doc.Low < 0 || doc.High < doc.Low || doc.High == 0 {
		r.report(at, "lives from %d to %d; write the lowest and the highest figure of the histories, low first", doc.Low, doc.High)
	}
	return geo.Toll{Of: doc.Of, Low: doc.Low, High: doc.High, Sources: r.cite(at, doc.Sources)}
}

// feature reads an area, a line or a point that stands still.
func (r *layerReader) feature(at pos, doc featureDoc) {
	from, to := doc.From, doc.To
	if doc.On.text != "" {
		r.reportOnce(at, from.text != "" || to.text != "", "say either \"on\" or \"from\" and \"to\"")
		from = doc.On
	}
	a, b, ok := r.dates(at, from, to)
	if !ok {
		return
	}
	if doc.On.text != "" {
		b = edtf.FromDay(a.Last() + 1)
	}
	r.names(at, "title", doc.Claim.Title)
	s := &geo.Static{Claim: r.claim(at, doc.Claim, ""), From: a, To: b}
	s.Rival = doc.Rival
	if s.Geometry = r.geometry(at, &s.Claim, doc); s.Geometry == nil {
		return
	}
	if r.plan.Info.Kind == geo.KindTerritory && s.Role == "" && s.Holder == "" {
		r.report(at, "an area of a territory has a holder; say who held it")
	}
	r.plan.Statics = append(r.plan.Statics, s)
}

func (r *layerReader) reportOnce(at pos, wrong bool, text string) {
	if wrong {
		r.report(at, "%s", text)
	}
}

// geometry resolves where a feature is, and what role that gives it.
func (r *layerReader) geometry(at pos, c *geo.Claim, doc featureDoc) orb.Geometry {
	switch {
	case doc.Area != nil:
		area, err := r.area(*doc.Area)
		r.areaProblem(at, err)
		if doc.Area.Sea || r.plan.Info.Kind != geo.KindTerritory {
			c.Role, c.Rank = geo.RoleZone, geo.RankNone
		}
		if err != nil {
			return nil
		}
		return area
	case len(doc.Line) > 0:
		c.Role, c.Rank = geo.RoleLine, geo.RankNone
		line, lineNo, err := r.line(doc.Line)
		if err != nil {
			r.report(pos{at.file, lineNo}, "%v", err)
			return nil
		}
		if len(line) < 2 {
			r.report(at, "a line needs two points or more")
			return nil
		}
		return line
	case doc.At != nil:
		c.Role, c.Rank = geo.RoleEvent, geo.RankNone
		if p, ok := r.spot(at, *doc.At); ok {
			return p
		}
		return nil
	}
	r.report(at, "there is no area, line or place (\"at\"); say where it is")
	return nil
}

// spot resolves the words for one point.
func (r *layerReader) spot(at pos, it item) (orb.Point, bool) {
	points, err := r.item(it)
	if err != nil {
		r.report(pos{at.file, max(at.line, it.line)}, "%v", err)
		return orb.Point{}, false
	}
	return points[0], true
}

func (r *layerReader) event(at pos, doc featureDoc) {
	if doc.Claim.Text.En == "" {
		r.report(at, "the event has no text; write two sentences, in en at least")
	}
	r.feature(at, doc)
}

// tie reads a relation between two courts, drawn as the road between them.
func (r *layerReader) tie(at pos, doc tieDoc) {
	a, b, ok := r.dates(at, doc.From, doc.To)
	if !ok {
		return
	}
	r.names(at, "title", doc.Claim.Title)
	s := &geo.Static{Claim: r.claim(at, doc.Claim, ""), From: a, To: b}
	if doc.Claim.Holder.text == "" || doc.Tributary.text == "" {
		r.report(at, "a tie is between two; say to whom it went (\"holder\") and who was tied (\"tributary\")")
		return
	}
	s.Tributary = r.actor(pos{at.file, doc.Tributary.line}, doc.Tributary.text)
	if s.Geometry = r.geometry(at, &s.Claim, featureDoc{Line: doc.Road}); s.Geometry == nil {
		return
	}
	s.Role = geo.RoleTie
	r.plan.Statics = append(r.plan.Statics, s)
}

// townKm is the radius of the disc that stands for a town that says none.
const townKm = 4

// holding reads who held a place in turn: a claim for each period, and one for
// each rival to it.
func (r *layerReader) holding(at pos, doc holdingDoc) {
	place, known := r.place(doc.Place.text)
	if !known {
		r.report(pos{at.file, max(at.line, doc.Place.line)}, "there is no place %q%s; add it to places/ or mend the name", doc.Place.text, didYouMean(doc.Place.text, r.places))
		return
	}
	if len(doc.Periods) == 0 {
		r.report(at, "the holding has no periods; say who held %s from when", place.ID)
		return
	}
	area, err := r.holdingArea(doc)
	r.areaProblem(at, err)
	for i, period := range doc.Periods {
		when := pos{at.file, max(at.line, period.From.line)}
		to := doc.To
		if i+1 < len(doc.Periods) {
			to = doc.Periods[i+1].From
		}
		if to.text != "" && to.text == period.From.text {
			r.report(when, "two periods begin on %s; give each its own date", to.text)
			continue
		}
		a, b, ok := r.dates(when, period.From, to)
		if !ok || period.Claim.Holder.text == string(geo.Nobody) {
			continue
		}
		if period.Claim.Title.IsZero() {
			period.Claim.Title = doc.Title
		}
		if period.Claim.Title.IsZero() {
			period.Claim.Title = place.Names
		}
		if period.Claim.Text.IsZero() {
			period.Claim.Text = doc.Text
		}
		if period.Claim.Holder.text == "" {
			r.report(when, "the period has no holder; write who held it, or \"holder: none\" for a gap")
			continue
		}
		s := &geo.Static{Claim: r.claim(when, period.Claim, place.ID+"-"+a.First().String()), From: a, To: b, Geometry: area}
		if s.Rank < geo.RankPlace && period.Claim.Rank.text == "" {
			s.Rank = geo.RankPlace
		}
		if err == nil {
			r.plan.Statics = append(r.plan.Statics, s)
			r.rivals(when, s, period.Rivals)
		}
	}
}

// rivals adds the other claims to a period.
func (r *layerReader) rivals(at pos, s *geo.Static, rivals []rivalDoc) {
	if len(rivals) > 0 && s.Certainty != geo.Disputed {
		r.report(at, "there are rivals to a claim that is not disputed; say \"certainty: disputed\"")
	}
	for i, doc := range rivals {
		rival := &geo.Static{Claim: s.Claim, From: s.From, To: s.To, Geometry: s.Geometry}
		rival.ID += geo.FeatureID("-rival-" + number(i+1))
		rival.Holder = r.actor(pos{at.file, max(at.line, doc.Holder.line)}, doc.Holder.text)
		rival.Sources, rival.Text, rival.Rival = r.cite(at, doc.Sources), doc.Text, true
		r.plan.Statics = append(r.plan.Statics, rival)
	}
}

func (r *layerReader) place(id string) (Place, bool) {
	i := slices.IndexFunc(r.Places, func(p Place) bool { return p.ID == id })
	if i < 0 {
		return Place{}, false
	}
	return r.Places[i], true
}

func (r *layerReader) holdingArea(doc holdingDoc) (orb.MultiPolygon, error) {
	switch {
	case doc.Area != nil:
		return r.area(*doc.Area)
	case doc.Island:
		return r.area(areaDoc{Islands: []word{doc.Place}})
	case doc.Km == 0:
		doc.Km = townKm
	}
	return r.area(areaDoc{Around: []aroundDoc{{Place: item{word: doc.Place}, Km: doc.Km}}})
}

// longestLeg is for how many days a unit may be on its way between two stops.
const longestLeg = 2 * 366

// track reads a unit or a route.
func (r *layerReader) track(at pos, doc unitDoc, role geo.Role) {
	r.names(at, "title", doc.Claim.Title)
	t := &geo.Track{Claim: r.claim(at, doc.Claim, "")}
	t.Role, t.Rank = role, geo.RankNone
	stops := slices.Concat(doc.Track, doc.Stops)
	if len(stops) == 0 {
		r.report(at, "there are no dated points; write them under \"track\" (a unit) or \"stops\" (a route)")
		return
	}
	for i, s := range stops {
		stop, ok := r.stop(pos{at.file, max(at.line, s.At.line)}, s)
		if !ok {
			return
		}
		if i > 0 && stop.On <= t.Stops[i-1].On {
			r.report(pos{at.file, s.On.line}, "%s is not after the stop before, %s; put the stops in order", stop.On, t.Stops[i-1].On)
			return
		}
		if i > 0 && stop.On > t.Stops[i-1].Until+longestLeg {
			r.report(pos{at.file, s.On.line}, "the stop before is %d years earlier; a way of so many years, day by day, would be a guess: add a stop, or say \"until\" when it stayed", int(stop.On-t.Stops[i-1].Until)/365)
			return
		}
		if i > 0 && stop.On <= t.Stops[i-1].Until {
			r.report(pos{at.file, s.On.line}, "%s is before the unit has left the stop before, %s", stop.On, t.Stops[i-1].Until)
			return
		}
		for _, c := range r.citeOptional(at, s.Sources) {
			if !slices.Contains(t.Sources, c) {
				t.Sources = append(t.Sources, c)
			}
		}
		t.Stops = append(t.Stops, stop)
	}
	to, ok := r.date(at.file, doc.To)
	if !ok {
		return
	}
	if last := t.Stops[len(t.Stops)-1]; !to.IsZero() && to.First() <= last.On {
		r.report(pos{at.file, doc.To.line}, "it ends (%s) on or before its last stop (%s); \"to\" is the first day on which it no longer stands", to, last.On)
		return
	}
	t.To = to
	r.plan.Tracks = append(r.plan.Tracks, t)
}

func (r *layerReader) citeOptional(at pos, words []word) []geo.Citation {
	if len(words) == 0 {
		return nil
	}
	return r.cite(at, words)
}

func (r *layerReader) stop(at pos, doc stopDoc) (geo.Stop, bool) {
	var stop geo.Stop
	on, until, ok := r.dates(at, doc.On, word{})
	if ok {
		until, ok = r.date(at.file, doc.Until)
	}
	if !ok {
		return stop, false
	}
	stop.On, stop.Until = on.First(), on.First()
	if !until.IsZero() {
		stop.Until = until.Last()
	}
	if stop.Until < stop.On {
		r.report(pos{at.file, doc.Until.line}, "it stays until %s, before it comes, %s; mend one of them", until, on)
		return stop, false
	}
	if stop.At, ok = r.spot(at, doc.At); !ok {
		return stop, false
	}
	via, line, err := r.line(doc.Via)
	if err != nil {
		r.report(pos{at.file, line}, "%v", err)
		return stop, false
	}
	stop.Via = via
	switch stop.By = geo.Way(doc.By.text); stop.By {
	case "", geo.ByRail, geo.BySea, geo.ByAir:
	default:
		r.report(pos{at.file, doc.By.line}, "by %q; write rail, sea or air, or leave it out where it went as it always does", doc.By.text)
	}
	return stop, true
}
