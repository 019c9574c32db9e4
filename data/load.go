package data

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// Load reads an atlas from a folder. Where anything is wrong it returns
// [Problems] and no atlas; other errors are of the folder itself.
func Load(files fs.FS) (*Atlas, error) {
	l, err := resolve(files)
	if err != nil {
		return nil, err
	}
	return l.build(), nil
}

// ErrNoAtlas is the error for a folder without an atlas.yaml.
var ErrNoAtlas = errors.New("there is no atlas.yaml in the folder; name an atlas's folder, such as data/atlas")

// resolve reads an atlas into its loader's plan.
func resolve(files fs.FS) (*loader, error) {
	if _, err := fs.Stat(files, "atlas.yaml"); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, ErrNoAtlas
		}
		return nil, err
	}
	base, err := theBase()
	if err != nil {
		return nil, err
	}
	l := newLoader(base)
	if err := l.readAll(files); err != nil {
		return nil, err
	}
	l.finish()
	if len(l.problems) > 0 {
		return nil, l.problems.sorted()
	}
	return l, nil
}

// maxFile bounds a file of the atlas.
const maxFile = 8 << 20

// A loader reads the files of an atlas, then resolves them.
type loader struct {
	desk
	surveyor
	plan

	actors  map[geo.ActorID]Actor
	sources map[geo.SourceID]pos
	at      map[string]pos // where each id was defined, by kind and id
	folders map[geo.LayerID]*layerFolder
	wanted  []word // the layers that atlas.yaml opens with

	// What only the relations between claims are tested by:
	claims map[claimKey]pos
	cited  map[geo.SourceID]bool
	passed map[geo.LayerID][]passedTown
}

// A claimKey names a claim of the atlas.
type claimKey struct {
	layer geo.LayerID
	id    geo.FeatureID
}

// A passedTown is a town that a front's line names as one it does not go through.
type passedTown struct {
	pos
	place Place
	on    edtf.Day
}

// A layerFolder is what was read of a layer: its header and its claims.
type layerFolder struct {
	pos
	doc   layerDoc
	known bool // layer.yaml was read
	parts map[string][]part
}

func newLoader(base *base) *loader {
	l := &loader{
		actors:  map[geo.ActorID]Actor{},
		sources: map[geo.SourceID]pos{},
		at:      map[string]pos{},
		folders: map[geo.LayerID]*layerFolder{},
		claims:  map[claimKey]pos{},
		cited:   map[geo.SourceID]bool{},
		passed:  map[geo.LayerID][]passedTown{},
	}
	l.surveyor = surveyor{
		gazetteer: gazetteer{base: base, places: map[string]orb.Point{}},
		named:     map[string]areaDoc{},
	}
	return l
}

// readAll reads every YAML file of the folder, and hashes their text.
func (l *loader) readAll(files fs.FS) error {
	sum := newTextHash()
	err := walkText(files, func(name string, text []byte) {
		sum.add(name, text)
		if text == nil {
			l.report(pos{name, 1}, "the file is larger than %d MB; split it", maxFile>>20)
		} else if node, ok := l.parseFile(name, text); ok {
			l.readFile(name, node)
		}
	})
	l.Hash = sum.String()
	return err
}

// readFile files the parts of one file under what they are.
func (l *loader) readFile(name string, node ast.Node) {
	dir, _, _ := strings.Cut(name, "/")
	switch {
	case name == "atlas.yaml":
		l.readAtlas(part{pos{name, 1}, node})
	case dir == "actors":
		each(l, name, node, l.readActor)
	case dir == "places":
		each(l, name, node, l.readPlace)
	case dir == "sources":
		each(l, name, node, l.readSource)
	case dir == "areas":
		each(l, name, node, l.readArea)
	case dir == "layers" && strings.Count(name, "/") == 2:
		l.readLayerFile(name, node)
	default:
		l.report(pos{name, 1}, "nothing is read here; files belong into actors/, places/, sources/, areas/ or layers/<id>/")
	}
}

// each decodes every entry of a list and hands it on.
func each[T any](l *loader, file string, node ast.Node, read func(pos, T)) {
	for _, p := range l.list(file, node) {
		var doc T
		if l.decode(p, &doc) {
			read(p.pos, doc)
		}
	}
}

