package main

import (
	"encoding/json"
	"os/exec"
	"path"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/marchland/marchland"

// A rule says what a room of the house may import, and why no more.
type rule struct {
	room    string   // within the module
	rooms   []string // of the module
	outside []string // modules it may not import, or "*" for all
	because string
}

var rules = []rule{
	{"cmd/marchland", []string{"server", "data", "geo", "geo/edtf", "web"}, nil,
		"the commands wire everything together"},
	{"server", []string{"data", "geo", "geo/edtf"}, []string{"github.com/goccy/go-yaml", "github.com/peterstace/simplefeatures"},
		"the server answers for an atlas that was read already, and is handed the page's files"},
	{"data", []string{"geo", "geo/edtf"}, []string{"github.com/gin-gonic/gin", "net/http"},
		"an atlas can be read and checked with no server"},
	{"geo", []string{"geo/edtf"}, []string{"github.com/gin-gonic/gin", "github.com/goccy/go-yaml", "net/http", "os"},
		"the moving map knows neither how it was written nor who asks"},
	{"geo/edtf", nil, []string{"*"},
		"dates are the standard library's numbers and nothing else"},
	{"web", nil, []string{"*"},
		"the page is files; only the commands hand them on"},
}

type listed struct {
	ImportPath string
	Imports    []string
	Standard   bool
}

func TestImports(t *testing.T) {
	known := map[string]rule{}
	for _, r := range rules {
		known[r.room] = r
	}
	for _, p := range packages(t) {
		room := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
		r, ok := known[room]
		if !ok {
			t.Errorf("%s has no rule; say what it may import and why", p.ImportPath)
			continue
		}
		for _, imported := range p.Imports {
			if within, ours := strings.CutPrefix(imported, module+"/"); ours {
				if !slices.Contains(r.rooms, within) {
					t.Errorf("%s imports %s: %s", room, within, r.because)
				}
				continue
			}
			for _, out := range r.outside {
				if imported == out || strings.HasPrefix(imported, out+"/") || out == "*" && strings.Contains(imported, ".") {
					t.Errorf("%s imports %s: %s", room, imported, r.because)
				}
			}
		}
	}
}

// A package is named for what it knows.
func TestPackageNames(t *testing.T) {
	for _, p := range packages(t) {
		for _, vague := range []string{"internal", "utils", "util", "models", "pkg", "common", "helpers", "types"} {
			if slices.Contains(strings.Split(p.ImportPath, "/"), vague) {
				t.Errorf("%s: %s says nothing of what it holds", p.ImportPath, path.Base(vague))
			}
		}
	}
}

func packages(t *testing.T) []listed {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports,Standard", module+"/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p listed
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	if len(all) < 5 {
		t.Fatalf("go list finds %d packages", len(all))
	}
	return all
}
