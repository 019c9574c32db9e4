package edtf_test

import (
	"strings"
	"testing"
	"time"

	"github.com/marchland/marchland/geo/edtf"
	"pgregory.net/rapid"
)

func TestSpanOfDate(t *testing.T) {
	for _, c := range []struct{ date, first, last string }{
		{"1950-06-25", "1950-06-25", "1950-06-25"},
		{"1592-05", "1592-05-01", "1592-05-31"},
		{"1900-02", "1900-02-01", "1900-02-28"},
		{"2000-02", "2000-02-01", "2000-02-29"},
		{"0668", "0668-01-01", "0668-12-31"},
		{"1905~", "1905-01-01", "1905-12-31"},
		{"1592-05?", "1592-05-01", "1592-05-31"},
		{"0676-11%", "0676-11-01", "0676-11-30"},
		{"195X", "1950-01-01", "1959-12-31"},
		{"19XX", "1900-01-01", "1999-12-31"},
		{"-015X", "-0159-01-01", "-0150-12-31"},
		{"1950-XX", "1950-01-01", "1950-12-31"},
		{"1950-06-XX", "1950-06-01", "1950-06-30"},
		{"1950-XX-XX", "1950-01-01", "1950-12-31"},
		{"1592-21", "1592-03-01", "1592-05-31"},
		{"1592-24", "1592-12-01", "1593-02-28"},
		{"0000", "0000-01-01", "0000-12-31"},
		{"-0107", "-0107-01-01", "-0107-12-31"},
		{"Y17000", "Y17000-01-01", "Y17000-12-31"},
	} {
		d, err := edtf.Parse(c.date)
		if err != nil {
			t.Errorf("%s: %v", c.date, err)
			continue
		}
		if d.First().String() != c.first || d.Last().String() != c.last {
			t.Errorf("%s is %s to %s, want %s to %s", c.date, d.First(), d.Last(), c.first, c.last)
		}
		if d.String() != c.date {
			t.Errorf("%s prints as %s", c.date, d)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ date, because string }{
		{"", "is empty"},
		{"1950-13", "no month 13"},
		{"1950-00", "no month 00"},
		{"1950-02-29", "no day 29"},
		{"1950-06-31", "no day 31"},
		{"1950-6-25", "YYYY-MM-DD"},
		{"50", "four digits"},
		{"19500625", "YYYY-MM-DD"},
		{"1950-06-25T00:00:00Z", "YYYY-MM-DD"},
		{"+1950", "digits"},
		{"1XXX", "more than the decade"},
		{"195X-06", "open year"},
		{"1950-XX-15", "open month"},
		{"1950-21-03", "within a season"},
		{"-0000", "negative year nought"},
		{"Y1950", "five to seven digits"},
		{"Y9999999", "beyond the year"},
		{"195०", "digits"},
		{"?", "four digits"},
		{strings.Repeat("9", 1000), "..."},
	} {
		if _, err := edtf.Parse(c.date); err == nil || !strings.Contains(err.Error(), c.because) {
			t.Errorf("Parse(%.20q) = %v, want an error with %q", c.date, err, c.because)
		}
	}
}

func TestInterval(t *testing.T) {
	for _, c := range []struct{ interval, from, to string }{
		{"1592-05/1598-12", "1592-05-01", "1599-01-01"},
		{"../1950", "..", "1951-01-01"},
		{"1910-08-29/..", "1910-08-29", ".."},
		{"1910/", "1910-01-01", ".."},
		{"1950-06", "1950-06-01", "1950-07-01"},
	} {
		v, err := edtf.ParseInterval(c.interval)
		if err != nil {
			t.Errorf("%s: %v", c.interval, err)
			continue
		}
		if s := v.Span(); s.From.String() != c.from || s.To.String() != c.to {
			t.Errorf("%s is %s to %s, want %s to %s", c.interval, s.From, s.To, c.from, c.to)
		}
		if v.String() != c.interval {
			t.Errorf("%s prints as %s", c.interval, v)
		}
	}
	for _, bad := range []string{"/", "../..", "1951/1950", "1950/1951/1952", "1950-13/.."} {
		if v, err := edtf.ParseInterval(bad); err == nil {
			t.Errorf("%s was read as %s", bad, v)
		}
	}
}

func TestCompare(t *testing.T) {
	inOrder := []string{"-0107", "0668", "1592-05-23", "1592-05-24", "1592-06-01", "1592-06", "1950", "1951"}
	for i := range inOrder[:len(inOrder)-1] {
		a, b := edtf.MustParse(inOrder[i]), edtf.MustParse(inOrder[i+1])
		if a.Compare(b) >= 0 || b.Compare(a) <= 0 {
			t.Errorf("%s should come before %s", a, b)
		}
	}
}

// The standard library's calendar is the independent one.
func TestDaysAgreeWithTimePackage(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := edtf.Day(rapid.Int32Range(-5_000_000, 5_000_000).Draw(t, "day"))
		y, m, d := n.Civil()
		want := time.Unix(int64(n)*86400, 0).UTC()
		if y != want.Year() || m != int(want.Month()) || d != want.Day() {
			t.Fatalf("day %d is %d-%d-%d, want %s", n, y, m, d, want.Format(time.DateOnly))
		}
		if got := edtf.FromDay(n).First(); got != n {
			t.Fatalf("day %d comes back as %d", n, got)
		}
	})
}

func TestPrintedDateParsesBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringMatching(`-?[0-9]{3}[0-9X](-(0[1-9]|1[0-2]|2[1-4]|XX)(-([0-2][0-9]|3[01]|XX))?)?[?~%]?`).Draw(t, "date")
		d, err := edtf.Parse(s)
		if err != nil {
			t.Skip()
		}
		back, err := edtf.Parse(d.String())
		if err != nil || back != d {
			t.Fatalf("%s printed as %s, read back as %v, %v", s, d, back, err)
		}
		if d.First() > d.Last() {
			t.Fatalf("%s ends before it begins", d)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1950-06-25", "1592-05?", "-0107~", "Y-170000", "195X", "../1950", "1950-24/.."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if d, err := edtf.Parse(s); err == nil {
			if back, err := edtf.Parse(d.String()); err != nil || back != d {
				t.Fatalf("%q printed as %s, read back as %v, %v", s, d, back, err)
			}
		}
		if v, err := edtf.ParseInterval(s); err == nil && v.Span().Empty() {
			t.Fatalf("%q is an empty interval", s)
		}
	})
}
