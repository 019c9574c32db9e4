package geo

import "encoding/json"

// A note is what a reader of one claim wants to know, and a map does not.
type note struct {
	Text      string     `json:"text,omitempty"`
	Strength  string     `json:"strength,omitempty"`
	Citations []string   `json:"citations,omitempty"` // the sources with their places in them
	Lives     []noteToll `json:"lives,omitempty"`
}

type noteToll struct {
	Of        string   `json:"of"`
	Low       int      `json:"low"`
	High      int      `json:"high"`
	Citations []string `json:"citations"`
}

// Notes returns what the layer's reel leaves out, in one language (en, ko, zh,
// hans or ja; English where something is not said in it): for each claim its
// text, its citations and its cost in lives, in JSON.
func (l *Layer) Notes(lang string) ([]byte, error) {
	notes := map[FeatureID]note{}
	for _, m := range l.movers {
		c := m.claim()
		n := note{Text: c.Text.In(lang), Strength: c.Strength.In(lang), Citations: citations(c.Sources)}
		for _, t := range c.Lives {
			n.Lives = append(n.Lives, noteToll{t.Of.In(lang), t.Low, t.High, citations(t.Sources)})
		}
		notes[c.ID] = n
	}
	return json.Marshal(map[string]any{"layer": l.ID, "lang": lang, "notes": notes})
}
