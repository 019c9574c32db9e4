package data

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Problem is something wrong in an atlas, where it is and what to do about it.
type Problem struct {
	File string // within the atlas's folder
	Line int    // from 1
	Text string // what is wrong and what to do
}

func (p Problem) String() string { return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Text) }

// Problems is everything wrong with an atlas, in the order of its files. It is
// the error that [Load] returns.
type Problems []Problem

func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sorted() Problems {
	slices.SortFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Text, b.Text))
	})
	return slices.Compact(ps)
}

// A place in a file: what a problem is reported against.
type pos struct {
	file string
	line int
}

// A desk collects problems while an atlas is read.
type desk struct{ problems Problems }

func (d *desk) report(at pos, format string, args ...any) {
	d.problems = append(d.problems, Problem{at.file, max(1, at.line), fmt.Sprintf(format, args...)})
}