func (l *loader) readAtlas(p part) {
	var doc atlasDoc
	if !l.decode(p, &doc) {
		return
	}
	l.ID, l.Title, l.Description = doc.ID.text, doc.Title, doc.Description
	l.Licence, l.Languages = doc.Licence, doc.Languages
	l.names(p.pos, "title", doc.Title)
	from, to, ok := l.ends(p.file, doc.Span.From, doc.Span.To)
	if ok && (from.IsZero() || to.IsZero()) {
		l.report(p.pos, "span: say from when to when the atlas tells, like {from: 0600, to: 2026}")
	}
	l.Span = edtf.Span{From: from.First(), To: to.Last() + 1}
	l.Opening = l.view(p.pos, "opening", doc.Opening)
	for _, chapter := range doc.Chapters {
		l.readChapter(pos{p.file, max(1, chapter.ID.line)}, chapter)
	}
}

// view reads where the page opens; its layers are not known to exist yet.
func (l *loader) view(at pos, what string, doc openingDoc) Opening {
	view := Opening{Zoom: doc.Zoom}
	var ok bool
	if view.Date, ok = l.date(at.file, doc.Date); ok && view.Date.IsZero() {
		l.report(at, "%s: there is no date; say on what day the page opens", what)
	}
	if !(doc.Zoom >= 3 && doc.Zoom <= 12) {
		l.report(at, "%s: zoom %g; choose 3 to 12", what, doc.Zoom)
	}
	center, err := lonLat(doc.Center)
	if err != nil {
		l.report(at, "%s: center: %v", what, err)
	}
	view.Center = center
	for _, w := range doc.Layers {
		view.Layers = append(view.Layers, geo.LayerID(w.text))
		l.wanted = append(l.wanted, w)
	}
	return view
}

func (l *loader) readChapter(at pos, doc chapterDoc) {
	if !l.define("chapter", at.file, doc.ID) {
		return
	}
	what := "chapter " + doc.ID.text
	l.names(at, what, doc.Title)
	from, to, ok := l.ends(at.file, doc.From, doc.To)
	if ok && (from.IsZero() || to.IsZero()) {
		l.report(at, "%s: say from when to when it tells", what)
	}
	chapter := Chapter{
		ID: doc.ID.text, Title: doc.Title, Span: edtf.Span{From: from.First(), To: to.Last() + 1},
		View: l.view(at, what, openingDoc{doc.Date, doc.Center, doc.Zoom, doc.Layers}),
	}
	if ok && !chapter.Span.Has(chapter.View.Date.First()) {
		l.report(at, "%s opens on %s, which is not in it", what, chapter.View.Date)
	}
	l.Chapters = append(l.Chapters, chapter)
}

var idForm = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// define records where an id was defined, and reports a second definition.
func (l *loader) define(kind string, file string, id word) bool {
	if !idForm.MatchString(id.text) {
		l.report(pos{file, id.line}, "%s id %q; write lower-case letters and digits, joined by hyphens", kind, id.text)
		return false
	}
	key := kind + " " + id.text
	if first, ok := l.at[key]; ok {
		l.report(pos{file, id.line}, "%s is already defined at %s:%d; keep one of them", key, first.file, first.line)
		return false
	}
	l.at[key] = pos{file, id.line}
	return true
}

// names reports languages in which something has no name.
func (l *loader) names(at pos, what string, n geo.Names) {
	var missing []string
	for _, lang := range []struct{ code, name string }{{"en", n.En}, {"ko", n.Ko}, {"zh", n.Zh}, {"ja", n.Ja}} {
		if lang.name == "" {
			missing = append(missing, lang.code)
		}
	}
	if len(missing) > 0 {
		l.report(at, "%s has no %s; name it in en, ko, zh and ja", what, strings.Join(missing, ", "))
	}
}

// date reads a date, or reports why it is none; an empty one is no date.
func (l *loader) date(file string, w word) (edtf.Date, bool) {
	if w.text == "" {
		return edtf.Date{}, true
	}
	d, err := edtf.Parse(w.text)
	if err != nil {
		l.report(pos{file, w.line}, "%v", err)
		return edtf.Date{}, false
	}
	return d, true
}

// ends reads two dates, either of which may be open, and reports where the
// second is before the first.
func (l *loader) ends(file string, from, to word) (a, b edtf.Date, ok bool) {
	a, ok1 := l.date(file, from)
	b, ok2 := l.date(file, to)
	if !ok1 || !ok2 {
		return a, b, false
	}
	if !a.IsZero() && !b.IsZero() && b.Last() < a.First() {
		l.report(pos{file, to.line}, "it ends (%s) before it begins (%s); mend one of them", b, a)
		return a, b, false
	}
	return a, b, true
}

