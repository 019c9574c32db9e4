package server_test

import (
	"encoding/json"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/marchland/marchland/server"
	"github.com/paulmach/orb"
	orbjson "github.com/paulmach/orb/geojson"
	"github.com/tidwall/geojson"
)

// The made-up atlas of testdata: North and South share the island of Taiwan
// from 10 January to 1 February 1950, with a front that falls back on the 14th,
// a guest's landing at Southport, a town, a ship, a march and a parley.
var atlas = sync.OnceValue(func() *data.Atlas {
	a, err := data.Load(os.DirFS("testdata/atlas"))
	if err != nil {
		panic(err)
	}
	return a
})

// A brittle folder panics over one of its files.
type brittle struct{ fs.FS }

func (b brittle) Open(name string) (fs.File, error) {
	if name == "assets/brittle.js" {
		panic("brittle")
	}
	return b.FS.Open(name)
}

var page = brittle{fstest.MapFS{
	"index.html":        {Data: []byte("<!doctype html><title>Marchland</title>")},
	"icon.svg":          {Data: []byte("<svg/>")},
	"assets/app-1a2.js": {Data: []byte(strings.Repeat("// a page's script\n", 100))},
}}

var base = fstest.MapFS{"base.json": {Data: []byte("{}")}}

// site is one server for all the tests that only read.
var site = sync.OnceValue(func() *httptest.Server { return start(server.Config{Page: page, Base: base}) })

func start(cfg server.Config) *httptest.Server {
	ts := httptest.NewUnstartedServer(nil)
	ts.Config = server.New(atlas(), cfg).HTTP("")
	ts.Start()
	return ts
}

// An answer is a response, read to its end.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask asks the site, with headers given as name, value, name, value.
func ask(t testing.TB, method, path string, headers ...string) answer {
	t.Helper()
	return askAt(t, site().URL, method, path, headers...)
}

