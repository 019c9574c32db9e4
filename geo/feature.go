package geo

import (
	"cmp"

	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// Ids are types of their own so that the API says which is meant.
type (
	// LayerID names a layer: "korean-war-front".
	LayerID string
	// FeatureID names a claim within its layer.
	FeatureID string
	// ActorID names whoever can hold land or command a unit: "rok".
	ActorID string
	// SourceID names a work that claims rest on: "appleman-1961".
	SourceID string
)

// Nobody is the holder of a gap: a period for which a layer claims nothing.
const Nobody ActorID = "none"

// Names are a title or a text in the atlas's languages. Zh is in traditional
// characters; Hans is the simplified form where it differs.
type Names struct {
	En   string `json:"en,omitempty" yaml:"en"`
	Ko   string `json:"ko,omitempty" yaml:"ko"`
	Zh   string `json:"zh,omitempty" yaml:"zh"`
	Hans string `json:"hans,omitempty" yaml:"hans"`
	Ja   string `json:"ja,omitempty" yaml:"ja"`
}

// Languages are the languages of [Names], by their codes: zh is Chinese in
// traditional characters, hans in simplified ones.
var Languages = []string{"en", "ko", "zh", "hans", "ja"}

// Has reports whether something is said in a language. Simplified characters
// may go without saying where the traditional ones are the same.
func (n Names) Has(lang string) bool {
	switch lang {
	case "en":
		return n.En != ""
	case "ko":
		return n.Ko != ""
	case "zh":
		return n.Zh != ""
	case "hans":
		return n.Hans != ""
	case "ja":
		return n.Ja != ""
	}
	return false
}

// In returns what is said in a language (en, ko, zh, hans or ja), else in one
// that its readers know better than none: traditional characters for
// simplified ones, English for all.
func (n Names) In(lang string) string {
	switch lang {
	case "ko":
		return cmp.Or(n.Ko, n.En)
	case "zh":
		return cmp.Or(n.Zh, n.En)
	case "hans":
		return cmp.Or(n.Hans, n.Zh, n.En)
	case "ja":
		return cmp.Or(n.Ja, n.En)
	}
	return n.En
}

// IsZero reports whether nothing is said in any language.
func (n Names) IsZero() bool { return n == Names{} }

// A Citation is a source and the place in it.
type Citation struct {
	Source SourceID
	At     string // "ch. 20"; empty for the work as a whole
}

// String is the citation as the atlas writes it: "appleman-1961: ch. 20".
func (c Citation) String() string {
	if c.At == "" {
		return string(c.Source)
	}
	return string(c.Source) + ": " + c.At
}

// Certainty is how sure a claim is.
type Certainty string

// The certainties, surest first.
const (
	Certain  Certainty = "certain"
	Probable Certainty = "probable"
	Disputed Certainty = "disputed"
)

// Rank is how a territory's claim weighs against the others there.
type Rank int

// The ranks, weakest first: the state whose land it is, an occupation, a
// front's side, a pocket cut off within it, a town's or island's own holder.
const (
	RankNone Rank = iota
	RankState
	RankOccupation
	RankFront
	RankPocket
	RankPlace
)

var rankNames = [...]string{"", "state", "occupation", "front", "pocket", "place"}

func (r Rank) String() string { return rankNames[r] }

// ParseRank returns the rank of a name as the atlas writes it.
func ParseRank(name string) (Rank, bool) {
	for r, n := range rankNames {
		if n == name && n != "" {
			return Rank(r), true
		}
	}
	return RankNone, false
}

// Role says what a feature is where its layer's kind does not.
type Role string

// The roles. The zero Role is a plain area.
const (
	RoleLine   Role = "line"   // a front, a railway, a demarcation
	RolePocket Role = "pocket" // land cut off within the other side's
	RoleZone   Role = "zone"   // an area at sea: a patrol, a blockade
	RoleUnit   Role = "unit"
	RoleRoute  Role = "route"
	RoleEvent  Role = "event"
	RoleTie    Role = "tie" // a relation between two courts: the road of the embassies, no land
)

// A Toll is what something cost a group of people in lives: the lowest and the
// highest figure of the histories cited.
type Toll struct {
	Of        Names
	Low, High int
	Sources   []Citation
}

// A Claim is what a source says of something in the atlas, apart from when and where.
type Claim struct {
	ID        FeatureID
	Title     Names
	Text      Names
	Role      Role
	Holder    ActorID
	Rank      Rank
	Rival     bool // the other claim, where two are disputed
	Certainty Certainty
	Sources   []Citation
	Symbol    string // APP-6 / MIL-STD-2525C letter code
	Strength  Names
	Weight    int     // of an event: 1 the turning points .. 3
	Tributary ActorID // of a tie: who was tied to Holder, and governed itself
	Lives     []Toll
}

// Cited calls yield with every citation of the claim, those of its cost in lives
// counted in.
func (c *Claim) Cited(yield func(Citation) bool) {
	for _, cite := range c.Sources {
		if !yield(cite) {
			return
		}
	}
	for _, t := range c.Lives {
		for _, cite := range t.Sources {
			if !yield(cite) {
				return
			}
		}
	}
}

// A Feature is a claim as it stands on a day.
type Feature struct {
	*Claim
	From, To edtf.Date // To is zero while the claim still stands
	Attested bool
	Between  [2]edtf.Day // the attested days on either side, where not Attested
	Geometry orb.Geometry
}

// Spell is the days for which the feature stands as it is.
func (f *Feature) Spell() edtf.Span { return spell(f.From, f.To) }

func spell(from, to edtf.Date) edtf.Span {
	s := edtf.Span{From: from.First(), To: edtf.Future}
	if !to.IsZero() {
		s.To = to.First()
	}
	return s
}