// span reads the two dates of a claim, the first of which it must have.
func (l *loader) dates(at pos, from, to word) (a, b edtf.Date, ok bool) {
	if from.text == "" {
		l.report(at, "there is no date; every claim says when it stands (\"from\"), or on what day (\"on\")")
		return a, b, false
	}
	a, ok1 := l.date(at.file, from)
	b, ok2 := l.date(at.file, to)
	if !ok1 || !ok2 {
		return a, b, false
	}
	if !b.IsZero() && b.First() <= a.First() {
		l.report(pos{at.file, to.line}, "it ends (%s) before it begins (%s); \"to\" is the first day on which it no longer stands", b, a)
		return a, b, false
	}
	return a, b, true
}

var colourForm = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func (l *loader) readActor(at pos, doc actorDoc) {
	if !l.define("actor", at.file, doc.ID) {
		return
	}
	l.names(at, "actor "+doc.ID.text, doc.Names)
	if !colourForm.MatchString(doc.Colour.text) {
		l.report(pos{at.file, max(at.line, doc.Colour.line)}, "colour %q; write it as \"#b5722e\"", doc.Colour.text)
	}
	a := Actor{
		ID: geo.ActorID(doc.ID.text), Names: doc.Names, Text: doc.Text,
		Colour: doc.Colour.text, Sponsor: geo.ActorID(doc.Sponsor.text), Side: geo.ActorID(doc.Side.text),
	}
	a.From, a.To, _ = l.ends(at.file, doc.From, doc.To)
	l.actors[a.ID] = a
	l.Actors = append(l.Actors, a)
}

var placeKinds = []string{"city", "town", "village", "island", "hill", "pass", "cape", "port", "fort", "castle", "base", "water", "region"}

func (l *loader) readPlace(at pos, doc placeDoc) {
	if !l.define("place", at.file, doc.ID) {
		return
	}
	p, err := lonLat(doc.At.point)
	if err != nil {
		l.report(at, "place %s: at: %v", doc.ID.text, err)
		return
	}
	l.names(at, "place "+doc.ID.text, doc.Names)
	if !slices.Contains(placeKinds, doc.Kind.text) {
		l.report(pos{at.file, max(at.line, doc.Kind.line)}, "place %s: kind %q; choose one of %s", doc.ID.text, doc.Kind.text, strings.Join(placeKinds, " "))
	}
	if doc.Rank < 1 || doc.Rank > 5 {
		l.report(at, "place %s: rank %d; choose 1 (a capital) to 5 (a hill)", doc.ID.text, doc.Rank)
	}
	place := Place{ID: doc.ID.text, At: p, Kind: doc.Kind.text, Rank: doc.Rank, Names: doc.Names, Alias: doc.Alias}
	place.From, place.To, _ = l.ends(at.file, doc.From, doc.To)
	for _, period := range doc.Periods {
		from, to, _ := l.ends(at.file, period.From, period.To)
		if period.Rank < 0 || period.Rank > 5 {
			l.report(at, "place %s: rank %d in a period; choose 1 (a capital) to 5 (a hill)", doc.ID.text, period.Rank)
		}
		if period.Names.IsZero() {
			period.Names = doc.Names
		}
		place.Periods = append(place.Periods, NamePeriod{from, to, period.Names, period.Rank})
	}
	l.places[place.ID] = p
	l.Places = append(l.Places, place)
}

var sourceKinds = []string{"book", "article", "archive", "treaty", "newspaper", "web", "map", "report"}

func (l *loader) readSource(at pos, doc sourceDoc) {
	if !l.define("source", at.file, doc.ID) {
		return
	}
	for _, field := range []struct{ name, value string }{{"author", doc.Author}, {"title", doc.Title}, {"year", doc.Year.text}} {
		if field.value == "" {
			l.report(at, "source %s has no %s; a reader must be able to find it", doc.ID.text, field.name)
		}
	}
	if !slices.Contains(sourceKinds, doc.Kind.text) {
		l.report(pos{at.file, max(at.line, doc.Kind.line)}, "source %s: kind %q; choose one of %s", doc.ID.text, doc.Kind.text, strings.Join(sourceKinds, " "))
	}
	l.sources[geo.SourceID(doc.ID.text)] = pos{at.file, doc.ID.line}
	l.Sources = append(l.Sources, Source{
		ID: geo.SourceID(doc.ID.text), Author: doc.Author, Title: doc.Title, Year: doc.Year.text,
		Publisher: doc.Publisher, Kind: doc.Kind.text, URL: doc.URL, ISBN: doc.ISBN, Calendar: doc.Calendar.text, Note: doc.Note,
	})
}