func askAt(t testing.TB, at, method, path string, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequest(method, at+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Encoding", "identity")
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{res.StatusCode, res.Header, string(body)}
}

// get asks for JSON that must be there.
func get(t testing.TB, path string) map[string]any {
	t.Helper()
	a := ask(t, "GET", path)
	var v map[string]any
	if err := json.Unmarshal([]byte(a.body), &v); err != nil || a.status != http.StatusOK {
		t.Fatalf("%s: %d, %v: %.200s", path, a.status, err, a.body)
	}
	return v
}

// ids joins the ids of a list.
func ids(list any) string {
	var names []string
	entries, _ := list.([]any)
	for _, e := range entries {
		names = append(names, e.(map[string]any)["id"].(string))
	}
	return strings.Join(names, " ")
}

// text is a string of JSON, or "null".
func text(v any) string {
	if v == nil {
		return "null"
	}
	return v.(string)
}

func hasFourNames(v any) bool {
	names, _ := v.(map[string]any)
	for _, lang := range []string{"en", "ko", "zh", "ja"} {
		if s, _ := names[lang].(string); s == "" {
			return false
		}
	}
	return true
}

func TestLayers(t *testing.T) {
	layers := get(t, "/api/layers")["layers"]
	if got := ids(layers); got != "control front towns fleet advance events" {
		t.Fatalf("the layers are %s", got)
	}
	for i, want := range []struct {
		kind, from, to string
		features       float64
	}{
		{"territory", "1950-01-10", "1950-02-01", 5},
		{"front", "1950-01-10", "1950-02-01", 2},
		{"territory", "1900-01-01", "null", 5},
		{"unit", "1950-01-10", "1950-02-01", 2},
		{"route", "1950-01-10", "1950-02-01", 1},
		{"event", "1950-01-12", "1950-01-13", 1},
	} {
		l := layers.([]any)[i].(map[string]any)
		extent := l["extent"].(map[string]any)
		interval, box := extent["interval"].([]any), extent["bbox"].([]any)
		if l["kind"] != want.kind || l["features"] != want.features || text(interval[0]) != want.from || text(interval[1]) != want.to {
			t.Errorf("%s is %v of %v features, %v", l["id"], l["kind"], l["features"], interval)
		}
		if len(box) != 4 || box[0].(float64) > box[2].(float64) || box[1].(float64) > box[3].(float64) {
			t.Errorf("%s has the box %v", l["id"], box)
		}
		if !hasFourNames(l["title"]) {
			t.Errorf("%s has the title %v", l["id"], l["title"])
		}
		changes := get(t, "/api/layers/"+l["id"].(string)+"/changes")["changes"].([]any)
		if l["changes"] != float64(len(changes)) {
			t.Errorf("%s says %v changes and has %v", l["id"], l["changes"], changes)
		}
	}
}

func TestLayer(t *testing.T) {
	l := get(t, "/api/layers/towns")
	if ids(l["legend"]) != "north south guest" || ids(l["sources"]) != "chronicle memoir" || l["licence"] != "CC0-1.0" {
		t.Errorf("legend %s, sources %s, licence %v", ids(l["legend"]), ids(l["sources"]), l["licence"])
	}
	if !hasFourNames(l["description"]) || l["kind"] != "territory" {
		t.Errorf("description %v, kind %v", l["description"], l["kind"])
	}
	if e := get(t, "/api/layers/events"); e["licence"] != "CC0-1.0" || ids(e["legend"]) != "" || e["legend"] == nil {
		t.Errorf("a layer of no holders has the licence %v and the legend %v", e["licence"], e["legend"])
	}
	guest := l["legend"].([]any)[2].(map[string]any)
	if guest["colour"] != "#33aa33" || guest["sponsor"] != "north" || guest["from"] != "1950-01-12" || guest["to"] != nil {
		t.Errorf("the guest is %v", guest)
	}
}

func TestLists(t *testing.T) {
	for path, want := range map[string]string{
		"places":  "norton midby southport roads",
		"sources": "chronicle memoir unread",
		"actors":  "north south guest",
	} {
		if got := ids(get(t, "/api/"+path)[path]); got != want {
			t.Errorf("%s are %s", path, got)
		}
	}
	boot := get(t, "/api/atlas")
	if boot["id"] != "made-up" || boot["licence"] != "CC0-1.0" || ids(boot["layers"]) != "control front towns fleet advance events" {
		t.Errorf("the atlas is %v", boot)
	}
	opening := boot["opening"].(map[string]any)
	if opening["date"] != "1950-01-10" || opening["zoom"] != 7.0 {
		t.Errorf("it opens with %v", opening)
	}
}

// A slice is what stands on the day: from is within, to is not.
func TestSlice(t *testing.T) {
	for _, c := range []struct{ layer, date, since, previous, next, features string }{
		{"towns", "1899-12-31", "1899-12-31", "null", "1900-01-01", ""},
		{"towns", "1900-01-01", "1900-01-01", "null", "1950-01-10", "island"},
		{"towns", "1950-01-09", "1900-01-01", "null", "1950-01-10", "island"},
		{"towns", "1950-01-10", "1950-01-10", "1900-01-01", "1950-01-12", "midby-1950-01-10"},
		{"towns", "1950-01-11", "1950-01-10", "1900-01-01", "1950-01-12", "midby-1950-01-10"},
		{"towns", "1950-01-12", "1950-01-12", "1950-01-10", "1950-01-13", "midby-1950-01-12 midby-1950-01-12-rival-1"},
		{"towns", "1950-01-31", "1950-01-13", "1950-01-12", "1950-02-01", ""},
		{"towns", "1950-02", "1950-02-01", "1950-01-13", "null", "midby-1950-02-01"},
		{"towns", "9999", "1950-02-01", "1950-01-13", "null", "midby-1950-02-01"},
		{"towns", "1949", "1900-01-01", "null", "1950-01-10", "island"},
		{"front", "1950-01-10", "1950-01-10", "null", "1950-01-11", "line-1950-01-10"},
		{"front", "1950-01-13", "1950-01-13", "1950-01-12", "1950-01-14", "line-1950-01-10"},
		{"front", "1950-01-31", "1950-01-14", "1950-01-13", "1950-02-01", "line-1950-01-14"},
		{"front", "1950-02-01", "1950-02-01", "1950-01-14", "null", ""},
		{"control", "1950-01-19", "1950-01-14", "1950-01-13", "1950-01-20", "north south"},
		{"control", "1950-01-20", "1950-01-20", "1950-01-14", "1950-01-25", "north south landing-1950-01-20"},
		{"control", "1950-01-25", "1950-01-25", "1950-01-20", "1950-02-01", "north south"},
		{"fleet", "1950-01-20", "1950-01-20", "1950-01-15", "1950-02-01", "patrol"},
		{"events", "1950-01-12", "1950-01-12", "null", "1950-01-13", "parley"},
		{"events", "1950-01-13", "1950-01-13", "1950-01-12", "null", ""},
	} {
		s := get(t, "/api/layers/"+c.layer+"/slice?date="+c.date)
		got := []string{text(s["date"]), text(s["previous"]), text(s["next"]), ids(s["features"])}
		if want := []string{c.since, c.previous, c.next, c.features}; !slices.Equal(got, want) {
			t.Errorf("%s on %s is %q, want %q", c.layer, c.date, got, want)
		}
	}
}

func TestFeaturesSayWhatTheyAre(t *testing.T) {
	feature := func(layer, date string, n int) map[string]any {
		s := get(t, "/api/layers/"+layer+"/slice?date="+date)
		return s["features"].([]any)[n].(map[string]any)["properties"].(map[string]any)
	}
	for _, c := range []struct {
		layer, date string
		n           int
		want        string
	}{
		{"towns", "1950-01-12", 0, `{"attested":true,"certainty":"disputed","from":"1950-01-12","holder":"north","rank":"place","sources":["chronicle"],"to":"1950-01-13"}`},
		{"towns", "1950-01-12", 1, `{"attested":true,"certainty":"disputed","from":"1950-01-12","holder":"south","rank":"place","rival":true,"sources":["memoir"],"to":"1950-01-13"}`},
		{"towns", "1950-03", 0, `{"attested":true,"certainty":"probable","from":"1950-02","holder":"guest","rank":"place","sources":["memoir"],"to":null}`},
		{"towns", "1910", 0, `{"attested":true,"certainty":"certain","citations":["chronicle: preface"],"from":"1900","holder":"north","rank":"state","sources":["chronicle"],"to":"1950-01-10"}`},
		{"front", "1950-01-12", 0, `{"attested":false,"between":["1950-01-10","1950-01-14"],"certainty":"certain","citations":["chronicle: ch. 1"],"from":"1950-01-12","role":"line","sources":["chronicle"],"to":"1950-01-13"}`},
		{"front", "1950-01-14", 0, `{"attested":true,"certainty":"probable","from":"1950-01-14","role":"line","sources":["chronicle","memoir"],"to":"1950-02-01"}`},
		{"control", "1950-01-12", 1, `{"attested":false,"between":["1950-01-10","1950-01-14"],"certainty":"certain","citations":["chronicle: ch. 1"],"from":"1950-01-12","holder":"south","rank":"front","sources":["chronicle"],"to":"1950-01-13"}`},
		{"control", "1950-01-22", 2, `{"attested":true,"certainty":"certain","from":"1950-01-20","holder":"guest","rank":"pocket","role":"pocket","sources":["memoir"],"to":"1950-01-25"}`},
		{"fleet", "1950-01-12", 1, `{"attested":false,"between":["1950-01-11","1950-01-15"],"certainty":"certain","from":"1950-01-12","holder":"south","role":"unit","sources":["memoir"],"strength":{"en":"1 carrier"},"symbol":"SFSPCLCV--------","to":"1950-01-13"}`},
		{"events", "1950-01-12", 0, `{"attested":true,"certainty":"certain","citations":["memoir: p. 5"],"from":"1950-01-12","lives":[{"citations":["memoir: p. 6"],"high":5,"low":2,"of":{"en":"Envoys","ja":"使節","ko":"사절","zh":"使節"}}],"role":"event","sources":["memoir"],"text":{"en":"They met. Nothing came of it.","ko":"만났다. 이룬 것은 없었다."},"to":"1950-01-13","weight":2}`},
	} {
		p := feature(c.layer, c.date, c.n)
		if !hasFourNames(p["title"]) {
			t.Errorf("%s on %s has the title %v", c.layer, c.date, p["title"])
		}
		delete(p, "title")
		if got, _ := json.Marshal(p); string(got) != c.want {
			t.Errorf("%s on %s is\n%s, want\n%s", c.layer, c.date, got, c.want)
		}
	}
}

// Every slice of every layer, on each of its changes, is RFC 7946's.
func TestSlicesAreGeoJSON(t *testing.T) {
	for _, l := range atlas().Layers {
		for _, d := range l.Changes() {
			a := ask(t, "GET", "/api/layers/"+string(l.ID)+"/slice?date="+d.String())
			if a.header.Get("Content-Type") != "application/geo+json" {
				t.Errorf("%s is %s", l.ID, a.header.Get("Content-Type"))
			}
			if _, err := geojson.Parse(a.body, &geojson.ParseOptions{RequireValid: true}); err != nil {
				t.Fatalf("%s on %s: %v", l.ID, d, err)
			}
			fc, err := orbjson.UnmarshalFeatureCollection([]byte(a.body))
			if err != nil {
				t.Fatalf("%s on %s: %v", l.ID, d, err)
			}
			for _, f := range fc.Features {
				if m, ok := f.Geometry.(orb.MultiPolygon); ok {
					checkRings(t, m)
				}
				from, to := edtf.MustParse(f.Properties["from"].(string)), edtf.Future
				if s, ends := f.Properties["to"].(string); ends {
					to = edtf.MustParse(s).First()
				}
				if d < from.First() || d >= to {
					t.Errorf("%s shows %s, %s to %s, on %s", l.ID, f.ID, from, to, d)
				}
			}
		}
	}
}

func checkRings(t *testing.T, m orb.MultiPolygon) {
	t.Helper()
	for _, p := range m {
		for i, ring := range p {
			want := orb.CCW
			if i > 0 {
				want = orb.CW
			}
			if !ring.Closed() || len(ring) < 4 || ring.Orientation() != want {
				t.Fatalf("ring %d, of %d points about %v, is not closed or runs the wrong way", i, len(ring), ring[0])
			}
		}
	}
}

// A box is compared with the shapes themselves, not with the boxes about them.
func TestBox(t *testing.T) {
	for _, c := range []struct{ layer, date, box, features string }{
		{"towns", "1949", "120,22,122,25", "island"},
		{"towns", "1949", "120.9,23.9,121,24", "island"}, // all within it
		{"towns", "1949", "118.4,22.4,119,23", ""},       // in its box, at sea
		{"towns", "1949", "120.05,24.9,120.3,25.3", ""},  // off its north-west coast
		{"fleet", "1950-01-10", "117,21,121,25", "patrol ship"},
		{"fleet", "1950-01-10", "120,23,121,23.5", "patrol"}, // the edge counts
		{"fleet", "1950-01-10", "120.001,23,121,23.5", ""},
		{"fleet", "1950-01-10", "119,24.5,119,24.5", "ship"},   // a box may be a point
		{"fleet", "1950-01-13", "118.9,24.2,119.1,25", ""},     // the ship has left
		{"fleet", "1950-01-10", "122.5,22,118.5,23", "patrol"}, // across the antimeridian
		{"fleet", "1950-01-10", "122.5,22,117.5,23", ""},
		{"front", "1950-01-10", "120.9,24.4,121.1,24.6", "line-1950-01-10"},
		{"front", "1950-01-10", "120.9,23.6,121.1,23.8", ""},
		{"front", "1950-01-14", "120.9,23.6,121.1,23.8", "line-1950-01-14"},
		{"control", "1950-01-10", "120.9,24.6,121.1,24.7", "north"},
		{"control", "1950-01-10", "120.9,24.3,121.1,24.4", "south"},
		{"control", "1950-01-10", "120.9,24.3,121.1,24.7", "north south"},
		{"advance", "1950-01-14", "120.9,24.7,121.1,24.9", "march"},
		{"advance", "1950-01-10", "120.9,24.7,121.1,24.9", ""},
		{"events", "1950-01-12", "120.6,24.1,120.7,24.2", "parley"},
		{"events", "1950-01-12", "120.6,24.15,120.7,24.2", ""},
	} {
		s := get(t, "/api/layers/"+c.layer+"/slice?date="+c.date+"&bbox="+c.box)
		if got := ids(s["features"]); got != c.features {
			t.Errorf("%s on %s in %s is %q, want %q", c.layer, c.date, c.box, got, c.features)
		}
	}
}

func TestAt(t *testing.T) {
	for _, c := range []struct{ point, date, control, features string }{
		{"lon=120.68&lat=24.14", "1899", "nobody", ""},
		{"lon=120.68&lat=24.14", "1949", "north by towns/island", "towns/island"},
		{"lon=120.68&lat=24.14", "1950-01-10", "south by towns/midby-1950-01-10", "control/south towns/midby-1950-01-10"},
		{"lon=120.68&lat=24.14", "1950-01-12", "north by towns/midby-1950-01-12", "control/north towns/midby-1950-01-12 towns/midby-1950-01-12-rival-1"},
		{"lon=120.68&lat=24.14", "1950-01-13", "north by control/north", "control/north"},
		{"lon=120.68&lat=24.14", "1950-03", "guest by towns/midby-1950-02-01", "towns/midby-1950-02-01"},
		{"lon=121&lat=24.2", "1950-01-10", "south by control/south", "control/south"},
		{"lon=121&lat=24.2", "1950-01-14", "north by control/north", "control/north"},
		{"lon=120.4&lat=22.8", "1950-01-19", "south by control/south", "control/south"},
		{"lon=120.4&lat=22.8", "1950-01-20", "guest by control/landing-1950-01-20", "control/landing-1950-01-20"},
		{"lon=119&lat=23", "1950-01-10", "nobody", "fleet/patrol"},
		{"lon=-70&lat=-80", "1950-01-10", "nobody", ""},
		{"lon=180&lat=90", "1950-01-10", "nobody", ""},
	} {
		a := get(t, "/api/at?"+c.point+"&date="+c.date)
		control := "nobody"
		if k, ok := a["control"].(map[string]any); ok {
			control = text(k["holder"]) + " by " + text(k["layer"]) + "/" + text(k["feature"])
		}
		var features []string
		for _, f := range a["features"].([]any) {
			f := f.(map[string]any)
			features = append(features, text(f["layer"])+"/"+text(f["id"]))
		}
		if got := strings.Join(features, " "); control != c.control || got != c.features {
			t.Errorf("%s on %s: %s, covered by %q; want %s, %q", c.point, c.date, control, got, c.control, c.features)
		}
	}
	a := ask(t, "GET", "/api/at?lon=120.68&lat=24.14&date=1950-01-12")
	want := `{"date":"1950-01-12","lon":120.68,"lat":24.14,"control":{"holder":"north","layer":"towns","feature":"midby-1950-01-12",` +
		`"from":"1950-01-12","to":"1950-01-13","certainty":"disputed","sources":["chronicle"]},"features":[`
	if !strings.HasPrefix(a.body, want) {
		t.Errorf("at is\n%.300s, want\n%s", a.body, want)
	}
}

func TestHistory(t *testing.T) {
	for _, c := range []struct{ point, want string }{
		{"lon=120.68&lat=24.14", "north 1900..1950-01-10, south 1950-01-10..1950-01-12, north? 1950-01-12..1950-01-13, north 1950-01-13..1950-02-01, guest 1950-02..null"},
		{"lon=120.40&lat=22.80", "north 1900..1950-01-10, south 1950-01-10..1950-01-20, guest 1950-01-20..1950-01-25, south 1950-01-25..1950-02-01"},
		{"lon=121.52&lat=25.03", "north 1900..1950-02-01"},
		{"lon=119&lat=23", ""},
	} {
		var got []string
		for _, p := range get(t, "/api/history?"+c.point)["periods"].([]any) {
			p := p.(map[string]any)
			doubt := ""
			if p["certainty"] == "disputed" {
				doubt = "?"
			}
			if len(p["sources"].([]any)) == 0 {
				t.Errorf("%s: %v has no sources", c.point, p)
			}
			got = append(got, text(p["holder"])+doubt+" "+text(p["from"])+".."+text(p["to"]))
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.point, strings.Join(got, ", "), c.want)
		}
	}
}

func TestReels(t *testing.T) {
	for _, l := range atlas().Layers {
		if reel := get(t, "/api/layers/"+string(l.ID)+"/reel"); len(reel) == 0 {
			t.Errorf("%s has an empty reel", l.ID)
		}
	}
}

func TestFiles(t *testing.T) {
	for _, c := range []struct{ path, contentType, cache string }{
		{"/", "text/html; charset=utf-8", "no-cache"},
		{"/icon.svg", "image/svg+xml", "no-cache"},
		{"/assets/app-1a2.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"},
		{"/base/base.json", "application/json; charset=utf-8", "no-cache"},
	} {
		a := ask(t, "GET", c.path)
		if a.status != 200 || a.header.Get("Content-Type") != c.contentType || a.header.Get("Cache-Control") != c.cache {
			t.Errorf("%s: %d %v", c.path, a.status, a.header)
		}
	}
}
