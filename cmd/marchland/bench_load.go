package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A contest is one request put to several rivals in turn. The first is
// marchland; its rate is told as a share of each other's.
type contest struct {
	Name     string    `json:"name"`
	Encoding string    `json:"encoding"`
	Results  []result  `json:"results"`
	Ratios   []ratio   `json:"ratios"`
	rivals   []*child  // marchland first
	targets  []float64 // for each of the others
	boxes    bool      // every request has a box that no other had
	seconds  int       // how long a turn lasts
}

// A result is how a rival did: the medians of its turns.
type result struct {
	Rival string  `json:"rival"`
	Rate  float64 `json:"requestsPerSecond"`
	P50   float64 `json:"p50ms"`
	P99   float64 `json:"p99ms"`
	CPU   float64 `json:"cpuMicrosecondsPerRequest"` // of all its processes; nought where not known
	Turns []turn  `json:"turns"`
}

// A turn is one run of wrk.
type turn struct {
	Rate float64 `json:"requestsPerSecond"`
	P50  float64 `json:"p50ms"`
	P99  float64 `json:"p99ms"`
	CPU  float64 `json:"cpuMicrosecondsPerRequest"`
}

// A ratio compares marchland with a rival, round by round: noise that lasts
// longer than a round falls on both.
type ratio struct {
	To     string    `json:"to"`
	Median float64   `json:"median"`
	Rounds []float64 `json:"rounds"`
	Target float64   `json:"target"`
	CPU    float64   `json:"cpu"` // the rival's processor time a request over marchland's
}

func (r ratio) met() bool { return r.Median >= r.Target }

// A load is what puts requests to rivals.
type load struct {
	wrk string
	dir string
	cmd *benchCmd
	run int // makes each turn's boxes others
}

// settle runs a contest: a warm-up, then rounds in which each takes its turn.
func (l *load) settle(ctx context.Context, c *contest) error {
	if err := l.agree(ctx, c); err != nil {
		return err
	}
	c.Results = make([]result, len(c.rivals))
	for i, rival := range c.rivals {
		c.Results[i].Rival = rival.name
		if _, err := l.turn(ctx, c, rival, 1); err != nil {
			return err
		}
	}
	for n := range l.cmd.Rounds {
		progress("%s, %s: round %d of %d", c.Name, c.Encoding, n+1, l.cmd.Rounds)
		for i, rival := range c.rivals {
			t, err := l.turn(ctx, c, rival, c.seconds)
			if err != nil {
				return fmt.Errorf("%s: %w", rival.name, err)
			}
			c.Results[i].Turns = append(c.Results[i].Turns, t)
		}
	}
	c.sum()
	return nil
}

// agree makes sure that all rivals send the same bytes, before it matters.
func (l *load) agree(ctx context.Context, c *contest) error {
	var first []byte
	for i, rival := range c.rivals {
		a, err := fetch(ctx, rival.url+c.path(), c.Encoding)
		if err != nil {
			return err
		}
		if i == 0 {
			first = a.body
		}
		if !bytes.Equal(a.body, first) {
			return fmt.Errorf("%s sends %d bytes that are not marchland's %d", rival.name, len(a.body), len(first))
		}
	}
	return nil
}

// path is what is asked for; wrk's script makes the boxes of its own requests.
func (c *contest) path() string {
	if c.boxes {
		return benchPath + benchQuery + "&bbox=100,20,140,46"
	}
	return benchPath + benchQuery
}

// sum takes the medians of the turns, and of the ratios round by round.
func (c *contest) sum() {
	for i := range c.Results {
		r := &c.Results[i]
		r.Rate = median(r.Turns, func(t turn) float64 { return t.Rate })
		r.P50 = median(r.Turns, func(t turn) float64 { return t.P50 })
		r.P99 = median(r.Turns, func(t turn) float64 { return t.P99 })
		r.CPU = median(r.Turns, func(t turn) float64 { return t.CPU })
	}
	ours := c.Results[0]
	for i, r := range c.Results[1:] {
		q := ratio{To: r.Rival, Target: c.targets[i]}
		for n, t := range r.Turns {
			q.Rounds = append(q.Rounds, ours.Turns[n].Rate/t.Rate)
		}
		q.Median = quantile(q.Rounds, 0.5)
		if ours.CPU > 0 {
			q.CPU = r.CPU / ours.CPU
		}
		c.Ratios = append(c.Ratios, q)
	}
}

func median(turns []turn, of func(turn) float64) float64 {
	values := make([]float64, 0, len(turns))
	for _, t := range turns {
		values = append(values, of(t))
	}
	return quantile(values, 0.5)
}

