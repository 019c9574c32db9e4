package data_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
	orbgeo "github.com/paulmach/orb/geo"
	"golang.org/x/tools/txtar"
)

// The binary's own copy of the atlas is the atlas of its text.
func TestShipped(t *testing.T) {
	want := shippedAtlas(t)
	got, err := data.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	sameAtlas(t, got, want, 150)
}

func TestCompiledReadsBack(t *testing.T) {
	files := atlasOf(t)
	want, err := data.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := data.Compile(files)
	if err != nil {
		t.Fatal(err)
	}
	got, err := data.Decompile(compiled)
	if err != nil {
		t.Fatal(err)
	}
	sameAtlas(t, got, want, 1)

	if _, err := data.Decompile(compiled[:len(compiled)/2]); err == nil {
		t.Error("half a compiled atlas is read")
	}
	files["places/places.yaml"].Data = []byte("- id: A B\n")
	var problems data.Problems
	if _, err := data.Compile(files); !errors.As(err, &problems) {
		t.Errorf("a broken atlas is compiled: %v", err)
	}
}

// sameAtlas compares two atlases by what they show, on every so manieth change
// and the day before it.
func sameAtlas(t *testing.T, got, want *data.Atlas, every int) {
	t.Helper()
	if got.Hash != want.Hash || got.Hash == "" {
		t.Errorf("the hashes are %q and %q", got.Hash, want.Hash)
	}
	if a, b := fmt.Sprint(got.Meta), fmt.Sprint(want.Meta); a != b {
		t.Errorf("one says %.300s, the other %.300s", a, b)
	}
	if len(got.Layers) != len(want.Layers) || len(got.Layers) == 0 {
		t.Fatalf("there are %d layers and %d", len(got.Layers), len(want.Layers))
	}
	for i, l := range want.Layers {
		changes := l.Changes()
		for n := 0; n < len(changes); n += every {
			for _, d := range []edtf.Day{changes[n] - 1, changes[n]} {
				if !bytes.Equal(slice(got.Layers[i], d), slice(l, d)) {
					t.Errorf("%s differs on %s", l.ID, d)
				}
			}
		}
	}
}

func slice(l *geo.Layer, d edtf.Day) []byte { return l.AppendSlice(nil, d, l.Standing(d, nil)) }

// The hash names the text: every file of it, and nothing else.
func TestHash(t *testing.T) {
	hash := func(others ...txtar.File) string {
		a, err := data.Load(atlasOf(t, others...))
		if err != nil {
			t.Fatal(err)
		}
		return a.Hash
	}
	plain := hash()
	if again := hash(); again != plain {
		t.Errorf("the same text is %s and %s", plain, again)
	}
	if readme := hash(txtar.File{Name: "README.md", Data: []byte("about")}); readme != plain {
		t.Error("a file that is not read changes the hash")
	}
	one := txtar.File{Name: "sources/one.yaml", Data: []byte("- {id: memoir, author: B, title: M, year: 1962, kind: book}")}
	two := txtar.File{Name: "sources/two.yaml", Data: one.Data}
	if a, b := hash(one), hash(two); a == plain || b == plain || a == b {
		t.Errorf("a file more, by one name or another: %s, %s, %s", plain, a, b)
	}
}

