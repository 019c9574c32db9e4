package geo

import (
	"encoding/json"
	"slices"
	"strconv"

	"github.com/marchland/marchland/geo/edtf"
	"github.com/paulmach/orb"
)

// properties are a feature's, as the contract names them.
type properties struct {
	Title     Names       `json:"title"`
	Text      *Names      `json:"text,omitempty"`
	From      edtf.Date   `json:"from"`
	To        *edtf.Date  `json:"to"`
	Holder    ActorID     `json:"holder,omitempty"`
	Certainty Certainty   `json:"certainty"`
	Attested  bool        `json:"attested"`
	Between   []edtf.Date `json:"between,omitempty"`
	Sources   []SourceID  `json:"sources"`
	Citations []string    `json:"citations,omitempty"`
	Rank      string      `json:"rank,omitempty"`
	Role      Role        `json:"role,omitempty"`
	Rival     bool        `json:"rival,omitempty"`
	Symbol    string      `json:"symbol,omitempty"`
	Strength  *Names      `json:"strength,omitempty"`
	Weight    int         `json:"weight,omitempty"`
	Tributary ActorID     `json:"tributary,omitempty"`
	Lives     []toll      `json:"lives,omitempty"`
}

type toll struct {
	Of        Names    `json:"of"`
	Low       int      `json:"low"`
	High      int      `json:"high"`
	Citations []string `json:"citations"`
}

func (f *Feature) properties() properties {
	p := properties{
		Title: f.Title, From: f.From, Holder: f.Holder,
		Certainty: f.Certainty, Attested: f.Attested, Sources: f.SourceIDs(),
		Rank: f.Rank.String(), Role: f.Role, Rival: f.Rival, Symbol: f.Symbol, Weight: f.Weight,
		Tributary: f.Tributary,
	}
	if !f.Text.IsZero() {
		p.Text = &f.Text
	}
	if !f.Strength.IsZero() {
		p.Strength = &f.Strength
	}
	if !f.To.IsZero() {
		p.To = &f.To
	}
	if !f.Attested {
		p.Between = []edtf.Date{edtf.FromDay(f.Between[0]), edtf.FromDay(f.Between[1])}
	}
	for _, c := range f.Sources {
		if c.At != "" {
			p.Citations = append(p.Citations, c.String())
		}
	}
	for _, t := range f.Lives {
		p.Lives = append(p.Lives, toll{t.Of, t.Low, t.High, citations(t.Sources)})
	}
	return p
}

// citations are the sources with their places in them, where those are known.
func citations(cs []Citation) []string {
	out := make([]string, len(cs))
	for i, c := range cs {
		out[i] = c.String()
	}
	return out
}

// AppendJSON appends the feature as GeoJSON (RFC 7946).
func (f *Feature) AppendJSON(b []byte) []byte {
	b = append(b, `{"type":"Feature","id":`...)
	b = strconv.AppendQuote(b, string(f.ID)) // ids are plain: letters, digits, hyphens
	b = append(b, `,"properties":`...)
	props, err := json.Marshal(f.properties())
	if err != nil {
		panic(err) // only strings and dates: cannot happen
	}
	b = append(b, props...)
	b = append(b, `,"geometry":`...)
	b = appendGeometry(b, f.Geometry)
	return append(b, '}')
}

// AppendSlice appends what Standing found on a day as a FeatureCollection with
// the members date, previous and next.
func (l *Layer) AppendSlice(b []byte, d edtf.Day, ids []int32) []byte {
	m := l.Moment(d)
	b = append(b, `{"type":"FeatureCollection","layer":`...)
	b = strconv.AppendQuote(b, string(l.ID))
	b = append(b, `,"date":`...)
	b = appendDay(b, m.Since)
	b = append(b, `,"previous":`...)
	b = appendDay(b, m.Previous)
	b = append(b, `,"next":`...)
	b = appendDay(b, m.Next)
	b = append(b, `,"features":[`...)
	parts, size := make([][]byte, len(ids)), len("]}\n")
	for n, i := range ids {
		parts[n] = l.part(i, m.Since)
		size += len(parts[n]) + len(",\n")
	}
	b = slices.Grow(b, size)
	for n, part := range parts {
		if n > 0 {
			b = append(b, ",\n"...)
		}
		b = append(b, part...)
	}
	return append(b, "]}\n"...)
}

// part returns a mover's feature as JSON, made once; that of one that does not
// stand still for as long as its view is kept.
func (l *Layer) part(i int32, since edtf.Day) []byte {
	m := l.movers[i]
	if _, still := m.(*Static); !still {
		v := l.view(i, since)
		return v.json.get(func() []byte { return l.viewFeature(v, i, since).AppendJSON(nil) })
	}
	return l.parts[i].get(func() []byte { return m.on(since).AppendJSON(nil) })
}

// appendDay appends a day as a JSON string, or null at the ends of time.
func appendDay(b []byte, d edtf.Day) []byte {
	if d == edtf.Past || d == edtf.Future {
		return append(b, "null"...)
	}
	return strconv.AppendQuote(b, d.String())
}

// appendGeometry appends a geometry with coordinates to 5 decimals, about a metre.
func appendGeometry(b []byte, g orb.Geometry) []byte {
	if g == nil {
		return append(b, "null"...)
	}
	b = append(b, `{"type":"`...)
	b = append(b, g.GeoJSONType()...)
	b = append(b, `","coordinates":`...)
	switch g := g.(type) {
	case orb.Point:
		b = appendPoint(b, g)
	case orb.LineString:
		b = appendPoints(b, g)
	case orb.MultiLineString:
		b = appendList(b, g, appendPoints)
	case orb.Polygon:
		b = appendList(b, g, appendPoints)
	case orb.MultiPolygon:
		b = appendList(b, g, func(b []byte, p orb.Polygon) []byte { return appendList(b, p, appendPoints) })
	}
	return append(b, '}')
}

func appendList[S ~[]T, T any](b []byte, list S, each func([]byte, T) []byte) []byte {
	b = append(b, '[')
	for i, v := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = each(b, v)
	}
	return append(b, ']')
}

func appendPoints[S ~[]orb.Point](b []byte, points S) []byte {
	return appendList(b, points, appendPoint)
}

func appendPoint(b []byte, p orb.Point) []byte {
	b = append(b, '[')
	b = appendDegrees(b, p[0])
	b = append(b, ',')
	b = appendDegrees(b, p[1])
	return append(b, ']')
}

func appendDegrees(b []byte, v float64) []byte {
	b = strconv.AppendFloat(b, v, 'f', 5, 64)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	if b[len(b)-1] == '.' {
		b = b[:len(b)-1]
	}
	return b
}
