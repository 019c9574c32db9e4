package edtf

import "math"

// A Day counts days from 1970-01-01, which is day 0, in the proleptic Gregorian
// calendar.
type Day int32

// Past and Future are before and after every day that can be written.
const (
	Past   Day = math.MinInt32
	Future Day = math.MaxInt32
)

// Civil returns the day's year, month and day of the month.
//
// The algorithm, and that of civil below, is Howard Hinnant's "chrono-Compatible
// Low-Level Date Algorithms" (2013): eras of 400 years that begin on 1 March.
func (n Day) Civil() (year, month, day int) {
	z := int(n) + 719468
	era := floorDiv(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	day = doy - (153*mp+2)/5 + 1
	month = mp + 3
	if month > 12 {
		month -= 12
	}
	year = yoe + era*400
	if month <= 2 {
		year++
	}
	return year, month, day
}

// civil returns the number of a day. Months beyond 12 run on into later years.
func civil(y, m, d int) Day {
	y += (m - 1) / 12
	m = (m-1)%12 + 1
	if m <= 2 {
		y--
		m += 12
	}
	era := floorDiv(y, 400)
	yoe := y - era*400
	doy := (153*(m-3)+2)/5 + d - 1
	doe := yoe*365 + yoe/4 - yoe/100 + doy
	return Day(era*146097 + doe - 719468)
}

func floorDiv(a, b int) int {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// daysIn returns the length of a month.
func daysIn(y, m int) int { return int(civil(y, m+1, 1) - civil(y, m, 1)) }

// String prints the day as EDTF, and the two ends of time as "..".
func (n Day) String() string {
	if n == Past || n == Future {
		return ".."
	}
	return FromDay(n).String()
}

// A Span is the days from From up to, and not including, To.
type Span struct{ From, To Day }

// Has reports whether n is in s.
func (s Span) Has(n Day) bool { return s.From <= n && n < s.To }

// Meets reports whether s and t have a day in common.
func (s Span) Meets(t Span) bool { return s.From < t.To && t.From < s.To }

// Empty reports whether s has no day.
func (s Span) Empty() bool { return s.From >= s.To }

// Intersect returns the days that s and t share.
func (s Span) Intersect(t Span) Span { return Span{max(s.From, t.From), min(s.To, t.To)} }