func (l *loader) readArea(at pos, doc areaEntryDoc) {
	if l.define("area", at.file, doc.ID) {
		l.named[doc.ID.text] = doc.Area
	}
}

// readLayerFile files what a layer's file holds: its header, or lists of claims
// under their headings.
func (l *loader) readLayerFile(name string, node ast.Node) {
	id := geo.LayerID(path.Base(path.Dir(name)))
	folder := l.folders[id]
	if folder == nil {
		folder = &layerFolder{pos: pos{path.Dir(name) + "/layer.yaml", 1}, parts: map[string][]part{}}
		l.folders[id] = folder
	}
	if path.Base(name) == "layer.yaml" {
		folder.known = l.decode(part{pos{name, 1}, node}, &folder.doc)
		return
	}
	l.headings(name, node, func(heading string, at pos, n ast.Node) {
		if !slices.Contains([]string{"features", "holdings", "lines", "pockets", "units", "routes", "ties", "events"}, heading) {
			l.report(at, "unknown heading %q; use features, holdings, lines, pockets, units, routes, ties or events", heading)
			return
		}
		if _, empty := n.(*ast.NullNode); !empty {
			folder.parts[heading] = append(folder.parts[heading], l.list(name, n)...)
		}
	})
}

// finish resolves what was read, once everything is known.
func (l *loader) finish() {
	for _, a := range l.Actors {
		for _, other := range []geo.ActorID{a.Sponsor, a.Side} {
			if other != "" {
				l.actor(l.at["actor "+string(a.ID)], string(other))
			}
		}
	}
	for _, id := range sortedKeys(l.named) {
		at := l.at["area "+id]
		l.areaProblem(at, l.check(id, at.line))
	}
	for _, id := range sortedKeys(l.folders) {
		l.finishLayer(id, l.folders[id])
	}
	slices.SortStableFunc(l.Layers, func(a, b layerPlan) int { return cmp.Compare(a.Info.Order, b.Info.Order) })
	for _, w := range l.wanted {
		if l.folders[geo.LayerID(w.text)] == nil {
			l.report(pos{"atlas.yaml", w.line}, "there is no layer %q%s; add it to layers/ or mend the name", w.text, didYouMean(w.text, l.folders))
		}
	}
}

// check resolves a named area for its problems alone.
func (l *loader) check(id string, line int) error {
	_, err := l.namedArea(word{id, line})
	return err
}

func (l *loader) areaProblem(at pos, err error) {
	var wrong *areaError
	switch {
	case err == nil:
	case errors.As(err, &wrong):
		if wrong.line > at.line {
			at.line = wrong.line
		}
		l.report(at, "%s", wrong.what)
	default:
		l.report(at, "the area cannot be drawn: %v; move one of its points a little", err)
	}
}

// actor checks that an actor is known.
func (l *loader) actor(at pos, id string) geo.ActorID {
	if _, ok := l.actors[geo.ActorID(id)]; !ok {
		l.report(at, "there is no actor %q%s; add it to actors/ or mend the name", id, didYouMean(id, l.actors))
	}
	return geo.ActorID(id)
}

// cite reads the sources of a claim.
func (l *loader) cite(at pos, words []word) []geo.Citation {
	if len(words) == 0 {
		l.report(at, "there are no sources; every claim names at least one")
	}
	var cs []geo.Citation
	for _, w := range words {
		id, where, _ := strings.Cut(w.text, ":")
		c := geo.Citation{Source: geo.SourceID(strings.TrimSpace(id)), At: strings.TrimSpace(where)}
		if _, ok := l.sources[c.Source]; !ok {
			l.report(pos{at.file, w.line}, "there is no source %q%s; add it to sources/ or mend the name", c.Source, didYouMean(string(c.Source), l.sources))
		}
		l.cited[c.Source] = true
		cs = append(cs, c)
	}
	return cs
}

// certainty reads how sure a claim is; unsaid, it is certain.
func (l *loader) certainty(file string, w word) geo.Certainty {
	switch c := geo.Certainty(w.text); c {
	case "":
		return geo.Certain
	case geo.Certain, geo.Probable, geo.Disputed:
		return c
	}
	l.report(pos{file, w.line}, "certainty %q; choose certain, probable or disputed", w.text)
	return geo.Disputed
}

// number prints a small number for an id.
func number(n int) string { return strconv.Itoa(n) }
