package data

import "github.com/marchland/marchland/geo"

// The shapes of what the atlas's files hold: data/README.md, in Go.

type atlasDoc struct {
	ID          word         `yaml:"id"`
	Title       geo.Names    `yaml:"title"`
	Description geo.Names    `yaml:"description"`
	Licence     string       `yaml:"licence"`
	Languages   []string     `yaml:"languages"`
	Span        spanDoc      `yaml:"span"`
	Opening     openingDoc   `yaml:"opening"`
	Chapters    []chapterDoc `yaml:"chapters"`
}

type chapterDoc struct {
	ID     word      `yaml:"id"`
	Title  geo.Names `yaml:"title"`
	From   word      `yaml:"from"`
	To     word      `yaml:"to"`
	Date   word      `yaml:"date"`
	Center []float64 `yaml:"center"`
	Zoom   float64   `yaml:"zoom"`
	Layers []word    `yaml:"layers"`
}

type spanDoc struct {
	From word `yaml:"from"`
	To   word `yaml:"to"`
}

type openingDoc struct {
	Date   word      `yaml:"date"`
	Center []float64 `yaml:"center"`
	Zoom   float64   `yaml:"zoom"`
	Layers []word    `yaml:"layers"`
}

type actorDoc struct {
	ID      word      `yaml:"id"`
	Names   geo.Names `yaml:"names"`
	Colour  word      `yaml:"colour"`
	From    word      `yaml:"from"`
	To      word      `yaml:"to"`
	Sponsor word      `yaml:"sponsor"`
	Side    word      `yaml:"side"`
	Text    geo.Names `yaml:"text"`
}

type placeDoc struct {
	ID      word        `yaml:"id"`
	At      item        `yaml:"at"`
	Kind    word        `yaml:"kind"`
	Rank    int         `yaml:"rank"`
	Names   geo.Names   `yaml:"names"`
	Alias   []string    `yaml:"alias"`
	From    word        `yaml:"from"`
	To      word        `yaml:"to"`
	Periods []periodDoc `yaml:"periods"`
}

type periodDoc struct {
	From  word      `yaml:"from"`
	To    word      `yaml:"to"`
	Names geo.Names `yaml:"names"`
	Rank  int       `yaml:"rank"`
}

type sourceDoc struct {
	ID        word   `yaml:"id"`
	Author    string `yaml:"author"`
	Title     string `yaml:"title"`
	Year      word   `yaml:"year"`
	Publisher string `yaml:"publisher"`
	Kind      word   `yaml:"kind"`
	URL       string `yaml:"url"`
	ISBN      string `yaml:"isbn"`
	Calendar  word   `yaml:"calendar"`
	Note      string `yaml:"note"`
}

type layerDoc struct {
	ID          word      `yaml:"id"`
	Kind        word      `yaml:"kind"`
	Rank        word      `yaml:"rank"`
	Title       geo.Names `yaml:"title"`
	Description geo.Names `yaml:"description"`
	Licence     string    `yaml:"licence"`
	Order       int       `yaml:"order"`
	Shown       bool      `yaml:"shown"`
	// Of a front:
	Theatre *areaDoc `yaml:"theatre"`
	Left    word     `yaml:"left"`
	Right   word     `yaml:"right"`
	To      word     `yaml:"to"`
	Control word     `yaml:"control"`
	// Of the territory derived from a front:
	Derived word `yaml:"derived"`
}

type areaDoc struct {
	Units    []word       `yaml:"units"`
	Areas    []word       `yaml:"areas"`
	Islands  []word       `yaml:"islands"`
	Around   []aroundDoc  `yaml:"around"`
	Corridor *corridorDoc `yaml:"corridor"`
	Ring     []item       `yaml:"ring"`
	Split    *splitDoc    `yaml:"split"`
	Without  *areaDoc     `yaml:"without"`
	Sea      bool         `yaml:"sea"`
}

type aroundDoc struct {
	Place item    `yaml:"place"`
	Km    float64 `yaml:"km"`
}

