package data_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/marchland/marchland/data"
	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// shipped is the project's atlas, read from its text once.
var shipped = sync.OnceValues(func() (*data.Atlas, error) { return data.Load(data.AtlasFiles()) })

func shippedAtlas(t testing.TB) *data.Atlas {
	t.Helper()
	a, err := shipped()
	if err != nil {
		t.Fatalf("the atlas has problems:\n%v", err)
	}
	return a
}

// leastAgreed is the share of clear cases in which the atlas agrees with the histories.
const leastAgreed = 0.97

var heldLine = regexp.MustCompile(`^on (\S+) at (\[.+\]|\S+): (\S+)$`)

// The scripts in testdata/held were written from the histories without looking
// at the atlas: "on 1950-09-14 at waegwan: kpa".
func TestHeld(t *testing.T) {
	atlas := shippedAtlas(t)
	places := map[string]orb.Point{}
	for _, p := range atlas.Places {
		places[p.ID] = p.At
	}
	world := geo.NewMap(atlas.Layers)
	names, _ := filepath.Glob("testdata/held/*.txt")
	if len(names) == 0 {
		t.Fatal("there are no scripts")
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txt"), func(t *testing.T) {
			f, err := os.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			var asked int
			var against []string
			lines := bufio.NewScanner(f)
			for n := 1; lines.Scan(); n++ {
				text, _, _ := strings.Cut(lines.Text(), "#")
				if text = strings.TrimSpace(text); text == "" {
					continue
				}
				m := heldLine.FindStringSubmatch(text)
				if m == nil {
					t.Errorf("%s:%d: %q is no line of a script", name, n, text)
					continue
				}
				day, err := edtf.Parse(m[1])
				at, known := places[m[2]]
				if strings.HasPrefix(m[2], "[") {
					known = json.Unmarshal([]byte(m[2]), &at) == nil
				}
				if err != nil || !known {
					t.Errorf("%s:%d: there is no such day or place: %s", name, n, text)
					continue
				}
				asked++
				holder := "none"
				control, ok := world.Control(at, day.First())
				if ok {
					holder = string(control.Holder)
				}
				if holder != m[3] {
					against = append(against, strings.Join([]string{text, "not", holder, "by", string(control.Layer), string(control.Feature)}, " "))
				}
			}
			if asked == 0 {
				t.Fatal("the script asks nothing")
			}
			share := 1 - float64(len(against))/float64(asked)
			report := t.Logf
			if share < leastAgreed {
				report = t.Errorf
			}
			report("%d of %d, %.1f %%, agree with the histories; against them are:\n%s", asked-len(against), asked, 100*share, strings.Join(against, "\n"))
		})
	}
}
