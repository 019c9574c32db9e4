package server_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/marchland/marchland/server"
)

// Every wrong question is answered with what is wrong in it and what is allowed.
func TestRefusals(t *testing.T) {
	const (
		slice   = "/api/layers/front/slice?"
		at      = "/api/at?"
		history = "/api/history?"
	)
	long := strings.Repeat("9", 1500)
	for _, c := range []struct {
		path               string
		status             int
		parameter, because string
	}{
		{slice, 400, "date", "missing"},
		{slice + "date=", 400, "date", "missing"},
		{slice + "date=1950-13-01", 400, "date", "no month 13"},
		{slice + "date=1950-02-30", 400, "date", "no day 30"},
		{slice + "date=1950-2-3", 400, "date", "YYYY-MM-DD"},
		{slice + "date=19500203", 400, "date", "1950-06-25"},
		{slice + "date=50", 400, "date", "four digits"},
		{slice + "date=today", 400, "date", "1950-06-25"},
		{slice + "date=15.9.1950", 400, "date", "1950-06-25"},
		{slice + "date=09/15/1950", 400, "date", "1950-06-25"},
		{slice + "date=1950-01-01/1950-02-01", 400, "date", "1950-06-25"},
		{slice + "date=1950-01-01T25:00:00Z", 400, "date", "1950-06-25"},
		{slice + "date=Y99999999", 400, "date", "seven digits"},
		{slice + "date=-0000", 400, "date", "nought"},
		{slice + "date=%00", 400, "date", "1950-06-25"},
		{slice + "date=%EF%BC%91950", 400, "date", "1950-06-25"},
		{slice + "date=" + long, 400, "date", "..."},
		{slice + "date=1950&date=1951", 400, "date", "2 times"},
		{slice + "dat=1950", 400, "dat", "no parameter"},
		{slice + "date=1950&Date=1950", 400, "Date", "no parameter"},
		{slice + "date=1950&limit=5", 400, "limit", "no parameter"},
		{slice + "date=%zz", 400, "", "invalid URL escape"},
		{slice + "date=1950;bbox=1", 400, "", "semicolon"},
		{slice + "date=1950&bbox=", 400, "bbox", "not 4"},
		{slice + "date=1950&bbox=1,2,3", 400, "bbox", "3 numbers"},
		{slice + "date=1950&bbox=1,2,3,4,5,6", 400, "bbox", "6 numbers"},
		{slice + "date=1950&bbox=1,2,3,x", 400, "bbox", "not a number"},
		{slice + "date=1950&bbox=1,2,,4", 400, "bbox", "not a number"},
		{slice + "date=1950&bbox=NaN,2,3,4", 400, "bbox", "not a number"},
		{slice + "date=1950&bbox=1,2,Inf,4", 400, "bbox", "not a number"},
		{slice + "date=1950&bbox=0x10,2,30,4", 400, "bbox", "not a number"},
		{slice + "date=1950&bbox=1e999,2,3,4", 400, "bbox", "not a number"},
		{slice + "date=1950&bbox=1_0,2,30,4", 400, "bbox", "not a number"},
		{slice + "date=1950&bbox=-181,2,3,4", 400, "bbox", "beyond the earth"},
		{slice + "date=1950&bbox=1,2,3,91", 400, "bbox", "beyond the earth"},
		{slice + "date=1950&bbox=1,40,3,30", 400, "bbox", "north of its north"},
		{slice + "date=1950&bbox=1,2,3,4&bbox=1,2,3,4", 400, "bbox", "2 times"},
		{slice + "date=1950&bbox=" + strings.Repeat("1,", 700), 400, "bbox", "not 4"},
		{at, 400, "lon", "missing"},
		{at + "lat=1&date=1950", 400, "lon", "missing"},
		{at + "lon=1&date=1950", 400, "lat", "missing"},
		{at + "lon=1&lat=1", 400, "date", "missing"},
		{at + "lon=1&lat=1&date=never", 400, "date", "1950-06-25"},
		{at + "lon=181&lat=1&date=1950", 400, "lon", "not within"},
		{at + "lon=1&lat=-90.1&date=1950", 400, "lat", "not within"},
		{at + "lon=NaN&lat=1&date=1950", 400, "lon", "not within"},
		{at + "lon=-Infinity&lat=1&date=1950", 400, "lon", "not within"},
		{at + "lon=0x1p4&lat=1&date=1950", 400, "lon", "not within"},
		{at + "lon=126,9&lat=37&date=1950", 400, "lon", "not within"},
		{at + "lon=126E&lat=37&date=1950", 400, "lon", "not within"},
		{at + "lon=" + long + "&lat=37&date=1950", 400, "lon", "not within"},
		{at + "lon=1&lon=2&lat=37&date=1950", 400, "lon", "2 times"},
		{at + "lon=1&lat=1&date=1950&bbox=1,2,3,4", 400, "bbox", "no parameter"},
		{history, 400, "lon", "missing"},
		{history + "lon=1&lat=x", 400, "lat", "not within"},
		{history + "lon=1&lat=1&date=1950", 400, "date", "no parameter"},
		{"/api/layers?date=1950", 400, "date", "no parameter"},
		{"/api/layers/front?date=1950", 400, "date", "no parameter"},
		{"/api/layers/front/changes?date=1950", 400, "date", "no parameter"},
		{"/api/layers/front/reel?date=1950", 400, "date", "no parameter"},
		{"/api/atlas?x=", 400, "x", "no parameter"},
		{"/api/places?x", 400, "x", "no parameter"},
		{"/api/sources?x", 400, "x", "no parameter"},
		{"/api/actors?x", 400, "x", "no parameter"},
		{"/api/layers/none", 404, "", `no layer "none"`},
		{"/api/layers/none/slice?date=1950", 404, "", `no layer "none"`},
		{"/api/layers/none/changes", 404, "", `no layer "none"`},
		{"/api/layers/none/reel", 404, "", `no layer "none"`},
		{"/api/layers/FRONT", 404, "", `no layer "FRONT"`},
		{"/api/layers/" + strings.Repeat("a", 500), 404, "", "..."},
		{"/api/layers/%ff", 404, "", "no layer"},
		{"/api/layers/", 404, "", "/api/layers lists"},
		{"/api/layers/front/", 404, "", "/api/layers lists"},
		{"/api/layers/front/slices", 404, "", "/api/layers lists"},
		{"/api", 404, "", "/api/layers lists"},
		{"/nowhere", 404, "", "/nowhere"},
		{"/base/../base.json", 404, "", "there is no"},
		{"/base/", 404, "", "there is no"},
		{"/assets/..%2f..%2fetc%2fpasswd", 404, "", "there is no"},
		{"/assets", 404, "", "there is no"},
		{"/api/dev/events", 404, "", "there is no"},
		{slice + "date=1950&" + strings.Repeat("x", 2100), 414, "", "at most 2048"},
		{"/" + strings.Repeat("x", 2100), 414, "", "at most 2048"},
	} {
		a := ask(t, "GET", c.path)
		p := checkProblem(t, c.path, a)
		if a.status != c.status || p.Parameter != c.parameter || !strings.Contains(p.Detail, c.because) {
			t.Errorf("%.90s: %d, %q: %s; want %d, %q: %s", c.path, a.status, p.Parameter, p.Detail, c.status, c.parameter, c.because)
		}
		if c.status == 400 && p.Allowed == "" {
			t.Errorf("%.90s does not say what is allowed", c.path)
		}
		if len(p.Detail) > 300 {
			t.Errorf("%.90s is answered with %d characters", c.path, len(p.Detail))
		}
	}
}

