package server_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/marchland/marchland/geo"
)

// The bibliography lists every work once, in each language, with the layers that cite it.
func TestBibliography(t *testing.T) {
	for _, lang := range geo.Languages {
		a := ask(t, "GET", "/bibliography?lang="+lang)
		if a.status != http.StatusOK || !strings.HasPrefix(a.header.Get("Content-Type"), "text/html") {
			t.Fatalf("%s: %d, %s", lang, a.status, a.header.Get("Content-Type"))
		}
		for _, src := range atlas().Sources {
			if n := strings.Count(a.body, `<li id="`+string(src.ID)+`">`); n != 1 {
				t.Errorf("%s: %s is listed %d times", lang, src.ID, n)
			}
		}
		if !strings.Contains(a.body, `<a href="/?layers=front">`) {
			t.Errorf("%s: the front's works do not lead to it", lang)
		}
		if a.header.Get("Content-Security-Policy") == "" {
			t.Errorf("%s: the page has no policy", lang)
		}
	}
	if plain := ask(t, "GET", "/bibliography"); !strings.Contains(plain.body, "<h1>Bibliography</h1>") {
		t.Error("without a language it is not in English")
	}
	if again := ask(t, "GET", "/bibliography", "If-None-Match", ask(t, "GET", "/bibliography").header.Get("Etag")); again.status != http.StatusNotModified {
		t.Errorf("asked again: %d", again.status)
	}
}

// A layer's notes are the words of its claims, in the language asked for or in English.
func TestNotes(t *testing.T) {
	for _, c := range []struct{ lang, layer, claim, field, want string }{
		{"en", "events", "parley", "text", "They met. Nothing came of it."},
		{"ko", "events", "parley", "text", "만났다. 이룬 것은 없었다."},
		{"ja", "events", "parley", "text", "They met. Nothing came of it."},
	} {
		notes := get(t, "/api/layers/"+c.layer+"/notes?lang="+c.lang)["notes"].(map[string]any)
		note, _ := notes[c.claim].(map[string]any)
		if note[c.field] != c.want {
			t.Errorf("%s/%s in %s: %s is %v, want %q", c.layer, c.claim, c.lang, c.field, note[c.field], c.want)
		}
	}
	parley := get(t, "/api/layers/events/notes?lang=zh")["notes"].(map[string]any)["parley"].(map[string]any)
	toll := parley["lives"].([]any)[0].(map[string]any)
	if toll["of"] != "使節" || toll["low"] != 2.0 || toll["high"] != 5.0 {
		t.Errorf("the parley cost %v", toll)
	}
	if a := ask(t, "GET", "/api/layers/events/notes?lang=la"); a.status != http.StatusBadRequest {
		t.Errorf("a language that there is not: %d", a.status)
	}
	if a := ask(t, "GET", "/api/layers/nowhere/notes"); a.status != http.StatusNotFound {
		t.Errorf("a layer that there is not: %d", a.status)
	}
}