// An area's words come to about so many square kilometres.
func TestAreas(t *testing.T) {
	const taiwan = 36_000.0
	ring := "ring: [[120.5, 23.5], [121, 23.5], [121, 24], [120.5, 24]]" // inland
	box := 50.9 * 55.6
	for _, c := range []struct {
		area string
		km2  float64
	}{
		{"units: [KR/Jeju]", 1850},
		{"units: [TW]", taiwan},
		{"areas: [island]", taiwan},
		{"units: [TW, KR/Jeju]", taiwan + 1850},
		{"units: [TW, TW], areas: [island]", taiwan},
		{"around: [{place: midby, km: 10}]", 314},
		{"around: [{place: [121, 23.7], km: 10}, {place: [121, 23.7], km: 5}]", 314},
		{"around: [{place: roads, km: 20}], sea: true", 1257},
		{"around: [{place: [121.0, 25.05], km: 20}]", 344}, // mostly at sea
		{"around: [{place: [121.0, 25.05], km: 20}], sea: true, without: {units: [TW]}", 1257 - 344},
		{ring, box},
		{"ring: [[120.5, 24], [121, 24], [121, 23.5], [120.5, 23.5]]", box}, // in the other sense
		{"ring: [[118, 24], [120, 24], [120, 22], [118, 22]], sea: true", 203.4 * 2 * 111.2 * 1.0002},
		{"corridor: {line: [[121, 23.5], [121, 24]], km: 5}", 55.6*10 + 78.5},
		{"corridor: {line: [[120.7, 23.7], [121.2, 23.7], [121.2, 24.1]], km: 4}", (50.9+44.5)*8 + 50.3},
		{ring + ", split: {line: [[120.4, 23.75], [121.1, 23.75]], side: left}", box / 2},
		{ring + ", split: {line: [[121.1, 23.875], [120.4, 23.875]], side: left}", box * 3 / 4},
		{ring + ", split: {line: [[120.4, 23.875], [121.1, 23.875]], side: right}", box * 3 / 4},
		{ring + ", split: {line: [[120.7, 23.8], [120.8, 23.8]], side: left}", box * 0.4}, // carried straight on
		{ring + ", without: {around: [{place: [120.75, 23.75], km: 10}]}", box - 314},
		{"units: [TW], without: {areas: [upland]}", 314},
		{"units: [TW, KR/Jeju], without: {units: [TW]}", 1850},
		{"islands: [\"[126.55, 33.38]\"]", 1830},
		{"islands: [1 km N of jejusi]", 1830}, // a town on the coast, written off it
		{ring + ", around: [{place: [120.75, 23.75], km: 10}], units: [KR/Jeju]", box + 1850},
	} {
		files := atlasOf(t,
			txtar.File{Name: "layers/towns/towns.yaml", Data: []byte("features:\n  - {id: a, title: {en: A, ko: 가, zh: 甲, ja: あ}, holder: north, from: 1950, sources: [chronicle], area: {" + c.area + "}}\n")},
			txtar.File{Name: "places/jeju.yaml", Data: []byte("- {id: jejusi, at: [126.525, 33.51], kind: city, rank: 3, names: {en: Jeju, ko: 제주, zh: 濟州, ja: 済州}}\n")})
		a, err := data.Load(files)
		if err != nil {
			t.Errorf("%s: %v", c.area, err)
			continue
		}
		for _, l := range a.Layers {
			if l.ID != "towns" {
				continue
			}
			m := l.At(edtf.MustParse("1950").First(), nil)[0].Geometry.(orb.MultiPolygon)
			if km2 := orbgeo.Area(m) / 1e6; math.Abs(km2-c.km2) > 0.03*c.km2 {
				t.Errorf("%s is %.0f km2, want %.0f", c.area, km2, c.km2)
			}
		}
	}
}

var readmeList = regexp.MustCompile("(?s)\n## [^\n]*`(actors|places|sources|layers)/([^`\n]+)`\n\n```yaml\n(.*?)```")

// What the curator's guide shows can be copied from it.
func TestGuidesExamples(t *testing.T) {
	guide, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := readmeList.FindAllStringSubmatch(string(guide), -1)
	if len(shown) != 4 {
		t.Fatalf("the guide shows %d whole files, not 4", len(shown))
	}
	others := []txtar.File{{Name: "actors/others.yaml", Data: []byte("- {id: japan, names: {en: Japan, ko: 일본, zh: 日本, ja: 日本}, colour: \"#aa0000\"}\n")}}
	for _, m := range shown {
		name := strings.Replace(m[1]+"/"+m[2], "<id>", "japanese-occupation", 1)
		others = append(others, txtar.File{Name: strings.Replace(name, "*", "guide", 1), Data: []byte(m[3])})
	}
	a, err := data.Load(atlasOf(t, others...))
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Actors) != 4 || len(a.Places) != 4 || len(a.Sources) != 2 || len(a.Layers) != 5 {
		t.Errorf("read are %d actors, %d places, %d sources, %d layers", len(a.Actors), len(a.Places), len(a.Sources), len(a.Layers))
	}
}

// Whatever a file holds, Load returns an atlas or says what is wrong and where.
func FuzzLoad(f *testing.F) {
	names := []string{
		"atlas.yaml", "actors/more.yaml", "places/more.yaml", "sources/more.yaml", "areas/more.yaml",
		"layers/towns/more.yaml", "layers/fleet/more.yaml", "layers/front/more.yaml", "layers/front/layer.yaml",
	}
	archives, err := os.ReadDir("testdata/bad")
	if err != nil {
		f.Fatal(err)
	}
	for _, entry := range archives {
		for _, file := range archive(f, "bad/"+entry.Name()).Files {
			for i, name := range names {
				if file.Name == name {
					f.Add(i, string(file.Data))
				}
			}
		}
	}
	f.Fuzz(func(t *testing.T, which int, text string) {
		name := names[((which%len(names))+len(names))%len(names)]
		a, err := data.Load(atlasOf(t, txtar.File{Name: name, Data: []byte(text)}))
		var problems data.Problems
		switch {
		case err == nil && a == nil:
			t.Fatal("neither an atlas nor problems")
		case err != nil && (a != nil || !errors.As(err, &problems) || len(problems) == 0):
			t.Fatalf("%v is not a list of problems", err)
		}
		for _, p := range problems {
			if p.File == "" || p.Line < 1 || p.Text == "" {
				t.Fatalf("a problem says %q", p)
			}
		}
	})
}