type corridorDoc struct {
	Line []item  `yaml:"line"`
	Km   float64 `yaml:"km"`
}

type splitDoc struct {
	Line []item `yaml:"line"`
	Side word   `yaml:"side"`
}

type areaEntryDoc struct {
	ID    word      `yaml:"id"`
	Names geo.Names `yaml:"names"`
	Title geo.Names `yaml:"title"`
	Text  geo.Names `yaml:"text"`
	Area  areaDoc   `yaml:"area"`
}

// claimDoc is what every dated claim may say.
type claimDoc struct {
	ID        word      `yaml:"id"`
	Title     geo.Names `yaml:"title"`
	Text      geo.Names `yaml:"text"`
	Holder    word      `yaml:"holder"`
	Rank      word      `yaml:"rank"`
	Certainty word      `yaml:"certainty"`
	Sources   []word    `yaml:"sources"`
	Symbol    word      `yaml:"symbol"`
	Strength  geo.Names `yaml:"strength"`
	Weight    int       `yaml:"weight"`
	Lives     []tollDoc `yaml:"lives"`
	Calendar  word      `yaml:"calendar"`
	Dated     word      `yaml:"dated"`
}

type tollDoc struct {
	Of      geo.Names `yaml:"of"`
	Low     int       `yaml:"low"`
	High    int       `yaml:"high"`
	Sources []word    `yaml:"sources"`
}

type featureDoc struct {
	Claim claimDoc `yaml:",inline"`
	From  word     `yaml:"from"`
	To    word     `yaml:"to"`
	On    word     `yaml:"on"`
	Area  *areaDoc `yaml:"area"`
	Line  []item   `yaml:"line"`
	At    *item    `yaml:"at"`
	Rival bool     `yaml:"rival"`
}

type holdingDoc struct {
	Place   word              `yaml:"place"`
	Title   geo.Names         `yaml:"title"`
	Text    geo.Names         `yaml:"text"`
	Km      float64           `yaml:"km"`
	Island  bool              `yaml:"island"`
	Area    *areaDoc          `yaml:"area"`
	To      word              `yaml:"to"`
	Periods []holdingSpellDoc `yaml:"periods"`
}

type holdingSpellDoc struct {
	Claim  claimDoc   `yaml:",inline"`
	From   word       `yaml:"from"`
	Rivals []rivalDoc `yaml:"rivals"`
}

type rivalDoc struct {
	Holder  word      `yaml:"holder"`
	Sources []word    `yaml:"sources"`
	Text    geo.Names `yaml:"text"`
}

type lineDoc struct {
	Claim   claimDoc `yaml:",inline"`
	On      word     `yaml:"on"`
	Through []item   `yaml:"through"`
	Still   bool     `yaml:"still"`
}

type pocketDoc struct {
	Claim  claimDoc   `yaml:",inline"`
	To     word       `yaml:"to"`
	States []stateDoc `yaml:"states"`
}

type stateDoc struct {
	From      word      `yaml:"from"`
	Area      areaDoc   `yaml:"area"`
	Text      geo.Names `yaml:"text"`
	Certainty word      `yaml:"certainty"`
	Sources   []word    `yaml:"sources"`
}

type tieDoc struct {
	Claim     claimDoc `yaml:",inline"`
	Tributary word     `yaml:"tributary"`
	Road      []item   `yaml:"road"`
	From      word     `yaml:"from"`
	To        word     `yaml:"to"`
}

type unitDoc struct {
	Claim claimDoc  `yaml:",inline"`
	Track []stopDoc `yaml:"track"`
	Stops []stopDoc `yaml:"stops"`
	To    word      `yaml:"to"`
}

type stopDoc struct {
	At      item      `yaml:"at"`
	On      word      `yaml:"on"`
	Until   word      `yaml:"until"`
	Via     []item    `yaml:"via"`
	By      word      `yaml:"by"`
	Sources []word    `yaml:"sources"`
	Text    geo.Names `yaml:"text"`
}