// What looks odd and is right.
func TestAccepted(t *testing.T) {
	for _, path := range []string{
		"/api/layers/front/slice?date=1950~",
		"/api/layers/front/slice?date=195X",
		"/api/layers/front/slice?date=1950-21",
		"/api/layers/front/slice?date=-0107",
		"/api/layers/front/slice?date=Y-170000",
		"/api/layers/front/slice?date=%31950",
		"/api/layers/front/slice?date=1950&bbox=124,%2033,%20131,%2043",
		"/api/layers/front/slice?date=1950&bbox=-180,-90,180,90",
		"/api/at?lon=-1.2e2&lat=%2B24.0&date=1950",
		"/api/history?lon=-180&lat=-90",
	} {
		if a := ask(t, "GET", path); a.status != http.StatusOK {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
}

// Whatever is asked, the answer is a slice or a problem, and never our fault.
func FuzzQuery(f *testing.F) {
	for _, q := range []string{
		"date=1950-01-12", "date=1950&bbox=120,22,122,25", "date=0668~&bbox=170,-1,-170,1", "lon=121&lat=24", "lon=121&lat=24&date=1950-01",
		"date=Y-5000000", "date=%00&date=", "bbox=nan,inf,0x1,1e308", "lon=1;lat=2", "%", "a=b&&=&c", "date=-9999&bbox=-180,-90,180,90",
	} {
		f.Add(q)
	}
	srv := server.New(atlas(), server.Config{})
	f.Fuzz(func(t *testing.T, q string) {
		for _, path := range []string{"/api/layers/front/slice", "/api/layers/fleet/slice", "/api/at", "/api/history"} {
			w := httptest.NewRecorder()
			srv.ServeHTTP(w, &http.Request{Method: "GET", URL: &url.URL{Path: path, RawQuery: q}, RequestURI: path + "?" + q, Header: http.Header{}})
			if w.Code != 200 && (w.Code < 400 || w.Code >= 500) {
				t.Fatalf("%s?%s: %d %s", path, q, w.Code, w.Body)
			}
			if w.Code != 200 {
				checkProblem(t, path+"?"+q, answer{w.Code, w.Header(), w.Body.String()})
			}
		}
	})
}
