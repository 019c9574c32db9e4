// Package edtf reads and prints dates as historians know them: to the day, the
// month or the year, perhaps approximate or uncertain.
//
// It covers the Extended Date/Time Format (ISO 8601-2:2019, and the Library of
// Congress specification of 2019) at level 0 without times of day, and level 1:
// qualified dates (1905~, 1592-05?, 0676%), unspecified digits (195X, 1950-XX,
// 1950-06-XX), seasons (1592-21), years of more than four digits (Y-170000) and
// intervals with open or unknown ends (../1950, 1910/, 1592-05/1598-12).
//
// Every date stands for a [Span] of days. Days are counted in the proleptic
// Gregorian calendar, with a year 0 as ISO 8601 has it: 0000 is 1 BCE.
package edtf

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Qualifier says how far a date is to be trusted.
type Qualifier byte

// The qualifiers of EDTF level 1.
const (
	Exact                Qualifier = 0
	Uncertain            Qualifier = '?'
	Approximate          Qualifier = '~'
	UncertainApproximate Qualifier = '%'
)

// unspecified stands for a month or day written XX.
const unspecified = -1

// maxYear bounds the years that parse: the day numbers of a wider range would
// not fit a Day.
const maxYear = 5_000_000

// A Date is an EDTF date: a year, or a year and month or season, or a day,
// with its qualifier. The zero Date means no date; see [Date.IsZero].
type Date struct {
	year    int32
	masked  int8 // how many of the year's last digits are X: 195X has 1
	month   int8 // 0 absent, unspecified, 1..12, or a season 21..24
	day     int8 // 0 absent, unspecified, 1..31
	qual    Qualifier
	present bool
}

// IsZero reports whether d is no date at all.
func (d Date) IsZero() bool { return !d.present }

// Qualifier returns how far d is to be trusted.
func (d Date) Qualifier() Qualifier { return d.qual }

// Exact reports whether d names one certain day.
func (d Date) Exact() bool { return d.qual == Exact && d.day > 0 }

// FromDay returns the exact date of a day.
func FromDay(n Day) Date {
	y, m, d := n.Civil()
	return Date{year: int32(y), month: int8(m), day: int8(d), present: true}
}

var errEmpty = errors.New("is empty")

// Parse reads a date. Its errors say what is wrong and what would be right.
func Parse(s string) (Date, error) {
	d, err := parse(s)
	if err != nil {
		return Date{}, fmt.Errorf("date %q %w; write a day, month or year like 1950-06-25, 1950-06 or 0668", clip(s), err)
	}
	return d, nil
}

// MustParse is Parse for dates that the program itself writes. It panics on a bad one.
func MustParse(s string) Date {
	d, err := Parse(s)
	if err != nil {
		panic(err)
	}
	return d
}

func parse(s string) (Date, error) {
	if s == "" {
		return Date{}, errEmpty
	}
	d := Date{present: true}
	if q := s[len(s)-1]; strings.IndexByte("?~%", q) >= 0 {
		d.qual = Qualifier(q)
		s = s[:len(s)-1]
	}
	rest, err := d.parseYear(s)
	if err != nil {
		return Date{}, err
	}
	if rest == "" {
		return d, nil
	}
	return d, d.parseMonthDay(rest)
}

// parseYear takes the year from the front of s and returns what follows it.
func (d *Date) parseYear(s string) (string, error) {
	if strings.HasPrefix(s, "Y") {
		return "", d.parseLongYear(s[1:])
	}
	digits := strings.TrimPrefix(s, "-")
	if len(digits) < 4 {
		return "", errors.New("has no year of four digits")
	}
	year := strings.TrimRight(digits[:4], "X")
	d.masked = int8(4 - len(year))
	if d.masked > 2 {
		return "", errors.New("leaves more than the decade and year open")
	}
	n, err := number(year)
	if err != nil {
		return "", err
	}
	for range d.masked {
		n *= 10
	}
	if len(digits) != len(s) {
		if n == 0 && d.masked == 0 {
			return "", errors.New("has a negative year nought")
		}
		n = -n
	}
	d.year = int32(n)
	rest := digits[4:]
	if d.masked > 0 && rest != "" {
		return "", errors.New("has a month within an open year")
	}
	return rest, nil
}

// parseLongYear reads the digits after the Y of a year beyond four digits.
func (d *Date) parseLongYear(s string) error {
	digits := strings.TrimPrefix(s, "-")
	if len(digits) < 5 || len(digits) > 7 || digits[0] == '0' {
		return errors.New("has Y before a year that is not of five to seven digits")
	}
	n, err := number(digits)
	if err != nil {
		return err
	}
	if n > maxYear {
		return fmt.Errorf("is beyond the year %d", maxYear)
	}
	if len(digits) != len(s) {
		n = -n
	}
	d.year = int32(n)
	return nil
}

