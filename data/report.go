package data

import (
	"fmt"
	"io"
	"slices"
	"text/tabwriter"

	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
)

// A Report counts what an atlas covers: where it is thick, where it is thin,
// and what is still to be said in which language.
type Report struct {
	Title   string
	Decades []DecadeCount // in order; only those in which anything begins
	Layers  []LayerCount  // in the atlas's order
	Tally   Tally         // of all claims
	Places  Tally         // of the gazetteer's names
	Sources int
}

// A DecadeCount is what begins in ten years, of which From is the first.
type DecadeCount struct {
	From int
	Tally
}

// A LayerCount is what is in one layer.
type LayerCount struct {
	Layer geo.LayerID
	Tally
}

// A Tally counts claims.
type Tally struct {
	Claims    int
	Events    int
	Certainty map[geo.Certainty]int
	Titles    map[string]int // by language
	Texts     map[string]int // by language
	Cites     int            // citations
	Located   int            // citations with a place in the work
	Tolls     int            // costs in lives
}

func newTally() Tally {
	return Tally{Certainty: map[geo.Certainty]int{}, Titles: map[string]int{}, Texts: map[string]int{}}
}

// Report counts what the atlas covers.
func (a *Atlas) Report() Report {
	r := Report{Title: a.Title.En, Tally: newTally(), Places: newTally(), Sources: len(a.Sources)}
	decades := map[int]Tally{}
	for _, l := range a.Layers {
		count := LayerCount{l.ID, newTally()}
		for c, span := range l.Claims {
			decade := decadeOf(span.From)
			if _, ok := decades[decade]; !ok {
				decades[decade] = newTally()
			}
			for _, t := range []*Tally{&r.Tally, &count.Tally} {
				t.add(c)
			}
			t := decades[decade]
			t.add(c)
			decades[decade] = t
		}
		r.Layers = append(r.Layers, count)
	}
	for _, p := range a.Places {
		r.Places.add(&geo.Claim{Title: p.Names, Certainty: geo.Certain})
	}
	for from, t := range decades {
		r.Decades = append(r.Decades, DecadeCount{from, t})
	}
	slices.SortFunc(r.Decades, func(a, b DecadeCount) int { return a.From - b.From })
	return r
}

func decadeOf(d edtf.Day) int {
	year, _, _ := d.Civil()
	return year - (year%10+10)%10
}

func (t *Tally) add(c *geo.Claim) {
	t.Claims++
	if c.Role == geo.RoleEvent {
		t.Events++
	}
	t.Certainty[c.Certainty]++
	for _, lang := range geo.Languages {
		if c.Title.Has(lang) {
			t.Titles[lang]++
		}
		if c.Text.Has(lang) {
			t.Texts[lang]++
		}
	}
	for cite := range c.Cited {
		t.Cites++
		if cite.At != "" {
			t.Located++
		}
	}
	t.Tolls += len(c.Lives)
}

// Print writes the report as tables of plain text.
func (r Report) Print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s: %d claims in %d layers, %d of them events; %d places, %d sources\n",
		r.Title, r.Tally.Claims, len(r.Layers), r.Tally.Events, r.Places.Claims, r.Sources)
	fmt.Fprintf(w, "%d citations, %s with a place in the work; %d costs in lives\n",
		r.Tally.Cites, share(r.Tally.Located, r.Tally.Cites), r.Tally.Tolls)

	fmt.Fprint(w, "\nlanguage\tplaces\ttitles\ttexts\t\n")
	for _, lang := range geo.Languages {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t\n", lang, share(r.Places.Titles[lang], r.Places.Claims),
			share(r.Tally.Titles[lang], r.Tally.Claims), share(r.Tally.Texts[lang], r.Tally.Texts["en"]))
	}
	fmt.Fprint(w, "\ncertainty\tclaims\t\t\n")
	for _, c := range []geo.Certainty{geo.Certain, geo.Probable, geo.Disputed} {
		fmt.Fprintf(w, "%s\t%d\t%s\t\n", c, r.Tally.Certainty[c], share(r.Tally.Certainty[c], r.Tally.Claims))
	}
	const head = "claims\tevents\tcertain\tprobable\tdisputed\tko\tzh\thans\tja\t\n"
	fmt.Fprint(w, "\nlayer\t"+head)
	for _, l := range r.Layers {
		fmt.Fprintf(w, "%s\t%s", l.Layer, l.row())
	}
	fmt.Fprint(w, "\nbegins in\t"+head)
	for _, d := range r.Decades {
		fmt.Fprintf(w, "%04ds\t%s", d.From, d.row())
	}
	fmt.Fprint(w, "\nko, zh, hans, ja: the share of the texts in English that are in that language too\n")
	return w.Flush()
}

func (t Tally) row() string {
	texts := t.Texts["en"]
	return fmt.Sprintf("%d\t%d\t%d\t%d\t%d\t%s\t%s\t%s\t%s\t\n", t.Claims, t.Events,
		t.Certainty[geo.Certain], t.Certainty[geo.Probable], t.Certainty[geo.Disputed],
		share(t.Texts["ko"], texts), share(t.Texts["zh"], texts), share(t.Texts["hans"], texts), share(t.Texts["ja"], texts))
}

// share prints a part of a whole in per cent, "-" where there is no whole. Only
// all is 100 %.
func share(part, whole int) string {
	if whole == 0 {
		return "-"
	}
	return fmt.Sprintf("%d %%", part*100/whole)
}
