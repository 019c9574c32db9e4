package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"strings"
	"text/tabwriter"
	"time"
)

// A report is everything that was measured.
type report struct {
	At       time.Time  `json:"at"`
	Machine  string     `json:"machine"`
	Slice    string     `json:"slice"`
	Contests []*contest `json:"contests"`
	Figures  []figure   `json:"figures"`
	Costs    []cost     `json:"costs"`
	Skipped  []skipped  `json:"skipped"`
}

// A figure is one number, with the most that it may be if there is a target.
type figure struct {
	Name   string  `json:"name"`
	Value  float64 `json:"value"`
	Unit   string  `json:"unit"`
	Target float64 `json:"target,omitempty"`
}

func (f figure) met() bool { return f.Target == 0 || f.Value <= f.Target }

// A skipped is what could not be measured here, and why.
type skipped struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

func newReport() *report {
	machine := fmt.Sprintf("%d processors, %s/%s, %s", runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	if text, err := os.ReadFile("/proc/loadavg"); err == nil {
		load, _, _ := strings.Cut(string(text), " ")
		machine += ", load " + load + " before the bench"
	}
	return &report{At: time.Now().UTC().Truncate(time.Second), Machine: machine}
}

func (r *report) add(f figure) { r.Figures = append(r.Figures, f) }

func (r *report) skip(what, why string) {
	progress("%s is not measured: %s", what, why)
	r.Skipped = append(r.Skipped, skipped{what, why})
}

// failed counts the targets that were missed or not measured.
func (r *report) failed() int {
	n := len(r.Skipped)
	for _, c := range r.Contests {
		for _, q := range c.Ratios {
			n += count(!q.met())
		}
	}
	for _, f := range r.Figures {
		n += count(!f.met())
	}
	return n
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func verdict(met bool) string {
	if met {
		return "ok"
	}
	return "MISSED"
}

// A table is rows under a head.
type table struct {
	title string
	rows  [][]string // the head first
}

func (r *report) tables() []table {
	list := []table{r.rates(), r.ratios(), r.figures(), r.costs()}
	if len(r.Skipped) > 0 {
		t := table{"Not measured", [][]string{{"what", "why"}}}
		for _, s := range r.Skipped {
			t.rows = append(t.rows, []string{s.What, s.Why})
		}
		list = append(list, t)
	}
	return list
}

func (r *report) rates() table {
	t := table{"Rates, medians of the rounds", [][]string{{"request", "encoding", "server", "requests/s", "p50 ms", "p99 ms", "CPU us/request"}}}
	for _, c := range r.Contests {
		for _, s := range c.Results {
			t.rows = append(t.rows, []string{c.Name, c.Encoding, s.Rival,
				fmt.Sprintf("%.0f", s.Rate), fmt.Sprintf("%.2f", s.P50), fmt.Sprintf("%.2f", s.P99), fmt.Sprintf("%.1f", s.CPU)})
		}
	}
	return t
}

func (r *report) ratios() table {
	t := table{"Marchland's rate as a share of", [][]string{{"request", "encoding", "server", "median of rounds", "rounds", "target", "", "by CPU time"}}}
	for _, c := range r.Contests {
		for _, q := range c.Ratios {
			t.rows = append(t.rows, []string{c.Name, c.Encoding, q.To, fmt.Sprintf("%.3f", q.Median),
				fmt.Sprintf("%.2f..%.2f", quantile(q.Rounds, 0), quantile(q.Rounds, 1)),
				fmt.Sprintf(">= %.2f", q.Target), verdict(q.met()), fmt.Sprintf("%.3f", q.CPU)})
		}
	}
	return t
}

func (r *report) figures() table {
	t := table{"Figures", [][]string{{"what", "measured", "unit", "target", ""}}}
	for _, f := range r.Figures {
		row := []string{f.Name, fmt.Sprintf("%.4g", f.Value), f.Unit, "", ""}
		if f.Target > 0 {
			row[3], row[4] = fmt.Sprintf("<= %g", f.Target), verdict(f.met())
		}
		t.rows = append(t.rows, row)
	}
	return t
}

func (r *report) costs() table {
	t := table{"A slice without a server", [][]string{{"work", "us", "allocations", "kB allocated"}}}
	for _, c := range r.Costs {
		t.rows = append(t.rows, []string{c.Name,
			fmt.Sprintf("%.1f", c.Micros), fmt.Sprintf("%.1f", c.Allocs), fmt.Sprintf("%.1f", c.Bytes/1e3)})
	}
	return t
}

// print writes the report for a terminal.
func (r *report) print(w io.Writer) {
	fmt.Fprintf(w, "\n%s\n%s\n", r.Machine, r.Slice)
	for _, t := range r.tables() {
		if len(t.rows) == 1 {
			continue
		}
		fmt.Fprintf(w, "\n%s\n", t.title)
		columns := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		for _, row := range t.rows {
			fmt.Fprintln(columns, "  "+strings.Join(row, "\t"))
		}
		_ = columns.Flush() // a terminal that has gone cannot be told
	}
}

// markdown writes the same for a page.
func (r *report) markdown() []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "# Marchland, measured %s\n\n%s. %s.\n", r.At.Format(time.DateTime), r.Machine, r.Slice)
	for _, t := range r.tables() {
		if len(t.rows) == 1 {
			continue
		}
		fmt.Fprintf(&b, "\n## %s\n\n", t.title)
		for i, row := range t.rows {
			fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
			if i == 0 {
				fmt.Fprintf(&b, "|%s\n", strings.Repeat(" --- |", len(row)))
			}
		}
	}
	return b.Bytes()
}

func (r *report) json() ([]byte, error) { return json.MarshalIndent(r, "", "  ") }