// parseMonthDay reads "-MM" or "-MM-DD".
func (d *Date) parseMonthDay(s string) error {
	if len(s) != 3 && len(s) != 6 || s[0] != '-' || len(s) == 6 && s[3] != '-' {
		return errors.New("is not of the form YYYY-MM-DD")
	}
	var err error
	if d.month, err = twoDigits(s[1:3]); err != nil {
		return err
	}
	season := d.month >= 21 && d.month <= 24
	if d.month != unspecified && !season && (d.month < 1 || d.month > 12) {
		return fmt.Errorf("has no month %s", s[1:3])
	}
	if len(s) == 3 {
		return nil
	}
	if d.day, err = twoDigits(s[4:6]); err != nil {
		return err
	}
	switch {
	case season:
		return errors.New("has a day within a season")
	case d.day == unspecified:
		return nil
	case d.month == unspecified:
		return errors.New("has a day within an open month")
	case d.day < 1 || int(d.day) > daysIn(int(d.year), int(d.month)):
		return fmt.Errorf("has no day %s in that month", s[4:6])
	}
	return nil
}

func twoDigits(s string) (int8, error) {
	if s == "XX" {
		return unspecified, nil
	}
	n, err := number(s)
	return int8(n), err
}

// number reads plain digits: no sign, no space, as strconv.Atoi would allow.
func number(s string) (int, error) {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, errors.New("has something other than digits")
		}
	}
	return strconv.Atoi(s)
}

// clip keeps a hostile input from filling the message.
func clip(s string) string {
	const most = 40
	if len(s) > most {
		return s[:most] + "..."
	}
	return s
}

// String prints d as EDTF; Parse of it gives d again.
func (d Date) String() string {
	if !d.present {
		return ""
	}
	b := d.appendYear(make([]byte, 0, 12))
	if d.month != 0 {
		b = append(b, '-')
		b = appendTwo(b, d.month)
	}
	if d.day != 0 {
		b = append(b, '-')
		b = appendTwo(b, d.day)
	}
	if d.qual != Exact {
		b = append(b, byte(d.qual))
	}
	return string(b)
}

func (d Date) appendYear(b []byte) []byte {
	y := int(d.year)
	long := y > 9999 || y < -9999
	if long {
		b = append(b, 'Y')
	}
	if y < 0 {
		b = append(b, '-')
		y = -y
	}
	digits := fmt.Sprintf("%04d", y)
	if d.masked > 0 {
		digits = digits[:4-d.masked] + "XX"[:d.masked]
	}
	return append(b, digits...)
}

func appendTwo(b []byte, n int8) []byte {
	if n == unspecified {
		return append(b, "XX"...)
	}
	return append(b, '0'+byte(n/10), '0'+byte(n%10))
}

// Span returns the days that d may mean, from its first to the day after its last.
// Qualifiers do not widen it: what "about 1905" covers is the reader's judgement.
func (d Date) Span() Span {
	if !d.present {
		return Span{Past, Future}
	}
	y := int(d.year)
	switch {
	case d.masked > 0:
		return d.openYearSpan()
	case d.month == 0 || d.month == unspecified:
		return Span{civil(y, 1, 1), civil(y+1, 1, 1)}
	case d.month > 12:
		m := 3 * (int(d.month) - 20) // spring begins in March
		return Span{civil(y, m, 1), civil(y, m+3, 1)}
	case d.day == 0 || d.day == unspecified:
		return Span{civil(y, int(d.month), 1), civil(y, int(d.month)+1, 1)}
	}
	n := civil(y, int(d.month), int(d.day))
	return Span{n, n + 1}
}

// openYearSpan is the decade or century of a year with open digits: before the
// year 0 the digits count backwards.
func (d Date) openYearSpan() Span {
	width := 10
	if d.masked == 2 {
		width = 100
	}
	y := int(d.year)
	if y < 0 {
		return Span{civil(y-width+1, 1, 1), civil(y+1, 1, 1)}
	}
	return Span{civil(y, 1, 1), civil(y+width, 1, 1)}
}

// First returns the earliest day that d may mean.
func (d Date) First() Day { return d.Span().From }

// Last returns the latest day that d may mean.
func (d Date) Last() Day { return d.Span().To - 1 }

// Compare orders dates by their first day, then the more exact first.
func (d Date) Compare(e Date) int {
	a, b := d.Span(), e.Span()
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

// MarshalText prints d as EDTF.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads d as EDTF; empty text is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := Parse(string(text))
	*d = parsed
	return err
}

// MarshalBinary is MarshalText, for encoding/gob.
func (d Date) MarshalBinary() ([]byte, error) { return d.MarshalText() }

// UnmarshalBinary is UnmarshalText, for encoding/gob.
func (d *Date) UnmarshalBinary(text []byte) error { return d.UnmarshalText(text) }
