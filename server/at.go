package server

import (
	"github.com/gin-gonic/gin"
	"github.com/marchland/marchland/geo"
	"github.com/marchland/marchland/geo/edtf"
)

// controlJSON is who was in control of a place on the ground, and by which claim.
type controlJSON struct {
	Holder    geo.ActorID    `json:"holder"`
	Layer     geo.LayerID    `json:"layer"`
	Feature   geo.FeatureID  `json:"feature"`
	From      edtf.Date      `json:"from"`
	To        *edtf.Date     `json:"to"`
	Certainty geo.Certainty  `json:"certainty"`
	Sources   []geo.SourceID `json:"sources"`
}

// coverJSON is a feature that covers a place.
type coverJSON struct {
	Layer     geo.LayerID    `json:"layer"`
	ID        geo.FeatureID  `json:"id"`
	Title     geo.Names      `json:"title"`
	Text      *geo.Names     `json:"text,omitempty"`
	Holder    geo.ActorID    `json:"holder,omitempty"`
	Rank      string         `json:"rank,omitempty"`
	Role      geo.Role       `json:"role,omitempty"`
	From      edtf.Date      `json:"from"`
	To        *edtf.Date     `json:"to"`
	Certainty geo.Certainty  `json:"certainty"`
	Attested  bool           `json:"attested"`
	Rival     bool           `json:"rival,omitempty"`
	Sources   []geo.SourceID `json:"sources"`
}

type atJSON struct {
	Date     string       `json:"date"`
	Lon      float64      `json:"lon"`
	Lat      float64      `json:"lat"`
	Control  *controlJSON `json:"control"`
	Features []coverJSON  `json:"features"`
}

func (s *Server) at(shelf *shelf, c *gin.Context) (*body, error) {
	q, err := parseQuery(c.Request.URL.RawQuery, "lon", "lat", "date")
	if err != nil {
		return nil, err
	}
	p, err := q.point()
	if err != nil {
		return nil, err
	}
	d, err := q.day("date")
	if err != nil {
		return nil, err
	}
	out := atJSON{Date: d.String(), Lon: p[0], Lat: p[1], Features: []coverJSON{}}
	if k, ok := shelf.world.Control(p, d); ok {
		out.Control = &controlJSON{k.Holder, k.Layer, k.Feature, k.From, orNull(k.To), k.Certainty, k.Sources}
	}
	for _, cover := range shelf.world.At(p, d) {
		out.Features = append(out.Features, newCoverJSON(cover))
	}
	return asJSON(out)
}

func newCoverJSON(cover geo.Cover) coverJSON {
	f := cover.Feature
	out := coverJSON{
		Layer: cover.Layer.ID, ID: f.ID, Title: f.Title, Holder: f.Holder, Rank: f.Rank.String(), Role: f.Role,
		From: f.From, To: orNull(f.To), Certainty: f.Certainty, Attested: f.Attested, Rival: f.Rival,
		Sources: f.SourceIDs(),
	}
	if !f.Text.IsZero() {
		out.Text = &f.Text
	}
	return out
}

// orNull is the date, or null in JSON where there is none.
func orNull(d edtf.Date) *edtf.Date {
	if d.IsZero() {
		return nil
	}
	return &d
}

type periodJSON struct {
	From      edtf.Date      `json:"from"`
	To        *edtf.Date     `json:"to"`
	Holder    geo.ActorID    `json:"holder"`
	Certainty geo.Certainty  `json:"certainty"`
	Sources   []geo.SourceID `json:"sources"`
}

func (s *Server) history(shelf *shelf, c *gin.Context) (*body, error) {
	q, err := parseQuery(c.Request.URL.RawQuery, "lon", "lat")
	if err != nil {
		return nil, err
	}
	p, err := q.point()
	if err != nil {
		return nil, err
	}
	periods := mapped(shelf.world.History(p), func(p geo.Period) periodJSON {
		return periodJSON{p.From, orNull(p.To), p.Holder, p.Certainty, p.Sources}
	})
	return asJSON(gin.H{"lon": p[0], "lat": p[1], "periods": periods})
}