// quantile returns the value that a share of the values do not exceed; with an
// even number of values the median lies between two.
func quantile(values []float64, share float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := share * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (sorted[high]-sorted[low])*(at-float64(low))
}

// wrkDone makes wrk print one line that needs no guessing.
const wrkDone = `
function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format("\nturn %d %d %.0f %.0f %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), e.connect + e.read + e.write + e.timeout + e.status))
end
`

// wrkBoxes makes each request ask for a box that none did before: all of them
// hold the whole layer, so that the answer has the same bytes as the rivals'.
const wrkBoxes = wrkDone + `
local threads, count, south = 0, 0, 0
function setup(thread)
  thread:set("lane", threads)
  threads = threads + 1
end
function init(args)
  south = 20 + tonumber(args[1]) * 0.01 + lane * 0.0001
end
function request()
  count = count + 1
  return wrk.format("GET", wrk.path .. string.format("&bbox=%.6f,%.4f,140,46", 100 + count / 1000000, south))
end
`

// turn runs wrk against a rival once.
func (l *load) turn(ctx context.Context, c *contest, rival *child, seconds int) (turn, error) {
	const grace = 10 * time.Second
	ctx, cancel := context.WithTimeout(ctx, time.Duration(seconds)*time.Second+grace)
	defer cancel()
	script, text := filepath.Join(l.dir, "done.lua"), wrkDone
	if c.boxes {
		script, text = filepath.Join(l.dir, "boxes.lua"), wrkBoxes
	}
	if err := os.WriteFile(script, []byte(text), 0o644); err != nil {
		return turn{}, err
	}
	l.run++
	before := rival.ticks()
	cmd := exec.CommandContext(ctx, l.wrk, "-t", strconv.Itoa(l.cmd.Threads), "-c", strconv.Itoa(l.cmd.Connections),
		"-d", strconv.Itoa(seconds)+"s", "--timeout", "5s", "-H", "Accept-Encoding: "+c.Encoding,
		"-s", script, rival.url+benchPath+benchQuery, "--", strconv.Itoa(l.run%100))
	cmd.WaitDelay = time.Second
	out, err := cmd.CombinedOutput()
	if err != nil {
		return turn{}, fmt.Errorf("wrk: %w: %s", err, bytes.TrimSpace(out))
	}
	return parseTurn(out, rival.ticks()-before)
}

var errNoTurn = errors.New("wrk has not said how it went")

// parseTurn reads the line that the script prints.
func parseTurn(out []byte, ticks float64) (turn, error) {
	_, line, ok := strings.Cut(string(out), "\nturn ")
	if !ok {
		return turn{}, fmt.Errorf("%w: %s", errNoTurn, out)
	}
	var requests, micros, p50, p99, failed float64
	if _, err := fmt.Sscan(line, &requests, &micros, &p50, &p99, &failed); err != nil {
		return turn{}, fmt.Errorf("%w: %s", errNoTurn, line)
	}
	if failed > 0 || requests == 0 || micros == 0 {
		return turn{}, fmt.Errorf("%.0f of %.0f requests failed", failed, requests)
	}
	const tick = 1e4 // microseconds: USER_HZ is 100 wherever Go runs
	return turn{Rate: requests / micros * 1e6, P50: p50 / 1e3, P99: p99 / 1e3, CPU: math.Max(0, ticks) * tick / requests}, nil
}

// rest waits until a rival has no work of its own left, such as making ahead of
// time what nobody asks for yet, or until it has waited long enough.
func (c *child) rest(ctx context.Context) {
	const most, pause, idle = 20 * time.Second, 500 * time.Millisecond, 2
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	for ticks := c.ticks(); ; {
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
		now := c.ticks()
		if now > 0 && now-ticks < idle {
			return
		}
		ticks = now
	}
}

// ticks is the processor time of a rival and its workers; nought where there is
// no /proc.
func (c *child) ticks() float64 {
	sum := ticksOf(strconv.Itoa(c.pid))
	pid := strconv.Itoa(c.pid)
	workers, err := os.ReadFile("/proc/" + pid + "/task/" + pid + "/children")
	if err != nil {
		return sum
	}
	for _, worker := range strings.Fields(string(workers)) {
		sum += ticksOf(worker)
	}
	return sum
}

// ticksOf reads utime and stime (proc(5)): the 12th and 13th after the name,
// which is in brackets and may hold anything.
func ticksOf(pid string) float64 {
	stat, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return user + system
}
