package geo

import (
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

// IsZero reports whether nothing is said in any language.
func (n Names) IsZero() bool { return n == Names{} }

// A Citation is a source and the place in it.
type Citation struct {
	Source SourceID
	At     string // "ch. 20"; empty for the work as a whole
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
)

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
	Weight    int // of an event: 1 the turning points .. 3
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
